"""The direct solve finds the optimum of every goal that trying everything finds."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from planner.solve.options import Options
from tests.proof.compare import Answered, answer, cases_wanted
from tests.proof.random_case import RandomCase
from tests.proof.random_cases import random_cases, seeded_case
from tests.proof.run_folder import audited

PARTS = 10
DIRECT = Options(gap=1e-9, method="direct", baselines=False)


def _check(answered: Answered) -> None:
    assert answered.complaints() == []
    assert answered.optimal


@pytest.mark.parametrize("part", range(PARTS))
def test_drawn_by_hypothesis(part: int) -> None:
    """A failure is shrunk to a small case."""

    @seed(part)
    @settings(
        max_examples=cases_wanted(300) // PARTS, deadline=None, database=None, print_blob=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(random_cases())
    def agrees(case: RandomCase) -> None:
        _check(answer(case, DIRECT))

    agrees()


@pytest.mark.parametrize("part", range(PARTS))
def test_drawn_from_seeds(part: int) -> None:
    """Larger on average than what hypothesis draws; every tenth plan is audited from its written tables."""
    many = cases_wanted(60) // PARTS
    for number in range(part * many, (part + 1) * many):
        answered = answer(seeded_case(number), DIRECT)
        assert answered.complaints() == [], f"seed {number}"
        assert answered.optimal, f"seed {number}"
        if number % 10 == 0 and answered.solution.values is not None:
            with tempfile.TemporaryDirectory() as folder:
                report = audited(answered, Path(folder))
                assert report.failing() == (), f"seed {number}: {report}"


def test_some_cases_have_no_plan_and_some_goals_cost_money() -> None:
    """The generator reaches what the tests above are for."""
    cases = [seeded_case(number) for number in range(60)]
    goals = {goal["indicator"] for case in cases for goal in case.model["goals"].values()}
    rules = {rule["kind"] for case in cases for rule in case.model["rules"].values()}
    carried = {str(fund.get("carry_over")) for case in cases for fund in case.model["funds"].values()}
    assert {"shortfall", "benefit", "paid.public"} <= goals
    assert rules == {"floor", "gap", "share", "gini"}
    assert {"all", "0.0", "0.5", "1.0"} <= carried
    assert {len(case.tables["provinces"]) for case in cases} == {1, 2, 3}
    assert any(case.tables["pairs"] for case in cases)
    assert any(place["core"] and place["small"] for case in cases for place in case.tables["cities"])
