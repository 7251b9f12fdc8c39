"""Money, assignment of demand and everything that depends on them, as one LP for each choice that needs one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog

from tests.proof.brute_facts import Facts

if TYPE_CHECKING:
    from tests.proof.brute_force import Choices, Values

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


class Money:
    """Rules and goals over all choices."""

    def __init__(self, facts: Facts, choices: Choices, values: Values) -> None:
        self.facts, self.choices, self.values = facts, choices, values
        self.kept: list[tuple[dict[str, Any], float]] = []
        self.spent = np.zeros((choices.n, len(facts.projects), facts.T))
        for number in range(len(facts.projects)):
            self.spent[:, number] = values.spend(number)
        self.only_payers = all(self._pure(name) for name in self._names() if money_matters(facts, name))
        self._lps: dict[bytes, ChoiceLp] = {}
        self._solved: dict[tuple[ChoiceLp, int, str], float | None] = {}

    def _names(self) -> list[str]:
        """Indicators that rules, targets and goals speak of."""
        model = self.facts.model
        tables = (model["limits"], model["rules"], model["targets"], model["goals"])
        return [entry["indicator"] for table in tables for entry in table.values()]

    def _pure(self, name: str) -> bool:
        """An indicator that depends on who pays what is spent, and on nothing else."""
        own = self.facts.model["indicators"].get(name)
        return all(self._pure(part) for part in own["terms"]) if own else name.split(".")[0] in ("paid", "grant")

    def lp(self, choice: int) -> ChoiceLp:
        """The LP of one choice; choices that spend alike share it where nothing else matters."""
        key = self.spent[choice].tobytes() if self.only_payers else str(choice).encode()
        if key not in self._lps:
            self._lps[key] = ChoiceLp(self, choice)
        return self._lps[key]

    def solved(self, choice: int, goal: dict[str, Any] | None) -> float | None:
        """Best value of a goal (a feasible point for None) in a choice while earlier ones are kept; None if there is none."""
        lp = self.lp(choice)
        key = (lp, len(self.kept), "" if goal is None else goal["indicator"])
        if key not in self._solved:
            self._solved[key] = lp.solve(goal, self.kept)
        return self._solved[key]

    # What can be said of all choices at once.

    def span(self, name: str, year: int | None = None) -> list[int]:
        """Positions of the years that count."""
        last = self.facts.T - 1 if year is None else year - self.facts.years[0]
        return [last] if self.is_stock(name) else list(range(last + 1))

    def is_stock(self, name: str) -> bool:
        """A state at the end of a year."""
        own = self.facts.model["indicators"].get(name)
        if own:
            return self.is_stock(next(iter(own["terms"])))
        return name.split(".")[0] in ("cities", "residents", "share", "projects", "modules", "load", "shortfall")

    def value(self, name: str, by: str, group: str, years: list[int]) -> np.ndarray:
        """(choices,) an indicator without money, divided."""
        if name.split(".")[0] == "shortfall":
            return self._shortfall(name.partition(".")[2])
        return self.values.total(name, by, group, years) / self.facts.divisor(name, by, group)

    def targets(self) -> list[tuple[str, dict[str, Any], str, float]]:
        """(id, target, group, at least)."""
        found = []
        for key, target in self.facts.model["targets"].items():
            wanted = target["at_least"]
            for group in self.facts.groups(target.get("by", "nation"), wanted if isinstance(wanted, dict) else ()):
                found.append((key, target, group, float(wanted[group] if isinstance(wanted, dict) else wanted)))
        return found

    def _shortfall(self, only: str) -> np.ndarray:
        found = np.zeros(self.choices.n)
        for key, target, group, least in self.targets():
            if only in ("", key):
                name, by = target["indicator"], target.get("by", "nation")
                short = np.maximum(0, least - self.value(name, by, group, self.span(name, target.get("year"))))
                found = found + (short if only else target.get("weight", 1) * short / least)
        return found

    def rules(self) -> list[tuple[str, Callable[[Callable[..., Any]], list[Any]]]]:
        """(indicator, rows): rows are expressions ≤ 0 built from a function that gives values of groups."""
        found: list[tuple[str, Callable[[Callable[..., Any]], list[Any]]]] = []
        for limit in self.facts.model["limits"].values():
            found.append((limit["indicator"], self._limit_rows(limit)))
        for rule in self.facts.model["rules"].values():
            if rule["kind"] != "gini":
                found.append((rule["indicator"], self._rule_rows(rule)))
        return found

    def _limit_rows(self, limit: dict[str, Any]) -> Callable[[Callable[..., Any]], list[Any]]:
        name, by = limit["indicator"], limit.get("by", "nation")
        stock = self.is_stock(name)
        years = [self.facts.T - 1] if stock else list(range(self.facts.T))
        if limit.get("years"):
            years = [year - self.facts.years[0] for year in limit["years"]]
        spans = [[t] for t in years] if stock or limit.get("over", "sum") == "each" else [years]

        def rows(value: Callable[..., Any]) -> list[Any]:
            found = []
            for group in self.facts.groups(by, limit.get("groups", ())):
                for span in spans:
                    here = value(name, by, group, span)
                    if "at_most" in limit:
                        found.append(here - limit["at_most"])
                    if "at_least" in limit:
                        found.append(limit["at_least"] - here)
            return found

        return rows

    def _rule_rows(self, rule: dict[str, Any]) -> Callable[[Callable[..., Any]], list[Any]]:
        name, by, kind = rule["indicator"], rule.get("by", "province"), rule["kind"]
        span = self.span(name, rule.get("year"))
        groups = self.facts.groups(by, rule.get("groups", ()))

        def rows(value: Callable[..., Any]) -> list[Any]:
            each = [value(name, by, group, span) for group in groups]
            if kind == "floor":
                return [rule["at_least"] - one for one in each]
            if kind == "gap":
                return [one - other - rule["at_most"] for one in each for other in each if one is not other]
            if not groups:
                return []
            whole = value(name, "nation", "nation", span)
            return [rule["at_least"] * whole - sum(each[1:], each[0])]

        return rows

    def ginis(self) -> list[tuple[dict[str, Any], list[str], dict[str, float]]]:
        """(rule, groups, weights that add up to 1)."""
        found = []
        for rule in self.facts.model["rules"].values():
            if rule["kind"] == "gini":
                by = rule.get("by", "province")
                groups = self.facts.groups(by, rule.get("groups", ()))
                people = {
                    g: sum(self.facts.people("", c) for c in self.facts.inside(by, g) if c in self.facts.small)
                    for g in groups
                }
                found.append((rule, groups, {g: people[g] / sum(people.values()) for g in groups}))
        return found

    def rules_without_money(self) -> np.ndarray:
        """Choices that keep every rule on indicators without money."""
        ok = np.ones(self.choices.n, dtype=bool)
        for name, rows in self.rules():
            if not money_matters(self.facts, name):
                for row in rows(self.value):
                    ok &= row <= NEAR
        for rule, groups, weight in self.ginis():
            name, by = rule["indicator"], rule.get("by", "province")
            if not money_matters(self.facts, name):
                each = {g: self.value(name, by, g, self.span(name, rule.get("year"))) for g in groups}
                spread = np.zeros(self.choices.n)
                mean = np.zeros(self.choices.n)
                for one in groups:
                    mean = mean + weight[one] * each[one]
                    for other in groups:
                        spread = spread + weight[one] * weight[other] * np.abs(each[one] - each[other]) / 2
                ok &= spread <= rule["at_most"] * mean + NEAR
        return ok

    def affordable(self) -> np.ndarray:
        """Choices whose spending all money together could pay, year by year with everything carried over."""
        model, facts = self.facts.model, self.facts
        spent, held = np.zeros(self.choices.n), 0.0
        ok = np.ones(self.choices.n, dtype=bool)
        for t, year in enumerate(facts.years):
            for city in facts.places:
                spent = spent + self.values.of_city("spend.total", city, t)
            held += sum(carrier["budget"].get(year, 0) for carrier in model["carriers"].values())
            for fund in model["funds"].values():
                if fund["kind"] == "grant":
                    held += fund["budget"].get(year, 0)
                else:
                    rows = facts.provinces.values()
                    held += sum(row[fund["limit_column"]] for row in rows) * fund.get("limit_factor", 1)
            ok &= spent <= held + NEAR
        return ok

    # Goals.

    def optimise(self, goal: dict[str, Any], alive: np.ndarray) -> float | None:
        """The best value of a goal over the choices left, None if none of them can be paid for."""
        sign = 1.0 if goal["sense"] == "min" else -1.0
        name = goal["indicator"]
        if not money_matters(self.facts, name):
            value = self.value(name, "nation", "nation", self.span(name))
            for choice in alive[np.argsort(sign * value[alive], kind="stable")]:
                if self.solved(choice, None) is not None:
                    return float(value[choice])
            return None
        hopes = sign * self._hopes(goal)
        found = None
        for choice in alive[np.argsort(hopes[alive], kind="stable")]:
            if found is not None and hopes[choice] >= sign * found - NEAR:
                break
            value = self.solved(choice, goal)
            if value is not None and (found is None or sign * value < sign * found):
                found = value
        return found

    def _hopes(self, goal: dict[str, Any]) -> np.ndarray:
        """(choices,) a value of a goal on money that each choice cannot beat."""
        name, model = goal["indicator"], self.facts.model
        head, _, tail = name.partition(".")
        none = np.full(self.choices.n, np.inf if goal["sense"] == "max" else -np.inf)
        if head in ("haul", "cost", "pv") and goal["sense"] == "min":
            return self.values.total(name, "nation", "nation", self.span(name))
        whole = self.spent.sum(axis=(1, 2))
        held = {
            kind: sum(sum(p["budget"].values()) for p in model[kind].values() if "budget" in p)
            for kind in ("carriers", "funds")
        }
        local = sum(
            row[fund["limit_column"]] * fund.get("limit_factor", 1) * self.facts.T
            for fund in model["funds"].values() if fund["kind"] == "local"
            for row in self.facts.provinces.values()
        )  # fmt: skip
        if head == "paid" and goal["sense"] == "min":
            beyond = {"public": whole - held["carriers"], "enterprise": whole - held["funds"] - local}
            return np.maximum(0, beyond.get(tail, np.zeros(self.choices.n)))
        if head == "grant":
            scale = 1000 / self.facts.divisor(name, "nation", "nation") if tail == "per_resident" else 1.0
            return np.minimum(whole, held["funds"]) * scale if goal["sense"] == "max" else np.zeros(self.choices.n)
        return none

    def keep(self, goal: dict[str, Any], reached: float, alive: np.ndarray) -> np.ndarray:
        """Choices left when a goal must keep what was reached, less its tolerance."""
        given_up = max(goal.get("tolerance", 0), goal.get("relative_tolerance", 0) * abs(reached))
        sign = 1.0 if goal["sense"] == "min" else -1.0
        limit = reached + sign * given_up
        name = goal["indicator"]
        if money_matters(self.facts, name):
            self.kept.append((goal, limit))
            return alive
        value = self.value(name, "nation", "nation", self.span(name))[alive]
        return alive[sign * value <= sign * limit + NEAR * max(1.0, abs(limit))]


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
        model, facts = self.facts.model, self.facts
        for (key, t), amount in self._spend.items():
            project = facts.projects[facts.at[key]]
            for name, rule in model["subsidies"].items():
                share = rule["share"].get(facts.region[project.city], 0.0)
                if project.measure in rule["measures"] and share > 0:
                    self._var("grant", name, key, "", t, min(share * amount, rule.get("ceiling_myuan", np.inf)))
            for name, fund in model["funds"].items():
                if fund["kind"] == "local":
                    self._var("local", name, key, "", t, amount)
            for carrier in model["carriers"]:
                if project.account in ("shared", carrier):
                    self._var("enterprise", carrier, key, "", t, amount)
        for (service, city), sites in facts.near.items():
            # Where only payers matter, that the demand can be carried was settled before.
            if model["services"][service]["mode"] == "capacity" and not self.money.only_payers:
                for t in np.flatnonzero(self.money.choices.served[service, city][self.choice]):
                    for site, _ in sites:
                        if self.money.choices.done[self.choice, facts.at[site], t]:
                            self._var("share", service, city, site, int(t), 1.0)
        for table, kind in ((model["carriers"], "enterprise"), (model["funds"], "grant")):
            for name, payer in table.items():
                if payer.get("kind") != "local" and payer.get("carry_over", "all") != "all":
                    for t, year in enumerate(facts.years):
                        self._var("carry", name, kind, "", t, payer["carry_over"] * payer["budget"].get(year, 0))
        for key, target, group, least in self.money.targets():
            if money_matters(facts, target["indicator"]):
                self._var("short", key, group, "", 0, least)
        for number, (rule, groups, _) in enumerate(self.money.ginis()):
            if money_matters(facts, rule["indicator"]):
                for one in groups:
                    for other in groups:
                        if one < other:
                            self._var("spread", str(number), one, other, 0, np.inf)

    def _sum(self, wanted: Callable[[Var], float]) -> Affine:
        return Affine(0.0, np.array([wanted(var) for var in self.vars], dtype=float))

    def _one(self, *var: Any) -> Affine:
        return self._sum(lambda other: float(other == var))

    # Rows: ``less`` are ≤ 0, ``equal`` are = 0.

    def _write_money(self) -> None:
        facts, model = self.facts, self.facts.model
        paying = ("grant", "local", "enterprise")
        for (key, t), amount in self._spend.items():
            self.equal.append(self._sum(lambda v, k=key, t=t: v[0] in paying and v[2] == k and v[4] == t) - amount)
        for name, rule in model["subsidies"].items():
            for key in {key for key, _ in self._spend}:
                if "ceiling_myuan" in rule:
                    self.less.append(
                        self._sum(lambda v, n=name, k=key: v[:3] == ("grant", n, k)) - rule["ceiling_myuan"]
                    )
        for name, fund in model["funds"].items():
            if fund["kind"] == "local":
                self._write_local(name, fund)
        for name, carrier in model["carriers"].items():
            self._write_budget(name, carrier, lambda v, n=name: v[:2] == ("enterprise", n), "enterprise")
        for name, fund in model["funds"].items():
            if fund["kind"] == "grant":
                rules = {key for key, rule in model["subsidies"].items() if rule["fund"] == name}
                self._write_budget(name, fund, lambda v, r=rules: v[0] == "grant" and v[1] in r, "grant")

    def _write_local(self, name: str, fund: dict[str, Any]) -> None:
        for code, row in self.facts.provinces.items():
            for t in range(self.facts.T):
                paid = self._sum(lambda v, c=code, t=t: v[:2] == ("local", name) and v[4] == t and self._home(v) == c)
                self.less.append(paid - float(row[fund["limit_column"]]) * fund.get("limit_factor", 1))
                if "max_per_grant" in fund:
                    granted = self._sum(lambda v, c=code, t=t: v[0] == "grant" and v[4] == t and self._home(v) == c)
                    self.less.append(paid - fund["max_per_grant"] * granted)

    def _write_budget(self, name: str, payer: dict[str, Any], mine: Callable[[Var], bool], kind: str) -> None:
        cumulative = payer.get("carry_over", "all") == "all"
        for t, year in enumerate(self.facts.years):
            budget = float(payer["budget"].get(year, 0))
            if cumulative:
                whole = sum(payer["budget"].get(earlier, 0) for earlier in self.facts.years[: t + 1])
                self.less.append(self._sum(lambda v, t=t: mine(v) and v[4] <= t) - whole)
                continue
            row = self._sum(lambda v, t=t: mine(v) and v[4] == t) + self._one("carry", name, kind, "", t)
            if t:
                row = row - self._one("carry", name, kind, "", t - 1)
            self.less.append(row - budget)

    def _write_loads(self) -> None:
        facts, choices = self.facts, self.money.choices
        served = {var[1:3] + (var[4],) for var in self.vars if var[0] == "share"}
        for service, city, t in served:
            self.equal.append(
                self._sum(lambda v, k=(service, city), t=t: v[0] == "share" and v[1:3] == k and v[4] == t) - 1
            )
        for number, project in enumerate(facts.projects):
            if project.capacity is None or self.money.only_payers:
                continue
            fill = max(
                s.get("min_fill", 0) for s in facts.model["services"].values() if s["measure"] == project.measure
            )
            for t in range(facts.T):
                load = self._sum(
                    lambda v, k=project.id, t=t: (
                        facts.demand(v[1], v[2], t) if v[0] == "share" and v[3:] == (k, t) else 0.0
                    )
                )
                have = int(choices.stock[self.choice, number, t])
                self.less.append((load - project.capacity * have) * (1 / project.capacity))
                if fill and project.first <= t <= project.last:
                    least = fill * project.capacity * (have - project.built_modules)
                    self.less.append((least - load) * (1 / project.capacity))

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
            return sum(factor * self._weight(part, var) for part, factor in own["terms"].items())
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
            amount = self.facts.haul(who, what, where) * growth * self.money.values.stock_weight[t]
            return amount / (1 + self.money.values.rate) ** t if head == "pv" else amount
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
