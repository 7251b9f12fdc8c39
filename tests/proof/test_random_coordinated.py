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
FIRST = 10_000
#: Share of cases that must end at the true optimum of every goal.
OPTIMAL = 0.95
COORDINATED = Options(gap=1e-4, method="coordinated", workers=1)


def _answered(number: int) -> Answered:
    """Two or three provinces each."""
    return answer(seeded_case(FIRST + number, 2 + number % 2), COORDINATED)


@pytest.mark.parametrize("part", range(PARTS))
def test_bounds_gaps_and_audit(part: int) -> None:
    """Whatever is found is honest, and its written tables pass the audit; baselines are buildable too."""
    many = cases_wanted(100) // PARTS
    for number in range(part * many, (part + 1) * many):
        answered = _answered(number)
        assert answered.solution.method == "coordinated"
        assert answered.complaints() == [], f"seed {FIRST + number}"
        if answered.solution.values is not None:
            _audit(answered, number)


def test_the_optimum_nearly_always() -> None:
    """At least 95 of 100, over all of them together."""
    many = cases_wanted(100)
    missed = [FIRST + number for number in range(many) if not _answered(number).optimal]
    assert len(missed) <= (1 - OPTIMAL) * many, f"not optimal: seeds {missed}"


def _audit(answered: Answered, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = audited(answered, Path(folder))
        assert report.failing() == (), f"seed {FIRST + number}: {report}"
        for name in answered.solution.baselines:
            baseline = audit_run(Path(folder), f"baselines/{name}")
            assert baseline.buildable, f"seed {FIRST + number}, {name}: {baseline}"
