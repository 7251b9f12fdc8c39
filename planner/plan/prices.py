"""Prices of the national rows as a table: what one more unit is worth, in words of the goal's own unit."""

from __future__ import annotations

import pandas as pd

from planner.case import indicators
from planner.case.case import Case
from planner.texts import both

#: Rows on money by year: their right-hand sides are million yuan.
BUDGETS = ("fund_budget", "carrier_budget", "subsidy_envelope")


def price_rows(case: Case, prices: pd.DataFrame) -> pd.DataFrame:
    """Rows of table ``prices``: the duals of a solve with slack, unit and ``worth``.

    Where all money left over is carried on, one more yuan in year t relaxes the cumulative rows of t and of every later
    year, and its worth is the sum of their prices. Where carrying is limited, a row's own price already holds it all.
    """
    out = prices.copy()
    # Distance to the limit: which side it is on is seen from the sign of what is left.
    out["slack"] = (out["rhs"] - out["use"]).abs()
    out["worth"] = out["price"]
    for (kind, payer, _), rows in out[out["kind"].isin(BUDGETS)].groupby(["kind", "id", "goal"]):
        if _carries_all(case, str(kind), str(payer)):
            latest_first = rows.sort_values("year", ascending=False)
            out.loc[latest_first.index, "worth"] = latest_first["price"].cumsum()
    units = [_unit(case, str(goal), str(kind)) for goal, kind in zip(out["goal"], out["kind"], strict=True)]
    out["price_unit_zh"] = [zh for zh, _ in units]
    out["price_unit_en"] = [en for _, en in units]
    return out


def _carries_all(case: Case, kind: str, payer: str) -> bool:
    model = case.model
    if kind == "subsidy_envelope":
        return model.subsidies[payer].carry_over == "all"
    return (model.carriers[payer] if kind == "carrier_budget" else model.funds[payer]).carry_over == "all"


def _unit(case: Case, goal: str, kind: str) -> tuple[str, str]:
    info = indicators.describe(case, case.model.goals[goal].indicator)
    text = "plan.price_unit_money" if kind in BUDGETS else "plan.price_unit"
    return both(text, unit=info.unit_zh)[0], both(text, unit=info.unit_en)[1]
