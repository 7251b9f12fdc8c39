"""Capex and opex: the most specific unit cost, its driver, the cost level, rounding."""

from __future__ import annotations

import pytest

from planner.texts.problems import InputError
from tests.case.country import CITIES, cost, library, make_case, make_dataset, only, row, uplink

SPEND = {"cheap": {"order": 1, "indicator": "spend.total", "sense": "min"}}
PLAIN = {"plain": {"kind": "city", "opex_share": 0.1}}


def _capex(costs: list[dict[str, object]], **more: object) -> dict[str, float]:
    case = make_case(make_dataset(costs=costs), measures=PLAIN, services={}, goals=SPEND, **more)
    return dict(zip(case.projects["city"], case.capex[2025].tolist(), strict=True))


def test_the_most_specific_row_wins() -> None:
    # Near: A1, A2 are of class city, A3 a town. Far: B0 is a city, B1 and C1 are towns.
    costs = [
        cost("plain", 1),
        cost("plain", 2, size="town"),
        cost("plain", 3, region="Near"),
        cost("plain", 4, region="Near", size="town"),
    ]
    assert _capex(costs) == {"A1": 3, "A2": 3, "A3": 4, "B0": 1, "B1": 2, "C1": 2}


def test_region_comes_before_class() -> None:
    costs = [cost("plain", 2, size="town"), cost("plain", 3, region="Near"), cost("plain", 1)]
    assert _capex(costs)["A3"] == 3


def test_items_add_up_over_their_drivers() -> None:
    costs = [
        cost("plain", 1),
        cost("plain", 0.001, "homes", item="homes"),
        cost("plain", 0.0001, "residents", item="p"),
    ]
    assert _capex(costs)["A1"] == pytest.approx(1 + 10 + 4)


@pytest.mark.parametrize(("level", "expected"), [("low", 8), ("base", 10), ("high", 12)])
def test_cost_level_chooses_the_column(level: str, expected: float) -> None:
    assert _capex([cost("plain", 10)], cost_level=level)["A1"] == expected


def test_capex_is_kept_to_one_yuan() -> None:
    assert _capex([cost("plain", 1 / 3)])["A1"] == 0.333333


def test_uplinks_are_priced_by_route_length() -> None:
    data = make_dataset(uplinks=[uplink("A1", "A0", 12.5), uplink("C1", "A0", 40)])
    case = make_case(data, measures=only("link"), services={}, goals=SPEND)
    assert case.capex[2024].to_dict() == {"link:A1>A0": 1.25, "link:C1>A0": 4.0}


def test_sites_have_a_fixed_part_and_a_part_by_module() -> None:
    case = make_case()
    assert row(case.capex, "pool:A1") == [6, 6]
    assert row(case.module_capex, "pool:A1") == [3, 3]
    assert row(case.module_capex, "edge:A1") == [0, 0]


def test_opex_is_a_share_of_capex() -> None:
    case = make_case(make_dataset(costs=[cost("plain", 5)]), measures=PLAIN, services={}, goals=SPEND)
    assert case.projects.loc["plain:A1", "opex_myuan"] == pytest.approx(0.5)


def test_no_row_that_fits_is_an_error_that_names_the_places() -> None:
    with pytest.raises(InputError) as caught:
        _capex([cost("plain", 1, region="Near")])
    assert [p.en for p in caught.value.problems] == [
        "unit_costs.csv: No row of item all_in of measure plain fits: City B0, City B1, City C1."
    ]


def test_a_measure_without_unit_costs_is_an_error_unless_the_library_prices_it() -> None:
    rows = [library(f"P{place}", "plain", place, capex_myuan=2.5) for place in ("A1", "A2", "A3", "B0", "B1", "C1")]
    case = make_case(make_dataset(costs=[cost("other", 1)], projects=rows), measures=PLAIN, services={}, goals=SPEND)
    assert set(case.capex[2024]) == {2.5}
    with pytest.raises(InputError, match="Measure plain has no unit cost"):
        make_case(make_dataset(costs=[cost("other", 1)], projects=rows[:5]), measures=PLAIN, services={}, goals=SPEND)


def test_an_empty_driver_is_an_error() -> None:
    cities = [place | {"halls": float("nan") if place["id"] == "B1" else 2.0} for place in CITIES]
    with pytest.raises(InputError, match="The driver of item all_in of measure plain is empty at: City B1"):
        make_case(
            make_dataset(cities=cities, costs=[cost("plain", 1, "halls")]), measures=PLAIN, services={}, goals=SPEND
        )
