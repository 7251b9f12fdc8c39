"""Indicators in words: their names, and their values with units."""

from __future__ import annotations

from planner.reporting.wording import Names, count, money, number, percent, plain, thousands, words
from planner.texts import Pair

#: Indicators with one fixed name each.
_FIXED = frozenset(
    {
        "spend.total",
        "paid.public",
        "paid.enterprise",
        "grant.total",
        "grant.per_resident",
        "benefit",
        "opex.total",
        "haul.total",
        "cost.total",
        "pv.cost",
        "shortfall",
        "revenue.total",
        "need.total",
        "npv.total",
    }
)
#: Indicators in million yuan, by their first part.
MONEY_HEADS = frozenset({"spend", "paid", "grant", "opex", "haul", "cost", "pv", "npv", "revenue", "need"})


def indicator(names: Names, key: str) -> Pair:
    """An indicator in words: ``cities.gigabit`` becomes "small cities with gigabit access"."""
    own = names.run.model.indicators.get(key)
    if own is not None:
        return Pair(own.name_zh, own.name_en)
    head, _, tail = key.partition(".")
    if head == "share" and tail:
        kind, _, what = tail.partition(".")
        return words(f"report.indicator.share.{kind}", what=names.service(what))
    if head in ("cities", "residents"):
        return words(f"report.indicator.{head}", what=names.service(tail))
    if head in ("projects", "modules"):
        return words(f"report.indicator.{head}", what=names.measure(tail))
    if key in _FIXED:
        return words(f"report.indicator.{key}")
    return _of_a_rule(names, head, tail, key)


def _of_a_rule(names: Names, head: str, tail: str, key: str) -> Pair:
    """Indicators that belong to a measure, payer, subsidy rule, target, effect or equity rule."""
    if head == "spend":
        return words("report.indicator.spend", what=names.measure(tail))
    if head in ("paid", "npv"):
        return words(f"report.indicator.{head}", who=names.payer(tail))
    if head in ("grant", "packages"):
        return words(f"report.indicator.{head}", what=names.subsidy(tail))
    if head == "benefit":
        return words("report.indicator.benefit_of", what=names.service(tail))
    if head == "shortfall":
        return words("report.indicator.shortfall_of", what=names.target(tail))
    if head == "effect":
        return names.effect(tail)
    if head == "equity":
        return names.rule(tail)
    return plain(key)


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
