"""Requirements: alternatives in the same city, what always holds taken out, what never can taken along.

A project whose requirement can never hold is left out, and with it whatever it alone would have made possible, until
nothing changes any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.case.connection import always_connected, connectable_places
from planner.case.notes import Findings, place_names
from planner.case.projects import project_id
from planner.case.protection import possible_ways
from planner.case.reach import nearest_sites, taking_sites
from planner.case.rings import possible_rings, ring_positions, ringed
from planner.config.schema import Model
from planner.config.works import Requirement

COLUMNS = ("project", "requirement", "count", "family", "ref")


@dataclass(frozen=True)
class Possible:
    """What can be at all, once everything that never can is left out.

    Attributes:
        draft: the projects that are left.
        requirements: project, requirement, count, family, ref; constants taken out and counts lowered.
        pairs: the city-site pairs that are left.
        takes: the sites that may carry what projects add to a demand.
        ways: the uplinks over which places can be protected.
        rings: the links over which places can be protected along rings.
        connectable: core places, and places that some chain of uplinks can connect.
    """

    draft: pd.DataFrame
    requirements: pd.DataFrame
    pairs: pd.DataFrame
    takes: pd.DataFrame
    ways: pd.DataFrame
    rings: pd.DataFrame
    connectable: frozenset[str]


def alternatives(model: Model, draft: pd.DataFrame) -> pd.DataFrame:
    """One row for each alternative of each requirement of each project that is not built.

    Returns:
        project, requirement, count, family (``done``, ``connected``, ``served``), ref; a service that is a city's own
        is its project's ``done``.
    """
    frames = [pd.DataFrame({column: pd.Series(dtype=object) for column in (*COLUMNS, "city")})]
    for measure_id, measure in sorted(model.measures.items()):
        mine = draft[(draft["measure"] == measure_id) & (draft["status"] != "built")]
        for name, requirement in sorted(measure.requires.items()) if len(mine) else ():
            for family, ref in _listed(model, requirement):
                refs = {
                    "done": [project_id(ref, city) for city in mine["city"]],
                    "connected": mine["city"].tolist(),
                    "served": [ref] * len(mine),
                }[family]
                rows = {"project": mine.index, "requirement": name, "count": requirement.count}
                frames.append(pd.DataFrame({**rows, "family": family, "ref": refs, "city": mine["city"].to_numpy()}))
    together = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    return together.drop_duplicates(["project", "requirement", "family", "ref"], ignore_index=True)


def _listed(model: Model, requirement: Requirement) -> list[tuple[str, str]]:
    listed = [("done", measure_id) for measure_id in requirement.measures]
    for service_id in requirement.services:
        service = model.services[service_id]
        listed.append(("done", service.measure) if service.mode == "own" else ("served", service_id))
    return listed + ([("connected", "")] if requirement.connected else [])


def fold(
    model: Model,
    places: pd.DataFrame,
    draft: pd.DataFrame,
    all_pairs: pd.DataFrame,
    loads: pd.DataFrame,
    routes: pd.Series,
    findings: Findings,
) -> Possible:
    """Leave out what can never be, to a fixpoint, and take out of the requirements what always holds.

    Args:
        all_pairs: as from :func:`~planner.case.reach.pairs_in_reach`.
        loads: what projects add to a demand: service, project, city, demand.
        routes: cable route of each uplink.
    """
    stated = alternatives(model, draft)
    capacity_measures = {s.measure for s in model.services.values() if s.mode == "capacity"}
    left, unreachable, unloaded = draft, 0, draft.index[:0]
    order = ring_positions(model, places, draft, routes, findings)
    findings.stop()
    dropped: dict[tuple[str, str], list[str]] = defaultdict(list)
    while True:
        connectable = connectable_places(places, left[left["kind"] == "uplink"])
        pairs = nearest_sites(model, all_pairs, set(left.index[left["kind"] == "site"]), connectable)
        takes = taking_sites(pairs, loads[loads["project"].isin(left.index)])
        ways = possible_ways(model, places, left, routes)
        rings = possible_rings(model, places, left, routes, order)
        protected = pd.concat([ways[["service", "city"]], ringed(rings)], ignore_index=True)
        judged = _judge(model, stated, left, pairs, protected, connectable, places)
        failing = judged[judged["possible"] < judged["count"]].drop_duplicates("project")
        stranded = left.index[_stranded(left, connectable)]
        lost = _not_carried(loads, takes, left)
        gone = set(failing["project"]) | set(stranded) | set(lost)
        unfilled = left.index[:0]
        if not gone:
            filling = {*_with_demand(model, pairs, places)["site"], *takes["site"]}
            unfilled = _unfilled(left, filling, capacity_measures)
            gone = set(unfilled)
        if not gone:
            break
        measures = left.loc[failing["project"], "measure"]
        for key, measure_id, name in zip(failing["project"], measures, failing["requirement"], strict=True):
            dropped[measure_id, name].append(key)
        unreachable += len(stranded)
        unloaded = unloaded.union(lost)
        _check_committed(left, gone, findings)
        if len(unfilled):
            names = place_names(places, left.loc[unfilled, "city"])
            findings.note("case.note.site_without_demand", count=len(unfilled), cities=names)
        left = left[~left.index.isin(gone)]
        stated = stated[~stated["project"].isin(gone)]
    _note_dropped(dropped, unreachable, draft, findings)
    if len(unloaded):
        names = place_names(places, draft.loc[unloaded, "city"])
        findings.note("case.note.load_never", count=len(unloaded), cities=names)
    return Possible(left, _folded(judged), pairs, takes, ways, rings, connectable)


def _not_carried(loads: pd.DataFrame, takes: pd.DataFrame, left: pd.DataFrame) -> pd.Index:
    """Projects that add to a demand which no site in reach can ever carry."""
    asked = pd.MultiIndex.from_frame(loads[["service", "project"]])
    carried = asked.isin(pd.MultiIndex.from_frame(takes[["service", "project"]]))
    return left.index[left.index.isin(loads["project"].to_numpy()[~carried])]


def _stranded(left: pd.DataFrame, connectable: frozenset[str]) -> np.ndarray:
    """Uplinks that are not built and end where no connection can ever be."""
    return ((left["kind"] == "uplink") & (left["status"] != "built") & ~left["to"].isin(connectable)).to_numpy()


def _with_demand(model: Model, pairs: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Pairs of cities that have any demand for the service to be carried."""
    wanted = pd.Series(False, index=pairs.index)
    for service_id, service in model.services.items():
        if service.demand is not None:
            mine = (pairs["service"] == service_id).to_numpy(bool)
            wanted[mine] = places[service.demand].reindex(pairs["city"][mine]).to_numpy(float) > 0
    return pairs[wanted]


def _unfilled(left: pd.DataFrame, filling: set[str], capacity_measures: set[str]) -> pd.Index:
    """Sites with modules, still to be built, that are not among those which some demand can reach."""
    idle = left["measure"].isin(capacity_measures) & (left["status"] != "built") & ~left.index.isin(filling)
    return left.index[idle]


def _judge(
    model: Model,
    stated: pd.DataFrame,
    left: pd.DataFrame,
    pairs: pd.DataFrame,
    protected: pd.DataFrame,
    connectable: frozenset[str],
    places: pd.DataFrame,
) -> pd.DataFrame:
    """``stated`` with ``always`` and ``can`` for each alternative, and ``possible`` (how many can) by requirement."""
    if stated.empty:
        return stated.assign(always=False, can=False, possible=0)
    # An alternative that is no project any more has no first year, and so is not in time.
    in_time = stated["ref"].map(left["first_year"]).to_numpy(float) <= stated["project"].map(left["last_year"])
    built = stated["ref"].map(left["status"]) == "built"
    connected = stated["family"] == "connected"
    always = built | (connected & stated["city"].isin(always_connected(places, left[left["kind"] == "uplink"])))
    always |= _protected_core(model, stated, places)
    can = always | in_time | (connected & stated["city"].isin(connectable)) | _reached(stated, pairs, protected)
    groups = [stated["project"], stated["requirement"]]
    return stated.assign(always=always, can=can, possible=can.groupby(groups).transform("sum"))


def _protected_core(model: Model, stated: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Alternatives that are protection of a core place, which has it by definition."""
    protected = {name for name, service in model.services.items() if service.mode == "protected"}
    core = places.index[places["core"].to_numpy(bool)]
    return (stated["family"] == "served") & stated["ref"].isin(protected) & stated["city"].isin(core)


def _reached(stated: pd.DataFrame, pairs: pd.DataFrame, protected: pd.DataFrame) -> pd.Series:
    """Alternatives that are a service which some site, or two ways to the core, can give to the project's city."""
    wanted = stated.loc[stated["family"] == "served", ["ref", "city"]]
    served: set[tuple[str, str]] = set()
    for frame in (pairs, protected) if len(wanted) else ():
        served |= set(zip(frame["service"], frame["city"], strict=True))
    found = [key in served for key in zip(wanted["ref"], wanted["city"], strict=True)]
    return pd.Series(found, index=wanted.index, dtype=bool).reindex(stated.index, fill_value=False)


def _folded(judged: pd.DataFrame) -> pd.DataFrame:
    """Requirements with what always holds taken out: its count is lowered, and one that is met disappears."""
    if judged.empty:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in COLUMNS})
    met = judged["always"].groupby([judged["project"], judged["requirement"]]).transform("sum")
    rest = judged.assign(count=(judged["count"] - met).astype(int))
    rest = rest[(rest["count"] > 0) & rest["can"] & ~rest["always"]]
    return rest.sort_values(["project", "requirement", "family", "ref"], ignore_index=True)[list(COLUMNS)]


def _check_committed(left: pd.DataFrame, gone: set[str], findings: Findings) -> None:
    lost = left.loc[sorted(gone)]
    for key in lost.index[lost["status"] == "committed"]:
        findings.problem("projects.csv", "case.committed_never", project=key)


def _note_dropped(
    dropped: dict[tuple[str, str], list[str]], unreachable: int, draft: pd.DataFrame, findings: Findings
) -> None:
    for (measure_id, name), keys in sorted(dropped.items()):
        findings.note(
            "case.note.requirement_never",
            measure=findings.measure(measure_id),
            requirement=findings.requirement(measure_id, name),
            count=len(keys),
            cities=place_names(findings.places, draft.loc[keys, "city"]),
        )
    if unreachable:
        findings.note("case.note.uplink_never", count=unreachable)
