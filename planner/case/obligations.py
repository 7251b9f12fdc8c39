"""Obligations: which projects they name, and the carriers that must lead them."""

from __future__ import annotations

from math import ceil

import pandas as pd

from planner.case.notes import Findings, place_names
from planner.case.places import matches
from planner.config.money import Obligation
from planner.config.schema import Model


def needed(obligation: Obligation, count: int) -> int:
    """How many of ``count`` projects must be in service; a share is rounded up."""
    return ceil(obligation.at_least * count - 1e-9)


def obliged(model: Model, projects: pd.DataFrame, places: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """``obligations`` of :class:`~planner.case.case.Case`: obligation, project; places without a project are told.

    An obligation that names no project at all is a problem: it would always hold.
    """
    rows: list[tuple[str, str]] = []
    for key, obligation in sorted(model.obligations.items()):
        named = _named(obligation, projects, places)
        rows += [(key, project) for project in projects.index[named]]
        if not named.any():
            findings.problem(f"obligations.{key}", "case.obligation_empty")
            continue
        here = places.index[matches(obligation.where, places)]
        for measure in obligation.measures:
            missing = here.difference(list(projects["city"][named & (projects["measure"] == measure)]))
            if len(missing):
                said = {"key": key, "measure": findings.measure(measure), "count": len(missing)}
                findings.note("case.note.obligation_places", **said, cities=place_names(places, missing))
    return pd.DataFrame(rows, columns=["obligation", "project"], dtype="str")


def _named(obligation: Obligation, projects: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    here = places.index[matches(obligation.where, places)]
    return projects["measure"].isin(obligation.measures) & projects["city"].isin(here)


def move_accounts(draft: pd.DataFrame, model: Model, places: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """``draft`` with the account of every project that an obligation gives to a carrier moved to it."""
    moved: dict[str, tuple[str, str]] = {}
    account = draft["account"].copy()
    for key, obligation in sorted(model.obligations.items()):
        if obligation.carrier is None:
            continue
        for project in draft.index[_named(obligation, draft, places)]:
            other, carrier = moved.setdefault(project, (key, obligation.carrier))
            if carrier != obligation.carrier:
                said = {"project": project, "first": other, "second": key}
                findings.problem(f"obligations.{key}", "case.obligation_carriers", **said)
            account[project] = obligation.carrier
    return draft.assign(account=account)
