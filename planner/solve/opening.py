"""Prices to begin with: what the nation's rows are worth to plans that simple rules make.

At zero prices the first rounds learn nothing: every province asks for everything. Parts of the baselines' plans, twice
as much included, show what money buys at the margin; on the national model its first prices are within a third of the
last. Rules that the baselines do not know (targets, equity) have no price in them and begin at none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, solve_lp
from planner.solve.problem import GoalRow, Nation

#: How much of each plan a province may take; twice as much tells what more money would buy.
SCALES = (0.5, 1.0, 2.0)
#: A row missed by more than this, relative to its size, is missed.
_MISSED = 1e-6


def opening_prices(nation: Nation, goal: GoalRow, plans: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """Duals of the best mixture of scaled plans, each with its own way to pay.

    Args:
        plans: whole plans, each with the (n,) point of every province; rows of the provinces need not hold.

    Returns:
        (R,) prices, zero for rows that one of the plans misses, and all zero without plans.
    """
    known = np.ones(len(nation.row_names), dtype=bool)
    if not plans:
        return np.zeros(len(known))
    for plan in plans:
        _, missed = _mixture(nation, goal, [[x] for x in plan])
        known &= ~missed
    nothing = [np.clip(np.zeros(b.arrays.shape[1]), b.arrays.col_lower, b.arrays.col_upper) for b in nation.blocks]
    choices = [[x, *(scale * plan[p] for plan in plans for scale in SCALES)] for p, x in enumerate(nothing)]
    lenient = replace(
        nation,
        row_lower=np.where(known, nation.row_lower, -np.inf),
        row_upper=np.where(known, nation.row_upper, np.inf),
    )
    prices, missed = _mixture(lenient, goal, choices)
    opening: np.ndarray = np.where(known & ~missed, prices, 0.0)
    return opening


def _mixture(nation: Nation, goal: GoalRow, choices: list[list[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """((R,) duals, (R,) whether missed) of the best mixture of one choice a province; rows are missed at a price."""
    rows = len(nation.row_names)
    made = [[block.quantities(x) for x in found] for block, found in zip(nation.blocks, choices, strict=True)]
    used = np.array([nation.rows_y[p] @ y for p, found in enumerate(made) for y in found]).T
    worth = np.array([goal.cost_y[p] @ y for p, found in enumerate(made) for y in found])
    size = max(goal.unit, float(np.abs(worth).sum()))
    penalty = size / np.maximum(np.maximum(np.abs(nation.ends), np.abs(used).max(axis=1)), 1e-6)
    eye = sparse.eye_array(rows, format="csr")
    picks = sparse.block_diag([np.ones((1, len(found))) for found in choices], format="csr")
    matrix = sparse.block_array(
        [[sparse.csr_array(used), nation.rows_own, eye, -eye], [picks, None, None, None]], format="csr"
    )
    one, count = np.ones(len(choices)), used.shape[1]
    arrays = Arrays(
        sparse.csr_array(matrix),
        np.append(nation.row_lower, one),
        np.append(nation.row_upper, one),
        np.concatenate([np.zeros(count), nation.own_lower, np.zeros(2 * rows)]),
        np.concatenate([np.ones(count), nation.own_upper, np.full(2 * rows, np.inf)]),
        np.zeros(matrix.shape[1], dtype=bool),
    )
    answer = solve_lp(arrays, np.concatenate([worth, goal.cost_own, penalty, penalty]))
    if answer.x is None or answer.row_dual is None:
        return np.zeros(rows), np.ones(rows, dtype=bool)
    slack = answer.x[-2 * rows :].reshape(2, -1).max(axis=0) if rows else np.zeros(0)
    return answer.row_dual[:rows], slack > _MISSED * np.maximum(1.0, np.abs(nation.ends))
