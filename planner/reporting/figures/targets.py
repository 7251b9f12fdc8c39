"""Does it reach the targets: national counts by year, every target as a share of what was asked, coverage by region."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    CATEGORIES,
    INK,
    MUTED,
    SOFT,
    Figure,
    Plot,
    axis,
    end_note,
    in_both,
    inert,
    layout,
    legend,
    marked_axis,
    names_axis,
    per_cent,
    said,
    spread,
    upright,
    wrapped,
)
from planner.reporting.indicators import indicator_value, value_against
from planner.reporting.tables import Table, number_column, stated_column, text_column
from planner.reporting.wording import count, listing, percent, plain, words
from planner.texts import Lang, Pair

#: A target is reached when no more than this share of it is missing: rounding in written tables, not tolerance.
ROUNDING = 1e-6


def by_target(digest: Digest) -> pd.DataFrame:
    """The targets table in the model's order, with ``reached`` (bool) and ``ratio`` (value over what was asked)."""
    order = {key: k for k, key in enumerate(digest.run.model.targets)}
    table = digest.run.plan["targets"]
    table = table.assign(order=table["target"].map(order)).sort_values("order", kind="stable").drop(columns="order")
    table["ratio"] = table["value"] / table["at_least"].where(table["at_least"] != 0)
    table["reached"] = table["shortfall"] <= ROUNDING * table["at_least"].abs()
    return table


def counts_by_year(digest: Digest) -> pd.DataFrame:
    """Small cities with each layer at the end of each year: index layer, columns years."""
    rows = {layer: {year: digest.covered(layer, year).sum() for year in digest.run.years} for layer in digest.layers}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(digest.run.years)).astype(float)


def target_tables(digest: Digest) -> list[Table]:
    """Targets; coverage by layer and year; coverage by layer and region at the end."""
    return [_targets(digest), _coverage_years(digest), _coverage_regions(digest)]


def _targets(digest: Digest) -> Table:
    table, names = by_target(digest), digest.names
    return Table(
        "targets",
        words("report.table.targets"),
        (
            text_column("target", names.column(table["target"], "target")),
            text_column("group", [names.group(by, key) for by, key in zip(table["by"], table["group"], strict=True)]),
            number_column("year", "year", table["year"]),
            stated_column("asked", _stated(digest, table, "at_least")),
            stated_column(
                "value", [(value, said) for value, said in zip(table["value"], _reached(digest, table), strict=True)]
            ),
            number_column("ratio", "share", table["ratio"]),
            text_column("verdict", [verdict(bool(reached)) for reached in table["reached"]]),
        ),
    )


def _stated(digest: Digest, table: pd.DataFrame, column: str) -> list[tuple[float | None, Pair]]:
    pairs = zip(table["indicator"], table[column], strict=True)
    return [(value, indicator_value(digest.names, key, value)) for key, value in pairs]


def _reached(digest: Digest, table: pd.DataFrame) -> list[Pair]:
    """What the plan attains, with digits enough to tell a miss from what was asked."""
    rows = zip(table["indicator"], table["value"], table["at_least"], strict=True)
    return [value_against(digest.names, key, value, asked) for key, value, asked in rows]


def verdict(met: bool) -> Pair:
    """Met or missed, in words."""
    return words("report.met" if met else "report.missed")


def _coverage_years(digest: Digest) -> Table:
    table = counts_by_year(digest)
    return Table(
        "coverage_year",
        words("report.table.coverage_year"),
        (
            text_column("service", digest.names.column(table.index, "service")),
            *(number_column(plain(year), "count", table[year]) for year in digest.run.years),
        ),
    )


def _coverage_regions(digest: Digest) -> Table:
    year = digest.run.years[-1]
    return Table(
        "coverage_region",
        words("report.table.coverage_region", year=plain(year)),
        (
            text_column("service", digest.names.column(digest.layers, "service")),
            *(
                number_column(
                    digest.names.region(region),
                    "share",
                    [digest.coverage(layer, year, "region")[region] for layer in digest.layers],
                )
                for region in digest.regions
            ),
        ),
    )


def target_figures(digest: Digest) -> list[Figure]:
    """Up to three charts: those for which the model has targets or layers."""
    figures = []
    table = by_target(digest)
    national = table[(table["by"] == "nation") & table["indicator"].str.match(r"cities\.")]
    if len(national):
        figures.append(_national(digest, national))
    if len(table) > len(national) or len(table) > 1:
        figures.append(_all_targets(digest, table))
    if digest.layers and len(digest.run.small):
        figures.append(_regions(digest))
    return figures


def _national(digest: Digest, table: pd.DataFrame) -> Figure:
    parts = listing(
        words(
            "report.part.reached_by_year",
            name=digest.names.target(row["target"]),
            value=count(row["value"]),
            asked=count(row["at_least"]),
            year=plain(int(row["year"])),
        )
        for _, row in table.iterrows()
    )
    text = "report.title.targets_all" if table["reached"].all() else "report.title.targets_missed"
    return Figure(
        "target_year",
        words(text, parts=parts),
        words("report.unit.small_cities_axis"),
        "coverage_year",
        in_both(lambda lang: _lines(digest, table, lang)),
        printed=True,
    )


def _lines(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    """One line a target, named at its end, with what was asked as a dash at the target's year."""
    counts, years = counts_by_year(digest), list(digest.run.years)
    rows = [row for _, row in table.iterrows() if row["indicator"].partition(".")[2] in counts.index]
    data: list[dict[str, object]] = []
    ends = []
    for row, colour in zip(rows, CATEGORIES, strict=False):
        values = counts.loc[row["indicator"].partition(".")[2]]
        label = said(digest.names.target(row["target"]), lang)
        name = inert(label)
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": years,
                "y": values.tolist(),
                "line": {"color": colour, "width": 2.5},
                "marker": {"size": 7},
                "name": name,
                "hovertext": [f"{name} {year}<br>{said(count(value), lang)}" for year, value in values.items()],
                "hoverinfo": "text",
            }
        )
        dot = f'<span style="color:{colour}">●</span>'
        ends.append(
            (float(values.iloc[-1]), f"{dot} <b>{said(count(values.iloc[-1]), lang)}</b><br>{wrapped(label, lang)}")
        )
    top = max([end[0] for end in ends] + [float(row["at_least"]) for row in rows] + [1.0])
    ends.sort()
    places = spread([end[0] for end in ends], top * 0.23)
    labels = [end_note(place, text, 6) for (_, text), place in zip(ends, places, strict=True)]
    shapes, marks = _asked(rows, lang)
    return {
        "data": data,
        "layout": layout(
            lang,
            annotations=[*labels, *marks],
            shapes=shapes,
            margin={"l": 8, "r": 150, "t": 14, "b": 24},
            xaxis=marked_axis(years, [str(year) for year in years], years[0] - 0.15, years[-1] + 0.1),
            yaxis=axis(range=[0, max(top, *places, 0) * 1.08]),
        ),
    }


def _asked(rows: list[pd.Series], lang: Lang) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Dashed lines at what targets ask, those that nearly agree drawn as one."""
    levels: list[float] = []
    for level in sorted(float(row["at_least"]) for row in rows):
        if not levels or level > levels[-1] * 1.01:
            levels.append(level)
    shapes: list[dict[str, object]] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": level,
            "y1": level,
            "line": {"color": INK, "width": 1.2, "dash": "dash"},
            "layer": "below",
        }
        for level in levels
    ]
    marks: list[dict[str, object]] = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": level,
            "yshift": 9,
            "showarrow": False,
            "text": said(words("report.mark.target", value=count(level)), lang),
            "font": {"size": 11, "color": INK},
        }
        for level in levels
    ]
    return shapes, marks


def _all_targets(digest: Digest, table: pd.DataFrame) -> Figure:
    reached, names = int(table["reached"].sum()), digest.names
    missed = table[~table["reached"]]
    if len(missed):
        worst = missed.sort_values("ratio", kind="stable").iloc[0]
        title = words(
            "report.title.some_targets",
            reached=count(reached),
            total=count(len(table)),
            worst=words(
                "report.part.target_of",
                target=names.target(worst["target"]),
                group=names.group(worst["by"], worst["group"]),
            ),
            short=indicator_value(digest.names, worst["indicator"], worst["shortfall"]),
        )
    else:
        closest = table.sort_values("ratio", kind="stable").iloc[0]
        title = words(
            "report.title.every_target" if len(table) > 1 else "report.title.one_target",
            total=count(len(table)),
            closest=words(
                "report.part.target_of",
                target=names.target(closest["target"]),
                group=names.group(closest["by"], closest["group"]),
            ),
            ratio=percent(float(closest["ratio"])),
        )
    return Figure(
        "target_all",
        title,
        words("report.unit.share_of_target"),
        "targets",
        in_both(lambda lang: _dots(digest, table, lang)),
        height=70 + 30 * len(table),
        printed=True,
    )


def _dots(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    names = digest.names
    labels, hovers = [], []
    for _, row in table.iterrows():
        name = said(
            words(
                "report.part.target_of", target=names.target(row["target"]), group=names.group(row["by"], row["group"])
            ),
            lang,
        )
        labels.append(name)
        key = row["indicator"]
        value = said(value_against(names, key, row["value"], row["at_least"]), lang)
        asked = said(indicator_value(names, key, row["at_least"]), lang)
        hovers.append(
            inert(said(words("report.hover.target", name=plain(name), value=plain(value), asked=plain(asked)), lang))
        )
    ratios = (table["ratio"] * 100).round(2).tolist()
    colours = [CATEGORIES[0] if reached else CATEGORIES[3] for reached in table["reached"]]
    values = [said(value, lang) for value in _reached(digest, table)]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": ratios,
            "y": list(range(len(table))),
            "marker": {"color": colours},
            "text": [inert(value) for value in values],
            "textposition": "inside",
            "insidetextanchor": "start",
            "textangle": 0,
            "width": 0.6,
            "hovertext": hovers,
            "hoverinfo": "text",
        }
    ]
    return {
        "data": data,
        "layout": layout(
            lang,
            shapes=[upright(100, 1.5)],
            xaxis=axis(range=[0, max([*ratios, 100.0]) * 1.08], ticksuffix=per_cent(lang)),
            yaxis=names_axis(labels),
            margin={"l": 8, "r": 12, "t": 8, "b": 24},
        ),
    }


def _regions(digest: Digest) -> Figure:
    year = digest.run.years[-1]
    table = pd.DataFrame({layer: digest.coverage(layer, year, "region") for layer in digest.layers}).T.reindex(
        columns=list(digest.regions)
    )
    main = digest.main_layer or digest.layers[0]
    table = table[(table > 0).any(axis=1) | (table.index == main)]
    row = pd.Series(table.loc[main], dtype=float)
    alone = len(row) == 1
    even = percent(row.max()) == percent(row.min())
    text = "coverage_alone" if alone else "coverage_even" if even else "coverage_region"
    return Figure(
        "coverage_region",
        words(
            f"report.title.{text}",
            service=digest.names.service(main),
            most=digest.names.region(str(row.idxmax())),
            high=percent(row.max()),
            least=digest.names.region(str(row.idxmin())),
            low=percent(row.min()),
            year=plain(year),
        ),
        words("report.unit.share_of_cities"),
        "coverage_region",
        in_both(lambda lang: (_layer_bars if alone else _region_dots)(digest, table, lang)),
        height=(44 if alone else 70) + (24 if alone else 34) * len(table),
    )


def _layer_bars(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    """One region has no other to be compared with: its layers, a bar each."""
    layers = [said(digest.names.service(str(layer)), lang) for layer in table.index]
    shares = table.iloc[:, 0]
    texts = [said(percent(share), lang) for share in shares]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": (shares * 100).round(3).tolist(),
            "y": list(range(len(table))),
            "marker": {"color": CATEGORIES[0]},
            "text": texts,
            "textposition": "outside",
            "textfont": {"color": MUTED, "size": 11},
            "cliponaxis": False,
            "hovertext": [f"{inert(layer)}<br>{text}" for layer, text in zip(layers, texts, strict=True)],
            "hoverinfo": "text",
        }
    ]
    return {
        "data": data,
        "layout": layout(
            lang,
            xaxis=axis(range=[0, 108], ticksuffix=per_cent(lang)),
            yaxis=names_axis(layers),
            margin={"l": 8, "r": 24, "t": 8, "b": 24},
        ),
    }


#: Symbols tell regions apart where colour does not (print, greyscale).
#: Regions of one row stand a little apart, so that equal shares do not hide each other (share of a row's height).
DODGE = 0.17
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon")


def _region_dots(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    layers = [said(digest.names.service(layer), lang) for layer in table.index]
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [row.min() * 100, row.max() * 100],
            "y": [k, k],
            "showlegend": False,
            "line": {"color": SOFT, "width": 2},
            "hoverinfo": "skip",
        }
        for k, (_, row) in enumerate(table.iterrows())
    ]
    for k, region in enumerate(table.columns):
        name = inert(said(digest.names.region(str(region)), lang))
        shares = table[region]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": (shares * 100).round(3).tolist(),
                "y": [row + (k - (len(table.columns) - 1) / 2) * DODGE for row in range(len(table))],
                "marker": {
                    "size": 10,
                    "symbol": SYMBOLS[k % 7],
                    "color": CATEGORIES[k % 7],
                    "line": {"color": "#fff", "width": 1},
                },
                "hovertext": [
                    f"{name} · {inert(layer)}<br>{said(percent(share), lang)}"
                    for layer, share in zip(layers, shares, strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    return {
        "data": data,
        "layout": layout(
            lang,
            showlegend=True,
            legend=legend(),
            xaxis=axis(range=[-2, 102], ticksuffix=per_cent(lang), tickfont={"color": MUTED, "size": 11}),
            yaxis=names_axis(layers, showgrid=True, gridcolor="#EEF1F4"),
            margin={"l": 8, "r": 12, "t": 30, "b": 24},
        ),
    }
