"""The ways along rings that protected places have: for every place on them, its next link on each side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from planner.case.case import Case
from planner.case.ring_hops import Hop, hops_by_place, landing, leading, pick

#: Key names of what is returned.
KEY = ["service", "city", "side", "uplink", "year"]
#: (place, side): its next link.
Hops = dict[tuple[str, str], Hop]


def ring_hops(case: Case, done: pd.DataFrame, served: pd.MultiIndex, ring_use: pd.Series | None) -> pd.MultiIndex:
    """Next link on each side of every place on the ways of protected places, index :data:`KEY`.

    Links to core places with two nodes land where the solve has them; a protected place's two are on different routes.
    """
    core = frozenset(case.places.index[case.places["core"].to_numpy(bool)])
    use: dict[Any, float] = {} if ring_use is None else ring_use.to_dict()
    chosen: list[tuple[str, str, str, str, int]] = []
    for service in sorted(set(case.rings["service"])):
        places = hops_by_place(case, service)
        for year in case.years:
            state = done[year].to_dict()
            red = {hop.project: use.get((service, "red", hop.project, year), 0.0) > 0.5 for hop in _all(places)}
            there = {c: landing((hop for hop in hops if state.get(hop.project)), red) for c, hops in places.items()}
            protected = [city for city in places if (service, city, year) in served]
            found = _ways(there, core, protected)
            chosen += [(service, city, side, hop.project, year) for (city, side), hop in found.items()]
    if not chosen:
        return pd.MultiIndex.from_arrays([[] for _ in KEY], names=KEY)
    return pd.MultiIndex.from_tuples(sorted(chosen), names=KEY)


def _all(places: Mapping[str, list[Hop]]) -> Iterable[Hop]:
    return (hop for hops in places.values() for hop in hops)


def _ways(there: Mapping[str, list[Hop]], core: frozenset[str], protected: list[str]) -> Hops:
    """The links of protected places, and of all places that they lead over."""
    able = {side: leading(there, core, side) | core for side in ("red", "blue")}
    usable = {city: [hop for hop in hops if hop.to in able[hop.side]] for city, hops in there.items()}
    found: Hops = {}
    for city in protected:
        pair = pick(usable[city])
        for hop in pair or ():
            found[city, hop.side] = hop
    frontier = sorted(found)
    while frontier:
        ends = {(found[key].to, key[1]) for key in frontier if found[key].to not in core}
        frontier = sorted(ends - found.keys())
        for city, side in frontier:
            found[city, side] = next(hop for hop in usable[city] if hop.side == side)
    return found
