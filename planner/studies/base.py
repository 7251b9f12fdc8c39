"""A finished run, opened to be asked further: its model, case and record, and what its solve knew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.load import load_model
from planner.data.dataset import Dataset
from planner.data.load import load_dataset
from planner.plan.load import load_record
from planner.plan.record import GoalRecord, RunRecord
from planner.solve.options import Method, Options
from planner.solve.store import Known, recall
from planner.texts.problems import CannotWriteError, InputError, Problem

#: A goal within this of its trivial bound (no shortfall) is settled.
_SETTLED = 1e-6
#: Up to this many decisions a study proves what it says to the last digit.
EXACT = 2_000


@dataclass(frozen=True)
class Base:
    """A run with a plan.

    Attributes:
        folder: the run folder.
        dataset: the tables used, from the run folder.
        case: of the resolved model file and those tables.
        known: what the solve left behind.
    """

    folder: Path
    record: RunRecord
    dataset: Dataset
    case: Case
    known: Known

    @property
    def model_file(self) -> Path:
        """The resolved model file."""
        return self.folder / "inputs" / "model.toml"

    def changed(self, sets: Sequence[str]) -> Case:
        """The case with values of the model file changed.

        Raises:
            InputError: a key or value is wrong, or other parts of the file need what is taken away.
        """
        return build_case(load_model(self.model_file, (), sets), self.dataset)

    @property
    def exact(self) -> bool:
        """Whether the case is small enough to prove everything."""
        return len(self.case.projects) * len(self.case.years) <= EXACT

    def goal(self) -> GoalRecord:
        """The first goal that is not settled by its trivial bound, or the last."""
        goals = self.record.goals
        for goal in goals:
            if not (goal.sense == "min" and goal.indicator.startswith("shortfall") and goal.value <= _SETTLED):
                return goal
        return goals[-1]


def open_run(folder: Path, phase: Callable[[str], None] = lambda _: None) -> Base:
    """Open a run folder.

    Args:
        phase: told the id of each phase as it begins.

    Raises:
        InputError: it holds no run with a plan, a file is missing or damaged.
    """
    phase("read")
    record = load_record(folder)
    if record.audit is None or not record.goals:
        raise InputError([Problem(str(folder), "studies.no_plan")])
    _inputs_as_recorded(folder, record)
    model_file = folder / "inputs" / "model.toml"
    known = recall(folder)
    loaded = load_model(model_file)
    dataset = load_dataset(loaded.dataset_dir)
    phase("case")
    return Base(folder, record, dataset, build_case(loaded, dataset), known)


def _inputs_as_recorded(folder: Path, record: RunRecord) -> None:
    """The plan belongs to the inputs beside it: none is missing or has been changed since."""
    problems = []
    for name, digest in record.inputs.items():
        path = folder / name
        if not path.is_file():
            problems.append(Problem(str(path), "plan.no_table"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            problems.append(Problem(str(path), "studies.changed_input"))
    if problems:
        raise InputError(problems)


def study_options(base: Base, *, workers: int, gap: float | None = None, rounds: int = 0) -> Options:
    """Stops of a study's solves: small cases are solved to the end, large ones to the gap asked for.

    With ``rounds`` 0 a coordinated solve keeps the plan it starts from and only proves bounds.
    """
    record = base.record
    wanted = 1e-6 if base.exact else gap if gap is not None else base.case.model.solve.gap
    method: Method = "coordinated" if record.method == "coordinated" else "direct"
    return replace(
        Options(seed=record.seed, baselines=False), gap=wanted, rounds=rounds, workers=workers, method=method
    )


def write_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write a study's table into the run folder's ``plan/``, CSV and Parquet, each whole or not at all.

    Raises:
        CannotWriteError: the folder cannot be written.
    """
    target = folder / "plan"
    try:
        for ending in ("csv", "parquet"):
            scratch = target / f".{name}.{ending}.partial"
            if ending == "csv":
                table.to_csv(scratch, index=False, lineterminator="\n", encoding="utf-8", float_format="%.9g")
            else:
                table.to_parquet(scratch, index=False)
            scratch.replace(target / f"{name}.{ending}")
    except OSError as error:
        reason = {"reason": error.strerror or error}
        raise CannotWriteError([Problem(str(target), "cli.cannot_write", reason)]) from error
