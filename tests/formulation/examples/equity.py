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

EXAMPLES = (floor_province, floor, gap, money_share, gini_spread, gini)
