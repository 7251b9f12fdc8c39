"""A plan made step by step: what a project still needs, what it costs with that, and who pays.

Shared by both baselines. The state is by-year: years are opened in order, everything started in a year stays. Cities are
connected by the cheapest chain of uplinks, whole cities are assigned to the nearest site with room, and a site with
modules is opened only with enough cities to fill it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.case.case import Case
from planner.solve.purse import Purse


@dataclass
class Bundle:
    """Projects to start together.

    Attributes:
        projects: those not yet done, requirements first.
        modules: modules to add by site.
        serves: (service, city, site) assigned with it, capacity mode.
        cost: million yuan.
    """

    projects: list[str] = field(default_factory=list)
    modules: dict[str, int] = field(default_factory=dict)
    serves: list[tuple[str, str, str]] = field(default_factory=list)
    cost: float = 0.0


class Greedy:
    """State of a greedy plan; see the module."""

    def __init__(self, case: Case) -> None:
        self.case, self.year = case, case.years[0]
        self.purse = Purse(case)
        frame = case.projects
        self.project = frame.to_dict("index")
        self.capex = case.capex.to_dict("index")
        self.module_capex = case.module_capex.to_dict("index")
        self.done: dict[str, int] = {u: case.years[0] for u in frame.index[frame["status"] == "built"]}
        self.modules: dict[str, int] = {u: int(n) for u, n in frame["built_modules"].items() if n > 0}
        self.served: dict[tuple[str, str], tuple[str, int]] = {}
        self.values: dict[str, dict[tuple[object, ...], float]] = {}
        self._core = set(case.places.index[case.places["core"].astype(bool)])
        self._read_requirements()
        self._read_reach()
        self._read_uplinks()

    def _read_requirements(self) -> None:
        self.needs: dict[str, dict[str, tuple[int, list[tuple[str, str]]]]] = {}
        for row in self.case.requirements.itertuples(index=False):
            of_project = self.needs.setdefault(row.project, {})
            of_project.setdefault(row.requirement, (int(row.count), []))[1].append((row.family, row.ref))

    def _read_reach(self) -> None:
        case = self.case
        self.sites_of: dict[tuple[str, str], list[str]] = {}
        self.cities_of: dict[tuple[str, str], list[str]] = {}
        self.mode = {name: service.mode for name, service in case.model.services.items()}
        for frame in (case.cover, case.pairs.sort_values(["distance_km", "site"], kind="stable")):
            for service, city, site in zip(frame["service"], frame["city"], frame["site"], strict=True):
                self.sites_of.setdefault((service, city), []).append(site)
                self.cities_of.setdefault((service, site), []).append(city)
        self.demand = case.demand.to_dict("index") if len(case.demand) else {}
        self.load: dict[str, dict[int, float]] = {}

    def _read_uplinks(self) -> None:
        self.up: dict[str, list[str]] = {}
        self.down: dict[str, list[str]] = {}
        for name, project in self.project.items():
            if project["kind"] == "uplink":
                self.up.setdefault(project["city"], []).append(name)
                self.down.setdefault(project["to"], []).append(name)
        self.connected = set(self._core)
        for name in self.done:
            if self.project[name]["kind"] == "uplink":
                self.connected.add(self.project[name]["city"])
        self.route: dict[str, str] = {}

    def open(self, year: int) -> None:
        """Begin a year."""
        self.year = year
        self.purse.open(year)
        self.find_routes()

    def find_routes(self) -> None:
        """Cheapest next uplink of every unconnected city (Dijkstra from the connected places, done links free)."""
        reached = dict.fromkeys(sorted(self.connected), 0.0)
        heap = [(0.0, city) for city in sorted(reached)]
        self.route = {}
        self.route_cost = dict(reached)
        while heap:
            cost, place = heapq.heappop(heap)
            if cost > self.route_cost.get(place, float("inf")):
                continue
            for link in self.down.get(place, ()):
                city = self.project[link]["city"]
                if city in self.connected or not (link in self.done or self.startable(link)):
                    continue
                total = cost + (0.0 if link in self.done else self.capex[link][self.year])
                if total < self.route_cost.get(city, float("inf")):
                    self.route_cost[city], self.route[city] = total, link
                    heapq.heappush(heap, (total, city))

    def startable(self, project: str) -> bool:
        """Whether the project may start in the year at hand."""
        row = self.project[project]
        return row["status"] != "built" and row["first_year"] <= self.year <= row["last_year"]

    def bundle(self, project: str) -> Bundle | None:
        """The project with everything it still needs, or None if that cannot be had this year."""
        found = Bundle()
        if not self._add(found, project, set()):
            return None
        if self.case.model.measures[self.project[project]["measure"]].capacity_per_module is not None:
            return self._filled(found, project)
        return found

    def _add(self, bundle: Bundle, project: str, above: set[str]) -> bool:
        if project in self.done or project in bundle.projects:
            return True
        if project in above or not self.startable(project):
            return False
        for count, alternatives in self.needs.get(project, {}).values():
            if not self._require(bundle, project, count, alternatives, above | {project}):
                return False
        if self.project[project]["kind"] == "uplink" and not self._connect(bundle, self.project[project]["to"], above):
            return False
        bundle.projects.append(project)
        bundle.cost += self.capex[project][self.year]
        return True

    def _require(
        self, bundle: Bundle, project: str, count: int, alternatives: list[tuple[str, str]], above: set[str]
    ) -> bool:
        """Fulfil ``count`` alternatives, cheapest first; each trial works on a copy of the bundle."""
        options: list[tuple[float, int, Bundle]] = []
        for number, (family, ref) in enumerate(alternatives):
            trial = Bundle(list(bundle.projects), dict(bundle.modules), list(bundle.serves), bundle.cost)
            if self._alternative(trial, family, ref, self.project[project]["city"], above):
                options.append((trial.cost, number, trial))
        if len(options) < count:
            return False
        for _, number, _ in sorted(options, key=lambda option: option[:2])[:count]:
            family, ref = alternatives[number]
            self._alternative(bundle, family, ref, self.project[project]["city"], above)
        return True

    def _alternative(self, bundle: Bundle, family: str, ref: str, city: str, above: set[str]) -> bool:
        if family == "done":
            return self._add(bundle, ref, above)
        if family == "connected":
            return self._connect(bundle, ref, above)
        return self._serve(bundle, ref, city, above)

    def _connect(self, bundle: Bundle, city: str, above: set[str]) -> bool:
        """Add the uplinks of the cheapest route to the core."""
        if city in self.connected or any(self.project[link]["city"] == city for link in bundle.projects
                                         if self.project[link]["kind"] == "uplink"):
            return True
        link = self.route.get(city)
        return link is not None and self._add(bundle, link, above)

    def _serve(self, bundle: Bundle, service: str, city: str, above: set[str]) -> bool:
        """Whether the city has, or now gets without a new site, the service."""
        mode = self.mode[service]
        if mode == "own":
            measure = self.case.model.services[service].measure
            return self._add(bundle, f"{measure}:{city}", above) if f"{measure}:{city}" in self.project else False
        if (service, city) in self.served or any(s == service and c == city for s, c, _ in bundle.serves):
            return True
        if self.case.model.services[service].connected and not self._connect(bundle, city, above):
            return False
        for site in self.sites_of.get((service, city), ()):
            if site in self.done and (mode == "cover" or self._has_room(site, service, [city])):
                bundle.serves.append((service, city, site))
                return True
        return False

    def _has_room(self, site: str, service: str, cities: Iterable[str], extra: int = 0) -> bool:
        """Whether the site's modules carry these cities in every remaining year."""
        each = self.case.model.measures[self.project[site]["measure"]].capacity_per_module
        if each is None:
            return True
        capacity = each * (self.modules.get(site, 0) + extra)
        listed = list(cities)
        return all(
            self.load.get(site, {}).get(year, 0.0) + sum(self.demand[service, city][year] for city in listed)
            <= capacity + 1e-9
            for year in self.case.years
            if year >= self.year
        )

    def _filled(self, bundle: Bundle, site: str) -> Bundle | None:
        """Give a new site one module and the nearest connected cities that it can carry; None if it stays too empty."""
        measure = self.case.model.measures[self.project[site]["measure"]]
        if self.project[site]["max_modules"] < 1:
            return None
        taken: list[str] = []
        fill = 0.0
        for service_id, service in self.case.model.services.items():
            if service.mode != "capacity" or service.measure != self.project[site]["measure"]:
                continue
            fill = max(fill, service.min_fill)
            for city in self.cities_of.get((service_id, site), ()):
                free = (service_id, city) not in self.served and (not service.connected or city in self.connected)
                if free and self._has_room(site, service_id, [*taken, city], extra=1):
                    taken.append(city)
                    bundle.serves.append((service_id, city, site))
        load = sum(self.demand[service, city][self.year] for service, city, _ in bundle.serves)
        if not taken or load < fill * (measure.capacity_per_module or 0.0):
            return None
        bundle.modules[site] = 1
        bundle.cost += self.module_capex[site][self.year]
        return bundle

    def start(self, bundle: Bundle) -> bool:
        """Pay for a bundle and put it in service this year; False if the money does not suffice."""
        items = [
            (
                name,
                self.project[name]["account"],
                self.project[name]["province"],
                self.capex[name][self.year],
                self.module_capex[name][self.year] * bundle.modules.get(name, 0) if name in bundle.modules else 0.0,
            )
            for name in bundle.projects
        ]
        paid = self.purse.pay(items)
        if paid is None:
            return False
        for payments in paid:
            for (family, first, second, province), amount in payments.items():
                key = (first, second, self.year) if family == "site_grant" else (first, second, province, self.year)
                record = self.values.setdefault(family, {})
                record[key] = record.get(key, 0.0) + amount
        for name in bundle.projects:
            self.done[name] = self.year
            if self.project[name]["kind"] == "uplink":
                self.connected.add(self.project[name]["city"])
        for site, count in bundle.modules.items():
            self.modules[site] = self.modules.get(site, 0) + count
        for service, city, site in bundle.serves:
            self._assign(service, city, site)
        for site in self.modules:
            self.values.setdefault("modules", {})[site, self.year] = float(self.modules[site])
        return True

    def _assign(self, service: str, city: str, site: str) -> None:
        self.served[service, city] = (site, self.year)
        if self.mode[service] == "capacity":
            load = self.load.setdefault(site, {})
            for year in self.case.years:
                if year >= self.year:
                    load[year] = load.get(year, 0.0) + self.demand[service, city][year]

    def settle(self) -> None:
        """End a year: whatever connected cities can be served without further cost is served."""
        for service_id, city in sorted(self.sites_of):
            if (service_id, city) not in self.served:
                self._serve_free(service_id, city)

    def _serve_free(self, service_id: str, city: str) -> None:
        if self.case.model.services[service_id].connected and city not in self.connected:
            return
        for site in self.sites_of[service_id, city]:
            if site in self.done and (self.mode[service_id] == "cover" or self._has_room(site, service_id, [city])):
                self._assign(service_id, city, site)
                return
