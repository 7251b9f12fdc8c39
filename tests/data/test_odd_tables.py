"""Tables as offices keep them: read where that is safe, and else refused with what to do about it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from planner.data import reading
from planner.data.importing import propose
from planner.data.load import load_dataset
from planner.data.user_table import read_table
from planner.texts.problems import InputError, Problem
from tests.data.spoiled import TINY, copy_of_tiny, problems_of

ROWS = "编号,常住人口\nE1,31000\n"


def refused(path: Path) -> Problem:
    """The only problem with a table."""
    with pytest.raises(InputError) as caught:
        propose(TINY, path)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + ROWS).encode("gb18030"),
        b"\xef\xbb\xbf" + ROWS.encode("gb18030"),
        ROWS.replace(",", ";").encode("utf-8-sig"),
        ROWS.replace("31000", "３１，０００").encode(),
        ROWS.replace("31000", '"31,000"').encode("gb18030"),
        ROWS.replace("31000", "31 000").encode("utf-16"),
    ],
    ids=["gb18030-mark", "utf8-mark-on-gb18030", "semicolons", "full-width", "thousands", "utf-16"],
)
def test_what_spreadsheets_write_is_read(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    (change,) = propose(TINY, path).changes
    assert change.cells == {"E1": "31000"}


def test_damaged_utf8_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("编号,名称,常住人口\nE1,望潮县,31000\nE2,月湾市".encode()[:-1])
    problem = refused(path)
    assert (problem.text, problem.where) == ("data.import_encoding", "table.csv:3")


@pytest.mark.parametrize(
    "rows",
    [
        [["2024年统计"], ["地区", None, "人口"], ["编号", "名称", "常住（万人）"], ["E1", "望潮县", 3.1]],
        [["2024年统计"], ["编号", "人口", "人口"], [None, "常住", "城镇"], ["E1", 31000, 12000]],
    ],
)
def test_headings_in_two_rows_are_told_from_figures(rows: list[list[object]], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "merged.xlsx")
    problem = refused(tmp_path / "merged.xlsx")
    assert (problem.text, problem.where) == ("data.import_two_headings", "merged.xlsx:2")
    assert "第 2、3 行" in problem.zh
    assert "rows 2 and 3" in problem.en


def test_a_row_of_words_below_whole_headings_is_a_row(tmp_path: Path) -> None:
    """Only empty or repeated headings are taken for merged cells."""
    path = tmp_path / "table.csv"
    path.write_text("名称,类型,常住人口\n望潮县,county,\n月湾市,county,41000\n", encoding="utf-8")
    assert read_table(path).cells.shape == (2, 3)


def workbook(path: Path, cell: str, calculated: str = "") -> Path:
    """A workbook whose only figure, in B2, is the given XML; as Excel writes it, or as a program that cannot count."""
    book = openpyxl.Workbook()
    for row in (["编号", "常住人口"], ["E1", 1], ["E2", 41000]):
        book.active.append(row)
    book.save(path.with_suffix(".plain"))
    with zipfile.ZipFile(path.with_suffix(".plain")) as plain, zipfile.ZipFile(path, "w") as written:
        for name in plain.namelist():
            text = plain.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = re.sub(r'<c r="B2"[^>]*><v>1</v></c>', cell, text)
                assert cell in text
            written.writestr(name, re.sub("<calcPr[^>]*>", f'<calcPr calcId="191029"{calculated} />', text))
    return path


@pytest.mark.parametrize(
    ("cell", "calculated", "value"),
    [
        ('<c r="B2"><f>1+1</f><v /></c>', "", None),
        ('<c r="B2"><f>1+1</f></c>', "", None),
        ('<c r="B2"><f>1+1</f><v>0</v></c>', ' fullCalcOnLoad="1"', None),
        ('<c r="B2"><f>1+1</f><v>0</v></c>', "", "0"),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', ' fullCalcOnLoad="1"', "2"),
        ('<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>', "", ""),
        ('<c r="B2"><v>0</v></c>', ' fullCalcOnLoad="1"', "0"),
        ('<c r="B2" />', ' fullCalcOnLoad="1"', ""),
    ],
    ids=["none", "absent", "put-in", "zero", "known", "empty-text", "no-formula", "blank"],
)
def test_a_formula_without_a_result_is_not_read_as_empty(
    cell: str, calculated: str, value: str | None, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "sums.xlsx", cell, calculated)
    if value is not None:
        assert read_table(path).cells["常住人口"].tolist() == [value, "41000"]
        return
    problem = refused(path)
    assert (problem.text, problem.where) == ("data.import_not_calculated", "sums.xlsx Sheet!B2")
    assert "1 formula(s) were never calculated (B2)" in problem.en


def test_a_unit_in_a_cell_is_told_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(ROWS.replace("31000", "５０５００人"), encoding="utf-8")
    problem = refused(path)
    assert problem.where == "table.csv:2 常住人口"
    assert "单位写在列名里" in problem.zh
    assert "units belong into the heading" in problem.en


def test_a_folder_in_the_place_of_a_table(tmp_path: Path) -> None:
    assert refused(tmp_path).text == "data.is_folder"


def test_a_file_too_large_for_a_table_is_not_read(tmp_path: Path) -> None:
    """Sparse: it takes no room on the disk, and reading it would take the memory."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(reading.MOST_BYTES + 1)
    problem = refused(path)
    assert problem.text == "data.too_large"
    assert "100 MB" in problem.en
    folder = copy_of_tiny(tmp_path)
    path.replace(folder / "pairs.csv")
    assert [found.text for found in problems_of(folder)] == ["data.too_large"]


def test_coordinates_are_brought_to_a_data_set_without_any(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    lines = (folder / "cities.csv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    bare = [name for name in names if name not in ("lon", "lat")]
    cells = [dict(zip(names, line.split(","), strict=True)) for line in lines[1:]]
    text = "\n".join([",".join(bare), *(",".join(row[name] for name in bare) for row in cells)]) + "\n"
    (folder / "cities.csv").write_text(text, encoding="utf-8")
    sources = folder / "sources.csv"
    kept = [
        line for line in sources.read_text(encoding="utf-8").splitlines() if ",lon," not in line and ",lat," not in line
    ]
    sources.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert load_dataset(folder).cities["lon"].isna().all()
    table = tmp_path / "where.csv"
    table.write_text(
        "编号,经度,纬度\n" + "".join(f"{row['id']},{row['lon']},{row['lat']}\n" for row in cells), encoding="utf-8"
    )
    proposal = propose(folder, read_table(table))
    assert {change.column: change.given for change in proposal.changes} == {"lon": 9, "lat": 9}
