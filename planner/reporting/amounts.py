"""Quantities of places as the model file states them: amounts of columns, and thresholds before the plan begins."""

from __future__ import annotations

import pandas as pd

from planner.config.works import Amount, Threshold

#: Slack with which a threshold counts as met, as in the rules themselves.
SLACK = 1e-9


def amount(cities: pd.DataFrame, stated: Amount) -> pd.Series:
    """``stated`` at every place; a column that the data set lacks counts as empty (NaN)."""
    if stated.column is None:
        return pd.Series(stated.factor, index=cities.index, dtype=float)
    return stated.factor * column(cities, stated.column)


def column(cities: pd.DataFrame, name: str) -> pd.Series:
    """A numeric column of cities.csv; NaN where it is empty or absent."""
    if name not in cities:
        return pd.Series(float("nan"), index=cities.index)
    return pd.to_numeric(cities[name], errors="coerce").astype(float)


def standing(cities: pd.DataFrame, threshold: Threshold, built: pd.DataFrame) -> pd.Series:
    """Value of a threshold's figure at every place before the plan begins.

    Args:
        cities: places, index id.
        threshold: the threshold.
        built: projects in service before the plan, with ``measure`` and ``city``.
    """
    start = threshold.start
    value = column(cities, start) if isinstance(start, str) else pd.Series(float(start), index=cities.index)
    for measure, added in threshold.adds.items():
        there = cities.index.isin(built.loc[built["measure"] == measure, "city"])
        value = value + amount(cities, added).where(there, 0.0)
    return value


def meets(value: pd.Series, threshold: Threshold) -> pd.Series:
    """Whether the figure reaches what is needed."""
    return value >= threshold.at_least - SLACK
