"""Who gets central money and by which rule: grants by province, and the list of grants itself."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    CATEGORIES,
    MUTED,
    Figure,
    Plot,
    axis,
    in_both,
    inert,
    layout,
    legend,
    money_scale,
    names_axis,
    said,
)
from planner.reporting.figures.subsidies import held_by
from planner.reporting.tables import Table, code_column, number_column, text_column
from planner.reporting.wording import aligned, count, money, percent, words
from planner.texts import Lang


def grants_by_province(digest: Digest) -> pd.DataFrame:
    """Grants in million yuan: provinces (most first) × measures, with ``total``."""
    grants = digest.run.plan["grants"]
    table = grants.pivot_table(
        index="province", columns="measure", values="amount_myuan", aggfunc="sum", fill_value=0.0
    )
    table["total"] = table.sum(axis=1)
    return (
        table.rename_axis("province")
        .reset_index()
        .sort_values(["total", "province"], ascending=[False, True])
        .set_index("province")
    )


def grant_tables(digest: Digest) -> list[Table]:
    """The list of grants, project by project, largest first; and their sums by province."""
    return [_list(digest), _sums(digest)]


def _list(digest: Digest) -> Table:
    names = digest.names
    grants = digest.run.plan["grants"].sort_values(["amount_myuan", "project"], ascending=[False, True])
    return Table(
        "grants",
        words("report.table.grants"),
        (
            text_column("city", names.column(grants["city"], "city")),
            text_column("province", names.column(grants["province"], "province")),
            text_column("region", names.column(grants["region"], "region")),
            text_column("measure", names.column(grants["measure"], "measure")),
            number_column("year", "year", grants["year"]),
            number_column("grant", "amount", grants["amount_myuan"]),
            number_column("capex", "amount", grants["capex_myuan"], adds=False),  # once a year of payment
            number_column(
                "granted_share",
                "share",
                grants["amount_myuan"] / grants["capex_myuan"].where(grants["capex_myuan"] > 0),
            ),
            number_column("bound", "amount", grants["bound_myuan"], adds=False),
            text_column("subsidy", names.column(grants["subsidy"], "subsidy")),
            text_column("held", held_by(digest, grants.index)),
            text_column("fund", names.column(grants["fund"], "payer")),
            code_column("project", grants["project"]),
        ),
    )


def _sums(digest: Digest) -> Table:
    table = grants_by_province(digest)
    projects = digest.run.plan["grants"].groupby("province")["project"].nunique().reindex(table.index)
    return Table(
        "grants_province",
        words("report.table.grants_province"),
        (
            text_column("province", digest.names.column(table.index, "province")),
            number_column("projects", "count", projects),
            number_column("grant", "sum", table["total"]),
        ),
    )


def grant_figures(digest: Digest) -> list[Figure]:
    """One chart; none when no grant is paid."""
    table = grants_by_province(digest)
    if table.empty:
        return []
    total, head = float(table["total"].sum()), min(5, len(table))
    measures = table.drop(columns="total").sum().sort_values(ascending=False, kind="stable")
    title = words(
        "report.title.grants_measure"
        if len(table) == 1
        else "report.title.grants"
        if len(table) > head
        else "report.title.grants_few",
        measure=digest.names.measure(str(measures.index[0])),
        of_measure=percent(float(measures.iloc[0]) / total),
        total=money(total),
        projects=count(digest.run.plan["grants"]["project"].nunique()),
        provinces=count(len(table)),
        head=count(head),
        share=percent(float(table["total"].iloc[:head].sum()) / total),
        first=digest.names.province(str(table.index[0])),
        first_share=percent(float(table["total"].iloc[0]) / total),
    )
    return [
        Figure(
            "grants_province",
            title,
            money_scale(float(table["total"].max())).unit,
            "grants",
            in_both(lambda lang: _bars(digest, table, lang)),
            height=74 + 20 * len(table),
            wide=True,
        )
    ]


def _bars(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    """Stacked by measure: the six largest in colours of their own, the rest together."""
    factor = money_scale(float(table["total"].max())).of(lang)
    parts = table.drop(columns="total")
    order = parts.sum().sort_values(ascending=False, kind="stable").index
    stacks = [(digest.names.measure(str(key)), parts[key]) for key in order[:6]]
    if len(order) > 6:
        stacks.append((words("report.other_measures"), parts[order[6:]].sum(axis=1)))
    names = [inert(said(digest.names.province(str(key)), lang)) for key in table.index]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": inert(said(name, lang)),
            "x": (values * factor).round(6).tolist(),
            "y": list(range(len(table))),
            "marker": {"color": colour},
            "hovertext": [
                f"{place} · {inert(said(name, lang))}<br>{said(money(value), lang)}"
                for place, value in zip(names, values, strict=True)
            ],
            "hoverinfo": "text",
        }
        for (name, values), colour in zip(stacks, CATEGORIES, strict=False)
    ]
    totals = [
        {
            "x": value * factor,
            "y": row,
            "text": text,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 4,
            "font": {"size": 11, "color": MUTED},
        }
        for row, (value, text) in enumerate(
            zip(table["total"], aligned((table["total"] * factor).tolist()), strict=True)
        )
    ]
    return {
        "data": data,
        "layout": layout(
            lang,
            barmode="stack",
            showlegend=True,
            legend=legend(),
            annotations=totals,
            margin={"l": 8, "r": 8, "t": 30, "b": 24},
            xaxis=axis(range=[0, float(table["total"].max()) * factor * 1.15]),
            yaxis=names_axis([said(digest.names.province(str(key)), lang) for key in table.index]),
        ),
    }
