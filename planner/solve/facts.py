"""A case in plain Python containers, read once for both greedy plans.

Looking a number up in a frame costs a thousand times a dictionary's; the greedy plans do it millions of times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from planner.case.case import Case
from planner.case.traffic import carrying
from planner.config.vocabulary import has_modules
from planner.formulation.offers import SiteTerms

#: Alternatives of a requirement: how many of them are needed, and each as (family, what it refers to).
Need = tuple[int, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """A project.

    Attributes:
        name: its id.
        measure, kind, city, to, province, account, status: as in the case's table of projects.
        first_year, last_year, by_year, max_modules, built_modules: likewise.
        capex, module_capex: million yuan by year of start.
        needs: its requirements.
        capacity: of one module, in the unit of demand (uplinks: Gbps); None if the measure has no modules.
    """

    name: str
    measure: str
    kind: str
    city: str
    to: str
    province: str
    account: str
    status: str
    first_year: int
    last_year: int
    by_year: int
    max_modules: int
    built_modules: int
    capex: dict[int, float]
    module_capex: dict[int, float]
    needs: tuple[Need, ...]
    capacity: float | None


class Facts:
    """What a case offers.

    Attributes:
        items: projects by id, in the order of the case.
        core: places that are connected from the start.
        mode: of each service.
        capacity_services: services that sites of a measure give by capacity, by measure.
        sites_of: sites in reach by (service, city), nearest first.
        cities_of: cities in reach by (service, site), nearest first.
        demand: by (service, city) and year.
        links_to: uplinks by the place they lead to.
        grants: largest grant by (subsidy, project) and year, million yuan.
        site_grants: what a rule may pay by (subsidy, project with modules).
        explicit: projects with grant variables of their own.
        presence: largest share of all carriers' money by (carrier, province), where it is below one.
        local_limits: by (fund, province) and year, million yuan.
        subsidies_of: subsidies that a project may get.
        loads: what a project adds to demands, by project: (service, amount).
        waves: uplink measures that carry traffic.
        traffic: Gbps by (measure, city).
        sending: (measure, city) of places with an uplink of the measure, to whom traffic on it can be passed.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.items = _items(case)
        self.core = frozenset(strings(case.places.index[case.places["core"].astype(bool)]))
        self.mode: dict[str, str] = {name: service.mode for name, service in case.model.services.items()}
        self.capacity_services: dict[str, list[str]] = {}
        for name, service in case.model.services.items():
            if service.mode == "capacity":
                self.capacity_services.setdefault(service.measure, []).append(name)
        self.sites_of: dict[tuple[str, str], list[str]] = {}
        self.cities_of: dict[tuple[str, str], list[str]] = {}
        for frame in (case.cover, case.pairs.sort_values(["distance_km", "site"], kind="stable")):
            for service, city, site in zip(*(strings(frame[key]) for key in ("service", "city", "site")), strict=True):
                self.sites_of.setdefault((service, city), []).append(site)
                self.cities_of.setdefault((service, site), []).append(city)
        self.demand = by_year(case.demand)
        self.links_to: dict[str, list[str]] = {}
        for name, item in self.items.items():
            if item.kind == "uplink":
                self.links_to.setdefault(item.to, []).append(name)
        self.grants: dict[tuple[str, str], dict[int, float]] = by_year(case.grants)
        terms = case.site_grants.to_numpy(dtype=float).tolist()
        self.site_grants: dict[tuple[str, str], SiteTerms] = {
            key: SiteTerms(*values) for key, values in zip(case.site_grants.index, terms, strict=True)
        }
        self.local_limits: dict[tuple[str, str], dict[int, float]] = by_year(case.local_limits)
        self.loads: dict[str, list[tuple[str, float]]] = {}
        takes = case.takes.drop_duplicates(["service", "project"])
        rows = zip(strings(takes["service"]), strings(takes["project"]), takes["demand"].tolist(), strict=True)
        for given, project, demand in rows:
            self.loads.setdefault(project, []).append((given, demand))
        self.waves = carrying(case.model)
        self.traffic: dict[tuple[str, str], float] = dict(zip(case.traffic.index, case.traffic.tolist(), strict=True))
        self.sending = {(item.measure, item.city) for item in self.items.values() if item.measure in self.waves}
        self.subsidies_of: dict[str, list[str]] = {}
        for subsidy, project in (*self.grants, *self.site_grants):
            self.subsidies_of.setdefault(project, []).append(subsidy)
        by_city = {rule for rule, entry in case.model.subsidies.items() if entry.city_ceiling_myuan is not None}
        self.explicit = frozenset(
            project
            for project, rules in self.subsidies_of.items()
            if self.items[project].max_modules > 0 or by_city.intersection(rules)
        )
        self.presence = _presence(case)

    @cached_property
    def gap(self) -> dict[str, dict[int, float]]:
        """Viability gap of the fixed part by project and year, million yuan."""
        return by_year(self.case.gap)

    @cached_property
    def module_gap(self) -> dict[str, dict[int, float]]:
        """Viability gap of one module by project and year, million yuan."""
        return by_year(self.case.module_gap)

    @cached_property
    def worth(self) -> dict[str, tuple[float, float]]:
        """Present value of revenue less opex, of the fixed part and of one module, by project, million yuan."""
        worth = self.case.worth
        fixed = (worth["pv_revenue"] - worth["pv_opex"]).tolist()
        module = (worth["module_pv_revenue"] - worth["module_pv_opex"]).tolist()
        return dict(zip(strings(worth.index), zip(fixed, module, strict=True), strict=True))


def _presence(case: Case) -> dict[tuple[str, str], float]:
    """Largest share that a carrier may pay in a province, where that is below one."""
    found: dict[tuple[str, str], float] = {}
    for carrier, entry in case.model.carriers.items():
        if entry.presence_column is not None:
            shares = case.provinces[entry.presence_column].astype(float)
            found |= {(carrier, str(province)): float(share) for province, share in shares.items() if share < 1}
    return found


def _items(case: Case) -> dict[str, Item]:
    needs: dict[str, dict[str, tuple[int, list[tuple[str, str]]]]] = {}
    table = case.requirements
    keys = ("project", "requirement", "family", "ref")
    counts = table["count"].astype(int).tolist()
    for project, requirement, family, ref, count in zip(*(strings(table[key]) for key in keys), counts, strict=True):
        needs.setdefault(project, {}).setdefault(requirement, (count, []))[1].append((family, ref))
    frame = case.projects
    texts = ("measure", "kind", "city", "to", "province", "account", "status")
    numbers = ("first_year", "last_year", "by_year", "max_modules", "built_modules")
    columns: dict[str, list[Any]] = {key: strings(frame[key]) for key in texts}
    columns |= {key: frame[key].astype(int).tolist() for key in numbers}
    capex, module_capex = by_year(case.capex), by_year(case.module_capex)
    model = case.model
    capacity = {name: model.measures[name].capacity_per_module for name in model.measures if has_modules(model, name)}
    return {
        name: Item(
            name=name,
            **{key: column[row] for key, column in columns.items()},
            capex=capex[name],
            module_capex=module_capex[name],
            needs=tuple((count, tuple(refs)) for count, refs in needs.get(name, {}).values()),
            capacity=capacity.get(columns["measure"][row]),
        )
        for row, name in enumerate(strings(frame.index))
    }


def strings(values: pd.Series | pd.Index) -> list[str]:
    """A column of text as a list; Arrow strings are slow one by one."""
    return [str(value) for value in values.to_numpy(dtype=object)]


def by_year(frame: pd.DataFrame) -> dict[Any, dict[int, float]]:
    """A frame with a column a year as dictionaries, by key."""
    years = [int(year) for year in frame.columns]
    rows = frame.to_numpy(dtype=float).tolist()
    return {key: dict(zip(years, row, strict=True)) for key, row in zip(frame.index.tolist(), rows, strict=True)}
