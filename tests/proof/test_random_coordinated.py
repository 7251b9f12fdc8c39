"""Coordination by province, forced on small cases: audited plans, valid bounds, honest gaps, mostly the optimum."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from planner.plan.audit import audit_run
from tests.proof.agreement import part_of
from tests.proof.compare import COORDINATED, Answered, answer
from tests.proof.random_cases import seeded_case
from tests.proof.run_folder import audited

PARTS = 4
FIRST = 10_000
#: Share of cases that must end at the true optimum of every goal.
OPTIMAL = 0.95
#: The baselines of every so many cases are audited as well.
BASELINES_OF = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_bounds_gaps_audit_and_mostly_the_optimum(part: int) -> None:
    """Whatever is found is honest, its written tables pass the audit, and 95 of 100 end at the optimum.

    Cases have two or three provinces each.
    """
    numbers, missed = part_of(100, part, PARTS, FIRST), []
    for number in numbers:
        answered = answer(seeded_case(number, 2 + number % 2), COORDINATED)
        assert answered.solution.method == "coordinated"
        assert answered.complaints() == [], f"seed {number}"
        if answered.solution.values is not None:
            _audit(answered, number)
        if not answered.optimal:
            missed.append(number)
    assert len(missed) <= (1 - OPTIMAL) * len(numbers), f"not optimal: seeds {missed}"


def _audit(answered: Answered, number: int) -> None:
    others = number % BASELINES_OF == 0
    with tempfile.TemporaryDirectory() as folder:
        report = audited(answered, Path(folder), baselines=others)
        assert report.failing() == (), f"seed {number}: {report}"
        for name in answered.solution.baselines if others else ():
            baseline = audit_run(Path(folder), f"baselines/{name}")
            assert baseline.buildable, f"seed {number}, {name}: {baseline}"
