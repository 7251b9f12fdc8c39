"""Indicators in words: their names, and their values with units."""

from __future__ import annotations

from planner.config.indicator_names import indicator_name
from planner.reporting.wording import Names, count, money, number, percent, thousands, words
from planner.texts import Pair

#: Relative difference below which two values are the same: what rounding in written tables leaves.
_SAME = 1e-6
#: No value is told with more digits than this.
_MOST_DIGITS = 9
#: Indicators in million yuan, by their first part.
MONEY_HEADS = frozenset({"spend", "paid", "grant", "opex", "haul", "cost", "pv", "npv", "revenue", "need"})


def indicator(names: Names, key: str) -> Pair:
    """An indicator in words: ``cities.gigabit`` becomes "small cities with gigabit access"."""
    return indicator_name(names.run.model, key)


def indicator_value(names: Names, key: str, value: float) -> Pair:
    """The value of an indicator with its unit, in words."""
    head, _, tail = key.partition(".")
    model = names.run.model
    if key in model.indicators:
        own = model.indicators[key]
        return with_unit(value, Pair(own.unit_zh, own.unit_en))
    if head == "effect" and tail in model.effects:
        effect = model.effects[tail]
        return with_unit(value, Pair(effect.unit_zh, effect.unit_en))
    if head == "equity" and tail in model.rules:
        rule = model.rules[tail]
        return number(value) if rule.kind == "gini" else indicator_value(names, rule.indicator, value)
    return _in_its_unit(head, key, value)


def value_against(names: Names, key: str, value: float, asked: float) -> Pair:
    """The value with as many more digits as keep a miss from reading like what was asked: 59.95 % of 60 %."""
    said = indicator_value(names, key, value)
    if said != indicator_value(names, key, asked) or abs(value - asked) <= _SAME * abs(asked):
        return said
    share = key.partition(".")[0] == "share"
    for digits in range(1 if share else 4, _MOST_DIGITS):
        finer = percent(value, digits) if share else number(value, digits)
        if finer != (percent(asked, digits) if share else number(asked, digits)):
            return finer
    return said


def with_unit(value: float, unit: Pair) -> Pair:
    """A number and the unit that the model file names, if it does."""
    return words("report.with_unit", value=number(value), unit=unit) if unit.zh or unit.en else number(value)


def _in_its_unit(head: str, key: str, value: float) -> Pair:
    if head == "share":
        return percent(value)
    if key == "grant.per_resident":
        return words("report.unit.yuan_per_resident", value=number(value))
    if head in MONEY_HEADS:
        return money(value)
    if head == "cities":
        return words("report.unit.cities", value=count(value))
    if head == "residents":
        return thousands(value, words("report.unit.residents"))
    if head == "benefit":
        return thousands(value, words("report.unit.resident_years"))
    return number(value)
