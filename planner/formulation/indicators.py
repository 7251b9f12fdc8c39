"""Indicators as expressions: what a province, or one of its cities, contributes to an indicator in a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.case.indicators import terms, terms_in
from planner.formulation.province import Province
from planner.formulation.rows import Affine, Row, equal


def contribution(view: Province, indicator: str, year: int) -> Affine:
    """The province's contribution to an indicator's numerator.

    ``name@x`` is that of one city, or of the cities here of one group of the user's own.

    Raises:
        ValueError: an indicator of money is asked for one city or group.
    """
    name, _, part = indicator.partition("@")
    if not part:
        return view.total(terms(view.case, name, view.code, year))
    cities = view.case.groups_of.get(part, frozenset((part,)))
    return view.total(terms_in(view.case, name, cities, view.code, year))


def links(view: Province, quantities: tuple[tuple[str, int], ...]) -> Iterator[Row]:
    """One row a quantity, ``expression = 0``, from which the province's contribution to the nation is read."""
    for indicator, year in quantities:
        part = indicator.partition("@")[2]
        mine = not part or part in view.cities or part in view.case.groups_of
        yield equal((indicator, year), contribution(view, indicator, year) if mine else Affine())


def recorder(found: set[tuple[str, int]]) -> Callable[[str, str, int], float]:
    """A contribution that is worth nothing and notes what was asked for."""

    def note(_: str, indicator: str, year: int) -> float:
        found.add((indicator, year))
        return 0.0

    return note
