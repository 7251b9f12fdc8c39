"""When works are paid for: from the start on, in parts; what falls due after the last planning year is paid in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

#: Number of the instalment from 1, year in which it falls due, year in which it is paid, part of the capex.
Instalment = tuple[int, int, int, float]


def lead_years(model: Mapping[str, Any], measure: str) -> int:
    """Years from the start of works of a measure to their going into service."""
    return int(model["measures"][measure].get("lead_years", model["time"].get("lead_years", 0)))


def profile(model: Mapping[str, Any], measure: str) -> list[float]:
    """Parts of the capex paid in the year of the start and in those after it, up to the last that is not 0."""
    stated = model["measures"][measure].get("payment_profile", model["time"].get("payment_profile", [1.0]))
    parts = [float(part) for part in stated]
    return parts[: max(number for number, part in enumerate(parts, 1) if part > 0)]


def suffix(model: Mapping[str, Any], measure: str) -> str:
    """What is added to the names of accounts for works that are not paid at once in the year of going into service."""
    lead, parts = lead_years(model, measure), profile(model, measure)
    if len(parts) > 1:
        return f"@{lead}:" + "/".join(repr(part) for part in parts)
    return f"@{lead}" if lead else ""


def leads(model: Mapping[str, Any]) -> bool:
    """Whether any works go into service in another year than that of their start."""
    return any(lead_years(model, measure) for measure in model["measures"])


def spread_out(model: Mapping[str, Any]) -> bool:
    """Whether any works are paid for in another year than that in which they go into service."""
    return any(suffix(model, measure) for measure in model["measures"])


def instalments(model: Mapping[str, Any], measure: str, ready: int) -> list[Instalment]:
    """Instalments for works of a measure that go into service in a year."""
    last, start = int(model["time"]["last_year"]), ready - lead_years(model, measure)
    return [
        (number + 1, start + number, min(last, start + number), part)
        for number, part in enumerate(profile(model, measure))
        if part > 0
    ]


def spread(model: Mapping[str, Any], works: pd.DataFrame, amounts: list[str]) -> pd.DataFrame:
    """Works (measure, project, year of going into service) by year of payment: ``amounts`` in parts, added up."""
    if not spread_out(model) or works.empty:
        return works
    keys = works[["measure", "year"]].drop_duplicates()
    pairs = zip(keys["measure"].astype(str), keys["year"].astype(int), strict=True)
    due = [(*pair, paid, part) for pair in pairs for _, _, paid, part in instalments(model, *pair)]
    parts = pd.DataFrame(due, columns=["measure", "year", "paid_in", "part"])
    table = works.merge(parts, on=["measure", "year"])
    table[amounts] = table[amounts].mul(table.pop("part"), axis=0)
    table["year"] = table.pop("paid_in")
    facts = dict.fromkeys(works.columns.difference(["project", "year", *amounts]), "first")
    sums = table.groupby(["project", "year"], sort=True).agg({**facts, **dict.fromkeys(amounts, "sum")})
    return sums.reset_index()[list(works.columns)]
