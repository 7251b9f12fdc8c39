"""Read the committed extract: every later module starts from these frames, never from files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

#: Suffix digits of district-like zones in the division codes (130171 … 530179).
ZONE_CODES = range(70, 80)


@dataclass(frozen=True)
class Raw:
    """The raw extract. All codes are text.

    ``units`` one row per county-level unit: code, name, communities, villages, townships (counts).
    ``prefectures`` four-digit code → name. ``coordinates`` six-digit code, name, lon, lat (degrees).
    ``provinces`` census figures of 2020. ``core`` the core places. ``exceptions`` (key, field, value).
    ``seats`` four-digit code of a prefecture without a city proper → six-digit code of its seat.
    ``full_names`` full Chinese name → established English name. ``outlines`` folder of the encoded outlines.
    ``regions``, ``size_classes``, ``carriers`` tables as they are; ``cost_items`` triples and factors by item;
    ``columns`` the description of every column of every table.
    """

    units: pd.DataFrame
    prefectures: dict[str, str]
    coordinates: pd.DataFrame
    provinces: pd.DataFrame
    core: pd.DataFrame
    exceptions: pd.DataFrame
    seats: dict[str, str]
    full_names: dict[str, str]
    outlines: Path
    regions: pd.DataFrame
    size_classes: pd.DataFrame
    carriers: pd.DataFrame
    cost_items: pd.DataFrame
    columns: pd.DataFrame

    def exception(self, field: str) -> dict[str, str]:
        """Exceptions of one field (kind, part_of, left_out, lon_lat, pinyin) by their key."""
        rows = self.exceptions[self.exceptions["field"] == field]
        return dict(zip(rows["key"], rows["value"], strict=True))


def read(folder: Path) -> Raw:
    """Read ``raw/`` with codes kept as text and numbers as numbers."""

    def table(name: str) -> pd.DataFrame:
        return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)

    units = table("units").astype({"communities": int, "villages": int, "townships": int})
    figures = ["pop_2020", "urban_share_2020", "family_hh_size_2020", "family_pop_share_2020"]
    money = ["low_myuan", "base_myuan", "high_myuan", "small_2", "small_1"]
    prefectures, seats, names = table("prefectures"), table("prefecture_seats"), table("names_en")
    return Raw(
        units=units,
        prefectures=dict(zip(prefectures["code"], prefectures["name"], strict=True)),
        coordinates=table("coordinates").astype({"lon": float, "lat": float}),
        provinces=table("provinces").astype(dict.fromkeys(figures, float)).set_index("code"),
        core=table("core_places"),
        exceptions=table("exceptions"),
        seats=dict(zip(seats["prefecture"], seats["seat"], strict=True)),
        full_names=dict(zip(names["name_zh"], names["name_en"], strict=True)),
        outlines=folder / "outlines",
        regions=table("regions"),
        size_classes=table("size_classes").astype({"min_urban_residents": int}),
        carriers=table("carriers").astype({"capex_share": float}),
        cost_items=table("cost_items").astype(dict.fromkeys(money, float)),
        columns=table("columns"),
    )
