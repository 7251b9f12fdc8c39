"""What is built where and when: investment by measure and by province, stacked by start year."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    MUTED,
    Figure,
    Plot,
    axis,
    in_both,
    inert,
    layout,
    legend,
    names_axis,
    said,
    scale,
    year_colours,
)
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import count, money, percent, plain, words
from planner.texts import Lang, Pair


def by_year(digest: Digest, key: str) -> pd.DataFrame:
    """Investment in million yuan: rows ``key`` (largest first), one column a planning year, and ``total``."""
    years = list(digest.run.years)
    table = digest.spend.pivot_table(index=key, columns="year", values="amount_myuan", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=years, fill_value=0.0).astype(float)
    table["total"] = table.sum(axis=1)
    return table.rename_axis(index=key).reset_index().sort_values(["total", key], ascending=[False, True]).set_index(key)


def built_tables(digest: Digest) -> list[Table]:
    """Investment and projects by measure, and by province."""
    return [_money_table(digest, "measure"), _money_table(digest, "province")]


def _money_table(digest: Digest, key: str) -> Table:
    table = by_year(digest, key)
    projects = digest.started.groupby(key)["project"].count().reindex(table.index).fillna(0)
    columns = [text_column(key, digest.names.column(table.index, key))]
    if key == "province":
        regions = digest.run.dataset["provinces"]["region"].reindex(table.index).fillna("")
        columns.append(text_column("region", digest.names.column(regions, "region")))
    columns.append(number_column("projects", "count", projects))
    columns += [number_column(plain(year), "sum", table[year]) for year in digest.run.years]
    columns.append(number_column("investment", "sum", table["total"]))
    return Table(f"built_{key}", words(f"report.table.built_{key}"), tuple(columns))


def built_figures(digest: Digest) -> list[Figure]:
    """Two stacked bar charts; none when nothing is built."""
    measures, provinces = by_year(digest, "measure"), by_year(digest, "province")
    if measures.empty:
        return []
    total = float(measures["total"].sum())
    top = measures.index[0]
    by_measure = Figure(
        "built_measure",
        words(
            "report.title.built_measure",
            measure=digest.names.measure(top),
            share=percent(measures.loc[top, "total"] / total),
            total=money(total),
            projects=count(len(digest.started)),
        ),
        words("report.unit.money_axis"),
        "built_measure",
        in_both(lambda lang: _stack(measures, digest.names.column(measures.index, "measure"), digest, lang)),
        height=70 + 34 * len(measures),
    )
    first = provinces.index[0]
    by_province = Figure(
        "built_province",
        words(
            "report.title.built_province",
            province=digest.names.province(first),
            amount=money(provinces.loc[first, "total"]),
            busiest=plain(int(provinces[list(digest.run.years)].sum().idxmax())),
            share=percent(float(provinces[list(digest.run.years)].sum().max()) / total),
        ),
        words("report.unit.money_axis"),
        "built_province",
        in_both(lambda lang: _stack(provinces, digest.names.column(provinces.index, "province"), digest, lang)),
        height=70 + 19 * len(provinces),
    )
    return [by_measure, by_province]


def _stack(table: pd.DataFrame, labels: list[Pair], digest: Digest, lang: Lang) -> Plot:
    years = list(digest.run.years)
    names = [said(label, lang) for label in labels]
    rows = list(range(len(table)))
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": str(year),
            "x": (table[year] * scale(lang)).round(6).tolist(),
            "y": rows,
            "marker": {"color": colour},
            "customdata": [inert(name) for name in names],
            "hovertext": [said(money(value), lang) for value in table[year]],
            "hovertemplate": "%{customdata} " + str(year) + "<br>%{hovertext}<extra></extra>",
        }
        for year, colour in zip(years, year_colours(years), strict=True)
    ]
    totals = [
        {"x": value * scale(lang), "y": row, "text": said(money(value), lang), "showarrow": False, "xanchor": "left",
         "xshift": 4, "font": {"size": 11, "color": MUTED}}
        for row, value in zip(rows, table["total"], strict=True)
    ]  # fmt: skip
    most = float(table["total"].max()) * scale(lang)
    return {
        "data": data,
        "layout": layout(
            lang, barmode="stack", showlegend=True, legend=legend(), annotations=totals,
            xaxis=axis(range=[0, most * 1.18 or 1]), yaxis=names_axis(names), margin={"l": 8, "r": 8, "t": 30, "b": 24},
        ),
    }  # fmt: skip
