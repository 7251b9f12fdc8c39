"""What a model asks for at least: targets, floors, least levels and lower limits, group by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from planner.case.arithmetic_years import FirstYears
from planner.case.case import Case
from planner.case.indicators import NATION, denominator
from planner.config.aims import Limit
from planner.config.indicator_names import indicator_name
from planner.config.keys import Key
from planner.texts import Pair, Phrase
from planner.texts.numbers import amount

#: Significant digits of amounts of money that are compared.
_DIGITS = 4


@dataclass(frozen=True)
class Demand:
    """A bound on an indicator: ``value`` for one group, over the years given (a stock: the last of them)."""

    key: Key
    indicator: str
    by: str
    group: str
    years: tuple[int, ...]
    value: float
    hard: bool


def all_demands(case: Case) -> Iterator[Demand]:
    """Every target, floor, least level and lower limit, group by group; targets are not hard."""
    model = case.model
    for target_id, target in model.targets.items():
        years = years_until(case, target.indicator, target.year)
        values = target.at_least if isinstance(target.at_least, dict) else {}
        for group in values or groups_of(case, target.by, ()):
            value = values.get(group, target.at_least)
            if isinstance(value, float | int):
                yield Demand(
                    ("targets", target_id), target.indicator, target.by, group, years, float(value), hard=False
                )
    yield from (each for name, limit in model.limits.items() for each in _limited(case, name, limit, limit.at_least))
    for rule_id, rule in model.rules.items():
        if rule.kind in ("floor", "least") and rule.at_least is not None:
            years = years_until(case, rule.indicator, rule.year)
            for group in groups_of(case, rule.by, rule.groups):
                yield Demand(("rules", rule_id), rule.indicator, rule.by, group, years, rule.at_least, hard=True)


def upper_limits(case: Case) -> Iterator[Demand]:
    """Every upper limit, group by group; ``value`` is the most that is allowed."""
    for name, limit in case.model.limits.items():
        yield from _limited(case, name, limit, limit.at_most)


def _limited(case: Case, name: str, limit: Limit, value: float | None) -> Iterator[Demand]:
    for years in _spans(case, limit) if value is not None else ():
        for group in groups_of(case, limit.by, limit.groups):
            yield Demand(("limits", name), limit.indicator, limit.by, group, years, value or 0.0, hard=True)


def by_key(demands: Iterable[Demand]) -> Iterator[list[Demand]]:
    """Demands of one target, rule or limit in one span of years: their groups are apart, so what they need adds up.

    Groups of the user's own may overlap, so each of them stands alone.
    """
    grouped: dict[tuple[Key, tuple[int, ...], str], list[Demand]] = {}
    for demand in demands:
        apart = demand.group if demand.by == "group" else ""
        grouped.setdefault((demand.key, demand.years, apart), []).append(demand)
    yield from grouped.values()


def groups_of(case: Case, by: str, named: tuple[str, ...]) -> list[str]:
    """Groups that a bound is for: those named, or all; only such as have small cities."""
    if by == "nation":
        return [NATION]
    if by == "city":
        return list(named) or list(case.places.index[case.places["small"].to_numpy(bool)])
    frame = {"region": case.regions, "province": case.provinces, "group": case.groups}[by]
    return [group for group in (named or frame.index) if frame["cities"].get(group, 0) > 0]


def years_until(case: Case, name: str, year: int | None) -> tuple[int, ...]:
    """The year of a stock, or the years up to it that a flow is summed over."""
    last = case.years[-1] if year is None else year
    return (last,) if case.vocabulary.meaning(name).stock else tuple(t for t in case.years if t <= last)


def _spans(case: Case, limit: Limit) -> list[tuple[int, ...]]:
    stock = case.vocabulary.meaning(limit.indicator).stock
    years = limit.years or ((case.years[-1],) if stock else case.years)
    return [tuple(years)] if not stock and limit.over == "sum" else [(year,) for year in years]


def members(case: Case, by: str, group: str) -> list[str]:
    """Provinces that a group lies in."""
    provinces = case.provinces
    if by == "nation":
        return list(provinces.index)
    if by == "region":
        return list(provinces.index[provinces["region"] == group])
    if by == "group":
        return sorted(set(case.places.loc[sorted(case.groups_of[group]), "province"]))
    return [group] if by == "province" else [str(case.places.loc[group, "province"])]


def cities_of(case: Case, demand: Demand) -> frozenset[str] | None:
    """The cities that count, where not all of the provinces do."""
    if demand.by == "group":
        return case.groups_of[demand.group]
    return frozenset({demand.group}) if demand.by == "city" else None


def numerator(case: Case, demand: Demand) -> float:
    """The bound on the indicator's numerator: times its denominator, if it has one."""
    divisor = denominator(case, demand.indicator, demand.by, demand.group)
    return demand.value if divisor is None else demand.value * divisor


def told(case: Case, demand: Demand, value: float) -> Pair | str:
    """A numerator in the indicator's own terms: divided by its denominator."""
    divisor = denominator(case, demand.indicator, demand.by, demand.group)
    return in_its_unit(case, demand.indicator, value if divisor is None else value / divisor)


def in_its_unit(case: Case, indicator: str, value: float) -> Pair | str:
    """A value of an indicator, money and shares as people say them."""
    unit = case.vocabulary.meaning(indicator).unit
    if unit == "case.unit.money":
        return amount(value, _DIGITS)
    if unit == "case.unit.share":
        return Pair(f"{plain(100 * value)}%", f"{plain(100 * value)} %")
    return plain(value)


def plain(value: float) -> str:
    """A number as in tables: thousands separated, decimals only where there are few digits before them."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 10_000 else f"{value:,.4g}"


def asked(case: Case, demand: Demand) -> dict[str, Pair | Phrase | int]:
    """Names of the indicator that is asked for and of the group that it is asked of, and the year."""
    return {
        "indicator": indicator_name(case.model, demand.indicator),
        "group": group_name(case, demand),
        "year": demand.years[-1],
    }


def group_name(case: Case, demand: Demand) -> Pair | Phrase:
    """The group's name."""
    if demand.by == "nation":
        return whole_name(case)
    frames = {"region": case.regions, "province": case.provinces, "city": case.places, "group": case.groups}
    frame = frames[demand.by]
    return Pair(str(frame.loc[demand.group, "name_zh"]), str(frame.loc[demand.group, "name_en"]))


def whole_name(case: Case) -> Pair | Phrase:
    """Name of everything that is planned: the nation, unless the model plans a part of it."""
    scope = case.model.scope
    if len(scope.provinces) == 1:
        province = scope.provinces[0]
        named = case.provinces.loc[province]
        return Pair(str(named.get("name_zh", province)), str(named.get("name_en", province)))
    return Phrase("case.planned" if scope.provinces or scope.regions else "case.nation")


def _state(case: Case, demand: Demand) -> tuple[str, str] | None:
    """Head and state (service, status, connected) of a plain indicator of cities or residents."""
    if demand.indicator in case.model.indicators:
        return None
    meaning = case.vocabulary.meaning(demand.indicator)
    return (meaning.head, meaning.tail) if meaning.head in ("cities", "residents") else None


def weights_of(case: Case, first: FirstYears, demand: Demand) -> tuple[str, dict[str, float]] | None:
    """The state that a demand is about, and what each city that can have it by then adds; None: another indicator."""
    named = _state(case, demand)
    if named is None:
        return None
    (head, state), found = named, dict[str, float]()
    for province in members(case, demand.by, demand.group):
        holders = case.block(province).holders[state]
        amounts = np.ones(len(holders.cities)) if head == "cities" else holders.people
        found |= dict(zip(holders.cities, amounts.tolist(), strict=True))
    only = cities_of(case, demand)
    in_time = {city for city in found if first.of_state(state, city) <= demand.years[-1]}
    return state, {city: n for city, n in found.items() if city in in_time and (only is None or city in only)}
