"""The two ways of every protected place, as whole links."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from planner.case.case import Case

#: Key names of what is returned.
KEY = ["service", "uplink", "year"]


class _Way(NamedTuple):
    """An uplink that may be a way of its lower end."""

    project: str
    to: str
    route: str
    nodes: int


def two_ways(case: Case, done: pd.DataFrame, served: pd.MultiIndex, use: pd.Series | None) -> pd.Series:
    """1 for both ways of every protected place that is not core, index (service, uplink, year).

    Of the pairs of links in service that lead by different routes to core or protected places, the one that the solve
    uses most; ties go to the first by id.
    """
    empty = pd.Series(dtype=float, index=pd.MultiIndex.from_arrays([[], [], []], names=KEY))
    if case.ways.empty:
        return empty
    wanted = set(case.ways["service"])
    safe: set[Any] = {key for key in served if key[0] in wanted}
    core = set(case.places.index[case.places["core"].to_numpy(bool)])
    weight = {} if use is None else use.to_dict()
    state = done.to_dict()
    chosen: list[tuple[str, str, int]] = []
    for (service, city), rows in case.ways.groupby(["service", "city"], sort=True):
        ways = [_Way(*row) for row in rows[["project", "to", "route", "nodes"]].itertuples(index=False, name=None)]
        for year in case.years:
            if (service, city, year) in safe:
                able = [
                    way
                    for way in ways
                    if state[year].get(way.project) and (way.to in core or (service, way.to, year) in safe)
                ]
                used = {way.project: float(weight.get((service, way.project, year), 0.0)) for way in able}
                chosen += [(str(service), project, year) for project in _pair(able, used)]
    if not chosen:
        return empty
    return pd.Series(1.0, index=pd.MultiIndex.from_tuples(chosen, names=KEY)).sort_index()


def _pair(ways: list[_Way], used: dict[str, float]) -> list[str]:
    """Two ways by different routes to different places, or to two nodes of one; the most used."""
    pairs = [
        (-round(used[a.project] + used[b.project], 6), a.project, b.project)
        for a, b in combinations(sorted(ways), 2)
        if a.route != b.route and (a.to != b.to or a.nodes >= 2)
    ]
    return list(min(pairs)[1:]) if pairs else []
