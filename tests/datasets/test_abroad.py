"""Another country's tables work the same: its regions, classes, carriers, funds, names and currency are data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.cli import main
from planner.data.load import load_dataset

HERE = Path(__file__).parent / "abroad"
#: The currency that is named where a data set names none; column names of tables keep their ending.
YUAN = re.compile(r"(?<![_a-z])yuan(?!_)|[百万亿]元")


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the foreign model."""
    folder = tmp_path_factory.mktemp("abroad") / "run"
    assert main(["run", str(HERE / "model.toml"), "--out", str(folder)]) == 0
    return folder


def test_it_is_planned_and_audited(run_folder: Path) -> None:
    record = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert record["audit"]["verdict"] == "pass"
    grants = pd.read_csv(run_folder / "plan" / "grants.csv", dtype={"subsidy": str})
    assert set(grants["subsidy"]) == {"austral"}
    targets = {row["id"]: (row["group"], row["value"]) for row in record["targets"]}
    assert targets["sur"][0] == "sur"
    assert targets["sur"][1] >= 4


def test_every_page_counts_in_its_own_currency(run_folder: Path) -> None:
    page = (run_folder / "index.html").read_text(encoding="utf-8")
    own = page[page.index("<body>") :]
    assert "百万比索" in own
    assert "million pesos" in own
    assert not YUAN.search(own)
    assert not YUAN.search((run_folder / "run.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(run_folder / "plan.xlsx", read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    texts = [cell for cell in cells if isinstance(cell, str)]
    assert any("万比索" in text for text in texts)
    assert not [text for text in texts if YUAN.search(text) and not text.endswith("_myuan")]


def test_audit_and_report_again(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(run_folder)]) == 0
    assert main(["report", str(run_folder)]) == 0
    assert not YUAN.search(capsys.readouterr().out)


def test_one_data_set_does_not_change_the_currency_of_the_next(
    run_folder: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are explained in one process, the foreign one first: each in its own words."""
    (city,) = load_dataset(HERE / "data").cities.query("name_en == 'Lota Alta'")["id"]
    assert main(["explain", str(run_folder), city]) == 0
    assert "pesos" in capsys.readouterr().out
    model = str(models / "tiny.toml")
    assert main(["check", model, "--set", "rules.west_cloud.at_least=1", "--set", "funds.central.budget.2024=0"]) in (
        0,
        2,
    )
    assert "pesos" not in "".join(capsys.readouterr())


def test_its_own_city_table_is_imported_by_its_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Semicolons, Latin names of places and of provinces, no code."""
    table = tmp_path / "censo.csv"
    table.write_text("name;province;residents\nCala;Atama;19 500\nLota Alta;Malo;44 100\n", encoding="utf-8")
    out = tmp_path / "mine"
    assert main(["import", str(HERE / "data"), str(table), "--out", str(out), "--year", "2031", "--yes"]) == 0
    capsys.readouterr()
    residents = load_dataset(out).cities.set_index("id")["residents"]
    assert residents[["AT-01", "MA-02", "AT-02"]].tolist() == [19500, 44100, 25000]
