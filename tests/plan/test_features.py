"""Tables of money, fairness and resilience from values written by hand, as a solver might say of small worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from planner.case.case import Case
from planner.plan.plan import Plan
from planner.plan.rules import absolute_gini, gini, worst_mean
from planner.plan.tables import make_plan
from tests.proof.features.world import world
from tests.proof.inputs import planner_case

Values = Mapping[str, Mapping[Any, float]]

WEST = {"fund": "central", "measures": ["fibre"], "share": {"West": 0.5}}
#: What homes pay in a year, yuan.
EARNED = {"A": 10_000_000, "B": 1_000_000}
FUNDS = {"central": {"kind": "grant"}, "town": {"kind": "local", "limit_column": "local_budget_myuan"}}


def _planned(case: Case, values: Values) -> Plan:
    return make_plan(case, {family: pd.Series(dict(cells), dtype=float) for family, cells in values.items() if cells})


def _fibre(cities: Mapping[str, float], **tables: Any) -> Case:
    """Fibre in cities at so many million yuan each; an own service of it, which homes pay for where a test says so."""
    return planner_case(
        world(
            {city: {"cost": cost, "earned": EARNED.get(city, 0)} for city, cost in cities.items()},
            {"fibre": tables.pop("fibre", {})},
            {"fibre": ("cost", 1.0)},
            [("spend.total", "min")],
            services={"fibre": {"mode": "own", "measure": "fibre"}},
            **tables,
        )
    )


def _started(*cities: str, year: int = 2024) -> dict[tuple[Any, ...], float]:
    return {(f"fibre:{city}", year): 1.0 for city in cities}


def _paid(plan: Plan, **where: str) -> dict[str, float]:
    table = plan.payments
    for column, value in where.items():
        table = table[table[column] == value]
    sums = table.groupby("project")["amount_myuan"].sum()
    return dict(zip(sums.index, sums.tolist(), strict=True))


def test_gaps_are_filled_before_grants_go_pro_rata() -> None:
    """A earns 10 and B 1 in the year that counts: of grants of 5 and local money of 4, B needs 9 of the public 9."""
    case = _fibre(
        {"A": 10, "B": 10},
        fibre={"revenue": {"column": "earned", "yuan_per_unit": 1}},
        viability={"years": 1, "discount_rate": 0.0, "rule": "project"},
        funds=FUNDS, subsidies={"west": WEST},
    )  # fmt: skip
    money = {
        "grant": {("west", "shared", "P", 2024): 5.0},
        "local": {("town", "shared", "P", 2024): 4.0},
        "enterprise": {("alpha", "shared", "P", 2024): 11.0},
    }
    plan = _planned(case, {"done": _started("A", "B"), **money})
    assert _paid(plan, payer_kind="grant") == {"fibre:B": 5}
    assert _paid(plan, payer_kind="local") == {"fibre:B": 4}
    assert _paid(plan, payer_kind="enterprise") == {"fibre:A": 10, "fibre:B": 1}
    assert plan.viability.set_index("project")["public_myuan"].to_dict() == {"fibre:A": 0, "fibre:B": 9}


def test_exclusive_rules_pay_what_they_claim() -> None:
    """Both rules may pay both; the claims tell them apart, and where there is none the larger bound does."""
    loan = {**WEST, "share": {"West": 0.3}}
    case = _fibre({"A": 10, "B": 10, "D": 20}, funds=FUNDS, subsidies={"west": WEST, "loan": loan})
    values: Values = {
        "done": _started("A", "B", "D"),
        "claim": {("loan", "fibre:A", 2024): 1.0, ("west", "fibre:B", 2024): 1.0},
        "grant": {("loan", "shared", "P", 2024): 3.0, ("west", "shared", "P", 2024): 12.0},
        "enterprise": {("alpha", "shared", "P", 2024): 25.0},
    }
    plan = _planned(case, values)
    assert _paid(plan, subsidy="loan") == {"fibre:A": 3}
    assert _paid(plan, subsidy="west") == {"fibre:B": 4, "fibre:D": 8}
    assert plan.claims[["subsidy", "project"]].to_numpy().tolist() == [
        ["loan", "fibre:A"], ["west", "fibre:B"], ["west", "fibre:D"],
    ]  # fmt: skip


def test_claims_are_listed_only_where_rules_meet() -> None:
    case = _fibre({"A": 10}, funds=FUNDS, subsidies={"west": WEST})
    plan = _planned(case, {"done": _started("A"), "grant": {("west", "shared", "P", 2024): 5.0}})
    assert plan.claims.empty
    assert "claims" not in plan.tables()


def test_rules_that_add_up_stay_within_the_public_share() -> None:
    """60 % of 10 is 6, of which both rules together have 8 to give; 4 go to B, which is as dear."""
    case = _fibre(
        {"A": 10, "B": 10}, funds=FUNDS, stacking="additive", max_public_share=0.6,
        subsidies={"west": WEST, "loan": {**WEST, "share": {"West": 0.4}}},
    )  # fmt: skip
    values: Values = {
        "done": _started("A", "B"),
        "grant": {("west", "shared", "P", 2024): 8.0, ("loan", "shared", "P", 2024): 4.0},
        "enterprise": {("alpha", "shared", "P", 2024): 8.0},
    }
    plan = _planned(case, values)
    assert _paid(plan, payer_kind="grant") == {"fibre:A": 6, "fibre:B": 6}
    assert plan.funding.set_index("subsidy")["amount_myuan"].to_dict() == {"west": 8, "loan": 4, "": 8}


@pytest.mark.parametrize(("ceiling", "shares"), [(6, (16 / 3, 8 / 3)), (4, (4, 4))])
def test_grants_under_a_ceiling_of_cities_are_pro_rata_below_it(ceiling: float, shares: tuple[float, float]) -> None:
    """Of 8 in all, A is twice as dear as B and gets twice as much, if its city may; what a solver chose is one way."""
    case = _fibre({"A": 20, "B": 10}, funds=FUNDS, subsidies={"west": {**WEST, "city_ceiling_myuan": ceiling}})
    values: Values = {
        "done": _started("A", "B"),
        "grant": {("west", "shared", "P", 2024): 8.0},
        "site_grant": {("west", "fibre:A", 2024): 3.0, ("west", "fibre:B", 2024): 5.0},
        "enterprise": {("alpha", "shared", "P", 2024): 22.0},
    }
    assert list(_paid(_planned(case, values), payer_kind="grant").values()) == pytest.approx(list(shares), abs=1e-6)


def test_what_a_city_is_to_receive_later_is_kept_for_it() -> None:
    """Of A's 6, 4 are decided for its metro network in 2025: in 2024 it gets 2, not the half of 5."""
    case = planner_case(
        world(
            {"A": {}, "B": {}},
            {"fibre": {}, "metro": {"where": {"cities": ["A"]}}},
            {"fibre": 10.0, "metro": 10.0},
            [("spend.total", "min")],
            years=(2024, 2025),
            funds=FUNDS,
            subsidies={"west": {**WEST, "measures": ["fibre", "metro"], "city_ceiling_myuan": 6}},
        )
    )
    grants = {("west", "fibre:A", 2024): 2.0, ("west", "fibre:B", 2024): 3.0, ("west", "metro:A", 2025): 4.0}
    values: Values = {
        "done": {(f"fibre:{city}", year): 1.0 for city in "AB" for year in (2024, 2025)}
        | {("metro:A", 2024): 0.0, ("metro:A", 2025): 1.0},
        "grant": {("west", "shared", "P", 2024): 5.0, ("west", "shared", "P", 2025): 4.0},
        "site_grant": grants,
        "enterprise": {("alpha", "shared", "P", 2024): 15.0, ("alpha", "shared", "P", 2025): 6.0},
    }
    assert _paid(_planned(case, values), payer_kind="grant") == {"fibre:A": 2, "fibre:B": 3, "metro:A": 4}


def test_packages_tell_their_cities_and_works() -> None:
    rule = {**WEST, "package": {"min_cities": 2, "min_cost_myuan": 20, "ceiling_myuan": 9}}
    case = _fibre({"A": 10, "B": 12}, funds=FUNDS, subsidies={"west": rule})
    values: Values = {
        "done": _started("A", "B"),
        "packages": {("west", "shared", "P", 2024): 0.9999999},
        "grant": {("west", "shared", "P", 2024): 9.0},
        "enterprise": {("alpha", "shared", "P", 2024): 13.0},
    }
    plan = _planned(case, values)
    row = plan.packages.iloc[0]
    assert (row["packages"], row["cities"], row["eligible_myuan"], row["amount_myuan"]) == (1, 2, 22, 9)
    figures = plan.indicators.set_index(["indicator", "by", "year"])["value"]
    assert figures["packages.west", "nation", "all"] == 1


def test_viability_by_project_and_city() -> None:
    """10 earns 1, 2, 2, 2 a year less 0.5 of opex, undiscounted: back after the fourth year if half is paid."""
    case = _fibre(
        {"A": 10}, funds=FUNDS, subsidies={"west": WEST},
        fibre={"revenue": {"column": "one", "yuan_per_unit": 2_000_000, "ramp_years": 1}, "opex_share": 0.05},
        viability={"years": 5, "discount_rate": 0.0},
    )  # fmt: skip
    halved = {"grant": {("west", "shared", "P", 2024): 5.0}, "enterprise": {("alpha", "shared", "P", 2024): 5.0}}
    row = _planned(case, {"done": _started("A"), **halved}).viability.iloc[0]
    assert row["pv_revenue_myuan"] == 9
    assert row["pv_opex_myuan"] == 2.5
    assert row["gap_myuan"] == 3.5
    assert row["npv_myuan"] == 9 - 2.5 - 5
    assert row["payback_years"] == 4
    alone = _planned(case, {"done": _started("A"), "enterprise": {("alpha", "shared", "P", 2024): 10.0}})
    assert pd.isna(alone.viability["payback_years"].iloc[0])
    assert alone.viability_cities[["city", "projects", "npv_myuan"]].to_numpy().tolist() == [["A", 1, -3.5]]


def test_nothing_is_told_of_viability_where_nothing_earns() -> None:
    plan = _planned(_fibre({"A": 10}), {"done": _started("A"), "enterprise": {("alpha", "shared", "P", 2024): 10.0}})
    assert plan.viability.empty
    assert plan.viability_cities.empty


def test_obligations_and_thresholds_list_what_is_missing_too() -> None:
    ports = {"start": 2, "adds": {"fibre": {"factor": 3}}, "at_least": 5}
    case = _fibre(
        {"A": 10, "B": 10},
        obligations={"all": {"measures": ["fibre"], "at_least": 0.5}},
        statuses={"ported": {"thresholds": {"ports": ports}}},
    )
    values: Values = {
        "done": _started("A"),
        "status": {("ported", "A", 2024): 1.0},
        "enterprise": {("alpha", "shared", "P", 2024): 10.0},
    }
    plan = _planned(case, values)
    assert plan.obligations[["project", "done"]].to_numpy().tolist() == [["fibre:A", 1], ["fibre:B", 0]]
    assert plan.thresholds[["city", "value", "met"]].to_numpy().tolist() == [["A", 5, 1], ["B", 2, 0]]


def _ringed(**tables: Any) -> Case:
    """A has three links: two by one route to one core place with one node, the third to another."""
    core = {"core": True, "small": False}
    ends = (("C", "north"), ("D", "north"), ("E", "south"))
    return planner_case(
        world(
            {"A": {}, "C": core, "D": core, "E": core},
            {"link": {"kind": "uplink", **tables.pop("link", {})}},
            {"link": {"dig": 1.0, "wave": ("module", 0.5)} if "traffic" in tables else 1.0},
            [("spend.total", "min")],
            links=[{"from": "A", "to": to, "route": route} for to, route in ends],
            services={"safe": {"mode": "protected", "measure": "link"}},
            **tables,
        )
    )


@pytest.mark.parametrize(
    ("use", "ways"),
    [
        ({}, ["link:A>C", "link:A>E"]),
        ({"link:A>C": 0.3, "link:A>D": 0.7, "link:A>E": 1.0}, ["link:A>D", "link:A>E"]),
    ],
)
def test_protected_places_have_two_whole_ways(use: dict[str, float], ways: list[str]) -> None:
    """By different routes, the most used ones; ties go to the first."""
    built = {(f"link:A>{end}", 2024): 1.0 for end in "CDE"}
    values: Values = {
        "done": built,
        "served": {("safe", "A", 2024): 1.0},
        "connected": {("A", 2024): 1.0},
        "use": {("safe", link, 2024): part for link, part in use.items()},
        "enterprise": {("alpha", "shared", "P", 2024): 3.0},
    }
    plan = _planned(_ringed(), values)
    assert plan.protections["uplink"].tolist() == ways
    assert plan.protections["use"].tolist() == [1, 1]
    assert plan.services.to_numpy().tolist() == [["safe", "A", 2024]]


def test_traffic_is_told_with_its_wavelengths() -> None:
    case = _ringed(
        link={"capacity_per_module": 10, "max_modules": 2},
        traffic={"own": {"measure": "link", "amount": {"factor": 12}}},
    )
    values: Values = {
        "done": {("link:A>C", 2024): 1.0},
        "modules": {("link:A>C", 2024): 2.0},
        "connected": {("A", 2024): 1.0},
        "flow": {("link:A>C", 2024): 12.0, ("link:A>D", 2024): 1e-9},
        "enterprise": {("alpha", "shared", "P", 2024): 2.0},
    }
    plan = _planned(case, values)
    assert plan.flows.to_numpy().tolist() == [["link:A>C", 2024, 12, 2]]
    assert plan.modules[["project", "modules", "capex_myuan"]].to_numpy().tolist() == [["link:A>C", 2, 1]]


def test_core_places_are_always_protected() -> None:
    """Small ones count among small cities, so they are listed."""
    case = planner_case(
        world(
            {"K": {"core": True}, "A": {}},
            {"link": {"kind": "uplink"}},
            {"link": 1.0},
            [("spend.total", "min")],
            links=[{"from": "A", "to": "K"}],
            services={"safe": {"mode": "protected", "measure": "link"}},
        )
    )
    plan = _planned(case, {})
    assert plan.services.to_numpy().tolist() == [["safe", "K", 2024]]
    figures = plan.indicators.set_index(["indicator", "by", "year"])["value"]
    assert figures["cities.safe", "nation", "2024"] == 1


def test_what_projects_add_to_a_demand_is_assigned_with_them() -> None:
    case = planner_case(
        world(
            {"A": {"units": 10}},
            {
                "fibre": {"loads": {"cloud": {"factor": 5}}},
                "pool": {"kind": "site", "capacity_per_module": 20},
            },
            {"fibre": 1.0, "pool": 2.0},
            [("spend.total", "min")],
            services={"cloud": {"mode": "capacity", "measure": "pool", "demand": "units", "connected": False}},
        )
    )
    values: Values = {
        "done": {("fibre:A", 2024): 1.0, ("pool:A", 2024): 1.0},
        "modules": {("pool:A", 2024): 1.0},
        "take": {("cloud", "fibre:A", "pool:A", 2024): 0.9999999},
        "enterprise": {("alpha", "shared", "P", 2024): 3.0},
    }
    plan = _planned(case, values)
    assert plan.assignments.to_numpy().tolist() == [["cloud", "A", "fibre:A", "pool:A", 2024, 1]]


def test_indicators_by_group_and_equity_without_a_bound() -> None:
    """Two of three cities in the group have fibre; the rule is measured and has no bound to meet."""
    on = {"indicator": "share.cities.fibre", "by": "group"}
    case = _fibre(
        {"A": 1, "B": 1, "D": 1, "F": 1},
        groups={"poor": {"where": {"cities": ["A", "B", "D"]}}, "rich": {"where": {"cities": ["F"]}}},
        rules={"even": {"kind": "gini", **on}, "low": {"kind": "worst", "tail": 0.9, **on}},
    )
    plan = _planned(case, {"done": _started("A", "B"), "enterprise": {("alpha", "shared", "P", 2024): 2.0}})
    figures = plan.indicators.set_index(["indicator", "group", "year"])["value"]
    assert figures["share.cities.fibre", "poor", "2024"] == pytest.approx(2 / 3)
    assert figures["equity.even", "nation", "2024"] == pytest.approx(0.75 * 0.25 * 2 / 3)
    assert figures["equity.low", "nation", "2024"] == pytest.approx(0.65 / 0.9 * 2 / 3)
    rules = plan.rules.set_index("rule")
    assert rules.loc["even", "value"] == pytest.approx(0.25)
    assert rules.loc["even", "absolute"] == pytest.approx(0.125)
    assert rules["bound"].isna().all()
    assert (rules["side"] == "").all()
    assert (rules["met"] == 1).all()


def test_measures_of_evenness() -> None:
    values, people = {"a": 0.1, "b": 0.5, "c": 0.9}, {"a": 1.0, "b": 2.0, "c": 1.0}
    # A quarter of the people have 0.1: the worst half is that quarter and another of 0.5.
    assert worst_mean(values, people, 0.5) == pytest.approx(0.3)
    assert worst_mean(values, people, 1.0) == pytest.approx(0.5)
    assert worst_mean(values, people, 0.01) == pytest.approx(0.1)
    # Pairs a-b, a-c and b-c: (2 × 0.4 + 1 × 0.8 + 2 × 0.4) / 16.
    assert absolute_gini(values, people) == pytest.approx(0.15)
    assert gini(values, people) == pytest.approx(0.3)
