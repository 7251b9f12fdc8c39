"""What money cannot pay for, found by arithmetic before any solve, with the numbers that show it.

What is asked for costs at least what the cheapest cities cost by themselves; what is committed, and what obligations
want of every project that they name, must be paid whatever else is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from planner.case.arithmetic_demands import (
    Demand,
    asked,
    cities_of,
    members,
    numerator,
    weights_of,
)
from planner.case.arithmetic_money import carriers_named, local_money, most_by_project
from planner.case.arithmetic_years import FirstYears
from planner.case.case import Case
from planner.case.least import LeastCost, least_sum
from planner.case.obligations import needed
from planner.config.indicator_names import indicator_name
from planner.config.keys import Key, dotted
from planner.texts.numbers import amount
from planner.texts.problems import Problem

_TOLERANCE = 1e-9
Where = Callable[[Key], str]


def too_little_money(
    case: Case, together: list[Demand], limits: list[Demand], cost: LeastCost, first: FirstYears, where: Where
) -> Iterator[Problem]:
    """All the money there is, or all that limits let be spent, does not pay for the cheapest way to what is asked."""
    least, provinces, year = 0.0, set[str](), together[0].years[-1]
    for demand in together:
        named = weights_of(case, first, demand)
        if named is None:
            return
        state, weights = named
        prices = np.array([cost.of(state, city) for city in weights])
        price = least_sum(prices, np.array(list(weights.values())), numerator(case, demand))
        least += price if np.isfinite(price) else 0.0
        provinces |= set(members(case, demand.by, demand.group))
    said = {"indicator": indicator_name(case.model, together[0].indicator), "year": year, "least": amount(least)}
    money = _money_until(case, year, provinces)
    if _more(least, money):
        yield Problem(where(together[0].key), "case.too_little_money", {**said, "money": amount(money)})
        return
    due = {t for t in case.years if t <= case.paid_until(year)}
    for limit in limits:
        national = limit.indicator == "spend.total" and limit.by == "nation" and due <= set(limit.years)
        if national and _more(least, limit.value):
            values = {"most": amount(limit.value), "limit": dotted(limit.key)}
            yield Problem(where(together[0].key), "case.too_little_allowed", {**said, **values})
            return


def cost_problems(case: Case, limits: list[Demand], cost: LeastCost, where: Where) -> Iterator[Problem]:
    """What must be built costs more than there is, than its payers have, or than limits let be spent."""
    must = must_be_built(case)
    if must.empty:
        return
    prices = pd.Series({project: cost.price[project] for project in must.index}, dtype=float)
    yield from _limits_too_low(case, limits, must, prices, where)
    unpaid = next(_unpaid(case, must, prices, where), None)
    if unpaid is not None:
        yield unpaid
        return
    yield from _payers_short(case, must, prices, where)


def must_be_built(case: Case) -> pd.Series:
    """Year by which each project must be in service that is committed, or that an obligation wants with all others."""
    projects, rows = case.projects, case.obligations
    committed = projects.index[projects["status"] == "committed"]
    due = [pd.Series(projects["by_year"][committed].astype(int), index=committed)]
    for key, obligation in case.model.obligations.items():
        named = rows["project"][rows["obligation"] == key]
        if needed(obligation, len(named)) == len(named):
            open_ones = projects.index[projects.index.isin(named) & (projects["status"] != "built")]
            due.append(pd.Series(obligation.by_year or case.years[-1], index=open_ones))
    together: pd.Series = pd.concat(due)
    return together.groupby(level=0).min().astype(int)


def _more(wanted: float, possible: float) -> bool:
    return wanted > possible * (1 + _TOLERANCE) + _TOLERANCE


def _money_until(case: Case, year: int, provinces: Iterable[str]) -> float:
    """All money that may pay for what some provinces have in service by a year: budgets, local limits; million yuan."""
    years = tuple(t for t in case.years if t <= case.paid_until(year))
    model = case.model
    budgets = [carrier.budget for carrier in model.carriers.values()]
    budgets += [fund.budget for fund in model.funds.values() if fund.kind == "grant"]
    national = sum(budget.get(t, 0.0) for budget in budgets for t in years)
    return float(national + local_money(case, years)[sorted(provinces)].sum())


def _unpaid(case: Case, must: pd.Series, prices: pd.Series, where: Where) -> Iterator[Problem]:
    """All of it costs more than all the money up to the year in which it is due."""
    for year in case.years:
        due = must.index[must <= year]
        least, money = float(prices[due].sum()), _money_until(case, year, case.provinces.index)
        if _more(least, money):
            said = {"count": len(due), "year": year, "least": amount(least), "money": amount(money)}
            yield Problem(_who_says(case, due, where), "case.committed_unpaid", said)


def _who_says(case: Case, projects: pd.Index, where: Where) -> str:
    """Where it is written that projects must be built: the library, else the first obligation that names one."""
    if (case.projects["status"][projects] == "committed").any():
        return "projects.csv"
    rows = case.obligations
    return where(("obligations", str(rows["obligation"][rows["project"].isin(projects)].iloc[0])))


def _payers_short(case: Case, must: pd.Series, prices: pd.Series, where: Where) -> Iterator[Problem]:
    """Works that nobody but some carriers may lead cost more than grants, local money and these carriers have."""
    account = case.projects["account"][must.index]
    payers = {str(key): frozenset(case.payers(str(key))) for key in account.unique()}
    for carriers in sorted(set(payers.values()), key=sorted):
        mine = account.index[account.map(lambda key, among=carriers: payers[str(key)] <= among)]
        for year in case.years:
            due = mine[must[mine] <= year]
            years = tuple(t for t in case.years if t <= case.paid_until(year))
            most = granted_at_most(case, due, years)
            own = prices[due] - np.minimum(most, prices[due] * case.model.max_public_share)
            left = max(float(own.sum()), float(prices[due].sum()) - fund_money(case, years))
            local = float(local_money(case, years)[sorted(set(case.projects["province"][due]))].sum())
            budget = sum(case.model.carriers[carrier].budget.get(t, 0.0) for carrier in carriers for t in years)
            if _more(left, local + budget):
                said = {"count": len(due), "year": year, "left": amount(left), "local": amount(local)}
                values = {"budget": amount(budget), "carriers": carriers_named(case, carriers)}
                yield Problem(_who_says(case, due, where), "case.payers_short", {**said, **values})
                break


def granted_at_most(case: Case, projects: pd.Index, years: tuple[int, ...]) -> pd.Series:
    """Most that all rules together may pay each of some projects in some years, million yuan."""
    most = pd.DataFrame({rule: most_by_project(case, rule, years) for rule in case.model.subsidies})
    together = most.sum(axis=1) if case.model.stacking == "additive" else most.max(axis=1)
    return together.reindex(projects).fillna(0.0).astype(float)


def fund_money(case: Case, years: tuple[int, ...]) -> float:
    """Budgets of all grant funds in some years, million yuan."""
    funds = [fund for fund in case.model.funds.values() if fund.kind == "grant"]
    return float(sum(fund.budget.get(t, 0.0) for fund in funds for t in years))


def _limits_too_low(
    case: Case, limits: list[Demand], must: pd.Series, prices: pd.Series, where: Where
) -> Iterator[Problem]:
    """An upper limit on spending lies below what must be built costs; only limits on all years together."""
    rows = case.projects.loc[must.index]
    for limit in limits:
        head, _, measure = limit.indicator.partition(".")
        if head != "spend" or set(limit.years) != set(case.years):
            continue
        cities = cities_of(case, limit)
        mine = rows["province"].isin(members(case, limit.by, limit.group)) & rows["measure"].isin(
            [measure] if measure in case.model.measures else case.model.measures
        )
        if cities is not None:
            mine &= rows["city"].isin(cities)
        least, most = float(prices[mine].sum()), numerator(case, limit)
        if _more(least, most):
            values = {"most": amount(most), "least": amount(least), "count": int(mine.sum())}
            yield Problem(where(limit.key), "case.limit_below_must", {**asked(case, limit), **values})
