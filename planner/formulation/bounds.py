"""Bounds on indicators from the case alone, so that national variables are finite in both forms of the model."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from planner.case.case import Case
from planner.case.chunks import Chunk
from planner.case.indicators import arrays

#: Families whose variables lie between 0 and 1.
_UNIT = frozenset({"done", "started", "connected", "served", "share", "status", "take"})


def indicator_range(
    case: Case,
    indicator: str,
    provinces: Iterable[str],
    years: Iterable[int],
    cities: frozenset[str] | None = None,
) -> tuple[float, float]:
    """Smallest and largest value that the sum of an indicator's terms can take, every variable between its bounds.

    Args:
        cities: only the part that belongs to these; None: everything of the provinces.
    """
    lowest = highest = 0.0
    years = tuple(years)
    for province in provinces:
        for year in years:
            for chunk in arrays(case, indicator, province, year):
                most = chunk.coefficients * _most(case, chunk)
                if cities is not None:
                    most = most[[city in cities for city in chunk.cities]]
                lowest += float(np.minimum(most, 0.0).sum())
                highest += float(np.maximum(most, 0.0).sum())
    return lowest, highest


def _most(case: Case, chunk: Chunk) -> float | np.ndarray:
    """Largest values of a chunk's variables; the smallest are 0."""
    if chunk.family in _UNIT:
        return 1.0
    if chunk.family in ("modules", "added"):
        return case.projects.loc[[key[0] for key in chunk.keys], "max_modules"].to_numpy(float)
    if chunk.family == "packages":
        package = case.model.subsidies[str(chunk.keys[0][0])].package
        return 0.0 if package is None else float(package.most)
    return np.array([_most_spend(case, str(key[1]), str(key[2]), int(key[3])) for key in chunk.keys])


def _most_spend(case: Case, account: str, province: str, year: int) -> float:
    """What an account could cost in a year if everything started in it, million yuan."""
    block = case.block(province)
    costs = (
        block.capex[year].to_numpy() + block.module_capex[year].to_numpy() * block.projects["max_modules"].to_numpy()
    )
    return float(costs[(block.projects["account"] == account).to_numpy()].sum())
