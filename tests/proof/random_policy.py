"""Random money and rules: who pays, and what is asked."""

from __future__ import annotations

from typing import Any

from tests.proof.random_case import Chooser, RandomCase, named


def money(choose: Chooser, case: RandomCase) -> None:
    """Carriers, funds and subsidy rules."""
    model = case.model
    years = list(range(model["time"]["first_year"], model["time"]["last_year"] + 1))
    for carrier in ("alpha", "beta"):
        rich = choose.chance(2)
        budget = {year: choose.whole(20, 40) if rich else choose.whole(0, 9) for year in years}
        model["carriers"][carrier] = named(carrier, budget=budget, carry_over=_carry(choose))
    measures = sorted(model["measures"])
    if choose.chance(6):
        budget = {year: choose.whole(0, 8) for year in years}
        model["funds"]["central"] = named("central", kind="grant", budget=budget, carry_over=_carry(choose))
        eligible = [measure for measure in measures if choose.chance(6)] or measures[:1]
        _subsidy(choose, model, "main", eligible)
        others = [measure for measure in measures if measure not in eligible]
        if others and choose.chance(3):
            _subsidy(choose, model, "other", others)
    if choose.chance(5):
        model["funds"]["local"] = named(
            "local", kind="local", limit_column="local_budget_myuan", limit_factor=choose.one_of([0.5, 1.0, 2.0])
        )
        if choose.chance(4):
            model["funds"]["local"]["max_per_grant"] = choose.one_of([0.5, 1.0])


def _carry(choose: Chooser) -> Any:
    return choose.one_of(["all", "all", 0.0, 0.5, 1.0])


def _subsidy(choose: Chooser, model: dict[str, Any], name: str, measures: list[str]) -> None:
    share = {"West": choose.one_of([0.25, 0.5, 1.0])}
    if choose.chance(4):
        share["East"] = 0.25
    subsidy = named(name, fund="central", measures=measures, share=share)
    if choose.chance(5):
        subsidy["ceiling_myuan"] = choose.whole(1, 3)
    model["subsidies"][name] = subsidy


# What is asked.


def states_of(model: dict[str, Any]) -> list[str]:
    """What a city can have: services, statuses, a connection."""
    return [*model["services"], *model["statuses"], *(["connected"] if "link" in model["measures"] else [])]


def policy(choose: Chooser, case: RandomCase) -> None:
    """Indicators, targets, limits, rules and goals."""
    model = case.model
    states = states_of(model)
    if choose.chance(2):
        model["indicators"]["mix"] = named(
            "mix", terms={f"residents.{choose.one_of(states)}": 2, f"cities.{choose.one_of(states)}": 1}
        )
    if choose.chance(6):
        _target(choose, case, states)
    _limits(choose, case, states)
    _rules(choose, case, states)
    _goals(choose, model, states)


def _target(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    model, state = case.model, choose.one_of(states)
    regions = sorted({province["region"] for province in case.tables["provinces"]})
    kind = choose.whole(0, 3)
    if kind == 0:
        target = named("t", indicator=f"cities.{state}", at_least=choose.whole(1, 4))
    elif kind == 1:
        target = named("t", indicator=f"share.cities.{state}", by="province", at_least=0.5)
    elif kind == 2:
        target = named("t", indicator=f"share.residents.{state}", by="region", at_least=dict.fromkeys(regions, 0.5))
    else:
        target = named("t", indicator="benefit", at_least=choose.whole(1, 40) * 5)
    if choose.chance(3) and kind < 3:
        target["year"] = model["time"]["first_year"]
    model["targets"]["main"] = target | {"weight": choose.whole(1, 3)}
    if choose.chance(3):
        model["targets"]["more"] = named("t", indicator=f"cities.{choose.one_of(states)}", at_least=choose.whole(1, 3))


def _limits(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    model, limits = case.model, case.model["limits"]
    small = [place["id"] for place in case.tables["cities"] if place["small"]]
    if choose.chance(2):
        limits["few"] = named(
            "few", indicator=f"projects.{choose.one_of(sorted(model['measures']))}", at_most=choose.whole(0, 2)
        )
    if choose.chance(2):
        limits["spend"] = named(
            "spend",
            indicator=choose.one_of(["spend.total", "paid.enterprise", "cost.total"]),
            at_most=choose.whole(3, 25),
            over=choose.one_of(["each", "sum"]), by=choose.one_of(["nation", "region", "province"]),
        )  # fmt: skip
    if choose.chance(1):
        limits["city"] = named(
            "city", indicator="spend.total", by="city", groups=[choose.one_of(small)], at_most=choose.whole(1, 6)
        )
    if choose.chance(1):
        limits["some"] = named(
            "some", indicator=f"cities.{choose.one_of(states)}", at_least=1, by=choose.one_of(["nation", "province"])
        )
    if choose.chance(1) and model["subsidies"]:
        limits["grants"] = named("grants", indicator="grant.total", at_most=choose.whole(0, 4), by="region")


def _rules(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    model, rules = case.model, case.model["rules"]
    if not choose.chance(4):
        return
    share = f"share.{choose.one_of(['cities', 'residents'])}.{choose.one_of(states)}"
    regions = {province["region"] for province in case.tables["provinces"]}
    money = "grant.per_resident" if model["subsidies"] and choose.chance(4) else share
    kind = choose.one_of(["floor", "gap", "gini", *(["share"] if "West" in regions else [])])
    if kind == "floor":
        rules["floor"] = named(
            "r",
            kind=kind,
            indicator=share,
            by=choose.one_of(["region", "province"]),
            at_least=choose.one_of([0.25, 0.5]),
        )
    elif kind == "gap":
        rules["gap"] = named(
            "r",
            kind=kind,
            indicator=money,
            by=choose.one_of(["region", "province"]),
            at_most=choose.one_of([0.25, 0.5]),
        )
        if money == "grant.per_resident":
            rules["gap"]["at_most"] = choose.whole(5, 40)
    elif kind == "share":
        indicator = choose.one_of(
            ["spend.total", f"cities.{choose.one_of(states)}", *(["grant.total"] if model["subsidies"] else [])]
        )
        rules["share"] = named(
            "r", kind=kind, indicator=indicator, by="region", groups=["West"], at_least=choose.one_of([0.25, 0.5])
        )
    else:
        rules["gini"] = named("r", kind=kind, indicator=money, at_most=choose.one_of([0.1, 0.25, 0.4]))


def _goals(choose: Chooser, model: dict[str, Any], states: list[str]) -> None:
    asked: list[tuple[str, str]] = []
    if model["targets"]:
        asked.append((choose.one_of(["shortfall", "shortfall.main"]), "min"))
    growing = ["benefit", "benefit", f"cities.{choose.one_of(states)}", f"residents.{choose.one_of(states)}"]
    growing += ["projects.gigabit", *model["indicators"]]
    asked.append((choose.one_of(growing), "max"))
    costs = ["spend.total", "cost.total", "pv.cost", "opex.total", "paid.public", "paid.enterprise"]
    if "cloud" in model["services"]:
        costs.append("haul.total")
    if choose.chance(6):
        asked.append((choose.one_of(costs), "min"))
    if model["subsidies"] and choose.chance(2):
        asked.append((choose.one_of(["grant.total", "grant.per_resident"]), choose.one_of(["max", "min"])))
    if choose.chance(1):
        asked.reverse()
    for order, (indicator, sense) in enumerate(dict.fromkeys(asked), start=1):
        goal = named(indicator, order=order, indicator=indicator, sense=sense)
        if choose.chance(2):
            goal["relative_tolerance"] = choose.one_of([0.05, 0.2])
        if choose.chance(1):
            goal["tolerance"] = 1.0
        model["goals"][f"g{order}"] = goal
