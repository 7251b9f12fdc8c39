"""Coordination by province, forced on small cases: audited plans, valid bounds, honest gaps, mostly the optimum."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from planner.plan.audit import audit_run
from planner.solve.options import Options
from tests.proof.compare import Answered, answer, cases_wanted
from tests.proof.random_cases import seeded_case
from tests.proof.run_folder import audited

PARTS = 4
#: Of a hundred cases, how many must end at the true optimum of every goal.
OPTIMAL_OF_100 = 95
COORDINATED = Options(gap=1e-4, method="coordinated", workers=1)


def _numbers(part: int) -> range:
    many = cases_wanted(100) // PARTS
    return range(part * many, (part + 1) * many)


@pytest.mark.parametrize("part", range(PARTS))
def test_bounds_gaps_and_audit(part: int) -> None:
    """Two or three provinces each; baselines must be buildable too."""
    optimal = 0
    for number in _numbers(part):
        answered = answer(seeded_case(10_000 + number, 2 + number % 2), COORDINATED)
        assert answered.solution.method == "coordinated"
        assert answered.complaints() == [], f"seed {10_000 + number}"
        optimal += answered.optimal
        if answered.solution.values is not None:
            _audit(answered, number)
    missed = len(_numbers(part)) - optimal
    assert missed <= len(_numbers(part)) * (100 - OPTIMAL_OF_100) / 100 + 1


def _audit(answered: Answered, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = audited(answered, Path(folder))
        assert report.failing() == (), f"seed {10_000 + number}: {report}"
        for name in answered.solution.baselines:
            baseline = audit_run(Path(folder), f"baselines/{name}")
            assert baseline.buildable, f"seed {10_000 + number}, {name}: {baseline}"
