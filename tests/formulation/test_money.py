"""Carried money, accounts, and grants of several kinds."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import component, optimum

YEARS = (2001, 2002, 2003)
CITY = {"kind": "city"}
OWN = {"mode": "own", "measure": "m", "weight": 1}


def _granted(carry_over: float | str, budget: dict[int, float], capex: float) -> Case:
    """Projects in two cities, fully granted; the second city has five times the residents."""
    return make_case(
        {"m": CITY},
        {"m:a": {"capex": capex}, "m:b": {"capex": capex}},
        {"a": {}, "b": {"residents": 5000}},
        ("residents.s", "max"),
        years=YEARS,
        services={"s": OWN},
        funds={"f": {"kind": "grant", "budget": budget, "carry_over": carry_over}},
        subsidies={"r": {"fund": "f", "measures": ["m"], "share": {"R": 1}}},
        grants={("r", "m:a"): capex, ("r", "m:b"): capex},
        carriers={"c": dict.fromkeys(YEARS, 0)},
    )


@pytest.mark.parametrize(
    ("carry_over", "budget", "capex", "value"),
    [
        (0, {2001: 5, 2002: 5, 2003: 5}, 10, 0),  # nothing is carried: never 10 in one year
        (1, {2001: 5, 2002: 5, 2003: 5}, 10, 5),  # 5 carried once, then 10 in 2002; 2003 has 5 again
        (1, {2001: 5, 2002: 5, 2003: 10}, 10, 6),  # 10 in 2002, 10 in 2003
        (1, {2001: 8, 2002: 1, 2003: 1}, 10, 0),  # at most 1 passes from 2002 to 2003, and 2002 has 8 + 1
        (0.5, {2001: 10, 2002: 4}, 9, 5),  # 9 of 10 in 2001; 1 + 4 in 2002 are not enough
        (0.5, {2001: 8, 2002: 5}, 9, 5),  # half of 8 is carried: 4 + 5
        (0.5, {2001: 8, 2002: 4}, 9, 0),  # 4 + 4
        ("all", {2001: 5, 2002: 0, 2003: 5}, 10, 5),  # all is carried for two years
        ("all", {2001: 5, 2003: 15}, 10, 6),  # a year without a budget has none
    ],
)
def test_carried_money(carry_over: float | str, budget: dict[int, float], capex: float, value: float) -> None:
    assert optimum(compile_model(build.nation(_granted(carry_over, budget, capex)))) == pytest.approx(value)


def test_money_is_never_borrowed_from_later_years() -> None:
    """All is carried and all comes in the last year: the project starts then and not before."""
    case = _granted("all", {2003: 10}, 10)
    form = compile_model(build.nation(case))
    early = [k for k, name in enumerate(form.col_names) if component(name) == "done" and name[1][1] == 2002]
    form.cost[:] = 0
    form.cost[early] = 1
    assert optimum(form) == pytest.approx(0)


def test_a_carrier_pays_its_own_projects_and_shared_ones_only() -> None:
    """d has the money, but the project is c's."""
    case = make_case(
        {"m": CITY},
        {"m:a": {"capex": 1, "account": "c"}, "m:b": {"capex": 1}},
        {"a": {"residents": 5000}, "b": {}},
        ("residents.s", "max"),
        services={"s": OWN},
        carriers={"c": {2001: 0}, "d": {2001: 9}},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(1)


def test_public_money_pays_any_account() -> None:
    case = make_case(
        {"m": CITY},
        {"m:a": {"capex": 2, "account": "c"}},
        {"a": {}},
        ("residents.s", "max"),
        services={"s": OWN},
        carriers={"c": {2001: 0}},
        funds={"l": {"kind": "local", "limit_column": "local_budget_myuan"}},
        local_limits={("l", "P"): 2},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(1)


def test_grants_follow_the_account_of_the_project() -> None:
    """b's grant cannot pay for c's project a: they are in different accounts."""
    subsidy: dict[str, Any] = {"fund": "f", "measures": ["m"], "share": {"R": 1}}
    case = make_case(
        {"m": CITY},
        {"m:a": {"capex": 4, "account": "c"}, "m:b": {"capex": 4}},
        {"a": {"residents": 5000}, "b": {}},
        ("residents.s", "max"),
        services={"s": OWN},
        carriers={"c": {2001: 0}},
        funds={"f": {"kind": "grant", "budget": {2001: 100}}},
        subsidies={"r": subsidy},
        grants={("r", "m:a"): 3, ("r", "m:b"): 4},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(1)


def test_works_that_get_nothing_make_packages() -> None:
    """Two works that cost nothing and are granted nothing are a package of two cities."""
    packaged = {"fund": "f", "measures": ["m"], "share": {"R": 1}, "package": {"min_cities": 2}}
    case = make_case(
        {"m": CITY},
        {"m:a": {}, "m:b": {}},
        {"a": {}, "b": {}},
        ("packages.r", "max"),
        services={"s": OWN},
        funds={"f": {"kind": "grant", "budget": {2001: 1}}},
        subsidies={"r": packaged},
        grants={("r", "m:a"): 0, ("r", "m:b"): 0},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(1)


def test_modules_added_later_are_granted_when_they_are_paid() -> None:
    """Site and first module in 2001, the second module for the second city in 2002: half of each is granted."""
    case = make_case(
        {"m": {"kind": "site", "capacity_per_module": 1, "max_modules": 9}},
        {"m:a": {"capex": 6, "module_capex": 2, "max_modules": 2}},
        {"a": {}, "b": {}},
        ("benefit", "max"),
        years=(2001, 2002),
        services={"s": {"mode": "capacity", "measure": "m", "weight": 1, "demand": "d", "connected": False}},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a")],
        demand={("s", "a"): 1, ("s", "b"): 1},
        funds={"f": {"kind": "grant", "budget": {2001: 4, 2002: 1}, "carry_over": 0}},
        subsidies={"r": {"fund": "f", "measures": ["m"], "share": {"R": 0.5}}},
        site_grants={("r", "m:a"): (0.5, float("inf"))},
        carriers={"c": {2001: 4, 2002: 1}},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(3)
