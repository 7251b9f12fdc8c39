"""Terms of one family at a time, and the projects that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.case.block import Block, ProjectArrays

if TYPE_CHECKING:
    from planner.case.case import Case, Family

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Chunk:
    """Terms of one family: keys, coefficients in the same order, and the city that each belongs to ("": none)."""

    family: Family
    keys: list[Key]
    coefficients: np.ndarray
    cities: Sequence[str]

    def scaled(self, factor: float | np.ndarray) -> Chunk:
        """The chunk with every coefficient times ``factor``."""
        return replace(self, coefficients=self.coefficients * factor)


#: The terms of an indicator: of a case and block, what the indicator is of (e.g. a service), and a year.
Builder = Callable[["Case", Block, str, int], list[Chunk]]


def chosen(family: Family, of: ProjectArrays, year: int, live: np.ndarray, coefficients: np.ndarray) -> Chunk:
    """Terms of the projects that are ``live`` and have a coefficient."""
    picked = np.flatnonzero(live & (coefficients != 0)).tolist()
    keys: list[Key] = [(of.ids[i], year) for i in picked]
    return Chunk(family, keys, coefficients[picked], [of.cities[i] for i in picked])


def beyond(case: Case, of: ProjectArrays, year: int, coefficients: np.ndarray) -> list[Chunk]:
    """Modules beyond those that existed: where some did, as the sum of what was added so far (no constants)."""
    fresh = of.extendable & (of.built_modules == 0)
    found = [chosen("modules", of, year, fresh & (of.first <= year), coefficients)]
    for earlier in case.years[: case.years.index(year) + 1]:
        growing = of.extendable & ~fresh & (of.first <= earlier) & (earlier <= of.last)
        if growing.any():
            found.append(chosen("added", of, earlier, growing, coefficients))
    return found


def starting(of: ProjectArrays, year: int, fixed: np.ndarray, module: np.ndarray) -> list[Chunk]:
    """``fixed`` for every project that starts in a year, ``module`` for every module added in it."""
    active = (of.first <= year) & (year <= of.last)
    return [
        chosen("started", of, year, active & ~of.built, fixed),
        chosen("added", of, year, active & of.extendable, module),
    ]
