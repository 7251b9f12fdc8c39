"""The physical side of a solve's values as whole numbers on full frames: what is in service when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.plan.protection import two_ways
from planner.plan.rings import ring_hops

#: Shares of a city's demand below this are the solver's dust.
LEAST_SHARE = 1e-7
#: Traffic below this is the solver's dust, Gbps.
LEAST_FLOW = 1e-6


@dataclass(frozen=True)
class State:
    """What is in service, year by year.

    Attributes:
        done: (projects × years) 0/1, built projects included.
        started: (projects × years) 0/1, the year in which a project starts; built projects never start.
        modules: (projects with modules × years) modules in place, existing ones included.
        added: (projects with modules × years) modules added in the year.
        connected: index (city, year): the places connected, core places left out.
        served: index (service, city, year), own services included.
        share: index (service, city, project, year): share of the city's demand, adding up to 1 over sites.
        status: index (status, city, year).
        take: index (service, project, site, year): share of what a project adds to a demand, adding up to 1 over sites.
        flow: index (uplink, year): traffic, Gbps.
        use: index (service, uplink, year): 1 for each of the two ways of a protected place.
        rings: index (service, city, side, uplink, year): the next link on each side of every place on ways along rings.
        packages: index (subsidy, account, province, year): whole packages.
    """

    done: pd.DataFrame
    started: pd.DataFrame
    modules: pd.DataFrame
    added: pd.DataFrame
    connected: pd.MultiIndex
    served: pd.MultiIndex
    share: pd.Series
    status: pd.MultiIndex
    take: pd.Series
    flow: pd.Series
    use: pd.Series
    rings: pd.MultiIndex
    packages: pd.Series


def read_state(case: Case, values: Mapping[str, pd.Series]) -> State:
    """Round a solve's values to what they mean; projects and sites that the values do not name stay as they are."""
    built = (case.projects["status"] == "built").astype(int)
    done = _wide(values.get("done"), case.projects.index, case.years, built)
    done[built.astype(bool)] = 1
    with_modules = case.projects.index[case.projects["max_modules"].gt(0) | case.projects["built_modules"].gt(0)]
    existing = case.projects.loc[with_modules, "built_modules"].astype(int)
    modules = _wide(values.get("modules"), with_modules, case.years, existing)
    core = set(case.places.index[case.places["core"].astype(bool)])
    linked = case.projects["city"][built.astype(bool) & (case.projects["kind"] == "uplink")]
    # What exists connects without being a variable.
    always = pd.MultiIndex.from_product([sorted(set(linked)), case.years], names=["city", "year"])
    connected = _ones(values.get("connected"), ["city", "year"]).union(always)
    served = _ones(values.get("served"), ["service", "city", "year"]).union(_protected_core(case))
    return State(
        done=done,
        started=_steps(done, built),
        modules=modules,
        added=_steps(modules, existing),
        connected=connected[~connected.get_level_values(0).isin(core)],
        served=served,
        share=_shares(values.get("share"), ["service", "city", "project", "year"]),
        status=_ones(values.get("status"), ["status", "city", "year"]),
        take=_shares(values.get("take"), ["service", "project", "site", "year"]),
        flow=_above(values.get("flow"), ["uplink", "year"], LEAST_FLOW),
        use=two_ways(case, done, served, values.get("use")),
        rings=ring_hops(case, done, served, values.get("ring_use")),
        packages=_above(values.get("packages"), ["subsidy", "account", "province", "year"], 0.5).round(),
    )


def _protected_core(case: Case) -> pd.MultiIndex:
    """Small core places: protected by definition, in every year."""
    places = case.places
    core = places.index[(places["core"] & places["small"]).to_numpy(bool)]
    services = [name for name, service in case.model.services.items() if service.mode == "protected"]
    return pd.MultiIndex.from_product([services, core, case.years], names=["service", "city", "year"])


def _above(series: pd.Series | None, names: list[str], least: float) -> pd.Series:
    """What is more than the solver's dust, by key."""
    if series is None or series.empty:
        return pd.Series(dtype=float, index=_ones(None, names))
    kept = series[series > least].astype(float)
    kept.index = kept.index.set_names(names)
    return kept.sort_index()


def _wide(series: pd.Series | None, index: pd.Index, years: tuple[int, ...], before: pd.Series) -> pd.DataFrame:
    """(index × years) whole numbers; where a project has no value, what was there before."""
    fallback = pd.DataFrame({year: before.reindex(index) for year in years}, index=index)
    if series is None or series.empty:
        return fallback.astype(int)
    table = series.unstack(-1).reindex(index=index, columns=list(years))
    return table.where(table.notna(), fallback).astype(float).round().astype(int)


def _steps(stock: pd.DataFrame, before: pd.Series) -> pd.DataFrame:
    shifted = stock.shift(1, axis=1)
    shifted.iloc[:, 0] = before.reindex(stock.index)
    return (stock - shifted).astype(int)


def _ones(series: pd.Series | None, names: list[str]) -> pd.MultiIndex:
    if series is None or series.empty:
        return pd.MultiIndex.from_arrays([[] for _ in names], names=names)
    index = series.index[series.to_numpy() > 0.5]
    return pd.MultiIndex.from_tuples(list(index), names=names).sort_values() if len(index) else _ones(None, names)


def _shares(series: pd.Series | None, names: list[str]) -> pd.Series:
    """Shares of each consumer (the second key) over sites (the third), scaled to add up to 1."""
    if series is None or series.empty:
        return pd.Series(dtype=float, index=_ones(None, names))
    kept = series[series > LEAST_SHARE].astype(float)
    kept.index = kept.index.set_names(names)
    total = kept.groupby(level=[names[0], names[1], names[3]]).transform("sum")
    # A consumer that is not served has only dust; it must not be scaled up to a whole.
    return pd.Series(np.where(total > 0.5, kept / total, 0.0), index=kept.index)[lambda s: s > 0].sort_index()
