"""Coordination by province, forced on small cases: audited plans, valid bounds, honest gaps, mostly the optimum."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from planner.plan.audit import audit_run
from tests.proof.agreement import part_of
from tests.proof.compare import COORDINATED, Answered, answer
from tests.proof.random_cases import seeded_case
from tests.proof.run_folder import audited

pytestmark = pytest.mark.xdist_group("coordinated")

PARTS = 4
FIRST = 10_000
#: Share of cases that must end at the true optimum of every goal.
OPTIMAL = 0.95
#: The written tables of every so many cases are audited, and the baselines of every so many; `make proof` audits all.
AUDITED_OF, BASELINES_OF = 2, 10


def numbers(part: int) -> range:
    """Seeds of a part's cases."""
    return part_of(100, part, PARTS, FIRST)


@cache
def not_optimal(part: int) -> tuple[int, ...]:
    """Whatever is found is honest, and written tables pass the audit; seeds of what is not the optimum.

    Cases have two or three provinces each.
    """
    found = []
    for number in numbers(part):
        answered = answer(seeded_case(number, 2 + number % 2), COORDINATED)
        assert answered.solution.method == "coordinated"
        assert answered.complaints() == [], f"seed {number}"
        if answered.solution.values is not None and number % AUDITED_OF == part % AUDITED_OF:
            _audit(answered, number)
        if not answered.optimal:
            found.append(number)
    return tuple(found)


@pytest.mark.parametrize("part", range(PARTS))
def test_bounds_gaps_and_audit(part: int) -> None:
    """Nothing that is found says more of itself than is true."""
    not_optimal(part)


def test_the_optimum_nearly_always() -> None:
    """At least 95 of 100, over all parts together."""
    missed = [number for part in range(PARTS) for number in not_optimal(part)]
    assert len(missed) <= (1 - OPTIMAL) * sum(len(numbers(part)) for part in range(PARTS)), f"not optimal: {missed}"


def _audit(answered: Answered, number: int) -> None:
    others = number % BASELINES_OF == 0
    with tempfile.TemporaryDirectory() as folder:
        report = audited(answered, Path(folder), baselines=others)
        assert report.failing() == (), f"seed {number}: {report}"
        for name in answered.solution.baselines if others else ():
            baseline = audit_run(Path(folder), f"baselines/{name}")
            assert baseline.buildable, f"seed {number}, {name}: {baseline}"
