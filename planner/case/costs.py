"""What projects cost: unit costs of the data set times what drives them at each place."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.geography import uplink_lengths
from planner.case.notes import Findings, place_names
from planner.case.tables import Tables
from planner.config.schema import Model

#: Money is kept to one yuan.
DECIMALS = 6


def unit_costs(
    costs: pd.DataFrame, column: str, region: pd.Series, size_class: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Unit cost and driver of one item at each place: the row that fits most specifically.

    Region and class come before region, region before class, class before ``all``.

    Args:
        costs: rows of unit_costs.csv of one measure and item.
        column: ``low_myuan``, ``base_myuan`` or ``high_myuan``.
        region: region id by place; ``size_class`` alike.

    Returns:
        values (NaN where no row fits) and driver names (empty where none fits), in the order of ``region``.
    """
    stated = costs[costs[column].notna()]
    places = zip(stated["region"].tolist(), stated["size_class"].tolist(), strict=True)
    cells = zip(stated[column].astype(float).tolist(), stated["driver"].tolist(), strict=True)
    found = dict(zip(places, cells, strict=True))
    everywhere = found.get(("all", "all"), (np.nan, ""))
    values = np.empty(len(region))
    drivers = np.empty(len(region), dtype=object)
    for row, (here, size) in enumerate(zip(region.tolist(), size_class.tolist(), strict=True)):
        fitting = (found[key] for key in ((here, size), (here, "all"), ("all", size)) if key in found)
        values[row], drivers[row] = next(fitting, everywhere)
    return values, drivers


def price_projects(
    model: Model, tables: Tables, places: pd.DataFrame, draft: pd.DataFrame, findings: Findings
) -> tuple[pd.Series, pd.Series]:
    """Capex of the fixed part and of one module, by project, million yuan rounded to one yuan.

    Built projects cost nothing, but further modules at them do. Capex stated in projects.csv goes before unit costs.
    """
    lengths = uplink_lengths(tables.route_factor, places, draft)
    fixed = pd.Series(0.0, index=draft.index)
    module = pd.Series(0.0, index=draft.index)
    for measure_id in sorted(model.measures):
        mine = draft[draft["measure"] == measure_id]
        needs_price = mine["given_capex"].isna() & (mine["status"] != "built")
        items = tables.unit_costs[tables.unit_costs["measure"] == measure_id]
        if items.empty and needs_price.any():
            findings.problem("unit_costs.csv", "case.cost_missing", measure=measure_id)
        for item, rows in items.groupby("item", sort=True):
            at = places.loc[mine["city"]]
            values, drivers = unit_costs(rows, f"{model.cost_level}_myuan", at["region"], at["size_class"])
            unfit = np.isnan(values) & needs_price.to_numpy()
            if unfit.any():
                cities = place_names(places, mine["city"][unfit])
                findings.problem("unit_costs.csv", "case.cost_unfit", measure=measure_id, item=item, cities=cities)
            amount = np.nan_to_num(values) * _driver_values(drivers, at, lengths[mine.index])
            empty = np.isnan(amount) & needs_price.to_numpy()
            for by_length in (False, True):
                unknown = mine["city"][empty & ((drivers == "route_km") == by_length)]
                if len(unknown):
                    file, text = ("uplinks.csv", "length_unknown") if by_length else ("cities.csv", "driver_empty")
                    said = {"measure": measure_id, "item": item, "cities": place_names(places, unknown)}
                    findings.problem(file, f"case.{text}", **said)
            by_module = drivers == "module"
            module.loc[mine.index] += np.where(by_module, amount, 0)
            fixed.loc[mine.index] += np.where(by_module, 0, amount)
    fixed = draft["given_capex"].astype(float).fillna(fixed).where(draft["status"] != "built", 0.0)
    return fixed.round(DECIMALS), module.round(DECIMALS)


def _driver_values(drivers: np.ndarray, at: pd.DataFrame, lengths: pd.Series) -> np.ndarray:
    amounts = np.zeros(len(drivers))
    for driver in sorted(set(drivers)):
        chosen = drivers == driver
        if driver in ("one", "module"):
            amounts[chosen] = 1.0
        elif driver == "route_km":
            amounts[chosen] = lengths.to_numpy(float)[chosen]
        elif driver:
            amounts[chosen] = at[driver].to_numpy(float)[chosen]
    return amounts


def yearly_opex(model: Model, draft: pd.DataFrame, fixed: pd.Series) -> pd.Series:
    """Yearly opex of the fixed part, million yuan: as stated in projects.csv, else the measure's share of capex."""
    share = draft["measure"].map({measure_id: m.opex_share for measure_id, m in model.measures.items()})
    return draft["given_opex"].astype(float).fillna(share.astype(float) * fixed).round(DECIMALS)
