"""A bound that a plan beats by more than rounding is told as none, and the run says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from planner.solve import coordination, primal, stage
from planner.solve.cluster import SerialExecutor
from planner.solve.coordination import Stage, solve_goals, trivial_bound
from planner.solve.options import Options
from planner.solve.prices import Pool
from planner.solve.problem import Point, missed_by
from planner.solve.progress import Clock, Stop
from planner.solve.stage import Search
from planner.solve.store import price_point
from planner.solve.tasks import MipAnswer
from tests.solve.nations import toy


def _search(seed: int) -> Search:
    nation = toy(seed).nation
    options = Options(method="direct", gap=1e-9)
    return Search(nation, [], Pool.empty(nation), SerialExecutor(), options, Stop(), Clock())


@pytest.mark.parametrize("seed", range(4))
def test_a_bound_beyond_the_plan_is_told_as_none_and_not_kept(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan stays; a bound within rounding of it is the plan's own value."""
    real = coordination._stage
    ahead = 0.0

    def ended(search: Search, *rest: object) -> Stage:
        found = real(search, *rest)  # type: ignore[arg-type]
        point = price_point(search.nation, found.goal, found.prices, None, found.bound)
        return replace(found, bound=found.bound + ahead, point=point)

    monkeypatch.setattr(coordination, "_stage", ended)
    for ahead, proven in ((0.0, True), (2e-7, True), (0.1, False), (np.inf, False)):
        search = _search(seed)
        (result,), (kept,) = solve_goals(search, "direct")
        assert search.best is not None
        assert result.value == pytest.approx(search.cost(search.nation.goals[0]))
        assert bool(np.isfinite(result.bound)) == (result.status == "optimal") == proven
        assert (kept.point is None) == (not proven)
        assert [fault.kind for fault in search.faults] == ([] if proven else ["bound"])
        assert (result.gap == 0.0) if ahead and proven else (result.gap >= 0.0)
        assert np.isinf(result.gap) == (not proven)


def test_what_a_plan_misses_rows_by_counts_at_their_prices_and_a_trivial_bound_stands() -> None:
    case = toy(2)
    nation, plan = case.nation, case.plan
    activity = nation.activity(plan.y(nation), plan.own)
    assert missed_by(nation, plan) == pytest.approx(np.zeros(4), abs=1e-9)
    shifted = Point(plan.x, plan.own + 1e-6)
    moved = nation.activity(shifted.y(nation), shifted.own)
    over = np.maximum(0.0, np.maximum(nation.row_lower - moved, moved - nation.row_upper))
    assert missed_by(nation, shifted).tolist() == over.tolist()
    assert over[3] > 0 or moved[3] == activity[3]

    goal = replace(case.goal, cost_y=np.zeros_like(case.goal.cost_y), cost_own=np.ones(2))
    nation = replace(nation, goals=(goal,), row_upper=np.where(np.isfinite(nation.row_upper), activity - 1e-6, np.inf))
    search = replace(_search(2), nation=nation)
    missed = missed_by(nation, plan)
    assert missed.max() > 5e-7
    cost = goal.cost(plan.y(nation), plan.own)
    dear, cheap = np.full(4, 1e4), np.zeros(4)
    assert coordination._believed(search, goal, Stage(goal, cost + 5e-3, dear), plan).bound == cost
    assert not search.faults
    left = coordination._believed(search, goal, Stage(goal, cost + 5e-3, cheap), plan)
    assert left.bound == trivial_bound(nation, goal)
    assert [fault.amount for fault in search.faults] == [pytest.approx(cost + 5e-3)]


def test_plans_of_provinces_and_groups_that_rounding_loses_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst of each goal, whoever was asked."""
    told: set[str] = set()

    def losing(module: ModuleType, name: str, amount: float) -> None:
        asked: Callable[..., MipAnswer] = getattr(module, name)

        def answer(*question: object) -> MipAnswer:
            told.add(name)
            return replace(asked(*question), lost=amount)

        monkeypatch.setattr(module, name, answer)

    losing(stage, "answer_mip", 0.25)
    losing(primal, "solve_widening", 0.125)
    for seed in range(4):
        search = _search(seed)
        search.handles = [search.executor.share(block) for block in search.nation.blocks]
        search.options = Options(method="coordinated", gap=1e-9, workers=1)
        solve_goals(search, "coordinated")
        assert {fault.kind for fault in search.faults} <= {"plan"}
        assert len({fault.goal for fault in search.faults}) == len(search.faults)
        assert {fault.amount for fault in search.faults} <= {0.25, 0.125}
    assert told == {"answer_mip", "solve_widening"}
    assert search.faults
