"""What cannot be, found by arithmetic before any solve, with the numbers that show it.

Targets may be missed at a price, so an unreachable one is a warning; limits and floors must hold, so one that cannot is
a problem. Every bound holds for any plan: nothing that is possible is called impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from planner.case.arithmetic_cost import cost_problems, too_little_money
from planner.case.arithmetic_demands import (
    Demand,
    all_demands,
    asked,
    by_key,
    cities_of,
    group_name,
    groups_of,
    members,
    numerator,
    plain,
    told,
    upper_limits,
    weights_of,
    years_until,
)
from planner.case.arithmetic_equity import worst_problems
from planner.case.arithmetic_money import money_problems, money_warnings
from planner.case.arithmetic_shares import share_problems, share_warnings
from planner.case.arithmetic_viability import viability_problems
from planner.case.arithmetic_years import FirstYears
from planner.case.case import Case
from planner.case.chunks import Chunk
from planner.case.indicators import NATION, arrays, denominator
from planner.case.least import LeastCost, least_sum
from planner.config.aims import Rule
from planner.config.keys import Key, dotted
from planner.texts import Pair
from planner.texts.problems import Problem

#: What an indicator counts if it is bounded by how many cities there are.
_COUNTED = ("cities", "residents", "projects", "modules", "benefit")
#: What an indicator counts if no part of it can be below 0.
_NEVER_NEGATIVE = (*_COUNTED, "spend", "paid", "grant", "packages")
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Arithmetic:
    """What was found: ``problems`` rule out every plan, ``warnings`` say what no plan can reach."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_arithmetic(case: Case, where: Callable[[Key], str] = dotted) -> Arithmetic:
    """Everything that arithmetic can rule out.

    Args:
        where: file, line and dotted key of a key of the model, for messages.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    cost, first = LeastCost(case), FirstYears(case)
    demands, limits = list(all_demands(case)), list(upper_limits(case))
    for demand in demands:
        found = [*_too_few(case, first, demand, where), *_too_little_capacity(case, first, demand, where)]
        (problems if demand.hard else warnings).extend(found)
    for together in by_key(demands):
        found = [
            *too_little_money(case, together, limits, cost, first, where),
            *_limited(case, together, limits, where),
        ]
        (problems if together[0].hard else warnings).extend(found)
    problems += [*_too_much(case, first, limits, where), *cost_problems(case, limits, cost, where)]
    problems += [*money_problems(case, cost, where), *share_problems(case, cost, where)]
    problems += viability_problems(case, where)
    problems += worst_problems(case, partial(_most_of_groups, case, first), where)
    warnings += [*money_warnings(case, where), *share_warnings(case, where)]
    return Arithmetic(tuple(problems), tuple(warnings))


def _range(case: Case, first: FirstYears, demand: Demand) -> tuple[float, float] | None:
    """Least and largest numerator that any plan can have; None for what is not bounded by counting."""
    parts = [case.vocabulary.meaning(part) for part, _ in case.vocabulary.parts(demand.indicator)]
    if any(part.head not in _COUNTED for part in parts):
        return None
    least = most = 0.0
    only = cities_of(case, demand)
    for province in members(case, demand.by, demand.group):
        for year in demand.years:
            for chunk in arrays(case, demand.indicator, province, year):
                low, high = _bounds(case, first, chunk)
                mine = np.array([only is None or city in only for city in chunk.cities])
                ends = np.stack([chunk.coefficients * low, chunk.coefficients * high])[:, mine]
                least, most = least + float(ends.min(axis=0).sum()), most + float(ends.max(axis=0).sum())
    return least, most


def _bounds(case: Case, first: FirstYears, chunk: Chunk) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of variables: built projects and core places are constants, modules are limited, committed works due."""
    names = [str(key[0]) for key in chunk.keys]
    years = np.array([int(key[-1]) for key in chunk.keys])
    possible = np.array([first.of(chunk.family, key[:-1]) for key in chunk.keys]) <= years
    if chunk.family in ("modules", "added"):
        rows = case.projects.loc[names]
        more = (rows["max_modules"] - rows["built_modules"]).to_numpy(float)
        return np.zeros(len(names)), np.where(possible, more, 0.0)
    least = np.zeros(len(names))
    if chunk.family == "done":
        rows = case.projects.loc[names]
        due = (rows["status"] == "committed").to_numpy(bool) & (rows["by_year"].to_numpy(int) <= years)
        least = ((rows["status"] == "built").to_numpy(bool) | due).astype(float)
    elif chunk.family == "connected":
        least = case.places.loc[names, "core"].to_numpy(float)
    return least, np.maximum(least, possible)


def _most_of_groups(case: Case, first: FirstYears, name: str, rule: Rule) -> dict[str, float] | None:
    """Most that each group of an equity rule with anybody to count can have; None where counting does not tell."""
    found: dict[str, float] = {}
    years = years_until(case, rule.indicator, rule.year)
    for group in groups_of(case, rule.by, rule.groups):
        demand = Demand(("rules", name), rule.indicator, rule.by, group, years, rule.at_least or 0, hard=True)
        ends, divisor = _range(case, first, demand), denominator(case, rule.indicator, rule.by, group)
        if ends is None:
            return None
        if divisor is None or divisor > 0:
            found[group] = ends[1] / (divisor or 1.0)
    return found


def _too_few(case: Case, first: FirstYears, demand: Demand, where: Callable[[Key], str]) -> Iterator[Problem]:
    """More is asked for than there can ever be."""
    found, wanted = _range(case, first, demand), numerator(case, demand)
    if found is not None and found[1] < wanted * (1 - _TOLERANCE):
        values = {"wanted": told(case, demand, wanted), "possible": told(case, demand, found[1])}
        yield Problem(where(demand.key), "case.too_few", {**asked(case, demand), **values})


def _too_much(case: Case, first: FirstYears, limits: list[Demand], where: Callable[[Key], str]) -> Iterator[Problem]:
    """An upper limit lies below what exists at the start and is committed."""
    for limit in limits:
        found, most = _range(case, first, limit), numerator(case, limit)
        if found is not None and found[0] > most + _TOLERANCE * max(1.0, abs(most)):
            values = {"most": told(case, limit, most), "least": told(case, limit, found[0])}
            yield Problem(where(limit.key), "case.too_many", {**asked(case, limit), **values})


def _limited(
    case: Case, together: list[Demand], limits: list[Demand], where: Callable[[Key], str]
) -> Iterator[Problem]:
    """What is asked of some groups is more than an upper limit allows all of them."""
    asking = together[0]
    parts = [(case.vocabulary.meaning(part), weight) for part, weight in case.vocabulary.parts(asking.indicator)]
    if any(part.head not in _NEVER_NEGATIVE or weight < 0 for part, weight in parts):
        return
    for limit in limits:
        if limit.indicator != asking.indicator or not _spans(case, limit, asking):
            continue
        inside = [demand for demand in together if _within(case, demand, limit)]
        wanted, most = sum(numerator(case, demand) for demand in inside), numerator(case, limit)
        if wanted > most + _TOLERANCE * max(1.0, abs(most)):
            values = {"wanted": told(case, limit, wanted), "most": told(case, limit, most), "limit": dotted(limit.key)}
            yield Problem(where(asking.key), "case.bounds_clash", {**asked(case, limit), **values})


def _spans(case: Case, limit: Demand, demand: Demand) -> bool:
    """Whether a limit's years bound what a demand asks for in its years."""
    if case.vocabulary.meaning(limit.indicator).stock:
        return limit.years == demand.years
    return set(demand.years) <= set(limit.years)


def _within(case: Case, demand: Demand, limit: Demand) -> bool:
    """Whether all that counts for a demand counts for a limit, too."""
    if limit.by == NATION or (limit.by, limit.group) == (demand.by, demand.group):
        return True
    if "group" in (limit.by, demand.by) or limit.by == "city":
        return False
    return set(members(case, demand.by, demand.group)) <= set(members(case, limit.by, limit.group))


def _too_little_capacity(
    case: Case, first: FirstYears, demand: Demand, where: Callable[[Key], str]
) -> Iterator[Problem]:
    """The sites in reach cannot carry what the cities with the least demand need."""
    named = weights_of(case, first, demand)
    if named is None:
        return
    (state, weights), wanted = named, numerator(case, demand)
    status = case.model.statuses.get(state)
    for service_id in status.services if status else (state,):
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
            values = {"capacity": plain(capacity), "need": plain(need), "group": group_name(case, demand)}
            yield Problem(where(demand.key), "case.too_little_capacity", {**said, **values})
