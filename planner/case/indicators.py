"""Indicators: one vocabulary for targets, rules, limits, goals and reports.

The same terms give the expression in the model and the number computed from a finished plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.case.case import Case, Term
from planner.case.chunks import Chunk
from planner.case.contributions import chunks
from planner.config.vocabulary import Denominator
from planner.texts import both

#: Id of the one group of ``by = "nation"``.
NATION = "nation"


@dataclass(frozen=True)
class IndicatorInfo:
    """What a reader and the formulation need to know of an indicator.

    Attributes:
        name: its name.
        stock: True: the state at the end of a year; False: what happens in a year, added up over years.
        unit_zh, unit_en: unit.
        denominator: ``none``, ``cities`` or ``residents``: what the numerator is divided by, see :func:`denominator`.
        by_city: it can be told for a single city.
        national: it is known for the nation alone (shortfalls), and has no terms.
    """

    name: str
    stock: bool
    unit_zh: str
    unit_en: str
    denominator: Denominator
    by_city: bool
    national: bool


def describe(case: Case, name: str) -> IndicatorInfo:
    """What ``name`` is.

    Raises:
        KeyError: there is no such indicator.
    """
    meaning = case.vocabulary.meaning(name)
    unit_zh, unit_en = meaning.unit if isinstance(meaning.unit, tuple) else both(meaning.unit)
    return IndicatorInfo(
        name,
        meaning.stock,
        unit_zh,
        unit_en,
        meaning.denominator,
        meaning.by_city,
        meaning.national,
    )


def is_stock(case: Case, name: str) -> bool:
    """Whether ``name`` is a state at the end of a year (else it is added up over years)."""
    return case.vocabulary.meaning(name).stock


def names(case: Case) -> tuple[str, ...]:
    """Every indicator of the case, sorted; ``load.*`` for sites that exist at the start and have modules."""
    projects = case.projects
    built = (projects["status"] == "built") & (projects["kind"] == "site") & (projects["built_modules"] > 0)
    sites = projects.index[built]
    return tuple(sorted([*case.vocabulary, *(f"load.{site}" for site in sites)]))


def arrays(case: Case, name: str, province: str, year: int) -> list[Chunk]:
    """The numerator of ``name`` for one province and year, as chunks of one family each."""
    block, found = case.block(province), []
    for part, weight in case.vocabulary.parts(name):
        meaning = case.vocabulary.meaning(part)
        found += [chunk if weight == 1 else chunk.scaled(weight) for chunk in chunks(case, meaning, block, year)]
    return [chunk for chunk in found if chunk.keys]


def terms(case: Case, name: str, province: str, year: int) -> list[Term]:
    """The numerator of ``name`` for one province and year; a key may occur more than once.

    Stocks are the state at the end of the year, flows what happens in it. The value for a group is the sum over its
    provinces, divided by :func:`denominator` if that is not None.
    """
    return [term for chunk in arrays(case, name, province, year) for term in _terms(chunk)]


def city_terms(case: Case, name: str, city: str, year: int) -> list[Term]:
    """The part of :func:`terms` that belongs to one city.

    Raises:
        ValueError: the indicator cannot be told by city (money is paid by province).
    """
    return terms_in(case, name, frozenset((city,)), str(case.places.loc[city, "province"]), year)


def terms_in(case: Case, name: str, cities: frozenset[str], province: str, year: int) -> list[Term]:
    """The part of :func:`terms` that belongs to some cities of a province.

    Raises:
        ValueError: the indicator cannot be told by city (money is paid by province).
    """
    if not case.vocabulary.meaning(name).by_city:
        raise ValueError(f"{name} cannot be told by city")
    found = []
    for chunk in arrays(case, name, province, year):
        found += [term for term, place in zip(_terms(chunk), chunk.cities, strict=True) if place in cities]
    return found


def _terms(chunk: Chunk) -> Iterator[Term]:
    for key, coefficient in zip(chunk.keys, chunk.coefficients.tolist(), strict=True):
        yield Term(chunk.family, key, coefficient)


def denominator(case: Case, name: str, by: str, group: str) -> float | None:
    """What the sum of :func:`terms` over a group is divided by; None if by nothing.

    Cities, or thousand persons (beneficiaries of the service that the name speaks of, else residents), of the group's
    small cities.

    Args:
        by: nation, region, province, city or group.
        group: group id; ignored for the nation.
    """
    meaning = case.vocabulary.meaning(name)
    if meaning.denominator == "none":
        return None
    small = case.places[case.places["small"].to_numpy(bool)]
    if by == "city":
        small = small.loc[[group]]
    elif by == "group":
        small = small.loc[sorted(case.groups_of[group])]
    elif by != "nation":
        small = small[small[by] == group]
    divisor = case.vocabulary.divisor(meaning)
    return float(len(small)) if divisor == "cities" else float(small[divisor].sum()) / 1000
