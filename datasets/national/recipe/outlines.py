"""Decode the province outlines of the chart library's China map, with its two fixes, into GeoJSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

DECIMALS = 3
ENCODING_SCALE = 1024
#: The South China Sea fix draws an inset (frame 64 × 93 units), not a map. Its Hainan and its nine dashes fall
#: into place, within a degree, at lon = 106.3 + 0.252·x, lat = 23.6 − 0.245·y.
INSET_ORIGIN, INSET_UNIT = (106.3, 23.6), (0.252, -0.245)
#: Which rings of the fix are dashes: the others are the coast, Hainan and the frame.
DASHES = slice(2, 11)
#: The dash east of Taiwan lies above the inset's frame; ends read off the public standard map, to 0.1°.
TENTH_DASH = [[122.5, 23.5], [122.8, 24.6]]
#: What the map holds beside the 31 provinces of the tables.
EXTRA = {
    "台湾": ("71", "台湾省", "Taiwan"),
    "香港": ("81", "香港特别行政区", "Hong Kong"),
    "澳门": ("82", "澳门特别行政区", "Macao"),
}

Point = list[float]


def decode_ring(text: str, offset: list[int]) -> list[Point]:
    """One ring: UTF-16 units, each a zig-zag delta plus 64, in units of 1/1024 degree from ``offset``."""
    ring, (x, y) = [], offset
    for i in range(0, len(text) - 1, 2):
        dx, dy = (ord(char) - 64 for char in text[i : i + 2])
        x += (dx >> 1) ^ -(dx & 1)
        y += (dy >> 1) ^ -(dy & 1)
        ring.append([round(x / ENCODING_SCALE, DECIMALS), round(y / ENCODING_SCALE, DECIMALS)])
    return ring


def clean(ring: list[Point]) -> list[Point]:
    """Drop points repeated by the rounding and close the ring."""
    kept = [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]]
    return kept if kept[0] == kept[-1] else [*kept, kept[0]]


def polygons(geometry: dict[str, Any]) -> list[list[list[Point]]]:
    """Polygons (lists of rings) of one encoded geometry."""
    offsets = geometry["encodeOffsets"]
    if geometry["type"] == "Polygon":
        encoded = [list(zip(geometry["coordinates"], offsets, strict=True))]
    else:
        encoded = [list(zip(*pair, strict=True)) for pair in zip(geometry["coordinates"], offsets, strict=True)]
    decoded = [[clean(decode_ring(text, offset)) for text, offset in rings] for rings in encoded]
    # A ring of fewer than four points encloses nothing after rounding.
    return [kept for rings in decoded if (kept := [ring for ring in rings if len(ring) >= 4])]


def javascript_points(path: Path) -> list[list[Point]]:
    """The ``points`` literal of one of the two fix files."""
    found = re.search(r"var points = (\[.*?\]);", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if found is None:
        raise ValueError(f"{path.name}: no points")
    rings: list[list[Point]] = json.loads(found.group(1))
    return rings


def sea_lines(folder: Path) -> list[list[Point]]:
    """The ten dashes of the South China Sea boundary as lines in degrees (each ring is a thin quadrangle)."""
    lines = []
    for ring in javascript_points(folder / "nanhai.js")[DASHES]:
        ends = [[(one[k] + other[k]) / 2 for k in (0, 1)] for one, other in ((ring[0], ring[3]), (ring[1], ring[2]))]
        lines.append([[round(INSET_ORIGIN[k] + end[k] * INSET_UNIT[k], DECIMALS) for k in (0, 1)] for end in ends])
    return [*lines, TENTH_DASH]


def feature(properties: dict[str, str], kind: str, coordinates: list[Any]) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def provinces_of(folder: Path, provinces: pd.DataFrame) -> list[dict[str, Any]]:
    """The 34 provinces as MultiPolygon features sorted by two-digit id."""
    known = {row["name_zh"][:2]: (str(code), row["name_zh"], row["name_en"]) for code, row in provinces.iterrows()}
    features = []
    for encoded in json.loads((folder / "china.json").read_text(encoding="utf-8"))["features"]:
        name = encoded["properties"]["name"]
        code, name_zh, name_en = EXTRA[name] if name in EXTRA else known[name[:2]]
        parts = polygons(encoded["geometry"])
        if name == "台湾":
            islands = javascript_points(folder / "diaoyuIsland.js")
            parts += [[[[round(value, DECIMALS) for value in point] for point in ring]] for ring in islands]
        features.append(feature({"id": code, "name_zh": name_zh, "name_en": name_en}, "MultiPolygon", parts))
    return sorted(features, key=lambda item: str(item["properties"]["id"]))


def build(folder: Path, provinces: pd.DataFrame) -> str:
    """``outlines.geojson`` as text, one feature a line: 34 provinces, then the dashed boundary lines."""
    features = provinces_of(folder, provinces)
    for number, line in enumerate(sea_lines(folder), start=1):
        labels = {"id": f"boundary-{number}", "role": "boundary", "name_zh": "南海断续线", "name_en": "dashed line"}
        features.append(feature(labels, "LineString", line))
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
