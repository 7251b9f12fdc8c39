"""Prices to begin with: what the nation's rows are worth to plans that simple rules make.

At zero prices the first rounds learn nothing: every province asks for everything. Parts of the baselines' plans, twice
as much included, show what money buys at the margin; on the national model its first prices are within a third of the
last. Rules that the baselines do not know (targets, equity) have no price in them and begin at none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.solve.prices import Pool, missed, penalties, solve_master
from planner.solve.problem import GoalRow, Nation

#: How much of each plan a province may take; twice as much tells what more money would buy.
SCALES = (0.5, 1.0, 2.0)


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
    pool = Pool.empty(nation, frozenset())
    for p, found in enumerate(choices):
        for x in found:
            pool.add(p, x, integer=False)
    master = solve_master(nation, goal, pool, penalties(nation, goal, pool))
    return master.prices, missed(nation, master)
