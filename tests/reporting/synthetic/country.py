"""A made-up country as a data set folder: provinces on a grid, cities at random, links to the nearest core place."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import tomli_w

HERE = Path(__file__).parent
REGIONS = ("East", "Central", "West")


@dataclass(frozen=True)
class Size:
    """How large the made-up country is. ``small`` counts small cities over the whole country."""

    provinces: int = 4
    small: int = 24
    outlines: bool = True


def write_country(folder: Path, size: Size, seed: int = 1) -> None:
    """Write every table of a data set to ``folder`` (created); the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    provinces, boxes = _provinces(size)
    cities = _cities(size, provinces, boxes, rng)
    tables = {
        "provinces": provinces,
        "regions": pd.DataFrame({"id": REGIONS, "name_zh": _syllables(3), "name_en": REGIONS}),
        "cities": cities,
        "carriers": _carriers(),
        "uplinks": _uplinks(cities),
        "sites": pd.DataFrame(columns=["id", "city", "measure", "modules", "source"]),
        "unit_costs": _unit_costs(),
        "size_classes": pd.DataFrame(
            {
                "id": ["all_sizes"],
                "name_zh": _syllables(1),
                "name_en": ["Any"],
                "min_urban_residents": [0],
                "source": [""],
            }
        ),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    _sources(tables).to_csv(folder / "sources.csv", index=False, lineterminator="\n")
    (folder / "dataset.toml").write_text(tomli_w.dumps(_settings(size)), encoding="utf-8")
    if size.outlines:
        (folder / "outlines.geojson").write_text(json.dumps(_outlines(provinces, boxes)), encoding="utf-8")


def _syllables(count: int) -> list[str]:
    """So many Chinese syllables, for names that no test reads."""
    return pd.read_csv(HERE / "syllables.csv")["zh"].head(count).tolist()


def _provinces(size: Size) -> tuple[pd.DataFrame, np.ndarray]:
    """Provinces and their boxes (west, south, east, north) on a grid from 80 to 122 east and 24 to 46 north."""
    columns = max(1, int(np.ceil(np.sqrt(size.provinces * 1.6))))
    rows = max(1, int(np.ceil(size.provinces / columns)))
    syllables = pd.read_csv(HERE / "syllables.csv")
    records, boxes = [], []
    for k in range(size.provinces):
        row, column = divmod(k, columns)
        west, south = 80 + 42 * column / columns, 46 - 22 * (row + 1) / rows
        boxes.append((west, south, west + 42 / columns, south + 22 / rows))
        first, second = syllables.iloc[k % len(syllables)], syllables.iloc[(k * 7 + 3) % len(syllables)]
        records.append(
            {
                "id": f"{11 + k}",
                "name_zh": first.zh + second.zh,
                "name_en": (first.pinyin + second.pinyin).capitalize(),
                "short_zh": first.zh,
                "region": REGIONS[2 - min(2, column * 3 // columns)],
                "lead_carrier": ("mobile", "telecom", "unicom")[k % 3],
                "local_budget_myuan": 40,
            }
        )
    columns_wanted = ["id", "name_zh", "name_en", "short_zh", "region", "lead_carrier", "local_budget_myuan"]
    return pd.DataFrame(records, columns=columns_wanted), np.array(boxes).reshape(-1, 4)


def _cities(size: Size, provinces: pd.DataFrame, boxes: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """One core place a province and the small cities, spread evenly over the provinces."""
    syllables = pd.read_csv(HERE / "syllables.csv")
    home = np.concatenate([np.arange(size.provinces), np.arange(size.small) % max(size.provinces, 1)])
    core = np.arange(len(home)) < size.provinces
    number = np.array([int((home[:k] == home[k]).sum()) for k in range(len(home))], dtype=int)
    west, south, east, north = boxes[home].T if len(home) else np.zeros((4, 0))
    picks = rng.integers(0, len(syllables), (len(home), 3))
    residents = np.where(core, 4_000_000, np.round(np.exp(rng.normal(12.7, 0.7, len(home))), -2)).astype(int)
    homes = residents // 3
    share = np.round(rng.uniform(0, 0.4, len(home)), 3)
    three = rng.random(len(home)) < 0.3
    return pd.DataFrame(
        {
            "id": provinces["id"].to_numpy()[home] + np.array([f"{10 * k:04d}" for k in number], dtype=object),
            "name_zh": _join(syllables["zh"], picks, three),
            "name_en": [name.capitalize() for name in _join(syllables["pinyin"], picks, three)],
            "pinyin": _join(syllables["pinyin"], picks, three),
            "province": provinces["id"].to_numpy()[home],
            "prefecture": "",
            "kind": np.where(core, "prefecture_city", "county"),
            "core": core.astype(int),
            "small": (~core).astype(int),
            "egress_nodes": np.where(core, 2, 1),
            "lon": np.round(west + (east - west) * rng.uniform(0.08, 0.92, len(home)), 4),
            "lat": np.round(south + (north - south) * rng.uniform(0.08, 0.92, len(home)), 4),
            "residents": residents,
            "urban_residents": residents // 2,
            "homes": homes,
            "gigabit_share_start": share,
            "homes_to_pass": np.round(homes * (1 - share)).astype(int),
            "cloud_demand_vcpu": residents // 50,
            "lead_carrier": rng.choice(["mobile", "telecom", "unicom"], len(home)),
        }
    ).sort_values("id", ignore_index=True)


def _join(parts: pd.Series, picks: np.ndarray, three: np.ndarray) -> list[str]:
    names = parts.to_numpy()
    return ["".join(names[row[: 3 if long else 2]]) for row, long in zip(picks, three, strict=True)]


def _uplinks(cities: pd.DataFrame) -> pd.DataFrame:
    """One candidate link from each small city to the core place of its province."""
    core = cities[cities["core"] == 1].set_index("province")
    small = cities[cities["small"] == 1]
    parent = core.loc[small["province"]]
    dx = (small["lon"].to_numpy() - parent["lon"].to_numpy()) * 85
    dy = (small["lat"].to_numpy() - parent["lat"].to_numpy()) * 111
    return pd.DataFrame(
        {
            "id": small["id"].to_numpy() + ">" + parent["id"].to_numpy(),
            "from": small["id"].to_numpy(),
            "to": parent["id"].to_numpy(),
            "route_km": np.round(1.3 * np.hypot(dx, dy), 1),
            "route": "a",
        }
    )


def _carriers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["mobile", "telecom", "unicom"],
            "name_zh": _syllables(3),
            "name_en": ["Mobile", "Telecom", "Unicom"],
            "capex_share": [0.5, 0.3, 0.2],
        }
    )


def _unit_costs() -> pd.DataFrame:
    measures = ["gigabit", "metro", "bearer", "otn", "township", "pool", "edge"]
    base = [0.0005, 4.0, 3.0, 0.09, 2.0, 20.0, 5.0]
    return pd.DataFrame(
        {
            "measure": measures,
            "item": "works",
            "name_zh": _syllables(7),
            "name_en": "Works",
            "driver": ["homes_to_pass", "one", "one", "route_km", "one", "module", "one"],
            "region": "all",
            "size_class": "all",
            "low_myuan": np.array(base) * 0.7,
            "base_myuan": base,
            "high_myuan": np.array(base) * 1.4,
            "unit_zh": _syllables(7),
            "unit_en": "each",
            "basis": "assumed",
            "source": "made up for tests",
        }
    )


def _sources(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = [
        {
            "table": name,
            "column": column,
            "meaning_zh": column,
            "meaning_en": column.replace("_", " "),
            "unit": "",
            "year": 2022,
            "basis": "modelled" if "residents" in column else "assumed",
            "source": "made up for tests",
        }
        for name, table in tables.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows)


def _settings(size: Size) -> dict[str, object]:
    settings = tomllib.loads((HERE / "dataset.toml").read_text(encoding="utf-8"))
    return settings if size.outlines else {key: value for key, value in settings.items() if key != "map"}


def _outlines(provinces: pd.DataFrame, boxes: np.ndarray) -> dict[str, object]:
    features: list[dict[str, object]] = []
    for record, (west, south, east, north) in zip(provinces.to_dict("records"), boxes, strict=True):
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append(
            {
                "type": "Feature",
                "properties": {key: record[key] for key in ("id", "name_zh", "name_en")},
                "geometry": {"type": "Polygon", "coordinates": [np.round(ring, 3).tolist()]},
            }
        )
    dash = {"type": "LineString", "coordinates": [[110.0, 8.0], [112.0, 5.0]]}
    features.append({"type": "Feature", "properties": {"role": "boundary"}, "geometry": dash})
    return {"type": "FeatureCollection", "features": features}
