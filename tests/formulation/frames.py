"""Frames that few cases have, put into a hand-made case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from planner.case.case import Case
from planner.case.groups import city_groups


def with_frames(
    case: Case,
    *,
    takes: Iterable[tuple[str, str, str, float]] = (),
    ways: Iterable[tuple[str, str, str, int]] = (),
    rings: Iterable[tuple[str, str, str, str, str, str]] = (),
    traffic: Mapping[tuple[str, str], float] | None = None,
    thresholds: Mapping[tuple[str, str, str], tuple[float, float]] | None = None,
    adds: Iterable[tuple[str, str, str, str, float]] = (),
) -> Case:
    """``case`` with more in it.

    Args:
        takes: service, project, site, demand.
        ways: service, uplink project (``measure:from>to`` or ``measure:from>to.2``), route, nodes of the upper end.
        rings: service, city, side, uplink project, other end, route.
        traffic: Gbps by (measure, city).
        thresholds: start and least value by (status, threshold, city).
        adds: status, threshold, city, project, add.
    """
    rows = [
        (service, *project.partition(":")[2].partition(".")[0].partition(">")[::2], project, route, nodes)
        for service, project, route, nodes in ways
    ]
    found = pd.DataFrame(rows, columns=["service", "city", "to", "project", "route", "nodes"])
    groups, group_cities = city_groups(case.model, case.places)
    changed: dict[str, object] = {
        "takes": pd.DataFrame(list(takes), columns=["service", "project", "site", "demand"]),
        "ways": found[["service", "city", "project", "to", "route", "nodes"]],
        "rings": pd.DataFrame(list(rings), columns=["service", "city", "side", "project", "to", "route"]),
        "threshold_adds": pd.DataFrame(list(adds), columns=["status", "threshold", "city", "project", "add"]),
        "groups": groups,
        "group_cities": group_cities,
    }
    if traffic:
        changed["traffic"] = pd.Series(
            list(traffic.values()), pd.MultiIndex.from_tuples(list(traffic), names=["measure", "city"]), dtype=float
        )
    if thresholds:
        index = pd.MultiIndex.from_tuples(list(thresholds), names=["status", "threshold", "city"])
        changed["thresholds"] = pd.DataFrame(list(thresholds.values()), index, columns=["start", "at_least"])
    return replace(case, **changed)  # type: ignore[arg-type]
