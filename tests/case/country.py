"""A hand-made country for the tests of the case: three provinces, seven places, round numbers.

Places lie on two meridians, 0.09 degrees of latitude apart, which is 10.008 km of great circle (10 km and 8 m).

    A (region Near): A0 core, not small; A1, A2, A3 small
    B (region Far):  B0 core and small; B1 small
    C (region Far):  C1 alone, linked to A0 across the border
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.schema import Model
from planner.data.dataset import Dataset, Settings
from planner.texts import both

Rows = Sequence[Mapping[str, Any]]

STEP_KM = 10.008
"""Great-circle length of 0.09 degrees of latitude, km, to the metre."""


def city(
    key: str,
    province: str,
    lon: float,
    steps: int,
    residents: int,
    *,
    core: bool = False,
    small: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """A row of cities.csv; ``steps`` of 0.09 degrees north of 30 degrees."""
    row = {"id": key, "name_zh": f"{key}市", "name_en": f"City {key}", "province": province, "kind": "county"}
    place = {"lon": lon, "lat": 30 + 0.09 * steps, "core": core, "small": small, "egress_nodes": 2 if core else 1}
    people = {"residents": residents, "urban_residents": residents // 2, "homes": residents // 4}
    return row | place | people | {"demand": residents / 1000, "lead_carrier": "red"} | more


CITIES: list[dict[str, Any]] = [
    city("A0", "A", 100, 0, 1_000_000, core=True, small=False, kind="big"),
    city("A1", "A", 100, 1, 40_000),
    city("A2", "A", 100, 2, 80_000, lead_carrier="blue"),
    city("A3", "A", 100, 4, 20_000, lead_carrier=""),
    city("B0", "B", 110, 0, 60_000, core=True, kind="town"),
    city("B1", "B", 110, 1, 30_000, kind="town"),
    city("C1", "C", 100, -3, 10_000, lead_carrier="blue"),
]

PROVINCES: list[dict[str, Any]] = [
    {
        "id": "A",
        "name_zh": "甲省",
        "name_en": "Alpha",
        "region": "Near",
        "lead_carrier": "red",
        "local_budget": 5.0,
        "presence": 0.5,
    },
    {
        "id": "B",
        "name_zh": "乙省",
        "name_en": "Beta",
        "region": "Far",
        "lead_carrier": "blue",
        "local_budget": 3.0,
        "presence": 0.4,
    },
    {
        "id": "C",
        "name_zh": "丙省",
        "name_en": "Gamma",
        "region": "Far",
        "lead_carrier": "blue",
        "local_budget": 1.0,
        "presence": 1.0,
    },
]

UPLINKS: list[tuple[str, str]] = [
    ("A1", "A0"),
    ("A2", "A0"),
    ("A2", "A1"),
    ("A3", "A2"),
    ("B1", "B0"),
    ("C1", "A0"),
]


def uplink(lower: str, upper: str, route_km: float = 10.0) -> dict[str, Any]:
    """A row of uplinks.csv."""
    return {"id": f"{lower}>{upper}", "from": lower, "to": upper, "route_km": route_km, "route": f"{lower}-{upper}"}


def cost(
    measure: str, amount: float, driver: str = "one", *, item: str = "all_in", region: str = "all", size: str = "all"
) -> dict[str, Any]:
    """A row of unit_costs.csv, a fifth lower and higher at its low and high level."""
    level = {"low_myuan": amount * 0.8, "base_myuan": amount, "high_myuan": amount * 1.2}
    return {"measure": measure, "item": item, "driver": driver, "region": region, "size_class": size, **level}


COSTS: list[dict[str, Any]] = [
    cost("metro", 2),
    cost("gigabit", 0.001, "homes"),
    cost("link", 0.1, "route_km"),
    cost("pool", 6, item="room"),
    cost("pool", 3, "module", item="module"),
    cost("edge", 1),
]


def library(key: str, measure: str, at: str, **more: Any) -> dict[str, Any]:
    """A row of projects.csv with what is not stated left empty."""
    empty = {"to": "", "status": "", "first_year": pd.NA, "last_year": pd.NA, "by_year": pd.NA, "lead": ""}
    numbers = {"capex_myuan": float("nan"), "opex_myuan": float("nan"), "modules": pd.NA}
    return {"id": key, "measure": measure, "city": at} | empty | numbers | more


def _library(rows: Rows) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    return frame.astype(dict.fromkeys(("first_year", "last_year", "by_year", "modules"), "Int64"))


def make_dataset(
    *,
    cities: Rows = CITIES,
    provinces: Rows = PROVINCES,
    uplinks: Rows | None = None,
    sites: Rows = (),
    costs: Rows = COSTS,
    projects: Rows = (),
    pairs: Rows = (),
    carriers: Sequence[str] = ("red", "blue"),
    price_year: int = 2022,
    route_factor: float = 1.0,
) -> Dataset:
    """The country as a data set, with tables replaced."""
    names = {"name_zh": "名", "name_en": "Name"}
    settings = {
        "dataset": {"id": "country", **names, "price_year": price_year},
        "geometry": {"route_factor": route_factor},
    }
    links = [uplink(*ends) for ends in UPLINKS] if uplinks is None else list(uplinks)
    site_columns = {"id": "str", "city": "str", "measure": "str", "modules": "int64"}
    classes = [("town", 0), ("city", 20_000)]
    return Dataset(
        folder=Path(),
        settings=Settings.model_validate(settings),
        regions=pd.DataFrame([{"id": r, **names} for r in ("Far", "Near")]),
        provinces=pd.DataFrame(list(provinces)),
        size_classes=pd.DataFrame([{"id": c, **names, "min_urban_residents": least} for c, least in classes]),
        carriers=pd.DataFrame({"id": pd.Series(list(carriers), dtype="str")}),
        cities=pd.DataFrame(list(cities)),
        uplinks=pd.DataFrame(links, columns=["id", "from", "to", "route_km", "route"]),
        sites=pd.DataFrame(list(sites), columns=list(site_columns)).astype(site_columns),
        unit_costs=pd.DataFrame(list(costs)),
        sources=pd.DataFrame(),
        projects=_library(projects) if projects else None,
        pairs=pd.DataFrame(list(pairs)) if pairs else None,
        outlines=b"",
        files={},
    )


NAMES = {"name_zh": "名", "name_en": "Name"}

MEASURES: dict[str, dict[str, Any]] = {
    "metro": {"kind": "city", "requires": {"way_out": {"connected": True}}},
    "gigabit": {"kind": "city", "requires": {"metro": {"measures": ["metro"]}}},
    "link": {"kind": "uplink"},
    "pool": {"kind": "site", "capacity_per_module": 50, "max_modules": 5},
    "edge": {"kind": "site"},
}

SERVICES: dict[str, dict[str, Any]] = {
    "gigabit": {"mode": "own", "measure": "gigabit", "weight": 1},
    "cloud": {"mode": "capacity", "measure": "pool", "demand": "demand", "weight": 0.5, "reach_km": 25},
    "edge": {"mode": "cover", "measure": "edge", "reach_km": 15},
}


def make_model(**tables: Any) -> Model:
    """A model of the years 2024 and 2025 with the measures and services of this file; tables are replaced whole."""
    values: dict[str, Any] = {
        **NAMES,
        "dataset": "country",
        "time": {"first_year": 2024, "last_year": 2025},
        "measures": MEASURES,
        "services": SERVICES,
        "goals": {"benefit": {"order": 1, "indicator": "benefit", "sense": "max"}},
    } | tables
    named = ("measures", "services", "statuses", "carriers", "funds", "subsidies", "indicators", "targets", "limits")
    for table in (*named, "rules", "goals", "obligations", "co_builds", "effects", "traffic", "groups"):
        values[table] = {key: NAMES | dict(entry) for key, entry in values.get(table, {}).items()}
    return Model.model_validate(values)


def make_case(dataset: Dataset | None = None, **tables: Any) -> Case:
    """A case of the country."""
    return build_case(make_model(**tables), dataset or make_dataset())


def only(*measures: str) -> dict[str, dict[str, Any]]:
    """Some of the measures."""
    return {measure: MEASURES[measure] for measure in measures}


def notes(case: Case) -> list[str]:
    """What the case tells the reader, in English."""
    return [both(text, **values)[1] for text, values in case.notes]


def row(frame: pd.DataFrame, key: Any, *columns: Any) -> list[Any]:
    """Cells of one row: of the columns named, or of all."""
    return frame.loc[[key], list(columns) or list(frame.columns)].to_numpy().tolist()[0]
