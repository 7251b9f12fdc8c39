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


def cut_off(network: Network, protected: Iterable[str]) -> list[str]:
    """Failures that cut a protected city off, other than its own; empty if protection holds."""
    found = []
    for failure, left in network.failures():
        reaching = left.reaching()
        found += [f"{city} by {failure}" for city in protected if city not in reaching and failure != f"place {city}"]
    return found
