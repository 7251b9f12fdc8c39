"""Every choice of start years, modules and years of service of a small case that the physical rules allow."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import numpy as np

from tests.proof.brute_facts import Facts, Project
from tests.proof.brute_flows import EPS, Flows, subsets
from tests.proof.brute_rings import Rings

#: (service, city)
Key = tuple[str, str]


def options(project: Project, years: int) -> list[tuple[int, ...]]:
    """What may become of a project: modules in place by year (where it has some), else 0 or 1 by year."""
    most = project.most_modules if project.capacity is not None else 1
    before = project.built_modules if project.built else 0
    if project.built and project.capacity is None:
        return [(1,) * years]
    found = []
    for path in product(range(before, max(most, before) + 1), repeat=years):
        steps = [after - earlier for earlier, after in zip((before, *path), path, strict=False)]
        if any(step < 0 for step in steps):
            continue
        if any(step and not project.first <= t <= project.last for t, step in enumerate(steps)):
            continue
        if project.by is not None and not path[project.by]:
            continue
        found.append(path)
    return found


def served_keys(facts: Facts) -> list[Key]:
    """(service, city) whose years of service are tried out; the others are served as soon as they can be."""
    services = facts.model["services"]
    tried = [key for key in facts.near if services[key[0]]["mode"] == "capacity" or unwelcome(facts, key[0])]
    for name, places in facts.protectable.items():
        # Protecting a city takes up wavelengths.
        ring = services[name].get("resilience") == "ring"  # where links land for one city may cost another its way
        if ring or unwelcome(facts, name) or facts.traffic_entries(services[name]["measure"]):
            tried += [(name, city) for city in places - facts.core]
    return sorted(tried)


def unwelcome(facts: Facts, service: str) -> bool:
    """Whether serving more cities can break a rule or spoil a goal, so that it may be better not to."""
    model = facts.model
    speaking = {service} | {n for n, status in model["statuses"].items() if service in status.get("services", ())}

    def mentions(name: str) -> bool:
        own = model["indicators"].get(name)
        if own:
            return any(mentions(part) for part in own["terms"])
        head, _, tail = name.partition(".")
        if head == "equity":
            return mentions(model["rules"][tail]["indicator"])
        return name == "benefit" or tail.split(".")[-1] in speaking

    welcoming = ("floor", "worst", "least")
    rules = [rule["indicator"] for rule in model["rules"].values() if rule["kind"] not in welcoming]
    rules += [limit["indicator"] for limit in model["limits"].values() if "at_most" in limit]
    rules += [goal["indicator"] for goal in model["goals"].values() if goal["sense"] == "min"]
    return any(mentions(name) for name in rules)


class Choices:
    """All physically possible choices of a case.

    Attributes:
        stock: (choices × projects × years) modules, or 0/1 in service.
        done: (choices × projects × years) in service.
        connected: (choices × years) by place.
        served: (choices × years) by (service, city): reached and protected services.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        ways = [options(project, facts.T) for project in facts.projects]
        if any(not way for way in ways):
            self._take(np.zeros((0, len(ways), facts.T), dtype=int), {})
            return
        paths = list(product(*ways))
        stock = np.array(paths, dtype=int).reshape(len(paths), len(ways), facts.T)
        self._take(stock, {})
        self._keep(self._linked() & self._required(lambda kind: kind != "served") & self._obliged())
        self._serve()

    def _take(self, stock: np.ndarray, served: dict[Key, np.ndarray]) -> None:
        facts = self.facts
        self.stock, self.served = stock, served
        self.n = len(stock)
        self.done = stock > 0
        for number, project in enumerate(facts.projects):
            if project.built:
                self.done[:, number, :] = True
        self.connected = {place: self._connection(place) for place in facts.places}

    def _connection(self, place: str) -> np.ndarray:
        if place in self.facts.core:
            return np.ones((self.n, self.facts.T), dtype=bool)
        found = np.zeros((self.n, self.facts.T), dtype=bool)
        for number, project in enumerate(self.facts.projects):
            if project.kind == "uplink" and project.city == place:
                found |= self.done[:, number]
        return found

    def _keep(self, wanted: np.ndarray) -> None:
        self._take(self.stock[wanted], {key: values[wanted] for key, values in self.served.items()})

    def started(self, number: int) -> np.ndarray:
        """(choices × years) 1 in the year in which a project starts."""
        before = np.full((self.n, 1), self.facts.projects[number].built)
        return np.diff(np.hstack([before, self.done[:, number]]).astype(int), axis=1)

    def added(self, number: int) -> np.ndarray:
        """(choices × years) modules added to a project; 0 without modules."""
        project = self.facts.projects[number]
        if project.capacity is None:
            return np.zeros((self.n, self.facts.T), dtype=int)
        held = np.hstack([np.full((self.n, 1), project.built_modules), self.stock[:, number]])
        return np.diff(held, axis=1)

    def _linked(self) -> np.ndarray:
        ok = np.ones(self.n, dtype=bool)
        for number, project in enumerate(self.facts.projects):
            if project.kind == "uplink" and not project.built:
                ok &= (~self.done[:, number] | self.connected[project.to]).all(axis=1)
        return ok

    def _obliged(self) -> np.ndarray:
        """Choices that meet every obligation."""
        facts, ok = self.facts, np.ones(self.n, dtype=bool)
        for duty in facts.model["obligations"].values():
            bound = [
                number
                for number, p in enumerate(facts.projects)
                if p.measure in duty["measures"] and facts.fits(duty.get("where", {}), p.city)
            ]
            by = duty.get("by_year", facts.years[-1]) - facts.years[0]
            needed = math.ceil(round(duty.get("at_least", 1) * len(bound), 9))
            ok &= self.done[:, bound, by].sum(axis=1) >= needed
        return ok

    def _required(self, settled: Callable[[str], bool]) -> np.ndarray:
        """Choices that meet every requirement all of whose alternatives are settled."""
        facts, ok = self.facts, np.ones(self.n, dtype=bool)
        for number, project in enumerate(facts.projects):
            if project.built:
                continue
            for needed in facts.model["measures"][project.measure].get("requires", {}).values():
                alternatives = facts.alternatives(needed)
                if not all(settled(kind) for kind, _ in alternatives):
                    continue
                met = np.zeros((self.n, facts.T), dtype=int)
                for kind, ref in alternatives:
                    met += self._holds(kind, ref, project.city)
                ok &= (~self.done[:, number] | (met >= needed.get("count", 1))).all(axis=1)
        return ok

    def _holds(self, kind: str, ref: str, city: str) -> np.ndarray:
        if kind == "connected":
            return self.connected[city]
        if kind == "served":
            return self.has(ref, city)
        number = self.facts.at.get(f"{ref}:{city}")
        return self.done[:, number] if number is not None else np.zeros((self.n, self.facts.T), dtype=bool)

    def has(self, service: str, city: str) -> np.ndarray:
        """(choices × years) whether a city has a reached or protected service."""
        if service in self.facts.protecting and city in self.facts.core:
            return np.ones((self.n, self.facts.T), dtype=bool)
        return self.served.get((service, city), np.zeros((self.n, self.facts.T), dtype=bool))

    # Who is served.

    def _serve(self) -> None:
        tried = served_keys(self.facts)
        can = {key: self._able(*key) for key in self.facts.near}
        rings = {
            name: Rings(self.facts, name, self.done, self.connected)
            for name in self.facts.protecting
            if self.facts.model["services"][name].get("resilience") == "ring"
        }
        settled = {key: can[key] for key in can if key not in tried} | self._protected_at_once(tried)
        stocks: list[np.ndarray] = []
        served: list[dict[Key, np.ndarray]] = []
        for begins in product(range(self.facts.T + 1), repeat=len(tried)):
            years = {key: np.arange(self.facts.T) >= begin for key, begin in zip(tried, begins, strict=True)}
            ok = self._allowed(years, can)
            for name, ring in rings.items():
                ok &= ring.allow({city: mine for (service, city), mine in years.items() if service == name})
            if ok.any():
                stocks.append(self.stock[ok])
                every = {key: np.broadcast_to(mine, (int(ok.sum()), self.facts.T)) for key, mine in years.items()}
                served.append(every | {key: values[ok] for key, values in settled.items()})
        if not stocks:
            self._keep(np.zeros(self.n, dtype=bool))
            return
        together = {key: np.concatenate([part[key] for part in served]) for key in served[0]}
        self._take(np.concatenate(stocks), together)
        self._keep(self._required(lambda kind: True))

    def _allowed(self, years: dict[Key, np.ndarray], can: dict[Key, np.ndarray]) -> np.ndarray:
        """Choices in which these cities can be served in these years."""
        ok = np.ones(self.n, dtype=bool)
        for key, mine in years.items():
            if self.facts.model["services"][key[0]].get("resilience") != "ring":
                able = can[key] if key in can else self._two_ways(key, years)
                ok &= (able | ~mine).all(axis=1)
        if ok.any():
            ok &= self._carried({key: mine for key, mine in years.items() if self._is_capacity(key[0])})
        if ok.any():
            ok &= self._flowing({key: mine for key, mine in years.items() if key[0] in self.facts.protecting})
        return ok

    def _is_capacity(self, service: str) -> bool:
        return bool(self.facts.model["services"][service]["mode"] == "capacity")

    def _able(self, service: str, city: str) -> np.ndarray:
        """(choices × years) a site in reach is in service, and the city connected where that is asked."""
        numbers = [self.facts.at[site] for site, _ in self.facts.near[service, city]]
        able = np.asarray(self.done[:, numbers].any(axis=1))
        if self.facts.model["services"][service].get("connected", True):
            able = able & self.connected[city]
        return able

    # Protection and traffic.

    def _two_ways(self, key: Key, protected: dict[Key, np.ndarray]) -> np.ndarray:
        """(choices × years) two uplinks apart are in service and end at protected places."""
        service, city = key
        found = np.zeros((self.n, self.facts.T), dtype=bool)
        for pair in self.facts.ways(service, city):
            both = np.ones((self.n, self.facts.T), dtype=bool)
            for link in pair:
                both &= self.done[:, self.facts.at[link.id]]
                if link.to not in self.facts.core:
                    both &= protected.get((service, link.to), np.zeros(self.facts.T, dtype=bool))
            found |= both
        return found

    def _protected_at_once(self, tried: list[Key]) -> dict[Key, np.ndarray]:
        """Protection of every city as soon as it can be, for services that are not tried out."""
        found: dict[Key, np.ndarray] = {}
        for name, places in self.facts.protectable.items():
            keys = [(name, city) for city in sorted(places - self.facts.core)]
            if keys and keys[0] not in tried:
                found |= {key: np.zeros((self.n, self.facts.T), dtype=bool) for key in keys}
                # As often as there are cities: protection passes on one city a time.
                for _ in keys:
                    found |= {key: self._two_ways(key, found) for key in keys}
        return found

    def _flowing(self, protected: dict[Key, np.ndarray]) -> np.ndarray:
        """Choices whose wavelengths carry all traffic, every year."""
        facts, ok = self.facts, np.ones(self.n, dtype=bool)
        for measure in facts.model["measures"]:
            if facts.traffic_entries(measure):
                for t in range(facts.T):
                    links = [p.id for p in facts.projects if p.measure == measure]
                    modules = {link: self.stock[:, facts.at[link], t] for link in links}
                    connected = {place: values[:, t] for place, values in self.connected.items()}
                    flows = Flows(facts, measure, modules, connected, self.n)
                    ok &= flows.carried({key: bool(mine[t]) for key, mine in protected.items()})
        return ok

    # Capacity.

    def _carried(self, served: dict[Key, np.ndarray]) -> np.ndarray:
        """Choices in which the sites' modules can carry what is served and are filled enough, every year.

        By Hoffman's theorem: no set of demands needs more than its sites hold, and no set of sites must carry more than
        the demands that reach it.
        """
        facts, ok = self.facts, np.ones(self.n, dtype=bool)
        sites = sorted({site for key in facts.near if self._is_capacity(key[0]) for site, _ in facts.near[key]})
        for t in range(facts.T):
            demands = self._demands(served, t)
            for group in subsets(demands):
                room = np.zeros(self.n)
                for site in {site for there, _ in group for site in there}:
                    room += self._room(site, t)
                ok &= room >= sum(amount for _, amount in group) - EPS
            for some in subsets(sites):
                least = np.zeros(self.n)
                for site in some:
                    least += self._least(site, t)
                # A demand counts for these sites only where one of them that it reaches is in service.
                reached = np.zeros(self.n)
                for there, amount in demands:
                    numbers = [facts.at[site] for site in there if site in some]
                    if numbers:
                        reached += amount * self.done[:, numbers, t].any(axis=1)
                ok &= least <= reached + EPS
        return ok

    def _demands(self, served: dict[Key, np.ndarray], t: int) -> list[tuple[list[str], np.ndarray]]:
        """(sites in reach, amount by choice) of each city served and each project in service with a load."""
        facts = self.facts
        found = [
            ([site for site, _ in facts.near[key]], np.full(self.n, facts.demand(*key, t)))
            for key, mine in served.items() if mine[t]
        ]  # fmt: skip
        for number, project in enumerate(facts.projects):
            for service, load in project.loads.items():
                sites = [site for site, _ in facts.near.get((service, project.city), ())]
                found.append((sites, load * self.done[:, number, t]))
        return found

    def _room(self, site: str, t: int) -> np.ndarray:
        number = self.facts.at[site]
        return self.stock[:, number, t] * float(self.facts.projects[number].capacity or 0)

    def _least(self, site: str, t: int) -> np.ndarray:
        number = self.facts.at[site]
        project = self.facts.projects[number]
        services = self.facts.model["services"].values()
        fill = max(s.get("min_fill", 0) for s in services if s["measure"] == project.measure)
        if not project.first <= t <= project.last:
            return np.zeros(self.n)
        return np.asarray(fill * float(project.capacity or 0) * (self.stock[:, number, t] - project.built_modules))
