"""No key of the rules of money is accepted and then forgotten: a change of any of them changes rows or columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.case.build import build_case
from planner.config import load_model
from planner.config.base import Named
from planner.config.money import Carrier, CoBuild, Fund, MinimumShare, Obligation, Package, Subsidy, Viability
from planner.data.dataset import Dataset
from planner.data.load import load_dataset
from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model

TINY = Path(__file__).resolve().parents[2] / "models" / "tiny.toml"
YEARS = ("2024", "2025", "2026")
NAMES = {"name_zh": "甲", "name_en": "A"}
#: Two rules with every condition between them, and everything else that rules of money may say; none without effect.
BEFORE: dict[str, Any] = {
    "time.last_year": 2026,
    "measures.gigabit.revenue": {"column": "homes_to_pass", "yuan_per_unit": 300, "take_up": 0.5, "ramp_years": 2},
    "measures.metro.lead": "joint",
    "carriers.alpha.budget": dict.fromkeys(YEARS, 20),
    "carriers.alpha.presence_column": "presence",
    "carriers.alpha.carry_over": 0.5,
    "carriers.beta.budget": dict.fromkeys(YEARS, 12),
    "funds.central.budget": dict.fromkeys(YEARS, 8),
    "funds.central.carry_over": 0.5,
    "funds.other": {**NAMES, "kind": "grant", "budget": dict.fromkeys(YEARS, 3)},
    "subsidies.west": {
        **NAMES, "fund": "central", "measures": ["gigabit", "otn"], "share": {"West": 0.5, "East": 0.1},
        "ceiling_myuan": 2, "province_ceiling_myuan": 6, "envelope": dict.fromkeys(YEARS, 4), "carry_over": 0.5,
        "minimum_shares": {"w": {"regions": ["West"], "at_least": 0.5}},
        "package": {"min_cities": 2, "min_cost_myuan": 1, "ceiling_myuan": 3, "most": 2},
    },
    "subsidies.second": {
        **NAMES, "fund": "central", "measures": ["gigabit", "pool"], "share": {"West": 0.3}, "min_match": 0.2,
        "need_test": True, "city_ceiling_myuan": 1,
    },
    "viability": {"years": 8, "discount_rate": 0.06, "rule": "carrier"},
    "co_builds.joint": {**NAMES, "shares": {"alpha": 0.4, "beta": 0.6}},
    "obligations.duty": {
        **NAMES, "measures": ["metro"], "where": {"regions": ["West"]}, "by_year": 2025, "at_least": 0.5,
    },
}  # fmt: skip
_SHARE, _PACKAGE = "subsidies.west.minimum_shares.w", "subsidies.west.package"
#: Another value of every key, by table.
AFTER: dict[type, dict[str, Any]] = {
    Carrier: {
        "carriers.alpha.budget": dict.fromkeys(YEARS, 21), "carriers.alpha.carry_over": 0.4,
        "carriers.alpha.presence_column": "other", "carriers.beta.measures": ["pool"],
    },
    Fund: {
        "funds.other.kind": None, "funds.central.budget": dict.fromkeys(YEARS, 9), "funds.central.carry_over": 0.4,
        "funds.local.limit_column": "presence", "funds.local.limit_factor": 0.5, "funds.local.max_per_grant": 0.4,
        "funds.local.measures": ["pool"],
    },
    Package: {
        f"{_PACKAGE}.min_cities": 3, f"{_PACKAGE}.min_cost_myuan": 2, f"{_PACKAGE}.ceiling_myuan": 2,
        f"{_PACKAGE}.most": 3,
    },
    MinimumShare: {
        f"{_SHARE}.regions": ["East"], f"{_SHARE}.provinces": ["E"], f"{_SHARE}.at_least": 0.4,
        f"{_SHARE}.of": "envelope", f"{_SHARE}.over": "year",
    },
    Subsidy: {
        "subsidies.west.fund": "other", "subsidies.west.measures": ["gigabit"],
        "subsidies.west.share": {"West": 0.4, "East": 0.1}, "subsidies.west.base_opex_years": 6,
        "subsidies.west.ceiling_myuan": 1, "subsidies.second.city_ceiling_myuan": 0.5,
        "subsidies.west.province_ceiling_myuan": 5, "subsidies.second.need_test": False,
        "subsidies.second.min_match": 0.3, "subsidies.west.stages": ["ready"], "subsidies.west.min_score": 60,
        "subsidies.west.best_per_province": 1, "subsidies.west.envelope": dict.fromkeys(YEARS, 5),
        "subsidies.west.carry_over": 0.3, "subsidies.west.minimum_shares": None, "subsidies.west.package": None,
    },
    Viability: {"viability.years": 9, "viability.discount_rate": 0.07, "viability.rule": "project"},
    CoBuild: {"co_builds.joint.shares": {"alpha": 0.5, "beta": 0.5}},
    Obligation: {
        "obligations.duty.measures": ["gigabit"], "obligations.duty.where": {"regions": ["East"]},
        "obligations.duty.by_year": 2026, "obligations.duty.at_least": 1, "obligations.duty.carrier": "alpha",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """The tiny data set with shares of presence."""
    found = load_dataset(load_model(TINY).dataset_dir)
    return replace(found, provinces=found.provinces.assign(presence=[0.6, 0.4], other=[0.2, 0.3]))


@pytest.fixture(scope="module")
def before(dataset: Dataset) -> StandardForm:
    return _form(dataset, {})


def _form(dataset: Dataset, sets: dict[str, Any]) -> StandardForm:
    return compile_model(build.nation(build_case(load_model(TINY, sets={**BEFORE, **sets}), dataset)))


def _same(one: StandardForm, other: StandardForm) -> bool:
    if one.row_names != other.row_names or one.col_names != other.col_names:
        return False
    bounds = ("row_lower", "row_upper", "col_lower", "col_upper")
    return (one.A != other.A).nnz == 0 and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in bounds
    )


def _changes() -> Iterator[Any]:
    for changes in AFTER.values():
        for key, value in changes.items():
            if value is not None:
                yield pytest.param(key, value, id=key)


@pytest.mark.parametrize(("key", "value"), list(_changes()))
def test_a_key_has_an_effect(key: str, value: object, dataset: Dataset, before: StandardForm) -> None:
    assert not _same(before, _form(dataset, {key: value}))


@pytest.mark.parametrize("table", AFTER, ids=lambda table: table.__name__)
def test_no_key_is_left_out(table: Any) -> None:
    """Tables within tables are told key by key, and what a fund is decides what else it may say."""
    tested = {key.rpartition(".")[2] for key in AFTER[table]}
    assert tested == set(table.model_fields) - set(Named.model_fields)
