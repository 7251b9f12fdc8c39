"""Physical checks: protection along rings, from table ``rings`` alone; no order of places is needed to judge a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.plan.audit.registry import Outcome, check, judged, together
from planner.plan.audit.ring_failures import Ring, RingLink, lost
from planner.plan.audit.world import World

SIDES = ("red", "blue")
#: (service, year)
Group = tuple[str, int]


class _Hop(NamedTuple):
    """The next link of a place on one side: uplink, other end, its lower end and cable route."""

    uplink: str
    to: str
    lower: str
    route: str


def ringing(world: World) -> dict[str, str]:
    """Uplink measure of each service protected along rings."""
    services = world.entries("services").items()
    return {name: service["measure"] for name, service in services if service.get("resilience") == "ring"}


def _rows(world: World) -> pd.DataFrame:
    """Table rings with the ends and route of each link, its other end, and whether it may be a way on (``able``)."""
    table = world.plan("rings")
    links = world.projects.reindex(table["uplink"])
    lower, upper = links["city"].to_numpy(object), links["to"].to_numpy(object)
    mine = table["city"].to_numpy(object)
    route = links["due_route"].to_numpy(object)
    table = table.assign(lower=lower, to=np.where(mine == lower, upper, lower), route=route)
    table["route"] = table["route"].where(table["route"].notna(), table["uplink"])
    fits = links["measure"].to_numpy(object) == table["service"].map(ringing(world)).to_numpy(object)
    there = links["ready"].to_numpy(float) <= table["year"].to_numpy(float)
    outer = ~(_core(world, table["city"]) | _core(world, table["lower"]))
    end = (mine == lower) | (mine == upper)
    return table.assign(able=fits & there & outer & end & table["side"].isin(SIDES).to_numpy())


def _core(world: World, places: pd.Series) -> np.ndarray:
    return np.asarray(places.map(world.places["core"]).eq(True))


def _due(world: World) -> pd.DataFrame:
    """service, city, year: places that count as protected along rings, core places left out."""
    listed = world.plan("services")
    listed = listed[listed["service"].isin(list(ringing(world)))].drop_duplicates()
    return listed[~_core(world, listed["city"])]


def _hops(rows: pd.DataFrame) -> dict[Group, dict[tuple[str, str], _Hop]]:
    found: dict[Group, dict[tuple[str, str], _Hop]] = {}
    columns = ("service", "year", "city", "side", "uplink", "to", "lower", "route")
    for service, year, city, side, *hop in zip(*(rows[column].tolist() for column in columns), strict=True):
        found.setdefault((service, year), {})[city, side] = _Hop(*hop)
    return found


@check("ring_links", "physical")
def ring_links(world: World) -> Outcome:
    """Links of rings are in service at their place; one to a core place with two nodes is there on one side only."""
    rows = _rows(world)
    twice = rows.duplicated(["service", "city", "uplink", "year"], keep=False).to_numpy()
    return judged(rows[["service", "city", "year"]], np.where(rows["able"] & ~twice, 0.0, 1.0))


@check("ring_ways", "physical")
def ring_ways(world: World) -> Outcome:
    """Protected cities have two ways that share no place, no core node and no first cable route."""
    due = _due(world)
    hops = _hops(_rows(world))
    nodes = {str(place): float(count) for place, count in world.places["egress_nodes"].items()}
    core = frozenset(world.places.index[world.places["core"]])
    keys = zip(due["service"], due["city"], due["year"], strict=True)
    bad = [_fault(hops.get((service, int(year)), {}), city, core, nodes) for service, city, year in keys]
    return judged(due[["service", "city", "year"]], np.array(bad, dtype=float))


def _fault(hops: Mapping[tuple[str, str], _Hop], city: str, core: frozenset[str], nodes: Mapping[str, float]) -> bool:
    """Whether the two ways of a place do not lead to the core apart from each other."""
    red, blue = (_followed(hops, city, side, core) for side in SIDES)
    if red is None or blue is None or set(red[:-1]) & set(blue[:-1]):
        return True
    if red[-1] == blue[-1] and nodes[red[-1]] < 2:
        return True
    first, other = (hops[city, side] for side in SIDES)
    return first.uplink == other.uplink or (first.lower == other.lower == city and first.route == other.route)


def _followed(hops: Mapping[tuple[str, str], _Hop], city: str, side: str, core: frozenset[str]) -> list[str] | None:
    """Places after ``city`` on its way on one side, the core place last; None if it does not get there."""
    path, place = [], city
    while place not in core:
        hop = hops.get((place, side))
        if hop is None or hop.to == city or hop.to in path:
            return None
        place = hop.to
        path.append(place)
    return path


@check("ring_failures", "physical")
def ring_failures(world: World) -> Outcome:
    """With any one node of a place or any one route out of service, cities protected along rings reach the core."""
    rows = _rows(world)
    due, outcomes = _due(world), []
    double = frozenset(world.places.index[world.places["egress_nodes"] >= 2])
    core = frozenset(world.places.index[world.places["core"]])
    for (service, year), mine in due.groupby(["service", "year"], sort=True):
        landed = rows[(rows["service"] == service) & (rows["year"] == year) & rows["able"]]
        sides = {
            (city, link): side
            for city, link, side in zip(landed["city"], landed["uplink"], landed["side"], strict=True)
        }
        table = world.projects
        table = table[(table["measure"] == ringing(world)[str(service)]) & (table["ready"] <= year)]
        table = table[~_core(world, table["city"])]
        labels = table["due_route"].where(table["due_route"].notna(), table.index.to_series())
        links = tuple(RingLink(*row) for row in zip(table.index, table["city"], table["to"], labels, strict=True))
        failed = lost(Ring(links, core, double, sides), mine["city"].tolist())
        shown = mine.assign(failed=[failed.get(city, "") for city in mine["city"]])
        outcomes.append(judged(shown, (shown["failed"] != "").astype(float)))
    return together(*outcomes)
