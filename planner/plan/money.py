"""From money per province, account and year to payments per project, to the yuan.

The year is that in which works go into service; :mod:`planner.plan.instalments` says when it is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.plan.ceilings import CityCeilings
from planner.plan.offers import Offers, Where
from planner.plan.split import Payer, Room, Yuan, apportion, fill_needs, split_grants, split_rest
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


class Works(NamedTuple):
    """What one account puts into service in a province and year, with its capex in yuan."""

    where: Where
    projects: list[str]
    capex: Yuan

    @property
    def year(self) -> int:
        """The year."""
        return self.where[2]


def spending(case: Case, state: State) -> pd.DataFrame:
    """What works cost: project, year, province, account, fixed and module capex, ``yuan`` their sum; rows with money.

    The year is that in which a project goes into service, or in which a module is added.
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

    The year is that in which the works go into service. Every project's payments of a year add up to its capex of that
    year exactly.
    """
    decided, offers = _decided(values), Offers(case, state, values)
    cities = CityCeilings(case, decided.site_grant)
    rows: list[tuple[str, int, str, str, str, int]] = []
    for (province, account, year), group in spending(case, state).groupby(["province", "account", "year"], sort=True):
        where = (str(province), str(account), int(str(year)))
        projects = [str(project) for project in group["project"]]
        works = Works(where, projects, group["yuan"].to_numpy(dtype=np.int64))
        payers, matrix = _split(case, decided, offers, cities, works)
        for payer, amounts in zip(payers, matrix, strict=True):
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


def _split(
    case: Case, decided: Decided, offers: Offers, cities: CityCeilings, works: Works
) -> tuple[list[Payer], Yuan]:
    """All payers of one province, account and year with what each pays (payers × projects)."""
    payers = [Payer("grant", case.model.subsidies[rule].fund, rule) for rule in case.model.subsidies]
    local, carriers = _others(case, decided, works.where)
    needs = offers.needs(works.projects, works.year, works.capex)
    granted = _granted(decided, offers, cities, works, needs, sum(amount for _, amount in local))
    filled = fill_needs(needs - granted.sum(axis=0), sum(amount for _, amount in local))
    by_fund = split_rest(filled, [float(amount) for _, amount in local]).T
    left = [max(0.0, amount - float(used)) for (_, amount), used in zip(local, by_fund.sum(axis=1), strict=True)]
    weights = [*left, *(float(amount) for _, amount in carriers)]
    if sum(weights) == 0 and weights:
        # Nothing was decided here, yet rounding may leave a yuan: the last payer, an enterprise if there is one.
        weights[-1] = 1.0
    rest = split_rest(works.capex - granted.sum(axis=0) - filled, weights).T
    rest[: len(local)] += by_fund
    return [*payers, *(payer for payer, _ in (*local, *carriers))], np.vstack([granted, rest])


def _others(case: Case, decided: Decided, where: Where) -> tuple[list[tuple[Payer, int]], list[tuple[Payer, int]]]:
    """Local funds and the account's carriers, each with its money."""
    province, account, year = where
    local = case.local_payers(account)
    funds = [(Payer("local", f), decided.local.get((f, account, province, year), 0)) for f in local]
    carriers = [
        (Payer("enterprise", c), decided.enterprise.get((c, account, province, year), 0)) for c in case.payers(account)
    ]
    return funds, carriers


def _granted(decided: Decided, offers: Offers, cities: CityCeilings, works: Works, needs: Yuan, local: int) -> Yuan:
    """Grants by rule (rows, model order) and project (columns): explicit ones as decided, the others pro rata."""
    province, account, year = works.where
    totals = [decided.grant.get((rule, account, province, year), 0) for rule in offers.rules]
    cities.free(works.projects, year)
    caps = offers.caps(works.projects, year, works.capex)
    own = _within(_explicit(decided, offers, works, totals), caps)
    rest = [total - int(row.sum()) for total, row in zip(totals, own, strict=True)]
    if rest and not offers.has_others(account):
        # Grants are the account's only money: they also take the odd yuan that rounding leaves.
        rest[int(np.argmax(rest))] += max(0, int(works.capex.sum() - own.sum()) - sum(rest))
    spent = own.sum(axis=0)
    ceilings = cities.left(works.projects, own)
    room = Room(offers.bounds(works.projects, year), caps - spent, np.maximum(needs - spent, 0), local, ceilings)
    granted = own + split_grants(rest, room)
    cities.take(works.projects, granted)
    return granted


def _explicit(decided: Decided, offers: Offers, works: Works, totals: list[int]) -> Yuan:
    """Grants of projects with modules (rules × projects), as decided."""
    own = np.zeros((len(offers.rules), len(works.projects)), dtype=np.int64)
    for column, project in enumerate(works.projects):
        if project in offers.explicit:
            own[:, column] = [decided.site_grant.get((rule, project, works.year), 0) for rule in offers.rules]
    for row, total in enumerate(totals):
        if own[row].sum() > total:
            # A project's own grant only raises what the rule may pay in all; a solver need not use the whole of it.
            own[row] = apportion(total, own[row])
    return own


def _within(own: Yuan, caps: Yuan) -> Yuan:
    """Grants of single projects, cut by the odd yuan where rounding passed what they may receive."""
    cut = own.copy()
    left = caps.copy()
    for row in range(len(cut)):
        cut[row] = np.minimum(cut[row], left)
        left -= cut[row]
    return cut
