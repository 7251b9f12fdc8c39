"""Residents and urban residents: provincial census totals spread over places by counts of local units.

Within a province (J residents' committees, W villages, T townships, N = J + W of each county-level unit)::

    population ∝ (1+J)^0.38 · (1+W)^0.21 · (1+T)^0.61 · exp(0.12·[county-level city] + 0.18·[district] + 0.76·J/N)
    logit(urban share) = c_province − 0.10·ln(1+J) − 0.19·ln(1+W) + 0.01·ln(1+T)
                         + 0.32·[county-level city] + 0.49·[district] + 4.0·J/N

scaled so that each province's residents and urban residents equal the 2020 census. The exponents were fitted on
the 2020 census by county; the cross-validated median error is 25 % (residents) and 32 % (urban residents).

The list of places with a million urban residents is observed: it decides, and the modelled figure is kept on its
side of the million. Totals are exact; figures are rounded to 100 people, so that the last digits of a processor's
logarithm do not show, and the province's largest place takes the odd rest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

MILLION = 1_000_000
STEP = 100
#: Largest urban share of a place, so that a place of a million urban residents has more residents than that.
URBAN_CEILING = 0.97
#: Floor of the residents of a million place, and the range its urban residents are kept in.
MILLION_RESIDENTS = 1_040_000.0
SMALL_URBAN_CEILING = float(MILLION - STEP)


def bisect(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Solve ``function(x) = target`` for an increasing function by 200 halvings."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return (low + high) / 2


def unit_scores(units: pd.DataFrame) -> pd.DataFrame:
    """Relative population and the logit of the urban share without its constant, by unit."""
    j, w, t = (units[column].to_numpy(float) for column in ("communities", "villages", "townships"))
    urban_units = np.divide(j, j + w, out=np.zeros_like(j), where=j + w > 0)
    is_city = (units["kind"] == "county_city").to_numpy(float)
    is_district = (units["kind"] == "district").to_numpy(float)
    ln_j, ln_w, ln_t = np.log1p(j), np.log1p(w), np.log1p(t)
    weight = 0.38 * ln_j + 0.21 * ln_w + 0.61 * ln_t + 0.12 * is_city + 0.18 * is_district + 0.76 * urban_units
    logit = -0.10 * ln_j - 0.19 * ln_w + 0.01 * ln_t + 0.32 * is_city + 0.49 * is_district + 4.0 * urban_units
    return pd.DataFrame({"weight": np.exp(weight), "logit": logit}, index=units.index)


def to_hundreds(values: np.ndarray, total: int) -> np.ndarray:
    """Round to multiples of 100 that add up to ``total`` (largest remainders; the largest takes total mod 100)."""
    scaled = np.round(values / STEP, 6)
    whole = np.floor(scaled)
    missing = int(total // STEP - whole.sum())
    order = np.argsort(-(scaled - whole), kind="stable")
    whole[order[:missing]] += 1
    result = (whole * STEP).astype(int)
    result[int(np.argmax(result))] += total - int(result.sum())
    return result


def spread_residents(weights: np.ndarray, million: np.ndarray, total: float) -> np.ndarray:
    """Residents by place ∝ ``weights``, million places at least ``MILLION_RESIDENTS``, adding up to ``total``."""
    floor = np.where(million, MILLION_RESIDENTS, 0.0)

    def residents(scale: float) -> np.ndarray:
        return np.maximum(weights * scale, floor)

    scale = bisect(lambda x: float(residents(x).sum()), total, 0.0, total / weights.sum() * 2)
    return residents(scale)


def province_residents(places: pd.DataFrame, units: pd.DataFrame, total: int, urban_total: int) -> pd.DataFrame:
    """Residents and urban residents of one province's places, index place id."""
    scores = unit_scores(units)
    weights = scores["weight"].groupby(units["place"]).sum().reindex(places["id"]).to_numpy()
    million = places["million"].to_numpy()
    residents = to_hundreds(spread_residents(weights, million, total), total)
    share_of_place = scores["weight"] / units["place"].map(scores["weight"].groupby(units["place"]).sum())

    def urban(constant: float) -> np.ndarray:
        share = 1 / (1 + np.exp(-(scores["logit"] + constant)))
        by_place = (share * share_of_place).groupby(units["place"]).sum().reindex(places["id"]).to_numpy()
        modelled = np.minimum(by_place, URBAN_CEILING) * residents
        kept = np.where(million, np.maximum(modelled, MILLION), np.minimum(modelled, SMALL_URBAN_CEILING))
        return np.asarray(kept)

    constant = bisect(lambda x: float(urban(x).sum()), urban_total, -20.0, 20.0)
    if abs(float(urban(constant).sum()) - urban_total) > 1:
        raise ValueError(f"urban total {urban_total} cannot be met in province {places['province'].iloc[0]}")
    rounded = np.minimum(to_hundreds(urban(constant), urban_total), residents)
    return pd.DataFrame({"residents": residents, "urban_residents": rounded}, index=places["id"])


def build(places: pd.DataFrame, units: pd.DataFrame, provinces: pd.DataFrame, observed: dict[str, int]) -> pd.DataFrame:
    """Residents and urban residents (persons, census day 2020) of all places, index place id.

    Places in ``observed`` keep their observed residents, all taken for urban; the rest of the province is modelled.
    """
    residents, urban_share = provinces["pop_2020"], provinces["urban_share_2020"]
    known = pd.Series(observed, dtype=int).rename("residents").to_frame()
    parts = [known.assign(urban_residents=known["residents"])]
    for province, members in places[~places["id"].isin(known.index)].groupby("province"):
        fixed = int(known.loc[known.index.str[:2] == province, "residents"].sum())
        total = int(residents[str(province)])
        urban_total = round(total * float(urban_share[str(province)]))
        own_units = units[units["place"].isin(members["id"])]
        parts.append(province_residents(members, own_units, total - fixed, urban_total - fixed))
    return pd.concat(parts)
