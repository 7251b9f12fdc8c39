"""Clashes in the words of the model file, in both languages."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from planner.case.case import Case
from planner.config.money import Viability
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Change, Clash, Member
from planner.studies.clashes import _figure, _outward, clash_records, rule_name
from planner.texts import Pair
from tests.formulation.cases import make_case

PLACES: dict[str, dict[str, Any]] = {
    "A": {"residents": 3000.0},
    "B": {"province": "Q", "region": "S", "residents": 1000.0},
    "C": {"province": "Q", "region": "S", "residents": 2000.0},
}


def _case(budget: float, **tables: Any) -> Case:
    return make_case(
        {"m": {"kind": "city"}},
        {"m:A": {"capex": 10.0}, "m:B": {"capex": 1.0}, "m:C": {"capex": 4.0}},
        PLACES,
        ("cities.s", "max"),
        services={"s": {"mode": "own", "measure": "m"}},
        carriers={"c": {2001: budget}},
        **tables,
    )


def _said(case: Case) -> dict[str, tuple[str, str]]:
    """Sentence by key in both languages."""
    solution = solve(case, Options(baselines=False))
    assert solution.status == "infeasible"
    (record,) = clash_records(case, solution.clashes)
    assert "cannot hold" in record.text_en
    assert "不能" in record.text_zh
    return {rule.key: (rule.text_zh, rule.text_en) for rule in record.rules}


def test_a_floor_is_lowered_to_a_value_of_its_own_and_a_budget_raised() -> None:
    rules = {"f": {"kind": "floor", "indicator": "share.residents.s", "by": "region", "groups": ["S"], "at_least": 0.9}}
    said = _said(_case(4.5, rules=rules))
    assert said["rules.f"] == (
        "“f”（rules.f）：把S的下限由 90% 降低到 66.66%，就够了",
        "“f” (rules.f): it is enough to lower the floor for S from 90 % to 66.66 %",
    )
    assert "from 4.5 million yuan to 5 million yuan" in said["carriers.c.budget"][1]
    assert "2001 年的额度由 4.5 百万元 提高到 5 百万元" in said["carriers.c.budget"][0]


def test_a_provinces_floor_names_the_province() -> None:
    rules = {"f": {"kind": "floor", "indicator": "share.residents.s", "by": "province", "at_least": 1.0}}
    said = _said(_case(12.0, rules=rules))
    assert "the floor for Q from 100 % to 33.33 %" in said["rules.f"][1]
    assert "15 million yuan" in said["carriers.c.budget"][1]


def test_a_limit_between_two_values() -> None:
    limits = {
        "most": {"indicator": "cities.s", "at_most": 1},
        "least": {"indicator": "cities.s", "at_least": 2, "by": "region", "groups": ["S"]},
    }
    said = _said(_case(100.0, limits=limits))
    assert "raise the cap for the nation in 2001 from 1 cities to 2 cities" in said["limits.most"][1]
    assert "lower the floor for S in 2001 from 2 cities to 1 cities" in said["limits.least"][1]


def test_the_number_of_a_share_follows_from_what_is_then_done() -> None:
    """A must be done (10), B and C give 5 more: S then has 5 of 15."""
    rules = {"w": {"kind": "share", "indicator": "spend.total", "by": "region", "groups": ["S"], "at_least": 0.5}}
    limits = {"a": {"indicator": "cities.s", "by": "region", "groups": ["R"], "at_least": 1}}
    said = _said(_case(100.0, rules=rules, limits=limits))
    assert "lower the smallest share from 50 % to 33.33 %" in said["rules.w"][1]


def test_the_number_of_a_gap_and_of_a_gini_rule() -> None:
    limits = {
        "a": {"indicator": "cities.s", "by": "region", "groups": ["R"], "at_least": 1},
        "s": {"indicator": "cities.s", "by": "region", "groups": ["S"], "at_most": 0},
    }
    gap = {"g": {"kind": "gap", "indicator": "share.residents.s", "by": "region", "at_most": 0.25}}
    assert "the largest gap allowed from 25 % to 100 %" in _said(_case(100.0, rules=gap, limits=limits))["rules.g"][1]
    gini = {"g": {"kind": "gini", "indicator": "share.residents.s", "by": "region", "at_most": 0.2}}
    said = _said(_case(100.0, rules=gini, limits=limits))["rules.g"][1]
    assert "the largest Gini coefficient allowed from 20 % to 50 %" in said


@pytest.mark.parametrize(("rule", "name"), [("carrier", "pays for itself"), ("project", "fills the viability gap")])
def test_what_must_pay_is_named_in_words(rule: Literal["carrier", "project"], name: str) -> None:
    case = _case(100.0)
    model = case.model.model_copy(update={"viability": Viability(rule=rule)})
    object.__setattr__(case, "model", model)
    assert name in rule_name(case, ("viability", "rule")).en


def test_a_search_that_was_ended_says_so() -> None:
    clash = Clash((Member(("carriers", "c", "budget"), settled=False), Member(("viability", "rule"))), proven=False)
    (record,) = clash_records(_case(1.0), [clash])
    assert "not proven" in record.text_en
    assert "ended before" in record.rules[0].text_en
    assert "not even dropping it" in record.rules[1].text_en


def test_many_changes_are_summed_up_by_place_and_all_kept_in_the_record() -> None:
    """Seven amounts of one rule, in two provinces: the sentence sums them, the record lists them."""
    changes = tuple(
        Change(("match", ("local", code, year)), code, amount)
        for code, years, amount in (("P", (2001, 2002, 2003), 1.0), ("Q", (2001, 2002, 2003, 2004), 2.0))
        for year in years
    )
    member = Member(("funds", "local", "max_per_grant"), changes, enough=True)
    (record,) = clash_records(_case(1.0), [Clash((member,))])
    rule = record.rules[0]
    assert "ease it by 11 million yuan in all: Q 8 million yuan, P 3 million yuan (each year is in run.json)" in (
        rule.text_en
    )
    assert "共放宽 11 百万元，其中Q 8 百万元、P 3 百万元（逐年见 run.json），就够了" in rule.text_zh
    assert len(rule.changes) == 7


def test_of_many_numbers_only_the_largest_changes_are_told() -> None:
    years = range(2001, 2009)
    changes = tuple(Change(("carrier_budget", ("c", year)), "", year - 2000.0) for year in years)
    member = Member(("carriers", "c", "budget"), changes, enough=True)
    (record,) = clash_records(_case(1.0), [Clash((member,))])
    rule = record.rules[0]
    assert "the 2003 budget" in rule.text_en
    assert "the 2002 budget" not in rule.text_en
    assert rule.text_en.endswith("and 2 more of this kind (each is in run.json)")
    assert len(rule.changes) == 8


@pytest.mark.parametrize(
    ("amount", "digits", "expected"),
    [(403.2, 2, 410.0), (0.0123, 2, 0.013), (6.0, 2, 6.0), (410.0, 2, 410.0), (1 / 3, 4, 0.3334), (0.0, 2, 0.0)],
)
def test_changes_are_rounded_outward(amount: float, digits: int, expected: float) -> None:
    assert _outward(amount, digits) == pytest.approx(expected)
    assert _outward(amount, digits) >= amount - 1e-9


def test_what_a_figure_becomes_is_told_in_full() -> None:
    """7.3125 and a change of 117.3, which is rounded outward already."""
    assert _figure(7.3125 + 117.3, Pair("百万元", "million yuan")) == Pair("124.6125 百万元", "124.6125 million yuan")
