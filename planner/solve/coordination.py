"""Goals in order, each by coordination of provinces or in one model.

A finished goal is kept by one more national row, ``cost ≤ value + tolerance``. A goal that already stands at its
trivial bound (no shortfall) needs no solve. While there is no plan, one at the trivial bound is first looked for under
the prices of a later goal, which needs them anyway; only where the LP cannot reach it is the goal priced by itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.solve.bounds import believed
from planner.solve.clash import conflict
from planner.solve.direct import direct_stage, polish
from planner.solve.prices import PriceState, lagrangian, missed, penalties
from planner.solve.primal import (
    EXACT,
    LAST,
    NEIGHBOURHOODS,
    Loose,
    first_plan,
    improve_round,
    loosen,
    offer_near,
    salvage,
    take,
)
from planner.solve.problem import GoalRow, Nation, Point, rounding, settle
from planner.solve.solution import Fault, GoalResult, Status
from planner.solve.stage import (
    RowsClash,
    Search,
    bound_round,
    close_prices,
    dearer,
)
from planner.solve.store import PricePoint, opening, price_point

#: Improvement rounds for goals after the first that is not settled by its trivial bound.
LATER_ROUNDS = 2
#: Nodes for such goals in a direct solve: what they still decide is worth little against waiting for its proof.
LATER_NODES = 100
#: Rounds to repair a plan that still misses a row.
_REPAIRS = 6
#: Values this near to their bound count as proven optimal.
_EXACT = 1e-6
#: Room that a kept goal leaves for rounding, relative.
_ROUNDING = 1e-7
#: Master and bound never get nearer than this.
_LP_ROUNDING = 1e-6
#: Part of the goal that is much to miss.
_MUCH_MISSED = 0.005
#: Up to so many integers in all the provinces' MIP bounds are proven before a plan is improved. In larger nations it
#: takes minutes for a ten-thousandth, so it waits until a round of improvement brings nothing.
_BOUND_FIRST = 20_000
#: How often penalties are raised tenfold before a clash is suspected.
_DEARER = 3


@dataclass(frozen=True)
class Stage:
    """What one goal's stage found: bound and prices of the national rows, both of the minimising sense.

    Attributes:
        point: bounds of the provinces at the prices, to be kept with the run; None where prices were not closed.
    """

    goal: GoalRow
    bound: float
    prices: np.ndarray
    point: PricePoint | None = None


class NoPlan(Exception):
    """The goals' rows clash, or no plan was found before the stop."""


def solve_goals(search: Search, method: str, until: str | None = None) -> tuple[list[GoalResult], list[Stage]]:
    """Optimise all goals in order, or those up to the goal ``until``.

    Raises:
        NoPlan: there is none, or none was found in time.
    """
    results: list[GoalResult] = []
    stages: list[Stage] = []
    for goal in search.nation.goals:
        began = time.monotonic()
        effort = _effort(search, results)
        try:
            stage = _stage(search, goal, method, effort)
        except (NoPlan, RowsClash):
            # A plan that keeps every row disproves the clash: rounding. What is known of earlier goals stands.
            if search.cost(goal) is None:
                raise
            stage = _unsolved(search, goal)
        if search.best is None:
            raise NoPlan
        stage = _believed(search, goal, stage, search.best)
        results.append(_result(search, goal, stage.bound))
        stages.append(stage)
        search.timings[f"goal_{goal.id}"] = time.monotonic() - began
        _finish(search, goal, search.best)
        if goal.id == until:
            break
    return results, stages


@dataclass(frozen=True)
class Effort:
    """How much a goal may cost.

    Attributes:
        rounds: of improvement, in a coordinated solve.
        nodes: of a direct solve; None: until the gap.
        proof: whether provincial MIPs may tighten the LP's bound.
    """

    rounds: int
    nodes: int | None
    proof: bool


def _effort(search: Search, results: list[GoalResult]) -> Effort:
    """All that was asked for, until a goal that provinces contribute to is left with a gap.

    Goals after it decide within that gap only, and their own gap is the earlier one's many times over: what half a
    percent of benefit is worth is a large part of all public money. There more effort proves nothing. A shortfall that
    is not proven least leaves no such room: it is counted in whole things.
    """
    goals = search.nation.goals
    if all(result.status == "optimal" or not goal.cost_y.any() for goal, result in zip(goals, results, strict=False)):
        return Effort(search.options.rounds, None, proof=True)
    return Effort(min(search.options.rounds, LATER_ROUNDS), LATER_NODES, proof=False)


def _unsolved(search: Search, goal: GoalRow) -> Stage:
    """What is known of a goal without a solve of its own: its trivial bound, or prices closed for an earlier goal."""
    nothing = Stage(goal, trivial_bound(search.nation, goal), np.zeros(len(search.nation.row_names)))
    if search.ahead is None or search.ahead[0] != goal.id:
        return nothing
    state = search.ahead[1]
    return Stage(
        goal,
        max(state.bound, nothing.bound),
        state.prices,
        price_point(search.nation, goal, state.prices, state.answers, state.bound),
    )


def _finish(search: Search, goal: GoalRow, best: Point) -> None:
    """From now on the nation keeps the best plan's value of a goal."""
    before = search.nation
    search.nation = kept(before, goal, goal.cost(best.y(before), best.own))
    if search.ahead is not None and len(search.nation.row_names) > len(before.row_names):
        # It was priced as if the goal stood at its trivial bound.
        search.ahead = priced_ahead(search.nation, goal, *search.ahead)


def kept(nation: Nation, goal: GoalRow, cost: float) -> Nation:
    """The nation in which a goal stays as good as ``cost``: settled at its trivial bound, or by one more row."""
    tolerant = goal.tolerance > 0 or goal.relative_tolerance > 0
    if not tolerant and cost <= trivial_bound(nation, goal) + _EXACT * goal.unit:
        return settle(nation, goal)
    return keep(nation, goal, cost)


def priced_ahead(nation: Nation, kept: GoalRow, later: str, state: PriceState) -> tuple[str, PriceState] | None:
    """Prices closed under a goal at its trivial bound, with one for the row (the last) that keeps it short of that.

    The row's price is the least at which none of the goal's variables is worth more than it counts for; the provinces'
    answers do not change as long as they contribute nothing to the goal.
    """
    following = next((goal for goal in nation.goals if goal.id == later), None)
    if following is None or kept.cost_y.any() or state.answers is None:
        return None
    prices = np.append(state.prices, 0.0)
    reduced = following.cost_own - nation.rows_own.T @ prices
    counts = kept.cost_own > 0
    prices[-1] = min(0.0, float(np.min(reduced[counts] / kept.cost_own[counts], initial=0.0)))
    bound = lagrangian(nation, following, prices, state.answers)
    if not np.isfinite(bound):
        return None
    return later, replace(state, prices=prices, bound=bound, penalty=np.append(state.penalty, 0.0))


def keep(nation: Nation, goal: GoalRow, cost: float) -> Nation:
    """The nation with a row that keeps a goal within its tolerance."""
    room = max(goal.tolerance, goal.relative_tolerance * abs(cost)) + _ROUNDING * max(1.0, abs(cost))
    return nation.with_row(("keep", (goal.id,)), goal.cost_y, goal.cost_own, cost - goal.offset + room)


def trivial_bound(nation: Nation, goal: GoalRow) -> float:
    """Bound from the national variables' bounds alone; minus infinity if provinces contribute."""
    if np.any(goal.cost_y):
        return -np.inf
    box = np.where(goal.cost_own > 0, goal.cost_own * nation.own_lower, goal.cost_own * nation.own_upper)
    return float(box.sum() + goal.offset)


def _stage(search: Search, goal: GoalRow, method: str, effort: Effort) -> Stage:
    """One goal, from what is known to its bound."""
    trivial = trivial_bound(search.nation, goal)
    best = search.cost(goal)
    if best is not None and (best <= trivial + _EXACT * goal.unit or search.stop.due):
        return _unsolved(search, goal)
    if method == "direct":
        bound, prices, feasible = direct_stage(search, goal, search.options.gap, effort.nodes)
        if not feasible:
            raise NoPlan
        stage = Stage(goal, max(bound, trivial), prices, price_point(search.nation, goal, prices, None, bound))
    else:
        stage = _coordinated(search, goal, effort, trivial)
    polish(search, goal)
    return stage


def _try_trivial(search: Search, goal: GoalRow, trivial: float) -> Stage | None:
    """Look for a first plan at the trivial bound, guided by a later goal; None if none was found.

    The next goal that provinces contribute to is the better guide: a goal of national variables alone (the least served
    province) tells a province nothing until its prices are nearly right, and then finds the columns it needs.
    """
    goals = list(search.nation.goals)
    following = goals[goals.index(goal) + 1 :]
    following.sort(key=lambda later: not later.cost_y.any())
    if not following:
        return None
    before = search.nation
    search.nation = settle(before, goal)
    try:
        state = _closed(search, following[0], prove=False)
        if state.master is not None and missed(search.nation, state.master).any():
            search.nation = before
            _must_not_clash(search)
            return None
        _improve(search, following[0], state, Effort(_REPAIRS, None, proof=True), until_plan=True)
        found = search.cost(following[0]) is not None
        kept = goal.tolerance == 0 and goal.relative_tolerance == 0
        search.ahead = (following[0].id, state) if kept else None
    except RowsClash:
        search.nation = before
        _must_not_clash(search)
        return None
    finally:
        search.nation = before
    if not found:
        offer_near(search, goal)
        if search.stop.due:
            salvage(search, goal, penalties(search.nation, goal, search.pool))
    return Stage(goal, trivial, np.zeros(len(before.row_names))) if found else None


def _coordinated(search: Search, goal: GoalRow, effort: Effort, trivial: float) -> Stage:
    """Prices, first plan, bound and improvement rounds until the gap or the rounds are reached."""
    if search.known is not None and search.best is None:
        _must_not_clash(search)  # what an earlier run knew soon shows it
    settled = _try_trivial(search, goal, trivial) if np.isfinite(trivial) and search.cost(goal) is None else None
    if settled is not None:
        return settled
    stored, cost = opening(search.known, search.nation, goal), search.cost(goal)
    proven = stored.bound if stored is not None else -np.inf
    if stored is None or cost is None or goal.gap(cost, proven) > search.options.gap:
        state = search.ahead[1] if search.ahead and search.ahead[0] == goal.id else _closed(search, goal, prove=True)
        if stored is not None:
            # What was proven before stays proven, and a plan that came along needs no first one beside it.
            state.bounded, state.planned = proven > state.bound, cost is not None
            state.bound = max(state.bound, proven)
        _improve(search, goal, state, effort, until_plan=False)
        if stored is None or state.bound > proven:
            kept = price_point(search.nation, goal, state.prices, state.answers, state.bound)
            return Stage(goal, max(state.bound, trivial), state.prices, kept)
    kept = price_point(search.nation, goal, stored.prices, stored.answers, proven)
    return Stage(goal, max(proven, trivial), stored.prices, kept)


def _improve(search: Search, goal: GoalRow, state: PriceState, effort: Effort, *, until_plan: bool) -> None:
    """A first plan, then rounds of improvement and one of provincial MIP bounds, until gap or rounds are reached.

    ``until_plan``: the first plan that keeps every row is enough.
    """
    target, factor, level = search.options.gap, 1.0, 0
    penalty = penalties(search.nation, goal, search.pool)
    loose = loosen(search.nation, goal, state.prices, penalty, factor)
    begun, search.near = search.best if search.cost(goal) is not None else search.old, None
    if begun is not None:
        take(search, loose, loose.widen(begun))  # a plan made for another goal may do better by its own variables

    def enough() -> bool:
        cost = search.cost(goal)
        near_bound = cost is not None and goal.gap(cost, state.bound) <= target
        return near_bound or (until_plan and cost is not None) or search.stop.due

    if not enough() and not state.planned:
        state.planned = True
        search.tell("first_plan", goal, state.bound)
        first_plan(search, loose, state, target)
        search.tell("first_plan", goal, state.bound)
    small = sum(int(block.arrays.integer.sum()) for block in search.nation.blocks) <= _BOUND_FIRST
    better = stalled = False
    for number in range(1, effort.rounds + 1):
        if enough():
            return
        if search.cost(goal) is None or (search.near is not None and loose.missed(search.near).any()):
            if not _trade_first(search, goal, loose, state, factor):
                level = level or EXACT
            factor *= 1.0 if better else 3.0
            loose = loosen(search.nation, goal, state.prices, penalty, factor)
        elif effort.proof and not state.bounded and (stalled or small):
            bound_round(search, goal, state, target)
        around = NEIGHBOURHOODS if search.cost(goal) is not None else (*NEIGHBOURHOODS, LAST)
        better = improve_round(search, loose, state, target, number, around[level % len(around)])
        search.tell("improve", goal, state.bound, f"{number}/{effort.rounds}")
        stalled = stalled or not better
        level = 0 if better else (level + 1) % len(around)


def _trade_first(search: Search, goal: GoalRow, loose: Loose, state: PriceState, factor: float) -> bool:
    """Whether provinces that trade mend what the best point misses sooner than groups that share every row.

    With traffic on the links, where much is missed or a plan is known: from 1.6 % of the goal to nothing in 90 s of the
    complete rule set, where a round of pairs left 0.4 % after 215 s. Without traffic pairs take 20 s, walks minutes.
    """
    if search.near is None or all(block.traffic is None for block in search.nation.blocks):
        return False
    much = loose.fine(search.near) > _MUCH_MISSED * factor * max(abs(state.bound), loose.aim.unit)
    return much or search.cost(goal) is not None


def _lp_gap(search: Search) -> float:
    """How near master and bound must be: a small part of the gap asked for, but not below rounding."""
    return max(_LP_ROUNDING, search.options.gap / 20)


def _closed(search: Search, goal: GoalRow, *, prove: bool) -> PriceState:
    """The price phase with penalties high enough that no row is missed, unless rows clash.

    Penalties begin low, because the first prices of rows that are missed are as high as they are.

    Args:
        prove: where rows stay missed, raise a clash if that can be proven, or make them dearer.
    """
    penalty = penalties(search.nation, goal, search.pool)
    if search.cost(goal) is not None:
        penalty = dearer(search, goal, penalty, _DEARER)
    state = close_prices(search, goal, penalty, _lp_gap(search))
    for _ in range(_DEARER):
        if state.master is None or not missed(search.nation, state.master).any() or search.stop.due:
            break
        if prove:
            _must_not_clash(search)
        elif conflict(search) is not None:
            break
        penalty = dearer(search, goal, state.penalty, _DEARER)
        state = close_prices(search, goal, penalty, _lp_gap(search), state)
    return state


def _must_not_clash(search: Search) -> None:
    """Raise :class:`RowsClash` if the national rows provably cannot hold together."""
    proof = conflict(search)
    if proof is not None:
        raise RowsClash(search.nation, proof.prices, proof.bound)


def _believed(search: Search, goal: GoalRow, stage: Stage, best: Point) -> Stage:
    """The stage with what the best plan leaves standing of its bound.

    A bound that is beyond the plan by more than rounding is a fault: it is told as none, and a later run does not begin
    with it.
    """
    cost, room = goal.cost(best.y(search.nation), best.own), rounding(search.nation, goal, best, stage.prices)
    bound = believed(stage.bound, cost, room)
    if bound == -np.inf < stage.bound:
        search.faults.append(Fault("bound", goal.id, goal.value(stage.bound)))
        return replace(stage, bound=believed(trivial_bound(search.nation, goal), cost, room), point=None)
    return replace(stage, bound=bound)


def _result(search: Search, goal: GoalRow, bound: float) -> GoalResult:
    if search.best is None:
        raise NoPlan
    cost = goal.cost(search.best.y(search.nation), search.best.own)
    gap = goal.gap(cost, bound)
    status: Status = "rounds"
    if gap <= _EXACT:
        status = "optimal"
    elif gap <= search.options.gap:
        status = "gap"
    elif search.stop.requested:
        status = "interrupted"
    elif search.stop.due:
        status = "time"
    return GoalResult(goal.id, goal.value(cost), goal.value(bound), gap, status)
