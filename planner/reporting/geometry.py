"""From longitude and latitude to a flat map: Albers' equal-area conic projection and outlines as lines.

Source of the formulas: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), §14
(sphere). The sphere is that of all great-circle lengths in the planner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Mean radius of the earth, km.
RADIUS_KM = 6371.0088

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Albers:
    """Equal-area conic projection with two standard parallels; all angles in degrees, x and y in km."""

    parallels: tuple[float, float]
    centre_lon: float
    centre_lat: float

    def __call__(self, lon: Array, lat: Array) -> tuple[Array, Array]:
        """Project arrays of one shape."""
        south, north = np.radians(self.parallels)
        cone = (np.sin(south) + np.sin(north)) / 2
        constant = np.cos(south) ** 2 + 2 * cone * np.sin(south)
        theta = cone * np.radians(np.asarray(lon, dtype=float) - self.centre_lon)
        rho = RADIUS_KM * np.sqrt(constant - 2 * cone * np.sin(np.radians(np.asarray(lat, dtype=float)))) / cone
        rho0 = RADIUS_KM * np.sqrt(constant - 2 * cone * np.sin(np.radians(self.centre_lat))) / cone
        return rho * np.sin(theta), rho0 - rho * np.cos(theta)


def projection(settings: Mapping[str, Any], lon: Array, lat: Array) -> Albers:
    """The projection of a data set's ``[map]`` settings; unless they say all of it, one that fits the places."""
    if {"parallels", "centre_lon", "centre_lat"} <= settings.keys():
        south, north = settings["parallels"]
        return Albers((float(south), float(north)), float(settings["centre_lon"]), float(settings["centre_lat"]))
    if len(lon) == 0:
        return Albers((25.0, 47.0), 0.0, 35.0)
    low, high = float(np.min(lat)), float(np.max(lat))
    sixth = max((high - low) / 6, 0.5)  # parallels a sixth from either edge: Snyder's rule of thumb
    south, north = low + sixth, high - sixth if high - sixth > low + sixth else low + 2 * sixth
    if abs(south + north) < 1e-3:  # symmetric about the equator: the cone would be a cylinder
        north += 1.0
    return Albers((south, north), float(np.mean(lon)), (low + high) / 2)


@dataclass(frozen=True)
class Shape:
    """One outline: its rings or lines in degrees, and whose it is. ``closed`` is False for boundary lines."""

    id: str
    name_zh: str
    name_en: str
    closed: bool
    lines: tuple[Array, ...]


def shapes(outlines: Mapping[str, Any] | None) -> list[Shape]:
    """Every feature of a GeoJSON collection that can be drawn: polygons (outer rings) and lines."""
    found = []
    for feature in (outlines or {}).get("features", []):
        geometry = feature.get("geometry") or {}
        properties = feature.get("properties") or {}
        closed = geometry.get("type") in ("Polygon", "MultiPolygon")
        lines = tuple(np.asarray(line, dtype=float)[:, :2] for line in _lines(geometry) if len(line) > 1)
        if lines:
            key, zh, en = (str(properties.get(name, "")) for name in ("id", "name_zh", "name_en"))
            found.append(Shape(key, zh, en, closed, lines))
    return found


def _lines(geometry: Mapping[str, Any]) -> Sequence[Any]:
    kind = geometry.get("type")
    coordinates: Sequence[Any] = geometry.get("coordinates", [])
    if kind == "Polygon":
        return coordinates[:1]
    if kind == "MultiPolygon":
        return [polygon[0] for polygon in coordinates if polygon]
    if kind == "LineString":
        return [coordinates]
    return coordinates if kind == "MultiLineString" else []


def flatten(lines: Sequence[Array], project: Albers) -> tuple[list[int | None], list[int | None]]:
    """Lines in degrees as x and y in whole km, lines parted by None; points that fall together are kept once."""
    xs: list[int | None] = []
    ys: list[int | None] = []
    for line in lines:
        x, y = (np.rint(values).astype(int) for values in project(line[:, 0], line[:, 1]))
        keep = np.append(True, (np.diff(x) != 0) | (np.diff(y) != 0))
        if keep.sum() < 2:
            continue
        if xs:
            xs.append(None)
            ys.append(None)
        xs.extend(x[keep].tolist())
        ys.extend(y[keep].tolist())
    return xs, ys


def frame(project: Albers, shape_list: Sequence[Shape], lon: Array, lat: Array) -> tuple[float, float, float, float]:
    """West, east, south, north of the main map in km.

    It holds every place and each outline's largest ring; far islands belong to the inset.
    """
    xs, ys = [], []
    for shape in shape_list:
        if shape.closed:
            x, y = project(*max(shape.lines, key=_area).T)
            xs.append(x)
            ys.append(y)
    if not xs and len(lon):
        x, y = project(lon, lat)
        xs.append(x)
        ys.append(y)
    if not xs:
        return -1.0, 1.0, -1.0, 1.0
    x, y = np.concatenate(xs), np.concatenate(ys)
    margin = 0.02 * max(np.ptp(x), np.ptp(y), 1.0)
    return float(x.min() - margin), float(x.max() + margin), float(y.min() - margin), float(y.max() + margin)


def _area(ring: Array) -> float:
    """Area of a ring in square degrees, enough to tell large from small."""
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


def box_outline(lon: Sequence[float], lat: Sequence[float]) -> Array:
    """The border of a box in degrees as a fine line, so that it bends as the projection does. Shape (4 × 25, 2)."""
    along = np.linspace(0, 1, 25)
    west, east, south, north = lon[0], lon[1], lat[0], lat[1]
    sides = [
        (west + (east - west) * along, np.full(25, south)),
        (np.full(25, east), south + (north - south) * along),
        (east - (east - west) * along, np.full(25, north)),
        (np.full(25, west), north - (north - south) * along),
    ]
    return np.vstack([np.column_stack(side) for side in sides])
