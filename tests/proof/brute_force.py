"""Every choice of start years, modules and served cities of a small case, tried one by one; money by a small LP.

Nothing of the planner is used: rules come from the contract of the model file, and are checked on arrays over all
choices at once. Goals are taken in their order, best choice first, so that few LPs are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeVar

import numpy as np

from tests.proof.brute_facts import Facts, Project
from tests.proof.brute_money import Money
from tests.proof.random_case import RandomCase

EPS = 1e-7
T = TypeVar("T")


@dataclass(frozen=True)
class Optimum:
    """Values of the goals in their order, each the best that leaves the earlier ones within their tolerance."""

    goals: dict[str, float]


def options(project: Project, years: int) -> list[tuple[int, ...]]:
    """What may become of a project: modules in place by year (sites with modules), else 0 or 1 by year."""
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


def served_keys(facts: Facts) -> list[tuple[str, str]]:
    """(service, city) whose years of service are tried out; the others are served as soon as they can be."""
    services = facts.model["services"]
    return [key for key in sorted(facts.near) if services[key[0]]["mode"] == "capacity" or unwelcome(facts, key[0])]


def unwelcome(facts: Facts, service: str) -> bool:
    """Whether serving more cities can break a rule or spoil a goal, so that it may be better not to."""
    speaking = {service} | {name for name, status in facts.model["statuses"].items() if service in status["services"]}

    def mentions(name: str) -> bool:
        own = facts.model["indicators"].get(name)
        if own:
            return any(mentions(part) for part in own["terms"])
        return name == "benefit" or name.split(".")[-1] in speaking

    rules = [rule["indicator"] for rule in facts.model["rules"].values() if rule["kind"] != "floor"]
    rules += [limit["indicator"] for limit in facts.model["limits"].values() if "at_most" in limit]
    rules += [goal["indicator"] for goal in facts.model["goals"].values() if goal["sense"] == "min"]
    return any(mentions(name) for name in rules)


def count_choices(case: RandomCase) -> tuple[int, int]:
    """Choices of start years and modules, and of years of service, before any rule."""
    facts = Facts(case)
    starts = 1
    for project in facts.projects:
        starts *= max(1, len(options(project, facts.T)))
    return starts, (facts.T + 1) ** len(served_keys(facts))


def open_projects(case: RandomCase) -> list[tuple[str, str, str]]:
    """(measure, city, to) of the projects that leave a choice."""
    facts = Facts(case)
    return [(p.measure, p.city, p.to) for p in facts.projects if not p.built and len(options(p, facts.T)) > 1]


class Choices:
    """All physically possible choices of a case.

    Attributes:
        stock: (choices × projects × years) modules, or 0/1 in service.
        done: (choices × projects × years) in service.
        connected: (choices × years) by place.
        served: (choices × years) by (service, city), reached services.
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
        self._keep(self._linked() & self._required(lambda kind: kind != "served"))
        self._serve()

    def _take(self, stock: np.ndarray, served: dict[tuple[str, str], np.ndarray]) -> None:
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

    def _linked(self) -> np.ndarray:
        ok = np.ones(self.n, dtype=bool)
        for number, project in enumerate(self.facts.projects):
            if project.kind == "uplink" and not project.built:
                ok &= (~self.done[:, number] | self.connected[project.to]).all(axis=1)
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
            return self.served.get((ref, city), np.zeros((self.n, self.facts.T), dtype=bool))
        number = self.facts.at.get(f"{ref}:{city}")
        return self.done[:, number] if number is not None else np.zeros((self.n, self.facts.T), dtype=bool)

    # Who is served.

    def _serve(self) -> None:
        facts = self.facts
        can = {key: self._able(*key) for key in facts.near}
        tried = served_keys(facts)
        settled = {key: can[key] for key in can if key not in tried}
        stocks, served = [], []
        for begins in product(range(facts.T + 1), repeat=len(tried)):
            ok = np.ones(self.n, dtype=bool)
            years = {key: np.arange(facts.T) >= begin for key, begin in zip(tried, begins, strict=True)}
            for key, mine in years.items():
                ok &= (can[key] | ~mine).all(axis=1)
            if ok.any():
                ok &= self._carried({key: mine for key, mine in years.items() if self._is_capacity(key[0])})
            if ok.any():
                stocks.append(self.stock[ok])
                every = {key: np.broadcast_to(mine, (int(ok.sum()), facts.T)) for key, mine in years.items()}
                served.append(every | {key: values[ok] for key, values in settled.items()})
        if not stocks:
            self._keep(np.zeros(self.n, dtype=bool))
            return
        together = {key: np.concatenate([part[key] for part in served]) for key in can}
        self._take(np.concatenate(stocks), together)
        self._keep(self._required(lambda kind: True))

    def _is_capacity(self, service: str) -> bool:
        return bool(self.facts.model["services"][service]["mode"] == "capacity")

    def _able(self, service: str, city: str) -> np.ndarray:
        """(choices × years) a site in reach is in service, and the city connected where that is asked."""
        numbers = [self.facts.at[site] for site, _ in self.facts.near[service, city]]
        able = np.asarray(self.done[:, numbers].any(axis=1))
        if self.facts.model["services"][service].get("connected", True):
            able = able & self.connected[city]
        return able

    def _carried(self, served: dict[tuple[str, str], np.ndarray]) -> np.ndarray:
        """Choices in which the sites' modules can carry what is served and are filled enough, every year.

        By Hoffman's theorem: no set of cities needs more than its sites hold, and no set of sites must carry more than
        the cities that reach it have.
        """
        facts, ok = self.facts, np.ones(self.n, dtype=bool)
        sites = sorted({site for key in facts.near if self._is_capacity(key[0]) for site, _ in facts.near[key]})
        for t in range(facts.T):
            cities = [key for key, mine in served.items() if mine[t]]
            demand = {key: facts.demand(key[0], key[1], t) for key in cities}
            for group in _subsets(cities):
                room = np.zeros(self.n)
                for site in {site for key in group for site, _ in facts.near[key]}:
                    room += self._room(site, t)
                ok &= room >= sum(demand[key] for key in group) - EPS
            for some in _subsets(sites):
                least = np.zeros(self.n)
                for site in some:
                    least += self._least(site, t)
                # A city counts for these sites only where one of them that it reaches is in service.
                reached = np.zeros(self.n)
                for key in cities:
                    there = [facts.at[site] for site, _ in facts.near[key] if site in some]
                    if there:
                        reached += demand[key] * self.done[:, there, t].any(axis=1)
                ok &= least <= reached + EPS
        return ok

    def _room(self, site: str, t: int) -> np.ndarray:
        number = self.facts.at[site]
        project = self.facts.projects[number]
        return self.stock[:, number, t] * float(project.capacity or 0)

    def _least(self, site: str, t: int) -> np.ndarray:
        number = self.facts.at[site]
        project = self.facts.projects[number]
        fill = max(
            s.get("min_fill", 0) for s in self.facts.model["services"].values() if s["measure"] == project.measure
        )
        if not project.first <= t <= project.last:
            return np.zeros(self.n)
        return np.asarray(fill * float(project.capacity or 0) * (self.stock[:, number, t] - project.built_modules))


def _subsets(items: list[T]) -> Iterator[tuple[T, ...]]:
    for size in range(1, len(items) + 1):
        yield from combinations(items, size)


class Values:
    """Physical indicators over all choices at once: what a city adds to an indicator in a year."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.facts = choices.facts
        self._known: dict[tuple[str, str, int], np.ndarray] = {}
        time = self.facts.model["time"]
        self.stock_weight = [1.0] * (self.facts.T - 1) + [float(time.get("terminal_years", 5))]
        self.rate = float(time.get("discount_rate", 0.08))

    def total(self, name: str, by: str, group: str, years: list[int]) -> np.ndarray:
        """(choices,) the physical part of an indicator's sum over a group and years (positions), undivided."""
        found = np.zeros(self.choices.n)
        for city in self.facts.inside(by, group):
            for t in years:
                found = found + self.of_city(name, city, t)
        return found

    def of_city(self, name: str, city: str, t: int) -> np.ndarray:
        """(choices,) what one city adds in year position ``t``."""
        if (name, city, t) not in self._known:
            self._known[name, city, t] = np.asarray(self._of_city(name, city, t), dtype=float)
        return self._known[name, city, t]

    def _of_city(self, name: str, city: str, t: int) -> np.ndarray:
        own = self.facts.model["indicators"].get(name)
        if own:
            return self._sum(weight * self.of_city(part, city, t) for part, weight in own["terms"].items())
        head, _, tail = name.partition(".")
        if head == "share":
            return self.of_city(tail, city, t)
        if head in ("cities", "residents"):
            people = self.facts.people(tail, city) if head == "residents" else 1.0
            return np.asarray(people * self.state(tail, city)[:, t] * (city in self.facts.small))
        if head == "benefit":
            services = self.facts.model["services"]
            names = [tail] if tail else services
            weight = self.stock_weight[t]
            return self._sum(weight * services[s]["weight"] * self.of_city(f"residents.{s}", city, t) for s in names)
        if head == "cost":
            return np.asarray(self.of_city("spend.total", city, t) + self.of_city("opex.total", city, t))
        if head == "pv":
            return np.asarray(self.of_city("cost.total", city, t) / (1 + self.rate) ** t)
        found = np.zeros(self.choices.n)
        for number, project in enumerate(self.facts.projects):
            if project.city == city and tail in ("total", project.measure):
                found = found + self._of_project(head, number, project, t)
        return found

    def _sum(self, parts: Iterable[np.ndarray]) -> np.ndarray:
        found = np.zeros(self.choices.n)
        for part in parts:
            found = found + part
        return found

    def _of_project(self, head: str, number: int, project: Project, t: int) -> np.ndarray:
        done, stock = self.choices.done[:, number], self.choices.stock[:, number]
        modules = stock[:, t] - project.built_modules if project.capacity is not None else 0
        if head == "projects":
            return done[:, t] * float(not project.built)
        if head == "modules":
            return modules * np.ones(self.choices.n)
        if head == "spend":
            return self.spend(number)[:, t]
        if head == "opex":
            return self.stock_weight[t] * (
                project.opex * done[:, t] + project.opex_share * project.module_capex * modules
            )
        return np.zeros(self.choices.n)

    def spend(self, number: int) -> np.ndarray:
        """(choices × years) capex of a project."""
        project = self.facts.projects[number]
        before = np.full((self.choices.n, 1), project.built)
        started = np.diff(np.hstack([before, self.choices.done[:, number]]).astype(int), axis=1)
        found = project.capex * started
        if project.capacity is not None:
            held = np.hstack([np.full((self.choices.n, 1), project.built_modules), self.choices.stock[:, number]])
            found = found + project.module_capex * np.diff(held, axis=1)
        return np.asarray(found, dtype=float)

    def state(self, name: str, city: str) -> np.ndarray:
        """(choices × years) whether a city has a service, a status or a connection."""
        choices = self.choices
        if name == "connected":
            return choices.connected[city]
        status = self.facts.model["statuses"].get(name)
        if status:
            parts = [self.state(part, city) for part in status["services"]]
            parts += [choices.connected[city]] if status.get("connected") else []
            return np.asarray(np.logical_and.reduce(parts))
        service = self.facts.model["services"][name]
        if service["mode"] == "own":
            number = self.facts.at.get(f"{service['measure']}:{city}")
            return choices.done[:, number] if number is not None else np.zeros((choices.n, self.facts.T), dtype=bool)
        return choices.served.get((name, city), np.zeros((choices.n, self.facts.T), dtype=bool))


def best(case: RandomCase) -> Optimum | None:
    """The values of all goals, or None if no plan keeps the rules."""
    facts = Facts(case)
    choices = Choices(facts)
    money = Money(facts, choices, Values(choices))
    alive = np.flatnonzero(money.rules_without_money() & money.affordable())
    goals = {}
    for name, goal in sorted(facts.model["goals"].items(), key=lambda item: item[1]["order"]):
        value = money.optimise(goal, alive)
        if value is None:
            return None
        goals[name] = value
        alive = money.keep(goal, value, alive)
    return Optimum(goals)
