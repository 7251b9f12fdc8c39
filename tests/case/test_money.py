"""Bounds of grants, and local money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.case.case import Case
from planner.case.money import SITE_COLUMNS
from planner.texts.problems import InputError
from tests.case.country import COSTS, MEASURES, SERVICES, cost, library, make_case, make_dataset, notes, row

FUNDS = {"central": {"kind": "grant", "budget": {2024: 10}}}
SPEND = {"cheap": {"order": 1, "indicator": "spend.total", "sense": "min"}}


def _case(subsidies: dict[str, Any], **more: Any) -> Case:
    return make_case(make_dataset(**more), subsidies=subsidies, funds=FUNDS)


def test_a_grant_is_a_share_of_capex_up_to_a_ceiling() -> None:
    rule = {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.3, "Far": 0.5}, "ceiling_myuan": 4}
    case = _case({"r": rule})
    # Homes: A1 10,000, A2 20,000, A3 5,000, B0 15,000, B1 7,500, C1 2,500; 1,000 yuan a home.
    assert case.grants[2024].to_dict() == {
        ("r", "gigabit:A1"): 3.0,
        ("r", "gigabit:A2"): 4.0,
        ("r", "gigabit:A3"): 1.5,
        ("r", "gigabit:B0"): 4.0,
        ("r", "gigabit:B1"): 3.75,
        ("r", "gigabit:C1"): 1.25,
    }
    assert case.site_grants.empty


def test_a_region_left_out_gets_nothing() -> None:
    rule = {"fund": "central", "measures": ["gigabit"], "share": {"Far": 0.5, "Near": 0}}
    provinces = _case({"r": rule}).grants.index.get_level_values("project").str.split(":").str[1]
    assert sorted(provinces) == ["B0", "B1", "C1"]


def test_built_projects_get_nothing() -> None:
    rule = {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.5}}
    case = _case({"r": rule}, projects=[library("P", "gigabit", "A1", status="built")])
    assert ("r", "gigabit:A1") not in case.grants.index


def test_a_bound_is_never_rounded_up() -> None:
    rule = {"fund": "central", "measures": ["gigabit"], "share": {"Near": 1 / 3}}
    bound = _case({"r": rule}).grants.loc[("r", "gigabit:A2"), 2024]
    assert bound == 6.666666


def test_sites_with_modules_keep_share_and_ceiling() -> None:
    rule = {"fund": "central", "measures": ["pool", "edge"], "share": {"Near": 0.5}}
    sites = [
        {"id": "s1", "city": "A0", "measure": "pool", "modules": 1},
        {"id": "s2", "city": "A1", "measure": "pool", "modules": 9},
    ]
    case = _case({"r": rule}, sites=sites)
    assert case.site_grants.index.get_level_values("project").tolist() == ["pool:A0", "pool:A2", "pool:A3"]
    assert case.site_grants["share"].tolist() == [0.5] * 3
    assert np.isinf(case.site_grants["ceiling_myuan"]).all()
    assert set(case.grants.index.get_level_values("project")) == {"edge:A1", "edge:A2", "edge:A3"}


def test_seven_additive_rules_cannot_hang_together() -> None:
    def rule(share: float, *measures: str) -> dict[str, Any]:
        return {"fund": "central", "measures": measures, "share": {"Far": share}}

    rules = {f"r{k}": rule(0.1, "gigabit", "metro") for k in range(6)}
    chained = rules | {"r6": rule(0.2, "metro", "edge")}
    assert len(make_case(subsidies=chained, funds=FUNDS).grants) > 0  # exclusive: one rule a project
    assert len(make_case(subsidies=rules, funds=FUNDS, stacking="additive").grants) > 0
    with pytest.raises(InputError) as caught:
        make_case(subsidies=chained, funds=FUNDS, stacking="additive")
    assert [p.en for p in caught.value.problems] == [
        "subsidies: 7 subsidy rules hang together (r0, r1, r2, r3, r4, r5, r6), 6 at most can: let fewer of them meet, "
        'or use stacking = "exclusive" without gaps that must be filled project by project.'
    ]


def _gigabit(**more: Any) -> dict[str, Any]:
    return {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.5, "Far": 0.5}, **more}


def test_years_of_opex_add_to_the_base_but_a_grant_never_exceeds_the_capex() -> None:
    """A1 costs 10 and 0.5 a year: half of 10 + 6 × 0.5; at a share of 1 no more than 10."""
    assert _case({"r": _gigabit(base_opex_years=6)}).grants.loc[("r", "gigabit:A1"), 2024] == 6.5
    assert _case({"r": _gigabit(base_opex_years=6, share={"Near": 1})}).grants.loc[("r", "gigabit:A1"), 2024] == 10


def test_opex_that_is_saved_lowers_the_base_to_nothing_at_most() -> None:
    saves = MEASURES | {"gigabit": MEASURES["gigabit"] | {"opex_share": -0.25}}
    for years, bound in ((2, 2.5), (8, 0.0)):
        rule = _gigabit(base_opex_years=years)
        case = make_case(measures=saves, subsidies={"r": rule}, funds=FUNDS)
        assert case.grants.loc[("r", "gigabit:A1"), 2024] == bound


def test_the_public_share_bounds_every_grant() -> None:
    case = make_case(subsidies={"r": _gigabit()}, funds=FUNDS, max_public_share=0.3)
    assert case.grants.loc[("r", "gigabit:A1"), 2024] == 3


def test_where_need_is_tested_the_gap_bounds_the_grant() -> None:
    """A1 earns 8 in all: of 10 it lacks 2 and the opex of 0.5 a year for one year."""
    revenue = {"column": "homes", "yuan_per_unit": 800}
    measures = MEASURES | {"gigabit": MEASURES["gigabit"] | {"revenue": revenue}}
    terms: dict[str, Any] = {"viability": {"years": 1, "discount_rate": 0}, "funds": FUNDS, "measures": measures}
    assert make_case(subsidies={"r": _gigabit(need_test=True)}, **terms).grants.loc[("r", "gigabit:A1"), 2024] == 2.5
    assert make_case(subsidies={"r": _gigabit()}, **terms).grants.loc[("r", "gigabit:A1"), 2024] == 5


def test_only_projects_at_the_right_stage() -> None:
    at = [library(f"P{city}", "gigabit", city, stage=stage) for city, stage in (("A1", "ready"), ("A2", "draft"))]
    case = _case({"r": _gigabit(stages=["ready", "review"])}, projects=at)
    assert [project for _, project in case.grants.index] == ["gigabit:A1"]
    assert case.projects.loc["gigabit:A2", "stage"] == "draft"
    assert "Subsidy “Name” names stage(s) “review”, at which the project library has no project." in notes(case)
    assert case.projects.loc["gigabit:A3", "stage"] == ""


def test_the_best_of_each_province_are_selected_before_the_plan() -> None:
    """A2 and A3 tie, A1 is built, B1 has no score; B0 is no small city and is not the rule's measure."""
    scored = [("A1", 99.0), ("A3", 70.0), ("A2", 70.0), ("B1", float("nan"))]
    rows = [library(f"P{at}", "gigabit", at, score=score) for at, score in scored]
    rows[0]["status"] = "built"
    assert [project for _, project in _case({"r": _gigabit(best_per_province=1)}, projects=rows).grants.index] == [
        "gigabit:A2"
    ]
    strict = _case({"r": _gigabit(min_score=71)}, projects=rows)
    assert strict.grants.empty
    said = "Subsidy “Name” selects by score, but the project library has no scored project that fits: it pays nothing."
    assert said in notes(strict)


def test_terms_of_sites_with_opex_in_the_base() -> None:
    """The building costs 6 and 0.3 a year, a module 3 and 0.15 a year."""
    case = _case({"r": _gigabit(measures=["pool"], base_opex_years=6, ceiling_myuan=9)})
    assert row(case.site_grants, ("r", "pool:A1")) == pytest.approx([0.5, 9, 1.8, 1.3])


def test_rules_for_different_regions_do_not_meet() -> None:
    rules = {
        "near": {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.3, "Far": 0}},
        "far": {"fund": "central", "measures": ["gigabit"], "share": {"Far": 0.3}},
    }
    assert len(_case(rules).grants) == 6


def test_local_limits_are_a_column_times_a_factor() -> None:
    funds = {"local": {"kind": "local", "limit_column": "local_budget", "limit_factor": 0.5}}
    case = make_case(funds=funds)
    assert case.local_limits.index.names == ["fund", "province"]
    assert case.local_limits[2025].to_dict() == {("local", "A"): 2.5, ("local", "B"): 1.5, ("local", "C"): 0.5}
    assert case.block("B").local_limits[2024].to_dict() == {"local": 1.5}


def test_without_rules_and_funds_the_frames_are_empty_but_whole() -> None:
    case = make_case()
    assert [*case.grants.columns] == [*case.years]
    assert [*case.local_limits.columns] == [*case.years]
    assert [*case.site_grants.columns] == [*SITE_COLUMNS]
    assert case.grants.empty
    assert case.site_grants.empty
    assert case.local_limits.empty


def test_constants_of_time() -> None:
    case = make_case(time={"first_year": 2024, "last_year": 2026, "discount_rate": 0.25, "terminal_years": 7})
    assert case.years == (2024, 2025, 2026)
    assert case.stock_weight.tolist() == [1, 1, 7]
    assert case.discount.tolist() == [1, 0.8, 0.64]


def test_a_model_of_one_year_has_only_the_terminal_weight() -> None:
    case = make_case(time={"first_year": 2024, "last_year": 2024, "terminal_years": 3})
    assert case.stock_weight.tolist() == [3]


def test_different_price_years_are_told() -> None:
    case = make_case(
        make_dataset(price_year=2015, costs=[*COSTS, cost("unused", 1)]), measures=MEASURES, services=SERVICES
    )
    told = [text for text, _ in case.notes]
    assert told == ["case.note.price_year"]
