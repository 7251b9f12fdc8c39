"""Checks of time: years between start and service, and instalments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.plan.audit import pace
from planner.plan.audit.registry import MONEY, Outcome, check, judged, together
from planner.plan.audit.world import World
from planner.plan.audit.worth import works_of

WORK = ["project", "in_service_year"]
PAYER = ["payer_kind", "payer", "subsidy"]


@check("in_service", "physical")
def in_service(world: World) -> Outcome:
    """A project is in service so many years after its start as its measure takes."""
    table = world.projects[world.projects["status"] != "built"]
    stated = table["in_service_year"]
    due = table["ready"].replace(np.inf, np.nan)
    wrong = (stated != due) if pace.leads(world.model) else stated.notna()
    return judged(table.reset_index()[["project"]], wrong)


@check("instalments", "money", MONEY)
def instalments(world: World) -> Outcome:
    """Works are paid in the instalments of their measure, each by all payers alike; payments are their sums.

    What falls due after the last planning year is set aside in it (million yuan).
    """
    listed = world.plan("instalments")
    if not pace.spread_out(world.model):
        return judged(listed[["project", "year"]], np.ones(len(listed)))
    works = works_of(world)
    rows = [
        (project, ready, *one, capex)
        for project, measure, ready, capex in works[["project", "measure", "year", "capex"]].itertuples(index=False)
        for one in pace.instalments(world.model, str(measure), int(ready))
    ]
    due = pd.DataFrame(rows, columns=[*WORK, "instalment", "due_year", "year", "part", "capex"])
    return together(_dates(listed, due), _parts(listed, due), _works(listed, due), _payments(world, listed))


def _dates(listed: pd.DataFrame, due: pd.DataFrame) -> Outcome:
    """Every instalment falls due, and is paid, in its year."""
    key = [*WORK, "instalment"]
    both = listed.merge(due, on=key, how="left", suffixes=("", "_right"))
    wrong = (both["due_year"] != both["due_year_right"]) | (both["year"] != both["year_right"])
    return judged(both[["project", "year"]], np.where(wrong, np.inf, 0.0))


def _parts(listed: pd.DataFrame, due: pd.DataFrame) -> Outcome:
    """A payer pays the same part of each instalment: that of all it pays for the work."""
    whole = listed.groupby([*WORK, *PAYER])["amount_myuan"].sum().rename("whole").reset_index()
    wanted = whole.merge(due, on=WORK)
    key = [*WORK, *PAYER, "instalment"]
    right = wanted.set_index(key)["part"] * wanted.set_index(key)["whole"]
    both = pd.DataFrame({"paid": listed.groupby(key)["amount_myuan"].sum(), "due": right}).fillna(0.0)
    shown = both.reset_index().rename(columns={"in_service_year": "year"})
    return judged(shown[["project", "year"]], (both["paid"] - both["due"]).abs())


def _works(listed: pd.DataFrame, due: pd.DataFrame) -> Outcome:
    """All instalments of a work together pay its capex."""
    capex = due.groupby(WORK)["capex"].first()
    both = pd.DataFrame({"paid": listed.groupby(WORK)["amount_myuan"].sum(), "due": capex}).fillna(0.0)
    shown = both.reset_index().rename(columns={"in_service_year": "year"})
    return judged(shown[["project", "year"]], (both["paid"] - both["due"]).abs())


def _payments(world: World, listed: pd.DataFrame) -> Outcome:
    """Payments of a year are the instalments paid in it."""
    key = ["project", "year", *PAYER]
    sums = {"paid": world.plan("payments"), "due": listed}
    both = pd.DataFrame({name: table.groupby(key)["amount_myuan"].sum() for name, table in sums.items()}).fillna(0.0)
    return judged(both.reset_index()[["project", "year"]], (both["paid"] - both["due"]).abs())
