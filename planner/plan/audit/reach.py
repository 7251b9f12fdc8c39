"""Which site may serve which city, and what can be possible at all.

A city counts only its nearest sites, among those that can ever be there. So what can never be (a site whose
requirement nobody can meet, a place that no chain of links connects) is struck out first, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.plan.audit.inputs import Folder, look_up
from planner.plan.audit.offer import project_ids, route_factor
from planner.plan.audit.places import amount_at, distance_km

#: Kilometres are compared to a metre.
METRE = 1e-3
#: Modes of service that sites in reach provide.
REACHED = ("cover", "capacity")


def read_reach(
    folder: Folder, places: pd.DataFrame, offer: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, frozenset[str]]:
    """The offer without what can never be, the pairs in reach that count, and sites that would have nothing to carry.

    Pairs: service, city, site_city, distance_km, haul_myuan (NaN: computed from distance). Only reached services have
    pairs. ``existing`` says which built sites serve; others serve their own province.
    """
    pairs = pd.concat([_in_reach(folder, places, offer, *entry) for entry in _reached(folder)] or [_none()])
    order = ["service", "city", "distance_km", "dearness", "site_city"]
    pairs = pairs.sort_values(order, ignore_index=True).drop(columns="dearness")
    # Plain objects are looked up in sets many times faster than Arrow's strings.
    pairs["project"] = project_ids(look_up(pairs["service"], _site_measures(folder)).astype(str), pairs["site_city"])
    pairs = pairs.astype(dict.fromkeys(("service", "city", "site_city", "project"), object))
    alive, near, idle = _possible(folder, places, offer, pairs)
    return alive, near.drop(columns="project"), idle


def _site_measures(folder: Folder) -> dict[str, str]:
    """Site measure of each reached service."""
    return {name: service["measure"] for name, service in _reached(folder)}


def _none() -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(dtype=object) for name in ("service", "city", "site_city")}
        | {name: pd.Series(dtype=float) for name in ("distance_km", "haul_myuan", "dearness")}
    )


def _reached(folder: Folder) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, entry) for name, entry in folder.entries("services") if entry["mode"] in REACHED)


def _in_reach(
    folder: Folder, places: pd.DataFrame, offer: pd.DataFrame, name: str, service: Mapping[str, Any]
) -> pd.DataFrame:
    sites = offer[offer["measure"] == service["measure"]]
    host = places.reindex(sites["city"])["province"].to_numpy()
    sites = pd.DataFrame(
        {"site_city": sites["city"].to_numpy(), "host": host, "built": sites["status"].to_numpy() == "built"}
    )
    cities = _customers(folder, places, offer, name)
    table = folder.dataset["pairs"]
    stated = table[table["service"] == name] if not table.empty else table
    if len(stated):
        pairs = stated[stated["city"].isin(cities)].merge(sites, on="site_city")
        pairs["home"] = pairs["city"].map(places["province"])
        pairs["distance_km"] = pairs["distance_km"].astype(float).fillna(0) if "distance_km" in pairs else 0.0
        pairs["haul_myuan"] = pairs["haul_myuan"].astype(float) if "haul_myuan" in pairs else np.nan
    else:
        pairs = _crossed(folder, places, cities, sites, service)
    wanted = service.get("existing", "own_province")
    same = pairs["home"] == pairs["host"]
    # What exists serves as the service says; what is to be built serves its own province.
    serves = (wanted == "all") | (same & (wanted != "none"))
    kept: pd.DataFrame = pairs[serves.where(pairs["built"], same)]
    columns = ["service", "city", "site_city", "distance_km", "haul_myuan", "dearness"]
    return kept.assign(service=name, dearness=_dearness(service, places, kept))[columns]


def _dearness(service: Mapping[str, Any], places: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """What tells sites at one distance apart: their yearly haul, as stated or by the km."""
    rate = float(service.get("haul_myuan_per_unit_km", 0))
    if service["mode"] != "capacity" or rate == 0:
        return pairs["haul_myuan"].astype(float).fillna(0.0)
    demand = look_up(pairs["city"], places[service["demand"]]).astype(float)
    return pairs["haul_myuan"].astype(float).fillna(rate * pairs["distance_km"].astype(float) * demand)


def _customers(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame, service: str) -> pd.Index:
    """Small cities, and cities whose project may need the service or load it."""
    needing = [
        name
        for name, measure in folder.entries("measures")
        if service in measure.get("loads", {})
        or any(service in requirement.get("services", ()) for requirement in measure.get("requires", {}).values())
    ]
    rows = offer[offer["measure"].isin(needing) & (offer["status"] != "built")]
    return places.index[places["small"] | places.index.isin(rows["city"])]


def read_loads(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame) -> pd.DataFrame:
    """What projects load services with while in service: project, city, service, amount (above 0).

    What exists at the start is not judged: it loads nothing anew.
    """
    frames = [pd.DataFrame({"project": [], "city": [], "service": [], "amount": []})]
    for name, measure in folder.entries("measures"):
        mine = offer[(offer["measure"] == name) & (offer["status"] != "built")]
        for service, amount in measure.get("loads", {}).items():
            values = amount_at(amount, places, mine["city"])
            frame = pd.DataFrame({"project": mine.index, "city": mine["city"], "service": service, "amount": values})
            frames.append(frame[frame["amount"] > 0])
    return pd.concat([frame.astype({"amount": float}) for frame in frames], ignore_index=True)


def _crossed(
    folder: Folder, places: pd.DataFrame, cities: pd.Index, sites: pd.DataFrame, service: Mapping[str, Any]
) -> pd.DataFrame:
    """Cities and sites of one province, and with ``existing = all`` built sites anywhere, within reach."""
    homes = pd.DataFrame({"city": cities, "home": places.loc[cities, "province"].to_numpy()})
    near = homes.merge(sites, left_on="home", right_on="host")
    if service.get("existing") == "all":
        far = homes.merge(sites[sites["built"]], how="cross")
        near = pd.concat([near, far[far["home"] != far["host"]]], ignore_index=True)
    length = distance_km(places, near["city"], near["site_city"]) * route_factor(folder)
    near = near.assign(distance_km=np.where(near["city"] == near["site_city"], 0.0, length.round(3)), haul_myuan=np.nan)
    limit = service.get("reach_km")
    return near if limit is None else near[near["distance_km"] <= limit + METRE]


def _possible(
    folder: Folder, places: pd.DataFrame, offer: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, frozenset[str]]:
    """What can ever be, the nearest sites of every city among it, and what is not since no demand can reach it."""
    alive, idle = offer.copy(), set[str]()
    capacity = {service["measure"] for _, service in _reached(folder) if service["mode"] == "capacity"}
    loads = read_loads(folder, places, offer)
    while True:
        connectable = _connectable(places, alive)
        near = _nearest(folder, alive, pairs, connectable)
        loads = loads[loads["project"].isin(alive.index)]
        gone = _hopeless(folder, places, alive, near, connectable) | _unloadable(alive, loads, near)
        if not gone.any():
            used = set(near["project"][_has_demand(folder, places, loads, near)])
            gone = alive["measure"].isin(capacity) & (alive["status"] != "built") & ~alive.index.isin(used)
            idle |= set(alive.index[gone])
        if not gone.any():
            return alive, near, frozenset(idle)
        alive = alive[~gone]


def _has_demand(folder: Folder, places: pd.DataFrame, loads: pd.DataFrame, near: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Pairs whose city has any demand to be carried, or a project that loads the service."""
    found = np.zeros(len(near), dtype=bool)
    for name, service in _reached(folder):
        if service["mode"] == "capacity":
            mine = (near["service"] == name).to_numpy(dtype=bool)
            cities = near["city"][mine]
            own = look_up(cities, places[service["demand"]]).to_numpy(float) > 0
            found[mine] = own | cities.isin(loads["city"][loads["service"] == name]).to_numpy(dtype=bool)
    return found


def _unloadable(alive: pd.DataFrame, loads: pd.DataFrame, near: pd.DataFrame) -> pd.Series:
    """Rows of the offer whose load no site in reach can ever carry."""
    carried = pd.MultiIndex.from_frame(near[["service", "city"]])
    lost = loads[~pd.MultiIndex.from_frame(loads[["service", "city"]]).isin(carried)]
    return pd.Series(alive.index.isin(lost["project"]), index=alive.index)


def _connectable(places: pd.DataFrame, alive: pd.DataFrame) -> set[str]:
    links = alive[alive["kind"] == "uplink"]
    lower, upper = links["city"], links["to"]
    reached = set(places.index[places["core"]]) | set(lower[links["status"] == "built"])
    while True:
        grown = reached | set(lower[upper.isin(reached)])
        if len(grown) == len(reached):
            return reached
        reached = grown


def _nearest(folder: Folder, alive: pd.DataFrame, pairs: pd.DataFrame, connectable: set[str]) -> pd.DataFrame:
    frames = [pairs.iloc[:0]]
    there = set(alive.index)
    for name, service in _reached(folder):
        mine = pairs[pairs["service"] == name]
        keep = mine["project"].isin(there).to_numpy()
        if service.get("connected", True):
            keep = keep & mine["city"].isin(connectable).to_numpy()
        mine = mine[keep]
        rank = mine.groupby("city").cumcount()
        frames.append(mine[rank < service.get("max_sites", len(mine) + 1)])
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _hopeless(
    folder: Folder, places: pd.DataFrame, alive: pd.DataFrame, near: pd.DataFrame, connectable: set[str]
) -> pd.Series:
    """Rows of the offer that can never be in service: no year, no connected end, or a requirement out of reach."""
    gone = (alive["first_year"] > alive["last_year"]) & (alive["status"] != "built")
    gone |= (alive["kind"] == "uplink") & ~alive["to"].isin(connectable)
    earliest = alive["first_year"].where(alive["status"] != "built", -np.inf)
    served = {str(service): set(rows["city"]) for service, rows in near.groupby("service")}
    served |= {
        service: (
            protectable(places, alive[alive["measure"] == entry["measure"]])
            if entry.get("resilience") != "ring"
            else ringed(places, alive[alive["measure"] == entry["measure"]], entry.get("ring_order"))
        )
        for service, entry in folder.entries("services")
        if entry["mode"] == "protected"
    }
    for name, entry in folder.entries("measures"):
        mine = alive["measure"] == name
        for requirement in entry.get("requires", {}).values():
            possible = np.zeros(int(mine.sum()))
            for kind, ref in alternatives(folder, requirement):
                possible += _can(kind, ref, alive[mine], earliest, served, connectable)
            gone[mine] |= possible < requirement.get("count", 1)
    return gone & (alive["status"] != "built")


def _can(
    kind: str,
    ref: str,
    rows: pd.DataFrame,
    earliest: pd.Series,
    served: Mapping[str, set[str]],
    connectable: set[str],
) -> npt.NDArray[np.bool_]:
    city = rows["city"].astype(object)
    if kind == "connected":
        return city.isin(connectable).to_numpy()
    if kind == "served":
        return city.isin(served.get(ref, set())).to_numpy()
    # No value compares as false: a project that is not offered cannot be.
    at = earliest.reindex(project_ids(ref, city)).to_numpy(float)
    return np.asarray(at <= rows["last_year"].to_numpy(float))


def protectable(places: pd.DataFrame, links: pd.DataFrame) -> set[str]:
    """Core places, and places with two ways up to such places over ``links`` (city, to, route)."""
    ways: dict[str, list[tuple[str, str]]] = {}
    for city, to, route in zip(links["city"], links["to"], links["route"], strict=True):
        ways.setdefault(city, []).append((to, route))
    nodes = dict(zip(places.index, places["egress_nodes"].astype(float).tolist(), strict=True))
    safe = set(places.index[places["core"]])
    while True:
        found = {city for city, up in ways.items() if city not in safe and _two_ways(up, safe, nodes)}
        if not found:
            return safe
        safe |= found


def _two_ways(up: list[tuple[str, str]], safe: set[str], nodes: Mapping[str, float]) -> bool:
    """Two of the links lead by different routes to safe places, or to two nodes of one."""
    able = [(to, route) for to, route in up if to in safe]
    return any(a[1] != b[1] and (a[0] != b[0] or nodes[a[0]] >= 2) for a, b in combinations(able, 2))


def alternatives(folder: Folder, requirement: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Distinct alternatives of a requirement: (done, measure), (served, reached service) or (connected, "")."""
    listed = [("done", measure) for measure in requirement.get("measures", ())]
    for name in requirement.get("services", ()):
        service = folder.model["services"][name]
        listed.append(("done", service["measure"]) if service["mode"] == "own" else ("served", name))
    if requirement.get("connected", False):
        listed.append(("connected", ""))
    return list(dict.fromkeys(listed))


def ringed(places: pd.DataFrame, links: pd.DataFrame, order: str | None) -> set[str]:
    """Core places, and places with a way over ``links`` (city, to) on both sides of the order.

    Without a column the order is the planner's own affair, and every place that links lead to is let through.
    """
    core = set(places.index[places["core"]])
    links = links[~links["city"].isin(core)]
    if order is None:
        return core | set(links["city"]) | set(links["to"])
    rank = places[order].astype(float)
    double = core & set(places.index[places["egress_nodes"] >= 2])
    inner = links[~links["to"].isin(core)]
    ends = pd.concat([links[["city", "to"]], inner.rename(columns={"city": "to", "to": "city"})[["city", "to"]]])
    here, there = ends["city"].map(rank), ends["to"].map(rank)
    sides = [core, core]
    for number, onwards in enumerate((there < here, there > here)):
        mine = ends[(onwards | ends["to"].isin(double)).to_numpy()]
        while set(mine["city"][mine["to"].isin(sides[number])]) - sides[number]:
            sides[number] = sides[number] | set(mine["city"][mine["to"].isin(sides[number])])
    return sides[0] & sides[1]
