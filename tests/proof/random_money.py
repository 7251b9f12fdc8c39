"""Random features of money: subsidy rules that meet, what pays and what does not, who builds with whom, duties."""

from __future__ import annotations

from typing import Any

from tests.proof.brute_facts import Facts
from tests.proof.random_case import Chooser, RandomCase, named

#: Rules of one project at most.
MOST_RULES = 3


def features(choose: Chooser, case: RandomCase) -> None:
    """Each feature of its own."""
    model = case.model
    if choose.chance(4):
        _viability(choose, case)
    if model["funds"].get("central"):
        if choose.chance(5):
            years = model["funds"]["central"]["budget"]
            model["funds"]["central"]["budget"] = {year: choose.whole(4, 20) for year in years}
        _more_rules(choose, case)
        for rule in model["subsidies"].values():
            _conditions(choose, case, rule)
    if choose.chance(2):
        _co_build(choose, model)
    if choose.chance(2):
        for province in case.tables["provinces"]:
            province["alpha_share"] = choose.one_of([0.0, 0.5, 1.0])
        case.columns["provinces"] = [*case.columns["provinces"], "alpha_share"]
        model["carriers"]["alpha"]["presence_column"] = "alpha_share"
    if choose.chance(2):
        _obligation(choose, case)
    if choose.chance(3):
        _merit(choose, case)
    if choose.chance(2):
        _bound_payers(choose, model)
    if choose.chance(1):
        model["scope"] = {"accounts": choose.one_of([["alpha", "shared"], ["alpha", "beta"], ["shared"]])}


def _viability(choose: Chooser, case: RandomCase) -> None:
    case.model["viability"] = {
        "years": choose.whole(1, 10), "discount_rate": choose.one_of([0.0, 0.08]),
        "rule": choose.one_of(["none", "none", "project", "carrier"]),
    }  # fmt: skip


def _more_rules(choose: Chooser, case: RandomCase) -> None:
    """Rules that share projects with others, and how they stack."""
    model = case.model
    while len(model["subsidies"]) < MOST_RULES and choose.chance(4):
        eligible = [measure for measure in sorted(model["measures"]) if choose.chance(6)] or ["gigabit"]
        share = {"West": choose.one_of([0.25, 0.5, 0.8]), "East": choose.one_of([0.25, 0.5])}
        name = f"rule{len(model['subsidies'])}"
        model["subsidies"][name] = named(name, fund="central", measures=eligible, share=share)
    model["stacking"] = choose.one_of(["exclusive", "additive"])
    if choose.chance(3):
        model["max_public_share"] = choose.one_of([0.5, 0.75])


def _conditions(choose: Chooser, case: RandomCase, rule: dict[str, Any]) -> None:
    model = case.model
    years = range(model["time"]["first_year"], model["time"]["last_year"] + 1)
    rule["share"].setdefault("East", choose.one_of([0.25, 0.5, 1.0]))
    local = any(fund["kind"] == "local" for fund in model["funds"].values())
    if choose.chance(2):
        rule["base_opex_years"] = choose.one_of([1, 6])
    if choose.chance(2):
        rule["city_ceiling_myuan"] = choose.one_of([1, 2.5])
    if choose.chance(2):
        rule["province_ceiling_myuan"] = choose.one_of([1, 2, 3.5])
    if "viability" in model and choose.chance(5):
        rule["need_test"] = True
    if local and choose.chance(2):
        rule["min_match"] = choose.one_of([0.25, 1.0])
    if any(row.get("stage") == "ready" for row in case.tables["projects"]) and choose.chance(4):
        rule["stages"] = ["ready"]
    if choose.chance(3):
        rule["envelope"] = {year: choose.whole(0, 6) for year in years}
        rule["carry_over"] = choose.one_of(["all", 0.0, 0.5])
    if choose.chance(2):
        rule["minimum_shares"] = {"some": _minimum_share(choose, case, bool(rule.get("envelope")))}
    if choose.chance(3):
        rule["package"] = {"min_cities": choose.whole(1, 3), "most": choose.whole(1, 3)}
        if choose.chance(4):
            rule["package"]["min_cost_myuan"] = choose.whole(1, 6)
        if choose.chance(6):
            rule["package"]["ceiling_myuan"] = choose.one_of([1, 2])


def _minimum_share(choose: Chooser, case: RandomCase, envelope: bool) -> dict[str, Any]:
    share: dict[str, Any] = {"at_least": choose.one_of([0.25, 0.5]), "over": choose.one_of(["year", "all"])}
    if choose.chance(5):
        share["regions"] = [choose.one_of(["West", "East"])]
    else:
        share["provinces"] = [choose.one_of([row["id"] for row in case.tables["provinces"]])]
    if envelope and choose.chance(3):
        share["of"] = "envelope"
    return share


def _co_build(choose: Chooser, model: dict[str, Any]) -> None:
    part = choose.one_of([0.25, 0.5, 1.0])
    model["co_builds"] = {"both": named("both", shares={"alpha": part, "beta": 1 - part})}
    for measure in model["measures"].values():
        if choose.chance(4):
            measure["lead"] = "both"


def _obligation(choose: Chooser, case: RandomCase) -> None:
    """Something that must be built, if there is any such project."""
    model = case.model
    measures = [name for name, measure in sorted(model["measures"].items()) if measure["kind"] != "uplink"]
    duty = named("duty", measures=[choose.one_of(measures)], at_least=choose.one_of([0.5, 1.0, 0.25]))
    if choose.chance(4):
        duty["where"] = {"at_least": {"residents": 60_000}}
    if choose.chance(3):
        duty["by_year"] = choose.whole(model["time"]["first_year"], model["time"]["last_year"])
    if choose.chance(4):
        duty["carrier"] = choose.one_of(["alpha", "beta"])
    model["obligations"] = {"duty": duty}


def _bound_payers(choose: Chooser, model: dict[str, Any]) -> None:
    """A payer of some measures besides the carriers, or local money that is for some measures only."""
    some = [measure for measure in sorted(model["measures"]) if choose.chance(5)] or ["gigabit"]
    local = [fund for fund in model["funds"].values() if fund["kind"] == "local"]
    if local and choose.chance(5):
        local[0]["measures"] = some
    else:
        years = range(model["time"]["first_year"], model["time"]["last_year"] + 1)
        budget = {year: choose.whole(0, 8) for year in years}
        model["carriers"]["towers"] = named("towers", budget=budget, measures=some)


def _merit(choose: Chooser, case: RandomCase) -> None:
    """Scores for what is listed, and a rule that selects by them."""
    for row in case.tables["projects"]:
        row["score"] = choose.one_of([None, 50.0, 70.0, 70.0, 90.0])
    for rule in list(case.model["subsidies"].values())[:1]:
        if choose.chance(5):
            rule["min_score"] = choose.one_of([50, 60, 90])
        if choose.chance(7) or "min_score" not in rule:
            rule["best_per_province"] = choose.whole(1, 2)


def settle(case: RandomCase) -> None:
    """Drop an obligation that no project is left for, and stages that none has: the planner calls both a mistake."""
    facts = Facts(case)
    stages = {row.get("stage") for row in case.tables["projects"]}
    for rule in case.model["subsidies"].values():
        if not set(rule.get("stages", ())) <= stages:
            del rule["stages"]
    for name, duty in list(case.model.get("obligations", {}).items()):
        if not any(p.measure in duty["measures"] and facts.fits(duty.get("where", {}), p.city) for p in facts.projects):
            del case.model["obligations"][name]
