"""A table, the same on the page and in the workbook: headings in both languages, a kind for each column."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.reporting.wording import words
from planner.texts import Pair

#: How a column reads. text: names (both languages); code: ids; year, count: whole numbers; amount: million yuan, in
#: Chinese in units of 10,000; sum: million yuan, in Chinese in units of 100 million and with fewer digits; share:
#: fraction as percent; number: three significant digits; since: a first year, where the one before the plan stands
#: for itself or any earlier year.
#: stated: a number whose unit differs from row to row, with how it is said.
ColumnKind = Literal["text", "code", "year", "count", "amount", "sum", "share", "number", "since", "stated"]


#: Headings of counts that can be added up over rows; others count the same thing in several rows.
ADDED = ("projects", "residents", "residents_thousand", "small_cities", "modules", "packages", "needed", "done")


@dataclass(frozen=True)
class Stated:
    """A number to sort and reckon by, and the same in words with its unit."""

    value: float
    text: Pair


Cell = Pair | Stated | str | float | int | None


@dataclass(frozen=True)
class Column:
    """One column: heading, kind, one cell a row. Text cells are :class:`Pair`, codes ``str``, else numbers or None.

    ``adds``: the sum over any choice of rows says something, nothing being counted twice.
    """

    head: Pair
    kind: ColumnKind
    cells: tuple[Cell, ...]
    adds: bool = False

    @property
    def heading(self) -> Pair:
        """The heading with its unit, for the page."""
        unit = {"amount": words("report.unit.amount"), "sum": words("report.unit.sum")}.get(self.kind)
        return self.head if unit is None else words("report.heading_unit", head=self.head, unit=unit)


@dataclass(frozen=True)
class Table:
    """A table with a stable id, a title and its columns, all of one length."""

    id: str
    title: Pair
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        if len({len(column.cells) for column in self.columns}) > 1:
            raise ValueError(f"columns of table {self.id} differ in length")

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.columns[0].cells) if self.columns else 0


def text_column(head: str, cells: Iterable[Pair]) -> Column:
    """A column of names; ``head`` is a text id without its prefix ``report.col.``."""
    return Column(words(f"report.col.{head}"), "text", tuple(cells))


def stated_column(head: str | Pair, cells: Iterable[tuple[float | None, Pair]]) -> Column:
    """A column of numbers in units of their own: (number, the same in words); None where there is no number."""
    found = tuple(
        None if value is None or not math.isfinite(value) else Stated(float(value), text) for value, text in cells
    )
    return Column(words(f"report.col.{head}") if isinstance(head, str) else head, "stated", found)


def code_column(head: str, cells: Iterable[object]) -> Column:
    """A column of ids or other text that is the same in both languages."""
    return Column(words(f"report.col.{head}"), "code", tuple(str(cell) for cell in cells))


def number_column(
    head: str | Pair, kind: ColumnKind, cells: Iterable[float | int | None], adds: bool | None = None
) -> Column:
    """A column of numbers; what is missing or not finite becomes an empty cell.

    Amounts of money and the counts of :data:`ADDED` can be added up unless ``adds`` says otherwise.
    """
    heading = words(f"report.col.{head}") if isinstance(head, str) else head
    usual = kind in ("amount", "sum") or head in ADDED
    return Column(heading, kind, tuple(_clean(cell, kind) for cell in cells), usual if adds is None else adds)


def _clean(cell: object, kind: ColumnKind) -> float | int | None:
    try:
        value = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    if not math.isfinite(value):
        return None
    if kind in ("year", "since", "count") or value.is_integer():
        return round(value)
    return round(value, 4 if kind in ("amount", "sum") else 6)


def page_form(table: Table) -> dict[str, object]:
    """The table as plain data for the page: columns; names stored once and referred to by number, in English too only
    where they differ."""
    return {
        "title": [table.title.zh, table.title.en],
        "columns": [
            {"head": [column.heading.zh, column.heading.en], "kind": column.kind, **_cells(column)}
            for column in table.columns
        ],
    }


def _cells(column: Column) -> dict[str, object]:
    if column.kind == "stated":
        values = [cell.value if isinstance(cell, Stated) else None for cell in column.cells]
        return {"values": values, **_texts([cell.text if isinstance(cell, Stated) else "" for cell in column.cells])}
    if column.kind not in ("text", "code"):
        return {"values": list(column.cells)}
    return _texts(column.cells)


def _texts(cells: Iterable[Cell]) -> dict[str, object]:
    order: dict[tuple[str, str], int] = {}
    codes = [order.setdefault(_both(cell), len(order)) for cell in cells]
    zh, en = [name[0] for name in order], [name[1] for name in order]
    return {"codes": codes, "zh": zh} if zh == en else {"codes": codes, "zh": zh, "en": en}


def _both(cell: Cell) -> tuple[str, str]:
    return (cell.zh, cell.en) if isinstance(cell, Pair) else (str(cell), str(cell))


def by_id(tables: Sequence[Table]) -> dict[str, Table]:
    """Tables by id.

    Raises:
        ValueError: two tables share an id.
    """
    found = {table.id: table for table in tables}
    if len(found) != len(tables):
        raise ValueError("two tables share an id")
    return found
