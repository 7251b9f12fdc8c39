"""Sentences that must read well in their special cases, too: nothing paid, gaps filled in part, values below zero."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planner.reporting.digest import Digest
from planner.reporting.figures.paid import paid_figures
from planner.reporting.figures.prices import price_sentences
from planner.reporting.figures.viability import viability_prose
from planner.reporting.headline import sentence
from planner.reporting.wording import Names


def with_tables(digest: Digest, **tables: pd.DataFrame) -> Digest:
    """The same run with other tables."""
    run = replace(digest.run, plan={**digest.run.plan, **tables})
    return Digest(run, Names(run))


def public_only_in(digest: Digest, regions: set[str]) -> Digest:
    """The run with public money in these regions alone."""
    funding, region = digest.run.plan["funding"], digest.paid["region"]
    kept = (funding["payer_kind"] == "enterprise").to_numpy() | region.isin(regions).to_numpy()
    return with_tables(digest, funding=funding[kept].reset_index(drop=True))


def test_no_public_money_is_said_in_words(digest: Digest) -> None:
    alone = public_only_in(digest, set())
    assert "none of it public" in sentence(alone).en
    assert "\u65e0\u516c\u5171\u8d44\u91d1" in sentence(alone).zh
    assert next(item.title.en for item in paid_figures(alone) if item.id == "paid_region") == (
        "Public money pays nothing in any region"
    )


def test_regions_without_public_money_are_named(digest: Digest) -> None:
    *others, first = digest.regions
    title = next(item.title.en for item in paid_figures(public_only_in(digest, {first})) if item.id == "paid_region")
    assert title.startswith(f"Public money pays most in {digest.names.region(first).en} (")
    assert title.endswith("and nothing in " + ", ".join(digest.names.region(other).en for other in others))


@pytest.mark.parametrize(
    ("gaps", "public", "said"),
    [
        ([10.0, 30.0], [0.0, 0.0], "They receive no public money."),
        ([10.0, 30.0], [4.0, 6.0], "They receive 10 M yuan of public money, which fills 25 % of the gaps."),
        (
            [10.0, 30.0],
            [14.0, 6.0],
            "They receive 20 M yuan of public money: 16 M yuan of it fills 40 % of the gaps, the other 4 M yuan is "
            "more than the gaps of the projects that get it.",
        ),
    ],
)
def test_what_public_money_does_for_the_gaps(
    featured: Digest, gaps: list[float], public: list[float], said: str
) -> None:
    """A project may get more than its gap; what is beyond fills no other gap, and the share counts without it."""
    table = featured.run.plan["viability"].head(3).copy()
    table["gap_myuan"], table["public_myuan"] = [*gaps, 0.0], [*public, 5.0]
    told = [line.en for line in viability_prose(with_tables(featured, viability=table))]
    assert f"2 of 3 projects do not pay by themselves; their gaps come to 40 M yuan. {said}" in told


@pytest.mark.parametrize(
    ("value", "begins"),
    [
        (5e6, "Where money is scarcest, one million yuan more brings "),
        (-36.5, "Where money is scarcest, one million yuan more adds "),
    ],
)
def test_an_average_is_told_only_where_it_says_something(digest: Digest, value: float, begins: str) -> None:
    goals = [
        goal.model_copy(update={"value": value}) if goal.id == "benefit" else goal for goal in digest.run.record.goals
    ]
    price = {"kind": "fund_budget", "id": "central", "group": "", "year": 2024, "goal": "benefit", "price": 1.0}
    prices = pd.DataFrame([{**price, "row": "fund_budget[central,2024]", "worth": 2.0}])
    run = replace(digest.run, record=digest.run.record.model_copy(update={"goals": tuple(goals)}))
    [line] = price_sentences(with_tables(Digest(run, Names(run)), prices=prices))
    assert line.en.startswith(begins)
    assert ("of this plan brings" in line.en) is (value > 0)
    assert line.en.count("A small city with new works takes") == 1
