"""Random features of what is asked: rules on the worst served, on order and on groups; goals by group and on worth."""

from __future__ import annotations

from typing import Any

from tests.proof.random_case import Chooser, RandomCase, named

Model = dict[str, Any]


def features(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    """Rules, limits, targets and goals on top of the usual ones."""
    model = case.model
    if choose.chance(5):
        _rule(choose, case, states)
    if choose.chance(3):
        _limit(choose, model, states)
    if model.get("groups") and choose.chance(2):
        kind = choose.one_of(["cities", "residents"])
        model["targets"]["group"] = named(
            "group", indicator=f"{kind}.{choose.one_of(states)}", by="group", at_least=choose.whole(1, 3)
        )
    _goals(choose, model, states)


def _rule(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    model = case.model
    by = choose.one_of(["province", "region", *(["group", "group"] if model.get("groups") else [])])
    share = f"share.{choose.one_of(['cities', 'residents'])}.{choose.one_of(states)}"
    paid = by != "group" and model["subsidies"] and choose.chance(3)
    indicator = "grant.per_resident" if paid else share
    kinds = ["worst", "least", "gap", "gini", "floor"]
    provinces = [row["id"] for row in reversed(case.tables["provinces"])]
    order = {"group": sorted(model.get("groups", {})), "region": ["West", "East"], "province": provinces[:2]}[by]
    kind = choose.one_of([*kinds, "order", "order"] if len(order) > 1 else kinds)
    rule = named("fair", kind=kind, indicator=indicator, by=by)
    bounded = choose.chance(5)
    if kind == "order":
        rule["groups"] = order
        rule["at_most"] = 0.0 if bounded else 10.0 if paid else 0.25
    elif kind in ("gap", "gini"):
        if bounded:
            rule["at_most"] = choose.one_of([0.25, 0.5]) * (40 if indicator == "grant.per_resident" else 1)
        if kind == "gini" and bounded:
            rule["at_most"] = choose.one_of([0.1, 0.4])
    elif bounded or kind == "floor":
        rule["at_least"] = choose.one_of([0.1, 0.3]) * (20 if indicator == "grant.per_resident" else 1)
    if kind == "worst":
        rule["tail"] = choose.one_of([0.2, 0.5, 0.8])
    if choose.chance(1):
        rule["year"] = model["time"]["first_year"]
    model["rules"]["fair"] = rule


def _limit(choose: Chooser, model: Model, states: list[str]) -> None:
    """A limit on a new indicator, or by group."""
    asked: list[dict[str, Any]] = []
    if model.get("groups"):
        indicator = choose.one_of(["spend.total", f"cities.{choose.one_of(states)}"])
        asked.append({"indicator": indicator, "by": "group", "at_most": choose.whole(1, 6)})
    if model.get("effects"):
        asked.append({"indicator": "effect.energy", "at_most": choose.whole(0, 4), "by": choose.one_of(_PLACES)})
    if _tells_worth(model):
        asked.append({"indicator": "npv.alpha", "at_least": -choose.whole(0, 6), "over": "sum"})
        asked.append({"indicator": "need.total", "at_most": choose.whole(2, 12), "by": choose.one_of(_PLACES)})
    packaged = [name for name, rule in model["subsidies"].items() if rule.get("package")]
    if packaged:
        asked.append({"indicator": f"packages.{packaged[0]}", "at_most": choose.whole(0, 2)})
    if asked:
        model["limits"]["new"] = named("new", **choose.one_of(asked))


_PLACES = ["nation", "region", "province"]


def _only_measured(model: Model, indicator: str) -> None:
    """An order that is a goal is not a rule besides, or there would be nothing left to aim at."""
    rule = model["rules"].get(indicator.removeprefix("equity."), {})
    if rule.get("kind") == "order":
        rule.pop("at_most")


def _tells_worth(model: Model) -> bool:
    return "viability" in model or any("revenue" in measure for measure in model["measures"].values())


def _goals(choose: Chooser, model: Model, states: list[str]) -> None:
    """Some goals get another indicator, or the group that they are about."""
    asked: list[dict[str, Any]] = []
    for name, rule in model["rules"].items():
        if rule["kind"] in ("worst", "least", "gap", "gini", "order"):
            sense = "max" if rule["kind"] in ("worst", "least") else "min"
            asked += [{"indicator": f"equity.{name}", "sense": sense}] * 2
    if model.get("groups"):
        group = choose.one_of(sorted(model["groups"]))
        asked.append({"indicator": f"cities.{choose.one_of(states)}", "sense": "max", "by": "group", "group": group})
        asked.append({"indicator": "spend.total", "sense": "min", "by": "group", "group": group})
    asked.append({"indicator": "benefit", "sense": "max", "by": "province", "group": "p1"})
    asked.append({"indicator": "paid.public", "sense": "min", "by": "region", "group": "East"})
    if model.get("effects"):
        asked.append({"indicator": "effect.energy", "sense": choose.one_of(["max", "min"])})
    if _tells_worth(model):
        asked += [{"indicator": f"npv.{choose.one_of(['alpha', 'total'])}", "sense": "max"}] * 2
        asked.append({"indicator": "need.total", "sense": "min"})
        asked.append({"indicator": "revenue.total", "sense": "max"})
    for rule in model["subsidies"]:
        if model["subsidies"][rule].get("package"):
            asked.append({"indicator": f"packages.{rule}", "sense": choose.one_of(["max", "min"])})
    for goal in model["goals"].values():
        if choose.chance(4):
            new = choose.one_of(asked)
            if new["indicator"] not in {other["indicator"] for other in model["goals"].values()}:
                goal |= new | named(new["indicator"])
                _only_measured(model, new["indicator"])
    if model["subsidies"] and choose.chance(6):
        _money_first(choose, model)


def _money_first(choose: Chooser, model: Model) -> None:
    """Works first, and then as much of them by grants as the rules allow: so that conditions of grants bite."""
    for carrier in model["carriers"].values():
        carrier["budget"] = {year: choose.whole(10, 30) for year in carrier["budget"]}
    first = choose.one_of(["projects.gigabit", "benefit", "spend.total", f"projects.{sorted(model['measures'])[0]}"])
    then = choose.one_of([("paid.enterprise", "min"), ("grant.total", "max"), ("paid.alpha", "min")])
    goals = [(first, "max"), then]
    goals += [(g["indicator"], g["sense"]) for g in model["goals"].values() if g.get("by", "nation") == "nation"][:1]
    model["goals"] = {
        f"g{order}": named(indicator, order=order, indicator=indicator, sense=sense)
        for order, (indicator, sense) in enumerate(dict.fromkeys(goals), start=1)
    }
