"""Projects in every good plan, in some, in none: against all subsets, and by hand on tiny."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from planner.case.case import Case
from planner.solve.assemble import assemble
from planner.solve.cluster import SerialExecutor
from planner.solve.coordination import solve_goals
from planner.solve.options import Options
from planner.solve.prices import Pool
from planner.solve.progress import Clock, Stop
from planner.solve.stage import Search
from planner.solve.store import opening, remember
from planner.studies.alternatives import COLUMNS, VERDICTS, alternatives, alternatives_table, room_for_proof
from planner.studies.base import Base, study_options
from planner.studies.ground import Ground, StudyEffort, make_ground
from tests.formulation.cases import make_case

CITIES: dict[str, dict[str, Any]] = {
    name: {"province": "PQ"[k % 2], "region": "R", "residents": 1000.0 * (k + 3)} for k, name in enumerate("ABCDEF")
}


def _case(seed: int) -> tuple[Case, dict[str, float], float]:
    """Six cities, one budget: capex by project, and the budget."""
    random = np.random.default_rng(seed)
    capex = {f"m:{city}": float(random.integers(1, 9)) for city in CITIES}
    budget = float(random.integers(4, 25))
    case = make_case(
        {"m": {"kind": "city"}},
        {project: {"capex": cost} for project, cost in capex.items()},
        CITIES,
        ("residents.s", "max"),
        services={"s": {"mode": "own", "measure": "m"}},
        carriers={"c": {2001: budget}},
    )
    return case, capex, budget


def _truth(capex: dict[str, float], budget: float, tolerance: float, best: float | None = None) -> dict[str, str]:
    """Verdicts from all subsets, against the best of them or the best that was found."""
    worth = {f"m:{city}": row["residents"] / 1000.0 for city, row in CITIES.items()}
    plans = []
    for choice in product((0, 1), repeat=len(capex)):
        chosen = [project for project, flag in zip(capex, choice, strict=True) if flag]
        if sum(capex[project] for project in chosen) <= budget:
            plans.append((sum(worth[project] for project in chosen), set(chosen)))
    best = max(value for value, _ in plans) if best is None else best
    good = [chosen for value, chosen in plans if value >= best * (1 - tolerance) - 1e-9]
    found = {}
    for project in capex:
        seen = {project in chosen for chosen in good}
        found[project] = "some" if len(seen) == 2 else "all" if seen == {True} else "none"
    return found


def _ground(case: Case, method: str, *, exact: bool) -> Ground:
    """A ground without a run folder: solved here."""
    executor, stop, options = SerialExecutor(), Stop(), Options(gap=1e-9, baselines=False)
    nation, handles = assemble(case, executor, stop)
    search = Search(nation, handles, Pool.empty(nation), executor, options, stop, Clock())
    results, stages = solve_goals(search, method)
    assert search.best is not None
    points = [stage.point for stage in stages if stage.point is not None]
    known = remember(nation, search.pool, search.best, points)
    (result,) = results
    goal = SimpleNamespace(id=result.id, bound=result.bound, value=result.value)
    base = SimpleNamespace(exact=exact, case=case, known=known, record=SimpleNamespace(goals=(goal,), method=method))
    stored = opening(known, nation, nation.goals[0])
    return Ground(
        cast(Base, base),
        nation,
        nation,
        nation.goals[0],
        search.best,
        search.pool,
        stored,
        options,
        stop,
        StudyEffort(),
    )


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("tolerance", [0.0, 0.1])
def test_small_cases_are_settled_as_all_subsets_say(seed: int, tolerance: float) -> None:
    case, capex, budget = _case(seed)
    found = alternatives(_ground(case, "direct", exact=True), SerialExecutor(), tolerance)
    assert {one.project: one.verdict for one in found} == _truth(capex, budget, tolerance)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("tolerance", [0.0, 0.1])
def test_what_prices_prove_is_true(seed: int, tolerance: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """By province with the rest as it is, and by bounds at the stored prices: never wrong, sometimes undecided."""
    monkeypatch.setattr("planner.studies.diversity._CITIES", 2)
    case, capex, budget = _case(seed)
    ground = _ground(case, "coordinated", exact=False)
    assert ground.stored is not None
    assert ground.stored.answers is not None
    found = alternatives(ground, SerialExecutor(), tolerance)
    truth = _truth(capex, budget, tolerance, -ground.cost)
    assert all(one.verdict in (truth[one.project], "undecided") for one in found)
    assert {one.proof for one in found} <= {"plans", "bound", ""}


@pytest.mark.parametrize("method", ["coordinated", "direct"])
def test_bounds_alone_settle_something(method: str) -> None:
    """Those of the provinces at the stored prices, or of two provinces that were solved as one model."""
    proven = 0
    for seed in range(10):
        case, capex, budget = _case(seed)
        ground = _ground(case, method, exact=False)
        found = alternatives(ground, SerialExecutor(), 0.0, rounds=0)
        truth = _truth(capex, budget, 0.0, -ground.cost)
        assert all(one.verdict in (truth[one.project], "undecided") for one in found)
        proven += sum(one.proof == "bound" for one in found)
    assert proven >= 10


def test_tiny_swaps_an_edge_node_for_a_link(base: Base) -> None:
    """Benefit within 1 %: E2's node (18) may give way to E1's link (15), as planner explain says; nothing else may."""
    ground = make_ground(base, SerialExecutor(), study_options(base, workers=1), Stop()).at("benefit")
    found = {one.project: one for one in alternatives(ground, SerialExecutor(), 0.01)}
    assert {name for name, one in found.items() if one.verdict == "some"} == {"edge:E2", "otn:E1>E0"}
    assert not any(one.verdict == "undecided" for one in found.values())
    assert all(one.in_plan == (one.verdict == "all") for one in found.values() if one.verdict != "some")
    table = alternatives_table(base.case, found.values())
    assert tuple(table.columns) == COLUMNS
    assert set(table["verdict"]) <= set(VERDICTS)
    assert table["project"].is_monotonic_increasing


def test_a_stop_leaves_the_rest_undecided(base: Base) -> None:
    stop = Stop()
    ground = make_ground(base, SerialExecutor(), study_options(base, workers=1), stop)
    stop.request()
    found: Any = alternatives(ground, SerialExecutor(), 0.01)
    assert {one.verdict for one in found} <= {"undecided", "some"}
    assert any(one.verdict == "undecided" for one in found)


@pytest.mark.parametrize("method", ["coordinated", "direct"])
def test_what_is_proven_by_a_bound_is_worth_more_than_the_room(method: str) -> None:
    """Without it the best plan loses more than that; a smaller tolerance leaves less, and small cases have no room."""
    proven = 0
    for seed in range(10):
        case, capex, budget = _case(seed)
        ground = _ground(case, method, exact=False)
        room = room_for_proof(ground, 0.0)
        assert room is not None
        larger = room_for_proof(ground, 0.1)
        assert larger == pytest.approx(room + 0.1 * max(abs(ground.cost), ground.goal.unit))
        for one in alternatives(ground, SerialExecutor(), 0.0, rounds=0):
            if one.proof == "bound":
                best = _best(capex, budget, one.project, there=one.verdict == "none")
                assert -ground.cost - best > -1e-6
                proven += 1
    assert proven >= 10
    assert room_for_proof(_ground(case, method, exact=True), 0.0) is None


def _best(capex: dict[str, float], budget: float, forced: str, *, there: bool) -> float:
    """The best plan with a project forced in or out."""
    worth = {f"m:{city}": row["residents"] / 1000.0 for city, row in CITIES.items()}
    found = []
    for choice in product((0, 1), repeat=len(capex)):
        chosen = {project for project, flag in zip(capex, choice, strict=True) if flag}
        if (forced in chosen) is there and sum(capex[project] for project in chosen) <= budget:
            found.append(sum(worth[project] for project in chosen))
    return max(found, default=-np.inf)


def test_without_bounds_nothing_can_be_proven() -> None:
    ground = _ground(_case(0)[0], "coordinated", exact=False)
    assert room_for_proof(replace(ground, stored=None), 0.0) == np.inf
