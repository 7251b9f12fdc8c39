"""A random case handed to the planner, in memory or as a run folder's inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pandas as pd
from pandas.api.types import is_numeric_dtype

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.schema import Model
from planner.data.dataset import Dataset
from tests.proof.random_case import COLUMNS, RandomCase

_WHOLE = ("egress_nodes", "residents", "urban_residents", "homes", "min_urban_residents")
_NUMBERS = {
    "lon", "lat", "demand_units", "local_budget_myuan", "route_km", "low_myuan", "base_myuan", "high_myuan",
    "capex_myuan", "opex_myuan", "distance_km", "haul_myuan", "score",
    "position",
}  # fmt: skip
_YEARS = ("first_year", "last_year", "by_year")


@dataclass(frozen=True)
class Frames:
    """The tables of a random case in the data types that a data set is read in."""

    cities: pd.DataFrame
    provinces: pd.DataFrame
    regions: pd.DataFrame
    size_classes: pd.DataFrame
    carriers: pd.DataFrame
    uplinks: pd.DataFrame
    sites: pd.DataFrame
    unit_costs: pd.DataFrame
    projects: pd.DataFrame | None
    pairs: pd.DataFrame | None
    route_factor: float
    price_year: int = 2024


def frames(case: RandomCase) -> Frames:
    """The data set of a random case."""
    tables: dict[str, Any] = {name: _typed(case.frame(name), name) for name in case.columns}
    for name in ("projects", "pairs"):
        if tables[name].empty:
            tables[name] = None
    return Frames(**tables, route_factor=case.route_factor)


def _typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    for column in frame.columns:
        if column in ("core", "small"):
            frame[column] = frame[column].astype(bool)
        elif column in _WHOLE or (column == "modules" and table == "sites"):
            frame[column] = frame[column].astype("int64")
        elif column in _NUMBERS:
            frame[column] = frame[column].astype("float64")
        elif column in _YEARS or column == "modules":
            frame[column] = frame[column].astype("Int64")
        elif column not in COLUMNS[table] and is_numeric_dtype(frame[column]):
            frame[column] = frame[column].astype("float64")
        else:
            frame[column] = frame[column].fillna("").astype("str")
    keys = [c for c in ("id", "measure", "item", "service", "city", "site_city") if c in frame.columns]
    return frame.sort_values(keys, ignore_index=True)


def planner_case(case: RandomCase) -> Case:
    """The planner's case of a random case.

    Raises:
        InputError: the planner rejects it.
    """
    return build_case(Model.model_validate(case.model), cast(Dataset, frames(case)))
