"""Committed projects whose gaps no public money can fill, found by arithmetic before any solve.

Where the model asks that public money fill the gap of each project that starts, a project that must start takes its
gap out of grants and local money. What a province's committed projects need at least is set against what they can get
at most; the bound holds for any plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from planner.case.arithmetic_money import local_money, most_by_project
from planner.case.case import Case
from planner.config.keys import Key
from planner.texts import Pair
from planner.texts.numbers import money
from planner.texts.problems import Problem

_TOLERANCE = 1e-9


def viability_problems(case: Case, where: Callable[[Key], str]) -> Iterator[Problem]:
    """One problem for each province whose committed projects need more public money than can reach them."""
    stated = case.model.viability
    if stated is None or stated.rule != "project":
        return
    committed = case.projects[case.projects["status"] == "committed"]
    if committed.empty:
        return
    need = _least_gaps(case, committed)
    most = pd.DataFrame({rule: most_by_project(case, rule, case.years) for rule in case.model.subsidies})
    granted = most.reindex(committed.index).sum(axis=1)
    local = local_money(case, case.years)
    for province, mine in committed.groupby("province"):
        wanted = float(need[mine.index].sum())
        possible = min(float(granted[mine.index].sum()), _granted_at_most(case)) + float(local[province])
        if wanted > possible * (1 + _TOLERANCE) + _TOLERANCE:
            row = case.provinces.loc[province]
            said = {
                "province": Pair(str(row["name_zh"]), str(row["name_en"])),
                "count": int((need[mine.index] > 0).sum()),
            }
            amounts = {"wanted": _said(wanted), "possible": _said(possible)}
            yield Problem(where(("viability", "rule")), "case.committed_gaps", {**said, **amounts})


def _least_gaps(case: Case, committed: pd.DataFrame) -> pd.Series:
    """Smallest gap of each project's fixed part over the years in which it may start, million yuan."""
    years = np.array(case.years)
    last = committed[["last_year", "by_year"]].astype(int).min(axis=1).to_numpy(int)
    allowed = (years >= committed["first_year"].to_numpy(int)[:, None]) & (years <= last[:, None])
    gaps = case.gap.loc[committed.index, list(case.years)].to_numpy(float)
    least = np.where(allowed, gaps, np.inf).min(axis=1)
    return pd.Series(np.where(np.isfinite(least), least, 0.0), index=committed.index)


def _granted_at_most(case: Case) -> float:
    """Budgets of all grant funds over the plan, million yuan."""
    funds = [fund for fund in case.model.funds.values() if fund.kind == "grant"]
    return float(sum(amount for fund in funds for amount in fund.budget.values()))


def _said(amount: float) -> Pair:
    return Pair(money(amount, "zh"), money(amount, "en"))
