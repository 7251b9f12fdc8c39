"""What is too long for every day, run by ``make proof``: thousands of random cases, and the nation.

``PROOF_CASES`` sets the number of random cases (default 5,000, and an eighth as many coordinated ones).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.cli import main
from tests.plan.tampering import ROOT
from tests.proof.agreement import part_of, seeded_agree
from tests.proof.coordinating import mostly_optimal

pytestmark = pytest.mark.proof

#: Parts of all random cases, and which of them are of which kind.
PARTS = 50
KINDS = {"plain": range(15), "every rule": range(15, 30), "pressed": range(30, PARTS)}
USUAL = 5000
#: Coordination takes ten times as long, so that an eighth is tried; the share of optima asks for many in each part.
COORDINATED_PARTS, COORDINATED_OF = 2, 45
#: Seeds that no other test uses.
FIRST = 1_000_000


@pytest.mark.parametrize(("kind", "part"), [(kind, part) for kind, parts in KINDS.items() for part in parts])
def test_random_cases(kind: str, part: int) -> None:
    """The direct solve has the optimum of every goal that trying everything finds.

    Pressed are worlds where rules decide more often, every second one about a rule in its turn.
    """
    seeded_agree(part_of(USUAL, part, PARTS, FIRST), features=kind != "plain", pressed=kind == "pressed")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", range(COORDINATED_PARTS))
def test_random_cases_coordinated(part: int, kind: str) -> None:
    """Coordination over two or three provinces is honest about every case, and finds 95 of 100 optima."""
    numbers = part_of(USUAL, part, COORDINATED_OF, FIRST)
    mostly_optimal(numbers, features=kind != "plain", pressed=kind == "pressed")


def _national(folder: Path, *arguments: str) -> dict[str, Any]:
    """The record of a national run."""
    model = ROOT / "models" / "national.toml"
    # As users run it: the tables of random cases are small, and hold strings another way.
    with pd.option_context("mode.string_storage", "auto"):
        assert main(["run", str(model), "--out", str(folder), "--no-report", *arguments]) == 0
    found: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return found


def test_the_nation_to_one_percent(tmp_path: Path) -> None:
    """The first two goals are proven within 1 %, and the plan passes its audit."""
    record = _national(tmp_path / "run", "--gap", "0.01")
    goals = sorted(record["goals"], key=lambda goal: int(goal["order"]))
    assert all(goal["gap"] <= 0.01 for goal in goals[:2])
    assert record["audit"]["verdict"] == "pass"


def test_the_same_plan_on_any_number_of_workers(tmp_path: Path) -> None:
    """One, two and four processes write the same tables to the byte."""
    plans = []
    for workers in ("1", "2", "4"):
        record = _national(tmp_path / workers, "--rounds", "1", "--gap", "0.02", "--workers", workers)
        assert record["repeatable"]
        tables = sorted((tmp_path / workers / "plan").glob("*.csv"))
        plans.append({table.name: hashlib.sha256(table.read_bytes()).hexdigest() for table in tables})
    assert plans[0] == plans[1] == plans[2]
