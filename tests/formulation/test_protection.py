"""Protection: what the model calls protected survives every single failure, and what could be called so is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation.cases import make_case
from tests.formulation.frames import with_frames
from tests.formulation.solving import component, optimum, text

#: Links of a random net, towards the core: tail, head, route.
Links = list[tuple[str, str, str]]
CITIES = ["a", "b", "c", "d"]
CORE = ["g", "h"]


def _net(seed: int) -> tuple[Links, dict[str, int]]:
    """Some links from each city to ones before it or to the core, some parallel, some along one cable route."""
    chance = np.random.default_rng(seed)
    links: Links = []
    for position, city in enumerate(CITIES):
        above = [*CORE, *CITIES[:position]]
        for number in range(int(chance.integers(1, 5))):
            links.append((city, above[int(chance.integers(len(above)))], f"r{chance.integers(3)}{number % 2}"))
    return links, {place: int(chance.integers(1, 3)) for place in (*CITIES, *CORE)}


def _name(number: int, link: tuple[str, str, str]) -> str:
    return f"n:{link[0]}>{link[1]}.{number}"


def _case(links: Links, nodes: dict[str, int], goal: str = "cities.s") -> Case:
    names = [_name(number, link) for number, link in enumerate(links)]
    return with_frames(
        make_case(
            {"n": {"kind": "uplink"}},
            {name: {"to": link[1], "capex": 1} for name, link in zip(names, links, strict=True)},
            {city: {} for city in CITIES} | {place: {"core": True, "small": False} for place in CORE},
            (goal, "max"),
            services={"s": {"mode": "protected", "measure": "n"}},
        ),
        ways=[("s", name, route, nodes[to]) for name, (_, to, route) in zip(names, links, strict=True)],
    )


def _cut_off(links: Links, nodes: dict[str, int]) -> set[str]:
    """Cities that some single failure cuts off: a node of a place, or a cable route, tried one after another.

    A place with two nodes that loses one keeps half of its routes at each end, whichever half that is.
    """
    lost: set[str] = set()
    for place in (*CITIES, *CORE):
        if nodes[place] == 1:
            kept = [link for link in links if place not in link[:2]]
            lost |= {city for city in CITIES if city != place and not _reaches(city, kept, gone={place})}
    for route in {link[2] for link in links}:
        kept = [link for link in links if link[2] != route]
        lost |= {city for city in CITIES if not _reaches(city, kept, gone=set())}
    return lost


def _reaches(city: str, links: Links, gone: set[str]) -> bool:
    frontier, seen = [city], {city}
    while frontier:
        place = frontier.pop()
        if place in CORE and place not in gone:
            return True
        for lower, upper, _ in links:
            if lower == place and upper not in seen:
                seen.add(upper)
                frontier.append(upper)
    return False


def _fixed(form: StandardForm, values: dict[str, float]) -> StandardForm:
    names = [text(name) for name in form.col_names]
    for name, value in values.items():
        form.col_lower[names.index(name)] = form.col_upper[names.index(name)] = value
    return form


def _by_definition(links: Links, nodes: dict[str, int]) -> set[str]:
    """Places that have two ways, straight from the rule."""
    safe: set[str] = set()
    for city in CITIES:  # upper ends come first
        mine = [link for link in links if link[0] == city and (link[1] in CORE or link[1] in safe)]
        if any(
            one[2] != other[2] and (one[1] != other[1] or nodes[one[1]] == 2)
            for one, other in product(mine, mine)
            if one is not other
        ):
            safe.add(city)
    return safe


@pytest.mark.parametrize("seed", range(40))
def test_protected_is_exactly_the_rule_and_survives_every_failure(seed: int) -> None:
    """For random sets of links in service: as many cities count as protected as the rule says; none is lost."""
    links, nodes = _net(seed)
    chance = np.random.default_rng(1000 + seed)
    form = compile_model(build.nation(_case(links, nodes)))
    for _ in range(4):
        there = chance.random(len(links)) < 0.8
        names = [_name(number, link) for number, link in enumerate(links)]
        done = {f"P.done[{name},2001]": float(on) for name, on in zip(names, there, strict=True)}
        mine = [link for link, on in zip(links, there, strict=True) if on]
        if any(upper in CITIES and not any(low == upper for low, *_ in mine) for _, upper, _ in mine):
            continue  # an upper end without a connection
        assert optimum(_fixed(form, done)) == len(_by_definition(mine, nodes))
        assert not _by_definition(mine, nodes) & _cut_off(mine, nodes)


@pytest.mark.parametrize("seed", range(20))
def test_whole_ways_are_as_good_as_fractions(seed: int) -> None:
    """With ``done`` and ``served`` whole, uses that are left continuous allow no more than whole ones."""
    links, nodes = _net(100 + seed)
    values = []
    for whole in (False, True):
        form = compile_model(build.nation(_case(links, nodes)))
        if whole:
            form.integrality[[component(name) == "use" for name in form.col_names]] = 1
        values.append(optimum(form))
    assert values[0] == pytest.approx(values[1])


def test_a_core_place_is_protected_by_definition() -> None:
    case = with_frames(
        make_case(
            {"n": {"kind": "uplink"}},
            {"n:a>h": {}},
            {"a": {}, "h": {"core": True}},
            ("cities.s", "max"),
            services={"s": {"mode": "protected", "measure": "n"}},
        )
    )
    assert optimum(compile_model(build.nation(case))) == 1


def test_uses_are_whole_only_where_traffic_is_carried_twice() -> None:
    links: Links = [("a", "g", "r0"), ("a", "h", "r1")]
    case = _case(links, dict.fromkeys((*CITIES, *CORE), 1))
    form = compile_model(build.nation(case))
    assert not form.integrality[[component(name) == "use" for name in form.col_names]].any()
    traffic = {"t": {"measure": "n", "amount": {"factor": 15}}}
    busy = with_frames(
        make_case(
            {"n": {"kind": "uplink", "capacity_per_module": 10, "max_modules": 2}},
            {"n:a>g": {"max_modules": 2}, "n:a>h": {"max_modules": 2}},
            {"a": {}, "g": {"core": True}, "h": {"core": True}},
            ("cities.s", "max"),
            services={"s": {"mode": "protected", "measure": "n"}},
            traffic=traffic,
        ),
        ways=[("s", "n:a>g", "q", 1), ("s", "n:a>h", "r", 1)],
        traffic={("n", "a"): 15},
    )
    form = compile_model(build.nation(busy))
    assert form.integrality[[component(name) == "use" for name in form.col_names]].all()
