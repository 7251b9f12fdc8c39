"""Hard limits on indicators, for the nation or for each region, province or city."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.case.case import Case
from planner.config.schema import Limit
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
            suffix = f"@{group}" if definition.by == "city" else ""
            yield from _rows(
                view.case,
                name,
                definition,
                group,
                lambda year, suffix=suffix, of=definition.indicator: contribution(view, of + suffix, year),
            )


@rule
def limit(view: Nation) -> Iterator[Row]:
    r"""An indicator of the nation, or of each region, stays within its limits.

    .. math:: \underline\ell\, N_g \le \sum_{p \in P_g} \sum_{\tau} Y_{p\tau} \le \bar\ell\, N_g

    For: \text{limits by nation or region},\ g \in G,\ \text{each year of a stock, each or all years of a flow}
    Unit: the indicator's, times its denominator
    Switch: limits.*.by = "nation", "region"
    """
    for name, definition in view.case.model.limits.items():
        if definition.by in ("nation", "region"):
            groups = ["nation"] if definition.by == "nation" else view.groups("region", definition.groups)
            for group in groups:
                yield from _rows(
                    view.case,
                    name,
                    definition,
                    group,
                    lambda year, by=definition.by, group=group, of=definition.indicator: view.total(
                        of, by, group, (year,)
                    ),
                )


def _local_groups(view: Province, definition: Limit) -> list[str]:
    groups = {"province": [view.code] if view.cities else [], "city": view.cities}.get(definition.by, [])
    return [group for group in groups if not definition.groups or group in definition.groups]


def _rows(
    case: Case, name: str, definition: Limit, group: str, value: Callable[[int], Affine]
) -> Iterator[Row]:
    """Rows of one limit in one group: each year of its own, or one over the sum of years."""
    divided_by = divisor(case, definition.indicator, definition.by, group)
    lower = None if definition.at_least is None else definition.at_least * divided_by
    upper = None if definition.at_most is None else definition.at_most * divided_by
    years = definition.years or counted_years(case, definition.indicator, None)
    if len(years) > 1 and definition.over == "sum" and not is_stock(case, definition.indicator):
        body = Affine()
        for year in years:
            body.add(1.0, value(year))
        yield Row((name, group, max(years)), lower, body, upper)
        return
    for year in years:
        yield Row((name, group, year), lower, value(year), upper)
