"""Reach: distances, ties, blocks, existing sites, pairs of the data set, modules that demand can fill."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.case import Case
from planner.data.geography import great_circle_km
from tests.case.country import CITIES, PROVINCES, STEP_KM, city, cost, make_case, make_dataset, notes, row

SPEND = {"cheap": {"order": 1, "indicator": "spend.total", "sense": "min"}}
POOL = {"pool": {"kind": "site", "where": {"small": "any"}, "capacity_per_module": 50, "max_modules": 5}}
ROOM = [cost("pool", 6)]


def _case(service: dict[str, Any] | None = None, *, measures: dict[str, Any] = POOL, **data: Any) -> Case:
    cloud = {"mode": "capacity", "measure": "pool", "demand": "demand", "connected": False} | (service or {})
    return make_case(make_dataset(costs=ROOM, **data), measures=measures, services={"cloud": cloud}, goals=SPEND)


def _sites(case: Case, of: str) -> list[str]:
    return case.pairs[case.pairs["city"] == of].sort_values(["distance_km", "site"])["site"].tolist()


def test_great_circle_of_known_distances() -> None:
    quarter = great_circle_km(np.array([0.0]), np.array([0.0]), np.array([90.0]), np.array([0.0]))
    assert quarter[0] == pytest.approx(6371.0088 * np.pi / 2)
    # Beijing to Shanghai, 1,067 km
    assert great_circle_km(*(np.array([x]) for x in (116.407, 39.904, 121.474, 31.230)))[0] == pytest.approx(
        1067, abs=2
    )


@given(st.tuples(*[st.floats(-180, 180), st.floats(-90, 90)] * 2))
def test_great_circle_is_symmetric_and_bounded(ends: tuple[float, float, float, float]) -> None:
    lon_a, lat_a, lon_b, lat_b = (np.array([x]) for x in ends)
    there, back = great_circle_km(lon_a, lat_a, lon_b, lat_b)[0], great_circle_km(lon_b, lat_b, lon_a, lat_a)[0]
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 6371.0088 * np.pi + 1e-6


def test_distance_is_great_circle_times_route_factor_and_zero_at_home() -> None:
    case = _case({"reach_km": 40}, route_factor=1.5)
    distances = case.pairs[case.pairs["site"] == "pool:A1"].set_index("city")["distance_km"].to_dict()
    assert distances == pytest.approx({"A1": 0, "A2": 1.5 * STEP_KM}, abs=0.002)


def test_reach_includes_its_end() -> None:
    assert _sites(_case({"reach_km": 10.007}), "A1") == ["pool:A1"]
    assert _sites(_case({"reach_km": 10.008}), "A1") == ["pool:A1", "pool:A0", "pool:A2"]


def test_without_reach_every_site_of_the_province_counts_and_none_of_others() -> None:
    case = _case()
    assert _sites(case, "A3") == ["pool:A3", "pool:A2", "pool:A1", "pool:A0"]
    assert _sites(case, "C1") == ["pool:C1"]


def test_the_nearest_count_and_ties_go_to_the_smaller_id() -> None:
    assert _sites(_case({"max_sites": 2}), "A1") == ["pool:A1", "pool:A0"]
    assert _sites(_case({"max_sites": 1}), "A1") == ["pool:A1"]


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        ("none", {"A1": [], "C1": []}),
        ("own_province", {"A1": ["pool:A0"], "C1": []}),
        ("all", {"A1": ["pool:A0"], "C1": ["pool:A0"]}),
    ],
)
def test_existing_sites_serve_whom_the_service_says(existing: str, expected: dict[str, list[str]]) -> None:
    sites = [{"id": "s", "city": "A0", "measure": "pool", "modules": 2}]
    none = {
        "pool": {"kind": "site", "where": {"at_least": {"homes": 10**9}}, "capacity_per_module": 50, "max_modules": 5}
    }
    case = _case({"existing": existing, "reach_km": 45}, measures=none, sites=sites)
    assert {place: _sites(case, place) for place in expected} == expected


def test_a_shared_existing_site_does_not_grow_and_one_of_its_own_province_does() -> None:
    sites = [{"id": "s", "city": "A0", "measure": "pool", "modules": 2}]
    shared = _case({"existing": "all", "reach_km": 45}, sites=sites).projects.loc["pool:A0"]
    assert (shared["built_modules"], shared["max_modules"]) == (2, 2)
    own = _case({"existing": "own_province", "reach_km": 45}, sites=sites).projects.loc["pool:A0"]
    assert (own["built_modules"], own["max_modules"]) == (2, 3)


def test_modules_are_those_that_the_demand_in_reach_can_fill() -> None:
    # Demand in thousands of residents: A1 40, A2 80, A3 20, B0 60, B1 30, C1 10; 50 a module.
    near = _case({"reach_km": 11}).projects["max_modules"].to_dict()
    assert near == {"pool:A0": 1, "pool:A1": 3, "pool:A2": 3, "pool:A3": 1, "pool:B0": 2, "pool:B1": 2, "pool:C1": 1}
    grown = _case({"reach_km": 11, "demand_growth": 0.5}).projects["max_modules"].to_dict()
    assert grown["pool:A1"] == 4
    few = {"pool": POOL["pool"] | {"max_modules": 2}}
    assert _case({"reach_km": 11}, measures=few).projects["max_modules"].max() == 2


def test_demand_that_fills_a_module_exactly_needs_no_second() -> None:
    cities = [place | {"demand": 50.0} for place in CITIES]
    assert _case({"reach_km": 1}, cities=cities).projects["max_modules"].loc["pool:A1"] == 1


def test_more_modules_than_allowed_stay_where_they_are() -> None:
    sites = [{"id": "s", "city": "A1", "measure": "pool", "modules": 9}]
    assert _case({"reach_km": 11}, sites=sites).projects.loc["pool:A1", "max_modules"] == 9


def test_demand_grows_from_the_first_year_on() -> None:
    case = _case({"demand_growth": 0.1})
    assert row(case.demand, ("cloud", "A2")) == pytest.approx([80, 88])


def test_haul_cost_is_by_distance_and_demand() -> None:
    case = _case({"haul_myuan_per_unit_km": 0.001, "reach_km": 11})
    haul = case.pairs.set_index(["city", "site"])["haul_myuan"]
    assert haul["A1", "pool:A1"] == 0
    assert haul["A1", "pool:A0"] == pytest.approx(0.001 * STEP_KM * 40)


def test_pairs_of_the_data_set_replace_distance_and_reach() -> None:
    pairs = [
        {"service": "cloud", "city": "A1", "site_city": "A3", "distance_km": 500.0, "haul_myuan": 7.0},
        {"service": "cloud", "city": "A1", "site_city": "A0", "distance_km": 2.0, "haul_myuan": float("nan")},
        {"service": "cloud", "city": "A1", "site_city": "B0", "distance_km": 1.0, "haul_myuan": 0.0},
        {"service": "cloud", "city": "A2", "site_city": "Z9", "distance_km": 1.0, "haul_myuan": 0.0},
        {"service": "other", "city": "B1", "site_city": "B0", "distance_km": 1.0, "haul_myuan": 0.0},
    ]
    case = _case({"reach_km": 25, "haul_myuan_per_unit_km": 0.5}, pairs=pairs)
    rows = case.pairs[["city", "site", "distance_km", "haul_myuan"]].to_numpy().tolist()
    assert rows == [["A1", "pool:A0", 2.0, 40.0], ["A1", "pool:A3", 500.0, 7.0]]
    told = "1 pair(s) of service cloud would use a new site in another province; left out: City A1."
    assert told in notes(case)
    assert _sites(_case({"max_sites": 1}, pairs=pairs), "A1") == ["pool:A0"]


def test_cover_has_pairs_without_capacity() -> None:
    measures = {"edge": {"kind": "site"}}
    edge = {"mode": "cover", "measure": "edge", "reach_km": 11, "connected": False}
    case = make_case(make_dataset(costs=[cost("edge", 1)]), measures=measures, services={"edge": edge}, goals=SPEND)
    assert case.cover[case.cover["city"] == "A1"].to_numpy().tolist() == [
        ["edge", "A1", "edge:A1"],
        ["edge", "A1", "edge:A2"],
    ]
    assert case.pairs.empty
    assert case.demand.empty
    assert (case.projects["max_modules"] == 0).all()


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12), st.integers(1, 4))
def test_reach_agrees_with_brute_force(cells: list[tuple[int, int]], most: int) -> None:
    """Cities on a grid with many equal distances: the nearest sites by (distance, id), as sorted by hand."""
    cities = [city(f"G{i:02d}", "A", 100 + 0.09 * x, y, 1000) for i, (x, y) in enumerate(cells)]
    case = _case({"max_sites": most, "reach_km": 35}, cities=cities, provinces=PROVINCES[:1], uplinks=[])
    lon, lat = np.array([place["lon"] for place in cities]), np.array([place["lat"] for place in cities])
    for i, place in enumerate(cities):
        length = np.round(great_circle_km(lon[i], lat[i], lon, lat), 3)
        length[i] = 0
        near = sorted((d, f"pool:{other['id']}") for d, other in zip(length, cities, strict=True) if d <= 35)[:most]
        assert _sites(case, place["id"]) == [site for _, site in near]
