"""The workbook: the report's tables, one a sheet, headed in Chinese with English below, ready to filter and send on."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.reporting.digest import Digest
from planner.reporting.headline import basis_line, five_numbers, model_name, sentence
from planner.reporting.lists import indicator_table
from planner.reporting.proof import proof_sentences
from planner.reporting.sections import all_tables
from planner.reporting.tables import Cell, Column, Stated, Table
from planner.reporting.wording import plain, words
from planner.texts import Pair

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
#: Million yuan → 10,000 yuan.
WAN = 100


def workbook_bytes(digest: Digest) -> bytes:
    """The whole workbook; the same run gives the same bytes, for the only date in it is the run's own."""
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
    _about(book, digest, formats)
    for table in _sheets(digest):
        _sheet(book, table, formats, digest.before)
    book.close()
    return buffer.getvalue()


def _sheets(digest: Digest) -> list[Table]:
    tables = all_tables(digest)
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
    formats["title"] = book.add_format({"bold": True, "font_size": 14})
    formats["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
    return formats


def _about(book: xlsxwriter.Workbook, digest: Digest, formats: dict[str, Format]) -> None:
    """The first sheet: the plan in a sentence, its numbers, gap, audit and assumptions, Chinese left, English right."""
    sheet = book.add_worksheet(_sheet_name(words("report.table.about")))
    sheet.set_column(0, 1, 70)
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
    for row, (line, style) in enumerate(lines):
        sheet.write_string(row, 0, line.zh[:MOST_TEXT], formats[style])
        sheet.write_string(row, 1, line.en[:MOST_TEXT], formats[style])


def _sheet(book: xlsxwriter.Workbook, table: Table, formats: dict[str, Format], before: int) -> None:
    sheet = book.add_worksheet(_sheet_name(table.title))
    columns = [part for column in table.columns for part in _excel_columns(column, before)]
    for number, (zh, en, _, cells, kind) in enumerate(columns):
        sheet.set_column(number, number, _width(zh, en, cells), formats.get(kind))
    for row, side in enumerate((0, 1)):
        for number, column in enumerate(columns):
            sheet.write_string(row, number, column[side], formats["head" if row == 0 else "below"])
    for row in range(table.rows):
        for number, (_, _, factor, cells, kind) in enumerate(columns):
            _write(sheet, row + 2, number, cells[row], factor, formats.get(_style(kind, cells[row])))
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, 1 + table.rows, len(columns) - 1)


def _style(kind: str, cell: Cell) -> str:
    """Format of a number: Excel would end a whole one with a bare point and show a small one as nothing."""
    if kind != "number" or not isinstance(cell, (int, float)):
        return kind
    return "count" if float(cell).is_integer() else "small" if abs(cell) < 1 else kind


ExcelColumn = tuple[str, str, float, tuple[Cell, ...], str]


def _excel_columns(column: Column, before: int) -> list[ExcelColumn]:
    """(heading zh, heading en, factor, cells, kind): names that differ between the languages take two columns."""
    head = column.head
    if column.kind in ("amount", "sum"):
        unit = words("report.unit.wan")
        heading = words("report.heading_unit", head=head, unit=unit)
        return [(heading.zh, heading.en, WAN, column.cells, column.kind)]
    if column.kind == "stated":
        stated = words("report.heading_words", head=head)
        cells = tuple(cell.value if isinstance(cell, Stated) else None for cell in column.cells)
        said = tuple(cell.text if isinstance(cell, Stated) else plain("") for cell in column.cells)
        return [(head.zh, head.en, 1.0, cells, "number"), *_excel_columns(Column(stated, "text", said), before)]
    if column.kind == "since":
        return [(head.zh, head.en, 1.0, tuple(_since(cell, before) for cell in column.cells), "year")]
    if column.kind != "text":
        return [(head.zh, head.en, 1, column.cells, column.kind)]
    pairs = [cell if isinstance(cell, Pair) else plain(cell) for cell in column.cells]
    chinese = (head.zh, head.en, 1.0, tuple(pair.zh for pair in pairs), "text")
    if all(pair.zh == pair.en for pair in pairs):
        return [chinese]
    second = words("report.heading_english", head=head)
    return [chinese, (second.zh, second.en, 1.0, tuple(pair.en for pair in pairs), "text")]


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


def _width(zh: str, en: str, cells: tuple[Cell, ...]) -> float:
    """Characters, Chinese counted double, of the longest of the first cells; between 8 and 48."""
    texts = [str(cell) for cell in cells[:200] if isinstance(cell, str)]
    longest = max([_length(zh) + 4, _length(en) / 2, *(_length(text) for text in texts)])
    return float(min(48, max(10, longest + 1)))


def _length(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _sheet_name(title: Pair) -> str:
    """The Chinese title, without what Excel forbids in names of sheets."""
    return "".join(character for character in title.zh if character not in r"[]:*?/\'")[:MOST_NAME]
