"""Values of a user's table as a data set writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd

from planner.data.contracts import CITIES, Column
from planner.data.dataset import Dataset
from planner.data.headings import HeadingMatch, plain, words
from planner.data.matching import found_name, name_index
from planner.data.reading import each_cell, place, shown
from planner.data.user_table import UserTable
from planner.texts import Phrase
from planner.texts.problems import Problem, nearest

#: How people write that a figure is not known.
_NOTHING = {"", "-", "--", "—", "——", "…", "/", "n/a", "na", "nan", "null", "none"}
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
#: New values that are this many times the old ones on the median are taken for values in another unit.
_OTHER_UNIT = 30.0


def column_contract(column: str) -> Column:
    """Contract of a column of cities.csv; a column of the data set's own holds numbers."""
    return CITIES.by_name.get(column, Column(column, "number"))


def known(cells: pd.Series) -> pd.Series:
    """The cells that say something."""
    return cells[[plain(cell) not in _NOTHING for cell in cells]]


def converted(dataset: Dataset, table: UserTable, match: HeadingMatch) -> tuple[dict[int, str], list[Problem]]:
    """Cells of one heading by line as cities.csv writes them; cells that say nothing are left out."""
    column = column_contract(match.column)
    cells = known(table.cells[match.heading])
    if not column.numeric:
        return _texts(dataset, table, match, cells)
    result: dict[int, str] = {}
    problems: list[Problem] = []
    for line, cell in each_cell(cells):
        number = _number(cell)
        if number is None:
            said = {"value": shown(cell), "expected": Phrase("data.expected_import_number")}
            problems.append(Problem(table.where(line, match.heading), "data.wrong_type", said))
            continue
        value = number * match.factor
        if not _in_range(column, value):
            said = {"value": f"{value:g}", "column": column.name, "low": column.low, "high": _high(column)}
            problems.append(Problem(table.where(line, match.heading), "data.import_range", said))
            continue
        result[line] = _written(column, value)
    return result, problems


def _number(cell: str) -> float | None:
    text = unicodedata.normalize("NFKC", cell).strip()
    if plain(text) in words():
        return float(words()[plain(text)])
    scale = 1.0
    if text.endswith("%"):
        text, scale = text[:-1].strip(), 0.01
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "").replace(" ", "")
    return float(text) * scale if _NUMBER.fullmatch(text) else None


def _in_range(column: Column, value: float) -> bool:
    return (column.low is None or value >= column.low) and (column.high is None or value <= column.high)


def _high(column: Column) -> object:
    return "∞" if column.high is None else f"{column.high:g}"


def _written(column: Column, value: float) -> str:
    if column.kind in ("int", "flag"):
        return str(round(value))
    return f"{value:.10g}"


def _texts(
    dataset: Dataset, table: UserTable, match: HeadingMatch, cells: pd.Series
) -> tuple[dict[int, str], list[Problem]]:
    """Text cells; where the column refers to a table, names are turned into the ids of that table."""
    refers = column_contract(match.column).refers
    if refers is None:
        return dict(each_cell(cells)), []
    index = name_index(getattr(dataset, refers), ("id", "name_zh", "name_en", "short_zh"))
    result: dict[int, str] = {}
    problems: list[Problem] = []
    for line, cell in each_cell(cells):
        found = found_name(index, cell)
        if found is None:
            said = {"value": shown(cell), "column": match.column, "table": f"{refers}.csv"}
            where = table.where(line, match.heading)
            problems.append(Problem(where, "data.unknown_reference", said, nearest(cell, index)))
        else:
            result[line] = found
    return result, problems


def other_unit(
    table: UserTable, match: HeadingMatch, before: pd.Series, after: Mapping[int, str], ids: Mapping[int, str]
) -> Iterator[Problem]:
    """Values that are so far from those they replace that they must be in another unit.

    Args:
        table: the user's table.
        match: the heading; one with a factor of the user's own is trusted.
        before: values in the data set by place id.
        after: new values by line.
        ids: place id by line.
    """
    if not column_contract(match.column).numeric or match.how == "named":
        return
    ratios = [
        float(value) / float(before[ids[line]])
        for line, value in after.items()
        if line in ids and float(before[ids[line]]) > 0 and float(value) > 0
    ]
    if not ratios:
        return
    ratio = float(pd.Series(ratios).median())
    if ratio > _OTHER_UNIT or ratio < 1 / _OTHER_UNIT:
        said = {"ratio": f"{ratio:.2g}", "column": match.column, "heading": match.heading}
        yield Problem(place(table.path.name, None, match.heading), "data.import_scale", said)
