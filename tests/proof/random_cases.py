"""Small random data sets and model files that use every rule, drawn from a seed or by hypothesis.

Figures are whole or halves, so that two ways of adding them up agree. A case has at most :data:`MOST_CHOICES` choices of
start years and modules, so that all of them can be tried.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pandas as pd
import tomli_w
from hypothesis import strategies as st

MOST_CHOICES = 2000
#: Choices of when each city begins to be served, which come on top.
MOST_SERVED = 1100

T = TypeVar("T")


class Chooser(Protocol):
    """Where the generator's choices come from."""

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        ...

    def chance(self, of_ten: int) -> bool:
        """True in so many of ten cases."""
        ...

    def one_of(self, items: Sequence[T]) -> T:
        """One of some things."""
        ...


class Seeded:
    """Choices from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self._random.randint(low, high)

    def chance(self, of_ten: int) -> bool:
        """True in so many of ten cases."""
        return self._random.random() * 10 < of_ten

    def one_of(self, items: Sequence[T]) -> T:
        """One of some things."""
        return items[self._random.randrange(len(items))]


class Drawn:
    """Choices that hypothesis makes, and shrinks."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self._draw(st.integers(low, high))

    def chance(self, of_ten: int) -> bool:
        """True in so many of ten cases; shrinks to False."""
        return self._draw(st.integers(0, 9)) >= 10 - of_ten

    def one_of(self, items: Sequence[T]) -> T:
        """One of some things; shrinks to the first."""
        return self._draw(st.sampled_from(list(items)))


@dataclass
class RandomCase:
    """A data set as tables of records, and a model file as TOML tables."""

    tables: dict[str, list[dict[str, Any]]]
    model: dict[str, Any]
    route_factor: float = 1.0
    columns: dict[str, list[str]] = field(default_factory=lambda: dict(COLUMNS), repr=False)

    def frame(self, table: str) -> pd.DataFrame:
        """A table with all its columns."""
        return pd.DataFrame(self.tables.get(table, []), columns=self.columns[table])

    def write(self, folder: Path) -> None:
        """Write ``model.toml`` and ``dataset/`` to ``folder``, as a run folder's ``inputs`` holds them."""
        data = folder / "dataset"
        data.mkdir(parents=True, exist_ok=True)
        for table in self.columns:
            if table in ("projects", "pairs") and not self.tables.get(table):
                continue
            frame = self.frame(table)
            for name in ("core", "small"):
                if name in frame:
                    frame[name] = frame[name].astype(int)
            frame.to_csv(data / f"{table}.csv", index=False, lineterminator="\n")
        settings = {
            "dataset": {"id": "random", "name_zh": "R", "name_en": "R", "price_year": 2024},
            "geometry": {"route_factor": self.route_factor},
        }
        (data / "dataset.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
        (folder / "model.toml").write_text(tomli_w.dumps(with_text_years(self.model)), encoding="utf-8")


def with_text_years(value: Any) -> Any:
    """TOML keys are text; years in the model are numbers."""
    if isinstance(value, dict):
        return {str(key): with_text_years(inner) for key, inner in value.items()}
    return value


COLUMNS: dict[str, list[str]] = {
    "cities": [
        "id", "name_zh", "name_en", "pinyin", "province", "prefecture", "kind", "core", "small", "egress_nodes", "lon",
        "lat", "residents", "urban_residents", "homes", "demand_units", "lead_carrier",
    ],
    "provinces": ["id", "name_zh", "name_en", "short_zh", "region", "lead_carrier", "local_budget_myuan"],
    "regions": ["id", "name_zh", "name_en"],
    "size_classes": ["id", "name_zh", "name_en", "min_urban_residents", "source"],
    "carriers": ["id", "name_zh", "name_en"],
    "uplinks": ["id", "from", "to", "route_km", "route"],
    "sites": ["id", "city", "measure", "modules", "source"],
    "unit_costs": [
        "measure", "item", "name_zh", "name_en", "driver", "region", "size_class", "low_myuan", "base_myuan",
        "high_myuan", "unit_zh", "unit_en", "basis", "source",
    ],
    "projects": [
        "id", "measure", "city", "to", "status", "first_year", "last_year", "by_year", "capex_myuan", "opex_myuan",
        "lead", "modules", "source",
    ],
    "pairs": ["service", "city", "site_city", "distance_km", "haul_myuan"],
}  # fmt: skip


@st.composite
def random_cases(draw: st.DrawFn) -> RandomCase:
    """Random cases, drawn by hypothesis."""
    return generate(Drawn(draw))


def seeded_case(seed: int, provinces: int | None = None) -> RandomCase:
    """The random case of a seed; with at least ``provinces`` provinces if given."""
    return generate(Seeded(seed), provinces)


def generate(choose: Chooser, provinces: int | None = None) -> RandomCase:
    """A random case."""
    tables = _places(choose, provinces or choose.whole(1, 3))
    model = _model(choose, tables)
    case = RandomCase(tables, model, route_factor=choose.one_of([1.0, 1.2]))
    _existing(choose, case)
    _money(choose, case)
    _policy(choose, case)
    _trim(choose, case)
    return case


# Places.


def _places(choose: Chooser, provinces: int) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
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


def _province_places(choose: Chooser, tables: dict[str, list[dict[str, Any]]], code: str, small: int) -> None:
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


def _link(choose: Chooser, tables: dict[str, list[dict[str, Any]]], lower: str, upper: str) -> None:
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


def _named(name: str, **values: Any) -> dict[str, Any]:
    return {"name_zh": name, "name_en": name, **values}


def _model(choose: Chooser, tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    first = 2024
    model: dict[str, Any] = {
        **_named("random"),
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
        model["statuses"]["full"] = _named(
            "full", services=parts, connected="link" in model["measures"] and choose.chance(5)
        )
    return model


def _measures(choose: Chooser, model: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> None:
    measures = model["measures"]
    lead = lambda: choose.one_of(["shared", "city", "province", "alpha"])  # noqa: E731
    linked = choose.chance(7)
    if linked:
        measures["link"] = _named("link", kind="uplink", lead=lead(), where={"small": "any"})
    way_out = {"way_out": {"connected": True}} if linked and choose.chance(7) else {}
    if choose.chance(4):
        measures["metro"] = _named("metro", kind="city", lead=lead(), requires=dict(way_out))
    measures["gigabit"] = _named("gigabit", kind="city", lead=lead(), requires=dict(way_out))
    if choose.chance(3):
        measures["gigabit"]["where"] = {"small": "any"} if choose.chance(5) else {"at_least": {"homes": 20_000}}
    if "metro" in measures and choose.chance(7):
        measures["gigabit"]["requires"]["metro"] = {"measures": ["metro"]}
    if choose.chance(5):
        where = {"small": "any", "cities": _some(choose, [place["id"] for place in tables["cities"]], 2)}
        measures["pool"] = _named(
            "pool", kind="site", lead=lead(), where=where, requires=dict(way_out),
            capacity_per_module=choose.one_of([300, 500, 800]), max_modules=choose.whole(1, 2),
        )  # fmt: skip
    if choose.chance(4):
        measures["edge"] = _named("edge", kind="site", lead=lead(), where={"small": "any"}, requires={})
        if choose.chance(6):
            measures["edge"]["where"] = {"cities": _some(choose, [p["id"] for p in tables["cities"] if p["small"]], 2)}
        if "pool" in measures and choose.chance(6):
            measures["edge"]["requires"]["cloud"] = {"services": ["cloud"]}
    if choose.chance(2):
        options = [name for name in ("metro", "pool", "edge") if name in measures]
        needed = {"measures": options, "connected": linked}
        if len(options) + int(linked) >= 2 and "edge" not in options:
            measures["gigabit"]["requires"]["two_of"] = {**needed, "count": 2}
    for measure in measures.values():
        measure["opex_share"] = choose.one_of([0.0, 0.1, 0.5])
        if choose.chance(1):
            measure["first_year"] = model["time"]["first_year"] + 1
        elif choose.chance(1):
            measure["last_year"] = model["time"]["first_year"]


def _some(choose: Chooser, items: list[str], most: int) -> list[str]:
    picked = {choose.one_of(items) for _ in range(most)} if items else set()
    return sorted(picked)


def _services(choose: Chooser, model: dict[str, Any]) -> None:
    services, measures = model["services"], model["measures"]
    services["gigabit"] = _named(
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
    service = _named(name, mode=mode, measure=measure, weight=choose.whole(0, 3))
    service["existing"] = choose.one_of(["none", "own_province", "all"])
    service["connected"] = choose.chance(5)
    if choose.chance(6):
        service["reach_km"] = choose.one_of([60, 150, 400])
    if choose.chance(3):
        service["max_sites"] = choose.whole(1, 2)
    return service


def _costs(choose: Chooser, model: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> None:
    def row(measure: str, item: str, driver: str, cost: float, region: str = "all", size: str = "all") -> None:
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
            }  # fmt: skip
        )

    for name, measure in model["measures"].items():
        row(name, "base", "one", choose.whole(0, 8) / 2)
        if measure["kind"] == "uplink":
            row(name, "route", "route_km", choose.whole(1, 4) / 4)
        elif choose.chance(5):
            row(name, "homes", "homes", choose.whole(1, 3) / 20_000)
        if choose.chance(3):
            row(name, "base", "one", choose.whole(0, 8) / 2, region="West")
        if choose.chance(2):
            row(name, "base", "one", choose.whole(0, 8) / 2, size="large")
        if "capacity_per_module" in measure:
            row(name, "module", "module", choose.whole(1, 6) / 2)


def _existing(choose: Chooser, case: RandomCase) -> None:
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
        _library(choose, case, choose.one_of(["built", "excluded", "candidate"]), "gigabit", choose.one_of(small))
    metro = model["measures"].get("metro", {"requires": True})
    in_time = metro.get("first_year", 0) <= model["time"]["last_year"]
    if not metro["requires"] and in_time and choose.chance(4):
        _library(choose, case, "committed", "metro", choose.one_of(small))
    if "link" in model["measures"] and choose.chance(2):
        link = choose.one_of(tables["uplinks"])
        _library(choose, case, choose.one_of(["built", "excluded"]), "link", link["from"], link["to"])
    if "cloud" in model["services"] and choose.chance(2):
        for city in small:
            for site in _some(choose, places, 2):
                haul = choose.one_of([0.0, 0.5, 1.0])
                row = {"service": "cloud", "city": city, "site_city": site, "distance_km": 10, "haul_myuan": haul}
                tables["pairs"].append(row)


def _library(choose: Chooser, case: RandomCase, status: str, measure: str, city: str, to: str = "") -> None:
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


# Money.


def _money(choose: Chooser, case: RandomCase) -> None:
    model = case.model
    years = list(range(model["time"]["first_year"], model["time"]["last_year"] + 1))
    for carrier in ("alpha", "beta"):
        rich = choose.chance(2)
        budget = {year: choose.whole(20, 40) if rich else choose.whole(0, 9) for year in years}
        model["carriers"][carrier] = _named(carrier, budget=budget, carry_over=_carry(choose))
    measures = sorted(model["measures"])
    if choose.chance(6):
        budget = {year: choose.whole(0, 8) for year in years}
        model["funds"]["central"] = _named("central", kind="grant", budget=budget, carry_over=_carry(choose))
        eligible = [measure for measure in measures if choose.chance(6)] or measures[:1]
        _subsidy(choose, model, "main", eligible)
        others = [measure for measure in measures if measure not in eligible]
        if others and choose.chance(3):
            _subsidy(choose, model, "other", others)
    if choose.chance(5):
        model["funds"]["local"] = _named(
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
    subsidy = _named(name, fund="central", measures=measures, share=share)
    if choose.chance(5):
        subsidy["ceiling_myuan"] = choose.whole(1, 3)
    model["subsidies"][name] = subsidy


# What is asked.


def _policy(choose: Chooser, case: RandomCase) -> None:
    model = case.model
    states = [*model["services"], *model["statuses"], *(["connected"] if "link" in model["measures"] else [])]
    if choose.chance(2):
        model["indicators"]["mix"] = _named(
            "mix", terms={f"cities.{choose.one_of(states)}": 2, f"cities.{choose.one_of(states)}": 1}
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
        target = _named("t", indicator=f"cities.{state}", at_least=choose.whole(1, 4))
    elif kind == 1:
        target = _named("t", indicator=f"share.cities.{state}", by="province", at_least=0.5)
    elif kind == 2:
        target = _named("t", indicator=f"share.residents.{state}", by="region", at_least=dict.fromkeys(regions, 0.5))
    else:
        target = _named("t", indicator="benefit", at_least=choose.whole(1, 40) * 5)
    if choose.chance(3) and kind < 3:
        target["year"] = model["time"]["first_year"]
    model["targets"]["main"] = target | {"weight": choose.whole(1, 3)}
    if choose.chance(3):
        model["targets"]["more"] = _named("t", indicator=f"cities.{choose.one_of(states)}", at_least=choose.whole(1, 3))


def _limits(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    model, limits = case.model, case.model["limits"]
    small = [place["id"] for place in case.tables["cities"] if place["small"]]
    if choose.chance(2):
        limits["few"] = _named(
            "few", indicator=f"projects.{choose.one_of(sorted(model['measures']))}", at_most=choose.whole(0, 2)
        )
    if choose.chance(2):
        limits["spend"] = _named(
            "spend", indicator=choose.one_of(["spend.total", "paid.enterprise", "cost.total"]), at_most=choose.whole(3, 25),
            over=choose.one_of(["each", "sum"]), by=choose.one_of(["nation", "region", "province"]),
        )  # fmt: skip
    if choose.chance(1):
        limits["city"] = _named(
            "city", indicator="spend.total", by="city", groups=[choose.one_of(small)], at_most=choose.whole(1, 6)
        )
    if choose.chance(1):
        limits["some"] = _named(
            "some", indicator=f"cities.{choose.one_of(states)}", at_least=1, by=choose.one_of(["nation", "province"])
        )
    if choose.chance(1) and model["subsidies"]:
        limits["grants"] = _named("grants", indicator="grant.total", at_most=choose.whole(0, 4), by="region")


def _rules(choose: Chooser, case: RandomCase, states: list[str]) -> None:
    model, rules = case.model, case.model["rules"]
    if not choose.chance(4):
        return
    share = f"share.{choose.one_of(['cities', 'residents'])}.{choose.one_of(states)}"
    regions = {province["region"] for province in case.tables["provinces"]}
    money = "grant.per_resident" if model["subsidies"] and choose.chance(4) else share
    kind = choose.one_of(["floor", "gap", "gini", *(["share"] if "West" in regions else [])])
    if kind == "floor":
        rules["floor"] = _named(
            "r",
            kind=kind,
            indicator=share,
            by=choose.one_of(["region", "province"]),
            at_least=choose.one_of([0.25, 0.5]),
        )
    elif kind == "gap":
        rules["gap"] = _named(
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
        rules["share"] = _named(
            "r", kind=kind, indicator=indicator, by="region", groups=["West"], at_least=choose.one_of([0.25, 0.5])
        )
    else:
        rules["gini"] = _named("r", kind=kind, indicator=money, at_most=choose.one_of([0.1, 0.25, 0.4]))


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
        goal = _named(indicator, order=order, indicator=indicator, sense=sense)
        if choose.chance(2):
            goal["relative_tolerance"] = choose.one_of([0.05, 0.2])
        if choose.chance(1):
            goal["tolerance"] = 1.0
        model["goals"][f"g{order}"] = goal


# Size.


def _trim(choose: Chooser, case: RandomCase) -> None:
    """Rule projects out, one by one, until few enough choices are left."""
    from tests.proof.brute_force import count_choices, open_projects

    while True:
        starts, served = count_choices(case)
        if starts <= MOST_CHOICES and served <= MOST_SERVED:
            return
        left = open_projects(case)
        if not left:
            # Only what exists is left: then it is the rules that make serving a choice.
            case.model["rules"], case.model["limits"] = {}, {}
            return
        kinds = [p for p in left if p[0] in ("pool", "edge")] if served > MOST_SERVED else left
        measure, city, to = choose.one_of(sorted(kinds or left))
        rows = [r for r in case.tables["projects"] if (r["measure"], r["city"], r["to"] or "") != (measure, city, to)]
        case.tables["projects"] = rows
        _library(choose, case, "excluded", measure, city, to)
