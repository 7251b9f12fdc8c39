"""Arithmetic on what must be built, on years, limits that clash, and shares: each with its numbers, none too strict."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case.arithmetic import check_arithmetic
from planner.data.dataset import Dataset
from tests.case.country import MEASURES, library, make_case, make_dataset

RICH = {"red": {"budget": {2024: 1000, 2025: 1000}}}
FUNDS: dict[str, Any] = {"central": {"kind": "grant", "budget": {2024: 500, 2025: 500}}}


def _said(dataset: Dataset | None = None, **tables: Any) -> tuple[list[str], list[str]]:
    found = check_arithmetic(make_case(dataset, **({"carriers": RICH} | tables)))
    assert all(problem.zh for problem in (*found.problems, *found.warnings))
    return [p.en for p in found.problems], [p.en for p in found.warnings]


def _floor(indicator: str, at_least: float, **terms: Any) -> dict[str, Any]:
    return {"rules": {"f": {"kind": "floor", "indicator": indicator, "at_least": at_least, **terms}}}


def _late(measure: str) -> dict[str, Any]:
    return {"measures": MEASURES | {measure: MEASURES[measure] | {"first_year": 2025}}}


@pytest.mark.parametrize("late", ["gigabit", "metro", "link"])
def test_what_is_required_must_be_there_first(late: str) -> None:
    """Gigabit needs metro, metro a connection: whichever comes in 2025 only, Alpha's three cities have none before."""
    told = "rules.f: For Alpha, 1 by 2024 is asked of small cities with “Name”, but no plan can bring it above 0."
    floor = _floor("cities.gigabit", 1, groups=["A"], year=2024)
    assert _said(**_late(late), **floor)[0] == [told]
    assert _said(**floor)[0] == []
    assert _said(**_late(late), **_floor("cities.gigabit", 3, groups=["A"]))[0] == []


def test_alternatives_count_as_soon_as_enough_of_them_are_there() -> None:
    def asked(count: int) -> list[str]:
        either = {"either": {"measures": ["metro", "edge"], "count": count}}
        measures = _late("metro")["measures"] | {"gigabit": {"kind": "city", "requires": either}}
        return _said(measures=measures, **_floor("cities.gigabit", 1, groups=["A"], year=2024))[0]

    assert asked(1) == []
    assert len(asked(2)) == 1


def test_reached_services_and_statuses_wait_for_their_sites_and_links() -> None:
    status = {"all": {"services": ["edge", "gigabit"], "connected": True}}
    for indicator in ("cities.edge", "cities.all", "residents.all"):
        floor = _floor(indicator, 1, groups=["A"], year=2024)
        assert _said(statuses=status, **floor)[0] == []
        assert len(_said(statuses=status, **_late("edge"), **floor)[0]) == 1
        assert len(_said(statuses=status, **_late("link"), **floor)[0]) == 1


def test_a_floor_that_a_limit_does_not_allow() -> None:
    """One city in each of three provinces is three in the nation, and one in Far's second province is two in Far."""
    floor, at_most = _floor("cities.gigabit", 1), {"indicator": "cities.gigabit", "at_most": 2}
    told = (
        "rules.f: For the nation, 3 in all by 2025 is asked of small cities with “Name”, but limits.m allows 2 at most."
    )
    assert _said(**floor, limits={"m": at_most})[0] == [told]
    assert _said(**floor, limits={"m": at_most | {"at_most": 3}})[0] == []
    assert _said(**floor, limits={"m": at_most | {"years": [2024]}})[0] == []
    assert _said(**floor, limits={"m": {"indicator": "projects.metro", "at_most": 0}})[0] == []
    far = at_most | {"by": "region", "at_most": 1}
    assert [said.split(",")[0] for said in _said(**floor, limits={"m": far})[0]] == ["rules.f: For Name"]
    yearly = {"indicator": "spend.total", "at_most": 5, "over": "each"}
    least = {"indicator": "spend.total", "at_least": 11, "over": "sum"}
    assert _said(limits={"a": yearly, "b": least | {"at_least": 10}})[0] == []
    assert len(_said(limits={"a": yearly | {"over": "sum"}, "b": least})[0]) == 1


def test_what_is_committed_or_obliged_breaks_limits_on_counts_and_spending() -> None:
    """Gigabit in A1 costs 10 million, metro 2."""
    promised = make_dataset(projects=[library("P", "gigabit", "A1", status="committed")])
    duty = {"o": {"measures": ["metro"], "where": {"cities": ["A1"]}}}
    limits = {"m": {"indicator": "spend.total", "by": "province", "groups": ["A"], "at_most": 11}}
    told = (
        "limits.m: For Alpha, at most 11 M yuan by 2025 is asked of total investment, but the 2 project(s) that must "
        "be in service cost at least 12 M yuan."
    )
    assert _said(promised, obligations=duty, limits=limits)[0] == [told]
    assert _said(promised, limits=limits)[0] == []
    assert _said(promised, obligations=duty, limits={"m": limits["m"] | {"at_most": 12}})[0] == []
    assert _said(promised, limits={"m": limits["m"] | {"at_most": 9, "over": "each"}})[0] == []
    counted = {"m": {"indicator": "projects.gigabit", "at_most": 0}}
    assert len(_said(promised, limits=counted)[0]) == 1


def test_a_target_that_a_limit_on_spending_does_not_allow() -> None:
    """The three cheapest cities with gigabit cost 24 million."""
    target: dict[str, Any] = {"targets": {"t": {"indicator": "cities.gigabit", "at_least": 3}}}
    limits = {"m": {"indicator": "spend.total", "at_most": 20}}
    told = (
        "targets.t: What is asked of small cities with “Name” by 2025 costs at least 24 M yuan, but limits.m lets only "
        "20 M yuan be spent."
    )
    assert _said(**target, limits=limits) == ([], [told])
    assert _said(**target, limits={"m": limits["m"] | {"at_most": 24}}) == ([], [])


def test_a_carrier_that_cannot_pay_what_it_must_build() -> None:
    """Gigabit in A1 and A2 costs 10 and 20 million; red leads the first, blue the second, and each pays its own."""
    rows = [library(f"P{city}", "gigabit", city, status="committed") for city in ("A1", "A2")]
    measures = MEASURES | {"gigabit": MEASURES["gigabit"] | {"lead": "city"}}
    poor = {"red": {"budget": {2024: 500, 2025: 500}}, "blue": {"budget": {2024: 3, 2025: 4}}}
    more: dict[str, Any] = {"measures": measures, "carriers": poor}
    told = (
        "projects.csv: After grants, 1 project(s) that must be in service by 2025 still cost {} at least, but there "
        "are 0 M yuan of local money, and Name have 7 M yuan."
    )
    assert _said(make_dataset(projects=rows), **more)[0] == [told.format("20 M yuan")]
    half = {"r": {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.5}}}
    assert _said(make_dataset(projects=rows), **more, funds=FUNDS, subsidies=half)[0] == [told.format("10 M yuan")]
    half["r"]["share"] = {"Near": 0.65}
    assert _said(make_dataset(projects=rows), **more, funds=FUNDS, subsidies=half)[0] == []
    none = {"central": {"kind": "grant", "budget": {2024: 1, 2025: 1}}}
    assert len(_said(make_dataset(projects=rows), **more, funds=none, subsidies=half)[0]) == 1


def test_an_account_whose_committed_works_lose_more_than_anything_makes_up_for() -> None:
    """Gigabit in B0 costs 15 million and earns nothing; Beta has 6 million of local money."""
    promised = make_dataset(projects=[library("P", "gigabit", "B0", status="committed")])
    terms: dict[str, Any] = {"rule": "carrier", "years": 1, "discount_rate": 0.0}
    told = (
        "viability.rule: Beta: the 1 committed project(s) of no single lead lose 15 M yuan at least; the other "
        "projects of the account can make up for 0 M yuan at most, grants and local money for 6 M yuan."
    )
    local = {"local": {"kind": "local", "limit_column": "local_budget"}}
    free = {name: entry | {"opex_share": 0} for name, entry in MEASURES.items()}
    assert _said(promised, viability=terms, funds=local, measures=free)[0] == [told]
    assert _said(promised, viability=terms | {"rule": "none"}, funds=local, measures=free)[0] == []
    # Edges at B0 and B1 cost 1 and earn 5.4 and 5.6 each: 8.8 and 9.2 beyond what they cost.
    for earned, wrong in ((5.4, 1), (5.6, 0)):
        rich = {"edge": free["edge"] | {"revenue": {"column": "one", "yuan_per_unit": earned * 1e6}}}
        assert len(_said(promised, viability=terms, funds=local, measures=free | rich)[0]) == wrong
    for share, wrong in ((0.55, 1), (0.6, 0)):
        rule = {"r": {"fund": "central", "measures": ["gigabit"], "share": {"Far": share}}}
        assert len(_said(promised, viability=terms, funds=local | FUNDS, subsidies=rule, measures=free)[0]) == wrong


def _western(share: float, indicator: str = "spend.total") -> dict[str, Any]:
    return {"w": {"kind": "share", "indicator": indicator, "by": "region", "groups": ["Far"], "at_least": share}}


def test_a_share_of_spending_that_the_library_cannot_hold() -> None:
    """Gigabit in Far costs 15 + 7.5 + 2.5 million; 35 in Near are committed: 40 % of all is 23.3, half is 35."""
    rows = [library(f"P{city}", "gigabit", city, status="committed") for city in ("A1", "A2", "A3")]
    told = (
        "rules.w: 50 % of investment in “Name” must be in Name: with 35 M yuan that 3 project(s) elsewhere must cost, "
        "this needs 35 M yuan of eligible projects there; the library holds 3 of 25 M yuan."
    )
    assert _said(make_dataset(projects=rows), rules=_western(0.5, "spend.gigabit"))[0] == [told]
    assert _said(make_dataset(projects=rows), rules=_western(0.4, "spend.gigabit"))[0] == []
    held = (
        "rules.w: 60 % of investment in “Name” must be in Name: to use the 60 M yuan that there is, this needs 36 M "
        "yuan of eligible projects there; the library holds 3 of 25 M yuan; so it is 41.7 M yuan in all at most."
    )
    assert _said(rules=_western(0.6, "spend.gigabit")) == ([], [held])
    assert _said(rules=_western(0.4, "spend.gigabit")) == ([], [])
    rule = {"r": {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.5, "Far": 0.5}}}
    for share, count in ((0.6, 1), (0.4, 0)):
        assert len(_said(funds=FUNDS, subsidies=rule, rules=_western(share, "grant.total"))[1]) == count


def _shares(of: str, first: float, second: float, budget: float = 500) -> tuple[list[str], list[str]]:
    shares = {
        "a": {"provinces": ["A"], "at_least": first, "of": of},
        "far": {"regions": ["Far"], "at_least": second, "of": of},
        "c": {"provinces": ["C"], "at_least": 0.01, "of": of},
    }
    rule = {"fund": "central", "measures": ["gigabit"], "share": {"Near": 1, "Far": 1}, "minimum_shares": shares}
    envelope = {"envelope": {2024: 5, 2025: 5}}
    funds = {"central": {"kind": "grant", "budget": {2024: budget, 2025: budget}}}
    return _said(funds=funds, subsidies={"r": rule | envelope})


def test_shares_for_different_places_are_not_more_than_all() -> None:
    told = (
        "subsidies.r.minimum_shares: The 2 minimum shares for Alpha, Name are for different places and add up to 110 %"
    )
    assert _shares("envelope", 0.6, 0.5)[0] == [f"{told} of the envelope."]
    assert _shares("granted", 0.6, 0.5) == ([], [f"{told} of what the rule pays: it will pay nothing."])
    for of in ("envelope", "granted"):
        assert _shares(of, 0.5, 0.5) == ([], [])


def test_a_fund_has_what_the_shares_of_an_envelope_owe() -> None:
    told = (
        "subsidies.r.minimum_shares: By 2025, the minimum shares owe 9 M yuan of the envelope, but “Name” has 8 M yuan"
    )
    assert _shares("envelope", 0.4, 0.5, budget=4)[0] == [f"{told} up to then."]
    assert _shares("envelope", 0.4, 0.4, budget=4)[0] == []
