"""Distances between places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.data.geography import great_circle_km

#: Distances are kept to a metre, so that ties are ties on every processor.
DECIMALS = 3


def route_km(places: pd.DataFrame, route_factor: float, start: pd.Series, end: pd.Series) -> np.ndarray:
    """Route lengths between places by id, km: great circle × ``route_factor``, zero within one place."""
    a, b = places.loc[start, ["lon", "lat"]].to_numpy(float), places.loc[end, ["lon", "lat"]].to_numpy(float)
    length = np.round(great_circle_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1]) * route_factor, DECIMALS)
    return np.where(start.to_numpy() == end.to_numpy(), 0.0, length)


def without_coordinates(places: pd.DataFrame, *ids: pd.Series) -> list[str]:
    """Places among ``ids`` whose longitude or latitude is not known, sorted."""
    unknown = set(places.index[places[["lon", "lat"]].isna().any(axis=1)])
    return sorted(unknown.intersection(*[{str(place) for series in ids for place in series}])) if unknown else []


def uplink_lengths(route_factor: float, places: pd.DataFrame, draft: pd.DataFrame) -> pd.Series:
    """Length in km by project, as in uplinks.csv or else from coordinates.

    NaN for projects that are no uplinks, and for links of projects.csv alone between places without coordinates.
    """
    lengths = draft["route_km"].copy()
    unknown = (draft["kind"] == "uplink") & lengths.isna()
    if unknown.any():
        lengths[unknown] = route_km(places, route_factor, draft["city"][unknown], draft["to"][unknown])
    return lengths
