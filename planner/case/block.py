"""One province's part of a case, as frames and as plain lists for what is read often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from planner.case.rings import ringed

if TYPE_CHECKING:
    from planner.case.case import Case, Family


#: A threshold is met within this much, in its own unit.
THRESHOLD_TOLERANCE = 1e-9
Frame = TypeVar("Frame", pd.DataFrame, pd.Series)


@dataclass(frozen=True)
class Holders:
    """The small cities that can have a service, status or connection, and the variable that says whether they do.

    Attributes:
        cities: place ids, sorted.
        family: family of the variables.
        keys: their keys without the year, in the order of ``cities``.
        first_year: first year in which the variable can be 1, in the order of ``cities``.
        people: beneficiaries in thousands, in the order of ``cities``.
    """

    cities: tuple[str, ...]
    family: Family
    keys: tuple[tuple[str, ...], ...]
    first_year: np.ndarray
    people: np.ndarray


@dataclass(frozen=True)
class ProjectArrays:
    """Projects as arrays in one order; ``capex`` and ``module_capex`` are (projects × years)."""

    ids: list[str]
    cities: list[str]
    first: np.ndarray
    last: np.ndarray
    built: np.ndarray
    built_modules: np.ndarray
    extendable: np.ndarray
    capex: np.ndarray
    module_capex: np.ndarray
    opex: np.ndarray
    module_opex: np.ndarray


@dataclass(frozen=True)
class PairArrays:
    """City-site pairs of one service: keys of ``share`` without the year, and what they carry and cost."""

    keys: list[tuple[str, str, str]]
    cities: list[str]
    sites: np.ndarray
    haul: np.ndarray
    demand: np.ndarray


@dataclass(frozen=True)
class EffectArrays:
    """One effect: projects, their cities, when they can first have it, and how much it is a year."""

    ids: list[str]
    cities: list[str]
    first: np.ndarray
    amounts: np.ndarray


@dataclass(frozen=True)
class TakeArrays:
    """Keys of ``take`` without the year, the project's city, the site, and the demand carried."""

    keys: list[tuple[str, str, str]]
    cities: list[str]
    sites: np.ndarray
    demand: np.ndarray


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
        worth, gap, module_gap, grants, site_grants: of its projects.
        local_limits: index fund.
        uplinks: uplink projects by lower end.
        takes, effects, thresholds, threshold_adds, ways, rings, traffic: of its projects and cities.
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
    worth: pd.DataFrame
    gap: pd.DataFrame
    module_gap: pd.DataFrame
    grants: pd.DataFrame
    site_grants: pd.DataFrame
    local_limits: pd.DataFrame
    takes: pd.DataFrame
    effects: pd.DataFrame
    thresholds: pd.DataFrame
    threshold_adds: pd.DataFrame
    ways: pd.DataFrame
    rings: pd.DataFrame
    traffic: pd.Series
    uplinks: Mapping[str, tuple[str, ...]]
    holders: Mapping[str, Holders]

    @cached_property
    def _by_measure(self) -> Mapping[str, ProjectArrays]:
        found = {str(m): _project_arrays(self, rows) for m, rows in self.projects.groupby("measure", sort=True)}
        return found | {"": _project_arrays(self, self.projects.iloc[:0])}

    @cached_property
    def _all(self) -> ProjectArrays:
        return _project_arrays(self, self.projects)

    def of(self, measure: str) -> ProjectArrays:
        """The projects of one measure as arrays, or of all measures for ``total``."""
        return self._all if measure == "total" else self._by_measure.get(measure, self._by_measure[""])

    @cached_property
    def by_effect(self) -> Mapping[str, EffectArrays]:
        """What projects do every year, by effect."""
        return {str(effect): _effect_arrays(self, rows) for effect, rows in self.effects.groupby("effect", sort=True)}

    @cached_property
    def taken(self) -> TakeArrays:
        """Which site may carry what which project adds to a demand."""
        rows = self.takes
        return TakeArrays(
            keys=list(zip(rows["service"], rows["project"], rows["site"], strict=True)),
            cities=self.projects.loc[rows["project"], "city"].tolist(),
            sites=rows["site"].to_numpy(object),
            demand=rows["demand"].to_numpy(float),
        )

    @cached_property
    def by_service(self) -> Mapping[str, PairArrays]:
        """The pairs of each service with capacity as arrays."""
        return {str(service): _pair_arrays(self, rows) for service, rows in self.pairs.groupby("service", sort=True)}


def _project_arrays(block: Block, rows: pd.DataFrame) -> ProjectArrays:
    module_capex = block.module_capex.loc[rows.index].to_numpy(float)
    return ProjectArrays(
        ids=rows.index.tolist(),
        cities=rows["city"].tolist(),
        first=rows["first_year"].to_numpy(int),
        last=rows["last_year"].to_numpy(int),
        built=(rows["status"] == "built").to_numpy(bool),
        built_modules=rows["built_modules"].to_numpy(int),
        extendable=(rows["max_modules"] > rows["built_modules"]).to_numpy(bool),
        capex=block.capex.loc[rows.index].to_numpy(float),
        module_capex=module_capex,
        opex=rows["opex_myuan"].to_numpy(float),
        # A module's opex follows its price in the first year; prices are constant.
        module_opex=rows["opex_share"].to_numpy(float) * module_capex[:, 0],
    )


def _pair_arrays(block: Block, rows: pd.DataFrame) -> PairArrays:
    return PairArrays(
        keys=list(zip(rows["service"], rows["city"], rows["site"], strict=True)),
        cities=rows["city"].tolist(),
        sites=rows["site"].to_numpy(object),
        haul=rows["haul_myuan"].to_numpy(float),
        demand=block.demand.loc[pd.MultiIndex.from_frame(rows[["service", "city"]])].to_numpy(float),
    )


def _effect_arrays(block: Block, rows: pd.DataFrame) -> EffectArrays:
    projects = block.projects.loc[rows["project"]]
    return EffectArrays(
        ids=rows["project"].tolist(),
        cities=projects["city"].tolist(),
        first=projects["first_year"].where(projects["status"] != "built", 0).to_numpy(int),
        amounts=rows["amount"].to_numpy(float),
    )


def split_blocks(case: Case) -> dict[str, Block]:
    """The blocks of all provinces in scope, by province id."""
    owner = case.projects["province"]
    home = case.places["province"]
    parts: dict[str, Mapping[str, Any]] = {
        "places": _split(case.places, home),
        "projects": _split(case.projects, owner),
        "capex": _split(case.capex, owner),
        "module_capex": _split(case.module_capex, owner),
        "requirements": _split(case.requirements, case.requirements["project"].map(owner)),
        "cover": _split(case.cover, case.cover["city"].map(home)),
        "pairs": _split(case.pairs, case.pairs["city"].map(home)),
        "demand": _split(case.demand, _level(case.demand, "city").map(home)),
        "worth": _split(case.worth, owner),
        "gap": _split(case.gap, owner),
        "module_gap": _split(case.module_gap, owner),
        "grants": _split(case.grants, _level(case.grants, "project").map(owner)),
        "site_grants": _split(case.site_grants, _level(case.site_grants, "project").map(owner)),
        "local_limits": _split(case.local_limits, _level(case.local_limits, "province")),
        "takes": _split(case.takes, case.takes["project"].map(owner)),
        "effects": _split(case.effects, case.effects["project"].map(owner)),
        "thresholds": _split(case.thresholds, _level(case.thresholds, "city").map(home)),
        "threshold_adds": _split(case.threshold_adds, case.threshold_adds["city"].map(home)),
        "ways": _split(case.ways, case.ways["city"].map(home)),
        "rings": _split(case.rings, case.rings["city"].map(home)),
        "traffic": _split(case.traffic, _level(case.traffic, "city").map(home)),
    }
    return {province: _block(case, province, parts) for province in case.provinces.index}


def _level(frame: pd.DataFrame | pd.Series, level: str) -> pd.Series:
    return pd.Series(frame.index.get_level_values(level), index=frame.index)


def _split(frame: Frame, province: pd.Series) -> dict[str, Frame]:
    """Rows of ``frame`` by province; under ``""`` none at all."""
    groups = frame.groupby(province.to_numpy(), sort=True) if len(frame) else ()
    return {"": frame.iloc[:0]} | {str(name): rows for name, rows in groups}


def _block(case: Case, province: str, parts: Mapping[str, Mapping[str, Any]]) -> Block:
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


def _holders(case: Case, small: tuple[str, ...], mine: Mapping[str, Any]) -> dict[str, Holders]:
    model, places = case.model, mine["places"]
    projects = mine["projects"]
    local = projects[projects["city"].isin(set(small))].sort_values("city", kind="stable")
    of_measure = {"": local.iloc[:0]} | {str(measure): rows for measure, rows in local.groupby("measure")}
    connected = [city for city in small if city in case.connectable]
    able = {"connected": connected}
    found = {"connected": _jointly(case, places, connected, "connected", ())}
    for service_id, service in model.services.items():
        if service.mode == "own":
            own = of_measure.get(service.measure, of_measure[""])
            found[service_id] = _own(case, service_id, own, places)
            able[service_id] = list(found[service_id].cities)
        else:
            if service.resilience == "ring":
                pairs = ringed(mine["rings"])
            else:
                pairs = mine[{"cover": "cover", "capacity": "pairs", "protected": "ways"}[service.mode]]
            reached = set(pairs["city"][pairs["service"] == service_id])
            if service.mode == "protected":
                reached |= set(places.index[places["core"].to_numpy(bool)])
            able[service_id] = [city for city in small if city in reached]
            found[service_id] = _jointly(case, places, able[service_id], "served", (service_id,))
    for status_id, status in model.statuses.items():
        parts = [*status.services, *(["connected"] if status.connected else [])]
        possible = set(small).intersection(*(able[part] for part in parts))
        possible -= _below_threshold(status_id, mine["thresholds"], mine["threshold_adds"])
        cities = [city for city in small if city in possible]
        found[status_id] = _jointly(case, places, cities, "status", (status_id,))
    return found


def _people(case: Case, places: pd.DataFrame, state: str, cities: list[str]) -> np.ndarray:
    service = case.model.services.get(state)
    column, part = ("residents", 1.0) if service is None else (service.beneficiaries, service.part)
    people: np.ndarray = places.loc[cities, column].to_numpy(float) * part / 1000
    return people


def _below_threshold(status: str, thresholds: pd.DataFrame, adds: pd.DataFrame) -> set[str]:
    """Cities that miss some threshold of the status even with every project in service."""
    if status not in thresholds.index.get_level_values("status"):
        return set()
    most = adds[adds["status"] == status].groupby(["threshold", "city"])["add"].sum()
    mine = thresholds.loc[status]
    reached = mine["start"] + most.reindex(mine.index, fill_value=0.0)
    missed = mine.index[(reached < mine["at_least"] - THRESHOLD_TOLERANCE).to_numpy(bool)]
    return set(missed.get_level_values("city"))


def _jointly(case: Case, places: pd.DataFrame, cities: list[str], family: Family, prefix: tuple[str, ...]) -> Holders:
    """States with a variable of their own by city, from the first year on."""
    people = _people(case, places, prefix[0] if prefix else family, cities)
    keys = tuple((*prefix, city) for city in cities)
    return Holders(tuple(cities), family, keys, np.full(len(cities), case.years[0]), people)


def _own(case: Case, service: str, mine: pd.DataFrame, places: pd.DataFrame) -> Holders:
    """Own services: the city's project of the measure, one of ``mine``, is in service."""
    cities = mine["city"].tolist()
    years = mine["first_year"].where(mine["status"] != "built", case.years[0]).to_numpy(int)
    keys = tuple((key,) for key in mine.index)
    return Holders(tuple(cities), "done", keys, years, _people(case, places, service, cities))
