"""What an equity rule compares: the groups that count, their levels, and how much each weighs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.case.case import Case
from planner.config.aims import Rule
from planner.formulation.bounds import indicator_range
from planner.formulation.nation import Nation
from planner.formulation.rows import Affine


@dataclass(frozen=True)
class Comparison:
    """The groups of a rule that have anybody to count, sorted.

    Attributes:
        definition: the rule.
        years: years that count.
        levels: each group's indicator times ``scale``.
        divisors: each group's denominator.
        scale: the mean denominator.
        weights: residents of the small cities of each group over their mean.
    """

    definition: Rule
    years: tuple[int, ...]
    levels: dict[str, Affine]
    divisors: dict[str, float]
    scale: float
    weights: dict[str, float]

    def ranges(self, view: Nation) -> dict[str, tuple[float, float]]:
        """Least and largest value of each group's indicator, in its unit."""
        found = {}
        for group, divided_by in self.divisors.items():
            rule = self.definition
            provinces, cities = view.members(rule.by, group), view.cities_of(rule.by, group)
            low, high = indicator_range(view.case, rule.indicator, provinces, self.years, cities)
            found[group] = (low / divided_by, high / divided_by)
        return found


def compared(view: Nation, definition: Rule, year: int | None = None) -> Comparison:
    """The groups that a rule compares, at its own year or at another."""
    years = view.years_of(definition.indicator, definition.year if year is None else year)
    groups = view.groups(definition.by, definition.groups)
    divisors = {group: view.denominator(definition.indicator, definition.by, group) for group in groups}
    divisors = {group: divided_by for group, divided_by in divisors.items() if divided_by > 0}
    scale = sum(divisors.values()) / len(divisors) if divisors else 1.0
    levels = {
        group: view.total(definition.indicator, definition.by, group, years).scaled(scale / divided_by)
        for group, divided_by in divisors.items()
    }
    return Comparison(definition, years, levels, divisors, scale, _weights(view, definition.by, list(levels)))


def compared_by_year(view: Nation, definition: Rule) -> Iterator[tuple[int, Comparison]]:
    """The groups of a rule of kind order in each year, or in the one stated, as the rule names them."""
    for year in view.case.years if definition.year is None else (definition.year,):
        found = compared(view, definition, year)
        named = [group for group in definition.groups if group in found.levels]
        yield year, replace(found, levels={group: found.levels[group] for group in named})


def _weights(view: Nation, by: str, groups: list[str]) -> dict[str, float]:
    table = {"region": view.case.regions, "group": view.case.groups}.get(by, view.case.provinces)
    residents = table.loc[groups, "residents"].tolist()
    whole = sum(residents)
    even = [1.0] * len(groups)
    return dict(zip(groups, [r * len(groups) / whole for r in residents] if whole > 0 else even, strict=True))


def rules_of(case: Case, kind: str) -> list[tuple[str, Rule]]:
    """The rules of one kind, in the order of the model file."""
    return [(name, definition) for name, definition in case.model.rules.items() if definition.kind == kind]


def wanted(value: float | None) -> float:
    """The bound of a rule that cannot be without one."""
    if value is None:
        raise ValueError("an equity rule without its bound passed validation")
    return value
