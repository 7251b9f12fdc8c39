"""The best combination of known plans: one whole plan a province, paid for anew.

Plans that provinces found by themselves rarely add up to the nation's budgets and targets; among a handful of plans a
province there are millions of combinations, and some of them come out nearly even. Which one is a small MIP, because a
province's plan enters as one variable with what it contributes, and only who pays is decided again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.solve.highs import MipLimits, solve_mip
from planner.solve.prices import Column, Pool, master_model
from planner.solve.problem import GoalRow, Nation, Point
from planner.solve.progress import Stop

#: Newest plans of a province that are combined.
NEWEST = 24


def combine(
    nation: Nation, goal: GoalRow, pool: Pool, price: np.ndarray, limits: MipLimits, stop: Stop
) -> Point | None:
    """The best combination of the pool's plans.

    Args:
        price: (R,) what missing a national row by one unit costs.

    Returns:
        A point whose national variables are followed by two slacks a row, below and above; None if some province has
        no plan yet or none was found within the limits.
    """
    chosen = [_plans(block.arrays.integer, found) for block, found in zip(nation.blocks, pool.columns, strict=True)]
    if not all(chosen):
        return None
    model = master_model(nation, goal, replace(pool, columns=chosen), price)
    integer = model.arrays.integer.copy()
    integer[: sum(model.counts)] = True
    arrays = replace(model.arrays, integer=integer)
    answer = solve_mip(arrays, model.cost, limits, stop=stop, bound_matters=False)
    if answer.x is None:
        return None
    weights, money, own, slack = model.split(answer.x)
    parts = []
    for weight, paid, found, part in zip(weights, money, chosen, pool.recourse, strict=True):
        x = found[int(np.argmax(weight))].x.copy()
        x[part.columns] = paid
        parts.append(x)
    return Point(tuple(parts), np.append(own, slack))


def _plans(integer: np.ndarray, found: list[Column]) -> list[Column]:
    """The plans among a province's columns; where nothing is to be decided in whole numbers, every column is one."""
    plans = found if not integer.any() else [column for column in found if column.integer]
    return plans[-NEWEST:]
