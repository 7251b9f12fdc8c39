"""How a plan stands to targets, limits and equity rules, recomputed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.figures import Indicators, indicators_of
from planner.plan.audit.world import NATION, World

#: A rule is met when missed by no more than this, relative to its bound (at least absolute).
MET = 1e-6
#: Kinds of equity rule that are measured by one number, indicator ``equity.<rule>``, and the side they bound.
MEASURED = {"worst": "at_least", "least": "at_least", "gap": "at_most", "gini": "at_most", "order": "at_most"}

Row = tuple[str, str, str, str, float, float, str, float]


def nationals(world: World) -> dict[str, float]:
    """What is known for the nation alone: ``equity.<rule>``, ``shortfall`` (relative) and ``shortfall.<target>``."""
    if "nationals" not in world.shared:
        measured = {
            f"equity.{name}": _measured(world, rule)
            for name, rule in world.entries("rules").items()
            if rule["kind"] in MEASURED
        }
        world.shared["nationals"] = measured
        world.shared["nationals"] = measured | _shortfalls(world)
    found: dict[str, float] = world.shared["nationals"]
    return found


def value_of(world: World, name: str, by: str, group: str, years: list[int]) -> float:
    """Value of any indicator, national ones included.

    Raises:
        Unknown: no such indicator.
    """
    known = nationals(world)
    return known[name] if name in known else indicators_of(world).value(name, by, group, years)


def _shortfalls(world: World) -> dict[str, float]:
    known = indicators_of(world)
    sums = {"shortfall": 0.0}
    for name, target in world.entries("targets").items():
        wanted = target["at_least"]
        by = target.get("by", "nation")
        span = known.span(target["indicator"], target.get("year"))
        sums[f"shortfall.{name}"] = 0.0
        for group in world.groups(by, list(wanted) if isinstance(wanted, dict) else []):
            least = float(wanted[group] if isinstance(wanted, dict) else wanted)
            missing = max(0.0, least - value_of(world, target["indicator"], by, group, span))
            sums[f"shortfall.{name}"] += missing
            sums["shortfall"] += float(target.get("weight", 1)) * missing / least
    return sums


def standing(world: World) -> pd.DataFrame:
    """rule, kind, group, year, value, bound, side, absolute (Gini × mean), ``missed`` (by how much) and ``met``.

    A rule without a bound is only measured: its bound is missing, its side empty, and it counts as met.
    """
    rows: list[Row] = []
    for name, limit in world.entries("limits").items():
        rows.extend(_limit(world, name, limit))
    for name, rule in world.entries("rules").items():
        rows.extend(_rule(world, name, rule))
    table = pd.DataFrame(rows, columns=["rule", "kind", "group", "year", "value", "bound", "side", "absolute"])
    over = (table["value"] - table["bound"]).astype(float)
    table["missed"] = over.where(table["side"] == "at_most", -over).fillna(0.0)
    # A share is a row on amounts: of next to nothing, a small amount missing is a small miss.
    whole = {
        name: min(1.0, abs(_whole(world, rule)))
        for name, rule in world.entries("rules").items()
        if rule["kind"] == "share"
    }
    table["missed"] *= table["rule"].map(whole).where(table["kind"] == "share").astype(float).fillna(1.0)
    table["met"] = (table["missed"] <= MET * table["bound"].astype(float).abs().clip(lower=1).fillna(1)).astype(int)
    return table


def _limit(world: World, name: str, limit: Mapping[str, Any]) -> Iterator[Row]:
    indicator, by = limit["indicator"], limit.get("by", "nation")
    stock = indicators_of(world).is_stock(indicator)
    years = list(limit.get("years", ())) or ([world.last] if stock else world.years)
    spans = {str(year): [year] for year in years}
    if not stock and limit.get("over", "sum") == "sum":
        spans = {"all" if years == world.years else f"{years[0]}-{years[-1]}": years}
    for group in world.groups(by, limit.get("groups", ())):
        for label, span in spans.items():
            value = value_of(world, indicator, by, group, span)
            for side in ("at_least", "at_most"):
                if side in limit:
                    yield name, "limit", group, label, value, float(limit[side]), side, np.nan


def _rule(world: World, name: str, rule: Mapping[str, Any]) -> Iterator[Row]:
    kind, known = rule["kind"], indicators_of(world)
    if kind == "order":
        bound, side = (0.0 - float(rule["at_most"]), "at_least") if "at_most" in rule else (np.nan, "")
        for dated, groups, ahead in _steps(world, rule):
            yield name, kind, groups, dated, ahead, bound, side, np.nan
        return
    values = _values(world, known, rule, rule.get("year"))
    year = str(known.span(rule["indicator"], rule.get("year"))[-1])
    if kind == "floor":
        for group, value in values.items():
            yield name, kind, str(group), year, float(value), float(rule["at_least"]), "at_least", np.nan
    elif kind == "share":
        whole = _whole(world, rule)
        part = float(values.sum()) / whole if whole else float(rule["at_least"])
        yield name, kind, "+".join(map(str, values.index)), year, part, float(rule["at_least"]), "at_least", np.nan
    elif len(values):
        side = MEASURED[kind] if MEASURED[kind] in rule else ""
        bound = float(rule[side]) if side else np.nan
        residents = _residents(world, rule.get("by", "province"), values)
        group = f"{values.idxmax()}>{values.idxmin()}" if kind == "gap" else NATION
        value, absolute = MEASURE[kind](values, residents, rule), np.nan
        if kind == "gini":
            absolute, value = value, gini(values, residents)
        yield name, kind, group, year, value, bound, side, absolute


def _whole(world: World, rule: Mapping[str, Any]) -> float:
    """The national sum of what a rule is about."""
    known = indicators_of(world)
    return known.value(rule["indicator"], "nation", NATION, known.span(rule["indicator"], rule.get("year")))


def distance(world: World, name: str, ends: str) -> float:
    """How far the first of two groups, ``first>second``, is above the other under a rule; nan if they are not its."""
    rule = world.entries("rules").get(name)
    if rule is None:
        return np.nan
    values = _values(world, indicators_of(world), rule, rule.get("year"))
    first, _, second = ends.partition(">")
    return float(values[first] - values[second]) if {first, second} <= set(values.index) else np.nan


def _steps(world: World, rule: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    """(year, groups, by how much the first is ahead) of neighbours in an order of priority."""
    for year in [rule["year"]] if "year" in rule else world.years:
        values = _values(world, indicators_of(world), rule, year)
        for (first, high), (second, low) in pairwise(values.items()):
            yield str(year), f"{first}>{second}", float(high - low)


def _values(world: World, known: Indicators, rule: Mapping[str, Any], year: int | None) -> pd.Series:
    """The indicator by group compared; a group with nobody to count is in no comparison."""
    by, indicator = rule.get("by", "province"), rule["indicator"]
    span = known.span(indicator, year)
    groups = [g for g in world.groups(by, rule.get("groups", ())) if known.divisor(indicator, by, g) > 0]
    return pd.Series({group: known.value(indicator, by, group, span) for group in groups}, dtype=float)


def _residents(world: World, by: str, values: pd.Series) -> pd.Series:
    """Residents of the small cities of each group."""
    residents = world.places["residents"]
    counts = [float(residents[world.members(by, str(group))].sum()) for group in values.index]
    return pd.Series(counts, index=values.index, dtype=float)


def _measured(world: World, rule: Mapping[str, Any]) -> float:
    if rule["kind"] == "order":
        return -min((0.0, *(ahead for _, _, ahead in _steps(world, rule))))
    values = _values(world, indicators_of(world), rule, rule.get("year"))
    residents = _residents(world, rule.get("by", "province"), values)
    return MEASURE[rule["kind"]](values, residents, rule) if len(values) else 0.0


def worst_mean(values: pd.Series, residents: pd.Series, tail: float) -> float:
    """Mean over the worst-served ``tail`` of the residents: groups in order of value until the tail is full."""
    table = pd.DataFrame({"y": values, "w": residents / residents.sum()}).sort_values("y", kind="stable")
    before = table["w"].cumsum() - table["w"]
    inside = (tail - before).clip(lower=0).clip(upper=table["w"])
    return float((inside * table["y"]).sum() / tail)


def absolute_gini(values: pd.Series, residents: pd.Series) -> float:
    """Gini coefficient times the mean: half the mean difference of two residents picked at random."""
    share = residents / residents.sum()
    return gini(values, residents) * float((share * values).sum())


def gini(values: pd.Series, residents: pd.Series) -> float:
    """Gini coefficient by the Lorenz curve: groups in order of value per head, trapezoids under the curve."""
    table = pd.DataFrame({"y": values, "w": residents}).sort_values("y", kind="stable")
    amount = table["y"] * table["w"]
    if amount.sum() <= 0:
        return 0.0
    people, money = table["w"] / table["w"].sum(), amount / amount.sum()
    before = money.cumsum() - money
    return float(1 - (people * (2 * before + money)).sum())


#: The number that measures each kind of rule, of values and residents by group.
MEASURE: dict[str, Callable[[pd.Series, pd.Series, Mapping[str, Any]], float]] = {
    "worst": lambda values, residents, rule: worst_mean(values, residents, float(rule.get("tail", 0.2))),
    "least": lambda values, residents, rule: float(values.min()),
    "gap": lambda values, residents, rule: float(values.max() - values.min()),
    "gini": lambda values, residents, rule: absolute_gini(values, residents),
}
