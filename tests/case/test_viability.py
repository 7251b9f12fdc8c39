"""What projects are worth, their gaps, and the indicators that are made of them."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case import indicators
from planner.case.case import Case
from planner.case.viability import annuity, ramped_annuity
from tests.case.country import MEASURES, library, make_case, make_dataset, row

#: Three years at 25 %: 0.8 + 0.64 + 0.512.
FACTOR = 1.952
TERMS = {"years": 3, "discount_rate": 0.25}


def _case(revenue: dict[str, Any], measure: str = "gigabit", **more: Any) -> Case:
    dataset = more.pop("dataset", None)
    measures = MEASURES | {measure: MEASURES[measure] | {"revenue": revenue, "opex_share": 0.1}}
    return make_case(dataset, measures=measures, viability=TERMS, **more)


def test_annuities_by_hand() -> None:
    assert annuity(3, 0.25) == pytest.approx(FACTOR)
    assert annuity(4, 0.0) == 4
    assert ramped_annuity(3, 0.25, 0) == annuity(3, 0.25)
    assert ramped_annuity(3, 0.25, 1) == pytest.approx(0.5 * 0.8 + 0.64 + 0.512)
    assert ramped_annuity(3, 0.25, 3) == pytest.approx(0.25 * 0.8 + 0.5 * 0.64 + 0.75 * 0.512)


def test_revenue_is_units_times_take_up_times_price() -> None:
    """A1 has 10,000 homes: half of them at 100 yuan a year; capex 10 million, opex 1 million a year."""
    case = _case({"column": "homes", "yuan_per_unit": 100, "take_up": 0.5})
    assert row(case.worth, "gigabit:A1") == pytest.approx([0.5 * FACTOR, 1 * FACTOR, 0, 0, 0.5, 0], abs=1e-6)
    assert row(case.gap, "gigabit:A1") == pytest.approx([10] * 2)  # 10 − 0.976 + 1.952, and never above capex
    assert row(case.worth, "metro:A1") == pytest.approx([0, 0.05 * 2 * FACTOR, 0, 0, 0, 0])


@pytest.mark.parametrize(("yuan", "gap"), [(100, 10.0), (300, 6.096), (607, 0.103), (700, 0.0)])
def test_a_gap_lies_between_nothing_and_the_capex(yuan: float, gap: float) -> None:
    """10 + 1.952 − 10,000 homes × price × 1.952."""
    case = _case({"column": "homes", "yuan_per_unit": yuan})
    assert case.gap.loc["gigabit:A1", 2024] == pytest.approx(gap, abs=1e-3)


def test_a_project_may_earn_as_one() -> None:
    case = _case({"column": "one", "yuan_per_unit": 3e6, "ramp_years": 1}, "edge")
    assert case.worth.loc["edge:A1", "pv_revenue"] == pytest.approx(3 * (0.4 + 0.64 + 0.512))
    assert case.worth.loc["edge:A1", "revenue_myuan"] == 3


def test_modules_earn_and_lack_by_themselves() -> None:
    """A module costs 3 and 0.3 a year, and earns 0.9 a year: 3 + 0.5856 − 1.7568. The building for 6 earns nothing."""
    case = _case({"column": "module", "yuan_per_unit": 1.2e6, "take_up": 0.75}, "pool")
    assert row(case.worth, "pool:A1", "module_pv_revenue", "module_pv_opex") == pytest.approx(
        [0.9 * FACTOR, 0.3 * FACTOR]
    )
    assert row(case.worth, "pool:A1", "pv_revenue", "pv_opex") == pytest.approx([0, 0.6 * FACTOR])
    assert case.module_gap.loc["pool:A1", 2025] == pytest.approx(3 + (0.3 - 0.9) * FACTOR)
    assert case.gap.loc["pool:A1", 2025] == 6
    assert not case.module_gap.loc["gigabit:A1"].any()


def test_what_exists_is_worth_nothing_here() -> None:
    sites = [{"id": "s", "city": "A1", "measure": "pool", "modules": 1}]
    built = make_dataset(sites=sites, projects=[library("P", "gigabit", "A1", status="built", opex_myuan=2.0)])
    case = _case({"column": "homes", "yuan_per_unit": 100}, dataset=built)
    assert not case.worth.loc["gigabit:A1"].any()
    assert not case.gap.loc["gigabit:A1"].any()
    earning = _case({"column": "module", "yuan_per_unit": 1e6}, "pool", dataset=built)
    assert row(earning.worth, "pool:A1", "pv_revenue", "pv_opex") == [0, 0]
    assert earning.worth.loc["pool:A1", "module_pv_revenue"] == pytest.approx(FACTOR)


def test_without_terms_the_defaults_count() -> None:
    measures = MEASURES | {"edge": MEASURES["edge"] | {"revenue": {"column": "one", "yuan_per_unit": 1e6}}}
    case = make_case(measures=measures)
    assert case.worth.loc["edge:A1", "pv_revenue"] == pytest.approx(annuity(10, 0.08), abs=1e-6)


def _terms(case: Case, name: str, province: str, year: int) -> dict[tuple[Any, ...], float]:
    found: dict[tuple[Any, ...], float] = {}
    for term in indicators.terms(case, name, province, year):
        key = (term.family, *term.key)
        found[key] = found.get(key, 0.0) + term.coefficient
    return found


def test_revenue_counts_at_full_take_up_for_as_long_as_the_stock_does() -> None:
    time = {"first_year": 2024, "last_year": 2025, "terminal_years": 4, "discount_rate": 0.25}
    case = _case({"column": "homes", "yuan_per_unit": 100, "ramp_years": 2}, time=time)
    assert _terms(case, "revenue.total", "C", 2024) == {("done", "gigabit:C1", 2024): 0.25}
    assert _terms(case, "revenue.total", "C", 2025) == {("done", "gigabit:C1", 2025): 1.0}


def test_need_is_the_gap_of_what_starts_and_is_added() -> None:
    case = _case({"column": "module", "yuan_per_unit": 1e6}, "pool", services=make_case().model.services)
    found = _terms(case, "need.total", "B", 2025)
    assert found["started", "pool:B1", 2025] == 6
    assert found["added", "pool:B1", 2025] == pytest.approx(3 + (0.3 - 1) * FACTOR)


def test_net_present_value_of_a_carrier() -> None:
    """Its own projects in full, its part of what is built together, shared ones by budget; less what it pays."""
    leads = {"gigabit": "city", "edge": "both", "metro": "shared"}
    revenue = {"column": "one", "yuan_per_unit": 1e6}
    measures = {
        name: entry
        | {"lead": leads.get(name, "shared"), "opex_share": 0, **({"revenue": revenue} if name in leads else {})}
        for name, entry in MEASURES.items()
    }
    case = make_case(
        measures=measures,
        viability=TERMS,
        carriers={"red": {"budget": {2024: 20, 2025: 10}}, "blue": {"budget": {2024: 5, 2025: 5}}},
        co_builds={"both": {"shares": {"red": 0.3, "blue": 0.7}}},
        time={"first_year": 2024, "last_year": 2025, "discount_rate": 0.25},
    )
    assert case.accounts == ("red", "blue", "both", "shared")
    red = _terms(case, "npv.red", "A", 2025)
    assert red["started", "gigabit:A1", 2025] == pytest.approx(0.8 * FACTOR)  # led by red, a year later
    assert ("started", "gigabit:A2", 2025) not in red  # led by blue
    assert red["started", "edge:A1", 2025] == pytest.approx(0.3 * 0.8 * FACTOR)
    assert red["started", "metro:A1", 2025] == pytest.approx(0.75 * 0.8 * FACTOR)
    paid = {key: value for key, value in red.items() if key[0] == "enterprise"}
    assert paid == {("enterprise", "red", account, "A", 2025): -0.8 for account in ("red", "both", "shared")}
    whole = _terms(case, "npv.total", "A", 2025)
    assert whole["started", "metro:A1", 2025] == pytest.approx(0.8 * FACTOR)
    assert whole["started", "gigabit:A2", 2025] == pytest.approx(0.8 * FACTOR)
    blue = _terms(case, "npv.blue", "A", 2025)
    assert all(whole[key] == pytest.approx(red.get(key, 0) + blue.get(key, 0)) for key in whole)


def test_shared_works_of_carriers_without_money_are_worth_the_same_to_each() -> None:
    revenue = {"column": "one", "yuan_per_unit": 1e6}
    case = make_case(
        measures=MEASURES | {"edge": MEASURES["edge"] | {"revenue": revenue, "opex_share": 0}},
        viability=TERMS,
        carriers={"red": {"budget": {2024: 0, 2025: 0}}, "blue": {"budget": {2024: 0, 2025: 0}}},
    )
    assert _terms(case, "npv.red", "A", 2024)["started", "edge:A1", 2024] == pytest.approx(0.5 * FACTOR)
