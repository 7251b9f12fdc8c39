"""The two yardsticks: by hand on small examples, and on random cases against physics, money and the optimum."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config import load_model
from planner.data.load import load_dataset
from planner.plan.audit import audit_run
from planner.plan.save import save_inputs, save_plan
from planner.plan.tables import make_plan
from planner.solve.assemble import assemble
from planner.solve.baselines import BASELINES, baseline, baselines
from planner.solve.cluster import SerialExecutor
from planner.solve.highs import Arrays
from planner.solve.options import Options
from planner.solve.problem import Block
from planner.solve.progress import Stop
from planner.solve.run import solve
from planner.solve.solution import Values
from planner.solve.values import block_point
from tests.formulation.cases import make_case
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case
from tests.solve.folders import audited, unbuildable

#: Rules that baselines do not know.
POLICY = {"floor_province", "limit_local"}
OWN: dict[str, Any] = {"services": {"s": {"mode": "own", "measure": "m", "weight": 1}}}


def _started(values: Values) -> dict[str, int]:
    """First year in service by project."""
    started: dict[str, int] = {}
    done = values["done"]
    levels = (done.index.get_level_values(level).tolist() for level in ("project", "year"))
    for project, year, there in zip(*levels, done.tolist(), strict=True):
        if there:
            started.setdefault(project, year)
    return started


def _chain(budget: Mapping[int, float], **more: Any) -> Case:
    """Far hangs on Near, Near on Core. Services cost 2 each; Far has many residents, but its links cost 5 and 6."""
    return make_case(
        {"m": {"kind": "city", "requires": {}}, "l": {"kind": "uplink"}},
        {
            "m:Near": {"capex": 2.0},
            "m:Far": {"capex": 2.0},
            "m:Core": {"capex": 2.0},
            "l:Near>Core": {"capex": 5.0},
            "l:Far>Near": {"capex": 6.0},
        },
        {"Core": {"core": True, "residents": 1500.0}, "Near": {"residents": 4000.0}, "Far": {"residents": 6000.0}},
        ("benefit", "max"),
        years=tuple(budget),
        carriers={"c": budget},
        requirements=[(f"m:{city}", "way", 1, "connected", city) for city in ("Near", "Far")],
        **OWN,
        **more,
    )


def test_practice_ranks_by_own_cost_and_the_path_ratio_by_the_whole_chain() -> None:
    """Of 13 million: Far alone takes all of it with its links; ranked with them, Near and Core come first."""
    both = baselines(_chain({2001: 13.0}))
    assert _started(both["practice"]) == dict.fromkeys(("m:Far", "l:Near>Core", "l:Far>Near"), 2001)
    assert _started(both["path_ratio"]) == dict.fromkeys(("m:Core", "m:Near", "l:Near>Core"), 2001)
    assert both["practice"]["connected"].to_dict() == {("Near", 2001): 1.0, ("Far", 2001): 1.0}


def test_what_is_not_affordable_this_year_is_started_in_the_next() -> None:
    both = baselines(_chain({2001: 9.0, 2002: 9.0}))
    assert _started(both["path_ratio"]) == {
        "m:Core": 2001,
        "m:Near": 2001,
        "l:Near>Core": 2001,
        "m:Far": 2002,
        "l:Far>Near": 2002,
    }
    assert both["path_ratio"]["enterprise"].to_dict() == {
        ("c", "shared", "P", 2001): pytest.approx(9.0),
        ("c", "shared", "P", 2002): pytest.approx(8.0),
    }


def _pool(min_fill: float, demand: Mapping[str, float], *, built: int = 0) -> Case:
    """One site at A with modules for 10 units, in reach of cities A, B and C."""
    site: dict[str, Any] = {"capex": 1.0, "module_capex": 1.0, "max_modules": 3}
    if built:
        site |= {"status": "built", "built_modules": built, "max_modules": built}
    return make_case(
        {"p": {"kind": "site", "capacity_per_module": 10, "max_modules": 3}},
        {"p:A": site},
        {city: {} for city in demand},
        ("benefit", "max"),
        services={
            "cloud": {
                "mode": "capacity",
                "measure": "p",
                "demand": "x",
                "weight": 1,
                "reach_km": 1,
                "min_fill": min_fill,
                "connected": False,
            }
        },
        pairs=[("cloud", city, "p:A") for city in demand],
        demand={("cloud", city): amount for city, amount in demand.items()},
    )


def test_a_site_is_opened_with_the_cities_that_fit() -> None:
    values = baseline(_pool(0.5, {"A": 4.0, "B": 7.0, "C": 5.0}), "path_ratio")
    assert values["served"].index.get_level_values("city").tolist() == ["A", "C"]
    assert values["modules"].to_dict() == {("p:A", 2001): 1.0}
    assert values["share"].to_dict() == {("cloud", city, "p:A", 2001): 1.0 for city in "AC"}


def test_a_site_that_would_stay_too_empty_is_not_opened() -> None:
    assert baseline(_pool(0.5, {"A": 4.9}), "practice")["done"].empty
    assert baseline(_pool(0.5, {"A": 5.0}), "practice")["done"].to_dict() == {("p:A", 2001): 1.0}


def test_existing_sites_serve_whom_they_can_for_nothing() -> None:
    values = baseline(_pool(0.0, {"A": 4.0, "B": 7.0, "C": 15.0}, built=1), "practice")
    assert values["served"].index.get_level_values("city").tolist() == ["A"]
    assert values["modules"].to_dict() == {("p:A", 2001): 1.0}
    assert values["enterprise"].empty


def test_two_services_of_one_site_share_its_room() -> None:
    """Both services of a city are counted: 6 and 6 units do not fit into one module of 10."""
    service = {"mode": "capacity", "measure": "p", "demand": "x", "weight": 1, "reach_km": 1, "connected": False}
    case = make_case(
        {"p": {"kind": "site", "capacity_per_module": 10, "max_modules": 3}},
        {"p:A": {"capex": 1.0, "max_modules": 3}},
        {"A": {}},
        ("benefit", "max"),
        services={"one": service, "two": service},
        pairs=[("one", "A", "p:A"), ("two", "A", "p:A")],
        demand={("one", "A"): 6.0, ("two", "A"): 6.0},
    )
    assert len(baseline(case, "path_ratio")["served"]) == 1


def test_a_site_that_is_only_needed_gets_a_module_too() -> None:
    """A project that needs a site in service starts it like any other: with a module and cities to fill it."""
    case = make_case(
        {"p": {"kind": "site", "capacity_per_module": 10, "max_modules": 3}, "m": {"kind": "city"}},
        {"p:A": {"capex": 1.0, "module_capex": 1.0, "max_modules": 3}, "m:A": {"capex": 1.0}},
        {"A": {}},
        ("benefit", "max"),
        services={
            "s": {"mode": "own", "measure": "m", "weight": 1},
            "cloud": {"mode": "capacity", "measure": "p", "demand": "x", "reach_km": 1, "connected": False},
        },
        requirements=[("m:A", "pool", 1, "done", "p:A")],
        pairs=[("cloud", "A", "p:A")],
        demand={("cloud", "A"): 5.0},
    )
    values = baseline(case, "practice")
    assert _started(values) == {"m:A": 2001, "p:A": 2001}
    assert values["modules"].to_dict() == {("p:A", 2001): 1.0}
    assert values["enterprise"].to_dict() == {("c", "shared", "P", 2001): pytest.approx(3.0)}


def test_the_cheaper_of_two_alternatives_is_taken() -> None:
    case = make_case(
        {"m": {"kind": "city"}, "x": {"kind": "city"}, "y": {"kind": "city"}, "z": {"kind": "city"}},
        {"m:A": {"capex": 1.0}, "x:A": {"capex": 5.0}, "y:A": {"capex": 2.0}, "z:A": {"capex": 3.0}},
        {"A": {}},
        ("benefit", "max"),
        requirements=[("m:A", "two", 2, "done", f"{measure}:A") for measure in "xyz"],
        **OWN,
    )
    assert set(_started(baseline(case, "path_ratio"))) == {"m:A", "y:A", "z:A"}


def test_committed_projects_come_first() -> None:
    case = make_case(
        {"m": {"kind": "city"}},
        {"m:A": {"capex": 3.0, "status": "committed", "by_year": 2001, "last_year": 2001}, "m:B": {"capex": 2.0}},
        {"A": {"residents": 10.0}, "B": {"residents": 9000.0}},
        ("benefit", "max"),
        years=(2001, 2002),
        carriers={"c": {2001: 4.0, 2002: 4.0}},
        **OWN,
    )
    for name in BASELINES:
        assert _started(baseline(case, name)) == {"m:A": 2001, "m:B": 2002}


def _broken(block: Block, arrays: Arrays, x: np.ndarray) -> set[str]:
    activity = arrays.matrix @ x
    over = np.maximum(arrays.row_lower - activity, activity - arrays.row_upper) > 1e-6
    return {block.rows[row][0] for row in np.flatnonzero(over)} - POLICY


@pytest.mark.parametrize("seed", range(25))
def test_every_row_of_physics_and_money_holds_on_random_cases(seed: int) -> None:
    case = planner_case(seeded_case(seed))
    nation, _ = assemble(case, SerialExecutor(), Stop())
    for name, values in baselines(case).items():
        named = {(family, key) for family, series in values.items() for key, value in series.items() if value}
        points = []
        for block in nation.blocks:
            x = block_point(block, values)
            assert not _broken(block, block.arrays, x), name
            assert np.array_equal(np.round(x[block.arrays.integer]), x[block.arrays.integer])
            points.append(x)
        own = np.clip(np.zeros(len(nation.own_lower)), nation.own_lower, nation.own_upper)
        used = nation.activity(np.array([b.quantities(x) for b, x in zip(nation.blocks, points, strict=True)]), own)
        loads = [row for row, (kind, _) in enumerate(nation.row_names) if kind == "site_load"]
        assert np.all(used[loads] <= nation.row_upper[loads] + 1e-6)
        assert named or not values["done"].any()


@pytest.mark.parametrize("seed", [3, 4, 8, 14])
def test_the_audit_finds_nothing_that_cannot_be_built_or_paid(seed: int, tmp_path: Path) -> None:
    source = seeded_case(seed)
    case = planner_case(source)
    for name, values in baselines(case).items():
        assert unbuildable(audited(tmp_path / name, source, case, values)) == [], name


def test_tiny_by_the_audit_and_against_the_optimum(models: Path, tmp_path: Path) -> None:
    loaded = load_model(models / "tiny.toml")
    dataset = load_dataset(loaded.dataset_dir)
    case = build_case(loaded, dataset)
    solution = solve(case, Options(method="direct", gap=1e-6))
    text = (models / "tiny.toml").read_text(encoding="utf-8").replace("../datasets/tiny", "dataset")
    save_inputs(tmp_path, text, dataset.files)
    shortfall = solution.goals[0].value
    for name, values in solution.baselines.items():
        plan = make_plan(case, values)
        save_plan(tmp_path / "baselines" / name, plan)
        assert unbuildable(audit_run(tmp_path, f"baselines/{name}")) == []
        assert values["done"].sum() > 0
        assert plan.targets["shortfall"].sum() / 8 >= shortfall - 1e-6


def test_a_baseline_does_not_depend_on_where_it_is_made() -> None:
    case = planner_case(seeded_case(4))
    for name, values in baselines(case).items():
        again = baseline(case, name)
        assert all(series.equals(again[family]) for family, series in values.items())
