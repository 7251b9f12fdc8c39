"""The first year in which each project can be in service, and each city have each state, by what they require.

A bound that needs no solver: requirements, chains of uplinks and sites in reach are followed from the first years of
projects until nothing changes any more; money and capacity are left out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.case.projects import project_id

#: Before any planning year: what exists at the start.
_EXISTS = 0


class FirstYears:
    """First possible years.

    Attributes:
        projects: by project id.
        connected: by place id.
        served: by (service, city), reached services only.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        built = (case.projects["status"] == "built").to_numpy(bool)
        self.projects: pd.Series = case.projects["first_year"].astype(int).where(~built, _EXISTS)
        self.connected: pd.Series = pd.Series(_EXISTS, index=case.places.index)
        self._sites = pd.concat([case.cover[["service", "city", "site"]], case.pairs[["service", "city", "site"]]])
        self.served: pd.Series = pd.Series(dtype=int)
        # Where all may start in the first year, nothing can be later than that.
        self.matters = bool((self.projects > case.years[0]).any())
        before = -1
        while self.matters and before != (before := self._sum()):
            self.served = self._served()
            self.connected = self._connected()
            self.projects = self._projects(built)
        self._known: dict[str, dict[object, int]] = {
            family: {key: int(year) for key, year in zip(series.index.tolist(), series.tolist(), strict=True)}
            for family, series in (("done", self.projects), ("connected", self.connected), ("served", self.served))
        }

    def _sum(self) -> int:
        return int(self.projects.sum() + self.connected.sum() + self.served.sum())

    def _connected(self) -> pd.Series:
        """The earliest chain of uplinks; core places always are."""
        case, links = self._case, self._case.projects[self._case.projects["kind"] == "uplink"]
        chain = np.maximum(self.projects[links.index].to_numpy(int), self.connected[links["to"]].to_numpy(int))
        first = pd.Series(chain, index=links["city"].to_numpy()).groupby(level=0).min()
        there = case.places["core"].to_numpy(bool) | ~case.places.index.isin(first.index)
        return first.reindex(case.places.index, fill_value=_EXISTS).where(~there, self.connected)

    def _served(self) -> pd.Series:
        """The earliest site in reach, or the second of the uplinks over which a city can be protected."""
        sites, ways = self._sites, self._case.ways
        needs = {key for key, service in self._case.model.services.items() if service.connected}
        first = self.projects[sites["site"]].to_numpy(int)
        city = np.where(sites["service"].isin(needs), self.connected[sites["city"]].to_numpy(int), _EXISTS)
        pairs = [sites["service"].to_numpy(), sites["city"].to_numpy()]
        near = pd.Series(np.maximum(first, city), dtype=int).groupby(pairs).min()
        links = pd.Series(self.projects[ways["project"]].to_numpy(int))
        by_city = links.groupby([ways["service"].to_numpy(), ways["city"].to_numpy()])
        protected = by_city.nsmallest(2).groupby(level=[0, 1]).max() if len(ways) else links
        return pd.concat([found for found in (near, protected) if len(found)] or [near])

    def _projects(self, built: np.ndarray) -> pd.Series:
        """Not before what is required: of each requirement, the count-th of its alternatives; and sites for loads."""
        case, rows, found = self._case, self._case.requirements, self.projects.copy()
        if len(rows):
            first = np.full(len(rows), _EXISTS)
            for family, known in (("done", self.projects), ("connected", self.connected)):
                mine = (rows["family"] == family).to_numpy(bool)
                first[mine] = known.reindex(rows["ref"][mine], fill_value=_EXISTS).to_numpy(int)
            mine = (rows["family"] == "served").to_numpy(bool)
            cities = case.projects["city"].reindex(rows["project"][mine])
            wanted = pd.MultiIndex.from_arrays([rows["ref"][mine], cities.to_numpy()])
            if mine.any() and len(self.served):
                first[mine] = self.served.reindex(wanted, fill_value=_EXISTS).to_numpy(int)
            judged = rows[["project", "requirement", "count"]].assign(first=first).sort_values("first", kind="stable")
            place = judged.groupby(["project", "requirement"]).cumcount() + 1
            needed = judged[place == judged["count"]].groupby("project")["first"].max()
            found = _later(found, needed)
        if len(case.takes):
            site = pd.Series(self.projects[case.takes["site"]].to_numpy(int))
            loads = site.groupby([case.takes["project"].to_numpy(), case.takes["service"].to_numpy()]).min()
            found = _later(found, loads.groupby(level=0).max())
        return found.where(~built, _EXISTS)

    def of(self, family: str, key: tuple[str | int, ...]) -> int:
        """First year in which a variable of a family (see :data:`~planner.case.case.Family`) can be more than 0."""
        if not self.matters:
            return _EXISTS
        if family == "status":
            return self.of_state(str(key[0]), str(key[1]))
        name: object = (key[0], key[1]) if family == "served" else key[0]
        known = self._known.get("done" if family in ("modules", "added", "started") else family, {})
        return known.get(name, _EXISTS)

    def of_state(self, state: str, city: str) -> int:
        """First year in which a city can have a service, a status or a connection."""
        model = self._case.model
        if state == "connected":
            return self.of("connected", (city,))
        if state in model.statuses:
            status = model.statuses[state]
            parts = (*status.services, *(("connected",) if status.connected else ()))
            return max((self.of_state(part, city) for part in parts), default=_EXISTS)
        service = model.services[state]
        own = service.mode == "own"
        return self.of("done", (project_id(service.measure, city),)) if own else self.of("served", (state, city))


def _later(one: pd.Series, other: pd.Series) -> pd.Series:
    """The later year of each project; those that ``other`` does not have stay."""
    years = other.reindex(one.index, fill_value=_EXISTS).astype(int)
    return one.where(one >= years, years)
