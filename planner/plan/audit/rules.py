"""How a plan stands to targets, limits and equity rules, recomputed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from planner.plan.audit.figures import Indicators, indicators_of
from planner.plan.audit.world import NATION, World

#: A rule is met when missed by no more than this, relative to its bound (at least absolute).
MET = 1e-6

Row = tuple[str, str, str, str, float, float, str]


def shortfalls(world: World) -> dict[str, float]:
    """Indicators ``shortfall`` (weighted, relative to targets) and ``shortfall.<target>`` (in its unit)."""
    known = indicators_of(world)
    sums = {"shortfall": 0.0}
    for name, target in world.entries("targets").items():
        wanted = target["at_least"]
        by = target.get("by", "nation")
        span = known.span(target["indicator"], target.get("year"))
        sums[f"shortfall.{name}"] = 0.0
        for group in world.groups(by, list(wanted) if isinstance(wanted, dict) else []):
            least = float(wanted[group] if isinstance(wanted, dict) else wanted)
            missing = max(0.0, least - known.value(target["indicator"], by, group, span))
            sums[f"shortfall.{name}"] += missing
            sums["shortfall"] += float(target.get("weight", 1)) * missing / least
    return sums


def standing(world: World) -> pd.DataFrame:
    """rule, kind, group, year, value, bound, side, ``missed`` (by how much) and ``met``."""
    known, missing = indicators_of(world), shortfalls(world)
    rows: list[Row] = []
    for name, limit in world.entries("limits").items():
        rows.extend(_limit(world, known, missing, name, limit))
    for name, rule in world.entries("rules").items():
        rows.extend(_rule(world, known, name, rule))
    table = pd.DataFrame(rows, columns=["rule", "kind", "group", "year", "value", "bound", "side"])
    over = table["value"] - table["bound"]
    table["missed"] = over.where(table["side"] == "at_most", -over).astype(float)
    table["met"] = (table["missed"] <= MET * table["bound"].abs().clip(lower=1)).astype(int)
    return table


def _limit(
    world: World, known: Indicators, missing: Mapping[str, float], name: str, limit: Mapping[str, Any]
) -> Iterator[Row]:
    indicator, by = limit["indicator"], limit.get("by", "nation")
    stock = known.is_stock(indicator) and indicator not in missing
    years = list(limit.get("years", ())) or ([world.last] if stock else world.years)
    spans = {str(year): [year] for year in years}
    if not stock and limit.get("over", "sum") == "sum":
        spans = {"all" if years == world.years else f"{years[0]}-{years[-1]}": years}
    for group in world.groups(by, limit.get("groups", ())):
        for label, span in spans.items():
            value = missing[indicator] if indicator in missing else known.value(indicator, by, group, span)
            for side in ("at_least", "at_most"):
                if side in limit:
                    yield name, "limit", group, label, value, float(limit[side]), side


def _rule(world: World, known: Indicators, name: str, rule: Mapping[str, Any]) -> Iterator[Row]:
    indicator, by, kind = rule["indicator"], rule.get("by", "province"), rule["kind"]
    span = known.span(indicator, rule.get("year"))
    groups = world.groups(by, rule.get("groups", ()))
    values = pd.Series({group: known.value(indicator, by, group, span) for group in groups}, dtype=float)
    year = str(span[-1])
    if kind == "floor":
        for group, value in values.items():
            yield name, kind, str(group), year, float(value), float(rule["at_least"]), "at_least"
    elif kind == "gap" and len(values):
        pair = f"{values.idxmax()}>{values.idxmin()}"
        yield name, kind, pair, year, float(values.max() - values.min()), float(rule["at_most"]), "at_most"
    elif kind == "share":
        whole = known.value(indicator, "nation", NATION, span)
        part = float(values.sum()) / whole if whole else float(rule["at_least"])
        yield name, kind, "+".join(groups), year, part, float(rule["at_least"]), "at_least"
    elif kind == "gini":
        yield name, kind, NATION, year, gini(values, _weights(world, by)), float(rule["at_most"]), "at_most"


def _weights(world: World, by: str) -> pd.Series:
    if by == "province":
        return world.provinces["residents"]
    return world.provinces.groupby("region")["residents"].sum()


def gini(values: pd.Series, residents: pd.Series) -> float:
    """Gini coefficient by the Lorenz curve: groups in order of value per head, trapezoids under the curve."""
    table = pd.DataFrame({"y": values, "w": residents.reindex(values.index)}).sort_values("y", kind="stable")
    amount = table["y"] * table["w"]
    if amount.sum() <= 0:
        return 0.0
    people, money = table["w"] / table["w"].sum(), amount / amount.sum()
    before = money.cumsum() - money
    return float(1 - (people * (2 * before + money)).sum())
