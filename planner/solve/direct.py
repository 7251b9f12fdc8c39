"""The direct solve: the whole case as one model, goal after goal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import sparse

from planner.solve.cuts import violated
from planner.solve.highs import Answer, Arrays, LiveLp, MipLimits, solve_lp, solve_mip
from planner.solve.problem import GoalRow, Joined, Nation, Point, join, violation
from planner.solve.stage import FEASIBLE, Search
from planner.solve.tasks import solve_with_cuts, with_cuts
from planner.solve.vicinity import WHOLE, spread

#: Rounds of cut rows at the root; each is one LP from the last basis.
_CUT_ROUNDS = 12
#: Nodes of the restricted MIP that looks for a good start, and of those near a plan.
_START_NODES, _NEAR_NODES = 300, 20
#: How far from where plan and LP point differ integers are open, in short rows, and how often each is tried.
_DEPTHS, _PASSES = (0, 1, 2), 2
#: Up to so many integers the whole model is searched with limited nodes, too; beyond, its root alone takes minutes.
_SEARCHED = 2_000
#: What a plan must be better by, relative, to count as better.
_GAIN = 1e-6
#: Below this many integers that the LP decides, a restricted MIP is not worth its time.
_RESTRICTED = 200


@dataclass(frozen=True)
class Nearby:
    """A neighbourhood: open is what LP point and ``around`` differ on, and what short rows tie to it.

    Attributes:
        relaxed: (n,) the LP point.
        around: (n,) the LP point itself or a plan.
        start: (n,) the best plan known.
        depth: how many short rows further integers are open.
    """

    relaxed: np.ndarray
    around: np.ndarray
    start: np.ndarray | None
    depth: int

    def bounds(self, arrays: Arrays) -> tuple[np.ndarray, np.ndarray]:
        """(lower, upper), (n,) each: what is not open is as in ``around``."""
        undecided = np.abs(self.relaxed - np.round(self.relaxed)) > WHOLE
        undecided |= np.abs(self.relaxed - self.around) > WHOLE
        fixed = arrays.integer & ~spread(arrays, undecided & arrays.integer, self.depth)
        whole = np.round(self.around)
        return np.where(fixed, whole, arrays.col_lower), np.where(fixed, whole, arrays.col_upper)


@dataclass(frozen=True)
class Used:
    """A neighbourhood: what neither the LP point nor the plan uses stays away, everything else is open.

    Good plans are mostly made of what the LP point uses, whole or in part, but of less of it: two halves of uplinks
    become one, or two that cost what other works were to have. So what it has whole may be left out here.

    Attributes:
        relaxed: (n,) the LP point.
        start: (n,) the best plan known.
    """

    relaxed: np.ndarray
    start: np.ndarray | None

    @property
    def around(self) -> np.ndarray:
        """Like the plan, where there is one."""
        return self.relaxed if self.start is None else self.start

    def bounds(self, arrays: Arrays) -> tuple[np.ndarray, np.ndarray]:
        """(lower, upper), (n,) each."""
        least = arrays.col_lower + WHOLE
        unused = arrays.integer & (self.relaxed <= least) & (self.around <= least)
        return arrays.col_lower, np.where(unused, arrays.col_lower, arrays.col_upper)


def direct_stage(
    search: Search, goal: GoalRow, target: float, nodes: int | None = None
) -> tuple[float, np.ndarray, bool]:
    """Optimise one goal on the joined model; with ``nodes`` with limited effort, in a large model near the plan only.

    Returns:
        (bound, prices of the national rows, whether the goal can be met at all); the plan is in ``search.best``.
    """
    joined = join(search.nation, extra_rows=dict(enumerate(search.pool.cuts)))
    cost = joined.cost(goal)
    relaxed, joined = relaxation(search, joined, cost)
    if relaxed.x is None:
        return np.inf, np.zeros(len(search.nation.row_names)), False
    prices = _national_duals(search.nation, joined, relaxed)
    bound = relaxed.bound + goal.offset
    search.tell("direct", goal, bound)
    start = joined.pack(search.nation, search.best) if search.best is not None else None
    if joined.arrays.integer.any():
        start = _good_start(search, goal, joined, cost, relaxed.x, start, target, bound, thorough=nodes is None)
    known = search.cost(goal)
    large = nodes is not None and int(joined.arrays.integer.sum()) > _SEARCHED
    if known is not None and (large or goal.gap(known, bound) <= target):
        return bound, prices, True
    limits = MipLimits(gap=target, gap_abs=target * goal.unit, nodes=nodes)
    answer = _exact(search, goal, joined, cost, start, limits, bound)
    if answer.x is not None:
        _keep(search, goal, joined, cost, answer.x)
    elif answer.outcome == "infeasible":
        # Beside a plan that keeps every row within rounding it only proves that there is none without.
        return bound, prices, search.best is not None
    return max(bound, answer.bound + goal.offset), prices, True


def relaxation(search: Search, joined: Joined, cost: np.ndarray) -> tuple[Answer, Joined]:
    """The LP relaxation with cut rows until none is violated; they are kept in the pool."""
    lp = LiveLp(joined.arrays, search.options.seed)
    find = partial(_new_cuts, search, joined)
    answer, rows = solve_with_cuts(lp, cost, lp.solve(cost), find, _CUT_ROUNDS, search.stop)
    return answer, replace(joined, arrays=with_cuts(joined.arrays, rows))


def _new_cuts(search: Search, joined: Joined, x: np.ndarray) -> sparse.csr_array:
    """Violated cut rows of all blocks, in the joined model's columns."""
    parts = []
    for k, p in enumerate(joined.members):
        block = search.nation.blocks[p]
        here = slice(joined.starts[k], joined.starts[k + 1])
        found = violated(block, x[here])
        if found.shape[0]:
            search.pool.add_cuts(p, found)
            left = sparse.csr_array((found.shape[0], joined.starts[k]))
            right = sparse.csr_array((found.shape[0], len(x) - joined.starts[k + 1]))
            parts.append(sparse.hstack([left, found, right], format="csr"))
    if not parts:
        return sparse.csr_array((0, len(x)))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def _national_duals(nation: Nation, joined: Joined, answer: Answer) -> np.ndarray:
    """Duals of the national rows; they come after all blocks' rows and before cut rows added since."""
    if answer.row_dual is None:
        return np.zeros(len(nation.row_names))
    return answer.row_dual[joined.national_start : joined.national_start + len(nation.row_names)]


def _good_start(
    search: Search,
    goal: GoalRow,
    joined: Joined,
    cost: np.ndarray,
    relaxed: np.ndarray,
    start: np.ndarray | None,
    target: float,
    bound: float,
    *,
    thorough: bool,
) -> np.ndarray | None:
    """The best of the known plan and of restricted MIPs: around the LP point, then around the best plan.

    Around the LP point alone all integers are fixed that it decides, which may leave no plan (what is fixed may take
    all money), or only poor ones. Then everything that the LP point uses is open (:class:`Used`). Around a plan those
    are fixed on which it and the LP point agree (relaxation induced neighbourhood search), with more and more of what
    short rows tie to the others open, until a plan is near enough.
    """
    arrays = joined.arrays

    def near() -> bool:
        return start is not None and goal.gap(float(cost @ start) + goal.offset, bound) <= target

    def tried(nearby: Nearby | Used) -> bool:
        nonlocal start
        better = _restricted(search, arrays, cost, nearby, target)
        if better is not None:
            start = better
            search.offer(joined.unpack(start), goal)
            search.tell("first_plan", goal, bound)
        return better is not None

    poor = not tried(Nearby(relaxed, relaxed, start, 0)) and thorough
    if poor:
        tried(Used(relaxed, start))
    for depth in _DEPTHS if thorough else _DEPTHS[:1]:
        for _ in range(_PASSES):
            if near() or search.stop.due or (start is None and depth == 0):
                break
            if not tried(Nearby(relaxed, relaxed if start is None else start, start, depth)):
                break
    if thorough and not (poor or near() or search.stop.due):
        tried(Used(relaxed, start))
    return start


def _restricted(
    search: Search, arrays: Arrays, cost: np.ndarray, nearby: Nearby | Used, target: float
) -> np.ndarray | None:
    """A plan better than the known one in a neighbourhood; None if none is found, or nearly everything is open."""
    start, (lower, upper) = nearby.start, nearby.bounds(arrays)
    left = arrays.integer & (lower < upper)
    if not left.any() or (arrays.integer & ~left).sum() < _RESTRICTED:
        return None
    inside = start is not None and nearby.around is start
    few = inside and isinstance(nearby, Nearby)
    limits = MipLimits(gap=target / 2, nodes=_NEAR_NODES if few else _START_NODES, strong=not few)
    answer = solve_mip(
        replace(arrays, col_lower=lower, col_upper=upper),
        cost,
        limits,
        start=start if inside else None,
        seed=search.options.seed,
        stop=search.stop,
        bound_matters=False,
    )
    if answer.x is None:
        return None
    exact = exact_point(arrays, cost, answer.x)
    if start is None:
        return exact
    known = float(cost @ start)
    return exact if cost @ exact < known - _GAIN * max(1.0, abs(known)) else None


def _exact(
    search: Search,
    goal: GoalRow,
    joined: Joined,
    cost: np.ndarray,
    start: np.ndarray | None,
    limits: MipLimits,
    bound: float,
) -> Answer:
    """The MIP itself to its limits, with progress."""

    def listen(best: float, lower: float) -> None:
        told = max(bound, lower + goal.offset)
        known = best + goal.offset if np.isfinite(best) else None
        gap = goal.gap(known, told) if known is not None and np.isfinite(told) else None
        value = goal.value(known) if known is not None else None
        search.clock.tell("direct", goal.id, goal.value(told) if np.isfinite(told) else None, value, gap)

    return solve_mip(
        joined.arrays,
        cost,
        limits,
        start=start,
        seed=search.options.seed,
        stop=search.stop,
        listener=listen,
    )


def _keep(search: Search, goal: GoalRow, joined: Joined, cost: np.ndarray, x: np.ndarray) -> None:
    """Offer a point of the joined model after its integers are made exact; one that then breaks rows is a fault."""
    point = joined.unpack(exact_point(joined.arrays, cost, x))
    if not search.offer(point, goal) and (broken := violation(search.nation, point)) > FEASIBLE:
        search.lose(goal, broken)


def exact_point(arrays: Arrays, cost: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The point with integers rounded and everything else optimal for them; as it is where they leave no point.

    Then it still may keep all rows within rounding (:data:`planner.solve.stage.FEASIBLE`), which callers look at.
    """
    answer = solve_lp(arrays, cost, integers_fixed_at=x)
    if answer.x is None:
        return x
    return np.where(arrays.integer, np.round(answer.x), answer.x)


def polish(search: Search, goal: GoalRow) -> None:
    """Re-optimise money and shares for the goal with every integer of the best plan kept."""
    if search.best is None:
        return
    joined = join(search.nation)
    point = joined.pack(search.nation, search.best)
    exact = exact_point(joined.arrays, joined.cost(goal), point)
    found: Point = joined.unpack(exact)
    search.offer(found, goal)
