"""Names and places of the national data set that people would look up, and its map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "national"


@pytest.fixture(scope="module")
def cities() -> pd.DataFrame:
    """The table of places; all text but the coordinates."""
    table = pd.read_csv(FOLDER / "cities.csv", dtype=str, keep_default_na=False)
    return table.astype({"lon": float, "lat": float})


NAMES = {
    "341500": ("Lu'an", "luan"),
    "610100": ("Xi'an", "xian"),
    "230100": ("Harbin", "haerbin"),
    "430121": ("Changsha County", "changsha"),
    "341021": ("She County", "she"),
    "371524": ("Dong'e", "donge"),
    "222424": ("Wangqing", "wangqing"),
    "220623": ("Changbai", "changbai"),
    "150523": ("Kailu", "kailu"),
    "152222": ("Horqin Right Middle Banner", "keerqinyouyizhong"),
    "530925": ("Shuangjiang", "shuangjiang"),
    "371481": ("Laoling", "laoling"),
    "140700": ("Jinzhong", "jinzhong"),
    "360731": ("Yudu", "yudu"),
    "522701": ("Duyun", "duyun"),
    "341181": ("Tianchang", "tianchang"),
    "540300": ("Qamdo", "changdu"),
    "141100": ("Lüliang", "lvliang"),
    "429021": ("Shennongjia", "shennongjia"),
}


@pytest.mark.parametrize("place", list(NAMES))
def test_names_are_read_rightly(place: str, cities: pd.DataFrame) -> None:
    row = cities.set_index("id").loc[place]
    assert (row["name_en"], row["pinyin"]) == NAMES[place]


def test_pinyin_can_be_typed(cities: pd.DataFrame) -> None:
    assert cities["pinyin"].str.fullmatch(r"[a-z]+").all()
    assert cities["name_en"].str.fullmatch(r"[A-Z][A-Za-zü' -]+").all()


def test_lhasa_is_core_and_small_and_tibet_ends_there(cities: pd.DataFrame) -> None:
    lhasa = cities.set_index("id").loc["540100"]
    assert (lhasa["core"], lhasa["small"], lhasa["egress_nodes"]) == ("1", "1", "2")
    assert (pd.read_csv(FOLDER / "uplinks.csv", dtype=str)["to"] == "540100").sum() > 50


def inside(lon: float, lat: float, polygons: list[Any]) -> bool:
    """Even-odd rule over all rings of a MultiPolygon."""
    crossings = 0
    for ring in (np.array(ring) for polygon in polygons for ring in polygon):
        x0, y0, x1, y1 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
        spans = (y0 > lat) != (y1 > lat)
        height = np.where(spans, y1 - y0, 1.0)
        crossings += int((spans & (lon < x0 + (lat - y0) * (x1 - x0) / height)).sum())
    return crossings % 2 == 1


def test_places_lie_in_the_outline_of_their_province(cities: pd.DataFrame) -> None:
    features = json.loads((FOLDER / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    areas = {f["properties"]["id"]: f["geometry"]["coordinates"] for f in features if "role" not in f["properties"]}
    assert len(areas) == 34
    assert set(cities["province"]) <= set(areas)
    found = [inside(lon, lat, areas[p]) for lon, lat, p in cities[["lon", "lat", "province"]].to_numpy()]
    outside = cities[~np.array(found)]
    assert len(outside) / len(cities) < 0.01, outside["name_zh"].to_list()


def test_the_dashed_line_lies_in_the_south_china_sea() -> None:
    features = json.loads((FOLDER / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    dashes = [f["geometry"] for f in features if f["properties"].get("role") == "boundary"]
    assert len(dashes) == 10
    points = np.array([point for dash in dashes for point in dash["coordinates"]])
    assert {dash["type"] for dash in dashes} == {"LineString"}
    assert points.min(axis=0) == pytest.approx([108.2, 3.5], abs=0.8)
    assert points.max(axis=0) == pytest.approx([122.8, 24.6], abs=0.8)
