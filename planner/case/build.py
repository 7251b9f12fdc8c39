"""From a model and a data set to a case. Read this as the table of contents of the room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.case.costs import price_projects, yearly_opex
from planner.case.indicator_references import named_groups
from planner.case.money import local_money, subsidy_bounds
from planner.case.notes import Findings, place_names
from planner.case.places import provinces_in_scope, select_places, with_denominators
from planner.case.projects import draft_projects
from planner.case.reach import demand_by_year, pairs_in_reach, useful_modules
from planner.case.references import check_references
from planner.case.requirements import Possible, fold
from planner.case.tables import Tables, read_tables
from planner.config.keys import Key, dotted
from planner.config.load import LoadedModel
from planner.config.schema import Model
from planner.data.dataset import Dataset
from planner.texts import Listing


def build_case(loaded: LoadedModel | Model, dataset: Dataset) -> Case:
    """Everything that the formulation, the baselines and the plan need to know.

    Raises:
        InputError: the model refers to what the data set does not have, a project cannot be priced, two subsidy rules
            meet on one project, … ; all that is found at one stage at once.
    """
    model = loaded if isinstance(loaded, Model) else loaded.model
    tables = read_tables(dataset)
    check_references(model, tables, _locator(loaded))
    places = select_places(model, tables)
    findings = Findings(model, places)
    if dataset.price_year != model.time.price_year:
        findings.note("case.note.price_year", model=model.time.price_year, data=dataset.price_year)

    draft = draft_projects(model, tables, places, findings)
    findings.stop()
    all_pairs = pairs_in_reach(model, tables, places, draft, findings)
    possible = fold(model, places, draft, all_pairs, findings)
    findings.stop()
    fixed, module = price_projects(model, tables, places, possible.draft, findings)
    findings.stop()
    projects = _projects(model, possible, places, fixed)
    capex = _by_year(fixed, model.years)
    module_capex = _by_year(module.where(projects["max_modules"] > 0, 0.0), model.years)
    grants, site_grants = subsidy_bounds(model, projects, capex, findings)
    findings.stop()

    provinces, regions = _groups(model, tables, places)
    _note_places(places, possible, provinces, findings)
    cover, pairs = _by_mode(model, possible.pairs)
    return Case(
        model=model,
        years=model.years,
        stock_weight=_stock_weight(model),
        discount=(1 + model.time.discount_rate) ** -np.arange(len(model.years), dtype=float),
        places=places,
        provinces=provinces,
        regions=regions,
        projects=projects,
        capex=capex,
        module_capex=module_capex,
        requirements=possible.requirements,
        cover=cover,
        pairs=pairs,
        demand=_demand(model, places, pairs),
        grants=grants,
        site_grants=site_grants,
        local_limits=local_money(model, tables, provinces.index),
        notes=tuple(findings.notes),
    )


def _locator(loaded: LoadedModel | Model) -> Callable[[Key], str]:
    """How to say where a key stands: file and line, where a file was loaded."""
    return dotted if isinstance(loaded, Model) else loaded.where


def _projects(model: Model, possible: Possible, places: pd.DataFrame, fixed: pd.Series) -> pd.DataFrame:
    draft = possible.draft
    capacity = draft["measure"].map({m: v.capacity_per_module or 0.0 for m, v in model.measures.items()})
    most = useful_modules(model, possible.pairs, places, draft)
    kept = draft[["measure", "kind", "city", "to", "province", "region", "account", "status"]]
    return kept.assign(
        first_year=draft["first_year"],
        last_year=draft["last_year"],
        by_year=draft["by_year"],
        opex_share=draft["measure"].map({m: v.opex_share for m, v in model.measures.items()}).astype(float),
        opex_myuan=yearly_opex(model, draft, fixed),
        max_modules=most,
        built_modules=draft["built_modules"].where(capacity > 0, 0).astype(int),
        module_capacity=capacity.astype(float),
        reference=draft["reference"],
    )


def _by_year(amount: pd.Series, years: tuple[int, ...]) -> pd.DataFrame:
    return pd.DataFrame(dict.fromkeys(years, amount), index=amount.index)


def _stock_weight(model: Model) -> np.ndarray:
    weight = np.ones(len(model.years))
    weight[-1] = model.time.terminal_years
    return weight


def _groups(model: Model, tables: Tables, places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    chosen = tables.provinces.loc[provinces_in_scope(model.scope, tables)]
    provinces = with_denominators(chosen, places, "province")
    regions = with_denominators(tables.regions[tables.regions.index.isin(chosen["region"])], places, "region")
    return provinces, regions


def _by_mode(model: Model, pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    covering = pairs["service"].map({s: service.mode == "cover" for s, service in model.services.items()}).astype(bool)
    cover = pairs.loc[covering, ["service", "city", "site"]]
    return (
        cover.sort_values(["service", "city", "site"], ignore_index=True),
        pairs[~covering].sort_values(["service", "city", "site"], ignore_index=True),
    )


def _demand(model: Model, places: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    frames: list[pd.DataFrame] = []
    for service_id, cities in pairs["city"].groupby(pairs["service"]):
        grown = demand_by_year(model, model.services[str(service_id)], places)
        frames.append(pd.concat({service_id: grown.loc[sorted(set(cities))]}, names=["service", "city"]))
    if frames:
        together: pd.DataFrame = pd.concat(frames).sort_index()
        return together
    empty = pd.MultiIndex.from_arrays([[], []], names=["service", "city"])
    return pd.DataFrame(index=empty, columns=list(model.years), dtype=float)


def _note_places(places: pd.DataFrame, possible: Possible, provinces: pd.DataFrame, findings: Findings) -> None:
    """Say which cities can never be connected, and which groups have no small city to plan for."""
    if any(measure.kind == "uplink" for measure in findings.model.measures.values()):
        lonely = places.index[places["small"].to_numpy(bool) & ~places.index.isin(possible.connectable)]
        if len(lonely):
            findings.note("case.note.never_connected", count=len(lonely), cities=place_names(places, lonely))
    small = places[places["small"].to_numpy(bool)]
    settled = {"region": set(small["region"]), "province": set(small["province"]), "city": set(small.index)}
    for key, by, groups in named_groups(findings.model):
        missing = [group for group in groups if group not in settled[by]]
        if missing:
            findings.note("case.note.groups_left_out", key=dotted(key), groups=Listing(tuple(missing)))
    empty = provinces.index[provinces["cities"] == 0]
    if len(empty):
        findings.note("case.note.province_without_cities", count=len(empty), provinces=place_names(provinces, empty))
