"""Is it fair: coverage and grants by province, and how unevenly grants fall on residents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.reporting.digest import Digest, gini, lorenz
from planner.reporting.figures.base import (
    CATEGORIES,
    INK,
    MUTED,
    TEXT_TONES,
    Figure,
    Plot,
    axis,
    in_both,
    inert,
    layout,
    legend,
    names_axis,
    per_cent,
    said,
)
from planner.reporting.figures.equity import rule_value
from planner.reporting.figures.targets import verdict
from planner.reporting.indicators import indicator_value
from planner.reporting.tables import Column, Table, number_column, stated_column, text_column
from planner.reporting.wording import Names, number, percent, plain, words
from planner.texts import Lang, Pair


def by_province(digest: Digest) -> pd.DataFrame:
    """One row a province with small cities: region, cities, residents (thousands), share (of residents with the main
    layer at the end), grant_myuan, grant_per_resident (yuan). Best covered first."""
    table = pd.DataFrame(index=list(digest.provinces))
    table["region"] = digest.run.dataset["provinces"]["region"].reindex(table.index).fillna("")
    table["cities"] = digest.run.small.groupby("province").size().reindex(table.index).fillna(0)
    table["residents"] = digest.residents
    layer, year = digest.main_layer, digest.run.years[-1]
    table["share"] = digest.coverage(layer, year, "province", people=True) if layer is not None else np.nan
    table["grant_myuan"] = digest.money_by("grant", "province").reindex(table.index).fillna(0.0)
    table["grant_per_resident"] = 1000 * table["grant_myuan"] / table["residents"].where(table["residents"] > 0)
    return (
        table.rename_axis("province")
        .reset_index()
        .sort_values(["share", "province"], ascending=[False, True])
        .set_index("province")
    )


def fair_tables(digest: Digest) -> list[Table]:
    """Provinces, and the rules with how far each is met."""
    table, names = by_province(digest), digest.names
    provinces = Table(
        "fair",
        words("report.table.fair"),
        (
            text_column("province", names.column(table.index, "province")),
            text_column("region", names.column(table["region"], "region")),
            number_column("small_cities", "count", table["cities"]),
            number_column("residents_thousand", "count", table["residents"]),
            number_column("share_residents", "share", table["share"]),
            number_column("grant", "sum", table["grant_myuan"]),
            number_column("grant_per_resident", "number", table["grant_per_resident"]),
        ),
    )
    return [provinces, rules_table(digest.run.plan["rules"], names)]


def rules_table(rules: pd.DataFrame, names: Names) -> Table:
    """Every equity rule and limit, group by group, with what the plan attains."""
    return Table(
        "rules",
        words("report.table.rules"),
        (
            text_column("rule", names.column(rules["rule"], "rule")),
            text_column("group", [names.group(by, key) for by, key in zip(rules["by"], rules["group"], strict=True)]),
            _year_column(rules["year"]),
            text_column("side", [words(f"report.side.{side or 'none'}") for side in rules["side"]]),
            stated_column("bound", _in_units(rules["rule"], rules["bound"], names)),
            stated_column("value", _in_units(rules["rule"], rules["value"], names)),
            text_column("verdict", _verdicts(rules)),
        ),
    )


def _verdicts(rules: pd.DataFrame) -> list[Pair]:
    """Met or missed; a rule without a bound is only measured."""
    pairs = zip(rules["met"].fillna(0), rules["side"], strict=True)
    return [verdict(bool(met == 1)) if side else words("report.unknown") for met, side in pairs]


def _in_units(keys: pd.Series, values: pd.Series, names: Names) -> list[tuple[float | None, Pair]]:
    return [(value, _in_unit(key, value, names)) for key, value in zip(keys, values, strict=True)]


def _in_unit(key: str, value: float, names: Names) -> Pair:
    """A rule's value in the unit of its indicator; coefficients and differences of money per head as plain numbers."""
    model = names.run.model
    if key in model.rules:
        return rule_value(names, model.rules[key], value)
    return indicator_value(names, model.limits[key].indicator, value) if key in model.limits else number(value)


def _year_column(years: pd.Series) -> Column:
    return text_column("year", [words("report.all_years") if year in ("all", "") else plain(year) for year in years])


def fair_figures(digest: Digest) -> list[Figure]:
    """Province bars, and the Lorenz curve where grants are paid."""
    table = by_province(digest)
    figures = []
    if len(table) > 1 and digest.main_layer is not None:
        figures.append(_bars(digest, table))
    if table["grant_myuan"].sum() > 0 and len(eligible(digest, table)) > 1:
        figures.append(_lorenz(digest, table))
    return figures


def _bars(digest: Digest, table: pd.DataFrame) -> Figure:
    best, worst = str(table.index[0]), str(table.index[-1])
    return Figure(
        "fair_province",
        words(
            "report.title.fair_province",
            service=digest.names.service(digest.main_layer or ""),
            best=digest.names.province(best),
            high=percent(float(table["share"].iloc[0])),
            worst=digest.names.province(worst),
            low=percent(float(table["share"].iloc[-1])),
            gini=number(gini(table["share"] * table["residents"], table["residents"]), 2),
        ),
        words("report.unit.share_of_residents"),
        "fair",
        in_both(lambda lang: _province_bars(digest, table, lang)),
        height=70 + 18 * len(table),
        printed=False,
    )


def _province_bars(digest: Digest, table: pd.DataFrame, lang: Lang) -> Plot:
    names = [said(digest.names.province(str(key)), lang) for key in table.index]
    data = []
    for k, region in enumerate(digest.regions):
        rows = np.flatnonzero((table["region"] == region).to_numpy())
        part = table.iloc[rows]
        title = inert(said(digest.names.region(region), lang))
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": title,
                "x": (part["share"] * 100).round(3).tolist(),
                "y": rows.tolist(),
                "marker": {"color": CATEGORIES[k % 7]},
                "text": [said(percent(value), lang) for value in part["share"]],
                "textposition": "outside",
                "textfont": {"size": 11, "color": MUTED},
                "textangle": 0,
                "width": 0.72,
                "hovertext": [
                    f"{inert(names[row])} · {title}<br>{said(percent(value), lang)}"
                    for row, value in zip(rows, part["share"], strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    most = float(table["share"].max()) * 100
    return {
        "data": data,
        "layout": layout(
            lang,
            barmode="overlay",
            showlegend=True,
            legend=legend(),
            xaxis=axis(range=[0, most * 1.12 or 1], ticksuffix=per_cent(lang)),
            yaxis=names_axis(names, tickfont={"size": 11, "color": INK}),
            margin={"l": 8, "r": 8, "t": 30, "b": 24},
        ),
    }


def eligible(digest: Digest, table: pd.DataFrame) -> pd.DataFrame:
    """Provinces that some subsidy rule can reach: a Gini of grants counts no one whom the rules exclude."""
    regions = {
        region for rule in digest.run.model.subsidies.values() for region, share in rule.share.items() if share > 0
    }
    return table[table["region"].isin(regions)]


def money_share(digest: Digest, table: pd.DataFrame) -> tuple[str, float, float]:
    """The region with the largest share of grants, that share, and its share of the residents of small cities."""
    grants, people = table.groupby("region")["grant_myuan"].sum(), table.groupby("region")["residents"].sum()
    region = str(grants.idxmax())
    return region, float(grants[region] / grants.sum()), float(people[region] / people.sum())


def _lorenz(digest: Digest, table: pd.DataFrame) -> Figure:
    chosen = eligible(digest, table)
    region, of_money, of_people = money_share(digest, table)
    return Figure(
        "fair_lorenz",
        words(
            "report.title.fair_lorenz",
            region=digest.names.region(region),
            money=percent(of_money),
            people=percent(of_people),
            gini=number(gini(chosen["grant_myuan"], chosen["residents"]), 2),
        ),
        words("report.unit.lorenz"),
        "fair",
        in_both(lambda lang: _curves(table, chosen, lang)),
        height=430,
        printed=True,
    )


def _curves(table: pd.DataFrame, chosen: pd.DataFrame, lang: Lang) -> Plot:
    """Grants and coverage over residents, provinces from least to most per head, against the line of equality."""
    curves: list[tuple[Pair, pd.Series, pd.DataFrame, str, str]] = [
        (words("report.curve.grants"), chosen["grant_myuan"], chosen, CATEGORIES[3], "solid"),
        (words("report.curve.coverage"), table["share"] * table["residents"], table, CATEGORIES[0], "dot"),
    ]
    data: list[dict[str, object]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 100],
            "y": [0, 100],
            "line": {"color": MUTED, "width": 1},
            "hoverinfo": "skip",
        }
    ]
    notes: list[dict[str, object]] = [_note(62, 62, said(words("report.curve.equal"), lang), MUTED, "right", 8)]
    for k, (name, values, frame, colour, dash) in enumerate(curves):
        if not values.sum() > 0:
            continue
        x, y = lorenz(values, frame["residents"])
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": (x * 100).round(2).tolist(),
                "y": (y * 100).round(2).tolist(),
                "line": {"color": colour, "width": 2.5, "dash": dash},
                "marker": {"size": 4, "color": colour},
                "customdata": [inert(said(name, lang))] * len(x),
                "hovertemplate": "%{customdata}<br>%{x:.0f} % → %{y:.0f} %<extra></extra>",
            }
        )
        coefficient = gini(values, frame["residents"])
        label = said(words("report.curve.label", name=name, gini=number(coefficient, 2)), lang)
        notes.append(_note(98, 22 - 10 * k, label, TEXT_TONES.get(colour, colour), "right", 0))
    return {
        "data": data,
        "layout": layout(
            lang,
            annotations=notes,
            margin={"l": 8, "r": 16, "t": 8, "b": 24},
            xaxis=axis(
                range=[0, 100],
                ticksuffix=per_cent(lang),
                title={"text": said(words("report.axis.residents"), lang), "font": {"size": 11, "color": MUTED}},
            ),
            yaxis=axis(range=[0, 100], ticksuffix=per_cent(lang)),
        ),
    }


def _note(x: float, y: float, text: str, colour: str, anchor: str, shift: int) -> dict[str, object]:
    return {
        "x": x,
        "y": y,
        "text": inert(text),
        "showarrow": False,
        "xanchor": anchor,
        "yshift": shift,
        "font": {"size": 12, "color": colour},
    }
