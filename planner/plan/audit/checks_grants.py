"""Money checks: what subsidy rules pay, and on which conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.checks_build import compared
from planner.plan.audit.checks_money import within_budget
from planner.plan.audit.grants import KEY, granted_of, meeting, offered, terms_of
from planner.plan.audit.pace import spread_out
from planner.plan.audit.registry import MONEY, Outcome, check, judged, together
from planner.plan.audit.world import World
from planner.plan.audit.worth import works_of

#: A grant below one yuan is none, million yuan.
YUAN = 1e-6


@check("grant_list", "money", MONEY)
def grant_list(world: World) -> Outcome:
    """The list of grants is the grants among payments, with share, base, gap, ceiling and bound (million yuan)."""
    listed = world.plan("grants").drop_duplicates(KEY).set_index(KEY)
    paid = world.payments[world.payments["payer_kind"] == "grant"].groupby(KEY)["amount_myuan"].sum()
    due = terms_of(world).reindex(listed.index)
    places = world.projects.reindex(listed.index.get_level_values("project"))
    same = listed["fund"].to_numpy() == due["fund"].to_numpy()
    for column in ("measure", "city", "province", "region"):
        same &= listed[column].to_numpy() == places[column].to_numpy()
    off = []
    for name in ("capex", "base", "gap", "ceiling", "bound"):
        stated, right = listed[f"{name}_myuan"].fillna(np.inf), due[name]
        # No ceiling is no difference to no ceiling.
        off.append((stated - right).abs().where(stated != right, 0.0))
    off += [(listed["share"] - due["share"]).abs(), pd.Series(~same, index=listed.index).astype(float)]
    facts = judged(
        listed.reset_index()[["project", "year", "subsidy"]], pd.concat(off, axis=1).max(axis=1, skipna=False)
    )
    amounts = pd.DataFrame({"listed": listed["amount_myuan"], "paid": paid}).fillna(0.0)
    sums = judged(amounts.reset_index()[["project", "year", "subsidy"]], (amounts["listed"] - amounts["paid"]).abs())
    return together(facts, sums)


@check("grant_share", "money", MONEY)
def grant_share(world: World) -> Outcome:
    """No grant passes the rule's share of its base; measures and regions without a share get none (million yuan)."""
    table = granted_of(world)
    return judged(_shown(table), table["paid"] - table["share"] * table["base"])


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index()[["project", "year", "subsidy", "paid"]]


@check("grant_ceiling", "money", MONEY)
def grant_ceiling(world: World) -> Outcome:
    """All grants of a rule to one project, over the years, stay below the rule's ceiling (million yuan)."""
    table = granted_of(world).groupby(level=["subsidy", "project"]).agg({"paid": "sum", "ceiling": "min"})
    return judged(table.reset_index()[["project", "subsidy", "paid"]], table["paid"] - table["ceiling"])


@check("public_share", "money", MONEY)
def public_share(world: World) -> Outcome:
    """All grants to one project and year together stay below the largest public share of its capex (million yuan)."""
    table = granted_of(world).groupby(level=["project", "year"]).agg({"paid": "sum", "capex": "max"})
    most = float(world.model.get("max_public_share", 1)) * table["capex"]
    return judged(table.reset_index()[["project", "year", "paid"]], table["paid"] - most)


@check("need_test", "money", MONEY)
def need_test(world: World) -> Outcome:
    """Rules with a need test pay at most a project's viability gap (million yuan)."""
    tested = [name for name, rule in world.entries("subsidies").items() if rule.get("need_test", False)]
    table = granted_of(world)
    table = table[table.index.get_level_values("subsidy").isin(tested)]
    return judged(_shown(table), table["paid"] - table["gap"])


@check("stages", "money")
def stages(world: World) -> Outcome:
    """Rules that ask for a stage or a score of the project library pay for projects that have it only."""
    keys = {"stages", "min_score", "best_per_province"}
    asking = [name for name, rule in world.entries("subsidies").items() if keys & set(rule)]
    table = granted_of(world)
    table = table[table.index.get_level_values("subsidy").isin(asking)]
    return judged(_shown(table), ~table["staged"].astype(bool))


@check("stacking", "money", MONEY)
def stacking(world: World) -> Outcome:
    """Exclusive rules never pay one project together; rules that add up never pass a need that all of them test."""
    table = granted_of(world)
    table = table[table["paid"] > YUAN]
    if world.model.get("stacking", "exclusive") == "exclusive":
        rules = table.reset_index().groupby("project")["subsidy"].nunique()
        return judged(rules.reset_index()[["project"]], rules - 1)
    terms = terms_of(world)
    terms = terms[terms["eligible"].astype(bool)]
    tested = {name for name, rule in world.entries("subsidies").items() if rule.get("need_test", False)}
    free = terms[~terms.index.get_level_values("subsidy").isin(tested)].reset_index()["project"].unique()
    sums = table.groupby(level=["project", "year"]).agg({"paid": "sum", "gap": "max"}).reset_index()
    sums = sums[~sums["project"].isin(free)]
    return judged(sums[["project"]], sums["paid"] - sums["gap"])


@check("claims", "figures")
def claims(world: World) -> Outcome:
    """Where exclusive rules meet on a project, the list of claims names the one that pays it, and no other."""
    listed = pd.MultiIndex.from_frame(world.plan("claims")[KEY])
    table = granted_of(world)
    paid = table.index[table["paid"] > YUAN]
    exclusive = world.model.get("stacking", "exclusive") == "exclusive"
    met = paid.get_level_values("project").isin(meeting(world)) & exclusive
    return together(
        compared(listed[~listed.isin(paid)], listed[:0]), compared(listed.intersection(paid[met]), paid[met])
    )


@check("city_ceiling", "money", MONEY)
def city_ceiling(world: World) -> Outcome:
    """All grants of a rule to the projects of one city stay below the rule's ceiling for a city (million yuan)."""
    return _ceiling(world, "city", "city_ceiling_myuan")


@check("province_ceiling", "money", MONEY)
def province_ceiling(world: World) -> Outcome:
    """All grants of a rule to one province stay below the rule's ceiling for a province (million yuan)."""
    return _ceiling(world, "province", "province_ceiling_myuan")


def _ceiling(world: World, by: str, key: str) -> Outcome:
    most = {name: float(rule[key]) for name, rule in world.entries("subsidies").items() if key in rule}
    table = granted_of(world).reset_index()
    sums = table[table["subsidy"].isin(most)].groupby(["subsidy", by])["paid"].sum().reset_index()
    return judged(sums, sums["paid"] - sums["subsidy"].map(most).astype(float))


@check("match", "money", MONEY)
def match(world: World) -> Outcome:
    """Local money matches grants as their rules ask, by province, account and year (million yuan)."""
    least = {name: float(rule.get("min_match", 0)) for name, rule in world.entries("subsidies").items()}
    key = ["province", "account", "year"]
    table = granted_of(world).reset_index()
    due = (table["paid"] * table["subsidy"].map(least).astype(float)).groupby([table[name] for name in key]).sum()
    local = world.payments[world.payments["payer_kind"] == "local"].groupby(key)["amount_myuan"].sum()
    both = pd.DataFrame({"due": due[due > 0]}).join(local.rename("paid")).astype(float).fillna(0.0)
    return judged(both.reset_index(), both["due"] - both["paid"])


@check("subsidy_envelope", "money", MONEY)
def subsidy_envelope(world: World) -> Outcome:
    """Rules keep to their own envelopes, with what may be carried over (million yuan)."""
    paid = granted_of(world).groupby(level=["subsidy", "year"])["paid"].sum()
    outcomes = []
    for name, rule in world.entries("subsidies").items():
        if rule.get("envelope"):
            yearly = paid[paid.index.get_level_values("subsidy") == name].droplevel("subsidy")
            outcomes.append(within_budget(world, yearly, "subsidy", name, rule, "envelope"))
    return together(*outcomes)


@check("minimum_shares", "policy", MONEY)
def minimum_shares(world: World) -> Outcome:
    """Regions and provinces receive their smallest shares of a rule's grants or envelope (million yuan)."""
    table = granted_of(world).reset_index()
    rows = []
    for name, rule in world.entries("subsidies").items():
        for share_id, least in rule.get("minimum_shares", {}).items():
            inside = _inside(world, least)
            if not inside:
                continue
            spans = [[year] for year in world.years] if least.get("over", "all") == "year" else [world.years]
            for span in spans:
                mine = table[(table["subsidy"] == name) & table["year"].isin(span)]
                whole = float(mine["paid"].sum())
                if least.get("of", "granted") == "envelope":
                    whole = sum(float(rule.get("envelope", {}).get(str(year), 0.0)) for year in span)
                part = float(mine["paid"][mine["province"].isin(inside)].sum())
                label = f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0])
                rows.append((name, share_id, label, part, float(least["at_least"]) * whole))
    frame = pd.DataFrame(rows, columns=["subsidy", "share", "year", "paid", "due"])
    return judged(frame, frame["due"] - frame["paid"])


def _inside(world: World, least: Mapping[str, Any]) -> list[str]:
    """Provinces in scope that a minimum share names, by themselves or by region."""
    table = world.provinces
    named = table.index.isin(least.get("provinces", [])) | table["region"].isin(least.get("regions", []))
    return list(table.index[named])


@check("packages", "money", MONEY)
def packages(world: World) -> Outcome:
    """Grants for packages of works come with enough packages, and each has its cities and its works (million yuan)."""
    key = ["subsidy", "province", "account", "year"]
    ruled = {name: rule["package"] for name, rule in world.entries("subsidies").items() if "package" in rule}
    listed = world.plan("packages").drop_duplicates(key).set_index(key)
    both = listed.join(_package_facts(world, list(ruled)), how="outer").fillna(0.0)
    rule = both.index.get_level_values("subsidy")
    small = world.provinces["cities"].reindex(both.index.get_level_values("province")).fillna(0).to_numpy(float)
    cities = np.minimum([int(ruled.get(name, {}).get("min_cities", 1)) for name in rule], small)
    cost = np.array([float(ruled.get(name, {}).get("min_cost_myuan", 0)) for name in rule])
    ceiling = np.array([float(ruled.get(name, {}).get("ceiling_myuan", np.inf)) for name in rule])
    most = np.array([int(ruled.get(name, {}).get("most", 1)) if name in ruled else 0 for name in rule])
    count = both["packages"].to_numpy(float)
    allowed = np.where(count > 0, ceiling * np.maximum(count, 1), 0.0)
    excess = np.maximum.reduce(
        [
            both["due_amount"].to_numpy(float) - allowed,
            cities * count - both["due_cities"].to_numpy(float),
            cost * count - both["due_eligible"].to_numpy(float),
            count - most,
            (both["cities"] - both["due_cities"]).abs().where(count > 0, 0.0).to_numpy(float),
            (both["eligible_myuan"] - both["due_eligible"]).abs().where(count > 0, 0.0).to_numpy(float),
            (both["amount_myuan"] - both["due_amount"]).abs().to_numpy(float),
        ]
    )
    return judged(both.reset_index()[key], excess)


def _by_service(world: World) -> pd.DataFrame:
    """Grants by the year in which the works that they pay for go into service."""
    if not spread_out(world.model):
        return granted_of(world).reset_index()
    table = world.plan("instalments").rename(columns={"in_service_year": "year", "amount_myuan": "paid", "year": "in"})
    table = table[table["payer_kind"] == "grant"]
    return table.join(world.projects[["province", "account"]], on="project")


def _package_facts(world: World, rules: list[str]) -> pd.DataFrame:
    """Grants, cities with an eligible start and eligible capex, by rule, province, account and year."""
    key = ["subsidy", "province", "account", "year"]
    terms = offered(world, works_of(world)).rename(columns={"capex": "due_eligible"})
    terms = terms[terms["subsidy"].isin(rules) & terms["eligible"].astype(bool)]
    starts = terms[(terms["started"] > 0) & terms["city"].isin(world.small)]
    grants = _by_service(world)
    grants = grants[grants["subsidy"].isin(rules)]
    return (
        pd.DataFrame(
            {
                "due_amount": grants.groupby(key)["paid"].sum(),
                "due_cities": starts.groupby(key)["city"].nunique(),
                "due_eligible": terms.groupby(key)["due_eligible"].sum(),
            }
        )
        .astype(float)
        .fillna(0.0)
    )
