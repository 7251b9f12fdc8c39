"""Money checks: what things cost, who pays, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.inputs import look_up
from planner.plan.audit.offer import lead_of
from planner.plan.audit.registry import MONEY, Outcome, check, judged, together
from planner.plan.audit.world import World

KINDS = ("grant", "local", "enterprise")


@check("capex", "money", MONEY)
def capex(world: World) -> Outcome:
    """Capex of every project and of its modules is unit cost times what drives it (million yuan)."""
    table = world.projects
    started = table["status"] != "built"
    fixed = (table["capex_myuan"] - table["due_capex"].where(started, 0.0)).abs()
    added = world.added.clip(lower=0).sum(axis=1).reindex(table.index).fillna(0)
    module = (table["module_capex_myuan"] - added * table["due_module_capex"]).abs()
    listed = world.plan("modules")
    price = look_up(listed["project"], table["due_module_capex"])
    return together(
        judged(table.reset_index()[["project"]], np.fmax(fixed, module)),
        judged(listed[["project"]], (listed["capex_myuan"] - listed["added"] * price).abs()),
    )


@check("opex", "money", MONEY)
def opex(world: World) -> Outcome:
    """Yearly opex at the end is that of the project and of the modules added to it (million yuan)."""
    table = world.projects
    added = (world.modules[world.last].reindex(table.index).fillna(0) - table["due_built_modules"]).clip(lower=0)
    added = added.where(table["due_capacity"].notna(), 0)
    due = table["due_opex"] + table["due_opex_share"] * table["due_module_capex"] * added
    return judged(table.reset_index()[["project"]], (table["opex_myuan"] - due).abs())


@check("balance", "money", MONEY)
def balance(world: World) -> Outcome:
    """Payments for a project add up, year by year, to what is due for it that year (million yuan)."""
    paid = world.payments.groupby(["project", "year"])["amount_myuan"].sum()
    due = world.spending.set_index(["project", "year"])["due"]
    both = pd.DataFrame({"paid": paid, "due": due}).fillna(0.0)
    table = both.reset_index()
    return judged(table[["project", "year", "paid", "due"]], (both["paid"] - both["due"]).abs())


@check("payers", "money")
def payers(world: World) -> Outcome:
    """Carriers pay for what they lead, share or name, local funds for what they may, grant funds by their rules."""
    table = world.payments
    carriers, funds, rules = (world.entries(name) for name in ("carriers", "funds", "subsidies"))
    kind = table["payer"].map({name: fund["kind"] for name, fund in funds.items()})
    fund_of = table["subsidy"].map({name: rule["fund"] for name, rule in rules.items()})
    enterprise = (table["payer_kind"] == "enterprise") & table["payer"].isin(list(carriers)) & (table["subsidy"] == "")
    partners = {
        (name, c) for name, build in world.entries("co_builds").items() for c, s in build["shares"].items() if s
    }
    lead = _leads(table)
    pairs = zip(lead, table["payer"], strict=True)
    partner = pd.Series([pair in partners for pair in pairs], index=table.index, dtype=bool)
    bound = {name: entry["measures"] for name, entry in {**carriers, **funds}.items() if entry.get("measures")}
    named = pd.Series(
        [measure in bound.get(payer, ()) for payer, measure in zip(table["payer"], table["measure"], strict=True)],
        index=table.index,
        dtype=bool,
    )
    anything = ~table["payer"].isin(list(bound))
    enterprise &= ((lead == "shared") & anything) | (lead == table["payer"]) | partner | named
    local = (table["payer_kind"] == "local") & (kind == "local") & (table["subsidy"] == "") & (anything | named)
    grant = (table["payer_kind"] == "grant") & (kind == "grant") & (fund_of == table["payer"])
    wrong = ~(enterprise | local | grant) | (table["amount_myuan"] < 0)
    return judged(table[["project", "year", "payer"]], wrong)


def _leads(payments: pd.DataFrame) -> pd.Series:
    """Who leads the project of each payment: an account's name begins with it."""
    return payments["account"].map(lambda account: lead_of(str(account))).astype(object)


@check("funding", "money", MONEY)
def funding(world: World) -> Outcome:
    """Table funding is the sum of payments by province, year, account and payer (million yuan)."""
    key = ["province", "year", "account", "payer_kind", "payer", "subsidy"]
    both = pd.DataFrame(
        {
            "listed": world.plan("funding").groupby(key)["amount_myuan"].sum(),
            "due": world.payments.groupby(key)["amount_myuan"].sum(),
        }
    ).fillna(0.0)
    shown = both.reset_index()[["province", "year", "payer"]]
    return judged(shown, (both["listed"] - both["due"]).abs())


@check("project_money", "money", MONEY)
def project_money(world: World) -> Outcome:
    """Grants, local and enterprise money of a project in table projects are the sums of its payments (million yuan)."""
    sums = world.payments.groupby(["project", "payer_kind"])["amount_myuan"].sum()
    outcomes = []
    for kind in KINDS:
        due = sums.reindex(pd.MultiIndex.from_product([world.projects.index, [kind]])).fillna(0).to_numpy()
        excess = np.abs(world.projects[f"{kind}_myuan"].to_numpy() - due)
        outcomes.append(judged(world.projects.reset_index()[["project"]], excess))
    return together(*outcomes)


@check("envelope", "money", MONEY)
def envelope(world: World) -> Outcome:
    """Grant funds keep to their envelopes, with what may be carried over (million yuan)."""
    grants = {name: fund for name, fund in world.entries("funds").items() if fund["kind"] == "grant"}
    return together(
        *(within_budget(world, _paid_by(world, "grant", name), "fund", name, fund) for name, fund in grants.items())
    )


@check("carrier_budget", "money", MONEY)
def carrier_budget(world: World) -> Outcome:
    """Carriers keep to their capex limits, with what may be carried over (million yuan)."""
    carriers = world.entries("carriers").items()
    return together(
        *(within_budget(world, _paid_by(world, "enterprise", name), "payer", name, entry) for name, entry in carriers)
    )


def _paid_by(world: World, kind: str, payer: str) -> pd.Series:
    table = world.payments[(world.payments["payer_kind"] == kind) & (world.payments["payer"] == payer)]
    return table.groupby("year")["amount_myuan"].sum()


def within_budget(
    world: World, paid: pd.Series, label: str, name: str, entry: Mapping[str, Any], budgets: str = "budget"
) -> Outcome:
    """Money left is followed from year to year; below zero it is overdrawn.

    Spending what was carried first and carrying as much as allowed is the best that can be done, so this is exact.
    """
    carry_over = entry.get("carry_over", "all")
    left, rows = 0.0, []
    for year in world.years:
        budget = float(entry.get(budgets, {}).get(str(year), 0.0))
        left += budget - float(paid.get(year, 0.0))
        rows.append((name, year, -left))
        # What was overdrawn is reported once and not held against later years.
        left = max(left, 0.0) if carry_over == "all" else min(max(left, 0.0), float(carry_over) * budget)
    frame = pd.DataFrame(rows, columns=[label, "year", "excess"])
    return Outcome(len(frame), frame)


@check("local_limit", "money", MONEY)
def local_limit(world: World) -> Outcome:
    """Local funds keep to each province's yearly limit (million yuan)."""
    outcomes = []
    for name, fund in _local_funds(world).items():
        paid = _by_province(world, "local", name)
        limit = world.provinces[fund["limit_column"]].astype(float) * float(fund.get("limit_factor", 1))
        excess = paid.sub(limit.reindex(paid.index), axis=0)
        outcomes.append(_long(excess, name))
    return together(*outcomes)


@check("local_per_grant", "money", MONEY)
def local_per_grant(world: World) -> Outcome:
    """Local funds pay at most their ratio of the grants in the same province and year (million yuan)."""
    granted = _by_province(world, "grant", None)
    outcomes = []
    for name, fund in _local_funds(world).items():
        if "max_per_grant" in fund:
            outcomes.append(_long(_by_province(world, "local", name) - float(fund["max_per_grant"]) * granted, name))
    return together(*outcomes)


@check("co_build", "money", MONEY)
def co_build(world: World) -> Outcome:
    """Carriers that build together pay their stated shares, by province and year (million yuan)."""
    outcomes = []
    paid = world.payments[world.payments["payer_kind"] == "enterprise"]
    for name, build in world.entries("co_builds").items():
        sharing = paid["payer"].isin([carrier for carrier, share in build["shares"].items() if share])
        table = paid[(_leads(paid) == name) & sharing]
        wide = table.pivot_table(index=["province", "year"], columns="payer", values="amount_myuan", aggfunc="sum")
        wide = wide.fillna(0.0)
        for carrier, share in build["shares"].items():
            due = float(share) * wide.sum(axis=1)
            given = wide[carrier] if carrier in wide else pd.Series(0.0, index=wide.index)
            shown = wide.index.to_frame(index=False).assign(payer=carrier, co_build=name)
            outcomes.append(judged(shown, (given - due).abs()))
    return together(*outcomes)


@check("presence", "money", MONEY)
def presence(world: World) -> Outcome:
    """No carrier pays more of a province's enterprise money than its presence there allows (million yuan)."""
    total = _by_province(world, "enterprise", None)
    outcomes = []
    for name, carrier in world.entries("carriers").items():
        if "presence_column" in carrier:
            part = world.provinces[carrier["presence_column"]].astype(float)
            excess = _by_province(world, "enterprise", name) - total.mul(part, axis=0)
            outcomes.append(_long(excess, name, "payer"))
    return together(*outcomes)


def _local_funds(world: World) -> dict[str, Mapping[str, Any]]:
    return {name: fund for name, fund in world.entries("funds").items() if fund["kind"] == "local"}


def _by_province(world: World, kind: str, payer: str | None) -> pd.DataFrame:
    """Payments by province and year, million yuan."""
    table = world.payments[world.payments["payer_kind"] == kind]
    table = table if payer is None else table[table["payer"] == payer]
    wide = table.pivot_table(index="province", columns="year", values="amount_myuan", aggfunc="sum")
    return wide.reindex(index=world.provinces.index, columns=world.years).astype(float).fillna(0.0)


def _long(excess: pd.DataFrame, payer: str, label: str = "fund") -> Outcome:
    table = excess.rename_axis(index="province").reset_index()
    long = table.melt(id_vars="province", var_name="year", value_name="excess")
    return Outcome(len(long), long.assign(**{label: payer}))
