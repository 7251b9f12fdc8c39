"""Tables that studies of a run leave in its folder: prices of rules, alternatives, explanations of cities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

#: Text and number columns of each table that the report reads; further columns are left as they are.
EXTRAS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rule_prices": (
        ("rule", "name_zh", "name_en", "kind", "goal", "unit_zh", "unit_en"),
        ("value_with", "bound_with", "value_without", "bound_without", "low", "high", "estimate", "distinguishable"),
    ),
    "alternatives": (("project", "measure", "city", "verdict"), ("in_plan",)),
    "explanations": (("city", "wish", "text_zh", "text_en"), ("line",)),
}


def read_extras(folder: Path) -> Mapping[str, pd.DataFrame]:
    """Every table of :data:`EXTRAS` from the folder of plan tables, empty where the run has none."""
    return {name: _read(folder / f"{name}.csv", *columns) for name, columns in EXTRAS.items()}


def empty_extras() -> Mapping[str, pd.DataFrame]:
    """The same tables without rows."""
    return {name: _shaped(pd.DataFrame(), *columns) for name, columns in EXTRAS.items()}


def _read(path: Path, texts: tuple[str, ...], numbers: tuple[str, ...]) -> pd.DataFrame:
    return _shaped(
        pd.read_csv(path, dtype=str, keep_default_na=False) if path.is_file() else pd.DataFrame(), texts, numbers
    )


def _shaped(table: pd.DataFrame, texts: tuple[str, ...], numbers: tuple[str, ...]) -> pd.DataFrame:
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *texts, *numbers])), fill_value="")
    for column in numbers:
        table[column] = pd.to_numeric(table[column], errors="coerce").astype(float)
    return table
