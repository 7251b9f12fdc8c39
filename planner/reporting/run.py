"""What a report reads: the run folder, and nothing else. Missing parts are empty, never an error."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from planner.config.schema import Model
from planner.plan.load import load_plan, load_record
from planner.plan.plan import EVERY, shaped
from planner.plan.record import RunRecord
from planner.reporting.extras import empty_extras, read_extras
from planner.texts import YUAN, Pair

#: Columns of the data set's tables that a report relies on; a table without one of them gets it, empty.
DATASET_COLUMNS: dict[str, tuple[str, ...]] = {
    "cities": ("id", "name_zh", "name_en", "pinyin", "province", "core", "small", "lon", "lat", "residents"),
    "provinces": ("id", "name_zh", "name_en", "region"),
    "regions": ("id", "name_zh", "name_en"),
    "carriers": ("id", "name_zh", "name_en"),
    "sites": ("id", "city", "measure", "modules"),
    "unit_costs": (
        "measure",
        "item",
        "name_zh",
        "name_en",
        "driver",
        "region",
        "size_class",
        "low_myuan",
        "base_myuan",
        "high_myuan",
        "unit_zh",
        "unit_en",
        "basis",
        "source",
    ),
    "sources": ("table", "column", "meaning_zh", "meaning_en", "unit", "year", "basis", "source"),
}

#: Columns of the data set that hold numbers; everything else is text.
NUMBERS = ("core", "small", "lon", "lat", "residents", "modules", "low_myuan", "base_myuan", "high_myuan")


@dataclass(frozen=True)
class Run:
    """One run folder in memory.

    Attributes:
        folder: where it was read from.
        record: ``run.json``.
        model: the resolved model file.
        planned: whether plan tables were written.
        plan: plan table by name, every one of :data:`planner.plan.plan.EVERY`, empty where the run has none.
        extras: table by name that a study of the run may have left, :data:`planner.reporting.extras.EXTRAS`.
        dataset: data set table by name (:data:`DATASET_COLUMNS`); ``cities`` also has ``region``.
        settings: ``dataset.toml``.
        outlines: ``outlines.geojson``, None when the data set has none.
    """

    folder: Path
    record: RunRecord
    model: Model
    planned: bool
    plan: Mapping[str, pd.DataFrame]
    extras: Mapping[str, pd.DataFrame]
    dataset: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any]
    outlines: Mapping[str, Any] | None

    @property
    def years(self) -> tuple[int, ...]:
        """Planning years in order."""
        return self.model.years

    @property
    def currency(self) -> Pair:
        """Name of the currency that every amount is in millions of."""
        named = self.settings.get("dataset") or {}
        return Pair(str(named.get("currency_zh") or YUAN.zh), str(named.get("currency_en") or YUAN.en))

    @property
    def has_plan(self) -> bool:
        """Whether the run ended with a plan that may be called one: it has tables and its audit did not fail."""
        return self.planned and self.record.status not in ("infeasible", "audit_failed")

    @property
    def cities(self) -> pd.DataFrame:
        """Places of the data set, index id, with ``region``."""
        return self.dataset["cities"]

    @cached_property
    def small(self) -> pd.DataFrame:
        """Small cities within the model's scope: those that indicators count."""
        cities = self.cities[self.cities["small"] == 1]
        scope = self.model.scope
        if scope.provinces:
            cities = cities[cities["province"].isin(scope.provinces)]
        return cities[cities["region"].isin(scope.regions)] if scope.regions else cities


def read_run(folder: Path, tables: bool = True) -> Run:
    """Read a run folder.

    Args:
        folder: the run folder.
        tables: read the plan's tables too; without them the run is known by name only, as if it had no plan.

    Raises:
        InputError: the folder holds no run, or a file of it is damaged.
        FileNotFoundError: ``inputs/model.toml`` is missing.
    """
    record = load_record(folder)
    plan = load_plan(folder / "plan").tables() if tables and (folder / "plan" / "projects.csv").is_file() else None
    model = Model.model_validate(tomllib.loads((folder / "inputs" / "model.toml").read_text(encoding="utf-8")))
    dataset = folder / "inputs" / "dataset"
    settings, outlines = dataset / "dataset.toml", dataset / "outlines.geojson"
    return Run(
        folder=folder,
        record=record,
        model=model,
        planned=plan is not None,
        plan={name: shaped(name, pd.DataFrame()) for name in EVERY} | (plan or {}),
        extras=read_extras(folder / "plan") if tables else empty_extras(),
        dataset=_read_dataset(dataset),
        settings=tomllib.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {},
        outlines=json.loads(outlines.read_text(encoding="utf-8")) if outlines.exists() else None,
    )


def _read_dataset(folder: Path) -> dict[str, pd.DataFrame]:
    """The data set's tables, ids and names as text, numbers as numbers."""
    tables = {}
    for name, columns in DATASET_COLUMNS.items():
        path = folder / f"{name}.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame()
        table = table.reindex(columns=list(dict.fromkeys([*table.columns, *columns])), fill_value="")
        for column in set(NUMBERS) & set(table.columns):
            table[column] = pd.to_numeric(table[column], errors="coerce")
        tables[name] = table
    for name in ("cities", "provinces", "regions", "carriers"):
        tables[name] = tables[name].set_index("id")
    tables["cities"]["region"] = tables["cities"]["province"].map(tables["provinces"]["region"]).fillna("")
    return tables
