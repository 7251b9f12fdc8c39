"""Targets: an indicator at least so much, or a named shortfall that is minimised first and reported."""

from __future__ import annotations

from collections.abc import Iterator

from planner.formulation.nation import Nation, target_value
from planner.formulation.rows import Column, Row, at_least, rule, variables

#: Largest coefficient of a shortfall; the row of a share of many residents is divided until it has this size.
_LARGEST = 1000.0


@variables("continuous")
def shortfall(view: Nation) -> Iterator[Column]:
    r"""What is missing to a target, in the indicator's unit.

    .. math:: 0 \le o_{qg} \le v_{qg}

    For: q \in \mathrm{Targets},\ g \in G_q
    Unit: the indicator's
    Switch: targets
    """
    for name, group, value in _targets(view):
        yield Column((name, group), 0.0, value)


@rule
def target(view: Nation) -> Iterator[Row]:
    r"""An indicator reaches its target, or the shortfall says by how much it does not.

    .. math:: \sum_{p \in P_g} \sum_{\tau} Y_{p\tau} + N_g\, o_{qg} \ge v_{qg}\, N_g
        \qquad (\text{row divided by } \max(1, N_g / 1000))

    For: q \in \mathrm{Targets},\ g \in G_q
    Unit: the indicator's, times its denominator
    Switch: targets
    """
    for name, group, value in _targets(view):
        definition = view.case.model.targets[name]
        years = view.years_of(definition.indicator, definition.year)
        divided_by = view.denominator(definition.indicator, definition.by, group)
        scale = max(1.0, divided_by / _LARGEST)
        body = view.total(definition.indicator, definition.by, group, years).scaled(1.0 / scale)
        body.add(divided_by / scale, view.own("shortfall", name, group))
        yield at_least((name, group), body, value * divided_by / scale)


def _targets(view: Nation) -> Iterator[tuple[str, str, float]]:
    """Each target's groups and values; groups without small cities have none."""
    for name, definition in view.case.model.targets.items():
        chosen = definition.at_least.keys() if isinstance(definition.at_least, dict) else ()
        for group in view.groups(definition.by, chosen):
            yield name, group, target_value(definition.at_least, group)
