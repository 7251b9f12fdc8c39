"""How a plan stands to each limit and equity rule: value, bound, met or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from planner.case import indicators
from planner.case.case import Case
from planner.config.aims import Limit, Rule
from planner.config.vocabulary import MEASURED_RULES
from planner.plan.figures import NATION, Figures, groups

#: A rule is met when it is missed by no more than this, relative to its bound (at least absolute).
TOLERANCE = 1e-6

Row = tuple[str, str, str, str, str, float, float, str, float]


def rule_rows(case: Case, figures: Figures) -> pd.DataFrame:
    """Rows of table ``rules``: one per limit, group, year and side; one per group of a floor; one per other rule.

    A rule without a bound is only measured: its bound and side are empty, and it counts as met. ``absolute`` is the
    Gini coefficient times the mean, which is what a goal or limit on ``equity.<rule>`` speaks of.
    """
    rows: list[Row] = []
    for name, limit in case.model.limits.items():
        rows.extend(_limit(case, figures, name, limit))
    for name, rule in case.model.rules.items():
        rows.extend(_order(case, figures, name, rule) if rule.kind == "order" else _rule(case, figures, name, rule))
    columns = ["rule", "kind", "by", "group", "year", "value", "bound", "side", "absolute"]
    table = pd.DataFrame(rows, columns=columns).astype({"value": float, "bound": float, "absolute": float})
    missed = (table["bound"] - table["value"]).where(table["side"] == "at_least", table["value"] - table["bound"])
    # Of a share of next to nothing, what is missing counts, not which part of it that is.
    whole = {n: min(1.0, abs(_whole(figures, r))) for n, r in case.model.rules.items() if r.kind == "share"}
    missed *= table["rule"].map(whole).where(table["kind"] == "share").fillna(1.0)
    allowed = TOLERANCE * table["bound"].abs().clip(lower=1)
    table["met"] = ((missed <= allowed) | table["bound"].isna()).astype(int)
    return table.sort_values(["rule", "group", "year", "side"], kind="stable")


def measured_rules(case: Case, figures: Figures) -> dict[str, float]:
    """``equity.<rule>`` of every rule that one number measures."""
    found = {}
    for name, rule in case.model.rules.items():
        if rule.kind in MEASURED_RULES:
            found[f"equity.{name}"] = _measured(case, figures, rule)
    return found


def _measured(case: Case, figures: Figures, rule: Rule) -> float:
    if rule.kind == "order":
        return max((0.0, *(behind for _, _, behind in _leads(case, figures, rule))))
    values, residents = compared(case, figures, rule, rule.year)
    return MEASURE[rule.kind](values, residents, rule) if values else 0.0


def measured_year(case: Case, rule: str) -> int:
    """The year for which an equity rule is measured."""
    return case.model.rules[rule].year or case.years[-1]


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
                    yield name, "limit", limit.by, group, label, value, bound, side, np.nan


def _order(case: Case, figures: Figures, name: str, rule: Rule) -> Iterator[Row]:
    """By how much each group is ahead of the next one named, year by year; behind by so much at most."""
    bound, side = (np.nan, "") if rule.at_most is None else (0.0 - rule.at_most, "at_least")
    for year, pair, behind in _leads(case, figures, rule):
        yield name, rule.kind, rule.by, pair, str(year), 0.0 - behind, bound, side, np.nan


def _leads(case: Case, figures: Figures, rule: Rule) -> Iterator[tuple[int, str, float]]:
    """(year, groups, lead of the later of the two) of each two groups that follow each other."""
    for year in (rule.year,) if rule.year is not None else case.years:
        values, _ = compared(case, figures, rule, year)
        for (first, high), (second, low) in pairwise(values.items()):
            yield year, f"{first}>{second}", low - high


def _rule(case: Case, figures: Figures, name: str, rule: Rule) -> Iterator[Row]:
    values, residents = compared(case, figures, rule, rule.year)
    year = str(measured_year(case, name))
    if rule.kind == "floor" and rule.at_least is not None:
        for group, value in values.items():
            yield name, rule.kind, rule.by, group, year, value, rule.at_least, "at_least", np.nan
    elif rule.kind == "share" and rule.at_least is not None:
        whole = _whole(figures, rule)
        # A share of nothing is met by everyone.
        share = sum(values.values()) / whole if whole else rule.at_least
        yield name, rule.kind, rule.by, "+".join(values), year, share, rule.at_least, "at_least", np.nan
    elif rule.kind in MEASURED_RULES and values:
        larger_is_better = MEASURED_RULES[rule.kind]
        bound = rule.at_least if larger_is_better else rule.at_most
        side = "" if bound is None else "at_least" if larger_is_better else "at_most"
        value, absolute, group = MEASURE[rule.kind](values, residents, rule), np.nan, NATION
        if rule.kind == "gap":
            low, high = min(values, key=lambda g: values[g]), max(values, key=lambda g: values[g])
            group = f"{high}>{low}"
        elif rule.kind == "gini":
            value, absolute = gini(values, residents), value
        yield name, rule.kind, rule.by, group, year, value, np.nan if bound is None else bound, side, absolute


def _whole(figures: Figures, rule: Rule) -> float:
    """What the groups of a share have their part of."""
    return figures.value(rule.indicator, "nation", NATION, figures.span(rule.indicator, rule.year))


def compared(case: Case, figures: Figures, rule: Rule, year: int | None) -> tuple[dict[str, float], dict[str, float]]:
    """Values and residents (thousands) of the groups that a rule compares; those with nobody to count are left out."""
    span = figures.span(rule.indicator, year)
    able = [g for g in groups(case, rule.by, rule.groups) if figures.divisor(rule.indicator, rule.by, g) != 0]
    values = {group: figures.value(rule.indicator, rule.by, group, span) for group in able}
    table = {"region": case.regions, "group": case.groups}.get(rule.by, case.provinces)
    return values, dict(zip(able, table["residents"].reindex(able).astype(float).tolist(), strict=True))


def gini(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Gini coefficient of ``values`` with population ``weights``; 0 when there is nothing to share out.

    ``Σ_{p<q} w_p w_q |y_p - y_q| / Σ_p w_p y_p`` with weights that add up to 1.
    """
    total = sum(weights.values())
    mean = sum(weights[p] * values[p] for p in values) / total if total else 0.0
    return absolute_gini(values, weights) / mean if mean > 0 else 0.0


def absolute_gini(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """``Σ_{p<q} w_p w_q |y_p - y_q|`` with weights that add up to 1: the Gini coefficient times the mean."""
    total = sum(weights.values())
    spread = sum(weights[p] * weights[q] * abs(values[p] - values[q]) for p, q in combinations(values, 2))
    return spread / (total * total) if total else 0.0


def worst_mean(values: Mapping[str, float], weights: Mapping[str, float], tail: float) -> float:
    """Mean over the worst-served ``tail`` of the population (CVaR): ``max_η η - Σ_g w_g max(0, η - y_g) / tail``.

    The maximum is at one of the values, because the function is concave and bends only there.
    """
    total = sum(weights.values())

    def at(level: float) -> float:
        return level - sum(weights[g] * max(0.0, level - value) for g, value in values.items()) / (tail * total)

    return max(at(value) for value in values.values()) if total else 0.0


#: The number that measures each kind of rule, of values and weights by group.
MEASURE: dict[str, Callable[[Mapping[str, float], Mapping[str, float], Rule], float]] = {
    "worst": lambda values, weights, rule: worst_mean(values, weights, rule.tail),
    "least": lambda values, weights, rule: min(values.values()),
    "gap": lambda values, weights, rule: max(values.values()) - min(values.values()),
    "gini": lambda values, weights, rule: absolute_gini(values, weights),
}
