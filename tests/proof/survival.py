"""What is left of a network when a place or a cable route fails: which cities still reach the core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """An uplink in service."""

    lower: str
    upper: str
    route: str


@dataclass(frozen=True)
class Network:
    """Uplinks in service, core places, and nodes by which each place hands traffic on."""

    links: tuple[Link, ...]
    core: frozenset[str]
    nodes: Mapping[str, int]

    def failures(self) -> Iterator[tuple[str, Network]]:
        """Every failure of one place or one cable route, and the network that is left."""
        for place in sorted({end for link in self.links for end in (link.lower, link.upper)}):
            yield f"place {place}", self._without_place(place)
        for lower, route in sorted({(link.lower, link.route) for link in self.links}):
            left = tuple(link for link in self.links if (link.lower, link.route) != (lower, route))
            yield f"route {route} of {lower}", Network(left, self.core, self.nodes)

    def _without_place(self, place: str) -> Network:
        """A place with one node is gone; one with more loses the node that hurts: a city keeps all links but one."""
        if self.nodes.get(place, 1) < 2:
            left = tuple(link for link in self.links if place not in (link.lower, link.upper))
            return Network(left, self.core - {place}, self.nodes)
        kept = []
        for link in self.links:
            alike = [other for other in self.links if (other.lower, other.upper) == (link.lower, place)]
            if link.upper != place or link is not alike[0]:
                kept.append(link)
        return Network(tuple(kept), self.core, self.nodes)

    def reaching(self) -> frozenset[str]:
        """Places from which some chain of uplinks ends in a core place."""
        found = set(self.core)
        while True:
            more = {link.lower for link in self.links if link.upper in found} - found
            if not more:
                return frozenset(found)
            found |= more


@dataclass(frozen=True)
class RingNetwork:
    """Links that lead both ways, core places, nodes, and at which of two nodes of a core place each link lands."""

    links: tuple[Link, ...]
    core: frozenset[str]
    nodes: Mapping[str, int]
    lands: Mapping[Link, str]

    def failures(self) -> Iterator[tuple[str, RingNetwork]]:
        """Every failure of one place, one node of a core place, or one cable route, and the network that is left.

        A place with two nodes that is not core is taken away whole, which is worse than what can happen.
        """
        for place in sorted({end for link in self.links for end in (link.lower, link.upper)}):
            if place in self.core and self.nodes.get(place, 1) > 1:
                for node in ("red", "blue"):
                    left = tuple(
                        link for link in self.links if link.upper != place or self.lands.get(link, node) != node
                    )
                    yield f"node {node} of {place}", self._with(left, self.core)
            else:
                left = tuple(link for link in self.links if place not in (link.lower, link.upper))
                yield f"place {place}", self._with(left, self.core - {place})
        for lower, route in sorted({(link.lower, link.route) for link in self.links}):
            left = tuple(link for link in self.links if (link.lower, link.route) != (lower, route))
            yield f"route {route} of {lower}", self._with(left, self.core)

    def _with(self, links: tuple[Link, ...], core: frozenset[str]) -> RingNetwork:
        return RingNetwork(links, core, self.nodes, self.lands)

    def reaching(self) -> frozenset[str]:
        """Places from which some chain of links, whichever way they lead, ends in a core place."""
        found = set(self.core)
        while True:
            ends = [{link.lower, link.upper} for link in self.links]
            more = {place for pair in ends if pair & found for place in pair} - found
            if not more:
                return frozenset(found)
            found |= more


def cut_off(network: Network | RingNetwork, protected: Iterable[str]) -> list[str]:
    """Failures that cut a protected city off, other than its own; empty if protection holds."""
    found = []
    for failure, left in network.failures():
        reaching = left.reaching()
        found += [f"{city} by {failure}" for city in protected if city not in reaching and failure != f"place {city}"]
    return found
