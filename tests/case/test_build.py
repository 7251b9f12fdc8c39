"""The whole case: its views, its order, its speed, and what must hold of the shipped models."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.case import indicators
from planner.case.arithmetic import check_arithmetic
from planner.case.build import build_case
from planner.case.case import Case
from planner.config.load import load_model
from planner.data.load import load_dataset
from tests.case.country import CITIES, PROVINCES, library, make_case, make_dataset, make_model

FRAMES = ("projects", "capex", "module_capex", "requirements", "cover", "pairs", "demand", "grants", "site_grants")


def _shipped(path: Path) -> Case:
    loaded = load_model(path)
    return build_case(loaded, load_dataset(loaded.dataset_dir))


def _whole() -> Case:
    return make_case(
        make_dataset(
            sites=[{"id": "s", "city": "A0", "measure": "pool", "modules": 1}],
            projects=[library("P", "metro", "A2", status="committed")],
        ),
        funds={
            "central": {"kind": "grant", "budget": {2024: 1}},
            "local": {"kind": "local", "limit_column": "local_budget"},
        },
        subsidies={"s": {"fund": "central", "measures": ["gigabit", "pool"], "share": {"Near": 0.5, "Far": 0.5}}},
        statuses={"both": {"services": ["gigabit", "cloud"], "connected": True}},
    )


@pytest.mark.parametrize("name", FRAMES)
def test_blocks_are_a_partition_of_every_frame(name: str) -> None:
    case = _whole()
    parts = [getattr(case.block(province), name) for province in case.provinces.index]
    together = pd.concat(parts).sort_index()
    pd.testing.assert_frame_equal(together, getattr(case, name).sort_index())
    assert all(len(part) for part in parts)


def test_views() -> None:
    case = _whole()
    assert case.small_cities("A") == ("A1", "A2", "A3")
    assert set(case.projects_of("C")["city"]) == {"C1"}
    assert case.uplinks_of("A2") == ("link:A2>A0", "link:A2>A1")
    assert case.uplinks_of("A0") == ()
    assert case.block("B").holders["both"].cities == ("B0", "B1")
    assert case.block("B").holders["connected"].people.tolist() == [60, 30]


def test_uplinks_of_a_place_out_of_scope_are_none() -> None:
    assert make_case(scope={"provinces": ["C"]}).uplinks_of("A0") == ()


def test_the_order_of_rows_does_not_matter() -> None:
    data = make_dataset()
    turned = replace(
        data,
        cities=data.cities.iloc[::-1].reset_index(drop=True),
        provinces=data.provinces.iloc[::-1].reset_index(drop=True),
        uplinks=data.uplinks.iloc[::-1].reset_index(drop=True),
        unit_costs=data.unit_costs.iloc[::-1].reset_index(drop=True),
    )
    assert build_case(make_model(), data).hash() == build_case(make_model(), turned).hash()


def test_the_data_set_is_left_as_it_was() -> None:
    data = make_dataset(projects=[library("P", "metro", "A1", status="built")])
    before = [frame.copy() for frame in (data.cities, data.provinces, data.uplinks)]
    build_case(make_model(), data)
    for old, new in zip(before, (data.cities, data.provinces, data.uplinks), strict=True):
        pd.testing.assert_frame_equal(old, new)


def test_tiny_by_hand(models: Path) -> None:
    """A few figures of the tiny data set, worked out from its tables."""
    case = _shipped(models / "tiny.toml")
    assert case.provinces["residents"].to_dict() == {"E": 160, "W": 120}
    assert case.capex.loc["otn:W2>W1"].iloc[0] == 10
    assert case.capex.loc["gigabit:E4"].iloc[0] == 12
    assert case.projects.loc["pool:E0", "status"] == "built"
    assert "metro:W1" not in set(case.requirements["project"])
    assert check_arithmetic(case).problems == ()


def _check_invariants(case: Case) -> None:
    projects = case.projects
    assert projects.index.is_unique
    assert projects.index.is_monotonic_increasing
    assert set(projects["status"]) <= {"candidate", "committed", "built"}
    assert (projects["first_year"] <= projects["last_year"])[projects["status"] != "built"].all()
    assert (projects["max_modules"] >= projects["built_modules"]).all()
    for frame in (case.capex, case.module_capex):
        assert frame.index.equals(projects.index)
        assert np.isfinite(frame.to_numpy()).all()
        assert (frame.to_numpy() >= 0).all()
    assert (case.capex[projects["status"] != "built"].to_numpy() > 0).all()
    assert set(case.requirements["project"]) <= set(projects.index)
    refs = case.requirements[case.requirements["family"] == "done"]["ref"]
    assert set(refs) <= set(projects.index[projects["status"] != "built"])
    size = case.requirements.groupby(["project", "requirement"])["ref"].transform("size")
    assert (size >= case.requirements["count"]).all()
    links = projects[projects["kind"] == "uplink"]
    assert set(links["to"]) <= case.connectable
    for pairs in (case.cover, case.pairs):
        assert set(pairs["site"]) <= set(projects.index)
        built = pairs["site"].map(projects["status"]) == "built"
        home = pairs["city"].map(case.places["province"]) == pairs["site"].map(projects["province"])
        assert (built | home).all()
    assert (case.grants.to_numpy() <= case.capex.loc[case.grants.index.get_level_values("project")].to_numpy()).all()


def test_a_province_holds_together(models: Path) -> None:
    case = _shipped(models / "province.toml")
    assert len(case.provinces) == 1
    _check_invariants(case)


@pytest.mark.slow
def test_the_nation_holds_together_and_is_built_in_seconds(models: Path) -> None:
    loaded = load_model(models / "national.toml")
    dataset = load_dataset(loaded.dataset_dir)
    started = time.process_time()
    case = build_case(loaded, dataset)
    built = time.process_time() - started
    _check_invariants(case)
    assert case.provinces["cities"].sum() == 2025
    assert check_arithmetic(case, loaded.where).problems == ()
    started = time.process_time()
    for name in ("cities.gigabit", "residents.cloud", "spend.total", "cost.total", "paid.public", "benefit"):
        for province in case.provinces.index:
            for year in case.years:
                indicators.terms(case, name, province, year)
    assert built < 15
    assert time.process_time() - started < 10


def test_a_case_without_any_project_is_still_a_case() -> None:
    nowhere = {"at_least": {"homes": 10**9}}
    kinds = {"plain": "city", "link": "uplink", "pool": "site"}
    measures: dict[str, dict[str, object]] = {key: {"kind": kind, "where": nowhere} for key, kind in kinds.items()}
    measures["pool"]["capacity_per_module"] = 10
    case = make_case(
        measures=measures,
        services={
            "own": {"mode": "own", "measure": "plain"},
            "cloud": {"mode": "capacity", "measure": "pool", "demand": "demand"},
        },
        statuses={"both": {"services": ["own", "cloud"], "connected": True}},
        funds={"central": {"kind": "grant", "budget": {2024: 1}}},
        subsidies={"s": {"fund": "central", "measures": ["plain", "pool"], "share": {"Near": 0.5}}},
        targets={"t": {"indicator": "cities.both", "at_least": 1}},
    )
    assert case.projects.empty
    assert len(case.hash()) == len(case.block_hash("A")) == 32
    found = check_arithmetic(case)
    assert [problem.text for problem in found.warnings] == ["case.too_few"]
    for name in indicators.names(case):
        for province in case.provinces.index:
            kept = {term.family for term in indicators.terms(case, name, province, 2025)}
            assert kept <= {"connected", "grant"}


def test_a_single_core_place_without_uplinks() -> None:
    """The smallest country: one province, one city, which is small and core."""
    cities = [place for place in CITIES if place["id"] == "B0"]
    case = make_case(make_dataset(cities=cities, uplinks=[], provinces=PROVINCES[1:2]))
    assert set(case.projects["city"]) == {"B0"}
    assert case.pairs["site"].tolist() == ["pool:B0"]
    assert case.connectable == {"B0"}
