"""Shares of money for named places, found by arithmetic before any solve, with the numbers that show it.

A rule of kind ``share`` on spending or grants asks for eligible projects in the places it names: enough of them for all
that is spent elsewhere. Minimum shares of one envelope that are for different places cannot be more than all
of it, and what they owe together cannot be more than the fund has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from planner.case.arithmetic_cost import fund_money, must_be_built
from planner.case.arithmetic_demands import groups_of, members, years_until
from planner.case.arithmetic_money import eligible, grantable, groups_named, local_money, startable
from planner.case.case import Case
from planner.case.least import LeastCost
from planner.case.money import favoured
from planner.config.aims import Rule
from planner.config.indicator_names import indicator_name
from planner.config.keys import Key
from planner.texts import Listing, Pair
from planner.texts.numbers import amount, share
from planner.texts.problems import Problem

_TOLERANCE = 1e-9
Where = Callable[[Key], str]


def share_problems(case: Case, cost: LeastCost, where: Where) -> Iterator[Problem]:
    """Shares that no plan can keep."""
    for name, rule in case.model.rules.items():
        found = _library(case, rule)
        if found is not None:
            yield from _forced_elsewhere(case, name, rule, found, cost, where)
    for name, subsidy in case.model.subsidies.items():
        owed = [key for key, each in subsidy.minimum_shares.items() if each.of == "envelope"]
        yield from _more_than_all(case, name, owed, "case.shares_above_envelope", where)
        yield from _fund_short(case, name, owed, where)


def share_warnings(case: Case, where: Where) -> Iterator[Problem]:
    """Shares that keep money from being spent."""
    for name, rule in case.model.rules.items():
        found = _library(case, rule)
        if found is not None and rule.at_least:
            most = found.inside / rule.at_least
            if found.spendable > most * (1 + _TOLERANCE) + _TOLERANCE:
                values = {"wanted": amount(rule.at_least * found.spendable), "most": amount(most)}
                said = _said(case, rule, found) | {"spendable": amount(found.spendable)}
                yield Problem(where(("rules", name)), "case.share_holds_back", {**said, **values})
    for name, subsidy in case.model.subsidies.items():
        granted = [key for key, each in subsidy.minimum_shares.items() if each.of == "granted"]
        yield from _more_than_all(case, name, granted, "case.shares_above_all", where)


@dataclass(frozen=True)
class _Library:
    """What a rule of kind ``share`` can count on, million yuan.

    Attributes:
        provinces: those that the rule names.
        count: projects there that can start in time.
        inside: most that can be spent on them, or granted to them.
        spendable: most that can be spent, or granted, anywhere.
        measures: measures that count.
    """

    provinces: tuple[str, ...]
    count: int
    inside: float
    spendable: float
    measures: tuple[str, ...]


def _library(case: Case, rule: Rule) -> _Library | None:
    """What a rule on spending or grants of some provinces can count on; None for other rules."""
    head, _, tail = rule.indicator.partition(".")
    groups = groups_of(case, rule.by, rule.groups) if rule.kind == "share" and rule.by != "group" else []
    if (
        head not in ("spend", "grant")
        or tail == "per_resident"
        or rule.indicator in case.model.indicators
        or not groups
    ):
        return None
    provinces = tuple(sorted({province for group in groups for province in members(case, rule.by, group)}))
    paying = years_until(case, rule.indicator, rule.year)
    # What is paid in these years may be for what goes into service in any.
    years = case.years if case.spread_out else paying
    if head == "spend":
        measures = tuple(case.model.measures) if tail == "total" else (tail,)
        rows = startable(case, case.projects.index[case.projects["measure"].isin(measures)], years)
        most = most_spend(case, rows, years).groupby(rows["province"]).sum()
        money = _all_money(case, paying)
    else:
        rules = sorted(case.model.subsidies) if tail == "total" else [tail]
        measures = ()
        together: pd.Index = pd.Index(sorted({key for each in rules for key in eligible(case, each)}), dtype="str")
        rows = startable(case, together, years)
        most = sum((grantable(case, each, years) for each in rules), pd.Series(0.0, index=case.provinces.index))
        funds = {case.model.subsidies[each].fund for each in rules}
        money = sum(case.model.funds[fund].budget.get(t, 0.0) for fund in funds for t in paying)
    inside = float(most.reindex(provinces).fillna(0.0).sum())
    count = int(rows["province"].isin(provinces).sum())
    return _Library(provinces, count, inside, min(money, float(most.sum())), measures)


def most_spend(case: Case, rows: pd.DataFrame, years: tuple[int, ...]) -> pd.Series:
    """Most that each of some projects can cost if it starts, or gets all its modules, in some years; million yuan."""
    more = (rows["max_modules"] - rows["built_modules"]).clip(lower=0)
    fixed = case.capex.loc[rows.index, list(years)].max(axis=1).where(rows["status"] != "built", 0.0)
    return fixed + more * case.module_capex.loc[rows.index, list(years)].max(axis=1)


def _all_money(case: Case, years: tuple[int, ...]) -> float:
    carriers = sum(carrier.budget.get(t, 0.0) for carrier in case.model.carriers.values() for t in years)
    return carriers + fund_money(case, years) + float(local_money(case, years).sum())


def _said(case: Case, rule: Rule, found: _Library) -> dict[str, object]:
    frame = case.regions if rule.by == "region" else case.provinces
    named = groups_of(case, rule.by, rule.groups)
    names = tuple(Pair(str(frame.loc[key, "name_zh"]), str(frame.loc[key, "name_en"])) for key in named)
    at_least = rule.at_least or 0.0
    return {
        "indicator": indicator_name(case.model, rule.indicator),
        "groups": Listing(names),
        "share": Pair(share(at_least, "zh", 0), share(at_least, "en", 0)),
        "count": found.count,
        "possible": amount(found.inside),
    }


def _forced_elsewhere(
    case: Case, name: str, rule: Rule, found: _Library, cost: LeastCost, where: Where
) -> Iterator[Problem]:
    """What must be spent elsewhere asks for more in the places named than there are projects for."""
    years = years_until(case, rule.indicator, rule.year)
    if case.spread_out and years != case.years:
        return  # it may be paid for later
    must = must_be_built(case)
    rows = case.projects.loc[must.index[must <= years[-1]]]
    rows = rows[rows["measure"].isin(found.measures) & ~rows["province"].isin(found.provinces)]
    elsewhere, at_least = sum(cost.price[project] for project in rows.index), rule.at_least or 0.0
    wanted = float("inf") if at_least >= 1 else at_least / (1 - at_least) * elsewhere
    if elsewhere > _TOLERANCE and wanted > found.inside * (1 + _TOLERANCE) + _TOLERANCE:
        values = {"elsewhere": amount(elsewhere), "others": len(rows), "wanted": _finite(wanted)}
        yield Problem(where(("rules", name)), "case.share_short", {**_said(case, rule, found), **values})


def _finite(wanted: float) -> Pair | str:
    return "∞" if wanted == float("inf") else amount(wanted)


def _apart(case: Case, rule: str, keys: list[str]) -> tuple[float, tuple[str, ...]]:
    """The largest sum of minimum shares whose places are all different, and which shares these are."""
    shares = case.model.subsidies[rule].minimum_shares
    places = {key: set(favoured(case.provinces, shares[key])) for key in keys}
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for size in range(1, len(keys) + 1):
        for chosen in combinations([key for key in keys if places[key]], size):
            if len(set().union(*(places[key] for key in chosen))) == sum(len(places[key]) for key in chosen):
                best = max(best, (sum(shares[key].at_least for key in chosen), chosen))
    return best


def _more_than_all(case: Case, rule: str, keys: list[str], text: str, where: Where) -> Iterator[Problem]:
    """Shares for different places are more than the whole."""
    whole, chosen = _apart(case, rule, keys)
    subsidy = case.model.subsidies[rule]
    spent = text == "case.shares_above_all" or sum(subsidy.envelope.get(t, 0.0) for t in case.years) > 0
    if whole > 1 + _TOLERANCE and spent:
        shares = subsidy.minimum_shares
        parts = [(groups_named(case, shares[key]), shares[key].at_least) for key in chosen]
        said = {"groups": Listing(tuple(name for names, _ in parts for name in names.items)), "count": len(chosen)}
        percent = Pair(share(whole, "zh", 0), share(whole, "en", 0))
        yield Problem(where(("subsidies", rule, "minimum_shares")), text, {**said, "share": percent})


def _fund_short(case: Case, rule: str, keys: list[str], where: Where) -> Iterator[Problem]:
    """What the shares of an envelope owe is more than its fund has up to then."""
    subsidy = case.model.subsidies[rule]
    whole, chosen = _apart(case, rule, keys)
    for year in case.years:
        # Shares over all years owe their part in the end; those of every year owe it in each.
        yearly = [key for key in chosen if subsidy.minimum_shares[key].over == "year"]
        due = whole if year == case.years[-1] else sum(subsidy.minimum_shares[key].at_least for key in yearly)
        years = tuple(t for t in case.years if t <= year)
        owed = due * sum(subsidy.envelope.get(t, 0.0) for t in years)
        money = sum(case.model.funds[subsidy.fund].budget.get(t, 0.0) for t in years)
        if owed > money * (1 + _TOLERANCE) + _TOLERANCE:
            fund = case.model.funds[subsidy.fund]
            said = {
                "fund": Pair(fund.name_zh, fund.name_en),
                "year": year,
                "owed": amount(owed),
                "money": amount(money),
            }
            yield Problem(where(("subsidies", rule, "minimum_shares")), "case.envelope_above_fund", said)
            return
