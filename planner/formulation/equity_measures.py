"""What equity rules measure, ``equity.ID``, for rules whose measure is a goal, a target or a limit.

The variable is held from the side towards which it is optimised: the worst served can be called no better than they
are, a gap no smaller. Pushing the other way is refused when the model file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations

from planner.config.aims import Rule
from planner.formulation.comparison import compared, compared_by_year, rules_of
from planner.formulation.equity import spreads, tail_mean
from planner.formulation.nation import Nation
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, rule, variables


@variables("continuous")
def equity(view: Nation) -> Iterator[Column]:
    r"""Indicator ``equity.ID``: what rule ``e`` measures.

    .. math:: \min_g \underline Y_g / N_g \le \zeta_e \le \max_g \bar Y_g / N_g \ (\text{worst, least}), \qquad
        0 \le \zeta_e \le \max_g \bar Y_g / N_g - \min_g \underline Y_g / N_g \ (\text{gap, gini, order})

    For: \text{rules of kind worst, least, gap, gini, order whose measure is asked for}
    Unit: the indicator's
    Switch: goals.*.indicator, targets.*.indicator, limits.*.indicator = "equity.ID"
    """
    for kind in ("worst", "least", "gap", "gini", "order"):
        for name, definition in rules_of(view.case, kind):
            if view.measured(name):
                ranges = _ranges(view, definition)
                low, high = min((r[0] for r in ranges), default=0.0), max((r[1] for r in ranges), default=0.0)
                yield Column((name,), *((low, high) if kind in ("worst", "least") else (0.0, high - low)))


@rule
def equity_least(view: Nation) -> Iterator[Row]:
    r"""The worst-served group is no better served than any.

    .. math:: \zeta_e \le Y_g / N_g \qquad (\text{row times } \bar N)

    For: \text{rules of kind least},\ g \in G
    Unit: the indicator's, times the mean denominator
    Switch: goals.*.indicator = "equity.ID"
    """
    for name, definition in rules_of(view.case, "least"):
        if view.measured(name):
            found = compared(view, definition)
            for group, level in found.levels.items():
                body = Affine().add(found.scale, view.own("equity", name)).add(-1.0, level)
                yield at_most((name, group), body)


@rule
def equity_worst(view: Nation) -> Iterator[Row]:
    r"""The worst-served tail is no better served than its mean, whatever the level that it is cut at.

    .. math:: \zeta_e \le \eta - \frac{1}{\alpha} \sum_g w_g b_g

    For: \text{rules of kind worst}
    Unit: the indicator's
    Switch: goals.*.indicator = "equity.ID"
    """
    for name, definition in rules_of(view.case, "worst"):
        if view.measured(name):
            found = compared(view, definition)
            body = Affine().add(1.0, view.own("equity", name))
            yield at_most((name,), body.add(-1.0, tail_mean(view, name, found, definition.tail)))


@rule
def equity_gap(view: Nation) -> Iterator[Row]:
    r"""The gap is at least the difference of any two groups.

    .. math:: \zeta_e \ge Y_g / N_g - Y_h / N_h \qquad (\text{row times } \bar N)

    For: \text{rules of kind gap},\ g \ne h \in G
    Unit: the indicator's, times the mean denominator
    Switch: goals.*.indicator = "equity.ID"
    """
    for name, definition in rules_of(view.case, "gap"):
        if view.measured(name):
            found = compared(view, definition)
            for one, other in permutations(found.levels, 2):
                body = Affine().add(found.scale, view.own("equity", name))
                yield at_least((name, one, other), body.add(-1.0, found.levels[one]).add(1.0, found.levels[other]))


@rule
def equity_gini(view: Nation) -> Iterator[Row]:
    r"""The absolute Gini (the coefficient times the mean, which is linear) is at least the weighted distances.

    .. math:: \zeta_e\, \bar N \ge \sum_{g < h} w_g w_h z_{gh} \qquad (\text{row times } \bar w^{-2})

    For: \text{rules of kind gini}
    Unit: the indicator's, times the mean denominator
    Switch: goals.*.indicator = "equity.ID"
    """
    for name, definition in rules_of(view.case, "gini"):
        if view.measured(name):
            found = compared(view, definition)
            body = Affine().add(found.scale * len(found.levels) ** 2, view.own("equity", name))
            yield at_least((name,), body.add(-1.0, spreads(view, name, found)))


@rule
def equity_order(view: Nation) -> Iterator[Row]:
    r"""The lead of later groups is at least by how much any group is better served than the one named before it.

    .. math:: \zeta_e \ge Y_h / N_h - Y_g / N_g \qquad (\text{row times } \bar N)

    For: \text{rules of kind order},\ (g, h) \text{ following each other},\ \text{each year, or the one stated}
    Unit: the indicator's, times the mean denominator
    Switch: goals.*.indicator = "equity.ID"
    """
    for name, definition in rules_of(view.case, "order"):
        if view.measured(name):
            for year, found in compared_by_year(view, definition):
                for one, other in pairwise(found.levels):
                    body = Affine().add(found.scale, view.own("equity", name))
                    body.add(-1.0, found.levels[other]).add(1.0, found.levels[one])
                    yield at_least((name, one, other, year), body)


def _ranges(view: Nation, definition: Rule) -> list[tuple[float, float]]:
    """Least and largest value of each group's indicator; under an order, in every year that counts."""
    if definition.kind != "order":
        return list(compared(view, definition).ranges(view).values())
    return [reach for _, found in compared_by_year(view, definition) for reach in found.ranges(view).values()]
