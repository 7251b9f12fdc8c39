"""From money per province, account and year to payments per project, to the yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.plan.split import Payer, Yuan, apportion, split_grants, split_rest
from planner.plan.state import State

YUAN = 1_000_000  # yuan in a million yuan

PAYMENT_KEY = ["project", "year", "payer_kind", "payer", "subsidy"]


@dataclass(frozen=True)
class Decided:
    """Money of a solve, in yuan, by the keys of its families; negative dust is 0."""

    grant: dict[tuple[str, str, str, int], int]
    site_grant: dict[tuple[str, str, int], int]
    local: dict[tuple[str, str, str, int], int]
    enterprise: dict[tuple[str, str, str, int], int]


def spending(case: Case, state: State) -> pd.DataFrame:
    """What is spent: project, year, province, account, fixed and module capex, ``yuan`` their sum; rows with money.

    Money of a project is spent in the year in which it starts, that of a module in the year in which it is added.
    """
    fixed = (case.capex.reindex(index=state.started.index).to_numpy() * state.started.to_numpy() * YUAN).round()
    table = pd.DataFrame(fixed, index=state.started.index, columns=list(case.years)).astype("int64")
    added = state.added.reindex(case.projects.index, fill_value=0).to_numpy()
    extra = (case.module_capex.reindex(index=case.projects.index).fillna(0).to_numpy() * added * YUAN).round()
    modules = pd.DataFrame(extra, index=case.projects.index, columns=list(case.years)).astype("int64")
    long = pd.DataFrame({"fixed": table.stack(), "modules": modules.stack()})
    long.index = long.index.set_names(["project", "year"])
    long["yuan"] = long["fixed"] + long["modules"]
    long = long[long["yuan"] > 0].reset_index()
    places = case.projects[["province", "account"]]
    return long.join(places, on="project").sort_values(["project", "year"], ignore_index=True)


def payments(case: Case, state: State, values: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Who pays each project: project, year, payer_kind, payer, subsidy, yuan.

    Every project's payments of a year add up to its capex of that year exactly.
    """
    decided = _decided(values)
    rows: list[tuple[str, int, str, str, str, int]] = []
    for (province, account, year), group in spending(case, state).groupby(["province", "account", "year"], sort=True):
        where = (str(province), str(account), int(str(year)))
        projects = [str(project) for project in group["project"]]
        capex = group["yuan"].to_numpy(dtype=np.int64)
        others, weights = _others(case, decided, where)
        granted = _granted(case, decided, where, projects, capex, alone=not others)
        payers = [Payer("grant", case.model.subsidies[rule].fund, rule) for rule in case.model.subsidies]
        rest = capex - granted.sum(axis=0)
        matrix = np.vstack([granted, split_rest(rest, weights).T])
        for payer, amounts in zip([*payers, *others], matrix, strict=True):
            rows.extend(
                (project, where[2], payer.kind, payer.payer, payer.subsidy, int(amount))
                for project, amount in zip(projects, amounts, strict=True)
                if amount
            )
    frame = pd.DataFrame(rows, columns=[*PAYMENT_KEY, "yuan"])
    return frame.sort_values(PAYMENT_KEY, ignore_index=True)


def _decided(values: Mapping[str, pd.Series]) -> Decided:
    def yuan(family: str) -> dict[Any, int]:
        series = values.get(family)
        if series is None:
            return {}
        return {key: round(amount * YUAN) for key, amount in series.items() if amount * YUAN >= 1}

    return Decided(yuan("grant"), yuan("site_grant"), yuan("local"), yuan("enterprise"))


def _granted(
    case: Case, decided: Decided, where: tuple[str, str, int], projects: list[str], capex: Yuan, *, alone: bool
) -> Yuan:
    """Grants by rule (rows, model order) and project (columns): those of sites as decided, the others pro rata.

    ``alone``: grants are the account's only money, so they also take the odd yuan that rounding leaves.
    """
    province, account, year = where
    rules = list(case.model.subsidies)
    sites = np.zeros((len(rules), len(projects)), dtype=np.int64)
    bounds = np.zeros((len(rules), len(projects)), dtype=np.int64)
    totals = []
    for row, rule in enumerate(rules):
        sites[row] = [decided.site_grant.get((rule, project, year), 0) for project in projects]
        bounds[row] = grant_bounds(case, rule, projects, year)
        total = decided.grant.get((rule, account, province, year), 0)
        if sites[row].sum() > total:
            # A site's grant only raises what the rule may pay in all; nothing makes a solver use the whole of it.
            sites[row] = apportion(total, sites[row])
        totals.append(max(0, total - int(sites[row].sum())))
    sites = _within(sites, capex)
    if alone and totals:
        totals[int(np.argmax(totals))] += max(0, int(capex.sum() - sites.sum()) - sum(totals))
    return sites + split_grants(totals, bounds, capex - sites.sum(axis=0))


def grant_bounds(case: Case, rule: str, projects: list[str], year: int) -> Yuan:
    """Most that ``rule`` may pay for the fixed part of each of ``projects`` started in ``year``, yuan, rounded down."""
    keys = pd.MultiIndex.from_product([[rule], projects])
    bounds = case.grants.reindex(keys)[year] if len(case.grants) else pd.Series(0.0, index=keys)
    # A billionth of a yuan above keeps whole amounts whole in floating point.
    return np.floor(bounds.fillna(0).to_numpy(dtype=float) * YUAN + 1e-6).astype(np.int64)


def _within(sites: Yuan, capex: Yuan) -> Yuan:
    """Grants of sites, cut by the odd yuan where rounding passed the capex."""
    cut = sites.copy()
    left = capex.copy()
    for row in range(len(cut)):
        cut[row] = np.minimum(cut[row], left)
        left -= cut[row]
    return cut


def _others(case: Case, decided: Decided, where: tuple[str, str, int]) -> tuple[list[Payer], list[float]]:
    """The account's payers beside grants, with their money as weights."""
    province, account, year = where
    carriers = list(case.model.carriers) if account == "shared" else [account]
    local = [fund for fund, spec in case.model.funds.items() if spec.kind == "local"]
    payers = [Payer("local", fund) for fund in local] + [Payer("enterprise", carrier) for carrier in carriers]
    money = [decided.local.get((fund, account, province, year), 0) for fund in local]
    money += [decided.enterprise.get((carrier, account, province, year), 0) for carrier in carriers]
    if sum(money) == 0 and payers:
        # Nothing was decided here, yet rounding may leave a yuan: the last payer, an enterprise if there is one.
        money[-1] = 1
    return payers, [float(amount) for amount in money]
