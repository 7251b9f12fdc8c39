"""Money during a greedy plan, by hand: what is carried, who pays, and in which order."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from planner.case.case import Case
from planner.solve.facts import Facts
from planner.solve.purse import Payments, Purse
from tests.formulation.cases import make_case

YEARS = (2001, 2002, 2003)


def _case(
    capex: float,
    account: str = "c",
    *,
    carriers: dict[str, dict[int, float]] | None = None,
    funds: dict[str, Any] | None = None,
    **more: Any,
) -> Case:
    """One project at a place A of province P; a fund ``state`` and a local fund ``town`` if they are given."""
    return make_case(
        {"m": {"kind": "city"}, "s": {"kind": "site", "capacity_per_module": 10, "max_modules": 5}},
        {"m:A": {"capex": capex, "account": account}, "s:A": {"capex": capex, "account": account, "max_modules": 5}},
        {"A": {}},
        ("spend.total", "min"),
        years=YEARS,
        carriers=carriers or {"c": dict.fromkeys(YEARS, 10.0)},
        funds=funds or {},
        **more,
    )


def _fund(carry_over: float | Literal["all"] = 0.0) -> dict[str, Any]:
    return {"kind": "grant", "budget": {2001: 10.0, 2002: 4.0, 2003: 1.0}, "carry_over": carry_over}


SUBSIDY = {"sub": {"fund": "state", "measures": ["m", "s"], "share": {"R": 0.5}}}


@pytest.mark.parametrize(
    ("carry_over", "left"),
    [
        (0.0, [10.0, 4.0, 1.0]),
        ("all", [10.0, 14.0, 15.0]),
        (0.5, [10.0, 9.0, 3.0]),  # half of 10 and 4; then half of 4 and 1
        (1.0, [10.0, 14.0, 5.0]),  # all of 10 and 4; then no more than 4 of the 14, and 1
    ],
)
def test_what_is_left_is_carried_as_the_fund_allows(carry_over: float | Literal["all"], left: list[float]) -> None:
    purse = Purse(Facts(_case(1.0, funds={"state": _fund(carry_over)})))
    found = []
    for year in YEARS:
        purse.open(year)
        found.append(purse.left["fund", "state"])
    assert found == pytest.approx(left)


def test_money_spent_is_not_carried() -> None:
    facts = Facts(_case(6.0, funds={"state": _fund("all")}, subsidies=SUBSIDY, grants={("sub", "m:A"): 5.0}))
    purse = Purse(facts)
    purse.open(2001)
    assert _of(_pay(purse, facts)) == {("grant", "sub", "c"): 5.0, ("enterprise", "c", "c"): 1.0}
    purse.open(2002)
    assert purse.left["fund", "state"] == pytest.approx(5.0 + 4.0)
    assert purse.left["carrier", "c"] == pytest.approx(10.0)  # carriers of these cases carry nothing


def _pay(purse: Purse, facts: Facts, project: str = "m:A", modules: float = 0.0) -> Payments | None:
    item = facts.items[project]
    paid = purse.pay([(item, item.capex[purse.year], modules)])
    return None if paid is None else paid[0]


def _of(paid: Payments | None) -> dict[tuple[str, ...], float]:
    """Payments without the year and the province, which are the same in all of these cases."""
    assert paid is not None
    return {(family, *(str(part) for part in key[:2])): amount for (family, key), amount in paid.items()}


def test_grants_come_first_then_local_money_then_the_carrier() -> None:
    local = {"kind": "local", "limit_column": "x"}
    facts = Facts(
        _case(
            9.0,
            funds={"state": _fund(), "town": local},
            subsidies=SUBSIDY,
            grants={("sub", "m:A"): 4.0},
            local_limits={("town", "P"): 3.0},
        )
    )
    purse = Purse(facts)
    purse.open(2001)
    assert _of(_pay(purse, facts)) == {
        ("grant", "sub", "c"): 4.0,
        ("local", "town", "c"): 3.0,
        ("enterprise", "c", "c"): pytest.approx(2.0),
    }
    assert purse.left["local", "town|P"] == 0.0
    assert purse.left["fund", "state"] == 6.0


def test_local_money_follows_grants_where_it_must() -> None:
    local = {"kind": "local", "limit_column": "x", "max_per_grant": 0.5}
    more: dict[str, Any] = {"subsidies": SUBSIDY, "local_limits": {("town", "P"): 3.0}}
    facts = Facts(_case(9.0, funds={"state": _fund(), "town": local}, grants={("sub", "m:A"): 4.0}, **more))
    purse = Purse(facts)
    purse.open(2001)
    paid = _pay(purse, facts)
    assert _of(paid)["local", "town", "c"] == pytest.approx(2.0)
    without = Facts(_case(9.0, funds={"state": _fund(), "town": local}, **more))
    purse = Purse(without)
    purse.open(2001)
    assert _of(_pay(purse, without)) == {("enterprise", "c", "c"): 9.0}


def test_a_grant_stops_at_its_bound_at_the_fund_and_at_the_cost() -> None:
    for bound, budget, capex, amount in ((3.0, 10.0, 9.0, 3.0), (8.0, 5.0, 9.0, 5.0), (8.0, 10.0, 2.0, 2.0)):
        fund = {"kind": "grant", "budget": {2001: budget}}
        facts = Facts(_case(capex, funds={"state": fund}, subsidies=SUBSIDY, grants={("sub", "m:A"): bound}))
        purse = Purse(facts)
        purse.open(2001)
        paid = _pay(purse, facts)
        assert _of(paid)["grant", "sub", "c"] == pytest.approx(amount)


def test_a_sites_grants_are_a_share_up_to_a_ceiling_over_all_years() -> None:
    facts = Facts(
        _case(4.0, funds={"state": _fund("all")}, subsidies=SUBSIDY, site_grants={("sub", "s:A"): (0.5, 4.0)})
    )
    purse = Purse(facts)
    purse.open(2001)
    first = _pay(purse, facts, "s:A", modules=2.0)
    assert _of(first)["site_grant", "sub", "s:A"] == pytest.approx(3.0)  # half of 4 + 2
    assert _of(first)["grant", "sub", "c"] == pytest.approx(3.0)
    purse.open(2002)
    second = _pay(purse, facts, "s:A", modules=2.0)
    assert _of(second)["site_grant", "sub", "s:A"] == pytest.approx(1.0)  # what the ceiling of 4 leaves


def test_a_shared_account_is_paid_in_proportion_to_what_is_left() -> None:
    facts = Facts(_case(6.0, "shared", carriers={"c": {2001: 9.0}, "d": {2001: 3.0}}))
    purse = Purse(facts)
    purse.open(2001)
    paid = _pay(purse, facts)
    assert _of(paid)["enterprise", "c", "shared"] == pytest.approx(4.5)
    assert _of(paid)["enterprise", "d", "shared"] == pytest.approx(1.5)
    assert purse.left["carrier", "c"] == pytest.approx(4.5)


def test_nothing_is_paid_when_a_part_cannot_be() -> None:
    facts = Facts(_case(6.0, funds={"state": _fund()}, subsidies=SUBSIDY, grants={("sub", "m:A"): 5.0}))
    purse = Purse(facts)
    purse.open(2001)
    before = dict(purse.left)
    item, site = facts.items["m:A"], facts.items["s:A"]
    each = (item, item.capex[2001], 0.0)
    assert purse.pay([each, each, (site, site.capex[2001], 9.0)]) is None
    assert purse.left == before
    assert purse.pay([each, each]) is not None


def test_an_account_pays_only_its_own_projects() -> None:
    facts = Facts(_case(6.0, "d", carriers={"c": {2001: 9.0}, "d": {2001: 3.0}}))
    purse = Purse(facts)
    purse.open(2001)
    assert _pay(purse, facts) is None
    assert purse.left["carrier", "c"] == 9.0


LOCAL = {"kind": "local", "limit_column": "x"}
TWO_RULES = {"big": SUBSIDY["sub"], "small": SUBSIDY["sub"]}


def _opened(**more: Any) -> tuple[Purse, Facts]:
    """A purse opened in the first year, for one project that costs 9."""
    facts = Facts(_case(9.0, funds={"state": _fund("all"), "town": LOCAL}, **more))
    purse = Purse(facts)
    purse.open(2001)
    return purse, facts


def test_where_rules_exclude_each_other_the_one_that_brings_most_pays() -> None:
    grants = {("big", "m:A"): 4.0, ("small", "m:A"): 3.0}
    paid = _of(_pay(*_opened(subsidies=TWO_RULES, grants=grants)))
    assert paid == {("grant", "big", "c"): 4.0, ("claim", "big", "m:A"): 1.0, ("enterprise", "c", "c"): 5.0}


def test_rules_that_add_up_stop_at_the_public_share() -> None:
    grants = {("big", "m:A"): 4.0, ("small", "m:A"): 3.0}
    settings = {"stacking": "additive", "max_public_share": 0.6}
    paid = _of(_pay(*_opened(subsidies=TWO_RULES, grants=grants, settings=settings)))
    assert paid["grant", "big", "c"] == 4.0
    assert paid["grant", "small", "c"] == pytest.approx(0.6 * 9 - 4)


def test_a_site_stays_under_its_rule() -> None:
    """The rule that brought more in the first year has no money in the second; the other one may not step in."""
    funds = {"state": {"kind": "grant", "budget": {2001: 3}}, "other": {"kind": "grant", "budget": {2002: 9}}}
    rules = {"big": SUBSIDY["sub"], "small": {**SUBSIDY["sub"], "fund": "other"}}
    site_grants = {("big", "s:A"): (0.5, 9.0), ("small", "s:A"): (0.5, 9.0)}
    facts = Facts(_case(4.0, funds=funds, subsidies=rules, site_grants=site_grants))
    purse = Purse(facts)
    purse.open(2001)
    assert _of(_pay(purse, facts, "s:A", modules=2.0))["claim", "big", "s:A"] == 1.0
    purse.open(2002)
    later = _of(_pay(purse, facts, "s:A", modules=2.0))
    assert set(later) == {("enterprise", "c", "c")}


def test_a_grant_is_no_larger_than_local_money_can_match() -> None:
    matched = {"sub": {**SUBSIDY["sub"], "min_match": 0.5}}
    grants, limits = {("sub", "m:A"): 4.0}, {("town", "P"): 1.0}
    paid = _of(_pay(*_opened(subsidies=matched, grants=grants, local_limits=limits)))
    assert paid["grant", "sub", "c"] == pytest.approx(2.0)
    assert paid["local", "town", "c"] == pytest.approx(1.0)
    assert set(_of(_pay(*_opened(subsidies=matched, grants=grants)))) == {("enterprise", "c", "c")}


@pytest.mark.parametrize(
    ("key", "amount"), [("city_ceiling_myuan", 3.0), ("province_ceiling_myuan", 2.0), ("envelope", 1.0)]
)
def test_ceilings_and_envelopes_are_used_up(key: str, amount: float) -> None:
    limit: Any = {2001: amount, 2002: 0.0, 2003: 0.0} if key == "envelope" else amount
    rules = {"sub": {**SUBSIDY["sub"], key: limit}}
    purse, facts = _opened(subsidies=rules, grants={("sub", "m:A"): 4.0})
    first = _of(_pay(purse, facts))
    assert first["grant", "sub", "c"] == amount
    assert (("site_grant", "sub", "m:A") in first) == (key == "city_ceiling_myuan")
    purse.open(2002)
    assert set(_of(_pay(purse, facts))) == {("enterprise", "c", "c")}


def test_grants_for_packages_are_not_taken() -> None:
    rules = {"sub": {**SUBSIDY["sub"], "package": {}}}
    assert set(_of(_pay(*_opened(subsidies=rules, grants={("sub", "m:A"): 4.0})))) == {("enterprise", "c", "c")}


@pytest.mark.parametrize(("gap", "starts"), [(5.0, True), (5.1, False)])
def test_a_gap_that_public_money_does_not_fill_stops_the_project(gap: float, starts: bool) -> None:
    facts = Facts(
        make_case(
            {"m": {"kind": "city"}},
            {"m:A": {"capex": 9.0, "gap": gap}},
            {"A": {}},
            ("spend.total", "min"),
            funds={"state": {"kind": "grant", "budget": {2001: 9}}, "town": LOCAL},
            subsidies={"sub": {**SUBSIDY["sub"], "measures": ["m"]}},
            grants={("sub", "m:A"): 4.0},
            local_limits={("town", "P"): 1.0},
            settings={"viability": {"rule": "project"}},
        )
    )
    purse = Purse(facts)
    purse.open(2001)
    assert (_pay(purse, facts) is not None) == starts


def test_what_pays_for_itself_carries_what_does_not() -> None:
    facts = Facts(
        make_case(
            {"m": {"kind": "city"}},
            {"m:A": {"capex": 9.0, "pv_revenue": 12.0}, "m:B": {"capex": 5.0, "pv_revenue": 2.5, "pv_opex": 0.5}},
            {"A": {}, "B": {}},
            ("spend.total", "min"),
            settings={"viability": {"rule": "carrier"}},
        )
    )
    purse = Purse(facts)
    purse.open(2001)
    assert _pay(purse, facts, "m:B") is None
    assert _pay(purse, facts, "m:A") is not None
    assert _pay(purse, facts, "m:B") is not None  # 3 of A against 3 of B
    assert _pay(purse, facts, "m:B") is None


def test_co_builders_pay_their_shares() -> None:
    builders = {"both": {"shares": {"c": 0.25, "d": 0.75}}}
    for money, pays in ((6.0, True), (5.9, False)):
        facts = Facts(_case(8.0, "both", carriers={"c": {2001: 9.0}, "d": {2001: money}}, co_builds=builders))
        purse = Purse(facts)
        purse.open(2001)
        paid = _pay(purse, facts)
        assert (paid is not None) == pays
        if pays:
            assert _of(paid) == {("enterprise", "c", "both"): 2.0, ("enterprise", "d", "both"): 6.0}


def test_a_carrier_stays_within_its_presence() -> None:
    """c may pay 30 %: of a shared project it does; its own project waits until others have paid enough."""
    more: dict[str, Any] = {"carriers": {"c": {2001: 90.0}, "d": {2001: 90.0}}, "presence": {"c": {"P": 0.3}}}
    facts = Facts(_case(10.0, "shared", **more))
    purse = Purse(facts)
    purse.open(2001)
    paid = _of(_pay(purse, facts))
    assert paid == {("enterprise", "c", "shared"): pytest.approx(3.0), ("enterprise", "d", "shared"): pytest.approx(7)}
    own = Facts(_case(10.0, "c", **more))
    purse = Purse(own)
    purse.open(2001)
    assert _pay(purse, own) is None
    assert purse.left["carrier", "c"] == 90.0
