"""Who pays what and which site carries what, in one choice of what is built: a small LP."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog

from tests.proof.brute_facts import Facts, Project

if TYPE_CHECKING:
    from tests.proof.brute_money import Money

#: (kind, payer or service, project or city, site or "", year position)
Var = tuple[str, str, str, str, int]
#: How far apart two amounts may be and still count as equal.
NEAR = 1e-7


def money_matters(facts: Facts, name: str) -> bool:
    """Whether an indicator depends on who pays or on which site carries what."""
    own = facts.model["indicators"].get(name)
    if own:
        return any(money_matters(facts, part) for part in own["terms"])
    head, _, tail = name.partition(".")
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
    return head in ("paid", "grant", "load")


class Affine:
    """A constant plus weights on the LP's variables."""

    def __init__(self, constant: float, weights: np.ndarray) -> None:
        self.constant, self.weights = constant, weights

    def __add__(self, other: Affine | float) -> Affine:
        if isinstance(other, Affine):
            return Affine(self.constant + other.constant, self.weights + other.weights)
        return Affine(self.constant + other, self.weights)

    def __mul__(self, factor: float) -> Affine:
        return Affine(self.constant * factor, self.weights * factor)

    __radd__ = __add__
    __rmul__ = __mul__

    def __sub__(self, other: Affine | float) -> Affine:
        return self + other * -1.0

    def __rsub__(self, other: float) -> Affine:
        return self * -1.0 + other


class ChoiceLp:
    """Grants, local and enterprise money by project, assignments, shortfalls and spreads of one choice."""

    def __init__(self, money: Money, choice: int) -> None:
        self.money, self.facts, self.choice = money, money.facts, choice
        self.vars: list[Var] = []
        self.most: list[float] = []
        self.less: list[Affine] = []
        self.equal: list[Affine] = []
        self.index: dict[Var, int] = {}
        self._spend = {
            (project.id, t): float(money.values.spend(number)[choice, t])
            for number, project in enumerate(self.facts.projects)
            for t in range(self.facts.T)
        }
        self._spend = {key: amount for key, amount in self._spend.items() if amount > 0}
        self._add_variables()
        self._write_money()
        self._write_loads()
        self._write_rules()
        self._matrix = self._matrices()

    # Variables.

    def _var(self, kind: str, who: str, what: str, where: str, t: int, most: float) -> None:
        self.index[kind, who, what, where, t] = len(self.vars)
        self.vars.append((kind, who, what, where, t))
        self.most.append(most)

    def _add_variables(self) -> None:
        for (key, t), amount in self._spend.items():
            self._add_payers(key, t, amount)
        if not self.money.only_payers:
            # Where only payers matter, that the demand can be carried was settled before.
            self._add_shares()
        model = self.facts.model
        self._add_carried(model["carriers"], "enterprise")
        self._add_carried({n: fund for n, fund in model["funds"].items() if fund["kind"] == "grant"}, "grant")
        for key, target, group, least in self.money.targets():
            if money_matters(self.facts, target["indicator"]):
                self._var("short", key, group, "", 0, least)
        for number, (rule, groups, _) in enumerate(self.money.ginis()):
            if money_matters(self.facts, rule["indicator"]):
                for one, other in combinations(sorted(groups), 2):
                    self._var("spread", str(number), one, other, 0, np.inf)

    def _add_payers(self, key: str, t: int, amount: float) -> None:
        """Whoever may pay for a project in a year."""
        model, project = self.facts.model, self.facts.projects[self.facts.at[key]]
        for name, rule in model["subsidies"].items():
            share = rule["share"].get(self.facts.region[project.city], 0.0)
            if project.measure in rule["measures"] and share > 0:
                self._var("grant", name, key, "", t, min(share * amount, rule.get("ceiling_myuan", np.inf)))
        for name, fund in model["funds"].items():
            if fund["kind"] == "local":
                self._var("local", name, key, "", t, amount)
        for carrier in model["carriers"]:
            if project.account in ("shared", carrier):
                self._var("enterprise", carrier, key, "", t, amount)

    def _add_shares(self) -> None:
        choices = self.money.choices
        for (service, city), sites in self.facts.near.items():
            if self.facts.model["services"][service]["mode"] == "capacity":
                years = np.flatnonzero(choices.served[service, city][self.choice]).tolist()
                for t, (site, _) in product(years, sites):
                    if choices.done[self.choice, self.facts.at[site], t]:
                        self._var("share", service, city, site, t, 1.0)

    def _add_carried(self, payers: dict[str, Any], kind: str) -> None:
        for name, payer in payers.items():
            if payer.get("carry_over", "all") != "all":
                for t, year in enumerate(self.facts.years):
                    self._var("carry", name, kind, "", t, payer["carry_over"] * payer["budget"].get(year, 0))

    def _sum(self, wanted: Callable[[Var], float | bool]) -> Affine:
        return Affine(0.0, np.array([wanted(var) for var in self.vars], dtype=float))

    def _one(self, *var: Any) -> Affine:
        return self._sum(lambda other: float(other == var))

    def _pick(
        self, kinds: str, *, who: Iterable[str] = (), what: str = "", years: Iterable[int] = (), home: str = ""
    ) -> Affine:
        """The sum of variables of some kinds; whatever is given must fit."""
        payers, when = set(who), set(years)
        return self._sum(
            lambda var: (
                var[0] in kinds.split()
                and (not payers or var[1] in payers)
                and (not what or var[2] == what)
                and (not when or var[4] in when)
                and (not home or self._home(var) == home)
            )
        )

    # Rows: ``less`` are ≤ 0, ``equal`` are = 0.

    def _write_money(self) -> None:
        model = self.facts.model
        for (key, t), amount in self._spend.items():
            self.equal.append(self._pick("grant local enterprise", what=key, years=[t]) - amount)
        for name, rule in model["subsidies"].items():
            for key in {key for key, _ in self._spend}:
                if "ceiling_myuan" in rule:
                    self.less.append(self._pick("grant", who=[name], what=key) - rule["ceiling_myuan"])
        for name, carrier in model["carriers"].items():
            self._write_budget(name, carrier, "enterprise", [name])
        for name, fund in model["funds"].items():
            if fund["kind"] == "local":
                self._write_local(name, fund)
            else:
                rules = [key for key, rule in model["subsidies"].items() if rule["fund"] == name]
                self._write_budget(name, fund, "grant", rules or ["nobody"])

    def _write_local(self, name: str, fund: dict[str, Any]) -> None:
        for code, row in self.facts.provinces.items():
            for t in range(self.facts.T):
                paid = self._pick("local", who=[name], years=[t], home=code)
                self.less.append(paid - float(row[fund["limit_column"]]) * fund.get("limit_factor", 1))
                if "max_per_grant" in fund:
                    self.less.append(paid - fund["max_per_grant"] * self._pick("grant", years=[t], home=code))

    def _write_budget(self, name: str, payer: dict[str, Any], kind: str, who: list[str]) -> None:
        cumulative = payer.get("carry_over", "all") == "all"
        for t, year in enumerate(self.facts.years):
            budget = float(payer["budget"].get(year, 0))
            if cumulative:
                whole = sum(payer["budget"].get(earlier, 0) for earlier in self.facts.years[: t + 1])
                self.less.append(self._pick(kind, who=who, years=range(t + 1)) - whole)
                continue
            row = self._pick(kind, who=who, years=[t]) + self._one("carry", name, kind, "", t)
            if t:
                row = row - self._one("carry", name, kind, "", t - 1)
            self.less.append(row - budget)

    def _write_loads(self) -> None:
        served = {(var[1], var[2], var[4]) for var in self.vars if var[0] == "share"}
        for service, city, t in sorted(served):
            self.equal.append(self._pick("share", who=[service], what=city, years=[t]) - 1)
        for number, project in enumerate(self.facts.projects):
            if project.capacity is not None and not self.money.only_payers:
                for t in range(self.facts.T):
                    self._write_load(number, project, project.capacity, t)

    def _write_load(self, number: int, project: Project, capacity: float, t: int) -> None:
        """No more than the modules can carry, and no less than what new ones must."""
        services = self.facts.model["services"].values()
        fill = max(service.get("min_fill", 0) for service in services if service["measure"] == project.measure)

        def carried(var: Var) -> float:
            here = var[0] == "share" and var[3:] == (project.id, t)
            return self.facts.demand(var[1], var[2], t) if here else 0.0

        load = self._sum(carried)
        have = int(self.money.choices.stock[self.choice, number, t])
        self.less.append((load - capacity * have) * (1 / capacity))
        if fill and project.first <= t <= project.last:
            least = fill * capacity * (have - project.built_modules)
            self.less.append((least - load) * (1 / capacity))

    def _write_rules(self) -> None:
        facts, money = self.facts, self.money
        for name, rows in money.rules():
            if money_matters(facts, name):
                self.less.extend(rows(self.value))
        for key, target, group, least in money.targets():
            name = target["indicator"]
            if money_matters(facts, name):
                here = self.value(name, target.get("by", "nation"), group, money.span(name, target.get("year")))
                self.less.append(least - here - self._one("short", key, group, "", 0))
        for number, (rule, groups, weight) in enumerate(money.ginis()):
            name, by = rule["indicator"], rule.get("by", "province")
            if not money_matters(facts, name):
                continue
            each = {g: self.value(name, by, g, money.span(name, rule.get("year"))) for g in groups}
            row = Affine(0.0, np.zeros(len(self.vars)))
            for one in groups:
                row = row - rule["at_most"] * weight[one] * each[one]
                for other in groups:
                    if one < other:
                        apart = self._one("spread", str(number), one, other, 0)
                        self.less += [each[one] - each[other] - apart, each[other] - each[one] - apart]
                        row = row + weight[one] * weight[other] * apart
            self.less.append(row)

    def _matrices(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, rows in (("ub", self.less), ("eq", self.equal)):
            if rows:
                found[f"A_{name}"] = np.vstack([row.weights for row in rows])
                found[f"b_{name}"] = np.array([-row.constant for row in rows])
        return found

    # Values.

    def _home(self, var: Var) -> str:
        return str(self.facts.places[self._city(var)]["province"])

    def _city(self, var: Var) -> str:
        return var[2] if var[0] == "share" else self.facts.projects[self.facts.at[var[2]]].city

    def value(self, name: str, by: str, group: str, years: list[int]) -> Affine:
        """An indicator of a group as an affine expression, divided."""
        money = self.money
        if name.split(".")[0] == "shortfall":
            return self._shortfall(name.partition(".")[2])
        constant = float(money.values.total(name, by, group, years)[self.choice])
        inside = set(self.facts.inside(by, group))

        def weight(var: Var) -> float:
            if var[0] in ("carry", "short", "spread") or var[4] not in years or self._city(var) not in inside:
                return 0.0
            return self._weight(name, var)

        sums = self._sum(weight)
        return (sums + constant) * (1 / self.facts.divisor(name, by, group))

    def _weight(self, name: str, var: Var) -> float:
        own = self.facts.model["indicators"].get(name)
        if own:
            return float(sum(factor * self._weight(part, var) for part, factor in own["terms"].items()))
        head, _, tail = name.partition(".")
        kind, who, what, where, t = var
        if head == "paid":
            rules = self.facts.model["subsidies"]
            payer = rules[who]["fund"] if kind == "grant" else who
            public = kind in ("grant", "local")
            return float(
                {"public": public, "enterprise": kind == "enterprise"}.get(tail, kind != "share" and payer == tail)
            )
        if head == "grant":
            if kind != "grant":
                return 0.0
            return 1000.0 if tail == "per_resident" else float(tail in ("total", who))
        if head in ("haul", "cost", "pv") and kind == "share":
            growth = (1 + self.facts.model["services"][who].get("demand_growth", 0)) ** t
            amount = float(self.facts.haul(who, what, where) * growth * self.money.values.stock_weight[t])
            return float(amount / (1 + self.money.values.rate) ** t) if head == "pv" else amount
        return 0.0

    def _shortfall(self, only: str) -> Affine:
        found = Affine(0.0, np.zeros(len(self.vars)))
        for key, target, group, least in self.money.targets():
            if only not in ("", key):
                continue
            factor = 1.0 if only else target.get("weight", 1) / least
            name = target["indicator"]
            if money_matters(self.facts, name):
                found = found + self._one("short", key, group, "", 0) * factor
            else:
                span = self.money.span(name, target.get("year"))
                here = self.money.value(name, target.get("by", "nation"), group, span)[self.choice]
                found = found + factor * max(0.0, least - float(here))
        return found

    def goal(self, goal: dict[str, Any]) -> Affine:
        """A goal as an affine expression."""
        name = goal["indicator"]
        return self.value(name, "nation", "nation", self.money.span(name))

    def solve(self, goal: dict[str, Any] | None, kept: list[tuple[dict[str, Any], float]]) -> float | None:
        """Best value of a goal (any feasible point for None) while earlier ones are kept; None if there is none."""
        aim = Affine(0.0, np.zeros(len(self.vars))) if goal is None else self.goal(goal)
        sign = -1.0 if goal is not None and goal["sense"] == "max" else 1.0
        rows, limits = [], []
        for earlier, limit in kept:
            side = 1.0 if earlier["sense"] == "min" else -1.0
            row = self.goal(earlier)
            rows.append(side * row.weights)
            limits.append(side * (limit - row.constant) + NEAR * max(1.0, abs(limit)))
        if not self.vars:
            fits = all(row.constant <= NEAR for row in self.less) and all(limit >= 0 for limit in limits)
            return aim.constant if fits else None
        matrix = dict(self._matrix)
        if rows:
            matrix["A_ub"] = np.vstack([*([matrix["A_ub"]] if "A_ub" in matrix else []), *rows])
            matrix["b_ub"] = np.concatenate([*([matrix["b_ub"]] if "b_ub" in matrix else []), limits])
        bounds = [(0.0, None if np.isinf(most) else most) for most in self.most]
        answer = linprog(sign * aim.weights, bounds=bounds, method="highs", **matrix)
        return aim.constant + sign * float(answer.fun) if answer.status == 0 else None
