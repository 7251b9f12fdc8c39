"""The order of places along rings where no column gives one, and which links may be used on which side."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.ring_order import Link, ring_order

INNER, SINGLE, DOUBLE = "abcdef", "ST", "U"
#: Lower end, upper end, route, cost.
LINKS = st.tuples(
    st.sampled_from(INNER), st.sampled_from(INNER + SINGLE + DOUBLE), st.sampled_from("12"), st.integers(0, 9)
)


def _links(drawn: list[tuple[str, str, str, int]]) -> list[Link]:
    return [
        Link(f"{low}>{up}.{number}", low, up, f"{route}{number}", float(cost))
        for number, (low, up, route, cost) in enumerate(drawn)
        if low != up
    ]


def _neighbours(links: list[Link], place: str) -> set[str]:
    return {link.other(place) for link in links if place in (link.lower, link.upper)}


def _two_ways(links: list[Link], place: str) -> bool:
    """Whether two paths that share no place lead to two core places, or to the one with two nodes: by flows."""
    graph = nx.DiGraph()
    for end in {end for link in links for end in (link.lower, link.upper)}:
        graph.add_edge((end, "in"), (end, "out"), capacity=2 if end == place or end in DOUBLE else 1)
        if end in SINGLE + DOUBLE:
            graph.add_edge((end, "out"), "core", capacity=2)
    for link in links:
        for here, there in ((link.lower, link.upper), (link.upper, link.lower)):
            known = graph.get_edge_data((here, "out"), (there, "in"), {"capacity": 0})["capacity"]
            graph.add_edge((here, "out"), (there, "in"), capacity=known + 1)
    if (place, "in") not in graph or "core" not in graph:
        return False
    return bool(nx.maximum_flow_value(graph, (place, "in"), "core") >= 2)


def _between(order: Mapping[str, float], links: list[Link], place: str) -> bool:
    """Whether a place has a neighbour on either side, or two links to core places with two nodes."""
    near = _neighbours(links, place)
    low = sum(order[end] < order[place] for end in near - set(DOUBLE))
    high = sum(order[end] > order[place] for end in near - set(DOUBLE))
    both = sum(link.upper in DOUBLE for link in links if link.lower == place)
    return bool(low and high) or bool(both and (low or high)) or both > 1


@settings(deadline=None)
@given(st.lists(LINKS, max_size=16))
def test_every_place_with_two_ways_lies_between_neighbours(drawn: list[tuple[str, str, str, int]]) -> None:
    """An st-order: whatever two paths without a common place can protect stands between two of its neighbours."""
    links = _links(drawn)
    order = ring_order(links, SINGLE, DOUBLE)
    inner = {end for link in links for end in (link.lower, link.upper)} - set(DOUBLE)
    assert set(order) == inner
    assert all(order[link.lower] != order[link.upper] for link in links if link.upper not in DOUBLE)
    for place in sorted(inner - set(SINGLE)):
        if _two_ways(links, place):
            assert _between(order, links, place), place


def test_the_cheapest_ear_decides() -> None:
    """A ring of three short links; a long chord does not come between its places."""
    ends = [("a", "U", 1.0), ("b", "a", 1.0), ("c", "b", 1.0), ("c", "U", 1.0), ("c", "a", 50.0), ("b", "U", 50.0)]
    links = [Link(f"{low}>{up}", low, up, f"{low}{up}", cost) for low, up, cost in ends]
    order = ring_order(links, "", "U")
    assert sorted(order, key=order.__getitem__) in (["a", "b", "c"], ["c", "b", "a"])
