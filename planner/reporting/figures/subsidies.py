"""Which subsidy rule pays what, and why just so much: shares, ceilings, need tests, matches and packages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.config.money import MinimumShare, Subsidy
from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import clauses, count, listing, money, number, percent, sided, words
from planner.texts import Pair

#: A grant that stays below its bound by no more than this share of it has reached it.
SAME = 1e-4
#: What can hold a grant down, in the order in which it is named when several do.
REASONS = ("share", "ceiling", "gap", "public", "money")


def rule_sentence(digest: Digest, key: str, rule: Subsidy) -> Pair:
    """A subsidy rule in one sentence: who pays, shares by region, limits, conditions, eligible measures."""
    names = digest.names
    given = {region: share for region, share in rule.share.items() if share > 0}
    alike = len(set(given.values())) == 1 and set(digest.run.dataset["regions"].index) <= set(given)
    shares = listing(
        [words("report.part.every_region", share=percent(next(iter(given.values()))))]
        if alike
        else [
            words("report.part.region_share", region=names.region(region), share=percent(share))
            for region, share in given.items()
        ]
    )
    return words(
        "report.rule_sentence",
        rule=names.subsidy(key),
        fund=names.payer(rule.fund),
        shares=shares,
        base=words("report.part.base_opex", years=number(rule.base_opex_years))
        if rule.base_opex_years
        else words("report.part.base"),
        conditions=clauses(_conditions(rule), sentence=False),
        measures=listing(names.measure(measure) for measure in rule.measures),
    )


def _conditions(rule: Subsidy) -> list[Pair]:
    """Everything else that a rule asks, a clause each."""
    found = [
        words("report.part.no_ceiling")
        if rule.ceiling_myuan is None
        else words("report.part.ceiling", amount=money(rule.ceiling_myuan))
    ]
    for text, amount in (("city_ceiling", rule.city_ceiling_myuan), ("province_ceiling", rule.province_ceiling_myuan)):
        if amount is not None:
            found.append(words(f"report.part.{text}", amount=money(amount)))
    if rule.need_test:
        found.append(words("report.part.need_test"))
    if rule.min_match:
        found.append(words("report.part.match", amount=number(rule.min_match)))
    if rule.stages:
        found.append(words("report.part.stages", stages=listing(map(sided, rule.stages))))
    if rule.min_score is not None:
        found.append(words("report.part.min_score", score=number(rule.min_score)))
    if rule.best_per_province is not None:
        found.append(words("report.part.best", most=count(rule.best_per_province)))
    if rule.envelope:
        found += [words("report.part.envelope", amount=money(sum(rule.envelope.values()))), _carried(rule)]
    package = rule.package
    if package is not None:
        found.append(
            words(
                "report.part.package",
                cities=count(package.min_cities),
                cost=money(package.min_cost_myuan),
                most=count(package.most),
            )
        )
        if package.ceiling_myuan is not None:
            found.append(words("report.part.package_ceiling", amount=money(package.ceiling_myuan)))
    return found


def _carried(rule: Subsidy) -> Pair:
    """What becomes of an envelope that a year leaves unused."""
    if rule.carry_over == "all":
        return words("report.part.carry_all")
    return (
        words("report.part.carry_some", share=percent(rule.carry_over))
        if rule.carry_over
        else words("report.part.carry_none")
    )


def rule_prose(digest: Digest) -> list[Pair]:
    """The subsidy rules, how they go together, and what their smallest shares came to."""
    model = digest.run.model
    found = [rule_sentence(digest, key, rule) for key, rule in model.subsidies.items()]
    if len(model.subsidies) > 1:
        found.append(words(f"report.stacking.{model.stacking}"))
    if model.max_public_share < 1:
        found.append(words("report.max_public_share", share=percent(model.max_public_share)))
    for key, rule in model.subsidies.items():
        found += [_minimum(digest, key, share) for share in rule.minimum_shares.values()]
    return found


def _minimum(digest: Digest, key: str, share: MinimumShare) -> Pair:
    """A smallest share of some groups, with what they received over all years."""
    names, grants = digest.names, digest.run.plan["grants"]
    own = grants[grants["subsidy"] == key]
    there = own["region"].isin(share.regions) | own["province"].isin(share.provinces)
    rule = digest.run.model.subsidies[key]
    whole = sum(rule.envelope.values()) if share.of == "envelope" else float(own["amount_myuan"].sum())
    received = float(own.loc[there, "amount_myuan"].sum())
    return words(
        f"report.minimum_share.{share.of if whole > 0 else 'nothing'}",
        rule=names.subsidy(key),
        groups=listing([*map(names.region, share.regions), *map(names.province, share.provinces)]),
        asked=percent(share.at_least),
        amount=money(received),
        got=percent(received / whole if whole > 0 else 0.0),
    )


def reasons(digest: Digest) -> pd.Series:
    """For each row of the grants table what holds the amount down: one of :data:`REASONS`.

    ``money``: the rule would have allowed more. Otherwise the bound is reached, and the smallest of share, ceiling,
    viability gap and the largest public share of capex is what makes it.
    """
    grants, model = digest.run.plan["grants"], digest.run.model
    base = grants["base_myuan"] if "base_myuan" in grants else grants["capex_myuan"]
    tested = grants["subsidy"].map({key: rule.need_test for key, rule in model.subsidies.items()}).fillna(False)
    gap = grants["gap_myuan"].where(tested.astype(bool)) if "gap_myuan" in grants else pd.Series(np.nan, grants.index)
    limits = {
        "share": grants["share"] * base,
        "ceiling": grants["ceiling_myuan"],
        "gap": gap,
        "public": model.max_public_share * grants["capex_myuan"],
    }
    frame = pd.DataFrame({key: limit.astype(float).fillna(np.inf) for key, limit in limits.items()})
    tightest = frame.idxmin(axis=1) if len(frame) else pd.Series(dtype=str)
    short = grants["amount_myuan"] < grants["bound_myuan"] * (1 - SAME) - 1e-6
    return tightest.where(~short, "money")


def reason(key: str) -> Pair:
    """What holds a grant down, in words."""
    return words(f"report.reason.{key}")


def by_rule(digest: Digest) -> pd.DataFrame:
    """One row a subsidy rule in the model's order: projects, amount_myuan, local_myuan beside it, and how many grants
    each of :data:`REASONS` holds down."""
    grants = digest.run.plan["grants"]
    table = pd.DataFrame(index=pd.Index(list(digest.run.model.subsidies), name="subsidy"))
    grouped = grants.groupby("subsidy")
    table["projects"] = grouped["project"].nunique()
    table["amount_myuan"] = grouped["amount_myuan"].sum()
    tally = reasons(digest).groupby([grants["subsidy"], reasons(digest)]).size()
    for key in REASONS:
        held = tally[tally.index.get_level_values(1) == key].droplevel(1) if len(tally) else pd.Series(dtype=float)
        table[key] = held.reindex(table.index)
    return table.fillna(0.0)


def subsidy_tables(digest: Digest) -> list[Table]:
    """Rules with what they pay and what holds grants down; packages."""
    table = by_rule(digest)
    rules = Table(
        "subsidies",
        words("report.table.subsidies"),
        (
            text_column("subsidy", digest.names.column(table.index, "subsidy")),
            number_column("projects", "count", table["projects"]),
            number_column("grant", "sum", table["amount_myuan"]),
            *(
                number_column(words("report.col.held_by", reason=reason(key)), "count", table[key])
                for key in REASONS
                if (table[key] > 0).any()
            ),
        ),
    )
    return [rules, _packages(digest)]


def _packages(digest: Digest) -> Table:
    table, names = digest.run.plan["packages"], digest.names
    return Table(
        "packages",
        words("report.table.packages"),
        (
            text_column("subsidy", names.column(table["subsidy"], "subsidy")),
            text_column("province", names.column(table["province"], "province")),
            text_column("lead", names.column(table["account"], "account")),
            number_column("year", "year", table["year"]),
            number_column("packages", "count", table["packages"]),
            number_column("cities_in", "count", table["cities"]),
            number_column("eligible", "amount", table["eligible_myuan"]),
            number_column("grant", "amount", table["amount_myuan"]),
        ),
    )


def subsidy_figures(digest: Digest) -> list[Figure]:
    """What each rule pays, where there are several."""
    table = by_rule(digest).sort_values("amount_myuan", ascending=False, kind="stable")
    total = float(table["amount_myuan"].sum())
    if len(table) < 2 or total <= 0:
        return []
    first = table.iloc[0]
    bars = [
        Bar(
            digest.names.subsidy(str(key)),
            float(row["amount_myuan"]),
            words("report.rule_bar", amount=money(float(row["amount_myuan"])), projects=count(row["projects"])),
            CATEGORIES[k % 7],
        )
        for k, (key, row) in enumerate(table.iterrows())
    ]
    title = words(
        "report.title.subsidies",
        rule=digest.names.subsidy(str(table.index[0])),
        share=percent(float(first["amount_myuan"]) / total),
        projects=count(first["projects"]),
        total=money(total),
    )
    return [
        Figure(
            "subsidies",
            title,
            words("report.unit.by_rule"),
            "subsidies",
            in_both(lambda lang: bar_chart(bars, lang, wide=True)),
            height=bar_height(len(bars)),
            wide=True,
        )
    ]


def package_prose(digest: Digest) -> list[Pair]:
    """How many packages each rule funds, and where."""
    table = digest.run.plan["packages"]
    found = []
    for key, part in table.groupby("subsidy", sort=False):
        paid = part[part["packages"] > 0]
        found.append(
            words(
                "report.packages",
                rule=digest.names.subsidy(str(key)),
                packages=count(paid["packages"].sum()),
                provinces=count(paid["province"].nunique()),
                amount=money(float(paid["amount_myuan"].sum())),
            )
        )
    return found


def held_by(digest: Digest, rows: pd.Index) -> list[Pair]:
    """What holds each grant down, for rows of the grants table."""
    known = {key: reason(key) for key in REASONS}
    return [known[key] for key in reasons(digest).loc[rows]]
