"""What a model's rules of money say of its data set: regions, provinces and columns that must be there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.checker import Checker
from planner.case.tables import Tables
from planner.config.keys import Key
from planner.config.money import Subsidy
from planner.config.schema import Model

#: Units of revenue that are no column of cities.csv.
FIXED_UNITS = ("one", "module")


def check_money(model: Model, tables: Tables, cities: list[str], provinces: list[str], check: Checker) -> None:
    """Carriers, funds, subsidy rules and revenue.

    Args:
        cities, provinces: columns of numbers of cities.csv and provinces.csv.
    """
    if len(tables.carriers):
        for carrier_id in (key for key, carrier in model.carriers.items() if not carrier.measures):
            check.names(("carriers", carrier_id), (carrier_id,), tables.carriers.index, "carriers.csv")
    for carrier_id, carrier in model.carriers.items():
        if carrier.presence_column is not None:
            key: Key = ("carriers", carrier_id, "presence_column")
            check.column(key, carrier.presence_column, provinces, "provinces.csv")
            if carrier.presence_column in provinces:
                _shares(key, carrier.presence_column, tables.provinces[carrier.presence_column], check)
    for fund_id, fund in model.funds.items():
        if fund.limit_column is not None:
            check.column(("funds", fund_id, "limit_column"), fund.limit_column, provinces, "provinces.csv")
    for subsidy_id, subsidy in model.subsidies.items():
        _subsidy(("subsidies", subsidy_id), subsidy, tables, check)
    _revenue(model, tables, cities, check)


def _shares(key: Key, column: str, values: pd.Series, check: Checker) -> None:
    wrong = values.index[values.isna() | ~values.between(0, 1)]
    if len(wrong):
        check.problem(key, "case.presence_share", column=column, province=wrong[0], count=len(wrong))


def _subsidy(key: Key, subsidy: Subsidy, tables: Tables, check: Checker) -> None:
    for region in subsidy.share:
        check.names((*key, "share", region), (region,), tables.regions.index, "regions.csv")
    for name, share in subsidy.minimum_shares.items():
        here = (*key, "minimum_shares", name)
        check.names((*here, "regions"), share.regions, tables.regions.index, "regions.csv")
        check.names((*here, "provinces"), share.provinces, tables.provinces.index, "provinces.csv")


def _revenue(model: Model, tables: Tables, columns: list[str], check: Checker) -> None:
    for measure_id, measure in model.measures.items():
        if measure.revenue is None or measure.revenue.column in FIXED_UNITS:
            continue
        column, key = measure.revenue.column, ("measures", measure_id, "revenue", "column")
        check.column(key, column, columns, "cities.csv")
        if column in columns:
            units = tables.cities[column].to_numpy(float)
            wrong = tables.cities.index[np.isnan(units) | (units < 0)]
            if len(wrong):
                check.problem(key, "case.revenue_units", column=column, city=wrong[0], count=len(wrong))
