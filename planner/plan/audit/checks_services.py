"""Physical checks: what cities get, and from where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.plan.audit.checks_build import compared
from planner.plan.audit.inputs import look_up
from planner.plan.audit.registry import SHARE, Outcome, check, judged, together
from planner.plan.audit.world import World


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
        if service["mode"] != "own" and service.get("connected", True)
    ]
    listed = world.plan("services")
    listed = listed[listed["service"].isin(needing)]
    year = world.connect_year.reindex(listed["city"]).fillna(np.inf).to_numpy(float)
    return judged(listed, (year > listed["year"].to_numpy(float)).astype(float))


@check("assigned", "physical", SHARE)
def assigned(world: World) -> Outcome:
    """A city counts as served exactly when its whole demand is assigned to sites, none of it negative."""
    key = ["service", "city", "year"]
    listed = world.plan("services")
    listed = listed[listed["service"].isin(_mode(world, "capacity"))]
    given = world.plan("assignments")
    sums = given.groupby(key)["share"].sum()
    due = pd.Series(1.0, index=pd.MultiIndex.from_frame(listed[key]))
    both = pd.DataFrame({"given": sums, "due": due[~due.index.duplicated()]}).fillna(0.0)
    excess = (both["given"] - both["due"]).abs()
    return together(judged(both.reset_index()[key], excess), judged(given[key], -given["share"]))


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
    for name, status in world.entries("statuses").items():
        year = np.full(len(world.small), -np.inf)
        for service in status.get("services", ()):
            wanted = pd.MultiIndex.from_arrays([[service] * len(world.small), world.small])
            year = np.maximum(year, world.served_year.reindex(wanted).fillna(np.inf).to_numpy(float))
        if status.get("connected", False):
            year = np.maximum(year, world.connect_year.reindex(world.small).to_numpy(float))
        rows += [pd.DataFrame({"status": name, "city": world.small[year <= t], "year": t}) for t in world.years]
    due = pd.concat(rows) if rows else pd.DataFrame({"status": [], "city": [], "year": []})
    return compared(pd.MultiIndex.from_frame(world.plan("statuses")), pd.MultiIndex.from_frame(due))
