"""Cells of text made into typed columns, by the contract of their table, with everything that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isfinite

import pandas as pd

from planner.data.contracts import ID_PATTERN, Column, Table
from planner.data.reading import each_cell, place, shown
from planner.texts import Listing, Phrase
from planner.texts.problems import Problem, nearest

_PATTERNS = {
    "id": ID_PATTERN,
    "int": r"[+-]?[0-9]{1,15}",
    "number": r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?",
    "flag": r"[01]",
}
#: Most cells of one column that are named one by one; the rest is counted.
_NAMED = 5


def typed_table(table: Table, cells: pd.DataFrame) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Columns of a table in their types.

    Args:
        table: the contract.
        cells: text cells indexed by line number.

    Returns:
        The frame, indexed as ``cells``, contract columns first; None if any column is missing, unknown or does not
        fit. And the problems found.
    """
    problems = [*missing_columns(table, cells), *unknown_columns(table, cells)]
    if not table.may_be_empty and cells.empty:
        problems.append(Problem(table.file, "data.empty_table"))
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name in cells:
            columns[column.name], found = typed_column(table.file, column, cells[column.name])
            problems.extend(found)
        elif column.default is not None:
            columns[column.name] = pd.Series(column.default, index=cells.index, dtype=_dtype(column))
    if table.extra_numbers:
        for name in extra_columns(table, cells):
            columns[name], found = typed_column(table.file, Column(name, "number"), cells[name])
            problems.extend(found)
    if problems:
        return None, problems
    frame = pd.DataFrame(columns, index=cells.index)
    frame.attrs["columns"] = [str(name) for name in cells.columns]
    return frame, []


def file_columns(frame: pd.DataFrame) -> list[str]:
    """Columns that the file itself has, those filled with a default left out."""
    return list(frame.attrs["columns"])


def _dtype(column: Column) -> str:
    if column.kind == "number":
        return "float64"
    if column.kind == "int":
        return "int64" if column.filled else "Int64"
    return "bool" if column.kind == "flag" else "str"


def missing_columns(table: Table, cells: pd.DataFrame) -> Iterable[Problem]:
    """Columns that the contract requires and the file does not have."""
    unknown = [name for name in cells.columns if name not in table.by_name]
    for column in table.columns:
        if column.required and column.name not in cells:
            hint = nearest(column.name, unknown, cutoff=75)
            yield Problem(place(table.file, 1), "data.missing_column", {"column": column.name}, hint)


def unknown_columns(table: Table, cells: pd.DataFrame) -> Iterable[Problem]:
    """Columns that the contract does not know, unless they are further columns of numbers where these are welcome."""
    extra = extra_columns(table, cells)
    for name in cells.columns:
        if name not in table.by_name and name not in extra:
            text = "data.unknown_column_not_number" if table.extra_numbers else "data.unknown_column"
            hint = nearest(name, table.by_name.keys() - set(cells.columns))
            yield Problem(place(table.file, 1, name), text, {"column": name}, hint)


def extra_columns(table: Table, cells: pd.DataFrame) -> list[str]:
    """Columns beyond the contract that hold at least one number; empty where the table takes none."""
    if not table.extra_numbers:
        return []
    return [
        str(name)
        for name in cells.columns
        if name not in table.by_name and bool(cells[name].str.fullmatch(_PATTERNS["number"]).any())
    ]


def typed_column(file: str, column: Column, cells: pd.Series) -> tuple[pd.Series, list[Problem]]:
    """One column in its type; cells that do not fit are named and replaced by something harmless."""
    empty = cells.str.strip() == ""
    problems: list[Problem] = []
    if column.filled:
        problems += _named(file, column, cells[empty], "data.empty_cell", {"column": column.name})
    fits = _matches(column, cells)
    problems += _named(file, column, cells[~fits & ~empty], "data.wrong_type", {"expected": _expected(column)})
    values = _converted(column, cells.where(fits & ~empty))
    if column.numeric and column.kind != "flag":
        problems += _out_of_range(file, column, cells, values)
    if column.choices:
        wrong = cells[~empty & ~cells.isin(column.choices)]
        expected = Phrase("data.expected_choice", {"choices": Listing(column.choices)})
        for line, value in each_cell(wrong.head(_NAMED)):
            hint = nearest(value, column.choices)
            values_said = {"value": shown(value), "expected": expected}
            problems.append(Problem(place(file, line, column.name), "data.wrong_type", values_said, hint))
    return values, problems


def _matches(column: Column, cells: pd.Series) -> pd.Series:
    """True where a cell can be read as the column's kind; numbers must be finite."""
    pattern = _PATTERNS.get(column.kind)
    if pattern is None:
        return pd.Series(True, index=cells.index)
    compiled = re.compile(pattern, re.ASCII)
    fits = [compiled.fullmatch(cell) is not None for cell in cells]
    if column.kind == "number":
        fits = [fit and isfinite(float(cell)) for fit, cell in zip(fits, cells, strict=True)]
    return pd.Series(fits, index=cells.index, dtype=bool)


def _converted(column: Column, cells: pd.Series) -> pd.Series:
    """Cells (NaN where empty or wrong) in the column's type; a wrong cell becomes 0 or NaN and is reported anyway."""
    if column.kind in ("id", "text"):
        return cells.fillna("").astype("str")
    numbers = pd.to_numeric(cells.astype("float64"))
    if column.kind == "number":
        return numbers
    if column.kind == "flag":
        return numbers.fillna(0).astype("int64").astype("bool")
    return numbers.fillna(0).astype("int64") if column.filled else numbers.astype("Int64")


def _out_of_range(file: str, column: Column, cells: pd.Series, values: pd.Series) -> list[Problem]:
    if column.low is None and column.high is None:
        return []
    outside = pd.Series(False, index=values.index)
    if column.low is not None:
        outside |= (values < column.low).fillna(False).astype(bool)
    if column.high is not None:
        outside |= (values > column.high).fillna(False).astype(bool)
    return _named(file, column, cells[outside], "data.out_of_range", {"expected": _range(column)})


def _range(column: Column) -> Phrase:
    if column.high is None:
        return Phrase("data.range_from", {"low": f"{column.low:g}"})
    if column.low is None:
        return Phrase("data.range_to", {"high": f"{column.high:g}"})
    return Phrase("data.range", {"low": f"{column.low:g}", "high": f"{column.high:g}"})


def _expected(column: Column) -> Phrase:
    return Phrase(f"data.expected_{column.kind}")


def _named(file: str, column: Column, cells: pd.Series, text: str, values: dict[str, object]) -> list[Problem]:
    """A problem for each of the first cells, and one that counts the rest."""
    problems = [
        Problem(place(file, line, column.name), text, {**values, "value": shown(value)})
        for line, value in each_cell(cells.head(_NAMED))
    ]
    if len(cells) > _NAMED:
        problems.append(Problem(place(file, None, column.name), "data.and_more", {"count": len(cells) - _NAMED}))
    return problems
