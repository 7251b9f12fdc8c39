"""Checks of uplinks: oriented towards the core, without a way round, and a way to the core for every small city."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import networkx as nx
import pandas as pd

from planner.data.reading import each_cell, each_row, place
from planner.texts import Listing
from planner.texts.problems import Problem

Tables = Mapping[str, pd.DataFrame]
#: Most cities that a message names one by one.
_NAMED = 12


def _ends(tables: Tables) -> pd.DataFrame | None:
    """Uplinks between known places, with core flag and province of both ends; None if a table is missing."""
    if "uplinks" not in tables or "cities" not in tables:
        return None
    places = tables["cities"].drop_duplicates("id").set_index("id")[["core", "province"]]
    uplinks = tables["uplinks"][["from", "to"]]
    known = uplinks[uplinks["from"].isin(places.index) & uplinks["to"].isin(places.index)]
    return known.join(places.add_prefix("from_"), on="from").join(places.add_prefix("to_"), on="to")


def self_loops(tables: Tables) -> Iterator[Problem]:
    """An uplink from a city to itself."""
    ends = _ends(tables)
    if ends is None:
        return
    for line, city in each_cell(ends.loc[ends["from"] == ends["to"], "from"]):
        yield Problem(place("uplinks.csv", line, "to"), "data.uplink_to_itself", {"city": city})


def uplinks_from_core(tables: Tables) -> Iterator[Problem]:
    """An uplink whose lower end is a core place, which is connected without one."""
    ends = _ends(tables)
    if ends is None:
        return
    for line, city in each_cell(ends.loc[ends["from_core"], "from"]):
        yield Problem(place("uplinks.csv", line, "from"), "data.uplink_from_core", {"city": city})


def uplinks_across_provinces(tables: Tables) -> Iterator[Problem]:
    """An uplink between two places of different provinces neither of which is core: it would couple two plans."""
    ends = _ends(tables)
    if ends is None:
        return
    across = ~ends["from_core"] & ~ends["to_core"] & (ends["from_province"] != ends["to_province"])
    for line, row in each_row(ends[across]):
        said = {"from": row["from"], "to": row["to"], "own": row["from_province"], "other": row["to_province"]}
        yield Problem(place("uplinks.csv", line, "to"), "data.uplink_across", said)


def uplink_cycles(tables: Tables) -> Iterator[Problem]:
    """Uplinks that lead round in a circle, one message for each knot of them."""
    ends = _ends(tables)
    if ends is None:
        return
    real = ends[(ends["from"] != ends["to"]) & ~ends["from_core"]]
    graph = nx.DiGraph(sorted(zip(real["from"], real["to"], strict=True)))
    knots = sorted(sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1)
    for knot in knots:
        cycle = [start for start, _ in nx.find_cycle(graph.subgraph(knot), knot[0])]
        line = int(str(real.index[(real["from"] == cycle[0]) & (real["to"] == cycle[1 % len(cycle)])][0]))
        said = {"cycle": " > ".join([*cycle, cycle[0]])}
        yield Problem(place("uplinks.csv", line), "data.uplink_cycle", said)


def cities_without_a_way(tables: Tables) -> Iterator[Problem]:
    """Small cities from which no chain of uplinks ends in a core place: they could never be connected.

    A data set without any uplinks does not speak of connection at all, and is left alone.
    """
    ends = _ends(tables)
    if ends is None or ends.empty:
        return
    cities = tables["cities"]
    outwards = nx.DiGraph(zip(ends["to"], ends["from"], strict=True))
    outwards.add_edges_from(("", city) for city in cities.loc[cities["core"], "id"])
    reached = nx.descendants(outwards, "") if "" in outwards else set()
    stranded = cities[cities["small"] & ~cities["core"] & ~cities["id"].isin(reached)]
    for province, group in stranded.groupby("province"):
        ids = list(group["id"])
        said = {"province": province, "count": len(ids), "cities": Listing(tuple(ids[:_NAMED]))}
        yield Problem(place("uplinks.csv"), "data.no_way_to_core", said)


NETWORK_CHECKS: Final[tuple[Callable[[Tables], Iterator[Problem]], ...]] = (
    self_loops,
    uplinks_from_core,
    uplinks_across_provinces,
    uplink_cycles,
    cities_without_a_way,
)
