"""Checks of whole tables against each other. Each check is one small function; all of them always run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pandas as pd

from planner.data.cells import file_columns
from planner.data.contracts import ANY, FIXED_DRIVERS, TABLES, Column, Table
from planner.data.network import NETWORK_CHECKS
from planner.data.reading import each_cell, each_row, place, shown
from planner.texts import Listing
from planner.texts.problems import Problem, nearest

Tables = Mapping[str, pd.DataFrame]
"""Typed tables by name, indexed by line number; those that could not be read are left out."""

Check = Callable[[Tables], Iterator[Problem]]


def check_tables(tables: Tables) -> list[Problem]:
    """Everything that is wrong with the tables, in the order of :data:`CHECKS`."""
    return [problem for check in CHECKS for problem in check(tables)]


def duplicate_keys(tables: Tables) -> Iterator[Problem]:
    """Two rows with the same key."""
    for name, frame in tables.items():
        table = TABLES[name]
        for key in table.keys:
            present = [column for column in key if column in frame]
            yield from _duplicates(table, frame, present)


def _duplicates(table: Table, frame: pd.DataFrame, key: list[str]) -> Iterator[Problem]:
    again = frame.duplicated(key)
    if not again.any():
        return
    first = frame.reset_index(names="line").drop_duplicates(key).set_index(key)["line"]
    for line, row in each_row(frame.loc[again, key]):
        earlier = first.loc[tuple(row.values()) if len(key) > 1 else row[key[0]]]
        shown_key = Listing(tuple(shown(value) for value in row.values() if value != ""))
        said = {"key": shown_key, "columns": Listing(tuple(key)), "earlier": earlier}
        yield Problem(place(table.file, line), "data.duplicate_key", said)


def unknown_references(tables: Tables) -> Iterator[Problem]:
    """An id that names no row of the table it refers to."""
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.refers is not None and column.refers in tables and column.name in frame:
                yield from _unknown(TABLES[name], column, frame[column.name], set(tables[column.refers]["id"]))


def _unknown(table: Table, column: Column, values: pd.Series, known: set[str]) -> Iterator[Problem]:
    allowed = known | ({ANY} if table.name == "unit_costs" else set())
    allowed |= set() if column.filled else {""}
    for line, value in each_cell(values[~values.isin(allowed)]):
        said = {"value": shown(value), "column": column.name, "table": f"{column.refers}.csv"}
        yield Problem(place(table.file, line, column.name), "data.unknown_reference", said, nearest(value, allowed))


def unknown_drivers(tables: Tables) -> Iterator[Problem]:
    """A cost driver that is neither fixed nor a numeric column of cities.csv."""
    if "unit_costs" not in tables or "cities" not in tables:
        return
    cities = tables["cities"]
    columns = [name for name in cities.columns if pd.api.types.is_numeric_dtype(cities[name])]
    known = {*FIXED_DRIVERS, *columns}
    drivers = tables["unit_costs"]["driver"]
    for line, driver in each_cell(drivers[~drivers.isin(known)]):
        said = {"value": shown(driver), "fixed": Listing(FIXED_DRIVERS)}
        yield Problem(place("unit_costs.csv", line, "driver"), "data.unknown_driver", said, nearest(driver, known))


def cost_levels_in_order(tables: Tables) -> Iterator[Problem]:
    """Low, base and high cost in this order."""
    if "unit_costs" not in tables:
        return
    costs = tables["unit_costs"]
    wrong = (costs["low_myuan"] > costs["base_myuan"]) | (costs["base_myuan"] > costs["high_myuan"])
    for line, row in each_row(costs[wrong]):
        said = {level: f"{row[f'{level}_myuan']:g}" for level in ("low", "base", "high")}
        yield Problem(place("unit_costs.csv", line, "base_myuan"), "data.cost_levels", said)


def drivers_agree(tables: Tables) -> Iterator[Problem]:
    """One item of a measure has the same driver in every region and size class."""
    if "unit_costs" not in tables:
        return
    costs = tables["unit_costs"]
    first = costs.groupby(["measure", "item"])["driver"].transform("first")
    for line, row in each_row(costs[costs["driver"] != first]):
        said = {"item": row["item"], "measure": row["measure"], "value": row["driver"], "other": first.loc[line]}
        yield Problem(place("unit_costs.csv", line, "driver"), "data.drivers_differ", said)


def uplink_ids(tables: Tables) -> Iterator[Problem]:
    """An uplink's id starts with ``from>to``, so that people can name it without looking it up."""
    if "uplinks" not in tables:
        return
    for line, uplink in each_row(tables["uplinks"]):
        expected = f"{uplink['from']}>{uplink['to']}"
        if uplink["id"] != expected and not str(uplink["id"]).startswith(f"{expected}."):
            said = {"value": shown(uplink["id"]), "expected": expected}
            yield Problem(place("uplinks.csv", line, "id"), "data.uplink_id", said)


def urban_within_residents(tables: Tables) -> Iterator[Problem]:
    """No more urban residents than residents."""
    if "cities" not in tables:
        return
    cities = tables["cities"]
    for line, row in each_row(cities[cities["urban_residents"] > cities["residents"]]):
        said = {"urban": row["urban_residents"], "residents": row["residents"]}
        yield Problem(place("cities.csv", line, "urban_residents"), "data.urban_over_residents", said)


def coordinates_in_pairs(tables: Tables) -> Iterator[Problem]:
    """Longitude and latitude come together; a heading that looks like one of them is not taken for a figure."""
    if "cities" not in tables:
        return
    cities = tables["cities"]
    given = set(file_columns(cities))
    others = sorted(given - TABLES["cities"].by_name.keys())
    for column, other in (("lon", "lat"), ("lat", "lon")):
        alike = [name for name in others if name.casefold().startswith(column) or nearest(name, [column])]
        if column not in given and (alike or other in given):
            hint = alike[0] if alike else None
            yield Problem(place("cities.csv", 1), "data.missing_column", {"column": column}, hint)
        elif column in given:
            for line, city in each_cell(cities.loc[cities[column].isna() & cities[other].notna(), "id"]):
                yield Problem(place("cities.csv", line, column), "data.half_coordinates", {"city": city})


def project_years_in_order(tables: Tables) -> Iterator[Problem]:
    """First possible year not after the last."""
    projects = tables.get("projects")
    if projects is None or not {"first_year", "last_year"} <= set(projects.columns):
        return
    for line, row in each_row(projects[(projects["first_year"] > projects["last_year"]).fillna(False)]):
        said = {"first": row["first_year"], "last": row["last_year"]}
        yield Problem(place("projects.csv", line, "first_year"), "data.project_years", said)


def every_column_has_a_source(tables: Tables) -> Iterator[Problem]:
    """sources.csv has a row for every column of every table that is there."""
    if "sources" not in tables:
        return
    sources = tables["sources"]
    described = set(zip(sources["table"], sources["column"], strict=True))
    for name, frame in tables.items():
        for column in file_columns(frame):
            if (name, column) not in described:
                yield Problem("sources.csv", "data.no_source", {"table": f"{name}.csv", "column": column})


def sources_name_real_columns(tables: Tables) -> Iterator[Problem]:
    """sources.csv names only tables and columns that are there."""
    if "sources" not in tables:
        return
    for line, row in each_row(tables["sources"]):
        table, column = row["table"], row["column"]
        if table not in TABLES:
            where = place("sources.csv", line, "table")
            yield Problem(where, "data.source_of_no_table", {"value": shown(table)}, nearest(table, TABLES))
        elif table in tables and column not in file_columns(tables[table]):
            where = place("sources.csv", line, "column")
            said = {"value": shown(column), "table": f"{table}.csv"}
            yield Problem(where, "data.source_of_no_column", said, nearest(column, file_columns(tables[table])))


CHECKS: Final[tuple[Check, ...]] = (
    duplicate_keys,
    unknown_references,
    unknown_drivers,
    cost_levels_in_order,
    drivers_agree,
    uplink_ids,
    urban_within_residents,
    coordinates_in_pairs,
    project_years_in_order,
    *NETWORK_CHECKS,
    every_column_has_a_source,
    sources_name_real_columns,
)
