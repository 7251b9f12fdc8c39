"""Random features of what is built and whom it serves: levels, loads, thresholds, two ways, traffic, groups."""

from __future__ import annotations

from typing import Any

from tests.proof.random_case import COLUMNS, Chooser, RandomCase, named
from tests.proof.random_network import Tables, add_cost

Model = dict[str, Any]


def features(choose: Chooser, model: Model, tables: Tables) -> None:
    """Each feature of its own, so that few of them meet in one case and all pairs do in many."""
    if choose.chance(2):
        _second_level(choose, model, tables)
    if choose.chance(2):
        _load(choose, model, tables)
    if choose.chance(3):
        _effects(choose, model)
    if choose.chance(4):
        _revenue(choose, model)
    if choose.chance(3):
        _thresholds(choose, model)
    if "link" in model["measures"] and choose.chance(3):
        two_ways(choose, model, tables)
    ring = model["services"].get("safe", {}).get("resilience") == "ring"
    if "link" in model["measures"] and not ring and choose.chance(3):
        _traffic(choose, model, tables)
    if choose.chance(5):
        _groups(choose, model, tables)
    if choose.chance(1):
        choose.one_of(list(model["measures"].values()))["opex_share"] = -0.1


def _second_level(choose: Chooser, model: Model, tables: Tables) -> None:
    """A step on top of gigabit for the rest of the beneficiaries."""
    step = named("more", kind="city", lead=choose.one_of(["shared", "city"]), opex_share=choose.one_of([0.0, 0.1]))
    step["requires"] = {"first": {"measures": ["gigabit"]}}
    model["measures"]["more"] = step
    add_cost(tables, "more", "base", "one", choose.whole(1, 8) / 2)
    first = model["services"]["gigabit"]
    first["part"] = 0.75
    model["services"]["more"] = named("more", mode="own", measure="more", weight=choose.whole(1, 4), part=0.25)
    model["services"]["more"]["beneficiaries"] = first["beneficiaries"]


def _load(choose: Chooser, model: Model, tables: Tables) -> None:
    """What is moved to the cloud takes up pools."""
    if "cloud" not in model["services"]:
        return
    amount = choose.one_of([{"factor": 100}, {"factor": 400}, {"column": "demand_units", "factor": 0.5}])
    if choose.chance(5):
        model["measures"]["gigabit"]["loads"] = {"cloud": amount}
        return
    moved = named("moved", kind="city", lead="city", loads={"cloud": amount}, opex_share=choose.one_of([-0.5, 0.0]))
    moved["where"] = {"small": choose.one_of([True, "any"]), "at_least": {"residents": 50_000}}
    model["measures"]["moved"] = moved
    add_cost(tables, "moved", "base", "one", choose.whole(0, 4) / 2)
    model["services"]["moved"] = named("moved", mode="own", measure="moved", weight=choose.whole(0, 3))


def _effects(choose: Chooser, model: Model) -> None:
    model["effects"] = {"energy": named("energy", unit_zh="-", unit_en="-")}
    for measure in model["measures"].values():
        if choose.chance(5):
            amount: dict[str, Any] = choose.one_of(
                [{"factor": 2}, {"column": "homes", "factor": 0.0001}, {"factor": -1}]
            )
            measure["effects"] = {"energy": amount}


def _revenue(choose: Chooser, model: Model) -> None:
    for name, measure in model["measures"].items():
        if not choose.chance(6):
            continue
        column = choose.one_of(["homes", "residents", "one", *(["module"] if name == "pool" else [])])
        money = {"homes": 5, "residents": 2, "one": 200_000, "module": 150_000}[column]
        measure["revenue"] = {
            "column": column, "yuan_per_unit": money * choose.whole(1, 4), "take_up": choose.one_of([0.5, 1.0]),
            "ramp_years": choose.whole(0, 3),
        }  # fmt: skip


def _thresholds(choose: Chooser, model: Model) -> None:
    """A status by figures: one or two of them, raised by one to three measures."""
    raising = [name for name, measure in model["measures"].items() if measure["kind"] == "city"]
    status = named("level", thresholds={})
    for number in range(choose.whole(1, 2)):
        adds: dict[str, dict[str, Any]] = {name: {"factor": choose.whole(1, 3)} for name in raising if choose.chance(7)}
        if choose.chance(3):
            adds["gigabit"] = {"column": "homes", "factor": 0.0001}
        status["thresholds"][f"t{number}"] = {
            "start": choose.one_of([0, 1, "egress_nodes"]),
            "adds": adds or {"gigabit": {"factor": 1}},
            "at_least": choose.whole(1, 4),
        }
    if choose.chance(3):
        status["services"] = [choose.one_of(sorted(model["services"]))]
    if "link" in model["measures"] and choose.chance(3):
        status["connected"] = True
    model["statuses"]["level"] = status


def two_ways(choose: Chooser, model: Model, tables: Tables) -> None:
    """Further uplinks with routes of their own, places with two nodes, and the service that two ways give."""
    if choose.chance(7):
        # Two ways need many links, which leave room for few years.
        model["time"]["last_year"] = model["time"]["first_year"]
        for measure in model["measures"].values():
            measure.pop("first_year", None)
    for place in tables["cities"]:
        place["egress_nodes"] = 2 if choose.chance(7 if place["core"] else 3) else 1
    links = tables["uplinks"]
    for link in list(links):
        if len(links) < 9 and choose.chance(9):
            _add_way(choose, tables, link)
    for row in tables["unit_costs"]:
        if row["measure"] == "link":
            row["base_myuan"] = min(row["base_myuan"], 0.5)
    safe = named("safe", mode="protected", measure="link", weight=choose.whole(0, 3))
    model["services"]["safe"] = safe
    if "gigabit" in model["measures"] and choose.chance(3):
        model["measures"]["gigabit"]["requires"]["safe"] = {"services": ["safe"]}
    if choose.chance(4):
        rings(choose, safe, tables)


def rings(choose: Chooser, safe: dict[str, Any], tables: Tables) -> None:
    """Protected along rings, with places in an order of their own."""
    safe |= {"resilience": "ring", "ring_order": "position"}
    left = list(range(len(tables["cities"])))
    for place in tables["cities"]:
        place["position"] = left.pop(choose.whole(0, len(left) - 1))


def _add_way(choose: Chooser, tables: Tables, link: dict[str, Any]) -> None:
    """A second link beside one: between the same places, or to another core place, mostly on a route of its own."""
    twin = link | {"id": f"{link['id']}.2", "route": "b", "route_km": choose.whole(1, 8)}
    cores = [p["id"] for p in tables["cities"] if p["core"] and p["id"] not in (link["to"], link["from"])]
    if cores and choose.chance(5):
        end = choose.one_of(cores)
        twin |= {"id": f"{link['from']}>{end}", "to": end, "route": choose.one_of(["b", "b", "a"])}
    if all(other["id"] != twin["id"] for other in tables["uplinks"]):
        tables["uplinks"].append(twin)


def _traffic(choose: Chooser, model: Model, tables: Tables) -> None:
    """What cities send, and uplinks in wavelengths."""
    link = model["measures"]["link"]
    link |= {"capacity_per_module": choose.one_of([4, 10]), "max_modules": choose.whole(1, 3)}
    add_cost(tables, "link", "wave", "module", choose.whole(0, 4) / 4)
    amount = choose.one_of([{"factor": 3}, {"column": "demand_units", "factor": 0.01}, {"factor": 10}])
    model["traffic"] = {"own": named("own", measure="link", amount=amount)}
    if choose.chance(3):
        where = {"small": "any", "at_least": {"residents": 60_000}}
        model["traffic"]["more"] = named("more", measure="link", where=where, amount={"factor": 2})
    if choose.chance(2):
        model["traffic"]["own"]["enabled"] = False


def _groups(choose: Chooser, model: Model, tables: Tables) -> None:
    """One or two groups of small cities, which may overlap and leave some out."""
    small = [place["id"] for place in tables["cities"] if place["small"]]
    model["groups"] = {"first": named("first", where={"cities": sorted({choose.one_of(small) for _ in range(2)})})}
    if choose.chance(7):
        people = sorted(place["residents"] for place in tables["cities"] if place["small"])
        where = choose.one_of([{"at_most": {"residents": people[0]}}, {"at_least": {"homes": 1}}])
        model["groups"]["second"] = named("second", where=where)


# What exists.


def unsettle(choose: Chooser, case: RandomCase) -> None:
    """Take back what cannot exist in the library with these features, and stages for what is in it."""
    model, tables = case.model, case.tables
    core = {place["id"] for place in tables["cities"] if place["core"]}
    carrying = any(entry.get("enabled", True) for entry in model.get("traffic", {}).values())
    tables["projects"] = [
        row for row in tables["projects"]
        if not (row["measure"] == "link" and row["status"] == "built" and carrying and row["to"] not in core)
    ]  # fmt: skip
    for row in tables["projects"]:
        if choose.chance(5):
            row["stage"] = choose.one_of(["ready", "idea"])
    listed = {(row["measure"], row["city"]) for row in tables["projects"]}
    small = [place["id"] for place in tables["cities"] if place["small"]]
    for city in small if choose.chance(3) else ():
        if ("gigabit", city) not in listed and choose.chance(7):
            row = dict.fromkeys(COLUMNS["projects"]) | {"measure": "gigabit", "city": city, "source": "-"}
            row |= {"id": f"l{city}", "status": "candidate", "stage": choose.one_of(["ready", "ready", "idea"])}
            tables["projects"].append(row)
