"""Examples: equity rules. Two provinces, a city each, one of them with five times the residents."""

from __future__ import annotations

from typing import Any

from planner.case.case import Case
from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.examples.money import CITY, OWN


def _two_provinces(goal: tuple[str, str], rule: dict[str, Any], budget: float = 10, residents: float = 5000) -> Case:
    return make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}, "m:b": {"capex": 10}},
        {"a": {"residents": residents}, "b": {"province": "Q", "region": "S"}},
        goal,
        services={"s": OWN},
        rules={"e": rule},
        carriers={"c": {2001: budget}},
    )


#: Half of the cities of each province must be served: both cities, 20 instead of 0.
floor_province = Example(
    "floor_province",
    _two_provinces(("spend.total", "min"), {"kind": "floor", "indicator": "share.cities.s", "at_least": 0.5}, 20),
    value=20,
    without=0,
    breaks={},
)

#: Half of the cities of region S must be served: the city of Q, 10 instead of 0.
floor = Example(
    "floor",
    _two_provinces(
        ("spend.total", "min"),
        {"kind": "floor", "by": "region", "groups": ["S"], "indicator": "share.cities.s", "at_least": 0.5},
    ),
    value=10,
    without=0,
    breaks={},
)

#: No difference allowed between the provinces' shares, and money for one city: none is served.
gap = Example(
    "gap",
    _two_provinces(("residents.s", "max"), {"kind": "gap", "indicator": "share.residents.s", "at_most": 0}),
    value=0,
    without=5,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,shared,2001]": 10},
)

#: Half of what is spent must go to Q: with money for one city it is Q's (1 thousand) instead of P's (5 thousand).
money_share = Example(
    "money_share",
    _two_provinces(
        ("residents.s", "max"), {"kind": "share", "indicator": "spend.total", "groups": ["Q"], "at_least": 0.5}
    ),
    value=1,
    without=5,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,shared,2001]": 10},
)

#: Equal provinces, one of two served: Gini = ½·½·1 / ½ = 0.5, more than the 0.4 allowed; both cannot be paid. So none.
#: Without the row of the Gini, or without the rows that hold its distances up, one is served.
_GINI = _two_provinces(
    ("cities.s", "max"), {"kind": "gini", "indicator": "share.cities.s", "at_most": 0.4}, residents=1000
)
_ONE = {"P.done[m:a,2001]": 1.0, "P.enterprise[c,shared,2001]": 10.0}
gini_spread = Example("gini_spread", _GINI, value=0, without=1, breaks=_ONE)
gini = Example("gini", _GINI, value=0, without=1, breaks={**_ONE, "spread[e,P,Q]": 1.0})

#: Even the worst-served province has half of its cities served: both, 20 instead of 0.
least = Example(
    "least",
    _two_provinces(("spend.total", "min"), {"kind": "least", "indicator": "share.cities.s", "at_least": 0.5}, 20),
    value=20,
    without=0,
    breaks={},
)

#: Two provinces of equal size: the worst-served half of the people is one of them. Half of its cities: both, 20.
_WORST = _two_provinces(
    ("spend.total", "min"),
    {"kind": "worst", "indicator": "share.cities.s", "tail": 0.5, "at_least": 0.5},
    20,
    residents=1000,
)
worst = Example("worst", _WORST, value=20, without=0, breaks={})
worst_below = Example("worst_below", _WORST, value=20, without=0, breaks={"quantile[e]": 1})

#: Q comes first; with money for one city it is Q's (1 thousand), not P's (5 thousand).
order = Example(
    "order",
    _two_provinces(
        ("residents.s", "max"), {"kind": "order", "indicator": "share.residents.s", "groups": ["Q", "P"], "at_most": 0}
    ),
    value=1,
    without=5,
    breaks={"P.done[m:a,2001]": 1, "P.enterprise[c,shared,2001]": 10},
)


def _measure(kind: str, sense: str, limits: dict[str, Any] | None = None, groups: tuple[str, ...] = ()) -> Case:
    """Two provinces of equal size and money for one city; what the rule measures is the goal."""
    rule = {"kind": kind, "indicator": "share.cities.s", "tail": 0.5, "groups": groups}
    return make_case(
        {"m": CITY},
        {"m:a": {"capex": 10}, "m:b": {"capex": 10}},
        {"a": {}, "b": {"province": "Q"}},
        ("equity.e", sense),
        services={"s": OWN},
        rules={"e": rule},
        carriers={"c": {2001: 10}},
        limits=limits or {},
    )


#: One of the two stays without: the worst served have nothing.
equity_least = Example("equity_least", _measure("least", "max"), value=0, without=1, breaks={"equity[e]": 1})
equity_worst = Example("equity_worst", _measure("worst", "max"), value=0, without=1, breaks={"equity[e]": 1})

_SOME = {"some": {"indicator": "cities.s", "at_least": 1}}

#: One must be served: a gap of 1, and an absolute Gini of 1/2 × 1/2 × 1.
equity_gap = Example("equity_gap", _measure("gap", "min", _SOME), value=1, without=0, breaks=_ONE)

#: The one that is served must be P's, which comes second: a lead of 1.
equity_order = Example(
    "equity_order",
    _measure(
        "order",
        "min",
        {"some": {"indicator": "projects.m", "by": "province", "groups": ["P"], "at_least": 1}},
        groups=("Q", "P"),
    ),
    value=1,
    without=0,
    breaks=_ONE,
)
equity_gini = Example(
    "equity_gini", _measure("gini", "min", _SOME), value=0.25, without=0, breaks={**_ONE, "spread[e,P,Q]": 1}
)

EXAMPLES = (
    floor_province,
    floor,
    gap,
    money_share,
    gini_spread,
    gini,
    least,
    worst_below,
    worst,
    order,
    equity_least,
    equity_worst,
    equity_gap,
    equity_order,
    equity_gini,
)
