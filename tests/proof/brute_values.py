"""Physical indicators over all choices at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tests.proof.brute_choices import Choices
from tests.proof.brute_facts import Project
from tests.proof.brute_worth import gap, module_gap, worth


class Values:
    """What a city adds to an indicator in a year, over all choices; money that depends on who pays is left out."""

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
            return self._sum(
                weight * services[s].get("weight", 0) * self.of_city(f"residents.{s}", city, t) for s in names
            )
        if head == "cost":
            return np.asarray(self.of_city("spend.total", city, t) + self.of_city("opex.total", city, t))
        if head == "pv":
            return np.asarray(self.of_city("cost.total", city, t) / (1 + self.rate) ** t)
        return self._sum(
            self._of_project(head, tail, number, project, t)
            for number, project in enumerate(self.facts.projects)
            if project.city == city and (tail in ("total", project.measure) or head in ("npv", "effect"))
        )

    def _sum(self, parts: Iterable[np.ndarray]) -> np.ndarray:
        found = np.zeros(self.choices.n)
        for part in parts:
            found = found + part
        return found

    def _of_project(self, head: str, tail: str, number: int, project: Project, t: int) -> np.ndarray:
        done, stock = self.choices.done[:, number, t], self.choices.stock[:, number, t]
        modules = stock - project.built_modules if project.capacity is not None else np.zeros(self.choices.n)
        value = worth(self.facts, project)
        if head == "projects":
            return done * float(not project.built)
        if head == "modules":
            return modules
        if head == "spend":
            return self.spend(number)[:, t]
        if head == "opex":
            each = project.opex_share * project.module_capex
            return np.asarray(self.stock_weight[t] * (project.opex * done + each * modules))
        if head == "revenue":
            return np.asarray(self.stock_weight[t] * (value.revenue * done + value.module_revenue * modules))
        if head == "effect":
            amount = self.facts.model["measures"][project.measure].get("effects", {}).get(tail)
            counts = amount and project.city in self.facts.small
            return done * (self.facts.amount(amount, project.city) if counts else 0.0)
        started, added = self.choices.started(number)[:, t], self.choices.added(number)[:, t]
        if head == "need":
            return np.asarray(gap(self.facts, project) * started + module_gap(self.facts, project) * added)
        if head == "npv":
            net = (value.pv_revenue - value.pv_opex) * started
            net = net + (value.module_pv_revenue - value.module_pv_opex) * added
            return np.asarray(net * self.part(tail, project.account) / (1 + self.rate) ** t)
        return np.zeros(self.choices.n)

    def part(self, carrier: str, account: str) -> float:
        """Share of a carrier (or ``total``) in what projects of an account earn."""
        model = self.facts.model
        if carrier == "total":
            return 1.0
        lead, *joined = account.split("+")
        if lead == "shared":
            paying = {c: spec for c, spec in model["carriers"].items() if not spec.get("measures") or c in joined}
            means = {c: sum(spec["budget"].values()) for c, spec in paying.items()}
            equal = 1 / len(means) if carrier in means else 0.0
            return means.get(carrier, 0) / sum(means.values()) if sum(means.values()) else equal
        if lead in model["co_builds"]:
            return float(model["co_builds"][lead]["shares"].get(carrier, 0.0))
        return float(lead == carrier)

    def spend(self, number: int) -> np.ndarray:
        """(choices × years) capex of a project in the years in which it is paid."""
        project = self.facts.projects[number]
        costs = project.capex * self.choices.started(number) + project.module_capex * self.choices.added(number)
        paid = np.zeros(costs.shape)
        for ready in range(self.facts.T):
            for t, part in self.facts.pays(project, ready).items():
                if t >= 0:  # nothing goes into service so early that it would have been paid before the first year
                    paid[:, t] += part * costs[:, ready]
        return paid

    def state(self, name: str, city: str) -> np.ndarray:
        """(choices × years) whether a city has a service, a status or a connection."""
        choices = self.choices
        if name == "connected":
            return choices.connected[city]
        status = self.facts.model["statuses"].get(name)
        if status:
            parts = [self.state(part, city) for part in status.get("services", ())]
            parts += [choices.connected[city]] if status.get("connected") else []
            parts += [self._met(threshold, city) for threshold in status.get("thresholds", {}).values()]
            return np.asarray(np.logical_and.reduce(parts))
        service = self.facts.model["services"][name]
        if service["mode"] != "own":
            return choices.has(name, city)
        number = self.facts.at.get(f"{service['measure']}:{city}")
        return choices.done[:, number] if number is not None else np.zeros((choices.n, self.facts.T), dtype=bool)

    def _met(self, threshold: dict[str, object], city: str) -> np.ndarray:
        """(choices × years) whether a city's figure, raised by its projects, reaches what is needed."""
        start = threshold.get("start", 0)
        figure = np.full(
            (self.choices.n, self.facts.T),
            float(self.facts.places[city][start] if isinstance(start, str) else start),  # type: ignore[arg-type]
        )
        adds = threshold["adds"]
        assert isinstance(adds, dict)
        for measure, amount in adds.items():
            number = self.facts.at.get(f"{measure}:{city}")
            if number is not None:
                figure = figure + self.facts.amount(amount, city) * self.choices.done[:, number]
        return np.asarray(figure >= float(threshold["at_least"]) - 1e-9)  # type: ignore[arg-type]
