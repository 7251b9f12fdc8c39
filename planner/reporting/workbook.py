"""The workbook: the report's tables, one a sheet, headed in Chinese with English below, ready to filter and send on."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from planner.reporting.digest import Digest
from planner.reporting.headline import basis_line, five_numbers, model_name, sentence
from planner.reporting.lists import indicator_table
from planner.reporting.proof import proof_sentences
from planner.reporting.sections import all_tables
from planner.reporting.tables import Cell, Column, Stated, Table
from planner.reporting.wording import count, plain, words
from planner.texts import TEXTS, Pair

#: Excel's limits on a cell's text and on a sheet's name.
MOST_TEXT, MOST_NAME = 32767, 31
#: Number formats by kind of column; money is written in units of 10,000 yuan.
FORMATS = {
    "year": "0",
    "count": "#,##0",
    "amount": "#,##0",
    "sum": "#,##0",
    "share": "0.0%",
    "number": "#,##0.###",
    "small": "0.0#####",
}
#: Kinds of columns that can have a sum.
TOTALLED = ("amount", "sum", "count", "number")
#: Excel's function that sums what a filter leaves, number 109: rows hidden by hand are left out, too.
SUBTOTAL = 109
#: Paper sizes in Excel's list, and the width in characters from which a table wants the larger.
A4, A3, A4_WIDTH = 9, 8, 180
#: Characters across each language of the first sheet, and points that a line of it takes.
ABOUT_WIDTH, LINE = 70, 16
#: A year among the words of a column of years.
YEAR = re.compile("(?:19|20)[0-9]{2}")
#: Million yuan → 10,000 yuan.
WAN = 100


def workbook_bytes(digest: Digest, tables: Mapping[str, Table] | None = None) -> bytes:
    """The whole workbook; the same run gives the same bytes, for the only date in it is the run's own.

    ``tables``: those of the report, made anew where they are not given.
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    name = model_name(digest)
    book.set_properties({"title": name.zh, "subject": name.en, "created": _created(digest)})
    formats = _formats(book)
    sheets = _sheets(digest, all_tables(digest) if tables is None else tables)
    _about(book, digest, sheets, formats)
    for table in sheets:
        _sheet(book, table, formats, digest.before)
    book.close()
    return buffer.getvalue()


def _sheets(digest: Digest, tables: Mapping[str, Table]) -> list[Table]:
    extra = [indicator_table(digest)] if digest.run.has_plan else []
    return [table for table in [*tables.values(), *extra] if table.rows]


def _created(digest: Digest) -> datetime:
    try:
        return datetime.fromisoformat(digest.run.record.created).replace(tzinfo=None)
    except ValueError:
        return datetime(2000, 1, 1)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    formats["head"] = book.add_format({"bold": True, "bg_color": "#DCE6EF", "text_wrap": True, "valign": "top"})
    formats["below"] = book.add_format(
        {"italic": True, "font_color": "#5A6675", "bg_color": "#EEF2F6", "text_wrap": True, "valign": "top"}
    )
    total = {"bold": True, "bg_color": "#FFF6DD", "top": 1}
    formats["total"] = book.add_format(total)
    formats |= {f"total {kind}": book.add_format({**total, "num_format": FORMATS[kind]}) for kind in TOTALLED}
    formats["link"] = book.add_format({"font_color": "#005A94", "underline": 1, "valign": "top", "text_wrap": True})
    formats["title"] = book.add_format({"bold": True, "font_size": 14})
    formats["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
    return formats


def _about(book: xlsxwriter.Workbook, digest: Digest, sheets: list[Table], formats: dict[str, Format]) -> None:
    """The first sheet: the plan in a sentence, its numbers, gap, audit, assumptions and what each other sheet holds;
    Chinese left, English right."""
    sheet = book.add_worksheet(_sheet_name(words("report.table.about")))
    sheet.set_column(0, 1, ABOUT_WIDTH)
    lines: list[tuple[Pair, str]] = [(model_name(digest), "title"), (sentence(digest), "wrap")]
    lines += [
        (words("report.about.number", label=number.label, value=number.value, asked=number.asked), "wrap")
        for number in five_numbers(digest)
    ]
    lines += [(line, "wrap") for line in (proof_sentences(digest) if digest.run.has_plan else [])]
    lines.append((basis_line(digest), "wrap"))
    lines += [
        (
            words("report.about.assumption", name=Pair(row.name_zh, row.name_en), text=Pair(row.text_zh, row.text_en)),
            "wrap",
        )
        for row in digest.run.model.assumptions.values()
    ]
    lines += [(plain(""), "wrap"), (words("workbook.sheets"), "title"), (words("workbook.use"), "wrap")]
    for row, (line, style) in enumerate(lines):
        sheet.set_row(row, _high(line))
        sheet.write_string(row, 0, line.zh[:MOST_TEXT], formats[style])
        sheet.write_string(row, 1, line.en[:MOST_TEXT], formats[style])
    for row, table in enumerate(sheets, start=len(lines)):
        line = _described(table)
        sheet.set_row(row, _high(line))
        # An address inside the book, of a name that is ours: nothing that users typed becomes a link.
        sheet.write_url(row, 0, f"internal:'{_sheet_name(table.title)}'!A1", formats["link"], line.zh[:MOST_TEXT])
        sheet.write_string(row, 1, line.en[:MOST_TEXT], formats["wrap"])
    _for_paper(sheet, 0, 2 * ABOUT_WIDTH)


def _high(line: Pair) -> float:
    """Height of a row of the first sheet, points: not every program finds it out by itself."""
    return LINE * max(math.ceil(_length(text) / (ABOUT_WIDTH - 4)) for text in (line.zh, line.en, "-"))


def _described(table: Table) -> Pair:
    """A sheet's title, its length and what it holds."""
    known = f"workbook.about.{table.id}"
    about = words(known if known in TEXTS else "workbook.about.other")
    return words("workbook.sheet", title=table.title, rows=count(table.rows), about=about)


def _for_paper(sheet: Worksheet, heads: int, width: float) -> None:
    """Landscape A4, or A3 for what is wider; one page wide, the first rows on every page, sheet and page below."""
    sheet.set_landscape()
    sheet.set_paper(A4 if width <= A4_WIDTH else A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    if heads:
        sheet.repeat_rows(0, heads - 1)
    sheet.set_footer(f"&L&A&R{words('workbook.page').zh}")


class ExcelColumn(NamedTuple):
    """A column as the sheet has it: headings, factor on numbers, cells, kind, whether it is summed, and whether it says
    in English what the column before it says in Chinese."""

    zh: str
    en: str
    factor: float
    cells: tuple[Cell, ...]
    kind: str
    adds: bool = False
    english: bool = False


def _sheet(book: xlsxwriter.Workbook, table: Table, formats: dict[str, Format], before: int) -> None:
    """One table: sums (above, where no sorting moves them), headings in both languages, rows."""
    sheet = book.add_worksheet(_sheet_name(table.title))
    columns = [part for column in table.columns for part in _excel_columns(column, before)]
    for number, column in enumerate(columns):
        # English columns fold away at a click.
        sheet.set_column(number, number, _width(column), formats.get(column.kind), {"level": int(column.english)})
    top = 1 if table.rows > 1 and any(column.adds for column in columns) else 0
    if top:
        _totals(sheet, columns, table.rows, formats)
    for number, column in enumerate(columns):
        sheet.write_string(top, number, column.zh, formats["head"])
    for number, column in enumerate(columns):
        sheet.write_string(top + 1, number, column.en, formats["below"])
    for row in range(table.rows):
        for number, column in enumerate(columns):
            cell = column.cells[row]
            _write(sheet, row + top + 2, number, cell, column.factor, formats.get(_style(column.kind, cell)))
    sheet.freeze_panes(top + 2, 1)
    sheet.autofilter(top + 1, 0, top + 1 + table.rows, len(columns) - 1)
    _for_paper(sheet, top + 2, sum(map(_width, columns)))


def _totals(sheet: Worksheet, columns: list[ExcelColumn], rows: int, formats: dict[str, Format]) -> None:
    """The first row: formulas that follow the filter, with their values for programs that do not reckon."""
    for number, column in enumerate(columns):
        if column.adds:
            value = math.fsum(float(cell) for cell in column.cells if isinstance(cell, (int, float))) * column.factor
            area = xl_range(3, number, 2 + rows, number)
            style = formats[f"total {column.kind}"]
            sheet.write_formula(0, number, f"=SUBTOTAL({SUBTOTAL},{area})", style, round(value, 6))
        elif number == 0:
            total = words("workbook.total")
            sheet.write_string(0, 0, f"{total.zh} {total.en}", formats["total"])
        else:
            sheet.write_blank(0, number, None, formats["total"])


def _style(kind: str, cell: Cell) -> str:
    """Format of a number: Excel would end a whole one with a bare point and show a small one as nothing."""
    if kind != "number" or not isinstance(cell, (int, float)):
        return kind
    return "count" if float(cell).is_integer() else "small" if abs(cell) < 1 else kind


def _excel_columns(column: Column, before: int) -> list[ExcelColumn]:
    """Columns of the sheet: names that differ between the languages take two."""
    head = column.head
    if column.kind in ("amount", "sum"):
        heading = words("report.heading_unit", head=head, unit=words("report.unit.wan"))
        return [ExcelColumn(heading.zh, heading.en, WAN, column.cells, column.kind, column.adds)]
    if column.kind == "stated":
        stated = words("report.heading_words", head=head)
        cells = tuple(cell.value if isinstance(cell, Stated) else None for cell in column.cells)
        said = tuple(cell.text if isinstance(cell, Stated) else plain("") for cell in column.cells)
        number = ExcelColumn(head.zh, head.en, 1.0, cells, "number")
        return [number, *_excel_columns(Column(stated, "text", said), before)]
    if column.kind == "since":
        return [ExcelColumn(head.zh, head.en, 1.0, tuple(_since(cell, before) for cell in column.cells), "year")]
    if column.kind != "text":
        return [ExcelColumn(head.zh, head.en, 1.0, column.cells, column.kind, column.adds)]
    pairs = [cell if isinstance(cell, Pair) else plain(cell) for cell in column.cells]
    told = _year if head == words("report.col.year") else str
    chinese = ExcelColumn(head.zh, head.en, 1.0, tuple(told(pair.zh) for pair in pairs), "text")
    if all(pair.zh == pair.en for pair in pairs):
        return [chinese]
    second = words("report.heading_english", head=head)
    return [chinese, ExcelColumn(second.zh, second.en, 1.0, tuple(pair.en for pair in pairs), "text", english=True)]


def _year(text: str) -> Cell:
    """A cell of a column that tells years among words: a year is a number to sort by."""
    return int(text) if YEAR.fullmatch(text) else text


def _since(cell: Cell, before: int) -> Cell:
    """A first year; the one before the plan stands for that year or any earlier one."""
    return f"≤{cell}" if isinstance(cell, int) and cell <= before else cell


def _write(sheet: Worksheet, row: int, number: int, cell: Cell, factor: float, style: Format | None) -> None:
    """Text only ever as text: what looks like a formula or an address stays as it was typed."""
    if cell is None:
        return
    if isinstance(cell, (int, float)):
        sheet.write_number(row, number, round(cell * factor, 6), style)
    else:
        sheet.write_string(row, number, str(cell)[:MOST_TEXT], style)


def _width(column: ExcelColumn) -> float:
    """Characters, Chinese counted double, of the longest of the first cells; between 8 and 48."""
    texts = [str(cell) for cell in column.cells[:200] if isinstance(cell, str)]
    longest = max([_length(column.zh) + 4, _length(column.en) / 2, *(_length(text) for text in texts)])
    return float(min(48, max(10, longest + 1)))


def _length(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _sheet_name(title: Pair) -> str:
    """The Chinese title, without what Excel forbids in names of sheets."""
    return "".join(character for character in title.zh if character not in r"[]:*?/\'")[:MOST_NAME]
