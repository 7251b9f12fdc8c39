"""What a worker is asked: a province's best answer to prices, and the best plan of a joined model.

Each function is pure: the answer depends on the block and on what travels with the task (prices, cut rows, basis or MIP
start), never on what the process solved before. A HiGHS object that has solved another LP may answer with another
vertex even after it was cleared, so every task makes its own; that costs a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import sparse

from planner.solve.cuts import violated
from planner.solve.dual_form import reoptimise
from planner.solve.highs import Answer, Arrays, Basis, LiveLp, Method, MipLimits, solve_lp, solve_mip
from planner.solve.problem import Block
from planner.solve.progress import Stop, task_stop

#: Cut rounds within one answer; later rounds of prices find the rest.
_CUT_ROUNDS = 2
#: Iterations, per row and column, after which going on from a basis takes longer than the interior point method.
_PATIENCE = 0.1
#: Plans kept of one MIP run: the best and the last improving ones before it.
KEPT = 4
#: What rows may be missed by because integers were rounded: no more than HiGHS itself lets them.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Start:
    """How a province's LP is begun: on from an optimal basis at near prices, or else from nothing by a method.

    Attributes:
        basis: of the block's rows and the first of its cut rows.
    """

    method: Method = "dual"
    basis: Basis | None = None


@dataclass(frozen=True)
class LpAnswer:
    """A province's best LP point at given prices.

    Attributes:
        bound: minimised value, constants of existing projects left out.
        x: (n,) point.
        reduced: (n,) reduced costs at the prices.
        basis: where the next answer starts.
        interior: whether the interior point method ended it.
        cuts: rows found, to be kept with the block.
    """

    bound: float
    x: np.ndarray
    reduced: np.ndarray
    basis: Basis
    cuts: sparse.csr_array
    interior: bool = False


@dataclass(frozen=True)
class MipAnswer:
    """A province's or group's best plan found, with its proven bound.

    Attributes:
        lost: what the best point that the solver told breaks rows by once its integers are rounded; 0: it does not.
    """

    bound: float
    objective: float
    plans: tuple[np.ndarray, ...]
    lost: float = 0.0


def add_cuts(lp: LiveLp, cuts: sparse.csr_array) -> None:
    """Append rows ``cuts · x ≥ 0`` to a live LP."""
    lp.add_rows(cuts, np.zeros(cuts.shape[0]), np.full(cuts.shape[0], np.inf))


def answer_lp(
    block: Block, cuts: sparse.csr_array, weights: np.ndarray, start: Start, thorough: bool = True
) -> LpAnswer | None:
    """Minimise ``weights · (C x)`` over the block's LP, tightened by cut rows; None if infeasible.

    Args:
        thorough: look for every kind of cut row, see :func:`planner.solve.cuts.violated`, and solve again with them.
            Far from the last prices those of this answer are only kept for the next one.
    """
    cost = np.asarray(block.links.T @ weights)
    lp, first = _first(block.arrays, cuts, cost, start)
    find = partial(violated, block, thorough=thorough)
    answer, new = solve_with_cuts(lp, cost, first, find, _CUT_ROUNDS if thorough else 0)
    if answer.x is None or answer.basis is None or answer.reduced is None:
        return None
    return LpAnswer(answer.bound, answer.x, answer.reduced, answer.basis, new, answer.interior)


def answer_rough(
    block: Block, cuts: sparse.csr_array, weights: np.ndarray, start: Start, thorough: bool
) -> LpAnswer | None:
    """:func:`answer_lp` without the rows that rough prices do without; a bound of the block's LP all the same."""
    return answer_lp(block.without_late(), cuts, weights, start, thorough)


def _first(arrays: Arrays, cuts: sparse.csr_array, cost: np.ndarray, start: Start) -> tuple[LiveLp, Answer]:
    """The LP with its cut rows, solved once.

    Cut rows that the basis does not know are violated there: the costs move first, then dual simplex takes the rows in.
    Both at once took 15,000 to 30,000 iterations in a province where they take some 5,000 and 100.
    """
    lp = LiveLp(with_cuts(arrays, cuts))
    if start.basis is not None:
        known = len(start.basis.rows) - arrays.shape[0]
        before = with_cuts(arrays, cuts[:known])
        moved = reoptimise(before, cost, start.basis, _PATIENCE * sum(before.shape))
        if moved is not None:
            return lp, moved if known == cuts.shape[0] else lp.solve(cost, moved.basis)
    return lp, lp.solve(cost, method=start.method)


def solve_with_cuts(
    lp: LiveLp,
    cost: np.ndarray,
    answer: Answer,
    find: Callable[[np.ndarray], sparse.csr_array],
    rounds: int,
    stop: Stop | None = None,
) -> tuple[Answer, sparse.csr_array]:
    """Add the cut rows that ``find`` gives for an LP's point and solve again, until there are none or rounds run out.

    Args:
        answer: the LP's as it is.
        rounds: solves after the first; without any, cut rows are found but not added.

    Returns:
        (last answer, rows found).
    """
    rows = [sparse.csr_array((0, lp.columns))]
    for number in range(max(rounds, 1)):
        if answer.x is None or (stop is not None and stop.due):
            break
        found = find(answer.x)
        rows.append(found)
        if not found.shape[0] or number == rounds:
            break
        add_cuts(lp, found)
        again = lp.solve(cost, answer.basis)
        answer = replace(again, interior=answer.interior or again.interior)
    return answer, sparse.csr_array(sparse.vstack(rows, format="csr"))


def with_cuts(arrays: Arrays, cuts: sparse.csr_array) -> Arrays:
    """The same model with further rows ``cuts · x ≥ 0``."""
    if not cuts.shape[0]:
        return arrays
    return replace(
        arrays,
        matrix=sparse.csr_array(sparse.vstack([arrays.matrix, cuts], format="csr")),
        row_lower=np.append(arrays.row_lower, np.zeros(cuts.shape[0])),
        row_upper=np.append(arrays.row_upper, np.full(cuts.shape[0], np.inf)),
    )


def answer_mip(
    block: Block,
    cuts: sparse.csr_array,
    weights: np.ndarray,
    limits: MipLimits,
    seed: int,
) -> MipAnswer:
    """Minimise ``weights · (C x)`` over the block's plans; its bound is a proven one."""
    cost = np.asarray(block.links.T @ weights)
    answer = solve_mip(with_cuts(block.arrays, cuts), cost, limits, seed=seed, stop=task_stop(), keep_found=True)
    return cleaned(_found(answer), answer.bound, block.arrays, cost)


def solve_joined(arrays: Arrays, cost: np.ndarray, start: np.ndarray | None, limits: MipLimits, seed: int) -> MipAnswer:
    """Minimise over a joined model, usually with most integers fixed by its bounds; its bound is of no use."""
    answer = solve_mip(arrays, cost, limits, start=start, seed=seed, stop=task_stop(), bound_matters=False)
    return cleaned(_found(answer), answer.bound, arrays, cost)


def _found(answer: Answer) -> list[np.ndarray]:
    """The last plans of a MIP run, the best at the end."""
    points = [*answer.found, *([] if answer.x is None else [answer.x])]
    return points[-KEPT:]


def cleaned(points: Sequence[np.ndarray], bound: float, arrays: Arrays, cost: np.ndarray) -> MipAnswer:
    """Plans with exact integers: what HiGHS calls integer within tolerance is rounded and the rest solved again.

    Where that leaves nothing, a point that keeps its rows within rounding is a plan as it is; others are dropped.

    Args:
        points: (n,) each, the best at the end.
    """
    plans: dict[bytes, np.ndarray] = {}
    lost = 0.0
    for point in reversed(points):
        integers = np.round(point[arrays.integer]).astype(np.int64)
        key = integers.tobytes()
        if key in plans:
            continue
        exact = solve_lp(arrays, cost, integers_fixed_at=point).x
        whole = np.where(arrays.integer, np.round(point), point if exact is None else exact)
        broken = arrays.violation(whole) if exact is None else 0.0
        if broken <= _ROUNDING:
            plans[key] = whole
        elif point is points[-1]:
            lost = broken
    kept = tuple(sorted(plans.values(), key=lambda x: float(cost @ x)))
    return MipAnswer(bound, float(cost @ kept[0]) if kept else np.inf, kept, lost)
