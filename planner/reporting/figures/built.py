"""What is built where and when: investment by measure and by province, stacked by start year."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    INK,
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
    year_colours,
)
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import aligned, count, money, percent, plain, words
from planner.texts import Lang, Pair


def by_year(digest: Digest, key: str) -> pd.DataFrame:
    """Investment in million yuan: rows ``key`` (largest first), one column a planning year, and ``total``."""
    years = list(digest.run.years)
    table = digest.spend.pivot_table(index=key, columns="year", values="amount_myuan", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=years, fill_value=0.0).astype(float)
    table["total"] = table.sum(axis=1)
    return (
        table.rename_axis(index=key).reset_index().sort_values(["total", key], ascending=[False, True]).set_index(key)
    )


def built_tables(digest: Digest) -> list[Table]:
    """Investment and projects by measure, and by province."""
    return [_money_table(digest, "measure"), _money_table(digest, "province"), _starts_table(digest)]


def starts(digest: Digest) -> pd.DataFrame:
    """Projects started: rows measures (most first), columns planning years."""
    table = digest.started.pivot_table(index="measure", columns="start_year", values="project", aggfunc="count")
    table = table.reindex(columns=list(digest.run.years), fill_value=0).fillna(0).astype(int)
    table = table.assign(total=table.sum(axis=1)).rename_axis("measure").reset_index()
    return table.sort_values(["total", "measure"], ascending=[False, True]).set_index("measure").drop(columns="total")


def _starts_table(digest: Digest) -> Table:
    table = starts(digest)
    return Table(
        "built_projects",
        words("report.table.built_projects"),
        (
            text_column("measure", digest.names.column(table.index, "measure")),
            *(number_column(plain(year), "count", table[year], adds=True) for year in digest.run.years),
            number_column("total", "count", table.sum(axis=1), adds=True),
        ),
    )


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


def _busiest(table: pd.DataFrame) -> int:
    """The year (column) with the largest sum."""
    return int(str(table.sum().idxmax()))


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
        money_scale(float(measures["total"].max())).unit,
        "built_measure",
        in_both(lambda lang: _stack(measures, digest.names.column(measures.index, "measure"), digest, lang)),
        height=70 + 30 * len(measures),
        printed=True,
    )
    first = provinces.index[0]
    by_province = Figure(
        "built_province",
        words(
            "report.title.built_province",
            province=digest.names.province(first),
            amount=money(provinces.loc[first, "total"]),
            busiest=plain(_busiest(provinces[list(digest.run.years)])),
            share=percent(float(provinces[list(digest.run.years)].sum().max()) / total),
        ),
        money_scale(float(provinces["total"].max())).unit,
        "built_province",
        in_both(lambda lang: _stack(provinces, digest.names.column(provinces.index, "province"), digest, lang)),
        height=70 + 19 * len(provinces),
    )
    return [by_measure, *([by_province] if len(provinces) > 1 else []), *_starts(digest)]


def _starts(digest: Digest) -> list[Figure]:
    table = starts(digest)
    if table.empty or not table.to_numpy().any():
        return []
    year = _busiest(table)
    measure = str(table[year].idxmax())
    title = words(
        "report.title.built_projects",
        year=plain(year),
        count=count(table[year].sum()),
        measure=digest.names.measure(measure),
        of_measure=count(int(table[year].max())),
    )
    return [
        Figure(
            "built_projects",
            title,
            words("report.unit.projects"),
            "built_projects",
            in_both(lambda lang: _grid(table, digest.names.column(table.index, "measure"), lang)),
            height=46 + 26 * len(table),
        )
    ]


def _grid(table: pd.DataFrame, labels: list[Pair], lang: Lang) -> Plot:
    """A grid of counts: the darker, the more; every cell also says its number."""
    names = [said(label, lang) for label in labels]
    values = table.to_numpy()
    half = values.max() * 0.55
    cells = [
        {
            "x": column,
            "y": row,
            "text": said(count(value), lang),
            "showarrow": False,
            "font": {"size": 11.5, "color": "#FFFFFF" if value > half else INK},
        }
        for row, line in enumerate(values.tolist())
        for column, value in enumerate(line)
        if value
    ]
    data = [
        {
            "type": "heatmap",
            "z": values.tolist(),
            "showscale": False,
            "zmin": 0,
            "xgap": 3,
            "ygap": 3,
            "colorscale": [[0, "#F4F6F8"], [1, "#1F4E79"]],
            "hoverinfo": "text",
            "text": [
                [inert(f"{name} {year}: {value:,}") for year, value in zip(table.columns, line, strict=True)]
                for name, line in zip(names, values.tolist(), strict=True)
            ],
        }
    ]
    years = {
        "tickvals": list(range(len(table.columns))),
        "ticktext": [str(year) for year in table.columns],
        "side": "top",
        "fixedrange": True,
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
    }
    return {
        "data": data,
        "layout": layout(
            lang, annotations=cells, xaxis=years, yaxis=names_axis(names), margin={"l": 8, "r": 8, "t": 24, "b": 4}
        ),
    }


def _stack(table: pd.DataFrame, labels: list[Pair], digest: Digest, lang: Lang) -> Plot:
    years = list(digest.run.years)
    names = [said(label, lang) for label in labels]
    rows = list(range(len(table)))
    factor = money_scale(float(table["total"].max())).of(lang)
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": str(year),
            "x": (table[year] * factor).round(6).tolist(),
            "y": rows,
            "marker": {"color": colour},
            "customdata": [inert(name) for name in names],
            "hovertext": [said(money(value), lang) for value in table[year]],
            "hovertemplate": "%{customdata} " + str(year) + "<br>%{hovertext}<extra></extra>",
        }
        for year, colour in zip(years, year_colours(years), strict=True)
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
        for row, value, text in zip(rows, table["total"], aligned((table["total"] * factor).tolist()), strict=True)
    ]
    most = float(table["total"].max()) * factor
    return {
        "data": data,
        "layout": layout(
            lang,
            barmode="stack",
            showlegend=True,
            legend=legend(),
            annotations=totals,
            xaxis=axis(range=[0, most * 1.12 or 1]),
            yaxis=names_axis(names),
            margin={"l": 8, "r": 8, "t": 30, "b": 24},
        ),
    }
