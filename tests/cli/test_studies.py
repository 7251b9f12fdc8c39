"""The verbs that ask a finished run further: prices, explain, alternatives, and clashes in the terminal."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from planner.commands.explaining import Teller
from planner.solve.progress import Stop
from planner.studies.base import open_run
from planner.studies.explain import Explanation, Had
from planner.studies.wishes import Wish
from planner.texts import Pair, say
from tests.cli.conftest import Command

pytestmark = pytest.mark.xdist_group("tiny_run")


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """A run folder of tiny that may be written to."""
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder)
    return folder


def test_prices_writes_the_table_and_the_report(planner: Command, copy: Path) -> None:
    before = (copy / "index.html").stat().st_mtime_ns
    answer = planner("prices", copy, "--workers", "1")
    assert answer.code == 0, answer.err
    assert "without it, Shortfall would fall by 0.125" in answer.out
    assert "去掉它，目标缺口可减少 0.125" in answer.out
    assert list(pd.read_csv(copy / "plan" / "rule_prices.csv")["rule"]) == ["rules.west_cloud"]
    assert (copy / "plan" / "rule_prices.parquet").is_file()
    assert (copy / "index.html").stat().st_mtime_ns > before
    assert planner("audit", copy).code == 0


@pytest.mark.usefixtures("without_baselines")
def test_run_prices_its_rules_when_asked(planner: Command, work: Path, model: Path) -> None:
    answer = planner("run", model, "--gap", "1e-9", "--out", "out", "--no-report", "--rule-prices", "--lang", "en")
    assert answer.code == 0, answer.err
    assert "rules.west_cloud" in answer.out
    assert (work / "out" / "plan" / "rule_prices.csv").is_file()


def test_explain_in_words_and_as_json(planner: Command, copy: Path) -> None:
    answer = planner("explain", copy, "Wangchao", "--measure", "otn", "--workers", "1")
    assert answer.code == 0, answer.err
    assert "With it all the same: Benefit gets worse by 3" in answer.out
    assert "raise the 2025 budget of Alpha Telecom from 13 M yuan to 14 M yuan" in answer.out
    assert "若一定要有：受益变差 3" in answer.out
    data = planner("explain", copy, "E1", "--measure", "otn", "--json", "--workers", "1")
    assert data.code == 0
    found = json.loads(data.out)
    assert found["city"] == "E1"
    assert found["name"] == {"zh": "望潮县", "en": "Wangchao"}
    (missing,) = found["missing"]
    assert missing["package"]["cost_myuan"] == pytest.approx(1)
    assert missing["budgets"][0]["key"] == ["carriers", "alpha", "budget"]


def test_alternatives_writes_its_table(planner: Command, copy: Path) -> None:
    words = ("--goal", "benefit", "--tolerance", "0.01", "--workers", "1", "--no-report")
    answer = planner("alternatives", copy, *words)
    assert answer.code == 0, answer.err
    assert "within 1%" in answer.out or "within 1.00%" in answer.out
    table = pd.read_csv(copy / "plan" / "alternatives.csv").set_index("project")
    assert table.loc["edge:E2", "verdict"] == "some"
    assert table.loc["gigabit:E1", "verdict"] == "none"
    assert table.loc["gigabit:E1", "proof"] == "solve"


def test_no_name_of_a_measure_is_cut_on_a_narrow_terminal(
    planner: Command, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    answer = planner("alternatives", copy, "--rounds", "0", "--workers", "1", "--no-report")
    assert "…" not in answer.out
    for name in ("OTN 上联链路", "OTN uplink", "新型城域网", "New metro network"):
        assert name in answer.out


def test_alternatives_says_why_little_is_proven(planner: Command, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large case the tolerance alone may be worth more than a project; small ones are solved one by one."""
    words = ("alternatives", copy, "--goal", "benefit", "--tolerance", "0.5", "--rounds", "0", "--workers", "1")
    assert "Proven to be in all" not in planner(*words, "--no-report").out
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    answer = planner(*words, "--no-report")
    assert re.search(r"Proven to be in all or in none: \d+\. For a proof, leaving out", answer.out)
    assert re.search(r"证明为“都有”“都没有”的：\d+ 项", answer.out)


def test_what_a_project_costs_is_what_is_paid_for_it(finished: Path) -> None:
    """Wavelengths and modules of a project are paid for with it, so the sum of its payers is told."""
    base = open_run(finished)
    project = next(name for name in base.case.projects.index if str(name).startswith("otn"))
    wish = Wish("otn", "measure", Pair("链路", "Link"), "E1", 0, (), (str(project),), True)
    had = Had(wish, ((str(project), 2024, 3.0, (("alpha", 2.5), ("central", 1.25))),))
    _, line = Teller(base).lines(Explanation("E1", (had,), (), (), complete=True))
    assert "capex 3.75 M yuan" in say(line.sentence.text, lang="en", **line.sentence.values)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("prices", "--rule", "rules.nothing"), "rules.nothing"),
        (("prices", "--rule", "goals.benefit"), "only restricts"),
        (("explain", "Wangcho"), "“Wangchao”"),
        (("explain", "E0"), "none of the small cities"),
        (("explain", "E1", "--measure", "gigabitt"), "“gigabit”"),
        (("explain", "\x1b[31mE1"), "\\x1b[31mE1"),
        (("alternatives", "--goal", "benefits"), "“benefit”"),
        (("alternatives", "--tolerance", "2"), "--tolerance"),
    ],
)
def test_wrong_questions_are_told(planner: Command, finished: Path, words: tuple[str, ...], said: str) -> None:
    verb, *rest = words
    answer = planner(verb, finished, *rest)
    assert answer.code == 2
    assert said in answer.err
    assert "The input has 1 problem(s)" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("verb", ["prices", "explain", "alternatives"])
@pytest.mark.parametrize("damage", ["nothing_there", "no_columns", "no_plan", "other_data"])
def test_runs_that_cannot_be_asked(planner: Command, copy: Path, verb: str, damage: str) -> None:
    if damage == "nothing_there":
        shutil.rmtree(copy)
    elif damage == "no_columns":
        (copy / "columns.parquet").unlink()
    elif damage == "no_plan":
        record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
        record |= {"goals": [], "audit": None, "status": "infeasible"}
        (copy / "run.json").write_text(json.dumps(record), encoding="utf-8")
    else:
        path = copy / "inputs" / "model.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("[goals.benefit]", "[goals.other]"), encoding="utf-8")
    answer = planner(verb, copy, *(["E1"] if verb == "explain" else []))
    assert answer.code == 2, answer.out
    assert "The input has" in answer.err


@pytest.mark.parametrize("verb", ["prices", "explain", "alternatives"])
def test_a_user_who_stops_is_obeyed(planner: Command, copy: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Ctrl-C came while the run was being opened: exit code 130, tables as they were."""
    monkeypatch.setattr(Stop, "requested", property(lambda _: True))
    answer = planner(verb, copy, *(["E1"] if verb == "explain" else []), "--workers", "1")
    assert answer.code == 130
    assert not (copy / "plan" / "rule_prices.csv").exists()


def test_of_separate_clashes_it_is_said_how_they_go_together(planner: Command, work: Path, model: Path) -> None:
    """Each set was settled with the other's rules put aside; settled both, they still clash with one another."""
    duty = (
        '{ name_zh = "义务", name_en = "Duty", measures = ["gigabit"], where = { provinces = ["W"] }, at_least = 1.0 }'
    )
    words = ["--set", f"obligations.duty={duty}", "--set", "carriers.beta.budget=x0.5"]
    words += ["--set", 'viability={ years = 10, discount_rate = 0.08, rule = "project" }']
    answer = planner("run", model, "--set", "rules.west_cloud.at_least=1.0", *words, "--out", "out", "--lang", "en")
    assert answer.code == 1
    assert "run again when all are settled" in answer.out
    assert "no longer ask for Gigabit access in Yunling, Gigabit access in Yuanyi" in answer.out
    assert "(Beta Telecom 2024: 4 M yuan, 2025: 17 M yuan; Cloud pool in Yunling 2025: 6 M yuan)" in answer.out
    page = (work / "out" / "index.html").read_text(encoding="utf-8")
    assert "都解决后请再运行一次" in page
    alone = planner("run", model, "--set", "rules.west_cloud.at_least=1.0", "--set", "carriers.beta.budget=x0.7")
    assert "cannot hold together" in alone.out
    assert "run again when all" not in alone.out
