"""One province's part of a case, as frames and as plain lists for what is read often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.case.case import Case


@dataclass(frozen=True)
class Holders:
    """The small cities that can have a service, status or connection, and the variable that says whether they do.

    Attributes:
        cities: place ids, sorted.
        family: family of the variables.
        keys: their keys without the year, in the order of ``cities``.
        first_year: first year in which the variable can be 1, in the order of ``cities``.
    """

    cities: tuple[str, ...]
    family: str
    keys: tuple[tuple[str, ...], ...]
    first_year: np.ndarray


@dataclass(frozen=True)
class Block:
    """What belongs to one province. Frames are the rows of the case's frames, in the same order.

    Attributes:
        province: province id.
        places: its places.
        small: its small cities, sorted.
        projects, capex, module_capex: its projects.
        requirements: of its projects.
        cover, pairs, demand: of its cities; sites may lie elsewhere, if they exist at the start.
        grants, site_grants: of its projects.
        local_limits: index fund.
        uplinks: uplink projects by lower end.
        holders: by service, status or ``connected``: the small cities that can have it.
    """

    province: str
    places: pd.DataFrame
    small: tuple[str, ...]
    projects: pd.DataFrame
    capex: pd.DataFrame
    module_capex: pd.DataFrame
    requirements: pd.DataFrame
    cover: pd.DataFrame
    pairs: pd.DataFrame
    demand: pd.DataFrame
    grants: pd.DataFrame
    site_grants: pd.DataFrame
    local_limits: pd.DataFrame
    uplinks: Mapping[str, tuple[str, ...]]
    holders: Mapping[str, Holders]


def split_blocks(case: Case) -> dict[str, Block]:
    """The blocks of all provinces in scope, by province id."""
    owner = case.projects["province"]
    home = case.places["province"]
    parts = {
        "places": _split(case.places, home),
        "projects": _split(case.projects, owner),
        "capex": _split(case.capex, owner),
        "module_capex": _split(case.module_capex, owner),
        "requirements": _split(case.requirements, case.requirements["project"].map(owner)),
        "cover": _split(case.cover, case.cover["city"].map(home)),
        "pairs": _split(case.pairs, case.pairs["city"].map(home)),
        "demand": _split(case.demand, _level(case.demand, "city").map(home)),
        "grants": _split(case.grants, _level(case.grants, "project").map(owner)),
        "site_grants": _split(case.site_grants, _level(case.site_grants, "project").map(owner)),
        "local_limits": _split(case.local_limits, _level(case.local_limits, "province")),
    }
    return {province: _block(case, province, parts) for province in case.provinces.index}


def _level(frame: pd.DataFrame, level: str) -> pd.Series:
    return pd.Series(frame.index.get_level_values(level), index=frame.index)


def _split(frame: pd.DataFrame, province: pd.Series) -> dict[str, pd.DataFrame]:
    """Rows of ``frame`` by province; under ``""`` none at all."""
    groups = frame.groupby(province.to_numpy(), sort=True) if len(frame) else ()
    return {"": frame.iloc[:0]} | {str(name): rows for name, rows in groups}


def _block(case: Case, province: str, parts: Mapping[str, Mapping[str, pd.DataFrame]]) -> Block:
    mine = {name: frames.get(province, frames[""]) for name, frames in parts.items()}
    places, projects = mine["places"], mine["projects"]
    small = tuple(places.index[places["small"].to_numpy(bool)])
    uplinks: dict[str, list[str]] = defaultdict(list)
    links = projects[projects["kind"] == "uplink"]
    for key, lower in zip(links.index, links["city"], strict=True):
        uplinks[lower].append(key)
    return Block(
        province=province,
        small=small,
        uplinks={city: tuple(keys) for city, keys in uplinks.items()},
        holders=_holders(case, small, mine),
        **(mine | {"local_limits": mine["local_limits"].droplevel("province")}),
    )


def _holders(case: Case, small: tuple[str, ...], mine: Mapping[str, pd.DataFrame]) -> dict[str, Holders]:
    model, first = case.model, case.years[0]
    connected = tuple(city for city in small if city in case.connectable)
    found = {"connected": _same_year(connected, "connected", tuple((city,) for city in connected), first)}
    for service_id, service in model.services.items():
        if service.mode == "own":
            found[service_id] = _own(service.measure, small, mine["projects"], first)
        else:
            pairs = mine["cover" if service.mode == "cover" else "pairs"]
            reached = set(pairs["city"][pairs["service"] == service_id])
            cities = tuple(city for city in small if city in reached)
            found[service_id] = _same_year(cities, "served", tuple((service_id, city) for city in cities), first)
    for status_id, status in model.statuses.items():
        parts = [*status.services, *(["connected"] if status.connected else [])]
        able = set(small).intersection(*(found[part].cities for part in parts))
        cities = tuple(city for city in small if city in able)
        found[status_id] = _same_year(cities, "status", tuple((status_id, city) for city in cities), first)
    return found


def _same_year(cities: tuple[str, ...], family: str, keys: tuple[tuple[str, ...], ...], first: int) -> Holders:
    return Holders(cities, family, keys, np.full(len(cities), first))


def _own(measure: str, small: tuple[str, ...], projects: pd.DataFrame, first: int) -> Holders:
    """Own services: the city's project of the measure is in service."""
    mine = projects[(projects["measure"] == measure) & projects["city"].isin(small)].sort_values("city")
    years = mine["first_year"].where(mine["status"] != "built", first).to_numpy(int)
    return Holders(tuple(mine["city"]), "done", tuple((key,) for key in mine.index), years)
