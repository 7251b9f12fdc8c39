"""From a model and a data set to a case. Read this as the table of contents of the room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from planner.case.additions import effect_rows, load_rows, threshold_frames
from planner.case.case import Case
from planner.case.costs import price_projects, yearly_opex
from planner.case.groups import city_groups
from planner.case.indicator_references import named_groups
from planner.case.merit import listed_scores
from planner.case.money import Costs, local_money, note_shares, subsidy_bounds
from planner.case.notes import Findings, place_names
from planner.case.obligations import obliged
from planner.case.places import provinces_in_scope, select_places, with_denominators
from planner.case.projects import draft_projects
from planner.case.protection import route_labels
from planner.case.reach import demand_by_year, pairs_in_reach, useful_modules
from planner.case.references import check_references
from planner.case.requirements import Possible, fold
from planner.case.rings import ringed
from planner.case.tables import Tables, read_tables
from planner.case.traffic import built_modules, traffic_rows
from planner.case.viability import gaps, worth_of_projects
from planner.config.keys import Key, dotted
from planner.config.load import LoadedModel
from planner.config.schema import Model
from planner.config.vocabulary import has_modules
from planner.data.dataset import Dataset
from planner.texts import Listing, Pair


def build_case(loaded: LoadedModel | Model, dataset: Dataset) -> Case:
    """Everything that the formulation, the baselines and the plan need to know.

    Raises:
        InputError: the model refers to what the data set does not have, a project cannot be priced, an obligation names
            no project, … ; all that is found at one stage at once.
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
    loads = load_rows(model, places, draft, findings)
    findings.stop()
    all_pairs = pairs_in_reach(model, tables, places, draft, findings)
    possible = fold(model, places, draft, all_pairs, loads, route_labels(tables, draft), findings)
    findings.stop()
    effects = effect_rows(model, places, possible.draft, findings)
    thresholds, threshold_adds = threshold_frames(model, places, possible.draft, findings)
    traffic = traffic_rows(model, places, possible.draft, findings)
    findings.stop()
    fixed, module = price_projects(model, tables, places, possible.draft, findings)
    findings.stop()
    projects = _projects(model, possible, traffic, places, fixed)
    capex = _by_year(fixed, model.years)
    module_capex = _by_year(module.where(projects["max_modules"] > 0, 0.0), model.years)
    worth = worth_of_projects(model, projects, places, module)
    gap, module_gap = gaps(projects, capex, module_capex, worth)
    grants, site_grants = subsidy_bounds(
        model, projects, Costs(capex, gap), listed_scores(model, tables, places), findings
    )
    obligations = obliged(model, projects, places, findings)
    findings.stop()

    provinces, regions = _groups(model, tables, places)
    note_shares(model, provinces, findings)
    groups, group_cities = city_groups(model, places)
    _note_places(places, possible, findings)
    _note_groups(places, provinces, groups, findings)
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
        worth=worth,
        gap=gap,
        module_gap=module_gap,
        grants=grants,
        site_grants=site_grants,
        local_limits=local_money(model, tables, provinces.index),
        obligations=obligations,
        notes=tuple(findings.notes),
        takes=possible.takes[["service", "project", "site", "demand"]].sort_values(
            ["service", "project", "site"], ignore_index=True
        ),
        effects=effects,
        thresholds=thresholds,
        threshold_adds=threshold_adds,
        ways=possible.ways,
        rings=possible.rings,
        traffic=traffic,
        groups=groups,
        group_cities=group_cities,
    )


def _locator(loaded: LoadedModel | Model) -> Callable[[Key], str]:
    """How to say where a key stands: file and line, where a file was loaded."""
    return dotted if isinstance(loaded, Model) else loaded.where


def _projects(
    model: Model, possible: Possible, traffic: pd.Series, places: pd.DataFrame, fixed: pd.Series
) -> pd.DataFrame:
    draft = possible.draft.assign(built_modules=built_modules(model, possible.draft))
    modular = [measure for measure in model.measures if has_modules(model, measure)]
    capacity = draft["measure"].map({m: model.measures[m].capacity_per_module or 0.0 for m in modular}).fillna(0.0)
    most = useful_modules(model, possible.pairs, possible.takes, traffic, places, draft)
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
        stage=draft["stage"],
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


def _note_places(places: pd.DataFrame, possible: Possible, findings: Findings) -> None:
    """Say which small cities can never be connected, and which never protected."""
    small, core = places["small"].to_numpy(bool), places["core"].to_numpy(bool)
    if any(measure.kind == "uplink" for measure in findings.model.measures.values()):
        lonely = places.index[small & ~places.index.isin(possible.connectable)]
        if len(lonely):
            findings.note("case.note.never_connected", count=len(lonely), cities=place_names(places, lonely))
    for service_id, service in sorted(findings.model.services.items()):
        if service.mode == "protected":
            found = possible.ways if service.resilience == "dual_homing" else ringed(possible.rings)
            able = found["city"][found["service"] == service_id]
            single = places.index[small & ~core & ~places.index.isin(able)]
            if len(single):
                said = {"service": Pair(service.name_zh, service.name_en), "cities": place_names(places, single)}
                findings.note("case.note.never_protected", count=len(single), **said)


def _note_groups(places: pd.DataFrame, provinces: pd.DataFrame, groups: pd.DataFrame, findings: Findings) -> None:
    """Say which groups have no small city to plan for."""
    small = places[places["small"].to_numpy(bool)]
    settled: dict[str, set[str]] = {column: set(small[column]) for column in ("region", "province")}
    settled |= {"city": set(small.index), "group": set(groups.index[groups["cities"] > 0])}
    for key, by, named in named_groups(findings.model):
        missing = [group for group in named if group not in settled[by]]
        if missing:
            findings.note("case.note.groups_left_out", key=dotted(key), groups=Listing(tuple(missing)))
    empty = provinces.index[provinces["cities"] == 0]
    if len(empty):
        findings.note("case.note.province_without_cities", count=len(empty), provinces=place_names(provinces, empty))
