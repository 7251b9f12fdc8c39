"""Bounds on indicators from the case alone, so that national variables are finite in both forms of the model."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from planner.case.case import Case, Term
from planner.case.indicators import terms

#: Families whose variables lie between 0 and 1.
_UNIT = frozenset({"done", "started", "connected", "served", "share", "status"})


def indicator_range(case: Case, indicator: str, provinces: Iterable[str], years: Iterable[int]) -> tuple[float, float]:
    """Smallest and largest value that the sum of an indicator's terms can take, every variable between its bounds."""
    lowest = highest = 0.0
    years = tuple(years)
    for province in provinces:
        for year in years:
            for term in terms(case, indicator, province, year):
                most = term.coefficient * _most(case, term)
                lowest += min(most, 0.0)
                highest += max(most, 0.0)
    return lowest, highest


def _most(case: Case, term: Term) -> float:
    """Largest value of a term's variable; the smallest is 0."""
    if term.family in _UNIT:
        return 1.0
    if term.family in ("modules", "added"):
        project = case.projects.loc[str(term.key[0])]
        return float(max(project["max_modules"], project["built_modules"]))
    _, account, province, year = term.key
    return _most_spend(case, str(account), str(province), int(year))


def _most_spend(case: Case, account: str, province: str, year: int) -> float:
    """What an account could cost in a year if everything started in it, million yuan."""
    projects = case.projects
    mine = ((projects["account"] == account) & (projects["province"] == province)).to_numpy()
    costs = case.capex[year].to_numpy() + case.module_capex[year].to_numpy() * projects["max_modules"].to_numpy()
    return float(np.maximum(costs[mine], 0.0).sum())
