"""Every measure of the national catalogue can be chosen, and each of its requirements stops it where it is missing.

All on one small province (Ningxia, 17 small cities) cut out of the national tables, with nothing built at the start
and money without limit, so that only the catalogue's own rules are in the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config import load_model
from planner.config.schema import Model
from planner.config.works import Requirement
from planner.data.dataset import Dataset
from planner.data.load import load_dataset
from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.formulation.solving import component, optimum

NATIONAL = Path(__file__).resolve().parents[2] / "models" / "national.toml"
MODEL: Model = load_model(NATIONAL).model
PROVINCE = "64"
NAMED = {"name_zh": "最多", "name_en": "Most"}


@cache
def part() -> Dataset:
    """The province's part of the national tables, and nothing built in it."""
    dataset = load_dataset(load_model(NATIONAL).dataset_dir)
    inside = set(dataset.cities["id"][dataset.cities["province"] == PROVINCE])
    links = dataset.uplinks[dataset.uplinks["from"].isin(inside)]
    pairs = dataset.pairs
    assert pairs is not None
    return replace(
        dataset,
        cities=dataset.cities[dataset.cities["id"].isin(inside | set(links["to"]))],
        uplinks=links,
        sites=dataset.sites[dataset.sites["city"].isin(inside)],
        pairs=pairs[pairs["city"].isin(inside)],
        projects=None,
    )


@pytest.fixture(autouse=True)
def _string_storage() -> Iterator[None]:
    """One small province many times over takes pandas a third less time with strings as Python objects."""
    with pd.option_context("mode.string_storage", "python"):
        yield


@pytest.fixture(scope="module")
def province() -> Dataset:
    """See :func:`part`."""
    return part()


#: The catalogue alone: nothing asked, nothing limited, and money without limit.
CATALOGUE: dict[str, Any] = {
    "scope.provinces": [PROVINCE],
    **{f"{table}": "none" for table in ("targets", "rules", "limits", "subsidies", "groups")},
    **{f"carriers.{name}.budget": "x1000" for name in MODEL.carriers},
    **{f"goals.{name}": False for name in MODEL.goals},
}
BENEFIT: dict[str, Any] = {"goals.most": {**NAMED, "order": 1, "indicator": "benefit", "sense": "max"}}


@cache
def catalogue() -> Case:
    """The province's case under the catalogue alone."""
    return build_case(load_model(NATIONAL, sets=CATALOGUE | BENEFIT), part())


def most(
    dataset: Dataset,
    indicator: str,
    nothing_of: tuple[str, ...] = (),
    aims: Mapping[str, Any] | None = None,
    works: Mapping[str, Any] | None = None,
) -> float:
    """The most of an indicator that any plan reaches by the last year, with others held at nothing.

    Args:
        aims: further limits and indicators, of which a case knows no more than that its model has them.
        works: values that make another case.
    """
    limits = {f"none_{i}": {**NAMED, "indicator": name, "at_most": 0} for i, name in enumerate(nothing_of)}
    changes: dict[str, Any] = {
        **CATALOGUE,
        **{f"limits.{name}": limit for name, limit in limits.items()},
        "goals.most": {**NAMED, "order": 1, "indicator": indicator, "sense": "max"},
        **(aims or {}),
        **(works or {}),
    }
    loaded = load_model(NATIONAL, sets=changes)
    known = dataset is part() and not works
    case = replace(catalogue(), model=loaded.model) if known else build_case(loaded, dataset)
    return optimum(compile_model(build.nation(case)))


def counted(measure_id: str) -> str:
    """What tells that a measure was chosen: its projects, or the counties that existing hubs take."""
    hubs = {service.measure: name for name, service in MODEL.services.items() if service.demand == "pairing_slots"}
    return f"cities.{hubs[measure_id]}" if measure_id in hubs else f"projects.{measure_id}"


def forbidden(requirement: Requirement) -> tuple[str, ...]:
    """Indicators that are nothing when no alternative of a requirement is there."""
    states = [*requirement.services, *(["connected"] if requirement.connected else [])]
    return (*(f"projects.{name}" for name in requirement.measures), *(f"cities.{name}" for name in states))


def requirements() -> Iterator[Any]:
    """Every requirement of every measure: what must be missing for it not to hold, and the measures that ask for it."""
    asking: dict[tuple[str, ...], list[str]] = {}
    for measure_id, measure in MODEL.measures.items():
        for requirement in measure.requires.values():
            asking.setdefault(forbidden(requirement), []).append(measure_id)
    for missing, measures in asking.items():
        yield pytest.param(missing, measures, id=f"{'+'.join(missing)}-{'+'.join(measures)}")


def test_every_measure_can_be_chosen(province: Dataset) -> None:
    """All of them in one plan."""
    names = {f"limits.one_{name}": {**NAMED, "indicator": counted(name), "at_least": 1} for name in MODEL.measures}
    assert most(province, "benefit", aims=names) > 0


@pytest.mark.parametrize(("missing", "measures"), list(requirements()))
def test_a_requirement_stops_all_that_ask_for_it(
    missing: tuple[str, ...], measures: list[str], province: Dataset
) -> None:
    """Added up, so that one solve shows it of each."""
    chosen = {**NAMED, "terms": {counted(name): 1 for name in measures}}
    assert most(province, "chosen", nothing_of=missing, aims={"indicators.chosen": chosen}) == 0


@pytest.mark.parametrize("measure_id", [name for name, measure in MODEL.measures.items() if measure.loads])
def test_a_load_needs_pools_with_room(measure_id: str, province: Dataset) -> None:
    tiny = {"measures.pool.capacity_per_module": 0.001, "services.cloud.min_fill": 0}
    assert most(province, counted(measure_id), works=tiny) == 0


@pytest.mark.parametrize(("service", "hub"), [("hospital", "hospital_hub"), ("school", "school_hub")])
def test_counties_are_paired_up_to_the_slots(service: str, hub: str, province: Dataset) -> None:
    """With one slot at the start and no more to build, one county; connected it must be, too."""
    sites = province.sites
    one = replace(province, sites=sites.assign(modules=sites["modules"].mask(sites["measure"] == hub, 1)))
    counties = int(province.cities.loc[province.cities["province"] == PROVINCE, "pairing_slots"].sum())
    assert counties > 1
    assert most(one, f"cities.{service}") == counties
    assert most(one, f"cities.{service}", nothing_of=(f"modules.{hub}",)) == 1
    assert most(one, f"cities.{service}", nothing_of=("cities.connected",)) == 0


@pytest.mark.parametrize("limit_id", ["private_net", "demo_city"])
def test_the_quota_of_a_province_binds(limit_id: str, province: Dataset) -> None:
    limit = MODEL.limits[limit_id]
    assert limit.at_most is not None
    kept = {f"limits.{limit_id}": {**limit.model_dump(exclude_none=True), "at_most": 1}}
    assert most(province, limit.indicator) > 1
    assert most(province, limit.indicator, aims=kept) == 1


def test_energy_is_saved_by_each_centre(province: Dataset) -> None:
    saved = MODEL.measures["dc_consolidation"].effects["energy"].factor
    mine = province.cities[province.cities["province"] == PROVINCE]
    centres = mine[mine["small"] & (mine["old_data_centres"] >= 1)]
    assert most(province, "effect.energy") == pytest.approx(saved * float(centres["old_data_centres"].sum()))


def test_every_criterion_is_needed_for_a_gigabit_city(province: Dataset) -> None:
    found = most(province, "cities.gigabit_city")
    assert found >= 1
    for measure_id in ("gigabit", "sites_5g_12"):
        assert most(province, "cities.gigabit_city", nothing_of=(f"projects.{measure_id}",)) == 0


#: Rows that a what-if brings into the model, by its name.
ROWS = {
    "packages": "package_grant",
    "dual_homing": "protected_two",
    "rings": "ring_protected",
    "wavelengths": "flow_balance",
    "presence": "presence",
    "complete": "minimum_share",
    "each_pays": "viability",
    "cross_subsidy": "viability_account",
}
CARRIER = NATIONAL.with_name("carrier.toml")


def what_ifs() -> Iterator[Any]:
    """Those of the national model, and those that the carrier's has of its own."""
    offered = load_model(NATIONAL).offered
    for model, names in ((NATIONAL, set(offered)), (CARRIER, set(load_model(CARRIER).offered) - set(offered))):
        yield from (pytest.param(model, name, id=name) for name in sorted(names))


@pytest.mark.parametrize(("model", "what_if"), list(what_ifs()))
def test_a_what_if_gives_a_model_with_plans(model: Path, what_if: str, province: Dataset) -> None:
    """Also without whole numbers, hence in little time; and the rows that it is about are there."""
    loaded = load_model(model, [what_if], sets={"scope.provinces": [PROVINCE], "targets.complete": False})
    form = compile_model(build.nation(build_case(loaded, province)))
    optimum(form, relaxed=True)
    if what_if in ROWS:
        assert ROWS[what_if] in {component(name) for name in form.row_names}
