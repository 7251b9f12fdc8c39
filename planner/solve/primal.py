"""Plans for the nation: a first one around the LP point, then improvement of groups of provinces around the best.

Both work on a loose nation, in which every national row may be missed at a price: fixing what the LP decides rarely
leaves room to meet a thousand-city target to the last city. Provinces' own rows are never loose. What is missed is repaired by
the same group improvement that raises the value, at penalties that grow until nothing is missed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, MipLimits, solve_lp
from planner.solve.prices import PriceState
from planner.solve.problem import GoalRow, Joined, Name, Nation, Point, Room, join
from planner.solve.stage import FEASIBLE, Search, seconds_left
from planner.solve.tasks import solve_joined

#: Provinces solved together in one improvement.
GROUP = 4
#: Nodes of one MIP run; the repeatable stand-in for a time limit.
FIRST_NODES, IMPROVE_NODES = 400, 200
#: Integers this near to a whole number in the LP point count as decided by it.
_WHOLE = 1e-6
#: A row is missed at this many times its price, at least at this share of what the master pays.
_DEARER, _LEAST = 10.0, 0.02


@dataclass(frozen=True)
class Loose:
    """A nation whose rows may be missed, and the goal with the penalties for it.

    The national variables are followed by two slacks a row: how far it is above what is needed, and below.
    """

    nation: Nation
    goal: GoalRow
    strict: int

    def widen(self, point: Point) -> Point:
        """A plan of the strict nation, missing nothing."""
        return Point(point.x, np.append(point.own, np.zeros(len(self.nation.own_lower) - self.strict)))

    def narrow(self, point: Point) -> Point | None:
        """The point in the strict nation, None if it misses a row."""
        slack = point.own[self.strict :]
        ends = np.where(np.isfinite(self.nation.row_upper), self.nation.row_upper, self.nation.row_lower)
        missed = slack.reshape(2, -1) > FEASIBLE * np.maximum(1.0, np.abs(ends))
        return None if missed.any() else Point(point.x, point.own[: self.strict])

    def cost(self, point: Point) -> float:
        """Goal and penalties, minimising."""
        return self.goal.cost(point.y(self.nation), point.own)


def loosen(nation: Nation, goal: GoalRow, prices: np.ndarray, penalty: np.ndarray, factor: float) -> Loose:
    """Let every national row be missed at ``factor`` times a few times its price."""
    rows, strict = nation.rows_own.shape
    eye = sparse.eye_array(rows, format="csr")
    price = factor * np.maximum(_DEARER * np.abs(prices), _LEAST * penalty)
    below = np.where(np.isfinite(nation.row_lower), np.inf, 0.0)
    above = np.where(np.isfinite(nation.row_upper), np.inf, 0.0)
    loose = replace(
        nation,
        rows_own=sparse.csr_array(sparse.hstack([nation.rows_own, eye, -eye], format="csr")),
        own_lower=np.append(nation.own_lower, np.zeros(2 * rows)),
        own_upper=np.concatenate([nation.own_upper, below, above]),
        own_names=(*nation.own_names, *(("missed", name) for name in 2 * nation.row_names)),
    )
    return Loose(loose, replace(goal, cost_own=np.concatenate([goal.cost_own, price, price])), strict)


def take(search: Search, loose: Loose, point: Point) -> bool:
    """Keep a loose point if it is the best; says whether the best plan got better with it."""
    point = with_best_own(loose.nation, loose.goal, point)
    if search.near is None or loose.cost(point) < loose.cost(search.near) - 1e-9 * abs(loose.cost(search.near)):
        search.near = point
    plan = loose.narrow(point)
    return plan is not None and search.offer(plan, replace(loose.goal, cost_own=loose.goal.cost_own[: loose.strict]))


def first_plan(search: Search, loose: Loose, state: PriceState, target: float) -> None:
    """Fix what the LP point decides and solve the nation once (relaxation enforced neighbourhood search).

    Where a province's own rows leave no room, what is free is widened step by step.
    """
    for widen in (0, 1, 2):
        joined = join(loose.nation, extra_rows=dict(enumerate(search.pool.cuts)))
        fixed = _fixed(joined, loose.nation, state.point, widen)
        cost = joined.cost(loose.nation, loose.goal)
        limits = MipLimits(gap=target / 2, nodes=FIRST_NODES, time_s=seconds_left(search.stop))
        task = (fixed, cost, None, limits, search.options.seed)
        for _, answer in search.executor.map(solve_joined, [task], search.stop):
            if answer.plans:
                take(search, loose, joined.unpack(answer.plans[0]))
                return
        if search.stop.due:
            return


def _fixed(joined: Joined, nation: Nation, point: list[np.ndarray], widen: int) -> Arrays:
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


def _ever_used(columns: tuple[Name, ...], x: np.ndarray) -> np.ndarray:
    """(n,) whether the column's variable is positive in any year of the point."""
    used: dict[Name, bool] = {}
    for (family, index), value in zip(columns, x, strict=True):
        stem = (family, index[:-1])
        used[stem] = used.get(stem, False) or value > _WHOLE
    return np.array([used[(family, index[:-1])] for family, index in columns])


def improve_round(search: Search, loose: Loose, state: PriceState, target: float, number: int) -> bool:
    """Re-solve groups of provinces side by side around the best point; says whether the best plan got better."""
    if search.near is None:
        return False
    nation, near = loose.nation, search.near
    groups = _groups(len(nation.blocks), search.options.seed, number)
    size = max(abs(state.bound), loose.goal.unit)
    limits = MipLimits(
        gap=0.0, gap_abs=0.1 * target * size / len(groups), nodes=IMPROVE_NODES, time_s=seconds_left(search.stop)
    )
    cuts = dict(enumerate(search.pool.cuts))
    models = [join(nation, group, room=Room(near, 1.0 / len(groups), loose.strict), extra_rows=cuts) for group in groups]
    tasks = [
        (
            _around(model, nation, near, state.point),
            model.cost(nation, loose.goal),
            model.pack(nation, near),
            limits,
            search.options.seed,
        )
        for model in models
    ]
    answers = dict(search.executor.map(solve_joined, tasks, search.stop))
    parts = list(near.x)
    own = near.own.copy()
    for k in sorted(answers):
        if answers[k].plans:
            there = models[k].unpack(answers[k].plans[0], near)
            for p in models[k].members:
                parts[p] = there.x[p]
            own = own + (there.own - near.own)
    return take(search, loose, Point(tuple(parts), own))


def _groups(blocks: int, seed: int, number: int) -> list[tuple[int, ...]]:
    """Blocks dealt into groups, anew in each round."""
    dealt = np.random.default_rng([seed, number]).permutation(blocks)
    count = max(1, -(-blocks // GROUP))
    return [tuple(sorted(int(p) for p in part)) for part in np.array_split(dealt, count)]


def _around(model: Joined, nation: Nation, near: Point, point: list[np.ndarray]) -> Arrays:
    """The model with integers fixed on which plan and LP point agree (relaxation induced neighbourhood search)."""
    lower, upper = model.arrays.col_lower.copy(), model.arrays.col_upper.copy()
    for k, p in enumerate(model.members):
        here = slice(model.starts[k], model.starts[k + 1])
        whole = np.round(near.x[p])
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
    arrays = Arrays(
        nation.rows_own,
        nation.row_lower - used,
        nation.row_upper - used,
        nation.own_lower,
        nation.own_upper,
        np.zeros(len(point.own), dtype=bool),
    )
    answer = solve_lp(arrays, goal.cost_own)
    return point if answer.x is None else Point(point.x, answer.x)
