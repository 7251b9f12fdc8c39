"""Which places are protected by what is in service, for plans that are not made by the solver."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from planner.case.case import Case
from planner.case.ring_hops import Hop, hops_by_place, landing, leading, pick
from planner.case.traffic import carrying

#: Values by key of one family.
Found = dict[tuple[Any, ...], float]
#: Uplink, upper end, cable route, nodes of the upper end.
Way = tuple[str, str, str, int]
#: What is at least this much is there.
_HALF = 0.5


def protect(case: Case, done: Found, served: Found) -> None:
    """Call protected every place that can be with what is in service, where no traffic has to be carried twice.

    Uplinks form no cycle, so going over the places until nothing changes ends with the largest such set.

    Args:
        done: by (project, year).
        served: by (service, place, year); small core places and the protected ones are added.
    """
    core = set(case.places.index[case.places["core"].to_numpy(bool)])
    small = sorted(core & set(case.places.index[case.places["small"].to_numpy(bool)]))
    for service_id, service in case.model.services.items():
        if service.mode == "protected":
            served.update({(service_id, city, year): 1.0 for city in small for year in case.years})
    for service_id, cities in _ways(case).items():
        for year in case.years:
            left = sorted(cities)
            while True:
                more = {c for c in left if _two(service_id, cities[c], year, core, done, served)}
                if not more:
                    break
                served.update({(service_id, city, year): 1.0 for city in more})
                left = [city for city in left if city not in more]


def protect_along_rings(case: Case, done: Found, found: dict[str, Found]) -> None:
    """The same along rings, where links to core places with two nodes land at once and for good.

    Of a place's links that could land at either node, the first lands on the side on which it has no other link and
    the next ones by turns; another choice may protect more, this one never less from year to year.

    Args:
        done: by (project, year).
        found: values by family; ``served``, ``ring`` and ``ring_use`` are added to.
    """
    core, lower = frozenset(case.places.index[case.places["core"].to_numpy(bool)]), case.projects["city"].to_dict()
    for service in sorted(set(case.rings["service"])):
        places, red = hops_by_place(case, service), dict[str, bool]()
        for year in case.years:
            standing = {
                city: [hop for hop in hops if done.get((hop.project, year), 0.0) > _HALF]
                for city, hops in places.items()
            }
            for hops in standing.values():
                _land(hops, red)
            landed = {city: landing(hops, red) for city, hops in standing.items()}
            able = {side: leading(landed, core, side) for side in ("red", "blue")}
            found["ring"] |= {(service, side, city, year): 1.0 for side, cities in able.items() for city in cities}
            for city, hops in landed.items():
                there = [hop for hop in hops if hop.to in able[hop.side] or hop.to in core]
                found["ring_use"] |= {(service, hop.side, hop.project, year): 1.0 for hop in there}
                if pick(there) and any(lower[hop.project] == city for hop in there):
                    found["served"][service, city, year] = 1.0


def _land(hops: list[Hop], red: dict[str, bool]) -> None:
    """Decide where links of one place land that are there on both sides and have not landed yet."""
    sides = {side: {hop.project for hop in hops if hop.side == side} for side in ("red", "blue")}
    both = sides["red"] & sides["blue"]
    landed = {project for project in both if project in red}
    reds = len(sides["red"] - both) + sum(red[project] for project in landed)
    blues = len(sides["blue"] - both) + sum(not red[project] for project in landed)
    for project in sorted(both - landed):
        red[project] = reds <= blues
        reds, blues = reds + red[project], blues + (not red[project])


def _ways(case: Case) -> dict[str, dict[str, list[Way]]]:
    """Possible ways by protected service without traffic, and by place."""
    found: dict[str, dict[str, list[Way]]] = {}
    rows = case.ways
    columns = ("service", "city", "project", "to", "route", "nodes")
    busy = set(carrying(case.model))
    for service, city, link, to, route, nodes in zip(*(rows[column].tolist() for column in columns), strict=True):
        if case.model.services[service].measure not in busy:
            found.setdefault(service, {}).setdefault(city, []).append((link, to, route, int(nodes)))
    return found


def _two(service: str, ways: list[Way], year: int, core: set[str], done: Found, served: Found) -> bool:
    """Whether two of the ways are in service, on different routes, and end at different nodes that are safe."""
    there = [
        way
        for way in ways
        if done.get((way[0], year), 0.0) > _HALF
        and (way[1] in core or served.get((service, way[1], year), 0.0) > _HALF)
    ]
    return any(one[2] != other[2] and (one[1] != other[1] or one[3] > 1) for one, other in combinations(there, 2))
