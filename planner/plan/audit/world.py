"""A plan set against what its inputs say: the frames that checks work on, each worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.inputs import Folder, look_up
from planner.plan.audit.offer import PLACE, project_ids, read_offer
from planner.plan.audit.pace import lead_years, spread
from planner.plan.audit.places import hosts, read_places
from planner.plan.audit.reach import read_loads, read_reach

#: Group id of the whole.
NATION = "nation"


def listed(wide: pd.DataFrame, value: str) -> pd.DataFrame:
    """Projects × years as rows project, year, ``value``."""
    table = wide.rename_axis(index="project").reset_index()
    long = table.melt(id_vars="project", var_name="year", value_name=value)
    return long.astype({"year": "int64"}).sort_values(["project", "year"], ignore_index=True)


class World:
    """One plan and its inputs. Years: ``-inf`` means from the start, ``inf`` never."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.model: Mapping[str, Any] = folder.model
        time = folder.model["time"]
        self.first, self.last = int(time["first_year"]), int(time["last_year"])
        self.years = list(range(self.first, self.last + 1))
        #: Results that several checks share, by the name of the function that works them out.
        self.shared: dict[str, Any] = {}

    def plan(self, table: str) -> pd.DataFrame:
        """A table of the plan."""
        return self.folder.plan[table]

    def entries(self, table: str) -> Mapping[str, Mapping[str, Any]]:
        """Entries of a table of the model file, by id."""
        found: Mapping[str, Mapping[str, Any]] = self.model.get(table, {})
        return found

    @cached_property
    def places(self) -> pd.DataFrame:
        """Places by id; see :func:`planner.plan.audit.places.read_places`."""
        return read_places(self.folder)

    @cached_property
    def small(self) -> pd.Index:
        """Ids of the small cities in scope."""
        return self.places.index[self.places["small"]]

    @cached_property
    def offer(self) -> pd.DataFrame:
        """What may be built and what exists; see :func:`planner.plan.audit.offer.read_offer`."""
        return read_offer(self.folder, self.places)

    @cached_property
    def _reach(self) -> tuple[pd.DataFrame, pd.DataFrame, frozenset[str]]:
        return read_reach(self.folder, self.places, self.offer)

    @cached_property
    def alive(self) -> pd.DataFrame:
        """The offer without what can never be in service."""
        return self._reach[0]

    @property
    def idle(self) -> frozenset[str]:
        """Sites that may not be built since they would have nothing to carry."""
        return self._reach[2]

    @cached_property
    def project_loads(self) -> pd.DataFrame:
        """What projects load services with; see :func:`planner.plan.audit.reach.read_loads`."""
        return read_loads(self.folder, self.places, self.offer)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Pairs in reach, with ``measure`` of the site and its ``ready`` year."""
        pairs = self._reach[1].copy()
        measures = {name: service["measure"] for name, service in self.entries("services").items()}
        pairs["measure"] = look_up(pairs["service"], measures).astype(str)
        pairs["ready"] = self.ready_at(pairs["measure"], pairs["site_city"])
        return pairs

    @cached_property
    def projects(self) -> pd.DataFrame:
        """Projects of the plan by id, with ``ready``, ``known`` and ``due_`` facts.

        ``ready`` is the year of going into service, as many years after the start as the measure takes; -inf if built.
        """
        table = self.plan("projects").set_index("project")
        table = table.join(self.offer.reindex(table.index).add_prefix("due_"))
        table["known"] = (table[PLACE].to_numpy() == table[[f"due_{column}" for column in PLACE]].to_numpy()).all(
            axis=1
        )
        ready = table["start_year"] + look_up(table["measure"], self._leads).fillna(0.0)
        table["ready"] = ready.where(table["status"] != "built", -np.inf).fillna(np.inf)
        return table

    @cached_property
    def _leads(self) -> dict[str, float]:
        return {name: float(lead_years(self.model, name)) for name in self.entries("measures")}

    def ready_at(self, measures: pd.Series | str, cities: pd.Series) -> np.ndarray:
        """Year in which a city or site measure is in service in each city (``inf``: never)."""
        ids = project_ids(measures, cities)
        return self.projects["ready"].reindex(ids).fillna(np.inf).to_numpy(float)

    @cached_property
    def connect_year(self) -> pd.Series:
        """Year in which each place is connected to the core over links in service (core: -inf, never: inf)."""
        year = pd.Series(np.where(self.places["core"], -np.inf, np.inf), index=self.places.index)
        links = self.projects[self.projects["kind"] == "uplink"]
        start = links["ready"].to_numpy()
        built = (links["status"] == "built").to_numpy()
        while True:
            # What exists is not judged: a built link connects whatever lies above it.
            above = np.where(built, -np.inf, year.reindex(links["to"]).fillna(np.inf).to_numpy())
            reach = pd.Series(np.maximum(start, above), index=links["city"].to_numpy()).groupby(level=0).min()
            earlier = reach.reindex(year.index).fillna(np.inf)
            if not (earlier < year).any():
                return year
            year = year.where(year <= earlier, earlier)

    @cached_property
    def modules(self) -> pd.DataFrame:
        """Modules in place, projects × years (0 where the plan names none)."""
        table = self.plan("modules")
        wide = table.pivot_table(index="project", columns="year", values="modules", aggfunc="sum", fill_value=0)
        sites = self.projects.index[self.projects["due_capacity"].notna()]
        return wide.reindex(index=wide.index.union(sites), columns=self.years).fillna(0)

    @cached_property
    def added(self) -> pd.DataFrame:
        """Modules added each year, those that exist at the start left out."""
        before = self.modules.shift(1, axis=1)
        before[self.first] = self.projects["due_built_modules"].reindex(before.index).fillna(0)
        return self.modules - before

    @cached_property
    def served_year(self) -> pd.Series:
        """First year of each (service, city) in table services."""
        return self.plan("services").groupby(["service", "city"])["year"].min()

    def demand(self, service: Mapping[str, Any], cities: pd.Series, years: pd.Series) -> np.ndarray:
        """Demand to carry, by city and year: the column of cities.csv grown from the first year on."""
        start = look_up(cities, self.places[service["demand"]]).to_numpy(float)
        growth = (1 + float(service.get("demand_growth", 0))) ** (years.to_numpy(float) - self.first)
        return np.asarray(start * growth)

    @cached_property
    def loads(self) -> pd.DataFrame:
        """Assignments: ``consumer`` (a project's id, "" for the city's own demand), ``project`` that carries it (its
        id), the demand ``load`` and whether in reach."""
        table = self.plan("assignments").rename(columns={"project": "consumer", "site": "project"}).copy()
        table["site_city"] = table["project"].map(self.projects["city"])
        table["load"] = 0.0
        own = table["consumer"] == ""
        for name, service in self.entries("services").items():
            mine = (table["service"] == name) & own
            if service["mode"] == "capacity":
                table.loc[mine, "load"] = table["share"][mine] * self.demand(
                    service, table["city"][mine], table["year"][mine]
                )
        if not own.all():
            amounts = self.project_loads.set_index(["service", "project"])["amount"]
            keys = pd.MultiIndex.from_frame(table.loc[~own, ["service", "consumer"]])
            table.loc[~own, "load"] = table.loc[~own, "share"] * amounts.reindex(keys).fillna(0.0).to_numpy()
        reach = self.pairs[["service", "city", "site_city", "measure", "distance_km", "haul_myuan", "ready"]]
        table["site_measure"] = table["project"].map(self.projects["measure"])
        return table.merge(reach, on=["service", "city", "site_city"], how="left")

    @cached_property
    def payments(self) -> pd.DataFrame:
        """Payments with measure, city, province, region and account of their project."""
        where = self.projects[["measure", "city", "province", "region", "account"]]
        return self.plan("payments").join(where, on="project")

    @cached_property
    def spending(self) -> pd.DataFrame:
        """What is due: project, year of payment, capex of the fixed part and of modules added, million yuan."""
        table = self.projects[np.isfinite(self.projects["ready"])]
        fixed = pd.DataFrame({"project": table.index, "year": table["ready"].astype(int), "due": table["due_capex"]})
        added = listed(self.added.reindex(columns=self.years), "count")
        added["due"] = added["count"] * look_up(added["project"], self.projects["due_module_capex"])
        both = pd.concat([fixed, added[["project", "year", "due"]]], ignore_index=True)
        sums = both.groupby(["project", "year"])["due"].sum().reset_index()
        where = self.projects[["measure", "city", "province", "region", "account"]]
        return spread(self.model, sums.join(where, on="project"), ["due"])

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """Provinces in scope by id, with ``cities`` and ``residents`` (thousands) of their small cities."""
        table = self.folder.dataset["provinces"].set_index("id")
        table = table[table.index.isin(self.places["province"][self.places["planned"]].unique())]
        small = self.places.loc[self.small]
        table["cities"] = small.groupby("province").size().reindex(table.index, fill_value=0)
        table["residents"] = small.groupby("province")["residents"].sum().reindex(table.index, fill_value=0) / 1000
        return table

    @cached_property
    def city_groups(self) -> dict[str, pd.Index]:
        """Small cities of the groups of the model's own, by group id."""
        small = self.places["small"]
        return {
            name: self.places.index[hosts(entry.get("where", {}), self.places) & small]
            for name, entry in self.entries("groups").items()
        }

    def members(self, by: str, group: str) -> pd.Index:
        """Small cities of a group."""
        key = f"members {by} {group}"
        if key not in self.shared:
            self.shared[key] = self._members(by, group)
        found: pd.Index = self.shared[key]
        return found

    def _members(self, by: str, group: str) -> pd.Index:
        if by == "group":
            return self.city_groups[group]
        if by == "city":
            return self.small[self.small == group]
        if by in ("region", "province"):
            places = self.places
            return places.index[places["small"] & (places[by] == group)]
        return self.small

    def groups(self, by: str, named: list[str] | tuple[str, ...] = ()) -> list[str]:
        """Group ids that a rule speaks of: ``named``, or all; groups without small cities never count."""
        if by == "nation":
            return [NATION]
        if by == "city":
            return list(named) or list(self.small)
        if by == "group":
            peopled = sorted(name for name, cities in self.city_groups.items() if len(cities))
            return [group for group in (named or peopled) if group in peopled]
        able = self.provinces[self.provinces["cities"] > 0]
        every = sorted(able["region"].unique()) if by == "region" else list(able.index)
        return [group for group in (named or every) if group in every]
