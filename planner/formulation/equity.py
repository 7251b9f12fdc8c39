"""Equity rules: floors, gaps, shares of money, and the Gini coefficient, all linear because denominators are constants.

A group without small cities, or with nobody to count, is in none of them. Rows are scaled so that coefficients stay
near 1: figures per head are multiplied by the mean denominator, the Gini row by 1 over the squared mean weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from planner.config.aims import Rule as EquityRule
from planner.formulation.bounds import indicator_range
from planner.formulation.indicators import contribution
from planner.formulation.nation import Nation, counted_years, divisor
from planner.formulation.province import Province
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, rule, variables


@rule
def floor_province(view: Province) -> Iterator[Row]:
    r"""An indicator of the province is at least so much; written in the province itself, because it couples nothing.

    .. math:: \sum_{\tau} Y_{p\tau} \ge \lambda\, N_p

    For: \text{rules of kind floor by province},\ p \in P \text{ chosen, with small cities}
    Unit: the indicator's, times its denominator
    Switch: rules.*.kind = "floor"
    """
    for name, definition in _rules(view, "floor"):
        chosen = not definition.groups or view.code in definition.groups
        if definition.by == "province" and chosen and view.cities:
            body = Affine()
            for year in counted_years(view.case, definition.indicator, definition.year):
                body.add(1.0, contribution(view, definition.indicator, year))
            divided_by = divisor(view.case, definition.indicator, "province", view.code)
            yield at_least((name,), body, _bound(definition.at_least) * divided_by)


@rule
def floor(view: Nation) -> Iterator[Row]:
    r"""An indicator of each region is at least so much.

    .. math:: \sum_{p \in P_g} \sum_{\tau} Y_{p\tau} \ge \lambda\, N_g

    For: \text{rules of kind floor by region},\ g \in G
    Unit: the indicator's, times its denominator
    Switch: rules.*.kind = "floor"
    """
    for name, definition in _rules(view, "floor"):
        if definition.by == "region":
            for group in view.groups("region", definition.groups):
                body = _numerator(view, definition, group)
                divided_by = view.denominator(definition.indicator, "region", group)
                yield at_least((name, group), body, _bound(definition.at_least) * divided_by)


@rule
def gap(view: Nation) -> Iterator[Row]:
    r"""Any two groups are at most so far apart.

    .. math:: \bigl| Y_g / N_g - Y_h / N_h \bigr| \le \delta \qquad (\text{row times } \bar N)

    For: \text{rules of kind gap},\ g < h \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gap"
    """
    for name, definition in _rules(view, "gap"):
        levels, scale = _levels(view, definition)
        most = _bound(definition.at_most) * scale
        for one, other in combinations(levels, 2):
            body = Affine().add(1.0, levels[one]).add(-1.0, levels[other])
            yield Row((name, one, other), -most, body, most)


@rule
def money_share(view: Nation) -> Iterator[Row]:
    r"""The named groups together hold at least a share of the national sum.

    .. math:: \sum_{p \in P_G} Y_p \ge \sigma \sum_{p \in P} Y_p

    For: \text{rules of kind share}
    Unit: the indicator's
    Switch: rules.*.kind = "share"
    """
    for name, definition in _rules(view, "share"):
        named = view.groups(definition.by, definition.groups)
        if not named:
            continue
        years = view.years_of(definition.indicator, definition.year)
        body = Affine().add(-_bound(definition.at_least), view.nation(definition.indicator, years))
        for group in named:
            body.add(1.0, _numerator(view, definition, group))
        yield at_least((name,), body)


@variables("continuous")
def spread(view: Nation) -> Iterator[Column]:
    r"""Distance between two groups in a Gini rule, in the indicator's unit times the mean denominator.

    .. math:: 0 \le z_{gh} \le \max(\bar Y_g - \underline Y_h,\ \bar Y_h - \underline Y_g)

    For: \text{rules of kind gini},\ g < h \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gini"
    """
    for name, definition in _rules(view, "gini"):
        years = view.years_of(definition.indicator, definition.year)
        divisors = _divisors(view, definition)
        scale = _mean(divisors)
        ranges = {}
        for group, divided_by in divisors.items():
            lowest, highest = indicator_range(
                view.case, definition.indicator, view.members(definition.by, group), years
            )
            ranges[group] = (lowest * scale / divided_by, highest * scale / divided_by)
        for one, other in combinations(divisors, 2):
            apart = max(ranges[one][1] - ranges[other][0], ranges[other][1] - ranges[one][0])
            yield Column((name, one, other), 0.0, apart)


@rule
def gini_spread(view: Nation) -> Iterator[Row]:
    r"""The distance between two groups is at least their difference, either way round.

    .. math:: z_{gh} \ge \pm (Y_g / N_g - Y_h / N_h)\, \bar N

    For: \text{rules of kind gini},\ g < h \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gini"
    """
    for name, definition in _rules(view, "gini"):
        levels, _ = _levels(view, definition)
        for one, other in combinations(levels, 2):
            for sign, label in ((1.0, "+"), (-1.0, "-")):
                body = Affine().add(1.0, view.own("spread", name, one, other))
                body.add(-sign, levels[one]).add(sign, levels[other])
                yield at_least((name, one, other, label), body)


@rule
def gini(view: Nation) -> Iterator[Row]:
    r"""The Gini coefficient over groups, weighted by residents of small cities, is at most so much.

    .. math:: \sum_{g < h} w_g w_h z_{gh} \le \Gamma \sum_g w_g \frac{Y_g}{N_g} \bar N, \qquad
        w_g = \frac{\mathrm{residents}_g}{\sum_h \mathrm{residents}_h} \qquad (\text{row times } \bar w^{-2})

    For: \text{rules of kind gini}
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gini"
    """
    for name, definition in _rules(view, "gini"):
        levels, _ = _levels(view, definition)
        if len(levels) < 2:
            continue
        table = view.case.regions if definition.by == "region" else view.case.provinces
        residents = dict(zip(levels, table.loc[list(levels), "residents"].tolist(), strict=True))
        # Weights relative to their mean: w / w̄, so the row is already multiplied by w̄⁻² except for one factor n.
        weight = {group: value * len(levels) / sum(residents.values()) for group, value in residents.items()}
        body = Affine()
        for one, other in combinations(levels, 2):
            body.add(weight[one] * weight[other], view.own("spread", name, one, other))
        for group, level in levels.items():
            body.add(-_bound(definition.at_most) * weight[group] * len(levels), level)
        yield at_most((name,), body)


def _rules(view: Nation | Province, kind: str) -> list[tuple[str, EquityRule]]:
    return [(name, definition) for name, definition in view.case.model.rules.items() if definition.kind == kind]


def _numerator(view: Nation, definition: EquityRule, group: str) -> Affine:
    years = view.years_of(definition.indicator, definition.year)
    return view.total(definition.indicator, definition.by, group, years)


def _divisors(view: Nation, definition: EquityRule) -> dict[str, float]:
    groups = view.groups(definition.by, definition.groups)
    divisors = {group: view.denominator(definition.indicator, definition.by, group) for group in groups}
    return {group: divided_by for group, divided_by in divisors.items() if divided_by > 0}


def _levels(view: Nation, definition: EquityRule) -> tuple[dict[str, Affine], float]:
    """Each group's indicator times the mean denominator, and that mean."""
    divisors = _divisors(view, definition)
    scale = _mean(divisors)
    levels = {group: _numerator(view, definition, group).scaled(scale / by) for group, by in divisors.items()}
    return levels, scale


def _mean(divisors: dict[str, float]) -> float:
    return sum(divisors.values()) / len(divisors) if divisors else 1.0


def _bound(value: float | None) -> float:
    if value is None:
        raise ValueError("an equity rule without its bound passed validation")
    return value
