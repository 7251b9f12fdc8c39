"""Ways to leave one rule of a model file or data set out of a random case.

Each takes a copy of a case, changes it in place, and says whether the case had the rule at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.proof.random_case import RandomCase

Removal = Callable[[RandomCase], bool]
Entry = dict[str, Any]
#: More than any random case can use.
PLENTY = 10_000

REMOVALS: dict[str, Removal] = {}


def _removal(name: str) -> Callable[[Removal], Removal]:
    def register(function: Removal) -> Removal:
        REMOVALS[name] = function
        return function

    return register


def _entries(case: RandomCase, table: str) -> list[Entry]:
    return list(case.model.get(table, {}).values())


def _drop(table: str, key: str, inside: str = "", usual: Any = None) -> Removal:
    """Take a key out of every entry of a table (of a sub-table of it); ``usual`` is what says the same as nothing."""

    def remove(case: RandomCase) -> bool:
        entries: Iterable[Entry] = _entries(case, table)
        if inside:
            entries = [entry[inside] for entry in entries if entry.get(inside)]
        found = [entry for entry in entries if entry.pop(key, usual) != usual]
        return bool(found)

    return remove


def _set(table: str, key: str, value: Any) -> Removal:
    """Set a key of every entry that has another value."""

    def remove(case: RandomCase) -> bool:
        found = [entry for entry in _entries(case, table) if key in entry and entry[key] != value]
        for entry in found:
            entry[key] = value
        return bool(found)

    return remove


def _plenty(table: str, key: str) -> Removal:
    """Yearly amounts that are never used up."""

    def remove(case: RandomCase) -> bool:
        found = [entry for entry in _entries(case, table) if entry.get(key)]
        for entry in found:
            entry[key] = dict.fromkeys(entry[key], PLENTY)
        return bool(found)

    return remove


def _whole(key: str) -> Removal:
    """Drop a key of the model file."""
    return lambda case: bool(case.model.pop(key, None))


REMOVALS |= {
    "measure.requires": _set("measures", "requires", {}),
    "measure.loads": _drop("measures", "loads"),
    "measure.first_year": _drop("measures", "first_year"),
    "measure.last_year": _drop("measures", "last_year"),
    "service.connected": _set("services", "connected", False),
    "service.reach_km": _drop("services", "reach_km"),
    "service.max_sites": _drop("services", "max_sites"),
    "service.min_fill": _drop("services", "min_fill", usual=0.0),
    "service.demand_growth": _drop("services", "demand_growth", usual=0.0),
    "service.haul": _drop("services", "haul_myuan_per_unit_km", usual=0.0),
    "service.part": _drop("services", "part"),
    "carrier.budget": _plenty("carriers", "budget"),
    "carrier.carry_over": _set("carriers", "carry_over", "all"),
    "carrier.presence": _drop("carriers", "presence_column"),
    "fund.budget": _plenty("funds", "budget"),
    "fund.carry_over": _set("funds", "carry_over", "all"),
    "fund.limit": _set("funds", "limit_factor", PLENTY),
    "fund.max_per_grant": _drop("funds", "max_per_grant"),
    "fund.measures": _drop("funds", "measures"),
    "subsidy.base_opex_years": _drop("subsidies", "base_opex_years"),
    "subsidy.ceiling": _drop("subsidies", "ceiling_myuan"),
    "subsidy.city_ceiling": _drop("subsidies", "city_ceiling_myuan"),
    "subsidy.province_ceiling": _drop("subsidies", "province_ceiling_myuan"),
    "subsidy.need_test": _drop("subsidies", "need_test"),
    "subsidy.min_match": _drop("subsidies", "min_match"),
    "subsidy.stages": _drop("subsidies", "stages"),
    "subsidy.min_score": _drop("subsidies", "min_score"),
    "subsidy.best_per_province": _drop("subsidies", "best_per_province"),
    "subsidy.minimum_shares": _drop("subsidies", "minimum_shares"),
    "subsidy.package": _drop("subsidies", "package"),
    "package.min_cities": _drop("subsidies", "min_cities", "package", usual=1),
    "package.min_cost": _drop("subsidies", "min_cost_myuan", "package"),
    "package.ceiling": _drop("subsidies", "ceiling_myuan", "package"),
    "max_public_share": _whole("max_public_share"),
    "obligations": _whole("obligations"),
    "obligation.carrier": _drop("obligations", "carrier"),
    "scope.accounts": _whole("scope"),
    "goal.tolerance": _drop("goals", "tolerance"),
    "goal.relative_tolerance": _drop("goals", "relative_tolerance"),
}


@_removal("subsidy.share")
def _share(case: RandomCase) -> bool:
    rules = _entries(case, "subsidies")
    for rule in rules:
        rule["share"] = dict.fromkeys(("East", "West"), 1.0)
    return bool(rules)


@_removal("subsidy.envelope")
def _envelope(case: RandomCase) -> bool:
    found = [rule for rule in _entries(case, "subsidies") if rule.pop("envelope", None)]
    for rule in found:
        rule.pop("carry_over", None)
    # A minimum share of the envelope would have nothing to be a share of.
    return bool(found) and not any(
        share.get("of") == "envelope" for rule in found for share in rule.get("minimum_shares", {}).values()
    )


@_removal("envelope.carry_over")
def _carry_over(case: RandomCase) -> bool:
    found = [r for r in _entries(case, "subsidies") if r.get("envelope") and r.get("carry_over", "all") != "all"]
    for rule in found:
        rule["carry_over"] = "all"
    return bool(found) and case.model["time"]["last_year"] > case.model["time"]["first_year"]


@_removal("stacking.exclusive")
def _stacking(case: RandomCase) -> bool:
    if len(case.model["subsidies"]) < 2 or case.model.get("stacking", "exclusive") != "exclusive":
        return False
    case.model["stacking"] = "additive"
    return True


def _viability(kind: str) -> Removal:
    def remove(case: RandomCase) -> bool:
        viability = case.model.get("viability", {})
        if viability.get("rule") != kind:
            return False
        viability["rule"] = "none"
        return True

    return remove


REMOVALS |= {f"viability.{kind}": _viability(kind) for kind in ("project", "carrier")}


@_removal("co_builds")
def _co_builds(case: RandomCase) -> bool:
    found = [measure for measure in _entries(case, "measures") if measure.get("lead") == "both"]
    for measure in found:
        measure["lead"] = "shared"
    return bool(found)


@_removal("traffic")
def _traffic(case: RandomCase) -> bool:
    found = [entry for entry in _entries(case, "traffic") if entry.get("enabled", True)]
    for entry in found:
        entry["enabled"] = False
    return bool(found)


@_removal("thresholds")
def _thresholds(case: RandomCase) -> bool:
    found = [t for status in _entries(case, "statuses") for t in status.get("thresholds", {}).values()]
    for threshold in found:
        threshold["at_least"] = 0
    return bool(found)


def _protected(case: RandomCase) -> bool:
    return any(service["mode"] == "protected" for service in _entries(case, "services"))


@_removal("protected.routes")
def _routes(case: RandomCase) -> bool:
    for link in case.tables["uplinks"]:
        link["route"] = link["id"]
    return _protected(case)


@_removal("protected.nodes")
def _nodes(case: RandomCase) -> bool:
    found = [place for place in case.tables["cities"] if place["egress_nodes"] < 2]
    for place in found:
        place["egress_nodes"] = 2
    return bool(found) and _protected(case)


@_removal("carrier.measures")
def _any_measure(case: RandomCase) -> bool:
    found = [carrier for carrier in _entries(case, "carriers") if "measures" in carrier]
    for carrier in found:
        carrier["measures"] = sorted(case.model["measures"])
    return bool(found)


@_removal("library.committed")
def _committed(case: RandomCase) -> bool:
    found = [row for row in case.tables["projects"] if row["status"] == "committed"]
    for row in found:
        row |= {"status": "candidate", "by_year": None}
    return bool(found)


@_removal("limits")
def _limits(case: RandomCase) -> bool:
    there = bool(case.model["limits"])
    case.model["limits"] = {}
    return there


def _rule(kind: str) -> Removal:
    def remove(case: RandomCase) -> bool:
        rules = case.model["rules"]
        found = [name for name, rule in rules.items() if rule["kind"] == kind]
        bounded = [name for name in found if {"at_least", "at_most"} & set(rules[name])]
        for name in bounded:
            # A goal may still be about what the rule measures.
            if kind in ("worst", "least", "gap", "gini", "order"):
                rules[name].pop("at_least", None)
                rules[name].pop("at_most", None)
            else:
                del rules[name]
        return bool(bounded)

    return remove


REMOVALS |= {f"rule.{k}": _rule(k) for k in ("floor", "gap", "share", "gini", "worst", "least", "order")}
