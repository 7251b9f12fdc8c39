"""Reading a run folder back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.plan.plan import COLUMNS, EVERY, WHERE_USED, Plan, shaped
from planner.plan.record import RunRecord
from planner.plan.save import RECORD
from planner.texts.problems import InputError, Problem


@dataclass(frozen=True)
class Run:
    """A run: its record, its plan (None if none was found) and the baselines' plans by id."""

    folder: Path
    record: RunRecord
    plan: Plan | None
    baselines: dict[str, Plan]


def load_run(folder: Path) -> Run:
    """Read a run folder.

    Raises:
        InputError: the folder holds no run, or a file of it is damaged.
    """
    record = load_record(folder)
    has_plan = (folder / "plan" / "projects.csv").is_file()
    kept = sorted(path for path in (folder / "baselines").glob("*") if path.is_dir())
    return Run(
        folder=folder,
        record=record,
        plan=load_plan(folder / "plan") if has_plan else None,
        baselines={path.name: load_plan(path) for path in kept},
    )


def load_record(folder: Path) -> RunRecord:
    """Read ``run.json``.

    Raises:
        InputError: it is missing or damaged.
    """
    path = folder / RECORD
    try:
        return RunRecord.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError([Problem(str(folder), "plan.no_run")]) from error
    except ValueError as error:
        raise InputError([Problem(str(path), "plan.damaged", {"reason": str(error).splitlines()[0]})]) from error


def load_plan(folder: Path) -> Plan:
    """Read a plan's tables from CSV, which is what the audit reads too.

    Raises:
        InputError: a table is missing or damaged.
    """
    there = [*COLUMNS, *(name for name in WHERE_USED if (folder / f"{name}.csv").is_file())]
    return Plan(**{name: _table(folder / f"{name}.csv", name) for name in there})


def _table(path: Path, name: str) -> pd.DataFrame:
    texts = {column for column, kind in EVERY[name].items() if kind == "text"}
    try:
        table = pd.read_csv(path, dtype=dict.fromkeys(texts, str), keep_default_na=False, na_values=_empty(name))
        return shaped(name, table)
    except FileNotFoundError as error:
        raise InputError([Problem(str(path), "plan.no_table")]) from error
    except ValueError as error:
        raise InputError([Problem(str(path), "plan.damaged", {"reason": str(error)})]) from error


def _empty(name: str) -> dict[str, list[str]]:
    return {column: [""] for column, kind in EVERY[name].items() if kind != "text"}
