"""``planner import``: a user's table through the command, from what is shown to a data set that the planner solves."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.data.load import load_dataset
from tests.cli.conftest import Command

DATA = "datasets/tiny"
#: As a statistics office gives it: a title, units in the headings, a gap, a remark.
TABLE = """2024年各县市统计表,,,,
市县名称,省份,常住人口（万人）,家庭户数（户）,备注
雪松市,云岭省,3.5,"7,000",x
鹿鸣县,云岭,2.1,—,
"""


@pytest.fixture
def table(work: Path) -> Path:
    """The user's table in the working folder, in the encoding that Excel in Chinese writes."""
    path = work / "人口.csv"
    path.write_bytes(TABLE.encode("gb18030"))
    return path


def imported(planner: Command, table: Path, *more: str) -> tuple[int, str]:
    answer = planner("--lang", "en", "import", DATA, table, "--out", "mine", *more)
    return answer.code, " ".join((answer.out + answer.err).split())


def test_shows_the_mapping_and_what_it_replaces_before_it_writes(planner: Command, table: Path) -> None:
    code, said = imported(planner, table)
    assert code == 1  # nobody agreed: there is no terminal to ask on
    assert not Path("mine").exists()
    for part in ("常住人口（万人）", "residents", "家庭户数（户）", "homes", "备注"):
        assert part in said


def test_yes_writes_a_data_set_with_the_users_figures(planner: Command, table: Path) -> None:
    code, said = imported(planner, table, "--yes", "--basis", "observed", "--year", "2024")
    assert code == 0, said
    after = load_dataset(Path("mine")).cities.set_index("id")
    assert after.loc["W2", "residents"] == 35_000
    assert after.loc["W3", "residents"] == 21_000
    before = load_dataset(Path(DATA)).cities.set_index("id")
    others = [city for city in before.index if city not in ("W2", "W3")]
    pd.testing.assert_frame_equal(after.loc[others], before.loc[others])
    sources = load_dataset(Path("mine")).sources
    row = sources[(sources["table"] == "cities") & (sources["column"] == "residents")].iloc[0]
    assert "2 of 9 places from the user's table" in str(row["source"])
    assert "2024" in str(row["year"])


def test_the_new_data_set_can_be_checked_and_solved(planner: Command, table: Path, work: Path) -> None:
    assert imported(planner, table, "--yes")[0] == 0
    model = work / "models" / "mine.toml"
    text = (work / "models" / "tiny.toml").read_text(encoding="utf-8")
    model.write_text(text.replace('"../datasets/tiny"', '"../mine"'), encoding="utf-8")
    assert planner("check", model).code == 0
    answer = planner("run", model, "--out", "plan", "--no-report")
    assert answer.code == 0, answer.err
    used = pd.read_csv(work / "plan" / "inputs" / "dataset" / "cities.csv", dtype={"id": str}).set_index("id")
    assert used.loc["W2", "residents"] == 35_000


def test_a_mapping_of_the_users_own(planner: Command, table: Path) -> None:
    code, said = imported(
        planner, table, "--yes", "--map", "常住人口（万人）=residents*10000", "--map", "家庭户数（户）=-"
    )
    assert code == 0, said
    after, before = (load_dataset(Path(folder)).cities.set_index("id") for folder in ("mine", DATA))
    assert after.loc["W2", "residents"] == 35_000
    assert after["homes"].tolist() == before["homes"].tolist()


def test_a_mapping_names_a_heading_as_it_stands_in_the_table(planner: Command, work: Path) -> None:
    """With the space or the line break that it has there."""
    path = work / "spaced.csv"
    path.write_text('市县名称,"年末 人口\n（人）",Total  homes\n雪松市,33000,7500\n', encoding="utf-8")
    maps = ("--map", "年末 人口\n（人）=residents", "--map", "Total  homes=homes")
    code, said = imported(planner, path, "--yes", *maps)
    assert code == 0, said
    city = load_dataset(Path("mine")).cities.set_index("id").loc["W2"]
    assert (city["residents"], city["homes"]) == (33_000, 7_500)


def test_a_sheet_of_a_workbook(planner: Command, work: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("人口")
    for row in (["市县名称", "省份", "常住人口（万人）"], ["雪松市", "云岭省", 3.5]):
        sheet.append(row)
    path = work / "tables.xlsx"
    book.save(path)
    assert imported(planner, path, "--yes", "--sheet", "人口")[0] == 0
    assert load_dataset(Path("mine")).cities.set_index("id").loc["W2", "residents"] == 35_000
    answer = planner("--lang", "en", "import", DATA, path, "--out", "other", "--yes", "--sheet", "人口表")
    assert answer.code == 2
    assert "人口表" in answer.err
    assert "人口" in answer.err.replace("人口表", "")  # the nearest sheet, or a list of them


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (("nonsense",), ("--map", "nonsense")),
        (("常住人口（万人）=residents", "常住人口（万人）=homes"), ("常住人口（万人）",)),
        (("常住人口（万人）=residentz",), ("residents",)),
        (("没有这一列=residents",), ("没有这一列",)),
        (("市县名称=-",), ()),
    ],
)
def test_a_wrong_mapping_is_refused_whole(
    planner: Command, table: Path, mapping: tuple[str, ...], words: tuple[str, ...]
) -> None:
    code, said = imported(planner, table, "--yes", *(part for one in mapping for part in ("--map", one)))
    assert code == 2, said
    assert not Path("mine").exists()
    for word in words:
        assert word in said


def test_an_occupied_folder_is_not_touched(planner: Command, table: Path, work: Path) -> None:
    (work / "mine").mkdir()
    (work / "mine" / "letter.txt").write_text("keep me", encoding="utf-8")
    code, _ = imported(planner, table, "--yes")
    assert code == 2
    assert [path.name for path in (work / "mine").iterdir()] == ["letter.txt"]


def test_a_table_that_speaks_of_no_place_is_refused_with_what_it_was_taken_for(planner: Command, work: Path) -> None:
    path = work / "elsewhere.csv"
    path.write_text("市县名称,常住人口\n无此市,5\n", encoding="utf-8")
    code, said = imported(planner, path, "--yes")
    assert code == 2
    assert "常住人口 → residents" in said
    assert "matches no place" in said
    assert "nothing to import" in said
    assert not Path("mine").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "甲,乙\n1,2\n".encode()])
def test_a_table_that_is_none_is_said_to_be_none(planner: Command, work: Path, content: bytes) -> None:
    path = work / "odd.csv"
    path.write_bytes(content)
    code, said = imported(planner, path, "--yes")
    assert code == 2
    assert "odd.csv" in said


def test_both_languages_are_said(planner: Command, table: Path) -> None:
    answer = planner("--lang", "both", "import", DATA, table, "--out", "mine", "--yes")
    assert answer.code == 0
    assert "residents" in answer.out
    assert "To use it" in answer.out
    assert "使用：" in answer.out
