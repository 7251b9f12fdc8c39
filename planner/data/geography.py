"""Distances on the globe."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

#: Mean radius of the Earth, km (IUGG).
EARTH_RADIUS_KM: Final = 6371.0088


def great_circle_km(lon_a: ArrayLike, lat_a: ArrayLike, lon_b: ArrayLike, lat_b: ArrayLike) -> np.ndarray:
    """Great-circle distances in km between points in degrees, by the haversine formula; shapes broadcast."""
    lon1, lat1, lon2, lat2 = (np.radians(np.asarray(x, dtype=float)) for x in (lon_a, lat_a, lon_b, lat_b))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
