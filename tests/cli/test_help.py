"""Help pages and complaints about the command line itself."""

from __future__ import annotations

import re

import pytest

from planner.texts import TEXTS
from tests.cli.conftest import Command

VERBS = ("new", "check", "run", "explain", "prices", "audit", "import", "report", "equations")


def chinese(text: str) -> bool:
    """Whether ``text`` holds Chinese characters."""
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself_in_both_languages_with_an_example(planner: Command, verb: str) -> None:
    answer = planner(verb, "--help")
    assert answer.code == 0
    zh, en = TEXTS[f"cli.help_{verb}"]
    flat = re.sub(r"[\s│]+", "", answer.out)
    assert re.sub(r"\s+", "", zh) in flat
    assert re.sub(r"\s+", "", en) in flat
    assert flat.index(re.sub(r"\s+", "", zh)) < flat.index(re.sub(r"\s+", "", en))
    assert f"planner {verb} " in answer.out.split("Example")[-1]


@pytest.mark.parametrize("verb", VERBS)
def test_one_language_only(planner: Command, verb: str) -> None:
    zh, en = planner("--lang", "zh", verb, "--help"), planner(verb, "--help", "--lang=en")
    assert chinese(zh.out)
    assert "Example" not in zh.out
    assert not chinese(en.out)


def test_every_help_id_has_words(planner: Command) -> None:
    for verb in ((), *((verb,) for verb in VERBS)):
        assert "cli." not in planner(*verb, "--help").out


def test_an_example_in_both_languages_is_shown_once(planner: Command) -> None:
    assert planner("explain", "--help").out.count("planner explain reports/national 360921") == 1


def test_language_by_environment(planner: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_LANG", "en")
    assert not chinese(planner("--help").out)
    assert chinese(planner("--lang", "zh", "--help").out)


@pytest.mark.parametrize("words", [("--lang", "fr", "check", "x.toml"), ("check", "x.toml", "--lang=")])
def test_unknown_language(planner: Command, words: tuple[str, ...]) -> None:
    answer = planner(*words)
    assert answer.code == 2
    assert "zh、en 或 both" in answer.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("chek", "x.toml"), "“check”"),
        (("frobnicate",), "“frobnicate”"),
        (("run", "x.toml", "--gop", "0.1"), "--gop"),
        (("run", "x.toml", "--gap", "much"), "--gap 应为数值"),
        (("run", "x.toml", "--gap", "-1"), "--gap 至少为 0"),
        (("run", "x.toml", "--gap", "3"), "--gap 至多为 1"),
        (("run", "x.toml", "--rounds", "1.5"), "--rounds 应为整数"),
        (("run", "x.toml", "--method", "magic"), "--method 没有“magic”；可选：auto, direct, coordinated。"),
        (("run", "x.toml", "--workers"), "--workers 后面缺少值"),
        (("run", "x.toml", "--no-report=3"), "--no-report 不带值"),
        (("run",), "MODEL"),
        (("audit", "a", "b"), "多余的词：b。"),
    ],
)
def test_wrong_command_lines(planner: Command, words: tuple[str, ...], expected: str) -> None:
    answer = planner(*words)
    assert answer.code == 2
    assert expected in answer.err
    assert chinese(answer.err)
    assert "The input has 1 problem(s)" in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


def test_no_arguments_show_the_help(planner: Command) -> None:
    answer = planner()
    assert answer.code == 2
    assert "planner new work --from tiny" in answer.out + answer.err


def test_version(planner: Command) -> None:
    assert re.fullmatch(r"planner \d+\.\d+\.\d+\S*\n", planner("--version").out)
