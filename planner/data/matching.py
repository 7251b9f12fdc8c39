"""Rows of a user's table and the places of a data set that they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from planner.data.dataset import Dataset
from planner.data.headings import plain
from planner.data.reading import each_row, shown
from planner.data.user_table import UserTable
from planner.texts import Listing
from planner.texts.problems import InputError, Problem, nearest

#: ``other_id``: by name, although the row has an id that the data set does not know.
MatchedBy = Literal["id", "name", "beginning", "other_id"]


@dataclass(frozen=True)
class Unmatched:
    """A row that speaks of no place of the data set.

    Attributes:
        line: line or row in the user's table.
        label: id or name as it stands there.
        nearest: ids and names of the most similar place, or empty.
    """

    line: int
    label: str
    nearest: str


@dataclass(frozen=True)
class Places:
    """Which row speaks of which place.

    Attributes:
        ids: place id by line.
        by: how each of them was found.
        unmatched: rows that speak of no place.
    """

    ids: dict[int, str]
    by: dict[int, MatchedBy]
    unmatched: tuple[Unmatched, ...]


@dataclass
class _Directory:
    """Places of a data set by id and by the names that people may use."""

    dataset: Dataset
    provinces: dict[str, str] = field(init=False)
    names: dict[str, list[str]] = field(init=False)
    province_of: dict[str, str] = field(init=False)
    label: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.provinces = name_index(self.dataset.provinces, ("id", "name_zh", "name_en", "short_zh"))
        self.names, self.province_of, self.label = defaultdict(list), {}, {}
        cities = self.dataset.cities
        for city, zh, en, province in zip(
            cities["id"], cities["name_zh"], cities["name_en"], cities["province"], strict=True
        ):
            for name in {plain(zh), plain(en)}:
                self.names[name].append(city)
            self.province_of[city] = province
            self.label[city] = f"{city} {zh}"

    def province(self, text: str) -> str | None:
        """Id of a province by id, name, short name, or the beginning of exactly one name."""
        return found_name(self.provinces, text)

    def by_name(self, text: str, province: str | None) -> tuple[list[str], MatchedBy]:
        """Places of that name, or of a name that begins so, within a province if one is given."""
        name = plain(text)
        exact = [city for city in self.names.get(name, []) if province in (None, self.province_of[city])]
        if exact:
            return exact, "name"
        longer = {
            city
            for known, cities in self.names.items()
            if known.startswith(name) and len(known) == len(name) + 1
            for city in cities
            if province in (None, self.province_of[city])
        }
        return sorted(longer), "beginning"

    def nearest(self, text: str, province: str | None) -> str:
        """The most similar place, by id or name, as ``id name``; empty if none is like it."""
        inside = [name for name, cities in self.names.items() if self._any_in(cities, province)]
        found = nearest(plain(text), inside, cutoff=50)
        if found is not None:
            return self.label[next(city for city in self.names[found] if self._any_in([city], province))]
        by_id = nearest(text, self.label, cutoff=80)
        return "" if by_id is None else self.label[by_id]

    def _any_in(self, cities: list[str], province: str | None) -> bool:
        return province is None or any(self.province_of[city] == province for city in cities)


def name_index(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, str]:
    """Id by plain name, over all the columns that may name a row; earlier columns win."""
    index: dict[str, str] = {}
    for column in reversed([name for name in columns if name in frame]):
        index.update({plain(str(name)): str(row) for name, row in zip(frame[column], frame["id"], strict=True) if name})
    return index


def found_name(index: Mapping[str, str], text: str) -> str | None:
    """Id of a name, or of the only name that begins with it or that it begins with; None if there is none."""
    name = plain(text)
    if name in index:
        return index[name]
    alike = {
        found
        for known, found in index.items()
        if name and len(known) > 1 and len(name) > 1 and (known.startswith(name) or name.startswith(known))
    }
    return alike.pop() if len(alike) == 1 else None


def match_places(dataset: Dataset, table: UserTable, headings: Mapping[str, str]) -> Places:
    """Find the place that each row speaks of: by its id if that is known, else by name (and province).

    Args:
        dataset: the data set.
        table: the user's table.
        headings: heading by column (id, name_zh, name_en, province …).

    Raises:
        InputError: no heading names places; a province is unknown; a name fits several places; or two rows speak of
            one place.
    """
    name_heading = headings.get("name_zh") or headings.get("name_en")
    if "id" not in headings and name_heading is None:
        raise InputError([Problem(table.where(), "data.import_no_key")])
    directory = _Directory(dataset)
    ids: dict[int, str] = {}
    by: dict[int, MatchedBy] = {}
    unmatched: list[Unmatched] = []
    problems: list[Problem] = []
    for line, row in each_row(table.cells):
        code = _code(str(row[headings["id"]]), directory) if "id" in headings else ""
        name = str(row[name_heading]) if name_heading is not None else ""
        if code in directory.label:
            ids[line], by[line] = code, "id"
            continue
        if not code and not name:
            continue
        found, how, province, problem = _by_name(directory, table, line, name, row, headings)
        if problem is not None:
            problems.append(problem)
        elif found is not None and not (code and _has_coordinates(row, headings)):
            ids[line], by[line] = found, "other_id" if code else how
        else:
            unmatched.append(Unmatched(line, name or code, directory.nearest(name or code, province)))
    problems.extend(_twice(table, ids, directory))
    if problems:
        raise InputError(problems)
    return Places(ids, by, tuple(unmatched))


def _has_coordinates(row: Mapping[str, object], headings: Mapping[str, str]) -> bool:
    """True for a row that could be a new place: with an unknown id of its own it is not taken for a namesake."""
    return all(column in headings and row[headings[column]] for column in ("lon", "lat"))


def _code(text: str, directory: _Directory) -> str:
    """An id as the data set writes it; statistics offices pad codes with zeros at the end."""
    shorter = text.rstrip("0")
    if text in directory.label or len(text) < len(shorter) + 6:
        return text
    padded = [text[:length] for length in range(len(shorter), len(text)) if text[:length] in directory.label]
    return padded[0] if padded else text


def _by_name(
    directory: _Directory,
    table: UserTable,
    line: int,
    name: str,
    row: Mapping[str, object],
    headings: Mapping[str, str],
) -> tuple[str | None, MatchedBy, str | None, Problem | None]:
    province = None
    if "province" in headings and row[headings["province"]]:
        text = str(row[headings["province"]])
        province = directory.province(text)
        if province is None:
            names = [*directory.dataset.provinces["name_zh"], *directory.dataset.provinces["name_en"]]
            where = table.where(line, headings["province"])
            problem = Problem(where, "data.import_province", {"value": shown(text)}, nearest(text, names, cutoff=30))
            return None, "name", None, problem
    found, how = directory.by_name(name, province) if name else ([], "name")
    if len(found) > 1:
        said = {"name": shown(name), "places": Listing(tuple(directory.label[city] for city in found))}
        return None, how, province, Problem(table.where(line), "data.import_ambiguous", said)
    return (found[0] if found else None), how, province, None


def _twice(table: UserTable, ids: Mapping[int, str], directory: _Directory) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for line, city in ids.items():
        if city in first:
            said = {"place": directory.label[city], "earlier": first[city]}
            problems.append(Problem(table.where(line), "data.import_same_place", said))
        first.setdefault(city, line)
    return problems
