"""Homes, enterprises, demand and the stock at the start of 2022: everything of ``cities`` that follows from people.

Nothing here is observed. ``ASSUMED`` values are starting points that a user replaces by importing a table; the
reasons are in the data set's README.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from recipe import pairing

#: Legal units per 1,000 residents, by region (2018 and 2023 economic censuses, rounded) and their concentration.
ENTERPRISES_PER_1000 = {"East": 32, "Central": 18, "West": 16, "Northeast": 16}
ENTERPRISE_EXPONENT = 1.15
#: Cloud demand (assumed): share of enterprises on the cloud, vCPU of each, vCPU per resident.
CLOUD_SHARE, VCPU_PER_ENTERPRISE, VCPU_PER_RESIDENT = 0.30, 4.0, 0.02
#: Old data centres (assumed): one in a prefecture's city or seat, an expected 0.3 in another place.
OLD_CENTRES_SEAT, OLD_CENTRES_OTHER = 1.0, 0.3

#: Share of homes with gigabit access at the start of 2022 (assumed): value at an urban share of one half, by
#: region, and the slope over the urban share.
GIGABIT_SHARE = {"East": 0.45, "Central": 0.35, "West": 0.28, "Northeast": 0.35}
GIGABIT_SLOPE, GIGABIT_RANGE = 0.40, (0.10, 0.75)
CORE_GIGABIT_SHARE = 0.80
#: Share of 10G-PON ports at the start of 2022 (assumed; 10–18 % in small cities, ordered by region).
PON10G_SHARE = {"East": 0.18, "Central": 0.15, "West": 0.10, "Northeast": 0.13}
#: Thresholds of a gigabit city (MIIT, plan of 2021–23): home coverage, 10G-PON ports, 5G sites per 10,000 people.
GIGABIT_CITY_COVERAGE, GIGABIT_CITY_PON10G, SITES_5G_PER_10000 = 0.80, 0.25, 12.0
#: 5G sites per 10,000 urban residents at the start of 2022 (assumed; national mean 10 per 10,000 residents).
SITES_5G_START = {"East": 7.0, "Central": 5.5, "West": 5.0, "Northeast": 5.5}
#: First level of 5G building, sites per 10,000 urban residents (assumed); the second is that of a gigabit city.
SITES_5G_FIRST = 9.0
#: Share of fixed broadband users with 500 Mbps and more at the start of 2022 (assumed), and in a gigabit city.
USERS_500M = {"East": 0.22, "Central": 0.17, "West": 0.15, "Northeast": 0.16}
GIGABIT_CITY_USERS_500M = 0.25
#: Coverage that the second level of gigabit access reaches, as a share of homes (assumed).
SECOND_COVERAGE = 0.95
#: A small place counts as gigabit already at the start of 2022 (assumed) from these urban residents and this
#: urban share on.
BUILT_FROM = {
    "East": (400_000, 0.60),
    "Central": (700_000, 0.70),
    "West": (700_000, 0.70),
    "Northeast": (700_000, 0.70),
}

#: Provinces whose fixed network went to the northern company (today Unicom) when the fixed networks were divided in
#: 2002; in the others it stayed with China Telecom.
NORTHERN_2002 = ("11", "12", "13", "14", "15", "21", "22", "23", "37", "41")


def tens(values: pd.Series | np.ndarray) -> np.ndarray:
    """Round to tens, so that the last digits of a processor's powers do not show."""
    return (np.round(np.asarray(values, dtype=float) / 10) * 10).astype(int)


def homes(cities: pd.DataFrame, provinces: pd.DataFrame) -> np.ndarray:
    """Urban family homes: urban residents × share living in families / family size of the province (census 2020)."""
    census = provinces.loc[cities["province"]]
    per_person = census["family_pop_share_2020"].to_numpy() / census["family_hh_size_2020"].to_numpy()
    return tens(cities["urban_residents"].to_numpy() * per_person)


def enterprises(cities: pd.DataFrame) -> np.ndarray:
    """Legal units: the region's total spread over its places ∝ urban residents ^ 1.15."""
    residents = cities.groupby("region")["residents"].transform("sum")
    total = residents / 1000 * cities["region"].map(ENTERPRISES_PER_1000)
    weight = cities["urban_residents"] ** ENTERPRISE_EXPONENT
    return tens(total * weight / weight.groupby(cities["region"]).transform("sum"))


def gigabit_at_start(cities: pd.DataFrame) -> pd.Series:
    """Small places assumed to be gigabit at the start of 2022 (rule ``BUILT_FROM``)."""
    residents = cities["region"].map({region: rule[0] for region, rule in BUILT_FROM.items()})
    share = cities["region"].map({region: rule[1] for region, rule in BUILT_FROM.items()})
    urban_share = cities["urban_residents"] / cities["residents"]
    return ~cities["core"] & (cities["urban_residents"] >= residents) & (urban_share >= share)


def gigabit_share(cities: pd.DataFrame, built: pd.Series) -> pd.Series:
    """Share of homes with gigabit access at the start of 2022, three decimals."""
    urban_share = cities["urban_residents"] / cities["residents"]
    modelled = cities["region"].map(GIGABIT_SHARE) + GIGABIT_SLOPE * (urban_share - 0.5)
    share = modelled.clip(*GIGABIT_RANGE).mask(built, GIGABIT_CITY_COVERAGE)
    return share.mask(cities["million"], CORE_GIGABIT_SHARE).round(3)


def carrier_dues(cities: pd.DataFrame, shares: dict[str, float]) -> dict[str, dict[str, float]]:
    """Share of urban residents outside core places that each carrier is due to lead, by incumbent and carrier.

    An incumbent leads only where it has the fixed network, so much there that its national share comes out;
    Broadnet is due its share everywhere and Mobile the rest (more in the provinces of the larger incumbent).
    """
    people = cities.loc[~cities["core"]].groupby("province")["urban_residents"].sum()
    dues = {}
    for owner in ("telecom", "unicom"):
        part = float(people[[incumbent(str(code)) == owner for code in people.index]].sum() / people.sum())
        own = round(shares[owner] / part, 3)
        dues[owner] = {"mobile": 1 - own - shares["broadnet"], owner: own, "broadnet": shares["broadnet"]}
    return dues


def lead_carriers(cities: pd.DataFrame, shares: dict[str, float]) -> list[str]:
    """Lead carrier of each place (assumed): in each province, in the order of ids, each place goes to the carrier
    that is then furthest below its due (:func:`carrier_dues`). Core places go to the incumbent.
    """
    dues = carrier_dues(cities, shares)
    held: dict[str, dict[str, int]] = {}
    result = []
    for province, core, people in zip(cities["province"], cities["core"], cities["urban_residents"], strict=True):
        due = dues[incumbent(province)]
        taken = held.setdefault(province, dict.fromkeys(due, 0))
        carrier = incumbent(province)
        if not core:
            total = sum(taken.values()) + people
            carrier = max(due, key=lambda name: due[name] * total - taken[name])
            taken[carrier] += people
        result.append(carrier)
    return result


def incumbent(province: str) -> str:
    """Fixed-network incumbent of a province since the division of 2002."""
    return "unicom" if province in NORTHERN_2002 else "telecom"


def levels(frame: pd.DataFrame, sites_5g_start: pd.Series) -> pd.DataFrame:
    """What each level of gigabit access and of 5G adds: homes, sites, and the figures that make a gigabit city."""
    first_gain = (GIGABIT_CITY_COVERAGE - frame["gigabit_share_start"]).clip(lower=0).round(3)
    sites_gain = (SITES_5G_FIRST - sites_5g_start).clip(lower=0).round(3)
    second_gain = (SITES_5G_PER_10000 - sites_5g_start.clip(lower=SITES_5G_FIRST)).clip(lower=0).round(3)
    reached = frame["gigabit_at_start"] | frame["million"]
    per_10000 = frame["urban_residents"] / 10_000
    return frame.assign(
        gigabit_gain=first_gain,
        homes_to_80=tens(frame["homes"] * first_gain),
        homes_80_to_95=tens(frame["homes"] * (SECOND_COVERAGE - GIGABIT_CITY_COVERAGE)),
        users_500m_share_start=frame["region"].map(USERS_500M).mask(reached, GIGABIT_CITY_USERS_500M),
        sites_5g_per_10000_start=sites_5g_start.round(3),
        sites_5g_gain_9=sites_gain,
        sites_5g_gain_12=second_gain,
        sites_5g_to_9=np.maximum(np.round(per_10000 * sites_gain), sites_gain > 0).astype(int),
        sites_5g_9_to_12=np.maximum(np.round(per_10000 * second_gain), second_gain > 0).astype(int),
        pairing_slots=pairing.needy(frame).astype(int),
    )


def build(cities: pd.DataFrame, provinces: pd.DataFrame, carriers: pd.DataFrame) -> pd.DataFrame:
    """Add homes, enterprises, demand, start stock, drivers, lead carrier and the mark ``gigabit_at_start``."""
    frame = cities.copy()
    frame["homes"] = homes(frame, provinces)
    frame["enterprises"] = enterprises(frame)
    frame["gigabit_at_start"] = gigabit_at_start(frame)
    frame["gigabit_share_start"] = gigabit_share(frame, frame["gigabit_at_start"])
    reached = frame["gigabit_at_start"] | frame["million"]
    frame["pon10g_share_start"] = frame["region"].map(PON10G_SHARE).mask(reached, GIGABIT_CITY_PON10G)
    frame["old_data_centres"] = np.where(frame["seat"], OLD_CENTRES_SEAT, OLD_CENTRES_OTHER)
    demand = frame["enterprises"] * CLOUD_SHARE * VCPU_PER_ENTERPRISE + frame["residents"] * VCPU_PER_RESIDENT
    frame["cloud_demand_vcpu"] = tens(demand)
    frame["homes_to_pass"] = tens(frame["homes"] * (1 - frame["gigabit_share_start"]))
    start = frame["region"].map(SITES_5G_START).mask(reached, SITES_5G_PER_10000 - 1.0)
    needed = frame["urban_residents"] * (SITES_5G_PER_10000 - start) / 10_000
    frame["sites_5g_needed"] = np.maximum(np.round(needed), 1).astype(int)
    frame = levels(frame, start)
    frame["lead_carrier"] = lead_carriers(frame, dict(zip(carriers["id"], carriers["capex_share"], strict=True)))
    return frame
