"""Makes random worlds press on their rules: money, ceilings and bounds near what works cost, goals that feel them.

Amounts drawn without regard to one another seldom meet: a ceiling above every grant, or a fund that nothing can use,
proves nothing. ``python -m tests.proof.bites`` measures how often each rule decides.
"""

from __future__ import annotations

import math
from typing import Any

from tests.proof.brute_facts import Facts
from tests.proof.random_case import Chooser, RandomCase
from tests.proof.random_focus import (
    GRANTS,
    GRANTS_ASKED,
    GRANTS_OVER_YEARS,
    SHORT,
    SHORT_ASKED,
    SHORT_OVER_YEARS,
    Costs,
    Focus,
    near,
    set_goals,
    years_of,
)
from tests.proof.random_policy import states_of

Model = dict[str, Any]
#: Conditions of a subsidy rule, which hide one another when many meet.
CONDITIONS = (
    "base_opex_years", "city_ceiling_myuan", "province_ceiling_myuan", "need_test", "min_match", "stages", "envelope",
    "carry_over", "minimum_shares", "package", "ceiling_myuan", "min_score", "best_per_province",
)  # fmt: skip
#: Of these, one rule keeps so many at most where they meet.
MOST_CONDITIONS = 2


def press(choose: Chooser, case: RandomCase, about: str = "") -> None:
    """Four worlds of five are pressed: one way by grants that all want, the other by money that is short.

    Most of these are about one rule; in the others several meet. With ``about``, the name of a focus of
    :mod:`tests.proof.random_focus`, every world that has room for it is about it.
    """
    costs = sorted(p.capex + p.module_capex for p in Facts(case).projects if p.capex + p.module_capex > 0)
    if not costs or (choose.chance(2) and not about):
        return
    over_years = len(years_of(case.model)) > 1
    grants, short = GRANTS + GRANTS_OVER_YEARS * over_years, SHORT + SHORT_OVER_YEARS * over_years
    if about:
        grants, short = grants + GRANTS_ASKED, short + SHORT_ASKED
        grants, short = (tuple(focus for focus in of if focus.__name__ == about) for of in (grants, short))
    _ease(choose, case.model)
    wanted = _want(choose, case.model)
    focused = choose.chance(7) or bool(about)
    if case.model["subsidies"] and ((choose.chance(6) and not about) or grants):
        _spare_conditions(choose, case.model, focused)
        _wanted_grants(choose, case, costs, wanted)
        _focus(choose, case, costs, grants if focused else ())
    else:
        _short_money(choose, case, costs, wanted)
        _focus(choose, case, costs, short if focused else ())
    if not about:
        _tight_bounds(choose, case)


def _focus(choose: Chooser, case: RandomCase, costs: Costs, focuses: tuple[Focus, ...]) -> None:
    if focuses:
        _clear(choose, case.model)
        choose.one_of(focuses)(choose, case, costs)


def _ease(choose: Chooser, model: Model) -> None:
    """Most of what asks for works whatever they cost goes: in a world without any plan no other rule says anything."""
    for table, key in (("rules", "at_least"), ("limits", "at_least"), ("obligations", "measures")):
        for name, entry in list(model.get(table, {}).items()):
            if key not in entry or entry.get("kind") == "share" or not choose.chance(6):
                continue
            if f"equity.{name}" in {goal["indicator"] for goal in model["goals"].values()}:
                del entry[key]
            else:
                del model[table][name]
    if model["limits"].get("new", {}).get("indicator") == "need.total" and choose.chance(6):
        del model["limits"]["new"]


def _clear(choose: Chooser, model: Model) -> None:
    """Mostly nothing else is asked where one rule is to decide."""
    asked = {goal["indicator"].removeprefix("equity.") for goal in model["goals"].values()}
    if choose.chance(8):
        model["rules"] = {name: r for name, r in model["rules"].items() if name in asked or r["kind"] == "order"}
        model["limits"] = {}
    if choose.chance(8):
        model.pop("obligations", None)
    if "viability" in model:
        model["viability"]["rule"] = "none"


def _want(choose: Chooser, model: Model) -> str:
    """One service or status that the plan is about, and what makes it decide more."""
    state = choose.one_of([s for s in states_of(model) if s not in ("gigabit", "connected")] or ["gigabit"])
    for service in model["services"].values():
        service["weight"] = max(1, service.get("weight", 0))
    service = model["services"].get(state, {})
    if service:
        service["weight"] = 4
    if service.get("mode") in ("cover", "capacity"):
        if "max_sites" in service:
            service["max_sites"] = 1
        if "reach_km" in service:
            service["reach_km"] = choose.one_of([60, 150])
    if service.get("mode") == "capacity" and choose.chance(3):
        service["min_fill"] = choose.one_of([0.6, 0.9])
    return state


def _spare_conditions(choose: Chooser, model: Model, focused: bool) -> None:
    """Leave few conditions, and mostly one subsidy rule; none but one rule where another rule is to decide."""
    if focused or choose.chance(4):
        _one_rule(choose, model)
    for rule in model["subsidies"].values():
        there = [key for key in CONDITIONS if key in rule]
        while len(there) > (0 if focused else MOST_CONDITIONS):
            rule.pop(there.pop(choose.whole(0, len(there) - 1)))
        if "envelope" not in rule:
            rule.pop("carry_over", None)
            for share in rule.get("minimum_shares", {}).values():
                share.pop("of", None)
    for name, limit in list(model["limits"].items()):
        head, _, rule = limit["indicator"].partition(".")
        if head == "packages" and "package" not in model["subsidies"].get(rule, {}):
            del model["limits"][name]
    if focused:
        model.pop("max_public_share", None)


def _one_rule(choose: Chooser, model: Model) -> None:
    kept = choose.one_of(sorted(model["subsidies"]))
    gone = {f"{kind}.{name}" for name in model["subsidies"] if name != kept for kind in ("packages", "grant")}
    if not gone & {entry["indicator"] for table in ("limits", "goals") for entry in model[table].values()}:
        model["subsidies"] = {kept: model["subsidies"][kept]}


# Grants that all want.


def _wanted_grants(choose: Chooser, case: RandomCase, costs: Costs, wanted: str) -> None:
    """Whoever builds can pay, high shares for most works, and a goal that wants grants: their conditions decide."""
    model, whole = case.model, math.ceil(sum(costs))
    for carrier in model["carriers"].values():
        carrier["budget"] = dict.fromkeys(years_of(model), whole)
    rich = choose.chance(7)
    for fund in model["funds"].values():
        if fund["kind"] == "grant":
            fund["budget"] = {year: whole if rich else near(choose, costs) for year in years_of(model)}
    for province in case.tables["provinces"]:
        province["local_budget_myuan"] = choose.whole(1, 6)
    for rule in model["subsidies"].values():
        rule["share"] = {region: choose.one_of([0.5, 0.8, 1.0]) for region in ("East", "West")}
        rule["measures"] = sorted({*rule["measures"], choose.one_of(sorted(model["measures"]))})
        _near_grants(choose, case, rule, costs)
    _goals_on_grants(choose, model, wanted)


def _near_grants(choose: Chooser, case: RandomCase, rule: dict[str, Any], costs: Costs) -> None:
    """Ceilings about as high as the grants that they bound; needs that are part of what works cost."""
    model = case.model
    for key in ("ceiling_myuan", "city_ceiling_myuan", "province_ceiling_myuan"):
        if key in rule:
            rule[key] = near(choose, costs)
    if rule.get("package", {}).get("ceiling_myuan"):
        rule["package"]["ceiling_myuan"] = near(choose, costs)
    if rule.get("envelope"):
        rule["envelope"] = {
            year: choose.one_of([0, near(choose, costs), near(choose, costs)]) for year in years_of(model)
        }
    for measure in (model["measures"][name] for name in rule["measures"]):
        if rule.get("base_opex_years") and measure["opex_share"] <= 0:
            measure["opex_share"] = choose.one_of([0.1, 0.5])
        if rule.get("need_test") and "revenue" not in measure:
            measure["revenue"] = {"column": "one", "yuan_per_unit": 100_000 * choose.whole(1, 4)}
    if rule.get("base_opex_years"):
        rule["share"] = {region: choose.one_of([0.25, 0.5]) for region in ("East", "West")}
    if rule.get("need_test"):
        model["viability"]["years"] = max(4, model["viability"]["years"])


def _goals_on_grants(choose: Chooser, model: Model, wanted: str) -> None:
    first = choose.one_of(["spend.total", "spend.total", "benefit", f"residents.{wanted}"])
    then = choose.one_of([("grant.total", "max"), ("paid.enterprise", "min"), ("paid.enterprise", "min")])
    set_goals(model, (first, "max"), then)


# Money that is short.


def _short_money(choose: Chooser, case: RandomCase, costs: Costs, wanted: str) -> None:
    """Yearly budgets of a work or two each, so that what is carried over decides, and a goal that wants works."""
    model = case.model
    payers = [*model["carriers"].values(), *(f for f in model["funds"].values() if f["kind"] == "grant")]
    for payer in payers:
        payer["budget"] = {year: choose.one_of([0, 1, 2]) * near(choose, costs) for year in years_of(model)}
        payer["carry_over"] = choose.one_of(["all", 0.0, 0.0, 0.5, 1.0])
    for rule in model["subsidies"].values():
        rule["share"] = {region: choose.one_of([0.5, 0.8, 1.0]) for region in ("East", "West")}
    goals = [(choose.one_of(["benefit", "spend.total", f"residents.{wanted}", f"cities.{wanted}"]), "max")]
    if model["targets"] and choose.chance(3):
        goals = [("shortfall", "min"), *goals]
    if choose.chance(7):
        last = [
            "cost.total",
            "paid.enterprise",
            "paid.public",
            *(["haul.total"] if "cloud" in model["services"] else []),
        ]
        goals.append((choose.one_of(last), "min"))
    else:
        goals += [(goal["indicator"], goal["sense"]) for goal in model["goals"].values() if "group" not in goal]
    seen = dict.fromkeys(indicator for indicator, _ in goals)
    set_goals(model, *(next(goal for goal in goals if goal[0] == indicator) for indicator in seen))


# Bounds on what is asked.


def _tight_bounds(choose: Chooser, case: RandomCase) -> None:
    """Bounds that a plan without regard to them would miss; goals that give up enough to matter."""
    model = case.model
    for rule in model["rules"].values():
        if rule["kind"] in ("gap", "gini") and "at_most" in rule and rule["indicator"].startswith("share."):
            rule["at_most"] = choose.one_of([0.0, 0.1, 0.25])
    for service in model["services"].values():
        if service.get("min_fill"):
            service["min_fill"] = choose.one_of([0.6, 0.9])
    first = next(iter(model["goals"].values()))
    if len(model["goals"]) > 1 and choose.chance(3):
        first["relative_tolerance"] = choose.one_of([0.3, 0.5])
    elif len(model["goals"]) > 1 and choose.chance(2):
        first["tolerance"] = 1.0 if first["indicator"].startswith(("cities", "projects", "spend")) else 100.0
