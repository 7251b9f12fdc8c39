"""Plans for the nation: a first one around the LP point, then improvement of groups of provinces around the best.

Both work on a loose nation, in which every national row may be missed at a price: fixing what the LP decides rarely
leaves room to meet a thousand-city target to the last city. Provinces' own rows are never loose. What is missed is
repaired by the same group improvement that raises the value, at penalties that grow until nothing is missed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, MipLimits, solve_lp
from planner.solve.prices import PriceState
from planner.solve.problem import GoalRow, Joined, Nation, Point, Room, join
from planner.solve.stage import FEASIBLE, Search, seconds_left
from planner.solve.tasks import solve_joined

#: Nodes of one MIP run; the repeatable stand-in for a time limit.
FIRST_NODES, IMPROVE_NODES = 400, 50
#: Shares of the integers left open for the first plan, one after the other as long as there is none.
OPEN_FIRST = (0.05, 0.2, 0.6)
#: Integers this near to a whole number in the LP point count as decided by it.
_WHOLE = 1e-6
#: A row is missed at this many times its price, at least at this share of what the master pays.
_DEARER, _LEAST = 10.0, 0.02


@dataclass(frozen=True)
class Neighbourhood:
    """How far from the best point an improvement round looks.

    Attributes:
        provinces: solved together in one group.
        open: share of their integers left open although plan and LP point agree on them.
    """

    provinces: int
    open: float


#: Where to look as long as rounds bring nothing: exchange between provinces, each province by itself, wider exchange,
#: and in the end pairs of provinces with nothing fixed.
NEIGHBOURHOODS = (
    Neighbourhood(4, 0.1),
    Neighbourhood(1, 0.5),
    Neighbourhood(4, 0.3),
    Neighbourhood(3, 0.6),
    Neighbourhood(2, 1.0),
)
#: Where repair begins: a province that has room for one more city needs no other to make it.
REPAIR = 1


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
        return None if self.missed(point).any() else Point(point.x, point.own[: self.strict])

    def missed(self, point: Point) -> np.ndarray:
        """(R,) which rows the point misses."""
        slack = point.own[self.strict :].reshape(2, -1).max(axis=0)
        missed: np.ndarray = slack > FEASIBLE * np.maximum(1.0, np.abs(self.nation.ends))
        return missed

    def fine(self, point: Point) -> float:
        """What the point pays for missing rows."""
        return float(self.goal.cost_own[self.strict :] @ point.own[self.strict :])

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
    """Fix what the LP point decides clearly and solve the nation once (relaxation enforced neighbourhood search).

    Where a province's own rows leave no room, more is left open step by step.
    """
    for share in OPEN_FIRST:
        joined = join(loose.nation, extra_rows=dict(enumerate(search.pool.cuts)))
        fixed = _fixed(joined, loose.nation, state.point, open_columns(loose.nation, state, share))
        cost = joined.cost(loose.nation, loose.goal)
        limits = MipLimits(gap=target / 2, nodes=FIRST_NODES, time_s=seconds_left(search.stop))
        task = (fixed, cost, None, limits, search.options.seed)
        for _, answer in search.executor.map(solve_joined, [task], search.stop):
            if answer.plans:
                take(search, loose, joined.unpack(answer.plans[0]))
                return
        if search.stop.due:
            return


def open_columns(nation: Nation, state: PriceState, share: float) -> list[np.ndarray]:
    """Per province, (n,) integers that the LP does not decide clearly.

    Those are the fractional ones, and of the whole ones the ``share`` whose reduced costs are the smallest in the
    nation: changing them costs next to nothing at the best prices, so they are what a plan needs to come out even.
    """
    whole = [
        block.arrays.integer & (np.abs(x - np.round(x)) <= _WHOLE)
        for block, x in zip(nation.blocks, state.point, strict=True)
    ]
    sizes = np.concatenate([np.abs(cost[flag]) for cost, flag in zip(state.reduced, whole, strict=True)])
    if not len(sizes) or share >= 1:
        return [block.arrays.integer.copy() for block in nation.blocks]
    limit = np.partition(sizes, min(len(sizes) - 1, int(share * len(sizes))))[int(share * len(sizes))]
    return [
        block.arrays.integer & (~flag | (np.abs(cost) < limit))
        for block, flag, cost in zip(nation.blocks, whole, state.reduced, strict=True)
    ]


def _fixed(joined: Joined, nation: Nation, values: list[np.ndarray], free: list[np.ndarray]) -> Arrays:
    """The joined model with its integers fixed at ``values``, but for those left ``free``."""
    lower, upper = joined.arrays.col_lower.copy(), joined.arrays.col_upper.copy()
    for k, p in enumerate(joined.members):
        here = slice(joined.starts[k], joined.starts[k + 1])
        fixed = nation.blocks[p].arrays.integer & ~free[p]
        lower[here] = np.where(fixed, np.round(values[p]), lower[here])
        upper[here] = np.where(fixed, np.round(values[p]), upper[here])
    return replace(joined.arrays, col_lower=lower, col_upper=upper)


def improve_round(
    search: Search, loose: Loose, state: PriceState, target: float, number: int, around: Neighbourhood
) -> bool:
    """Re-solve groups of provinces side by side around the best point; says whether it got better.

    Free are the integers on which plan and LP point differ and the share that the LP decides least clearly (relaxation
    induced neighbourhood search).
    """
    if search.near is None:
        return False
    nation, near = loose.nation, search.near
    missed = loose.missed(near)
    concerned = [p for p, matrix in enumerate(nation.rows_y) if not missed.any() or matrix[np.flatnonzero(missed)].nnz]
    groups = _groups(concerned, around.provinces, search.options.seed, number)
    size = max(abs(state.bound), loose.goal.unit)
    enough = max(0.3 * target * size / len(groups), 0.2 * loose.fine(near))
    limits = MipLimits(gap=0.0, gap_abs=enough, nodes=IMPROVE_NODES, time_s=seconds_left(search.stop))
    cuts = dict(enumerate(search.pool.cuts))
    free = [
        unclear | (block.arrays.integer & (np.abs(point - x) > _WHOLE))
        for block, unclear, point, x in zip(
            nation.blocks, open_columns(nation, state, around.open), state.point, near.x, strict=True
        )
    ]
    models = [
        join(nation, group, room=Room(near, 1.0 / len(groups), loose.strict), extra_rows=cuts) for group in groups
    ]
    tasks = [
        (
            _fixed(model, nation, list(near.x), free),
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
    before = search.near
    take(search, loose, Point(tuple(parts), own))
    return search.near is not before


def _groups(blocks: list[int], size: int, seed: int, number: int) -> list[tuple[int, ...]]:
    """Blocks dealt into groups, anew in each round."""
    dealt = np.random.default_rng([seed, number]).permutation(blocks)
    count = max(1, -(-len(blocks) // size))
    return [tuple(sorted(int(p) for p in part)) for part in np.array_split(dealt, count)]


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
