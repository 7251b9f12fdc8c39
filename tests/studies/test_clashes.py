"""Clashes in the words of the model file, in both languages."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest

from planner.case.case import Case
from planner.config.money import Viability
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Change, Clash, Member
from planner.studies.changes import _figure, _outward, rule_name
from planner.studies.clashes import clash_records
from planner.texts import Pair
from tests.formulation.cases import make_case

MONEY = Pair("百万元", "million yuan")
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
    assert "from 4.5 M yuan to 5 M yuan" in said["carriers.c.budget"][1]
    assert "2001 年的额度由 450万元 提高到 500万元" in said["carriers.c.budget"][0]


def test_a_provinces_floor_names_the_province() -> None:
    rules = {"f": {"kind": "floor", "indicator": "share.residents.s", "by": "province", "at_least": 1.0}}
    said = _said(_case(12.0, rules=rules))
    assert "the floor for Q from 100 % to 33.33 %" in said["rules.f"][1]
    assert "15 M yuan" in said["carriers.c.budget"][1]


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
    assert "ease it by 11 M yuan in all: Q 8 M yuan, P 3 M yuan (each year is in run.json)" in (rule.text_en)
    assert "共放宽 1,100万元，其中Q 800万元、P 300万元（逐年见 run.json），就够了" in rule.text_zh
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


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (7.3125 + 117.3, MONEY, Pair("1.246125亿元", "124.6125 M yuan")),
        (1234.56789, MONEY, Pair("12.3456789亿元", "1.23456789 bn yuan")),
        (0.00125, MONEY, Pair("1,250元", "1,250 yuan")),
        (0.9 - 0.0012345, None, Pair("89.87655%", "89.87655 %")),
        (12.5, Pair("座城市", "cities"), Pair("12.5 座城市", "12.5 cities")),
    ],
)
def test_what_a_figure_becomes_is_told_in_full(value: float, unit: Pair | None, told: Pair) -> None:
    """A figure and a change of it that is rounded outward already: rounded again, it might not be enough."""
    assert _figure(value, unit) == told


def _eases(component: str, key: tuple[str, ...], *given: tuple[tuple[object, ...], str, float]) -> tuple[str, str]:
    """The sentence of a rule that gives way in some rows: index, province and amount of each."""
    changes = tuple(Change((component, index), province, amount) for index, province, amount in given)
    changes += changes[:1]  # another row with the same words is told once
    (record,) = clash_records(_case(1.0), [Clash((Member(key, changes, enough=True, exact=True),))])
    rule = record.rules[0]
    assert len({change.text_en for change in rule.changes}) == len(rule.changes)
    return rule.text_zh, rule.text_en


LOCAL = ("funds", "local", "limit_factor")
PACKAGE = ("subsidies", "s", "package")


def test_a_place_is_named_once_with_its_years() -> None:
    said = _eases("local_limit", LOCAL, (("local", 2001), "P", 1.0), (("local", 2003), "P", 1.0))
    assert "ease it for P in 2001, 2003 by 1 M yuan each" in said[1]
    assert "2001、2003 年在P各放宽 100万元" in said[0]
    said = _eases("local_limit", LOCAL, (("local", 2001), "P", 1.0), (("local", 2003), "P", 2.5), (("l", 1), "Q", 1.0))
    assert "ease it for P (2001: 1 M yuan, 2003: 2.5 M yuan), ease it for Q in 1 by 1 M yuan" in said[1]
    assert "在P放宽（2001 年 100万元、2003 年 250万元）" in said[0]


def test_a_place_is_named_once_with_what_is_different_there() -> None:
    """Two accounts of one province and year; a package counts cities, not money, in one of its two rows."""
    said = _eases("match", ("subsidies", "min_match"), (("c", 2001), "P", 1.0), (("shared", 2001), "P", 2.0))
    assert "ease it for P (c 2001: 1 M yuan; shared by the carriers 2001: 2 M yuan)" in said[1]
    one_account = _eases("match", ("subsidies", "min_match"), (("c", 2001), "P", 1.0), (("c", 2002), "Q", 2.0))
    assert "ease it for P in 2001 by 1 M yuan, ease it for Q in 2002 by 2 M yuan" in one_account[1]
    assert "ease it for P in 2001 by 2 cities" in _eases("package_cities", PACKAGE, (("s", "c", 2001), "P", 1.5))[1]


def test_rows_that_differ_in_nothing_told_are_eased_by_the_most_of_them() -> None:
    sets = ((("local", "c", 2001), "P", 1.0), (("r+s", "c", 2001), "P", 3.0))
    assert "it is enough to ease it for P in 2001 by 3 M yuan" in _eases("viability", ("viability", "rule"), *sets)[1]


def test_what_a_city_gets_names_the_city_and_a_work_that_need_not_be_is_named() -> None:
    ceiling = _eases("city_ceiling", ("subsidies", "s", "city_ceiling_myuan"), (("s", "B"), "Q", 1.0))
    assert "ease it for B by 1 M yuan" in ceiling[1]
    works = ((("o", "m:B"), "Q", 1.0), (("o", "m:C"), "Q", 1.0))
    said = _eases("obligation_each", ("obligations", "o"), *works)
    assert "no longer ask for m in B, m in C" in said[1]
    assert "不再要求B的m、C的m，就够了" in said[0]
    assert "ask for 2 project(s) fewer" in _eases("obligation", ("obligations", "o"), (("o",), "", 1.6))[1]


def test_levels_of_the_worst_served_and_of_an_order_are_numbers_of_the_model_file() -> None:
    """S has nothing whatever is done: its level, the mean of the worst half and the lead of R follow."""
    limits = {
        "a": {"indicator": "cities.s", "by": "region", "groups": ["R"], "at_least": 1},
        "s": {"indicator": "cities.s", "by": "region", "groups": ["S"], "at_most": 0},
    }
    each = {"indicator": "share.residents.s", "by": "region"}
    least = {"l": {"kind": "least", "at_least": 0.25, **each}}
    said = _said(_case(100.0, rules=least, limits=limits))
    assert "lower the floor for the worst-served group from 25 % to 0 %" in said["rules.l"][1]
    worst = {"w": {"kind": "worst", "at_least": 0.9, "tail": 0.75, **each}}
    said = _said(_case(100.0, rules=worst, limits=limits))
    assert "lower the floor for the worst-served residents from 90 % to 33.33 %" in said["rules.w"][1]
    order = {"o": {"kind": "order", "at_most": 0.1, "groups": ["S", "R"], **each}}
    said = _said(_case(100.0, rules=order, limits=limits))
    assert "the one before it from 10 % to 100 %" in said["rules.o"][1]


def test_the_share_that_named_places_get_is_a_number_of_the_model_file() -> None:
    """West asks for half of 8; of what is paid, 2 of 8 is there."""
    shares = {"west": {"regions": ["S"], "at_least": 0.5}}
    subsidy = {"fund": "g", "measures": ["m"], "share": {"R": 1.0, "S": 1.0}, "minimum_shares": shares}
    case = _case(100.0, funds={"g": {"kind": "grant", "budget": {2001: 8.0}}}, subsidies={"s": subsidy})
    figures = {("grant.s", 2001): np.array([6.0, 2.0])}
    change = Change(("minimum_share", ("s", "west", "all")), "", 2.0)
    member = Member(("subsidies", "s", "minimum_shares", "west"), (change,), enough=True, exact=True, figures=figures)
    (record,) = clash_records(case, [Clash((member,))])
    assert "lower the smallest share for S from 50 % to 25 %" in record.rules[0].text_en
    assert "把S的最低份额由 50% 降低到 25%" in record.rules[0].text_zh
