"""Shape the tables of the data set from the built places: columns, order, types, ids."""

from __future__ import annotations

import pandas as pd

from recipe import pairing, stock

#: Local money (assumed, yuan a year by resident of small places): half of an even split of a central fund of
#: 1,000 M yuan a year in the three programme regions; more in the East, which the programme does not fund.
LOCAL_CENTRAL_MYUAN, LOCAL_SHARE, LOCAL_EAST_FACTOR = 1000.0, 0.5, 1.5
#: Largest share of all carriers' money in a province that each may pay (assumed): Telecom and Unicom by whether they
#: have the fixed network there, Mobile and Broadnet everywhere alike.
PRESENCE_INCUMBENT, PRESENCE_OTHER = 0.7, 0.3
PRESENCE = {"mobile": 0.8, "broadnet": 0.2}
#: Spare pool capacity of a core place (assumed): one module of 5,000 vCPU per million urban residents, 1 to 20.
RESIDENTS_PER_MODULE, MODULES = 1_000_000, (1, 20)
SEAT_EGRESS, OTHER_EGRESS = 2, 1
CITY_COLUMNS = [
    "id", "name_zh", "name_en", "pinyin", "province", "prefecture", "kind", "core", "small", "egress_nodes", "lon",
    "lat", "residents", "urban_residents", "homes", "townships", "communities", "villages", "enterprises",
    "gigabit_share_start", "pon10g_share_start", "old_data_centres", "cloud_demand_vcpu", "lead_carrier",
    "homes_to_pass", "sites_5g_needed", "gigabit_gain", "homes_to_80", "homes_80_to_95", "users_500m_share_start",
    "sites_5g_per_10000_start", "sites_5g_gain_9", "sites_5g_gain_12", "sites_5g_to_9", "sites_5g_9_to_12",
    "pairing_slots",
]  # fmt: skip
PROJECT_COLUMNS = [
    "id", "measure", "city", "to", "status", "first_year", "last_year", "by_year", "capex_myuan", "opex_myuan",
    "lead", "modules", "source",
]  # fmt: skip
POOL_SOURCE = "假设：每百万城镇人口富余1个模块 / assumed: one spare module per million urban residents"
SLOTS_SOURCE = (
    "假设：1个名额，每百万城镇人口再加1个，至多6个 / assumed: one slot, one more per million urban residents, at most 6"
)
BUILT_SOURCE = "假设：2022年初已建成，规则见README / assumed built at the start of 2022, rule in the README"


def size_class_of(urban_residents: pd.Series, classes: pd.DataFrame) -> pd.Series:
    """Id of the size class: the one with the largest minimum that fits."""
    result = pd.Series("", index=urban_residents.index)
    for row in classes.sort_values("min_urban_residents").itertuples():
        result = result.mask(urban_residents >= row.min_urban_residents, str(row.id))
    return result


def cities(frame: pd.DataFrame) -> pd.DataFrame:
    """Table ``cities`` sorted by id."""
    table = frame.copy()
    table["small"] = (~table["million"]).astype(int)
    two_nodes = table["core"] | table["seat"]
    table["egress_nodes"] = two_nodes.map({True: SEAT_EGRESS, False: OTHER_EGRESS})
    table["core"] = table["core"].astype(int)
    return table[CITY_COLUMNS].sort_values("id", ignore_index=True)


def short_name(name: str) -> str:
    """Short name of a province: two characters, three for Inner Mongolia and Heilongjiang."""
    return name[:3] if name.startswith(("内蒙古", "黑龙江")) else name[:2]


def provinces(frame: pd.DataFrame, census: pd.DataFrame) -> pd.DataFrame:
    """Table ``provinces``: names, region, incumbent, assumed yearly limit of local money, assumed presence."""
    small = frame[~frame["million"]]
    programme = small["region"] != "East"
    per_resident = LOCAL_CENTRAL_MYUAN * LOCAL_SHARE / small.loc[programme, "residents"].sum()
    residents = small.groupby("province")["residents"].sum()
    table = census.rename_axis("id").reset_index()[["id", "name_zh", "name_en", "region"]]
    factor = table["region"].map(lambda region: LOCAL_EAST_FACTOR if region == "East" else 1.0)
    table["short_zh"] = table["name_zh"].map(short_name)
    table["lead_carrier"] = table["id"].map(stock.incumbent)
    table["local_budget_myuan"] = (table["id"].map(residents).fillna(0) * per_resident * factor).round(1)
    for carrier, share in PRESENCE.items():
        table[f"presence_{carrier}"] = share
    for carrier in ("telecom", "unicom"):
        own = table["lead_carrier"] == carrier
        table[f"presence_{carrier}"] = own.map({True: PRESENCE_INCUMBENT, False: PRESENCE_OTHER})
    columns = ["id", "name_zh", "name_en", "short_zh", "region", "lead_carrier", "local_budget_myuan"]
    columns += [f"presence_{carrier}" for carrier in ("mobile", "telecom", "unicom", "broadnet")]
    return table[columns].sort_values("id", ignore_index=True)


def sites(frame: pd.DataFrame) -> pd.DataFrame:
    """Table ``sites``: what core places have at the start: a pool with spare modules, hubs with slots for pairing."""
    core = frame[frame["core"]]
    modules = (core["urban_residents"] / RESIDENTS_PER_MODULE).round().clip(*MODULES).astype(int)
    parts = [("pool", modules, POOL_SOURCE)]
    parts += [(hub, pairing.slots(core), SLOTS_SOURCE) for hub in pairing.PAIRED.values()]
    frames = [
        core[[]].assign(id=f"{measure}-" + core["id"], city=core["id"], measure=measure, modules=count, source=source)
        for measure, count, source in parts
    ]
    return pd.concat(frames).sort_values("id", ignore_index=True)


def projects(frame: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Table ``projects``: what the places that are gigabit at the start have: access, metro network, first level of 5G
    and the direct uplink.
    """
    built = frame.loc[frame["gigabit_at_start"], "id"]
    direct = links[links["route"] == "direct"].set_index("from")["to"]
    rows = [
        {"id": f"{measure}-{city}", "measure": measure, "city": city, "to": direct[city] if measure == "otn" else ""}
        for city in built
        for measure in ("gigabit", "metro", "otn", "sites_5g_9")
    ]
    table = pd.DataFrame(rows, columns=PROJECT_COLUMNS).assign(status="built", source=BUILT_SOURCE)
    return table.sort_values("id", ignore_index=True)
