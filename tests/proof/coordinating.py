"""Coordination by province, forced on random cases: audited plans, valid bounds, honest gaps, mostly the optimum."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from planner.plan.audit import audit_run
from tests.proof.compare import COORDINATED, Answered, answer
from tests.proof.random_cases import seeded_case
from tests.proof.random_focus import about_of
from tests.proof.run_folder import audited

#: Share of cases that must end at the true optimum of every goal.
OPTIMAL = 0.95
#: The baselines of every so many cases are audited as well.
BASELINES_OF = 10


def honest(numbers: Iterable[int], *, features: bool, pressed: bool = False) -> list[int]:
    """Seeds of those cases (of two or three provinces) that miss the optimum.

    Raises:
        AssertionError: a bound is on the wrong side, a gap is larger than reported, or a plan fails its audit.
    """
    missed, wrong = [], {}
    for number in numbers:
        about = about_of(number) if pressed else ""
        case = seeded_case(number, 2 + number % 2, features=features, pressed=pressed, about=about)
        answered = answer(case, COORDINATED)
        found = answered.complaints()
        if answered.solution.method != "coordinated":
            found.append(answered.solution.method)
        if answered.solution.values is not None:
            found += _audit(answered, number)
        if found:
            wrong[number] = found
        if not answered.optimal:
            missed.append(number)
    assert not wrong, wrong
    return missed


def few(missed: Sequence[int], many: int) -> None:
    """Of ``many`` cases, no more miss the optimum than may."""
    assert len(missed) <= (1 - OPTIMAL) * many + 1e-9, f"not optimal: seeds {missed}"


def mostly_optimal(numbers: range, *, features: bool, pressed: bool = False) -> None:
    """All are honest, and nearly all end at the optimum."""
    few(honest(numbers, features=features, pressed=pressed), len(numbers))


def _audit(answered: Answered, number: int) -> list[str]:
    """What the audit of the plan, and now and then of the baselines, finds wrong."""
    others = number % BASELINES_OF == 0
    with tempfile.TemporaryDirectory() as folder:
        report = audited(answered, Path(folder), baselines=others)
        found = [str(report)] if report.failing() else []
        for name in answered.solution.baselines if others else ():
            baseline = audit_run(Path(folder), f"baselines/{name}")
            found += [] if baseline.buildable else [f"{name}: {baseline}"]
    return found
