"""What projects earn, what public money leaves open, and when enterprises have their money back."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.config.money import Viability
from planner.config.timetable import timetable_of
from planner.config.vocabulary import tells_worth
from planner.plan.money import YUAN, spending
from planner.plan.state import State

#: Sums of a project that are sums of a city, too, million yuan.
SUMS = ["capex_myuan", "pv_revenue_myuan", "pv_opex_myuan", "gap_myuan", "public_myuan", "npv_myuan"]


def viability_rows(case: Case, state: State, paid: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables ``viability`` (by project) and ``viability_cities``; empty where nothing earns and nobody asks.

    A row for everything that is started or extended; without ``[viability]`` only for measures with revenue. The net
    present value is that of revenue less opex, less what enterprises pay. Payback counts whole years of service, not
    discounted, all modules there from the first.
    """
    if not tells_worth(case.model):
        return pd.DataFrame(), pd.DataFrame()
    table = _projects(case, state, paid)
    if case.model.viability is None:
        earning = [name for name, measure in case.model.measures.items() if measure.revenue is not None]
        table = table[table["measure"].isin(earning)]
    flows = _yearly(case, table)
    table["payback_years"] = _payback(flows, table["enterprise_myuan"].to_numpy(float))
    cities = table.groupby("city", sort=True).agg(
        {"province": "first", "measure": "size", **dict.fromkeys(SUMS, "sum")}
    )
    cities = cities.rename(columns={"measure": "projects"}).reset_index()
    codes = pd.Index(cities["city"]).get_indexer(pd.Index(table["city"]))
    together = np.zeros((len(cities), flows.shape[1]))
    np.add.at(together, codes, flows)
    enterprise = np.bincount(codes, weights=table["enterprise_myuan"], minlength=len(cities))
    cities["payback_years"] = _payback(together, enterprise)
    return table.rename_axis("project").reset_index(), cities


def _projects(case: Case, state: State, paid: pd.DataFrame) -> pd.DataFrame:
    """Money of every project that is started or extended, index project."""
    spent = spending(case, state).groupby("project")["yuan"].sum()
    starts = state.started.sum(axis=1)
    there = case.projects.index[(starts.reindex(case.projects.index) > 0) | case.projects.index.isin(spent.index)]
    table = case.projects.loc[there, ["measure", "city", "province", "account", "opex_myuan", "opex_share"]].copy()
    started = starts.reindex(there).to_numpy(float)
    years = np.array(case.years)[state.started.reindex(there).to_numpy().argmax(axis=1)]
    years = years - lead_years(case, table["measure"]).to_numpy(int)
    table["start_year"] = pd.array(np.where(started > 0, years, 0), dtype="Int64")
    table["start_year"] = table["start_year"].where(started > 0)
    added = state.added.sum(axis=1).reindex(there).fillna(0).to_numpy(float)
    worth = case.worth.reindex(there)
    for name in ("pv_revenue", "pv_opex"):
        table[f"{name}_myuan"] = started * worth[name] + added * worth[f"module_{name}"]
    table["revenue_myuan"] = started * worth["revenue_myuan"] + added * worth["module_revenue_myuan"]
    module_opex = table["opex_share"] * case.module_capex.iloc[:, -1].reindex(there).fillna(0.0)
    table["opex_myuan"] = started * table["opex_myuan"] + added * module_opex
    gaps = (case.gap.reindex(there) * state.started.reindex(there)).sum(axis=1)
    more = (case.module_gap.reindex(state.added.index) * state.added).sum(axis=1).reindex(there).fillna(0.0)
    table["gap_myuan"] = gaps + more
    public = paid[paid["payer_kind"] != "enterprise"].groupby("project")["yuan"].sum()
    table["capex_myuan"] = spent.reindex(there).fillna(0) / YUAN
    table["public_myuan"] = public.reindex(there).fillna(0) / YUAN
    table["enterprise_myuan"] = table["capex_myuan"] - table["public_myuan"]
    table["npv_myuan"] = table["pv_revenue_myuan"] - table["pv_opex_myuan"] - table["enterprise_myuan"]
    return table


def lead_years(case: Case, measures: pd.Series) -> pd.Series:
    """Years from the start to service of projects, from their measures."""
    return measures.map({name: timetable_of(case.model, name).lead_years for name in case.model.measures}).astype(int)


def _yearly(case: Case, table: pd.DataFrame) -> np.ndarray:
    """(projects × years of service) revenue as it ramps up, less opex, million yuan."""
    years = (case.model.viability or Viability()).years
    ramps = {name: spec.revenue.ramp_years if spec.revenue else 0 for name, spec in case.model.measures.items()}
    steps = table["measure"].map(ramps).to_numpy(float)[:, None] + 1
    ramp = np.minimum(1.0, np.arange(1, years + 1)[None, :] / steps)
    revenue, opex = (table[f"{name}_myuan"].to_numpy(float)[:, None] for name in ("revenue", "opex"))
    return np.asarray(revenue * ramp - opex)


def _payback(flows: np.ndarray, enterprise: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Years of service until what comes in reaches what enterprises pay; missing where it never does."""
    yuan = 1 / YUAN
    back = np.cumsum(flows, axis=1) >= enterprise[:, None] - yuan
    first = np.where(back.any(axis=1), back.argmax(axis=1) + 1.0, math.nan)
    return pd.array(np.where(enterprise <= yuan, 0.0, first), dtype="Int64")
