"""Rings on random networks: the plan is the best that trying everything finds, and outlives every single failure."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from planner.case.case import Case
from planner.solve.baselines import baselines
from planner.solve.solution import Values
from tests.proof.brute_force import count_choices
from tests.proof.compare import DIRECT, answer
from tests.proof.random_case import RandomCase, Seeded, named
from tests.proof.random_features import rings, two_ways
from tests.proof.random_network import add_cost, model_file, places
from tests.proof.run_folder import audited
from tests.proof.survival import Link, RingNetwork, cut_off

#: Choices that brute force is given; more take long and show nothing else.
MOST_CHOICES = 130
PARTS, CASES = 3, 10


def _net(number: int) -> RandomCase:
    """Places in an order of their own, many links, few routes, and money for some of it."""
    choose = Seeded(number)
    tables = places(choose, 1)
    model = model_file(choose, tables)
    model |= {name: {} for name in ("services", "statuses")}
    model["measures"] = {"link": named("link", kind="uplink", where={"small": "any"})}
    tables["unit_costs"] = []
    add_cost(tables, "link", "route", "route_km", 1.0)
    two_ways(choose, model, tables)
    model["time"]["last_year"] = model["time"]["first_year"]
    ends = [place["id"] for place in tables["cities"]]
    inner = [place["id"] for place in tables["cities"] if not place["core"]]
    known = {link["id"] for link in tables["uplinks"]}
    for low in inner:
        for up in ends[: ends.index(low)]:
            if f"{low}>{up}" not in known and choose.chance(6) and len(tables["uplinks"]) < 7:
                row = {"id": f"{low}>{up}", "from": low, "to": up, "route_km": choose.whole(1, 6)}
                tables["uplinks"].append(row | {"route": choose.one_of("abc")})
    for place in tables["cities"]:
        place["egress_nodes"] = 2 if choose.chance(8 if place["core"] else 3) else 1
    rings(choose, model["services"]["safe"], tables)
    model["carriers"]["alpha"] = named("alpha", budget={model["time"]["first_year"]: choose.whole(8, 40)})
    model["goals"] = {"safe": named("safe", order=1, indicator="cities.safe", sense="max")}
    model["goals"]["cost"] = named("cost", order=2, indicator="spend.total", sense="min")
    return RandomCase(tables, model)


def _network(case: Case, values: Values, route_of: dict[str, str]) -> RingNetwork:
    """The links in service at the end of the only year, and where the solve has them land."""
    year, done, use = case.years[0], values["done"].to_dict(), values["ring_use"].to_dict()
    links, lands = [], {}
    for key, row in case.projects.iterrows():
        if done.get((key, year), 0.0) > 0.5 and not case.places.at[row["city"], "core"]:
            link = Link(str(row["city"]), str(row["to"]), route_of[str(key).partition(":")[2]])
            links.append(link)
            for side in ("red", "blue"):
                if use.get(("safe", side, key, year), 0.0) > 0.5:
                    lands[link] = side
    nodes = {str(place): int(count) for place, count in case.places["egress_nodes"].items()}
    return RingNetwork(tuple(links), frozenset(case.places.index[case.places["core"]]), nodes, lands)


def _protected(case: Case, values: Values) -> list[str]:
    served = values["served"].to_dict()
    inner = case.places.index[~case.places["core"]]
    return [str(city) for city in inner if served.get(("safe", city, case.years[0]), 0) > 0.5]


@pytest.mark.parametrize("part", range(PARTS))
def test_best_and_survives(part: int) -> None:
    """So do the baselines. The audit, which knows no order of places, agrees on every other plan."""
    protected, number, seen = 0, 1000 * part, 0
    while seen < CASES:
        number += 1
        random = _net(number)
        if not 8 <= count_choices(random)[0] <= MOST_CHOICES:
            continue
        seen += 1
        answered = answer(random, DIRECT)
        assert answered.complaints() == [], f"seed {number}"
        values = answered.solution.values
        assert values is not None
        case = answered.case
        routes = {row["id"]: row["route"] for row in random.tables["uplinks"]}
        for each in (values, *baselines(case).values()):
            assert cut_off(_network(case, each, routes), _protected(case, each)) == [], f"seed {number}"
        cities = _protected(case, values)
        protected += len(cities)
        if cities and seen % 2:
            with tempfile.TemporaryDirectory() as folder:
                report = audited(answered, Path(folder))
                assert report.failing() == (), f"seed {number}: {report}"
    assert protected >= CASES // 2


def test_a_ring_without_a_link_is_noticed() -> None:
    """c-a-b-c outlives every failure; it does not without any one link, nor when both ends land at one node."""
    links = (Link("a", "c", "n"), Link("b", "a", "x"), Link("b", "c", "s"))
    lands = {links[0]: "red", links[2]: "blue"}
    whole = RingNetwork(links, frozenset("c"), {"c": 2}, lands)
    assert cut_off(whole, "ab") == []
    for link in links:
        left = tuple(other for other in links if other is not link)
        assert cut_off(RingNetwork(left, whole.core, whole.nodes, lands), "ab")
    assert cut_off(RingNetwork(links, whole.core, whole.nodes, {links[0]: "red", links[2]: "red"}), "ab")
    assert cut_off(RingNetwork(links, whole.core, {"c": 1}, lands), "ab")
