"""Examples: who pays, within a province."""

from __future__ import annotations

from typing import Any

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example

CITY = {"kind": "city"}
OWN = {"mode": "own", "measure": "m", "weight": 1}
POOL = {"kind": "site", "capacity_per_module": 1, "max_modules": 9}
CARRIED = {"mode": "capacity", "measure": "m", "weight": 1, "demand": "d", "connected": False}
NO_MONEY: dict[str, Any] = {"c": {2001: 0}}


def grant_fund(budget: float, years: tuple[int, ...] = (2001,)) -> dict[str, Any]:
    """A grant fund with so much money each year."""
    return {"kind": "grant", "budget": dict.fromkeys(years, budget), "carry_over": 0}


def subsidy(share: float, **given: float) -> dict[str, Any]:
    """A subsidy rule for measure m in region R."""
    return {"fund": "f", "measures": ["m"], "share": {"R": share}, **given}


#: The project costs 10 and nobody has money.
balance = Example(
    "balance",
    make_case(
        {"m": CITY}, {"m:a": {"capex": 10}}, {"a": {}}, ("cities.s", "max"), services={"s": OWN}, carriers=NO_MONEY
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1},
)

#: Half of the capex is granted. a (5 thousand) costs 10: 5 granted, 5 to find, the carrier has 4. b (1 thousand) costs
#: 4: built. Without the rule b's bound would pay for a: 5 + 2 + 4 ≥ 10.
grant_bound = Example(
    "grant_bound",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}, "m:b": {"capex": 4}},
        {"a": {"residents": 5000}, "b": {}},
        ("residents.s", "max"),
        services={"s": OWN},
        funds={"f": grant_fund(100)},
        subsidies={"r": subsidy(0.5)},
        grants={("r", "m:a"): 5, ("r", "m:b"): 2},
        carriers={"c": {2001: 4}},
    ),
    value=1,
    without=5,
    breaks={"P.done[m:a,2001]": 1, "P.grant[r,shared,2001]": 6, "P.enterprise[c,shared,2001]": 4},
)

#: A site for 2 with a module for 2 costs 4, of which half is granted; the carrier has 1, so 1 is missing. Without the
#: rule the grant could be that of a site with all four modules (5).
site_grant_share = Example(
    "site_grant_share",
    make_case(
        {"m": POOL},
        {"m:a": {"capex": 2, "module_capex": 2, "max_modules": 4}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a")],
        demand={("s", "a"): 1},
        funds={"f": grant_fund(100)},
        subsidies={"r": subsidy(0.5)},
        site_grants={("r", "m:a"): (0.5, float("inf"))},
        carriers={"c": {2001: 1}},
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.modules[m:a,2001]": 1,
        "P.site_grant[r,m:a,2001]": 3,
        "P.grant[r,shared,2001]": 3,
        "P.enterprise[c,shared,2001]": 1,
    },
)

#: Everything is granted up to 3 in all years; the carrier has 1 in the first. The site with one module (4) is paid in
#: the first year and serves a twice: 2. The second module (2), for b, would need more grant than the ceiling: 3
#: without it.
site_grant_ceiling = Example(
    "site_grant_ceiling",
    make_case(
        {"m": POOL},
        {"m:a": {"capex": 2, "module_capex": 2, "max_modules": 2}},
        {"a": {}, "b": {}},
        ("benefit", "max"),
        years=(2001, 2002),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a")],
        demand={("s", "a"): 1, ("s", "b"): 1},
        funds={"f": grant_fund(100, (2001, 2002))},
        subsidies={"r": subsidy(1.0, ceiling_myuan=3)},
        site_grants={("r", "m:a"): (1.0, 3.0)},
        carriers={"c": {2001: 1, 2002: 0}},
    ),
    value=2,
    without=3,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.done[m:a,2002]": 1,
        "P.modules[m:a,2001]": 1,
        "P.modules[m:a,2002]": 2,
        "P.site_grant[r,m:a,2001]": 3,
        "P.site_grant[r,m:a,2002]": 2,
        "P.grant[r,shared,2001]": 3,
        "P.grant[r,shared,2002]": 2,
        "P.enterprise[c,shared,2001]": 1,
    },
)

LOCAL = {"kind": "local", "limit_column": "local_budget_myuan"}

#: Two projects of 5 in two accounts, and 5 of local money in all.
local_limit = Example(
    "local_limit",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 5, "account": "c"}, "m:b": {"capex": 5}},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds={"l": LOCAL},
        local_limits={("l", "P"): 5},
        carriers=NO_MONEY,
    ),
    value=1,
    without=2,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.done[m:b,2001]": 1,
        "P.local[l,c,2001]": 5,
        "P.local[l,shared,2001]": 5,
    },
)

#: Half a yuan of local money a yuan of grant. The grant is 4 of 10, so local money 2: 4 are missing.
local_per_grant = Example(
    "local_per_grant",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds={"f": grant_fund(100), "l": {**LOCAL, "max_per_grant": 0.5}},
        subsidies={"r": subsidy(0.4)},
        grants={("r", "m:a"): 4},
        local_limits={("l", "P"): 100},
        carriers=NO_MONEY,
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1, "P.grant[r,shared,2001]": 4, "P.local[l,shared,2001]": 6},
)

EXAMPLES = (balance, grant_bound, site_grant_share, site_grant_ceiling, local_limit, local_per_grant)
