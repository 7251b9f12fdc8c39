"""Headings of a user's table and the columns that they stand for: by name, by synonym, or by likeness."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from rapidfuzz import fuzz, process

from planner.data.contracts import CITIES, ID_PATTERN
from planner.data.user_table import UserTable, as_heading
from planner.texts.problems import InputError, Problem, nearest

How = Literal["named", "same", "synonym", "near", "none"]

#: What a heading says in brackets at its end, or after a comma or slash: a unit, a year, a remark.
_REMARK = re.compile(r"^(?P<name>.+?)\s*(?:\((?P<bracket>[^()]*)\)|[,/:](?P<tail>[^,/:]+))$")
_FACTOR = re.compile(rf"(?P<column>{ID_PATTERN})(?:\*(?P<factor>[0-9.]+(?:e-?[0-9]+)?))?")
#: How alike (of 100) a heading and a known one must be to be proposed.
_NEAR = 84
_COUNTS = ("persons", "households", "count", "vCPU")


@dataclass(frozen=True)
class HeadingMatch:
    """What a heading was taken for.

    Attributes:
        heading: heading in the user's table.
        column: column of cities.csv, or empty if the heading is left out.
        how: named (by the user), same (name of the column), synonym, near (a guess), none.
        unit: unit that the heading states, or empty.
        factor: what values are multiplied by.
        samples: first filled cells.
    """

    heading: str
    column: str
    how: How
    unit: str = ""
    factor: float = 1.0
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Unit:
    dimension: str
    factor: float


def plain(text: str) -> str:
    """A heading or name without width, case and spacing: ``Lead_Carrier`` and ``lead carrier`` are alike."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("_", "").split())


def _rows(name: str) -> list[dict[str, str]]:
    text = files("planner.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def synonyms() -> dict[str, str]:
    """Column by plain heading."""
    return {plain(row["heading"]): row["column"] for row in _rows("headings.csv")}


@cache
def units() -> dict[str, _Unit]:
    """Dimension and factor by plain unit."""
    return {plain(row["unit"]): _Unit(row["dimension"], float(row["factor"])) for row in _rows("units.csv")}


@cache
def words() -> dict[str, str]:
    """Value (0 or 1) by plain word."""
    return {plain(row["word"]): row["value"] for row in _rows("words.csv")}


def match_headings(table: UserTable, columns: Iterable[str], mapping: Mapping[str, str]) -> tuple[HeadingMatch, ...]:
    """What each heading of the table stands for.

    Args:
        table: the user's table.
        columns: columns of the data set's cities.csv, beside those of the contract.
        mapping: column by heading, as the user gave it; ``column*factor`` scales values, ``-`` or nothing leaves the
            heading out. Mapped to a name that is no column yet, a heading becomes a new column of numbers.

    Raises:
        InputError: a heading of ``mapping`` is not in the table, a column's name is not usable, a unit does not fit
            its column, or two headings stand for one column.
    """
    known = {plain(name): name for name in [*columns, *CITIES.by_name]}
    headings = [str(name) for name in table.cells.columns]
    mapping = {as_heading(heading): wanted for heading, wanted in mapping.items()}
    problems: list[Problem] = [
        Problem(table.where(), "data.import_no_heading", {"heading": heading}, nearest(heading, headings))
        for heading in mapping
        if heading not in headings
    ]
    matches: list[HeadingMatch] = []
    for heading in headings:
        samples = tuple(cell for cell in table.cells[heading] if cell)[:3]
        if heading in mapping:
            match, problem = _named(table, heading, mapping[heading], samples)
        else:
            match, problem = _guessed(table, heading, known, samples)
        matches.append(match)
        if problem is not None:
            problems.append(problem)
    matches = _best_guess_only(matches)
    problems.extend(_twice(table, matches))
    if problems:
        raise InputError(problems)
    return tuple(matches)


def _named(
    table: UserTable, heading: str, wanted: str, samples: tuple[str, ...]
) -> tuple[HeadingMatch, Problem | None]:
    if wanted in ("", "-"):
        return HeadingMatch(heading, "", "named", samples=samples), None
    parsed = _FACTOR.fullmatch(wanted.strip())
    if parsed is None:
        said = {"value": wanted, "heading": heading}
        return HeadingMatch(heading, "", "none"), Problem(table.where(None, heading), "data.import_mapping", said)
    column = parsed["column"]
    _, unit = split_heading(heading)
    if parsed["factor"] is not None:
        return HeadingMatch(heading, column, "named", unit, float(parsed["factor"]), samples), None
    return _with_unit(table, HeadingMatch(heading, column, "named", unit, samples=samples))


def split_heading(heading: str) -> tuple[str, str]:
    """Name and unit of a heading; the unit is empty if what stands in brackets is none."""
    text = unicodedata.normalize("NFKC", heading).strip()
    found = _REMARK.match(text)
    remark = "" if found is None else (found["bracket"] or found["tail"] or "")
    if found is None or plain(text) in synonyms():
        return text, ""
    return found["name"], remark.strip() if plain(remark) in units() else ""


def _guessed(
    table: UserTable, heading: str, known: Mapping[str, str], samples: tuple[str, ...]
) -> tuple[HeadingMatch, Problem | None]:
    name, unit = split_heading(heading)
    for text in (plain(heading), plain(name)):
        if text in known:
            return _with_unit(table, HeadingMatch(heading, known[text], "same", unit, samples=samples))
        if text in synonyms():
            return _with_unit(table, HeadingMatch(heading, synonyms()[text], "synonym", unit, samples=samples))
    choices = sorted({*known, *synonyms()})
    found = process.extractOne(plain(name), choices, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if found is None:
        return HeadingMatch(heading, "", "none", unit, samples=samples), None
    column = known.get(found[0]) or synonyms()[found[0]]
    return _with_unit(table, HeadingMatch(heading, column, "near", unit, samples=samples))


def _with_unit(table: UserTable, match: HeadingMatch) -> tuple[HeadingMatch, Problem | None]:
    """The match with the factor of its unit, or with a problem if that unit measures something else."""
    if not match.unit:
        return match, None
    unit = units()[plain(match.unit)]
    contract = CITIES.by_name.get(match.column)
    wanted = "" if contract is None else contract.unit
    if wanted and unit.dimension != ("count" if wanted in _COUNTS else wanted):
        said = {"unit": match.unit, "column": match.column, "wanted": wanted}
        return match, Problem(table.where(None, match.heading), "data.import_unit", said)
    return HeadingMatch(match.heading, match.column, match.how, match.unit, unit.factor, match.samples), None


def _best_guess_only(matches: list[HeadingMatch]) -> list[HeadingMatch]:
    """Guesses give way where another heading is surely that column."""
    sure = {match.column for match in matches if match.how in ("named", "same", "synonym")}
    return [
        HeadingMatch(match.heading, "", "none", match.unit, samples=match.samples)
        if match.how == "near" and match.column in sure
        else match
        for match in matches
    ]


def _twice(table: UserTable, matches: list[HeadingMatch]) -> Iterable[Problem]:
    first: dict[str, str] = {}
    for match in matches:
        if match.column and match.column in first:
            said = {"first": first[match.column], "second": match.heading, "column": match.column}
            yield Problem(table.where(), "data.import_same_column", said)
        elif match.column:
            first[match.column] = match.heading
