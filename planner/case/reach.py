"""Which site may serve which city: distances, reach, and how many modules the demand in reach can fill."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from planner.case.additions import LOAD_COLUMNS
from planner.case.geography import route_km, without_coordinates
from planner.case.notes import Findings, place_names
from planner.case.tables import Tables
from planner.case.traffic import useful_wavelengths
from planner.config.schema import Model
from planner.config.works import Service

PAIR_COLUMNS = ("service", "city", "site", "distance_km", "haul_myuan")


def served_cities(model: Model, service_id: str, places: pd.DataFrame, draft: pd.DataFrame) -> pd.Index:
    """Cities that may be served: small ones, and hosts of projects that require the service or add to its demand."""
    requiring = [
        measure_id
        for measure_id, measure in model.measures.items()
        if service_id in measure.loads
        or any(service_id in requirement.services for requirement in measure.requires.values())
    ]
    hosts = draft["city"][draft["measure"].isin(requiring) & (draft["status"] != "built")]
    return places.index[places["small"].to_numpy(bool) | places.index.isin(hosts)]


def demand_by_year(model: Model, service: Service, places: pd.DataFrame) -> pd.DataFrame:
    """Demand of every place, index place id, columns years: the column of cities.csv grown from the first year on."""
    column = places[service.demand].astype(float).to_numpy()
    years = np.array(model.years)
    growth = (1 + service.demand_growth) ** (years - years[0])
    return pd.DataFrame(column[:, None] * growth[None, :], index=places.index, columns=list(model.years))


def pairs_in_reach(
    model: Model,
    tables: Tables,
    places: pd.DataFrame,
    draft: pd.DataFrame,
    findings: Findings,
) -> pd.DataFrame:
    """Every city and site within reach, before only the nearest ``max_sites`` are kept.

    A site to be built serves its own province only, so that provinces stay separable; sites that exist at the start
    serve whom the service's ``existing`` says. A table of pairs in the data set replaces distance and reach.

    Returns:
        service, city, site (project id), distance_km, haul_myuan (a year, whole first-year demand), sorted by service,
        city, distance, haul and site.
    """
    frames = [pd.DataFrame({column: pd.Series(dtype=object) for column in PAIR_COLUMNS})]
    listed = set(tables.pairs["service"])
    for service_id, service in sorted(model.services.items()):
        if service.mode not in ("cover", "capacity"):
            continue
        cities = served_cities(model, service_id, places, draft)
        sites = draft[draft["measure"] == service.measure]
        if service_id in listed:
            pairs = _stated_pairs(service_id, tables, cities, sites)
            _check_haul(service_id, service, places, pairs, findings)
        else:
            pairs = _computed_pairs(service_id, service, tables, places, cities, sites, findings)
        pairs = _allowed(pairs, service, places, sites, findings, service_id if service_id in listed else None)
        frames.append(_with_haul(pairs, service, places).assign(service=service_id))
    filled = [frame for frame in frames if len(frame)] or frames
    together = pd.concat(filled, ignore_index=True)[list(PAIR_COLUMNS)]
    return together.sort_values(["service", "city", "distance_km", "haul_myuan", "site"], ignore_index=True)


def _computed_pairs(
    service_id: str,
    service: Service,
    tables: Tables,
    places: pd.DataFrame,
    cities: pd.Index,
    sites: pd.DataFrame,
    findings: Findings,
) -> pd.DataFrame:
    """All city-site pairs that share a province, or whose site exists, within ``reach_km``; needs coordinates."""
    frames = []
    unknown: set[str] = set()
    for group, hosts in _blocks(service, places, cities, sites):
        city = pd.Series(np.repeat(group.to_numpy(object), len(hosts)), dtype="str")
        site = pd.Series(np.tile(hosts.index.to_numpy(object), len(group)), dtype="str")
        place = pd.Series(np.tile(hosts["city"].to_numpy(object), len(group)), dtype="str")
        unknown |= set(without_coordinates(places, city, place))
        length = route_km(places, tables.route_factor, city, place)
        frames.append(pd.DataFrame({"city": city, "site": site, "distance_km": length, "haul_myuan": np.nan}))
    if unknown:
        findings.problem("cities.csv", "case.reach_unknown", service=service_id, cities=place_names(places, unknown))
    if not frames:
        return pd.DataFrame({"city": [], "site": [], "distance_km": [], "haul_myuan": []})
    pairs = pd.concat(frames, ignore_index=True)
    return pairs if service.reach_km is None else pairs[pairs["distance_km"] <= service.reach_km]


def _blocks(
    service: Service, places: pd.DataFrame, cities: pd.Index, sites: pd.DataFrame
) -> list[tuple[pd.Index, pd.DataFrame]]:
    """For each province its cities and the sites that may come into question for them."""
    existing = sites[sites["status"] == "built"] if service.existing == "all" else sites.iloc[:0]
    groups = []
    for province, rows in sorted(places.loc[cities].groupby("province")):
        own = sites[sites["province"] == province]
        hosts = pd.concat([own, existing[~existing.index.isin(own.index)]])
        if len(hosts):
            groups.append((rows.index, hosts))
    return groups


def _stated_pairs(service_id: str, tables: Tables, cities: pd.Index, sites: pd.DataFrame) -> pd.DataFrame:
    """The pairs of pairs.csv, as far as their city may be served and their site is a project."""
    stated = tables.pairs[(tables.pairs["service"] == service_id) & tables.pairs["city"].isin(cities)]
    site_of = dict(zip(sites["city"], sites.index, strict=True))
    pairs = stated.assign(site=stated["site_city"].map(site_of))[["city", "site", "distance_km", "haul_myuan"]]
    pairs = pairs.dropna(subset=["site"])
    return pairs.astype({"distance_km": float, "haul_myuan": float})


def _check_haul(
    service_id: str, service: Service, places: pd.DataFrame, pairs: pd.DataFrame, findings: Findings
) -> None:
    """A haul that is paid by the km needs a distance where the table of pairs does not state the haul itself."""
    if service.mode == "capacity" and service.haul_myuan_per_unit_km > 0:
        unknown = pairs["city"][pairs["distance_km"].isna() & pairs["haul_myuan"].isna()]
        if len(unknown):
            findings.problem("pairs.csv", "case.haul_unknown", service=service_id, cities=place_names(places, unknown))


def _allowed(
    pairs: pd.DataFrame,
    service: Service,
    places: pd.DataFrame,
    sites: pd.DataFrame,
    findings: Findings,
    stated: str | None,
) -> pd.DataFrame:
    """Pairs whose site may serve the city's province; says how many stated ones may not."""
    if pairs.empty:
        return pairs
    same = pairs["city"].map(places["province"]).to_numpy() == pairs["site"].map(sites["province"]).to_numpy()
    built = pairs["site"].map(sites["status"]).to_numpy() == "built"
    by_existing = {"none": np.zeros(len(pairs), dtype=bool), "own_province": same, "all": np.ones(len(pairs), bool)}
    allowed = np.where(built, by_existing[service.existing], same)
    abroad = ~allowed & ~built
    if stated is not None and abroad.any():
        cities = place_names(places, pairs["city"][abroad])
        findings.note("case.note.pairs_abroad", service=stated, count=int(abroad.sum()), cities=cities)
    kept: pd.DataFrame = pairs[allowed]
    return kept


def _with_haul(pairs: pd.DataFrame, service: Service, places: pd.DataFrame) -> pd.DataFrame:
    """The pairs with a haul each, and distance 0 where none is stated: there, haul alone tells near from far."""
    pairs = pairs.assign(distance_km=pairs["distance_km"].fillna(0.0).astype(float))
    if service.mode != "capacity" or pairs.empty:
        return pairs.assign(haul_myuan=pairs["haul_myuan"].fillna(0.0).astype(float))
    amount = pairs["city"].map(places[service.demand].astype(float))
    computed = service.haul_myuan_per_unit_km * pairs["distance_km"].astype(float) * amount
    return pairs.assign(haul_myuan=pairs["haul_myuan"].astype(float).fillna(computed))


def nearest_sites(
    model: Model, pairs: pd.DataFrame, alive: Collection[str], connectable: Collection[str]
) -> pd.DataFrame:
    """The pairs that count: sites that can be there, cities that can be connected, the nearest ``max_sites``.

    Ties in distance go to the cheaper haul, then to the smaller site id.

    Args:
        pairs: as from :func:`pairs_in_reach`, in its order.
        alive: sites that are still possible.
        connectable: places that are core or can be connected.
    """
    if pairs.empty:
        return pairs
    needs = {s for s, service in model.services.items() if service.connected}
    possible = pairs["site"].isin(list(alive)) & (~pairs["service"].isin(needs) | pairs["city"].isin(list(connectable)))
    left: pd.DataFrame = pairs[possible]
    rank = left.groupby(["service", "city"], sort=False).cumcount()
    most = left["service"].map({s: service.max_sites or np.inf for s, service in model.services.items()})
    kept: pd.DataFrame = left[rank < most.astype(float)]
    return kept


def taking_sites(pairs: pd.DataFrame, loads: pd.DataFrame) -> pd.DataFrame:
    """Sites that may carry what projects add to a demand: those that may carry the city's own.

    Args:
        pairs: the pairs that count, as from :func:`nearest_sites`.
        loads: service, project, city, demand.

    Returns:
        service, project, city, site, demand.
    """
    return loads.merge(pairs[["service", "city", "site"]], on=["service", "city"])[
        [*LOAD_COLUMNS[:3], "site", "demand"]
    ]


def useful_modules(
    model: Model,
    pairs: pd.DataFrame,
    takes: pd.DataFrame,
    traffic: pd.Series,
    places: pd.DataFrame,
    draft: pd.DataFrame,
) -> pd.Series:
    """Most modules at each project, existing ones included; 0 for projects without modules.

    ``min(max_modules, ⌈demand in reach / capacity⌉)``, and never fewer than exist. A site that exists may grow like
    any other, unless a city of another province has it in reach: its growth would couple provinces. Uplinks have
    modules (wavelengths) where traffic is switched on, at most as many as the traffic below them can fill.
    """
    capacity = draft["measure"].map({m: v.capacity_per_module for m, v in model.measures.items()}).astype(float)
    most = draft["measure"].map({m: v.max_modules for m, v in model.measures.items()}).astype(float)
    most = most.mask(draft["given_modules"].notna(), draft["given_modules"].astype(float))
    links = (draft["kind"] == "uplink").to_numpy(bool)
    most = most.where(~links, most.clip(upper=useful_wavelengths(model, traffic, draft)))
    for service_id, service in model.services.items():
        if service.mode == "capacity":
            peak = demand_by_year(model, service, places).max(axis=1)
            mine = pairs[pairs["service"] == service_id]
            reached = mine["city"].map(peak).astype(float).groupby(mine["site"]).sum()
            added = takes[takes["service"] == service_id].groupby("site")["demand"].sum()
            reached = reached.add(added.astype(float), fill_value=0.0)
            provides = draft["measure"] == service.measure
            needed = (reached.reindex(draft.index, fill_value=0.0) / capacity).round(9)
            filled = pd.Series(np.ceil(needed.to_numpy(float)), index=draft.index)
            most = most.where(~provides | (most <= filled), filled)
    shared = draft.index.isin(foreign_sites(pairs, takes, places, draft))
    fixed = (draft["status"] == "built") & shared
    most = most.mask(fixed, 0.0)
    most = most.clip(lower=draft["built_modules"].astype(float))
    return most.where(capacity.notna(), 0.0).astype(int)


def foreign_sites(pairs: pd.DataFrame, takes: pd.DataFrame, places: pd.DataFrame, draft: pd.DataFrame) -> set[str]:
    """Sites that a city of another province, or a project there, has in reach."""
    found: set[str] = set()
    for frame in (pairs, takes):
        if len(frame):
            home = frame["city"].map(places["province"]).to_numpy()
            found |= set(frame["site"][home != frame["site"].map(draft["province"]).to_numpy()])
    return found
