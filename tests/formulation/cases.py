"""Small cases made by hand, with no data set behind them.

Every default is harmless: one province P in region R, cities of a thousand residents, projects that cost nothing and
belong to the shared account, one carrier with more money than anybody needs. An example states only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.case.money import SITE_COLUMNS
from planner.case.viability import WORTH_COLUMNS
from planner.config.schema import Model

Tables = Mapping[str, Mapping[str, Any]]
RICH = 1e6
#: What an example states of a project that the case keeps in frames of their own.
_MONEY = ("capex", "module_capex", "gap", "module_gap", *WORTH_COLUMNS)


def make_case(
    measures: Tables,
    projects: Tables,
    places: Tables,
    goal: tuple[str, str],
    *,
    years: tuple[int, ...] = (2001,),
    requirements: Iterable[tuple[str, str, int, str, str]] = (),
    cover: Iterable[tuple[str, str, str]] = (),
    pairs: Iterable[tuple[str, str, str]] = (),
    demand: Mapping[tuple[str, str], float | Sequence[float]] | None = None,
    grants: Mapping[tuple[str, str], float] | None = None,
    site_grants: Mapping[tuple[str, str], tuple[float, ...]] | None = None,
    local_limits: Mapping[tuple[str, str], float] | None = None,
    carriers: Mapping[str, Mapping[int, float]] | None = None,
    obligations: Mapping[str, Sequence[str]] | None = None,
    presence: Mapping[str, Mapping[str, float]] | None = None,
    settings: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Case:
    """A case.

    Args:
        measures, tables: tables of the model file; names are filled in.
        projects: by id ``measure:city`` or ``measure:from>to``; what is not stated is harmless.
        places: by id; what is not stated is harmless.
        goal: indicator and sense.
        demand: by (service, city), constant or by year.
        grants: bound by (subsidy, project), the same in every year.
        site_grants: share and ceiling by (subsidy, project), and where opex counts: opex of the base, modules' factor.
        obligations: projects by obligation; the model's own table of them must say the rest.
        presence: largest share by province, by carrier.
        settings: keys of the model that are not tables of named entries, such as ``stacking``.
        carriers: budget by year and carrier, without carry-over; default one carrier ``c`` with more than enough.
    """
    carriers = {"c": dict.fromkeys(years, RICH)} if carriers is None else carriers
    model = _model(measures, goal, years, _with_presence(carriers, presence or {}), tables, settings or {})
    here = _places(places)
    provinces, regions = _groups(here, "province"), _groups(here, "region")
    provinces["region"] = here.groupby("province")["region"].first()
    for carrier, shares in (presence or {}).items():
        provinces[f"presence_{carrier}"] = pd.Series(dict(shares), dtype=float)
    frame, capex, module_capex = _projects(projects, here, model, years)
    return Case(
        model=model,
        years=years,
        stock_weight=np.ones(len(years)),
        discount=np.ones(len(years)),
        places=here,
        provinces=provinces,
        regions=regions,
        projects=frame,
        capex=capex,
        module_capex=module_capex,
        requirements=pd.DataFrame(list(requirements), columns=["project", "requirement", "count", "family", "ref"]),
        cover=pd.DataFrame(list(cover), columns=["service", "city", "site"]),
        pairs=pd.DataFrame(list(pairs), columns=["service", "city", "site"]).assign(distance_km=1.0, haul_myuan=0.0),
        demand=_by_year(demand or {}, ["service", "city"], years),
        worth=_worth(projects, frame.index),
        gap=_yearly(projects, "gap", frame.index, years),
        module_gap=_yearly(projects, "module_gap", frame.index, years),
        grants=_by_year(grants or {}, ["subsidy", "project"], years),
        site_grants=_indexed(
            {key: (*terms, 0.0, 1.0)[:4] for key, terms in (site_grants or {}).items()},
            ["subsidy", "project"],
            list(SITE_COLUMNS),
        ),
        local_limits=_by_year(local_limits or {}, ["fund", "province"], years),
        obligations=pd.DataFrame(
            [(key, project) for key, named in (obligations or {}).items() for project in named],
            columns=["obligation", "project"],
        ),
    )


def _with_presence(carriers: Mapping[str, Mapping[int, float]], presence: Mapping[str, Any]) -> Tables:
    return {
        key: {"budget": dict(budget), "carry_over": 0.0}
        | ({"presence_column": f"presence_{key}"} if key in presence else {})
        for key, budget in carriers.items()
    }


def _model(
    measures: Tables,
    goal: tuple[str, str],
    years: tuple[int, ...],
    carriers: Tables,
    tables: Mapping[str, Tables],
    settings: Mapping[str, Any],
) -> Model:
    def named(entries: Tables) -> dict[str, dict[str, Any]]:
        return {key: {"name_zh": key, "name_en": key, **entry} for key, entry in entries.items()}

    return Model.model_validate(
        {
            "name_zh": "example",
            "name_en": "example",
            "dataset": ".",
            "time": {"first_year": years[0], "last_year": years[-1], "terminal_years": 1},
            "measures": named(measures),
            "carriers": named(carriers),
            "goals": named({"goal": {"order": 1, "indicator": goal[0], "sense": goal[1]}}),
            **{name: named(entries) for name, entries in tables.items()},
            **settings,
        }
    )


def _places(places: Tables) -> pd.DataFrame:
    defaults = {"province": "P", "region": "R", "core": False, "small": True, "residents": 1000.0, "in_scope": True}
    return pd.DataFrame([{**defaults, **row} for row in places.values()], index=list(places)).sort_index()


def _groups(places: pd.DataFrame, column: str) -> pd.DataFrame:
    small = places[places["small"]]
    residents = small.groupby(column)["residents"].sum() / 1000
    groups = pd.DataFrame({"cities": small.groupby(column).size(), "residents": residents})
    return groups.reindex(sorted(set(places[column]))).fillna(0.0)


def _projects(
    projects: Tables, places: pd.DataFrame, model: Model, years: tuple[int, ...]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rows = []
    for name, given in sorted(projects.items()):
        measure, _, place = name.partition(":")
        city, _, end = place.partition(">")
        rows.append(
            {
                "measure": measure,
                "kind": model.measures[measure].kind,
                "city": city,
                "to": end,
                "province": places.loc[city, "province"],
                "region": places.loc[city, "region"],
                "account": "shared",
                "status": "candidate",
                "first_year": years[0],
                "last_year": years[-1],
                "by_year": 0,
                "opex_share": 0.0,
                "opex_myuan": 0.0,
                "max_modules": 0,
                "built_modules": 0,
                "module_capacity": model.measures[measure].capacity_per_module or 0.0,
                **{key: value for key, value in given.items() if key not in _MONEY},
            }
        )
    frame = pd.DataFrame(rows, index=sorted(projects))
    capex, module_capex = (_yearly(projects, key, frame.index, years) for key in ("capex", "module_capex"))
    return frame, capex, module_capex


def _yearly(projects: Tables, key: str, index: pd.Index, years: tuple[int, ...]) -> pd.DataFrame:
    return pd.DataFrame({year: [float(projects[name].get(key, 0.0)) for name in index] for year in years}, index)


def _worth(projects: Tables, index: pd.Index) -> pd.DataFrame:
    rows = [[float(projects[name].get(column, 0.0)) for column in WORTH_COLUMNS] for name in index]
    return pd.DataFrame(rows, index, list(WORTH_COLUMNS))


def _by_year(
    values: Mapping[tuple[str, str], float | Sequence[float]], names: list[str], years: tuple[int, ...]
) -> pd.DataFrame:
    rows = {
        key: tuple(value) if isinstance(value, Sequence) else (float(value),) * len(years)
        for key, value in values.items()
    }
    return _indexed(rows, names, list(years))


def _indexed(
    values: Mapping[tuple[str, str], Sequence[float]], names: list[str], columns: Sequence[str | int]
) -> pd.DataFrame:
    index = (
        pd.MultiIndex.from_tuples(list(values), names=names)
        if values
        else pd.MultiIndex.from_arrays([[], []], names=names)
    )
    return pd.DataFrame(list(values.values()), index=index, columns=list(columns), dtype=float).sort_index()
