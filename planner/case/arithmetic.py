"""What cannot be, found by arithmetic before any solve, with the numbers that show it.

Targets may be missed at a price, so an unreachable one is a warning; limits and floors must hold, so one that cannot is
a problem. Every bound holds for any plan: nothing that is possible is called impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from planner.case.arithmetic_equity import worst_problems
from planner.case.arithmetic_money import money_problems, money_warnings
from planner.case.arithmetic_viability import viability_problems
from planner.case.case import Case
from planner.case.indicators import NATION, arrays, denominator
from planner.case.least import LeastCost, least_sum
from planner.config.aims import Limit, Rule
from planner.config.indicator_names import indicator_name
from planner.config.keys import Key, dotted
from planner.texts import Pair, Phrase
from planner.texts.problems import Problem

#: What an indicator counts if it is bounded by how many cities there are.
_COUNTED = ("cities", "residents", "projects", "modules", "benefit")
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Arithmetic:
    """What was found: ``problems`` rule out every plan, ``warnings`` say what no plan can reach."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Demand:
    """A demand on an indicator: at least ``value`` for one group, over the years given (a stock: the last of them)."""

    key: Key
    indicator: str
    by: str
    group: str
    years: tuple[int, ...]
    value: float
    hard: bool


def check_arithmetic(case: Case, where: Callable[[Key], str] = dotted) -> Arithmetic:
    """Everything that arithmetic can rule out.

    Args:
        where: file, line and dotted key of a key of the model, for messages.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    cost = LeastCost(case)
    demands = list(_demands(case))
    for demand in demands:
        found = [*_too_few(case, demand, where), *_too_little_capacity(case, demand, where)]
        (problems if demand.hard else warnings).extend(found)
    for together in _by_key(demands):
        (problems if together[0].hard else warnings).extend(_too_little_money(case, together, cost, where))
    problems += [*_too_much_built(case, where), *_committed(case, cost), *money_problems(case, cost, where)]
    problems += viability_problems(case, where)
    problems += worst_problems(case, partial(_most_of_groups, case), where)
    warnings += money_warnings(case, where)
    return Arithmetic(tuple(problems), tuple(warnings))


def _demands(case: Case) -> Iterator[Demand]:
    """Every target, floor, least and lower limit, group by group."""
    model = case.model
    for target_id, target in model.targets.items():
        years = _up_to(case, target.indicator, target.year)
        values = target.at_least if isinstance(target.at_least, dict) else {}
        for group in values or _groups(case, target.by, ()):
            value = values.get(group, target.at_least)
            if isinstance(value, float | int):
                yield Demand(
                    ("targets", target_id), target.indicator, target.by, group, years, float(value), hard=False
                )
    for limit_id, limit in model.limits.items():
        for years in _spans(case, limit) if limit.at_least is not None else ():
            for group in _groups(case, limit.by, limit.groups):
                yield Demand(
                    ("limits", limit_id), limit.indicator, limit.by, group, years, limit.at_least or 0, hard=True
                )
    for rule_id, rule in model.rules.items():
        if rule.kind in ("floor", "least") and rule.at_least is not None:
            years = _up_to(case, rule.indicator, rule.year)
            for group in _groups(case, rule.by, rule.groups):
                yield Demand(("rules", rule_id), rule.indicator, rule.by, group, years, rule.at_least, hard=True)


def _groups(case: Case, by: str, named: tuple[str, ...]) -> list[str]:
    if by == "nation":
        return [NATION]
    if by == "city":
        return list(named) or list(case.places.index[case.places["small"].to_numpy(bool)])
    frame = {"region": case.regions, "province": case.provinces, "group": case.groups}[by]
    return [group for group in (named or frame.index) if frame["cities"].get(group, 0) > 0]


def _up_to(case: Case, name: str, year: int | None) -> tuple[int, ...]:
    last = case.years[-1] if year is None else year
    return (last,) if case.vocabulary.meaning(name).stock else tuple(t for t in case.years if t <= last)


def _spans(case: Case, limit: Limit) -> list[tuple[int, ...]]:
    stock = case.vocabulary.meaning(limit.indicator).stock
    years = limit.years or ((case.years[-1],) if stock else case.years)
    return [tuple(years)] if not stock and limit.over == "sum" else [(year,) for year in years]


def _members(case: Case, by: str, group: str) -> list[str]:
    provinces = case.provinces
    if by == "nation":
        return list(provinces.index)
    if by == "region":
        return list(provinces.index[provinces["region"] == group])
    if by == "group":
        return sorted(set(case.places.loc[sorted(case.groups_of[group]), "province"]))
    return [group] if by == "province" else [str(case.places.loc[group, "province"])]


def _only(case: Case, demand: Demand) -> frozenset[str] | None:
    """The cities that count, where not all of the provinces do."""
    if demand.by == "group":
        return case.groups_of[demand.group]
    return frozenset({demand.group}) if demand.by == "city" else None


def _range(case: Case, demand: Demand) -> tuple[float, float] | None:
    """Least and largest numerator that any plan can have; None for what is not bounded by counting."""
    parts = [case.vocabulary.meaning(part) for part, _ in case.vocabulary.parts(demand.indicator)]
    if any(part.head not in _COUNTED for part in parts):
        return None
    least = most = 0.0
    only = _only(case, demand)
    for province in _members(case, demand.by, demand.group):
        for year in demand.years:
            for chunk in arrays(case, demand.indicator, province, year):
                low, high = _bounds(case, chunk.family, chunk.keys)
                mine = np.array([only is None or city in only for city in chunk.cities])
                ends = np.stack([chunk.coefficients * low, chunk.coefficients * high])[:, mine]
                least, most = least + float(ends.min(axis=0).sum()), most + float(ends.max(axis=0).sum())
    return least, most


def _bounds(case: Case, family: str, keys: list[tuple[str | int, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of variables: built projects and core places are constants, modules are limited."""
    names = [str(key[0]) for key in keys]
    if family in ("modules", "added"):
        rows = case.projects.loc[names]
        more = (rows["max_modules"] - rows["built_modules"]).to_numpy(float)
        return np.zeros(len(keys)), more
    if family == "done":
        return (case.projects.loc[names, "status"] == "built").to_numpy(float), np.ones(len(keys))
    if family == "connected":
        return case.places.loc[names, "core"].to_numpy(float), np.ones(len(keys))
    return np.zeros(len(keys)), np.ones(len(keys))


def _most_of_groups(case: Case, name: str, rule: Rule) -> dict[str, float] | None:
    """Most that each group of an equity rule with anybody to count can have; None where counting does not tell."""
    found: dict[str, float] = {}
    years = _up_to(case, rule.indicator, rule.year)
    for group in _groups(case, rule.by, rule.groups):
        demand = Demand(("rules", name), rule.indicator, rule.by, group, years, rule.at_least or 0, hard=True)
        ends, divisor = _range(case, demand), denominator(case, rule.indicator, rule.by, group)
        if ends is None:
            return None
        if divisor is None or divisor > 0:
            found[group] = ends[1] / (divisor or 1.0)
    return found


def _said(case: Case, demand: Demand, value: float) -> str:
    """A value in the indicator's own terms: divided by its denominator."""
    divisor = denominator(case, demand.indicator, demand.by, demand.group)
    return _number(value if divisor is None else value / divisor)


def _number(value: float) -> str:
    """A number as in tables: thousands separated, decimals only where there are few digits before them."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 10_000 else f"{value:,.4g}"


def _wanted(case: Case, demand: Demand) -> float:
    divisor = denominator(case, demand.indicator, demand.by, demand.group)
    return demand.value if divisor is None else demand.value * divisor


def _group_name(case: Case, demand: Demand) -> Pair | Phrase:
    if demand.by == "nation":
        return Phrase("case.nation")
    frames = {"region": case.regions, "province": case.provinces, "city": case.places, "group": case.groups}
    frame = frames[demand.by]
    return Pair(str(frame.loc[demand.group, "name_zh"]), str(frame.loc[demand.group, "name_en"]))


def _asked(case: Case, demand: Demand) -> dict[str, Pair | Phrase]:
    """Names of the indicator that is asked for and of the group that it is asked of."""
    return {"indicator": indicator_name(case.model, demand.indicator), "group": _group_name(case, demand)}


def _too_few(case: Case, demand: Demand, where: Callable[[Key], str]) -> Iterator[Problem]:
    """More is asked for than there can ever be."""
    found, wanted = _range(case, demand), _wanted(case, demand)
    if found is not None and found[1] < wanted * (1 - _TOLERANCE):
        said = {
            "indicator": indicator_name(case.model, demand.indicator),
            "group": _group_name(case, demand),
            "year": demand.years[-1],
        }
        values = {"wanted": _said(case, demand, wanted), "possible": _said(case, demand, found[1])}
        yield Problem(where(demand.key), "case.too_few", {**said, **values})


def _too_much_built(case: Case, where: Callable[[Key], str]) -> Iterator[Problem]:
    """An upper limit lies below what exists at the start."""
    for limit_id, limit in case.model.limits.items():
        for years in _spans(case, limit) if limit.at_most is not None else ():
            for group in _groups(case, limit.by, limit.groups):
                key = ("limits", limit_id)
                demand = Demand(key, limit.indicator, limit.by, group, years, limit.at_most or 0, hard=True)
                found, wanted = _range(case, demand), _wanted(case, demand)
                if found is not None and found[0] > wanted + _TOLERANCE * max(1.0, abs(wanted)):
                    said = {
                        "indicator": indicator_name(case.model, demand.indicator),
                        "group": _group_name(case, demand),
                        "year": years[-1],
                    }
                    values = {"most": _said(case, demand, wanted), "least": _said(case, demand, found[0])}
                    yield Problem(where(key), "case.too_many", {**said, **values})


def _state(case: Case, demand: Demand) -> tuple[str, str] | None:
    """Head and state (service, status, connected) of a plain indicator of cities or residents."""
    if demand.indicator in case.model.indicators:
        return None
    meaning = case.vocabulary.meaning(demand.indicator)
    return (meaning.head, meaning.tail) if meaning.head in ("cities", "residents") else None


def _weights(case: Case, demand: Demand, head: str, state: str) -> dict[str, float]:
    """What each city of the group that can have the state adds to the indicator."""
    found: dict[str, float] = {}
    for province in _members(case, demand.by, demand.group):
        holders = case.block(province).holders[state]
        amounts = np.ones(len(holders.cities)) if head == "cities" else holders.people
        found |= dict(zip(holders.cities, amounts.tolist(), strict=True))
    only = _only(case, demand)
    return found if only is None else {city: found.get(city, 0.0) for city in sorted(only)}


def _too_little_capacity(case: Case, demand: Demand, where: Callable[[Key], str]) -> Iterator[Problem]:
    """The sites in reach cannot carry what the cities with the least demand need."""
    named = _state(case, demand)
    if named is None:
        return
    weights, wanted = _weights(case, demand, *named), _wanted(case, demand)
    status = case.model.statuses.get(named[1])
    for service_id in status.services if status else named[1:]:
        service = case.model.services.get(service_id)
        if service is None or case.model.measures[service.measure].capacity_per_module is None:
            continue
        pairs = case.pairs[(case.pairs["service"] == service_id) & case.pairs["city"].isin(weights)]
        if pairs.empty:
            continue  # nothing is in reach: told as too few
        sites = case.projects.loc[sorted(set(pairs["site"]))]
        capacity = float((sites["max_modules"] * sites["module_capacity"]).sum())
        cities = sorted(set(pairs["city"]) & set(weights))
        demands = case.demand.loc[service_id][demand.years[-1]].reindex(cities).to_numpy(float)
        need = least_sum(demands, np.array([weights[city] for city in cities]), wanted)
        if np.isfinite(need) and need > capacity * (1 + _TOLERANCE):
            said = {"service": Pair(service.name_zh, service.name_en), "sites": len(sites), "year": demand.years[-1]}
            values = {"capacity": _number(capacity), "need": _number(need), "group": _group_name(case, demand)}
            yield Problem(where(demand.key), "case.too_little_capacity", {**said, **values})


def _by_key(demands: Iterable[Demand]) -> Iterator[list[Demand]]:
    """Demands of one target, rule or limit in one span of years: their groups are apart, so least costs add up.

    Groups of the user's own may overlap, so each of them stands alone.
    """
    grouped: dict[tuple[Key, tuple[int, ...], str], list[Demand]] = {}
    for demand in demands:
        apart = demand.group if demand.by == "group" else ""
        grouped.setdefault((demand.key, demand.years, apart), []).append(demand)
    yield from grouped.values()


def _too_little_money(
    case: Case, together: list[Demand], cost: LeastCost, where: Callable[[Key], str]
) -> Iterator[Problem]:
    """All the money there is does not pay for the cheapest way to what is asked for."""
    least, provinces = 0.0, set()
    for demand in together:
        named = _state(case, demand)
        if named is None:
            return
        weights = _weights(case, demand, *named)
        prices = np.array([cost.of(named[1], city) for city in weights])
        amount = least_sum(prices, np.array(list(weights.values())), _wanted(case, demand))
        least += amount if np.isfinite(amount) else 0.0
        provinces |= set(_members(case, demand.by, demand.group))
    money = _money_until(case, together[0].years[-1], provinces)
    if least > money * (1 + _TOLERANCE):
        said = {"indicator": indicator_name(case.model, together[0].indicator), "year": together[0].years[-1]}
        text, values = "case.too_little_money", {"least": _number(least), "money": _number(money)}
        yield Problem(where(together[0].key), text, {**said, **values})


def _money_until(case: Case, year: int, provinces: Iterable[str]) -> float:
    """All budgets of carriers and grant funds up to a year, and the local limits of some provinces, million yuan."""
    years = [t for t in case.years if t <= year]
    model = case.model
    budgets = [carrier.budget for carrier in model.carriers.values()]
    budgets += [fund.budget for fund in model.funds.values() if fund.kind == "grant"]
    national = sum(budget.get(t, 0.0) for budget in budgets for t in years)
    local = case.local_limits[case.local_limits.index.get_level_values("province").isin(list(provinces))]
    return float(national + local[years].to_numpy(float).sum())


def _committed(case: Case, cost: LeastCost) -> Iterator[Problem]:
    """Committed projects cost more than all the money up to the year in which they are due."""
    committed = case.projects[case.projects["status"] == "committed"]
    for year in case.years:
        due = committed.index[committed["by_year"] <= year]
        least = sum(cost.price[project] for project in due)
        money = _money_until(case, year, case.provinces.index)
        if least > money * (1 + _TOLERANCE):
            said = {"count": len(due), "year": year, "least": _number(least), "money": _number(money)}
            yield Problem("projects.csv", "case.committed_unpaid", said)
            return
