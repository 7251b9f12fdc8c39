"""The first screen in words: one sentence that states the plan, and five numbers with what was asked of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.plan.record import GoalRecord
from planner.reporting.digest import Digest
from planner.reporting.figures.baselines import goals
from planner.reporting.figures.goals import tells
from planner.reporting.figures.targets import by_target
from planner.reporting.indicators import indicator, indicator_value, value_against
from planner.reporting.wording import clauses, count, listing, money, percent, plain, words
from planner.texts import Pair

#: The first screen has room for so many numbers.
NUMBERS = 5


@dataclass(frozen=True)
class Number:
    """One number of the first screen: value, what it counts, what was asked, whether that is met (None: no target)."""

    value: Pair
    label: Pair
    asked: Pair
    met: bool | None = None


def sentence(digest: Digest) -> Pair:
    """The plan in one sentence; of a run without a plan, what happened instead."""
    run = digest.run
    if not run.has_plan:
        status = run.record.status
        known = ("infeasible", "interrupted", "audit_failed")
        return words(f"report.no_plan.{status if status in known else 'other'}", name=model_name(digest))
    parts = _achieved(digest)
    parts.append(_invested(digest))
    parts += [
        words(
            "report.sentence.value",
            name=indicator(digest.names, goal.indicator),
            value=indicator_value(digest.names, goal.indicator, goal.value),
        )
        for goal in _npv_goals(digest)
    ]
    parts.append(certainty(digest))
    return words("report.sentence", parts=clauses(parts))


def _invested(digest: Digest) -> Pair:
    """What the plan costs and how much of it is public."""
    if digest.total_myuan <= 0:
        return words("report.sentence.nothing")
    text = "report.sentence.money" if digest.public_myuan > 0 else "report.sentence.own_money"
    return words(text, total=money(digest.total_myuan), public=money(digest.public_myuan))


def model_name(digest: Digest) -> Pair:
    """Name of the planning question."""
    return Pair(digest.run.model.name_zh, digest.run.model.name_en)


def certainty(digest: Digest) -> Pair:
    """How near the best possible the plan is proven to be."""
    gap = digest.run.record.headline_gap
    if not tells(gap):
        return words("report.sentence.no_bound")
    return words("report.sentence.optimal") if gap <= 1e-9 else words("report.sentence.gap", gap=percent(gap))


def _national(digest: Digest) -> pd.DataFrame:
    table = by_target(digest)
    return table[table["by"] == "nation"]


def _achieved(digest: Digest) -> list[Pair]:
    """What the first national targets come to: counts of cities of one year in one breath, then others by name."""
    rows = [row for _, row in _national(digest).iterrows()][:3]
    parts = []
    for year in dict.fromkeys(int(row["year"]) for row in rows):
        counts = [row for row in rows if int(row["year"]) == year and str(row["indicator"]).startswith("cities.")]
        said_counts = [_counted(digest, row, first=number == 0) for number, row in enumerate(counts)]
        if said_counts:
            parts.append(words("report.sentence.cities", year=plain(year), parts=listing(said_counts)))
    others = [row for row in rows if not str(row["indicator"]).startswith("cities.")]
    return parts + [
        words(
            "report.sentence.target",
            year=plain(int(row["year"])),
            name=indicator(digest.names, row["indicator"]),
            value=indicator_value(digest.names, row["indicator"], row["value"]),
        )
        for row in others
    ]


def _counted(digest: Digest, row: pd.Series, first: bool) -> Pair:
    """A count of cities in words, with what was asked where that is missed."""
    reached = words(
        "report.sentence.first" if first else "report.sentence.next",
        value=indicator_value(digest.names, row["indicator"], row["value"]),
        what=digest.names.service(str(row["indicator"]).partition(".")[2]),
    )
    if row["reached"]:
        return reached
    return words("report.part.missed_target", reached=reached, asked=count(row["at_least"]))


def five_numbers(digest: Digest) -> list[Number]:
    """National targets, grouped targets, money, public money and the gap, as far as the run has them; at most five."""
    if not digest.run.has_plan:
        return []
    found = [_target_number(digest, row) for _, row in _national(digest).iterrows()][:2]
    found += _grouped(digest)[: 3 - len(found)]
    found += _values(digest)[: 3 - len(found)]
    found.append(_total(digest))
    if any(kind != "enterprise" for kind, _ in digest.payers):
        found.append(_public(digest))
    found.append(_gap(digest))
    return found[:NUMBERS] if len(found) <= NUMBERS else [*found[: NUMBERS - 1], found[-1]]


def _target_number(digest: Digest, row: pd.Series) -> Number:
    return Number(
        indicator_value(digest.names, row["indicator"], row["value"]),
        indicator(digest.names, row["indicator"]),
        words(
            "report.asked.at_least",
            value=indicator_value(digest.names, row["indicator"], row["at_least"]),
            year=plain(int(row["year"])),
        ),
        bool(row["reached"]),
    )


def _grouped(digest: Digest) -> list[Number]:
    """One number for each target by region or province: how many of its groups reach it, and the one farthest off."""
    table = by_target(digest)
    numbers = []
    for key, part in table[table["by"] != "nation"].groupby("target", sort=False):
        last = part.sort_values("ratio", kind="stable").iloc[0]
        numbers.append(
            Number(
                words("report.of", some=count(part["reached"].sum()), all=count(len(part))),
                words("report.label.groups", target=digest.names.target(str(key)), by=words(f"report.by.{last['by']}")),
                words(
                    "report.asked.weakest",
                    group=digest.names.group(last["by"], last["group"]),
                    value=value_against(digest.names, last["indicator"], last["value"], last["at_least"]),
                    asked=indicator_value(digest.names, last["indicator"], last["at_least"]),
                    year=plain(int(last["year"])),
                ),
                bool(part["reached"].all()),
            )
        )
    return numbers


def _npv_goals(digest: Digest) -> list[GoalRecord]:
    return [goal for goal in goals(digest) if goal.indicator.startswith("npv.")]


def _values(digest: Digest) -> list[Number]:
    """Net present values that the plan was asked to make large, on the enterprises' own money."""
    own = float(digest.money_by("enterprise", "year").sum())
    return [
        Number(
            indicator_value(digest.names, goal.indicator, goal.value),
            indicator(digest.names, goal.indicator),
            words("report.asked.own_money", own=money(own)),
        )
        for goal in _npv_goals(digest)
    ]


def _total(digest: Digest) -> Number:
    years = digest.run.years
    budget = sum(amount for carrier in digest.run.model.carriers.values() for amount in carrier.budget.values())
    spent = float(digest.money_by("enterprise", "year").sum())
    return Number(
        money(digest.total_myuan),
        words("report.label.total", first=plain(years[0]), last=plain(years[-1])),
        words("report.asked.carriers", spent=money(spent), budget=money(budget), payers=_public_payers(digest)),
        None,
    )


def _public_payers(digest: Digest) -> Pair:
    """What each kind of public money pays, behind the enterprises' share; empty where enterprises pay alone."""
    amounts = {kind: float(digest.money_by(kind, "year").sum()) for kind in ("grant", "local")}
    parts = [words(f"report.asked.pays_{kind}", amount=money(paid)) for kind, paid in amounts.items() if paid > 0]
    return words("report.asked.besides", parts=listing(parts)) if parts else plain("")


def _public(digest: Digest) -> Number:
    funds = digest.run.model.funds.values()
    envelope = sum(amount for fund in funds if fund.kind == "grant" for amount in fund.budget.values())
    grants = float(digest.money_by("grant", "year").sum())
    asked = words(
        "report.asked.envelope", used=money(grants), envelope=money(envelope), last=plain(digest.run.years[-1])
    )
    return Number(
        money(digest.public_myuan),
        words("report.label.public", share=percent(digest.public_myuan / (digest.total_myuan or 1))),
        asked,
    )


def _gap(digest: Digest) -> Number:
    gap, goal = digest.run.record.headline_gap, digest.run.record.headline_goal
    asked = words("report.asked.all_optimal")
    if goal is not None:
        asked = words("report.asked.gap", goal=digest.names.goal(goal), gap=percent(digest.run.model.solve.gap))
    audit = digest.run.record.audit
    verdict = "none" if audit is None else audit.verdict
    asked = words("report.asked.audited", asked=asked, audit=words(f"report.audited.{verdict}"))
    value = percent(gap) if tells(gap) else words("report.not_proven")
    met = None if gap is None else bool(gap <= digest.run.model.solve.gap + 1e-12)
    return Number(value, words("report.label.gap"), asked, met)


def basis_line(digest: Digest, link: bool = True) -> Pair:
    """What the figures rest on, from the data set's own sources; ``link`` adds where to read more."""
    sources = digest.run.dataset["sources"]
    cities = sources[(sources["table"] == "cities") & (sources["column"] == "residents")]
    costs = digest.run.dataset["unit_costs"]["basis"]
    people = str(cities["basis"].iloc[0]) if len(cities) else "unknown"
    cost = costs.value_counts().index[0] if len(costs) else "unknown"
    known = ("observed", "derived", "modelled", "assumed")
    return words(
        "report.basis_line" if link else "report.basis_short",
        people=words(f"report.basis.{people if people in known else 'unknown'}"),
        costs=words(f"report.basis.{cost if cost in known else 'unknown'}"),
    )
