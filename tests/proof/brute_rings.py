"""Protection along rings by its definition: who has a falling and a rising way, for every landing of links."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from tests.proof.brute_input import Row

if TYPE_CHECKING:
    from tests.proof.brute_facts import Facts

#: (service, city)
Key = tuple[str, str]
#: A place's link: project id, other end, side, label of the cable route at this place.
End = tuple[str, str, str, str]


def ends(facts: Facts, service: str, drafts: list[Row]) -> dict[str, list[End]]:
    """What each place that is not core may use, on both sides."""
    spec = facts.model["services"][service]
    column = spec["ring_order"]
    found: dict[str, list[End]] = {}
    for draft in drafts:
        if draft["measure"] != spec["measure"] or draft["city"] in facts.core:
            continue
        for here, there in ((draft["city"], draft["to"]), (draft["to"], draft["city"])):
            if here in facts.core:
                continue
            route = draft["link"]["route"] if here == draft["city"] else draft["key"]
            for side in ("red", "blue"):
                low, high = (facts.places[place][column] for place in (here, there))
                fits = high < low if side == "red" else high > low
                if fits or landing(facts, there):
                    found.setdefault(here, []).append((draft["key"], there, side, route))
    return found


def landing(facts: Facts, place: str) -> bool:
    """Whether links land at one of two nodes there."""
    return bool(place in facts.core and facts.places[place]["egress_nodes"] >= 2)


def ringable(facts: Facts, service: str, drafts: list[Row]) -> set[str]:
    """Core places, and places with links on both sides that lead to the core, not all on one cable route."""
    mine = ends(facts, service, drafts)
    leading = {side: set(facts.core) for side in ("red", "blue")}
    for side, found in leading.items():
        for _ in mine:
            found |= {c for c, links in mine.items() if any(s == side and to in found for _, to, s, _ in links)}
    able = set(facts.core)
    for city, links in mine.items():
        there = [(side, route) for _, to, side, route in links if to in leading[side]]
        if len({side for side, _ in there}) == 2 and len({route for _, route in there}) > 1:
            able.add(city)
    return able


class Rings:
    """Who can be protected along rings in each choice and year, for each way in which links can land."""

    def __init__(self, facts: Facts, service: str, done: np.ndarray, connected: dict[str, np.ndarray]) -> None:
        alive = {project.id for project in facts.projects}
        drafts = [draft | {"key": key} for key, draft in sorted(facts.drafts.items()) if key in alive]
        self.facts, self.done = facts, done
        self.ends = ends(facts, service, drafts)
        self.connected = connected if facts.model["services"][service].get("connected", True) else None
        open_ = sorted({key for links in self.ends.values() for key, to, _, _ in links if landing(facts, to)})
        sides = [dict(zip(open_, chosen, strict=True)) for chosen in product(("red", "blue"), repeat=len(open_))]
        self.protected = [self._protected(landed) for landed in sides]

    def _protected(self, landed: dict[str, str]) -> dict[str, np.ndarray]:
        """(choices × years) by city, where links land as said."""
        shape = (self.done.shape[0], self.done.shape[2])
        mine = {c: [e for e in links if landed.get(e[0], e[2]) == e[2]] for c, links in self.ends.items()}
        has = {(city, side): np.zeros(shape, dtype=bool) for city in mine for side in ("red", "blue")}
        has |= {(city, side): np.ones(shape, dtype=bool) for city in self.facts.core for side in ("red", "blue")}
        for _ in mine:
            for city, links in mine.items():
                for key, to, side, _ in links:
                    has[city, side] = has[city, side] | (self._there(key) & has[to, side])
        found = {}
        for city, links in mine.items():
            both = np.zeros(shape, dtype=bool)
            for (key, to, side, route), (other, end, across, label) in product(links, links):
                if (side, across) == ("red", "blue") and route != label:
                    both |= self._there(key) & has[to, "red"] & self._there(other) & has[end, "blue"]
            found[city] = both if self.connected is None else both & self.connected[city]
        return found

    def _there(self, key: str) -> np.ndarray:
        return np.asarray(self.done[:, self.facts.at[key]])

    def allow(self, wanted: dict[str, np.ndarray]) -> np.ndarray:
        """Choices in which links can land so that these cities (years by city) are protected, year by year."""
        ok = np.zeros((self.done.shape[0], self.done.shape[2]), dtype=bool)
        for protected in self.protected:
            here = np.ones_like(ok)
            for city, years in wanted.items():
                here &= protected[city] | ~years
            ok |= here
        return np.asarray(ok.all(axis=1))
