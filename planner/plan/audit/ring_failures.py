"""What is cut off when one node of a place, or one cable route, fails in a network of links that lead both ways.

Every failure is tried. A place with one node is lost whole. A core place with two nodes loses one of them: the links
that land there, as the plan's ways say, and every link of which the plan does not say where it lands. Any other place
with two nodes loses one, too: of its own links only the next one of its way on the other side is sure to stay, and
nothing goes through it. A route that fails takes all links of its lower end with that label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
#: What fails when a place is cut off anyway.
NOTHING = "-"
OTHER = {"red": "blue", "blue": "red"}


class RingLink(NamedTuple):
    """A link in service."""

    id: str
    lower: str
    upper: str
    route: str


@dataclass(frozen=True)
class Ring:
    """Links in service, core places, places with two nodes, and on which side a place uses a link: (place, link)."""

    links: tuple[RingLink, ...]
    core: frozenset[str]
    double: frozenset[str]
    sides: Mapping[tuple[str, str], str]


def lost(ring: Ring, cities: Iterable[str]) -> dict[str, str]:
    """Of ``cities``, those that some failure cuts off, other than their own as a whole, each with what fails."""
    listed = list(cities)
    places = sorted({end for link in ring.links for end in (link.lower, link.upper)} | set(listed))
    names = [NOTHING]
    for place in places:
        names += [f"{place}:{side}" for side in OTHER] if place in ring.double else [place]
    names += sorted({f"{link.lower}/{link.route}" for link in ring.links})
    alive = _survivals(ring, places, names)
    found = {}
    for city in listed:
        gone = ~alive[city]
        if city not in ring.double:
            gone[names.index(city)] = False
        if gone.any():
            found[city] = names[int(np.flatnonzero(gone)[0])]
    return found


def _survivals(ring: Ring, places: list[str], names: list[str]) -> dict[str, Flags]:
    """For every place, in which failures it reaches the core: grown from the core until nothing changes."""
    at = {name: number for number, name in enumerate(names)}
    through, holds = {}, {}
    for place in places:
        through[place] = np.ones(len(names), dtype=bool)
        fails = [at[f"{place}:{side}"] for side in OTHER] if place in ring.double else [at[place]]
        if place not in ring.core or place not in ring.double:
            through[place][fails] = False
    for link in ring.links:
        for end in (link.lower, link.upper):
            holds[end, link.id] = _holds(ring, link, end, at)
    alive = {
        place: through[place].copy() if place in ring.core else np.zeros(len(names), dtype=bool) for place in places
    }
    changed = True
    while changed:
        changed = False
        for link in ring.links:
            for here, there in ((link.lower, link.upper), (link.upper, link.lower)):
                if here in ring.core:
                    continue
                able = alive[there] & through[there] & holds[here, link.id] & holds[there, link.id]
                if here not in ring.double:
                    able &= through[here]
                if (able & ~alive[here]).any():
                    alive[here] |= able
                    changed = True
    return alive


def _holds(ring: Ring, link: RingLink, end: str, at: Mapping[str, int]) -> Flags:
    """In which failures of one of its ends, or of its route, a link is still there."""
    flags = np.ones(len(at), dtype=bool)
    flags[at[f"{link.lower}/{link.route}"]] = False
    if end in ring.double:
        # Where a link lands at a core place is said by its lower end, which uses it.
        user = end if end not in ring.core else link.lower
        for side in OTHER:
            flags[at[f"{end}:{side}"]] = ring.sides.get((user, link.id)) == OTHER[side]
    return flags
