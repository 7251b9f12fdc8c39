"""Hashes: what may change without making stored answers of a province worthless, and what may not."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from planner.data.dataset import Dataset
from tests.case.country import CITIES, COSTS, MEASURES, SERVICES, cost, library, make_case, make_dataset, uplink

FUNDS: dict[str, dict[str, Any]] = {
    "central": {"kind": "grant", "budget": {2024: 10}},
    "local": {"kind": "local", "limit_column": "local_budget", "max_per_grant": 0.5},
}
SUBSIDY = {"fund": "central", "measures": ["gigabit"], "share": {"Near": 0.5}}
BASE: dict[str, Any] = {
    "funds": FUNDS,
    "carriers": {"red": {"budget": {2024: 5}}},
    "subsidies": {"near": SUBSIDY},
    "targets": {"t": {"indicator": "cities.gigabit", "at_least": 2}},
    "limits": {
        "few": {"indicator": "modules.pool", "by": "province", "at_most": 9},
        "all": {"indicator": "modules.pool", "at_most": 9},
        "one": {"indicator": "spend.total", "by": "city", "groups": ["B1"], "at_most": 9},
    },
    "rules": {"floor": {"kind": "floor", "indicator": "share.cities.gigabit", "at_least": 0.1, "groups": ["B"]}},
}


def _hashes(dataset: Dataset | None = None, **tables: Any) -> tuple[str, ...]:
    """Hashes of provinces A, B and C, then of the whole case."""
    case = make_case(dataset, **(BASE | tables))
    return (*(case.block_hash(province) for province in ("A", "B", "C")), case.hash())


@cache
def _before() -> tuple[str, ...]:
    return _hashes()


def _changed(dataset: Dataset | None = None, **tables: Any) -> str:
    after = _hashes(dataset, **tables)
    return "".join(name for name, old, new in zip("ABC*", _before(), after, strict=True) if old != new)


def test_the_same_inputs_have_the_same_hash() -> None:
    assert _changed() == ""


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"carriers": {"red": {"budget": {2024: 6}}}}, "*"),
        ({"funds": FUNDS | {"central": {"kind": "grant", "budget": {2024: 11}}}}, "*"),
        ({"targets": {}}, "*"),
        ({"limits": BASE["limits"] | {"all": {"indicator": "modules.pool", "at_most": 1}}}, "*"),
        ({"goals": {"g": {"order": 1, "indicator": "spend.total", "sense": "min"}}}, "*"),
        ({"services": SERVICES | {"gigabit": SERVICES["gigabit"] | {"weight": 9}}}, "*"),
        ({"measures": MEASURES | {"metro": MEASURES["metro"] | {"opex_share": 0.9}}}, "*"),
        ({"limits": BASE["limits"] | {"few": {"indicator": "modules.pool", "by": "province", "at_most": 8}}}, "ABC*"),
        ({"limits": BASE["limits"] | {"one": BASE["limits"]["one"] | {"at_most": 8}}}, "B*"),
        ({"rules": {"floor": BASE["rules"]["floor"] | {"at_least": 0.2}}}, "B*"),
        ({"rules": {"floor": BASE["rules"]["floor"] | {"groups": ["C"]}}}, "BC*"),
        ({"subsidies": {"near": SUBSIDY | {"share": {"Near": 0.4}}}}, "A*"),
        ({"funds": FUNDS | {"local": FUNDS["local"] | {"max_per_grant": 0.7}}}, "ABC*"),
        ({"funds": FUNDS | {"local": FUNDS["local"] | {"limit_factor": 2}}}, "ABC*"),
        ({"time": {"first_year": 2024, "last_year": 2026}}, "ABC*"),
        ({"time": {"first_year": 2024, "last_year": 2025, "terminal_years": 9}}, "*"),
        ({"services": SERVICES | {"cloud": SERVICES["cloud"] | {"min_fill": 0.3}}}, "ABC*"),
        ({"statuses": {"both": {"services": ["gigabit", "cloud"]}}}, "ABC*"),
        ({"measures": MEASURES | {"metro": MEASURES["metro"] | {"loads": {"cloud": {"factor": 1}}}}}, "ABC*"),
        (
            {
                "measures": MEASURES | {"metro": MEASURES["metro"] | {"effects": {"e": {"factor": 1}}}},
                "effects": {"e": {"unit_zh": "e", "unit_en": "e"}},
            },
            "*",
        ),
        ({"statuses": {"q": {"thresholds": {"t": {"adds": {"metro": {"factor": 1}}, "at_least": 1}}}}}, "ABC*"),
        ({"groups": {"few": {"where": {"cities": ["A1"]}}}}, "*"),
        ({"services": SERVICES | {"gigabit": SERVICES["gigabit"] | {"part": 0.5}}}, "*"),
        ({"services": SERVICES | {"safe": {"mode": "protected", "measure": "link"}}}, "ABC*"),
        ({"subsidies": {"near": SUBSIDY | {"envelope": {2024: 1, 2025: 1}}}}, "*"),
        ({"subsidies": {"near": SUBSIDY | {"minimum_shares": {"n": {"provinces": ["B"], "at_least": 0.1}}}}}, "*"),
        ({"subsidies": {"near": SUBSIDY | {"min_match": 0.5}}}, "A*"),
        ({"subsidies": {"near": SUBSIDY | {"package": {"min_cities": 2}}}}, "A*"),
        ({"stacking": "additive"}, "ABC*"),
        ({"viability": {"years": 7}}, "*"),
        ({"viability": {"rule": "carrier"}}, "ABC*"),
        ({"obligations": {"o": {"measures": ["edge"], "where": {"regions": ["Near"]}}}}, "A*"),
        ({"obligations": {"o": {"measures": ["edge"], "where": {"regions": ["Near"]}, "at_least": 0.5}}}, "*"),
        ({"carriers": {"red": {"budget": {2024: 5}, "presence_column": "presence"}}}, "ABC*"),
        ({"name_en": "Another name"}, ""),
    ],
)
def test_which_change_of_the_model_touches_which_province(tables: dict[str, Any], expected: str) -> None:
    assert _changed(**tables) == expected


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (make_dataset(costs=[*COSTS[1:], cost("metro", 2), cost("metro", 3, region="Near")]), "A*"),
        (make_dataset(costs=[*COSTS, cost("unused", 3)]), ""),
        (make_dataset(cities=[row | ({"demand": 41.0} if row["id"] == "A1" else {}) for row in CITIES]), "A*"),
        (make_dataset(cities=[row | {"name_en": "X"} for row in CITIES]), ""),
        (make_dataset(projects=[library("P", "metro", "B1", first_year=2025)]), "B*"),
        (make_dataset(uplinks=[uplink("A1", "A0"), uplink("A2", "A0"), uplink("A2", "A1"), uplink("A3", "A2"),
                               uplink("B1", "B0"), uplink("C1", "A0", 11)]), "C*"),
        (make_dataset(sites=[{"id": "s", "city": "A0", "measure": "pool", "modules": 1}]), "A*"),
    ],
)  # fmt: skip
def test_which_change_of_the_data_touches_which_province(dataset: Dataset, expected: str) -> None:
    assert _changed(dataset) == expected


def test_a_rule_of_a_province_makes_its_indicator_count() -> None:
    """Opex is below no row, unless a limit by province speaks of it."""
    limits = {"opex": {"indicator": "opex.total", "by": "province", "at_most": 9}}
    dearer = MEASURES | {"metro": MEASURES["metro"] | {"opex_share": 0.9}}
    before, after = _hashes(limits=limits), _hashes(limits=limits, measures=dearer)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_a_site_shared_over_the_border_counts_on_both_sides() -> None:
    services = SERVICES | {"cloud": SERVICES["cloud"] | {"existing": "all", "reach_km": 45}}
    cases = []
    for modules in (1, 2):
        sites = [{"id": "s", "city": "A0", "measure": "pool", "modules": modules}]
        cases.append(make_case(make_dataset(sites=sites), services=services))
    first, second = ([case.block_hash(p) for p in ("A", "B", "C")] for case in cases)
    assert [old == new for old, new in zip(first, second, strict=True)] == [False, True, False]
