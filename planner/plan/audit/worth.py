"""What projects earn and cost over the years, and how much of their capex that leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.inputs import look_up
from planner.plan.audit.pace import spread
from planner.plan.audit.places import amount_at
from planner.plan.audit.world import World, listed

#: Years of service and discount rate where the model file is silent.
YEARS, RATE = 10, 0.08
AMOUNTS = ["capex", "opex", "gap", "pv_revenue", "pv_opex"]
FACTS = ["measure", "city", "province", "region", "account"]


def horizon(world: World) -> tuple[int, float]:
    """Years of service that count, and the discount rate."""
    viability: Mapping[str, Any] = world.model.get("viability", {})
    return int(viability.get("years", YEARS)), float(viability.get("discount_rate", RATE))


def ramp(revenue: Mapping[str, Any], years: int) -> np.ndarray:
    """Part of the full revenue that each year of service earns, from the first on."""
    steps = int(revenue.get("ramp_years", 0)) + 1
    return np.minimum(1.0, np.arange(1, years + 1) / steps)


def worth_of(world: World) -> pd.DataFrame:
    """By project of the offer, million yuan; ``module_`` columns are for one module.

    Columns: revenue and module_revenue (a year, fully ramped), pv_revenue, module_pv_revenue, pv_opex, module_pv_opex
    (at the end of the start year), gap and module_gap (what of the capex they leave open; none of what exists).
    """
    if "worth" not in world.shared:
        world.shared["worth"] = _worth(world)
    found: pd.DataFrame = world.shared["worth"]
    return found


def _worth(world: World) -> pd.DataFrame:
    years, rate = horizon(world)
    discount = (1 + rate) ** -np.arange(1, years + 1)
    offer = world.offer
    table = pd.DataFrame(0.0, index=offer.index, columns=["revenue", "module_revenue"])
    ramped = pd.Series(0.0, index=offer.index)
    for name, measure in world.entries("measures").items():
        mine = offer["measure"] == name
        revenue = measure.get("revenue")
        if revenue is None:
            continue
        ramped[mine] = float((ramp(revenue, years) * discount).sum())
        full = float(revenue.get("take_up", 1)) * float(revenue["yuan_per_unit"]) / 1e6
        if revenue["column"] == "module":
            table.loc[mine, "module_revenue"] = full
        else:
            units = {} if revenue["column"] == "one" else {"column": revenue["column"]}
            table.loc[mine, "revenue"] = full * amount_at(units, world.places, offer.loc[mine, "city"])
    table["pv_revenue"] = table["revenue"] * ramped
    table["module_pv_revenue"] = table["module_revenue"] * ramped
    table["pv_opex"] = offer["opex"] * discount.sum()
    table["module_pv_opex"] = offer["opex_share"] * offer["module_capex"] * discount.sum()
    for stem, capex in (("", "capex"), ("module_", "module_capex")):
        left = offer[capex] - table[f"{stem}pv_revenue"] + table[f"{stem}pv_opex"]
        table[f"{stem}gap"] = left.clip(lower=0).clip(upper=offer[capex])
    return table.round(6)


def works_of(world: World) -> pd.DataFrame:
    """What is put into service or extended: project, year, started (0 or 1), added (modules), facts of the project.

    Further columns, million yuan: capex, gap, pv_revenue, pv_opex and opex (of one year) of what goes into service and
    is added in the year.
    """
    if "works" not in world.shared:
        world.shared["works"] = _works(world)
    found: pd.DataFrame = world.shared["works"]
    return found


def _works(world: World) -> pd.DataFrame:
    projects = world.projects[np.isfinite(world.projects["ready"])]
    starts = pd.DataFrame({"project": projects.index, "year": projects["ready"].to_numpy(int), "started": 1.0})
    added = listed(world.added.reindex(columns=world.years), "added")
    both = starts.merge(added[added["added"] != 0], on=["project", "year"], how="outer").fillna({"started": 0.0})
    both["added"] = both["added"].fillna(0.0).astype(float)
    table = both.join(world.projects[[*FACTS, "due_stage"]], on="project")
    costs, worth = world.offer, worth_of(world)
    parts = {
        "capex": (costs["capex"], costs["module_capex"]),
        "opex": (costs["opex"], costs["opex_share"] * costs["module_capex"]),
        **{name: (worth[name], worth[f"module_{name}"]) for name in ("gap", "pv_revenue", "pv_opex")},
    }
    for name, (fixed, module) in parts.items():
        at_start = table["started"] * look_up(table["project"], fixed)
        table[name] = at_start + table["added"] * look_up(table["project"], module)
    return table.sort_values(["project", "year"], ignore_index=True)


def dues_of(world: World) -> pd.DataFrame:
    """The same by the year in which works are paid for, all amounts in the parts that are then due."""
    if "dues" not in world.shared:
        world.shared["dues"] = spread(world.model, works_of(world), [*AMOUNTS, "started", "added"])
    found: pd.DataFrame = world.shared["dues"]
    return found


def carrier_parts(world: World) -> dict[str, dict[str, float]]:
    """Each carrier's part in the works of an account: its own, the stated one of a co-build, by budget if shared."""
    carriers = world.entries("carriers")
    parts = {name: {name: 1.0} for name in carriers}
    parts |= {name: dict(entry["shares"]) for name, entry in world.entries("co_builds").items()}
    money = {
        name: sum(float(entry["budget"].get(str(year), 0.0)) for year in world.years)
        for name, entry in carriers.items()
    }
    bound = {name for name, entry in carriers.items() if entry.get("measures")}
    for account in sorted({"shared", *world.projects["account"]}):
        lead, *joined = str(account).partition("@")[0].split("+")
        if lead == "shared":
            sharing = {name: amount for name, amount in money.items() if name not in bound or name in joined}
            total = sum(sharing.values())
            parts[account] = {name: amount / total if total else 1 / len(sharing) for name, amount in sharing.items()}
        else:
            parts[account] = parts[lead]
    return parts
