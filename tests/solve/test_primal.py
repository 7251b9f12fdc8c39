"""Plans around the LP point: prices of rows that are missed, and what is left when time is out."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solve.cluster import SerialExecutor
from planner.solve.options import Options
from planner.solve.prices import Pool
from planner.solve.primal import loosen, salvage
from planner.solve.problem import violation
from planner.solve.progress import Clock, Stop
from planner.solve.stage import FEASIBLE, Search
from tests.solve.nations import plans, toy


@pytest.mark.parametrize("seed", range(10))
def test_a_stop_without_a_plan_salvages_a_combination(seed: int) -> None:
    case = toy(seed)
    pool = Pool.empty(case.nation)
    for p, block in enumerate(case.nation.blocks):
        for x in plans(block):
            pool.add(p, x, integer=True)
    stop = Stop()
    stop.request()
    handles = list(case.nation.blocks)
    search = Search(case.nation, handles, pool, SerialExecutor(), Options(), stop, Clock())
    salvage(search, case.goal, np.ones(len(case.nation.row_names)))
    assert search.best is not None
    assert violation(case.nation, search.best) <= FEASIBLE


def test_a_row_that_is_missed_has_a_price_of_its_side() -> None:
    case = toy(0)
    nation = case.nation
    prices = np.zeros(len(nation.row_names))
    loose = loosen(nation, case.goal, prices, np.full(len(prices), 100.0), 1.0)
    assert not loose.priced(prices, np.ones(len(prices))).any()
    upper = np.isfinite(nation.row_upper) & ~np.isfinite(nation.row_lower)
    lower = np.isfinite(nation.row_lower) & ~np.isfinite(nation.row_upper)
    assert upper.any() or lower.any()
    found = loose.priced(prices, np.full(len(prices), 1.5))
    assert np.all(found[upper] < 0)
    assert np.all(found[lower] > 0)
    dear = np.where(upper, -1e6, np.where(lower, 1e6, 0.0))
    assert np.array_equal(loose.priced(dear, np.full(len(prices), 1.5)), dear)
