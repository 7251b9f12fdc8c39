"""What is cut off when one place, or one route of one city, fails.

Each failure is tried in turn. A place with two egress nodes loses one of them: of the links that a city has to it, all
but one stay where there are two by different routes, and none where there is one; the place itself may lose either of
its own ways up. Any other place is lost whole. A route that fails takes all links of its city with that label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.plan.audit.world import World

#: A link: lower end, upper end, label of its route.
Link = tuple[str, str, str]
Flags = npt.NDArray[np.bool_]
#: What fails when a place is cut off anyway.
NOTHING = "-"


@dataclass(frozen=True)
class Network:
    """Links in service, the places that are core, and those with two egress nodes."""

    links: tuple[Link, ...]
    core: frozenset[str]
    double: frozenset[str]


def network(world: World, measure: str, year: int) -> Network:
    """The links of a measure in service by the end of a year."""
    table = world.projects
    table = table[(table["measure"] == measure) & (table["ready"] <= year)]
    places = world.places
    return Network(
        links=tuple(zip(table["city"], table["to"], table["due_route"].fillna(""), strict=True)),
        core=frozenset(places.index[places["core"]]),
        double=frozenset(places.index[places["egress_nodes"] >= 2]),
    )


def cut_off(net: Network, cities: Iterable[str]) -> dict[str, str]:
    """Of ``cities``, those that a failure cuts off, with what fails: a place, ``city/route``, or nothing at all.

    A place with one node that has itself failed is not counted among what its failure cuts off.
    """
    places = sorted({end for link in net.links for end in link[:2]} | set(cities))
    routes = sorted({f"{city}/{route}" for city, _, route in net.links})
    cases = [NOTHING, *places, *routes]
    place_at = {place: 1 + position for position, place in enumerate(places)}
    route_at = {route: 1 + len(places) + position for position, route in enumerate(routes)}
    alive = _survivals(net, place_at, route_at, len(cases))
    found = {}
    for city in cities:
        lost = ~alive.get(city, np.zeros(len(cases), dtype=bool))
        if city not in net.double:
            lost[place_at[city]] = False
        if lost.any():
            found[city] = cases[int(np.flatnonzero(lost)[0])]
    return found


def _survivals(net: Network, place_at: Mapping[str, int], route_at: Mapping[str, int], size: int) -> dict[str, Flags]:
    """For every place, in which failures it still reaches the core: swept upwards until nothing changes."""
    ups: dict[str, list[tuple[str, str]]] = {}
    for city, to, route in net.links:
        ups.setdefault(city, []).append((to, route))
    alive = {place: np.ones(size, dtype=bool) for place in net.core}
    for place in net.core - net.double:
        if place in place_at:
            alive[place][place_at[place]] = False
    pending = _lowest_last(ups, net.core)
    changed = True
    while changed:
        changed = False
        for city in pending:
            reached = _reached(net, city, ups[city], alive, place_at, route_at, size)
            if city not in alive or (reached & ~alive[city]).any():
                alive[city], changed = reached, True
    return alive


def _lowest_last(ups: Mapping[str, list[tuple[str, str]]], core: frozenset[str]) -> list[str]:
    """Places with links, those nearest the core first, so that one sweep usually suffices."""
    order: dict[str, None] = {}
    ahead = set(core)
    while True:
        ready = [
            city
            for city, links in ups.items()
            if city not in core and city not in order and any(to in ahead or to in order for to, _ in links)
        ]
        if not ready:
            return [*order, *(city for city in ups if city not in order and city not in core)]
        order.update(dict.fromkeys(sorted(ready)))


def _reached(
    net: Network,
    city: str,
    links: list[tuple[str, str]],
    alive: Mapping[str, Flags],
    place_at: Mapping[str, int],
    route_at: Mapping[str, int],
    size: int,
) -> Flags:
    """In which failures some link of ``city`` leads to a place that still reaches the core."""
    out = np.zeros(size, dtype=bool)
    routes_up: set[str] = set()
    for to, route in links:
        if to not in alive:
            continue
        way = alive[to].copy()
        way[route_at[f"{city}/{route}"]] = False
        if to in net.double and len({label for end, label in links if end == to}) < 2:
            # The only link may be at the node that fails.
            way[place_at[to]] = False
        if alive[to][place_at[city]]:
            routes_up.add(route)
        out |= way
    out[place_at[city]] = city in net.double and len(routes_up) >= 2
    return out
