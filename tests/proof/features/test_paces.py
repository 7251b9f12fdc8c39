"""Years of building and payment in instalments: worked out by hand, then bitten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.plan.audit import audit_run
from tests.plan.tampering import Tamper, set_cell
from tests.proof.features.chain import agreed, impossible, proven, run
from tests.proof.features.world import world
from tests.proof.random_case import RandomCase

YEARS = (2024, 2025, 2026)
HALVES = [0.5, 0.5]


def _fibre(spec: Mapping[str, Any], cities: Sequence[str] = ("A",), **tables: Any) -> RandomCase:
    """Works of 10 a city, each worth 100 a year in service."""
    goals = tables.pop("goals", [("benefit", "max")])
    return world(
        {city: {} for city in cities},
        {"fibre": spec},
        {"fibre": 10.0},
        goals,
        services={"fibre": {"mode": "own", "measure": "fibre", "weight": 1}},
        years=YEARS,
        **tables,
    )


def _one_payer(budget: Mapping[int, float], carry_over: float | str = 0.0) -> dict[str, Any]:
    return {"alpha": {"budget": dict(budget), "carry_over": carry_over}}


def test_a_year_to_build_and_two_instalments(tmp_path: Path) -> None:
    """A starts in 2024 and is there in 2025 and 2026, B starts in 2025 and is there in 2026: 200 + 100.

    Budgets of 6, 10 and 4 are just what the instalments need: 6 + 4 for A, 6 + 4 for B a year later.
    """
    spec = {"lead_years": 1, "payment_profile": [0.6, 0.4]}
    outcome = proven(_fibre(spec, "AB", carriers=_one_payer({2024: 6, 2025: 10, 2026: 4})), tmp_path, 300)
    projects = outcome.table("projects").set_index("project")
    assert sorted(zip(projects["start_year"], projects["in_service_year"], strict=True)) == [(2024, 2025), (2025, 2026)]
    assert set(projects["account"]) == {"shared@1:0.6/0.4"}
    payments = outcome.table("payments").groupby("year")["amount_myuan"].sum()
    assert payments.to_dict() == {2024: 6, 2025: 10, 2026: 4}
    agreed(_fibre(spec, "AB", carriers=_one_payer({2024: 6, 2025: 10, 2026: 3.9})), 200)
    agreed(_fibre(spec, "AB", carriers=_one_payer({2024: 5.9, 2025: 10, 2026: 10})), 100)


def _later(table: pd.DataFrame) -> pd.DataFrame:
    """A million of the first payment is made a year later."""
    table["amount_myuan"] = table["amount_myuan"].astype(float) + table["year"].map({"2024": -1.0, "2025": 1.0}).fillna(
        0
    )
    return table


@pytest.mark.parametrize(
    ("table", "change", "failing"),
    [
        ("projects", set_cell("in_service_year", 2026, start_year="2024"), {"in_service"}),
        ("instalments", _later, {"instalments"}),
        ("instalments", set_cell("due_year", 2026, year="2024"), {"instalments"}),
        ("payments", _later, {"balance", "instalments", "funding", "carrier_budget", "indicators"}),
    ],
)
def test_the_audit_tells_another_pace(
    tmp_path: Path, table: str, change: Callable[[pd.DataFrame], pd.DataFrame], failing: set[str]
) -> None:
    """Whoever moves a year or an amount in a plan's tables is found out."""
    spec = {"lead_years": 1, "payment_profile": [0.6, 0.4]}
    outcome = run(_fibre(spec, "A", carriers=_one_payer({2024: 6, 2025: 4, 2026: 0})), tmp_path)
    Tamper(outcome.folder).table(table, change)
    assert set(audit_run(outcome.folder).failing()) == failing


def test_what_would_be_ready_too_late_does_not_start(tmp_path: Path) -> None:
    """Three years of building are more than the plan has: nothing starts, and a commitment is an error."""
    agreed(_fibre({"lead_years": 3}), 0)
    case = _fibre({"lead_years": 2}, projects=[{"measure": "fibre", "city": "A", "status": "committed"}])
    agreed(case, 100)
    case.tables["projects"][0]["by_year"] = 2025
    case.model["measures"]["fibre"]["lead_years"] = 1
    agreed(case, 200)
    limits = {"early": {"indicator": "cities.fibre", "at_least": 1, "years": [2024]}}
    impossible(_fibre({"lead_years": 1}, limits=limits), tmp_path, "early")


@pytest.mark.parametrize(("last", "benefit"), [(10, 100), (9.9, 0)])
def test_what_falls_due_after_the_last_year_is_set_aside_in_it(tmp_path: Path, last: float, benefit: float) -> None:
    """Works of the last year need all of their money in it, though the second half falls due a year later."""
    budget = {2024: 0, 2025: 0, 2026: last}
    spec = {"payment_profile": HALVES}
    if not benefit:
        agreed(_fibre(spec, carriers=_one_payer(budget)), 0)
        return
    outcome = proven(_fibre(spec, carriers=_one_payer(budget)), tmp_path, benefit)
    rows = outcome.table("instalments")
    assert rows[["due_year", "year", "amount_myuan"]].to_numpy().tolist() == [[2026, 2026, 5], [2027, 2026, 5]]


def test_a_default_and_carried_money() -> None:
    """[time] gives the pace of measures without their own; what 2024 leaves over pays the second half in 2025."""
    budget = {2024: 10, 2025: 0, 2026: 0}
    whole = {"payment_profile": HALVES}
    agreed(_fibre({}, time=whole, carriers=_one_payer(budget, "all")), 300)
    agreed(_fibre({}, time=whole, carriers=_one_payer(budget, 0.5)), 300)
    agreed(_fibre({}, time=whole, carriers=_one_payer(budget, 0.4)), 0)
    agreed(_fibre({"payment_profile": [1.0]}, time=whole, carriers=_one_payer(budget, 0.0)), 300)


def _granted(spec: Mapping[str, Any], budget: Mapping[int, float], **rule: Any) -> RandomCase:
    return _fibre(
        spec,
        "AB",
        goals=[("benefit", "max"), ("grant.half", "max")],
        funds={"central": {"kind": "grant", "budget": dict(budget), "carry_over": 0.0}},
        subsidies={"half": {"fund": "central", "measures": ["fibre"], "share": {"West": 0.5}, **rule}},
    )


def test_grants_come_in_instalments(tmp_path: Path) -> None:
    """Half of 20 in two instalments: 5 in 2024 and 5 in 2025. With 4 in 2025 both instalments are the fund's 8 of 10.

    Every payer pays the same part of each instalment, so less in one year is less in the other.
    """
    both = {2024: 5, 2025: 5, 2026: 0}
    outcome = proven(_granted({"payment_profile": HALVES}, both), tmp_path, 600, 10)
    grants = outcome.table("grants")
    assert grants.groupby("year")["amount_myuan"].sum().to_dict() == {2024: 5, 2025: 5}
    assert set(grants["bound_myuan"]) == {2.5}
    assert set(grants["capex_myuan"]) == {5}
    agreed(_granted({"payment_profile": HALVES}, {2024: 5, 2025: 4, 2026: 0}), 600, 8)
    agreed(_granted({"payment_profile": HALVES}, both, ceiling_myuan=4), 600, 8)
    agreed(_granted({"payment_profile": HALVES}, both, envelope={2024: 3, 2025: 5}, carry_over=0.0), 600, 6)
    # A year to build: what is ready in 2025 was paid for from 2024 on.
    agreed(_granted({"payment_profile": HALVES, "lead_years": 1}, both), 400, 10)


def test_packages_hold_what_goes_into_service_together(tmp_path: Path) -> None:
    """Two cities make a package of grants of 8, paid in halves; one city makes none."""
    package = {"min_cities": 2, "min_cost_myuan": 20, "ceiling_myuan": 8}
    both = {2024: 5, 2025: 5, 2026: 0}
    spec = {"payment_profile": HALVES, "lead_years": 1}
    outcome = proven(_granted(spec, both, package=package), tmp_path, 400, 8)
    row = outcome.table("packages").iloc[0]
    assert (row["year"], row["packages"], row["eligible_myuan"], row["amount_myuan"]) == (2025, 1, 20, 8)
    agreed(_granted(spec, both, package=package | {"min_cost_myuan": 21}), 400, 0)


@pytest.mark.parametrize(("limit", "benefit"), [(3, 300), (2.9, 0)])
def test_gaps_and_local_limits(limit: float, benefit: float) -> None:
    """Works of 10 earn 4, so they lack 6: local money of 3 a year fills the gap in halves."""
    case = _fibre(
        {"payment_profile": HALVES, "revenue": {"column": "one", "yuan_per_unit": 2e6}},
        provinces={"P": {"local_budget_myuan": limit}},
        funds={"local": {"kind": "local", "limit_column": "local_budget_myuan"}},
        viability={"years": 2, "discount_rate": 0, "rule": "project"},
    )
    # Opex is none, so the gap is the same each year.
    agreed(case, benefit)


def test_presence_is_of_the_year_of_payment() -> None:
    """Beta leads works of 10 ready in 2025 and may pay half of what all pay: alpha's works must be paid alike."""
    measures: dict[str, dict[str, Any]] = {
        "fibre": {"lead": "alpha"},
        "pool": {"lead": "beta", "lead_years": 1},
    }

    def case(budget: Mapping[int, float]) -> RandomCase:
        return world(
            {"A": {}},
            measures,
            {"fibre": 10.0, "pool": 10.0},
            [("projects.pool", "max"), ("benefit", "max")],
            services={"fibre": {"mode": "own", "measure": "fibre", "weight": 1}},
            years=YEARS,
            carriers={"alpha": {"budget": budget}, "beta": {"presence_column": "beta_share"}},
            provinces={"P": {"beta_share": 0.5}},
        )

    # Pool ready in 2025 or 2026 is paid in 2024 or 2025; fibre must be paid in the same year.
    agreed(case({2024: 10}), 1, 300)
    agreed(case({2024: 0, 2025: 10}), 1, 200)
    agreed(case({2024: 0, 2025: 0, 2026: 10}), 0, 100)
