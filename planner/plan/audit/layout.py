"""What the audit needs of a plan's tables: their columns by kind, their keys, and which may be missing."""

from __future__ import annotations

#: Columns of each table: text, whole numbers (years, counts) and amounts.
PLAN: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "projects": (
        ("project", "measure", "kind", "city", "to", "province", "region", "account", "status"),
        ("start_year", "in_service_year", "modules"),
        ("capex_myuan", "module_capex_myuan", "opex_myuan", "grant_myuan", "local_myuan", "enterprise_myuan"),
    ),
    "modules": (("project",), ("year", "modules", "added"), ("capex_myuan",)),
    "payments": (("project", "payer_kind", "payer", "subsidy"), ("year",), ("amount_myuan",)),
    "services": (("service", "city"), ("year",), ()),
    "assignments": (("service", "city", "project", "site"), ("year",), ("share",)),
    "connections": (("city",), ("year",), ()),
    "protections": (("service", "city", "uplink"), ("year",), ("use",)),
    "rings": (("service", "city", "side", "uplink"), ("year",), ()),
    "flows": (("uplink",), ("year", "wavelengths"), ("flow_gbps",)),
    "statuses": (("status", "city"), ("year",), ()),
    "thresholds": (("status", "city", "threshold"), ("year", "met"), ("value", "at_least")),
    "obligations": (("obligation", "project"), ("by_year", "done"), ()),
    "funding": (("province", "account", "payer_kind", "payer", "subsidy"), ("year",), ("amount_myuan",)),
    "grants": (
        ("subsidy", "fund", "project", "measure", "city", "province", "region"),
        ("year",),
        ("capex_myuan", "base_myuan", "gap_myuan", "share", "ceiling_myuan", "bound_myuan", "amount_myuan"),
    ),
    "claims": (("subsidy", "project"), ("year",), ()),
    "packages": (
        ("subsidy", "province", "account"),
        ("year", "packages", "cities"),
        ("eligible_myuan", "amount_myuan"),
    ),
    "instalments": (
        ("project", "payer_kind", "payer", "subsidy"),
        ("in_service_year", "instalment", "due_year", "year"),
        ("amount_myuan",),
    ),
    "viability": (
        ("project", "measure", "city", "account"),
        ("start_year", "payback_years"),
        ("capex_myuan", "pv_revenue_myuan", "pv_opex_myuan", "gap_myuan", "public_myuan", "npv_myuan"),
    ),
    "viability_cities": (
        ("city", "province"),
        ("projects", "payback_years"),
        ("capex_myuan", "pv_revenue_myuan", "pv_opex_myuan", "gap_myuan", "public_myuan", "npv_myuan"),
    ),
    "indicators": (("indicator", "by", "group", "year"), (), ("value",)),
    "targets": (("target", "by", "group", "indicator"), ("year",), ("at_least", "value", "shortfall")),
    "rules": (("rule", "kind", "by", "group", "year", "side"), ("met",), ("value", "bound", "absolute")),
}
#: Tables that are written only where the model uses them.
WHERE_USED = {
    "protections", "rings", "flows", "thresholds", "obligations", "claims", "packages", "instalments", "viability",
    "viability_cities",
}  # fmt: skip
#: Columns that may be empty; whole numbers among them stay floats.
OPTIONAL = {
    ("projects", "start_year"),
    ("projects", "in_service_year"),
    ("grants", "ceiling_myuan"),
    ("viability", "start_year"),
    ("viability", "payback_years"),
    ("viability_cities", "payback_years"),
    ("rules", "bound"),
    ("rules", "absolute"),
}
#: Columns that are written only where the model uses them.
COLUMNS_WHERE_USED = {("projects", "in_service_year")}
#: What makes a row of a table unique.
KEYS: dict[str, tuple[str, ...]] = {
    "projects": ("project",),
    "modules": ("project", "year"),
    "payments": ("project", "year", "payer_kind", "payer", "subsidy"),
    "services": ("service", "city", "year"),
    "assignments": ("service", "city", "project", "site", "year"),
    "connections": ("city", "year"),
    "protections": ("service", "city", "uplink", "year"),
    "rings": ("service", "city", "side", "year"),
    "flows": ("uplink", "year"),
    "statuses": ("status", "city", "year"),
    "thresholds": ("status", "city", "threshold", "year"),
    "obligations": ("obligation", "project"),
    "funding": ("province", "year", "account", "payer_kind", "payer", "subsidy"),
    "grants": ("subsidy", "project", "year"),
    "claims": ("subsidy", "project", "year"),
    "packages": ("subsidy", "province", "account", "year"),
    "instalments": ("project", "in_service_year", "instalment", "payer_kind", "payer", "subsidy"),
    "viability": ("project",),
    "viability_cities": ("city",),
    "indicators": ("indicator", "by", "group", "year"),
    "targets": ("target", "group"),
    "rules": ("rule", "group", "year", "side"),
}
