"""Which places are planned, and the facts about groups of them that never change: the denominators."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.tables import Tables
from planner.config.schema import Model, Scope
from planner.config.works import Where


def provinces_in_scope(scope: Scope, tables: Tables) -> list[str]:
    """Ids of the provinces to plan: those named, in the regions named; both, where both are given."""
    region = tables.provinces["region"]
    named = region.index.isin(scope.provinces) if scope.provinces else np.ones(len(region), dtype=bool)
    in_region = region.isin(scope.regions).to_numpy() if scope.regions else np.ones(len(region), dtype=bool)
    return sorted(region.index[named & in_region])


def size_class(urban_residents: pd.Series, classes: pd.DataFrame) -> pd.Series:
    """The class with the largest ``min_urban_residents`` that fits each place; empty where none does."""
    ordered = classes.sort_values("min_urban_residents", kind="stable")
    position = np.searchsorted(ordered["min_urban_residents"].to_numpy(float), urban_residents.to_numpy(float), "right")
    labels = np.array(["", *ordered.index], dtype=object)
    position = np.where(urban_residents.isna(), 0, position)
    return pd.Series(labels[position], index=urban_residents.index, dtype="str")


def select_places(model: Model, tables: Tables) -> pd.DataFrame:
    """Places of the provinces in scope, and core places elsewhere that uplinks from them end at.

    Returns:
        index place id; the columns of cities.csv with ``core`` and ``small`` as booleans, and ``region``,
        ``size_class``, ``in_scope``. Places outside the scope are never small here: they are only ends of uplinks.
    """
    cities = tables.cities.copy()
    in_scope = cities["province"].isin(provinces_in_scope(model.scope, tables))
    cities["small"] = cities["small"] & in_scope
    starts = in_scope.reindex(tables.uplinks["from"], fill_value=False).to_numpy(bool)
    ends = set(tables.uplinks["to"][starts])
    if len(tables.library):
        starts = in_scope.reindex(tables.library["city"], fill_value=False).to_numpy(bool)
        ends |= set(tables.library["to"][starts].dropna())
    cities["in_scope"] = in_scope
    cities["region"] = cities["province"].map(tables.provinces["region"])
    cities["size_class"] = size_class(cities["urban_residents"], tables.size_classes)
    return cities[in_scope | (cities["core"] & cities.index.isin(ends))].sort_index()


def with_denominators(groups: pd.DataFrame, places: pd.DataFrame, column: str) -> pd.DataFrame:
    """``groups`` with ``cities`` (small cities) and ``residents`` (thousands, in them); ``column`` names the group."""
    small = places[places["small"]]
    counted = small.groupby(column)["residents"].agg(["size", "sum"]).reindex(groups.index, fill_value=0)
    return groups.assign(cities=counted["size"].astype(int), residents=counted["sum"].astype(float) / 1000)


def matches(where: Where, places: pd.DataFrame) -> np.ndarray:
    """Which places in scope meet every condition of ``where``; a missing number meets no bound."""
    chosen = places["in_scope"].to_numpy(bool).copy()
    for column, wanted in (("small", where.small), ("core", where.core)):
        if wanted != "any":
            chosen &= places[column].to_numpy(bool) == wanted
    lists = {
        "kind": where.kinds,
        "size_class": where.size_classes,
        "region": where.regions,
        "province": where.provinces,
    }
    for column, allowed in lists.items():
        if allowed:
            chosen &= places[column].isin(allowed).to_numpy()
    if where.cities:
        chosen &= places.index.isin(where.cities)
    for column, bound in where.at_least.items():
        chosen &= places[column].to_numpy(float) >= bound
    for column, bound in where.at_most.items():
        chosen &= places[column].to_numpy(float) <= bound
    return chosen
