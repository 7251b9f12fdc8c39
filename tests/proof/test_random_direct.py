"""The direct solve finds the optimum of every goal that trying everything finds."""

from __future__ import annotations

import pytest

from tests.proof.agreement import drawn_agree, part_of, seeded_agree
from tests.proof.random_cases import seeded_case

PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_drawn_by_hypothesis(part: int) -> None:
    """With those of every rule, at least 300 in each run of the tests."""
    drawn_agree(part, len(part_of(200, part, PARTS)), features=False)


@pytest.mark.parametrize("part", range(PARTS))
def test_drawn_from_seeds(part: int) -> None:
    """Every tenth plan is audited, too."""
    seeded_agree(part_of(20, part, PARTS), features=False, audit_every=10)


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
