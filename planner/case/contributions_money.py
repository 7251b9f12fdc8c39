"""What indicators of money are made of: who pays, what is earned, needed and worth, in million yuan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from planner.case.block import Block
from planner.case.chunks import Builder, Chunk, Key, beyond, chosen, starting
from planner.config.accounts import SHARED, lead_of
from planner.config.timetable import timetable_of

if TYPE_CHECKING:
    from planner.case.case import Case, Family


def spend(case: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    """Capex paid in the year: of what goes into service and of modules added in it, or its instalments of the year."""
    if measure == "total" and case.spread_out:
        return [chunk for each in case.model.measures for chunk in spend(case, block, each, year)]
    of, found = block.of(measure), list[Chunk]()
    for ready, part in _due_of(case, measure, year):
        position = case.years.index(ready)
        found += starting(of, ready, part * of.capex[:, position], part * of.module_capex[:, position])
    return found


def _due_of(case: Case, measure: str, year: int) -> list[tuple[int, float]]:
    """Years of going into service of a measure's works that are paid for in the year, each with the part then paid."""
    if measure == "total":
        return [(year, 1.0)]
    parts = ((t, timetable_of(case.model, measure).parts(t, case.years[-1])) for t in case.years)
    return [(ready, paid[year]) for ready, paid in parts if year in paid]


def _money(
    case: Case, family: Family, payers: Sequence[str], accounts: Sequence[str], province: str, year: int
) -> list[Chunk]:
    """What payers pay for accounts in a year."""
    due = [(account, ready, part) for account in accounts for ready, part in case.paid_in(account, year)]
    keys: list[Key] = [(payer, account, province, ready) for payer in payers for account, ready, _ in due]
    parts = np.array([part for _ in payers for _, _, part in due], dtype=float)
    return [Chunk(family, keys, parts, [""] * len(keys))] if keys else []


def grant(case: Case, block: Block, subsidy: str, year: int) -> list[Chunk]:
    """Money of one subsidy rule, or of all (``total``)."""
    rules = sorted(case.model.subsidies) if subsidy == "total" else [subsidy]
    return _money(case, "grant", rules, case.accounts, block.province, year)


def _packages(case: Case, block: Block, subsidy: str, year: int) -> list[Chunk]:
    """Packages are not paid, but formed: they count in the year in which their works go into service."""
    keys: list[Key] = [(subsidy, account, block.province, year) for account in case.accounts]
    return [Chunk("packages", keys, np.ones(len(keys)), [""] * len(keys))]


def _paid(case: Case, block: Block, payer: str, year: int) -> list[Chunk]:
    model, province = case.model, block.province
    if payer in ("enterprise", *model.carriers):
        carriers = sorted(model.carriers) if payer == "enterprise" else [payer]
        return [chunk for carrier in carriers for chunk in _enterprise(case, carrier, province, year)]
    funds = sorted(model.funds) if payer == "public" else [payer]
    subsidies = sorted(s for s, subsidy in model.subsidies.items() if subsidy.fund in funds)
    local = [fund for fund in funds if model.funds[fund].kind == "local"]
    accounts = case.accounts
    granted = _money(case, "grant", subsidies, accounts, province, year)
    return granted + _money(case, "local", local, accounts, province, year)


def _enterprise(case: Case, carrier: str, province: str, year: int) -> list[Chunk]:
    accounts = [account for account in case.accounts if carrier in case.payers(account)]
    return _money(case, "enterprise", [carrier], accounts, province, year)


def _revenue(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    """Yearly revenue when the ramp is over, of what is in service at the end of the year and did not exist before."""
    of, weight = block.of("total"), case.stock_weight[case.years.index(year)]
    fixed = weight * block.worth["revenue_myuan"].to_numpy(float)
    module = weight * block.worth["module_revenue_myuan"].to_numpy(float)
    return [chosen("done", of, year, ~of.built & (of.first <= year), fixed), *beyond(case, of, year, module)]


def _need(_: Case, block: Block, __: str, year: int) -> list[Chunk]:
    of = block.of("total")
    return starting(of, year, block.gap[year].to_numpy(float), block.module_gap[year].to_numpy(float))


def _net_present_value(case: Case, block: Block, carrier: str, year: int) -> list[Chunk]:
    """Present value of what goes into service in the year, less what carriers pay in it, both to the first year."""
    factor = float(case.discount[case.years.index(year)])
    carriers = list(case.model.carriers) if carrier == "total" else [carrier]
    share_of = {account: sum(_share(case, each, account) for each in carriers) for account in case.accounts}
    share = factor * block.projects["account"].map(share_of).fillna(0.0).to_numpy(float)
    worth = block.worth
    fixed = share * (worth["pv_revenue"] - worth["pv_opex"]).to_numpy(float)
    module = share * (worth["module_pv_revenue"] - worth["module_pv_opex"]).to_numpy(float)
    paid = [chunk for each in carriers for chunk in _enterprise(case, each, block.province, year)]
    return [*starting(block.of("total"), year, fixed, module), *(chunk.scaled(-factor) for chunk in paid)]


def _obligation(case: Case, block: Block, obligation: str, year: int) -> list[Chunk]:
    """Projects of an obligation in service, built ones included."""
    of, rows = block.of("total"), case.obligations
    named = set(rows["project"][rows["obligation"] == obligation])
    counted = np.array([key in named for key in of.ids], dtype=bool)
    return [chosen("done", of, year, counted & (of.built | (of.first <= year)), np.ones(len(of.ids)))]


def _share(case: Case, carrier: str, account: str) -> float:
    """A carrier's part in what an account's projects earn: of shared ones by the payers' budgets, else the lead's."""
    lead = lead_of(account)
    if lead != SHARED:
        share = case.payers(lead).get(carrier, 0.0)
        return 1.0 if share is None else share
    budgets = {c: sum(case.model.carriers[c].budget.get(t, 0.0) for t in case.years) for c in case.payers(account)}
    if carrier not in budgets:
        return 0.0
    whole = sum(budgets.values())
    return budgets[carrier] / whole if whole > 0 else 1 / len(budgets)


BUILDERS: dict[str, Builder] = {
    "spend": spend,
    "paid": _paid,
    "grant": grant,
    "packages": _packages,
    "revenue": _revenue,
    "need": _need,
    "npv": _net_present_value,
    "obligation": _obligation,
}
