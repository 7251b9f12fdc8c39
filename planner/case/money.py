"""What subsidy rules may pay for each project, and how much local money there is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.notes import Findings
from planner.case.tables import Tables
from planner.config.schema import Model


def round_down(amounts: pd.DataFrame) -> pd.DataFrame:
    """Amounts in million yuan cut to whole yuan: a bound is never rounded up."""
    return (amounts * 1e6 + 1e-3).floordiv(1) / 1e6


def subsidy_bounds(
    model: Model, projects: pd.DataFrame, capex: pd.DataFrame, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``grants`` and ``site_grants`` of :class:`~planner.case.case.Case`.

    A project without modules may receive at most ``min(share · capex, ceiling)`` in the year it starts. For one with
    modules the bound depends on how many are added when, so share and ceiling are kept apart. Two rules that may meet
    on one project are a problem: their sum would need a bound of its own.
    """
    fixed, sites = [], []
    for subsidy_id, subsidy in sorted(model.subsidies.items()):
        share = projects["region"].map(subsidy.share).astype(float).fillna(0.0)
        extendable = projects["max_modules"] > projects["built_modules"]
        payable = (projects["status"] != "built") | extendable
        eligible = projects["measure"].isin(subsidy.measures) & (share > 0) & payable
        ceiling = np.inf if subsidy.ceiling_myuan is None else subsidy.ceiling_myuan
        plain = projects.index[eligible & (projects["max_modules"] == 0)]
        bound = round_down(capex.loc[plain].mul(share[plain], axis=0).clip(upper=ceiling))
        fixed.append(pd.concat({subsidy_id: bound}, names=["subsidy", "project"]))
        modular = projects.index[eligible & (projects["max_modules"] > 0)]
        bounds = pd.DataFrame({"share": share[modular], "ceiling_myuan": float(ceiling)}, index=modular)
        sites.append(pd.concat({subsidy_id: bounds}, names=["subsidy", "project"]))
    empty = pd.MultiIndex.from_arrays([[], []], names=["subsidy", "project"])
    grants = pd.concat(fixed) if fixed else pd.DataFrame(index=empty, columns=capex.columns, dtype=float)
    site_grants = (
        pd.concat(sites) if sites else pd.DataFrame(index=empty, columns=["share", "ceiling_myuan"], dtype=float)
    )
    _check_one_rule_each(grants.index, site_grants.index, findings)
    return grants.sort_index(), site_grants.sort_index()


def _check_one_rule_each(grants: pd.Index, site_grants: pd.Index, findings: Findings) -> None:
    rules = pd.DataFrame([*grants, *site_grants], columns=["subsidy", "project"])
    pairs = rules.merge(rules, on="project", suffixes=("", "_other")).sort_values("project", kind="stable")
    pairs = pairs[pairs["subsidy"] < pairs["subsidy_other"]]
    for (first, second), rows in sorted(pairs.groupby(["subsidy", "subsidy_other"])["project"]):
        said = {"first": first, "second": second, "project": rows.iloc[0], "count": len(rows)}
        findings.problem(f"subsidies.{second}", "case.subsidies_meet", **said)


def local_money(model: Model, tables: Tables, provinces: pd.Index) -> pd.DataFrame:
    """``local_limits``: most that each local fund may pay in each province and year, million yuan."""
    years = list(model.years)
    frames = []
    for fund_id, fund in sorted(model.funds.items()):
        if fund.kind == "local":
            yearly = tables.provinces.loc[provinces, fund.limit_column].astype(float) * fund.limit_factor
            limits = pd.DataFrame(dict.fromkeys(years, yearly))
            frames.append(pd.concat({fund_id: limits}, names=["fund", "province"]))
    if frames:
        return pd.concat(frames).sort_index()
    empty = pd.MultiIndex.from_arrays([[], []], names=["fund", "province"])
    return pd.DataFrame(index=empty, columns=years, dtype=float)
