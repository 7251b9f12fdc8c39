"""Physical checks: two ways to the core that no single failure cuts, and traffic in whole wavelengths."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.plan.audit.checks_build import compared
from planner.plan.audit.checks_rings import ringing
from planner.plan.audit.failures import cut_off, network
from planner.plan.audit.inputs import look_up
from planner.plan.audit.offer import carrying
from planner.plan.audit.places import amount_at, hosts
from planner.plan.audit.registry import SHARE, Outcome, check, judged, together
from planner.plan.audit.world import World

#: Traffic is compared to 0.1 Mbit/s, Gbps.
TRAFFIC = 1e-4


def _protecting(world: World) -> dict[str, str]:
    """Uplink measure of each protected service."""
    services = world.entries("services").items()
    return {name: service["measure"] for name, service in services if service["mode"] == "protected"}


def _homed(world: World) -> pd.DataFrame:
    """service, city, year: places protected by dual homing, core places left out."""
    due = _protected(world)
    return due[~due["service"].isin(list(ringing(world)))]


def _protected(world: World) -> pd.DataFrame:
    """service, city, year: places that count as protected, core places left out."""
    listed = world.plan("services")
    listed = listed[listed["service"].isin(list(_protecting(world)))].drop_duplicates()
    return listed[~listed["city"].map(world.places["core"]).eq(True)]


@check("protected_core", "physical")
def protected_core(world: World) -> Outcome:
    """Small core places, and no other core places, are listed as protected in every year."""
    core = world.small[world.places.loc[world.small, "core"].to_numpy(dtype=bool)]
    due = pd.MultiIndex.from_product([list(_protecting(world)), core, world.years])
    listed = world.plan("services")
    listed = listed[listed["service"].isin(list(_protecting(world)))]
    listed = listed[listed["city"].map(world.places["core"]).eq(True)]
    return compared(pd.MultiIndex.from_frame(listed), due.set_names(["service", "city", "year"]))


@check("protected_ways", "physical", SHARE)
def protected_ways(world: World) -> Outcome:
    """Protected cities have two ways in service by different routes to core or protected places (lacking part)."""
    key = ["service", "city", "year"]
    due = _homed(world)
    ways = _ways(world)
    twice = look_up(ways["to"], world.places["egress_nodes"]).to_numpy(float) >= 2
    by_place = ways.assign(most=np.where(twice, 2.0, 1.0)).groupby([*key, "to"]).agg({"use": "sum", "most": "min"})
    by_route = ways.groupby([*key, "route"])["use"].sum()
    total = ways.groupby(key)["use"].sum().reindex(pd.MultiIndex.from_frame(due[key])).fillna(0.0).to_numpy(float)
    return together(
        judged(due[key], 2.0 - total),
        judged(by_place.reset_index()[key], by_place["use"] - by_place["most"]),
        judged(by_route.reset_index()[key], by_route - 1.0),
        judged(ways[key], np.where(ways["able"], np.maximum(ways["use"] - 1.0, -ways["use"]), 1.0)),
    )


def _ways(world: World) -> pd.DataFrame:
    """Table protections with the upper end and route of each uplink, and whether it may be a way (``able``)."""
    ways = world.plan("protections")
    links = world.projects.reindex(ways["uplink"])
    table = ways.assign(to=links["to"].to_numpy(), route=links["due_route"].to_numpy())
    wanted = table["service"].map(_protecting(world)).to_numpy()
    fits = (links["measure"].to_numpy() == wanted) & (links["city"].to_numpy() == table["city"].to_numpy())
    there = links["ready"].to_numpy(float) <= table["year"].to_numpy(float)
    above = pd.MultiIndex.from_arrays([table["service"], table["to"], table["year"]])
    safe = above.isin(pd.MultiIndex.from_frame(_protected(world))) | table["to"].map(world.places["core"]).eq(True)
    # A city that traffic leaves needs all of each way: parts of a way carry parts of it.
    whole = ~table["service"].map(_protecting(world)).isin(carrying(world.folder)).to_numpy() | (table["use"] == 1.0)
    return table.assign(able=fits & there & safe & whole)


@check("failures", "physical")
def failures(world: World) -> Outcome:
    """With any one place or any one route of a city out of service, every protected city still reaches the core."""
    due = _homed(world)
    outcomes = []
    for (service, year), rows in due.groupby(["service", "year"], sort=True):
        lost = cut_off(network(world, _protecting(world)[str(service)], int(str(year))), set(rows["city"]))
        shown = rows.assign(failed=[lost.get(city, "") for city in rows["city"]])
        outcomes.append(judged(shown, (shown["failed"] != "").astype(float)))
    return together(*outcomes)


@check("wavelengths", "physical", SHARE)
def wavelengths(world: World) -> Outcome:
    """Traffic on links stays within their wavelengths, which are those built and lit (excess as part of one)."""
    table = world.plan("flows")
    links = world.projects.reindex(table["uplink"])
    there = links["ready"].to_numpy(float) <= table["year"].to_numpy(float)
    carries = links["measure"].isin(carrying(world.folder)).to_numpy() & there
    lit = world.modules.stack().reindex(pd.MultiIndex.from_frame(table[["uplink", "year"]])).fillna(0).to_numpy(float)
    used = table["flow_gbps"].to_numpy(float) / links["due_capacity"].to_numpy(float)
    listed = table["wavelengths"].to_numpy(float)
    excess = np.maximum.reduce([used - lit, np.abs(listed - lit), -used])
    shown = table.rename(columns={"uplink": "project"})[["project", "year", "flow_gbps", "wavelengths"]]
    return judged(shown, np.where(carries, excess, np.inf))


@check("flow_balance", "physical", TRAFFIC)
def flow_balance(world: World) -> Outcome:
    """All traffic of connected cities, twice where they are protected, flows on to the core (Gbps)."""
    outcomes = []
    flows = _flows(world)
    for measure in carrying(world.folder):
        sent = traffic_of(world, measure)
        services = [name for name, of in _protecting(world).items() if of == measure]
        safe = _protected(world)
        safe = safe[safe["service"].isin(services)]
        mine = flows[flows["measure"] == measure]
        # A place without such links has another kind of connection, which takes what reaches it.
        inner = _lower_ends(world, measure)
        for year in world.years:
            now = mine[mine["year"] == year]
            out, into = (now.groupby(end)["flow_gbps"].sum().reindex(inner).fillna(0.0) for end in ("city", "to"))
            joined = world.connect_year.reindex(inner) <= year
            times = joined.astype(float) + safe[safe["year"] == year].groupby("city").size().reindex(inner).fillna(0.0)
            due = sent.reindex(inner).fillna(0.0) * times
            shown = pd.DataFrame({"city": inner, "year": year, "flow": (out - into).to_numpy(), "due": due.to_numpy()})
            outcomes.append(judged(shown, (out - into - due).abs().to_numpy(float)))
    return together(*outcomes)


@check("flow_protected", "physical", TRAFFIC)
def flow_protected(world: World) -> Outcome:
    """Each of a protected city's two ways carries all of its traffic (lacking Gbps)."""
    ways = world.plan("protections")
    ways = ways.assign(measure=ways["service"].map(_protecting(world)))
    flow = world.plan("flows").set_index(["uplink", "year"])["flow_gbps"]
    outcomes = []
    for measure in carrying(world.folder):
        mine = ways[ways["measure"] == measure]
        carried = flow.reindex(pd.MultiIndex.from_frame(mine[["uplink", "year"]])).fillna(0.0).to_numpy(float)
        due = look_up(mine["city"], traffic_of(world, measure)).fillna(0.0).to_numpy(float) * mine["use"].to_numpy()
        shown = mine.rename(columns={"uplink": "project"})[["project", "year"]].assign(flow=carried, due=due)
        outcomes.append(judged(shown, due - carried))
    return together(*outcomes)


def _lower_ends(world: World, measure: str) -> pd.Index:
    """Places from which a link of the measure may lead up."""
    links = world.alive[(world.alive["measure"] == measure) & (world.alive["kind"] == "uplink")]
    places = world.places
    return places.index[places.index.isin(links["city"]) & ~places["core"]]


def _flows(world: World) -> pd.DataFrame:
    """Table flows with measure and ends of each uplink."""
    table = world.plan("flows")
    return table.join(world.projects[["measure", "city", "to"]], on="uplink")


def traffic_of(world: World, measure: str) -> pd.Series:
    """Traffic that each place sends over an uplink measure, Gbps."""
    total = pd.Series(0.0, index=world.places.index)
    for entry in world.entries("traffic").values():
        if entry["measure"] == measure and entry.get("enabled", True):
            there = world.places.index[hosts(entry.get("where", {}), world.places)]
            total[there] += amount_at(entry.get("amount", {}), world.places, pd.Series(there))
    return total
