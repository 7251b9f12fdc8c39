"""Loads, effects, thresholds, protection, traffic and groups of cities, as the case holds them."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case.case import Case
from planner.case.indicators import denominator, terms, terms_in
from planner.texts.problems import InputError
from tests.case.country import (
    CITIES,
    COSTS,
    MEASURES,
    SERVICES,
    cost,
    library,
    make_case,
    make_dataset,
    notes,
    row,
    uplink,
)

MOVED = {"kind": "city", "loads": {"cloud": {"column": "demand", "factor": 0.5}}}
WITH_MOVED = MEASURES | {"moved": MOVED}
MOVED_COST = [*COSTS, cost("moved", 1)]
#: Two ways for A1 and A2 (A0 has two egress nodes), one for A3, whose second way would end at A1.
RINGS = [
    uplink("A1", "A0"),
    {**uplink("A1", "A0"), "id": "A1>A0.2", "route": "southern"},
    uplink("A2", "A0"),
    uplink("A2", "A1"),
    uplink("A3", "A2"),
    uplink("B1", "B0"),
    uplink("C1", "A0"),
]
TWO_WAYS = SERVICES | {"safe": {"mode": "protected", "measure": "link"}}
WAVES = MEASURES | {"link": {"kind": "uplink", "capacity_per_module": 10, "max_modules": 4}}
WAVE_COST = [*COSTS, cost("link", 0.5, "module", item="wave")]
SENT = {"all": {"measure": "link", "amount": {"column": "demand", "factor": 0.25}}}


def _waves(**data: Any) -> Case:
    return make_case(make_dataset(costs=WAVE_COST, **data), measures=WAVES, traffic=SENT)


def _wrong(dataset: Any = None, **tables: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        make_case(dataset, **tables)
    return [problem.en for problem in caught.value.problems]


# Loads


def test_a_project_takes_from_the_sites_in_reach_of_its_city() -> None:
    case = make_case(make_dataset(costs=MOVED_COST), measures=WITH_MOVED)
    mine = case.takes[case.takes["project"] == "moved:A2"]
    assert mine["site"].tolist() == case.pairs["site"][case.pairs["city"] == "A2"].tolist()
    assert set(mine["demand"]) == {40.0}


def test_loads_count_as_demand_that_modules_can_fill() -> None:
    plain = make_case(make_dataset(costs=MOVED_COST))
    loaded = make_case(make_dataset(costs=MOVED_COST), measures=WITH_MOVED)
    assert plain.projects.loc["pool:A1", "max_modules"] == 3  # 120 in reach, 50 a module
    assert loaded.projects.loc["pool:A1", "max_modules"] == 4  # and half as much again


def test_what_no_site_can_ever_carry_is_left_out_and_said() -> None:
    services = SERVICES | {"cloud": SERVICES["cloud"] | {"reach_km": 0.001}}
    pools = MEASURES["pool"] | {"where": {"cities": ["A1"]}}
    case = make_case(make_dataset(costs=MOVED_COST), measures=WITH_MOVED | {"pool": pools}, services=services)
    assert [key for key in case.projects.index if key.startswith("moved")] == ["moved:A1"]
    assert any("no site in reach can ever carry" in note for note in notes(case))


def test_what_exists_is_carried_by_what_exists() -> None:
    there = library("P", "moved", "A2", status="built")
    case = make_case(make_dataset(costs=MOVED_COST, projects=[there]), measures=WITH_MOVED)
    assert "moved:A2" in case.projects.index
    assert "moved:A2" not in set(case.takes["project"])


def test_the_load_of_an_existing_site_counts_what_projects_add() -> None:
    sites = [{"id": "s", "city": "A1", "measure": "pool", "modules": 1}]
    case = make_case(make_dataset(costs=MOVED_COST, sites=sites), measures=WITH_MOVED)
    found = [term for term in terms(case, "load.pool:A1", "A", 2024) if term.family == "take"]
    assert {term.key: term.coefficient for term in found}["cloud", "moved:A2", "pool:A1", 2024] == 40.0


# Effects


def test_effects_are_those_of_small_cities_and_of_what_exists() -> None:
    saving = MEASURES["metro"] | {
        "effects": {"energy": {"column": "homes", "factor": -0.001}},
        "where": {"small": "any"},
    }
    case = make_case(
        make_dataset(projects=[library("P", "metro", "A2", status="built")]),
        measures=MEASURES | {"metro": saving},
        effects={"energy": {"unit_zh": "度", "unit_en": "kWh"}},
    )
    found = {term.key[0]: term.coefficient for term in terms(case, "effect.energy", "A", 2025)}
    assert found == {"metro:A1": -10.0, "metro:A2": -20.0, "metro:A3": -5.0}


# Thresholds


def _threshold(at_least: float, **more: Any) -> dict[str, Any]:
    adds = {"metro": {"factor": 2}, "gigabit": {"column": "homes", "factor": 0.001}}
    return {"statuses": {"good": {"thresholds": {"score": {"adds": adds, "at_least": at_least, **more}}}}}


def test_a_status_is_for_cities_that_can_reach_its_thresholds() -> None:
    """Of 2 and a thousandth of the homes: A1 12, A2 22, A3 7."""
    for at_least, expected in ((7, ("A1", "A2", "A3")), (7.001, ("A1", "A2")), (30, ())):
        assert make_case(**_threshold(at_least)).block("A").holders["good"].cities == expected
    assert make_case(**_threshold(30, start="homes")).block("A").holders["good"].cities == ("A1", "A2", "A3")


def test_thresholds_hold_starts_and_what_projects_add() -> None:
    case = make_case(**_threshold(7, start="homes"))
    assert row(case.thresholds, ("good", "score", "A2")) == [20_000.0, 7.0]
    mine = case.threshold_adds[case.threshold_adds["city"] == "A2"]
    assert dict(zip(mine["project"], mine["add"], strict=True)) == {"metro:A2": 2.0, "gigabit:A2": 20.0}


# Protection


def test_ways_are_uplinks_over_which_a_place_can_be_protected() -> None:
    """B0 has two nodes and one uplink to it; A3 has one uplink; C1 one."""
    case = make_case(make_dataset(uplinks=RINGS), services=TWO_WAYS)
    assert case.ways["project"].tolist() == ["link:A1>A0", "link:A1>A0.2", "link:A2>A0", "link:A2>A1"]
    assert case.ways["nodes"].tolist() == [2, 2, 2, 1]
    assert case.block("A").holders["safe"].cities == ("A1", "A2")
    assert case.block("B").holders["safe"].cities == ("B0",)  # core, and so protected by definition
    assert any("two separate ways" in note and "3 small" in note for note in notes(case))


@pytest.mark.parametrize(("route", "nodes"), [("A1-A0", 2), ("southern", 1)])
def test_one_cable_route_or_one_node_is_no_protection(route: str, nodes: int) -> None:
    cities = [place | ({"egress_nodes": nodes} if place["id"] == "A0" else {}) for place in CITIES]
    links = [RINGS[0], {**RINGS[1], "route": route}, uplink("A2", "A0"), uplink("B1", "B0")]
    case = make_case(make_dataset(cities=cities, uplinks=links), services=TWO_WAYS)
    assert case.ways.empty


def test_links_without_a_stated_route_are_routes_of_their_own() -> None:
    links = [{**link, "route": ""} for link in RINGS]
    case = make_case(make_dataset(uplinks=links), services=TWO_WAYS)
    assert set(case.ways["city"]) == {"A1", "A2"}


def test_what_requires_protection_is_left_out_where_it_can_never_be() -> None:
    pool = MEASURES["metro"] | {"requires": {"safe": {"services": ["safe"]}}}
    measures = MEASURES | {"metro": pool}
    case = make_case(make_dataset(uplinks=RINGS), measures=measures, services=TWO_WAYS)
    assert [key for key in case.projects.index if key.startswith("metro")] == ["metro:A1", "metro:A2", "metro:B0"]
    assert set(case.requirements["project"][case.requirements["requirement"] == "safe"]) == {"metro:A1", "metro:A2"}


# Traffic


def test_uplinks_have_as_many_wavelengths_as_the_traffic_below_can_fill() -> None:
    """A quarter of the demand: A1 10, A2 20, A3 5, all of which can come over A1>A0; 10 a wavelength."""
    case = _waves()
    assert case.traffic["link", "A2"] == 20.0
    most = case.projects["max_modules"]
    assert [most[f"link:{ends}"] for ends in ("A1>A0", "A2>A0", "A3>A2", "C1>A0")] == [4, 3, 1, 1]
    assert (case.module_capex.loc["link:A2>A0"] == 0.5).all()


def test_protected_traffic_goes_twice() -> None:
    case = make_case(make_dataset(costs=WAVE_COST, uplinks=RINGS), measures=WAVES, services=TWO_WAYS, traffic=SENT)
    assert case.projects.loc["link:A3>A2", "max_modules"] == 1
    assert case.projects.loc["link:A2>A0", "max_modules"] == 4  # 50 below, and no more than four allowed


def test_without_traffic_wavelengths_do_not_count() -> None:
    off = {"all": SENT["all"] | {"enabled": False}}
    case = make_case(make_dataset(costs=WAVE_COST), measures=WAVES, traffic=off)
    links = case.projects[case.projects["kind"] == "uplink"]
    assert case.traffic.empty
    assert not links[["max_modules", "module_capacity"]].to_numpy().any()
    assert not case.module_capex.loc[links.index].to_numpy().any()


@pytest.mark.parametrize(("modules", "expected"), [({}, 1), ({"modules": 3}, 3)])
def test_an_uplink_that_exists_has_its_wavelengths(modules: dict[str, int], expected: int) -> None:
    case = _waves(projects=[library("P", "link", "A2", to="A0", status="built", **modules)])
    assert case.projects.loc["link:A2>A0", "built_modules"] == expected


def test_traffic_must_not_end_in_the_open() -> None:
    built = [library("P", "link", "A3", to="A2", status="built")]
    assert _wrong(make_dataset(costs=WAVE_COST, projects=built), measures=WAVES, traffic=SENT) == [
        "uplinks.csv: Uplink link:A3>A2 exists, but its upper end is not connected: nobody carries on its traffic."
    ]


# Groups


def test_a_group_is_the_small_cities_that_its_where_holds() -> None:
    case = make_case(groups={"tiny": {"where": {"small": "any", "at_most": {"residents": 30_000}}}})
    assert case.groups_of == {"tiny": {"A3", "B1", "C1"}}
    assert row(case.groups, "tiny", "cities", "residents") == [3, 60.0]
    assert denominator(case, "share.cities.gigabit", "group", "tiny") == 3
    assert denominator(case, "share.residents.gigabit", "group", "tiny") == 60.0
    inside = terms_in(case, "cities.gigabit", case.groups_of["tiny"], "A", 2024)
    assert [term.key for term in inside] == [("gigabit:A3", 2024)]


def test_a_group_without_cities_is_said() -> None:
    case = make_case(
        groups={"none": {"where": {"at_least": {"residents": 10_000_000}}}},
        limits={"l": {"indicator": "cities.gigabit", "by": "group", "at_most": 1, "groups": ["none"]}},
    )
    assert any("limits.l.groups" in note for note in notes(case))


def test_the_part_of_a_service_counts_its_share_of_the_beneficiaries() -> None:
    services = SERVICES | {"gigabit": SERVICES["gigabit"] | {"part": 0.25}}
    case = make_case(services=services)
    found = {term.key[0]: term.coefficient for term in terms(case, "residents.gigabit", "A", 2024)}
    assert found["gigabit:A1"] == 10.0
    assert {term.coefficient for term in terms(case, "cities.gigabit", "A", 2024)} == {1.0}
    assert denominator(case, "share.residents.gigabit", "province", "A") == 140.0


# Problems


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            {"measures": WITH_MOVED | {"moved": MOVED | {"loads": {"cloud": {"column": "demand", "factor": -1}}}}},
            "measures.moved.loads.cloud: The amount from demand is negative for 6 city(ies), such as A1",
        ),
        (_threshold(1, start="nowhere"), "statuses.good.thresholds.score.start: "),
        (
            {"statuses": {"s": {"thresholds": {"t": {"at_least": 1, "adds": {"metro": {"factor": -1}}}}}}},
            "statuses.s.thresholds.t.adds.metro: The amount from factor is negative for 6 city(ies), such as A1",
        ),
        ({"groups": {"A1": {}}}, "groups.A1: Group id A1 is already an id of cities.csv"),
        (
            {"traffic": {"all": SENT["all"] | {"where": {"cities": ["Z"]}}}, "measures": WAVES},
            "traffic.all.where.cities: ",
        ),
    ],
)
def test_each_problem(tables: dict[str, Any], expected: str) -> None:
    found = _wrong(make_dataset(costs=[*MOVED_COST, WAVE_COST[-1]] if "traffic" in tables else MOVED_COST), **tables)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_an_empty_cell_is_named() -> None:
    cities = [place | ({"homes": float("nan")} if place["id"] == "A2" else {}) for place in CITIES]
    found = _wrong(make_dataset(cities=cities), **_threshold(7, start="homes"))
    assert "statuses.good.thresholds.score.start: 1 city(ies) have no number in column homes, such as A2." in found
