"""Wrong references: every one told, with its place and the nearest valid name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.case.build import build_case
from planner.config.load import load_model
from planner.texts.problems import InputError
from tests.case.country import CITIES, MEASURES, NAMES, SERVICES, cost, make_case, make_dataset, notes


def _wrong(**tables: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        make_case(make_dataset(), **tables)
    assert all(problem.zh for problem in caught.value.problems)
    return [problem.en for problem in caught.value.problems]


def _measure(**changes: Any) -> dict[str, Any]:
    return {"measures": MEASURES | {"metro": MEASURES["metro"] | changes}}


def _service(name: str, **changes: Any) -> dict[str, Any]:
    return {"services": SERVICES | {name: SERVICES[name] | changes}}


def _rule(kind: str, side: str, **entry: Any) -> dict[str, Any]:
    return {"rules": {"r": {"kind": kind, "indicator": "share.cities.gigabit", side: 0.5} | entry}}


def _limit(**entry: Any) -> dict[str, Any]:
    return {"limits": {"m": {"indicator": "cities.gigabit", "at_most": 3} | entry}}


def _target(**entry: Any) -> dict[str, Any]:
    return {"targets": {"t": {"indicator": "cities.gigabit", "at_least": 3} | entry}}


CARRIER = {"budget": {2024: 1}}
GRANT = {"kind": "grant", "budget": {2024: 1}}
SUBSIDY = {"fund": "central", "measures": ["gigabit"]}

WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"scope": {"provinces": ["AA"]}}, ["scope.provinces: There is no “AA” in provinces.csv. Did you mean “A”?"]),
    ({"scope": {"regions": ["Fer"]}}, ["scope.regions: There is no “Fer” in regions.csv. Did you mean “Far”?"]),
    ({"scope": {"provinces": ["A"], "regions": ["Far"]}}, ["scope: No province is both in provinces and in regions."]),
    (
        _measure(where={"kinds": ["twon"]}),
        ["measures.metro.where.kinds: There is no “twon” in cities.csv. Did you mean “town”?"],
    ),
    (
        _measure(where={"size_classes": ["citty"]}),
        ["measures.metro.where.size_classes: There is no “citty” in size_classes.csv. Did you mean “city”?"],
    ),
    (
        _measure(where={"regions": ["Neer"]}),
        ["measures.metro.where.regions: There is no “Neer” in regions.csv. Did you mean “Near”?"],
    ),
    (
        _measure(where={"provinces": ["D"]}),
        ["measures.metro.where.provinces: There is no “D” in provinces.csv."],
    ),
    (_measure(where={"cities": ["A9"]}), ["measures.metro.where.cities: There is no “A9” in cities.csv."]),
    (
        _measure(where={"at_least": {"resident": 1}}),
        [
            "measures.metro.where.at_least.resident: cities.csv has no column of numbers “resident”. "
            "Did you mean “residents”?"
        ],
    ),
    (
        _measure(where={"at_most": {"name_en": 1}}),
        ["measures.metro.where.at_most.name_en: cities.csv has no column of numbers “name_en”."],
    ),
    (
        _service("gigabit", beneficiaries="hommes"),
        ["services.gigabit.beneficiaries: cities.csv has no column of numbers “hommes”. Did you mean “homes”?"],
    ),
    (
        _service("cloud", demand="demands"),
        ["services.cloud.demand: cities.csv has no column of numbers “demands”. Did you mean “demand”?"],
    ),
    (
        {"services": SERVICES | {"second": SERVICES["cloud"]}},
        [
            "services.second.measure: Measure pool already carries service cloud; "
            "a site can carry one service with capacity only."
        ],
    ),
    (
        {"funds": {"local": {"kind": "local", "limit_column": "local_budgets"}}},
        [
            "funds.local.limit_column: provinces.csv has no column of numbers “local_budgets”. "
            "Did you mean “local_budget”?"
        ],
    ),
    ({"carriers": {"rad": CARRIER}}, ["carriers.rad: There is no “rad” in carriers.csv. Did you mean “red”?"]),
    (
        {"carriers": {"red": CARRIER | {"presence_column": "local_budgets"}}},
        [
            "carriers.red.presence_column: provinces.csv has no column of numbers “local_budgets”. "
            "Did you mean “local_budget”?"
        ],
    ),
    (
        {"carriers": {"red": CARRIER | {"presence_column": "local_budget"}}},
        [
            "carriers.red.presence_column: Column local_budget is empty or not between 0 and 1 in "
            "2 province(s), A among them."
        ],
    ),
    (
        _measure(revenue={"column": "hommes", "yuan_per_unit": 1}),
        ["measures.metro.revenue.column: cities.csv has no column of numbers “hommes”. Did you mean “homes”?"],
    ),
    (
        {"obligations": {"o": {"measures": ["metro"], "where": {"kinds": ["twon"]}}}},
        ["obligations.o.where.kinds: There is no “twon” in cities.csv. Did you mean “town”?"],
    ),
    (
        {
            "funds": {"central": GRANT},
            "subsidies": {
                "s": SUBSIDY
                | {
                    "share": {"Far": 0.5},
                    "minimum_shares": {"m": {"regions": ["Farr"], "provinces": ["AA"], "at_least": 0.5}},
                }
            },
        },
        [
            "subsidies.s.minimum_shares.m.regions: There is no “Farr” in regions.csv. Did you mean “Far”?",
            "subsidies.s.minimum_shares.m.provinces: There is no “AA” in provinces.csv. Did you mean “A”?",
        ],
    ),
    (
        {"funds": {"central": GRANT}, "subsidies": {"s": SUBSIDY | {"share": {"Farr": 0.5}}}},
        ["subsidies.s.share.Farr: There is no “Farr” in regions.csv. Did you mean “Far”?"],
    ),
    (
        {"goals": {"g": {"order": 1, "indicator": "load.pool:A0", "sense": "min"}}},
        ["goals.g.indicator: pool:A0 is no site that exists at the start; only those have a load indicator."],
    ),
    (
        {"indicators": {"x": {"terms": {"load.pool:A0": 1}}}},
        [
            'indicators.x.terms."load.pool:A0": pool:A0 is no site that exists at the start; '
            "only those have a load indicator."
        ],
    ),
    (
        _target(by="region", at_least={"Faar": 1}),
        ["targets.t.at_least.Faar: There is no “Faar” in regions.csv. Did you mean “Far”?"],
    ),
    (_target(at_least={"Far": 1}), ['targets.t.at_least.Far: by = "nation" takes no group such as “Far”.']),
    (_target(by="city", at_least={"A9": 1}), ["targets.t.at_least.A9: There is no “A9” in cities.csv."]),
    (_limit(by="province", groups=["A", "Z"]), ["limits.m.groups: There is no “Z” in provinces.csv."]),
    (_limit(groups=["A"]), ['limits.m.groups: by = "nation" takes no group such as “A”.']),
    (
        _rule("floor", "at_least", by="region", groups=["Fa"]),
        ["rules.r.groups: There is no “Fa” in regions.csv. Did you mean “Far”?"],
    ),
    (
        {"indicators": {"x": {"terms": {"cities.gigabit": 1, "spend.total": 1}}}},
        [
            "indicators.x.terms: “cities.gigabit” and “spend.total” cannot be added: "
            "one is a state at the end of a year, the other adds up over years."
        ],
    ),
    (
        {"indicators": {"x": {"terms": {"share.cities.gigabit": 1, "share.residents.gigabit": 1}}}},
        [
            "indicators.x.terms: “share.cities.gigabit” and “share.residents.gigabit” cannot be added: "
            "they are divided by different things."
        ],
    ),
]


@pytest.mark.parametrize(("tables", "expected"), WRONG, ids=[sentences[0].split(": ")[0] for _, sentences in WRONG])
def test_each_wrong_reference(tables: dict[str, Any], expected: list[str]) -> None:
    assert _wrong(**tables) == expected


def test_all_at_once() -> None:
    wrong = _measure(where={"regions": ["X"], "cities": ["Y"]}) | _limit(by="region", groups=["Z"])
    assert len(_wrong(**wrong, scope={"provinces": ["Q"]})) == 4


def test_residents_of_different_columns_cannot_be_added() -> None:
    terms = {"share.residents.gigabit": 1, "share.residents.cloud": 1}
    services = SERVICES | {"cloud": SERVICES["cloud"] | {"beneficiaries": "homes"}}
    (told,) = _wrong(indicators={"x": {"terms": terms}}, services=services)
    assert told.endswith("they are divided by different things.")
    assert make_case(indicators={"x": {"terms": terms}}).vocabulary.meaning("x").denominator == "residents"


def test_drivers_that_a_measure_cannot_have() -> None:
    costs = [cost("metro", 1, "route_km", item="ducts"), cost("edge", 1, "module", item="racks")]
    with pytest.raises(InputError) as caught:
        make_case(make_dataset(costs=costs))
    assert [problem.en for problem in caught.value.problems] == [
        "measures.metro: Item ducts is priced by route length, which a measure of kind city does not have.",
        "measures.edge: Item racks is priced by module, but the measure has no capacity_per_module.",
    ]


def test_demand_must_be_there_in_every_small_city() -> None:
    cities = [row | {"demand": -1.0 if row["id"] == "A2" else row["demand"]} for row in CITIES]
    with pytest.raises(InputError) as caught:
        make_case(make_dataset(cities=cities))
    (problem,) = caught.value.problems
    assert problem.en == (
        "services.cloud.demand: Column demand is empty or negative in 1 small city(ies), A2 among them."
    )


def test_messages_name_file_and_line(tmp_path: Path) -> None:
    text = f"""
name_zh = "名"
name_en = "Name"
dataset = "country"
[time]
first_year = 2024
last_year = 2025
[measures.metro]
name_zh = "{NAMES["name_zh"]}"
name_en = "Name"
kind = "city"
where.regions = ["Neer"]
where.at_least.homms = 1
[goals.cheap]
name_zh = "名"
name_en = "Name"
order = 1
indicator = "spend.total"
sense = "min"
"""
    path = tmp_path / "models" / "m.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build_case(load_model(path), make_dataset())
    places = [problem.where.rpartition("/")[2] for problem in caught.value.problems]
    assert places == ["m.toml:12 measures.metro.where.regions", "m.toml:13 measures.metro.where.at_least.homms"]


def test_groups_without_small_cities_in_scope_are_told_and_left_out() -> None:
    case = make_case(
        scope={"provinces": ["A"]},
        limits={"m": {"indicator": "cities.gigabit", "at_most": 3, "by": "region", "groups": ["Near", "Far"]}},
        targets={"t": {"indicator": "cities.gigabit", "by": "city", "at_least": {"A0": 1, "A1": 1}}},
    )
    assert notes(case) == [
        "A0, named under targets.t.at_least.A0, have no small city in scope and do not count there.",
        "Far, named under limits.m.groups, have no small city in scope and do not count there.",
    ]


def test_units_of_revenue_must_be_there() -> None:
    cities = [row | {"demand": -1.0 if row["id"] == "A2" else row["demand"]} for row in CITIES]
    with pytest.raises(InputError) as caught:
        make_case(make_dataset(cities=cities), **_measure(revenue={"column": "demand", "yuan_per_unit": 1}))
    assert caught.value.problems[-1].en == (
        "measures.metro.revenue.column: Column demand is empty or negative in 1 city(ies), A2 among them; "
        "revenue cannot be counted by it."
    )
