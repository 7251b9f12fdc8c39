"""A made-up plan over a data set, written as a run folder: consistent in money and counts, solved by nobody.

Start years are drawn at random; everything else (who pays, services, indicators, targets) follows from them by
arithmetic, so that a report of it can be checked number by number.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.plan import shaped
from planner.plan.record import RunRecord
from tests.reporting.synthetic import money
from tests.reporting.synthetic.country import Size, write_country

MODEL = Path(__file__).parent / "model.toml"
YEARS = (2022, 2023, 2024, 2025)
CAPEX = {"gigabit": 24.0, "metro": 6.0, "bearer": 4.0, "otn": 18.0, "township": 3.0, "pool": 2.0, "edge": 5.0}
MODULE_CAPEX = 20.0
UNITS = {"cities": "cities", "residents": "thousand persons", "share": "", "spend": "million yuan"}


def make_run(folder: Path, size: Size | None = None, seed: int = 1, dataset: Path | None = None) -> Path:
    """Write a whole run folder; with ``dataset`` its tables are used instead of a made-up country."""
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MODEL, inputs / "model.toml")
    if dataset is None:
        write_country(inputs / "dataset", size or Size(), seed)
    else:
        shutil.copytree(
            dataset, inputs / "dataset", ignore=shutil.ignore_patterns("raw", "recipe", "*.py", "__pycache__")
        )
    tables = draw_plan(inputs / "dataset", seed)
    write_tables(folder / "plan", tables)
    (folder / "run.json").write_text(_record(tables).model_dump_json(indent=1), encoding="utf-8")
    return folder


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Each table as CSV, the form that every reader can open."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        shaped(name, table).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", float_format="%.6f")


def draw_plan(dataset: Path, seed: int) -> dict[str, pd.DataFrame]:
    """All plan tables of one made-up plan over the data set in ``dataset``."""
    text = {"id": str, "province": str, "from": str, "to": str, "prefecture": str}
    cities = pd.read_csv(dataset / "cities.csv", dtype=text, keep_default_na=False)
    provinces = pd.read_csv(dataset / "provinces.csv", dtype=text).set_index("id")
    cities["region"] = cities["province"].map(provinces["region"])
    uplinks = pd.read_csv(dataset / "uplinks.csv", dtype=text)
    rng = np.random.default_rng(seed)
    projects = _projects(cities, uplinks, rng)
    cities = cities.set_index("id")
    services, assignments = _services(projects, cities, rng)
    connections = _years_after(projects[projects["kind"] == "uplink"], "city")[["city", "year"]]
    statuses = _statuses(services, connections)
    payments = money.payments(projects, rng)
    tables = {
        "projects": money.with_payers(projects, payments),
        "modules": _modules(projects),
        "payments": payments,
        "services": services,
        "assignments": assignments,
        "connections": connections,
        "statuses": statuses,
        "funding": money.funding(projects, payments),
        "grants": money.grants(projects, payments),
    }
    tables["indicators"] = _indicators(tables, cities)
    tables["targets"] = _targets(tables["indicators"])
    tables["rules"] = _rules(tables["indicators"])
    tables["prices"] = money.prices(tables["funding"])
    return tables


def _projects(cities: pd.DataFrame, uplinks: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Random starts: a city that is wanted gets gigabit, metro and its first uplink in one year."""
    small = cities[(cities["small"] == 1) & (cities["core"] == 0)]
    wanted = small[rng.random(len(small)) < 0.62].copy()
    wanted["start_year"] = rng.choice(YEARS, len(wanted), p=[0.2, 0.25, 0.3, 0.25])
    parts = []
    for measure, share in {
        "gigabit": 1.0,
        "metro": 1.0,
        "bearer": 0.4,
        "township": 0.5,
        "edge": 0.15,
        "pool": 0.1,
    }.items():
        part = wanted[rng.random(len(wanted)) < share]
        kind = "site" if measure in ("edge", "pool") else "city"
        parts.append(part.assign(measure=measure, kind=kind, to="", project=measure + ":" + part["id"]))
    first = uplinks.drop_duplicates("from").set_index("from")
    linked = wanted[wanted["id"].isin(first.index)]
    to = first.loc[linked["id"], "to"].to_numpy() if len(linked) else np.array([], dtype=str)
    parts.append(linked.assign(measure="otn", kind="uplink", to=to, project="otn:" + linked["id"] + ">" + to))
    table = pd.concat(parts, ignore_index=True).rename(columns={"id": "city"})
    table["account"] = np.where(table["measure"] == "otn", "shared", table["lead_carrier"])
    table["status"] = "candidate"
    scale = table["residents"].to_numpy() / 350_000 if len(table) else np.zeros(0)
    site = (table["measure"] == "pool").to_numpy()
    table["capex_myuan"] = np.round(table["measure"].map(CAPEX).astype(float) * np.maximum(0.3, scale), 2)
    table["modules"] = np.where(site, 1, 0)
    table["module_capex_myuan"] = np.where(site, MODULE_CAPEX, 0.0)
    table["opex_myuan"] = np.round(0.05 * (table["capex_myuan"] + table["module_capex_myuan"]), 4)
    columns = ["project", "measure", "kind", "city", "to", "province", "region", "account", "status", "start_year"]
    kept = [*columns, "capex_myuan", "modules", "module_capex_myuan", "opex_myuan"]
    return shaped("projects", table[kept].sort_values("project"))[kept]


def _years_after(projects: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row for each project and year from its start year on."""
    rows = projects.merge(pd.DataFrame({"year": YEARS}), how="cross")
    return rows[rows["year"] >= rows["start_year"]].sort_values([key, "year"], ignore_index=True)


def _services(
    projects: pd.DataFrame, cities: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    gigabit = _years_after(projects[projects["measure"] == "gigabit"], "city")
    own = gigabit[["city", "year"]].assign(service="gigabit")
    edge = _years_after(projects[projects["measure"] == "edge"], "city")[["city", "year"]].assign(service="edge")
    sites = projects[projects["measure"] == "pool"].groupby("province")["project"].first()
    reached = gigabit[gigabit["province"].isin(sites.index)]
    lucky = pd.Series(rng.random(len(cities)) < 0.9, index=cities.index)
    reached = reached[reached["city"].map(lucky).to_numpy(dtype=bool)]
    cloud = reached[["city", "year"]].assign(service="cloud")
    assignments = cloud.assign(site=reached["province"].map(sites), share=1.0)[
        ["service", "city", "site", "year", "share"]
    ]
    services = pd.concat([own, edge, cloud], ignore_index=True)[["service", "city", "year"]]
    return services.sort_values(["service", "city", "year"], ignore_index=True), assignments


def _statuses(services: pd.DataFrame, connections: pd.DataFrame) -> pd.DataFrame:
    gigabit = services[services["service"] == "gigabit"][["city", "year"]]
    cloud = services[services["service"] == "cloud"][["city", "year"]]
    both = gigabit.merge(cloud).merge(connections)
    return both.assign(status="complete")[["status", "city", "year"]].sort_values(["city", "year"], ignore_index=True)


def _modules(projects: pd.DataFrame) -> pd.DataFrame:
    rows = _years_after(projects[projects["modules"] > 0], "project")
    rows["added"] = (rows["year"] == rows["start_year"]).astype(int)
    rows["capex_myuan"] = rows["added"] * rows["module_capex_myuan"]
    return rows[["project", "year", "modules", "added", "capex_myuan"]]


def _indicators(tables: dict[str, pd.DataFrame], cities: pd.DataFrame) -> pd.DataFrame:
    """Counts and shares of services and statuses, spend and payments: for the nation, regions and provinces."""
    small = cities[cities["small"] == 1]
    reached = pd.concat(
        [tables["services"].rename(columns={"service": "what"}), tables["statuses"].rename(columns={"status": "what"})]
    )
    reached = reached[reached["city"].isin(small.index)]
    reached = reached.assign(
        province=reached["city"].map(small["province"]),
        region=reached["city"].map(small["region"]),
        residents=reached["city"].map(small["residents"]).astype(float) / 1000,
        nation="nation",
    )
    small = small.assign(nation="nation")
    frames = []
    for by in ("nation", "region", "province"):
        base = small.groupby(by)["residents"].agg(["size", "sum"])
        grid = reached.groupby(["what", by, "year"])["residents"].agg(["size", "sum"]).reset_index()
        grid = grid.rename(columns={by: "group"})
        cities_in = grid["group"].map(base["size"]).astype(float)
        people_in = grid["group"].map(base["sum"]).astype(float) / 1000
        for name, value in {
            "cities": grid["size"],
            "residents": grid["sum"],
            "share.cities": grid["size"] / cities_in,
            "share.residents": grid["sum"] / people_in,
        }.items():
            frames.append(
                pd.DataFrame(
                    {
                        "indicator": name + "." + grid["what"],
                        "by": by,
                        "group": grid["group"],
                        "year": grid["year"].astype(str),
                        "value": value,
                    }
                )
            )
        frames.append(money.indicators(tables["funding"], base["sum"] / 1000, by))
    table = pd.concat(frames, ignore_index=True)
    table["unit_zh"] = ""
    table["unit_en"] = table["indicator"].str.split(".").str[0].map(UNITS).fillna("million yuan")
    return table.sort_values(["indicator", "by", "group", "year"], ignore_index=True)


def _value(indicators: pd.DataFrame, indicator: str, by: str, group: str, year: str) -> float:
    chosen = indicators[
        (indicators["indicator"] == indicator)
        & (indicators["by"] == by)
        & (indicators["group"] == group)
        & (indicators["year"] == year)
    ]
    return float(chosen["value"].iloc[0]) if len(chosen) else 0.0


def _targets(indicators: pd.DataFrame) -> pd.DataFrame:
    model = tomllib.loads(MODEL.read_text(encoding="utf-8"))
    rows = []
    for name, target in model["targets"].items():
        by = target.get("by", "nation")
        wanted = target["at_least"] if isinstance(target["at_least"], dict) else {"nation": target["at_least"]}
        for group, at_least in wanted.items():
            value = _value(indicators, target["indicator"], by, group, str(YEARS[-1]))
            rows.append(
                {
                    "target": name,
                    "by": by,
                    "group": group,
                    "year": YEARS[-1],
                    "indicator": target["indicator"],
                    "at_least": at_least,
                    "value": value,
                    "shortfall": max(0.0, at_least - value),
                }
            )
    return pd.DataFrame(rows)


def _rules(indicators: pd.DataFrame) -> pd.DataFrame:
    floor = indicators[
        (indicators["indicator"] == "share.residents.gigabit")
        & (indicators["by"] == "province")
        & (indicators["year"] == str(YEARS[-1]))
    ]
    rows = pd.DataFrame(
        {
            "rule": "floor",
            "kind": "floor",
            "by": "province",
            "group": floor["group"],
            "year": YEARS[-1],
            "value": floor["value"],
            "bound": 0.2,
            "side": "at_least",
        }
    )
    rows["met"] = (rows["value"] >= rows["bound"]).astype(int)
    gini = {
        "rule": "gini",
        "kind": "gini",
        "by": "province",
        "group": "",
        "year": YEARS[-1],
        "value": 0.31,
        "bound": 0.6,
        "side": "at_most",
        "met": 1,
    }
    return pd.concat([rows, pd.DataFrame([gini])], ignore_index=True)


def _record(tables: dict[str, pd.DataFrame]) -> RunRecord:
    """What a run says of itself; goals and baselines are consistent with the tables where the report compares them."""
    model = tomllib.loads(MODEL.read_text(encoding="utf-8"))
    public = _value(tables["indicators"], "paid.public", "nation", "nation", "all")
    benefit = 1000.0 + 4 * _value(tables["indicators"], "residents.gigabit", "nation", "nation", str(YEARS[-1]))
    figures = {
        "targets": (0.0, 0.0, 0.0),
        "benefit": (benefit, benefit * 1.0043, 0.0043),
        "public": (public, public * 0.96, 0.04),
    }
    goals = [
        {
            "id": key,
            "order": goal["order"],
            "name_zh": goal["name_zh"],
            "name_en": goal["name_en"],
            "indicator": goal["indicator"],
            "sense": goal["sense"],
            "value": value,
            "bound": bound,
            "gap": gap,
            "tolerance": 0.0,
            "unit": goal.get("unit", 1.0),
            "unit_zh": "",
            "unit_en": "",
            "status": "gap" if gap else "optimal",
        }
        for (key, goal), (value, bound, gap) in zip(model["goals"].items(), figures.values(), strict=True)
    ]
    return RunRecord.model_validate(
        {
            "planner_version": "0.0.0",
            "created": "2026-03-02T10:30:00+00:00",
            "status": "gap",
            "model": {
                "id": "sample",
                **{key: model[key] for key in ("name_zh", "name_en", "question_zh", "question_en")},
            },
            "method": "coordinated",
            "repeatable": True,
            "seed": 1,
            "workers": 4,
            "goals": goals,
            "headline_gap": 0.0043,
            "headline_goal": "benefit",
            "baselines": _baselines(benefit, public),
            "audit": _audit(),
            "timings": {"read": 1.2, "prices": 44.0, "improve": 230.5},
            "size": {"columns": 104600, "integers": 52176, "rows": 210000, "provinces": 31},
            "versions": {"highspy": "1.15.1"},
            "inputs": {"inputs/model.toml": "0" * 64},
            "notes": [{"zh": "note", "en": "note"}],
        }
    )


def _baselines(benefit: float, public: float) -> dict[str, Any]:
    missed = {
        "id": "floor",
        "group": "11",
        "year": "2025",
        "value": 0.1,
        "bound": 0.2,
        "side": "at_least",
        "missed_by": 0.1,
    }
    return {
        key: {
            "name_zh": key,
            "name_en": name,
            "goals": {"targets": 0.3, "benefit": benefit * keep, "public": public * 1.02},
            "indicators": {},
            "audit": None,
            "missed_rules": [missed] * times,
        }
        for key, name, keep, times in (
            ("path_ratio", "Path-priced ratio greedy", 0.97, 0),
            ("practice", "Current practice: rank by households per yuan", 0.78, 2),
        )
    }


def _audit() -> dict[str, Any]:
    checks = [
        {
            "id": key,
            "kind": kind,
            "text_zh": text,
            "text_en": text,
            "rows": rows,
            "worst": 0.0,
            "tolerance": 0.01,
            "verdict": "pass",
        }
        for key, kind, text, rows in (
            ("payments", "money", "Every project's capex is paid exactly once", 4000),
            ("budgets", "money", "No fund exceeds its budget", 16),
            ("uplinks", "physical", "Every connected city has a chain of links to a core place", 1200),
        )
    ]
    return {"verdict": "pass", "kinds": {"physical": "pass", "money": "pass"}, "checks": checks}
