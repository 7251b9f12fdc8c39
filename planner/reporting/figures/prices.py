"""What one more unit would change: the prices of the national rows, in words."""

from __future__ import annotations

import pandas as pd

from planner.config.aims import Goal, Limit, Rule, Target
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
    names_axis,
    said,
)
from planner.reporting.figures.baselines import goals, headline_goal
from planner.reporting.indicators import MONEY_HEADS, indicator_value
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import listing, money, number, percent, plain, words
from planner.texts import Lang, Pair

#: At most so many rows are drawn; the table holds them all.
MOST_ROWS = 14
#: At most so many sentences are said.
MOST_SENTENCES = 10
#: A change of a goal below this share of its value is not worth a sentence.
LEAST_CHANGE = 1e-5
#: Significant digits of an estimate in words: prices come from a relaxation, and more digits would claim too much.
DIGITS = 3
#: Kinds of rows that are counted in money.
BUDGETS = ("fund_budget", "carrier_budget", "subsidy_envelope")


def price_rows(digest: Digest) -> pd.DataFrame:
    """Rows with a price, most worth first."""
    prices = digest.run.plan["prices"]
    chosen = prices[(prices["worth"].fillna(0).abs() > 0) | (prices["price"].fillna(0).abs() > 0)].copy()
    return chosen.assign(size=chosen["worth"].abs()).sort_values(["size", "row"], ascending=[False, True])


def row_name(digest: Digest, row: pd.Series) -> Pair:
    """A national row of the table of prices in words: "central grants 2024", "target gigabit cities"."""
    year = str(int(row["year"])) if pd.notna(row["year"]) else ""
    return _row_words(digest, str(row["kind"]), str(row["id"]), str(row["group"]), year)


def _row_words(digest: Digest, kind: str, key: str, group: str, year: str) -> Pair:
    names = digest.names
    if kind in BUDGETS:
        return words("report.row.budget", payer=_payer(digest, kind, key), year=year)
    if kind == "goal":
        return words("report.row.goal", goal=names.goal(key))
    if kind == "site_load":
        return words("report.row.site", site=key, year=year)
    if kind == "minimum_share":
        name, _, span = group.partition(",")
        places, year = _favoured(digest, key, name), span if span.isdigit() else year
    else:
        places = _row_group(digest, group)
    rule = words("report.row.rule", rule=names.rule(key), group=places)
    return words("report.row.rule_year", rule=rule, year=year) if year else rule


def _payer(digest: Digest, kind: str, key: str) -> Pair:
    """Whose budget a row is: a rule's own envelope, a fund or a carrier."""
    return digest.names.subsidy(key) if kind == "subsidy_envelope" else digest.names.payer(key)


def _favoured(digest: Digest, subsidy: str, name: str) -> Pair:
    """The regions and provinces that a smallest share of a subsidy rule is for."""
    rule = digest.run.model.subsidies.get(subsidy)
    share = None if rule is None else rule.minimum_shares.get(name)
    if share is None:
        return plain(name)
    names = digest.names
    return listing([*map(names.region, share.regions), *map(names.province, share.provinces)])


def _row_group(digest: Digest, key: str) -> Pair:
    """Name of a row's group; a row on the difference of two groups names both."""
    if "," in key:
        return words("report.row.between", groups=listing(_row_group(digest, part) for part in key.split(",")))
    for by, table in (("region", "regions"), ("province", "provinces"), ("city", "cities")):
        if key.partition(">")[0].partition("+")[0] in digest.run.dataset[table].index:
            return digest.names.group(by, key)
    if key in digest.run.model.groups:
        return digest.names.own_group(key)
    return digest.names.whole if key in ("", "nation") else plain(key)


def price_unit(digest: Digest, row: pd.Series) -> Pair:
    """Unit of the goal per unit of the row: per million yuan for budgets."""
    if row["price_unit_zh"] or row["price_unit_en"]:
        return Pair(
            str(row["price_unit_zh"] or row["price_unit_en"]), str(row["price_unit_en"] or row["price_unit_zh"])
        )
    goal = next((goal for goal in goals(digest) if goal.id == row["goal"]), None)
    unit = plain("") if goal is None else Pair(goal.unit_zh, goal.unit_en)
    return words("report.unit.per_myuan" if row["kind"] in BUDGETS else "report.unit.per_unit", unit=unit)


def estimate(value: float) -> float:
    """``value`` rounded to as many significant digits as an estimate has."""
    return float(f"{value:.{DIGITS}g}")


def worth(digest: Digest, row: pd.Series, step: float = 1.0) -> Pair:
    """How much of its goal so many more units of the row bring or cost, in words, without sign."""
    model_goal = digest.run.model.goals.get(str(row["goal"]))
    value = estimate(abs(float(row["worth"])) * step)
    return number(value) if model_goal is None else indicator_value(digest.names, model_goal.indicator, value)


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
    """Budgets and what a million more of each brings to the goal that baselines are compared on, else to the first
    goal with priced budgets: prices of different goals have no common axis."""
    rows = price_rows(digest)
    budgets = rows[rows["kind"].isin(BUDGETS)]
    if budgets.empty:
        return []
    main = headline_goal(digest)
    goal = main.id if main is not None and (budgets["goal"] == main.id).any() else budgets["goal"].iloc[0]
    chosen = budgets[budgets["goal"] == goal].head(MOST_ROWS)
    first = chosen.iloc[0]
    title = words(
        "report.title.prices",
        payer=_payer(digest, str(first["kind"]), str(first["id"])),
        year=plain(int(first["year"])) if pd.notna(first["year"]) else plain(""),
        value=worth(digest, first),
    )
    return [
        Figure(
            "prices",
            title,
            words("report.unit.worth", goal=digest.names.goal(str(goal))),
            "prices",
            in_both(lambda lang: _bars(digest, chosen, lang)),
            height=60 + 26 * len(chosen),
            wide=True,
            source=words("report.source.prices"),
        )
    ]


def price_sentences(digest: Digest) -> list[Pair]:
    """What a million brings on average, then every other row with a price, a sentence each: what one unit more of it
    does to which goal."""
    rows = price_rows(digest)
    others = rows[~rows["kind"].isin(BUDGETS)]
    others = others[[_matters(digest, row) for _, row in others.iterrows()]].head(MOST_SENTENCES)
    return [*_average(digest, rows), *(_sentence(digest, row) for _, row in others.iterrows())]


def _matters(digest: Digest, row: pd.Series) -> bool:
    """Whether a step of the row moves its goal by more than the noise of an estimate; the table holds every row."""
    goal = next((goal for goal in goals(digest) if goal.id == row["goal"]), None)
    change = abs(float(row["worth"])) * row_step(digest, row)[0]
    return change > LEAST_CHANGE * abs(goal.value if goal is not None and goal.value is not None else 0.0)


def _average(digest: Digest, rows: pd.DataFrame) -> list[Pair]:
    """The plan's average beside the price of the next million, and that million beside a city's works.

    An average says something only of a goal that grows with what is built, not of a net present value. Empty where no
    budget has a price on the headline goal, or that goal is not to be made large.
    """
    goal = headline_goal(digest)
    priced = rows[rows["kind"].isin(BUDGETS) & (rows["goal"] == (goal.id if goal is not None else ""))]
    cities = digest.started[digest.started["city"].isin(digest.run.small.index)].groupby("city")["total_myuan"].sum()
    if goal is None or goal.sense != "max" or priced.empty or digest.total_myuan <= 0 or cities.sum() <= 0:
        return []
    mean, average, step = float(cities.mean()), goal.value / digest.total_myuan, words("report.step.money")
    grows = average > 0 and not goal.indicator.startswith("npv.")
    return [
        words(
            "report.price_average" if grows else "report.price_next",
            step=step,
            next=worth(digest, priced.iloc[0]),
            goal=digest.names.goal(goal.id),
            average=indicator_value(digest.names, goal.indicator, estimate(average)),
            city=words("report.price_city", city=money(mean), step=step, part=percent(1 / mean)),
        )
    ]


def _sentence(digest: Digest, row: pd.Series) -> Pair:
    factor, step = row_step(digest, row)
    return words(
        "report.price_sentence",
        row=row_name(digest, row),
        step=step,
        goal=digest.names.goal(str(row["goal"])),
        change=words("report.part.rises" if row["worth"] > 0 else "report.part.falls"),
        value=worth(digest, row, factor),
    )


def row_step(digest: Digest, row: pd.Series) -> tuple[float, Pair]:
    """A step of the row's bound that a reader can picture, in units of the bound and in words."""
    model, key = digest.run.model, str(row["id"])
    known: dict[str, Goal | Target | Limit | Rule] = {**model.targets, **model.limits, **model.rules}
    stated = model.goals.get(key) if row["kind"] == "goal" else known.get(key)
    head, _, _ = (stated.indicator if stated is not None else "").partition(".")
    if head == "share" or getattr(stated, "kind", "") in ("share", "gini"):
        return 0.01, words("report.step.share")
    if key in model.obligations:
        return 1.0, words("report.step.projects")
    if head in ("cities", "residents", "projects"):
        return 1.0, words(f"report.step.{head}")
    if row["kind"] == "minimum_share":
        return 1.0, words("report.step.money")
    if head in MONEY_HEADS and stated is not None and stated.indicator != "grant.per_resident":
        return 1.0, words("report.step.money")
    return 1.0, words("report.step.unit")


def _bars(digest: Digest, rows: pd.DataFrame, lang: Lang) -> Plot:
    names = [said(row_name(digest, row), lang) for _, row in rows.iterrows()]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": rows["worth"].abs().round(6).tolist(),
            "y": list(range(len(rows))),
            "marker": {"color": CATEGORIES[0]},
            "text": [inert(said(worth(digest, row), lang)) for _, row in rows.iterrows()],
            "textposition": "outside",
            "textfont": {"color": MUTED},
            "textangle": 0,
            "hovertext": [
                inert(f"{name}: {said(worth(digest, row), lang)}")
                for name, (_, row) in zip(names, rows.iterrows(), strict=True)
            ],
            "hoverinfo": "text",
        }
    ]
    most = float(rows["worth"].abs().max())
    return {
        "data": data,
        "layout": layout(
            lang,
            xaxis=axis(range=[0, most * 1.25 or 1], showticklabels=False, showgrid=False),
            yaxis=names_axis(names),
            margin={"l": 8, "r": 8, "t": 4, "b": 24},
        ),
    }
