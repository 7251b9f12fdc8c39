"""Random places and links, what may be built there, what it costs and gives, and what exists already."""

from __future__ import annotations

from typing import Any

from tests.proof.random_case import COLUMNS, Chooser, RandomCase, named

Tables = dict[str, list[dict[str, Any]]]


def places(choose: Chooser, provinces: int) -> Tables:
    """Provinces with a core place, one to three small cities and links between them."""
    tables: Tables = {name: [] for name in COLUMNS}
    tables["regions"] = [{"id": region, "name_zh": region, "name_en": region} for region in ("East", "West")]
    tables["carriers"] = [{"id": carrier, "name_zh": carrier, "name_en": carrier} for carrier in ("alpha", "beta")]
    tables["size_classes"] = [
        {"id": name, "name_zh": name, "name_en": name, "min_urban_residents": least, "source": "-"}
        for name, least in (("tiny", 0), ("large", 50_000))
    ]
    left = choose.whole(provinces, 5)
    for number in range(provinces):
        code = f"p{number + 1}"
        tables["provinces"].append(
            {
                "id": code,
                "name_zh": code,
                "name_en": code,
                "short_zh": code,
                "region": "East" if number == 0 else choose.one_of(["West", "East"]),
                "lead_carrier": choose.one_of(["alpha", "beta"]),
                "local_budget_myuan": choose.whole(0, 6),
            }
        )
        small = 1 if number < provinces - 1 and provinces > 2 else max(1, min(left - (provinces - number - 1), 3))
        left -= small
        _province_places(choose, tables, code, small)
    return tables


def _province_places(choose: Chooser, tables: Tables, code: str, small: int) -> None:
    """A core place (maybe itself a small city), small cities, maybe a place that is neither, and links between them."""
    core = f"{code}c0"
    tables["cities"].append(_place(choose, code, core, core=True, small=choose.chance(2)))
    names = [core]
    for number in range(small):
        name = f"{code}s{number + 1}"
        tables["cities"].append(_place(choose, code, name, core=False, small=True))
        others = [place["id"] for place in tables["cities"] if place["core"] and place["id"] != core]
        ends = [choose.one_of(names)]
        if choose.chance(4):
            ends.append(choose.one_of([*names, *others]))
        for end in dict.fromkeys(ends):
            _link(choose, tables, name, end)
        names.append(name)
    if choose.chance(1):
        between = f"{code}m0"
        tables["cities"].append(_place(choose, code, between, core=False, small=False))
        _link(choose, tables, between, core)
        _link(choose, tables, names[-1], between)


def _link(choose: Chooser, tables: Tables, lower: str, upper: str) -> None:
    row = {"id": f"{lower}>{upper}", "from": lower, "to": upper, "route_km": choose.whole(1, 8), "route": "a"}
    if all(link["id"] != row["id"] for link in tables["uplinks"]):
        tables["uplinks"].append(row)


def _place(choose: Chooser, province: str, name: str, *, core: bool, small: bool) -> dict[str, Any]:
    people = choose.whole(1, 12) * 10_000
    return {
        "id": name,
        "name_zh": name,
        "name_en": name,
        "pinyin": name,
        "province": province,
        "prefecture": "",
        "kind": "seat" if core else "county",
        "core": core,
        "small": small,
        "egress_nodes": 1,
        "lon": 100 + choose.whole(0, 40) / 10,
        "lat": 30 + choose.whole(0, 10) / 10,
        "residents": people,
        "urban_residents": people // choose.whole(1, 4),
        "homes": people // 2,
        "demand_units": choose.whole(0, 6) * 100,
        "lead_carrier": choose.one_of(["alpha", "beta"]),
    }


# Measures and services.


def model_file(choose: Chooser, tables: Tables) -> dict[str, Any]:
    """Measures, services and statuses; unit costs go into the tables."""
    first = 2024
    model: dict[str, Any] = {
        **named("random"),
        "dataset": "dataset",
        "time": {
            "first_year": first,
            "price_year": 2024,
            "last_year": first + choose.whole(0, 2),
            "terminal_years": choose.whole(1, 4),
            "discount_rate": choose.one_of([0.0, 0.05]),
        },
        "measures": {},
        "services": {},
    }
    for table in ("statuses", "carriers", "funds", "subsidies", "indicators", "targets", "limits", "rules", "goals"):
        model[table] = {}
    _measures(choose, model, tables)
    _services(choose, model)
    _costs(choose, model, tables)
    if choose.chance(6) and len(model["services"]) > 0:
        parts = [name for name in model["services"] if choose.chance(7)] or [next(iter(model["services"]))]
        model["statuses"]["full"] = named(
            "full", services=parts, connected="link" in model["measures"] and choose.chance(5)
        )
    return model


def _lead(choose: Chooser) -> str:
    return choose.one_of(["shared", "city", "province", "alpha"])


def _measures(choose: Chooser, model: dict[str, Any], tables: Tables) -> None:
    measures = model["measures"]
    linked = choose.chance(7)
    if linked:
        measures["link"] = named("link", kind="uplink", lead=_lead(choose), where={"small": "any"})
    way_out = {"way_out": {"connected": True}} if linked and choose.chance(7) else {}
    _city_measures(choose, measures, way_out)
    _site_measures(choose, measures, way_out, tables)
    if choose.chance(2):
        options = [name for name in ("metro", "pool") if name in measures]
        if len(options) + int(linked) >= 2 and "edge" not in measures:
            needed = {"measures": options, "connected": linked, "count": 2}
            measures["gigabit"]["requires"]["two_of"] = needed
    for measure in measures.values():
        measure["opex_share"] = choose.one_of([0.0, 0.1, 0.5])
        if choose.chance(1):
            measure["first_year"] = model["time"]["first_year"] + 1
        elif choose.chance(1):
            measure["last_year"] = model["time"]["first_year"]


def _city_measures(choose: Chooser, measures: dict[str, Any], way_out: dict[str, Any]) -> None:
    if choose.chance(4):
        measures["metro"] = named("metro", kind="city", lead=_lead(choose), requires=dict(way_out))
    measures["gigabit"] = named("gigabit", kind="city", lead=_lead(choose), requires=dict(way_out))
    if choose.chance(3):
        measures["gigabit"]["where"] = {"small": "any"} if choose.chance(5) else {"at_least": {"homes": 20_000}}
    if "metro" in measures and choose.chance(7):
        measures["gigabit"]["requires"]["metro"] = {"measures": ["metro"]}


def _site_measures(choose: Chooser, measures: dict[str, Any], way_out: dict[str, Any], tables: Tables) -> None:
    if choose.chance(5):
        where = {"small": "any", "cities": _some(choose, [place["id"] for place in tables["cities"]], 2)}
        measures["pool"] = named("pool", kind="site", lead=_lead(choose), where=where, requires=dict(way_out))
        size = {"capacity_per_module": choose.one_of([300, 500, 800]), "max_modules": choose.whole(1, 2)}
        measures["pool"] |= size
    if choose.chance(4):
        measures["edge"] = named("edge", kind="site", lead=_lead(choose), where={"small": "any"}, requires={})
        if choose.chance(6):
            small = [place["id"] for place in tables["cities"] if place["small"]]
            measures["edge"]["where"] = {"cities": _some(choose, small, 2)}
        if "pool" in measures and choose.chance(6):
            measures["edge"]["requires"]["cloud"] = {"services": ["cloud"]}


def _some(choose: Chooser, items: list[str], most: int) -> list[str]:
    picked = {choose.one_of(items) for _ in range(most)} if items else set()
    return sorted(picked)


def _services(choose: Chooser, model: dict[str, Any]) -> None:
    services, measures = model["services"], model["measures"]
    services["gigabit"] = named(
        "gigabit",
        mode="own",
        measure="gigabit",
        weight=choose.whole(0, 3),
        beneficiaries=choose.one_of(["homes", "residents"]),
    )
    if "pool" in measures:
        services["cloud"] = _reached(choose, "cloud", "pool", "capacity") | {
            "demand": "demand_units",
            "demand_growth": choose.one_of([0.0, 0.0, 0.2, -0.1]),
            "min_fill": choose.one_of([0.0, 0.0, 0.3, 0.6]),
            "haul_myuan_per_unit_km": choose.one_of([0.0, 0.0, 0.0001]),
        }
    if "edge" in measures:
        services["near"] = _reached(choose, "near", "edge", "cover")


def _reached(choose: Chooser, name: str, measure: str, mode: str) -> dict[str, Any]:
    service = named(name, mode=mode, measure=measure, weight=choose.whole(0, 3))
    service["existing"] = choose.one_of(["none", "own_province", "all"])
    service["connected"] = choose.chance(5)
    if choose.chance(6):
        service["reach_km"] = choose.one_of([60, 150, 400])
    if choose.chance(3):
        service["max_sites"] = choose.whole(1, 2)
    return service


def add_cost(
    tables: Tables, measure: str, item: str, driver: str, cost: float, region: str = "all", size: str = "all"
) -> None:
    """A row of unit costs."""
    tables["unit_costs"].append(
        {
            "measure": measure,
            "item": item,
            "name_zh": item,
            "name_en": item,
            "driver": driver,
            "region": region,
            "size_class": size,
            "low_myuan": cost,
            "base_myuan": cost,
            "high_myuan": cost,
            "unit_zh": "-",
            "unit_en": "-",
            "basis": "assumed",
            "source": "-",
        }
    )


def _costs(choose: Chooser, model: dict[str, Any], tables: Tables) -> None:
    for name, measure in model["measures"].items():
        add_cost(tables, name, "base", "one", choose.whole(0, 8) / 2)
        if measure["kind"] == "uplink":
            add_cost(tables, name, "route", "route_km", choose.whole(1, 4) / 4)
        elif choose.chance(5):
            add_cost(tables, name, "homes", "homes", choose.whole(1, 3) / 20_000)
        if choose.chance(3):
            add_cost(tables, name, "base", "one", choose.whole(0, 8) / 2, region="West")
        if choose.chance(2):
            add_cost(tables, name, "base", "one", choose.whole(0, 8) / 2, size="large")
        if "capacity_per_module" in measure:
            add_cost(tables, name, "module", "module", choose.whole(1, 6) / 2)


def existing(choose: Chooser, case: RandomCase) -> None:
    """What exists, is promised or ruled out, and a table of pairs now and then."""
    tables, model = case.tables, case.model
    places = [place["id"] for place in tables["cities"]]
    if "pool" in model["measures"] and choose.chance(5):
        for city in _some(choose, places, 1):
            row = {"id": "s1", "city": city, "measure": "pool", "modules": choose.whole(1, 2), "source": "-"}
            tables["sites"].append(row)
    if "edge" in model["measures"] and choose.chance(2):
        tables["sites"].append(
            {"id": "s2", "city": choose.one_of(places), "measure": "edge", "modules": 1, "source": "-"}
        )
    small = [place["id"] for place in tables["cities"] if place["small"]]
    if choose.chance(3):
        library(choose, case, choose.one_of(["built", "excluded", "candidate"]), "gigabit", choose.one_of(small))
    metro = model["measures"].get("metro", {"requires": True})
    in_time = metro.get("first_year", 0) <= model["time"]["last_year"]
    if not metro["requires"] and in_time and choose.chance(4):
        library(choose, case, "committed", "metro", choose.one_of(small))
    if "link" in model["measures"] and choose.chance(2):
        link = choose.one_of(tables["uplinks"])
        library(choose, case, choose.one_of(["built", "excluded"]), "link", link["from"], link["to"])
    if "cloud" in model["services"] and choose.chance(2):
        for city in small:
            for site in _some(choose, places, 2):
                haul = choose.one_of([0.0, 0.5, 1.0])
                row = {"service": "cloud", "city": city, "site_city": site, "distance_km": 10, "haul_myuan": haul}
                tables["pairs"].append(row)


def library(choose: Chooser, case: RandomCase, status: str, measure: str, city: str, to: str = "") -> None:
    first, last = case.model["time"]["first_year"], case.model["time"]["last_year"]
    row: dict[str, Any] = dict.fromkeys(COLUMNS["projects"])
    rows = case.tables["projects"]
    row |= {"id": f"l{len(rows) + 1}", "measure": measure, "city": city, "to": to, "status": status, "source": "-"}
    if status == "candidate":
        row |= {"capex_myuan": choose.whole(0, 6) / 2, "last_year": choose.whole(first, last), "lead": "beta"}
    if status == "committed":
        spec = case.model["measures"][measure]
        row["by_year"] = choose.whole(spec.get("first_year", first), last)
    if choose.chance(3):
        row["opex_myuan"] = choose.whole(0, 4) / 4
    rows.append(row)
