"""Random cases one after the other, on each of which the direct solve has to find what trying everything finds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from tests.proof.compare import DIRECT, Answered, answer, cases_wanted
from tests.proof.random_case import RandomCase
from tests.proof.random_cases import random_cases, seeded_case
from tests.proof.random_focus import about_of
from tests.proof.run_folder import audited


def part_of(usual: int, part: int, parts: int, first: int = 0) -> range:
    """Seeds of one of ``parts`` equal parts of the cases wanted, ``usual`` if nothing else is said."""
    many = cases_wanted(usual) // parts
    return range(first + part * many, first + (part + 1) * many)


def agree(answered: Answered, said: str = "") -> None:
    """Every goal has the optimum that brute force finds, or both find no plan."""
    assert answered.complaints() == [], said
    assert answered.optimal, said


def drawn_agree(part: int, many: int, *, features: bool) -> None:
    """``many`` cases drawn by hypothesis, which shrinks a failure to a small case; ``part`` is its seed."""

    @seed(part)
    @settings(max_examples=many, deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck))
    @given(random_cases(features=features))
    def every_one(case: RandomCase) -> None:
        agree(answer(case, DIRECT))

    every_one()


def seeded_agree(
    numbers: Iterable[int], *, features: bool, pressed: bool = False, audit_every: int = 0, about: str | None = None
) -> None:
    """Cases of seeds, larger on average than drawn ones; the plan of every so many is audited from its tables.

    Args:
        about: what all pressed cases are about, instead of each rule in its turn.
    """
    wrong = {}
    for number in numbers:
        focus = (about_of(number) if pressed else "") if about is None else about
        answered = answer(seeded_case(number, features=features, pressed=pressed, about=focus), DIRECT)
        found = answered.complaints() or ([] if answered.optimal else ["not the optimum"])
        if audit_every and number % audit_every == 0 and answered.solution.values is not None:
            with tempfile.TemporaryDirectory() as folder:
                report = audited(answered, Path(folder))
                found += [str(report)] if report.failing() else []
        if found:
            wrong[number] = found
    assert not wrong, wrong
