"""A plan made step by step: what a project still needs, what it costs with that, and who pays.

Shared by both baselines. The state is by year: years are opened in order, everything started in a year stays. Cities
are connected by the cheapest chain of uplinks, whole cities and whole loads of projects are assigned to the nearest
site with room, a site with modules is opened only with enough cities to fill one, and uplinks get the wavelengths that
the traffic behind them needs.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from planner.solve.carriage import Carriage
from planner.solve.facts import Facts, Item
from planner.solve.purse import Purse

_ROOM = 1e-9


@dataclass(slots=True)
class Bundle:
    """Projects to start together.

    Attributes:
        projects: those not yet done, requirements first.
        linked: cities that their uplinks connect.
        modules: modules to add by site or uplink.
        serves: (service, city, site) assigned with it.
        takes: (service, project, site) assigned with it.
        traffic: Gbps to add by uplink.
        cost: million yuan.
    """

    projects: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    modules: dict[str, int] = field(default_factory=dict)
    serves: list[tuple[str, str, str]] = field(default_factory=list)
    takes: list[tuple[str, str, str]] = field(default_factory=list)
    traffic: dict[str, float] = field(default_factory=dict)
    cost: float = 0.0

    def copy(self) -> Bundle:
        """An independent bundle, for a trial."""
        return Bundle(
            list(self.projects),
            set(self.linked),
            dict(self.modules),
            list(self.serves),
            list(self.takes),
            dict(self.traffic),
            self.cost,
        )


class Greedy:
    """State of a greedy plan; see the module.

    Attributes:
        done: year of start by project; the first planning year for what exists.
        modules: modules by site or uplink.
        served: (site, year since) by (service, city), reached services only.
        taken: (site, year since) by (service, project).
        carriage: traffic on uplinks.
        flows: Gbps by (uplink, year) in which it changed.
        connected: places that are connected now.
        startable: projects that may start in the year at hand.
        payments: million yuan by family of variables and key.
        added: modules by (site or uplink, year) in which some were added.
    """

    def __init__(self, facts: Facts) -> None:
        case = facts.case
        self.facts, self.case, self.year = facts, case, case.years[0]
        self.purse = Purse(facts)
        self.done = {name: case.years[0] for name, item in facts.items.items() if item.status == "built"}
        self.modules = {name: item.built_modules for name, item in facts.items.items() if item.built_modules > 0}
        self.served: dict[tuple[str, str], tuple[str, int]] = {}
        self.taken: dict[tuple[str, str], tuple[str, int]] = {}
        self.carriage = Carriage(facts)
        self.flows = {(link, case.years[0]): load for link, load in self.carriage.load.items()}
        self.connected = set(facts.core)
        self.connected.update(facts.items[name].city for name in self.done if facts.items[name].kind == "uplink")
        self.payments: dict[str, dict[tuple[object, ...], float]] = {}
        self.added: dict[tuple[str, int], int] = {}
        self._load: dict[str, dict[int, float]] = {}
        self._unserved = sorted(facts.sites_of)
        self.startable: frozenset[str] = frozenset()
        self._dark: frozenset[str] = frozenset()  # existing uplinks that lack wavelengths which could not be paid yet
        self._route: dict[str, str] = {}

    def open(self, year: int) -> None:
        """Begin a year."""
        self.year = year
        self.startable = frozenset(
            name
            for name, item in self.facts.items.items()
            if item.status != "built" and item.first_year <= year <= item.last_year
        )
        self.purse.open(year)
        self._dark = frozenset(
            link
            for link in self.carriage.missing(self.modules)
            if self.facts.items[link].first_year <= year <= self.facts.items[link].last_year
        )
        self._light()
        self.find_routes()

    def _light(self, province: str | None = None) -> None:
        """Buy the wavelengths that existing uplinks lack, each as soon as it can be paid.

        Where a carrier may pay only a share of what all pay in a province, that may be only after others have paid.

        Args:
            province: only its uplinks; default all.
        """
        waiting, self._dark = self._dark, frozenset()
        items, left = self.facts.items, set(waiting)
        lacking = self.carriage.missing(self.modules)
        for link in sorted(waiting):
            near = province is None or items[link].province == province
            if near and (link not in lacking or self.start(Bundle(modules={link: lacking[link]}))):
                left.discard(link)
        self._dark = frozenset(left)

    def find_routes(self) -> None:
        """Cheapest next uplink of every unconnected city (Dijkstra from the connected places)."""
        items, year = self.facts.items, self.year
        costs = dict.fromkeys(sorted(self.connected), 0.0)
        heap = [(0.0, city) for city in costs]
        self._route = {}
        while heap:
            cost, place = heapq.heappop(heap)
            if cost > costs[place]:
                continue
            for link in self.facts.links_to.get(place, ()):
                item = items[link]
                if item.city in self.connected or link not in self.startable:
                    continue
                total = cost + item.capex[year] + (item.module_capex[year] if item.capacity is not None else 0.0)
                if total < costs.get(item.city, float("inf")):
                    costs[item.city], self._route[item.city] = total, link
                    heapq.heappush(heap, (total, item.city))

    def bundle(self, project: str) -> Bundle | None:
        """The project with everything it still needs, or None if that cannot be had this year."""
        found = Bundle()
        return found if self._add(found, project, set()) and self._carry(found) else None

    def _carry(self, bundle: Bundle) -> bool:
        """Give the bundle's uplinks, and those above them, the wavelengths that its traffic needs."""
        links = [name for name in bundle.projects if self.facts.items[name].kind == "uplink"]
        found = self.carriage.extend(links, self.modules)
        if found is None:
            return False
        bundle.traffic, lit = found
        items = self.facts.items
        for link, count in lit.items():
            if not items[link].first_year <= self.year <= items[link].last_year:
                return False
            bundle.modules[link] = count
            bundle.cost += count * items[link].module_capex[self.year]
        return True

    def _add(self, bundle: Bundle, project: str, above: set[str]) -> bool:
        """Add a project and its needs; False leaves the bundle in pieces. ``above`` are the projects that need it."""
        if project in self.done or project in bundle.projects:
            return True
        if project in above or project not in self.startable:
            return False
        item = self.facts.items[project]
        if item.needs:
            above.add(project)
            for count, alternatives in item.needs:
                if not self._require(bundle, item.city, count, alternatives, above):
                    above.discard(project)
                    return False
            above.discard(project)
        if item.kind == "uplink":
            if not self._connect(bundle, item.to, above):
                return False
            bundle.linked.add(item.city)
        if not self._load_sites(bundle, item):
            return False
        bundle.projects.append(project)
        bundle.cost += item.capex[self.year]
        return item.capacity is None or item.kind != "site" or self._fill(bundle, item)

    def _load_sites(self, bundle: Bundle, item: Item) -> bool:
        """Find a site in service with room for each demand that the project adds."""
        for service, demand in self.facts.loads.get(item.name, ()):
            amounts = dict.fromkeys(self.case.years, demand)
            for site in self.facts.sites_of.get((service, item.city), ()):
                if site in self.done and self._room(bundle, site, amounts):
                    bundle.takes.append((service, item.name, site))
                    break
            else:
                return False
        return True

    def _require(
        self, bundle: Bundle, city: str, count: int, alternatives: tuple[tuple[str, str], ...], above: set[str]
    ) -> bool:
        """Fulfil ``count`` alternatives, cheapest first; a choice is made by trials on copies of the bundle."""
        if count < len(alternatives):
            options: list[tuple[float, int]] = []
            for number, (family, ref) in enumerate(alternatives):
                trial = bundle.copy()
                if self._alternative(trial, family, ref, city, above):
                    options.append((trial.cost, number))
            if len(options) < count:
                return False
            alternatives = tuple(alternatives[number] for _, number in sorted(options)[:count])
        for family, ref in alternatives:  # noqa: SIM110 - the innermost loop of the baselines
            if not self._alternative(bundle, family, ref, city, above):
                return False
        return True

    def _alternative(self, bundle: Bundle, family: str, ref: str, city: str, above: set[str]) -> bool:
        if family == "done":
            return ref in self.done or self._add(bundle, ref, above)
        if family == "connected":
            return ref in self.connected or self._connect(bundle, ref, above)
        return self._serve(bundle, ref, city, above)

    def _connect(self, bundle: Bundle, city: str, above: set[str]) -> bool:
        """Add the uplinks of the cheapest route to the core."""
        if city in self.connected or city in bundle.linked:
            return True
        link = self._route.get(city)
        return link is not None and self._add(bundle, link, above)

    def _serve(self, bundle: Bundle, service: str, city: str, above: set[str]) -> bool:
        """Whether the city has, or now gets without a new site, the service."""
        if self.facts.mode[service] == "own":
            project = f"{self.case.model.services[service].measure}:{city}"
            return project in self.facts.items and self._add(bundle, project, above)
        if (service, city) in self.served or any(s == service and c == city for s, c, _ in bundle.serves):
            return True
        if self.case.model.services[service].connected and not self._connect(bundle, city, above):
            return False
        for site in self.facts.sites_of.get((service, city), ()):
            if site in self.done and self._has_room(bundle, site, service, city):
                bundle.serves.append((service, city, site))
                return True
        return False

    def _has_room(self, bundle: Bundle | None, site: str, service: str, city: str) -> bool:
        """Whether the site carries one more city, beside what it has and gets, in every remaining year."""
        if self.facts.mode[service] != "capacity":
            return True
        return self._room(bundle, site, self.facts.demand[service, city])

    def _room(self, bundle: Bundle | None, site: str, demand: dict[int, float]) -> bool:
        """Whether the site carries so much more, beside what it has and gets, in every remaining year."""
        each = self.facts.items[site].capacity
        if each is None:
            return True
        count = self.modules.get(site, 0) + (bundle.modules.get(site, 0) if bundle is not None else 0)
        capacity = each * count + _ROOM
        load, coming = self._load.get(site, {}), list[dict[int, float]]()
        if bundle is not None:
            coming += [self.facts.demand[s, c] for s, c, at in bundle.serves if at == site]
            coming += [self._demand_of(s, project) for s, project, at in bundle.takes if at == site]
        return all(
            load.get(year, 0.0) + sum(other[year] for other in coming) + demand[year] <= capacity
            for year in self.case.years
            if year >= self.year
        )

    def _fill(self, bundle: Bundle, item: Item) -> bool:
        """Give a new site one module and the nearest connected cities that it can carry; False if too few are left."""
        site = item.name
        if item.max_modules < 1:
            return False
        bundle.modules[site] = 1
        bundle.cost += item.module_capex[self.year]
        years = [year for year in self.case.years if year >= self.year]
        load, least = dict.fromkeys(years, 0.0), 0.0
        capacity = item.capacity or 0.0
        taken = {(service, city) for service, city, _ in bundle.serves}
        for name in self.facts.capacity_services.get(item.measure, ()):
            service = self.case.model.services[name]
            least = max(least, service.min_fill)
            for city in self.facts.cities_of.get((name, site), ()):
                if (name, city) in self.served or (name, city) in taken:
                    continue
                if service.connected and city not in self.connected:
                    continue
                demand = self.facts.demand[name, city]
                if all(load[year] + demand[year] <= capacity + _ROOM for year in years):
                    bundle.serves.append((name, city, site))
                    for year in years:
                        load[year] += demand[year]
        return any(at == site for _, _, at in bundle.serves) and min(load.values()) >= least * capacity

    def start(self, bundle: Bundle) -> bool:
        """Pay for a bundle and put it in service this year; False if the money does not suffice."""
        items, year = self.facts.items, self.year
        new = set(bundle.projects)
        growing = [name for name in sorted(bundle.modules) if name not in new]
        paid = self.purse.pay(
            (
                items[name],
                items[name].capex[year] if name in new else 0.0,
                items[name].module_capex[year] * bundle.modules.get(name, 0),
            )
            for name in (*bundle.projects, *growing)
        )
        if paid is None:
            return False
        for payments in paid:
            for (family, key), amount in payments.items():
                record = self.payments.setdefault(family, {})
                record[key] = record.get(key, 0.0) + amount
        for name in bundle.projects:
            self.done[name] = year
        self.connected |= bundle.linked
        for site, count in bundle.modules.items():
            self.modules[site] = self.modules.get(site, 0) + count
            self.added[site, year] = self.modules[site]
        for service, city, site in bundle.serves:
            self._assign(service, city, site)
        for service, project, site in bundle.takes:
            self.taken[service, project] = (site, year)
            self._put(site, self._demand_of(service, project))
        self.carriage.commit((name for name in bundle.projects if items[name].kind == "uplink"), bundle.traffic)
        self.flows |= {(link, year): self.carriage.load[link] for link in bundle.traffic}
        if self._dark:
            self._light(items[(bundle.projects or growing)[0]].province)
        return True

    def _demand_of(self, service: str, project: str) -> dict[int, float]:
        return dict.fromkeys(self.case.years, dict(self.facts.loads[project])[service])

    def _assign(self, service: str, city: str, site: str) -> None:
        self.served[service, city] = (site, self.year)
        if self.facts.mode[service] == "capacity":
            self._put(site, self.facts.demand[service, city])

    def _put(self, site: str, demand: dict[int, float]) -> None:
        load = self._load.setdefault(site, {})
        for year in self.case.years:
            if year >= self.year:
                load[year] = load.get(year, 0.0) + demand[year]

    def settle(self) -> None:
        """Serve whatever connected cities can be served without further cost."""
        self._unserved = [key for key in self._unserved if key not in self.served and not self._serve_free(*key)]

    def _serve_free(self, service: str, city: str) -> bool:
        if self.case.model.services[service].connected and city not in self.connected:
            return False
        for site in self.facts.sites_of[service, city]:
            if site in self.done and self._has_room(None, site, service, city):
                self._assign(service, city, site)
                return True
        return False
