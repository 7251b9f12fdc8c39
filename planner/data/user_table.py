"""A table as people have it: CSV in any usual encoding, or an Excel sheet, with or without a title above it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell.read_only import EmptyCell

from planner.data.reading import EXCEL_MAGIC, encoding_problem, is_gb18030, place, shown, too_large
from planner.texts import Listing
from planner.texts.problems import InputError, Problem, nearest

#: Rows above the headings that may hold a title, a date or a unit.
_TITLE_ROWS = 10
#: A workbook that unpacks to more than this is refused: no table of cities is that large, only a trap is.
_MOST_UNPACKED = 500_000_000
#: Most cells without a result that are named.
_NAMED = 5
#: The part of a workbook that says how it is to be calculated.
_WORKBOOK = "xl/workbook.xml"
_DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True)
class UserTable:
    """A user's table.

    Attributes:
        path: the file.
        cells: text cells, indexed by the line (CSV) or row (Excel) in the file; columns in their order there.
        encoding: how the text was coded, or ``xlsx``.
        sheet: name of the sheet, empty for CSV.
    """

    path: Path
    cells: pd.DataFrame
    encoding: str
    sheet: str = ""

    def where(self, line: int | None = None, column: str | None = None) -> str:
        """Place of a cell for messages."""
        return place(self.path.name, line, column)


def read_table(path: Path | str, sheet: str | None = None) -> UserTable:
    """Read a CSV file (UTF-8, UTF-16 with byte order mark, GB18030) or a sheet of an .xlsx workbook.

    The headings are the first row with at least two filled cells; what stands above is a title.

    Raises:
        InputError: the file is not there, is of another kind, or its headings cannot be used.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError([Problem(str(path), "data.is_folder")])
    if not path.is_file():
        siblings = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError([Problem(str(path), "data.import_no_file", {}, nearest(path.name, siblings))])
    content = _content(path)
    if content.startswith(EXCEL_MAGIC[1]):
        raise InputError([Problem(path.name, "data.import_old_excel")])
    if content.startswith(EXCEL_MAGIC[0]):
        rows, name = _sheet_rows(path, content, sheet)
        return UserTable(path, _frame(path, rows), "xlsx", name)
    text, encoding = _decoded(path, content)
    return UserTable(path, _frame(path, _csv_rows(path, text)), encoding)


def _content(path: Path) -> bytes:
    try:
        oversize = too_large(path)
        content = path.read_bytes() if oversize is None else b""
    except OSError as error:
        reason = {"reason": error.strerror or str(error)}
        raise InputError([Problem(str(path), "data.unreadable", reason)]) from error
    if oversize is not None:
        raise InputError([oversize])
    return content


def _decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text and its encoding. Marks at the beginning are taken at their word only where the rest agrees."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        content = content.removeprefix(b"\xef\xbb\xbf")
        encodings = ["utf-8", "gb18030"] if is_gb18030(content) else ["utf-8"]
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError:
            continue
    problem = encoding_problem(path.name, content)
    raise InputError([Problem(problem.where if problem else path.name, "data.import_encoding")])


def _csv_rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    head = "\n".join(text.splitlines()[:_TITLE_ROWS])
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            rows.append((before + 1, [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error as error:
        raise InputError(
            [Problem(place(path.name, reader.line_num), "data.not_csv", {"reason": str(error)})]
        ) from error
    return rows


def _sheet_rows(path: Path, content: bytes, sheet: str | None) -> tuple[list[tuple[int, list[str]]], str]:
    """Rows of a sheet by number, and its name. A damaged workbook can make its reader raise almost anything."""
    try:
        return _read_sheet(path, content, sheet)
    except InputError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise InputError([Problem(path.name, "data.import_not_excel", {"reason": shown(reason)})]) from error


def _read_sheet(path: Path, content: bytes, sheet: str | None) -> tuple[list[tuple[int, list[str]]], str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        parts = [name for name in archive.namelist() if name == _WORKBOOK and unpacked <= _MOST_UNPACKED]
        # Programs that cannot calculate ask for it here: a 0 beside a formula is then no result, but put in by them.
        stale = any(re.search(rb'fullCalcOnLoad="(1|true)"', archive.read(name)) for name in parts)
    if unpacked > _MOST_UNPACKED:
        raise InputError([Problem(path.name, "data.import_too_large", {"size": unpacked // 1_000_000})])
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    names = [worksheet.title for worksheet in book.worksheets]
    if not names or (sheet is not None and sheet not in names):
        said = {"sheet": sheet or ""}
        raise InputError([Problem(path.name, "data.import_no_sheet", said, nearest(sheet or "", names, cutoff=0))])
    chosen = book[sheet or names[0]]
    rows: list[tuple[int, list[str]]] = []
    doubtful: set[str] = set()
    for number, row in enumerate(chosen.iter_rows(), start=1):
        rows.append((number, [_cell_text(cell.value) for cell in row]))
        doubtful.update(cell.coordinate for cell in row if _may_lack_result(cell, stale=stale))
    book.close()
    _must_be_calculated(path, content, chosen.title, doubtful)
    return rows, chosen.title


def _may_lack_result(cell: Any, *, stale: bool) -> bool:  # noqa: ANN401 - openpyxl has no types
    """Whether the cell, if it holds a formula, holds no result of it. A result that is empty text says it is text."""
    if isinstance(cell, EmptyCell):
        return False
    return (cell.value is None and cell.data_type != "str") or (stale and cell.value == 0)


def _must_be_calculated(path: Path, content: bytes, sheet: str, doubtful: set[str]) -> None:
    """Refuse formulas without a result: read as they are, their figures would be missing without a word.

    Raises:
        InputError: some of the doubtful cells hold a formula.
    """
    if not doubtful:
        return
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    formulas = (cell.coordinate for row in book[sheet].iter_rows() for cell in row if cell.data_type == "f")
    found = [coordinate for coordinate in formulas if coordinate in doubtful]
    book.close()
    if found:
        where = f"{path.name} {sheet}!{found[0]}"
        cells = [*found[:_NAMED], *(["…"] if len(found) > _NAMED else [])]
        said = {"cells": Listing(tuple(cells)), "count": len(found)}
        raise InputError([Problem(where, "data.import_not_calculated", said)])


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value).strip()


def as_heading(text: str) -> str:
    """A heading without the spaces and line breaks that make it fit its cell: single spaces are left between words."""
    return (" " if text.isascii() else "").join(text.split())


def _frame(path: Path, rows: list[tuple[int, list[str]]]) -> pd.DataFrame:
    found = next((at for at, (_, row) in enumerate(rows[:_TITLE_ROWS]) if sum(map(bool, row)) >= 2), None)
    if found is None:
        raise InputError([Problem(path.name, "data.import_no_headings", {"rows": _TITLE_ROWS})])
    line, heading = rows[found]
    heading = [as_heading(cell) for cell in heading]
    below = rows[found + 1][1] if found + 1 < len(rows) else []
    if _second_heading(heading, below):
        said = {"first": line, "second": rows[found + 1][0]}
        raise InputError([Problem(place(path.name, line), "data.import_two_headings", said)])
    used = [at for at, name in enumerate(heading) if name]
    twice = sorted({heading[at] for at in used if heading.count(heading[at]) > 1})
    if twice:
        raise InputError(Problem(place(path.name, line, name), "data.column_twice", {"column": name}) for name in twice)
    body = [(number, [row[at] if at < len(row) else "" for at in used]) for number, row in rows[found + 1 :]]
    filled = [(number, row) for number, row in body if any(row)]
    if not filled:
        raise InputError([Problem(path.name, "data.empty_table")])
    index = pd.Index([number for number, _ in filled], name="line")
    return pd.DataFrame([row for _, row in filled], columns=[heading[at] for at in used], index=index, dtype=object)


def _second_heading(heading: list[str], below: list[str]) -> bool:
    """Whether the row below goes on with the headings: words alone, under merged (empty or repeated) cells."""
    filled = [cell for cell in below if cell]
    merged = len(below) > len(heading) or any(
        cell and (at >= len(heading) or not heading[at] or heading.count(heading[at]) > 1)
        for at, cell in enumerate(below)
    )
    return merged and len(filled) >= 2 and not any(character.isdigit() for cell in filled for character in cell)
