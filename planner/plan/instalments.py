"""When what is decided for works is paid: instalments by the timetable of their account, to the yuan."""

from __future__ import annotations

import pandas as pd

from planner.case.case import Case
from planner.config.timetable import read_label
from planner.plan.money import PAYMENT_KEY

COLUMNS = ["project", "in_service_year", "instalment", "due_year", "year", "payer_kind", "payer", "subsidy", "yuan"]


def instalments(case: Case, decided: pd.DataFrame) -> pd.DataFrame:
    """Every instalment of every payment, with the columns of :data:`COLUMNS`.

    The parts of a payment add up to it exactly, and none is off its share by a yuan. ``due_year`` may lie after the
    last planning year, ``year`` (in which it is paid, or set aside) never does.

    Args:
        case: the case.
        decided: payments by the year in which works go into service, with ``yuan``.
    """
    last, account = case.years[-1], case.projects["account"].to_dict()
    tables = {name: read_label(str(name)) for name in set(account.values())}
    rows = []
    payments = decided[[*PAYMENT_KEY, "yuan"]].itertuples(index=False, name=None)
    for project, ready, kind, payer, subsidy, yuan in payments:
        before, part = 0, 0.0
        for one in tables[account[project]].instalments(int(ready), last):
            part += one.part
            until = round(yuan * part)
            if until > before:
                rows.append((project, ready, one.number, one.due, one.paid, kind, payer, subsidy, until - before))
            before = until
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["project", "in_service_year", "instalment"], kind="stable")


def paid_by_year(case: Case, decided: pd.DataFrame) -> pd.DataFrame:
    """Payments by the year in which they are made: project, year, payer_kind, payer, subsidy, yuan."""
    if not case.spread_out:
        return decided
    sums = instalments(case, decided).groupby(PAYMENT_KEY)["yuan"].sum()
    return sums.reset_index().sort_values(PAYMENT_KEY, ignore_index=True)
