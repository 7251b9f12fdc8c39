"""What each city gets, when and from whose money: the data behind the finder, the map's colours and its hovers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.statuses import missing_parts, part_name
from planner.texts import Pair

#: So many of the nearest places are offered for comparison.
NEIGHBOURS = 6


def places(digest: Digest) -> pd.DataFrame:
    """Small cities in scope, core places of the same provinces and other ends of links, by code.

    These are what the map shows and the finder knows; column ``small`` is 1 for small cities in scope only.
    """
    cities, projects = digest.run.cities, digest.run.plan["projects"]
    small = cities.index.isin(digest.run.small.index)
    core = (cities["core"] == 1).to_numpy() & cities["province"].isin(digest.provinces).to_numpy()
    shown = cities[small | core | cities.index.isin(projects["to"])].sort_index()
    return shown.assign(small=shown.index.isin(digest.run.small.index).astype(int))


def city_data(digest: Digest, shown: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """Columns by place, in the order of ``shown``.

    ``reached`` holds a first year by layer (0: never); ``works`` one list a place of
    [measure, year, capex, grant, local, enterprise] with money in million yuan (2 digits after the point: 10,000 yuan);
    ``lacks`` what a place lacks for each status, ``freedom`` what plans nearly as good do there.
    """
    names, provinces = digest.names, list(digest.run.dataset["provinces"].index)
    measures = list(digest.run.model.measures)
    place = {key: k for k, key in enumerate(provinces)}
    return {
        "id": shown.index.tolist(),
        "zh": shown["name_zh"].tolist(),
        "en": shown["name_en"].tolist(),
        "pinyin": [str(text).replace(" ", "").lower() for text in shown["pinyin"]],
        "province": [place.get(key, -1) for key in shown["province"]],
        "small": [int(flag) for flag in shown["small"] == 1],
        "residents": [None if np.isnan(value) else round(value) for value in shown["residents"].astype(float)],
        "x": [None if np.isnan(value) else round(float(value), 1) for value in x],
        "y": [None if np.isnan(value) else round(float(value), 1) for value in y],
        "near": _neighbours(shown, x, y),
        "reached": {layer: _years(digest.reached[layer].reindex(shown.index)) for layer in digest.layers},
        "works": _works(digest, shown, measures),
        "lacks": _lacks(digest, shown),
        "freedom": _freedom(digest, shown, measures),
        "names": {
            "province": _sides(names.province(key) for key in provinces),
            "measure": _sides(names.measure(key) for key in measures),
            "layer": {key: [names.service(key).zh, names.service(key).en] for key in digest.layers},
        },
    }


def _sides(pairs: Iterable[Pair]) -> list[list[str]]:
    return [[pair.zh, pair.en] for pair in pairs]


def _years(first: pd.Series) -> list[int]:
    return first.fillna(0).astype(int).tolist()


def _works(digest: Digest, shown: pd.DataFrame, measures: list[str]) -> list[list[list[float]]]:
    """Projects of each place by year; an uplink belongs to its lower end. Built ones have year 0 and no money."""
    projects = digest.run.plan["projects"]
    order = {key: k for k, key in enumerate(measures)}
    rows: dict[str, list[list[float]]] = {key: [] for key in shown.index}
    columns = [
        "city",
        "measure",
        "start_year",
        "capex_myuan",
        "module_capex_myuan",
        "grant_myuan",
        "local_myuan",
        "enterprise_myuan",
    ]
    for city, measure, year, *amounts in projects[columns].itertuples(index=False, name=None):
        if city in rows and measure in order:
            capex, modules, grant, local, enterprise = (0.0 if pd.isna(value) else float(value) for value in amounts)
            money = [round(value, 2) for value in (capex + modules, grant, local, enterprise)]
            rows[city].append([order[measure], 0 if pd.isna(year) else int(year), *money])
    return [sorted(rows[key], key=lambda work: (work[1], work[0])) for key in shown.index]


def _lacks(digest: Digest, shown: pd.DataFrame) -> dict[str, Any]:
    """By status: names of its parts, and for each place the numbers of the parts that it lacks at the end."""
    found = {}
    for status in digest.run.model.statuses:
        table = missing_parts(digest, status)
        parts = [part_name(digest, status, str(part)) for part in table.columns]
        flags = table.reindex(shown.index, fill_value=False).to_numpy(dtype=bool)
        found[status] = {"parts": _sides(parts), "lacks": [np.flatnonzero(row).tolist() for row in flags]}
    return found


def _freedom(digest: Digest, shown: pd.DataFrame, measures: list[str]) -> dict[str, dict[str, list[int]]]:
    """By place and kind (all, some, none, undecided), the measures that plans nearly as good treat so."""
    order = {key: k for k, key in enumerate(measures)}
    table = digest.run.extras["alternatives"]
    table = table[table["city"].isin(shown.index) & table["measure"].isin(measures)]
    found: dict[str, dict[str, list[int]]] = {}
    for (city, kind), part in table.groupby(["city", "verdict"], sort=True):
        found.setdefault(str(city), {})[str(kind)] = sorted({order[measure] for measure in part["measure"]})
    return found


def _neighbours(shown: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> list[list[int]]:
    """Numbers of the nearest small cities of each place, nearest first, the place itself left out."""
    known = np.flatnonzero((shown["small"] == 1).to_numpy() & np.isfinite(x) & np.isfinite(y))
    found: list[list[int]] = []
    for k in range(len(shown)):
        others = known[known != k]
        if not len(others) or not np.isfinite(x[k]):
            found.append([])
            continue
        distance = np.hypot(x[others] - x[k], y[others] - y[k])
        nearest = np.argsort(distance, kind="stable")[:NEIGHBOURS]
        found.append([int(other) for other in others[nearest]])
    return found
