"""Which places are, or can ever be, connected to the core."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd


def connectable_places(places: pd.DataFrame, links: pd.DataFrame) -> frozenset[str]:
    """Core places, lower ends of built uplinks, and what uplinks connect to those over any number of steps.

    Args:
        places: with ``core``.
        links: uplink projects, with city (lower end), to and status.
    """
    reached = set(always_connected(places, links))
    below: dict[str, list[str]] = defaultdict(list)
    for lower, upper in zip(links["city"], links["to"], strict=True):
        below[upper].append(lower)
    frontier = sorted(reached)
    while frontier:
        frontier = sorted({lower for upper in frontier for lower in below[upper]} - reached)
        reached.update(frontier)
    return frozenset(reached)


def always_connected(places: pd.DataFrame, links: pd.DataFrame) -> frozenset[str]:
    """Places that are connected from the start: core places and lower ends of built uplinks."""
    return frozenset(places.index[places["core"].to_numpy(bool)]) | frozenset(links["city"][links["status"] == "built"])
