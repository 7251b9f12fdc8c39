"""Equity rules between groups: floors, gaps, shares of money, the Gini coefficient, the worst served, an order.

All linear because denominators are constants. A group without small cities, or with nobody to count, is in none of
them. Rows are scaled so that coefficients stay near 1: figures per head are multiplied by the mean denominator, Gini
rows by 1 over the squared mean weight. What a rule measures as indicator ``equity.ID`` is in
:mod:`planner.formulation.equity_measures`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from planner.config.aims import Rule as EquityRule
from planner.formulation.comparison import Comparison, compared, compared_by_year, rules_of, wanted
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
    for name, definition in rules_of(view.case, "floor"):
        chosen = not definition.groups or view.code in definition.groups
        if definition.by == "province" and chosen and view.cities:
            body = Affine()
            for year in counted_years(view.case, definition.indicator, definition.year):
                body.add(1.0, contribution(view, definition.indicator, year))
            divided_by = divisor(view.case, definition.indicator, "province", view.code)
            yield at_least((name,), body, wanted(definition.at_least) * divided_by)


@rule
def floor(view: Nation) -> Iterator[Row]:
    r"""An indicator of each region, or of each group of the user's own, is at least so much.

    .. math:: \sum_{p} \sum_{\tau} Y_{gp\tau} \ge \lambda\, N_g

    For: \text{rules of kind floor by region or group},\ g \in G
    Unit: the indicator's, times its denominator
    Switch: rules.*.kind = "floor"
    """
    for name, definition in rules_of(view.case, "floor"):
        if definition.by != "province":
            for group in view.groups(definition.by, definition.groups):
                years = view.years_of(definition.indicator, definition.year)
                body = view.total(definition.indicator, definition.by, group, years)
                divided_by = view.denominator(definition.indicator, definition.by, group)
                yield at_least((name, group), body, wanted(definition.at_least) * divided_by)


@rule
def gap(view: Nation) -> Iterator[Row]:
    r"""Any two groups are at most so far apart.

    .. math:: \bigl| Y_g / N_g - Y_h / N_h \bigr| \le \delta \qquad (\text{row times } \bar N)

    For: \text{rules of kind gap with a bound},\ g < h \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gap"
    """
    for name, definition in rules_of(view.case, "gap"):
        if definition.at_most is not None:
            found = compared(view, definition)
            most = definition.at_most * found.scale
            for one, other in combinations(found.levels, 2):
                body = Affine().add(1.0, found.levels[one]).add(-1.0, found.levels[other])
                yield Row((name, one, other), -most, body, most)


@rule
def money_share(view: Nation) -> Iterator[Row]:
    r"""The named groups together hold at least a share of the national sum.

    .. math:: \sum_{g \in G} Y_g \ge \sigma \sum_{p \in P} Y_p

    For: \text{rules of kind share}
    Unit: the indicator's
    Switch: rules.*.kind = "share"
    """
    for name, definition in rules_of(view.case, "share"):
        named = view.groups(definition.by, definition.groups)
        if not named:
            continue
        years = view.years_of(definition.indicator, definition.year)
        body = Affine().add(-wanted(definition.at_least), view.nation(definition.indicator, years))
        for group in named:
            body.add(1.0, view.total(definition.indicator, definition.by, group, years))
        yield at_least((name,), body)


@variables("continuous")
def spread(view: Nation) -> Iterator[Column]:
    r"""Distance between two groups in a Gini rule, in the indicator's unit times the mean denominator.

    .. math:: 0 \le z_{gh} \le \max(\bar Y_g - \underline Y_h,\ \bar Y_h - \underline Y_g)

    For: \text{rules of kind gini},\ g < h \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gini"
    """
    for name, definition in rules_of(view.case, "gini"):
        if definition.at_most is not None or view.measured(name):
            found = compared(view, definition)
            ranges = found.ranges(view)
            for one, other in combinations(found.levels, 2):
                apart = max(ranges[one][1] - ranges[other][0], ranges[other][1] - ranges[one][0])
                yield Column((name, one, other), 0.0, apart * found.scale)


@rule
def gini_spread(view: Nation) -> Iterator[Row]:
    r"""The distance between two groups is at least their difference, either way round.

    .. math:: z_{gh} \ge \pm (Y_g / N_g - Y_h / N_h)\, \bar N

    For: \text{rules of kind gini},\ g < h \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gini"
    """
    for name, definition in rules_of(view.case, "gini"):
        if definition.at_most is not None or view.measured(name):
            found = compared(view, definition)
            for one, other in combinations(found.levels, 2):
                for sign, label in ((1.0, "+"), (-1.0, "-")):
                    body = Affine().add(1.0, view.own("spread", name, one, other))
                    body.add(-sign, found.levels[one]).add(sign, found.levels[other])
                    yield at_least((name, one, other, label), body)


@rule
def gini(view: Nation) -> Iterator[Row]:
    r"""The Gini coefficient over groups, weighted by residents of small cities, is at most so much.

    .. math:: \sum_{g < h} w_g w_h z_{gh} \le \Gamma \sum_g w_g \frac{Y_g}{N_g} \bar N, \qquad
        w_g = \frac{\mathrm{residents}_g}{\sum_h \mathrm{residents}_h} \qquad (\text{row times } \bar w^{-2})

    For: \text{rules of kind gini with a bound}
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "gini"
    """
    for name, definition in rules_of(view.case, "gini"):
        found = compared(view, definition)
        if len(found.levels) > 1 and definition.at_most is not None:
            body = spreads(view, name, found)
            # Weights are relative to their mean, so the row is already multiplied by w̄⁻² except for one factor n.
            for group, level in found.levels.items():
                body.add(-definition.at_most * found.weights[group] * len(found.levels), level)
            yield at_most((name,), body)


@rule
def least(view: Nation) -> Iterator[Row]:
    r"""Even the worst-served group has at least so much.

    .. math:: Y_g / N_g \ge \lambda \qquad (\text{row times } \bar N)

    For: \text{rules of kind least with a bound},\ g \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "least"
    """
    for name, definition in rules_of(view.case, "least"):
        if definition.at_least is not None:
            found = compared(view, definition)
            for group, level in found.levels.items():
                yield at_least((name, group), level, definition.at_least * found.scale)


@variables("continuous")
def quantile(view: Nation) -> Iterator[Column]:
    r"""Level below which a group counts among the worst served, as far as the optimum chooses it so.

    .. math:: \min_g \underline Y_g / N_g \le \eta \le \max_g \bar Y_g / N_g

    For: \text{rules of kind worst}
    Unit: the indicator's
    Switch: rules.*.kind = "worst"
    """
    for name, _, found in _tails(view):
        ranges = found.ranges(view).values()
        yield Column((name,), min(low for low, _ in ranges), max(high for _, high in ranges))


@variables("continuous")
def below(view: Nation) -> Iterator[Column]:
    r"""How far a group is below that level.

    .. math:: 0 \le b_g \le \max_h \bar Y_h / N_h - \underline Y_g / N_g

    For: \text{rules of kind worst},\ g \in G
    Unit: the indicator's
    Switch: rules.*.kind = "worst"
    """
    for name, _, found in _tails(view):
        ranges = found.ranges(view)
        highest = max(high for _, high in ranges.values())
        for group, (low, _) in ranges.items():
            yield Column((name, group), 0.0, highest - low)


@rule
def worst_below(view: Nation) -> Iterator[Row]:
    r"""A group is below the level by at least the difference.

    .. math:: b_g \ge \eta - Y_g / N_g \qquad (\text{row times } \bar N)

    For: \text{rules of kind worst},\ g \in G
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "worst"
    """
    for name, _, found in _tails(view):
        for group, level in found.levels.items():
            body = Affine().add(found.scale, view.own("below", name, group)).add(1.0, level)
            yield at_least((name, group), body.add(-found.scale, view.own("quantile", name)))


@rule
def worst(view: Nation) -> Iterator[Row]:
    r"""The mean over the worst-served share ``alpha`` of the residents (CVaR) is at least so much.

    Rockafellar and Uryasev (2000), with the residents of groups as probabilities.

    .. math:: \eta - \frac{1}{\alpha} \sum_g w_g b_g \ge \lambda

    For: \text{rules of kind worst with a bound}
    Unit: the indicator's
    Switch: rules.*.kind = "worst"
    """
    for name, definition, found in _tails(view):
        if definition.at_least is not None:
            yield at_least((name,), tail_mean(view, name, found, definition.tail), definition.at_least)


@rule
def order(view: Nation) -> Iterator[Row]:
    r"""No group is better served than the one named before it, or by so much at most.

    .. math:: Y_g / N_g \ge Y_h / N_h - \delta \qquad (\text{row times } \bar N)

    For: \text{rules of kind order with a bound},\ (g, h) \text{ following},\ \text{each year, or the one stated}
    Unit: the indicator's, times the mean denominator
    Switch: rules.*.kind = "order"
    """
    for name, definition in rules_of(view.case, "order"):
        if definition.at_most is not None:
            for year, found in compared_by_year(view, definition):
                for one, other in pairwise(found.levels):
                    body = Affine().add(1.0, found.levels[one]).add(-1.0, found.levels[other])
                    yield at_least((name, one, other, year), body, 0.0 - definition.at_most * found.scale)


def spreads(view: Nation, name: str, found: Comparison) -> Affine:
    """``Σ w w z`` of a Gini rule, with weights relative to their mean."""
    body = Affine()
    for one, other in combinations(found.levels, 2):
        body.add(found.weights[one] * found.weights[other], view.own("spread", name, one, other))
    return body


def tail_mean(view: Nation, name: str, found: Comparison, tail: float) -> Affine:
    """``η − Σ w b / α``: the mean over the worst-served tail, when ``η`` is the best choice."""
    body = Affine().add(1.0, view.own("quantile", name))
    for group in found.levels:
        body.add(-found.weights[group] / len(found.levels) / tail, view.own("below", name, group))
    return body


def _tails(view: Nation) -> Iterator[tuple[str, EquityRule, Comparison]]:
    """Rules of kind worst that bound or measure anything."""
    for name, definition in rules_of(view.case, "worst"):
        if definition.at_least is not None or view.measured(name):
            found = compared(view, definition)
            if found.levels:
                yield name, definition, found
