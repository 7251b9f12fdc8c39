"""Examples: projects, requirements, connection, statuses."""

from __future__ import annotations

from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example

CITY = {"kind": "city"}
OWN = {"mode": "own", "measure": "m", "weight": 1}
POOL = {"kind": "site", "capacity_per_module": 1, "max_modules": 9}

#: One free project, two years; a limit forbids it at the end of the second. What is built stays, so it is not built at
#: all: benefit 0. Without the rule it would serve in the first year alone: benefit 1.
monotone = Example(
    "monotone",
    make_case(
        {"m": CITY},
        {"m:a": {}},
        {"a": {}},
        ("benefit", "max"),
        years=(2001, 2002),
        services={"s": OWN},
        limits={"l": {"indicator": "cities.s", "years": [2002], "at_most": 0}},
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1},
)

#: The city's demand fills two modules in the first year and one in the second, where a limit allows one. Modules stay,
#: so the first year goes unserved: benefit 1 instead of 2.
modules_monotone = Example(
    "modules_monotone",
    make_case(
        {"m": POOL},
        {"m:a": {"max_modules": 2}},
        {"a": {}},
        ("benefit", "max"),
        years=(2001, 2002),
        services={"s": {"mode": "capacity", "measure": "m", "weight": 1, "demand": "d", "connected": False}},
        pairs=[("s", "a", "m:a")],
        demand={("s", "a"): (2, 1)},
        limits={"l": {"indicator": "modules.m", "years": [2002], "at_most": 1}},
    ),
    value=1,
    without=2,
    breaks={
        "P.done[m:a,2001]": 1,
        "P.done[m:a,2002]": 1,
        "P.modules[m:a,2001]": 2,
        "P.modules[m:a,2002]": 1,
        "P.served[s,a,2001]": 1,
        "P.served[s,a,2002]": 1,
        "P.share[s,a,m:a,2001]": 1,
        "P.share[s,a,m:a,2002]": 1,
    },
)

#: The site costs 10 and there is no money: no site, no modules. Without the rule two free modules stand nowhere.
module_limit = Example(
    "module_limit",
    make_case(
        {"m": POOL},
        {"m:a": {"max_modules": 2, "capex": 10}},
        {"a": {}},
        ("modules.m", "max"),
        carriers={"c": {2001: 0}},
    ),
    value=0,
    without=2,
    breaks={"P.modules[m:a,2001]": 2},
)

#: The site must be built, and then it has a module; without the rule it would stand empty.
first_module = Example(
    "first_module",
    make_case(
        {"m": POOL},
        {"m:a": {"max_modules": 2, "status": "committed", "by_year": 2001}},
        {"a": {}},
        ("modules.m", "min"),
    ),
    value=1,
    without=0,
    breaks={"P.done[m:a,2001]": 1},
)

#: m (cost 1) needs two of x, y, z (4 each): 9 in all, and there are 6. Without the rule it is built alone.
requirement = Example(
    "requirement",
    make_case(
        {"m": CITY, "x": CITY, "y": CITY, "z": CITY},
        {"m:a": {"capex": 1}, "x:a": {"capex": 4}, "y:a": {"capex": 4}, "z:a": {"capex": 4}},
        {"a": {}},
        ("projects.m", "max"),
        requirements=[("m:a", "two", 2, "done", f"{other}:a") for other in "xyz"],
        carriers={"c": {2001: 6}},
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1, "P.done[x:a,2001]": 1, "P.enterprise[c,shared,2001]": 5},
)

_CHAIN = make_case(
    {"m": {"kind": "uplink"}},
    {"m:a>b": {"capex": 10}, "m:b>h": {"capex": 10}},
    {"a": {"residents": 5000}, "b": {"residents": 1000}, "h": {"core": True, "small": False}},
    ("residents.connected", "max"),
    carriers={"c": {2001: 10}},
)

#: a (5,000 residents) hangs on b (1,000), b on the core; money for one link. Only b's link reaches the core: 1
#: thousand. Without the rule a's link to unconnected b would count: 5 thousand.
uplink_parent = Example(
    "uplink_parent",
    _CHAIN,
    value=1,
    without=5,
    breaks={"P.done[m:a>b,2001]": 1, "P.connected[a,2001]": 1, "P.enterprise[c,shared,2001]": 10},
)

#: The same chain: without the rule both cities are connected by word alone, 6 thousand.
connected_by = Example("connected_by", _CHAIN, value=1, without=6, breaks={"P.connected[a,2001]": 1})

#: A free link, and a limit that no city be connected: the link cannot be built. Without the rule it is built and the
#: city not counted.
connected_counts = Example(
    "connected_counts",
    make_case(
        {"m": {"kind": "uplink"}},
        {"m:a>h": {}},
        {"a": {}, "h": {"core": True, "small": False}},
        ("projects.m", "max"),
        limits={"l": {"indicator": "cities.connected", "at_most": 0}},
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a>h,2001]": 1},
)

#: Status q is service s and connection. Service is free, the link costs 10 and there is no money: no city has the
#: status.
status_all = Example(
    "status_all",
    make_case(
        {"m": CITY, "n": {"kind": "uplink"}},
        {"m:a": {}, "n:a>h": {"capex": 10}},
        {"a": {}, "h": {"core": True, "small": False}},
        ("cities.q", "max"),
        services={"s": OWN},
        statuses={"q": {"services": ["s"], "connected": True}},
        carriers={"c": {2001: 0}},
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1, "P.status[q,a,2001]": 1},
)

#: The city is connected from the start; a limit forbids the status, so the free service must not be built. Without the
#: rule it is built and the status not counted.
status_any = Example(
    "status_any",
    make_case(
        {"m": CITY, "n": {"kind": "uplink"}},
        {"m:a": {}, "n:a>h": {"status": "built"}},
        {"a": {}, "h": {"core": True, "small": False}},
        ("cities.s", "max"),
        services={"s": OWN},
        statuses={"q": {"services": ["s"], "connected": True}},
        limits={"l": {"indicator": "cities.q", "at_most": 0}},
    ),
    value=0,
    without=1,
    breaks={"P.done[m:a,2001]": 1},
)

EXAMPLES = (
    monotone,
    modules_monotone,
    module_limit,
    first_module,
    requirement,
    uplink_parent,
    connected_by,
    connected_counts,
    status_all,
    status_any,
)
