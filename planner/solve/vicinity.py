"""Searches near a point: a few integers open, all others fixed at the point's values.

Large neighbourhood search (Shaw 1998), with neighbourhoods chosen where plan and LP point disagree (Danna, Rothberg and
Le Pape 2005). One MIP with all such integers of a large province open ends far from its bound; many small ones, each
with a ball of variables that short rows tie together, get much nearer in less time: with traffic on the links, a
province of 5,500 integers came from 1.4 % to 0.5 % of its LP within 20 s, where one MIP of 32 s stayed at 1.6 %.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, MipLimits, solve_mip
from planner.solve.progress import task_stop
from planner.solve.tasks import KEPT, MipAnswer, cleaned, solve_joined

#: Rows with at most so many entries tie their variables together; longer ones (money, targets) tie whole provinces.
SHORT = 12
#: Values this near to each other, or to a whole number, count as equal.
WHOLE = 1e-6


@dataclass(frozen=True)
class Walk:
    """How far a plan is improved ball by ball.

    Attributes:
        balls: MIPs, one after another.
        size: integers open in each.
        nodes: most nodes of each.
        iterations: of simplex in all, after which no further one is begun.
    """

    balls: int
    size: int
    nodes: int
    iterations: int = 1_000_000


def ties(arrays: Arrays) -> sparse.csr_array:
    """(short rows × n) with ones where a short row has an entry."""
    short = arrays.matrix[np.flatnonzero(np.diff(arrays.matrix.indptr) <= SHORT)]
    return sparse.csr_array((np.ones(short.nnz), short.indices, short.indptr), shape=short.shape)


def spread(arrays: Arrays, seeds: np.ndarray, depth: int) -> np.ndarray:
    """(n,) columns at most ``depth`` short rows away from the seeds."""
    rows, reached = ties(arrays), seeds
    for _ in range(depth):
        reached = _further(rows, reached)
    return reached


def _further(rows: sparse.csr_array, reached: np.ndarray) -> np.ndarray:
    touched = (rows @ reached.astype(float)) > 0
    further: np.ndarray = reached | ((rows.T @ touched.astype(float)) > 0)
    return further


def ball(rows: sparse.csr_array, integer: np.ndarray, centre: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """(n,) the ``size`` integers nearest to a column, by how many short rows lie between; of the farthest any."""
    reached: np.ndarray = np.arange(len(integer)) == centre
    while True:
        further = _further(rows, reached)
        left = size - int((reached & integer).sum())
        new = np.flatnonzero(further & ~reached & integer)
        if len(new) > left:
            reached[rng.permutation(new)[: max(0, left)]] = True
            further = reached
        if further.sum() == reached.sum():
            inside: np.ndarray = reached & integer
            return inside
        reached = further


def fixed(arrays: Arrays, values: np.ndarray, free: np.ndarray) -> Arrays:
    """The model with its integers fixed at (n,) ``values``, but for those of the (n,) mask ``free``."""
    kept, whole = arrays.integer & ~free, np.round(values)
    return replace(
        arrays,
        col_lower=np.where(kept, whole, arrays.col_lower),
        col_upper=np.where(kept, whole, arrays.col_upper),
    )


def solve_widening(
    arrays: Arrays,
    cost: np.ndarray,
    around: np.ndarray,
    free: np.ndarray,
    deepest: int,
    start: np.ndarray | None,
    limits: MipLimits,
    seed: int,
) -> MipAnswer:
    """The best plan near a point with some integers open; where that leaves none, with more and more of them.

    Args:
        around: (n,) values at which all other integers are fixed.
        free: (n,) mask of the integers left open.
        deepest: how many short rows away from these integers are opened at most.
        start: (n,) MIP start.
    """
    stop, ends = task_stop(), np.inf if limits.time_s is None else time.monotonic() + limits.time_s
    answer = solve_joined(fixed(arrays, around, free), cost, start, limits, seed)
    for depth in range(1, deepest + 1):
        left = ends - time.monotonic()
        if answer.plans or left <= 0 or (stop is not None and stop.due):
            break
        limits = replace(limits, time_s=left if np.isfinite(left) else None)
        answer = solve_joined(fixed(arrays, around, spread(arrays, free, depth)), cost, start, limits, seed)
    return answer


def walk_near(
    arrays: Arrays,
    cost: np.ndarray,
    start: np.ndarray,
    point: np.ndarray,
    limits: MipLimits,
    seed: tuple[int, int],
    walk: Walk,
) -> MipAnswer:
    """Improve a plan by small MIPs one after another, each around something in which it differs from a point.

    Args:
        start: (n,) the plan.
        point: (n,) the LP point.
        limits: of each of the MIPs.
        seed: of the run and the round.

    Returns:
        The last plans found, the best first; the start itself if none is better. The bound is of no use.
    """
    rows, stop = ties(arrays), task_stop()
    best, value, trail, spent = start, float(cost @ start), [start], 0
    for number in range(walk.balls):
        apart = np.flatnonzero(arrays.integer & (np.abs(best - point) > WHOLE))
        if not len(apart) or spent >= walk.iterations or (stop is not None and stop.due):
            break
        rng = np.random.default_rng([*seed, number])
        open_ = ball(rows, arrays.integer, int(rng.choice(apart)), walk.size, rng)
        near = fixed(arrays, best, open_)
        found = solve_mip(near, cost, limits, start=best, seed=seed[0], stop=stop, bound_matters=False)
        spent += found.iterations
        if found.x is not None and found.objective < value - 1e-9 * max(1.0, abs(value)):
            best, value = found.x, found.objective
            trail.append(best)
    return cleaned(trail[-KEPT:], -np.inf, arrays, cost)
