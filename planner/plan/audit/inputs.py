"""Reading a run folder for the audit: the model file as plain tables, CSV files as typed frames."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.layout import COLUMNS_WHERE_USED, OPTIONAL, PLAN, WHERE_USED

#: Columns of data set tables that are text; every other column is a number.
TEXTS = {
    "id", "name_zh", "name_en", "short_zh", "pinyin", "province", "prefecture", "kind", "region", "lead_carrier",
    "from", "to", "route", "city", "measure", "source", "item", "driver", "size_class", "unit_zh", "unit_en", "basis",
    "status", "lead", "service", "site_city", "stage",
}  # fmt: skip


class Unreadable(Exception):
    """A plan's tables cannot be audited: which table, which column, what is wrong (a text id of the audit)."""

    def __init__(self, table: str, column: str, text: str) -> None:
        super().__init__(f"{table}.{column}: {text}")
        self.table = table
        self.column = column
        self.text = text


@dataclass(frozen=True)
class Folder:
    """A run folder in memory.

    Attributes:
        path: where it is.
        model: the resolved model file as TOML tables.
        settings: ``dataset.toml``.
        dataset: tables of the data set by name; optional ones that are absent are empty.
        plan: tables of the plan under audit.
        record: ``run.json``.
    """

    path: Path
    model: Mapping[str, Any]
    settings: Mapping[str, Any]
    dataset: Mapping[str, pd.DataFrame]
    plan: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]

    def entries(self, table: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Entries of a table of the model file, by id."""
        yield from self.model.get(table, {}).items()


def look_up(keys: pd.Series, values: pd.Series | Mapping[str, Any]) -> pd.Series:
    """``values`` at ``keys``, missing where there is none; of the values' own type also when there are no keys."""
    table = values if isinstance(values, pd.Series) else pd.Series(values, dtype=None if values else float)
    return pd.Series(table.reindex(keys.to_numpy()).to_numpy(), index=keys.index)


def read_folder(path: Path, part: str) -> Folder:
    """Read what the audit needs of the run at ``path``; ``part`` is ``plan`` or ``baselines/<id>``.

    Raises:
        FileNotFoundError: the folder is not a run, or has no such part.
        Unreadable: a table lacks a column, or a cell is not of its kind.
    """
    inputs = path / "inputs"
    names = ("cities", "provinces", "regions", "size_classes", "uplinks", "sites", "unit_costs", "projects", "pairs")
    return Folder(
        path=path,
        model=tomllib.loads((inputs / "model.toml").read_text(encoding="utf-8")),
        settings=tomllib.loads((inputs / "dataset" / "dataset.toml").read_text(encoding="utf-8")),
        dataset={name: _dataset_table(inputs / "dataset" / f"{name}.csv") for name in names},
        plan={name: _plan_table(path / part, name) for name in PLAN},
        record=json.loads((path / "run.json").read_text(encoding="utf-8")) if (path / "run.json").is_file() else {},
    )


def _dataset_table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame()
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in table.columns.difference(list(TEXTS)):
        numbers = pd.to_numeric(table[column].replace("", np.nan), errors="coerce")
        # A column of the user's own may hold text; what rules refer to is numeric.
        if numbers.notna().sum() == (table[column] != "").sum():
            table[column] = numbers.astype(float)
    return table


def _plan_table(folder: Path, name: str) -> pd.DataFrame:
    texts, wholes, amounts = PLAN[name]
    path = folder / f"{name}.csv"
    if name in WHERE_USED and not path.is_file():
        return _typed(name, pd.DataFrame(columns=[*texts, *wholes, *amounts], dtype=str))
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in (*texts, *wholes, *amounts):
        if column not in table.columns and (name, column) in COLUMNS_WHERE_USED:
            table[column] = ""
        if column not in table.columns:
            raise Unreadable(name, column, "audit.no_column")
    return _typed(name, table)


def _typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table's cells as text, whole numbers and amounts."""
    texts, wholes, amounts = PLAN[name]
    for column in (*wholes, *amounts):
        numbers = pd.to_numeric(table[column].replace("", np.nan), errors="coerce").astype(float)
        if numbers.notna().sum() != (table[column] != "").sum() or np.isinf(numbers).any():
            raise Unreadable(name, column, "audit.not_a_number")
        if (name, column) not in OPTIONAL and numbers.isna().any():
            raise Unreadable(name, column, "audit.empty_cell")
        if column in wholes and (numbers.dropna() % 1 != 0).any():
            raise Unreadable(name, column, "audit.not_whole")
        whole = column in wholes and (name, column) not in OPTIONAL
        table[column] = numbers.astype("int64") if whole else numbers
    return table[[*texts, *wholes, *amounts]]
