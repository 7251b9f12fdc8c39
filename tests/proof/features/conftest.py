"""Where a hand-made world goes through the whole chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.case.case import Case
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Solution


@pytest.fixture(autouse=True)
def _without_baselines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command makes no baselines here: they are audited on random cases of every rule, and cost two thirds."""

    def plan_alone(case: Case, options: Options, *more: Any) -> Solution:
        return solve(case, replace(options, baselines=False), *more)

    monkeypatch.setattr("planner.commands.run.solve", plan_alone)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """A folder for the first variant of a test; the other variants are solved in memory."""
    variant = getattr(request.node, "callspec", None)
    return None if variant is not None and any(variant.indices.values()) else tmp_path
