"""What a model says of columns and places in loads, effects, thresholds, traffic, rings and groups of cities."""

from __future__ import annotations

from collections.abc import Iterator

from planner.case.checker import Checker
from planner.case.tables import Tables
from planner.config.keys import Key
from planner.config.schema import Model
from planner.config.works import Amount


def check_features(model: Model, tables: Tables, columns: list[str], check: Checker) -> None:
    """Every column named must hold numbers; ids of groups must not be those of regions, provinces or cities."""
    for key, amount in _amounts(model):
        if amount.column is not None:
            check.column((*key, "column"), amount.column, columns, "cities.csv")
    for status_id, status in model.statuses.items():
        for name, threshold in status.thresholds.items():
            key = ("statuses", status_id, "thresholds", name)
            if isinstance(threshold.start, str):
                check.column((*key, "start"), threshold.start, columns, "cities.csv")
    for service_id, service in model.services.items():
        if service.ring_order is not None:
            check.column(("services", service_id, "ring_order"), service.ring_order, columns, "cities.csv")
    for group in model.groups:
        for table, name in ((tables.regions, "regions.csv"), (tables.provinces, "provinces.csv")):
            if group in table.index:
                check.problem(("groups", group), "case.group_taken", group=group, table=name)
        if group in tables.cities.index:
            check.problem(("groups", group), "case.group_taken", group=group, table="cities.csv")


def _amounts(model: Model) -> Iterator[tuple[Key, Amount]]:
    for measure_id, measure in model.measures.items():
        for table, entries in (("loads", measure.loads), ("effects", measure.effects)):
            for name, amount in entries.items():
                yield ("measures", measure_id, table, name), amount
    for status_id, status in model.statuses.items():
        for name, threshold in status.thresholds.items():
            for measure_id, amount in threshold.adds.items():
                yield ("statuses", status_id, "thresholds", name, "adds", measure_id), amount
    for name, traffic in model.traffic.items():
        yield ("traffic", name, "amount"), traffic.amount
