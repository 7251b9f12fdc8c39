"""Between arrays and names: a point of the nation as values by family, and back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.solve.problem import Block, Nation, Point
from planner.solve.solution import Values

#: Key names by family, in the order of the tidy tables; families of a block that lack the province get it added.
KEYS: dict[str, tuple[str, ...]] = {
    "done": ("project", "year"),
    "modules": ("project", "year"),
    "connected": ("city", "year"),
    "served": ("service", "city", "year"),
    "share": ("service", "city", "project", "year"),
    "status": ("status", "city", "year"),
    "grant": ("subsidy", "account", "province", "year"),
    "site_grant": ("subsidy", "project", "year"),
    "local": ("fund", "account", "province", "year"),
    "enterprise": ("carrier", "account", "province", "year"),
    "claim": ("subsidy", "project", "year"),
    "packages": ("subsidy", "account", "province", "year"),
    "project_local": ("project", "year"),
    "take": ("service", "project", "site", "year"),
    "use": ("service", "uplink", "year"),
    "ring": ("service", "side", "city", "year"),
    "ring_use": ("service", "side", "uplink", "year"),
    "flow": ("uplink", "year"),
    "shortfall": ("target", "group"),
}
_ROUNDING = 1e-6
_BY_PROVINCE = ("grant", "local", "enterprise", "packages")


def to_values(case: Case, nation: Nation, point: Point) -> Values:
    """Name the values of a point; what exists at the start and own services are added."""
    found: dict[str, dict[tuple[object, ...], float]] = {family: {} for family in KEYS}
    for block, x in zip(nation.blocks, point.x, strict=True):
        for (family, index), value in zip(block.columns, x.tolist(), strict=True):
            if family in found:
                found[family][_full_key(family, index, block.code)] = value
    for (family, index), value in zip(nation.own_names, point.own.tolist(), strict=True):
        if family == "shortfall":
            found[family][index] = value
    return finish(case, found)


def finish(case: Case, found: dict[str, dict[tuple[object, ...], float]]) -> Values:
    """Add what is constant (existing projects and modules, years after the last start) and own services; sort."""
    built = case.projects[case.projects["status"] == "built"]
    _stay(found["done"], case.years, {})
    _stay(found["modules"], case.years, dict(zip(built.index, built["built_modules"].tolist(), strict=True)))
    for year in case.years:
        for project in built.index:
            found["done"][(project, year)] = 1.0
        for project, modules in built.loc[built["built_modules"] > 0, "built_modules"].items():
            found["modules"].setdefault((project, year), float(modules))
    done = found["done"]
    for service_id, service in case.model.services.items():
        if service.mode == "own":
            projects = case.projects[case.projects["measure"] == service.measure]
            for project, city in projects["city"].items():
                for year in case.years:
                    value = done.get((project, year), 0.0)
                    if value:
                        found["served"][(service_id, city, year)] = value
    return {family: _series(family, values) for family, values in found.items()}


def _stay(values: dict[tuple[object, ...], float], years: tuple[int, ...], start: dict[str, int]) -> None:
    """What is in service stays: years that have no value take that of the year before, at first that at the start."""
    for project in sorted({str(project) for project, _ in values}):
        known = float(start.get(project, 0))
        for year in years:
            known = values.setdefault((project, year), known)


def _full_key(family: str, index: tuple[object, ...], province: str) -> tuple[object, ...]:
    return (*index[:-1], province, index[-1]) if family in _BY_PROVINCE else index


def _series(family: str, values: dict[tuple[object, ...], float]) -> pd.Series:
    names = list(KEYS[family])
    if not values:
        index = pd.MultiIndex.from_arrays([[] for _ in names], names=names)
        return pd.Series([], index=index, dtype=float, name=family)
    index = pd.MultiIndex.from_tuples(list(values), names=names)
    return pd.Series(list(values.values()), index=index, dtype=float, name=family).sort_index()


def block_point(block: Block, values: Values) -> np.ndarray:
    """(n,) the block's columns at named values.

    Columns that the values do not name get the value nearest to zero, but for thresholds that are met: where a
    sufficient set is in service they must count as met.
    """
    lookup = {family: series.to_dict() for family, series in values.items()}
    x = np.array(
        [lookup.get(family, {}).get(_full_key(family, index, block.code), 0.0) for family, index in block.columns]
    )
    x = np.clip(x, block.arrays.col_lower, block.arrays.col_upper)
    counting = [number for number, (family, _) in enumerate(block.rows) if family == "met_counts"]
    met = np.array([family == "met" for family, _ in block.columns], dtype=bool)
    rows = block.arrays.matrix[counting]
    short = np.flatnonzero(rows @ x < block.arrays.row_lower[counting] - _ROUNDING)
    columns = rows[short].indices
    x[columns[met[columns]]] = 1.0
    return np.asarray(x)
