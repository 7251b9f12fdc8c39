"""From a solve's values to the tables of a plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.config.timetable import timetable_of
from planner.plan import features
from planner.plan.figures import Figures, lookup
from planner.plan.instalments import instalments, paid_by_year
from planner.plan.money import YUAN, payments, spending
from planner.plan.offers import rules_meet
from planner.plan.plan import Plan, shaped
from planner.plan.prices import price_rows
from planner.plan.rules import measured_rules, rule_rows
from planner.plan.state import State, read_state
from planner.plan.summary import indicator_rows, target_rows
from planner.plan.viability import lead_years, viability_rows


def make_plan(case: Case, values: Mapping[str, pd.Series], prices: pd.DataFrame | None = None) -> Plan:
    """The plan that ``values`` describe.

    Args:
        case: the case that was solved.
        values: Series by family, as in :mod:`planner.solve.solution`; money in million yuan.
        prices: duals of the national rows, None if there are none (baselines).

    Raises:
        ValueError: something is spent and nobody may pay for it.
    """
    state = read_state(case, values)
    decided = payments(case, state, values)
    paid = paid_by_year(case, decided)
    figures = Figures(case, lookup(case, state, decided))
    figures.nationals |= measured_rules(case, figures)
    by_project, by_city = viability_rows(case, state, decided)
    targets = target_rows(case, figures)
    tables = {
        "projects": _projects(case, state, paid),
        "modules": _modules(case, state),
        "payments": _in_myuan(paid),
        "services": state.served.to_frame(index=False),
        "assignments": _assignments(case, state),
        "connections": state.connected.to_frame(index=False),
        "statuses": state.status.to_frame(index=False),
        "funding": _funding(case, paid),
        "grants": _grants(case, state, paid),
        "indicators": indicator_rows(case, figures),
        "targets": targets,
        "rules": rule_rows(case, figures),
        "prices": price_rows(case, prices) if prices is not None else pd.DataFrame(),
        "protections": features.protections(case, state),
        "rings": state.rings.to_frame(index=False),
        "flows": features.flows(state),
        "thresholds": features.thresholds(case, state),
        "obligations": features.obligations(case, state),
        "claims": features.claims(paid) if rules_meet(case) else pd.DataFrame(),
        "packages": features.packages(case, state, decided),
        "instalments": _in_myuan(instalments(case, decided)) if case.spread_out else pd.DataFrame(),
        "viability": by_project,
        "viability_cities": by_city,
    }
    return Plan(**{name: shaped(name, frame) for name, frame in tables.items()})


def _in_myuan(paid: pd.DataFrame) -> pd.DataFrame:
    return paid.assign(amount_myuan=paid["yuan"] / YUAN)


def _projects(case: Case, state: State, paid: pd.DataFrame) -> pd.DataFrame:
    """Every project that is built at the start or at the end of the plan; started ones with what they cost."""
    there = state.done.index[state.done.iloc[:, -1] > 0]
    table = case.projects.loc[there].copy()
    started = state.started.loc[there]
    years = np.array(case.years)
    starts = pd.Series(years[started.to_numpy().argmax(axis=1)], index=there, dtype="Int64")
    ready = starts.where(started.sum(axis=1) > 0)
    table["start_year"] = ready - lead_years(case, table["measure"])
    led = any(timetable_of(case.model, name).lead_years for name in case.model.measures)
    table["in_service_year"] = ready if led else None
    spent = spending(case, state).groupby("project")[["fixed", "modules"]].sum().reindex(there, fill_value=0)
    table["capex_myuan"] = spent["fixed"] / YUAN
    table["module_capex_myuan"] = spent["modules"] / YUAN
    final = state.modules.iloc[:, -1].reindex(there, fill_value=0)
    table["modules"] = final
    added = state.added.sum(axis=1).reindex(there, fill_value=0)
    cost = case.module_capex.iloc[:, -1].reindex(there).fillna(0)
    table["opex_myuan"] = table["opex_myuan"] + table["opex_share"] * cost * added
    sums = paid.pivot_table(index="project", columns="payer_kind", values="yuan", aggfunc="sum", fill_value=0)
    for kind in ("grant", "local", "enterprise"):
        column = sums[kind] if kind in sums else pd.Series(dtype="int64")
        table[f"{kind}_myuan"] = column.reindex(there, fill_value=0) / YUAN
    return table.rename_axis("project").reset_index().sort_values("project")


def _modules(case: Case, state: State) -> pd.DataFrame:
    long = pd.DataFrame({"modules": state.modules.stack(), "added": state.added.stack()})
    long.index = long.index.set_names(["project", "year"])
    cost = case.module_capex.stack()
    cost.index = cost.index.set_names(["project", "year"])
    long["capex_myuan"] = long["added"] * cost.reindex(long.index).fillna(0)
    return long[long["modules"] > 0].reset_index().sort_values(["project", "year"])


def _assignments(case: Case, state: State) -> pd.DataFrame:
    """Which sites carry the demand of cities and, with ``project``, what projects add to it."""
    own = state.share.rename("share").reset_index().rename(columns={"project": "site"}).assign(project="")
    added = state.take.rename("share").reset_index()
    added["city"] = added["project"].map(case.projects["city"])
    table = pd.concat([own, added], ignore_index=True) if len(added) else own
    return table.sort_values(["service", "city", "project", "site", "year"])


def _funding(case: Case, paid: pd.DataFrame) -> pd.DataFrame:
    key = ["province", "year", "account", "payer_kind", "payer", "subsidy"]
    owned = paid.join(case.projects[["province", "account"]], on="project")
    sums = owned.groupby(key, sort=True)["yuan"].sum().reset_index()
    return _in_myuan(sums)


def _grants(case: Case, state: State, paid: pd.DataFrame) -> pd.DataFrame:
    """Each grant with the rule's share and ceiling, and the most it could have been in that year."""
    rows = paid[paid["payer_kind"] == "grant"].rename(columns={"payer": "fund"})
    rows = rows.join(case.projects[["measure", "city", "province", "region"]], on="project")
    return _in_myuan(features.grant_facts(case, state, rows)).sort_values(["subsidy", "project", "year"])
