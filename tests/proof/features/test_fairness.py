"""Worst served, least served, evenness, order and groups, as rules and as goals: worked out by hand, then bitten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.proof.features.chain import agreed, impossible, proven
from tests.proof.features.world import world
from tests.proof.random_case import RandomCase

SERVICE = {"fibre": {"mode": "own", "measure": "fibre", "weight": 1}}


def _three(costs: tuple[float, float, float], goals: list[Any], rule: dict[str, Any], budget: float) -> RandomCase:
    """Three provinces of one city each, with 20, 30 and 50 thousand residents."""
    cities = {
        name: {"province": code, "residents": people * 1000, "price": cost}
        for name, code, people, cost in zip("ABD", "PQR", (20, 30, 50), costs, strict=True)
    }
    rule = {"kind": "worst", "indicator": "share.residents.fibre", "by": "province"} | rule
    return world(
        cities,
        {"fibre": {}},
        {"fibre": ("price", 1.0)},
        goals,
        provinces={"P": {}, "Q": {}, "R": {}},
        services=SERVICE,
        carriers={"alpha": {"budget": budget}},
        rules={"fair": rule},
    )


def test_worst_served_as_a_goal(tmp_path: Path) -> None:
    """Money for two of three. The worst-served 40 % are: without A its 20 and 20 served, 0.5; without B 30 and 10,
    0.25; without D nobody served. So B and D."""
    outcome = proven(_three((2, 2, 2), [("equity.fair", "max")], {"tail": 0.4}, 4), tmp_path, 0.5)
    assert outcome.started() == {"fibre:B", "fibre:D"}


@pytest.mark.parametrize(("least", "spend"), [(0.25, 4.0), (0.5, 4.0), (0.51, 7.0)])
def test_worst_served_as_a_rule(folder: Path | None, least: float, spend: float) -> None:
    """A costs 3, the others 2. 0.25 is cheapest met by B and D, which gives 0.5; more needs all three."""
    rule = {"tail": 0.4, "at_least": least}
    proven(_three((3, 2, 2), [("spend.total", "min")], rule, 10), folder, spend)


def test_worst_served_breaks(tmp_path: Path) -> None:
    """More than half of the tail served needs 7; there are 6."""
    rule = {"tail": 0.4, "at_least": 0.6}
    impossible(_three((3, 2, 2), [("spend.total", "min")], rule, 6), tmp_path, "fair", "alpha")


def _two_each(budget: float, goals: list[Any], **tables: Any) -> RandomCase:
    """Two provinces: A 60 and B 40 thousand in P; D and E 50 thousand each in Q, dearer to serve."""
    return world(
        {
            "A": {"residents": 60_000, "price": 2}, "B": {"residents": 40_000, "price": 1},
            "D": {"province": "Q", "residents": 50_000, "price": 3},
            "E": {"province": "Q", "residents": 50_000, "price": 4},
        },
        {"fibre": {}},
        {"fibre": ("price", 1.0)},
        goals,
        provinces={"P": {}, "Q": {"region": "East"}},
        services=SERVICE,
        carriers={"alpha": {"budget": budget}},
        **tables,
    )  # fmt: skip


@pytest.mark.parametrize(("budget", "least"), [(5, 0.5), (3, 0.0), (4, 0.4), (9, 0.6), (10, 1.0)])
def test_least_served(folder: Path | None, budget: float, least: float) -> None:
    """4 serve B and D (0.4 and 0.5), 5 A and D (0.6 and 0.5), 9 A, D and E (0.6 and 1), 10 all."""
    rules = {"least": {"kind": "least", "indicator": "share.residents.fibre"}}
    proven(_two_each(budget, [("equity.least", "max")], rules=rules), folder, least)


def test_least_served_as_a_rule(tmp_path: Path) -> None:
    """At least half in each province: A and D for 5; at 4 there is no such plan."""
    rules = {"least": {"kind": "least", "indicator": "share.residents.fibre", "at_least": 0.5}}
    proven(_two_each(9, [("spend.total", "min")], rules=rules), tmp_path, 5)
    impossible(_two_each(4, [("spend.total", "min")], rules=rules), tmp_path / "poor", "least")


def test_evenness_as_a_later_goal(tmp_path: Path) -> None:
    """With 7 most are served by A, B and D, 150 thousand, whatever the order; P 1 and Q 0.5 are 0.25 × 0.5 apart."""
    rules = {"even": {"kind": "gini", "indicator": "share.residents.fibre"}}
    proven(_two_each(7, [("benefit", "max"), ("equity.even", "min")], rules=rules), tmp_path, 150, 0.125)
    goals = [("equity.even", "min"), ("benefit", "max")]
    agreed(_two_each(7, goals, rules=rules), 0, 0)


@pytest.mark.parametrize(("most", "benefit"), [(0.1, 110.0), (0.2, 150.0), (0.04, 0.0)])
def test_evenness_as_a_rule(folder: Path | None, most: float, benefit: float) -> None:
    """With 7: A, B, D have a Gini of 0.125 / 0.75 = 0.167; A and D 0.25 × 0.1 / 0.55 = 0.045; B and D 0.056."""
    rules = {"even": {"kind": "gini", "indicator": "share.residents.fibre", "at_most": most}}
    proven(_two_each(7, [("benefit", "max")], rules=rules), folder, benefit)


def test_gap_as_a_goal(tmp_path: Path) -> None:
    """Someone in each province: 0.6 and 0.5 are nearest."""
    rules = {"gap": {"kind": "gap", "indicator": "share.residents.fibre"}}
    limits = {"some": {"indicator": "cities.fibre", "by": "province", "at_least": 1}}
    proven(_two_each(7, [("equity.gap", "min")], rules=rules, limits=limits), tmp_path, 0.1)


# Groups of one's own.

GROUPS = {"dear": {"where": {"cities": ["D", "E"]}}, "near": {"where": {"at_least": {"residents": 60_000}}}}


ORDER = {"kind": "order", "indicator": "share.cities.fibre", "by": "group", "groups": ["dear", "near"]}


@pytest.mark.parametrize(("budget", "served"), [(7, 100.0), (4, 90.0), (9, 160.0), (10, 200.0)])
def test_order(folder: Path | None, budget: float, served: float) -> None:
    """D and E before A; B is in no group. Without the rule 7 would buy A, B and D, 150 thousand.

    4 buy B and D. 7 buy D and E; A is all of its group, so it must not come before both. 9 buy D, E and A.
    """
    rules = {"order": ORDER | {"at_most": 0}}
    proven(_two_each(budget, [("benefit", "max")], groups=GROUPS, rules=rules), folder, served)


def test_order_every_year(tmp_path: Path) -> None:
    """5 a year: B and E (90 thousand, two years), then D and A (110 thousand more): A comes with the last dear one.

    Without the rule A and D would be first, 110 and then 90 more.
    """
    rules = {"order": ORDER | {"at_most": 0}}
    case = _two_each(5, [("benefit", "max")], groups=GROUPS, rules=rules)
    case.model["time"]["last_year"] = 2025
    case.model["carriers"]["alpha"] |= {"budget": {2024: 5, 2025: 5}, "carry_over": 0}
    proven(case, tmp_path, 2 * 90 + 110)
    case.model["rules"] = {}
    agreed(case, 2 * 110 + 90)


@pytest.mark.parametrize(("most", "served"), [(0.5, 150.0), (0.4, 100.0)])
def test_order_with_a_lead_allowed(folder: Path | None, most: float, served: float) -> None:
    """7 buy A, B and D, 150 thousand: all near ones, half of the dear ones, a lead of a half."""
    rules = {"order": ORDER | {"at_most": most}}
    proven(_two_each(7, [("benefit", "max")], groups=GROUPS, rules=rules), folder, served)


def test_order_as_a_goal(tmp_path: Path) -> None:
    """With A in any case and 5 in all, D is served, too, and the near ones are half ahead; with 9, D and E are.

    As a goal after the most served, D goes with A and B for 6, half behind.
    """
    some = {"some": {"indicator": "cities.fibre", "by": "city", "groups": ["A"], "at_least": 1}}
    for budget, lead in ((2, 1.0), (5, 0.5), (9, 0.0)):
        goals = [("equity.order", "min")]
        case = _two_each(budget, goals, groups=GROUPS, rules={"order": ORDER}, limits=some)
        proven(case, tmp_path / str(budget), lead)
    proven(
        _two_each(6, [("benefit", "max"), ("equity.order", "min")], groups=GROUPS, rules={"order": ORDER}),
        tmp_path,
        150,
        0.5,
    )


def test_goal_of_a_group(tmp_path: Path) -> None:
    """First the dear ones: with 4, D or E (50) and then the others: with D there is 1 left for B."""
    goals = [
        {"indicator": "benefit", "sense": "max", "by": "group", "group": "dear"},
        {"indicator": "benefit", "sense": "max", "by": "city", "group": "B"},
        {"indicator": "spend.total", "sense": "min", "by": "region", "group": "East"},
    ]
    proven(_two_each(4, goals, groups=GROUPS), tmp_path, 50, 40, 3)


def test_limit_and_target_by_group(tmp_path: Path) -> None:
    """At most 3 spent on the dear ones, and one city there as a target: D, for 3."""
    case = _two_each(
        10,
        [("shortfall", "min"), ("spend.total", "min")],
        groups=GROUPS,
        limits={"cap": {"indicator": "spend.total", "by": "group", "groups": ["dear"], "at_most": 3}},
        targets={"both": {"indicator": "cities.fibre", "by": "group", "at_least": {"dear": 2, "near": 1}}},
    )
    proven(case, tmp_path, 0.5, 5)


def test_share_and_floor_by_group(tmp_path: Path) -> None:
    """The dear ones get half of all spending and one city each has a floor: E or D and A; 3 of at most 6."""
    rules = {
        "half": {"kind": "share", "indicator": "spend.total", "by": "group", "groups": ["dear"], "at_least": 0.6},
        "some": {"kind": "floor", "indicator": "share.cities.fibre", "by": "group", "at_least": 0.5},
    }
    proven(_two_each(10, [("spend.total", "min")], groups=GROUPS, rules=rules), tmp_path, 5)
