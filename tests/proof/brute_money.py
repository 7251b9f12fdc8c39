"""Rules and goals over all choices at once, and an LP for each choice that needs one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.proof.brute_facts import Facts
from tests.proof.brute_lp import NEAR, ChoiceLp, money_matters

if TYPE_CHECKING:
    from tests.proof.brute_force import Choices, Values


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
        """Best value of a goal (None: any) in a choice while earlier ones are kept, or None if there is none."""
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
            by_group = wanted if isinstance(wanted, dict) else {}
            groups = self.facts.groups(target.get("by", "nation"), by_group)
            found += [(key, target, group, float(by_group.get(group) or wanted)) for group in groups]
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
        limits, rules = self.facts.model["limits"].values(), self.facts.model["rules"].values()
        found = [(limit["indicator"], self._limit_rows(limit)) for limit in limits]
        return found + [(rule["indicator"], self._rule_rows(rule)) for rule in rules if rule["kind"] != "gini"]

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
            values = self.value(name, "nation", "nation", self.span(name))
            for choice in alive[np.argsort(sign * values[alive], kind="stable")]:
                if self.solved(choice, None) is not None:
                    return float(values[choice])
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
            return np.asarray(np.maximum(0, beyond.get(tail, np.zeros(self.choices.n))))
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
        left: np.ndarray = alive[sign * value <= sign * limit + NEAR * max(1.0, abs(limit))]
        return left
