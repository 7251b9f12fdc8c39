"""The outlines of provinces: GeoJSON checked for what maps need of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from planner.data.contracts import OUTLINES_FILE
from planner.data.reading import EXCEL_MAGIC, shown
from planner.texts.problems import Problem, nearest

_AREAS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")
#: Nesting of coordinate lists above single positions.
_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def check_outlines(content: bytes, provinces: pd.DataFrame | None) -> list[Problem]:
    """What is wrong with outlines.geojson; ``provinces`` is None if that table could not be read."""
    if content.startswith(EXCEL_MAGIC):
        return [Problem(OUTLINES_FILE, "data.not_geojson", {"reason": "Excel"})]
    try:
        parsed = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return [Problem(OUTLINES_FILE, "data.not_geojson", {"reason": str(error)})]
    except RecursionError:
        return [Problem(OUTLINES_FILE, "data.not_geojson", {"reason": "nesting"})]
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        return [Problem(OUTLINES_FILE, "data.not_geojson", {"reason": "FeatureCollection"})]
    problems: list[Problem] = []
    drawn: set[str] = set()
    for number, feature in enumerate(features, start=1):
        reason = _feature_problem(feature)
        if reason is not None:
            values = {"feature": number, "reason": reason}
            problems.append(Problem(OUTLINES_FILE, "data.wrong_feature", values))
        elif feature["geometry"]["type"] in _AREAS:
            drawn.add(str(feature["properties"].get("id")))
    if provinces is not None:
        problems.extend(_undrawn(drawn, provinces))
    return problems


def _feature_problem(feature: Any) -> str | None:  # noqa: ANN401  any JSON
    """Why a feature cannot be drawn, in GeoJSON's own words; None if it can."""
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        return "geometry"
    geometry = feature["geometry"]
    kind = geometry.get("type")
    if kind not in _DEPTH:
        return f"type {shown(kind)}"
    if not _positions(geometry.get("coordinates"), _DEPTH[kind]):
        return "coordinates"
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return "properties"
    if kind in _AREAS and not isinstance(properties.get("id"), str):
        return "properties.id"
    return None


def _positions(value: Any, depth: int) -> bool:  # noqa: ANN401  any JSON
    if not isinstance(value, list):
        return False
    if depth > 0:
        return bool(value) and all(_positions(part, depth - 1) for part in value)
    numbers = len(value) >= 2 and all(isinstance(part, int | float) and part == part for part in value[:2])
    return numbers and abs(value[0]) <= 180 and abs(value[1]) <= 90


def _undrawn(drawn: set[str], provinces: pd.DataFrame) -> Iterator[Problem]:
    """Provinces without an outline (an outline of something else, such as a neighbour, is welcome)."""
    for province in provinces["id"]:
        if province not in drawn:
            hint = nearest(province, drawn - set(provinces["id"]))
            yield Problem(OUTLINES_FILE, "data.no_outline", {"province": province}, hint)
