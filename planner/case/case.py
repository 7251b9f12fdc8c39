"""The case: a model and a data set made into plain frames and arrays, with nothing of a solver in them.

Units inside the case: million yuan, thousand persons (or thousand of any other beneficiary), km, and the data set's own
unit for demand. Every frame is sorted by its key, so that whatever is built from a case is built in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from planner.case.block import Block, split_blocks
from planner.case.connection import connectable_places
from planner.case.empty import keyed, no_groups, no_traffic, table
from planner.case.hashing import block_hash, case_hash
from planner.config.accounts import all_accounts, carriers_of, local_funds_of
from planner.config.schema import Model
from planner.config.timetable import read_label, spread_out
from planner.config.vocabulary import Vocabulary

#: Families of variables that indicators and requirements speak of; see :class:`Term`.
Family = Literal[
    "done",  # (project, year)      0/1, in service by the end of the year; constant 1 for built projects
    "started",  # (project, year)   done[t] - done[t-1]: it goes into service in the year
    "modules",  # (project, year)   modules in place, existing ones included
    "added",  # (project, year)     modules[t] - modules[t-1]
    "connected",  # (city, year)    0/1; constant 1 for core places
    "served",  # (service, city, year)   0/1, reached services; own services are their project's done
    "share",  # (service, city, project, year)   share of the city's demand carried by the site
    "status",  # (status, city, year)  0/1
    "take",  # (service, project, site, year)   share of what a project adds to a demand that the site carries
    "flow",  # (uplink, year)   Gbps
    "use",  # (service, uplink, year)   0/1, one of the two ways of its lower end
    # Money is for what goes into service in the year, and paid as the account's timetable says.
    "grant",  # (subsidy, account, province, year)
    "local",  # (fund, account, province, year)
    "enterprise",  # (carrier, account, province, year)
    "packages",  # (subsidy, account, province, year)
]


@dataclass(frozen=True)
class Term:
    """``coefficient`` × the variable of ``family`` with index ``key`` (see :data:`Family`)."""

    family: Family
    key: tuple[str | int, ...]
    coefficient: float


@dataclass(frozen=True)
class Case:
    """Everything that the formulation, the baselines and the plan need to know.

    Attributes:
        model: the resolved model file.
        years: planning years, ascending, length T.
        stock_weight: (T,) years that the stock at the end of each year counts for: 1, …, 1, ``terminal_years``.
        discount: (T,) discount factor of a payment made in each year.
        places: index place id. Columns of cities.csv in their data types, plus ``region``, ``size_class``,
            ``in_scope``. Restricted to the scope's provinces, except that core places of other provinces stay as ends
            of uplinks (not in scope, and never small here).
        provinces: index province id in scope, with the columns of provinces.csv; ``cities`` (number of small cities)
            and ``residents`` (thousands, small cities) as denominators.
        regions: index region id, same denominators.
        projects: index project id, ``measure:city`` or ``measure:from>to``. Columns: measure, kind, city, to, province,
            region, account (see ``accounts``), status (candidate, committed, built), first_year, last_year (in which it
            can go into service), by_year (committed; else 0), opex_share, opex_myuan (yearly opex of the fixed part,
            million yuan),
            max_modules (modules that demand in reach, or traffic, can fill, existing ones included; 0: no modules),
            built_modules, module_capacity (0: none; of an uplink without traffic, too),
            reference and stage (its id and stage in projects.csv, or empty). Excluded projects, and those that can
            never be in service, are not in the frame.
        capex: (projects × years) million yuan of the fixed part if it goes into service that year, whenever it is paid.
        module_capex: (projects × years) million yuan a module if added that year; 0 without modules.
        requirements: project, requirement, count, family (``done``, ``connected``, ``served``), ref (project id, city
            id, or service id; for ``served`` the city is the project's own). Alternatives that always hold are left out
            with the requirement they fulfil; a requirement that can never hold excludes the project (reported in
            ``notes``).
        cover: service, city, site (project id): site in reach, mode cover.
        pairs: service, city, site (project id), distance_km, haul_myuan (a year, whole first-year demand): mode
            capacity.
        demand: index (service, city), columns years: demand to carry.
        worth: index project: pv_revenue and pv_opex of the fixed part, module_pv_revenue and module_pv_opex of one
            module: present values at the end of the start year over the years of ``viability``; revenue_myuan and
            module_revenue_myuan: yearly revenue when the ramp is over. All million yuan. What exists at the start is
            worth nothing here.
        gap: (projects × years) viability gap of the fixed part if started that year, million yuan, at most its capex.
        module_gap: (projects × years) the same of a module added that year.
        grants: index (subsidy, project), columns years: most that the rule may pay for a project without modules that
            starts that year, million yuan. Every project that the rule may pay is there, be its bound 0.
        site_grants: index (subsidy, project), projects with modules: share, ceiling_myuan (inf if none), opex_myuan
            (opex that adds to the fixed part's base), module_factor (a module's base over its capex).
        local_limits: index (fund, province), columns years: million yuan.
        obligations: obligation, project: the projects that each obligation names, built ones included.
        notes: statements for the reader about what was left out and why, as (text id, values).
        takes: service, project, site (project id), demand: sites that may carry what a project in service adds to the
            demand for a service, and how much that is. A project with any row needs them to carry all of it; one that
            is built has none: what exists is carried by what exists.
        effects: effect, project, amount: a year, while the project is in service; projects of small cities, built ones
            too.
        thresholds: index (status, threshold, city), small cities: start, at_least.
        threshold_adds: status, threshold, city, project, add (> 0): what each project of the city raises it by.
        ways: service, city, project (uplink), to, route (equal labels at one city are one cable route), nodes (how
            often one city may use the upper end, 1 or 2): the uplinks over which a place that is not core can have a
            protected service; places that never can have no row.
        rings: service, city, side (red, blue), project (uplink), to, route: the links over which a place that is not
            core can have its way with falling (red) or rising (blue) ring order, be it on the way of others only.
            ``to`` is the other end; a link to a core place with two nodes is there on both sides.
        traffic: Gbps that a place sends while connected, by (measure, city); > 0.
        groups: index id of the user's own groups: name_zh, name_en, cities, residents, as for provinces.
        group_cities: group, city: the small cities of each.
    """

    model: Model
    years: tuple[int, ...]
    stock_weight: np.ndarray
    discount: np.ndarray
    places: pd.DataFrame
    provinces: pd.DataFrame
    regions: pd.DataFrame
    projects: pd.DataFrame
    capex: pd.DataFrame
    module_capex: pd.DataFrame
    requirements: pd.DataFrame
    cover: pd.DataFrame
    pairs: pd.DataFrame
    demand: pd.DataFrame
    worth: pd.DataFrame
    gap: pd.DataFrame
    module_gap: pd.DataFrame
    grants: pd.DataFrame
    site_grants: pd.DataFrame
    local_limits: pd.DataFrame
    obligations: pd.DataFrame
    notes: tuple[tuple[str, dict[str, object]], ...] = field(default=())
    takes: pd.DataFrame = field(default_factory=table("service", "project", "site", number="demand"))
    effects: pd.DataFrame = field(default_factory=table("effect", "project", number="amount"))
    thresholds: pd.DataFrame = field(default_factory=keyed(("status", "threshold", "city"), "start", "at_least"))
    threshold_adds: pd.DataFrame = field(default_factory=table("status", "threshold", "city", "project", number="add"))
    ways: pd.DataFrame = field(default_factory=table("service", "city", "project", "to", "route", number="nodes"))
    rings: pd.DataFrame = field(default_factory=table("service", "city", "side", "project", "to", "route"))
    traffic: pd.Series = field(default_factory=no_traffic)
    groups: pd.DataFrame = field(default_factory=no_groups)
    group_cities: pd.DataFrame = field(default_factory=table("group", "city"))

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """Accounts of money, see :mod:`planner.config.accounts`."""
        return all_accounts(self.model)

    def payers(self, account: str) -> dict[str, float | None]:
        """Carriers that pay the enterprise part of an account, each with its share; None: they split it freely."""
        return carriers_of(self.model, account)

    def local_payers(self, account: str) -> tuple[str, ...]:
        """Local funds that may pay for an account."""
        return local_funds_of(self.model, account)

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[int, Mapping[int, float]]]:
        last = self.years[-1]
        tables = {account: read_label(account) for account in self.accounts}
        return {account: {year: table.parts(year, last) for year in self.years} for account, table in tables.items()}

    def parts(self, account: str, ready: int) -> Mapping[int, float]:
        """Part of what an account puts into service in ``ready`` that is paid in each year; together 1."""
        return self._parts[account][ready]

    def paid_in(self, account: str, year: int) -> Iterator[tuple[int, float]]:
        """Years in which works go into service that an account pays for in ``year``, each with the part then paid."""
        for ready, parts in self._parts[account].items():
            if year in parts:
                yield ready, parts[year]

    def paid_until(self, ready: int) -> int:
        """Last planning year in which anything is paid for that goes into service by ``ready``."""
        lags = [read_label(account).lag for account in self.accounts]
        return min(self.years[-1], ready + max(0, *lags))

    @cached_property
    def spread_out(self) -> bool:
        """Whether anything is paid for in another year than that in which it goes into service."""
        return spread_out(self.model)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every indicator name that this case knows."""
        return Vocabulary(self.model)

    @cached_property
    def groups_of(self) -> Mapping[str, frozenset[str]]:
        """The small cities of each of the user's own groups."""
        members = self.group_cities.groupby("group")["city"]
        return {group: frozenset() for group in self.groups.index} | {str(g): frozenset(c) for g, c in members}

    @cached_property
    def connectable(self) -> frozenset[str]:
        """Core places, and places that some chain of uplinks can connect."""
        return connectable_places(self.places, self.projects[self.projects["kind"] == "uplink"])

    @cached_property
    def shared_sites(self) -> frozenset[str]:
        """Sites that cities of another province than their own may use; they keep the modules that exist."""
        found: set[str] = set()
        owner = self.projects["province"]
        for frame, home in (
            (self.pairs, self.pairs["city"].map(self.places["province"])),
            (self.takes, self.takes["project"].map(owner)),
        ):
            if len(frame):
                found |= set(frame["site"][(home != frame["site"].map(owner)).to_numpy()])
        return frozenset(found)

    @cached_property
    def _blocks(self) -> Mapping[str, Block]:
        return split_blocks(self)

    def block(self, province: str) -> Block:
        """What belongs to one province: its places, projects, pairs and money."""
        return self._blocks[province]

    def projects_of(self, province: str) -> pd.DataFrame:
        """The projects of one province."""
        return self._blocks[province].projects

    def small_cities(self, province: str) -> tuple[str, ...]:
        """Small cities of one province, sorted."""
        return self._blocks[province].small

    def uplinks_of(self, city: str) -> tuple[str, ...]:
        """Uplink projects whose lower end is ``city``, sorted."""
        province = str(self.places.loc[city, "province"])
        return self._blocks[province].uplinks.get(city, ()) if province in self._blocks else ()

    def hash(self) -> str:
        """Hash of everything that a plan depends on, by content."""
        return case_hash(self)

    def block_hash(self, province: str) -> str:
        """Hash of everything below the national rows that makes a plan of one province possible."""
        return block_hash(self, province)

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: what is derived is derived again where the case is sent to."""
        return {item.name: self.__dict__[item.name] for item in fields(self)}
