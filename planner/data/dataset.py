"""A data set in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from planner.texts import YUAN, Pair


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Inset(_Strict):
    """A part of the map that is drawn apart, in a box of its own."""

    lon: tuple[float, float] = Field(description="West and east edge, degrees.")
    lat: tuple[float, float] = Field(description="South and north edge, degrees.")


class MapSettings(_Strict):
    """How maps are drawn: in Albers' equal-area projection, fitted to the places unless all of it is stated here."""

    projection: Literal["albers"] = Field("albers", description="Map projection.")
    parallels: tuple[float, float] | None = Field(None, description="Standard parallels (Albers), degrees.")
    centre_lon: float | None = Field(None, description="Central meridian, degrees.")
    centre_lat: float | None = Field(None, description="Latitude of origin, degrees.")
    crs: str = Field("", description="Datum of the coordinates.")
    note_zh: str = Field("", description="Note under every map, in Chinese.")
    note_en: str = Field("", description="Note under every map, in English.")
    inset: Inset | None = Field(None, description="A part drawn apart.")


class Geometry(_Strict):
    """How far things are apart."""

    route_factor: float = Field(1, ge=1, le=3, description="Length of a route over the great circle's.")


class Identity(_Strict):
    """Table [dataset] of dataset.toml."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_\-]*$", description="Id of the data set.")
    name_zh: str = Field(description="Name in Chinese.")
    name_en: str = Field(description="Name in English.")
    version: str = Field("1", description="Version of the tables.")
    price_year: int = Field(
        ge=1900, le=2200, description="Year of the constant prices of every _myuan column (million units of currency)."
    )
    currency_zh: str = Field(YUAN.zh, description="Currency, in Chinese, as it stands behind an amount.")
    currency_en: str = Field(YUAN.en, description="Currency, in English, as it stands behind “million”.")
    country_zh: str = Field("", description="Country, in Chinese.")
    country_en: str = Field("", description="Country, in English.")
    licence: str = Field("", description="Licence of the tables.")
    notes_zh: str = Field("", description="What a reader must know, in Chinese.")
    notes_en: str = Field("", description="What a reader must know, in English.")


class Settings(_Strict):
    """dataset.toml, checked."""

    dataset: Identity
    geometry: Geometry = Field(default_factory=Geometry)
    map: MapSettings = Field(default_factory=MapSettings)


@dataclass(frozen=True)
class Dataset:
    """A data set, read and checked. Frames must not be changed.

    Every frame has the columns of its contract (:mod:`planner.data.contracts`) under their names in the file, ids as a
    column, a plain 0…n−1 index, and rows sorted by key. Ids and texts are ``str`` (empty cells ""), flags ``bool``,
    counts ``int64``, other numbers ``float64`` (empty cells NaN; ``Int64`` with <NA> for optional years and modules).

    Attributes:
        folder: where it was read from.
        settings: dataset.toml.
        projects, pairs: None if the data set has no such table.
        outlines: bytes of outlines.geojson, valid GeoJSON with an outline for every province; None without the file.
        files: content by file name of every file read, so that a run keeps what it used whatever becomes of the files.
    """

    folder: Path
    settings: Settings
    regions: pd.DataFrame
    provinces: pd.DataFrame
    size_classes: pd.DataFrame
    carriers: pd.DataFrame
    cities: pd.DataFrame
    uplinks: pd.DataFrame
    sites: pd.DataFrame
    unit_costs: pd.DataFrame
    sources: pd.DataFrame
    projects: pd.DataFrame | None
    pairs: pd.DataFrame | None
    outlines: bytes | None
    files: dict[str, bytes]

    @property
    def id(self) -> str:
        """Id of the data set."""
        return self.settings.dataset.id

    @property
    def name(self) -> Pair:
        """Name in both languages."""
        return Pair(self.settings.dataset.name_zh, self.settings.dataset.name_en)

    @property
    def name_zh(self) -> str:
        """Name in Chinese."""
        return self.settings.dataset.name_zh

    @property
    def name_en(self) -> str:
        """Name in English."""
        return self.settings.dataset.name_en

    @property
    def currency(self) -> Pair:
        """Name of the currency; every amount is in millions of it."""
        return Pair(self.settings.dataset.currency_zh, self.settings.dataset.currency_en)

    @property
    def price_year(self) -> int:
        """Year of the constant prices."""
        return self.settings.dataset.price_year

    @property
    def route_factor(self) -> float:
        """Length of a route over the great circle's."""
        return self.settings.geometry.route_factor

    @property
    def map(self) -> MapSettings:
        """How maps are drawn."""
        return self.settings.map
