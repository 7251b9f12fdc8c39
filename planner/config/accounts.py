"""Accounts of money: works of one lead that the same payers may pay for.

The lead (a carrier, a co-build, or ``shared``) names the account. Payers who are bound to measures of their own, such
as tower companies, cloud firms or special bonds, join the account of whoever leads works of these measures; such works
are an account of their own, named by the lead and those who join: ``shared+tower``. Within an account all payers but
subsidy rules are free to pay for any work, so money decided by account can always be split on works. Works that
are paid for at another pace (:mod:`planner.config.timetable`) are accounts of their own, too: ``shared+tower@1``.
"""

from __future__ import annotations

from planner.config.schema import Model
from planner.config.timetable import MARK, timetable_of

#: Whoever leads works that no single carrier or co-build leads.
SHARED = "shared"
_JOIN = "+"


def account_of(model: Model, lead: str, measure: str) -> str:
    """The account of a lead's works of a measure."""
    there = _leading(model, lead)
    joining = [c for c, carrier in model.carriers.items() if measure in carrier.measures and c not in there]
    joining += [f for f, fund in model.funds.items() if measure in fund.measures]
    return _JOIN.join([lead, *sorted(joining)]) + timetable_of(model, measure).label


def lead_of(account: str) -> str:
    """Who leads the works of an account: a carrier, a co-build, or ``shared``."""
    return account.partition(MARK)[0].partition(_JOIN)[0]


def joining(account: str) -> tuple[str, ...]:
    """Carriers and local funds that pay for an account besides its lead and the funds that pay for anything."""
    return tuple(account.partition(MARK)[0].split(_JOIN)[1:])


def all_accounts(model: Model) -> tuple[str, ...]:
    """Every account that there can be: each carrier's, each co-build's, then the shared ones."""
    leads = (*model.carriers, *model.co_builds, SHARED)
    found = {lead: sorted({account_of(model, lead, measure) for measure in model.measures} - {lead}) for lead in leads}
    return tuple(account for lead in leads for account in (lead, *found[lead]))


def carriers_of(model: Model, account: str) -> dict[str, float | None]:
    """Carriers that pay the enterprise part of an account, each with its stated share; None: they split it freely."""
    found = _leading(model, lead_of(account))
    return found | {payer: None for payer in joining(account) if payer in model.carriers}


def local_funds_of(model: Model, account: str) -> tuple[str, ...]:
    """Local funds that may pay for an account."""
    there = joining(account)
    return tuple(f for f, fund in model.funds.items() if fund.kind == "local" and (not fund.measures or f in there))


def _leading(model: Model, lead: str) -> dict[str, float | None]:
    if lead in model.co_builds:
        shares = model.co_builds[lead].shares
        whole = sum(shares.values())
        return {carrier: share / whole for carrier, share in shares.items() if share > 0}
    if lead == SHARED:
        return {key: None for key, carrier in model.carriers.items() if not carrier.measures}
    return {lead: None}
