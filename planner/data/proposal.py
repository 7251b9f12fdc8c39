"""What an import of a user's city table would do, worked out without doing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from planner.data.additions import Addition, Refused, additions
from planner.data.dataset import Dataset
from planner.data.headings import HeadingMatch, match_headings
from planner.data.load import load_dataset
from planner.data.matching import Places, match_places
from planner.data.user_table import UserTable, read_table
from planner.data.values import converted, other_unit
from planner.texts import Listing, Pair, Phrase
from planner.texts.problems import InputError, Problem, nearest

#: Columns that say which place a row speaks of; they never replace anything.
_KEYS = ("id", "name_zh", "province")
#: Columns that describe a new place; for a known one they count only where the user maps them by name.
_DESCRIBING = ("name_en", "pinyin", "prefecture", "kind", "core", "small", "egress_nodes", "lon", "lat")
#: Rounding that a data set may have done to a product.
_SAME_PRODUCT = 0.01


@dataclass(frozen=True)
class ColumnChange:
    """What happens to one column of cities.csv.

    Attributes:
        column: its name.
        meaning: what it means.
        heading: heading in the user's table; empty if it follows from other columns.
        basis: how well it was known before (empty for a new column).
        cells: new cell by place id, changed ones only.
        given: places for which the table gives a value, changed or not.
        places: places in the data set.
        median_ratio: median of new over old value where both are above zero; NaN where there are none.
    """

    column: str
    meaning: Pair
    heading: str
    basis: str
    cells: dict[str, str]
    given: int
    places: int
    median_ratio: float


@dataclass(frozen=True)
class Proposal:
    """What an import would do.

    Attributes:
        dataset: the data set that is the base.
        table: the user's table.
        rows: what each heading was taken for, in the order of the table.
        places: which row speaks of which place, and rows that speak of none.
        changes: columns that get new values.
        added: new places.
        refused: rows that would be new places if they said more.
        untouched: derived columns that stay as they are although they may depend on a changed one.
    """

    dataset: Dataset
    table: UserTable
    rows: tuple[HeadingMatch, ...]
    places: Places
    changes: tuple[ColumnChange, ...]
    added: tuple[Addition, ...]
    refused: tuple[Refused, ...]
    untouched: tuple[str, ...]

    @property
    def sentences(self) -> tuple[Phrase, ...]:
        """The proposal in words: headings, matches, changes and what is left over."""
        return (*self._about_headings(), *self._about_places(), *self._about_changes())

    def _about_headings(self) -> list[Phrase]:
        said = []
        for row in self.rows:
            values = {"heading": row.heading, "column": row.column, "how": Phrase(f"data.import_how_{row.how}")}
            if not row.column:
                said.append(Phrase("data.import_heading_left_out", {"heading": row.heading}))
            elif row.factor == 1:
                said.append(Phrase("data.import_heading", values))
            else:
                said.append(Phrase("data.import_heading_scaled", {**values, "factor": f"{row.factor:g}"}))
        return said

    def _about_places(self) -> list[Phrase]:
        said = [Phrase("data.import_matched", {"rows": len(self.table.cells), "matched": len(self.places.ids)})]
        names = dict(zip(self.dataset.cities["id"], self.dataset.cities["name_zh"], strict=True))
        for line, how in self.places.by.items():
            if how in ("beginning", "other_id"):
                city = self.places.ids[line]
                said.append(Phrase(f"data.import_{how}", {"line": line, "place": f"{city} {names[city]}"}))
        as_new = {addition.line for addition in self.added} | {row.line for row in self.refused}
        for row in self.places.unmatched:
            if row.line not in as_new:
                text = "data.import_unmatched_near" if row.nearest else "data.import_unmatched"
                said.append(Phrase(text, {"line": row.line, "label": row.label, "nearest": row.nearest}))
        for addition in self.added:
            new = {"id": addition.cells["id"], "name": addition.cells["name_zh"], "uplinks": len(addition.uplinks)}
            said.append(Phrase("data.import_added", new))
        for refused in self.refused:
            lacking = {"line": refused.line, "label": refused.label, "missing": Listing(refused.missing)}
            said.append(Phrase("data.import_refused", lacking))
        return said

    def _about_changes(self) -> list[Phrase]:
        said = []
        for change in self.changes:
            text = "data.import_replaces" if change.basis else "data.import_new_column"
            if not change.heading:
                text = "data.import_follows"
            values = {"column": change.column, "meaning": change.meaning, "given": change.given, "of": change.places}
            basis = Phrase(f"data.basis_{change.basis}") if change.basis else ""
            said.append(Phrase(text, {**values, "basis": basis, "changed": len(change.cells)}))
        if self.untouched:
            said.append(Phrase("data.import_untouched", {"columns": Listing(self.untouched)}))
        return said


def propose(
    dataset: Dataset | Path | str, table: UserTable | Path | str, mapping: Mapping[str, str] | None = None
) -> Proposal:
    """Work out what an import would do, without doing it.

    Args:
        dataset: the data set that is the base, or its folder.
        table: the user's table, or its file.
        mapping: column by heading, where the user names it: ``{"heading": "residents"}``,
            ``{"heading": "residents*10000"}``, or ``{"heading": "-"}`` to leave a heading out.

    Raises:
        InputError: the data set is wrong, or the table cannot be used as it is; with everything found.
    """
    base = dataset if isinstance(dataset, Dataset) else load_dataset(dataset)
    user = table if isinstance(table, UserTable) else read_table(table)
    rows = match_headings(user, [str(name) for name in base.cities.columns], mapping or {})
    headings = {row.column: row.heading for row in rows if row.column}
    places = match_places(base, user, headings)
    values: dict[str, dict[int, str]] = {}
    problems: list[Problem] = []
    for row in rows:
        if row.column:
            values[row.column], found = converted(base, user, row)
            problems.extend(found)
            if not found and row.column in base.cities and row.column not in _KEYS:
                before = base.cities.set_index("id")[row.column]
                problems.extend(other_unit(user, row, before, values[row.column], places.ids))
    if not problems and not any(_figures(base, column) for column in values):
        problems.append(Problem(user.where(), "data.import_nothing"))
    problems.extend(_partial_columns(base, user, rows, values, places))
    if problems:
        raise InputError(problems)
    derived = _homes_to_pass(base, values, places)
    added, refused = additions(base, places.unmatched, values, derived)
    changes = _changes(base, rows, values, places, derived)
    return Proposal(base, user, rows, places, changes, tuple(added), tuple(refused), _untouched(base, changes))


def _figures(dataset: Dataset, column: str) -> bool:
    """Whether a column is taken over unasked: figures are, descriptions only where the data set has none at all."""
    if column in _KEYS or column not in _DESCRIBING:
        return column not in _KEYS
    return column in dataset.cities and bool(dataset.cities[column].isna().all())


def _partial_columns(
    dataset: Dataset,
    table: UserTable,
    rows: tuple[HeadingMatch, ...],
    values: Mapping[str, Mapping[int, str]],
    places: Places,
) -> Iterator[Problem]:
    """New columns that are not given for every place: there is nothing to fill the gaps with."""
    for row in rows:
        if row.column and row.column not in dataset.cities:
            given = len(values[row.column].keys() & places.ids.keys())
            if given < len(dataset.cities):
                said = {"column": row.column, "given": given, "of": len(dataset.cities)}
                close = nearest(row.column, dataset.cities.columns)
                yield Problem(table.where(None, row.heading), "data.import_gaps", said, close)


def _changes(
    dataset: Dataset,
    rows: tuple[HeadingMatch, ...],
    values: Mapping[str, Mapping[int, str]],
    places: Places,
    derived: Mapping[int, str],
) -> tuple[ColumnChange, ...]:
    changes = []
    for row in rows:
        replaces = _figures(dataset, row.column) or (row.column in _DESCRIBING and row.how == "named")
        if row.column and replaces:
            cells = {places.ids[line]: cell for line, cell in values[row.column].items() if line in places.ids}
            changes.append(_change(dataset, row.column, row.heading, cells))
    if derived and "homes_to_pass" not in values:
        cells = {places.ids[line]: cell for line, cell in derived.items() if line in places.ids}
        changes.append(_change(dataset, "homes_to_pass", "", cells))
    return tuple(change for change in changes if change.given)


def _change(dataset: Dataset, column: str, heading: str, given: Mapping[str, str]) -> ColumnChange:
    rows = dataset.sources[(dataset.sources["table"] == "cities") & (dataset.sources["column"] == column)]
    known = column in dataset.cities and not rows.empty
    meaning = Pair(rows["meaning_zh"].iloc[0], rows["meaning_en"].iloc[0]) if known else Pair(heading, heading)
    ratio = float("nan")
    changed = dict(given)
    if column in dataset.cities:
        before = dataset.cities.set_index("id")[column]
        if pd.api.types.is_numeric_dtype(before):
            new = pd.Series({city: float(cell) for city, cell in given.items()}, dtype=float)
            old = before.reindex(new.index).astype(float)
            changed = {city: cell for city, cell in given.items() if new[city] != old[city]}
            ratio = float((new / old)[(old > 0) & (new > 0)].median())
        else:
            changed = {city: cell for city, cell in given.items() if cell != before[city]}
    basis = rows["basis"].iloc[0] if known else ""
    return ColumnChange(column, meaning, heading, basis, changed, len(given), len(dataset.cities), ratio)


def _homes_to_pass(dataset: Dataset, values: Mapping[str, Mapping[int, str]], places: Places) -> dict[int, str]:
    """Homes still to be passed by line: homes × (1 − share at the start), where either is given anew.

    Only where the data set's own column is that product: a column of another definition is not ours to compute.
    """
    cities = dataset.cities.set_index("id")
    if not {"homes", "gigabit_share_start", "homes_to_pass"} <= set(cities.columns):
        return {}
    product = cities["homes"] * (1 - cities["gigabit_share_start"])
    if not np.allclose(product, cities["homes_to_pass"], rtol=_SAME_PRODUCT, atol=10):
        return {}
    result = {}
    for line in sorted({*values.get("homes", {}), *values.get("gigabit_share_start", {})}):
        parts = []
        for column in ("homes", "gigabit_share_start"):
            cell = values.get(column, {}).get(line)
            if cell is None and line in places.ids:
                cell = str(cities.loc[places.ids[line], column])
            parts.append(cell)
        homes, share = parts
        if homes is not None and share is not None:
            result[line] = str(round(float(homes) * (1 - float(share))))
    return result


def _untouched(dataset: Dataset, changes: tuple[ColumnChange, ...]) -> tuple[str, ...]:
    """Derived columns of cities.csv that get no new values."""
    sources = dataset.sources
    derived = sources.loc[(sources["table"] == "cities") & (sources["basis"] == "derived"), "column"]
    replaced = {change.column for change in changes if change.cells}
    numeric = {str(name) for name in dataset.cities.select_dtypes("number").columns} - set(_DESCRIBING)
    return tuple(column for column in derived if column not in replaced and column in numeric) if replaced else ()
