"""Contributions to indicators of packages and of what projects earn; frames city, province, year, value."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.plan.audit.inputs import look_up
from planner.plan.audit.world import World
from planner.plan.audit.worth import carrier_parts, works_of, worth_of


def packages(world: World, subsidy: str) -> pd.DataFrame:
    """Packages of a subsidy rule."""
    table = world.plan("packages")
    table = table[table["subsidy"] == subsidy]
    return table.assign(city="", value=table["packages"].astype(float))


def revenue(world: World, weights: Mapping[int, float]) -> pd.DataFrame:
    """Yearly revenue, fully ramped, of what the plan has put in service by the end of each year."""
    works, worth = works_of(world), worth_of(world)
    yearly = works["started"] * look_up(works["project"], worth["revenue"])
    yearly = yearly + works["added"] * look_up(works["project"], worth["module_revenue"])
    table = works[["city", "province", "year"]].assign(yearly=yearly)
    frames = [table[table["year"] <= year].assign(year=year, weight=weights[year]) for year in world.years]
    counted = pd.concat(frames, ignore_index=True)
    return counted.assign(value=counted["yearly"] * counted["weight"])


def need(world: World) -> pd.DataFrame:
    """Viability gaps of what starts and is added."""
    works = works_of(world)
    return works.assign(value=works["gap"])


def present_value(world: World, carrier: str) -> pd.DataFrame:
    """What a carrier (or ``total``: all of them) earns in net present value from what it pays for."""
    carriers = list(world.entries("carriers")) if carrier == "total" else [carrier]
    rate = float(world.model["time"].get("discount_rate", 0.08))
    works, paid = works_of(world), world.payments
    parts = {
        account: sum(part for name, part in shares.items() if name in carriers)
        for account, shares in carrier_parts(world).items()
    }
    earned = look_up(works["account"], parts).fillna(0.0) * (works["pv_revenue"] - works["pv_opex"])
    cost = paid[(paid["payer_kind"] == "enterprise") & paid["payer"].isin(carriers)]
    frames = [works.assign(value=earned), cost.assign(value=-cost["amount_myuan"])]
    table = pd.concat([frame[["city", "province", "year", "value"]] for frame in frames], ignore_index=True)
    return table.assign(value=table["value"] * (1 + rate) ** -(table["year"].astype(float) - world.first))
