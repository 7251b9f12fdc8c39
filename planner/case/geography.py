"""Distances between places."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Mean radius of the Earth, km (IUGG).
EARTH_RADIUS_KM = 6371.0088
#: Distances are kept to a metre, so that ties are ties on every processor.
DECIMALS = 3


def great_circle_km(lon_a: np.ndarray, lat_a: np.ndarray, lon_b: np.ndarray, lat_b: np.ndarray) -> np.ndarray:
    """Great-circle distances in km between points in degrees, by the haversine formula; shapes broadcast."""
    lon_a, lat_a, lon_b, lat_b = (np.radians(np.asarray(x, dtype=float)) for x in (lon_a, lat_a, lon_b, lat_b))
    half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def route_km(places: pd.DataFrame, route_factor: float, start: pd.Series, end: pd.Series) -> np.ndarray:
    """Route lengths between places by id, km: great circle × ``route_factor``, zero within one place."""
    a, b = places.loc[start, ["lon", "lat"]].to_numpy(float), places.loc[end, ["lon", "lat"]].to_numpy(float)
    length = np.round(great_circle_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1]) * route_factor, DECIMALS)
    return np.where(start.to_numpy() == end.to_numpy(), 0.0, length)


def uplink_lengths(route_factor: float, places: pd.DataFrame, draft: pd.DataFrame) -> pd.Series:
    """Length in km by project, as in uplinks.csv or else from coordinates; NaN for projects that are no uplinks."""
    lengths = draft["route_km"].copy()
    unknown = (draft["kind"] == "uplink") & lengths.isna()
    if unknown.any():
        lengths[unknown] = route_km(places, route_factor, draft["city"][unknown], draft["to"][unknown])
    return lengths
