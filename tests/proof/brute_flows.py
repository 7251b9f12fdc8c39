"""Whether uplinks can carry the traffic of a choice: Hoffman's circulation theorem over every set of places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import TypeVar

import numpy as np

from tests.proof.brute_facts import Facts, Project

EPS = 1e-7
T = TypeVar("T")
#: (choices,) numbers or truths of one year.
Column = np.ndarray


def subsets(items: list[T]) -> Iterator[tuple[T, ...]]:
    """Every set of some of the items, at least one."""
    for size in range(1, len(items) + 1):
        yield from combinations(items, size)


class Flows:
    """Traffic of one uplink measure over all choices in one year."""

    def __init__(
        self, facts: Facts, measure: str, modules: dict[str, Column], connected: dict[str, Column], n: int
    ) -> None:
        self.facts, self.measure, self.n = facts, measure, n
        self.links = [p for p in facts.projects if p.measure == measure]
        self.room = {link.id: modules[link.id] * float(link.capacity or 0) for link in self.links}
        self.in_service = {link.id: modules[link.id] > 0 for link in self.links}
        self.connected = connected
        ends = {link.city for link in self.links} | {link.to for link in self.links} | set(facts.places)
        self.nodes = sorted(ends - facts.core)

    def carried(self, protected: dict[tuple[str, str], bool]) -> Column:
        """Choices whose wavelengths carry everything; a protected city sends all of it over each of two ways."""
        services = {name for name in self.facts.protecting if self._measure(name) == self.measure}
        there = [key for key, yes in protected.items() if yes and key[0] in services]
        ok = np.zeros(self.n, dtype=bool)
        for pairs in product(*(self._pairs(key, protected) for key in there)):
            least: dict[str, float] = {}
            can = np.ones(self.n, dtype=bool)
            for (_, city), pair in zip(there, pairs, strict=True):
                for link in pair:
                    least[link.id] = self.facts.traffic(self.measure, city)
                    can &= self.in_service[link.id]
            if can.any():
                ok |= can & self._fits(least, [city for _, city in there])
        return ok

    def _measure(self, service: str) -> str:
        return str(self.facts.model["services"][service]["measure"])

    def _pairs(self, key: tuple[str, str], protected: dict[tuple[str, str], bool]) -> list[tuple[Project, Project]]:
        service = key[0]

        def safe(place: str) -> bool:
            return place in self.facts.core or protected.get((service, place), False)

        return [(a, b) for a, b in self.facts.ways(*key) if safe(a.to) and safe(b.to)]

    def _fits(self, least: dict[str, float], twice: list[str]) -> Column:
        """Choices in which no set of places sends or must take in more than its uplinks can carry."""
        ok = np.ones(self.n, dtype=bool)
        for link in self.links:
            ok &= self.room[link.id] >= least.get(link.id, 0.0) - EPS
        for some in subsets(self.nodes):
            inside = set(some)
            sent = np.zeros(self.n)
            for city in some:
                sent = sent + self.facts.traffic(self.measure, city) * (self.connected[city] + 1.0 * (city in twice))
            out = [link for link in self.links if link.city in inside and link.to not in inside]
            into = [link for link in self.links if link.city not in inside and link.to in inside]
            must_in = sum(least.get(link.id, 0.0) for link in into)
            must_out = sum(least.get(link.id, 0.0) for link in out)
            ok &= sent + must_in <= self._room_of(out) + EPS
            ok &= must_out <= sent + self._room_of(into) + EPS
        return ok

    def _room_of(self, links: list[Project]) -> Column:
        room = np.zeros(self.n)
        for link in links:
            room = room + self.room[link.id]
        return room
