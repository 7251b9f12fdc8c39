"""One goal of a coordinated solve: prices, bound, first plan, improvement.

The state of a stage is a :class:`Search`; the functions here move it forward and stop in order whenever the stop is due.
All randomness is seeded by (seed, round), all answers are taken in the order of province ids after the whole round, so a
search that ends by gap or rounds is the same on any number of workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from planner.solve.cluster import Executor
from planner.solve.highs import MipLimits, solve_lp
from planner.solve.options import Options
from planner.solve.prices import Pool, PriceState, lagrangian, mixture, solve_master, weights_at
from planner.solve.problem import GoalRow, Joined, Nation, Point, Room, join, violation
from planner.solve.progress import Clock, Stop
from planner.solve.tasks import LpAnswer, MipAnswer, answer_lp, answer_mip, solve_joined

#: Violations up to this are rounding (rows are scaled by their size).
FEASIBLE = 1e-5
#: Provinces solved together in one improvement.
GROUP = 4
#: The LP of a stage is closed when master and bound are this near.
LP_GAP = 2e-4
#: Most rounds of prices.
PRICE_ROUNDS = 80
#: Nodes of one MIP run; the repeatable stand-in for a time limit.
NODES = {"first": 400, "improve": 200, "bound": 400}
#: Integers this near to a whole number in the LP point count as decided by it.
_WHOLE = 1e-6


class ProvinceInfeasible(Exception):
    """A province's own rows cannot hold together."""

    def __init__(self, block: int) -> None:
        super().__init__(f"block {block} is infeasible")
        self.block = block


class RowsClash(Exception):
    """The national rows cannot hold together; ``slack`` (R,) says by how much each is missed at least-conflict."""

    def __init__(self, slack: np.ndarray) -> None:
        super().__init__("the national rows clash")
        self.slack = slack


@dataclass
class Search:
    """Everything a coordinated solve knows.

    Attributes:
        nation: rows and goals, with a row more for each finished goal.
        handles: what stands for each block in tasks.
        pool: columns, cut rows and bases by province.
        best: best plan so far.
        costs: minimised value of the best plan by goal, as stages end.
    """

    nation: Nation
    handles: list[Any]
    pool: Pool
    executor: Executor
    options: Options
    stop: Stop
    clock: Clock
    best: Point | None = None
    timings: dict[str, float] = field(default_factory=dict)
    history: list[dict[str, object]] = field(default_factory=list)

    def tell(self, phase: str, goal: GoalRow, bound: float | None, detail: str = "") -> None:
        """Report the state of a stage in the goal's own sense."""
        cost = None if self.best is None else goal.cost(self.best.y(self.nation), self.best.own)
        known = bound is not None and np.isfinite(bound)
        gap = goal.gap(cost, bound) if cost is not None and bound is not None and known else None
        told = goal.value(bound) if bound is not None and known else None
        best = goal.value(cost) if cost is not None else None
        self.clock.tell(phase, goal.id, told, best, gap, detail)
        self.history.append(
            {"phase": phase, "goal": goal.id, "bound": told, "best": best, "elapsed": self.clock.elapsed}
        )

    def offer(self, point: Point, goal: GoalRow) -> bool:
        """Take a plan as the best if it is one and better; says whether it was taken."""
        if violation(self.nation, point) > FEASIBLE:
            return False
        if self.best is not None and violation(self.nation, self.best) <= FEASIBLE:
            old = goal.cost(self.best.y(self.nation), self.best.own)
            if goal.cost(point.y(self.nation), point.own) >= old - 1e-9 * max(1.0, abs(old)):
                return False
        self.best = point
        return True


def close_prices(search: Search, goal: GoalRow, penalty: np.ndarray, tolerance: float = LP_GAP) -> PriceState:
    """Alternate master and provinces until their LP values meet within ``tolerance`` or rounds run out.

    Raises:
        ProvinceInfeasible: a province has no point at all.
    """
    nation, pool, state = search.nation, search.pool, PriceState(np.zeros(len(search.nation.row_names)))
    while _ask_round(search, goal, state):
        state.master = solve_master(nation, goal, pool, penalty)
        state.point = mixture(state.master, pool)
        if state.gap(goal.unit) <= tolerance or state.rounds >= PRICE_ROUNDS or search.stop.due:
            break
    return state


def _ask_round(search: Search, goal: GoalRow, state: PriceState) -> bool:
    """One round of answers at the next prices; False if the stop left it incomplete."""
    prices = state.next_prices()
    answers = ask_lps(search, weights_at(search.nation, goal, prices))
    if not answers:
        return False
    bounds = np.array([answer.bound for answer in answers])
    state.take(prices, lagrangian(search.nation, goal, prices, bounds), bounds)
    learn(search.pool, answers)
    search.tell("prices", goal, state.bound, f"{state.rounds}/{PRICE_ROUNDS}")
    return True


def ask_lps(search: Search, weights: np.ndarray) -> list[LpAnswer]:
    """The provinces' LP answers in block order; none if the stop left the round incomplete.

    Raises:
        ProvinceInfeasible: a province has no point at all.
    """
    blocks = range(len(search.nation.blocks))
    order = sorted(blocks, key=lambda p: -search.nation.blocks[p].arrays.matrix.nnz)
    pool = search.pool
    tasks = [(search.handles[p], pool.cuts[p], weights[p], pool.bases[p]) for p in order]
    found: dict[int, LpAnswer] = {}
    for number, answer in search.executor.map(answer_lp, tasks, search.stop):
        if answer is None:
            raise ProvinceInfeasible(order[number])
        found[order[number]] = answer
    return [found[p] for p in blocks] if len(found) == len(blocks) else []


def learn(pool: Pool, answers: list[LpAnswer]) -> None:
    """Keep the answers' cut rows, bases and columns."""
    for p, answer in enumerate(answers):
        pool.add_cuts(p, answer.cuts)
        pool.bases[p] = answer.basis
        pool.add(p, answer.x, integer=False)


def first_plan(search: Search, goal: GoalRow, state: PriceState, target: float) -> bool:
    """Fix what the LP point decides and solve the nation once (relaxation enforced neighbourhood search).

    What is free is widened step by step until a plan is found. Returns whether the best plan changed.
    """
    point = state.point
    for widen in (0, 1, 2):
        joined = join(search.nation, extra_rows=dict(enumerate(search.pool.cuts)))
        fixed = _fixed(joined, search.nation, point, widen)
        cost = joined.cost(search.nation, goal)
        start = joined.pack(search.nation, search.best) if search.best is not None else None
        limits = MipLimits(gap=target, nodes=NODES["first"], time_s=_seconds(search.stop))
        search.tell("first_plan", goal, state.bound, f"{widen + 1}/3")
        answers = [a for _, a in search.executor.map(
            solve_joined, [(fixed, cost, start, limits, search.options.seed)], search.stop)]
        if answers and answers[0].plans:
            return search.offer(joined.unpack(answers[0].plans[0]), goal)
        if search.stop.due:
            return False
    return False


def _fixed(joined: Joined, nation: Nation, point: list[np.ndarray], widen: int) -> Any:
    """The joined model with integers fixed where the LP point decides them.

    ``widen`` 1 keeps only zeros fixed, 2 only zeros in years whose successors are zero too, i.e. it also frees whatever
    the point builds at any time; both leave room to repair a rounding that cannot be completed.
    """
    lower, upper = joined.arrays.col_lower.copy(), joined.arrays.col_upper.copy()
    for k, p in enumerate(joined.members):
        x, here = point[p], slice(joined.starts[k], joined.starts[k + 1])
        whole = np.round(x)
        decided = nation.blocks[p].arrays.integer & (np.abs(x - whole) <= _WHOLE)
        if widen:
            decided &= whole == 0
        if widen == 2:
            decided &= ~_ever_used(nation.blocks[p].columns, x)
        lower[here] = np.where(decided, whole, lower[here])
        upper[here] = np.where(decided, whole, upper[here])
    return replace(joined.arrays, col_lower=lower, col_upper=upper)


def _ever_used(columns: tuple[tuple[str, tuple[object, ...]], ...], x: np.ndarray) -> np.ndarray:
    """(n,) whether the column's variable is positive in any year of the point."""
    used: dict[tuple[str, tuple[object, ...]], bool] = {}
    for (family, index), value in zip(columns, x, strict=True):
        stem = (family, index[:-1])
        used[stem] = used.get(stem, False) or value > _WHOLE
    return np.array([used[(family, index[:-1])] for family, index in columns])


def bound_round(search: Search, goal: GoalRow, state: PriceState, target: float) -> None:
    """One MIP answer a province at the best prices: a bound beyond the LP's, and plans for the pool."""
    if state.prices is None or state.answers is None:
        return
    nation = search.nation
    weights = weights_at(nation, goal, state.prices)
    order = sorted(range(len(nation.blocks)), key=lambda p: -nation.blocks[p].arrays.matrix.nnz)
    size = max(abs(state.bound), goal.unit)
    limits = MipLimits(
        gap=0.0, gap_abs=0.2 * target * size / len(order), nodes=NODES["bound"], time_s=_seconds(search.stop)
    )
    tasks = [
        (search.handles[p], search.pool.cuts[p], weights[p], _best_start(search, p, weights[p]), limits,
         search.options.seed)
        for p in order
    ]
    bounds = state.answers.copy()
    plans: dict[int, MipAnswer] = {}
    for number, answer in search.executor.map(answer_mip, tasks, search.stop):
        p = order[number]
        bounds[p] = max(bounds[p], answer.bound)
        plans[p] = answer
        state.bound = max(state.bound, lagrangian(nation, goal, state.prices, bounds))
        search.tell("bound", goal, state.bound, f"{len(plans)}/{len(order)}")
    state.answers = bounds
    for p in sorted(plans):
        for x in plans[p].plans:
            search.pool.add(p, x, integer=True)


def _best_start(search: Search, p: int, weights: np.ndarray) -> np.ndarray | None:
    """The known plan of a province that is best at these prices."""
    block = search.nation.blocks[p]
    known = [column.x for column in search.pool.columns[p] if column.integer]
    if search.best is not None:
        known.append(search.best.x[p])
    return min(known, key=lambda x: float(weights @ block.quantities(x))) if known else None


def improve_round(search: Search, goal: GoalRow, state: PriceState, target: float, number: int) -> bool:
    """Re-solve groups of provinces side by side around the best plan; says whether it got better."""
    if search.best is None:
        return False
    nation, best = search.nation, search.best
    point = state.point
    groups = _groups(len(nation.blocks), search.options.seed, number)
    size = max(abs(goal.cost(best.y(nation), best.own)), goal.unit)
    limits = MipLimits(
        gap=0.0, gap_abs=0.1 * target * size / len(groups), nodes=NODES["improve"], time_s=_seconds(search.stop)
    )
    cuts = dict(enumerate(search.pool.cuts))
    models = [join(nation, group, room=Room(best, 1.0 / len(groups)), extra_rows=cuts) for group in groups]
    tasks = [
        (_around(model, nation, best, point), model.cost(nation, goal), model.pack(nation, best), limits,
         search.options.seed)
        for model in models
    ]
    answers = dict(search.executor.map(solve_joined, tasks, search.stop))
    parts = list(best.x)
    own = best.own.copy()
    for k in sorted(answers):
        if answers[k].plans:
            there = models[k].unpack(answers[k].plans[0], best)
            for p in models[k].members:
                parts[p] = there.x[p]
            own = own + (there.own - best.own)
    better = search.offer(with_best_own(nation, goal, Point(tuple(parts), own)), goal)
    search.tell("improve", goal, state.bound, f"{number}/{search.options.rounds}")
    return better


def _groups(blocks: int, seed: int, number: int) -> list[tuple[int, ...]]:
    """Blocks dealt into groups, anew in each round."""
    dealt = np.random.default_rng([seed, number]).permutation(blocks)
    count = max(1, -(-blocks // GROUP))
    return [tuple(sorted(int(p) for p in part)) for part in np.array_split(dealt, count)]


def _around(model: Joined, nation: Nation, best: Point, point: list[np.ndarray]) -> Any:
    """The model with integers fixed on which plan and LP point agree (relaxation induced neighbourhood search)."""
    lower, upper = model.arrays.col_lower.copy(), model.arrays.col_upper.copy()
    for k, p in enumerate(model.members):
        here = slice(model.starts[k], model.starts[k + 1])
        whole = np.round(best.x[p])
        agreed = nation.blocks[p].arrays.integer & (np.abs(point[p] - whole) <= _WHOLE)
        lower[here] = np.where(agreed, whole, lower[here])
        upper[here] = np.where(agreed, whole, upper[here])
    return replace(model.arrays, col_lower=lower, col_upper=upper)


def with_best_own(nation: Nation, goal: GoalRow, point: Point) -> Point:
    """The same provincial plans with the national variables that serve the goal best."""
    if not len(point.own):
        return point
    y = point.y(nation)
    used = nation.activity(y, np.zeros_like(point.own))
    from planner.solve.highs import Arrays  # noqa: PLC0415

    arrays = Arrays(
        nation.rows_own, nation.row_lower - used, nation.row_upper - used, nation.own_lower, nation.own_upper,
        np.zeros(len(point.own), dtype=bool),
    )
    answer = solve_lp(arrays, goal.cost_own)
    return point if answer.x is None else Point(point.x, answer.x)


def _seconds(stop: Stop) -> float | None:
    return None if np.isinf(stop.remaining) else stop.remaining
