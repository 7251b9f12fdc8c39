"""Rules that cannot hold together are named, with what they would have to give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.case.case import Case
from planner.formulation.build import RULE_NAMES
from planner.solve.clash import LOCAL_RULES, NATIONAL_PHYSICS, find_clash, named
from planner.solve.options import Method, Options
from planner.solve.progress import Stop
from planner.solve.run import solve
from planner.solve.solution import Clash, Solution
from tests.formulation.cases import make_case
from tests.solve.nations import toy

#: A in province P and region R costs 10, B in province Q and region S costs 1.
PLACES: dict[str, dict[str, Any]] = {"A": {}, "B": {"province": "Q", "region": "S"}}
FLOOR = {"kind": "floor", "indicator": "cities.s", "at_least": 1}


def _case(budget: float, projects: dict[str, dict[str, Any]] | None = None, **tables: Any) -> Case:
    return make_case(
        {"m": {"kind": "city"}},
        projects or {"m:A": {"capex": 10.0}, "m:B": {"capex": 1.0}},
        PLACES,
        ("cities.s", "max"),
        services={"s": {"mode": "own", "measure": "m"}},
        carriers={"c": {2001: budget}},
        **tables,
    )


def _solved(case: Case, method: Method) -> Solution:
    solution = solve(case, Options(method=method, baselines=False))
    assert solution.status == "infeasible"
    assert solution.values is None
    assert solution.repeatable
    return solution


def test_a_floor_and_a_budget_are_named_with_either_way_out() -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R"]}}
    assert solve(_case(10.0, rules=rules)).status == "optimal"
    assert _solved(_case(4.0, rules=rules), "direct").clashes == (
        Clash(("floor", ("f", "R")), pytest.approx(1.0), 1),  # type: ignore[arg-type]
        Clash(("carrier_budget", ("c", 2001)), pytest.approx(6.0), 2),  # type: ignore[arg-type]
    )


def test_a_limit_and_two_floors_are_named() -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R", "S"]}}
    limits = {"l": {"indicator": "cities.s", "at_most": 1, "by": "nation"}}
    found = _solved(_case(100.0, rules=rules, limits=limits), "direct").clashes
    assert {clash.row[0] for clash in found} == {"limit", "floor"}
    assert [clash.amount for clash in found] == pytest.approx([1.0] * 3)


@pytest.mark.parametrize("method", ["direct", "coordinated"])
def test_a_provinces_own_rules_are_named(method: Method) -> None:
    rules = {"f": {**FLOOR, "by": "province", "groups": ["P"]}}
    limits = {"l": {"indicator": "spend.total", "at_most": 7, "by": "province"}}
    found = _solved(_case(100.0, rules=rules, limits=limits), method).clashes
    assert [(clash.row, round(clash.amount, 6), clash.way) for clash in found] == [
        (("limit_local", ("l", "P", 2001)), 3.0, 1),
        (("floor_province", ("f",)), 1.0, 2),
    ]


@pytest.mark.parametrize("method", ["direct", "coordinated"])
def test_a_committed_project_that_nobody_can_pay_names_the_budget(method: Method) -> None:
    committed = {"m:A": {"capex": 10.0, "status": "committed", "by_year": 2001}}
    found = _solved(_case(4.0, committed), method).clashes
    assert [(clash.row, round(clash.amount, 6)) for clash in found] == [(("carrier_budget", ("c", 2001)), 6.0)]


def test_coordination_names_a_row_of_the_clash() -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R"]}}
    found = _solved(_case(4.0, rules=rules), "coordinated").clashes
    assert found
    assert {clash.row[0] for clash in found} <= {"floor", "carrier_budget"}
    assert all(clash.amount > 0 for clash in found)


def test_rows_are_named_by_their_relative_miss() -> None:
    nation = toy(1).nation
    slack = np.array([0.0, 5.0, 1e-9, 2.0])
    found = named(nation, slack)
    assert {clash.row for clash in found} == {("most", ("b",)), ("same", ("d",))}
    sizes = {row: max(1.0, abs(end)) for row, end in zip(nation.row_names, nation.row_upper, strict=True)}
    relative = [clash.amount / sizes[clash.row] for clash in found]
    assert relative == sorted(relative, reverse=True)


def test_what_can_hold_has_no_clash() -> None:
    for seed in range(5):
        assert find_clash(toy(seed).nation, None, Stop()) == ()


def test_the_rules_that_give_way_exist() -> None:
    """A rule renamed in the formulation must be renamed here."""
    assert set(RULE_NAMES) >= (LOCAL_RULES | NATIONAL_PHYSICS)
