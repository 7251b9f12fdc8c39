"""Physical checks: what cities get, and from where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.plan.audit.checks_build import compared
from planner.plan.audit.inputs import look_up
from planner.plan.audit.places import amount_at
from planner.plan.audit.reach import REACHED
from planner.plan.audit.registry import SHARE, Outcome, check, judged, together
from planner.plan.audit.world import World

#: A figure that misses its threshold by no more than this reaches it.
LEAST = 1e-9


def _mode(world: World, mode: str) -> list[str]:
    return [name for name, service in world.entries("services").items() if service["mode"] == mode]


@check("services", "physical")
def services(world: World) -> Outcome:
    """Own services are listed exactly where their project is in service; other services only for planned places."""
    rows = []
    for name in _mode(world, "own"):
        table = world.projects[world.projects["measure"] == world.entries("services")[name]["measure"]]
        for year in world.years:
            cities = table["city"][table["ready"] <= year]
            rows.append(pd.DataFrame({"service": name, "city": cities.to_numpy(), "year": year}))
    due = pd.concat(rows) if rows else pd.DataFrame({"service": [], "city": [], "year": []})
    listed = world.plan("services")
    own = listed["service"].isin(_mode(world, "own"))
    others = listed[~own]
    known = others["service"].isin(list(world.entries("services"))) & others["city"].map(world.places["planned"]).eq(
        True
    )
    return together(
        compared(pd.MultiIndex.from_frame(listed[own]), pd.MultiIndex.from_frame(due)),
        judged(others, ~known),
    )


@check("reach", "physical")
def reach(world: World) -> Outcome:
    """A city is served by sites in reach that are in service: its nearest ones, of its province or existing ones."""
    listed = world.plan("services")
    covered = listed[listed["service"].isin(_mode(world, "cover"))]
    ready = world.pairs.groupby(["service", "city"])["ready"].min()
    at = ready.reindex(pd.MultiIndex.from_frame(covered[["service", "city"]])).fillna(np.inf).to_numpy(float)
    loads = world.loads
    right_site = loads["site_measure"] == loads["measure"]
    late = ~(loads["ready"] <= loads["year"]) | ~right_site
    return together(
        judged(covered, (at > covered["year"].to_numpy(float)).astype(float)),
        judged(loads[["service", "city", "year"]], late),
    )


@check("service_connected", "physical")
def service_connected(world: World) -> Outcome:
    """Services that need a connection are given to connected cities only."""
    needing = [
        name
        for name, service in world.entries("services").items()
        if service["mode"] in REACHED and service.get("connected", True)
    ]
    listed = world.plan("services")
    listed = listed[listed["service"].isin(needing)]
    year = world.connect_year.reindex(listed["city"]).fillna(np.inf).to_numpy(float)
    return judged(listed, (year > listed["year"].to_numpy(float)).astype(float))


@check("assigned", "physical", SHARE)
def assigned(world: World) -> Outcome:
    """Served cities, and projects that load a service, have all of their demand assigned to sites, none negative."""
    key = ["service", "city", "project", "year"]
    listed = world.plan("services")
    listed = listed[listed["service"].isin(_mode(world, "capacity"))].assign(project="")
    loading = world.project_loads[["service", "city", "project"]].merge(
        pd.DataFrame({"year": world.years}), how="cross"
    )
    ready = look_up(loading["project"], world.projects["ready"]).fillna(np.inf)
    due_rows = pd.concat([listed[key], loading.loc[ready <= loading["year"], key]], ignore_index=True)
    given = world.plan("assignments")
    sums = given.groupby(key)["share"].sum()
    due = pd.Series(1.0, index=pd.MultiIndex.from_frame(due_rows))
    both = pd.DataFrame({"given": sums, "due": due[~due.index.duplicated()]}).fillna(0.0)
    excess = (both["given"] - both["due"]).abs()
    shown = ["service", "city", "year"]
    return together(judged(both.reset_index()[shown], excess), judged(given[shown], -given["share"]))


@check("capacity", "physical", SHARE)
def capacity(world: World) -> Outcome:
    """No site carries more than its modules can (excess as a share of one module)."""
    load = world.loads.groupby(["project", "year"])["load"].sum()
    have = world.modules.stack().reindex(load.index).fillna(0)
    size = pd.Series(
        world.projects["due_capacity"].reindex(load.index.get_level_values(0)).to_numpy(), index=load.index
    )
    excess = load / size - have
    return judged(load.index.to_frame(index=False), excess.to_numpy())


@check("min_fill", "physical", SHARE)
def min_fill(world: World) -> Outcome:
    """New modules carry at least their stated share of demand (shortfall as a share of one module)."""
    least: dict[str, float] = {}
    for service in world.entries("services").values():
        least[service["measure"]] = max(least.get(service["measure"], 0.0), float(service.get("min_fill", 0)))
    load = world.loads.groupby(["project", "year"])["load"].sum()
    facts = world.projects[world.projects["due_capacity"].notna()]
    outcomes = []
    for year in world.years:
        new = world.modules[year].reindex(facts.index).fillna(0) - facts["due_built_modules"]
        index = pd.MultiIndex.from_product([facts.index, [year]])
        carried = load.reindex(index).fillna(0).to_numpy() / facts["due_capacity"].to_numpy(float)
        open_ = (facts["due_first_year"] <= year) & (year <= facts["due_last_year"])
        short = (look_up(facts["measure"], least).astype(float).fillna(0) * new - carried).where(open_, 0.0)
        outcomes.append(judged(pd.DataFrame({"project": facts.index, "year": year}), short.to_numpy(float)))
    return together(*outcomes)


@check("service_stays", "physical")
def service_stays(world: World) -> Outcome:
    """A city that is served stays served."""
    listed = world.plan("services").drop_duplicates()
    count = listed.groupby(["service", "city"])["year"].agg(["min", "count"])
    gaps = (world.last - count["min"] + 1) - count["count"]
    return judged(count.reset_index()[["service", "city"]], gaps.to_numpy(float))


@check("statuses", "physical")
def statuses(world: World) -> Outcome:
    """Small cities have a status exactly when they have every part of it."""
    rows = []
    reached = thresholds_of(world)
    for name, status in world.entries("statuses").items():
        year = np.full(len(world.small), -np.inf)
        for service in status.get("services", ()):
            wanted = pd.MultiIndex.from_arrays([[service] * len(world.small), world.small])
            year = np.maximum(year, world.served_year.reindex(wanted).fillna(np.inf).to_numpy(float))
        if status.get("connected", False):
            year = np.maximum(year, world.connect_year.reindex(world.small).to_numpy(float))
        short = reached[(reached["status"] == name) & (reached["met"] == 0)]
        for t in world.years:
            lacking = world.small.isin(short["city"][short["year"] == t])
            rows.append(pd.DataFrame({"status": name, "city": world.small[(year <= t) & ~lacking], "year": t}))
    due = pd.concat(rows) if rows else pd.DataFrame({"status": [], "city": [], "year": []})
    return compared(pd.MultiIndex.from_frame(world.plan("statuses")), pd.MultiIndex.from_frame(due))


def thresholds_of(world: World) -> pd.DataFrame:
    """status, city, threshold, year, value, at_least, met: figures of small cities that statuses ask for."""
    frames = [pd.DataFrame(columns=["status", "city", "threshold", "year", "value", "at_least", "met"])]
    cities = pd.Series(world.small)
    for name, status in world.entries("statuses").items():
        for threshold, entry in status.get("thresholds", {}).items():
            start = entry.get("start", 0)
            begin = world.places[start].reindex(world.small).to_numpy(float) if isinstance(start, str) else float(start)
            added = {m: amount_at(amount, world.places, cities) for m, amount in entry["adds"].items()}
            ready = {m: world.ready_at(m, cities) for m in added}
            for year in world.years:
                value = begin + sum(np.where(ready[m] <= year, added[m], 0.0) for m in added)
                row = {"status": name, "city": world.small, "threshold": threshold, "year": year, "value": value}
                frames.append(pd.DataFrame(row).assign(at_least=float(entry["at_least"])))
                frames[-1]["met"] = (frames[-1]["value"] >= float(entry["at_least"]) - LEAST).astype(int)
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


@check("threshold_list", "figures", SHARE)
def threshold_list(world: World) -> Outcome:
    """The figures that statuses ask for are listed with what projects have added to them (relative to their size)."""
    key = ["status", "city", "threshold", "year"]
    due = thresholds_of(world).astype({"year": "int64"}).set_index(key)
    listed = world.plan("thresholds").drop_duplicates(key).set_index(key)
    one, other = listed.align(due, join="outer", axis=0)
    off = [
        (one[name].astype(float) - other[name].astype(float)).abs() / other[name].astype(float).abs().clip(lower=1)
        for name in ("value", "at_least", "met")
    ]
    return judged(one.index.to_frame(index=False), np.maximum.reduce(off))
