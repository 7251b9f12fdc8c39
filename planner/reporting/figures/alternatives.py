"""How much freedom is left: projects in every plan nearly as good, in some of them, in none."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    CATEGORIES,
    RULE,
    SOFT,
    Figure,
    Plot,
    axis,
    in_both,
    inert,
    layout,
    legend,
    names_axis,
    said,
)
from planner.reporting.tables import Table, code_column, text_column
from planner.reporting.wording import count, percent, words
from planner.texts import Lang, Pair

#: What a project can be, in the order of stacks.
KINDS = ("all", "some", "none", "undecided")


def kind_name(kind: str) -> Pair:
    """In every good plan, in some, in none, or not decided by the effort made."""
    return words(f"report.alternative.{kind}") if kind in KINDS else Pair(kind, kind)


def by_measure(digest: Digest) -> pd.DataFrame:
    """Projects by measure (most first) and kind."""
    table = digest.run.extras["alternatives"]
    counts = pd.crosstab(table["measure"], table["verdict"]).reindex(columns=list(KINDS), fill_value=0)
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[order]


def alternative_tables(digest: Digest) -> list[Table]:
    """Every project with its kind, those that are decided otherwise than the rest first."""
    table, names = digest.run.extras["alternatives"], digest.names
    table = table.assign(
        order=table["verdict"].map({key: place for place, key in enumerate(("some", "all", "none"))}).fillna(3)
    )
    table = table.sort_values(["order", "measure", "project"], kind="stable")
    provinces = digest.run.cities["province"].reindex(table["city"]).fillna("")
    return [
        Table(
            "alternatives",
            words("report.table.alternatives"),
            (
                text_column("city", names.column(table["city"], "city")),
                text_column("province", names.column(provinces, "province")),
                text_column("measure", names.column(table["measure"], "measure")),
                text_column("verdict_in_all", [kind_name(str(kind)) for kind in table["verdict"]]),
                text_column("in_plan", [words("report.yes" if own == 1 else "report.no") for own in table["in_plan"]]),
                code_column("project", table["project"]),
            ),
        )
    ]


def alternative_figures(digest: Digest) -> list[Figure]:
    """One chart; none when alternatives were not looked for."""
    table = by_measure(digest)
    if table.empty:
        return []
    sums = table.sum()
    title = words(
        "report.title.alternatives_open" if sums["undecided"] else "report.title.alternatives",
        every=count(sums["all"]),
        some=count(sums["some"]),
        none=count(sums["none"]),
        open=count(sums["undecided"]),
        share=percent(float(sums["all"]) / float(max(sums["all"] + sums["some"], 1))),
    )
    return [
        Figure(
            "alternatives",
            title,
            words("report.unit.projects_only"),
            "alternatives",
            in_both(lambda lang: _stacks(digest, table, lang)),
            height=74 + 26 * len(table),
            wide=True,
            source=words("report.source.alternatives"),
        )
    ]


def _stacks(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    names = [said(digest.names.measure(str(key)), lang) for key in table.index]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": inert(said(kind_name(kind), lang)),
            "x": table[kind].tolist(),
            "y": list(range(len(table))),
            "marker": {"color": colour},
            "hovertext": [
                f"{inert(name)} · {inert(said(kind_name(kind), lang))}<br>{said(count(value), lang)}"
                for name, value in zip(names, table[kind], strict=True)
            ],
            "hoverinfo": "text",
        }
        for kind, colour in zip(KINDS, (CATEGORIES[0], CATEGORIES[1], SOFT, RULE), strict=True)
        if table[kind].any()
    ]
    return {
        "data": data,
        "layout": layout(
            lang,
            barmode="stack",
            showlegend=True,
            legend=legend(),
            margin={"l": 8, "r": 8, "t": 30, "b": 24},
            xaxis=axis(),
            yaxis=names_axis(names),
        ),
    }
