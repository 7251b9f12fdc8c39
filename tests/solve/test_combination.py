"""Combining whole plans: with every plan of every province it is the optimum of the nation."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solve.combination import combine
from planner.solve.highs import MipLimits
from planner.solve.prices import Pool
from planner.solve.problem import Point, join, violation
from planner.solve.progress import Stop
from tests.solve.nations import OWN, optimum, plans, toy

EXACT = MipLimits(gap=0.0, gap_abs=1e-7)


@pytest.mark.parametrize("seed", range(25))
def test_all_plans_combined_are_the_optimum(seed: int) -> None:
    case = toy(seed)
    nation, goal = case.nation, case.goal
    pool = Pool.empty(nation)
    for p, block in enumerate(nation.blocks):
        for x in plans(block):
            pool.add(p, x, integer=True)
    price = np.full(len(nation.row_names), 1e4)
    found = combine(nation, goal, pool, price, EXACT, Stop())
    assert found is not None
    plan = Point(found.x, found.own[:OWN])
    assert found.own[OWN:].max() <= 1e-7
    assert violation(nation, plan) <= 1e-5
    joined = join(nation)
    best = optimum(joined.arrays, joined.cost(goal)) + goal.offset
    assert goal.cost(plan.y(nation), plan.own) == pytest.approx(best, abs=1e-5)


def test_rows_that_no_combination_keeps_are_missed_at_their_price() -> None:
    case = toy(3)
    pool = Pool.empty(case.nation)
    for p, block in enumerate(case.nation.blocks):
        pool.add(p, plans(block)[0], integer=True)
    found = combine(case.nation, case.goal, pool, np.full(len(case.nation.row_names), 1e3), EXACT, Stop())
    assert found is not None
    y, rows = found.y(case.nation), len(case.nation.row_names)
    slack = found.own[OWN:]
    reached = case.nation.activity(y, found.own[:OWN]) + slack[:rows] - slack[rows:]
    assert np.all(reached >= case.nation.row_lower - 1e-6)
    assert np.all(reached <= case.nation.row_upper + 1e-6)


def test_a_province_without_a_plan_leaves_nothing_to_combine() -> None:
    case = toy(1)
    pool = Pool.empty(case.nation)
    for p, block in enumerate(case.nation.blocks[1:], start=1):
        pool.add(p, plans(block)[0], integer=True)
    pool.add(0, np.full(case.nation.blocks[0].arrays.shape[1], 0.5), integer=False)
    assert combine(case.nation, case.goal, pool, np.ones(len(case.nation.row_names)), EXACT, Stop()) is None
