"""Prices closed for a later goal with an earlier one at its trivial bound, when the plan found falls short of that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.solve.cluster import SerialExecutor
from planner.solve.coordination import keep, priced_ahead, trivial_bound
from planner.solve.options import Options
from planner.solve.prices import Pool
from planner.solve.problem import GoalRow, join, settle
from planner.solve.progress import Clock, Stop
from planner.solve.stage import Search, close_prices
from tests.solve.nations import OWN, Toy, optimum, toy


def _first(case: Toy) -> GoalRow:
    """Least of the national variables, to which provinces contribute nothing."""
    nothing = np.zeros_like(case.goal.cost_y)
    return replace(case.goal, id="own", cost_y=nothing, cost_own=np.arange(1.0, OWN + 1.0), offset=0.0)


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_holds_for_every_plan_that_keeps_the_earlier_goal_as_it_is(seed: int) -> None:
    case = toy(seed)
    first = _first(case)
    nation = replace(case.nation, goals=(first, case.goal))
    settled = settle(nation, first)
    search = Search(settled, list(nation.blocks), Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    state = close_prices(search, case.goal, np.full(len(nation.row_names), 100.0), 1e-6)
    cost = first.cost(case.plan.y(nation), case.plan.own)
    assert cost >= trivial_bound(nation, first)
    kept = keep(nation, first, cost)
    found = priced_ahead(kept, first, case.goal.id, state)
    assert found is not None
    joined = join(kept)
    best = optimum(joined.arrays, joined.cost(case.goal)) + case.goal.offset
    assert found[1].bound <= best + 1e-6
    assert len(found[1].prices) == len(kept.row_names)
    assert state.bound > -np.inf
    at_trivial = priced_ahead(keep(nation, first, trivial_bound(nation, first)), first, case.goal.id, state)
    assert at_trivial is not None
    assert at_trivial[1].bound >= found[1].bound - 1e-9


def test_a_goal_that_provinces_contribute_to_leaves_nothing_of_the_prices() -> None:
    case = toy(1)
    nation = replace(case.nation, goals=(case.goal, _first(case)))
    search = Search(nation, list(nation.blocks), Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    state = close_prices(search, _first(case), np.full(len(nation.row_names), 100.0), 1e-6)
    assert priced_ahead(keep(nation, case.goal, 1e3), case.goal, "own", state) is None
    assert priced_ahead(nation, _first(case), "another", state) is None
