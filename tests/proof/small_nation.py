"""A few cities cut out of the national data set, as files, and the national model file cut down to them."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planner.config import load_model
from planner.config.save import model_text
from planner.config.schema import Model
from tests.plan.tampering import ROOT

NATIONAL = ROOT / "datasets" / "national"
#: Small cities of one province of each region: Hainan, Jiangxi, Ningxia, Jilin.
PROVINCES = {"46": 1, "36": 1, "64": 2, "22": 1}
#: Part of the nation's money that these cities have, and the years in which they have it.
PART, YEARS = 0.01, (2024, 2025)


def write_cities(folder: Path, provinces: Mapping[str, int] = PROVINCES) -> None:
    """A data set of some provinces' largest small cities with a link to a core place there, and where these lead."""
    folder.mkdir(parents=True)
    tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in NATIONAL.glob("*.csv")}
    cities, links = tables["cities"], tables["uplinks"]
    kept: set[str] = set()
    for province, many in provinces.items():
        here = cities[cities["province"] == province]
        core = set(here["id"][here["core"] == "1"])
        linked = here["id"].isin(links["from"][links["to"].isin(core)])
        small = here[linked & (here["small"] == "1") & (here["core"] != "1")]
        largest = small["urban_residents"].astype(int).sort_values(ascending=False, kind="stable").index[:many]
        chosen = small["id"].loc[largest]
        ways = set(links["to"][links["from"].isin(chosen)])
        # A second way may end in a core place of another province.
        kept |= core | set(chosen) | set(cities["id"][cities["id"].isin(ways) & (cities["core"] == "1")])
    places = {"cities": ["id"], "uplinks": ["from", "to"], "sites": ["city"], "pairs": ["city", "site_city"]}
    places["projects"] = ["city", "to"]
    for name, table in tables.items():
        inside = table[places.get(name, [])].isin(kept | {""}).all(axis=1)
        table[inside].to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for name in ("dataset.toml", "outlines.geojson"):
        shutil.copy(NATIONAL / name, folder / name)


def small_model(what_if: str, provinces: Mapping[str, int] = PROVINCES) -> Model:
    """The national model under a what-if, for these provinces and the last two years; counts are cut to fit."""
    few = {
        "scope.provinces": list(provinces),
        "targets.gigabit_cities.at_least": 3,
        "targets.cloud_cities.at_least": 3,
        "targets.gigabit_city.at_least": 1,
        "limits.edge_nodes.at_least": 1,
        "subsidies.central_west.package.min_cities": 2,
        "subsidies.central_west.package.min_cost_myuan": 20,
        "subsidies.central_west.province_ceiling_myuan": 20,
        "subsidies.universal.city_ceiling_myuan": 1,
    }
    loaded = load_model(ROOT / "models" / "national.toml", [what_if], few)
    model = tomllib.loads(model_text(loaded.model, "dataset"))
    model["time"]["first_year"] = YEARS[0]
    yearly = [(payer, "budget") for payer in (*model["carriers"].values(), *model["funds"].values())]
    yearly += [(rule, "envelope") for rule in model["subsidies"].values()]
    for entry, key in yearly:
        if entry.get(key):
            entry[key] = dict.fromkeys(YEARS, 2 * PART * max(entry[key].values()))
    for measure in model["measures"].values():
        if "first_year" in measure:
            measure["first_year"] = max(YEARS[0], measure["first_year"])
    return Model.model_validate(model)
