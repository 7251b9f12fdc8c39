"""Places, groups of them, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.plan.audit.inputs import Folder

#: Mean Earth radius, km.
RADIUS_KM = 6371.0088


def read_places(folder: Folder) -> pd.DataFrame:
    """All places of the data set by id, with ``region``, ``size_class`` ("" if none), ``planned`` and booleans.

    ``planned``: in a province of the scope. ``small`` is false outside it.
    """
    places = folder.dataset["cities"].set_index("id").sort_index()
    provinces = folder.dataset["provinces"].set_index("id")
    places["region"] = places["province"].map(provinces["region"])
    places["planned"] = places["province"].isin(planned_provinces(folder))
    places["core"] = places["core"] == 1
    places["small"] = (places["small"] == 1) & places["planned"]
    nodes = places["egress_nodes"] if "egress_nodes" in places else pd.Series(1.0, index=places.index)
    places["egress_nodes"] = nodes.fillna(1.0)
    places["size_class"] = ""
    classes = folder.dataset["size_classes"].sort_values("min_urban_residents", kind="stable")
    for name, least in zip(classes["id"], classes["min_urban_residents"], strict=True):
        places.loc[places["urban_residents"] >= least, "size_class"] = name
    return places


def planned_provinces(folder: Folder) -> list[str]:
    """Provinces of the scope: those named and in the regions named, where such are named."""
    scope = folder.model.get("scope", {})
    provinces = folder.dataset["provinces"]
    keep = pd.Series(True, index=provinces.index)
    if scope.get("provinces"):
        keep &= provinces["id"].isin(scope["provinces"])
    if scope.get("regions"):
        keep &= provinces["region"].isin(scope["regions"])
    return sorted(provinces["id"][keep])


def hosts(where: Mapping[str, Any], places: pd.DataFrame) -> pd.Series:
    """Which places a measure's ``where`` allows (default: small ones)."""
    ok = places["planned"].copy()
    for flag, usual in (("small", True), ("core", "any")):
        wanted = where.get(flag, usual)
        if wanted != "any":
            ok &= places[flag] == wanted
    for key, column in (
        ("kinds", "kind"),
        ("size_classes", "size_class"),
        ("regions", "region"),
        ("provinces", "province"),
    ):
        if where.get(key):
            ok &= places[column].isin(where[key])
    if where.get("cities"):
        ok &= places.index.isin(where["cities"])
    for column, least in where.get("at_least", {}).items():
        ok &= places[column] >= least
    for column, most in where.get("at_most", {}).items():
        ok &= places[column] <= most
    return ok


def amount_at(amount: Mapping[str, Any], places: pd.DataFrame, cities: pd.Series) -> npt.NDArray[np.float64]:
    """A quantity of cities: a factor, or a factor times a column of cities.csv."""
    factor = float(amount.get("factor", 1))
    if "column" not in amount:
        return np.full(len(cities), factor)
    return np.asarray(factor * places[amount["column"]].reindex(cities).to_numpy(float), dtype=float)


def distance_km(places: pd.DataFrame, a: pd.Series, b: pd.Series) -> npt.NDArray[np.float64]:
    """Great-circle distance between places by id, km (spherical law of cosines by unit vectors)."""
    lon, lat = np.radians(places["lon"].to_numpy(float)), np.radians(places["lat"].to_numpy(float))
    unit = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    one, other = unit[places.index.get_indexer(pd.Index(a))], unit[places.index.get_indexer(pd.Index(b))]
    # The chord keeps its digits where the cosine of a short distance would not.
    chord = np.linalg.norm(one - other, axis=1)
    return np.asarray(2 * RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1)), dtype=float)
