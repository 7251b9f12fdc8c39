"""Indicators: each by hand, and that what holds of provinces holds of the nation."""

from __future__ import annotations

import pickle
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case import indicators
from planner.case.case import Case
from tests.case.country import COSTS, MEASURES, SERVICES, library, make_case, make_dataset

SITES = [{"id": "s1", "city": "A0", "measure": "pool", "modules": 2}]
LIBRARY = [
    library("P1", "gigabit", "A1", status="built"),
    library("P2", "metro", "A2", first_year=2025),
    library("P3", "metro", "A3", last_year=2024),
]


@cache
def _case() -> Case:
    """Everything at once: built and late projects, an existing pool, all payers, statuses, own indicators."""
    return make_case(
        make_dataset(sites=SITES, projects=LIBRARY, costs=COSTS),
        measures=MEASURES | {"pool": MEASURES["pool"] | {"opex_share": 0.1}},
        services=SERVICES
        | {
            "cloud": SERVICES["cloud"]
            | {"haul_myuan_per_unit_km": 0.01, "demand_growth": 0.5, "beneficiaries": "homes"},
            "edge": SERVICES["edge"] | {"weight": 2},
        },
        statuses={"complete": {"services": ["gigabit", "cloud"], "connected": True}},
        carriers={"red": {"budget": {2024: 9}}, "blue": {"budget": {2024: 9}}},
        funds={
            "central": {"kind": "grant", "budget": {2024: 9}},
            "spare": {"kind": "grant", "budget": {2024: 9}},
            "local": {"kind": "local", "limit_column": "local_budget"},
        },
        subsidies={
            "near": {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.5}},
            "far": {"fund": "spare", "measures": ["gigabit"], "share": {"Far": 0.5}},
        },
        indicators={
            "mixed": {"terms": {"cities.gigabit": 2, "projects.metro": -1}},
            "deep": {"terms": {"mixed": 0.5, "cities.gigabit": 1}},
            "both": {"terms": {"share.cities.gigabit": 0.5, "share.cities.cloud": 0.5}},
        },
        targets={"many": {"indicator": "cities.gigabit", "at_least": 1}},
        goals={"cheap": {"order": 1, "indicator": "spend.total", "sense": "min"}},
        time={"first_year": 2024, "last_year": 2025, "terminal_years": 4, "discount_rate": 0.25},
    )


def _terms(name: str, province: str, year: int = 2025) -> dict[tuple[Any, ...], float]:
    """Sum of coefficients by family and key; zeros would be kept."""
    sums: dict[tuple[Any, ...], float] = {}
    for term in indicators.terms(_case(), name, province, year):
        key = (term.family, *term.key)
        sums[key] = sums.get(key, 0.0) + term.coefficient
    return sums


def test_cities_of_an_own_service_are_its_projects_built_ones_included() -> None:
    expected = {("done", f"gigabit:{place}", 2025): 1.0 for place in ("A1", "A2", "A3")}
    assert _terms("cities.gigabit", "A") == expected
    # A2's metro starts in 2025, yet nothing keeps gigabit:A2 from being named in 2024.
    assert len(_terms("cities.gigabit", "A", 2024)) == 3


def test_projects_that_start_later_are_absent_before() -> None:
    assert ("done", "metro:A2", 2024) not in _terms("projects.metro", "A", 2024)
    assert ("done", "metro:A2", 2025) in _terms("projects.metro", "A", 2025)


def test_cities_of_a_reached_service_are_those_in_reach() -> None:
    assert _terms("cities.cloud", "B") == {("served", "cloud", "B0", 2025): 1.0, ("served", "cloud", "B1", 2025): 1.0}


def test_residents_are_thousands_of_the_service_s_own_column() -> None:
    assert _terms("residents.gigabit", "B") == {("done", "gigabit:B0", 2025): 60.0, ("done", "gigabit:B1", 2025): 30.0}
    assert _terms("residents.cloud", "C") == {("served", "cloud", "C1", 2025): 2.5}
    assert _terms("residents.complete", "C") == {("status", "complete", "C1", 2025): 10.0}


def test_connected_counts_core_small_cities_too() -> None:
    assert _terms("cities.connected", "B") == {("connected", "B0", 2025): 1.0, ("connected", "B1", 2025): 1.0}
    assert _terms("residents.connected", "C") == {("connected", "C1", 2025): 10.0}


def test_shares_have_the_numerators_of_sums_and_constant_denominators() -> None:
    assert _terms("share.cities.gigabit", "A") == _terms("cities.gigabit", "A")
    case = _case()
    assert indicators.denominator(case, "share.cities.gigabit", "nation", "nation") == 6
    assert indicators.denominator(case, "share.cities.gigabit", "region", "Far") == 3
    assert indicators.denominator(case, "share.residents.gigabit", "province", "A") == pytest.approx(140)
    assert indicators.denominator(case, "share.residents.cloud", "province", "A") == pytest.approx(35)
    assert indicators.denominator(case, "share.residents.complete", "city", "B1") == pytest.approx(30)
    assert indicators.denominator(case, "both", "province", "B") == 2
    assert indicators.denominator(case, "grant.per_resident", "region", "Far") == pytest.approx(100)
    assert indicators.denominator(case, "cities.gigabit", "nation", "nation") is None


def test_projects_do_not_count_what_is_built() -> None:
    assert ("done", "gigabit:A1", 2025) not in _terms("projects.gigabit", "A")
    assert set(_terms("projects.pool", "A")) == {("done", f"pool:{place}", 2025) for place in ("A1", "A2", "A3")}


def test_modules_are_counted_beyond_those_that_existed() -> None:
    assert _terms("modules.pool", "A") == {
        ("modules", "pool:A1", 2025): 1.0,
        ("modules", "pool:A2", 2025): 1.0,
        ("modules", "pool:A3", 2025): 1.0,
        ("added", "pool:A0", 2024): 1.0,
        ("added", "pool:A0", 2025): 1.0,
    }


def test_spend_is_the_capex_of_what_starts_and_of_modules_added() -> None:
    assert _terms("spend.gigabit", "B") == {("started", "gigabit:B0", 2025): 15.0, ("started", "gigabit:B1", 2025): 7.5}
    pools = _terms("spend.pool", "A")
    assert pools["started", "pool:A1", 2025] == 6
    assert pools["added", "pool:A0", 2025] == 3
    assert ("started", "pool:A0", 2025) not in pools
    assert _terms("spend.metro", "A", 2024) == {("started", "metro:A1", 2024): 2.0, ("started", "metro:A3", 2024): 2.0}
    assert _terms("spend.metro", "A", 2025) == {("started", "metro:A1", 2025): 2.0, ("started", "metro:A2", 2025): 2.0}
    by_measure: Counter[tuple[Any, ...]] = Counter()
    for measure in MEASURES:
        by_measure.update(_terms(f"spend.{measure}", "A"))
    assert by_measure == _terms("spend.total", "A")


def test_opex_is_yearly_times_the_weight_of_the_stock() -> None:
    early, late = _terms("opex.total", "A", 2024), _terms("opex.total", "A", 2025)
    assert early["done", "gigabit:A2", 2024] == pytest.approx(0.05 * 20)
    assert late["done", "gigabit:A2", 2025] == pytest.approx(4 * 0.05 * 20)
    assert late["done", "pool:A1", 2025] == pytest.approx(4 * 0.1 * 6)
    assert late["modules", "pool:A1", 2025] == pytest.approx(4 * 0.1 * 3)
    assert late["added", "pool:A0", 2024] == pytest.approx(4 * 0.1 * 3)
    assert ("done", "gigabit:A1", 2025) not in late


def test_haul_grows_with_demand() -> None:
    distance = 0.01 * 10.008 * 40
    assert _terms("haul.total", "A", 2024)["share", "cloud", "A1", "pool:A2", 2024] == pytest.approx(distance)
    assert _terms("haul.total", "A", 2025)["share", "cloud", "A1", "pool:A2", 2025] == pytest.approx(4 * 1.5 * distance)
    assert ("share", "cloud", "A1", "pool:A1", 2025) not in _terms("haul.total", "A")


def test_cost_is_spend_opex_and_haul_and_pv_discounts_it() -> None:
    parts: Counter[tuple[Any, ...]] = Counter()
    for part in ("spend.total", "opex.total", "haul.total"):
        parts.update(_terms(part, "A"))
    cost, value = _terms("cost.total", "A"), _terms("pv.cost", "A")
    assert cost == pytest.approx(parts)
    assert value == pytest.approx({key: 0.8 * amount for key, amount in parts.items()})


def test_paid_by_fund_carrier_and_kind() -> None:
    accounts = ("red", "blue", "shared")
    grants = {("grant", "near", account, "A", 2025): 1.0 for account in accounts}
    others = {("grant", "far", account, "A", 2025): 1.0 for account in accounts}
    local = {("local", "local", account, "A", 2025): 1.0 for account in accounts}
    red = {("enterprise", "red", account, "A", 2025): 1.0 for account in ("red", "shared")}
    blue = {("enterprise", "blue", account, "A", 2025): 1.0 for account in ("blue", "shared")}
    assert _terms("paid.central", "A") == grants
    assert _terms("paid.local", "A") == local
    assert _terms("paid.public", "A") == grants | others | local
    assert _terms("paid.red", "A") == red
    assert _terms("paid.enterprise", "A") == red | blue
    assert _terms("grant.near", "A") == grants
    assert _terms("grant.total", "A") == grants | others
    assert _terms("grant.per_resident", "A") == dict.fromkeys(grants | others, 1000.0)


def test_benefit_is_weight_times_beneficiaries_times_years() -> None:
    assert _terms("benefit.gigabit", "C", 2024) == {("done", "gigabit:C1", 2024): 10.0}
    assert _terms("benefit.gigabit", "C", 2025) == {("done", "gigabit:C1", 2025): 40.0}
    assert _terms("benefit", "C", 2025) == {
        ("done", "gigabit:C1", 2025): 40.0,
        ("served", "cloud", "C1", 2025): 4 * 0.5 * 2.5,
        ("served", "edge", "C1", 2025): 4 * 2 * 10.0,
    }


def test_load_is_the_demand_that_an_existing_site_carries() -> None:
    assert _terms("load.pool:A0", "A", 2025) == {
        ("share", "cloud", "A1", "pool:A0", 2025): 60.0,
        ("share", "cloud", "A2", "pool:A0", 2025): 120.0,
    }
    assert _terms("load.pool:A0", "B", 2025) == {}
    assert "load.pool:A0" in indicators.names(_case())


def test_own_indicators_are_weighted_sums_to_any_depth() -> None:
    mixed = _terms("mixed", "C")
    assert mixed == {("done", "gigabit:C1", 2025): 2.0, ("done", "metro:C1", 2025): -1.0}
    assert _terms("deep", "C") == {("done", "gigabit:C1", 2025): 2.0, ("done", "metro:C1", 2025): -0.5}
    info = indicators.describe(_case(), "deep")
    assert (info.stock, info.denominator) == (True, "none")


def test_shortfalls_are_national_and_have_no_terms() -> None:
    for name in ("shortfall", "shortfall.many"):
        assert indicators.terms(_case(), name, "A", 2025) == []
        assert indicators.describe(_case(), name).national


@pytest.mark.parametrize(
    ("name", "stock", "unit", "by_city"),
    [
        ("cities.gigabit", True, ("座城市", "cities"), True),
        ("share.residents.cloud", True, ("占比", "share"), True),
        ("spend.total", False, ("百万元", "million yuan"), True),
        ("paid.public", False, ("百万元", "million yuan"), False),
        ("grant.per_resident", False, ("元/人", "yuan a resident"), False),
        ("load.pool:A0", True, ("需求单位", "units of demand"), True),
    ],
)
def test_descriptions(name: str, stock: bool, unit: tuple[str, str], by_city: bool) -> None:
    info = indicators.describe(_case(), name)
    assert (info.stock, (info.unit_zh, info.unit_en), info.by_city) == (stock, unit, by_city)
    assert indicators.is_stock(_case(), name) is stock


def test_city_terms_are_the_city_s_part() -> None:
    case = _case()
    assert [t.key for t in indicators.city_terms(case, "spend.link", "A2", 2025)] == [
        ("link:A2>A0", 2025),
        ("link:A2>A1", 2025),
    ]
    with pytest.raises(ValueError, match=r"paid\.public"):
        indicators.city_terms(case, "paid.public", "A2", 2025)


@pytest.mark.parametrize("name", [n for n in indicators.names(_case()) if indicators.describe(_case(), n).by_city])
def test_cities_add_up_to_their_province(name: str) -> None:
    case = _case()
    for year in case.years:
        whole = Counter((t.family, t.key, t.coefficient) for t in indicators.terms(case, name, "A", year))
        parts: Counter[tuple[Any, ...]] = Counter()
        for place in case.block("A").places.index:
            parts.update((t.family, t.key, t.coefficient) for t in indicators.city_terms(case, name, place, year))
        assert parts == whole


@given(
    st.sets(st.sampled_from(["A", "B", "C"]), min_size=1), st.sampled_from(indicators.names(_case())), st.integers(0, 1)
)
@settings(max_examples=60)
def test_a_plan_of_some_provinces_has_the_terms_of_the_whole(provinces: set[str], name: str, position: int) -> None:
    """Terms of a scope are those of its provinces in the national case: nothing is lost or counted twice."""
    if name.startswith("load."):
        return
    whole, part = _case(), _scoped(frozenset(provinces))
    year = whole.years[position]
    for province in provinces:
        assert _sums(part, name, province, year) == _sums(whole, name, province, year)
    constants = [indicators.denominator(whole, name, "province", p) for p in whole.provinces.index]
    national = indicators.denominator(whole, name, "nation", "nation")
    assert (national is None) == (constants[0] is None)
    if national is not None:
        assert national == pytest.approx(sum(c or 0 for c in constants))


def _sums(case: Case, name: str, province: str, year: int) -> dict[tuple[Any, ...], float]:
    sums: dict[tuple[Any, ...], float] = {}
    for term in indicators.terms(case, name, province, year):
        sums[term.family, term.key] = sums.get((term.family, term.key), 0.0) + term.coefficient
    return sums


@cache
def _scoped(provinces: frozenset[str]) -> Case:
    values = _case().model.model_dump() | {"scope": {"provinces": sorted(provinces)}}
    tables = {key: value for key, value in values.items() if key not in ("name_zh", "name_en", "dataset", "what_if")}
    return make_case(make_dataset(sites=SITES, projects=LIBRARY, costs=COSTS), **tables)


@given(st.sampled_from(indicators.names(_case())), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_nation_is_the_sum_of_its_provinces(name: str, random: Any) -> None:
    """With any values of the variables, provincial sums add up to the national sum over all keys, each once."""
    case = _case()
    values: dict[tuple[Any, ...], float] = {}
    national = 0.0
    merged: dict[tuple[Any, ...], float] = {}
    for province in case.provinces.index:
        for term in indicators.terms(case, name, province, case.years[-1]):
            value = values.setdefault((term.family, *term.key), random.random())
            national += term.coefficient * value
            key = (term.family, *term.key)
            merged[key] = merged.get(key, 0.0) + term.coefficient
    assert national == pytest.approx(sum(merged[key] * value for key, value in values.items()))
    owners = {key: _owner(case, key) for key in values}
    for key, owner in owners.items():
        assert owner in case.provinces.index, key


def _owner(case: Case, key: tuple[Any, ...]) -> str:
    """The province that a variable belongs to."""
    family, first = key[0], key[1]
    if family in ("grant", "local", "enterprise"):
        return str(key[3])
    if family in ("done", "started", "modules", "added"):
        return str(case.projects.loc[first, "province"])
    return str(case.places.loc[first if family == "connected" else key[2], "province"])


def test_unknown_names_are_key_errors() -> None:
    with pytest.raises(KeyError):
        indicators.describe(_case(), "cities.nonsense")


def test_a_case_travels_without_what_is_derived() -> None:
    case = _case()
    before = _terms("benefit", "A")
    blob = pickle.dumps(case)
    copy = pickle.loads(blob)
    assert "_blocks" not in copy.__dict__
    assert np.array_equal(copy.stock_weight, case.stock_weight)
    assert {(t.family, *t.key): t.coefficient for t in indicators.terms(copy, "benefit", "A", 2025)} == before
