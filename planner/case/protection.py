"""Which places can ever have two ways to the core that no single failure cuts both, and over which uplinks."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pandas as pd

from planner.case.tables import Tables
from planner.config.schema import Model

WAY_COLUMNS = ("service", "city", "project", "to", "route", "nodes")


def route_labels(tables: Tables, draft: pd.DataFrame) -> pd.Series:
    """The cable route of each uplink project, as in uplinks.csv; a route of its own where none is stated."""
    links = tables.uplinks
    labels = dict(zip(links["id"], links["route"], strict=True)) if "route" in links.columns else {}
    own = [str(labels.get(key.partition(":")[2], "") or key) for key in draft.index]
    return pd.Series(own, index=draft.index, dtype="str")


def possible_ways(model: Model, places: pd.DataFrame, draft: pd.DataFrame, routes: pd.Series) -> pd.DataFrame:
    """The uplinks over which a place can be protected, for each protected service.

    An uplink counts when its upper end is core or can itself be protected. Two of them protect a place when they take
    different routes, and end at different places or at one with two egress nodes.

    Returns:
        service, city, project, to, route, nodes (times that the upper end may be used by one city: 1 or 2).
    """
    frames = [pd.DataFrame({column: pd.Series(dtype=object) for column in WAY_COLUMNS})]
    for service_id, service in sorted(model.services.items()):
        if service.mode == "protected" and service.resilience == "dual_homing":
            links = draft[draft["measure"] == service.measure]
            core = set(places.index[places["core"].to_numpy(bool)])
            links = links[~links["city"].isin(core)]
            rows = pd.DataFrame(
                {
                    "service": service_id,
                    "city": links["city"].to_numpy(object),
                    "project": links.index.to_numpy(object),
                    "to": links["to"].to_numpy(object),
                    "route": routes[links.index].to_numpy(object),
                    "nodes": egress_nodes(places, links["to"]).clip(upper=2).to_numpy(int),
                }
            )
            able = _protectable(rows, core)
            frames.append(rows[rows["city"].isin(able) & rows["to"].isin(able | core)])
    together = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    return together.sort_values(["service", "city", "project"], ignore_index=True).astype({"nodes": int})


def egress_nodes(places: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Egress nodes of places by id; one where the data set does not say."""
    if "egress_nodes" not in places.columns:
        return pd.Series(1, index=ids.index, dtype=int)
    return ids.map(places["egress_nodes"]).fillna(1).astype(int)


def _protectable(rows: pd.DataFrame, core: set[str]) -> set[str]:
    """Places that can be protected, from the core down to a fixpoint."""
    links: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for city, to, route, nodes in zip(rows["city"], rows["to"], rows["route"], rows["nodes"], strict=True):
        links[city].append((to, route, nodes))
    able: set[str] = set()
    while True:
        more = {
            city
            for city, mine in links.items()
            if city not in able and _two([link for link in mine if link[0] in able or link[0] in core])
        }
        if not more:
            return able
        able |= more


def _two(links: list[tuple[str, str, int]]) -> bool:
    """Whether two of the links (upper end, route, its nodes) take different routes to different nodes."""
    return any(one[1] != other[1] and (one[0] != other[0] or one[2] >= 2) for one, other in combinations(links, 2))
