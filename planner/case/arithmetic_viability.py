"""Committed projects whose gaps no public money can fill, found by arithmetic before any solve.

Where the model asks that public money fill the gap of each project that starts, a project that must start takes its
gap out of grants and local money. Where it asks this of all that an account starts together, other works of the account
that are worth more than they cost may help. What a province's committed projects need at least is set against what they
can get at most; the bound holds for any plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from planner.case.arithmetic_cost import fund_money, granted_at_most
from planner.case.arithmetic_money import local_money
from planner.case.case import Case
from planner.config.accounts import lead_of
from planner.config.keys import Key
from planner.texts import Pair, Phrase
from planner.texts.numbers import amount
from planner.texts.problems import Problem

_TOLERANCE = 1e-9
Where = Callable[[Key], str]


def viability_problems(case: Case, where: Where) -> Iterator[Problem]:
    """One problem for each province (account) whose committed projects need more public money than can reach them."""
    stated, committed = case.model.viability, case.projects[case.projects["status"] == "committed"]
    if stated is None or committed.empty:
        return
    if stated.rule == "project":
        yield from _gaps_of_projects(case, committed, where)
    elif stated.rule == "carrier":
        yield from _gaps_of_accounts(case, committed, where)


def _gaps_of_projects(case: Case, committed: pd.DataFrame, where: Where) -> Iterator[Problem]:
    need = _least(case.gap, committed).clip(lower=0.0)
    granted, funds = granted_at_most(case, committed.index, case.years), fund_money(case, case.years)
    local = local_money(case, case.years)
    for province, mine in committed.groupby("province"):
        wanted = float(need[mine.index].sum())
        possible = min(float(granted[mine.index].sum()), funds) + float(local[province])
        if wanted > possible * (1 + _TOLERANCE) + _TOLERANCE:
            said = {"province": _province(case, str(province)), "count": int((need[mine.index] > 0).sum())}
            amounts = {"wanted": amount(wanted), "possible": amount(possible)}
            yield Problem(where(("viability", "rule")), "case.committed_gaps", {**said, **amounts})


def _gaps_of_accounts(case: Case, committed: pd.DataFrame, where: Where) -> Iterator[Problem]:
    """By account: what committed works lose, less what its other works are worth beyond what they cost."""
    worth = case.worth
    net = _least(case.capex.sub(worth["pv_revenue"] - worth["pv_opex"], axis=0), case.projects)
    each = case.module_capex.sub(worth["module_pv_revenue"] - worth["module_pv_opex"], axis=0).min(axis=1)
    count = (case.projects["max_modules"] - case.projects["built_modules"]).clip(lower=0)
    others = case.projects["status"] == "candidate"
    earned = count * (-each).clip(lower=0.0) + (-net).clip(lower=0.0).where(others, 0.0)
    # Another work that loses may bring more grants than it loses, and leave the rest to the account.
    granted = granted_at_most(case, case.projects.index, case.years)
    granted = (granted - net.clip(lower=0.0).where(others, 0.0)).clip(lower=0.0)
    account = [case.projects["province"], case.projects["account"]]
    helped, paid = earned.groupby(account).sum().to_dict(), granted.groupby(account).sum().to_dict()
    funds, local = fund_money(case, case.years), local_money(case, case.years)
    for (province, key), mine in committed.groupby(["province", "account"]):
        short, own = float(net[mine.index].sum()), float(helped[province, key])
        public = min(float(paid[province, key]), funds) + float(local[str(province)])
        if short > (own + public) * (1 + _TOLERANCE) + _TOLERANCE:
            said = {"province": _province(case, str(province)), "account": _account(case, str(key)), "count": len(mine)}
            amounts = {"short": amount(short), "earned": amount(own), "possible": amount(public)}
            yield Problem(where(("viability", "rule")), "case.account_gaps", {**said, **amounts})


def _least(costs: pd.DataFrame, projects: pd.DataFrame) -> pd.Series:
    """Smallest of each project's yearly figures over the years in which it may start, million yuan."""
    columns = [int(year) for year in costs.columns]
    years = np.array(columns)
    last = projects["last_year"].astype(int)
    last = last.where(projects["status"] != "committed", projects[["last_year", "by_year"]].astype(int).min(axis=1))
    allowed = (years >= projects["first_year"].to_numpy(int)[:, None]) & (years <= last.to_numpy(int)[:, None])
    figures = costs.loc[projects.index, columns].to_numpy(float)
    least = np.where(allowed, figures, np.inf).min(axis=1)
    return pd.Series(np.where(np.isfinite(least), least, 0.0), index=projects.index)


def _province(case: Case, province: str) -> Pair:
    row = case.provinces.loc[province]
    return Pair(str(row["name_zh"]), str(row["name_en"]))


def _account(case: Case, account: str) -> Pair | Phrase:
    """Who leads the works of an account."""
    lead = lead_of(account)
    named = {**case.model.carriers, **case.model.co_builds}.get(lead)
    return Phrase("case.shared_account") if named is None else Pair(named.name_zh, named.name_en)
