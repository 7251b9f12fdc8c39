"""Requirements: folding of what always holds, dropping of what never can, to a fixpoint."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case.case import Case
from planner.texts.problems import InputError
from tests.case.country import CITIES, UPLINKS, city, cost, library, make_case, make_dataset, notes, only, uplink

SPEND = {"cheap": {"order": 1, "indicator": "spend.total", "sense": "min"}}
COSTS = [cost(measure, 1) for measure in ("a", "b", "c", "goal")]


def _case(requires: dict[str, Any], **more: Any) -> Case:
    """Measure goal in A1 and A2 with requirements; a in both, b in A1 only, c nowhere."""
    here = {"provinces": ["A"], "cities": ["A1", "A2"]}
    measures = {
        "goal": {"kind": "city", "where": here, "requires": requires},
        "a": {"kind": "city", "where": here},
        "b": {"kind": "city", "where": {"cities": ["A1"]}},
        "c": {"kind": "city", "where": {"at_least": {"homes": 10**9}}},
        "link": {"kind": "uplink"},
    }
    data = make_dataset(costs=[*COSTS, cost("link", 0.1, "route_km")], **more)
    return make_case(data, measures=measures, services={}, goals=SPEND)


def _rows(case: Case, project: str) -> list[tuple[object, ...]]:
    mine = case.requirements[case.requirements["project"] == project]
    return list(mine[["requirement", "count", "family", "ref"]].itertuples(index=False, name=None))


def test_alternatives_are_in_the_same_city() -> None:
    case = _case({"one": {"measures": ["a", "b"]}})
    assert _rows(case, "goal:A1") == [("one", 1, "done", "a:A1"), ("one", 1, "done", "b:A1")]
    assert _rows(case, "goal:A2") == [("one", 1, "done", "a:A2")]


def test_a_built_project_fulfils_and_leaves_no_row() -> None:
    case = _case({"one": {"measures": ["a", "b"]}}, projects=[library("P", "b", "A1", status="built")])
    assert _rows(case, "goal:A1") == []
    assert _rows(case, "goal:A2") == [("one", 1, "done", "a:A2")]


def test_a_count_is_lowered_by_what_always_holds() -> None:
    rows = [library("P", "b", "A1", status="built"), library("Q", "c", "A1", first_year=2025)]
    case = _case({"two": {"measures": ["a", "b", "c"], "count": 2}}, projects=rows)
    assert _rows(case, "goal:A1") == [("two", 1, "done", "a:A1"), ("two", 1, "done", "c:A1")]
    assert "goal:A2" not in case.projects.index
    told = "1 project(s) of “Name” are left out: what they require (Name, Name, Name) can never be: City A2."
    assert told in notes(case)


def test_an_alternative_named_twice_counts_once() -> None:
    case = make_case(
        make_dataset(costs=[*COSTS, cost("link", 0.1, "route_km")]),
        measures={
            "goal": {"kind": "city", "requires": {"two": {"measures": ["a"], "services": ["own"], "count": 2}}},
            "a": {"kind": "city"},
        },
        services={"own": {"mode": "own", "measure": "a"}},
        goals=SPEND,
    )
    assert not (case.projects["measure"] == "goal").any()


def test_an_alternative_that_comes_too_late_does_not_count() -> None:
    late = [library("P", "a", "A1", first_year=2025), library("Q", "goal", "A1", last_year=2024)]
    case = _case({"one": {"measures": ["a"]}}, projects=late)
    assert "goal:A1" not in case.projects.index
    assert "goal:A2" in case.projects.index
    assert "goal:A1" in _case({"one": {"measures": ["a", "b"]}}, projects=late).projects.index


def test_connection_is_folded_at_core_places_and_behind_built_uplinks() -> None:
    rows = [library("P", "link", "A1", to="A0", status="built")]
    case = make_case(make_dataset(projects=rows), measures=only("metro", "link"), services={}, goals=SPEND)
    families = case.requirements.set_index("project")["ref"].to_dict()
    assert families == {"metro:A2": "A2", "metro:A3": "A3", "metro:B1": "B1", "metro:C1": "C1"}


def test_dropping_goes_on_until_nothing_changes() -> None:
    """Without A2's uplinks A3 hangs in the air, its metro cannot be, nor its gigabit."""
    links = [uplink(*ends) for ends in UPLINKS if ends[0] != "A2"]
    case = make_case(make_dataset(uplinks=links), measures=only("metro", "gigabit", "link"), services=OWN, goals=SPEND)
    assert "link:A3>A2" not in case.projects.index
    assert not case.projects["city"].isin(["A2", "A3"]).any()
    assert notes(case) == [
        "2 project(s) of “Name” are left out: what they require (Name) can never be: City A2, City A3.",
        "2 project(s) of “Name” are left out: what they require (a connection to the core) can never be: "
        "City A2, City A3.",
        "1 uplink(s) are left out because their upper end can never be connected.",
        "2 small city(ies) can never be connected and get nothing that needs a connection: City A2, City A3.",
    ]
    assert case.connectable == {"A0", "A1", "B0", "B1", "C1"}


OWN = {"gigabit": {"mode": "own", "measure": "gigabit"}}


def test_a_built_uplink_connects_whatever_its_parent() -> None:
    links = [uplink(*ends) for ends in UPLINKS if ends[0] != "A2"]
    rows = [library("P", "link", "A3", to="A2", status="built")]
    case = make_case(
        make_dataset(uplinks=links, projects=rows), measures=only("metro", "link"), services={}, goals=SPEND
    )
    assert "A3" in case.connectable
    assert "A2" not in case.connectable


def test_a_committed_project_that_can_never_be_is_an_error() -> None:
    links = [uplink(*ends) for ends in UPLINKS if ends[0] != "A2"]
    rows = [library("P", "gigabit", "A2", status="committed")]
    with pytest.raises(InputError) as caught:
        make_case(
            make_dataset(uplinks=links, projects=rows),
            measures=only("metro", "gigabit", "link"),
            services=OWN,
            goals=SPEND,
        )
    assert [p.en for p in caught.value.problems] == [
        "projects.csv: Project gigabit:A2 is committed, but what it needs can never be there."
    ]


def test_a_built_project_is_not_judged() -> None:
    links = [uplink(*ends) for ends in UPLINKS if ends[0] != "A2"]
    rows = [library("P", "gigabit", "A2", status="built")]
    case = make_case(
        make_dataset(uplinks=links, projects=rows), measures=only("metro", "gigabit", "link"), services=OWN, goals=SPEND
    )
    assert "gigabit:A2" in case.projects.index
    assert "gigabit:A2" not in set(case.requirements["project"])


def _served(**service: Any) -> Case:
    measures = {
        "goal": {"kind": "city", "where": {"small": "any"}, "requires": {"cloud": {"services": ["cloud"]}}},
        "pool": {"kind": "site", "where": {"cities": ["A1"]}, "capacity_per_module": 1000},
    }
    cloud = {"mode": "capacity", "measure": "pool", "demand": "demand", "reach_km": 11, "connected": False} | service
    data = make_dataset(costs=[cost("goal", 1), cost("pool", 1)])
    return make_case(data, measures=measures, services={"cloud": cloud}, goals=SPEND)


def test_a_reached_service_can_be_required_even_in_a_place_that_is_not_small() -> None:
    case = _served()
    assert case.requirements[["project", "family", "ref"]].to_numpy().tolist() == [
        ["goal:A0", "served", "cloud"],
        ["goal:A1", "served", "cloud"],
        ["goal:A2", "served", "cloud"],
    ]
    assert case.pairs["city"].tolist() == ["A0", "A1", "A2"]


def test_a_service_that_no_site_can_give_drops_what_requires_it() -> None:
    case = _served()
    assert not case.projects["city"].isin(["A3", "B0", "B1", "C1"]).any()
    told = "4 project(s) of “Name” are left out: what they require (Name) can never be: City A3, City B0, City B1"
    assert notes(case)[0].startswith(told)


def test_a_service_that_needs_a_connection_is_out_of_reach_without_one() -> None:
    case = _served(connected=True)
    assert case.pairs["city"].tolist() == ["A0"]
    assert case.requirements["project"].tolist() == ["goal:A0"]


def test_own_services_are_required_through_their_project() -> None:
    case = make_case(
        make_dataset(costs=[cost("goal", 1), cost("a", 1)]),
        measures={"goal": {"kind": "city", "requires": {"s": {"services": ["own"]}}}, "a": {"kind": "city"}},
        services={"own": {"mode": "own", "measure": "a"}},
        goals=SPEND,
    )
    assert _rows(case, "goal:B1") == [("s", 1, "done", "a:B1")]


def test_sites_whose_cities_lie_elsewhere_have_no_demand() -> None:
    cities = [*CITIES, city("D1", "A", 100, 40, 0, small=False)]
    measures = {"pool": {"kind": "site", "where": {"small": "any"}, "capacity_per_module": 50}}
    cloud = {"mode": "capacity", "measure": "pool", "demand": "demand", "reach_km": 25, "connected": False}
    case = make_case(make_dataset(cities=cities), measures=measures, services={"cloud": cloud}, goals=SPEND)
    assert "pool:D1" not in case.projects.index
    assert "1 site(s) have no demand within reach and are left out: City D1." in notes(case)
