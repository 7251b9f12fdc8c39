"""Examples: what enterprises pay, what must pay for itself, and what must be built."""

from __future__ import annotations

from typing import Any

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.examples.grants import FUND, SITE, site
from tests.formulation.examples.money import CITY, LOCAL, NO_MONEY, OWN, grant_fund, subsidy

#: One project of 10.
_ONE: dict[str, Any] = {
    "measures": {"m": CITY},
    "places": {"a": {}},
    "goal": ("cities.s", "max"),
    "services": {"s": OWN},
}

#: c and d build it together in equal parts; c has it all, d has nothing.
co_build_share = Example(
    "co_build_share",
    make_case(
        projects={"m:a": {"capex": 10, "account": "x"}},
        carriers={"c": {2001: 10}, "d": {2001: 0}},
        co_builds={"x": {"shares": {"c": 0.5, "d": 0.5}}},
        **_ONE,
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,x,2001]": 10},
)

#: c has 10, but may pay only half of what carriers pay in the province; d has 2.
presence = Example(
    "presence",
    make_case(
        projects={"m:a": {"capex": 10}},
        carriers={"c": {2001: 10}, "d": {2001: 2}},
        presence={"c": {"P": 0.5}},
        **_ONE,
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,shared,2001]": 8, "P.enterprise[d,shared,2001]": 2},
)

BY_PROJECT = {"viability": {"rule": "project"}}

#: A gap of 6, of which grants fill 4 and local money 1; the carrier could pay the rest, and does not.
viability = Example(
    "viability",
    make_case(
        projects={"m:a": {"capex": 10, "gap": 6}},
        funds={**FUND, "l": LOCAL},
        subsidies={"r": subsidy(0.4)},
        grants={("r", "m:a"): 4},
        local_limits={("l", "P"): 1},
        settings=BY_PROJECT,
        **_ONE,
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.grant[r,shared,2001]": 4,
        "P.local[l,shared,2001]": 1,
        "P.enterprise[c,shared,2001]": 5,
    },
)

#: Site and module have gaps of 1 each; a quarter of their 4 is granted.
viability_site = Example(
    "viability_site",
    make_case(
        projects=site(gap=1, module_gap=1),
        subsidies={"r": subsidy(0.25)},
        site_grants={("r", "m:a"): (0.25, float("inf"))},
        settings=BY_PROJECT,
        **SITE,
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.modules[m:a,2001]": 1,
        "P.site_grant[r,m:a,2001]": 1,
        "P.grant[r,shared,2001]": 1,
        "P.enterprise[c,shared,2001]": 3,
    },
)

#: Half is granted, which would fill the gaps, but the fund has only 1.
site_grants_paid = Example(
    "site_grants_paid",
    make_case(
        projects=site(gap=1, module_gap=1),
        subsidies={"r": subsidy(0.5)},
        site_grants={("r", "m:a"): (0.5, float("inf"))},
        settings=BY_PROJECT,
        **(SITE | {"funds": {"f": grant_fund(1)}}),
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.modules[m:a,2001]": 1,
        "P.site_grant[r,m:a,2001]": 2,
        "P.grant[r,shared,2001]": 1,
        "P.enterprise[c,shared,2001]": 3,
    },
)

#: a costs 10 and earns 5 less opex of 1, b costs 10 and earns 12: together they lose 4. b alone is worth building.
viability_account = Example(
    "viability_account",
    make_case(
        {"m": CITY},
        {"m:a": {"capex": 10, "pv_revenue": 5, "pv_opex": 1}, "m:b": {"capex": 10, "pv_revenue": 12}},
        {"a": {"residents": 5000}, "b": {}},
        ("residents.s", "max"),
        services={"s": OWN},
        settings={"viability": {"rule": "carrier"}},
    ),
    value=1,
    without=6,
    breaks={"P.done[m:a,2001]": 1, "P.done[m:b,2001]": 1, "P.enterprise[c,shared,2001]": 20},
)

_CHEAPLY: dict[str, Any] = {
    "measures": {"m": CITY},
    "projects": {"m:a": {"capex": 3}, "m:b": {"capex": 5}},
    "places": {"a": {}, "b": {"province": "Q"}},
    "goal": ("spend.total", "min"),
    "obligations": {"o": ["m:a", "m:b"]},
}


def _obliged(**terms: float) -> dict[str, Any]:
    """The model's table of that obligation."""
    return {"obligations": {"o": {"name_zh": "o", "name_en": "o", "measures": ["m"], **terms}}}


#: Nobody wants to build, but both must be built.
obligation_each = Example(
    "obligation_each",
    make_case(settings=_obliged(), **_CHEAPLY),
    value=8,
    without=0,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,shared,2001]": 3},
)

#: One of the two is enough: the cheaper.
obligation = Example(
    "obligation", make_case(settings=_obliged(at_least=0.4), **_CHEAPLY), value=3, without=0, breaks={}
)

_TWO: dict[str, Any] = {
    "measures": {"m": CITY},
    "projects": {"m:a": {"capex": 5}, "m:b": {"capex": 5}},
    "places": {"a": {"residents": 5000}, "b": {"province": "Q"}},
    "goal": ("residents.s", "max"),
    "services": {"s": OWN},
    "grants": {("r", "m:a"): 5, ("r", "m:b"): 5},
    "carriers": NO_MONEY,
}

#: Two projects of 5, fully granted, in two provinces; the fund has 10, the rule 5 of it.
subsidy_envelope = Example(
    "subsidy_envelope",
    make_case(
        funds={"f": grant_fund(10)}, subsidies={"r": subsidy(1.0) | {"envelope": {2001: 5}, "carry_over": 0}}, **_TWO
    ),
    value=5,
    without=6,
    breaks={
        "P.done[m:a,2001]": 1,
        "Q.done[m:b,2001]": 1,
        "P.grant[r,shared,2001]": 5,
        "Q.grant[r,shared,2001]": 5,
    },
)

#: The fund has 5, and half of what is granted goes to Q, where fewer people live.
minimum_share = Example(
    "minimum_share",
    make_case(
        funds={"f": grant_fund(5)},
        subsidies={"r": subsidy(1.0) | {"minimum_shares": {"n": {"provinces": ["Q"], "at_least": 0.5}}}},
        **_TWO,
    ),
    value=1,
    without=5,
    breaks={"P.done[m:a,2001]": 1, "P.grant[r,shared,2001]": 5},
)

EXAMPLES = (
    co_build_share,
    presence,
    viability,
    viability_site,
    site_grants_paid,
    viability_account,
    obligation_each,
    obligation,
    subsidy_envelope,
    minimum_share,
)
