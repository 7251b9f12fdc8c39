"""Arithmetic before the solve: each check with its numbers, and that it never forbids what is possible."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.case.arithmetic import Arithmetic, check_arithmetic
from planner.case.arithmetic_equity import tail_mean
from planner.case.least import LeastCost, least_sum
from planner.data.dataset import Dataset
from tests.case.country import COSTS, MEASURES, SERVICES, cost, library, make_case, make_dataset

RICH = {"red": {"budget": {2024: 1000, 2025: 1000}}}
POOR = {"red": {"budget": {2024: 10, 2025: 10}}}


def _found(dataset: Dataset | None = None, **tables: Any) -> Arithmetic:
    tables = {"carriers": RICH} | tables
    return check_arithmetic(make_case(dataset, **tables))


def _said(found: Arithmetic) -> tuple[list[str], list[str]]:
    assert all(problem.zh for problem in (*found.problems, *found.warnings))
    return [p.en for p in found.problems], [p.en for p in found.warnings]


def _target(**entry: Any) -> dict[str, Any]:
    return {"targets": {"t": entry}}


def test_a_target_beyond_reach_is_a_warning_with_both_numbers() -> None:
    told = (
        "targets.t: For the nation, 7 by 2025 is asked of small cities with “Name”, but no plan can bring it above 6."
    )
    assert _said(_found(**_target(indicator="cities.gigabit", at_least=7))) == ([], [told])
    assert _said(_found(**_target(indicator="cities.gigabit", at_least=6))) == ([], [])


def test_where_a_part_is_planned_it_is_not_called_the_nation() -> None:
    target = _target(indicator="cities.gigabit", at_least=7)
    alone = _said(_found(scope={"provinces": ["A"]}, **target))[1]
    assert alone[0].startswith("targets.t: For Alpha, 7 by 2025 is asked of")
    two = _found(scope={"provinces": ["A", "B"]}, **target).warnings[0]
    assert "For the planned area, 7 by 2025" in two.en
    assert "规划范围：到 2025 年" in two.zh


def test_money_is_told_as_people_say_it() -> None:
    """Committed works of 21 million against a cap of 4.5 million."""
    limits = {
        "lower": {"indicator": "spend.metro", "by": "province", "groups": ["B"], "at_least": 250, "over": "sum"},
        "upper": {"indicator": "spend.metro", "by": "province", "groups": ["B"], "at_most": 4.5, "over": "sum"},
    }
    (problem,) = _found(limits=limits).problems
    assert "250 M yuan in all by 2025 is asked of" in problem.en
    assert "limits.upper allows 4.5 M yuan at most" in problem.en
    assert "合计至少 2.5亿元，而 limits.upper 最多只允许 450万元" in problem.zh


def test_a_limit_and_a_floor_beyond_reach_are_problems() -> None:
    limits = {"m": {"indicator": "residents.gigabit", "by": "region", "groups": ["Far"], "at_least": 101}}
    rules = {"f": {"kind": "floor", "indicator": "share.cities.gigabit", "at_least": 1.5, "groups": ["C"]}}
    problems, warnings = _said(_found(limits=limits, rules=rules))
    assert warnings == []
    assert problems == [
        "limits.m: For Name, 101 by 2025 is asked of residents with “Name”, but no plan can bring it above 100.",
        "rules.f: For Gamma, 150 % by 2025 is asked of share of small cities with “Name”, but no plan can bring it "
        "above 100 %.",
    ]


def test_modules_projects_own_indicators_and_cities_are_counted() -> None:
    limits = {
        "modules": {"indicator": "modules.pool", "at_least": 99},
        "projects": {"indicator": "projects.metro", "by": "province", "groups": ["B"], "at_least": 3},
        "own": {"indicator": "double", "at_least": 13},
        "city": {"indicator": "cities.gigabit", "by": "city", "groups": ["A1"], "at_least": 2},
        "benefit": {"indicator": "benefit.gigabit", "at_least": 1441},
        "enough": {"indicator": "benefit.gigabit", "at_least": 1440},
    }
    own = {"double": {"terms": {"cities.gigabit": 2}}}
    problems, _ = _said(_found(limits=limits, indicators=own))
    # Modules: A1 3, A2 3, A3 2, B0 2, B1 2, C1 1. Benefit: 240 thousand residents for one year, then for five.
    assert [told.split(":")[0] + told.rpartition("above ")[2] for told in problems] == [
        "limits.modules" + "13.",
        "limits.projects" + "2.",
        "limits.own" + "12.",
        "limits.city" + "1.",
        "limits.benefit" + "1,440.",
    ]


def test_what_exists_already_may_break_an_upper_limit() -> None:
    rows = [library("P1", "gigabit", "A1", status="built"), library("P2", "gigabit", "A2", status="built")]
    limits = {"m": {"indicator": "cities.gigabit", "by": "province", "groups": ["A"], "at_most": 1}}
    problems, _ = _said(_found(make_dataset(projects=rows), limits=limits))
    assert problems == [
        "limits.m: For Alpha, at most 1 in 2025 is asked of small cities with “Name”, but 2 exist at the start "
        "or are committed."
    ]


def test_core_cities_are_connected_whatever_is_built() -> None:
    limits = {"m": {"indicator": "cities.connected", "by": "province", "groups": ["B"], "at_most": 0}}
    assert len(_found(limits=limits).problems) == 1


def test_sites_that_cannot_carry_what_is_asked() -> None:
    measures = MEASURES | {"pool": MEASURES["pool"] | {"capacity_per_module": 10, "max_modules": 1}}
    found = _found(measures=measures, **_target(indicator="cities.cloud", at_least=4))
    # Demand: C1 10, A3 20, B1 30, A1 40, B0 60, A2 80; six pools of 10.
    assert _said(found) == (
        [],
        [
            "targets.t: For the nation, the 6 site(s) of “Name” can carry 60 in 2025, "
            "but the cities asked for need at least 100."
        ],
    )
    assert _said(_found(measures=measures, **_target(indicator="cities.cloud", at_least=3))) == ([], [])


def test_sites_without_modules_carry_everything() -> None:
    measures = MEASURES | {"pool": {"kind": "site"}}
    dataset = make_dataset(costs=[row for row in COSTS if row["item"] != "module"])
    assert _said(_found(dataset, measures=measures, **_target(indicator="cities.cloud", at_least=6))) == ([], [])


def test_a_status_needs_the_capacity_of_its_services() -> None:
    measures = MEASURES | {"pool": MEASURES["pool"] | {"capacity_per_module": 10, "max_modules": 1}}
    status = {"complete": {"services": ["gigabit", "cloud"], "connected": True}}
    limits = {"m": {"indicator": "cities.complete", "at_least": 4}}
    problems, _ = _said(_found(measures=measures, statuses=status, limits=limits))
    assert problems == [
        "limits.m: For the nation, the 6 site(s) of “Name” can carry 60 in 2025, "
        "but the cities asked for need at least 100."
    ]


def test_the_cheapest_way_costs_more_than_all_money() -> None:
    """Gigabit with metro 2 and the cheapest own uplink 1: A3 8, B1 10.5, C1 5.5, A1 13, A2 23, B0 17 (core)."""
    assert _costs() == pytest.approx({"A1": 13, "A2": 23, "A3": 8, "B0": 17, "B1": 10.5, "C1": 5.5})
    found = _found(carriers=POOR, **_target(indicator="cities.gigabit", at_least=3))
    told = (
        "targets.t: What is asked of small cities with “Name” by 2025 costs at least 24 M yuan, "
        "but all money up to then adds up to 20 M yuan."
    )
    assert _said(found) == ([], [told])
    assert _said(_found(carriers=POOR, **_target(indicator="cities.gigabit", at_least=2))) == ([], [])


def _costs() -> dict[str, float]:
    least = LeastCost(make_case())
    return {city: least.of("gigabit", city) for city in ("A1", "A2", "A3", "B0", "B1", "C1")}


def test_floors_of_several_groups_add_up() -> None:
    rules = {"f": {"kind": "floor", "indicator": "cities.gigabit", "at_least": 1}}
    problems, _ = _said(_found(carriers=POOR, rules=rules))
    assert problems == [
        "rules.f: What is asked of small cities with “Name” by 2025 costs at least 24 M yuan, "
        "but all money up to then adds up to 20 M yuan."
    ]


def test_all_kinds_of_money_count() -> None:
    funds = {
        "central": {"kind": "grant", "budget": {2024: 1, 2025: 1}},
        "local": {"kind": "local", "limit_column": "local_budget"},
    }
    rules = {"f": {"kind": "floor", "indicator": "cities.gigabit", "at_least": 1}}
    # 20 of the carrier, 2 of the fund, 2 × (5 + 3 + 1) of the provinces
    assert _said(_found(carriers=POOR, funds=funds, rules=rules)) == ([], [])


def test_built_projects_cost_nothing_more() -> None:
    rows = [library("P1", "gigabit", "A3", status="built"), library("P2", "metro", "C1", status="built")]
    least = LeastCost(make_case(make_dataset(projects=rows)))
    assert least.of("gigabit", "A3") == 0
    assert least.of("gigabit", "C1") == pytest.approx(2.5)


def test_statuses_count_each_project_once_and_alternatives_not_at_all() -> None:
    measures = MEASURES | {
        "pon": {"kind": "city", "requires": {"either": {"measures": ["metro", "gigabit"]}}},
    }
    services = SERVICES | {"pon": {"mode": "own", "measure": "pon"}}
    statuses = {"all": {"services": ["gigabit", "pon", "cloud"], "connected": True}}
    case = make_case(
        make_dataset(costs=[*COSTS, cost("pon", 4)]), measures=measures, services=services, statuses=statuses
    )
    least = LeastCost(case)
    assert least.of("pon", "A1") == 4
    assert least.of("all", "A1") == pytest.approx(4 + 13)
    assert least.of("cloud", "A1") == 1
    assert least.of("cloud", "B0") == 0
    assert least.of("connected", "A2") == 1


def test_committed_projects_that_cannot_be_paid() -> None:
    rows = [
        library("P1", "gigabit", "A1", status="committed", by_year=2024),
        library("P2", "pool", "A1", status="committed"),
    ]
    carriers = {"red": {"budget": {2024: 10, 2025: 8}}}
    problems, _ = _said(_found(make_dataset(projects=rows), carriers=carriers))
    assert problems == [
        "projects.csv: The 2 project(s) that must be in service by 2025 cost at least 19 M yuan, "
        "but all money up to then adds up to 18 M yuan."
    ]


def test_money_indicators_are_left_to_the_solver() -> None:
    limits = {"m": {"indicator": "spend.total", "at_least": 10**9}, "s": {"indicator": "paid.red", "at_most": 0}}
    assert _said(_found(limits=limits)) == ([], [])


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6),
    st.integers(1, 40),
)
def test_least_sum_is_a_bound_for_every_choice(items: list[tuple[int, int]], wanted: int) -> None:
    prices, weights = (np.array(column, dtype=float) for column in zip(*items, strict=True))
    bound = least_sum(prices, weights, wanted)
    choices = [np.array(choice) for choice in product((0, 1), repeat=len(items))]
    possible = [float(prices @ chosen) for chosen in choices if weights @ chosen >= wanted]
    if possible:
        assert bound <= min(possible) + 1e-9
    else:
        assert bound == float("inf")


def test_least_sum_takes_the_last_in_part() -> None:
    assert least_sum(np.array([4.0, 1.0]), np.array([2.0, 1.0]), 2) == pytest.approx(3)


def test_what_nobody_can_do_for_the_worst_served() -> None:
    """A quarter of the beneficiaries at most, by the service's part; the tail can have no more than everybody."""
    services = SERVICES | {"gigabit": SERVICES["gigabit"] | {"part": 0.25}}
    for kind in ("least", "worst"):
        rule = {"kind": kind, "indicator": "share.residents.gigabit", "at_least": 0.3, "tail": 0.5}
        problems, warnings = _said(_found(services=services, rules={"r": rule}))
        assert warnings == []
        assert all(problem.startswith("rules.r: ") and problem.endswith("above 25 %.") for problem in problems)
        assert len(problems) == {"least": 3, "worst": 1}[kind]  # least: for each province
        assert _said(_found(services=services, rules={"r": rule | {"at_least": 0.25}})) == ([], [])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 1)), min_size=1, max_size=6),
    st.floats(0.05, 1),
)
def test_mean_of_the_tail_is_the_conditional_value_at_risk(groups: list[tuple[float, float]], tail: float) -> None:
    """Against its definition as a maximum, which is found at one of the levels."""
    levels, weights = np.array(groups).T
    weights = weights / weights.sum()
    defined = max(eta - float((weights * np.maximum(0.0, eta - levels)).sum()) / tail for eta in levels)
    assert tail_mean(levels, weights, tail) == pytest.approx(defined, abs=1e-9)
