"""Indicators in words, from the names that the model file gives: ``cities.gigabit`` is "small cities with gigabit".

Whoever speaks of an indicator to people, before a solve or after it, calls it by the same name.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.config.base import Named
from planner.config.schema import Model
from planner.texts import Pair, both

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


def indicator_name(model: Model, key: str) -> Pair:
    """The name of an indicator; an id that the model does not know stands for itself."""
    own = model.indicators.get(key)
    if own is not None:
        return Pair(own.name_zh, own.name_en)
    head, _, tail = key.partition(".")
    if head == "share" and tail:
        kind, _, what = tail.partition(".")
        return _words(f"report.indicator.share.{kind}", what=_state(model, what))
    if head in ("cities", "residents"):
        return _words(f"report.indicator.{head}", what=_state(model, tail))
    if head in ("projects", "modules"):
        return _words(f"report.indicator.{head}", what=_entry(model.measures, tail))
    if key in _FIXED:
        return _words(f"report.indicator.{key}")
    return _of_a_rule(model, head, tail, key)


def _of_a_rule(model: Model, head: str, tail: str, key: str) -> Pair:
    """Indicators that belong to a measure, payer, subsidy rule, target, effect or equity rule."""
    if head == "spend":
        return _words("report.indicator.spend", what=_entry(model.measures, tail))
    if head in ("paid", "npv"):
        payers: dict[str, Named] = {**model.funds, **model.carriers, **model.co_builds}
        return _words(f"report.indicator.{head}", who=_entry(payers, tail))
    if head in ("grant", "packages"):
        return _words(f"report.indicator.{head}", what=_entry(model.subsidies, tail))
    if head == "benefit":
        return _words("report.indicator.benefit_of", what=_state(model, tail))
    if head == "shortfall":
        return _words("report.indicator.shortfall_of", what=_entry(model.targets, tail))
    if head == "effect":
        return _entry(model.effects, tail)
    if head == "equity":
        return _entry(model.rules, tail)
    return Pair(key, key)


def _state(model: Model, key: str) -> Pair:
    """A service, a status, or being connected."""
    if key == "connected":
        return _words("report.connected")
    known: dict[str, Named] = {**model.services, **model.statuses}
    return _entry(known, key)


def _entry(table: Mapping[str, Named], key: str) -> Pair:
    entry = table.get(key)
    return Pair(key, key) if entry is None else Pair(entry.name_zh, entry.name_en)


def _words(text_id: str, /, **values: object) -> Pair:
    return Pair(*both(text_id, **values))
