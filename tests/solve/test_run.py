"""How a solve ends: proven, at its gap, by the clock, by the user; and what it hands back in each case."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config import load_model
from planner.data.load import load_dataset
from planner.solve import run
from planner.solve.assemble import assemble
from planner.solve.cluster import SerialExecutor
from planner.solve.options import Method, Options
from planner.solve.problem import Point, violation
from planner.solve.progress import Event, Stop
from planner.solve.run import solve
from planner.solve.stage import Search
from planner.solve.values import block_point
from tests.formulation.cases import make_case
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case


@pytest.fixture(scope="module")
def tiny(models: Path) -> Case:
    """The smallest shipped case."""
    loaded = load_model(models / "tiny.toml")
    return build_case(loaded, load_dataset(loaded.dataset_dir))


@pytest.mark.parametrize("method", ["direct", "coordinated"])
def test_a_finished_solve_is_repeatable_and_proven(tiny: Case, method: Method) -> None:
    events: list[Event] = []
    solution = solve(tiny, Options(method=method, gap=1e-6), events.append)
    assert solution.method == method
    assert solution.repeatable
    assert [goal.id for goal in solution.goals] == ["shortfall", "benefit", "public_money"]
    for goal in solution.goals:
        better = goal.bound - goal.value if goal.id == "benefit" else goal.value - goal.bound
        assert better >= -1e-6 * max(1.0, abs(goal.value))
        assert goal.gap == pytest.approx(abs(better) / max(abs(goal.value), tiny.model.goals[goal.id].unit))
    assert events[0].phase == "build"
    assert [event.elapsed for event in events] == sorted(event.elapsed for event in events)
    assert solution.size["provinces"] == len(tiny.provinces)
    assert set(solution.baselines) == {"practice", "path_ratio"}


def test_direct_and_coordinated_bounds_enclose_each_others_plans(tiny: Case) -> None:
    direct = solve(tiny, Options(method="direct", gap=1e-6))
    assert direct.status == "optimal"
    coordinated = solve(tiny, Options(method="coordinated", gap=1e-6))
    first, other = direct.goals[0], coordinated.goals[0]
    assert other.bound <= first.value + 1e-6
    assert other.value >= first.bound - 1e-6


def test_twice_the_same_plan(tiny: Case) -> None:
    one, other = (solve(tiny, Options(method="coordinated", rounds=2)) for _ in range(2))
    assert one.values is not None
    assert other.values is not None
    assert all(series.equals(other.values[family]) for family, series in one.values.items())


def test_auto_takes_the_direct_way_for_a_small_case(tiny: Case) -> None:
    assert solve(tiny).method == "direct"
    assert solve(tiny, Options(baselines=False)).baselines == {}


@pytest.mark.parametrize("method", ["direct", "coordinated"])
def test_without_time_there_is_no_plan_and_no_claim(tiny: Case, method: Method) -> None:
    solution = solve(tiny, Options(method=method, time_s=0.0))
    assert solution.status == "time"
    assert not solution.repeatable
    assert solution.clashes == ()


def _buildable_baseline() -> Case:
    """Many cities, one budget: any greedy plan keeps all rules, so that there is a best plan from the start."""
    cities = [f"C{k:02}" for k in range(40)]
    return make_case(
        {"m": {"kind": "city"}},
        {f"m:{city}": {"capex": 3.0 + (7 * k) % 11} for k, city in enumerate(cities)},
        {city: {"residents": 1000.0 + 137 * ((5 * k) % 17)} for k, city in enumerate(cities)},
        ("residents.s", "max"),
        years=(2001, 2002),
        services={"s": {"mode": "own", "measure": "m", "weight": 1}},
        carriers={"c": {2001: 50.0, 2002: 50.0}},
    )


@pytest.mark.parametrize("method", ["direct", "coordinated"])
@pytest.mark.parametrize("user", [True, False])
def test_a_stop_keeps_the_best_plan_and_says_so(method: Method, user: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stop comes right after the first plan is known, from another thread or by the clock."""
    case, stop = _buildable_baseline(), Stop()
    plain = run._start_from

    def then_stop(search: Search, *more: object) -> None:
        plain(search, *more)  # type: ignore[arg-type]
        assert search.best is not None
        if user:
            thread = threading.Thread(target=stop.request)
            thread.start()
            thread.join()
        else:
            stop.deadline = time.monotonic()

    monkeypatch.setattr(run, "_start_from", then_stop)
    solution = solve(case, Options(method=method, gap=0.0), stop=stop)
    assert solution.status == ("interrupted" if user else "time")
    assert not solution.repeatable
    assert solution.values is not None
    nation, _ = assemble(case, SerialExecutor(), Stop())
    parts = tuple(block_point(block, solution.values) for block in nation.blocks)
    assert violation(nation, Point(parts, nation.own_lower)) <= 1e-6
    assert solution.values["done"].groupby("year").sum().max() > 0


def test_a_stop_before_the_beginning_ends_at_once(tiny: Case) -> None:
    stop = Stop()
    stop.request()
    solution = solve(tiny, Options(), stop=stop)
    assert solution.status == "interrupted"
    assert solution.values is None
    assert not solution.repeatable


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 10])
def test_no_baseline_that_keeps_every_rule_beats_the_plan(seed: int) -> None:
    """The first goal's bound holds for baselines too."""
    case = planner_case(seeded_case(seed, 2))
    solution = solve(case, Options(method="direct", gap=0.0))
    nation, _ = assemble(case, SerialExecutor(), Stop())
    goal, result = nation.goals[0], solution.goals[0]
    for values in solution.baselines.values():
        parts = tuple(block_point(block, values) for block in nation.blocks)
        for own in (nation.own_lower, nation.own_upper):
            point = Point(parts, own)
            if violation(nation, point) <= 1e-6:
                value = goal.cost(point.y(nation), point.own)
                assert value >= goal.sign * result.bound - 1e-6
