"""Wrong inputs, each a file on disk, through the command: exit code 2, the expected words, nothing written.

What each check finds in all its variants is tested with the rooms that make them; here it is their way to the user.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.config import test_wrong as wrong_models

Spoil = Callable[[Path], None]


def edit(name: str, old: str, new: str) -> Spoil:
    """Replaces ``old`` by ``new``, once, in a file of the working folder."""

    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def append(name: str, text: str) -> Spoil:
    """Adds text at the end of a file."""

    def spoil(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return spoil


def drop(name: str) -> Spoil:
    """Removes a file."""
    return lambda folder: (folder / name).unlink()


def replace(name: str, content: bytes) -> Spoil:
    """Replaces the whole content of a file."""

    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


MODEL, DATA = "models/tiny.toml", "datasets/tiny"
# What is spoilt, and words that the English message must hold.
WRONG: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "no_model_file": (drop(MODEL), (MODEL,)),
    "not_toml": (append(MODEL, "\n[goals.extra\n"), (MODEL + ":",)),
    "not_utf8": (replace(MODEL, "name_zh = '规划'".encode("gb18030")), (MODEL, "UTF-8")),
    "unknown_key": (edit(MODEL, "terminal_years", "terminal_year"), ("terminal_year", "“time.terminal_years”")),
    "unknown_measure": (edit(MODEL, 'measures = ["metro"]', 'measures = ["metra"]'), ("metra", "“metro”")),
    "unknown_indicator": (edit(MODEL, '"cities.gigabit"', '"cities.gigabyte"'), ("cities.gigabyte",)),
    "unknown_region": (edit(MODEL, 'groups = ["West"]', 'groups = ["Wset"]'), ("Wset", "“West”")),
    "wrong_type": (edit(MODEL, "max_modules = 3", 'max_modules = "three"'), ("max_modules",)),
    "out_of_range": (edit(MODEL, "min_fill = 0.3", "min_fill = 1.3"), ("min_fill",)),
    "years_reversed": (edit(MODEL, "last_year = 2025", "last_year = 2023"), ("2023", "2024")),
    "missing_goal_table": (edit(MODEL, 'sense = "max"', 'sense = "more"'), ("sense",)),
    "two_goals_one_order": (edit(MODEL, "order = 2", "order = 1"), ("order",)),
    "no_data_set": (edit(MODEL, "../datasets/tiny", "../datasets/tyni"), ("tyni",)),
    "path_leaves_the_folder": (edit(MODEL, "../datasets/tiny", "../../../etc"), ("dataset",)),
    "no_table": (drop(f"{DATA}/cities.csv"), ("cities.csv",)),
    "no_column": (edit(f"{DATA}/cities.csv", "residents,", "resident,"), ("cities.csv", "residents")),
    "not_a_number": (edit(f"{DATA}/cities.csv", "30000,", "many,"), (f"{DATA}/cities.csv:3 residents: ", "many")),
    "unknown_province": (edit(f"{DATA}/cities.csv", ",E,E0,", ",Q,E0,"), ("cities.csv", "Q")),
    "uplink_to_nowhere": (append(f"{DATA}/uplinks.csv", "E1>Z9,E1,Z9,10,z\n"), (f"{DATA}/uplinks.csv:", "Z9")),
    "not_geojson": (replace(f"{DATA}/outlines.geojson", b"{"), ("outlines.geojson",)),
    "empty_table": (replace(f"{DATA}/unit_costs.csv", b""), ("unit_costs.csv",)),
    "settings_broken": (append(f"{DATA}/dataset.toml", "\n[geometry\n"), (f"{DATA}/dataset.toml",)),
    "no_cost": (edit(f"{DATA}/unit_costs.csv", "metro,", "pool,"), (f"{DATA}/unit_costs.csv: ", "metro")),
}


@pytest.mark.parametrize("verb", ["check", "run"])
@pytest.mark.parametrize("case", WRONG)
def test_wrong_input(planner: Command, work: Path, model: Path, case: str, verb: str) -> None:
    spoil, words = WRONG[case]
    spoil(work)
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    answer = planner(verb, model, *(["--out", "out"] if verb == "run" else []))
    assert answer.code == 2, answer.err
    zh, en = answer.err.split("The input has ")
    assert re.search(r"输入有 \d+ 处问题", zh)
    assert "problem(s)" in en
    for word in words:
        assert word in en, answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


def test_every_kind_of_wrong_model_file(planner: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file for each sentence that refuses a model file, word for word in both languages."""
    monkeypatch.chdir(wrong_models.HERE)
    monkeypatch.setenv("COLUMNS", "2000")
    expected = wrong_models.expected()
    kinds = {tuple(sorted(set(expected[name or "folder"]["text"]))): name for name in wrong_models.names()}
    assert len(kinds) > 40
    for name in kinds.values():
        answer = planner("check", Path("wrong", f"{name}.toml" if name else ""))
        said = expected[name or "folder"]
        assert (answer.code, answer.out) == (2, ""), name
        for sentence in (*said["zh"], *said["en"]):
            assert sentence in answer.err, name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--set", "funds.centrl.budget.2024=3"], "funds.centrl"),
        (["--set", "time.last_year"], "time.last_year"),
        (["--set", "solve.gap=much"], "solve.gap"),
        (["--what-if", "no_such"], "no_such"),
        (["--set", "measures.metro.lead=gamma"], "gamma"),
    ],
)
def test_wrong_overrides(planner: Command, model: Path, words: list[str], expected: str) -> None:
    answer = planner("run", model, *words)
    assert answer.code == 2
    assert expected in answer.err


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (("unknown_key", "out_of_range", "wrong_type"), ("terminal_years", "min_fill", "max_modules")),
        (("unknown_measure", "unknown_indicator"), ("metra", "cities.gigabyte")),
        (("settings_broken", "uplink_to_nowhere", "not_geojson"), ("dataset.toml", "Z9", "outlines.geojson")),
        (("out_of_range", "not_a_number"), ("min_fill", f"{DATA}/cities.csv:3 residents")),
        (("unknown_measure", "not_geojson"), ("metra", "outlines.geojson")),
    ],
    ids=["keys and values", "references", "tables", "values and tables", "references and tables"],
)
def test_all_problems_of_a_stage_at_once(
    planner: Command, work: Path, model: Path, cases: tuple[str, ...], words: tuple[str, ...]
) -> None:
    for case in cases:
        WRONG[case][0](work)
    answer = planner("check", model)
    assert answer.code == 2
    for word in words:
        assert word in answer.err, answer.err


HOSTILE = (
    "[bold red]loud[/bold red]",
    "[/]",
    "\x1b[31mred\x1b[0m\x07",
    "{name}",
    "%s %d",
    "‮txet desrever",
    "<script>alert(1)</script>",
    "名字 with 空格",
)


def test_arithmetic_points_to_where_the_figure_was_set(planner: Command, work: Path, model: Path) -> None:
    """Not to the base file, whose figure no longer counts."""
    own = work / "models" / "own.toml"
    own.write_text('base = "tiny.toml"\n\n[targets.gigabit]\nat_least = 9\n', encoding="utf-8")
    assert "models/own.toml:4 targets.gigabit: For the nation, 9 by 2025" in planner("check", own).err
    again = planner("check", own, "--set", "targets.gigabit.at_least=10")
    assert "--set targets.gigabit: For the nation, 10 by 2025" in again.err
    refused = planner("check", model, "--set", "rules.west_cloud.at_least=1.5")
    assert refused.code == 2
    assert "--set rules.west_cloud: For West, 150 % by 2025" in refused.err


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_they_are(planner: Command, work: Path, name: str) -> None:
    """No markup, no escape sequence, no placeholder in a name is ever acted on."""
    toml_name = name.replace("\\", "\\\\").replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
    for old, new in (('name_en = "Edge node"', f'name_en = "{toml_name}"'), ('"metro"]', f'"{toml_name}"]')):
        edit(MODEL, old, new)(work)
    answer = planner("check", MODEL)
    assert answer.code == 2
    for unsafe in ("\x1b", "\x07", "\u202e"):
        assert unsafe not in answer.err
    if name.isprintable():
        assert name in answer.err


@pytest.mark.parametrize("name", [name.replace("/", "_") for name in HOSTILE])
def test_hostile_file_names(planner: Command, work: Path, name: str) -> None:
    path = work / "models" / f"{name}.toml"
    answer = planner("check", path)
    assert answer.code == 2
    assert not {"\x1b", "\x07", "\u202e"} & set(answer.err)
    (work / MODEL).rename(path)
    answer = planner("check", path)
    assert answer.code == 0, answer.err
    assert not {"\x1b", "\x07", "\u202e"} & set(answer.out)
    if name.isprintable():
        assert name in answer.out


@pytest.mark.parametrize("target", ["file", "full"])
def test_new_does_not_overwrite(planner: Command, tmp_path: Path, target: str) -> None:
    folder = tmp_path / "work"
    if target == "file":
        folder.write_text("precious", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / "mine").write_text("precious", encoding="utf-8")
    answer = planner("new", folder, "--from", "tiny")
    assert answer.code == 2
    assert sorted(path.name for path in tmp_path.rglob("*")) in (["work"], ["mine", "work"])


def test_new_from_an_unknown_model(planner: Command, tmp_path: Path) -> None:
    answer = planner("new", tmp_path / "work", "--from", "tinny")
    assert answer.code == 2
    assert "“tiny”" in answer.err
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("name", ["tiny", "carrier", "national"])
def test_new_makes_a_folder_that_checks(planner: Command, tmp_path: Path, name: str) -> None:
    assert planner("new", tmp_path / "w", "--from", name).code == 0
    assert planner("check", tmp_path / "w" / "models" / f"{name}.toml").code == 0
    assert not list((tmp_path / "w").rglob("raw"))
    for path in (tmp_path / "w" / "models").iterdir():  # the schema for editors is where the file says
        schema = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#:schema ")
        assert json.loads((path.parent / schema).read_text(encoding="utf-8"))["properties"]["base"]
    assert (tmp_path / "w" / "docs" / "model-file.md").is_file()
