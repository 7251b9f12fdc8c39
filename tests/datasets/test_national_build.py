"""The national data set: rebuilt byte by byte, and held to what its README promises.

Every promise is a function from tables to a list of faults. It is tested twice: on the built tables, where it must
find none, and on a copy with one thing broken, where it must find that.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "national"
BUILD = FOLDER / "build.py"
IDS = dict.fromkeys(("id", "province", "prefecture", "from", "to", "city", "site_city", "code", "adcode"), str)
MEASURES = {
    "gigabit", "gigabit_95", "cable", "metro", "bearer_5g", "sites_5g_9", "sites_5g_12", "otn", "township", "pool",
    "edge", "cdn", "dc_consolidation", "sdwan", "cloud_line", "cloud_edge", "firms_cloud", "public_cloud",
    "private_net", "smart_park", "demo_city", "hospital_hub", "school_hub",
}  # fmt: skip
#: What a place that is gigabit at the start has already, so that there is nothing left to pay for.
BUILT = {"gigabit", "metro", "otn", "sites_5g_9"}
FIXED_DRIVERS = {"one", "module", "route_km"}
#: Four carriers at 15 bn yuan a year, central money of 1 bn a year: what the assumptions are tuned to, million yuan.
FOUR_YEARS_MYUAN = 4 * (15_000 + 1_000)

Tables = dict[str, pd.DataFrame]
Faults = list[str]


def read(path: Path) -> pd.DataFrame:
    """A table with ids as text and empty cells as empty text where the column is text."""
    # "nan" is how Nan County (430921) is typed, not a missing value.
    frame = pd.read_csv(path, dtype=IDS, encoding="utf-8", keep_default_na=False, na_values=[""])
    text = frame.columns[[not pd.api.types.is_numeric_dtype(frame[column]) for column in frame]]
    frame[text] = frame[text].fillna("")
    return frame


@pytest.fixture(scope="module")
def national() -> Tables:
    """The committed tables by name."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.csv"))}


def script(path: Path) -> Any:
    """A script beside the tables as a module."""
    spec = importlib.util.spec_from_file_location(f"national_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def builder() -> Any:
    """The build script as a module."""
    return script(BUILD)


# --- the promises -----------------------------------------------------------------------------------------------


def counts(tables: Tables) -> Faults:
    """2,168 places, 144 core, 2,025 small in the known numbers by region."""
    cities = tables["cities"]
    region = cities["province"].map(tables["provinces"].set_index("id")["region"])
    found = region[cities["small"] == 1].value_counts().to_dict()
    found |= {"places": len(cities), "core": int(cities["core"].sum())}
    expected = {"places": 2168, "core": 144, "East": 425, "Central": 524, "West": 902, "Northeast": 174}
    return [] if found == expected else [f"{found}"]


def provincial_totals(tables: Tables) -> Faults:
    """Residents add up to the census exactly, urban residents to its urban share."""
    census = read(FOLDER / "raw" / "provinces.csv").set_index("code")
    sums = tables["cities"].groupby("province")[["residents", "urban_residents"]].sum()
    urban = (census["pop_2020"] * census["urban_share_2020"]).round()
    wrong = (sums["residents"] != census["pop_2020"]) | (sums["urban_residents"] != urban)
    return list(wrong.index[wrong])


def side_of_the_million(tables: Tables) -> Faults:
    """Small places are below a million urban residents, the listed ones are not, and none has more than residents."""
    cities = tables["cities"]
    wrong = (cities["small"] == 1) != (cities["urban_residents"] < 1_000_000)
    wrong |= (cities["core"] == 0) & (cities["small"] == 0)
    wrong |= cities["urban_residents"] > cities["residents"]
    return list(cities.loc[wrong, "id"])


def graph(tables: Tables) -> nx.DiGraph:
    """Uplinks as a graph towards the core."""
    links = tables["uplinks"]
    return nx.DiGraph(list(zip(links["from"], links["to"], strict=True)))


def acyclic(tables: Tables) -> Faults:
    """Uplinks form no circle."""
    links = graph(tables)
    return [] if nx.is_directed_acyclic_graph(links) else [str(nx.find_cycle(links))]


def three_parents(tables: Tables) -> Faults:
    """Every place that is not core has at least three parents over routes of distinct names; core places none."""
    cities = tables["cities"].set_index("id")
    links = tables["uplinks"].groupby("from")
    wanted = cities.index[cities["core"] == 0]
    few = [f"{place}: parents" for place, n in links["to"].nunique().reindex(wanted, fill_value=0).items() if n < 3]
    same = [f"{place}: routes" for place, route in links["route"] if route.duplicated().any()]
    return few + same + [f"{place}: core" for place in links.groups if cities["core"].get(place) == 1]


def reach_core(tables: Tables) -> Faults:
    """From every small place a chain of uplinks ends in a core place."""
    cities = tables["cities"].set_index("id")
    links = graph(tables).reverse(copy=False)
    core = [place for place in cities.index[cities["core"] == 1] if place in links]
    reached = set(core).union(*(nx.descendants(links, place) for place in core))
    return sorted(set(cities.index[cities["small"] == 1]) - reached - set(cities.index[cities["core"] == 1]))


def protectable(tables: Tables) -> Faults:
    """Every place can have two parents that are core or protectable themselves."""
    cities = tables["cities"].set_index("id")
    safe = set(cities.index[cities["core"] == 1])
    links = graph(tables)
    for place in reversed(list(nx.topological_sort(links))):
        if len(safe & set(links.successors(place))) >= 2:
            safe.add(place)
    return sorted(set(cities.index) - safe)


def inside_provinces(tables: Tables) -> Faults:
    """Links between two places that are not core stay inside a province."""
    cities = tables["cities"].set_index("id")
    links = tables["uplinks"]
    ends = [links[end].map(cities["province"]) for end in ("from", "to")]
    return list(links.loc[(links["to"].map(cities["core"]) == 0) & (ends[0] != ends[1]), "id"])


def route_lengths(tables: Tables) -> Faults:
    """Routes are 1.35 great circles, to 0.1 km, but at least 2 km."""
    cities = tables["cities"].set_index("id")[["lon", "lat"]] * (np.pi / 180)
    links = tables["uplinks"]
    a, b = cities.loc[links["from"]].to_numpy(), cities.loc[links["to"]].to_numpy()
    cosine = np.sin(a[:, 1]) * np.sin(b[:, 1]) + np.cos(a[:, 1]) * np.cos(b[:, 1]) * np.cos(a[:, 0] - b[:, 0])
    expected = np.maximum(6371.0088 * np.arccos(np.clip(cosine, -1, 1)) * 1.35, 2.0)
    return list(links.loc[np.abs(links["route_km"] - expected) > 0.06, "id"])


def described(tables: Tables) -> Faults:
    """sources.csv has one full row for every column of every table and none besides."""
    rows = tables["sources"]
    pairs = list(zip(rows["table"], rows["column"], strict=True))
    wanted = {(name, column) for name, frame in tables.items() for column in frame.columns}
    faults = [f"{table}.{column}" for table, column in sorted(wanted ^ set(pairs))]
    faults += [f"{pair} twice" for pair in sorted(set(pairs)) if pairs.count(pair) > 1]
    unknown = ~rows["basis"].isin(["observed", "derived", "modelled", "assumed"])
    return faults + [f"{name} not filled" for name in rows if (rows[name] == "").any()] + list(rows["basis"][unknown])


def price(rows: pd.DataFrame, region: str, size: str) -> float:
    """Base cost of an item by the rule of the table: the most specific row wins."""
    for key in ((region, size), (region, "all"), ("all", size), ("all", "all")):
        match = rows[(rows["region"] == key[0]) & (rows["size_class"] == key[1])]
        if len(match) == 1:
            return float(match["base_myuan"].iloc[0])
    return float("nan")


def size_class(tables: Tables) -> pd.Series:
    """Size class of every place by its urban residents."""
    classes = tables["size_classes"].sort_values("min_urban_residents")
    position = np.searchsorted(classes["min_urban_residents"], tables["cities"]["urban_residents"], side="right") - 1
    return pd.Series(classes["id"].to_numpy()[position], index=tables["cities"].index)


def city_costs(tables: Tables) -> pd.DataFrame:
    """Base capex in million yuan by small place and measure; uplinks at 100 km, pools with one module."""
    cities = tables["cities"].assign(size_class=size_class(tables), one=1.0, module=1.0, route_km=100.0)
    cities["region"] = cities["province"].map(tables["provinces"].set_index("id")["region"])
    cities = cities[cities["small"] == 1].set_index("id")
    result = pd.DataFrame(0.0, index=cities.index, columns=sorted(set(tables["unit_costs"]["measure"])))
    for (measure, _, driver), rows in tables["unit_costs"].groupby(["measure", "item", "driver"]):
        for (region, size), group in cities.groupby(["region", "size_class"]):
            amount = group[driver] if driver in group else float("nan")
            cost = price(rows, str(region), str(size)) * amount
            result[str(measure)] = result[str(measure)].add(cost * pd.Series(1.0, index=group.index), fill_value=0.0)
    return result


def every_measure_costs(tables: Tables) -> Faults:
    """Each measure has a positive cost in every small place that lacks it, with low ≤ base ≤ high."""
    rows = tables["unit_costs"]
    faults = sorted(MEASURES ^ set(rows["measure"]))
    faults += sorted(set(rows["driver"]) - FIXED_DRIVERS - set(tables["cities"].columns))
    ordered = (rows["low_myuan"] > 0) & (rows["low_myuan"] <= rows["base_myuan"])
    ordered &= rows["base_myuan"] <= rows["high_myuan"]
    faults += list(rows.loc[~ordered, "measure"])
    costs = city_costs(tables)
    lacking = ~costs.index.isin(tables["projects"]["city"])
    costs.loc[~lacking, sorted(BUILT)] = 1.0
    return faults + [f"{measure}: no cost" for measure in costs if not (costs[measure] > 0).all()]


def no_negative_number(tables: Tables) -> Faults:
    """No number is negative; none is missing outside the optional cells of projects.csv."""
    faults = []
    for name, frame in tables.items():
        numbers = frame.select_dtypes("number").drop(columns=["lon", "lat"], errors="ignore")
        faults += [f"{name}.{column} negative" for column in numbers if (numbers[column] < 0).any()]
        if name != "projects":
            faults += [f"{name}.{column} missing" for column in numbers if numbers[column].isna().any()]
    return faults


def shares(tables: Tables) -> Faults:
    """Shares lie between 0 and 1; carriers' shares add up to 1; 10G-PON shares of small places not built 10–18 %."""
    cities = tables["cities"]
    columns = ["gigabit_share_start", "pon10g_share_start"]
    faults = [column for column in columns if not cities[column].between(0, 1).all()]
    if round(tables["carriers"]["capex_share"].sum(), 9) != 1:
        faults.append("capex_share")
    built = set(tables["projects"]["city"])
    rest = cities[(cities["small"] == 1) & ~cities["id"].isin(built)]
    return faults + list(rest.loc[~rest["pon10g_share_start"].between(0.10, 0.18), "id"])


def known_ids(tables: Tables) -> Faults:
    """Ids are six or two digits, unique, sorted, and whatever names one names one that exists."""
    cities, provinces = tables["cities"]["id"], tables["provinces"]["id"]
    faults = [place for place in cities if not re.fullmatch(r"\d{6}", place)]
    faults += [name for name, ids in (("cities", cities), ("provinces", provinces)) if list(ids) != sorted(set(ids))]
    for table, column in (
        ("uplinks", "from"),
        ("uplinks", "to"),
        ("sites", "city"),
        ("projects", "city"),
        ("pairs", "city"),
        ("pairs", "site_city"),
    ):
        faults += sorted(set(tables[table][column]) - set(cities))
    faults += sorted(set(tables["cities"]["prefecture"]) - set(cities) - {""})
    carriers = set(tables["carriers"]["id"])
    faults += sorted({*tables["cities"]["lead_carrier"], *tables["provinces"]["lead_carrier"]} - carriers)
    links = tables["uplinks"]
    return faults + list(links.loc[links["id"] != links["from"] + ">" + links["to"], "id"])


def paired(tables: Tables) -> Faults:
    """Every county to be paired has one or two core places of its own province as partners, for either service; the
    in some province there are fewer slots at the start than counties, so that some must be chosen or added.
    """
    pairs, cities = tables["pairs"], tables["cities"].set_index("id")
    faults = list(
        pairs.loc[pairs["city"].map(cities["province"]) != pairs["site_city"].map(cities["province"]), "city"]
    )
    faults += list(pairs.loc[pairs["site_city"].map(cities["core"]) != 1, "city"])
    needing = sorted(cities.index[cities["pairing_slots"] == 1])
    province = cities["province"]
    wanted = cities["pairing_slots"].groupby(province).sum()
    for service, hub in (("hospital", "hospital_hub"), ("school", "school_hub")):
        counted = pairs[pairs["service"] == service].groupby("city").size()
        faults += [] if sorted(counted.index) == needing and counted.between(1, 2).all() else [service]
        sites = tables["sites"][tables["sites"]["measure"] == hub]
        slots = sites["modules"].groupby(sites["city"].map(province)).sum().reindex(wanted.index, fill_value=0)
        faults += [] if (slots < wanted).any() and slots.sum() > 0 else [hub]
    return faults


def levels(tables: Tables) -> Faults:
    """Levels add up: gigabit access ends at 80 % of homes at least, 5G sites at 12 per 10,000 people."""
    cities = tables["cities"][tables["cities"]["small"] == 1]
    homes = (cities["gigabit_share_start"] + cities["gigabit_gain"]).round(3) < 0.8
    sites = cities["sites_5g_per_10000_start"] + cities["sites_5g_gain_9"] + cities["sites_5g_gain_12"]
    counted = (cities["homes_to_80"] - cities["homes"] * cities["gigabit_gain"]).abs() > 6
    return list(cities.loc[homes | (sites.round(3) != 12) | counted, "id"])


def built_stock(tables: Tables) -> Faults:
    """Places built at the start: 60 to 150, most in the East, each with all that ``BUILT`` names."""
    projects = tables["projects"]
    region = tables["cities"].set_index("id")["province"].map(tables["provinces"].set_index("id")["region"])
    places = projects.loc[projects["measure"] == "gigabit", "city"]
    faults = [] if 60 <= len(places) <= 150 else [f"{len(places)} places"]
    faults += [] if (places.map(region) == "East").mean() > 0.5 else ["not mostly East"]
    faults += [] if set(projects["status"]) == {"built"} else ["status"]
    links = projects.loc[projects["measure"] == "otn", "city"] + ">" + projects.loc[projects["measure"] == "otn", "to"]
    faults += sorted(set(links) - set(tables["uplinks"]["id"]))
    kinds = projects.groupby("city")["measure"].agg(set)
    return faults + [str(place) for place, kind in kinds.items() if kind != BUILT]


def money_binds(tables: Tables) -> Faults:
    """One project of each measure everywhere costs more than twice what four years can pay, while gigabit access,
    metro network, the cheapest uplink and pool modules for the 1,001 cheapest places cost less than two thirds."""
    costs = city_costs(tables).drop(columns=["otn", "pool", "hospital_hub", "school_hub"])
    cities = tables["cities"].set_index("id").loc[costs.index]
    pool = cities["cloud_demand_vcpu"] / 5_000 * (5.5 + 1.1)
    shortest = tables["uplinks"].groupby("from")["route_km"].min().reindex(costs.index).fillna(0)
    link = 0.8 + 0.05 * shortest
    faults = []
    if (costs.sum(axis=1) + pool + link).sum() < 2 * FOUR_YEARS_MYUAN:
        faults.append("everything is affordable")
    if (costs["gigabit"] + costs["metro"] + pool + link).nsmallest(1001).sum() > FOUR_YEARS_MYUAN * 2 / 3:
        faults.append("the thousand are not affordable")
    return faults


# --- what breaks them --------------------------------------------------------------------------------------------


def set_value(table: str, column: str, value: Any, row: int = 5) -> Callable[[Tables], object]:
    """Something that overwrites one cell."""

    def damage(tables: Tables) -> None:
        tables[table][column] = tables[table][column].astype(object)
        tables[table].loc[row, column] = value
        tables[table][column] = tables[table][column].infer_objects()

    return damage


def drop_rows(table: str, column: str, value: str) -> Callable[[Tables], object]:
    """Something that takes rows away."""
    return lambda tables: tables.update({table: tables[table][tables[table][column] != value].reset_index(drop=True)})


def reverse_link(tables: Tables) -> None:
    """Add the way back of a link between two small places."""
    links = tables["uplinks"]
    row = links[links["route"] == "neighbour-1"].iloc[[0]].rename(columns={"from": "to", "to": "from"})
    tables["uplinks"] = pd.concat([links, row.assign(route="back")], ignore_index=True)


def cut_off(tables: Tables) -> None:
    """Take away every link to a core place."""
    core = tables["cities"].set_index("id")["core"]
    links = tables["uplinks"]
    tables["uplinks"] = links[links["to"].map(core) == 0].reset_index(drop=True)


def one_parent(tables: Tables) -> None:
    """Leave one place with a single link."""
    links = tables["uplinks"]
    first = links["from"].iloc[0]
    tables["uplinks"] = links[(links["from"] != first) | (links["route"] == "direct")].reset_index(drop=True)


def cross_border(tables: Tables) -> None:
    """Move a parent that is not core to another province."""
    links, cities = tables["uplinks"], tables["cities"]
    parent = links.loc[links["route"] == "neighbour-1", "to"].iloc[0]
    cities.loc[cities["id"] == parent, "province"] = "99"


def scale(table: str, column: str, factor: float) -> Callable[[Tables], object]:
    """Something that multiplies a column."""
    return lambda tables: tables.update({table: tables[table].assign(**{column: tables[table][column] * factor})})


DAMAGES: list[tuple[Callable[[Tables], Faults], Callable[[Tables], object]]] = [
    (counts, drop_rows("cities", "id", "542521")),
    (counts, set_value("cities", "small", 1, row=0)),
    (provincial_totals, set_value("cities", "residents", 12_345)),
    (provincial_totals, set_value("cities", "urban_residents", 100)),
    (side_of_the_million, set_value("cities", "urban_residents", 999_999, row=0)),
    (acyclic, reverse_link),
    (three_parents, one_parent),
    (three_parents, set_value("uplinks", "route", "direct", row=1)),
    (reach_core, cut_off),
    (protectable, one_parent),
    (inside_provinces, cross_border),
    (route_lengths, set_value("uplinks", "route_km", 1.0)),
    (described, drop_rows("sources", "column", "route_km")),
    (described, set_value("sources", "basis", "guessed")),
    (every_measure_costs, drop_rows("unit_costs", "measure", "cdn")),
    (every_measure_costs, drop_rows("unit_costs", "region", "West")),
    (every_measure_costs, set_value("unit_costs", "low_myuan", 999.0)),
    (every_measure_costs, set_value("unit_costs", "driver", "residentz", row=0)),
    (no_negative_number, set_value("cities", "homes", -1)),
    (no_negative_number, set_value("cities", "enterprises", float("nan"))),
    (shares, set_value("cities", "gigabit_share_start", 1.2)),
    (shares, set_value("carriers", "capex_share", 0.9, row=0)),
    (known_ids, set_value("sites", "city", "999999")),
    (known_ids, set_value("uplinks", "id", "a>b")),
    (known_ids, set_value("cities", "lead_carrier", "nobody")),
    (paired, drop_rows("pairs", "service", "school")),
    (paired, set_value("pairs", "site_city", "110100")),
    (paired, drop_rows("sites", "measure", "hospital_hub")),
    (levels, set_value("cities", "gigabit_gain", 0.0, row=100)),
    (levels, set_value("cities", "sites_5g_gain_12", 9.0, row=100)),
    (built_stock, drop_rows("projects", "measure", "otn")),
    (built_stock, set_value("projects", "status", "candidate")),
    (money_binds, scale("unit_costs", "base_myuan", 0.3)),
    (money_binds, scale("unit_costs", "base_myuan", 4.0)),
]
CHECKS = sorted({check for check, _ in DAMAGES}, key=lambda check: check.__name__)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_tables_keep_the_promise(check: Callable[[Tables], Faults], national: Tables) -> None:
    assert check(national) == []


@pytest.mark.parametrize(("check", "damage"), DAMAGES, ids=lambda part: getattr(part, "__name__", "damage"))
def test_a_broken_promise_is_found(
    check: Callable[[Tables], Faults], damage: Callable[[Tables], object], national: Tables
) -> None:
    broken = {name: frame.copy() for name, frame in national.items()}
    damage(broken)
    assert check(broken) != []


# --- the build --------------------------------------------------------------------------------------------------


def test_a_rerun_gives_the_same_bytes(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Urumqi"}
    subprocess.run([sys.executable, str(BUILD), "--out", str(tmp_path)], check=True, env=environment)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {"cities.csv", "uplinks.csv", "unit_costs.csv", "sources.csv", "outlines.geojson"} <= set(built)
    assert [name for name, content in built.items() if content != (FOLDER / name).read_bytes()] == []
    assert {path.name for path in FOLDER.glob("*.csv")} == {name for name in built if name.endswith(".csv")}


def test_check_names_what_differs(builder: Any) -> None:
    same = (FOLDER / "regions.csv").read_text(encoding="utf-8")
    assert builder.differing({"regions.csv": same}) == []
    assert builder.differing({"regions.csv": same + "x", "none.csv": ""}) == ["regions.csv", "none.csv"]


def test_files_are_plain_utf8_with_line_feeds() -> None:
    for path in [*FOLDER.glob("*.csv"), *FOLDER.glob("raw/*.csv")]:
        content = path.read_bytes()
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name
        assert not content.startswith(b"\xef\xbb\xbf"), path.name


def test_wrong_counts_stop_the_build(builder: Any, national: Tables) -> None:
    cities = national["cities"].head(100).assign(million=False, region="East")
    with pytest.raises(ValueError, match="places, core places, small places"):
        builder.check_counts(cities)


def test_rounding_to_hundreds_keeps_the_total(builder: Any) -> None:
    values = np.array([1234.5, 987.6, 333.3, 44.6])
    rounded = builder.population.to_hundreds(values, 2600)
    assert rounded.tolist() == [1200, 1000, 300, 100]
    assert builder.population.to_hundreds(values, 2637).tolist() == [1237, 1000, 300, 100]


def test_a_described_column_that_is_missing_stops_the_build(builder: Any, national: Tables) -> None:
    frames = {name: frame for name, frame in national.items() if name != "sources"}
    described_columns = read(FOLDER / "raw" / "columns.csv")
    assert len(builder.sources.build(described_columns, frames)) == len(national["sources"])
    frames["cities"] = frames["cities"].drop(columns="homes")
    with pytest.raises(ValueError, match=r"cities\.homes"):
        builder.sources.build(described_columns, frames)


def test_local_units_are_told_apart_by_the_end_of_their_code() -> None:
    areas = pd.DataFrame({"code": ["110102", "110101"], "name": ["西城区", "东城区"]})
    streets = pd.DataFrame({"code": ["110101001", "110101002"], "areaCode": ["110101", "110101"]})
    codes = ["110101001199", "110101001200", "110101001399", "110101001400", "110101002001"]
    villages = pd.DataFrame({"code": codes, "areaCode": "110101"})
    units = script(FOLDER / "fetch_raw.py").counts_by_unit(areas, streets, villages)
    assert units.to_numpy().tolist() == [["110101", "东城区", 2, 2, 2], ["110102", "西城区", 0, 0, 0]]


def test_the_readme_gives_the_numbers_of_the_tables(national: Tables) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    projects, cities = national["projects"], national["cities"]
    east = projects["city"].map(cities.set_index("id")["province"].map(national["provinces"].set_index("id")["region"]))
    built = projects["measure"] == "gigabit"
    kinds = cities["kind"].value_counts()
    assert f"{len(national['uplinks']):,} candidate uplinks" in text
    assert f"{built.sum()} places, {(built & (east == 'East')).sum()} of them" in text
    assert f"{kinds['prefecture_city']} city propers, {kinds['county_city']} county-level cities" in text
    assert f"{kinds['county']:,} counties and banners" in text
