"""Which places can ever be protected along rings: one way over links with falling order, one with rising order.

Links are used in either direction. A place's *red* way goes to places before it, its *blue* way to places after it, and
each on to a core place. A core place with two egress nodes stands at both ends of the order; its links land at the node
for red or at that for blue.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.case.notes import Findings
from planner.case.protection import egress_nodes
from planner.case.ring_order import Link, ring_order
from planner.config.schema import Model

RING_COLUMNS = ("service", "city", "side", "project", "to", "route")
SIDES = ("blue", "red")


def ring_services(model: Model) -> list[str]:
    """Services whose two ways lie along rings, sorted."""
    return sorted(name for name, service in model.services.items() if service.resilience == "ring")


def ring_positions(
    model: Model, places: pd.DataFrame, draft: pd.DataFrame, routes: pd.Series, findings: Findings
) -> dict[str, pd.Series]:
    """Position of every place in the order, by service; infinitely low *and* high places (two nodes) are not in it."""
    found = {}
    for service_id in ring_services(model):
        service, links = model.services[service_id], _links(model, service_id, places, draft)
        double = _double(places, links)
        if service.ring_order is None:
            found[service_id] = pd.Series(_computed(places, links, routes, double), dtype=float)
        else:
            given = places[service.ring_order].astype(float)
            found[service_id] = given[~given.index.isin(double)]
            _check(service.ring_order, links, found[service_id], double, findings)
    return found


def _links(model: Model, service_id: str, places: pd.DataFrame, draft: pd.DataFrame) -> pd.DataFrame:
    """Uplinks of places that are not core, of the service's measure."""
    links = draft[draft["measure"] == model.services[service_id].measure]
    return links[~links["city"].isin(places.index[places["core"].to_numpy(bool)])]


def _double(places: pd.DataFrame, links: pd.DataFrame) -> frozenset[str]:
    """Core places with two egress nodes, of the upper ends of some links."""
    ends = links["to"]
    core = ends.isin(places.index[places["core"].to_numpy(bool)]).to_numpy(bool)
    return frozenset(ends[core & (egress_nodes(places, ends) >= 2).to_numpy(bool)])


def _computed(places: pd.DataFrame, links: pd.DataFrame, routes: pd.Series, double: frozenset[str]) -> dict[str, float]:
    """An order over cheap ears; what exists costs nothing, and an unknown length is the mean one."""
    known = links["route_km"].mean()
    km = links["route_km"].fillna(1.0 if np.isnan(known) else known).where(links["status"] != "built", 0.0)
    columns = (links.index, links["city"], links["to"], routes[links.index], km)
    core = set(places.index[places["core"].to_numpy(bool)])
    return ring_order((Link(*row) for row in zip(*columns, strict=True)), core - double, double)


def _check(column: str, links: pd.DataFrame, order: pd.Series, double: frozenset[str], findings: Findings) -> None:
    """Both ends of every link must have a position, and not the same."""
    ends = pd.concat([links["city"], links["to"]])
    ends = ends[~ends.isin(double)]
    empty = sorted(set(ends[ends.map(order).isna().to_numpy(bool)]))
    if empty:
        findings.problem("cities.csv", "case.order_empty", column=column, city=empty[0], count=len(empty))
    low, high = links["city"].map(order), links["to"].map(order)
    for key in links.index[(low == high).to_numpy(bool)]:
        findings.problem("cities.csv", "case.order_equal", column=column, project=key)


def possible_rings(
    model: Model, places: pd.DataFrame, draft: pd.DataFrame, routes: pd.Series, order: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """The links over which each place can have a red and a blue way, for each service along rings.

    Returns:
        service, city, side (blue, red), project, to (the other end), route (equal labels at one city are one cable
        route). Places on the way of others are there too, though they may not be protected themselves.
    """
    frames = [pd.DataFrame({column: pd.Series(dtype=object) for column in RING_COLUMNS})]
    core = set(places.index[places["core"].to_numpy(bool)])
    for service_id in ring_services(model):
        links = _links(model, service_id, places, draft)
        rows = _ends(links, routes, order[service_id], core)
        for side, mine in rows.groupby("side"):
            able = _leading(mine, core)
            frames.append(mine[mine["to"].isin(able | core)].assign(service=service_id, side=side))
    together = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    return together.sort_values(list(RING_COLUMNS[:4]), ignore_index=True)[list(RING_COLUMNS)]


def _ends(links: pd.DataFrame, routes: pd.Series, order: pd.Series, core: set[str]) -> pd.DataFrame:
    """Each link from each end that is not core, with the sides on which it may serve that end."""
    up = pd.DataFrame({"city": links["city"], "to": links["to"], "project": links.index, "route": routes[links.index]})
    inner = up[~up["to"].isin(core)]
    # A label speaks of the cable routes of the lower end; from the upper end each link is a route of its own.
    down = inner.assign(city=inner["to"], to=inner["city"], route=inner["project"])
    rows: pd.DataFrame = pd.concat([up, down], ignore_index=True).astype(object)
    here, there = rows["city"].map(order).to_numpy(float), rows["to"].map(order).to_numpy(float)
    both = np.isnan(there)
    red, blue = rows[both | (there < here)], rows[both | (there > here)]
    found: pd.DataFrame = pd.concat([blue.assign(side="blue"), red.assign(side="red")], ignore_index=True)
    return found


def _leading(rows: pd.DataFrame, core: set[str]) -> set[str]:
    """Places from which some way over ``rows`` (city, to) ends in a core place."""
    able: set[str] = set()
    while True:
        more = set(rows["city"][rows["to"].isin(able | core)]) - able
        if not more:
            return able
        able |= more


def ringed(rings: pd.DataFrame) -> pd.DataFrame:
    """service, city: places with links on both sides that do not all share one cable route."""
    of = rings.groupby(["service", "city"])[["side", "route"]].nunique()
    return pd.DataFrame(of.index[(of >= 2).all(axis=1).to_numpy(bool)].to_frame(index=False))
