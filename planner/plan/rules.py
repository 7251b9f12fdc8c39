"""How a plan stands to each limit and equity rule: value, bound, met or not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from planner.case import indicators
from planner.case.case import Case
from planner.config.aims import Limit, Rule
from planner.plan.figures import NATION, Figures, groups

#: A rule is met when it is missed by no more than this, relative to its bound (at least absolute).
TOLERANCE = 1e-6

Row = tuple[str, str, str, str, str, float, float, str]


def rule_rows(case: Case, figures: Figures) -> pd.DataFrame:
    """Rows of table ``rules``: one per limit, group, year and side; one per group of a floor; one per other rule."""
    rows: list[Row] = []
    for name, limit in case.model.limits.items():
        rows.extend(_limit(case, figures, name, limit))
    for name, rule in case.model.rules.items():
        rows.extend(_rule(case, figures, name, rule))
    columns = ["rule", "kind", "by", "group", "year", "value", "bound", "side"]
    table = pd.DataFrame(rows, columns=columns)
    missed = (table["bound"] - table["value"]).where(table["side"] == "at_least", table["value"] - table["bound"])
    table["met"] = (missed <= TOLERANCE * table["bound"].abs().clip(lower=1)).astype(int)
    return table.sort_values(["rule", "group", "year", "side"], kind="stable")


def _limit(case: Case, figures: Figures, name: str, limit: Limit) -> Iterator[Row]:
    stock = indicators.describe(case, limit.indicator).stock
    years = limit.years or ((case.years[-1],) if stock else case.years)
    spans: list[tuple[str, tuple[int, ...]]] = [(str(year), (year,)) for year in years]
    if not stock and limit.over == "sum":
        spans = [("all" if years == case.years else f"{years[0]}-{years[-1]}", tuple(years))]
    for group in groups(case, limit.by, limit.groups):
        for label, span in spans:
            value = figures.value(limit.indicator, limit.by, group, span)
            for side, bound in (("at_least", limit.at_least), ("at_most", limit.at_most)):
                if bound is not None:
                    yield name, "limit", limit.by, group, label, value, bound, side


def _rule(case: Case, figures: Figures, name: str, rule: Rule) -> Iterator[Row]:
    span = figures.span(rule.indicator, rule.year)
    able = groups(case, rule.by, rule.groups)
    values = {group: figures.value(rule.indicator, rule.by, group, span) for group in able}
    year = str(span[-1])
    if rule.kind == "floor" and rule.at_least is not None:
        for group, value in values.items():
            yield name, rule.kind, rule.by, group, year, value, rule.at_least, "at_least"
    elif rule.kind == "gap" and rule.at_most is not None and values:
        low, high = min(values, key=lambda g: values[g]), max(values, key=lambda g: values[g])
        yield name, rule.kind, rule.by, f"{high}>{low}", year, values[high] - values[low], rule.at_most, "at_most"
    elif rule.kind == "share" and rule.at_least is not None:
        whole = figures.value(rule.indicator, "nation", NATION, span)
        part = sum(values.values())
        # A share of nothing is met by everyone.
        share = part / whole if whole else rule.at_least
        yield name, rule.kind, rule.by, "+".join(able), year, share, rule.at_least, "at_least"
    elif rule.kind == "gini" and rule.at_most is not None:
        value = gini(values, dict(zip(able, _residents(case, rule.by, able), strict=True)))
        yield name, rule.kind, rule.by, NATION, year, value, rule.at_most, "at_most"


def _residents(case: Case, by: str, groups: list[str]) -> list[float]:
    table = case.regions if by == "region" else case.provinces
    found: list[float] = table["residents"].reindex(groups).astype(float).tolist()
    return found


def gini(values: dict[str, float], weights: dict[str, float]) -> float:
    """Gini coefficient of ``values`` with population ``weights``; 0 when there is nothing to share out.

    ``Σ_{p<q} w_p w_q |y_p − y_q| / Σ_p w_p y_p`` with weights that add up to 1.
    """
    total = sum(weights.values())
    if total == 0:
        return 0.0
    mean = sum(weights[p] * values[p] for p in values) / total
    if mean <= 0:
        return 0.0
    spread = sum(weights[p] * weights[q] * abs(values[p] - values[q]) for p, q in combinations(values, 2))
    return spread / (total * total * mean)
