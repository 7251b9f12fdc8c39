"""Examples: protection along rings."""

from __future__ import annotations

from planner.case.case import Case
from tests.formulation.cases import make_case
from tests.formulation.examples.example import Example
from tests.formulation.frames import with_frames

CORE = {"core": True, "small": False}
#: City, side, link, other end, route.
Use = tuple[str, str, str, str, str]


def _ringed(projects: dict[str, float], uses: list[Use]) -> Case:
    """Links with their costs and no money; h and g are core; s is protection along rings."""
    return with_frames(
        make_case(
            {"n": {"kind": "uplink"}},
            {f"n:{name}": {"capex": capex, "to": name[-1]} for name, capex in projects.items()},
            {"a": {}, "b": {}, "g": CORE, "h": CORE},
            ("cities.s", "max"),
            services={"s": {"mode": "protected", "measure": "n", "resilience": "ring"}},
            carriers={"c": {2001: 0}},
        ),
        rings=[("s", city, side, f"n:{link}", to, route) for city, side, link, to, route in uses],
    )


def _done(*links: str) -> dict[str, float]:
    done = {f"P.done[n:{link},2001]": 1.0 for link in links}
    return done | {f"P.connected[{link[0]},2001]": 1.0 for link in links}


def _there(city: str, *uses: str) -> dict[str, float]:
    """A protected city with a way on both sides, and the uses of links (side and link)."""
    found = {f"P.served[s,{city},2001]": 1.0}
    found |= {f"P.ring[s,{side},{city},2001]": 1.0 for side in ("red", "blue")}
    return found | {f"P.ring_use[s,{use.replace(' ', ',n:')},2001]": 1.0 for use in uses}


#: a has a free link for its red way; that for its blue way costs 10 that nobody has.
_DEAR_BLUE = _ringed({"a>g": 0, "a>h": 10}, [("a", "red", "a>g", "g", "r"), ("a", "blue", "a>h", "h", "q")])

ring_protected = Example(
    "ring_protected", _DEAR_BLUE, value=0, without=1, breaks=_done("a>g") | {"P.served[s,a,2001]": 1.0}
)
ring_way = Example("ring_way", _DEAR_BLUE, value=0, without=1, breaks=_done("a>g") | _there("a"))
ring_done = Example(
    "ring_done", _DEAR_BLUE, value=0, without=1, breaks=_done("a>g") | _there("a", "red a>g", "blue a>h")
)

#: h has two nodes: the link that could land at either costs 10 that nobody has.
ring_node = Example(
    "ring_node",
    _ringed(
        {"a>g": 0, "a>h": 10},
        [("a", "red", "a>g", "g", "r"), ("a", "blue", "a>h", "h", "q"), ("a", "red", "a>h", "h", "q")],
    ),
    value=0,
    without=1,
    breaks=_done("a>g") | _there("a", "red a>g", "blue a>h"),
)

#: a's blue way goes to b, whose own blue link costs 10 that nobody has; b's other link is not for rings.
ring_end = Example(
    "ring_end",
    _ringed(
        {"a>b": 0, "a>h": 0, "b>g": 10, "b>h": 0},
        [
            ("a", "red", "a>h", "h", "r"),
            ("a", "blue", "a>b", "b", "q"),
            ("b", "red", "a>b", "a", "n:a>b"),
            ("b", "blue", "b>g", "g", "t"),
        ],
    ),
    value=0,
    without=1,
    breaks=_done("a>b", "a>h", "b>h") | _there("a", "red a>h", "blue a>b"),
)

#: Two links are free and lie in one duct; another, which does not, leads to b and costs 10 that nobody has.
ring_route = Example(
    "ring_route",
    _ringed(
        {"a>g": 0, "a>h": 0, "a>b": 10, "b>g": 0},
        [
            ("a", "red", "a>g", "g", "r"),
            ("a", "blue", "a>h", "h", "r"),
            ("a", "red", "a>b", "b", "q"),
            ("b", "red", "b>g", "g", "t"),
        ],
    ),
    value=0,
    without=1,
    breaks=_done("a>g", "a>h") | _there("a", "red a>g", "blue a>h"),
)

EXAMPLES = (ring_protected, ring_way, ring_done, ring_node, ring_end, ring_route)
