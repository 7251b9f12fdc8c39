"""Examples: demand that projects add, protection, traffic and thresholds."""

from __future__ import annotations

from typing import Any

from planner.case.case import Case
from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.frames import with_frames

CITY = {"kind": "city"}
SITE = {"kind": "site"}
UPLINK = {"kind": "uplink"}
CORE = {"core": True, "small": False}
CARRIED = {"mode": "capacity", "measure": "m", "demand": "d", "connected": False}
PROTECTED = {"mode": "protected", "measure": "n"}
NO_MONEY: dict[str, Any] = {"c": {2001: 0}}

#: Work x adds to the demand for s, and the only site in reach costs 10 that nobody has.
_LOAD = with_frames(
    make_case(
        {"x": CITY, "m": SITE},
        {"x:a": {}, "m:a": {"capex": 10}},
        {"a": {}},
        ("projects.x", "max"),
        services={"s": CARRIED},
        carriers=NO_MONEY,
    ),
    takes=[("s", "x:a", "m:a", 1)],
)
take_up = Example("take_up", _LOAD, value=0, without=1, breaks={"P.done[x:a,2001]": 1})
take_reach = Example(
    "take_reach", _LOAD, value=0, without=1, breaks={"P.done[x:a,2001]": 1, "P.take[s,x:a,m:a,2001]": 1}
)


def _linked(projects: dict[str, float], ways: list[tuple[str, str, str, int]]) -> Case:
    """Links with their costs and no money; h and g are core; s is protection."""
    return with_frames(
        make_case(
            {"n": UPLINK},
            {name: {"capex": capex, "to": name.partition(">")[2][0]} for name, capex in projects.items()},
            {"a": {}, "b": {}, "g": CORE, "h": CORE},
            ("cities.s", "max"),
            services={"s": PROTECTED},
            carriers=NO_MONEY,
        ),
        ways=ways,
    )


#: Two ways to the two nodes of h, one of which costs 10 that nobody has.
_DEAR_SECOND = _linked({"n:a>h": 0, "n:a>h.2": 10}, [("s", "n:a>h", "r", 2), ("s", "n:a>h.2", "q", 2)])
_CONNECTED = {"P.done[n:a>h,2001]": 1.0, "P.connected[a,2001]": 1.0, "P.served[s,a,2001]": 1.0}

protected_two = Example("protected_two", _DEAR_SECOND, value=0, without=1, breaks=_CONNECTED)

use_done = Example(
    "use_done",
    _DEAR_SECOND,
    value=0,
    without=1,
    breaks={**_CONNECTED, "P.use[s,n:a>h,2001]": 1, "P.use[s,n:a>h.2,2001]": 1},
)

_TO_BOTH = {**_CONNECTED, "P.done[n:a>g,2001]": 1.0}
_USE_BOTH = {**_TO_BOTH, "P.use[s,n:a>h,2001]": 1.0, "P.use[s,n:a>g,2001]": 1.0}

#: Two free links along one cable route do not protect.
use_route = Example(
    "use_route",
    _linked({"n:a>g": 0, "n:a>h": 0}, [("s", "n:a>g", "r", 1), ("s", "n:a>h", "r", 1)]),
    value=0,
    without=1,
    breaks=_USE_BOTH,
)

#: Two free links on different routes to a place with one node do not protect.
use_node = Example(
    "use_node",
    _linked({"n:a>h": 0, "n:a>h.2": 0}, [("s", "n:a>h", "r", 1), ("s", "n:a>h.2", "q", 1)]),
    value=0,
    without=1,
    breaks={**_CONNECTED, "P.done[n:a>h.2,2001]": 1, "P.use[s,n:a>h,2001]": 1, "P.use[s,n:a>h.2,2001]": 1},
)

#: One way of a ends at b, whose own second way costs 10 that nobody has: neither is protected. a must not lean on b.
use_protected = Example(
    "use_protected",
    _linked(
        {"n:a>b": 0, "n:a>h": 0, "n:b>g": 10, "n:b>h": 0},
        [("s", "n:a>b", "r", 1), ("s", "n:a>h", "q", 1), ("s", "n:b>g", "t", 1), ("s", "n:b>h", "v", 1)],
    ),
    value=0,
    without=1,
    breaks={
        **_CONNECTED,
        "P.done[n:a>b,2001]": 1,
        "P.done[n:b>h,2001]": 1,
        "P.connected[b,2001]": 1,
        "P.use[s,n:a>b,2001]": 1,
        "P.use[s,n:a>h,2001]": 1,
    },
)

WAVES = {"kind": "uplink", "capacity_per_module": 10, "max_modules": 4}
TRAFFIC = {"t": {"measure": "n", "amount": {"factor": 15}}}

#: a sends 15 to the core and a wavelength carries 10 and costs 10: two of them, 20. Without traffic one would do.
_SENDS = with_frames(
    make_case(
        {"n": WAVES},
        {"n:a>h": {"max_modules": 4, "module_capex": 10}},
        {"a": {}, "h": CORE},
        ("spend.total", "min"),
        traffic=TRAFFIC,
        limits={"l": {"indicator": "cities.connected", "at_least": 1}},
    ),
    traffic={("n", "a"): 15},
)
_ONE_WAVE = {
    "P.done[n:a>h,2001]": 1.0,
    "P.connected[a,2001]": 1.0,
    "P.modules[n:a>h,2001]": 1.0,
    "P.enterprise[c,shared,2001]": 10.0,
}
flow_balance = Example("flow_balance", _SENDS, value=20, without=10, breaks=_ONE_WAVE)
flow_capacity = Example("flow_capacity", _SENDS, value=20, without=10, breaks={**_ONE_WAVE, "P.flow[n:a>h,2001]": 15})

#: a sends its 15 over both ways, two wavelengths each: 2 × 1 + 2 × 10. Without the rule the first wavelength of the
#: dear one takes 10 of the 30, and the cheap one the rest: 2 × 1 + 10.
flow_protected = Example(
    "flow_protected",
    with_frames(
        make_case(
            {"n": WAVES},
            {
                "n:a>g": {"max_modules": 4, "module_capex": 1},
                "n:a>h": {"max_modules": 4, "module_capex": 10},
            },
            {"a": {}, "g": CORE, "h": CORE},
            ("spend.total", "min"),
            services={"s": PROTECTED},
            traffic=TRAFFIC,
            limits={"l": {"indicator": "cities.s", "at_least": 1}},
        ),
        ways=[("s", "n:a>g", "q", 1), ("s", "n:a>h", "r", 1)],
        traffic={("n", "a"): 15},
    ),
    value=22,
    without=12,
    breaks={
        **_USE_BOTH,
        "P.modules[n:a>g,2001]": 2,
        "P.modules[n:a>h,2001]": 1,
        "P.flow[n:a>g,2001]": 20,
        "P.flow[n:a>h,2001]": 10,
        "P.enterprise[c,shared,2001]": 12,
    },
)


def _either(goal: str, capex: float, **tables: Any) -> Case:
    """City a has status q with x or with y in service."""
    adds = {"x": {"factor": 1}, "y": {"factor": 1}}
    return with_frames(
        make_case(
            {"x": CITY, "y": CITY},
            {"x:a": {"capex": capex}, "y:a": {"capex": 10}},
            {"a": {}},
            (goal, "max"),
            statuses={"q": {"thresholds": {"h": {"adds": adds, "at_least": 1}}}},
            carriers=NO_MONEY,
            **tables,
        ),
        thresholds={("q", "h", "a"): (0, 1)},
        adds=[("q", "h", "a", "x:a", 1), ("q", "h", "a", "y:a", 1)],
    )


#: Nobody can pay x or y.
met_only = Example(
    "met_only",
    _either("cities.q", 10),
    value=0,
    without=1,
    breaks={"P.met[q,h,a,2001]": 1, "P.status[q,a,2001]": 1},
)

#: No city may have the status, so x must not be built although it is free: a city that has it is counted.
met_counts = Example(
    "met_counts",
    _either("projects.x", 0, limits={"none": {"indicator": "cities.q", "at_most": 0}}),
    value=0,
    without=1,
    breaks={"P.done[x:a,2001]": 1},
)

EXAMPLES = (
    take_up,
    take_reach,
    protected_two,
    use_done,
    use_protected,
    use_node,
    use_route,
    flow_balance,
    flow_protected,
    flow_capacity,
    met_only,
    met_counts,
)
