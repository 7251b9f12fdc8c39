"""The order of places along rings, where no column of cities.csv gives one: an st-order made of cheap ears.

An *ear* is a path over places that have no position yet, whose two ends are core or have one. Starting from the core
places, the ear that costs least a place is added again and again, and its places are put between its ends, in the order
of the path: each of them then has a neighbour before it and one after it, so a ring over the ear protects them all
(Whitney's open ears; Lempel, Even and Cederbaum's st-numbering). A core place with two egress nodes stands at both ends
of the order; one with a single node stands at one, by turns.

The order decides which rings a plan may form, and is exact for none other; ears that are cheap in the whole are those
that a plan would close.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Link(NamedTuple):
    """A link that there is or may be: project id, lower and upper end, cable route at its lower end, length or cost."""

    id: str
    lower: str
    upper: str
    route: str
    cost: float

    def other(self, end: str) -> str:
        """The end that is not ``end``."""
        return self.upper if end == self.lower else self.lower


@dataclass(frozen=True)
class _Ear:
    """Links from one end to the other, and the places in between."""

    first: str
    places: tuple[str, ...]
    last: str
    links: tuple[Link, ...]

    def holds(self) -> bool:
        """Whether the two links of each place take different cable routes."""
        return all(
            one.lower != place or other.lower != place or one.route != other.route
            for place, one, other in zip(self.places, self.links, self.links[1:], strict=False)
        )


def ring_order(links: Iterable[Link], single: Iterable[str], double: Iterable[str]) -> dict[str, float]:
    """Positions of all ends of ``links`` but the core places with two nodes, which stand at both ends.

    Args:
        links: not between two core places.
        single: core places with one egress node.
        double: core places with two.
    """
    at: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links):
        at[link.lower].append(link)
        at[link.upper].append(link)
    both = frozenset(double)
    cores = sorted(core for core in set(single) if core in at)
    low, high = cores[0::2], cores[1::2]
    found = dict(zip(low, map(float, range(-len(low), 0)), strict=True))
    found |= dict(zip(high, map(float, range(1, len(high) + 1)), strict=True))
    for places in _components(at, {*cores, *both}):
        found |= _positions(_ordered(at, places, low, high, both), found)
    return found


def _components(at: Mapping[str, list[Link]], core: set[str]) -> Iterator[set[str]]:
    """Places that hang together without the core."""
    left = set(at) - core
    while left:
        part, frontier = set(), [min(left)]
        while frontier:
            place = frontier.pop()
            if place in left:
                left.discard(place)
                part.add(place)
                frontier += [link.other(place) for link in at[place]]
        yield part


def _ordered(
    at: Mapping[str, list[Link]], places: set[str], low: list[str], high: list[str], both: frozenset[str]
) -> list[str]:
    """The places and single core places, from the lowest to the highest."""
    order, middle = [*low, *high], len(low)
    settled = {*order, *both}
    while True:
        ear = _best_ear(at, places - settled, settled, both)
        if ear is None:
            # What no ear reaches cannot have two ways; where it stands does not matter.
            order[middle:middle] = sorted(places - settled)
            return order
        first, path, last = ear.first, list(ear.places), ear.last
        if first not in both and (last in both or order.index(first) > order.index(last)):
            first, path, last = last, path[::-1], first
        after = order.index(first) + 1 if first not in both else middle
        here = after if first not in both or last in both else order.index(last)
        order[here:here] = path
        middle += len(path) if here < middle else 0
        settled |= set(path)


def _best_ear(at: Mapping[str, list[Link]], free: set[str], settled: set[str], both: frozenset[str]) -> _Ear | None:
    """The ear that costs least for each of its places, of those that close a tree of shortest paths."""
    tree, length = _shortest(at, free, settled)
    found = []
    for link in sorted({link for place in tree for link in at[place]}):
        ends = [end for end in (link.lower, link.upper) if end in tree]
        known = len(ends) == 2 or link.other(ends[0]) in settled
        if not known or any(tree[end] is link for end in ends):
            continue
        paths = [_upwards(tree, end, settled) for end in ends] + [[]] * (2 - len(ends))
        if set(paths[0]) & set(paths[1]):
            continue
        cost = link.cost + sum(length[end] for end in ends)
        found.append((cost / sum(map(len, paths)), link.id, link, paths))
    for _, _, link, paths in sorted(found, key=lambda entry: entry[:2]):
        ear = _closed(tree, link, paths)
        if (ear.first != ear.last or ear.first in both) and ear.holds():
            return ear
    return None


def _shortest(
    at: Mapping[str, list[Link]], free: set[str], settled: set[str]
) -> tuple[dict[str, Link], dict[str, float]]:
    """For every free place, the first link of its shortest path to what is settled, and the length of the path."""
    tree: dict[str, Link] = {}
    length: dict[str, float] = {}
    queue = [(link.cost, link.id, place, link) for place in free for link in at[place] if link.other(place) in settled]
    heapq.heapify(queue)
    while queue:
        cost, _, place, link = heapq.heappop(queue)
        if place not in tree:
            tree[place], length[place] = link, cost
            for more in at[place]:
                end = more.other(place)
                if end in free and end not in tree:
                    heapq.heappush(queue, (cost + more.cost, more.id, end, more))
    return tree, length


def _upwards(tree: Mapping[str, Link], place: str, settled: set[str]) -> list[str]:
    """Places of the tree from one to the last before what is settled."""
    path = []
    while place not in settled:
        path.append(place)
        place = tree[place].other(place)
    return path


def _closed(tree: Mapping[str, Link], link: Link, paths: list[list[str]]) -> _Ear:
    """The ear of a link between two branches of the tree, or between one and what is settled."""
    left, right = paths
    links = (*(tree[place] for place in reversed(left)), link, *(tree[place] for place in right))
    first = tree[left[-1]].other(left[-1])
    last = tree[right[-1]].other(right[-1]) if right else link.other(left[0])
    return _Ear(first, (*reversed(left), *right), last, links)


def _positions(order: list[str], anchors: Mapping[str, float]) -> dict[str, float]:
    """Positions between the fixed ones of single core places."""
    found: dict[str, float] = {}
    fixed = [number for number, place in enumerate(order) if place in anchors]
    for begin, end in zip([-1, *fixed], [*fixed, len(order)], strict=True):
        part = order[begin + 1 : end]
        low = anchors[order[begin]] if begin >= 0 else (anchors[order[end]] - 1 if end < len(order) else 0.0)
        found |= {place: low + number / (len(part) + 1) for number, place in enumerate(part, start=1)}
    return found
