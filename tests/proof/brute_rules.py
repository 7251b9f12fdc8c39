"""Targets, limits and equity rules over all choices, as far as they say nothing of money."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from tests.proof.brute_choices import Choices
from tests.proof.brute_equity import compared, mean, measured
from tests.proof.brute_lp import NEAR, money_matters
from tests.proof.brute_values import Values

#: Rows of a rule, each ≤ 0, from a function that gives values of an indicator, a kind of group, a group and years.
Rows = Callable[[Callable[..., Any]], list[Any]]
STOCKS = ("cities", "residents", "share", "projects", "modules", "load", "shortfall", "effect", "equity")
MEASURED = ("worst", "least", "gap", "gini")


class Rules:
    """What is asked of a plan."""

    def __init__(self, choices: Choices, values: Values) -> None:
        self.facts, self.choices, self.values = choices.facts, choices, values

    def span(self, name: str, year: int | None = None) -> list[int]:
        """Positions of the years that count."""
        last = self.facts.T - 1 if year is None else year - self.facts.years[0]
        return [last] if self.is_stock(name) else list(range(last + 1))

    def is_stock(self, name: str) -> bool:
        """A state at the end of a year."""
        own = self.facts.model["indicators"].get(name)
        if own:
            return self.is_stock(next(iter(own["terms"])))
        return name.split(".")[0] in STOCKS

    def value(self, name: str, by: str, group: str, years: list[int]) -> np.ndarray:
        """(choices,) an indicator without money, divided."""
        head, _, tail = name.partition(".")
        if head == "shortfall":
            return self._shortfall(tail)
        if head == "equity":
            return self.equity(tail)
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

    def rules(self) -> list[tuple[str, Rows]]:
        """(indicator, rows) of limits and of the equity rules that are rows on the groups' values."""
        limits, rules = self.facts.model["limits"].values(), self.facts.model["rules"].values()
        found = [(limit["indicator"], self._limit_rows(limit)) for limit in limits]
        return found + [(rule["indicator"], self._rule_rows(rule)) for rule in rules if rule["kind"] not in MEASURED]

    def _limit_rows(self, limit: dict[str, Any]) -> Rows:
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

    def _rule_rows(self, rule: dict[str, Any]) -> Rows:
        name, by, kind = rule["indicator"], rule.get("by", "province"), rule["kind"]
        span = self.span(name, rule.get("year"))
        groups = self.facts.groups(by, rule.get("groups", ()))

        def rows(value: Callable[..., Any]) -> list[Any]:
            if kind == "floor":
                return [rule["at_least"] - value(name, by, group, span) for group in groups]
            if kind == "order":
                return [lead - rule["at_most"] for lead in self.leads(rule, value)] if "at_most" in rule else []
            if not groups:
                return []
            each = [value(name, by, group, span) for group in groups]
            return [rule["at_least"] * value(name, "nation", "nation", span) - sum(each[1:], each[0])]

        return rows

    def leads(self, rule: dict[str, Any], value: Callable[..., Any]) -> list[Any]:
        """By how much each group of an order is ahead of the one before it, in every year that counts."""
        name, by, groups = rule["indicator"], rule.get("by", "province"), compared(self.facts, rule)
        years = [rule["year"]] if rule.get("year") else self.facts.years
        spans = [self.span(name, year) for year in years]
        pairs = list(pairwise(groups))
        return [value(name, by, low, s) - value(name, by, high, s) for s in spans for high, low in pairs]

    # Equity.

    def compared(self, rule: dict[str, Any]) -> tuple[list[str], dict[str, float]]:
        """Groups that a rule compares, and their weights."""
        groups = compared(self.facts, rule)
        return groups, self.facts.weights(rule.get("by", "province"), groups)

    def _each(self, rule: dict[str, Any]) -> dict[str, np.ndarray]:
        name, by = rule["indicator"], rule.get("by", "province")
        span = self.span(name, rule.get("year"))
        return {group: self.value(name, by, group, span) for group in self.compared(rule)[0]}

    def equity(self, key: str) -> np.ndarray:
        """(choices,) what a rule measures, where that does not depend on money."""
        rule = self.facts.model["rules"][key]
        if rule["kind"] == "order":
            leads = self.leads(rule, self.value)
            return np.asarray(np.max([np.zeros(self.choices.n), *leads], axis=0))
        return measured(rule, self._each(rule), self.compared(rule)[1])

    def without_money(self) -> np.ndarray:
        """Choices that keep every rule on indicators without money."""
        ok = np.ones(self.choices.n, dtype=bool)
        for name, rows in self.rules():
            if not money_matters(self.facts, name):
                for row in rows(self.value):
                    ok &= row <= NEAR
        for key, rule in self.facts.model["rules"].items():
            if rule["kind"] in MEASURED and not money_matters(self.facts, rule["indicator"]):
                found = self.equity(key)
                if "at_least" in rule:
                    ok &= found >= rule["at_least"] - NEAR
                if "at_most" in rule:
                    whole = mean(self._each(rule), self.compared(rule)[1]) if rule["kind"] == "gini" else 1.0
                    ok &= found <= rule["at_most"] * whole + NEAR
        return ok
