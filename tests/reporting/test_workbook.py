"""The workbook, reopened by another library: same numbers, Chinese headings, and nothing that runs."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.reporting.sections import all_tables
from planner.reporting.workbook import workbook_bytes
from tests.reporting.conftest import load
from tests.reporting.test_page import HOSTILE, rename_everything


@pytest.fixture(scope="module")
def book(run_folder: Path) -> Workbook:
    """The run's workbook."""
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(load(run_folder))))


def test_one_sheet_a_table_headed_in_chinese_with_english_below(book: Workbook, run_folder: Path) -> None:
    tables = [table for table in all_tables(load(run_folder)).values() if table.rows]
    assert len(book.sheetnames) == 2 + len(tables)  # and one sheet about the plan, one of indicators
    for table in tables:
        sheet = book[table.title.zh]
        heads = headed(sheet)
        assert sheet.max_row == table.rows + heads
        assert sheet.freeze_panes == f"B{heads + 1}"
        assert sheet.auto_filter.ref is not None
        assert sheet.auto_filter.ref.startswith(f"A{heads}:")
        for cell in sheet[heads - 1]:
            assert isinstance(cell.value, str)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0  # one page wide, as many long as it takes
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"$1:${heads}"


def headed(sheet: Worksheet) -> int:
    """Rows above the first row of numbers: two of headings, and one of sums where the sheet has it."""
    return 3 if any(cell.data_type == "f" for cell in sheet[1]) else 2


def test_sums_follow_the_filter_and_carry_their_values(run_folder: Path) -> None:
    content = workbook_bytes(load(run_folder))
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    tables = all_tables(load(run_folder))
    seen = 0
    for table in tables.values():
        if table.rows < 2 or not any(column.adds for column in table.columns):
            continue
        sheet, known = formulas[table.title.zh], values[table.title.zh]
        for cell in (cell for cell in sheet[1] if cell.data_type == "f"):
            letter, last = cell.column_letter, sheet.max_row
            assert cell.value == f"=SUBTOTAL(109,{letter}4:{letter}{last})"
            parts = [row[0].value or 0 for row in known[f"{letter}4:{letter}{last}"]]
            assert known[cell.coordinate].value == pytest.approx(sum(parts), abs=1e-4)
            seen += 1
    assert seen > 20
    grants = formulas[tables["grants"].title.zh]
    summed = {grants.cell(3, cell.column).value for cell in grants[1] if cell.data_type == "f"}
    assert summed == {"Grant (10,000 yuan)"}  # a project's capex and limit stand in several rows


def test_grants_in_units_of_ten_thousand_yuan(book: Workbook, run_folder: Path) -> None:
    grants = pd.read_csv(run_folder / "plan" / "grants.csv")
    sheet = book[all_tables(load(run_folder))["grants"].title.zh]
    headings = [cell.value for cell in sheet[3]]
    column = headings.index("Grant (10,000 yuan)") + 1
    values = [sheet.cell(row, column).value for row in range(4, sheet.max_row + 1)]
    assert sum(values) == pytest.approx(100 * grants["amount_myuan"].sum())
    assert values == sorted(values, reverse=True)
    assert sheet.cell(4, column).number_format == "#,##0"


def test_first_sheet_states_plan_gap_audit_and_assumptions(book: Workbook) -> None:
    sheet = book[book.sheetnames[0]]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    english = " ".join(str(row[1].value) for row in sheet.iter_rows())
    for wanted in ("small cities reach", "0.43 %", "audit passed", "Population", "Unit costs are assumed"):
        assert wanted in english


def test_numbers_show_no_bare_point_and_no_small_one_as_nothing(book: Workbook, run_folder: Path) -> None:
    sheet = book[all_tables(load(run_folder))["targets"].title.zh]
    cells = [cell for row in sheet.iter_rows(min_row=3) for cell in row if isinstance(cell.value, (int, float))]
    whole = [cell for cell in cells if float(cell.value).is_integer()]
    assert whole
    assert all(not cell.number_format.endswith("#") for cell in whole)
    assert all("." in cell.number_format for cell in cells if cell not in whole)


def test_what_looks_like_a_formula_stays_text(copy: Path) -> None:
    rename_everything(copy)
    path = copy / "inputs" / "dataset" / "cities.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["name_zh"] = '=HYPERLINK("http://x","y")'
    frame.to_csv(path, index=False)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(load(copy))))
    seen = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                # Formulas are the workbook's own sums above the headings, links its own on the first sheet.
                assert cell.data_type != "f" or (cell.row == 1 and cell.value.startswith("=SUBTOTAL(109,"))
                assert cell.hyperlink is None or (sheet is book.worksheets[0] and not cell.hyperlink.target)
                seen += cell.value in (HOSTILE, '=HYPERLINK("http://x","y")')
    assert seen > 100


def test_english_columns_fold_away_and_years_are_numbers(book: Workbook, run_folder: Path) -> None:
    tables = all_tables(load(run_folder))
    sheet = book[tables["rules"].title.zh]
    heads = {str(cell.value): cell for cell in sheet[headed(sheet)]}
    folded = {head for head, cell in heads.items() if sheet.column_dimensions[cell.column_letter].outlineLevel}
    assert folded == {head for head in heads if head.endswith("(English)")}
    years = [
        row[0].value for row in sheet[f"{heads['Year'].column_letter}3:{heads['Year'].column_letter}{sheet.max_row}"]
    ]
    assert {2025} <= {year for year in years if isinstance(year, int)}
    assert not [year for year in years if isinstance(year, str) and year.isdigit()]
    assert not tables["distances"].rows or not any(column.adds for column in tables["distances"].columns)
