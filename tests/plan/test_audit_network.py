"""Two ways, traffic, loads, thresholds, equity: a plan made by hand passes, the same plan tampered with fails."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plan.audit.failures import Network, cut_off
from tests.plan.handmade import YEARS, Act, Handmade, Trial, judge, named, row_of

FIGURES = frozenset({"indicators"})


def _links(plan: Handmade, *links: str, year: int = 2024, modules: int = 0) -> None:
    for link in links:
        plan.start(f"link:{link}", year, modules, alpha=4.0 + modules)
    lower = dict.fromkeys(link.partition(">")[0] for link in links)
    plan.connect(*lower, since=year)


def _ways(plan: Handmade, *links: str, since: int = 2024) -> None:
    """Both ways of places, each link a way of its lower end."""
    plan.plan["protections"] += [
        {"service": "safe", "city": link[0], "uplink": f"link:{link}", "year": t, "use": 1}
        for link in links
        for t in YEARS
        if t >= since
    ]


def _protected(plan: Handmade) -> None:
    """a goes to C and D, b to C and a; k is core."""
    plan.model["services"]["safe"] = named(mode="protected", measure="link")
    _links(plan, "a>C", "a>D", "b>C", "b>a")
    plan.serve("safe", "a", "b", "k")
    _ways(plan, "a>C", "a>D", "b>C", "b>a")


def _required(plan: Handmade) -> None:
    """What requires protection stands in C, which is not small, and protected because it is core."""
    _protected(plan)
    plan.model["measures"]["pool"].update(where={"small": "any"}, requires={"safe": {"services": ["safe"]}})
    plan.start("pool:C", 2024, 1, alpha=8.0)


def _ringed(plan: Handmade) -> None:
    """A ring C-a-b-C, which lands at both nodes of C; k is core."""
    plan.model["services"]["safe"] = named(mode="protected", measure="link", resilience="ring")
    _links(plan, "a>C", "b>C", "b>a")
    plan.serve("safe", "a", "b", "k")
    ways = (("a", "red", "a>C"), ("b", "red", "b>a"), ("b", "blue", "b>C"), ("a", "blue", "b>a"))
    plan.plan["rings"] = [
        {"service": "safe", "city": city, "side": side, "uplink": f"link:{link}", "year": t}
        for city, side, link in ways
        for t in YEARS
    ]


def _unbuilt(plan: Handmade) -> None:
    """c, which is nobody's way, is said to have a link that is not there."""
    plan.plan["rings"].append({"service": "safe", "city": "c", "side": "red", "uplink": "link:c>C", "year": 2024})


def _one_parent(plan: Handmade) -> None:
    """C has two egress nodes: one parent is enough."""
    plan.model["services"]["safe"] = named(mode="protected", measure="link")
    plan.data["uplinks"].append({"id": "b>C.2", "from": "b", "to": "C", "route_km": 12, "route": "three"})
    _links(plan, "b>C")
    plan.start("link:b>C", 2024, alpha=4.0)
    plan.plan["projects"][-1]["project"] = "link:b>C.2"
    plan.plan["payments"][-1]["project"] = "link:b>C.2"
    plan.serve("safe", "b", "k")
    _ways(plan, "b>C", "b>C.2")


def _same_route(plan: Handmade) -> None:
    """c's links to a and b lie in one duct, and c counts as protected."""
    for link in ("c>a", "c>b"):
        plan.start(f"link:{link}", 2024, alpha=4.0)
    plan.connect("c")
    plan.serve("safe", "c")
    _ways(plan, "c>a", "c>b")


def _carried(plan: Handmade) -> None:
    """a sends 10 and b 10 over a's only link: two wavelengths of 15."""
    plan.model["measures"]["link"].update(capacity_per_module=15.0, max_modules=4)
    plan.model["traffic"] = {"all": named(measure="link", amount={"column": "demand"})}
    _links(plan, "a>C", modules=2)
    _links(plan, "b>a", modules=1)
    _flow(plan, "a>C", 20, 2)
    _flow(plan, "b>a", 10, 1)


def _flow(plan: Handmade, link: str, gbps: float, wavelengths: int) -> None:
    rows = [{"uplink": f"link:{link}", "year": t, "flow_gbps": gbps, "wavelengths": wavelengths} for t in YEARS]
    plan.plan["flows"] += rows


def _carried_twice(plan: Handmade) -> None:
    """a is protected: its 10 go both ways."""
    _carried(plan)
    plan.model["services"]["safe"] = named(mode="protected", measure="link")
    plan.plan.update({"projects": [], "payments": [], "funding": [], "modules": [], "flows": [], "connections": []})
    _links(plan, "a>C", "a>D", modules=1)
    _flow(plan, "a>C", 10, 1)
    _flow(plan, "a>D", 10, 1)
    plan.serve("safe", "a", "k")
    _ways(plan, "a>C", "a>D")


def _aside(plan: Handmade) -> None:
    """All of it goes over one way."""
    for line in plan.plan["flows"]:
        line["flow_gbps"] = {"link:a>C": 15, "link:a>D": 5}[line["uplink"]]


def _loaded(plan: Handmade) -> None:
    """a's own 10 and fibre's 5 fill one module of its pool; fibre in b has none of its own and takes from it, too."""
    plan.model["measures"]["fibre"]["loads"] = {"cloud": {"factor": 5}}
    plan.model["services"]["cloud"]["reach_km"] = 30
    plan.start("pool:a", 2024, 2, alpha=10.0)
    plan.serve("cloud", "a")
    for city, year in (("a", 2024), ("b", 2025)):
        plan.start(f"fibre:{city}", year, alpha=10.0)
        _take(plan, city, f"fibre:{city}", year)
    _take(plan, "a", "", 2024)


def _take(plan: Handmade, city: str, project: str, since: int) -> None:
    cells = {"service": "cloud", "city": city, "project": project, "site": "pool:a", "share": 1}
    plan.plan["assignments"] += [{**cells, "year": t} for t in YEARS if t >= since]


def _reached(plan: Handmade) -> None:
    """Fibre adds 600 homes and a link none: a reaches 1,600 of 1,500 in 2025, b has 1,000."""
    ports = {"start": "homes", "adds": {"fibre": {"column": "homes", "factor": 0.6}}, "at_least": 1500}
    plan.model["statuses"] = {"ported": named(services=[], thresholds={"ports": ports})}
    plan.start("fibre:a", 2025, alpha=10.0)
    plan.plan["statuses"] = [{"status": "ported", "city": "a", "year": 2025}]
    for city in ("a", "b", "c", "k", "q"):
        for year in YEARS:
            met = city == "a" and year == 2025
            cells = {"status": "ported", "city": city, "threshold": "ports", "year": year, "at_least": 1500}
            plan.plan["thresholds"].append({**cells, "value": 1600 if met else 1000, "met": int(met)})


def _equal(plan: Handmade) -> None:
    """Fibre in a and q in 2025: a third of P and half of Q; the group of a and b has half, that of c nothing."""
    plan.start("fibre:a", 2024, alpha=10.0)
    plan.start("fibre:q", 2025, beta=10.0)
    plan.model["groups"] = {
        "first": named(where={"cities": ["a", "b"]}),
        "second": named(where={"cities": ["c"]}),
        "third": named(where={"cities": ["c"]}),
    }
    on = {"indicator": "share.residents.fibre"}
    plan.model["rules"] = {
        "poor": named(kind="worst", by="province", tail=0.8, at_least=0.37, **on),
        "low": named(kind="least", by="province", at_least=0.3, **on),
        "first": named(kind="order", by="group", groups=["first", "second"], at_most=0, **on),
        "even": named(kind="gini", by="province", **on),
        "apart": named(kind="gap", by="group", **on),
        # Half of 0.2, four ten-millionths short.
        "part": named(kind="share", indicator="few", by="province", groups=["P"], at_least=0.500002),
    }
    plan.model["indicators"] = {"few": named(terms={"spend.total": 0.01})}
    plan.plan["rules"] = [
        # Three fifths of the people live in P: of the worst 80 % three quarters have a third, the others a half.
        _ruled("poor", "worst", "nation", 2025, 0.6 / 0.8 / 3 + 0.2 / 0.8 / 2, 0.37, "at_least"),
        _ruled("low", "least", "nation", 2025, 1 / 3, 0.3, "at_least"),
        _ruled("first", "order", "first>second", 2024, 0.5, 0, "at_least", by="group"),
        _ruled("first", "order", "first>second", 2025, 0.5, 0, "at_least", by="group"),
        _ruled("even", "gini", "nation", 2025, 0.24 / 6 / 0.4, "", "") | {"absolute": 0.24 / 6},
        # The second group is as far behind: either may be named.
        _ruled("apart", "gap", "first>third", 2025, 0.5, "", "", by="group"),
        _ruled("part", "share", "P", 2025, 0.5, 0.500002, "at_least"),
    ]
    equity = {"poor": 0.375, "low": 1 / 3, "first": 0.0, "even": 0.04, "apart": 0.5}
    plan.plan["indicators"] = [
        {"indicator": f"equity.{name}", "by": "nation", "group": "nation", "year": 2025, "value": value}
        for name, value in equity.items()
    ]
    plan.plan["indicators"].append(
        {"indicator": "share.residents.fibre", "by": "group", "group": "first", "year": 2024, "value": 0.5}
    )


def _ruled(
    rule: str, kind: str, group: str, year: int, value: float, bound: object, side: str, by: str = "province"
) -> dict[str, object]:
    cells = {"rule": rule, "kind": kind, "by": by, "group": group, "year": year, "side": side, "met": 1}
    return {**cells, "value": value, "bound": bound}


def _stricter(rule: str, position: int, bound: float) -> Act:
    """A higher bound, which the list of rules admits is missed."""

    def act(plan: Handmade) -> None:
        plan.model["rules"][rule]["at_least"] = bound
        plan.plan["rules"][position].update(bound=bound, met=0)

    return act


def _other_way_round(plan: Handmade) -> None:
    plan.model["rules"]["first"]["groups"] = ["second", "first"]
    for position in (2, 3):
        plan.plan["rules"][position].update(group="second>first", value=-0.5, met=0)
    plan.plan["indicators"][2]["value"] = 0.5


def _unlit(plan: Handmade) -> None:
    """One wavelength on a's link, in every table."""
    for line in plan.plan["modules"]:
        if line["project"] == "link:a>C":
            line["modules"] = 1
            line["added"] = line["capex_myuan"] = int(line["year"] == 2024)
    plan.plan["projects"][0].update(modules=1, module_capex_myuan=1, enterprise_myuan=5.0)
    plan.plan["payments"][0]["amount_myuan"] = 5
    plan.plan["funding"][0]["amount_myuan"] -= 1
    for line in plan.plan["flows"]:
        line["wavelengths"] = 1


TRIALS = [
    Trial("protected_core", _protected, lambda plan: plan.plan["services"].pop(), frozenset({"service_stays"})),
    Trial("protected_ways", _protected, lambda plan: plan.plan["protections"].pop()),
    Trial(
        "protected_ways",
        _one_parent,
        lambda plan: plan.data["cities"][0].update(egress_nodes=1),
        frozenset({"failures"}),
    ),
    Trial("protected_ways", _protected, _same_route, frozenset({"failures"})),
    Trial(
        "failures",
        _protected,
        lambda plan: plan.data["uplinks"][1].update(route="north"),
        frozenset({"protected_ways"}),
    ),
    Trial(
        "requirements",
        _required,
        lambda plan: plan.model["measures"]["pool"].update(requires={"fibre": {"measures": ["fibre"]}}),
    ),
    Trial("ring_ways", _ringed, lambda plan: plan.plan["rings"].pop()),
    Trial("ring_ways", _ringed, lambda plan: plan.data["uplinks"][2].update(route="two"), frozenset({"ring_failures"})),
    Trial(
        "ring_failures", _ringed, lambda plan: plan.data["cities"][0].update(egress_nodes=1), frozenset({"ring_ways"})
    ),
    Trial("ring_links", _ringed, _unbuilt),
    Trial("wavelengths", _carried, _unlit),
    Trial("wavelengths", _carried, row_of("flows", 0, wavelengths=3)),
    Trial("flow_balance", _carried, row_of("flows", 0, flow_gbps=18)),
    Trial("flow_balance", _carried_twice, lambda plan: plan.data["cities"][2].update(demand=9)),
    Trial("flow_protected", _carried_twice, _aside),
    Trial("modules", _carried, lambda plan: plan.model["measures"]["link"].update(max_modules=1)),
    Trial("assigned", _loaded, lambda plan: plan.plan["assignments"].pop(2)),
    Trial("capacity", _loaded, lambda plan: plan.model["measures"]["pool"].update(capacity_per_module=8.0)),
    Trial("reach", _loaded, lambda plan: plan.model["services"]["cloud"].update(reach_km=5)),
    Trial("statuses", _reached, lambda plan: plan.plan["statuses"].pop()),
    Trial(
        "statuses", _reached, lambda plan: plan.plan["statuses"].append({"status": "ported", "city": "b", "year": 2025})
    ),
    Trial("threshold_list", _reached, row_of("thresholds", 1, value=1601)),
    Trial("worst", _equal, _stricter("poor", 0, 0.38)),
    Trial("least", _equal, _stricter("low", 1, 0.4)),
    Trial("order", _equal, _other_way_round),
    Trial("shares", _equal, _stricter("part", 6, 0.51)),
    Trial("rule_list", _equal, row_of("rules", 4, absolute=0.05)),
    Trial("rule_list", _equal, row_of("rules", 5, group="second>third")),
    Trial("indicators", _equal, row_of("indicators", 0, value=0.4)),
    Trial("indicators", _equal, row_of("indicators", 4, value=0.4)),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.check)
def test_a_plan_by_hand_passes_and_spoilt_fails_exactly_there(tmp_path: Path, trial: Trial) -> None:
    judge(trial, tmp_path)


def _net(*links: str, core: str = "CD", double: str = "") -> Network:
    """Links written as lower end, upper end, route; one letter each."""
    return Network(tuple((link[0], link[1], link[2]) for link in links), frozenset(core), frozenset(double))


@pytest.mark.parametrize(
    ("net", "lost"),
    [
        (_net("aC1", "aD2"), {}),
        (_net("aC1", "aD1"), {"a": "a/1"}),
        (_net("aC1", "aC2"), {"a": "C"}),
        (_net("aC1", "aC2", double="C"), {}),
        (_net("aC1", double="C"), {"a": "C"}),
        # b has two ways up, but a, on one of them, has only one; D still stands.
        (_net("aC1", "ba1", "bD2"), {"a": "C"}),
        # Both of b's ways pass a.
        (_net("aC1", "aD2", "ba1", "ba2"), {"b": "a"}),
        # a has two egress nodes, so that b may use it twice.
        (_net("aC1", "aD2", "ba1", "ba2", double="a"), {}),
        # A ring of two: either end is enough.
        (_net("aC1", "ba2", "bD1", "ab3"), {}),
        # Nothing leads up.
        (_net("ba1", core="C"), {"b": "-"}),
    ],
)
def test_what_single_failures_cut_off(net: Network, lost: dict[str, str]) -> None:
    """Against cases that can be seen by eye."""
    assert cut_off(net, {link[0] for link in net.links}) == lost


LINKS = st.tuples(st.sampled_from("abcde"), st.sampled_from("abcdeCD"), st.sampled_from("123"))


@given(st.lists(LINKS, max_size=14, unique=True))
def test_failures_are_those_of_graphs_without_what_failed(links: list[tuple[str, str, str]]) -> None:
    """Each place and each route of a city is taken out of a graph, and what still reaches the core is looked up."""
    # Links lead up in order of the alphabet, as input asks; a core place counts as above all others.
    up = [link for link in links if link[1] in "CD" or link[1] > link[0]]
    found = cut_off(Network(tuple(up), frozenset("CD"), frozenset()), set("abcde"))
    lost = set()
    for place in ["", *"abcdeCD"]:
        left = [link for link in up if place not in link[:2]]
        lost |= set("abcde") - {place} - _reaching({"C", "D"} - {place}, left)
    for city, _, route in up:
        left = [link for link in up if (link[0], link[2]) != (city, route)]
        lost |= set("abcde") - _reaching({"C", "D"}, left)
    assert set(found) == lost


def _reaching(core: set[str], links: list[tuple[str, str, str]]) -> set[str]:
    graph = nx.DiGraph([(to, city) for city, to, _ in links])
    graph.add_nodes_from(core)
    return set().union(*(nx.descendants(graph, place) for place in core))
