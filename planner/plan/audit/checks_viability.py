"""Whether what is built pays, with the public money that it gets, and what was promised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.inputs import look_up
from planner.plan.audit.offer import obliged
from planner.plan.audit.registry import MONEY, Outcome, check, judged, together
from planner.plan.audit.world import World
from planner.plan.audit.worth import dues_of, horizon, ramp, works_of, worth_of

#: A yuan, in million yuan.
YUAN = 1e-6
#: Columns of money in tables viability and viability_cities.
AMOUNTS = ("capex", "pv_revenue", "pv_opex", "gap", "public", "npv")


@check("viability", "money", MONEY)
def viability(world: World) -> Outcome:
    """Public money fills the viability gap of every project, or of what one account starts in a province and year."""
    rule = world.model.get("viability", {}).get("rule", "none")
    paid = world.payments[world.payments["payer_kind"] != "enterprise"]
    works = dues_of(world)
    works = works.assign(left=works["capex"] - works["pv_revenue"] + works["pv_opex"])
    if rule == "none":
        return together()
    key, open_ = (["project", "year"], "gap") if rule == "project" else (["province", "account", "year"], "left")
    sums = pd.DataFrame({"due": works.groupby(key)[open_].sum()})
    sums = sums.join(paid.groupby(key)["amount_myuan"].sum().rename("paid")).astype(float).fillna(0.0)
    table = sums.reset_index()
    # One sentence serves both rules: the place is a project or a province.
    return judged(table.rename(columns={key[0]: "holder"}), table["due"] - table["paid"])


@check("viability_list", "figures", MONEY)
def viability_list(world: World) -> Outcome:
    """Tables of viability, by project and by city, are what payments, revenue and opex say (million yuan, years)."""
    due = _projects(world)
    listed = world.plan("viability").drop_duplicates("project").set_index("project")
    projects = _differences(listed, due, ("measure", "city", "account"), ("start_year",))
    by_city = _cities(world, due)
    cities = world.plan("viability_cities").drop_duplicates("city").set_index("city")
    by_place = _differences(cities, by_city, ("province",), ("projects",))
    return together(_off(projects, "viability"), _off(by_place, "viability_cities"))


def _off(table: pd.DataFrame, name: str) -> Outcome:
    return judged(pd.DataFrame({"holder": table.index, "table": name}), table["excess"])


def _differences(
    listed: pd.DataFrame, due: pd.DataFrame, texts: tuple[str, ...], counts: tuple[str, ...]
) -> pd.DataFrame:
    """Largest difference of every row, infinite where a row is listed and not due or due and not listed."""
    one, other = listed.align(due, join="outer", axis=0)
    off = pd.DataFrame({"excess": 0.0}, index=one.index)
    for name in [f"{amount}_myuan" for amount in AMOUNTS] + [*counts, "payback_years"]:
        gap = (one[name].astype(float) - other[name].astype(float)).abs()
        may_miss = name in ("payback_years", "start_year")
        same = one[name].isna() & other[name].isna() & may_miss
        off["excess"] = np.maximum(off["excess"], gap.where(~same, 0.0).fillna(np.inf))
    for name in texts:
        off["excess"] = np.maximum(off["excess"], np.where(one[name] == other[name], 0.0, np.inf))
    return off


def _projects(world: World) -> pd.DataFrame:
    """Table viability as it should be, index project."""
    works, worth = works_of(world), worth_of(world)
    earning = [name for name, measure in world.entries("measures").items() if "revenue" in measure]
    if "viability" not in world.model:
        works = works[works["measure"].isin(earning)]
    sums = works.groupby("project").agg(
        {
            "measure": "first", "city": "first", "province": "first", "account": "first", "capex": "sum",
            "pv_revenue": "sum", "pv_opex": "sum", "gap": "sum", "added": "sum", "started": "sum", "opex": "sum",
        }
    )  # fmt: skip
    paid = world.payments[world.payments["payer_kind"] != "enterprise"].groupby("project")["amount_myuan"].sum()
    sums["public"] = paid.reindex(sums.index).astype(float).fillna(0.0)
    sums["enterprise"] = sums["capex"] - sums["public"]
    sums["npv"] = sums["pv_revenue"] - sums["pv_opex"] - sums["enterprise"]
    sums["start_year"] = world.projects["start_year"].reindex(sums.index)
    yearly = worth.reindex(sums.index)
    sums["revenue"] = sums["started"] * yearly["revenue"] + sums["added"] * yearly["module_revenue"]
    sums["payback_years"] = _payback(_flows(world, sums), sums["enterprise"].to_numpy(float))
    return sums.rename(columns={name: f"{name}_myuan" for name in AMOUNTS})


def _cities(world: World, projects: pd.DataFrame) -> pd.DataFrame:
    """Table viability_cities as it should be, index city."""
    amounts = [f"{name}_myuan" for name in AMOUNTS]
    sums = projects.groupby("city")[[*amounts, "enterprise"]].sum()
    sums["projects"] = projects.groupby("city").size()
    sums["province"] = world.places["province"].reindex(sums.index)
    flows = _flows(world, projects)
    together = pd.DataFrame(flows, index=projects["city"].to_numpy()).groupby(level=0).sum().reindex(sums.index)
    sums["payback_years"] = _payback(together.to_numpy(float), sums["enterprise"].to_numpy(float))
    return sums


def _flows(world: World, projects: pd.DataFrame) -> np.ndarray:
    """(projects × years of service) revenue as it ramps up, less opex, million yuan."""
    years = horizon(world)[0]
    ramps = {name: ramp(entry.get("revenue", {}), years) for name, entry in world.entries("measures").items()}
    parts = np.array([ramps[name] for name in projects["measure"]]).reshape(len(projects), years)
    yearly = projects["revenue"].to_numpy(float)[:, None] * parts - projects["opex"].to_numpy(float)[:, None]
    return np.asarray(yearly, dtype=float)


def _payback(flows: np.ndarray, enterprise: np.ndarray) -> np.ndarray:
    """Years of service until revenue less opex has brought back what enterprises pay; missing if never in time."""
    back = flows.cumsum(axis=1) >= enterprise[:, None] - YUAN
    first = np.where(back.any(axis=1), back.argmax(axis=1) + 1.0, np.nan)
    return np.where(enterprise <= YUAN, 0.0, first)


@check("obligations", "policy")
def obligations(world: World) -> Outcome:
    """Of the works named by an obligation, enough are in service by its year."""
    rows = []
    for name, obligation in world.entries("obligations").items():
        named = _obliged(world, obligation)
        done = int((_ready(world, named) <= obligation.get("by_year", world.last)).sum())
        due = math.ceil(float(obligation.get("at_least", 1)) * len(named) - 1e-9)
        rows.append((name, str(obligation.get("by_year", world.last)), done, due))
    table = pd.DataFrame(rows, columns=["obligation", "year", "done", "due"])
    return judged(table, table["due"] - table["done"])


@check("obligation_list", "figures")
def obligation_list(world: World) -> Outcome:
    """The works of every obligation are listed, with whether they are in service by its year."""
    frames = [pd.DataFrame({"obligation": [], "project": [], "by_year": [], "done": []})]
    for name, obligation in world.entries("obligations").items():
        named, by_year = _obliged(world, obligation), obligation.get("by_year", world.last)
        done = (_ready(world, named) <= by_year).astype(int)
        frames.append(pd.DataFrame({"obligation": name, "project": named, "by_year": by_year, "done": done}))
    due = pd.concat([frame for frame in frames if len(frame)] or frames[:1]).set_index(["obligation", "project"])
    listed = world.plan("obligations").drop_duplicates(["obligation", "project"]).set_index(["obligation", "project"])
    one, other = listed.align(due, join="outer", axis=0)
    wrong = (one["by_year"] != other["by_year"]) | (one["done"] != other["done"])
    return judged(one.index.to_frame(index=False), wrong)


def _obliged(world: World, obligation: Mapping[str, Any]) -> pd.Index:
    """Projects of an obligation that can ever be in service."""
    return world.alive.index[obliged(obligation, world.places, world.alive)]


def _ready(world: World, projects: pd.Index) -> np.ndarray:
    return look_up(pd.Series(projects, dtype=object), world.projects["ready"]).fillna(np.inf).to_numpy(float)
