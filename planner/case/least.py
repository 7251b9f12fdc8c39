"""Least cost and least demand of giving cities a service or status: bounds that need no solver.

Only what belongs to one city alone is counted (its own projects and the cheapest of its own uplinks), never what cities
share, so that sums over cities are bounds for any plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from planner.case.case import Case


class LeastCost:
    """Least capex, million yuan, without which a city cannot have a service or status."""

    def __init__(self, case: Case) -> None:
        self._case = case
        projects, built = case.projects, case.projects["status"] == "built"
        first_module = case.module_capex.min(axis=1).where(projects["max_modules"] > 0, 0.0)
        price = (case.capex.min(axis=1) + first_module).where(~built, 0.0)
        self.price: dict[str, float] = price.to_dict()  # type: ignore[assignment]
        self._at = dict(zip(zip(projects["measure"], projects["city"], strict=True), projects.index, strict=True))
        self._city: dict[str, str] = projects["city"].to_dict()  # type: ignore[assignment]
        self._core = set(case.places.index[case.places["core"].to_numpy(bool)])
        links = projects.index[projects["kind"] == "uplink"]
        self._uplink: dict[str, float] = price[links].groupby(projects.loc[links, "city"]).min().to_dict()  # type: ignore[assignment]
        self._needs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rows = case.requirements
        if len(rows):
            rows = rows[rows["count"] == rows.groupby(["project", "requirement"])["ref"].transform("size")]
        for project, family, ref in zip(rows["project"], rows["family"], rows["ref"], strict=True):
            self._needs[project].append((family, ref))

    def of(self, state: str, city: str) -> float:
        """Least capex for ``state`` (a service, status or ``connected``) in ``city``."""
        projects: set[str] = set()
        connected = self._gather(self._parts(state, city), city, projects)
        link = self._uplink.get(city, 0.0) if connected and city not in self._core else 0.0
        return link + sum(self.price[project] for project in sorted(projects))

    def _parts(self, state: str, city: str) -> list[tuple[str, str]]:
        model = self._case.model
        if state in model.statuses:
            status = model.statuses[state]
            names = [*status.services, *(["connected"] if status.connected else [])]
            return [part for name in names for part in self._parts(name, city)]
        if state == "connected":
            return [("connected", city)]
        service = model.services[state]
        return [("done", self._at[service.measure, city])] if service.mode == "own" else [("served", state)]

    def _gather(self, parts: Iterable[tuple[str, str]], city: str, projects: set[str]) -> bool:
        """Collect the city's projects that ``parts`` need; says whether they need a connection."""
        connected = False
        for family, ref in parts:
            if family == "connected" or (family == "served" and self._case.model.services[ref].connected):
                connected = True
            elif family == "done" and ref not in projects:
                projects.add(ref)
                connected |= self._gather(self._needs.get(ref, ()), city, projects)
        return connected


def least_sum(prices: np.ndarray, weights: np.ndarray, wanted: float) -> float:
    """Least ``Σ price·x`` with ``Σ weight·x >= wanted`` and ``0 <= x <= 1``: the cheapest first, the last in part.

    Returns:
        the sum; inf if all together fall short.
    """
    useful = weights > 0
    prices, weights = prices[useful], weights[useful]
    order = np.argsort(prices / weights, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(weights[order])])
    if before[-1] < wanted * (1 - 1e-12):
        return float("inf")
    taken = np.clip((wanted - before[:-1]) / weights[order], 0.0, 1.0)
    return float(np.sum(prices[order] * taken))
