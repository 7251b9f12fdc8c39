"""What one more unit would change: the prices of the national rows, in words."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, MUTED, Figure, Plot, axis, in_both, inert, layout, names_axis, said
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import indicator, number, plain, words
from planner.texts import Lang, Pair

#: At most so many rows are drawn; the table holds them all.
MOST_ROWS = 14


def price_rows(digest: Digest) -> pd.DataFrame:
    """Rows with a price, most worth first."""
    prices = digest.run.plan["prices"]
    chosen = prices[(prices["worth"].fillna(0).abs() > 0) | (prices["price"].fillna(0).abs() > 0)].copy()
    return chosen.assign(size=chosen["worth"].abs()).sort_values(["size", "row"], ascending=[False, True])


def row_name(digest: Digest, row: pd.Series) -> Pair:
    """A national row in words: "central grants 2024", "target gigabit cities"."""
    names, kind, key = digest.names, str(row["kind"]), str(row["id"])
    year = plain(int(row["year"])) if pd.notna(row["year"]) else plain("")
    if kind in ("fund_budget", "carrier_budget"):
        return words("report.row.budget", payer=names.payer(key), year=year)
    group = _row_group(digest, str(row["group"]))
    if kind == "goal":
        return words("report.row.goal", goal=names.goal(key))
    if kind == "site_load":
        return words("report.row.site", site=plain(key), year=year)
    return words("report.row.rule", rule=names.rule(key), group=group, year=year)


def _row_group(digest: Digest, key: str) -> Pair:
    if key in digest.run.dataset["regions"].index:
        return digest.names.region(key)
    if key in digest.run.dataset["provinces"].index:
        return digest.names.province(key)
    return words("report.nation") if key in ("", "nation") else plain(key)


def goal_unit(digest: Digest, goal: str) -> Pair:
    """The unit in which a goal counts, as the price is stated in it."""
    found = digest.run.model.goals.get(goal)
    if found is None:
        return plain("")
    head = found.indicator.partition(".")[0]
    known = {"benefit": "thousand_resident_years", "cities": "cities_unit", "residents": "thousand_residents"}
    if head in ("paid", "spend", "cost", "pv", "grant", "opex", "haul"):
        return words("report.unit.myuan")
    return words(f"report.unit.{known[head]}") if head in known else indicator(digest.names, found.indicator)


def price_unit(digest: Digest, row: pd.Series) -> Pair:
    """The price's own unit where the run states one, else goal unit per unit of the row."""
    if row["price_unit_zh"] or row["price_unit_en"]:
        return Pair(str(row["price_unit_zh"] or row["price_unit_en"]), str(row["price_unit_en"] or row["price_unit_zh"]))
    return words("report.unit.per_unit", unit=goal_unit(digest, str(row["goal"])))


def price_tables(digest: Digest) -> list[Table]:
    """Prices of all national rows, priced or not."""
    prices = digest.run.plan["prices"]
    rows = [row for _, row in prices.iterrows()]
    return [
        Table(
            "prices",
            words("report.table.prices"),
            (
                text_column("row", [row_name(digest, row) for row in rows]),
                number_column("rhs", "number", prices["rhs"]),
                number_column("use", "number", prices["use"]),
                number_column("slack", "number", prices["slack"]),
                number_column("price", "number", prices["price"]),
                number_column("worth", "number", prices["worth"]),
                text_column("price_unit", [price_unit(digest, row) for row in rows]),
                text_column("goal", [digest.names.goal(str(row["goal"])) for row in rows]),
            ),
        )
    ]


def price_figures(digest: Digest) -> list[Figure]:
    """One chart for the goal that the most valuable row speaks of: prices of different goals have no common axis."""
    rows = price_rows(digest)
    budgets = rows[rows["kind"].isin(["fund_budget", "carrier_budget"])]
    if budgets.empty:
        return []
    chosen = budgets[budgets["goal"] == budgets["goal"].iloc[0]].head(MOST_ROWS)
    first = chosen.iloc[0]
    title = words(
        "report.title.prices",
        payer=digest.names.payer(str(first["id"])),
        year=plain(int(first["year"])) if pd.notna(first["year"]) else plain(""),
        value=worth_in_words(digest, first),
    )
    return [
        Figure(
            "prices",
            title,
            price_unit(digest, first),
            "prices",
            in_both(lambda lang: _bars(digest, chosen, lang)),
            height=60 + 26 * len(chosen),
            wide=True,
            source=words("report.source.prices"),
        )
    ]


def worth_in_words(digest: Digest, row: pd.Series) -> Pair:
    """How much of the goal one more unit of the row brings, with its unit."""
    return words("report.part.worth", value=number(abs(float(row["worth"]))), unit=price_unit(digest, row))


def price_sentences(digest: Digest) -> list[Pair]:
    """The dearest rows that are not budgets, each in a sentence."""
    rows = price_rows(digest)
    others = rows[~rows["kind"].isin(["fund_budget", "carrier_budget"])].head(8)
    return [words("report.price_sentence", row=row_name(digest, row), value=worth_in_words(digest, row)) for _, row in others.iterrows()]


def _bars(digest: Digest, rows: pd.DataFrame, lang: Lang) -> Plot:
    names = [said(row_name(digest, row), lang) for _, row in rows.iterrows()]
    data = [
        {"type": "bar", "orientation": "h", "x": rows["worth"].abs().round(6).tolist(), "y": list(range(len(rows))),
         "marker": {"color": CATEGORIES[0]}, "text": [said(number(abs(value)), lang) for value in rows["worth"]],
         "textposition": "outside", "textfont": {"color": MUTED}, "textangle": 0,
         "hovertext": [inert(f"{name}: {said(worth_in_words(digest, row), lang)}") for name, (_, row) in zip(names, rows.iterrows(), strict=True)],
         "hoverinfo": "text"}
    ]  # fmt: skip
    most = float(rows["worth"].abs().max())
    return {"data": data, "layout": layout(lang, xaxis=axis(range=[0, most * 1.15 or 1]), yaxis=names_axis(names),
                                           margin={"l": 8, "r": 8, "t": 4, "b": 24})}  # fmt: skip
