"""Examples: what subsidy rules may pay, alone and together."""

from __future__ import annotations

from typing import Any

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.examples.money import CARRIED, CITY, LOCAL, NO_MONEY, OWN, POOL, grant_fund, subsidy

FUND = {"f": grant_fund(100)}
ADDITIVE = {"stacking": "additive"}
TWO_RULES = {"q": subsidy(0.6), "r": subsidy(0.6)}
#: A site for 2 with up to four modules for 2 each serves the city with one of them.
SITE: dict[str, Any] = {
    "measures": {"m": POOL},
    "places": {"a": {}},
    "goal": ("cities.s", "max"),
    "services": {"s": CARRIED},
    "pairs": [("s", "a", "m:a")],
    "demand": {("s", "a"): 1},
    "funds": FUND,
}


def site(**given: float) -> dict[str, Any]:
    """That site, with more said of it."""
    return {"m:a": {"capex": 2, "module_capex": 2, "max_modules": 4, **given}}


#: Everything could be granted, but grants may pay half; the carrier has 1 of the other 2.
site_grant_public = Example(
    "site_grant_public",
    make_case(
        projects=site(),
        subsidies={"r": subsidy(1.0)},
        site_grants={("r", "m:a"): (1.0, float("inf"))},
        carriers={"c": {2001: 1}},
        settings={"max_public_share": 0.5},
        **SITE,
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

#: Only a module has a gap, of 1: a grant of 1 and the carrier's 2 do not pay 4. By its share the grant could be 2.
site_grant_need = Example(
    "site_grant_need",
    make_case(
        projects=site(module_gap=1),
        subsidies={"r": subsidy(1.0, need_test=True)},
        site_grants={("r", "m:a"): (1.0, float("inf"))},
        carriers={"c": {2001: 2}},
        settings={"viability": {}},
        **SITE,
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.modules[m:a,2001]": 1,
        "P.site_grant[r,m:a,2001]": 2,
        "P.grant[r,shared,2001]": 2,
        "P.enterprise[c,shared,2001]": 2,
    },
)

#: The example of ``grant_bound``, with grants by project because a city has a ceiling (that nobody reaches).
project_grant = Example(
    "project_grant",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}, "m:b": {"capex": 4}},
        {"a": {"residents": 5000}, "b": {}},
        ("residents.s", "max"),
        services={"s": OWN},
        funds=FUND,
        subsidies={"r": subsidy(0.5, city_ceiling_myuan=100)},
        grants={("r", "m:a"): 5, ("r", "m:b"): 2},
        carriers={"c": {2001: 4}},
    ),
    value=1,
    without=5,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.site_grant[r,m:a,2001]": 5,
        "P.site_grant[r,m:b,2001]": 1,
        "P.grant[r,shared,2001]": 6,
        "P.enterprise[c,shared,2001]": 4,
    },
)

#: Two projects of 10. Two rules pay 60 % of the first each, which is 10 and not 12; nothing is granted to the second,
#: and the carrier has 8.
TWO_PROJECTS: dict[str, Any] = {
    "measures": {"m": CITY},
    "projects": {"m:a": {"capex": 10}, "m:b": {"capex": 10}},
    "places": {"a": {}, "b": {}},
    "goal": ("cities.s", "max"),
    "services": {"s": OWN},
    "funds": FUND,
    "grants": {("q", "m:a"): 6, ("r", "m:a"): 6},
    "carriers": {"c": {2001: 8}},
    "settings": ADDITIVE,
}
BOTH_FROM_ONE = {
    "P.done[m:a,2001]": 1,
    "P.done[m:b,2001]": 1,
    "P.grant[q,shared,2001]": 6,
    "P.grant[r,shared,2001]": 6,
    "P.enterprise[c,shared,2001]": 8,
}

stacked = Example("stacked", make_case(subsidies=TWO_RULES, **TWO_PROJECTS), value=1, without=2, breaks=BOTH_FROM_ONE)

#: The same with grants by project.
project_grants = Example(
    "project_grants",
    make_case(subsidies={"q": subsidy(0.6, city_ceiling_myuan=100), "r": subsidy(0.6)}, **TWO_PROJECTS),
    value=1,
    without=2,
    breaks={**BOTH_FROM_ONE, "P.site_grant[q,m:a,2001]": 6, "P.site_grant[r,m:a,2001]": 6},
)

#: Two rules pay 6 of 10 each, but only one of them; the carrier has 2.
one_rule = Example(
    "one_rule",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds=FUND,
        subsidies=TWO_RULES,
        grants={("q", "m:a"): 6, ("r", "m:a"): 6},
        carriers={"c": {2001: 2}},
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.claim[q,m:a,2001]": 1,
        "P.claim[r,m:a,2001]": 1,
        "P.grant[q,shared,2001]": 6,
        "P.grant[r,shared,2001]": 2,
        "P.enterprise[c,shared,2001]": 2,
    },
)

#: Two rules pay half of the site each, but only one of them; the carrier has 1 of 4.
site_claim = Example(
    "site_claim",
    make_case(
        projects=site(),
        subsidies={"q": subsidy(0.5), "r": subsidy(0.5)},
        site_grants={("q", "m:a"): (0.5, float("inf")), ("r", "m:a"): (0.5, float("inf"))},
        carriers={"c": {2001: 1}},
        **SITE,
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.modules[m:a,2001]": 1,
        "P.claim[q,m:a,0]": 1,
        "P.site_grant[q,m:a,2001]": 2,
        "P.site_grant[r,m:a,2001]": 1,
        "P.grant[q,shared,2001]": 2,
        "P.grant[r,shared,2001]": 1,
        "P.enterprise[c,shared,2001]": 1,
    },
)

#: Two projects of one city, 10 each, fully granted; the city may get 10.
city_ceiling = Example(
    "city_ceiling",
    make_case(
        {"m": CITY, "n": CITY},
        {"m:a": {"capex": 10}, "n:a": {"capex": 10}},
        {"a": {}},
        ("benefit", "max"),
        services={"s": OWN, "z": {**OWN, "measure": "n"}},
        funds=FUND,
        subsidies={"r": {**subsidy(1.0, city_ceiling_myuan=10), "measures": ["m", "n"]}},
        grants={("r", "m:a"): 10, ("r", "n:a"): 10},
        carriers=NO_MONEY,
    ),
    value=1,
    without=2,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.done[n:a,2001]": 1,
        "P.site_grant[r,m:a,2001]": 10,
        "P.site_grant[r,n:a,2001]": 10,
        "P.grant[r,shared,2001]": 20,
    },
)

#: Two projects of 5, fully granted, in two years at most; the province may get 5 in all.
province_ceiling = Example(
    "province_ceiling",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 5}, "m:b": {"capex": 5, "account": "c"}},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds=FUND,
        subsidies={"r": subsidy(1.0, province_ceiling_myuan=5)},
        grants={("r", "m:a"): 5, ("r", "m:b"): 5},
        carriers=NO_MONEY,
    ),
    value=1,
    without=2,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.done[m:b,2001]": 1,
        "P.grant[r,shared,2001]": 5,
        "P.grant[r,c,2001]": 5,
    },
)

#: A grant of up to 6 of 10 needs half as much local money, of which there is 1: 2 + 1 + the carrier's 4 are not enough.
match = Example(
    "match",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds={**FUND, "l": LOCAL},
        subsidies={"r": subsidy(0.6, min_match=0.5)},
        grants={("r", "m:a"): 6},
        local_limits={("l", "P"): 1},
        carriers={"c": {2001: 4}},
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1, "P.grant[r,shared,2001]": 6, "P.enterprise[c,shared,2001]": 4},
)

EXAMPLES = (
    site_grant_public,
    site_grant_need,
    project_grant,
    project_grants,
    stacked,
    one_rule,
    site_claim,
    city_ceiling,
    province_ceiling,
    match,
)
