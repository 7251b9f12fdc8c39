"""Traffic in a greedy plan: every place sends over the uplink that connected it, and wavelengths are lit as needed."""

from __future__ import annotations

import math
from collections.abc import Iterable

from planner.solve.facts import Facts

_LEAST = 1e-9


class Carriage:
    """What uplinks carry so far, Gbps.

    Attributes:
        load: by uplink.
        unplaced: (measure, place) of places that exist connected and whose traffic found no way up.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._up: dict[tuple[str, str], str] = {}
        self.load: dict[str, float] = {}
        there = [name for name, item in facts.items.items() if item.status == "built" and item.kind == "uplink"]
        self._adopt(there, self._up)
        for measure, city in sorted(facts.traffic):
            if (measure, city) in self._up:
                for link in self._path(measure, city, {}) or ():
                    self.load[link] = self.load.get(link, 0.0) + facts.traffic[measure, city]

    def missing(self, modules: dict[str, int]) -> dict[str, int]:
        """Wavelengths that existing uplinks lack for the traffic behind them."""
        lacking = {link: self._needed(link, load) - modules.get(link, 0) for link, load in sorted(self.load.items())}
        return {link: count for link, count in lacking.items() if count > 0}

    def extend(self, links: Iterable[str], modules: dict[str, int]) -> tuple[dict[str, float], dict[str, int]] | None:
        """Traffic and wavelengths that come with new uplinks, upper ones first; None if some traffic finds no way.

        Args:
            links: uplinks of all measures that would be started.
            modules: wavelengths in place.

        Returns:
            traffic and wavelengths to add, by uplink.
        """
        if not self._facts.waves:
            return {}, {}
        links, up = list(links), dict[tuple[str, str], str]()
        self._adopt(links, up)
        added = {link: 0.0 for link in links if self._facts.items[link].measure in self._facts.waves}
        for city in dict.fromkeys(self._facts.items[link].city for link in links):
            for measure in self._facts.waves:
                sent = self._facts.traffic.get((measure, city), 0.0)
                if sent > 0 and (measure, city) not in self._up:
                    path = self._path(measure, city, up)
                    if path is None:
                        return None
                    for link in path:
                        added[link] = added.get(link, 0.0) + sent
        lit = {}
        for link, more in added.items():
            count = self._needed(link, self.load.get(link, 0.0) + more) - modules.get(link, 0)
            if count + modules.get(link, 0) > self._facts.items[link].max_modules:
                return None
            if count > 0:
                lit[link] = count
        return added, lit

    def commit(self, links: Iterable[str], added: dict[str, float]) -> None:
        """Take up what :meth:`extend` has found."""
        self._adopt(links, self._up)
        for link, more in added.items():
            self.load[link] = self.load.get(link, 0.0) + more

    def _adopt(self, links: Iterable[str], up: dict[tuple[str, str], str]) -> None:
        """The first uplink of a measure at a place is the one that it sends over."""
        for link in links:
            item = self._facts.items[link]
            if item.measure in self._facts.waves and (item.measure, item.city) not in self._up:
                up.setdefault((item.measure, item.city), link)

    def _path(self, measure: str, city: str, up: dict[tuple[str, str], str]) -> list[str] | None:
        """Uplinks from a place to where its traffic leaves the measure; None if it gets stuck."""
        found: list[str] = []
        while city not in self._facts.core and (measure, city) in self._facts.sending:
            link = up.get((measure, city), self._up.get((measure, city)))
            if link is None:
                return None
            found.append(link)
            city = self._facts.items[link].to
        return found

    def _needed(self, link: str, load: float) -> int:
        """Wavelengths of an uplink in service: at least one."""
        return max(1, math.ceil(load / (self._facts.items[link].capacity or math.inf) - _LEAST))
