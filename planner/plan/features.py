"""Tables that are there only where the model uses what they tell; see :data:`planner.plan.plan.WHERE_USED`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.plan.money import YUAN, spending
from planner.plan.state import State

#: A figure that misses its threshold by no more than this reaches it.
LEAST = 1e-9


def protections(case: Case, state: State) -> pd.DataFrame:
    """The two ways of every protected place."""
    table = state.use.rename("use").reset_index()
    table["city"] = table["uplink"].map(case.projects["city"])
    return table.sort_values(["service", "city", "uplink", "year"])


def flows(state: State) -> pd.DataFrame:
    """Traffic on links, and the wavelengths that are lit for it."""
    table = state.flow.rename("flow_gbps").reset_index()
    lit = state.modules.stack()
    table["wavelengths"] = lit.reindex(pd.MultiIndex.from_frame(table[["uplink", "year"]])).fillna(0).to_numpy(int)
    return table.sort_values(["uplink", "year"])


def thresholds(case: Case, state: State) -> pd.DataFrame:
    """Figures of cities that statuses ask for: the start, and what the projects in service have added."""
    key = ["status", "threshold", "city"]
    frames = []
    for year in case.years if len(case.thresholds) else ():
        adds = case.threshold_adds
        done = adds["project"].map(state.done[year]).fillna(0).to_numpy(float)
        added = (adds["add"] * done).groupby([adds[name] for name in key]).sum()
        table = case.thresholds.reset_index()
        raised = added.reindex(pd.MultiIndex.from_frame(table[key])).fillna(0.0).to_numpy(float)
        frames.append(table.assign(year=year, value=table["start"] + raised))
    if not frames:
        return pd.DataFrame()
    table = pd.concat(frames, ignore_index=True)
    table["met"] = (table["value"] >= table["at_least"] - LEAST).astype(int)
    return table.sort_values(["status", "city", "threshold", "year"])


def obligations(case: Case, state: State) -> pd.DataFrame:
    """The projects of every obligation, with whether they are in service by its year."""
    table = case.obligations.copy()
    spec = case.model.obligations
    table["by_year"] = [spec[name].by_year or case.years[-1] for name in table["obligation"]]
    table["done"] = _at(state.done, table["project"], table["by_year"]).astype(int)
    return table.sort_values(["obligation", "project"])


def claims(paid: pd.DataFrame) -> pd.DataFrame:
    """Which rule pays each project, where rules exclude each other."""
    grants = paid[paid["payer_kind"] == "grant"]
    return grants[["subsidy", "project", "year"]].sort_values(["subsidy", "project", "year"])


def packages(case: Case, state: State, paid: pd.DataFrame) -> pd.DataFrame:
    """Packages of works with their cities and eligible works, and what the rule pays for them."""
    key = ["subsidy", "province", "account", "year"]
    table = state.packages.rename("packages").reset_index()
    if table.empty:
        return pd.DataFrame()
    works = _eligible(case, state)
    small = case.places.index[case.places["small"].to_numpy(bool)]
    starts = works[(works["started"] > 0) & works["city"].isin(small)]
    grants = paid[paid["payer_kind"] == "grant"].join(case.projects[["province", "account"]], on="project")
    sums = {
        "cities": starts.groupby(key)["city"].nunique(),
        "eligible_myuan": works.groupby(key)["yuan"].sum() / YUAN,
        "amount_myuan": grants.groupby(key)["yuan"].sum() / YUAN,
    }
    keys = pd.MultiIndex.from_frame(table[key])
    for name, series in sums.items():
        table[name] = series.reindex(keys).fillna(0).to_numpy()
    return table.sort_values(key)


def _eligible(case: Case, state: State) -> pd.DataFrame:
    """What is spent on projects that a rule may pay: subsidy, project, year, yuan, city, province, account, started."""
    rules = pd.DataFrame([*case.grants.index, *case.site_grants.index], columns=["subsidy", "project"])
    spent = spending(case, state)[["project", "year", "yuan", "province", "account"]]
    table = rules.merge(spent, on="project")
    started = state.started.stack()
    table["started"] = started.reindex(pd.MultiIndex.from_frame(table[["project", "year"]])).to_numpy()
    return table.assign(city=table["project"].map(case.projects["city"]))


def grant_facts(case: Case, state: State, grants: pd.DataFrame) -> pd.DataFrame:
    """``grants`` (subsidy, project, year) with capex of the year, base, gap, share, ceiling and bound, million yuan.

    What is paid in instalments counts by the parts that are due in the year; the ceiling of a project without modules
    bounds each instalment by its part.
    """
    rules = case.model.subsidies
    parts = _parts_due(case, state, grants)
    facts = case.projects.reindex(grants["project"])
    years = np.array([rules[rule].base_opex_years for rule in grants["subsidy"]])
    capex, module = (_at(frame, grants["project"], grants["year"]) for frame in (case.capex, case.module_capex))
    fixed_base = np.maximum(capex + years * facts["opex_myuan"].to_numpy(float), 0.0)
    module_base = module * np.maximum(1 + years * facts["opex_share"].to_numpy(float), 0.0)
    out = grants.copy()
    started, added = parts["started"], parts["added"]
    out["capex_myuan"] = np.round(capex * started + module * added, 6)
    out["base_myuan"] = fixed_base * started + module_base * added
    gap, module_gap = (_at(frame, grants["project"], grants["year"]) for frame in (case.gap, case.module_gap))
    out["gap_myuan"] = gap * started + module_gap * added
    regions = facts["region"].to_numpy(object)
    out["share"] = [rules[rule].share.get(region, 0.0) for rule, region in zip(grants["subsidy"], regions, strict=True)]
    ceilings = [rules[rule].ceiling_myuan for rule in grants["subsidy"]]
    out["ceiling_myuan"] = pd.Series(ceilings, index=grants.index, dtype="float64")
    tested = np.array([rules[rule].need_test for rule in grants["subsidy"]], dtype=bool)
    part = np.where(facts["max_modules"].to_numpy(float) > 0, 1.0, started)
    bound = np.fmin(out["share"] * out["base_myuan"], out["ceiling_myuan"] * part)
    bound = np.minimum(bound, case.model.max_public_share * out["capex_myuan"])
    out["bound_myuan"] = np.where(tested, np.minimum(bound, out["gap_myuan"]), bound)
    return out


def _parts_due(case: Case, state: State, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """By row (project, year): the part of the project's fixed capex, and of how many modules, that is paid then.

    Prices are constant, so that parts of works of several years add up.
    """
    accounts = case.projects["account"].reindex(rows["project"]).to_numpy(object)
    keys = list(zip(rows["project"].to_numpy(object), rows["year"].astype(int).tolist(), accounts, strict=True))
    due = [(n, u, t, part) for n, (u, year, account) in enumerate(keys) for t, part in case.paid_in(account, year)]
    works = pd.DataFrame(due, columns=["row", "project", "year", "part"])
    found = {}
    for name, steps in (("started", state.started), ("added", state.added)):
        amount = works["part"].to_numpy(float) * _at(steps, works["project"], works["year"])
        found[name] = np.bincount(works["row"].to_numpy(int), weights=amount, minlength=len(rows))
    return found


def _at(table: pd.DataFrame, rows: pd.Series, columns: pd.Series) -> np.ndarray:
    """Cells of a frame by row and column id; 0 where it has no such row."""
    row, column = table.index.get_indexer(pd.Index(rows)), table.columns.get_indexer(pd.Index(columns))
    cells = table.to_numpy(float)[row, column] if len(table) else np.zeros(len(row))
    return np.where(row >= 0, np.nan_to_num(cells), 0.0)
