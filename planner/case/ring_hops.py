"""The links that places may use on the two sides of a ring, and what can be made of those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

from planner.case.case import Case


class Hop(NamedTuple):
    """A link from a place's end: project, other end, cable route, side."""

    project: str
    to: str
    route: str
    side: str


def hops_by_place(case: Case, service: str) -> dict[str, list[Hop]]:
    """The links that each place may use for a service along rings, sorted."""
    rows = case.rings[case.rings["service"] == service]
    found: dict[str, list[Hop]] = {}
    for city, *hop in rows[["city", "project", "to", "route", "side"]].itertuples(index=False, name=None):
        found.setdefault(city, []).append(Hop(*hop))
    return {city: sorted(hops) for city, hops in sorted(found.items())}


def leading(places: Mapping[str, Iterable[Hop]], core: frozenset[str], side: str) -> set[str]:
    """Places from which a way over ``places``' links of one side ends in a core place."""
    able: set[str] = set()
    while True:
        more = {
            city
            for city, hops in places.items()
            if city not in able and any(hop.side == side and (hop.to in core or hop.to in able) for hop in hops)
        }
        if not more:
            return able
        able |= more


def landing(hops: Iterable[Hop], red: Mapping[str, bool]) -> list[Hop]:
    """Of a place's links those that are there on their side: one that could be on either is where ``red`` says."""
    listed = list(hops)
    twice = {hop.project for hop in listed if hop.side == "blue"} & {h.project for h in listed if h.side == "red"}
    return [hop for hop in listed if hop.project not in twice or red[hop.project] == (hop.side == "red")]


def pick(hops: Iterable[Hop]) -> tuple[Hop, Hop] | None:
    """A red and a blue link on different routes; the first by id."""
    listed = sorted(hops)
    red, blue = ([hop for hop in listed if hop.side == side] for side in ("red", "blue"))
    return next(((a, b) for a, b in product(red, blue) if a.route != b.route), None)
