"""Projects: the catalogue, what exists, the project library, accounts and years."""

from __future__ import annotations

import pytest

from planner.texts.problems import InputError
from tests.case.country import CITIES, MEASURES, city, cost, library, make_case, make_dataset, notes, only, row, uplink

CITY = {"plain": {"kind": "city"}}
FREE = [cost("plain", 0)]


def _places(where: dict[str, object]) -> list[str]:
    case = make_case(
        make_dataset(costs=FREE), measures={"plain": {"kind": "city", "where": where}}, services={}, goals=SPEND
    )
    return case.projects["city"].tolist()


SPEND = {"cheap": {"order": 1, "indicator": "spend.total", "sense": "min"}}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, ["A1", "A2", "A3", "B0", "B1", "C1"]),
        ({"small": False}, ["A0"]),
        ({"small": "any"}, ["A0", "A1", "A2", "A3", "B0", "B1", "C1"]),
        ({"small": "any", "core": True}, ["A0", "B0"]),
        ({"core": False}, ["A1", "A2", "A3", "B1", "C1"]),
        ({"kinds": ["town"]}, ["B0", "B1"]),
        ({"size_classes": ["city"]}, ["A1", "A2", "B0"]),
        ({"regions": ["Near"]}, ["A1", "A2", "A3"]),
        ({"provinces": ["B", "C"]}, ["B0", "B1", "C1"]),
        ({"cities": ["C1", "A0"]}, ["C1"]),
        ({"at_least": {"residents": 40_000}}, ["A1", "A2", "B0"]),
        ({"at_most": {"residents": 20_000}}, ["A3", "C1"]),
        ({"at_least": {"homes": 5_000}, "at_most": {"homes": 10_000}}, ["A1", "A3", "B1"]),
        ({"regions": ["Far"], "kinds": ["county"]}, ["C1"]),
    ],
)
def test_catalogue_follows_where(where: dict[str, object], expected: list[str]) -> None:
    assert _places(where) == expected


def test_a_missing_number_meets_no_bound() -> None:
    cities = [place | {"extra": float("nan") if place["id"] == "A1" else 1.0} for place in CITIES]
    where = {"at_least": {"extra": 0}, "provinces": ["A"]}
    data = make_dataset(cities=cities, costs=FREE)
    case = make_case(data, measures={"plain": {"kind": "city", "where": where}}, services={}, goals=SPEND)
    assert case.projects["city"].tolist() == ["A2", "A3"]


def test_a_core_small_city_receives_measures_and_needs_no_uplink() -> None:
    case = make_case(measures=only("metro", "link"), services={}, goals=SPEND)
    at_core = case.projects[case.projects["city"] == "B0"]
    assert at_core.index.tolist() == ["metro:B0"]
    assert "metro:B0" not in set(case.requirements["project"])
    assert case.uplinks_of("B0") == ()
    assert case.uplinks_of("A2") == ("link:A2>A0", "link:A2>A1")


def test_an_uplink_from_a_core_place_is_left_out() -> None:
    data = make_dataset(uplinks=[uplink("B0", "A0"), uplink("A1", "A0")])
    case = make_case(data, measures=only("link"), services={}, goals=SPEND)
    assert case.projects.index.tolist() == ["link:A1>A0"]


def test_two_routes_between_the_same_places_are_two_projects() -> None:
    second = uplink("A1", "A0", 30) | {"id": "A1>A0.south", "route": "south"}
    data = make_dataset(uplinks=[uplink("A1", "A0"), second])
    case = make_case(data, measures=only("link"), services={}, goals=SPEND)
    assert case.capex[2024].to_dict() == {"link:A1>A0": 1.0, "link:A1>A0.south": 3.0}


def test_scope_keeps_core_places_elsewhere_as_ends_only() -> None:
    case = make_case(measures=only("metro", "link"), services={}, goals=SPEND, scope={"provinces": ["C"]})
    assert case.places.index.tolist() == ["A0", "C1"]
    assert case.places["in_scope"].to_dict() == {"A0": False, "C1": True}
    assert case.projects.index.tolist() == ["link:C1>A0", "metro:C1"]
    assert case.provinces.index.tolist() == ["C"]
    assert row(case.provinces, "C", "cities", "residents") == [1, 10]
    assert case.regions.index.tolist() == ["Far"]
    assert case.regions.loc["Far", "cities"] == 1


def test_scope_by_province_and_region_takes_what_is_in_both() -> None:
    case = make_case(
        measures=only("metro", "link"), services={}, goals=SPEND, scope={"provinces": ["A", "B"], "regions": ["Far"]}
    )
    assert case.provinces.index.tolist() == ["B"]


def test_a_measure_without_a_place_is_told() -> None:
    measures = only("metro", "link") | {"tower": {"kind": "city", "where": {"at_least": {"homes": 10**9}}}}
    case = make_case(measures=measures, services={}, goals=SPEND)
    assert "No place in scope may host the measure “Name”." in notes(case)


def test_existing_sites_are_built_and_their_modules_add_up() -> None:
    sites = [
        {"id": "s1", "city": "A0", "measure": "pool", "modules": 2},
        {"id": "s2", "city": "A0", "measure": "pool", "modules": 1},
        {"id": "s3", "city": "A1", "measure": "edge", "modules": 7},
        {"id": "s4", "city": "B1", "measure": "unheard_of", "modules": 1},
    ]
    case = make_case(make_dataset(sites=sites))
    pool, edge = case.projects.loc["pool:A0"], case.projects.loc["edge:A1"]
    assert (pool["status"], pool["built_modules"], pool["opex_myuan"]) == ("built", 3, 0)
    assert row(case.capex, "pool:A0") == [0, 0]
    assert row(case.module_capex, "pool:A0") == [3, 3]
    assert (edge["status"], edge["built_modules"], edge["max_modules"]) == ("built", 0, 0)
    assert "1 existing site(s) belong to measures that the model does not have; they are left out." in notes(case)


def test_existing_sites_outside_the_scope_are_told() -> None:
    sites = [{"id": "s1", "city": "B0", "measure": "pool", "modules": 2}]
    case = make_case(make_dataset(sites=sites), scope={"provinces": ["A"]})
    assert "pool:B0" not in case.projects.index
    assert "1 existing site(s) lie outside the scope; they are left out." in notes(case)


def test_an_existing_site_of_another_kind_is_an_error() -> None:
    sites = [{"id": "s1", "city": "A1", "measure": "metro", "modules": 1}]
    with pytest.raises(InputError) as caught:
        make_case(make_dataset(sites=sites))
    assert [p.en for p in caught.value.problems] == [
        "sites.csv: Measure metro is of kind city; sites that exist must belong to a measure of kind site."
    ]


def test_library_overrides_the_catalogue_and_keeps_what_it_leaves_empty() -> None:
    rows = [
        library("P1", "metro", "A1", capex_myuan=9.0, opex_myuan=0.7, lead="blue", first_year=2025),
        library("P2", "metro", "A2", status="excluded"),
        library("P3", "metro", "A3", status="committed", by_year=2024),
        library("P4", "metro", "B1", status="built"),
        library("P5", "metro", "C1", status="committed"),
        library("P6", "unheard_of", "C1"),
    ]
    case = make_case(
        make_dataset(projects=rows), measures=only("metro", "link"), services={}, goals=SPEND, carriers=TWO
    )
    first = case.projects.loc["metro:A1"]
    assert (first["account"], first["first_year"], first["opex_myuan"], first["reference"]) == ("blue", 2025, 0.7, "P1")
    assert case.capex.loc["metro:A1", 2025] == 9
    assert "metro:A2" not in case.projects.index
    assert row(case.projects, "metro:A3", "status", "by_year") == ["committed", 2024]
    assert row(case.projects, "metro:C1", "status", "by_year") == ["committed", 2025]
    assert case.projects.loc["metro:B1", "status"] == "built"
    assert case.capex.loc["metro:B1", 2024] == 0
    assert case.projects.loc["metro:A1", "by_year"] == 0
    assert "1 project(s) are excluded by the project library." in notes(case)
    assert (
        "1 row(s) of the project library belong to measures that the model does not have; they are left out."
        in notes(case)
    )


TWO = {"red": {"budget": {2024: 1}}, "blue": {"budget": {2024: 1}}}


def test_library_adds_projects_outside_the_catalogue() -> None:
    rows = [
        library("P1", "metro", "A0"),
        library("P2", "link", "A3", to="A0"),
        library("P3", "pool", "A0", status="built", modules=2),
        library("P4", "pool", "A1", modules=1),
    ]
    case = make_case(make_dataset(projects=rows))
    assert case.projects.loc["metro:A0", "status"] == "candidate"
    assert case.capex.loc["link:A3>A0", 2024] == pytest.approx(0.1 * 40.030)
    assert row(case.projects, "pool:A0", "status", "built_modules") == ["built", 2]
    assert row(case.projects, "pool:A1", "built_modules", "max_modules") == [0, 1]


def test_library_rows_that_do_not_fit_are_errors() -> None:
    rows = [
        library("P1", "metro", "A1", to="A0"),
        library("P2", "link", "A1"),
        library("P3", "link", "C1", to="B1"),
        library("P4", "link", "A1", to="A3"),
    ]
    with pytest.raises(InputError) as caught:
        make_case(make_dataset(projects=rows))
    assert [p.en for p in caught.value.problems] == [
        "projects.csv, P1: Column to does not fit kind city: uplinks need it, others must leave it empty.",
        "projects.csv, P2: Column to does not fit kind uplink: uplinks need it, others must leave it empty.",
        "uplinks.csv: Uplink link:C1>B1 links two places of different provinces, neither of them core; "
        "only core places may be linked to across provinces.",
        "uplinks.csv: Uplinks form a circle: A1 > A3 > A2 > A1; they must lead towards the core.",
    ]


def test_library_uplink_to_a_place_out_of_scope_is_an_error() -> None:
    rows = [library("P1", "link", "C1", to="A1")]
    with pytest.raises(InputError, match="neither in scope nor a core place"):
        make_case(make_dataset(projects=rows), scope={"provinces": ["C"]})


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("shared", {"A1": "shared", "A2": "shared", "A3": "shared", "B0": "shared", "B1": "shared", "C1": "shared"}),
        ("city", {"A1": "red", "A2": "blue", "A3": "shared", "B0": "red", "B1": "red", "C1": "blue"}),
        ("province", {"A1": "red", "A2": "red", "A3": "red", "B0": "blue", "B1": "blue", "C1": "blue"}),
        ("blue", {"A1": "blue", "A2": "blue", "A3": "blue", "B0": "blue", "B1": "blue", "C1": "blue"}),
    ],
)
def test_accounts_follow_the_lead(lead: str, expected: dict[str, str]) -> None:
    measures = {"plain": {"kind": "city", "lead": lead}}
    case = make_case(make_dataset(costs=FREE), measures=measures, services={}, goals=SPEND, carriers=TWO)
    assert case.projects.set_index("city")["account"].to_dict() == expected
    assert case.accounts == ("red", "blue", "shared")


def test_a_lead_that_the_model_does_not_have_is_an_error() -> None:
    measures = {"plain": {"kind": "city", "lead": "city"}}
    with pytest.raises(InputError) as caught:
        make_case(
            make_dataset(costs=FREE), measures=measures, services={}, goals=SPEND, carriers={"red": {"budget": {}}}
        )
    (problem,) = caught.value.problems
    assert problem.en == (
        "carriers: 2 project(s), plain:A2 among them, are led by blue, which is no carrier of the model."
    )


def test_years_are_those_of_the_measure_within_the_plan() -> None:
    measures = {
        "plain": {"kind": "city", "first_year": 2020, "last_year": 2024},
        "late": {"kind": "city", "first_year": 2026},
        "slow": {"kind": "city", "first_year": 2023, "lead_years": 1},
    }
    costs = [*FREE, cost("late", 0), cost("slow", 0)]
    case = make_case(make_dataset(costs=costs), measures=measures, services={}, goals=SPEND)
    assert row(case.projects, "plain:A1", "first_year", "last_year") == [2024, 2024]
    assert row(case.projects, "slow:A1", "first_year", "last_year") == [2025, 2025]  # started in 2024, no later
    assert not (case.projects["measure"] == "late").any()
    told = "6 project(s) cannot start and go into service in any planning year and are left out: City A1, City A2,"
    assert any(note.startswith(told) for note in notes(case))


@pytest.mark.parametrize("years", [{"by_year": 2023}, {"by_year": 2026}, {"by_year": 2024, "first_year": 2025}])
def test_a_commitment_that_cannot_be_kept_is_an_error(years: dict[str, int]) -> None:
    rows = [library("P1", "metro", "A1", status="committed", **years)]
    with pytest.raises(InputError, match="Project metro:A1 is committed by"):
        make_case(make_dataset(projects=rows), measures=MEASURES)


def test_province_with_a_single_city() -> None:
    cities = [*CITIES[:3], city("C1", "C", 100, -3, 10_000)]
    case = make_case(make_dataset(cities=cities, uplinks=[uplink("A1", "A0"), uplink("A2", "A0"), uplink("C1", "A0")]))
    assert case.small_cities("C") == ("C1",)
    assert case.small_cities("B") == ()
    assert "1 province(s) have no small city and count in no equity rule: Beta." in notes(case)
    assert case.projects_of("B").empty
