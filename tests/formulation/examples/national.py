"""Examples: national rows of money, targets and limits."""

from __future__ import annotations

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.examples.money import CARRIED, CITY, NO_MONEY, OWN, POOL, grant_fund, subsidy

_TWO = {"a": {}, "b": {"province": "Q"}}

#: Two projects of 5, fully granted, in two provinces; the fund has 5.
fund_budget = Example(
    "fund_budget",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 5}, "m:b": {"capex": 5}},
        _TWO,
        ("cities.s", "max"),
        services={"s": OWN},
        funds={"f": grant_fund(5)},
        subsidies={"r": subsidy(1.0)},
        grants={("r", "m:a"): 5, ("r", "m:b"): 5},
        carriers=NO_MONEY,
    ),
    value=1,
    without=2,
    breaks={
        "P.done[m:a,2001]": 1,
        "Q.done[m:b,2001]": 1,
        "P.grant[r,shared,2001]": 5,
        "Q.grant[r,shared,2001]": 5,
    },
)

#: Two projects of 5 in two provinces, one of them led by the carrier, one shared; it has 5.
carrier_budget = Example(
    "carrier_budget",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 5, "account": "c"}, "m:b": {"capex": 5}},
        _TWO,
        ("cities.s", "max"),
        services={"s": OWN},
        carriers={"c": {2001: 5}},
    ),
    value=1,
    without=2,
    breaks={
        "P.done[m:a,2001]": 1,
        "Q.done[m:b,2001]": 1,
        "P.enterprise[c,c,2001]": 5,
        "Q.enterprise[c,shared,2001]": 5,
    },
)

#: One module in P, in reach of a city in each province.
site_load = Example(
    "site_load",
    make_case(
        {"m": POOL},
        {"m:a": {"status": "built", "built_modules": 1, "max_modules": 1}},
        _TWO,
        ("cities.s", "max"),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a")],
        demand={("s", "a"): 1, ("s", "b"): 1},
    ),
    value=1,
    without=2,
    breaks={
        "P.served[s,a,2001]": 1,
        "P.share[s,a,m:a,2001]": 1,
        "Q.served[s,b,2001]": 1,
        "Q.share[s,b,m:a,2001]": 1,
    },
)

#: Two cities wanted, money for one: half of the target is missing. Without the row nothing is.
target = Example(
    "target",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 5}, "m:b": {"capex": 5}},
        _TWO,
        ("shortfall", "min"),
        services={"s": OWN},
        targets={"t": {"indicator": "cities.s", "at_least": 2}},
        carriers={"c": {2001: 5}},
    ),
    value=0.5,
    without=0,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,shared,2001]": 5},
)

#: Two free projects, and a limit of one in the nation.
limit = Example(
    "limit",
    make_case(
        {"m": CITY},
        {"m:a": {}, "m:b": {}},
        _TWO,
        ("cities.s", "max"),
        services={"s": OWN},
        limits={"l": {"indicator": "projects.m", "at_most": 1}},
    ),
    value=1,
    without=2,
    breaks={"P.done[m:a,2001]": 1, "Q.done[m:b,2001]": 1},
)

#: Two free projects in one province, and a limit of one in each.
limit_local = Example(
    "limit_local",
    make_case(
        {"m": CITY},
        {"m:a": {}, "m:b": {}},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        limits={"l": {"indicator": "projects.m", "by": "province", "at_most": 1}},
    ),
    value=1,
    without=2,
    breaks={"P.done[m:a,2001]": 1, "P.done[m:b,2001]": 1},
)

EXAMPLES = (fund_budget, carrier_budget, site_load, target, limit, limit_local)
