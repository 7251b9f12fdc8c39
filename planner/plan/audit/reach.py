"""Which site may serve which city, and what can be possible at all.

A city counts only its nearest sites, among those that can ever be there. So what can never be (a site whose
requirement nobody can meet, a place that no chain of links connects) is struck out first, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.plan.audit.inputs import Folder, look_up
from planner.plan.audit.offer import project_ids, route_factor
from planner.plan.audit.places import distance_km

#: Kilometres are compared to a metre.
METRE = 1e-3


def read_pairs(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame) -> pd.DataFrame:
    """Pairs in reach that count: service, city, site_city, distance_km, haul_myuan (NaN: computed from distance).

    Only reached services have pairs. ``existing`` says which built sites serve; others serve their own province.
    """
    pairs = pd.concat([_in_reach(folder, places, offer, *entry) for entry in _reached(folder)] or [_none()])
    pairs = pairs.sort_values(["service", "city", "distance_km", "site_city"], ignore_index=True)
    return _possible(folder, places, offer, pairs)


def _none() -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(dtype=object) for name in ("service", "city", "site_city")}
        | {name: pd.Series(dtype=float) for name in ("distance_km", "haul_myuan")}
    )


def _reached(folder: Folder) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, entry) for name, entry in folder.entries("services") if entry["mode"] != "own")


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
        pairs["distance_km"] = pairs["distance_km"].fillna(0) if "distance_km" in pairs else 0.0
        pairs["haul_myuan"] = pairs.get("haul_myuan", np.nan)
    else:
        pairs = _crossed(folder, places, cities, sites, service)
    wanted = service.get("existing", "own_province")
    same = pairs["home"] == pairs["host"]
    # What exists serves as the service says; what is to be built serves its own province.
    serves = (wanted == "all") | (same & (wanted != "none"))
    kept: pd.DataFrame = pairs[serves.where(pairs["built"], same)]
    return kept.assign(service=name)[["service", "city", "site_city", "distance_km", "haul_myuan"]]


def _customers(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame, service: str) -> pd.Index:
    """Small cities, and cities whose project may need the service."""
    needing = [
        name
        for name, measure in folder.entries("measures")
        if any(service in requirement.get("services", ()) for requirement in measure.get("requires", {}).values())
    ]
    rows = offer[offer["measure"].isin(needing) & (offer["status"] != "built")]
    return places.index[places["small"] | places.index.isin(rows["city"])]


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


def _possible(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The nearest sites of every city among those that can ever be there."""
    alive = offer.copy()
    capacity = {service["measure"] for _, service in _reached(folder) if service["mode"] == "capacity"}
    measure_of = {name: service["measure"] for name, service in _reached(folder)}
    while True:
        connectable = _connectable(places, alive)
        near = _nearest(folder, alive, pairs, connectable)
        gone = _hopeless(folder, alive, near, connectable)
        if not gone.any():
            wanted = near[_has_demand(folder, places, near)]
            used = project_ids(look_up(wanted["service"], measure_of).astype(str), wanted["site_city"])
            gone = alive["measure"].isin(capacity) & (alive["status"] != "built") & ~alive.index.isin(used)
        if not gone.any():
            return near
        alive = alive[~gone]


def _has_demand(folder: Folder, places: pd.DataFrame, near: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Pairs whose city has any demand to be carried."""
    found = np.zeros(len(near), dtype=bool)
    for name, service in _reached(folder):
        if service["mode"] == "capacity":
            mine = (near["service"] == name).to_numpy(dtype=bool)
            found[mine] = look_up(near["city"][mine], places[service["demand"]]).to_numpy(float) > 0
    return found


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
    for name, service in _reached(folder):
        mine = pairs[pairs["service"] == name]
        keep = project_ids(service["measure"], mine["site_city"]).isin(alive.index).to_numpy()
        if service.get("connected", True):
            keep = keep & mine["city"].isin(connectable).to_numpy()
        mine = mine[keep]
        rank = mine.groupby("city").cumcount()
        frames.append(mine[rank < service.get("max_sites", len(mine) + 1)])
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _hopeless(folder: Folder, alive: pd.DataFrame, near: pd.DataFrame, connectable: set[str]) -> pd.Series:
    """Rows of the offer that can never be in service: no year, no connected end, or a requirement out of reach."""
    gone = (alive["first_year"] > alive["last_year"]) & (alive["status"] != "built")
    gone |= (alive["kind"] == "uplink") & ~alive["to"].isin(connectable)
    earliest = alive["first_year"].where(alive["status"] != "built", -np.inf)
    for name, entry in folder.entries("measures"):
        mine = alive["measure"] == name
        for requirement in entry.get("requires", {}).values():
            possible = np.zeros(int(mine.sum()))
            for kind, ref in alternatives(folder, requirement):
                possible += _can(kind, ref, alive[mine], earliest, near, connectable)
            gone[mine] |= possible < requirement.get("count", 1)
    return gone & (alive["status"] != "built")


def _can(
    kind: str, ref: str, rows: pd.DataFrame, earliest: pd.Series, near: pd.DataFrame, connectable: set[str]
) -> npt.NDArray[np.bool_]:
    city = rows["city"]
    if kind == "connected":
        return city.isin(connectable).to_numpy()
    if kind == "served":
        return city.isin(near.loc[near["service"] == ref, "city"]).to_numpy()
    # No value compares as false: a project that is not offered cannot be.
    at = earliest.reindex(project_ids(ref, city)).to_numpy(float)
    return np.asarray(at <= rows["last_year"].to_numpy(float))


def alternatives(folder: Folder, requirement: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Distinct alternatives of a requirement: (done, measure), (served, reached service) or (connected, "")."""
    listed = [("done", measure) for measure in requirement.get("measures", ())]
    for name in requirement.get("services", ()):
        service = folder.model["services"][name]
        listed.append(("done", service["measure"]) if service["mode"] == "own" else ("served", name))
    if requirement.get("connected", False):
        listed.append(("connected", ""))
    return list(dict.fromkeys(listed))
