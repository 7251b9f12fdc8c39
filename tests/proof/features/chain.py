"""The whole chain on a hand-made world: files on disk, the command, the plan's tables, the audit, and brute force."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import pandas as pd
import pytest

from planner.cli import main
from planner.solve.options import Options
from tests.proof.brute_force import best
from tests.proof.compare import answer, ordered_goals
from tests.proof.random_case import RandomCase

NEAR = 1e-5
DIRECT = Options(gap=1e-9, method="direct", baselines=False)


@dataclass(frozen=True)
class Outcome:
    """What the command left behind."""

    code: int
    folder: Path
    record: dict[str, Any]
    said: str

    def table(self, name: str) -> pd.DataFrame:
        """A table of the plan, as written."""
        return pd.read_csv(self.folder / "plan" / f"{name}.csv", keep_default_na=False)

    def started(self) -> set[str]:
        """Projects that start, without those that exist."""
        projects = self.table("projects")
        return set(projects["project"][projects["start_year"].astype(str) != ""])

    @property
    def goals(self) -> list[float]:
        """Values of the goals in their order."""
        return [float(goal["value"]) for goal in sorted(self.record["goals"], key=lambda goal: goal["order"])]


def run(case: RandomCase, folder: Path) -> Outcome:
    """Write the files, run ``planner run`` on them, and read what it wrote."""
    write(case, folder)
    out = folder / "run"
    command = ["run", str(folder / "model.toml"), "--out", str(out), "--gap", "1e-9", "--workers", "1", "--no-report"]
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        code = main([*command, "--method", "direct"])
    record = json.loads((out / "run.json").read_text(encoding="utf-8")) if (out / "run.json").exists() else {}
    return Outcome(code, out, record, said.getvalue())


def write(case: RandomCase, folder: Path) -> None:
    """The files of a case, with the tables that every data set must have."""
    folder.mkdir(parents=True, exist_ok=True)
    case.write(folder)
    data = folder / "dataset"
    columns = ["table", "column", "meaning_zh", "meaning_en", "unit", "year", "basis", "source"]
    described = [(table.stem, column) for table in data.glob("*.csv") for column in pd.read_csv(table, nrows=0).columns]
    described += [("sources", column) for column in columns]
    rows = [(*both, "-", "-", "", "", "assumed", "-") for both in sorted(described)]
    pd.DataFrame(rows, columns=columns).to_csv(data / "sources.csv", index=False, lineterminator="\n")
    square = {"type": "Polygon", "coordinates": [[[99, 29], [101, 29], [101, 31], [99, 31], [99, 29]]]}
    outlines = [
        {"type": "Feature", "properties": {"id": code, "name_zh": code, "name_en": code}, "geometry": square}
        for code in sorted(row["id"] for row in case.tables["provinces"])
    ]
    everything = {"type": "FeatureCollection", "features": outlines}
    (data / "outlines.geojson").write_text(json.dumps(everything), encoding="utf-8")


def agreed(case: RandomCase, *expected: float) -> None:
    """The goals of a case have these values, by hand, by brute force and by a solve in memory."""
    answered = answer(case, DIRECT)
    assert answered.true is not None, "brute force finds no plan"
    names = ordered_goals(case)
    assert [answered.true.goals[name] for name in names] == pytest.approx(list(expected), rel=NEAR, abs=NEAR)
    assert answered.complaints() == []
    assert answered.optimal


@overload
def proven(case: RandomCase, folder: Path, *expected: float) -> Outcome: ...
@overload
def proven(case: RandomCase, folder: Path | None, *expected: float) -> Outcome | None: ...
def proven(case: RandomCase, folder: Path | None, *expected: float) -> Outcome | None:
    """The goals of a case have these values; with a folder, also in the audited plan of the command."""
    agreed(case, *expected)
    if folder is None:
        return None
    outcome = run(case, folder)
    assert outcome.code == 0, outcome.said
    assert outcome.goals == pytest.approx(list(expected), rel=NEAR, abs=NEAR), "planner run"
    assert outcome.record["audit"]["verdict"] == "pass"
    return outcome


def impossible(case: RandomCase, folder: Path, *rules: str) -> Outcome:
    """No plan keeps all rules, and the command names these rules of the model file by their keys.

    What arithmetic finds before the solve is wrong input (2); what only the solver sees is a clash (1).
    """
    assert best(case) is None, "brute force finds a plan"
    outcome = run(case, folder)
    assert outcome.code in (1, 2), outcome.said
    said = outcome.said + json.dumps(outcome.record, ensure_ascii=False)
    for rule in rules:
        assert rule in said, f"{rule} is not named in: {said}"
    return outcome
