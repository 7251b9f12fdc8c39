"""Hard limits on indicators, for the nation or for each region, province, city or group of the user's own."""

from __future__ import annotations

from collections.abc import Iterator

from planner.case.case import Case
from planner.config.aims import Limit
from planner.formulation.indicators import contribution
from planner.formulation.nation import Nation, counted_years, divisor, is_stock
from planner.formulation.province import Province
from planner.formulation.rows import Affine, Row, rule


@rule
def limit_local(view: Province) -> Iterator[Row]:
    r"""An indicator of the province, or of each of its cities, stays within its limits.

    .. math:: \underline\ell\, N_g \le \sum_{\tau} Y_{g\tau} \le \bar\ell\, N_g

    For: \text{limits by province or city},\ g \in G,\ \text{each year of a stock, each or all years of a flow}
    Unit: the indicator's, times its denominator
    Switch: limits.*.by = "province", "city"
    """
    for name, definition in view.case.model.limits.items():
        for group in _local_groups(view, definition):
            indicator = f"{definition.indicator}@{group}" if definition.by == "city" else definition.indicator
            for years in _spans(view.case, definition):
                body = Affine()
                for year in years:
                    body.add(1.0, contribution(view, indicator, year))
                divided_by = divisor(view.case, definition.indicator, definition.by, group)
                yield _row(name, definition, group, years, body, divided_by)


@rule
def limit(view: Nation) -> Iterator[Row]:
    r"""An indicator of the nation, of each region or of each group of the user's own stays within its limits.

    .. math:: \underline\ell\, N_g \le \sum_{p \in P_g} \sum_{\tau} Y_{gp\tau} \le \bar\ell\, N_g

    For: \text{limits by nation, region or group},\ g \in G,\ \text{each year of a stock, each or all years of a flow}
    Unit: the indicator's, times its denominator
    Switch: limits.*.by = "nation", "region", "group"
    """
    for name, definition in view.case.model.limits.items():
        if definition.by not in ("province", "city"):
            groups = ["nation"] if definition.by == "nation" else view.groups(definition.by, definition.groups)
            for group in groups:
                for years in _spans(view.case, definition):
                    body = view.total(definition.indicator, definition.by, group, years)
                    divided_by = view.denominator(definition.indicator, definition.by, group)
                    yield _row(name, definition, group, years, body, divided_by)


def _local_groups(view: Province, definition: Limit) -> list[str]:
    groups = {"province": (view.code,) if view.cities else (), "city": view.cities}.get(definition.by, ())
    return [group for group in groups if not definition.groups or group in definition.groups]


def _spans(case: Case, definition: Limit) -> list[tuple[int, ...]]:
    """The years that each row of a limit sums: one of a stock, one or all of a flow."""
    years = definition.years or counted_years(case, definition.indicator, None)
    if definition.over == "sum" and not is_stock(case, definition.indicator):
        return [tuple(years)]
    return [(year,) for year in years]


def _row(name: str, definition: Limit, group: str, years: tuple[int, ...], body: Affine, divided_by: float) -> Row:
    lower = None if definition.at_least is None else definition.at_least * divided_by
    upper = None if definition.at_most is None else definition.at_most * divided_by
    return Row((name, group, max(years)), lower, body, upper)
