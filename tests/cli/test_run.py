"""``planner run`` from end to end on tiny, and ``audit`` and ``report`` on what it leaves behind."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.case.case import Case
from planner.commands import run as run_verb
from planner.plan.plan import COLUMNS
from planner.solve.options import Options
from planner.solve.run import solve
from tests.cli.conftest import Command

pytestmark = pytest.mark.xdist_group("tiny_run")


def record(folder: Path) -> dict[str, Any]:
    """The run's record."""
    loaded: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return loaded


def leftovers(folder: Path) -> list[str]:
    """Scratch folders that a run has forgotten."""
    return [path.name for path in folder.rglob(".*") if "partial" in path.name or "previous" in path.name]


def test_run_writes_everything_a_run_folder_holds(finished: Path) -> None:
    for name in COLUMNS:
        assert (finished / "plan" / f"{name}.csv").is_file()
        assert (finished / "plan" / f"{name}.parquet").is_file()
        for baseline in ("practice", "path_ratio"):
            assert (finished / "baselines" / baseline / f"{name}.csv").is_file()
    assert (finished / "inputs" / "model.toml").is_file()
    assert (finished / "inputs" / "dataset" / "cities.csv").is_file()
    assert (finished / "index.html").stat().st_size > 100_000
    assert (finished / "plan.xlsx").stat().st_size > 5_000
    found = record(finished)
    assert found["status"] == "optimal"
    assert found["audit"]["verdict"] == "pass"
    assert [goal["id"] for goal in found["goals"]] == ["shortfall", "benefit", "public_money"]
    assert all(goal["gap"] <= 1e-6 for goal in found["goals"])
    assert set(found["baselines"]) == {"practice", "path_ratio"}
    assert {"read", "case", "save", "audit", "report"} <= set(found["timings"])
    assert set(found["inputs"]) == {
        path.relative_to(finished).as_posix() for path in (finished / "inputs").rglob("*") if path.is_file()
    }
    assert not leftovers(finished.parent)


def test_goal_values_are_those_of_the_tables(finished: Path) -> None:
    table = pd.read_csv(finished / "plan" / "indicators.csv", dtype=str)
    nation = table[table["by"] == "nation"].set_index(["indicator", "year"])["value"].astype(float)
    for goal in record(finished)["goals"]:
        assert goal["value"] == pytest.approx(nation[goal["indicator"], "all"], abs=1e-9)


@pytest.mark.usefixtures("without_baselines")
def test_the_resolved_model_of_a_run_can_be_run_again(planner: Command, finished: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    answer = planner("run", finished / "inputs" / "model.toml", "--gap", "1e-9", "--out", again, "--no-report")
    assert answer.code == 0, answer.err
    for name in COLUMNS:
        assert (again / "plan" / f"{name}.csv").read_bytes() == (finished / "plan" / f"{name}.csv").read_bytes()


@pytest.mark.usefixtures("without_baselines")
def test_default_folder_what_if_and_set(planner: Command, work: Path, model: Path) -> None:
    text = model.read_text(encoding="utf-8")
    what_if = '\n[what_if.rich]\nname_zh = "富裕"\nname_en = "Rich"\nset = { "funds.central.budget" = "x10" }\n'
    model.write_text(text + what_if, encoding="utf-8")
    answer = planner("run", model, "--what-if", "rich", "--set", "carriers.alpha.budget.2024=40", "--no-report")
    assert answer.code == 0, answer.err
    folder = work / "reports" / "tiny-rich"
    found = record(folder)
    assert found["what_if"] == ["rich"]
    assert found["set"] == {"carriers.alpha.budget.2024": 40}
    assert not (folder / "index.html").exists()
    resolved = (folder / "inputs" / "model.toml").read_text(encoding="utf-8")
    assert "80" in resolved


def test_grants_for_recommended_projects_alone_are_worth_less(planner: Command, work: Path, model: Path) -> None:
    """WORKING.md, section 5: 497 instead of 537 for 14 instead of 19, and no grant for what is only applied for."""
    answer = planner("run", model, "--what-if", "recommended_only", "--gap", "1e-9", "--out", "out")
    assert answer.code == 0, answer.err
    found = record(work / "out")
    assert [goal["value"] for goal in found["goals"]] == pytest.approx([0.5, 497, 14])
    plan = pd.read_csv(work / "out" / "plan" / "projects.csv").set_index("project")
    assert set(plan.index[plan["grant_myuan"] > 0]) == {"pool:W1", "gigabit:W1", "gigabit:W2"}
    assert plan.loc["otn:W2>W1", "capex_myuan"] == 10, (
        "an entry of the library that states no capex costs as catalogued"
    )
    page = (work / "out" / "index.html").read_text(encoding="utf-8")
    assert "仅限阶段为省级推荐的项目" in page
    assert "only projects at stage recommended" in page


@pytest.mark.usefixtures("without_baselines")
def test_a_newer_run_takes_the_place_of_an_older_one(
    planner: Command, finished: Path, work: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And keeps its inputs as it read them, although a table changes while it solves."""
    table = work / "datasets" / "tiny" / "cities.csv"
    read = table.read_bytes()

    def solve_meanwhile(*given: Any) -> Any:
        table.write_bytes(read.replace(b"30000", b"31000"))
        return before(*given)

    before = vars(run_verb)["solve"]
    monkeypatch.setattr(run_verb, "solve", solve_meanwhile)
    shutil.copytree(finished, work / "out")
    (work / "out" / "stale.txt").write_text("old", encoding="utf-8")
    assert planner("run", model, "--out", "out", "--no-report").code == 0
    assert not (work / "out" / "stale.txt").exists()
    assert (work / "out" / "inputs" / "dataset" / "cities.csv").read_bytes() == read
    assert not leftovers(work)


@pytest.mark.parametrize("obstacle", ["file", "folder", "link", "under_a_file"])
def test_nothing_of_the_user_is_overwritten(planner: Command, work: Path, model: Path, obstacle: str) -> None:
    out = work / "mine"
    if obstacle == "file":
        out.write_text("precious", encoding="utf-8")
    elif obstacle == "folder":
        out.mkdir()
        (out / "thesis.docx").write_text("precious", encoding="utf-8")
    elif obstacle == "link":
        out.symlink_to(work / "models")
    else:
        (work / "file").write_text("precious", encoding="utf-8")
        out = work / "file" / "run"
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    answer = planner("run", model, "--out", out)
    assert answer.code == 2
    assert "The input has 1 problem(s)" in answer.err
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


@pytest.mark.usefixtures("without_baselines")
def test_no_plan_is_said_and_recorded(planner: Command, work: Path, model: Path) -> None:
    answer = planner("run", model, "--set", "rules.west_cloud.at_least=1", "--out", "out")
    assert answer.code == 1, answer.err
    assert "There is no plan" in answer.out
    assert "These 2 rules cannot hold together" in answer.out
    assert "rules.west_cloud" in answer.out
    assert "不能同时成立" in answer.out
    found = record(work / "out")
    assert found["status"] == "infeasible"
    assert found["goals"] == []
    assert not (work / "out" / "plan").exists()
    assert (work / "out" / "index.html").is_file()
    again = planner("audit", "out")
    assert again.code == 2
    assert "no plan" in again.err


@pytest.mark.parametrize("verb", ["check", "run"])
def test_what_arithmetic_rules_out_is_said_with_numbers_before_any_solve(
    planner: Command, work: Path, model: Path, verb: str
) -> None:
    names = 'name_zh = "九城千兆"\nname_en = "Nine gigabit cities"\n'
    with model.open("a", encoding="utf-8") as stream:
        stream.write(f'\n[limits.nine]\n{names}indicator = "cities.gigabit"\nat_least = 9\n')
    answer = planner(verb, model)
    assert answer.code == 2
    assert "limits.nine" in answer.err
    assert "9 by 2025" in answer.err
    assert "above 8" in answer.err
    assert not (work / "reports").exists()


@pytest.mark.usefixtures("without_baselines")
def test_a_target_out_of_reach_is_a_warning_and_a_note(planner: Command, work: Path, model: Path) -> None:
    answer = planner("run", model, "--set", "targets.gigabit.at_least=9", "--out", "out", "--no-report")
    assert answer.code == 0, answer.err
    assert "Warning: " in answer.err
    assert any("targets.gigabit" in note["en"] for note in record(work / "out")["notes"])


def test_a_tampered_table_fails_the_audit(planner: Command, finished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    assert planner("audit", folder).code == 0
    path = folder / "plan" / "projects.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    started = table.index[table["start_year"] != ""][0]
    table.loc[started, "capex_myuan"] = str(float(table.loc[started, "capex_myuan"]) / 2)
    table.to_csv(path, index=False, lineterminator="\n")
    grants = (folder / "plan" / "grants.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    moved = grants[-1].replace(",2024,", ",2025,")
    assert moved != grants[-1]
    (folder / "plan" / "grants.csv").write_text("".join([*grants[:-1], moved]), encoding="utf-8")
    answer = planner("--lang", "en", "audit", folder)
    assert answer.code == 1
    assert "Audit failed" in answer.out
    assert re.search(r"Fails: [^\n]+ \(worst by [\d.]+\)\n", answer.out)
    assert "Fails: The list of grants is what payments and rules say\n" in answer.out  # a row too many has no size
    assert record(folder)["status"] == "audit_failed"
    assert planner("report", folder).code == 0
    assert "The list of grants is what payments and rules say" in (folder / "index.html").read_text(encoding="utf-8")


def test_a_plan_that_fails_its_audit_is_not_called_one(
    planner: Command, work: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solver that forgets what a city's connection carries: tables are kept, but there is no plan and no report."""

    def careless(case: Case, options: Options, *more: Any) -> Any:
        solution = solve(case, replace(options, baselines=False), *more)
        assert solution.values is not None
        connected = solution.values["connected"]
        city = connected[connected > 0.5].index[0][0]
        connected.loc[city] = 0.0
        return solution

    monkeypatch.setattr("planner.commands.run.solve", careless)
    answer = planner("run", model, "--out", "out")
    assert answer.code == 1
    assert "failed its audit" in answer.out
    assert "There is a plan" not in answer.out
    assert record(work / "out")["status"] == "audit_failed"


def test_report_again(planner: Command, finished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    (folder / "index.html").unlink()
    answer = planner("report", folder)
    assert answer.code == 0
    assert (folder / "index.html").is_file()


@pytest.mark.parametrize("damage", ["missing", "empty", "not_json", "wrong_shape", "no_table", "no_input"])
def test_damaged_run_folders(planner: Command, finished: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    run_json = folder / "run.json"
    if damage == "missing":
        run_json.unlink()
    elif damage == "no_table":
        (folder / "plan" / "funding.csv").unlink()
    elif damage == "no_input":
        (folder / "inputs" / "dataset" / "cities.csv").unlink()
    else:
        run_json.write_text({"empty": "", "not_json": "{", "wrong_shape": '{"status": 3}'}[damage], encoding="utf-8")
    answer = planner("audit", folder)
    assert answer.code == 2
    assert "The input has 1 problem(s)" in answer.err


def test_an_unforeseen_error_is_short_and_leaves_nothing_behind(
    planner: Command, work: Path, model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a [bold]bug[/bold]")

    monkeypatch.setattr("planner.commands.run.solve", broken)
    answer = planner("run", model, "--out", "out")
    assert answer.code == 70
    assert "a [bold]bug[/bold]" in answer.err
    assert "Traceback" not in answer.err
    (kept,) = tmp_path.glob("planner-error-*.txt")
    assert str(kept) in answer.err.replace("\n", "")
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")
    assert not (work / "out").exists()
    assert not leftovers(work)


@pytest.mark.usefixtures("without_baselines")
def test_a_report_that_fails_does_not_take_the_plan_with_it(
    planner: Command, work: Path, model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("planner.commands.pipeline.write_report", full)
        answer = planner("run", model, "--out", "out")
    assert answer.code == 74
    assert "the disk is full" in answer.err
    assert "planner report writes the report again" in answer.err.replace("\n", " ")
    assert record(work / "out")["audit"]["verdict"] == "pass"
    assert not leftovers(work)
    assert planner("audit", "out").code == 0
    assert planner("report", "out").code == 0


@pytest.mark.usefixtures("without_baselines")
def test_a_run_starts_from_another_and_ends_alike(planner: Command, finished: Path, model: Path) -> None:
    answer = planner("run", model, "--from", finished, "--gap", "1e-9", "--out", "again", "--no-report")
    assert answer.code == 0, answer.err
    again = record(Path("again"))
    assert [goal["value"] for goal in again["goals"]] == [goal["value"] for goal in record(finished)["goals"]]
    assert any("started from an earlier one" in note["en"] for note in again["notes"])
    assert not any("given up" in note["en"] for note in again["notes"]), "no goal of tiny may be given up in part"
    assert (Path("again") / "columns.parquet").is_file()


@pytest.mark.usefixtures("without_baselines")
def test_a_plan_taken_over_may_have_used_a_tolerance_and_the_run_says_so(
    planner: Command, finished: Path, model: Path
) -> None:
    """Of the goal that later ones may take from, not of the last."""
    words = ("--set", "goals.benefit.relative_tolerance=0.01", "--set", "goals.public_money.tolerance=1")
    answer = planner("run", model, "--from", finished, *words, "--gap", "1e-9", "--out", "again", "--no-report")
    assert answer.code == 0, answer.err
    (note,) = [note for note in record(Path("again"))["notes"] if "given up" in note["en"]]
    assert "for later ones (Benefit). Gaps are counted from such a plan" in note["en"]
    assert "让出了容差（受益）" in note["zh"]


def test_what_is_no_run_cannot_be_started_from(planner: Command, work: Path, model: Path) -> None:
    answer = planner("run", model, "--from", "nowhere", "--out", "out")
    assert answer.code == 2
    assert "nowhere" in answer.err
    assert not (work / "out").exists()
