"""Accounts of money in words, for whoever speaks of them before a solve or after it."""

from __future__ import annotations

from planner.config.accounts import SHARED, joining, lead_of
from planner.config.base import Named
from planner.config.schema import Model
from planner.config.timetable import read_label
from planner.texts import Listing, Pair, both


def account_name(model: Model, account: str) -> Pair:
    """Who leads the works of an account, alone or with others, who joins to pay for them, and when they are paid."""
    lead, joined, pace = lead_of(account), joining(account), read_label(account)
    name = Pair(*both("report.shared")) if lead == SHARED else _payer(model, lead)
    if joined:
        others = Listing(tuple(_payer(model, other) for other in joined))
        name = Pair(*both("report.joined", lead=name, others=others))
    said = [Pair(*both("report.pace.lead", lead=pace.lead_years))] if pace.lead_years else []
    if len(pace.profile) > 1:
        said.append(Pair(*both("report.pace.parts", parts=" / ".join(f"{part:.0%}" for part in pace.profile))))
    return Pair(*both("report.paced", name=name, pace=Listing(tuple(said)))) if said else name


def _payer(model: Model, key: str) -> Pair:
    payers: dict[str, Named] = {**model.funds, **model.carriers, **model.co_builds}
    entry = payers.get(key)
    return Pair(key, key) if entry is None else Pair(entry.name_zh, entry.name_en)
