"""What each equity rule sees: groups from worst to best, the bound, and the groups that the rule looks at."""

from __future__ import annotations

import pandas as pd

from planner.config.aims import Rule
from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, SOFT, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.indicators import indicator, indicator_value
from planner.reporting.wording import Names, number, percent, plain, words
from planner.texts import Pair

#: Kinds that a chart of groups explains; floors and shares are in the table of rules.
CHARTED = ("worst", "least", "gap", "gini", "order")
#: So many rules are charted; the table of rules holds all.
MOST_RULES = 4


def group_values(digest: Digest, rule: Rule) -> pd.Series:
    """Value of the rule's indicator by group in the rule's year, from the run's own table; worst first."""
    table = digest.run.plan["indicators"]
    own = table[(table["indicator"] == rule.indicator) & (table["by"] == rule.by)]
    labels = set(own["year"])
    year = str(rule.year or digest.run.years[-1])
    own = own[own["year"] == ("all" if "all" in labels and rule.year is None else year)]
    values = own.set_index("group")["value"].astype(float)
    if rule.groups:
        values = values.reindex([group for group in rule.groups if group in values.index])
    return values if rule.kind == "order" else values.sort_values(kind="stable")


def in_tail(digest: Digest, rule: Rule, values: pd.Series) -> pd.Series:
    """Whether a group belongs, at least in part, to the worst-served share of the residents that the rule looks at."""
    small = digest.run.small
    if rule.by == "group":
        return pd.Series(False, index=values.index)
    people = small.groupby(rule.by)["residents"].sum().reindex(values.index).fillna(0.0)
    before = people.cumsum() - people
    return before < rule.tail * float(people.sum()) - 1e-9


def measured(digest: Digest, key: str) -> tuple[float | None, float | None]:
    """(value, bound) of a rule as the run's table of rules has them; the first row where it has several."""
    rows = digest.run.plan["rules"]
    own = rows[rows["rule"] == key]
    if own.empty:
        return None, None
    value, bound = own["value"].iloc[0], own["bound"].iloc[0]
    return (None if pd.isna(value) else float(value)), (None if pd.isna(bound) else float(bound))


def equity_figures(digest: Digest) -> list[Figure]:
    """A chart for each rule of fairness that compares groups."""
    figures: list[Figure] = []
    for key, rule in digest.run.model.rules.items():
        if rule.kind in CHARTED and len(figures) < MOST_RULES:
            values = group_values(digest, rule)
            if len(values) > 1 and not is_province_chart(digest, rule):
                figures.append(_chart(digest, key, rule, values))
    return figures


def is_province_chart(digest: Digest, rule: Rule) -> bool:
    """Whether a chart of the rule would draw the chart of provinces a second time: a Gini marks no group of its own."""
    last = rule.year in (None, digest.run.years[-1])
    drawn = ("gini", "province", f"share.residents.{digest.main_layer}")
    return (rule.kind, rule.by, rule.indicator) == drawn and last


def repeated_rules(digest: Digest) -> list[Pair]:
    """In a sentence each, the rules that the chart of provinces shows already."""
    found = []
    for key, rule in digest.run.model.rules.items():
        if rule.kind == "gini" and is_province_chart(digest, rule):
            values = group_values(digest, rule)
            if len(values) > 1:
                found.append(words("report.sentence", parts=_title(digest, key, rule, values)))
    return found


def _chart(digest: Digest, key: str, rule: Rule, values: pd.Series) -> Figure:
    marked = _marked(digest, rule, values)
    bars = [
        Bar(
            digest.names.group(rule.by, str(group)),
            float(value),
            indicator_value(digest.names, rule.indicator, float(value)),
            CATEGORIES[3] if group in marked else SOFT,
        )
        for group, value in values.items()
    ]
    _, bound = measured(digest, key)
    marks = []
    if bound is not None and rule.kind in ("worst", "least"):
        marks.append((bound, words("report.mark.asked", value=_said(digest, rule, bound))))
    return Figure(
        f"rule_{key}",
        _title(digest, key, rule, values),
        words(
            "report.unit.by_group_marked" if marked else "report.unit.by_group",
            indicator=indicator(digest.names, rule.indicator),
        ),
        "rules",
        in_both(lambda lang: bar_chart(bars, lang, marks)),
        height=bar_height(len(bars), bool(marks)),
    )


def _marked(digest: Digest, rule: Rule, values: pd.Series) -> set[object]:
    """Groups that the rule looks at: the tail, the last one, the two ends."""
    if rule.kind == "worst":
        tail = in_tail(digest, rule, values)
        return set(tail.index[tail])
    ends = {"least": {values.idxmin()}, "gap": {values.idxmin(), values.idxmax()}}
    return set(ends.get(rule.kind, ()))


def _title(digest: Digest, key: str, rule: Rule, values: pd.Series) -> Pair:
    names, (value, bound) = digest.names, measured(digest, key)
    shown = words("report.unknown") if value is None else _said(digest, rule, value)
    asked = words("report.part.no_bound")
    if bound is not None:
        side = "at_most" if rule.kind in ("gap", "gini") else "at_least"
        asked = words(f"report.part.bound_{side}", bound=_said(digest, rule, bound))
    kept = True
    if rule.kind == "order":
        lead = float(values.diff().max())
        kept = lead <= 1e-9
        shown, bound = _said(digest, rule, lead), rule.at_most
        if bound:
            asked = words("report.part.bound_at_most", bound=_said(digest, rule, bound))
        elif bound is not None:
            asked = words("report.part.bound_never")
    return words(
        f"report.equity.{rule.kind}" if kept else "report.equity.order_broken",
        rule=names.rule(key),
        value=shown,
        asked=asked,
        tail=percent(rule.tail),
        low=names.group(rule.by, str(values.idxmin())),
        high=names.group(rule.by, str(values.idxmax())),
        first=names.group(rule.by, str(values.index[0])),
        year=plain(rule.year or digest.run.years[-1]),
    )


def rule_value(names: Names, rule: Rule, value: float) -> Pair:
    """Value or bound of a rule in its unit: a Gini is a plain number, two shares differ by percentage points."""
    if rule.kind == "gini":
        return number(value)
    if rule.kind == "share":
        return percent(value)
    if rule.kind in ("gap", "order") and rule.indicator.startswith("share."):
        return words("report.points", points=number(value * 100))
    return indicator_value(names, rule.indicator, value)


def _said(digest: Digest, rule: Rule, value: float) -> Pair:
    return rule_value(digest.names, rule, value)
