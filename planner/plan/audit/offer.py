"""What may be built and what exists, with what it costs: worked out anew from the model file and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.inputs import Folder, look_up
from planner.plan.audit.pace import lead_years, suffix
from planner.plan.audit.places import distance_km, hosts

#: What a project is: a measure at a place (an uplink: from a place to another, maybe on several routes).
PLACE = ["measure", "city", "to"]


def read_offer(folder: Folder, places: pd.DataFrame) -> pd.DataFrame:
    """Every project that may be or is built, index project id.

    Columns: measure, city, to, kind, status, first_year, last_year (in which it can go into service), by_year (NaN
    unless committed), account, capex, opex (a year, fixed part), module_capex, opex_share, capacity (NaN without
    modules), most_modules, built_modules, stage ("" if none) and route (of uplinks: the label of its cable route).
    """
    offer = _listed(folder, places)
    offer = _with_years(folder, offer)
    offer["account"] = _accounts(folder, places, offer)
    wanted = folder.model.get("scope", {}).get("accounts", [])
    if wanted:
        offer = offer[(offer["status"] == "built") | offer["account"].isin(wanted)].reset_index(drop=True)
    offer["account"] += _joining(folder, offer)
    paces = {name: suffix(folder.model, name) for name, _ in folder.entries("measures")}
    offer["account"] += offer["measure"].map(paces)
    offer["route"] = _routes(folder, offer)
    fixed, module = _costs(folder, places, offer)
    built = offer["status"] == "built"
    # Money is kept to the yuan.
    offer["capex"] = offer["stated_capex"].fillna(fixed).where(~built, 0.0).round(6)
    offer["module_capex"] = module.round(6)
    # An offer of nothing has columns of no type.
    offer["opex_share"] = _of_measure(folder, offer, "opex_share", 0.05).astype(float)
    offer["opex"] = offer["stated_opex"].fillna(offer["opex_share"] * offer["capex"]).round(6)
    return offer.set_index("project").sort_index()


def project_ids(measure: pd.Series | str, city: pd.Series) -> pd.Series:
    """Ids of projects at places."""
    return measure + ":" + city.astype(str)


def _of_measure(folder: Folder, offer: pd.DataFrame, key: str, default: object) -> pd.Series:
    by_measure = {name: entry.get(key, default) for name, entry in folder.entries("measures")}
    return offer["measure"].map(by_measure)


def _listed(folder: Folder, places: pd.DataFrame) -> pd.DataFrame:
    """Measures at the places that may host them, then what exists, then the project library, each over the last."""
    frames = []
    for name, measure in folder.entries("measures"):
        able = places.index[hosts(measure.get("where", {}), places)]
        if measure["kind"] == "uplink":
            links = folder.dataset["uplinks"]
            lower = able[~places.loc[able, "core"]]
            links = links[links["from"].isin(lower) & links["to"].isin(places.index)]
            frame = pd.DataFrame({"project": name + ":" + links["id"], "city": links["from"], "to": links["to"]})
        else:
            frame = pd.DataFrame({"project": [f"{name}:{city}" for city in able], "city": able, "to": ""})
        frames.append(frame.assign(measure=name, kind=measure["kind"]))
    offer = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    offer["status"] = "candidate"
    offer["built_modules"] = 0.0
    for column in ("first_year", "last_year", "by_year", "stated_capex", "stated_opex", "stated_modules"):
        offer[column] = np.nan
    offer["lead"] = _of_measure(folder, offer, "lead", "shared")
    offer["stage"] = ""
    offer = _over(folder, offer, _existing(folder, places))
    return _over(folder, offer, _library(folder, places)).reset_index(drop=True)


def _existing(folder: Folder, places: pd.DataFrame) -> pd.DataFrame:
    sites = folder.dataset["sites"]
    if sites.empty:
        return pd.DataFrame()
    here = sites["measure"].isin(folder.model["measures"]) & sites["city"].isin(places.index[places["planned"]])
    sums = sites[here].groupby(["measure", "city"])["modules"].sum().reset_index()
    sums["project"] = project_ids(sums["measure"], sums["city"])
    return sums.rename(columns={"modules": "built_modules"}).assign(to="", status="built")


def _library(folder: Folder, places: pd.DataFrame) -> pd.DataFrame:
    rows = folder.dataset["projects"]
    if rows.empty:
        return pd.DataFrame()
    here = rows["measure"].isin(folder.model["measures"]) & rows["city"].isin(places.index[places["planned"]])
    names = {"capex_myuan": "stated_capex", "opex_myuan": "stated_opex", "modules": "stated_modules"}
    rows = rows[here].rename(columns=names).assign(from_library=True)
    kept = [*PLACE, "status", "first_year", "last_year", "by_year", "lead", "stage", "from_library", *names.values()]
    rows = rows.reindex(columns=kept)
    rows["to"] = rows["to"].fillna("")
    rows["project"] = project_ids(rows["measure"], rows["city"]) + (">" + rows["to"]).where(rows["to"] != "", "")
    for column in ("status", "lead", "stage"):
        rows[column] = rows[column].replace("", np.nan)
    numeric = ["first_year", "last_year", "by_year", *names.values()]
    rows[numeric] = rows[numeric].apply(pd.to_numeric, errors="coerce")
    return rows


def _over(folder: Folder, offer: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """``offer`` with the cells that ``rows`` state put over its own, and the places that only ``rows`` have."""
    if rows.empty:
        return offer
    kinds = {name: measure["kind"] for name, measure in folder.entries("measures")}
    old, new = offer.set_index("project"), rows.drop_duplicates("project").set_index("project")
    from_library = new.pop("from_library").notna() if "from_library" in new else pd.Series(False, index=new.index)
    both = new.index.union(old.index)
    out = old.reindex(both)
    for column in new.columns:
        stated = new[column].reindex(both)
        out[column] = stated.where(stated.notna(), out[column])
    out["status"] = out["status"].fillna("candidate")
    out["kind"] = out["measure"].map(kinds)
    out["built_modules"] = out["built_modules"].fillna(0.0)
    built = out["status"] == "built"
    ours = from_library.reindex(both, fill_value=False)
    out["built_modules"] = out["built_modules"].mask(
        ours & built & out["stated_modules"].notna(), out["stated_modules"]
    )
    out["built_modules"] = out["built_modules"].mask(ours & ~built, 0.0)
    return out.reset_index()


def _with_years(folder: Folder, offer: pd.DataFrame) -> pd.DataFrame:
    time = folder.model["time"]
    out = offer[offer["status"] != "excluded"].reset_index(drop=True)
    if "lead" in out:
        out["lead"] = out["lead"].fillna(_of_measure(folder, out, "lead", "shared"))
    first = out["first_year"].fillna(_of_measure(folder, out, "first_year", np.nan).astype(float))
    last = out["last_year"].fillna(_of_measure(folder, out, "last_year", np.nan).astype(float))
    leads = out["measure"].map({name: lead_years(folder.model, name) for name, _ in folder.entries("measures")})
    out["first_year"] = first.fillna(time["first_year"]).clip(lower=time["first_year"]) + leads
    latest = last.fillna(time["last_year"]).clip(upper=time["last_year"]) + leads
    out["last_year"] = latest.clip(upper=time["last_year"])
    by_year = out["by_year"].fillna(out["last_year"])
    out["by_year"] = by_year.where(by_year <= out["last_year"], out["last_year"]).where(out["status"] == "committed")
    capacity = _of_measure(folder, out, "capacity_per_module", np.nan).astype(float)
    # Without traffic to carry, links have no wavelengths.
    capacity = capacity.where((out["kind"] != "uplink") | out["measure"].isin(carrying(folder)))
    out["capacity"] = capacity
    # A link that exists carries one wavelength if nothing else is said.
    lit = (out["kind"] == "uplink") & (out["status"] == "built") & capacity.notna() & out["stated_modules"].isna()
    out["built_modules"] = out["built_modules"].mask(lit, 1.0)
    out["stage"] = out["stage"].fillna("")
    stated = out["stated_modules"].where(out["status"] != "built")
    most = stated.fillna(_of_measure(folder, out, "max_modules", 1).astype(float))
    most = most.where(most >= out["built_modules"], out["built_modules"])
    out["most_modules"] = most.where(capacity.notna(), 0.0)
    return out


def carrying(folder: Folder) -> list[str]:
    """Uplink measures that carry traffic."""
    used = {entry["measure"] for _, entry in folder.entries("traffic") if entry.get("enabled", True)}
    return sorted(name for name in used if "capacity_per_module" in folder.model["measures"][name])


def _accounts(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame) -> pd.Series:
    """The carrier or co-build that leads, where it is one of the model's, else ``shared``; obligations go before."""
    provinces = folder.dataset["provinces"].set_index("id")
    city = offer["city"].map(places["lead_carrier"]) if "lead_carrier" in places else ""
    led = provinces["lead_carrier"] if "lead_carrier" in provinces else pd.Series("", index=provinces.index)
    province = offer["city"].map(places["province"]).map(led)
    lead = offer["lead"].mask(offer["lead"] == "city", city).mask(offer["lead"] == "province", province)
    known = [*folder.model.get("carriers", {}), *folder.model.get("co_builds", {})]
    account = lead.where(lead.isin(known), "shared")
    for _, obligation in folder.entries("obligations"):
        if "carrier" in obligation:
            account = account.mask(obliged(obligation, places, offer), obligation["carrier"])
    return account


def _joining(folder: Folder, offer: pd.DataFrame) -> pd.Series:
    """What is added to an account's name: those who pay for the measure whoever leads it, by name, each after a +."""
    bound = {
        name: (entry["measures"], {name} | {key for key, joint in folder.entries("co_builds") if _shares(joint, name)})
        for name, entry in folder.entries("carriers")
        if entry.get("measures")
    }
    bound |= {name: (entry["measures"], set()) for name, entry in folder.entries("funds") if entry.get("measures")}
    added = pd.Series("", index=offer.index, dtype=object)
    for name, (measures, paying) in sorted(bound.items()):
        added += np.where(offer["measure"].isin(measures) & ~offer["account"].isin(paying), "+" + name, "")
    return added


def lead_of(account: str) -> str:
    """Who leads the works of an account: its name begins with it."""
    return account.partition("@")[0].partition("+")[0]


def _shares(joint: Mapping[str, Any], carrier: str) -> bool:
    return float(joint["shares"].get(carrier, 0)) > 0


def obliged(obligation: Mapping[str, Any], places: pd.DataFrame, offer: pd.DataFrame) -> pd.Series:
    """Rows of the offer that an obligation speaks of."""
    there = offer["city"].isin(places.index[hosts(obligation.get("where", {}), places)])
    return there & offer["measure"].isin(obligation["measures"]) & (offer["kind"] != "uplink")


def _routes(folder: Folder, offer: pd.DataFrame) -> pd.Series:
    """Label of an uplink's cable route; one without a label is a route of its own, called by the project's id."""
    links = folder.dataset["uplinks"]
    labels = links.drop_duplicates("id").set_index("id")["route"] if "route" in links else pd.Series(dtype=str)
    label_of = labels.to_dict()
    found = [label_of.get(project.partition(":")[2]) or project for project in offer["project"]]
    return pd.Series(found, index=offer.index, dtype="str")


def _costs(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Capex of the fixed part and of one module: for every item the most specific row times its driver."""
    level = f"{folder.model.get('cost_level', 'base')}_myuan"
    costs = folder.dataset["unit_costs"].reset_index(drop=True)
    at = places.reindex(offer["city"])[["region", "size_class"]]
    want = pd.DataFrame(
        {"row": offer.index, "measure": offer["measure"], "r": at["region"].values, "c": at["size_class"].values}
    )
    fits = want.merge(costs[["measure", "item", "driver", "region", "size_class", level]], on="measure")
    region_fits, class_fits = fits["region"] == fits["r"], fits["size_class"] == fits["c"]
    usable = (region_fits | (fits["region"] == "all")) & (class_fits | (fits["size_class"] == "all"))
    fits = fits.assign(rank=2 * region_fits + class_fits)[usable]
    best = fits.sort_values("rank", kind="stable").drop_duplicates(["row", "item"], keep="last")
    amount = best[level] * _drivers(folder, places, offer, best)
    by_module = best["driver"] == "module"
    parts = [amount[side].groupby(best.loc[side, "row"]).sum() for side in (~by_module, by_module)]
    fixed, module = (part.reindex(offer.index, fill_value=0.0) for part in parts)
    return fixed, module


def _drivers(folder: Folder, places: pd.DataFrame, offer: pd.DataFrame, best: pd.DataFrame) -> pd.Series:
    values = pd.Series(1.0, index=best.index)
    for driver in best["driver"].unique():
        mine = best["driver"] == driver
        rows = offer.loc[best.loc[mine, "row"]]
        if driver == "route_km":
            values[mine] = _lengths(folder, places, rows).to_numpy()
        elif driver not in ("one", "module"):
            values[mine] = look_up(rows["city"], places[driver]).to_numpy(float)
    return values


def _lengths(folder: Folder, places: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Route lengths of uplinks, km: of the link itself, else as listed between its ends, else great circle × factor.

    NaN without any of them, as for links with a capex of their own between places without coordinates.
    """
    links = folder.dataset["uplinks"]
    own = rows["project"].str.partition(":")[2].map(links.drop_duplicates("id").set_index("id")["route_km"])
    between = links.drop_duplicates(["from", "to"]).set_index(["from", "to"])["route_km"]
    ends = pd.MultiIndex.from_frame(rows[["city", "to"]])
    listed = own.astype(float).fillna(pd.Series(between.reindex(ends).to_numpy(float), index=rows.index))
    if not {"lon", "lat"} <= set(places):
        return listed
    ends_known = rows["to"].isin(places.index)
    straight = pd.Series(np.nan, index=rows.index)
    known = rows[ends_known]
    straight[ends_known] = distance_km(places, known["city"], known["to"]) * route_factor(folder)
    return listed.fillna(straight)


def route_factor(folder: Folder) -> float:
    """Length of a route over the great circle's."""
    geometry: Mapping[str, Any] = folder.settings.get("geometry", {})
    return float(geometry.get("route_factor", 1))
