"""Goals in order, each by coordination of provinces or in one model.

A finished goal is kept by one more national row, ``cost ≤ value + tolerance``. A goal that already stands at its trivial bound
(no shortfall) needs no solve. Where the LP says that the trivial bound can be reached, a plan there is looked for under
the prices of the next goal, which needs them anyway.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.solve.direct import direct_stage, polish
from planner.solve.prices import PriceState, lagrangian, weights_at
from planner.solve.problem import GoalRow, Nation, violation
from planner.solve.solution import GoalResult, Status
from planner.solve.stage import (
    FEASIBLE,
    LP_GAP,
    RowsClash,
    Search,
    ask_lps,
    bound_round,
    close_prices,
    first_plan,
    improve_round,
)

#: Improvement rounds for goals after the first that is not settled by its trivial bound.
LATER_ROUNDS = 3
#: Values this near to their bound count as proven optimal.
_EXACT = 1e-6
#: Room that a kept goal leaves for rounding, relative.
_ROUNDING = 1e-7
#: Missing a row by its whole size costs the master this many times the goal's size.
_DEAR = 10.0
#: How often penalties are raised tenfold before a clash is suspected.
_DEARER = 3


@dataclass(frozen=True)
class Stage:
    """What one goal's stage found: bound (minimising) and prices of the national rows, signs of the minimising sense."""

    goal: GoalRow
    bound: float
    prices: np.ndarray


class NoPlan(Exception):
    """The goals' rows clash, or no plan was found before the stop; ``slack`` (R,) if the clash is known."""

    def __init__(self, slack: np.ndarray | None = None) -> None:
        super().__init__("no plan")
        self.slack = slack


def solve_goals(search: Search, method: str) -> tuple[list[GoalResult], list[Stage]]:
    """Optimise all goals in order.

    Raises:
        NoPlan: there is none, or none was found in time.
    """
    results: list[GoalResult] = []
    stages: list[Stage] = []
    goals = search.nation.goals
    number = 0
    while number < len(goals):
        goal = goals[number]
        began = time.monotonic()
        stage = _stage(search, goal, method, _rounds(search, results))
        if search.best is None:
            raise NoPlan
        results.append(_result(search, goal, stage.bound, results))
        stages.append(stage)
        search.timings[f"goal_{goal.id}"] = time.monotonic() - began
        search.nation = keep(search.nation, goal, goal.cost(search.best.y(search.nation), search.best.own))
        number += 1
    return results, stages


def _rounds(search: Search, results: list[GoalResult]) -> int:
    settled = all(result.status == "optimal" for result in results)
    return search.options.rounds if settled else min(search.options.rounds, LATER_ROUNDS)


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


def _stage(search: Search, goal: GoalRow, method: str, rounds: int) -> Stage:
    """One goal, from what is known to its bound."""
    trivial = trivial_bound(search.nation, goal)
    best = _cost(search, goal)
    if best is not None and best <= trivial + _EXACT * goal.unit:
        return Stage(goal, trivial, np.zeros(len(search.nation.row_names)))
    if search.best is not None and search.stop.due:
        return Stage(goal, trivial, np.zeros(len(search.nation.row_names)))
    if method == "direct":
        bound, prices, feasible = direct_stage(search, goal, search.options.gap)
        if not feasible:
            raise NoPlan
        stage = Stage(goal, max(bound, trivial), prices)
    else:
        stage = _coordinated(search, goal, rounds, trivial)
    polish(search, goal)
    return stage


def _cost(search: Search, goal: GoalRow) -> float | None:
    if search.best is None or violation(search.nation, search.best) > FEASIBLE:
        return None
    return goal.cost(search.best.y(search.nation), search.best.own)


def _try_trivial(search: Search, goal: GoalRow, trivial: float) -> Stage | None:
    """Look for a plan at the trivial bound, guided by the next goal; None if none was found."""
    goals = list(search.nation.goals)
    following = goals[goals.index(goal) + 1 :]
    if not np.isfinite(trivial) or not following:
        return None
    before, best = search.nation, search.best
    search.nation = keep(before, goal, trivial)
    search.best = best if best is not None and violation(search.nation, best) <= FEASIBLE else None
    try:
        state = close_prices(search, following[0], penalties(search, following[0]))
        if _missed(search.nation, state).any():
            return None
        first_plan(search, following[0], state, search.options.gap)
    finally:
        found, search.nation = search.best, before
        search.best = found if found is not None else best
    if found is None:
        return None
    return Stage(goal, trivial, np.zeros(len(before.row_names)))


def _coordinated(search: Search, goal: GoalRow, rounds: int, trivial: float) -> Stage:
    """Prices, first plan, bound and improvement rounds until the gap or the rounds are reached."""
    target = search.options.gap
    state = _closed(search, goal)
    if state.bound <= trivial + _EXACT * goal.unit and not search.stop.due:
        settled = _try_trivial(search, goal, trivial)
        if settled is not None:
            return settled
    if _gap(search, goal, state) > target:
        first_plan(search, goal, state, target)
        search.tell("first_plan", goal, state.bound)
    for number in range(1, rounds + 1):
        if _gap(search, goal, state) <= target or search.stop.due:
            break
        if number == 1:
            bound_round(search, goal, state, target)
        better = improve_round(search, goal, state, target, number)
        if not better and number > 2 and _gap(search, goal, state) < 2 * _EXACT:
            break
    prices = state.prices if state.prices is not None else np.zeros(len(search.nation.row_names))
    return Stage(goal, max(state.bound, trivial), prices)


def _closed(search: Search, goal: GoalRow) -> PriceState:
    """The price phase with penalties high enough that no row is missed; proves a clash if none are."""
    penalty = penalties(search, goal)
    for _ in range(_DEARER):
        state = close_prices(search, goal, penalty)
        if not _missed(search.nation, state).any() or search.stop.due:
            return state
        penalty = penalty * 10
    prove_clash(search, goal)
    return state


def _gap(search: Search, goal: GoalRow, state: PriceState) -> float:
    cost = _cost(search, goal)
    return np.inf if cost is None else goal.gap(cost, state.bound)


def penalties(search: Search, goal: GoalRow) -> np.ndarray:
    """(R,) price at which the master may miss a row: ten times the goal's size over the row's.

    Sizes come from what the known columns contribute, so that the first prices are of the right order.
    """
    nation = search.nation
    largest = np.zeros((len(nation.blocks), len(nation.quantities)))
    for p, found in enumerate(search.pool.columns):
        for column in found:
            largest[p] = np.maximum(largest[p], np.abs(nation.blocks[p].quantities(column.x)))
    value = float((np.abs(goal.cost_y) * largest).sum() + np.abs(goal.cost_own) @ _own_size(nation))
    ends = np.where(np.isfinite(nation.row_upper), nation.row_upper, nation.row_lower)
    rows = sum(abs(matrix) @ y for matrix, y in zip(nation.rows_y, largest, strict=True))
    return _DEAR * max(goal.unit, value) / np.maximum(np.maximum(np.abs(ends), rows), 1e-6)


def _own_size(nation: Nation) -> np.ndarray:
    return np.maximum(np.abs(nation.own_lower), np.abs(nation.own_upper))


def _missed(nation: Nation, state: PriceState) -> np.ndarray:
    """(R,) rows that the master misses beyond rounding."""
    if state.master is None:
        return np.zeros(len(nation.row_names), dtype=bool)
    ends = np.where(np.isfinite(nation.row_upper), nation.row_upper, nation.row_lower)
    return state.master.slack > 1e-6 * np.maximum(1.0, np.abs(ends))


def prove_clash(search: Search, goal: GoalRow) -> None:
    """Minimise what the national rows are missed by; if even the proven bound of that is positive, they clash.

    Raises:
        RowsClash: with the slack of the least-conflict mixture.
    """
    nation = search.nation
    ends = np.where(np.isfinite(nation.row_upper), nation.row_upper, nation.row_lower)
    nothing = replace(
        goal, id="", sign=1.0, cost_y=np.zeros_like(goal.cost_y), cost_own=np.zeros_like(goal.cost_own), offset=0.0
    )
    penalty = 1.0 / np.maximum(1.0, np.abs(ends))
    state = close_prices(search, nothing, penalty, tolerance=LP_GAP)
    if state.bound > 1e-6 and state.master is not None:
        raise RowsClash(state.master.slack)


def check_bound(search: Search, goal: GoalRow, prices: np.ndarray) -> float:
    """The Lagrangian bound of any prices with the right signs, from fresh LP answers (used by tests and explanations)."""
    answers = ask_lps(search, weights_at(search.nation, goal, prices))
    return lagrangian(search.nation, goal, prices, np.array([answer.bound for answer in answers]))


def _result(search: Search, goal: GoalRow, bound: float, earlier: list[GoalResult]) -> GoalResult:
    if search.best is None:
        raise NoPlan
    cost = goal.cost(search.best.y(search.nation), search.best.own)
    bound = min(bound, cost)
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
    del earlier
    return GoalResult(goal.id, goal.value(cost), goal.value(bound), gap, status)
