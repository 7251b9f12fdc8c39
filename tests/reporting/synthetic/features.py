"""The made-up run with special rules: what a run writes only when its model asks for it, whole and consistent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

EXTRA = Path(__file__).with_name("features.toml")
YEARS = (2022, 2023, 2024, 2025)
RATE, SERVICE_YEARS = 0.06, 10


def add_features(folder: Path, seed: int = 3) -> Path:
    """Add the rules of ``features.toml`` and their tables to a run folder made by :func:`make_run`."""
    rng = np.random.default_rng(seed)
    model = folder / "inputs" / "model.toml"
    text = EXTRA.read_text(encoding="utf-8")
    head, _, rest = text.partition("[viability]")
    known = model.read_text(encoding="utf-8")
    known = known.replace('kind = "uplink"', 'kind = "uplink"\ncapacity_per_module = 100\nmax_modules = 8')
    model.write_text(head + known + "\n[viability]" + rest, encoding="utf-8")
    tables = {path.stem: _read(path) for path in sorted((folder / "plan").glob("*.csv"))}
    cities = _read(folder / "inputs" / "dataset" / "cities.csv")
    extra = {
        "viability": _viability(tables["projects"], rng),
        "protections": _protections(tables["projects"]),
        "flows": _flows(tables["projects"], rng),
        "thresholds": _thresholds(tables["services"], cities),
        "obligations": _obligations(tables["projects"]),
        "packages": _packages(tables["projects"]),
        "rule_prices": _rule_prices(),
        "alternatives": _alternatives(tables["projects"]),
        "explanations": _explanations(cities),
    }
    extra["viability_cities"] = _by_city(extra["viability"], cities)
    extra["grants"] = _two_rules(tables["grants"])
    extra["services"] = pd.concat([tables["services"], _dual(extra["protections"])], ignore_index=True)
    extra["statuses"] = pd.concat([tables["statuses"], _gigabit_cities(extra["thresholds"])], ignore_index=True)
    extra["indicators"] = pd.concat([tables["indicators"], _indicators(tables["indicators"])], ignore_index=True)
    extra["rules"] = pd.concat([tables["rules"], _rules()], ignore_index=True)
    for name, table in extra.items():
        table.to_csv(folder / "plan" / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def _explanations(cities: pd.DataFrame) -> pd.DataFrame:
    city = str(cities["id"].iloc[0])
    return pd.DataFrame(
        [
            (city, "gigabit", "measure", 1, 1, "有：千兆", "Has: gigabit"),
            (city, "bearer", "measure", 0, 1, "没有：<b>承载网</b>", "Has not: <b>bearer</b>"),
        ],
        columns=["city", "wish", "kind", "had", "line", "text_zh", "text_en"],
    )


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _viability(projects: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    started = projects[(projects["start_year"] != "") & projects["measure"].isin(["gigabit", "bearer", "pool"])]
    capex = started["capex_myuan"].astype(float) + started["module_capex_myuan"].astype(float)
    yearly = capex * rng.uniform(0.02, 0.4, len(started))
    opex = 0.05 * capex
    factor = sum((1 + RATE) ** -year for year in range(1, SERVICE_YEARS + 1))
    public = started["grant_myuan"].astype(float) + started["local_myuan"].astype(float)
    table = started[["project", "measure", "city", "account", "start_year"]].copy()
    table["capex_myuan"] = capex
    table["pv_revenue_myuan"] = yearly * factor
    table["pv_opex_myuan"] = opex * factor
    table["gap_myuan"] = np.minimum(capex, np.maximum(0, capex - (yearly - opex) * factor))
    table["public_myuan"] = public
    table["npv_myuan"] = (yearly - opex) * factor - (capex - public)
    years = pd.Series(np.ceil((capex - public) / (yearly - opex).where(yearly > opex)))
    table["payback_years"] = years.where(years <= SERVICE_YEARS)
    return table.round(6)


def _by_city(projects: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    money = [column for column in projects if str(column).endswith("_myuan")]
    grouped = projects.groupby("city")
    table = grouped[money].sum()
    table.insert(0, "projects", grouped.size())
    table.insert(0, "province", cities.set_index("id")["province"].reindex(table.index))
    table["payback_years"] = grouped["payback_years"].max().where(table["npv_myuan"] > 0)
    return table.reset_index()


def _protections(projects: pd.DataFrame) -> pd.DataFrame:
    links = projects[projects["measure"] == "otn"]
    pairs = links.groupby("city").head(2)
    twice = links.iloc[::2]
    rows = pd.concat([twice, pairs.iloc[1::2]]).drop_duplicates("project")[["city", "project"]]
    rows = rows.rename(columns={"project": "uplink"}).assign(service="dual", use=1.0)
    years = rows.merge(pd.DataFrame({"year": YEARS[2:]}), how="cross")
    return years[["service", "city", "uplink", "year", "use"]]


def _dual(protections: pd.DataFrame) -> pd.DataFrame:
    return protections[["service", "city", "year"]].drop_duplicates()


def _flows(projects: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    links = projects[(projects["measure"] == "otn") & (projects["start_year"] != "")]
    rows = links[["project", "start_year"]].rename(columns={"project": "uplink"})
    rows["wavelengths"] = rng.integers(1, 4, len(rows))
    rows["flow_gbps"] = (rows["wavelengths"] * 100 * rng.uniform(0.1, 1.0, len(rows))).round(3)
    years = rows.merge(pd.DataFrame({"year": YEARS}), how="cross")
    years = years[years["year"] >= years["start_year"].astype(int)]
    return years[["uplink", "year", "flow_gbps", "wavelengths"]]


def _thresholds(services: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """Homes: 0.3 to start with and 0.5 more with gigabit access; stations: 4, never enough in every third city."""
    has = set(map(tuple, services[services["service"] == "gigabit"][["city", "year"]].to_numpy()))
    small = cities[cities["small"] == "1"]["id"]
    rows = []
    for number, city in enumerate(small):
        for year in YEARS:
            homes = 0.3 + 0.5 * ((city, str(year)) in has)
            stations = 12.0 if number % 3 else 4.0
            rows.append(("gigabit_city", city, "homes", year, homes, 0.8, int(homes >= 0.8)))
            rows.append(("gigabit_city", city, "stations", year, stations, 12.0, int(stations >= 12)))
    return pd.DataFrame(rows, columns=["status", "city", "threshold", "year", "value", "at_least", "met"])


def _gigabit_cities(thresholds: pd.DataFrame) -> pd.DataFrame:
    met = thresholds.groupby(["city", "year"])["met"].min()
    rows = met[met == 1].reset_index()[["city", "year"]]
    return rows.assign(status="gigabit_city")[["status", "city", "year"]]


def _obligations(projects: pd.DataFrame) -> pd.DataFrame:
    rows = projects[projects["measure"] == "bearer"][["project"]].head(10)
    return rows.assign(obligation="access", by_year=2025, done=[int(k % 4 != 0) for k in range(len(rows))])


def _packages(projects: pd.DataFrame) -> pd.DataFrame:
    rows = projects.groupby("province").size().index[:3]
    return pd.DataFrame(
        {
            "subsidy": "universal",
            "province": rows,
            "account": "mobile",
            "year": 2023,
            "packages": range(1, len(rows) + 1),
            "cities": 4,
            "eligible_myuan": 90.0,
            "amount_myuan": 55.5,
        }
    )


def _two_rules(grants: pd.DataFrame) -> pd.DataFrame:
    """Every fourth grant is given by the other rule; gaps and bases as the need test of that rule has them."""
    table = grants.copy()
    other = np.arange(len(table)) % 4 == 0
    table.loc[other, "subsidy"] = "universal"
    amount = table["amount_myuan"].astype(float)
    table["base_myuan"] = table["capex_myuan"].astype(float) * np.where(other, 1.3, 1.0)
    table["gap_myuan"] = np.where(other, amount, 2 * amount)
    return table


def _indicators(known: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for carrier, value in (("mobile", 1250.0), ("telecom", -340.0), ("unicom", 25.0), ("total", 935.0)):
        rows.append((f"npv.{carrier}", "nation", "nation", "all", value))
    for year, value in zip(YEARS, (10.0, 25.0, 60.0, 88.0), strict=True):
        rows.append(("effect.energy", "nation", "nation", str(year), value))
        rows += [("share.cities.gigabit", "group", key, str(year), value / 100) for key in ("unserved", "others")]
    table = pd.DataFrame(rows, columns=["indicator", "by", "group", "year", "value"])
    return table.assign(unit_zh="", unit_en="").reindex(columns=known.columns)


def _rules() -> pd.DataFrame:
    rows = [
        ("worst", "worst", "province", "", 2025, 0.45, 0.4, "at_least", 1),
        ("least", "least", "province", "", 2025, 0.37, "", "", 1),
        ("tiers", "order", "group", "unserved>others", 2025, 0.0, 0.0, "at_least", 1),
    ]
    columns = ["rule", "kind", "by", "group", "year", "value", "bound", "side", "met"]
    return pd.DataFrame(rows, columns=columns)


def _rule_prices() -> pd.DataFrame:
    rows = [
        ("floor", "各省最低覆盖", "Least coverage by province", "floor", "benefit", 1000.0, 1010.0, 1100.0, 1120.0),
        ("gini", "人均补助基尼系数", "Gini of grants per resident", "gini", "benefit", 1000.0, 1010.0, 1005.0, 1012.0),
        ("floor", "各省最低覆盖", "Least coverage by province", "floor", "public", 900.0, 890.0, 850.0, 840.0),
    ]
    columns = ["rule", "name_zh", "name_en", "kind", "goal", "value_with", "bound_with", "value_without"]
    table = pd.DataFrame(rows, columns=[*columns, "bound_without"])
    table["estimate"] = (table["value_without"] - table["value_with"]).abs()
    table["low"] = [90.0, -5.0, 40.0]
    table["high"] = [120.0, 12.0, 60.0]
    return table.assign(unit_zh="", unit_en="")


def _alternatives(projects: pd.DataFrame) -> pd.DataFrame:
    rows = projects[["project", "measure", "city", "province"]].copy()
    rows["verdict"] = [("all", "all", "some", "none")[k % 4] for k in range(len(rows))]
    return rows.assign(in_plan=1, proof="")
