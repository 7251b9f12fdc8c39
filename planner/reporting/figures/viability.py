"""Does it pay for the enterprises: net present value over capex by carrier, payback by city, obligations kept."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.config.money import Viability
from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, SOFT, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.figures.targets import verdict
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import count, money, percent, plain, words
from planner.texts import Pair

#: Public money beyond the gaps below this share of it all is rounding.
LEAST_BEYOND = 0.001

#: Sums of money of a project or city, million yuan, and the ids of their headings.
SUMS = {
    "capex_myuan": "capex",
    "pv_revenue_myuan": "pv_revenue",
    "pv_opex_myuan": "pv_opex",
    "gap_myuan": "viability_gap",
    "public_myuan": "public",
    "npv_myuan": "npv",
}


def by_carrier(digest: Digest) -> pd.DataFrame:
    """One row a carrier: npv_myuan and paid_myuan over all years, and their ratio; empty if no values were counted."""
    table, carriers = digest.run.plan["indicators"], list(digest.run.model.carriers)
    rows = table[(table["by"] == "nation") & (table["year"] == "all")].set_index("indicator")["value"]
    found = pd.DataFrame(index=pd.Index(carriers, name="carrier"))
    found["npv_myuan"] = [rows.get(f"npv.{key}", np.nan) for key in carriers]
    paid = digest.paid[digest.paid["payer_kind"] == "enterprise"].groupby("payer")["amount_myuan"].sum()
    found["paid_myuan"] = paid.reindex(carriers).fillna(0.0)
    found = found[found["npv_myuan"].notna() & ((found["npv_myuan"] != 0) | (found["paid_myuan"] > 0))]
    found["ratio"] = found["npv_myuan"] / found["paid_myuan"].where(found["paid_myuan"] > 0)
    return found


def by_city(digest: Digest) -> pd.DataFrame:
    """Each city's works together, from the run's own table; index city, best payback first, those without last."""
    table = digest.run.plan["viability_cities"].set_index("city")
    return table.sort_values(["payback_years", "npv_myuan"], ascending=[True, False], na_position="last", kind="stable")


def years_counted(digest: Digest) -> int:
    """Years of service that count for present values."""
    return (digest.run.model.viability or Viability()).years


def viability_prose(digest: Digest) -> list[Pair]:
    """How present values are counted, how much of the gaps public money fills, and the rule."""
    table, stated = digest.run.plan["viability"], digest.run.model.viability or Viability()
    if table.empty:
        return []
    wanting = table[table["gap_myuan"] > 0]
    found = [words("report.viability.basis", years=count(stated.years), rate=percent(stated.discount_rate))]
    if len(wanting):
        found.append(
            words(
                "report.viability.gap",
                projects=count(len(wanting)),
                all=count(len(table)),
                gap=money(float(wanting["gap_myuan"].sum())),
                filled=_filled(wanting),
            )
        )
    found.append(words(f"report.viability.rule_{stated.rule}"))
    return found


def _filled(wanting: pd.DataFrame) -> Pair:
    """What public money does for projects with a gap: what a project gets beyond its own gap fills no other's."""
    gap, public = float(wanting["gap_myuan"].sum()), float(wanting["public_myuan"].sum())
    filling = float(np.minimum(wanting["public_myuan"], wanting["gap_myuan"]).sum())
    beyond = public - filling
    if public <= 0:
        return words("report.viability.unfilled")
    return words(
        "report.viability.filled" if beyond < LEAST_BEYOND * public else "report.viability.filled_beyond",
        public=money(public),
        filling=money(filling),
        beyond=money(beyond),
        share=percent(filling / gap),
    )


def viability_tables(digest: Digest) -> list[Table]:
    """Carriers, cities, projects, and obligations."""
    return [_carriers(digest), _cities(digest), _projects(digest), _obligations(digest)]


def _carriers(digest: Digest) -> Table:
    table = by_carrier(digest)
    return Table(
        "carriers",
        words("report.table.carriers"),
        (
            text_column("carrier", digest.names.column(table.index, "payer")),
            number_column("enterprise", "sum", table["paid_myuan"]),
            number_column("npv", "sum", table["npv_myuan"]),
            number_column("npv_ratio", "share", table["ratio"]),
        ),
    )


def _cities(digest: Digest) -> Table:
    table, names = by_city(digest), digest.names
    return Table(
        "viability_cities",
        words("report.table.viability_cities", years=count(years_counted(digest))),
        (
            text_column("city", names.column(table.index, "city")),
            text_column("province", names.column(table["province"], "province")),
            number_column("projects", "count", table["projects"]),
            *(number_column(head, "amount", table[key]) for key, head in SUMS.items()),
            number_column("payback", "count", table["payback_years"]),
        ),
    )


def _projects(digest: Digest) -> Table:
    table, names = digest.run.plan["viability"], digest.names
    return Table(
        "viability",
        words("report.table.viability"),
        (
            text_column("city", names.column(table["city"], "city")),
            text_column("measure", names.column(table["measure"], "measure")),
            text_column("lead", names.column(table["account"], "account")),
            number_column("start_year", "year", table["start_year"]),
            *(number_column(head, "amount", table[key]) for key, head in SUMS.items()),
            number_column("payback", "count", table["payback_years"]),
        ),
    )


def obligations(digest: Digest) -> pd.DataFrame:
    """One row an obligation: by_year, projects, done, needed (whole projects), met."""
    table = digest.run.plan["obligations"]
    grouped = table.groupby("obligation", sort=False)
    found = pd.DataFrame({"by_year": grouped["by_year"].max(), "projects": grouped.size()})
    found["done"] = grouped["done"].sum()
    known = digest.run.model.obligations
    shares = [known[str(key)].at_least if str(key) in known else 1.0 for key in found.index]
    found["needed"] = np.ceil(np.array(shares) * found["projects"] - 1e-9)
    found["met"] = found["done"] >= found["needed"]
    return found


def _obligations(digest: Digest) -> Table:
    table = obligations(digest)
    return Table(
        "obligations",
        words("report.table.obligations"),
        (
            text_column("obligation", digest.names.column(table.index, "rule")),
            number_column("year", "year", table["by_year"]),
            number_column("projects", "count", table["projects"]),
            number_column("needed", "count", table["needed"]),
            number_column("done", "count", table["done"]),
            text_column("verdict", [verdict(bool(met)) for met in table["met"]]),
        ),
    )


def viability_figures(digest: Digest) -> list[Figure]:
    """Net present value by carrier, and cities by payback; those for which the run has figures."""
    figures = []
    carriers, cities = by_carrier(digest), by_city(digest)
    if len(carriers):
        figures.append(_npv(digest, carriers))
    if len(cities):
        figures.append(_payback(digest, cities))
    return figures


def _npv(digest: Digest, table: pd.DataFrame) -> Figure:
    bars = [
        Bar(
            digest.names.payer(str(key)),
            float(row["npv_myuan"]),
            words("report.npv_bar", npv=money(row["npv_myuan"]), paid=money(row["paid_myuan"])),
            CATEGORIES[0] if row["npv_myuan"] >= 0 else CATEGORIES[3],
        )
        for key, row in table.iterrows()
    ]
    total, paid = float(table["npv_myuan"].sum()), float(table["paid_myuan"].sum())
    losing = int((table["npv_myuan"] < 0).sum())
    title = words(
        "report.title.npv",
        total=money(total),
        paid=money(paid),
        losing=count(losing),
        all=count(len(table)),
    )
    return Figure(
        "npv",
        title if len(table) > 1 else words("report.title.npv_one", total=money(total), paid=money(paid)),
        words("report.unit.npv"),
        "carriers",
        in_both(lambda lang: bar_chart(bars, lang)),
        height=bar_height(len(bars)),
    )


def _payback(digest: Digest, cities: pd.DataFrame) -> Figure:
    """How many cities have their enterprise money back after how many years of service."""
    years = years_counted(digest)
    paid = cities["payback_years"].dropna()
    tally = paid.astype(int).value_counts()
    span = range(int(paid.min()), int(paid.max()) + 1) if len(paid) else range(0)
    bars = [
        Bar(
            words("report.payback_after", year=plain(year)),
            float(tally.get(year, 0)),
            words("report.unit.cities", value=count(tally.get(year, 0))),
        )
        for year in span
    ]
    never = len(cities) - len(paid)
    bars.append(
        Bar(
            words("report.payback_never", years=count(years)),
            float(never),
            words("report.unit.cities", value=count(never)),
            SOFT,
        )
    )
    title = words(
        "report.title.payback" if len(paid) else "report.title.payback_never",
        works=words("report.works.earning" if digest.run.model.viability is None else "report.works.all"),
        some=count(len(paid)),
        all=count(len(cities)),
        years=count(years),
        median=count(paid.median()) if len(paid) else plain(""),
    )
    return Figure(
        "payback",
        title,
        words("report.unit.cities_by_payback"),
        "viability_cities",
        in_both(lambda lang: bar_chart(bars, lang)),
        height=bar_height(len(bars)),
    )
