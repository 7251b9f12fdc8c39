"""Plans near the LP point and near a known plan, in the direct solve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from planner.solve import direct
from planner.solve.cluster import SerialExecutor
from planner.solve.direct import Nearby, Used, direct_stage
from planner.solve.highs import Answer, Arrays, solve_lp
from planner.solve.options import Options
from planner.solve.prices import Pool
from planner.solve.problem import join
from planner.solve.progress import Clock, Stop
from planner.solve.stage import Search
from tests.solve.nations import optimum, toy

#: Columns a, b, c and one that every plan has. What the LP decides (a) leaves no money for a whole b or c.
SHORT_OF_MONEY = Arrays(
    sparse.csr_array(np.array([[5.0, 6.0, 6.0, 0.0], [0.0, 1.0, 1.0, 0.0]])),
    np.array([-np.inf, 0.5]),
    np.array([8.0, np.inf]),
    np.array([0.0, 0.0, 0.0, 1.0]),
    np.ones(4),
    np.ones(4, dtype=bool),
)
COST = np.array([-10.0, -1.0, -2.0, 0.0])


def _search(seed: int = 0) -> Search:
    nation = toy(seed).nation
    options = Options(method="direct", gap=1e-9)
    return Search(nation, [], Pool.empty(nation), SerialExecutor(), options, Stop(), Clock(None))


@pytest.fixture
def _small_models_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "_RESTRICTED", 1)


def _open(nearby: Nearby | Used, arrays: Arrays) -> list[bool]:
    lower, upper = nearby.bounds(arrays)
    return list((lower < upper) & arrays.integer)


def test_open_is_what_plan_and_lp_point_differ_on_and_what_short_rows_tie_to_it() -> None:
    chain = sparse.csr_array(np.array([[1.0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]))
    free = np.full(3, np.inf)
    arrays = Arrays(chain, -free, free, np.zeros(4), np.ones(4), np.array([True, True, True, False]))
    relaxed, plan = np.array([1.0, 0, 0, 0.5]), np.array([0.0, 0, 0, 0.5])
    assert _open(Nearby(relaxed, relaxed, None, 0), arrays) == [False, False, False, False]
    assert _open(Nearby(relaxed, plan, plan, 0), arrays) == [True, False, False, False]
    assert _open(Nearby(relaxed, plan, plan, 1), arrays) == [True, True, False, False]
    assert _open(Used(relaxed, None), arrays) == [True, False, False, False]
    assert _open(Used(relaxed, np.array([0.0, 0, 1, 0.5])), arrays) == [True, False, True, False]


@pytest.mark.usefixtures("_small_models_count")
def test_a_plan_is_made_of_what_the_lp_point_uses_where_none_has_all_that_it_decides() -> None:
    """The LP point has a whole and half of c; a plan has c alone."""
    relaxed = solve_lp(SHORT_OF_MONEY, COST).x
    assert relaxed is not None
    assert relaxed.tolist() == pytest.approx([1.0, 0.0, 0.5, 1.0])
    assert direct._restricted(_search(), SHORT_OF_MONEY, COST, Nearby(relaxed, relaxed, None, 0), 0.01) is None
    found = direct._restricted(_search(), SHORT_OF_MONEY, COST, Used(relaxed, None), 0.01)
    assert found is not None
    assert found.tolist() == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.usefixtures("_small_models_count")
def test_near_a_plan_there_is_a_better_one_where_the_lp_point_alone_leaves_none() -> None:
    relaxed = solve_lp(SHORT_OF_MONEY, COST).x
    assert relaxed is not None
    assert relaxed[0] == 1.0
    start = np.array([0.0, 1.0, 0.0, 1.0])
    assert direct._restricted(_search(), SHORT_OF_MONEY, COST, Nearby(relaxed, relaxed, start, 0), 0.01) is None
    better = direct._restricted(_search(), SHORT_OF_MONEY, COST, Nearby(relaxed, start, start, 0), 0.01)
    assert better is not None
    assert better.tolist() == [0.0, 0.0, 1.0, 1.0]


def test_a_plan_that_breaks_rows_when_rounded_is_a_fault_and_one_that_is_not_better_is_none() -> None:
    search = _search()
    nation, goal = search.nation, search.nation.goals[0]
    joined = join(nation)
    plan = joined.pack(nation, toy(0).plan)
    cost = joined.cost(goal)
    direct._keep(search, goal, joined, cost, plan)
    direct._keep(search, goal, joined, cost, plan)
    assert search.best is not None
    assert not search.faults
    broken = np.where(joined.arrays.integer, joined.arrays.col_upper + 1.0, plan)
    direct._keep(search, goal, joined, cost, broken)
    assert [(fault.kind, fault.goal) for fault in search.faults] == [("plan", "goal")]
    assert search.faults[0].amount >= 0.5


def test_where_a_plan_keeps_every_row_within_rounding_a_model_called_infeasible_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search = _search(3)
    goal, plan = search.nation.goals[0], toy(3).plan
    alone = direct_stage(_search(3), goal, 1e-9)[0]
    monkeypatch.setattr(direct, "_exact", lambda *_: Answer("infeasible", np.inf, np.inf, None))
    bound, _, feasible = direct_stage(search, goal, 1e-9)
    assert (bound <= alone, feasible) == (True, False)
    search.best = plan
    bound, _, feasible = direct_stage(search, goal, 1e-9)
    assert (bound <= alone, feasible) == (True, True)


@pytest.mark.usefixtures("_small_models_count")
@pytest.mark.parametrize("seed", range(12))
def test_restricted_models_change_nothing_about_the_optimum(seed: int) -> None:
    search = _search(seed)
    goal = search.nation.goals[0]
    bound, _, feasible = direct_stage(search, goal, 1e-9)
    joined = join(search.nation)
    best = optimum(joined.arrays, joined.cost(goal)) + goal.offset
    assert feasible
    assert search.cost(goal) == pytest.approx(best, abs=1e-6)
    assert bound == pytest.approx(best, abs=1e-6)
