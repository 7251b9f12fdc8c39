"""What the case needs of a data set, with every table indexed by its key."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.data.dataset import Dataset

LIBRARY_COLUMNS = (
    "id", "measure", "city", "to", "status", "first_year", "last_year", "by_year", "capex_myuan", "opex_myuan",
    "lead", "modules", "stage", "score",
)  # fmt: skip
PAIR_COLUMNS = ("service", "city", "site_city", "distance_km", "haul_myuan")


@dataclass(frozen=True)
class Tables:
    """The tables of one data set; ``cities``, ``provinces``, ``regions``, ``size_classes``, ``carriers`` by id.

    ``library`` is projects.csv. Optional tables and columns that a data set lacks are there, and empty.
    """

    cities: pd.DataFrame
    provinces: pd.DataFrame
    regions: pd.DataFrame
    size_classes: pd.DataFrame
    carriers: pd.DataFrame
    uplinks: pd.DataFrame
    sites: pd.DataFrame
    unit_costs: pd.DataFrame
    library: pd.DataFrame
    pairs: pd.DataFrame
    route_factor: float


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index("id").sort_index()


def _complete(frame: pd.DataFrame | None, columns: tuple[str, ...]) -> pd.DataFrame:
    if frame is None:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
    return frame.reindex(columns=list(columns))


def read_tables(dataset: Dataset) -> Tables:
    """Index the tables of ``dataset`` by their keys, and complete those that it does not have."""
    return Tables(
        cities=_keyed(dataset.cities),
        provinces=_keyed(dataset.provinces),
        regions=_keyed(dataset.regions),
        size_classes=_keyed(dataset.size_classes),
        carriers=_keyed(dataset.carriers),
        uplinks=dataset.uplinks,
        sites=dataset.sites,
        unit_costs=dataset.unit_costs,
        library=_complete(dataset.projects, LIBRARY_COLUMNS),
        pairs=_complete(dataset.pairs, PAIR_COLUMNS),
        route_factor=dataset.route_factor,
    )
