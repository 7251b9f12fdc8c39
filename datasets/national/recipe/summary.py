"""What the catalogue would cost: printed at the end of a build, so that assumptions can be judged as a whole.

The last table is a rule of thumb, not a plan: in every region it takes the cheapest places until the share that
"basically complete" means (East 90 %, others 60 %, assumed), with links to whatever their chains pass.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from recipe import costs

CITY_MEASURES = (
    "gigabit", "gigabit_95", "cable", "metro", "bearer_5g", "sites_5g_9", "sites_5g_12", "township", "edge", "cdn",
    "dc_consolidation", "sdwan", "cloud_line", "cloud_edge", "firms_cloud", "public_cloud", "private_net", "smart_park",
    "demo_city",
)  # fmt: skip
COMPLETE_SHARE = {"East": 0.9, "Central": 0.6, "West": 0.6, "Northeast": 0.6}
VCPU_PER_MODULE, MODULES_PER_POOL = 5_000, 20
TARGET_PLACES = 1_001
BILLION = 1_000.0


def by_region(values: pd.Series, small: pd.DataFrame) -> pd.Series:
    """Sum in billion yuan by region."""
    return values.groupby(small["region"]).sum().reindex(list(costs.REGIONS)) / BILLION


def pool_cost(small: pd.DataFrame, table: pd.DataFrame, level: str) -> pd.Series:
    """Share of a pool that a place's demand takes: modules to the fraction, the fixed part over seven modules."""
    modules = table[(table["measure"] == "pool") & (table["item"] == "module")]
    module = float(modules[f"{level}_myuan"].iloc[0])
    fixed = costs.capex(table, "pool", small, level)
    return small["cloud_demand_vcpu"] / VCPU_PER_MODULE * (module + fixed / 7)


def link_costs(links: pd.DataFrame, small: pd.DataFrame, table: pd.DataFrame, level: str) -> pd.Series:
    """Capex of every uplink, index uplink id."""
    origin = small.reindex(links["from"])
    subjects = pd.DataFrame(
        {
            "region": origin["region"].to_numpy(),
            "size_class": origin["size_class"].to_numpy(),
            "route_km": links["route_km"].to_numpy(),
        },
        index=pd.Index(links["id"]),
    )
    return costs.capex(table, "otn", subjects, level)


def complete(small: pd.DataFrame, place_cost: pd.Series, cheapest: pd.DataFrame) -> set[str]:
    """Cheapest places of each region by own cost and cheapest link, up to the share that means complete."""
    total = (place_cost + cheapest["cost"].reindex(small.index).fillna(0)).mask(small["gigabit_at_start"], 0)
    chosen: set[str] = set()
    for region, share in COMPLETE_SHARE.items():
        ranked = total[small["region"] == region].sort_values(kind="stable")
        chosen |= set(ranked.index[: int(np.ceil(share * len(ranked)))])
    return chosen


def with_chains(chosen: set[str], cheapest: pd.DataFrame) -> set[str]:
    """Places whose cheapest link is needed: the chosen ones and all on their chains to a core place."""
    needed: set[str] = set()
    for place in chosen:
        while place in cheapest.index and place not in needed:
            needed.add(place)
            place = str(cheapest.loc[place, "to"])
    return needed


def programme(small: pd.DataFrame, links: pd.DataFrame, table: pd.DataFrame, level: str) -> dict[str, float]:
    """Rule of thumb for the completeness targets and for the thousand, in billion yuan."""
    priced = links.assign(cost=link_costs(links, small, table, level).to_numpy())
    cheapest = priced.sort_values(["cost", "id"]).drop_duplicates("from").set_index("from")
    gigabit = costs.capex(table, "gigabit", small, level).mask(small["gigabit_at_start"], 0)
    metro = costs.capex(table, "metro", small, level).mask(small["gigabit_at_start"], 0)
    pool = pool_cost(small, table, level)
    chosen = complete(small, gigabit + metro + pool, cheapest)
    links_needed = with_chains(chosen - set(small.index[small["gigabit_at_start"]]), cheapest)
    own = sorted(chosen)
    thousand = (gigabit + metro + pool + cheapest["cost"].reindex(small.index).fillna(0)).sort_values()
    parts = {
        "places": float(len(chosen)),
        "gigabit": gigabit[own].sum() / BILLION,
        "metro": metro[own].sum() / BILLION,
        "pool": pool[own].sum() / BILLION,
        "otn": cheapest["cost"].reindex(sorted(links_needed)).sum() / BILLION,
    }
    parts["all four"] = sum(value for name, value in parts.items() if name != "places")
    parts["cheapest 1,001"] = thousand.iloc[:TARGET_PLACES].sum() / BILLION
    return parts


def catalogue(small: pd.DataFrame, links: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Capex of the whole catalogue in billion yuan at base costs, by measure and region."""
    rows = {measure: by_region(costs.capex(table, measure, small), small) for measure in CITY_MEASURES}
    rows["pool"] = by_region(pool_cost(small, table, "base"), small)
    priced = links.assign(cost=link_costs(links, small, table, "base").to_numpy()).groupby("from")["cost"]
    rows["otn, cheapest link"] = by_region(priced.min().reindex(small.index).fillna(0), small)
    rows["otn, all links"] = by_region(priced.sum().reindex(small.index).fillna(0), small)
    frame = pd.DataFrame(rows).T
    frame.loc["all, with one link each"] = frame.drop(index="otn, all links").sum()
    return frame.assign(China=frame.sum(axis=1))


def text(cities: pd.DataFrame, links: pd.DataFrame, table: pd.DataFrame) -> str:
    """Cost of the whole catalogue by measure and region, and the rule of thumb, as lines to print."""
    small = cities[~cities["million"]].set_index("id")
    built = small["gigabit_at_start"].groupby(small["region"]).sum().reindex(list(costs.REGIONS))
    homes, to_pass = small["homes"].sum() / 1e6, small["homes_to_pass"].sum() / 1e6
    levels = {level: programme(small, links, table, level) for level in costs.LEVELS}
    return "\n".join(
        [
            "Capex of the whole catalogue in small places, billion yuan, base costs:",
            catalogue(small, links, table).round(1).to_string(),
            "",
            f"Small places gigabit at the start of 2022 (assumed): {built.sum()}, {built.to_dict()}",
            f"Homes in small places {homes:.1f} M, not yet passed {to_pass:.1f} M",
            f"Cloud demand {small['cloud_demand_vcpu'].sum() / 1e6:.1f} M vCPU, uplinks {len(links)}",
            "",
            "Rule of thumb: cheapest places to be complete (East 90 %, others 60 %), billion yuan:",
            pd.DataFrame(levels).round(1).to_string(),
        ]
    )
