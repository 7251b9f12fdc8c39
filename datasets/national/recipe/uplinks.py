"""Candidate uplinks: from each small place to places nearer the core, oriented so that they form no circle.

**Order.** A place's *depth* is the route length to the nearest core place, and half of that for prefecture-level
cities and prefecture seats, where county cables meet today. Core places come first, then falling closeness:
``rank`` sorts by (core first, depth, id). Every uplink runs from a higher to a lower rank, so the graph is acyclic
whatever else is chosen.

**Candidates** of a place that is not core, in this order, each parent once:

1. ``direct``: the nearest core place, of any province;
2. ``prefecture``: the own prefecture's city or seat, if it ranks before the place;
3. ``second``: the nearest core place at least 60° away in bearing from the first, if the place is a prefecture
   city or seat, or if that core place is at most twice as far as the first;
4. ``neighbour``: the nearest two small places of the own province that rank before the place, lie at least 45° in
   bearing from one another and are no farther than 1.5 times the nearest core place;
5. ``further``: the nearest other place allowed (small in the own province and ranking before, or core), until
   there are three parents.

Every place has at least three parents, so by induction along the order every place can also be protected: two of
its parents are core or can be protected themselves.

Links between two small places never leave a province; links to a core place may.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

EARTH_RADIUS_KM = 6371.0088
SEAT_DEPTH = 0.5
SECOND_CORE_ANGLE, NEIGHBOUR_ANGLE = 60.0, 45.0
SECOND_CORE_RATIO, NEIGHBOUR_RATIO = 2.0, 1.5
SHORTEST_KM = 2.0
MIN_PARENTS, NEIGHBOURS = 3, 2


@dataclass(frozen=True)
class Geometry:
    """Route lengths (km, whole tenths) and initial bearings (degrees) between all places, by position."""

    route_km: np.ndarray
    bearing: np.ndarray

    def apart(self, origin: int, first: int, second: int) -> float:
        """Angle (0–180°) between the directions from ``origin`` to two places."""
        turn = abs(self.bearing[origin, first] - self.bearing[origin, second]) % 360
        return float(min(turn, 360 - turn))


def geometry(lon: np.ndarray, lat: np.ndarray, route_factor: float) -> Geometry:
    """Great circles × ``route_factor``, rounded to 0.1 km so that processors agree, at least 2 km; bearings to 0.1°."""
    lam, phi = np.radians(lon), np.radians(lat)
    d_lam = lam[None, :] - lam[:, None]
    sin_phi, cos_phi = np.sin(phi), np.cos(phi)
    haversine = np.sin((phi[None, :] - phi[:, None]) / 2) ** 2
    haversine = haversine + cos_phi[:, None] * cos_phi[None, :] * np.sin(d_lam / 2) ** 2
    route = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0, 1))) * route_factor
    east = np.sin(d_lam) * cos_phi[None, :]
    north = cos_phi[:, None] * sin_phi[None, :] - sin_phi[:, None] * cos_phi[None, :] * np.cos(d_lam)
    bearing = np.degrees(np.arctan2(east, north)) % 360
    return Geometry(np.maximum(np.round(route, 1), SHORTEST_KM), np.round(bearing, 1))


def ranks(places: pd.DataFrame, shape: Geometry) -> np.ndarray:
    """Position of each place in the order (0 = first), see the module's text."""
    core = places["core"].to_numpy()
    to_core = shape.route_km[:, core].min(axis=1)
    depth = np.where(places["seat"], to_core * SEAT_DEPTH, to_core)
    order = sorted(range(len(places)), key=lambda i: (not core[i], depth[i], places["id"].iloc[i]))
    rank = np.empty(len(places), dtype=int)
    rank[order] = np.arange(len(places))
    return rank


@dataclass
class Candidates:
    """Parents of one place, in the order chosen, with the label of their cable route."""

    origin: int
    parents: dict[int, str] = field(default_factory=dict)

    def add(self, parent: int, route: str) -> None:
        """Take a parent unless it is taken already."""
        self.parents.setdefault(parent, route)


def choose(origin: int, places: pd.DataFrame, shape: Geometry, rank: np.ndarray, seat: int | None) -> Candidates:
    """Candidate parents of one place; ``seat`` is the position of its prefecture's city or seat."""
    core = places["core"].to_numpy()
    distance = shape.route_km[origin]
    cores = sorted(np.flatnonzero(core).tolist(), key=lambda j: (distance[j], j))
    found = Candidates(origin)
    found.add(cores[0], "direct")
    if seat is not None and rank[seat] < rank[origin]:
        found.add(seat, "prefecture")
    second = next((j for j in cores[1:] if shape.apart(origin, cores[0], j) >= SECOND_CORE_ANGLE), cores[1])
    if places["seat"].iloc[origin] or distance[second] <= SECOND_CORE_RATIO * distance[cores[0]]:
        found.add(second, "second")
    own = places["province"].to_numpy() == places["province"].iloc[origin]
    near = np.flatnonzero(own & ~core & (rank < rank[origin])).tolist()
    sectors: list[int] = []
    for j in sorted(near, key=lambda j: (distance[j], j)):
        if len(sectors) == NEIGHBOURS or distance[j] > NEIGHBOUR_RATIO * distance[cores[0]]:
            break
        if all(shape.apart(origin, j, k) >= NEIGHBOUR_ANGLE for k in sectors):
            sectors.append(j)
            found.add(j, f"neighbour-{len(sectors)}")
    others = (j for j in sorted([*near, *cores], key=lambda j: (distance[j], j)) if j not in found.parents)
    for number in range(1, MIN_PARENTS - len(found.parents) + 1):
        found.add(next(others), f"further-{number}")
    return found


def build(places: pd.DataFrame, route_factor: float) -> pd.DataFrame:
    """Table ``uplinks``: id, from, to, route_km, route; one row a candidate, sorted by id."""
    ids = places["id"].to_numpy()
    shape = geometry(places["lon"].to_numpy(), places["lat"].to_numpy(), route_factor)
    rank = ranks(places, shape)
    position = {place: i for i, place in enumerate(ids)}
    seats = [position.get(prefecture) for prefecture in places["prefecture"]]
    small = np.flatnonzero(~places["core"].to_numpy())
    chosen = [choose(int(i), places, shape, rank, seats[i]) for i in small]
    rows = [
        (f"{ids[c.origin]}>{ids[j]}", ids[c.origin], ids[j], shape.route_km[c.origin, j], route)
        for c in chosen
        for j, route in c.parents.items()
    ]
    table = pd.DataFrame(rows, columns=["id", "from", "to", "route_km", "route"])
    return table.sort_values("id", ignore_index=True)
