"""The tiny case, solved once for all tests of the room."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.load import load_model
from planner.data.load import load_dataset
from planner.plan.plan import Plan
from planner.plan.tables import make_plan
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Solution
from tests.plan.tampering import ROOT


@dataclass(frozen=True)
class Tiny:
    """The tiny case with its solution and plan."""

    case: Case
    solution: Solution
    plan: Plan


@pytest.fixture(scope="session")
def tiny() -> Tiny:
    """Solved to optimality."""
    case = build_case(load_model(ROOT / "models" / "tiny.toml"), load_dataset(ROOT / "datasets" / "tiny"))
    solution = solve(case, Options(gap=1e-9, method="direct", baselines=False))
    assert solution.values is not None
    return Tiny(case, solution, make_plan(case, solution.values, solution.prices))
