"""Hand-made worlds of a few places, as tables and a model file; what is not stated is harmless.

One province ``P`` in region ``West`` with a core place ``C``; one planning year, whose stock counts for one year; one
carrier ``alpha`` with more money than anybody needs. So benefit is weight × thousand residents, and money is capex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.proof.random_case import COLUMNS, RandomCase, named
from tests.proof.random_network import add_cost

RICH = 1000.0
Entries = Mapping[str, Mapping[str, Any]]
#: Unit cost in million yuan a project, or (driver, million yuan a unit), or several of these by item.
Cost = float | tuple[str, float] | Mapping[str, float | tuple[str, float]]


def world(
    cities: Entries,
    measures: Entries,
    costs: Mapping[str, Cost],
    goals: Sequence[tuple[str, str] | Mapping[str, Any]],
    *,
    years: Sequence[int] = (2024,),
    provinces: Entries | None = None,
    links: Sequence[Mapping[str, Any]] = (),
    projects: Sequence[Mapping[str, Any]] = (),
    sites: Sequence[Mapping[str, Any]] = (),
    carriers: Entries | None = None,
    **tables: Any,
) -> RandomCase:
    """A case.

    Args:
        cities: small cities by id; columns of cities.csv that matter. A column that one has, all others have as 0.
        measures: by id; kind ``city`` unless stated.
        costs: by measure.
        goals: (indicator, sense), or whole entries, in their order.
        years: planning years.
        provinces: by id; default the one.
        links: rows of uplinks.csv: from, to, and what matters besides.
        projects, sites: rows of those tables.
        carriers: by id; ``budget`` may be one number for every year, by default more than enough.
        tables: tables of the model file by name; names of entries are filled in, budgets of grant funds as above.
    """
    tables.setdefault("services", {})
    model: dict[str, Any] = {
        **named("hand-made"),
        "dataset": "dataset",
        "time": {
            "first_year": years[0], "last_year": years[-1], "price_year": 2024, "terminal_years": 1,
            "discount_rate": 0.0,
        } | tables.pop("time", {}),
        "measures": {name: named(name, **{"kind": "city", "opex_share": 0, **spec}) for name, spec in measures.items()},
        "goals": {f"g{n}": _goal(n, goal) for n, goal in enumerate(goals, start=1)},
        "carriers": {
            name: named(name, **spec) | {"budget": _by_year(spec.get("budget", RICH), years)}
            for name, spec in (carriers or {"alpha": {}}).items()
        },
    }  # fmt: skip
    if "funds" in tables:
        tables["funds"] = {name: _funded(fund, years) for name, fund in tables["funds"].items()}
    for name, entries in tables.items():
        nameless = not isinstance(entries, Mapping) or name in ("scope", "viability")
        model[name] = entries if nameless else {key: named(key, **spec) for key, spec in entries.items()}
    case = RandomCase({name: [] for name in COLUMNS}, model)
    _fill(case, cities, provinces or {"P": {}}, list(model["carriers"]))
    case.tables["uplinks"] = [
        {"id": f"{link['from']}>{link['to']}", "route_km": 1, "route": "r", **link} for link in links
    ]
    case.tables["projects"] = [
        {**dict.fromkeys(COLUMNS["projects"]), "id": f"l{n}", "source": "-", **row} for n, row in enumerate(projects)
    ]
    case.tables["sites"] = [{"id": f"s{n}", "modules": 1, "source": "-", **row} for n, row in enumerate(sites)]
    for measure, cost in costs.items():
        for item, part in (cost if isinstance(cost, Mapping) else {"base": cost}).items():
            driver, amount = part if isinstance(part, tuple) else ("one", part)
            add_cost(case.tables, measure, item, driver, amount)
    return case


def _goal(order: int, goal: tuple[str, str] | Mapping[str, Any]) -> dict[str, Any]:
    spec = {"indicator": goal[0], "sense": goal[1]} if isinstance(goal, tuple) else dict(goal)
    return named(spec["indicator"], order=order, **spec)


def _funded(fund: Mapping[str, Any], years: Sequence[int]) -> dict[str, Any]:
    budget = {"budget": _by_year(fund.get("budget", RICH), years)} if fund["kind"] == "grant" else {}
    return {**fund, **budget}


def _by_year(budget: Any, years: Sequence[int]) -> dict[int, float]:
    return dict(budget) if isinstance(budget, Mapping) else dict.fromkeys(years, float(budget))


def _fill(case: RandomCase, cities: Entries, provinces: Entries, carriers: list[str]) -> None:
    """Places, provinces, regions and carriers; a province without a core place of its own gets one, ``C`` + its id."""
    rows = dict(cities)
    for number, code in enumerate(provinces):
        if not any(row.get("core") and row.get("province", "P") == code for row in cities.values()):
            rows["C" if number == 0 else f"C{code}"] = {"core": True, "small": False, "province": code, "kind": "seat"}
    extra = {key: 0 for row in rows.values() for key in row if key not in COLUMNS["cities"]}
    for place, row in sorted(rows.items()):
        usual = {**_PLACE, **extra, **named(place), "id": place, "pinyin": place.lower()}
        case.tables["cities"].append({**usual, **row})
    case.columns["cities"] = [*COLUMNS["cities"], *extra]
    for code, row in provinces.items():
        standard = {"short_zh": code, "region": "West", "lead_carrier": carriers[0], "local_budget_myuan": 0}
        case.tables["provinces"].append({"id": code, **named(code), **standard, **row})
    more = {key for row in case.tables["provinces"] for key in row} - set(COLUMNS["provinces"])
    case.columns["provinces"] = [*COLUMNS["provinces"], *sorted(more)]
    regions = sorted({row["region"] for row in case.tables["provinces"]})
    case.tables["regions"] = [{"id": region, **named(region)} for region in regions]
    case.tables["carriers"] = [{"id": carrier, **named(carrier)} for carrier in sorted(carriers)]
    case.tables["size_classes"] = [{"id": "any", **named("any"), "min_urban_residents": 0, "source": "-"}]


_PLACE: dict[str, Any] = {
    "province": "P", "prefecture": "", "kind": "county", "core": False, "small": True, "egress_nodes": 1, "lon": 100.0,
    "lat": 30.0, "residents": 100_000, "urban_residents": 10_000, "homes": 10_000, "demand_units": 0,
    "lead_carrier": "",
}  # fmt: skip
