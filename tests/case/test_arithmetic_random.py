"""Arithmetic never complains about what is possible: random cases with every rule, against trying everything."""

from __future__ import annotations

from collections import Counter

from planner.case.arithmetic import check_arithmetic
from tests.proof.brute_force import best
from tests.proof.compare import cases_wanted
from tests.proof.inputs import planner_case
from tests.proof.random_case import RandomCase, named
from tests.proof.random_cases import seeded_case

FIRST = 500_000


def false_alarms(random: RandomCase, seen: Counter[str]) -> list[str]:
    """Problems of a case that has a plan, and warnings on targets of one that has a plan without shortfall."""
    found = check_arithmetic(planner_case(random))
    seen.update(problem.text for problem in (*found.problems, *found.warnings))
    if found.problems:
        # Nothing is asked but that there be a plan at all.
        random.model["goals"] = {"g": named("g", order=1, indicator="spend.total", sense="min")}
        return [problem.en for problem in found.problems] if best(random) is not None else []
    missed = [warning.en for warning in found.warnings if warning.where.startswith("targets.")]
    if missed:
        random.model["goals"] = {"g": named("g", order=1, indicator="shortfall", sense="min")}
        true = best(random)
        return missed if true is not None and true.goals["g"] <= 1e-6 else []
    return []


def test_no_false_alarm() -> None:
    """Half of the cases are pressed; among them are problems and warnings of several kinds."""
    seen: Counter[str] = Counter()
    for number in range(FIRST, FIRST + cases_wanted(40)):
        random = seeded_case(number, features=True, pressed=number % 2 == 0)
        assert false_alarms(random, seen) == [], f"seed {number}"
    assert "case.too_few" in seen
    assert len(seen) > 3
