"""Numbers, dates and sources as each language writes them."""

from __future__ import annotations

import json

import pytest

from planner.reporting.digest import Digest
from planner.reporting.indicators import indicator, indicator_value, value_against
from planner.reporting.tables import Table, number_column, page_form, stated_column, text_column
from planner.reporting.wording import aligned, clauses, date, moment, money, percent, plain, sided
from planner.texts import Pair


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0 %"), (0.0043, "0.43 %"), (0.01, "1 %"), (0.036, "3.6 %"), (0.0999, "10 %"), (1.0, "100 %")],
)
def test_percent_shows_no_more_digits_than_are_known(value: float, said: str) -> None:
    assert percent(value).en == said
    assert percent(value).zh == said.replace(" ", "")


def test_money_changes_unit_with_language() -> None:
    assert money(61_200).en == "61.2 bn yuan"
    assert money(61_200).zh.startswith("612")
    assert money(4.1).en == "4.1 M yuan"
    assert money(4.1).zh.startswith("410")
    assert money(0.256721).en == "257,000 yuan"  # three digits in every unit
    assert money(12.6243).zh.startswith("1,260")


def test_numbers_of_a_column_share_their_decimals() -> None:
    assert aligned([36.7, 29.0, 1.24]) == ["36.7", "29.0", "1.2"]
    assert aligned([1234.0, 5.0]) == ["1,234", "5"]
    assert aligned([0.0]) == ["0"]
    assert aligned([171.0, 0.3, 0.0]) == ["171", "<1", "0"]
    assert aligned([54.1, 0.04]) == ["54.1", "<0.1"]
    assert aligned([]) == []


def test_dates_follow_the_language_and_do_not_depend_on_the_machine() -> None:
    assert date("2026-03-02T10:30:00+00:00").en == "2 March 2026"
    assert moment("2026-03-02T23:30:00-02:00").en == "3 March 2026, 01:30 UTC"
    assert moment("2026-03-02T10:30:00").en == "2 March 2026, 10:30 UTC"
    assert moment("long ago") == plain("long ago")


def test_a_source_in_two_languages_is_split_and_any_other_left_alone() -> None:
    assert sided("\u666e\u67e5 / census") == Pair("\u666e\u67e5", "census")
    assert sided("tenders / press") == plain("tenders / press")
    assert sided("") == plain("")


def test_a_sentence_begins_with_a_capital_letter() -> None:
    assert clauses([plain("by 2025, all"), plain("b")]).en == "By 2025, all; b"


@pytest.mark.parametrize(
    "key",
    [
        "cities.gigabit",
        "share.residents.cloud",
        "spend.otn",
        "paid.central",
        "paid.public",
        "grant.standard",
        "benefit.cloud",
        "shortfall.complete",
        "projects.pool",
        "modules.pool",
        "residents.connected",
        "cost.total",
        "pv.cost",
    ],
)
def test_every_kind_of_indicator_has_words(digest: Digest, key: str) -> None:
    said = indicator(digest.names, key)
    assert key not in (said.zh, said.en)
    assert "{" not in said.zh + said.en
    assert indicator_value(digest.names, key, 12.0).en


@pytest.mark.parametrize(
    ("key", "value", "asked", "said"),
    [
        ("share.cities.gigabit", 0.5995, 0.6, "59.95 %"),
        ("share.cities.gigabit", 0.59995, 0.6, "59.99 %"),
        ("share.cities.gigabit", 0.6, 0.6, "60 %"),
        ("share.cities.gigabit", 0.45, 0.6, "45 %"),
        ("cities.gigabit", 999, 1000, "999"),
        ("spend.total", 99_960.0, 100_000.0, "99,960"),
    ],
)
def test_a_miss_never_reads_like_what_was_asked(
    digest: Digest, key: str, value: float, asked: float, said: str
) -> None:
    assert value_against(digest.names, key, value, asked).en.startswith(said)


def test_a_stated_number_keeps_its_value_for_sorting() -> None:
    cells: list[tuple[float | None, Pair]] = [(0.5, Pair("a", "b")), (None, plain("")), (3.0, plain("3"))]
    table = Table("t", plain("t"), (stated_column("value", cells), number_column("year", "year", [2022, None, 2024])))
    first, second = json.loads(json.dumps(page_form(table)["columns"]))
    assert first["values"] == [0.5, None, 3.0]
    assert [first["en"][code] for code in first["codes"]] == ["b", "", "3"]
    assert second["values"] == [2022, None, 2024]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Table("t", plain("t"), (text_column("city", [plain("a")]), number_column("year", "year", [])))
