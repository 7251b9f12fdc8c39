"""The tables of a plan: their columns, keys and units, and the frozen object that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

import pandas as pd

#: text: ids and names; year: int, may be empty; whole: int; money: million yuan, 6 decimals (1 yuan); number: 9 digits.
Kind = Literal["text", "year", "whole", "money", "number"]

#: Columns of the tables of every plan in their order. ``indicators.year`` may be ``all`` (a flow's total): it is text.
COLUMNS: dict[str, dict[str, Kind]] = {
    "projects": {
        "project": "text", "measure": "text", "kind": "text", "city": "text", "to": "text", "province": "text",
        "region": "text", "account": "text", "status": "text", "start_year": "year", "in_service_year": "year",
        "capex_myuan": "money", "modules": "whole", "module_capex_myuan": "money", "opex_myuan": "money",
        "grant_myuan": "money", "local_myuan": "money", "enterprise_myuan": "money",
    },
    "modules": {"project": "text", "year": "year", "modules": "whole", "added": "whole", "capex_myuan": "money"},
    "payments": {
        "project": "text", "year": "year", "payer_kind": "text", "payer": "text", "subsidy": "text",
        "amount_myuan": "money",
    },
    "services": {"service": "text", "city": "text", "year": "year"},
    "assignments": {
        "service": "text", "city": "text", "project": "text", "site": "text", "year": "year", "share": "number",
    },
    "connections": {"city": "text", "year": "year"},
    "statuses": {"status": "text", "city": "text", "year": "year"},
    "funding": {
        "province": "text", "year": "year", "account": "text", "payer_kind": "text", "payer": "text",
        "subsidy": "text", "amount_myuan": "money",
    },
    "grants": {
        "subsidy": "text", "fund": "text", "project": "text", "measure": "text", "city": "text", "province": "text",
        "region": "text", "year": "year", "capex_myuan": "money", "base_myuan": "money", "gap_myuan": "money",
        "share": "number", "ceiling_myuan": "money", "bound_myuan": "money", "amount_myuan": "money",
    },
    "indicators": {
        "indicator": "text", "by": "text", "group": "text", "year": "text", "value": "number", "unit_zh": "text",
        "unit_en": "text",
    },
    "targets": {
        "target": "text", "by": "text", "group": "text", "year": "year", "indicator": "text", "at_least": "number",
        "value": "number", "shortfall": "number",
    },
    "rules": {
        "rule": "text", "kind": "text", "by": "text", "group": "text", "year": "text", "value": "number",
        "bound": "number", "side": "text", "met": "whole", "absolute": "number",
    },
    "prices": {
        "row": "text", "kind": "text", "id": "text", "group": "text", "year": "year", "rhs": "number", "use": "number",
        "slack": "number", "price": "number", "price_unit_zh": "text", "price_unit_en": "text", "goal": "text",
        "worth": "number",
    },
}  # fmt: skip

#: Money of tables ``viability`` and ``viability_cities``.
_WORTH: dict[str, Kind] = {
    "capex_myuan": "money", "pv_revenue_myuan": "money", "pv_opex_myuan": "money", "gap_myuan": "money",
    "public_myuan": "money", "npv_myuan": "money", "payback_years": "whole",
}  # fmt: skip
#: Tables that are there only where the model uses what they tell; they are written when they have rows.
WHERE_USED: dict[str, dict[str, Kind]] = {
    "protections": {"service": "text", "city": "text", "uplink": "text", "year": "year", "use": "number"},
    "rings": {"service": "text", "city": "text", "side": "text", "uplink": "text", "year": "year"},
    "flows": {"uplink": "text", "year": "year", "flow_gbps": "number", "wavelengths": "whole"},
    "thresholds": {
        "status": "text", "city": "text", "threshold": "text", "year": "year", "value": "number",
        "at_least": "number", "met": "whole",
    },
    "obligations": {"obligation": "text", "project": "text", "by_year": "year", "done": "whole"},
    "claims": {"subsidy": "text", "project": "text", "year": "year"},
    "packages": {
        "subsidy": "text", "province": "text", "account": "text", "year": "year", "packages": "whole",
        "cities": "whole", "eligible_myuan": "money", "amount_myuan": "money",
    },
    "instalments": {
        "project": "text", "in_service_year": "year", "instalment": "whole", "due_year": "year", "year": "year",
        "payer_kind": "text", "payer": "text", "subsidy": "text", "amount_myuan": "money",
    },
    "viability": {
        "project": "text", "measure": "text", "city": "text", "account": "text", "start_year": "year", **_WORTH,
    },
    "viability_cities": {"city": "text", "province": "text", "projects": "whole", **_WORTH},
}  # fmt: skip
#: Columns that are written only where the model uses what they tell: elsewhere they are empty.
FILLED_WHERE_USED = {("projects", "in_service_year")}
#: Columns of every table, always written or only where used.
EVERY: dict[str, dict[str, Kind]] = COLUMNS | WHERE_USED

_PANDAS: dict[Kind, str] = {"text": "str", "year": "Int64", "whole": "Int64", "money": "float64", "number": "float64"}


@dataclass(frozen=True)
class Plan:
    """The tables of one plan, each with exactly the columns of :data:`EVERY`, sorted by key.

    Money is in million yuan rounded to the yuan; every project's payments add up to its capex, in the year in which it
    goes into service or, where works are paid in instalments, over their years.
    """

    projects: pd.DataFrame
    modules: pd.DataFrame
    payments: pd.DataFrame
    services: pd.DataFrame
    assignments: pd.DataFrame
    connections: pd.DataFrame
    statuses: pd.DataFrame
    funding: pd.DataFrame
    grants: pd.DataFrame
    indicators: pd.DataFrame
    targets: pd.DataFrame
    rules: pd.DataFrame
    prices: pd.DataFrame
    protections: pd.DataFrame = field(default_factory=lambda: shaped("protections", pd.DataFrame()))
    rings: pd.DataFrame = field(default_factory=lambda: shaped("rings", pd.DataFrame()))
    flows: pd.DataFrame = field(default_factory=lambda: shaped("flows", pd.DataFrame()))
    thresholds: pd.DataFrame = field(default_factory=lambda: shaped("thresholds", pd.DataFrame()))
    obligations: pd.DataFrame = field(default_factory=lambda: shaped("obligations", pd.DataFrame()))
    claims: pd.DataFrame = field(default_factory=lambda: shaped("claims", pd.DataFrame()))
    packages: pd.DataFrame = field(default_factory=lambda: shaped("packages", pd.DataFrame()))
    instalments: pd.DataFrame = field(default_factory=lambda: shaped("instalments", pd.DataFrame()))
    viability: pd.DataFrame = field(default_factory=lambda: shaped("viability", pd.DataFrame()))
    viability_cities: pd.DataFrame = field(default_factory=lambda: shaped("viability_cities", pd.DataFrame()))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables by name, in the order of :data:`EVERY`; what is written only where used is left out when empty."""
        every = {each.name: getattr(self, each.name) for each in fields(self)}
        unused = [(name, column) for name, column in FILLED_WHERE_USED if every[name][column].isna().all()]
        every |= {name: every[name].drop(columns=column) for name, column in unused}
        return {name: table for name, table in every.items() if name in COLUMNS or len(table)}


def service_years(projects: pd.DataFrame) -> pd.Series:
    """Years in which the projects of a plan go into service; that of the start where the table tells no other."""
    if "in_service_year" not in projects:
        return projects["start_year"]
    return projects["in_service_year"].where(projects["in_service_year"].notna(), projects["start_year"])


def shaped(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with the columns, order and data types of ``table``; columns that it lacks come empty.

    Raises:
        KeyError: ``table`` is no table of a plan.
    """
    columns = EVERY[table]
    out = frame.reindex(columns=list(columns)).reset_index(drop=True)
    for name, kind in columns.items():
        if kind == "text":
            out[name] = out[name].astype(object).fillna("").astype(str)
        elif kind == "money":
            out[name] = out[name].astype("float64").round(6)
        else:
            out = out.astype({name: _PANDAS[kind]})
    return out
