"""Which rule of the user's a row states: its key in the model file.

Everything else is physics, the definition of a quantity, or arithmetic of money, and is never given up. A rule's rows
are named by component and index (:data:`planner.solve.problem.Name`); an index begins with the id of the table that the
row was written for.
"""

from __future__ import annotations

from planner.solve.problem import Name

#: Dotted key of a rule without its last part, e.g. ("funds", "central", "budget") or ("rules", "west_floor").
Key = tuple[str, ...]

#: By component: table of the model file, and the entry's own key where a row states only that.
_OWNED: dict[str, tuple[str, ...]] = {
    "fund_budget": ("funds", "budget"),
    "carrier_budget": ("carriers", "budget"),
    "subsidy_envelope": ("subsidies", "envelope"),
    "minimum_share": ("subsidies", "minimum_shares"),
    "city_ceiling": ("subsidies", "city_ceiling_myuan"),
    "province_ceiling": ("subsidies", "province_ceiling_myuan"),
    "package_cities": ("subsidies", "package"),
    "package_cost": ("subsidies", "package"),
    "local_limit": ("funds", "limit_factor"),
    "local_per_grant": ("funds", "max_per_grant"),
    "presence": ("carriers", "presence_column"),
    "limit": ("limits",),
    "limit_local": ("limits",),
    "limit_city": ("limits",),
    "floor": ("rules",),
    "floor_province": ("rules",),
    "floor_group": ("rules",),
    "gap": ("rules",),
    "money_share": ("rules",),
    "gini": ("rules",),
    "order": ("rules",),
    "worst": ("rules",),
    "least": ("rules",),
    "obligation": ("obligations",),
    "obligation_each": ("obligations",),
    "keep": ("goals",),
}
#: Rows of a table that has no entries of its own, or whose rows do not name theirs.
_WHOLE: dict[str, Key] = {
    "match": ("subsidies", "min_match"),
    "viability": ("viability", "rule"),
    "viability_account": ("viability", "rule"),
    "viability_site": ("viability", "rule"),
}


def owner(row: Name) -> Key | None:
    """The user's rule that a row states, None if it states none."""
    component, index = row
    if component in _WHOLE:
        return _WHOLE[component]
    if component not in _OWNED or not index:
        return None
    table, *own = _OWNED[component]
    entry = [str(index[1])] if component == "minimum_share" else []
    return (table, str(index[0]), *own, *entry)


def owned(component: str) -> bool:
    """Whether rows of a component state rules of the user's."""
    return component in _OWNED or component in _WHOLE
