"""Who pays: by year and payer, and public and enterprise shares by region."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    CATEGORIES,
    INK,
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
    money_scale,
    names_axis,
    per_cent,
    said,
    spread,
    widest,
    wrapped,
)
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import aligned, listing, money, percent, plain, words
from planner.texts import Lang, Pair

#: Pixels beside the columns for the names of payers, at least.
NAMES_PX = 132
#: At most so many payers have a colour of their own; the smallest others share the last one.
MOST_PAYERS = 7


def by_payer(digest: Digest, key: str) -> pd.DataFrame:
    """Money in million yuan: index (kind, payer) in the order of stacks, columns the values of ``key``."""
    columns = list(digest.run.years) if key == "year" else list(digest.regions)
    table = digest.paid.pivot_table(
        index=["payer_kind", "payer"], columns=key, values="amount_myuan", aggfunc="sum", fill_value=0.0
    )
    order = pd.MultiIndex.from_tuples(digest.payers, names=["payer_kind", "payer"])
    table = table.reindex(index=order, columns=columns, fill_value=0.0).astype(float)
    return table[(table.sum(axis=1) > 0).to_numpy()]


def paid_tables(digest: Digest) -> list[Table]:
    """Money by payer and year, by payer and region, and by province, year and payer."""
    tables = []
    for key in ("year", "region"):
        table = by_payer(digest, key)
        heads = [plain(name) if key == "year" else digest.names.region(str(name)) for name in table.columns]
        columns = [
            text_column("payer", [digest.names.payer(payer) for _, payer in table.index]),
            text_column("payer_kind", [words(f"report.payer_kind.{kind}") for kind, _ in table.index]),
            *(number_column(head, "sum", table[name]) for head, name in zip(heads, table.columns, strict=True)),
            number_column("total", "sum", table.sum(axis=1)),
        ]
        tables.append(Table(f"paid_{key}", words(f"report.table.paid_{key}"), tuple(columns)))
    return [*tables, _funding_table(digest)]


def _funding_table(digest: Digest) -> Table:
    table = digest.paid.groupby(["province", "year", "payer_kind", "payer"], as_index=False)["amount_myuan"].sum()
    return Table(
        "funding",
        words("report.table.funding"),
        (
            text_column("province", digest.names.column(table["province"], "province")),
            number_column("year", "year", table["year"]),
            text_column("payer_kind", [words(f"report.payer_kind.{kind}") for kind in table["payer_kind"]]),
            text_column("payer", digest.names.column(table["payer"], "payer")),
            number_column("amount", "amount", table["amount_myuan"]),
        ),
    )


def paid_figures(digest: Digest) -> list[Figure]:
    """Two charts; none when nothing is paid."""
    years, regions = by_payer(digest, "year"), by_payer(digest, "region")
    if years.empty:
        return []
    total = float(years.to_numpy().sum())
    kinds = years.sum(axis=1).groupby(level=0).sum().reindex(["grant", "local", "enterprise"], fill_value=0.0)
    by_year = Figure(
        "paid_year",
        words(
            "report.title.paid_year",
            enterprise=percent(kinds["enterprise"] / total),
            grant=percent(kinds["grant"] / total),
            local=percent(kinds["local"] / total),
            total=money(total),
        ),
        money_scale(float(years.sum().max())).unit,
        "paid_year",
        in_both(lambda lang: _by_year(years, digest, lang)),
        printed=True,
    )
    public = (
        1 - regions.xs("enterprise", drop_level=False).sum() / regions.sum() if _has(regions) else 1 + 0 * regions.sum()
    )
    public = public.dropna()
    if len(public) < 2:  # one region has no other to be compared with
        return [by_year]
    by_region = Figure(
        "paid_region",
        _public_by_region(public, digest),
        words("report.unit.share_of_investment"),
        "paid_region",
        in_both(lambda lang: _by_region(regions, digest, lang)),
    )
    return [by_year, by_region]


def _public_by_region(public: pd.Series, digest: Digest) -> Pair:
    """Where public money pays most and least; ``public``: its share of each region's investment, of one."""
    none = public <= 1e-9
    text = "paid_region_nowhere" if none.all() else "paid_region_none" if none.any() else "paid_region"
    least = public.index[none] if none.any() else [public.idxmin()]
    return words(
        f"report.title.{text}",
        most=digest.names.region(str(public.idxmax())),
        high=percent(float(public.max())),
        least=listing(digest.names.region(str(region)) for region in least),
        low=percent(float(public.min())),
    )


def _has(table: pd.DataFrame) -> bool:
    return "enterprise" in table.index.get_level_values(0)


def _colours(table: pd.DataFrame) -> list[str]:
    return [CATEGORIES[k] if k < MOST_PAYERS - 1 or len(table) <= MOST_PAYERS else SOFT for k in range(len(table))]


def _by_year(table: pd.DataFrame, digest: Digest, lang: Lang) -> Plot:
    """Stacked columns; each payer is named at the right of the last column, at the height of its part."""
    years = list(range(len(table.columns)))
    values = table * money_scale(float(table.sum().max())).of(lang)
    data, centres, below = [], [], 0.0
    names = [said(digest.names.payer(payer), lang) for _, payer in table.index]
    for name, colour, (_, row), amounts in zip(
        names, _colours(table), values.iterrows(), table.to_numpy(), strict=True
    ):
        data.append(
            {
                "type": "bar",
                "name": inert(name),
                "x": years,
                "y": row.round(6).tolist(),
                "marker": {"color": colour},
                "hovertext": [said(money(amount), lang) for amount in amounts],
                "customdata": [f"{inert(name)} {year}" for year in table.columns],
                "hovertemplate": "%{customdata}<br>%{hovertext}<extra></extra>",
            }
        )
        last = float(row.iloc[-1])
        centres.append(below + last / 2)
        below += last
    top = float(values.sum().max())
    places = spread(centres, top * 0.075)
    lines = [line for name in names for line in wrapped(name, lang).split("<br>")]
    labels = [
        end_note(place, f'<span style="color:{colour}">■</span> {wrapped(name, lang)}', 4)
        for name, colour, place in zip(names, _colours(table), places, strict=True)
    ]
    sums = [
        {"x": year, "y": value, "text": text, "showarrow": False, "yshift": 9, "font": {"size": 11}}
        for year, value, text in zip(years, values.sum(), aligned(values.sum().tolist()), strict=True)
    ]
    return {
        "data": data,
        "layout": layout(
            lang,
            barmode="stack",
            annotations=[*labels, *sums],
            xaxis=marked_axis(years, [str(year) for year in table.columns], -0.55, len(years) - 0.45),
            yaxis=axis(range=[0, max(top * 1.08, places[-1] * 1.05 if places else 0) or 1]),
            margin={"l": 8, "r": max(NAMES_PX, 4 + widest(lines)), "t": 8, "b": 24},
        ),
    }


def _by_region(table: pd.DataFrame, digest: Digest, lang: Lang) -> Plot:
    """Bars of one length: who pays which share of each region's investment."""
    regions = [said(digest.names.region(str(region)), lang) for region in table.columns]
    shares = (table / table.sum().where(table.sum() > 0, 1.0)) * 100
    data = []
    for (_, payer), colour, (_, row), amounts in zip(
        table.index, _colours(table), shares.iterrows(), table.to_numpy(), strict=True
    ):
        name = inert(said(digest.names.payer(payer), lang))
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "x": row.round(4).tolist(),
                "y": list(range(len(regions))),
                "marker": {"color": colour},
                "text": [f"{value:.0f}" if value >= 5 else "" for value in row],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "insidetextfont": {"color": "#FFFFFF" if colour == CATEGORIES[0] else INK},
                "textangle": 0,
                "hovertext": [
                    f"{value:.1f}{per_cent(lang)}<br>{said(money(amount), lang)}"
                    for value, amount in zip(row, amounts, strict=True)
                ],
                "customdata": [name] * len(row),
                "hovertemplate": "%{customdata}<br>%{hovertext}<extra></extra>",
            }
        )
    return {
        "data": data,
        "layout": layout(
            lang,
            barmode="stack",
            showlegend=True,
            legend=legend(),
            xaxis=axis(range=[0, 100], ticksuffix=per_cent(lang)),
            yaxis=names_axis(regions),
            margin={"l": 8, "r": 24, "t": 30, "b": 24},
            bargap=0.4,
        ),
    }
