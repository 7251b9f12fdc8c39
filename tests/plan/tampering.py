"""A solved run of the tiny data set, and ways to tamper with a copy of it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from planner.case.build import build_case
from planner.case.case import Case
from planner.commands.recording import of_goal
from planner.config.load import load_model
from planner.config.save import model_text
from planner.data.dataset import Dataset
from planner.data.load import load_dataset
from planner.plan.save import save_inputs, save_plan
from planner.plan.tables import make_plan
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Solution

ROOT = Path(__file__).resolve().parents[2]


def write_tiny_run(folder: Path) -> None:
    """Solve models/tiny.toml and write its run."""
    model = load_model(ROOT / "models" / "tiny.toml").model
    dataset = load_dataset(ROOT / "datasets" / "tiny")
    case = build_case(model, dataset)
    write_solved(folder, case, dataset, solve(case, Options(gap=1e-6, method="direct")))


def write_solved(folder: Path, case: Case, dataset: Dataset, solution: Solution) -> None:
    """Write inputs, plan, baselines and what the audit reads of run.json."""
    assert solution.values is not None
    inputs = save_inputs(folder, model_text(case.model, "dataset"), dataset.files)
    plan = make_plan(case, solution.values, solution.prices)
    save_plan(folder / "plan", plan)
    for name, values in solution.baselines.items():
        save_plan(folder / "baselines" / name, make_plan(case, values))
    goals = [
        {
            "id": result.id,
            "indicator": case.model.goals[result.id].indicator,
            "value": of_goal(plan, case.model.goals[result.id]),
            "sense": case.model.goals[result.id].sense,
            "unit": case.model.goals[result.id].unit,
            "bound": result.bound,
            "gap": result.gap,
        }
        for result in solution.goals
    ]
    (folder / "run.json").write_text(json.dumps({"goals": goals, "inputs": inputs}), encoding="utf-8")


class Tamper:
    """Changes to a run folder; hashes are put right after a change of inputs, as a careful forger would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame | None]) -> None:
        """Change a table of the plan; its cells are text."""
        self._csv(self.folder / "plan" / f"{name}.csv", change)

    def data(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame | None]) -> None:
        """Change a table of the data set in the inputs."""
        self._csv(self.folder / "inputs" / "dataset" / f"{name}.csv", change)
        self.rehash()

    def model(self, **values: Any) -> None:
        """Set values of the model file by dotted key, with ``__`` for a dot."""
        path = self.folder / "inputs" / "model.toml"
        model = tomllib.loads(path.read_text(encoding="utf-8"))
        for key, value in values.items():
            *parts, last = key.split("__")
            table = model
            for part in parts:
                table = table.setdefault(part, {})
            table[last] = value
        path.write_text(tomli_w.dumps(model), encoding="utf-8")
        self.rehash()

    def record(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change run.json."""
        path = self.folder / "run.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        change(record)
        path.write_text(json.dumps(record), encoding="utf-8")

    def _csv(self, path: Path, change: Callable[[pd.DataFrame], pd.DataFrame | None]) -> None:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        changed = change(table)
        (table if changed is None else changed).to_csv(path, index=False)

    def rehash(self) -> None:
        """Put the hashes right after a change of inputs."""

        def change(record: dict[str, Any]) -> None:
            for name in record["inputs"]:
                digest = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
                record["inputs"][name] = digest

        self.record(change)


def set_cell(column: str, value: object, **where: str) -> Callable[[pd.DataFrame], None]:
    """Set a cell of the first row that has the given cells."""

    def change(table: pd.DataFrame) -> None:
        table.loc[_first(table, where), column] = str(value)

    return change


def add_to(column: str, amount: float, **where: str) -> Callable[[pd.DataFrame], None]:
    """Add to a number in the first row that has the given cells."""

    def change(table: pd.DataFrame) -> None:
        row = _first(table, where)
        table.loc[row, column] = str(float(str(table.loc[row, column])) + amount)

    return change


def drop_row(**where: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Leave out the first row that has the given cells."""
    return lambda table: table.drop(index=_first(table, where))


def add_row(**cells: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Add a row; cells that are not given are empty."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        row = {column: str(cells.get(column, "")) for column in table.columns}
        return pd.concat([table, pd.DataFrame([row])], ignore_index=True)

    return change


def _first(table: pd.DataFrame, where: dict[str, str]) -> Any:
    fits = pd.Series(True, index=table.index)
    for column, value in where.items():
        fits &= table[column] == value
    return table.index[fits][0]
