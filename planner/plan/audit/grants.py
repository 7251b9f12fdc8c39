"""What each subsidy rule may pay for each project in each year, from the rules' own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.inputs import look_up
from planner.plan.audit.world import World
from planner.plan.audit.worth import dues_of

KEY = ["subsidy", "project", "year"]


def terms_of(world: World) -> pd.DataFrame:
    """Index (subsidy, project, year of payment): every rule with everything that is then paid for.

    Columns: fund, share (0 where measure or region get none), staged (stage and score are such that the rule takes
    it), eligible, capex, base, gap, ceiling (inf if none), bound (most that the rule may pay in that year); million
    yuan.
    """
    if "terms" not in world.shared:
        world.shared["terms"] = offered(world, dues_of(world)).set_index(KEY).sort_index()
    found: pd.DataFrame = world.shared["terms"]
    return found


def offered(world: World, works: pd.DataFrame) -> pd.DataFrame:
    """Every rule with every row of ``works``; columns of :func:`terms_of`."""
    none = _terms(world, works, "", {"fund": "", "share": {}, "measures": ()}).iloc[:0]
    frames = [_terms(world, works, name, rule) for name, rule in world.entries("subsidies").items()]
    return pd.concat(frames or [none], ignore_index=True)


def _terms(world: World, works: pd.DataFrame, name: str, rule: Mapping[str, Any]) -> pd.DataFrame:
    table = works.assign(subsidy=name, fund=rule["fund"])
    share = table["region"].map(rule["share"]).astype(float).fillna(0.0)
    table["share"] = share.where(table["measure"].isin(rule["measures"]), 0.0)
    table["staged"] = look_up(table["project"], _taken(world, rule)).eq(True).to_numpy(dtype=bool)
    table["eligible"] = (table["share"] > 0) & table["staged"]
    table["base"] = _base(world, table, float(rule.get("base_opex_years", 0)))
    table["ceiling"] = float(rule.get("ceiling_myuan", np.inf))
    most = float(world.model.get("max_public_share", 1)) * table["capex"]
    # An instalment of works that come at once is bounded by its part of the ceiling; modules come over the years.
    modular = look_up(table["project"], world.offer["capacity"]).notna()
    ceiling = table["ceiling"].where(modular, table["ceiling"] * table["started"])
    bound = np.minimum.reduce([table["share"] * table["base"], most, ceiling.fillna(np.inf)])
    if rule.get("need_test", False):
        bound = np.minimum(bound, table["gap"])
    table["bound"] = np.where(table["staged"], np.maximum(bound, 0.0), 0.0)
    return table


def _taken(world: World, rule: Mapping[str, Any]) -> pd.Series:
    """Projects of the offer whose stage and score a rule takes, whatever their measure and region."""
    offer, stages = world.offer, rule.get("stages", ())
    taken = offer["stage"].fillna("").isin(stages) if stages else pd.Series(True, index=offer.index)
    if "min_score" not in rule and "best_per_province" not in rule:
        return taken
    library = world.folder.dataset["projects"]
    if library.empty or "score" not in library:
        return pd.Series(False, index=offer.index)
    rows = library.reindex(columns=["measure", "city", "to", "status", "stage", "score"]).fillna(
        {"to": "", "stage": ""}
    )
    rows["project"] = rows["measure"] + ":" + rows["city"] + (">" + rows["to"]).where(rows["to"] != "", "")
    rows["score"] = pd.to_numeric(rows["score"], errors="coerce")
    rows["province"] = rows["city"].map(world.places["province"].where(world.places["planned"]))
    open_ = ~rows["status"].isin(["built", "excluded"]) & rows["province"].notna()
    fits = rows["measure"].isin(rule["measures"]) & (rows["stage"].isin(stages) if stages else True)
    rows = rows[open_ & fits & (rows["score"] >= rule.get("min_score", -np.inf))]
    rank = rows.sort_values("project").groupby("province")["score"].rank(ascending=False, method="first")
    best = rows.loc[rank[rank <= rule.get("best_per_province", np.inf)].index, "project"]
    return taken & pd.Series(offer.index.isin(best), index=offer.index)


def _base(world: World, works: pd.DataFrame, years: float) -> pd.Series:
    """Capex with that many years' opex, of the fixed part and of a module each; what saves opex has no base below 0."""
    offer = world.offer
    fixed = (offer["capex"] + years * offer["opex"]).clip(lower=0)
    module = (offer["module_capex"] * (1 + years * offer["opex_share"])).clip(lower=0)
    return works["started"] * look_up(works["project"], fixed) + works["added"] * look_up(works["project"], module)


def granted_of(world: World) -> pd.DataFrame:
    """Grants paid, index (subsidy, project, year): ``paid`` with the columns of :func:`terms_of` and facts of place.

    Where there is nothing to pay for, all amounts are 0. Facts: province, account and city of the project.
    """
    if "granted" not in world.shared:
        world.shared["granted"] = _granted(world)
    found: pd.DataFrame = world.shared["granted"]
    return found


def _granted(world: World) -> pd.DataFrame:
    grants = world.payments[world.payments["payer_kind"] == "grant"].groupby(KEY)["amount_myuan"].sum().to_frame("paid")
    columns = ["fund", "share", "staged", "eligible", "capex", "base", "gap", "ceiling", "bound"]
    table = grants.join(terms_of(world)[columns])
    table = table.fillna({"fund": "", "ceiling": np.inf, "staged": False, "eligible": False})
    numbers = ["share", "capex", "base", "gap", "bound"]
    table[numbers] = table[numbers].astype(float).fillna(0.0)
    return table.join(world.projects[["province", "account", "city"]], on="project")


def meeting(world: World) -> pd.Index:
    """Projects of the offer for which two rules or more are eligible."""
    offer = world.offer[
        (world.offer["status"] != "built") | (world.offer["most_modules"] > world.offer["built_modules"])
    ]
    region = offer["city"].map(world.places["region"])
    count = pd.Series(0, index=offer.index)
    for rule in world.entries("subsidies").values():
        share = region.map(rule["share"]).astype(float).fillna(0.0)
        count += (share > 0) & offer["measure"].isin(rule["measures"]) & _taken(world, rule)[offer.index]
    return count.index[count >= 2]
