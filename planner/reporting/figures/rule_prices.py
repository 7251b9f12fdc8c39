"""The price of each rule: how much better the plan could be without it."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, SOFT, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.figures.baselines import headline_goal
from planner.reporting.indicators import indicator_value, with_unit
from planner.reporting.tables import Table, stated_column, text_column
from planner.reporting.wording import words
from planner.texts import Pair

#: So many rules are drawn; the table holds all.
MOST_RULES = 14
#: Columns of the run's table that the report shows, and the ids of their headings.
COLUMNS = {
    "value_with": "value_with",
    "value_without": "value_without",
    "estimate": "estimate",
    "low": "price_low",
    "high": "price_high",
}


def rule_price_rows(digest: Digest) -> pd.DataFrame:
    """Rows of the table, most costly first within each goal, goals in their order."""
    table = digest.run.extras["rule_prices"]
    order = {key: goal.order for key, goal in digest.run.model.goals.items()}
    size = table["estimate"].abs()
    return (
        table.assign(order=table["goal"].map(order).fillna(len(order) + 1), size=size)
        .sort_values(["order", "size", "rule"], ascending=[True, False, True], kind="stable")
        .drop(columns=["order", "size"])
        .reset_index(drop=True)
    )


def rule_name(row: pd.Series) -> Pair:
    """A rule's name as the table has it, its id where it has none."""
    return Pair(str(row["name_zh"]) or str(row["rule"]), str(row["name_en"]) or str(row["rule"]))


def rule_price_tables(digest: Digest) -> list[Table]:
    """All rules and goals: with and without the rule, the estimate, and between what it is proven to lie."""
    rows = [row for _, row in rule_price_rows(digest).iterrows()]
    columns = [
        text_column("rule", [rule_name(row) for row in rows]),
        text_column("goal", [digest.names.goal(str(row["goal"])) for row in rows]),
    ]
    for key, head in COLUMNS.items():
        columns.append(stated_column(head, [_stated(digest, row, key) for row in rows]))
    clear = [words("report.yes" if _is_proven(row) else "report.no") for row in rows]
    columns.append(text_column("price_clear", clear))
    return [Table("rule_prices", words("report.table.rule_prices"), tuple(columns))]


def _stated(digest: Digest, row: pd.Series, key: str) -> tuple[float | None, Pair]:
    value = row[key]
    return (None, words("report.unknown")) if pd.isna(value) else (float(value), _in_unit(digest, row, float(value)))


def _in_unit(digest: Digest, row: pd.Series, value: float) -> Pair:
    goal = digest.run.model.goals.get(str(row["goal"]))
    if goal is not None:
        return indicator_value(digest.names, goal.indicator, value)
    return with_unit(value, Pair(str(row["unit_zh"]), str(row["unit_en"])))


def _is_proven(row: pd.Series) -> bool:
    """Whether the two solves tell the price from nothing."""
    stated = row["distinguishable"]
    return bool(stated == 1) if pd.notna(stated) else bool(row["low"] > 0)


def rule_price_figures(digest: Digest) -> list[Figure]:
    """Rules by what they cost the goal that plans are compared on; none when the run has no such table.

    Rules that cost nothing are listed at the last goal; they do not hide those that cost an earlier one.
    """
    rows = rule_price_rows(digest)
    if rows.empty:
        return []
    costly = rows[~(rows["high"] <= 0)]
    main, priced = headline_goal(digest), rows if costly.empty else costly
    goal = main.id if main is not None and (priced["goal"] == main.id).any() else str(priced["goal"].iloc[0])
    chosen = rows[(rows["goal"] == goal) & rows["estimate"].notna()].head(MOST_RULES)
    if chosen.empty:
        return []
    bars = [
        Bar(
            rule_name(row),
            float(row["estimate"]),
            words(
                "report.rule_price_bar",
                estimate=_in_unit(digest, row, float(row["estimate"])),
                low=_stated(digest, row, "low")[1],
                high=_stated(digest, row, "high")[1],
            ),
            CATEGORIES[0] if _is_proven(row) else SOFT,
        )
        for _, row in chosen.iterrows()
    ]
    clear = [place for place, (_, row) in enumerate(chosen.iterrows()) if _is_proven(row)]
    first = chosen.iloc[clear[0] if clear else 0]
    title = "report.title.rule_prices" if clear else "report.title.rule_prices_unclear"
    return [
        Figure(
            "rule_prices",
            words(
                "report.title.rule_prices_nothing" if costly.empty else title,
                rule=rule_name(first),
                goal=digest.names.goal(goal),
                value=_in_unit(digest, first, float(first["estimate"])),
            ),
            words("report.unit.rule_price", goal=digest.names.goal(goal)),
            "rule_prices",
            in_both(lambda lang: bar_chart(bars, lang, wide=True)),
            height=bar_height(len(bars)),
            wide=True,
            source=words("report.source.rule_prices"),
        )
    ]
