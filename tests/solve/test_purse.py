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
    assert _pay(purse, facts) == {("grant", "sub", "c", "P"): 5.0, ("enterprise", "c", "c", "P"): 1.0}
    purse.open(2002)
    assert purse.left["fund", "state"] == pytest.approx(5.0 + 4.0)
    assert purse.left["carrier", "c"] == pytest.approx(10.0)  # carriers of these cases carry nothing


def _pay(purse: Purse, facts: Facts, project: str = "m:A", modules: float = 0.0) -> Payments | None:
    item = facts.items[project]
    paid = purse.pay([(item, item.capex[purse.year], modules)])
    return None if paid is None else paid[0]


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
    assert _pay(purse, facts) == {
        ("grant", "sub", "c", "P"): 4.0,
        ("local", "town", "c", "P"): 3.0,
        ("enterprise", "c", "c", "P"): pytest.approx(2.0),
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
    assert paid is not None
    assert paid["local", "town", "c", "P"] == pytest.approx(2.0)
    without = Facts(_case(9.0, funds={"state": _fund(), "town": local}, **more))
    purse = Purse(without)
    purse.open(2001)
    assert _pay(purse, without) == {("enterprise", "c", "c", "P"): 9.0}


def test_a_grant_stops_at_its_bound_at_the_fund_and_at_the_cost() -> None:
    for bound, budget, capex, amount in ((3.0, 10.0, 9.0, 3.0), (8.0, 5.0, 9.0, 5.0), (8.0, 10.0, 2.0, 2.0)):
        fund = {"kind": "grant", "budget": {2001: budget}}
        facts = Facts(_case(capex, funds={"state": fund}, subsidies=SUBSIDY, grants={("sub", "m:A"): bound}))
        purse = Purse(facts)
        purse.open(2001)
        paid = _pay(purse, facts)
        assert paid is not None
        assert paid["grant", "sub", "c", "P"] == pytest.approx(amount)


def test_a_sites_grants_are_a_share_up_to_a_ceiling_over_all_years() -> None:
    facts = Facts(
        _case(4.0, funds={"state": _fund("all")}, subsidies=SUBSIDY, site_grants={("sub", "s:A"): (0.5, 4.0)})
    )
    purse = Purse(facts)
    purse.open(2001)
    first = _pay(purse, facts, "s:A", modules=2.0)
    assert first is not None
    assert first["site_grant", "sub", "s:A", "P"] == pytest.approx(3.0)  # half of 4 + 2
    assert first["grant", "sub", "c", "P"] == pytest.approx(3.0)
    purse.open(2002)
    second = _pay(purse, facts, "s:A", modules=2.0)
    assert second is not None
    assert second["site_grant", "sub", "s:A", "P"] == pytest.approx(1.0)  # what the ceiling of 4 leaves


def test_a_shared_account_is_paid_in_proportion_to_what_is_left() -> None:
    facts = Facts(_case(6.0, "shared", carriers={"c": {2001: 9.0}, "d": {2001: 3.0}}))
    purse = Purse(facts)
    purse.open(2001)
    paid = _pay(purse, facts)
    assert paid is not None
    assert paid["enterprise", "c", "shared", "P"] == pytest.approx(4.5)
    assert paid["enterprise", "d", "shared", "P"] == pytest.approx(1.5)
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
