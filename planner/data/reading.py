"""Files of a data set folder as text: found, decoded and split into cells, with everything that is wrong with them."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from planner.data.contracts import OUTLINES_FILE, SETTINGS_FILE, TABLES, Table
from planner.texts import Phrase
from planner.texts.problems import InputError, Problem, nearest

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
#: First bytes of .xlsx (a zip archive) and of .xls files.
EXCEL_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
#: The largest file that is read: national tables have a few MB.
MOST_BYTES = 100_000_000
#: Separators that spreadsheets write instead of commas.
_SEPARATORS = {";": "semicolon", "\t": "tab"}
#: Most characters of a cell that a message repeats.
_SHOWN = 40


def shown(value: object) -> str:
    """A cell's value as messages repeat it: on one line and not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def place(file: str, line: int | None = None, column: str | None = None) -> str:
    """Where a problem is: ``cities.csv:12 residents``."""
    located = file if line is None else f"{file}:{line}"
    return located if column is None else f"{located} {column}"


def in_folder(folder: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The same problems of a data set's files, placed in its folder as a person would write it from where he is."""
    here = _from_here(folder)
    return [replace(problem, where=(here / problem.where).as_posix()) for problem in problems]


def _from_here(path: Path) -> Path:
    """Relative to the working folder where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return Path(min(relative, str(path), key=len))


@contextmanager
def files_in_folder(folder: Path) -> Iterator[None]:
    """Within this context problems placed in the bare name of a data set's file are placed in its folder.

    Raises:
        InputError: the same that was raised within.
    """
    try:
        yield
    except InputError as error:
        files = {SETTINGS_FILE, OUTLINES_FILE, *(table.file for table in TABLES.values())}
        bare = [re.split("[: ,]", problem.where)[0] in files for problem in error.problems]
        placed = in_folder(folder, error.problems)
        both = zip(bare, placed, error.problems, strict=True)
        raise InputError(there if moved else problem for moved, there, problem in both) from error


def each_row(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and cells of every row of a frame that is indexed by line number."""
    for line, row in frame.to_dict("index").items():
        yield int(str(line)), {str(name): value for name, value in row.items()}


def each_cell(cells: pd.Series) -> Iterator[tuple[int, str]]:
    """Line number and value of every cell of a column of text."""
    for line, value in cells.items():
        yield int(str(line)), str(value)


@dataclass
class Folder:
    """The files of a data set as they are read, and the problems met on the way.

    Attributes:
        path: the folder.
        contents: content of each file read, by file name.
        problems: what is wrong so far.
    """

    path: Path
    contents: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def exists(self, name: str) -> bool:
        """True if the folder has something under that name."""
        path = self.path / name
        return path.exists() or path.is_symlink()

    def read(self, name: str) -> bytes | None:
        """Content of a file, or None after noting why it cannot be had.

        Symbolic links are refused: a data set that is passed on must not show files from elsewhere on the machine.
        """
        path = self.path / name
        if path.is_symlink():
            self.problems.append(Problem(name, "data.symlink"))
            return None
        if path.is_dir():
            self.problems.append(Problem(name, "data.is_folder"))
            return None
        if not path.is_file():
            self.problems.append(self._missing(name))
            return None
        try:
            oversize = too_large(path)
            if oversize is not None:
                self.problems.append(oversize)
                return None
            content = path.read_bytes()
        except OSError as error:
            self.problems.append(Problem(name, "data.unreadable", {"reason": error.strerror or str(error)}))
            return None
        self.contents[name] = content
        return content

    def text(self, name: str) -> str | None:
        """Content of a UTF-8 text file (byte order mark tolerated), or None after noting what is wrong."""
        content = self.read(name)
        if content is None:
            return None
        problem = encoding_problem(name, content)
        if problem is not None:
            self.problems.append(problem)
            return None
        return content.removeprefix(_UTF8_BOM).decode("utf-8")

    def table(self, table: Table) -> pd.DataFrame | None:
        """Cells of a table as text, indexed by line number in the file, or None after noting what is wrong."""
        text = self.text(table.file)
        if text is None:
            return None
        frame, problems = split_cells(table.file, text)
        self.problems.extend(problems)
        return frame

    def _missing(self, name: str) -> Problem:
        stem = name.rsplit(".", 1)[0]
        for suffix in (".xlsx", ".xls"):
            if (self.path / f"{stem}{suffix}").is_file():
                return Problem(name, "data.missing_but_excel", {"found": f"{stem}{suffix}"})
        taken = {table.file for table in TABLES.values()}
        others = [path.name for path in self.path.iterdir() if path.suffix == Path(name).suffix]
        return Problem(name, "data.missing_file", {"folder": self.path.name}, nearest(name, set(others) - taken))


def too_large(path: Path) -> Problem | None:
    """A file so large that it can be no table of a country's cities, and reading it would fill the memory."""
    size = path.stat().st_size
    if size <= MOST_BYTES:
        return None
    return Problem(path.name, "data.too_large", {"size": size // 1_000_000, "most": MOST_BYTES // 1_000_000})


def encoding_problem(name: str, content: bytes) -> Problem | None:
    """What is wrong with the bytes of a file that should be UTF-8 text; None if nothing is."""
    if content.startswith(EXCEL_MAGIC):
        return Problem(name, "data.excel_for_csv")
    if content.startswith(_UTF16_BOMS):
        return Problem(name, "data.encoding_utf16")
    if b"\x00" in content:
        return Problem(name, "data.encoding_binary")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(place(name, line), "data.encoding_gb18030" if is_gb18030(content) else "data.encoding")
    return None


def is_gb18030(content: bytes) -> bool:
    """True if the bytes are GB18030 text, and not UTF-8 with a few bytes damaged (which often decodes as well)."""
    as_utf8 = content.decode("utf-8", errors="replace")
    damaged = as_utf8.count("\ufffd")
    intact = sum(character > "\x7f" for character in as_utf8) - damaged
    if intact > damaged:
        return False
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def split_cells(name: str, text: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Split CSV text into cells.

    Args:
        name: file name for messages.
        text: the whole file.

    Returns:
        A frame of text cells indexed by line number (the heading is line 1), and the problems found. There is no
        frame where the lines do not all fit the heading, since columns would then be guessed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[int] = []
    rows: list[list[str]] = []
    problems: list[Problem] = []
    try:
        heading = next(reader, [])
        if not any(heading):
            return None, [Problem(name, "data.empty_file")]
        if len(heading) == 1 and (other := next((sign for sign in _SEPARATORS if sign in heading[0]), None)):
            found = Phrase(f"data.delimiter_{_SEPARATORS[other]}")
            return None, [Problem(place(name, 1), "data.delimiter", {"found": found})]
        heading = [cell.strip() for cell in heading]
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            if not row:
                continue
            if len(row) != len(heading):
                values = {"found": len(row), "expected": len(heading)}
                problems.append(Problem(place(name, line), "data.ragged", values))
                continue
            lines.append(line)
            rows.append(row)
    except csv.Error as error:
        return None, [Problem(place(name, reader.line_num), "data.not_csv", {"reason": str(error)})]
    problems = [*_heading_problems(name, heading), *problems]
    if problems:
        return None, problems
    return pd.DataFrame(rows, columns=heading, index=pd.Index(lines, name="line"), dtype=object), []


def _heading_problems(name: str, heading: list[str]) -> Iterator[Problem]:
    if any(not cell for cell in heading):
        yield Problem(place(name, 1), "data.unnamed_column", {"position": heading.index("") + 1})
    for column, times in Counter(heading).items():
        if column and times > 1:
            yield Problem(place(name, 1, column), "data.column_twice", {"column": column})
