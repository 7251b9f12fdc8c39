"""Examples: services from sites in reach."""

from __future__ import annotations

from typing import Any

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example

SITE = {"kind": "site"}
POOL = {"kind": "site", "capacity_per_module": 1, "max_modules": 9}
COVER = {"mode": "cover", "measure": "m", "weight": 1, "connected": False}
CARRIED = {"mode": "capacity", "measure": "m", "weight": 1, "demand": "d", "connected": False}
NO_MONEY: dict[str, Any] = {"c": {2001: 0}}

#: The only site in reach costs 10 and there is no money.
cover = Example(
    "cover",
    make_case(
        {"m": SITE},
        {"m:a": {"capex": 10}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": COVER},
        cover=[("s", "a", "m:a")],
        carriers=NO_MONEY,
    ),
    value=0,
    without=1,
    breaks={"P.served[s,a,2001]": 1},
)

_BUILT_AT_B = {"status": "built", "built_modules": 2, "max_modules": 2}

#: City a reaches only a site that nobody can pay, b an existing one with room for both: b alone is served. Without the
#: rule a counts as served by capacity that it cannot reach.
assign = Example(
    "assign",
    make_case(
        {"m": POOL},
        {"m:a": {"capex": 10, "max_modules": 1}, "m:b": _BUILT_AT_B},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:b")],
        demand={("s", "a"): 1, ("s", "b"): 1},
        carriers=NO_MONEY,
    ),
    value=1,
    without=2,
    breaks={"P.served[s,a,2001]": 1},
)

#: A site without limit of capacity (as in the p-median problem) that nobody can pay carries nothing.
reach = Example(
    "reach",
    make_case(
        {"m": SITE},
        {"m:a": {"capex": 10}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a")],
        demand={("s", "a"): 1},
        carriers=NO_MONEY,
    ),
    value=0,
    without=1,
    breaks={"P.served[s,a,2001]": 1, "P.share[s,a,m:a,2001]": 1},
)

#: a and b reach an existing site with one module, c one with three. One of a and b, and c: 2. The province's modules
#: together would be enough for all three.
capacity = Example(
    "capacity",
    make_case(
        {"m": POOL},
        {
            "m:a": {"status": "built", "built_modules": 1, "max_modules": 1},
            "m:c": {"status": "built", "built_modules": 3, "max_modules": 3},
        },
        {"a": {}, "b": {}, "c": {}},
        ("cities.s", "max"),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a"), ("s", "c", "m:c")],
        demand={("s", "a"): 1, ("s", "b"): 1, ("s", "c"): 1},
    ),
    value=2,
    without=3,
    breaks={
        "P.served[s,a,2001]": 1,
        "P.served[s,b,2001]": 1,
        "P.share[s,a,m:a,2001]": 1,
        "P.share[s,b,m:a,2001]": 1,
    },
)

#: A module carries 10, the only city in reach needs 2, and a new module must be half full.
min_fill = Example(
    "min_fill",
    make_case(
        {"m": {**POOL, "capacity_per_module": 10}},
        {"m:a": {"max_modules": 1}},
        {"a": {}},
        ("cities.s", "max"),
        services={"s": {**CARRIED, "min_fill": 0.5}},
        pairs=[("s", "a", "m:a")],
        demand={("s", "a"): 2},
    ),
    value=0,
    without=1,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.modules[m:a,2001]": 1,
        "P.served[s,a,2001]": 1,
        "P.share[s,a,m:a,2001]": 1,
    },
)

#: Two cities, one existing module: one is served, with or without this row, which only adds up the others.
surrogate = Example(
    "surrogate",
    make_case(
        {"m": POOL},
        {"m:a": {"status": "built", "built_modules": 1, "max_modules": 1}},
        {"a": {}, "b": {}},
        ("cities.s", "max"),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a")],
        demand={("s", "a"): 1, ("s", "b"): 1},
    ),
    value=1,
    without=1,
    breaks={
        "P.served[s,a,2001]": 1,
        "P.served[s,b,2001]": 1,
        "P.share[s,a,m:a,2001]": 1,
        "P.share[s,b,m:a,2001]": 1,
    },
    implied=True,
)

#: A site stands in the city, but its link to the core costs 10 and there is no money: not served.
served_connected = Example(
    "served_connected",
    make_case(
        {"m": SITE, "n": {"kind": "uplink"}},
        {"m:a": {"status": "built"}, "n:a>h": {"capex": 10}},
        {"a": {}, "h": {"core": True, "small": False}},
        ("cities.s", "max"),
        services={"s": {**COVER, "connected": True}},
        cover=[("s", "a", "m:a")],
        carriers=NO_MONEY,
    ),
    value=0,
    without=1,
    breaks={"P.served[s,a,2001]": 1},
)

#: One existing module. a (5 thousand) needs 1, then 2; b (3 thousand) needs 2, then 1: in each year only one of them
#: can be served, and a could not stay served. So b in the second year: 3. If cities could be dropped again: 5 + 3.
served_monotone = Example(
    "served_monotone",
    make_case(
        {"m": POOL},
        {"m:a": {"status": "built", "built_modules": 1, "max_modules": 1}},
        {"a": {"residents": 5000}, "b": {"residents": 3000}},
        ("benefit", "max"),
        years=(2001, 2002),
        services={"s": CARRIED},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a")],
        demand={("s", "a"): (1, 2), ("s", "b"): (2, 1)},
    ),
    value=3,
    without=8,
    breaks={"P.served[s,a,2001]": 1, "P.share[s,a,m:a,2001]": 1},
)

EXAMPLES = (cover, assign, reach, capacity, min_fill, surrogate, served_connected, served_monotone)
