"""Which centre places pair their hospitals and schools with which counties (assumed), and with how many.

A county needs a partner if it is small and outside the East; its partners are the nearest core places of its own
province. How many counties a core place can take at the start follows its urban residents.
"""

from __future__ import annotations

import pandas as pd

from recipe.uplinks import geometry

#: Services that are paired, and the measure at the centre place that provides each.
PAIRED = {"hospital": "hospital_hub", "school": "school_hub"}
#: A county is to be paired (assumed) outside the East below these urban residents.
NEEDY_BELOW, NOT_IN = 60_000, "East"
#: Nearest core places of the own province that may be the partner.
PARTNERS = 2
#: Counties that a core place's hospitals or schools can take at the start (assumed): one, and one more per million
#: urban residents, at most six.
FIRST_SLOTS, RESIDENTS_PER_SLOT, MOST_SLOTS = 1, 1_000_000, 6


def needy(places: pd.DataFrame) -> pd.Series:
    """Whether a place is a county to be paired."""
    return (places["kind"] == "county") & (places["region"] != NOT_IN) & (places["urban_residents"] < NEEDY_BELOW)


def slots(core: pd.DataFrame) -> pd.Series:
    """Counties that each core place can take at the start."""
    more = (core["urban_residents"] / RESIDENTS_PER_SLOT).round()
    return (FIRST_SLOTS + more).clip(upper=MOST_SLOTS).astype(int)


def build(places: pd.DataFrame, route_factor: float) -> pd.DataFrame:
    """Table ``pairs``: service, city, site_city, distance_km, haul_myuan; sorted by service, city, distance."""
    places = places.sort_values("id", ignore_index=True)
    route_km = geometry(places["lon"].to_numpy(), places["lat"].to_numpy(), route_factor).route_km
    core = places["core"].to_numpy(bool)
    rows = []
    for origin in needy(places).to_numpy(bool).nonzero()[0]:
        same = (places["province"] == places.loc[origin, "province"]).to_numpy()
        partners = pd.Series(route_km[origin], index=places["id"])[same & core]
        nearest = partners.sort_values(kind="stable").head(PARTNERS)
        rows += [(places.loc[origin, "id"], str(city), float(km)) for city, km in nearest.items()]
    table = pd.DataFrame(rows, columns=["city", "site_city", "distance_km"])
    frames = [table.assign(service=service, haul_myuan=0.0) for service in sorted(PAIRED)]
    columns = ["service", "city", "site_city", "distance_km", "haul_myuan"]
    return pd.concat(frames, ignore_index=True)[columns]
