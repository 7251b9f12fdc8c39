"""Who pays what and which site carries what, in one choice of what is built: a small linear program."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.proof.brute_carrying import Carrying, haul_weight
from tests.proof.brute_facts import Facts, Project
from tests.proof.brute_payers import Payers
from tests.proof.brute_program import Affine, Program, Var

if TYPE_CHECKING:
    from tests.proof.brute_money import Money

#: How far apart two amounts may be and still count as equal.
NEAR = 1e-7
#: Variables that indicators count.
PAYING = ("grant", "local", "enterprise")
PAID_OR_CARRIED = (*PAYING, "share", "package")


def money_matters(facts: Facts, name: str) -> bool:
    """Whether an indicator depends on who pays or on which site carries what."""
    own = facts.model["indicators"].get(name)
    if own:
        return any(money_matters(facts, part) for part in own["terms"])
    head, _, tail = name.partition(".")
    if head == "equity":
        return money_matters(facts, facts.model["rules"][tail]["indicator"])
    if head == "shortfall":
        targets = facts.model["targets"]
        return any(money_matters(facts, t["indicator"]) for key, t in targets.items() if tail in ("", key))
    if head in ("cost", "pv", "haul"):
        return any(
            facts.haul(service, city, site) != 0
            for (service, city), sites in facts.near.items()
            if facts.model["services"][service]["mode"] == "capacity"
            for site, _ in sites
        )
    return head in ("paid", "grant", "load", "npv", "packages")


class ChoiceLp:
    """Grants, local and enterprise money by project, assignments, shortfalls and equity of one choice."""

    def __init__(self, money: Money, choice: int) -> None:
        self.money, self.facts, self.choice = money, money.facts, choice
        self.program = Program()
        self.paying: list[Var] = []
        self.payers = Payers(self)
        if not money.only_payers:
            # Where only payers matter, that the demand can be carried was settled before.
            Carrying(self)
        for key, target, group, least in money.targets():
            if money_matters(self.facts, target["indicator"]):
                self.program.var(("short", key, group, "", 0), least)
        self._write_rules()
        self._write_equity()
        self._branches = self.payers.package_branches(money.counted)

    # Rules.

    def _write_rules(self) -> None:
        for name, rows in self.money.rules():
            if money_matters(self.facts, name):
                self.program.less.extend(rows(self.value))
        for key, target, group, least in self.money.targets():
            name = target["indicator"]
            if money_matters(self.facts, name):
                here = self.value(name, target.get("by", "nation"), group, self.money.span(name, target.get("year")))
                self.program.less.append(least - here - self.program.one(("short", key, group, "", 0)))

    def _write_equity(self) -> None:
        """``equity`` by rule is no better than what the rule measures, where that depends on money."""
        for key, rule in self.facts.model["rules"].items():
            kind, name = rule["kind"], rule["indicator"]
            if kind not in ("worst", "least", "gap", "gini", "order") or not money_matters(self.facts, name):
                continue
            if kind == "order":
                behind = self.program.var(("equity", key, "", "", 0), np.inf)
                self.program.less.extend(lead - behind for lead in self.money.leads(rule, self.value))
                continue
            groups, weight = self.money.compared(rule)
            span = self.money.span(name, rule.get("year"))
            each = {g: self.value(name, rule.get("by", "province"), g, span) for g in groups}
            result = self.program.var(("equity", key, "", "", 0), np.inf, -np.inf)
            self._measure(key, rule, each, weight, result)
            if "at_least" in rule:
                self.program.less.append(rule["at_least"] - result)
            if "at_most" in rule:
                whole = sum((weight[g] * each[g] for g in groups), Affine()) if kind == "gini" else 1.0
                self.program.less.append(result - rule["at_most"] * whole)

    def _measure(
        self, key: str, rule: dict[str, Any], each: dict[str, Affine], weight: dict[str, float], result: Affine
    ) -> None:
        less = self.program.less
        if rule["kind"] == "least":
            less.extend(result - value for value in each.values())
        elif rule["kind"] == "gap":
            less.append(-result)
            less.extend(one - other - result for one in each.values() for other in each.values() if one is not other)
        elif rule["kind"] == "gini":
            spread = Affine()
            for one, other in combinations(sorted(each), 2):
                apart = self.program.var(("spread", key, one, other, 0), np.inf)
                less += [each[one] - each[other] - apart, each[other] - each[one] - apart]
                spread = spread + weight[one] * weight[other] * apart
            less.append(spread - result)
        else:
            # The tail is filled with shares of the groups; the mean over the worst such filling is a minimum over
            # fillings, whose dual this is.
            level = self.program.var(("level", key, "", "", 0), np.inf, -np.inf)
            below = Affine()
            for group, value in each.items():
                under = self.program.var(("under", key, group, "", 0), np.inf)
                less.append(level - value - under)
                below = below + weight[group] * under
            less.append(result - level + below * (1 / rule.get("tail", 0.2)))

    # Values.

    def project(self, var: Var) -> Project:
        """The project that a payment is for."""
        return self.facts.projects[self.facts.at[var[2]]]

    def home(self, project: Project) -> str:
        """Province of a project."""
        return str(self.facts.places[project.city]["province"])

    def value(self, name: str, by: str, group: str, years: list[int]) -> Affine:
        """An indicator of a group as an affine expression, divided."""
        money = self.money
        head, _, tail = name.partition(".")
        if head == "shortfall":
            return self._shortfall(tail)
        if head == "equity":
            if money_matters(self.facts, name):
                return self.program.one(("equity", tail, "", "", 0))
            return Affine(float(money.equity(tail)[self.choice]))
        inside = set(self.facts.inside(by, group))
        found = Affine(float(money.values.total(name, by, group, years)[self.choice]))
        for var, position in self.program.index.items():
            if var[0] in PAID_OR_CARRIED and self._counts(var, by, group, inside):
                weight = sum(part * self._weight(name, var, t) for t, part in self._when(var).items() if t in years)
                if weight:
                    found = found + Affine(0.0, {position: weight})
        return found * (1 / self.facts.divisor(name, by, group))

    def _when(self, var: Var) -> dict[int, float]:
        """Years in which a variable counts, and with which part: payments are spread out, all else is of its year."""
        return self.facts.pays(self.project(var), var[4]) if var[0] in PAYING else {var[4]: 1.0}

    def _counts(self, var: Var, by: str, group: str, inside: set[str]) -> bool:
        if var[0] == "package":
            region = self.facts.provinces[var[3]]["region"]
            return {"nation": "nation", "region": region, "province": var[3]}.get(by) == group
        return (var[2] if var[0] == "share" else self.project(var).city) in inside

    def _weight(self, name: str, var: Var, t: int) -> float:
        own = self.facts.model["indicators"].get(name)
        if own:
            return float(sum(factor * self._weight(part, var, t) for part, factor in own["terms"].items()))
        head, _, tail = name.partition(".")
        kind, who = var[:2]
        discount = (1 + self.money.values.rate) ** -t
        if head == "paid" and kind in PAYING:
            payer = self.facts.model["subsidies"][who]["fund"] if kind == "grant" else who
            public = kind in ("grant", "local")
            return float({"public": public, "enterprise": kind == "enterprise"}.get(tail, payer == tail))
        if head == "grant" and kind == "grant":
            return 1000.0 if tail == "per_resident" else float(tail in ("total", who))
        if head == "npv" and kind == "enterprise":
            return -discount * float(tail in ("total", who))
        if head == "packages" and kind == "package":
            return float(tail == who)
        if head in ("haul", "cost", "pv") and kind == "share":
            return haul_weight(self, var) * (discount if head == "pv" else 1.0)
        return 0.0

    def _shortfall(self, only: str) -> Affine:
        found = Affine()
        for key, target, group, least in self.money.targets():
            if only not in ("", key):
                continue
            factor = 1.0 if only else target.get("weight", 1) / least
            name = target["indicator"]
            if money_matters(self.facts, name):
                found = found + self.program.one(("short", key, group, "", 0)) * factor
            else:
                span = self.money.span(name, target.get("year"))
                here = self.money.value(name, target.get("by", "nation"), group, span)[self.choice]
                found = found + factor * max(0.0, least - float(here))
        return found

    def goal(self, goal: dict[str, Any]) -> Affine:
        """A goal as an affine expression."""
        name = goal["indicator"]
        return self.value(name, goal.get("by", "nation"), goal.get("group", "nation"), self.money.span(name))

    # Solving.

    def solve(self, goal: dict[str, Any] | None, kept: list[tuple[dict[str, Any], float]]) -> float | None:
        """Best value of a goal (any feasible point for None) while earlier ones are kept; None if there is none."""
        aim = Affine() if goal is None else self.goal(goal)
        sign = -1.0 if goal is not None and goal["sense"] == "max" else 1.0
        rows = []
        for earlier, limit in kept:
            side = 1.0 if earlier["sense"] == "min" else -1.0
            rows.append((self.goal(earlier) - limit) * side - NEAR * max(1.0, abs(limit)))
        best: float | None = None
        for packages in self._branches:
            found = self.program.minimise(aim * sign, rows, packages)
            if found is None or (best is not None and found[0] >= best):
                continue
            value: float | None = found[0]
            if self._rules_overlap(found[1]):
                tries = [
                    self.program.minimise(aim * sign, rows, packages | way) for way in self.payers.claim_branches()
                ]
                value = min((one[0] for one in tries if one is not None), default=None)
            if value is not None and (best is None or value < best):
                best = value
        return None if best is None else sign * best

    def _rules_overlap(self, point: np.ndarray) -> bool:
        """Whether some project takes money of two rules where it may take one's only."""
        if self.facts.model.get("stacking", "exclusive") == "additive":
            return False
        taken: dict[str, set[str]] = {}
        for var, position in self.program.index.items():
            if var[0] == "grant" and point[position] > 1e-9:
                taken.setdefault(var[2], set()).add(var[1])
        return any(len(rules) > 1 for rules in taken.values())
