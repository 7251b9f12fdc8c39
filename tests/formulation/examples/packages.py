"""Examples: grants for packages of works."""

from __future__ import annotations

from typing import Any

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.examples.grants import FUND
from tests.formulation.examples.money import CITY, NO_MONEY, OWN, subsidy


def _packaged(**terms: float) -> dict[str, Any]:
    return {"r": {**subsidy(1.0), "measures": ["m", "n"], "package": terms}}


#: A package needs two cities. b's project costs 1, fully granted; a's two cost 5 each, and nobody pays for them.
package_city = Example(
    "package_city",
    make_case(
        {"m": CITY, "n": CITY},
        {"m:a": {"capex": 5}, "n:a": {"capex": 5}, "m:b": {"capex": 1}},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds=FUND,
        subsidies=_packaged(min_cities=2),
        grants={("r", "m:a"): 0, ("r", "n:a"): 0, ("r", "m:b"): 1},
        carriers=NO_MONEY,
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:b,2001]": 1,
        "P.city_in[r,a,shared,2001]": 1,
        "P.packages[r,shared,2001]": 1,
        "P.grant[r,shared,2001]": 1,
    },
)

#: The same with one project in each city.
package_cities = Example(
    "package_cities",
    make_case(
        {"m": CITY, "n": CITY},
        {"m:a": {"capex": 5}, "m:b": {"capex": 1}},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": OWN},
        funds=FUND,
        subsidies=_packaged(min_cities=2),
        grants={("r", "m:a"): 0, ("r", "m:b"): 1},
        carriers=NO_MONEY,
    ),
    value=0,
    without=1,
    breaks={"P.done[m:b,2001]": 1, "P.packages[r,shared,2001]": 1, "P.grant[r,shared,2001]": 1},
)

_ONE: dict[str, Any] = {
    "measures": {"m": CITY, "n": CITY},
    "projects": {"m:a": {"capex": 5}},
    "places": {"a": {}},
    "goal": ("cities.s", "max"),
    "services": {"s": OWN},
    "funds": FUND,
    "grants": {("r", "m:a"): 5},
}
_STARTED = {"P.done[m:a,2001]": 1, "P.packages[r,shared,2001]": 1, "P.grant[r,shared,2001]": 5}

#: A package costs at least 10, and there is a project of 5.
package_cost = Example(
    "package_cost",
    make_case(subsidies=_packaged(min_cost_myuan=10), carriers=NO_MONEY, **_ONE),
    value=0,
    without=1,
    breaks=_STARTED,
)

#: A package gets at most 3 of the project's 5, and the carrier has 1.
package_grant = Example(
    "package_grant",
    make_case(subsidies=_packaged(ceiling_myuan=3), carriers={"c": {2001: 1}}, **_ONE),
    value=0,
    without=1,
    breaks=_STARTED,
)

EXAMPLES = (package_city, package_cities, package_cost, package_grant)
