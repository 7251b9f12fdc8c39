"""Which site carries what in one choice: shares of cities' demand and of projects' loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.proof.brute_facts import Project
from tests.proof.brute_program import Affine, Var

if TYPE_CHECKING:
    from tests.proof.brute_lp import ChoiceLp


class Carrying:
    """Variables ``share`` (service, city, site) and ``take`` (service, project, site), and the sites' capacity."""

    def __init__(self, lp: ChoiceLp) -> None:
        self.lp, self.facts, self.program = lp, lp.facts, lp.program
        choices = lp.money.choices
        for (service, city), sites in self.facts.near.items():
            if self.facts.model["services"][service]["mode"] == "capacity":
                years = np.flatnonzero(choices.served[service, city][lp.choice]).tolist()
                self._divide("share", service, city, [site for site, _ in sites], years)
        for number, project in enumerate(self.facts.projects):
            for service in project.loads:
                sites = self.facts.near.get((service, project.city), [])
                years = np.flatnonzero(choices.done[lp.choice, number]).tolist()
                self._divide("take", service, project.id, [site for site, _ in sites], years)
        for number, project in enumerate(self.facts.projects):
            if project.kind == "site" and project.capacity is not None:
                for t in range(self.facts.T):
                    self._carry(number, project, project.capacity, t)

    def _divide(self, kind: str, service: str, whose: str, sites: list[str], years: list[int]) -> None:
        """Shares over the sites in service that add up to the whole."""
        choices = self.lp.money.choices
        for t in years:
            whole = Affine()
            for site in sites:
                if choices.done[self.lp.choice, self.facts.at[site], t]:
                    whole = whole + self.program.var((kind, service, whose, site, t), 1.0)
            self.program.equal.append(whole - 1.0)

    def _carry(self, number: int, project: Project, capacity: float, t: int) -> None:
        """No more than the modules can carry, and no less than what new ones must."""
        services = self.facts.model["services"].values()
        fill = max(service.get("min_fill", 0) for service in services if service["measure"] == project.measure)
        load = Affine()
        for var in self.program.vars:
            if var[0] in ("share", "take") and var[3:] == (project.id, t):
                load = load + self.amount(var) * self.program.one(var)
        have = int(self.lp.money.choices.stock[self.lp.choice, number, t])
        self.program.less.append((load - capacity * have) * (1 / capacity))
        if fill and project.first <= t <= project.last:
            least = fill * capacity * (have - project.built_modules)
            self.program.less.append((least - load) * (1 / capacity))

    def amount(self, var: Var) -> float:
        """Demand behind a share."""
        kind, service, whose, _, t = var
        if kind == "share":
            return self.facts.demand(service, whose, t)
        return self.facts.projects[self.facts.at[whose]].loads[service]


def haul_weight(lp: ChoiceLp, var: Var) -> float:
    """Cost of a whole share in its year, million yuan."""
    _, service, city, site, t = var
    growth = (1 + lp.facts.model["services"][service].get("demand_growth", 0)) ** t
    return float(lp.facts.haul(service, city, site) * growth * lp.money.values.stock_weight[t])
