"""What a model says of its data set and of its indicators: every name must be there, all errors at once.

What the tables of a model file say of each other is checked when the file is read (:mod:`planner.config.references`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pandas as pd

from planner.case.checker import Checker
from planner.case.feature_references import check_features
from planner.case.indicator_references import check_indicators
from planner.case.money_references import check_money
from planner.case.places import provinces_in_scope
from planner.case.tables import Tables
from planner.config.keys import Key
from planner.config.money import Obligation
from planner.config.schema import Model
from planner.config.works import CityGroup, Measure, Traffic, Where
from planner.texts.problems import InputError


def check_references(model: Model, tables: Tables, where: Callable[[Key], str]) -> None:
    """Check every reference of ``model``.

    Args:
        where: file, line and dotted key of a key of the model, for messages.

    Raises:
        InputError: at least one name is wrong; with all that are.
    """
    check = Checker(where)
    _scope(model, tables, check)
    for measure_id, measure in model.measures.items():
        _measure(("measures", measure_id), measure, tables, check)
    _services(model, tables, check)
    tables_with_where: dict[str, Mapping[str, Traffic | CityGroup | Obligation]] = {
        "traffic": model.traffic,
        "groups": model.groups,
        "obligations": model.obligations,
    }
    for table, entries in tables_with_where.items():
        for name, entry in entries.items():
            _where((table, name), entry.where, tables, check)
    columns = numeric_columns(tables.cities)
    check_features(model, tables, columns, check)
    check_money(model, tables, columns, numeric_columns(tables.provinces), check)
    check_indicators(model, tables, check)
    if check.problems:
        raise InputError(check.problems)


def numeric_columns(table: pd.DataFrame) -> list[str]:
    """Columns that hold numbers (flags are not numbers)."""
    return [
        str(column)
        for column in table.columns
        if pd.api.types.is_numeric_dtype(table[column]) and not pd.api.types.is_bool_dtype(table[column])
    ]


def _scope(model: Model, tables: Tables, check: Checker) -> None:
    check.names(("scope", "provinces"), model.scope.provinces, tables.provinces.index, "provinces.csv")
    check.names(("scope", "regions"), model.scope.regions, tables.regions.index, "regions.csv")
    if not check.problems and not provinces_in_scope(model.scope, tables):
        check.problem(("scope",), "case.scope_empty")


def _measure(key: Key, measure: Measure, tables: Tables, check: Checker) -> None:
    _where(key, measure.where, tables, check)
    _drivers(key, measure, tables, check)


def _where(key: Key, where: Where, tables: Tables, check: Checker) -> None:
    """What a condition on places names: ids of the data set, and columns of numbers."""
    for part, names, known, table in _where_lists(where, tables):
        check.names((*key, "where", part), names, known, table)
    columns = numeric_columns(tables.cities)
    for side in ("at_least", "at_most"):
        for column in getattr(where, side):
            check.column((*key, "where", side, column), column, columns, "cities.csv")


def _where_lists(where: Where, tables: Tables) -> Iterator[tuple[str, tuple[str, ...], Iterable[str], str]]:
    yield "kinds", where.kinds, set(tables.cities["kind"]), "cities.csv"
    yield "size_classes", where.size_classes, tables.size_classes.index, "size_classes.csv"
    yield "regions", where.regions, tables.regions.index, "regions.csv"
    yield "provinces", where.provinces, tables.provinces.index, "provinces.csv"
    yield "cities", where.cities, tables.cities.index, "cities.csv"


def _drivers(key: Key, measure: Measure, tables: Tables, check: Checker) -> None:
    """Drivers that cannot be for this kind of measure; the columns they name are checked with the data set."""
    rows = tables.unit_costs[tables.unit_costs["measure"] == key[-1]]
    for item, driver in sorted(set(zip(rows["item"], rows["driver"], strict=True))):
        if driver == "route_km" and measure.kind != "uplink":
            check.problem(key, "case.driver_route", item=item, kind=measure.kind)
        if driver == "module" and measure.capacity_per_module is None:
            check.problem(key, "case.driver_module", item=item)


def _services(model: Model, tables: Tables, check: Checker) -> None:
    columns = numeric_columns(tables.cities)
    carried: dict[str, str] = {}
    for service_id, service in model.services.items():
        key = ("services", service_id)
        check.column((*key, "beneficiaries"), service.beneficiaries, columns, "cities.csv")
        if service.demand is not None:
            check.column((*key, "demand"), service.demand, columns, "cities.csv")
        if service.mode == "capacity" and service.measure in carried:
            said = {"measure": service.measure, "other": carried[service.measure]}
            check.problem((*key, "measure"), "case.two_capacities", **said)
        if service.mode == "capacity":
            carried[service.measure] = service_id
            _demand_there(key, service.demand, tables, check)


def _demand_there(key: Key, column: str | None, tables: Tables, check: Checker) -> None:
    if column in tables.cities.columns and pd.api.types.is_numeric_dtype(tables.cities[column]):
        demand = tables.cities.loc[tables.cities["small"].to_numpy(bool), column]
        wrong = demand.index[demand.isna() | (demand < 0)]
        if len(wrong):
            check.problem((*key, "demand"), "case.demand_empty", column=column, city=wrong[0], count=len(wrong))
