"""Protected cities still reach the core when any one city or cable route fails: small networks, and a province."""

from __future__ import annotations

import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.schema import Model
from planner.data.load import load_dataset
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Values
from tests.plan.tampering import ROOT
from tests.proof.features.test_resilience import _two_ways
from tests.proof.inputs import planner_case
from tests.proof.random_case import RandomCase, Seeded, named
from tests.proof.random_features import two_ways
from tests.proof.random_network import add_cost, model_file, places
from tests.proof.survival import Link, Network, cut_off

NINGXIA = "64"


def _network(case: Case, values: Values, route_of: dict[str, str], year: int) -> Network:
    """The uplinks in service at the end of a year."""
    done = values["done"].to_dict()
    there = tuple(
        Link(str(row["city"]), str(row["to"]), route_of[str(key).partition(":")[2]])
        for key, row in case.projects[case.projects["kind"] == "uplink"].iterrows()
        if done[key, year] > 0.5
    )
    places = case.places
    nodes = {str(place): int(count) for place, count in places["egress_nodes"].items()}
    return Network(there, frozenset(places.index[places["core"]]), nodes)


def _protected(case: Case, values: Values, service: str, year: int) -> list[str]:
    served = values["served"].to_dict()
    small = case.places.index[~case.places["core"]]
    return [str(city) for city in small if served.get((service, city, year), 0) > 0.5]


def test_what_a_failure_leaves() -> None:
    """By hand: b hangs on a and the core place; a on the core place by two routes, which has two nodes or one."""
    links = (Link("a", "c", "north"), Link("a", "c", "south"), Link("b", "a", "x"), Link("b", "c", "y"))
    assert cut_off(Network(links, frozenset("c"), {"c": 2}), "ab") == []
    assert cut_off(Network(links, frozenset("c"), {"c": 1}), "a") == ["a by place c"]
    assert cut_off(Network(links[1:], frozenset("c"), {"c": 2}), "a") == ["a by place c", "a by route south of a"]
    assert cut_off(Network(links[:3], frozenset("c"), {"c": 2}), "b") == ["b by place a", "b by route x of b"]


def _links_alone(number: int) -> RandomCase:
    """A random network with money for some of it, and nothing else to build."""
    choose = Seeded(number)
    tables = places(choose, choose.whole(1, 2))
    model = model_file(choose, tables)
    model |= {name: {} for name in ("services", "statuses")}
    model["measures"] = {"link": named("link", kind="uplink", where={"small": "any"})}
    tables["unit_costs"] = []
    add_cost(tables, "link", "route", "route_km", 1.0)
    two_ways(choose, model, tables)
    for key in ("resilience", "ring_order"):
        model["services"]["safe"].pop(key, None)
    model["carriers"]["alpha"] = named("alpha", budget={model["time"]["first_year"]: choose.whole(5, 40)})
    model["goals"]["safe"] = named("safe", order=1, indicator="cities.safe", sense="max")
    return RandomCase(tables, model)


def test_random_networks() -> None:
    """Every plan of random networks, in every year; some protect cities that hang on others."""
    protected = behind = 0
    for number in range(40):
        random = _links_alone(number)
        case = planner_case(random)
        values = solve(case, Options(gap=1e-9, method="direct", baselines=False)).values
        assert values is not None
        route_of = {row["id"]: row["route"] for row in random.tables["uplinks"]}
        for year in case.years:
            network = _network(case, values, route_of, year)
            cities = _protected(case, values, "safe", year)
            assert cut_off(network, cities) == [], f"seed {number}, {year}"
            protected += len(cities)
            behind += sum(link.lower in cities and link.upper not in network.core for link in network.links)
    assert protected > 40
    assert behind > 5


def test_a_plan_without_a_link_is_noticed() -> None:
    """Any one link of the hand-solved plan taken away leaves a protected city that some failure cuts off."""
    random = _two_ways()
    case = planner_case(random)
    values = solve(case, Options(gap=1e-9, method="direct", baselines=False)).values
    assert values is not None
    route_of = {row["id"]: row["route"] for row in random.tables["uplinks"]}
    network = _network(case, values, route_of, 2024)
    assert cut_off(network, "AB") == []
    for link in network.links:
        left = tuple(other for other in network.links if other is not link)
        assert cut_off(Network(left, network.core, network.nodes), "AB")


@pytest.mark.parametrize("budget", [150.0, 400.0])
def test_province(budget: float) -> None:
    """A province of the national data, whose cities have one core place of their own province and some abroad."""
    dataset = load_dataset(ROOT / "datasets" / "national")
    model = Model.model_validate(
        named(
            "two ways",
            dataset="datasets/national",
            scope={"provinces": [NINGXIA]},
            time={"first_year": 2022, "last_year": 2022},
            measures={"otn": named("otn", kind="uplink", capacity_per_module=100)},
            services={"safe": named("safe", mode="protected", measure="otn")},
            carriers={"mobile": named("mobile", budget={2022: budget})},
            goals={"safe": named("safe", order=1, indicator="cities.safe", sense="max")},
        )
    )
    case = build_case(model, dataset)
    values = solve(case, Options(gap=0.05, method="direct", baselines=False)).values
    assert values is not None
    links = dataset.uplinks
    network = _network(case, values, dict(zip(links["id"], links["route"], strict=True)), 2022)
    cities = _protected(case, values, "safe", 2022)
    assert len(cities) >= 3
    assert cut_off(network, cities) == []
