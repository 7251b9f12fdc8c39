"""Problems and numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.texts import LANGS, Lang
from planner.texts.numbers import count, money, number, share, thousands
from planner.texts.problems import InputError, Problem, nearest


def test_a_problem_says_where_what_and_what_was_meant() -> None:
    problem = Problem("model.toml:3 rules.flor", "config.unknown_key", {"key": "rules.flor"}, hint="rules.floor")
    assert problem.zh == "model.toml:3 rules.flor：没有“rules.flor”这个键。是否想写“rules.floor”？"
    assert problem.en == "model.toml:3 rules.flor: There is no key “rules.flor”. Did you mean “rules.floor”?"
    assert str(problem) == f"{problem.zh}\n{problem.en}"


def test_a_problem_without_a_place_is_just_the_sentence() -> None:
    assert Problem("", "config.no_file").en == "There is no such file."


def test_an_input_error_says_all_its_problems() -> None:
    error = InputError([Problem("a", "config.no_file"), Problem("b", "config.is_directory")])
    assert error.say("en").splitlines() == [
        "The input has 2 problem(s):",
        "  a: There is no such file.",
        "  b: This is a folder; a TOML model file is expected.",
    ]
    assert error.say("zh") in str(error)


def test_an_input_error_without_problems_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InputError([])


@pytest.mark.parametrize(
    ("name", "found"),
    [("gigabyt", "gigabit"), ("METRO", "metro"), ("qqq", None), ("gigabit", None), ("meter", "metro")],
)
def test_nearest(name: str, found: str | None) -> None:
    assert nearest(name, ["gigabit", "metro"]) == found


@given(st.text(), st.lists(st.text()))
def test_nearest_does_not_depend_on_the_order(name: str, valid: list[str]) -> None:
    assert nearest(name, valid) == nearest(name, list(reversed(valid)))


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0万元", "0 M yuan"),
        (0.0000123, "12.3元", "12.3 yuan"),
        (0.5, "50万元", "500,000 yuan"),
        (1.234, "123万元", "1.23 M yuan"),
        (1234, "12.3亿元", "1.23 bn yuan"),
        (61234.5, "612亿元", "61.2 bn yuan"),
        (-5.25, "-525万元", "-5.25 M yuan"),
        (math.nan, "—", "—"),
    ],
)
def test_money(value: float, zh: str, en: str) -> None:
    assert (money(value, "zh"), money(value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.012345, "0.0123"), (1.5, "1.5"), (12.0, "12"), (1234.5, "1,234"), (1e6, "1,000,000"), (1e-15, "0")],
)
def test_number(value: float, text: str) -> None:
    assert number(value, "en") == text


def test_counts_shares_and_people() -> None:
    assert count(2025.4, "zh") == "2,025"
    assert (share(0.1234, "zh"), share(0.1234, "en"), share(1, "en", 0)) == ("12.3%", "12.3 %", "100 %")
    assert (thousands(277050, "zh", "人"), thousands(277050, "en", "people")) == ("2.77亿人", "277 M people")
    assert (thousands(12.3, "zh", "人"), thousands(12.3, "en", "people")) == ("1.23万人", "12,300 people")


@given(st.floats(allow_infinity=False), st.sampled_from(LANGS))
def test_no_number_is_shown_in_exponent_form(value: float, lang: Lang) -> None:
    for text in (number(value, lang), money(value, lang), share(value, lang), count(value, lang)):
        assert "e" not in text.replace("yuan", "")
