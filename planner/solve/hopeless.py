"""What the prices of a goal say about rows that cannot be kept at all.

The Lagrangian bound of a goal is at most the goal's largest value anywhere plus the bound without a goal at the same
prices. So where it is beyond that value, the prices are a Farkas certificate (:mod:`planner.solve.farkas`): the rows
cannot hold together, and no province has to be asked for the proof.
"""

from __future__ import annotations

import numpy as np

from planner.solve.prices import lagrangian
from planner.solve.problem import GoalRow, Nation

#: What a bound must be beyond the largest value by, relative to what the provinces answered: more than rounding.
_SURE = 1e-6


def largest(nation: Nation, goal: GoalRow) -> float:
    """The largest minimised value that a goal has within the bounds of all variables; infinite where these are open."""
    own = _most(goal.cost_own, nation.own_lower, nation.own_upper)
    total = goal.offset + own
    for block, weights in zip(nation.blocks, goal.cost_y, strict=True):
        cost = np.asarray(block.links.T @ weights)
        total += float(weights @ block.constants) + _most(cost, block.arrays.col_lower, block.arrays.col_upper)
    return total


def _most(cost: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    used = np.flatnonzero(cost)
    return float(np.where(cost > 0, cost * upper, cost * lower)[used].sum()) if used.size else 0.0


def beyond(
    nation: Nation, goal: GoalRow, prices: np.ndarray, answers: np.ndarray, most: float
) -> tuple[np.ndarray, float] | None:
    """Prices and bound of the nation without a goal, where they prove that its rows clash; None if they do not.

    Prices are brought to a size at which none is dearer than one miss of its row.

    Args:
        answers: (P,) the provinces' bounds at these prices, the goal included.
        most: of :func:`largest`.
    """
    left = lagrangian(nation, goal, prices, answers) - most
    size = float((np.abs(prices) * nation.sizes).max(initial=0.0))
    if not size > 0 or not left > _SURE * float(np.abs(answers).sum()):
        return None
    return prices / size, left / size
