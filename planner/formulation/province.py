"""One province of a case as plain lists and dictionaries, and what its variables are worth at any index.

Rules read the province through this view only. Inner loops run over plain records: looking things up in frames there
would cost more than everything else together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.case.case import Case, Term
from planner.case.traffic import carrying
from planner.formulation.offers import Offers
from planner.formulation.rows import Affine, Index, Value
from planner.formulation.steps import Steps


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the rules see it.

    Attributes:
        own: it belongs to this province (else an existing site of another one that serves cities here).
        built: in service before the first year.
        first, last: planning years in which it can start, or in which modules can be added; first > last: never.
        due: year by whose end it must be in service, None if it need not.
        built_modules, most_modules: modules before the first year, and the most there can be.
        capacity: demand that one module carries; None where a site carries everything.
        capex, module_capex: by year, million yuan.
    """

    id: str
    measure: str
    kind: str
    city: str
    to: str
    account: str
    own: bool
    built: bool
    first: int
    last: int
    due: int | None
    built_modules: int
    most_modules: int
    capacity: float | None
    capex: dict[int, float]
    module_capex: dict[int, float]

    @property
    def years(self) -> range:
        """Planning years in which something can happen."""
        return range(self.first, self.last + 1)

    @property
    def decides(self) -> bool:
        """Whether to start it is decided here, or at least when."""
        return not self.built and self.first <= self.last

    @property
    def extends(self) -> bool:
        """Modules can be added."""
        return self.most_modules > self.built_modules and self.first <= self.last

    def most_spend(self, year: int) -> float:
        """Most that it can cost in one year, million yuan."""
        if year not in self.years:
            return 0.0
        fixed = 0.0 if self.built else self.capex[year]
        return fixed + self.module_capex[year] * (self.most_modules - self.built_modules)


@dataclass(frozen=True, slots=True)
class Requirement:
    """``count`` of ``alternatives`` (family, ref) must hold when the project is in service."""

    project: str
    name: str
    count: int
    alternatives: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A city and a site that may carry its demand for a service."""

    service: str
    city: str
    site: str


@dataclass(frozen=True, slots=True)
class Take:
    """A site that may carry what a project adds to the demand for a service."""

    service: str
    project: str
    site: str
    demand: float


@dataclass(frozen=True, slots=True)
class Way:
    """An uplink over which its lower end may be protected: upper end, cable route, nodes of the upper end (1 or 2)."""

    project: str
    to: str
    route: str
    nodes: int


@dataclass(frozen=True, slots=True)
class RingLink:
    """A link over which a place can have its way on one side: other end, cable route, side ("red" or "blue").

    Attributes:
        either: it can be there for the other side instead, landing at the other node of a core place.
    """

    project: str
    to: str
    route: str
    side: str
    either: bool


class Province:
    """A province's part of a case.

    Attributes:
        case: the whole case.
        code: province id.
        years: planning years.
        core: all core places of the case, in any province.
        cities: small cities of the province, sorted.
        projects: by id, sorted: the province's own, and existing sites elsewhere that may serve its cities.
        requirements, cover, pairs: of the province's own projects and cities; ``cover`` by (service, city).
        demand: by (service, city, year).
        takes: of the province's own projects.
        ways: by (service, city), cities that are not core.
        rings: by (service, city), both sides; places on the way of others, too.
        traffic: Gbps by (measure, city); traffic_measures: uplink measures that carry any.
        thresholds: by (status, threshold, city), small cities that can have the status.
        offers: what subsidy rules may pay for its projects.
        local_limits: by (fund, year), million yuan.
        shared_sites: existing sites with cities in reach in other provinces than their own.
        variables: by family and index; filled while the block is written.
    """

    def __init__(self, case: Case, code: str) -> None:
        self.case = case
        self.code = code
        self.years = case.years
        self.core = frozenset(case.places.index[case.places["core"].to_numpy(bool)])
        self._block = case.block(code)
        self.cities = self._block.small
        self.variables: dict[str, dict[Index, Value]] = {}
        self.shared_sites = case.shared_sites
        self._read_services()
        self._read_network()
        self._read_projects()
        self._read_thresholds()
        self._read_requirements()
        self._read_money()
        self._resolve = self._resolvers()

    def _read_services(self) -> None:
        cover, pairs, demand = self._block.cover, self._block.pairs, self._block.demand
        self.cover: dict[tuple[str, str], list[str]] = {}
        for service, city, site in zip(cover["service"], cover["city"], cover["site"], strict=True):
            self.cover.setdefault((service, city), []).append(site)
        self.pairs = [
            Pair(service, city, site)
            for service, city, site in zip(pairs["service"], pairs["city"], pairs["site"], strict=True)
        ]
        self.demand: dict[tuple[str, str, int], float] = {
            (service, city, year): value
            for (service, city), values in _by_year(demand).items()
            for year, value in values.items()
        }

    def _read_network(self) -> None:
        takes, ways = self._block.takes, self._block.ways
        told = (takes[column].tolist() for column in ("service", "project", "site", "demand"))
        self.takes = [Take(*row) for row in zip(*told, strict=True)]
        self.ways: dict[tuple[str, str], list[Way]] = {}
        told = (ways[column].tolist() for column in ("service", "city", "project", "to", "route", "nodes"))
        for service, city, project, to, route, nodes in zip(*told, strict=True):
            self.ways.setdefault((service, city), []).append(Way(project, to, route, int(nodes)))
        self._read_rings()
        traffic = self._block.traffic
        self.traffic: dict[tuple[str, str], float] = dict(zip(traffic.index, traffic.tolist(), strict=True))
        self.traffic_measures = frozenset(carrying(self.case.model))

    def _read_rings(self) -> None:
        rows = self._block.rings
        twice = rows.duplicated(["service", "city", "project"], keep=False)
        self.rings: dict[tuple[str, str], list[RingLink]] = {}
        told = (rows[column].tolist() for column in ("service", "city", "side", "project", "to", "route"))
        for service, city, side, project, to, route, either in zip(*told, twice.tolist(), strict=True):
            self.rings.setdefault((service, city), []).append(RingLink(project, to, route, side, either))

    def _read_thresholds(self) -> None:
        """What each city that can have a status still needs of each of its thresholds."""
        frame, adds = self._block.thresholds, self._block.threshold_adds
        added: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
        columns = ("status", "threshold", "city", "project", "add")
        for status, name, city, project, add in zip(*(adds[column].tolist() for column in columns), strict=True):
            added.setdefault((status, name, city), []).append((project, add))
        able = {status: set(self._block.holders[status].cities) for status in self.case.model.statuses}
        self.thresholds: dict[tuple[str, str, str], Steps] = {}
        for (status, name, city), start, least in zip(
            frame.index, frame["start"].tolist(), frame["at_least"].tolist(), strict=True
        ):
            if city in able[status]:
                mine = added.get((status, name, city), [])
                there = sum(add for project, add in mine if self.projects[project].built)
                steps = tuple((project, add) for project, add in mine if not self.projects[project].built)
                self.thresholds[status, name, city] = Steps(least - start - there, steps)

    def _read_projects(self) -> None:
        in_reach = {pair.site for pair in self.pairs}.union(*self.cover.values(), {take.site for take in self.takes})
        frame = self.case.projects.loc[sorted(in_reach.union(self._block.projects.index))]
        capex = self.case.capex.loc[frame.index].to_numpy(float)
        module_capex = self.case.module_capex.loc[frame.index].to_numpy(float)
        self.projects: dict[str, Project] = {}
        self._at: dict[tuple[str, str], str] = {}
        for row, costs, module_costs in zip(frame.itertuples(), capex, module_capex, strict=True):
            project = self._project(row, costs.tolist(), module_costs.tolist())
            self.projects[project.id] = project
            if project.own and project.kind != "uplink":
                self._at[project.measure, project.city] = project.id

    def _project(self, row: object, capex: list[float], module_capex: list[float]) -> Project:
        get: Callable[[str], object] = lambda name: getattr(row, name)  # noqa: E731
        years, status, name = self.years, str(get("status")), str(get("Index"))
        own = get("province") == self.code
        first, last = max(int(get("first_year")), years[0]), min(int(get("last_year")), years[-1])  # type: ignore[call-overload]
        if not own or (status == "built" and name in self.shared_sites):
            first, last = years[-1] + 1, years[-1]
        due = None
        if status == "committed":
            by_year = get("by_year")
            due = last if pd.isna(by_year) else min(int(by_year), last)  # type: ignore[call-overload]
        built_modules = int(get("built_modules"))  # type: ignore[call-overload]
        return Project(
            id=name,
            measure=str(get("measure")),
            kind=str(get("kind")),
            city=str(get("city")),
            to=str(get("to")),
            account=str(get("account")),
            own=bool(own),
            built=status == "built",
            first=first,
            last=last,
            due=due,
            built_modules=built_modules,
            most_modules=max(int(get("max_modules")), built_modules),  # type: ignore[call-overload]
            capacity=float(get("module_capacity")) or None,  # type: ignore[arg-type]
            capex=dict(zip(years, capex, strict=True)),
            module_capex=dict(zip(years, module_capex, strict=True)),
        )

    def _read_requirements(self) -> None:
        frame = self._block.requirements
        grouped: dict[tuple[str, str, int], list[tuple[str, str]]] = {}
        columns = ("project", "requirement", "count", "family", "ref")
        for project, name, count, family, ref in zip(*(frame[column] for column in columns), strict=True):
            grouped.setdefault((project, name, int(count)), []).append((family, ref))
        self.requirements = [
            Requirement(project, name, count, tuple(alternatives))
            for (project, name, count), alternatives in grouped.items()
        ]

    def _read_money(self) -> None:
        self.offers = Offers(self.case, self._block, self.projects)
        self.local_limits: dict[tuple[str, int], float] = {
            (fund, year): value
            for fund, values in _by_year(self._block.local_limits).items()
            for year, value in values.items()
        }

    def holders(self, state: str) -> tuple[str, ...]:
        """Small cities that can have a service, a status or a connection."""
        return self._block.holders[state].cities

    # What variables are worth at an index: a variable, or a float where there is nothing to decide.

    def done(self, project: str, year: int) -> Value:
        """In service by the end of the year."""
        record = self.projects[project]
        if record.built:
            return 1.0
        if year < record.first or record.first > record.last:
            return 0.0
        return self.variables["done"][project, min(year, record.last)]

    def modules(self, project: str, year: int) -> Value:
        """Modules in place at the end of the year, existing ones included."""
        record = self.projects[project]
        if year < record.first or not record.extends:
            return float(record.built_modules)
        return self.variables["modules"][project, min(year, record.last)]

    def connected(self, city: str, year: int) -> Value:
        """Connected to the core at the end of the year."""
        return 1.0 if city in self.core else self.variables["connected"].get((city, year), 0.0)

    def served(self, service: str, city: str, year: int) -> Value:
        """Served at the end of the year; an own service is its project."""
        definition = self.case.model.services[service]
        if definition.mode == "own":
            project = self._at.get((definition.measure, city))
            return 0.0 if project is None else self.done(project, year)
        if definition.mode == "protected" and city in self.core:
            return 1.0
        return self.variables["served"].get((service, city, year), 0.0)

    def _get(self, family: str) -> Callable[..., Value]:
        return lambda *key: self.variables[family].get(key, 0.0)

    def _get_money(self, family: str) -> Callable[..., Value]:
        return lambda payer, account, _, year: self.variables[family].get((payer, account, year), 0.0)

    def _resolvers(self) -> dict[str, Callable[..., Value]]:
        return {
            "done": self.done,
            "started": lambda u, t: Affine().add(1.0, self.done(u, t)).add(-1.0, self.done(u, t - 1)),
            "modules": self.modules,
            "added": lambda u, t: Affine().add(1.0, self.modules(u, t)).add(-1.0, self.modules(u, t - 1)),
            "connected": self.connected,
            "served": self.served,
            "share": self._get("share"),
            "status": self._get("status"),
            "take": self._get("take"),
            **{family: self._get_money(family) for family in ("grant", "local", "enterprise", "packages")},
        }

    def total(self, terms: Iterable[Term]) -> Affine:
        """The sum of indicator terms that belong to this province."""
        total, resolve = Affine(), self._resolve
        for term in terms:
            total.add(term.coefficient, resolve[term.family](*term.key))
        return total

    def add_started(self, sum_: Affine, coefficient: float, project: Project, year: int) -> None:
        """Add ``coefficient`` × started[project, year]; nothing in years in which it cannot start."""
        if project.decides and year in project.years:
            sum_.add(coefficient, self.done(project.id, year)).add(-coefficient, self.done(project.id, year - 1))

    def add_added(self, sum_: Affine, coefficient: float, project: Project, year: int) -> None:
        """Add ``coefficient`` × modules added to the project in the year."""
        if project.extends and year in project.years:
            sum_.add(coefficient, self.modules(project.id, year)).add(-coefficient, self.modules(project.id, year - 1))


def _by_year(frame: pd.DataFrame) -> dict[Any, dict[int, float]]:
    """Rows of a frame whose columns are years."""
    years = [int(year) for year in frame.columns]
    rows = zip(frame.index, frame.to_numpy(float).tolist(), strict=True)
    return {key: dict(zip(years, values, strict=True)) for key, values in rows}
