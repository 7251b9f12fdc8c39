"""Physical checks: what is built, where, when, and on what it rests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.plan.audit.layout import KEYS, PLAN
from planner.plan.audit.reach import alternatives
from planner.plan.audit.registry import Outcome, check, judged, together
from planner.plan.audit.world import World


@check("tables", "physical")
def tables(world: World) -> Outcome:
    """Every row is unique by its key, and its year is a planning year."""
    outcomes = []
    for name, key in KEYS.items():
        table = world.plan(name)
        outcomes.append(_told(name, table[list(key)], table.duplicated(list(key))))
        if "year" in PLAN[name][1]:
            outcomes.append(_told(name, table[list(key)], ~table["year"].isin(world.years)))
    return together(*outcomes)


def _told(name: str, keys: pd.DataFrame, wrong: pd.Series) -> Outcome:
    """An outcome over all rows of ``keys`` that spells out only those that are wrong."""
    failing = keys[wrong]
    rows = [", ".join(map(str, row)) for row in failing.itertuples(index=False)]
    table = pd.DataFrame({"table": name, "row": pd.Series(rows, dtype=str), "excess": 1.0})
    return Outcome(len(keys), table)


@check("catalogue", "physical")
def catalogue(world: World) -> Outcome:
    """Every project is one that may be built, in a province that is planned, with the facts of its place.

    A site that no city in reach can ever use may not.
    """
    table = world.projects
    province = table["city"].map(world.places["province"])
    facts = (
        (table["kind"] == table["due_kind"])
        & (table["account"] == table["due_account"])
        & (table["province"] == province)
        & (table["region"] == table["city"].map(world.places["region"]))
        & ~table.index.isin(world.idle)
    )
    return judged(table.reset_index()[["project"]], ~(table["known"] & facts))


@check("existing", "physical")
def existing(world: World) -> Outcome:
    """What exists at the start is in the plan as built, with no start year, and nothing else is called built."""
    table = world.projects
    claimed = table["status"] == "built"
    wrong = (claimed != (table["due_status"] == "built")) | (claimed & table["start_year"].notna())
    wrong |= ~claimed & (table["status"] != table["due_status"])
    there = world.offer.index[world.offer["status"] == "built"]
    missing = there.difference(table.index)
    listed = judged(table.reset_index()[["project"]], wrong)
    return together(listed, judged(pd.DataFrame({"project": missing}), np.ones(len(missing))))


@check("window", "physical")
def window(world: World) -> Outcome:
    """A project starts within its possible years, and goes into service within the plan."""
    table = world.projects[world.projects["status"] != "built"]
    start = table["ready"].replace(np.inf, np.nan)
    early, late = table["due_first_year"] - start, start - table["due_last_year"]
    shown = table.reset_index()[["project", "start_year"]].rename(columns={"start_year": "year"})
    return judged(_whole_years(shown), np.fmax(np.fmax(early, late), np.where(start.isna(), 1, 0)))


def _whole_years(shown: pd.DataFrame) -> pd.DataFrame:
    shown["year"] = ["—" if pd.isna(year) else str(int(year)) for year in shown["year"]]
    return shown


@check("committed", "physical")
def committed(world: World) -> Outcome:
    """What is committed is in service by its year."""
    due = world.offer[world.offer["status"] == "committed"]
    ready = world.projects["ready"].reindex(due.index).fillna(np.inf)
    shown = pd.DataFrame({"project": due.index, "year": due["by_year"].to_numpy()})
    return judged(_whole_years(shown), np.maximum(0, ready.to_numpy() - due["by_year"].to_numpy()))


@check("requirements", "physical")
def requirements(world: World) -> Outcome:
    """When a project is in service, what it requires is in service in the same city."""
    outcomes = []
    for measure, entry in world.entries("measures").items():
        table = world.projects[(world.projects["measure"] == measure) & (world.projects["status"] != "built")]
        for name, requirement in entry.get("requires", {}).items():
            years = [
                _available(world, kind, ref, table["city"]) for kind, ref in alternatives(world.folder, requirement)
            ]
            met = sum((at <= table["ready"].to_numpy()).astype(int) for at in years)
            shown = table.reset_index()[["project"]].assign(requirement=name)
            outcomes.append(judged(shown, requirement.get("count", 1) - met))
    return together(*outcomes)


def _available(world: World, kind: str, ref: str, cities: pd.Series) -> np.ndarray:
    """Year from which an alternative holds in each city."""
    if kind == "connected":
        return world.connect_year.reindex(cities).fillna(np.inf).to_numpy(float)
    if kind == "served":
        wanted = pd.MultiIndex.from_arrays([[ref] * len(cities), cities])
        year = world.served_year.reindex(wanted).fillna(np.inf).to_numpy(float)
        # A core place is protected by definition, and listed as such if it is small.
        core = world.entries("services")[ref]["mode"] == "protected" and world.places["core"].reindex(cities)
        return np.where(core, -np.inf, year)
    return world.ready_at(ref, cities)


@check("uplink_parent", "physical")
def uplink_parent(world: World) -> Outcome:
    """A link is in service only when its upper end is the core or connected to it."""
    links = world.projects[(world.projects["kind"] == "uplink") & (world.projects["status"] != "built")]
    above = world.connect_year.reindex(links["to"]).fillna(np.inf).to_numpy(float)
    return judged(links.reset_index()[["project", "to"]], (above > links["ready"].to_numpy(float)).astype(float))


@check("connections", "physical")
def connections(world: World) -> Outcome:
    """Exactly the cities with a chain of links in service to the core are listed as connected."""
    year = world.connect_year[world.places["planned"] & ~world.places["core"]]
    due = (
        pd.MultiIndex.from_tuples(
            [
                (city, t)
                for city, first in year[np.isfinite(year) | (year == -np.inf)].items()
                for t in world.years
                if first <= t
            ],
            names=["city", "year"],
        )
        if (year < np.inf).any()
        else pd.MultiIndex.from_arrays([[], []], names=["city", "year"])
    )
    return compared(pd.MultiIndex.from_frame(world.plan("connections")), due)


def compared(listed: pd.MultiIndex, due: pd.MultiIndex) -> Outcome:
    """Rows listed and not due, and rows due and not listed."""
    off = listed.symmetric_difference(due, sort=False)
    return Outcome(len(listed.union(due)), off.to_frame(index=False).assign(excess=1.0))


@check("modules", "physical")
def modules(world: World) -> Outcome:
    """Sites in service have between one module and the most allowed; modules come in possible years and stay."""
    table, added = world.modules, world.added
    facts = world.projects.reindex(table.index)
    outcomes = []
    for year in world.years:
        ready = facts["ready"].to_numpy(float) <= year
        capacious = facts["due_capacity"].notna().to_numpy()
        have, new = table[year].to_numpy(float), added[year].to_numpy(float)
        built = (facts["status"] == "built").to_numpy()
        open_ = (facts["due_first_year"].to_numpy(float) <= year) & (year <= facts["due_last_year"].to_numpy(float))
        excess = np.maximum.reduce(
            [
                np.where(ready & ~built & capacious, 1 - have, 0),  # no site without a module
                np.where(ready & capacious, have - facts["due_most_modules"].to_numpy(float), have),
                -new,
                np.where(open_, 0, np.abs(new)),
            ]
        )
        outcomes.append(judged(pd.DataFrame({"project": table.index, "year": year}), excess))
    listed = world.plan("modules")
    keys = [(project, int(year)) for project, year in zip(listed["project"], listed["year"], strict=True)]
    stacked = added.stack()
    outcomes.append(judged(listed[["project", "year"]], (listed["added"] - stacked.reindex(keys).to_numpy()).abs()))
    final = world.modules[world.last].reindex(world.projects.index).fillna(0)
    shown = pd.DataFrame({"project": world.projects.index, "year": world.last})
    outcomes.append(judged(shown, (world.projects["modules"] - final).abs()))
    return together(*outcomes)
