"""Targets, limits and goals: groups, years, units, and what later goals must keep."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case.case import Case
from planner.config.aims import Goal
from planner.formulation import build
from planner.formulation.goals import kept
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import component, joined, optimum, text

CITY = {"kind": "city"}
OWN = {"mode": "own", "measure": "m", "weight": 1}
PLACES: dict[str, dict[str, Any]] = {
    "a": {"residents": 3000},
    "b": {"residents": 1000},
    "c": {"province": "Q", "region": "W", "residents": 6000},
}


def _case(goal: tuple[str, str] = ("shortfall", "min"), years: tuple[int, ...] = (2001, 2002), **tables: Any) -> Case:
    """Three cities in two provinces and regions; each project costs 5, and there are 5 a year."""
    return make_case(
        {"m": CITY},
        {f"m:{city}": {"capex": 5} for city in PLACES},
        PLACES,
        goal,
        years=years,
        services={"s": OWN},
        carriers={"c": dict.fromkeys(years, 5.0)},
        **tables,
    )


def test_shortfall_of_a_share_is_in_its_unit() -> None:
    """Of 10 thousand residents 9 can be served (a and c); the target is all of them: 0.1 is missing."""
    case = _case(goal=("shortfall.t", "min"), targets={"t": {"indicator": "share.residents.s", "at_least": 1}})
    assert optimum(compile_model(build.nation(case))) == pytest.approx(0.1)


def test_shortfalls_are_weighed_relative_to_their_targets() -> None:
    """One project: c leaves 2 of 3 cities (weight 1) and nothing of W; a or b would leave the city of W too."""
    targets = {
        "all": {"indicator": "cities.s", "at_least": 3},
        "west": {"indicator": "cities.s", "by": "region", "at_least": {"W": 1}, "weight": 10},
    }
    case = _case(years=(2001,), targets=targets)
    assert optimum(compile_model(build.nation(case))) == pytest.approx(2 / 3)
    assert optimum(joined(case)) == pytest.approx(2 / 3)


def test_target_in_an_earlier_year() -> None:
    """Two cities wanted by the end of the first year, money for one: one is missing, whatever comes in the second."""
    targets = {"t": {"indicator": "cities.s", "at_least": 2, "year": 2001}}
    assert optimum(compile_model(build.nation(_case(("shortfall.t", "min"), targets=targets)))) == pytest.approx(1)


def test_target_of_a_flow_sums_the_years_up_to_it() -> None:
    """Benefit up to 2002: a in 2001 and 2002, c in 2002 (3 + 3 + 6), or c twice and a once (6 + 6 + 3 = 15) of 20."""
    targets = {"t": {"indicator": "benefit", "at_least": 20}}
    assert optimum(compile_model(build.nation(_case(("shortfall.t", "min"), targets=targets)))) == pytest.approx(5)


def test_target_of_single_cities() -> None:
    """Each of b and c wanted: both can be had, and the quantity of one city comes from its province alone."""
    case = _case(targets={"t": {"indicator": "cities.s", "by": "city", "at_least": {"b": 1, "c": 1}}})
    assert ("cities.s@b", 2002) in build.quantities(case)
    assert optimum(compile_model(build.nation(case))) == pytest.approx(0)
    assert optimum(joined(case)) == pytest.approx(0)


def test_target_of_groups_out_of_scope_is_not_written() -> None:
    case = _case(targets={"t": {"indicator": "cities.s", "by": "region", "at_least": {"R": 1, "North": 9}}})
    names = [text(name) for name in compile_model(build.coupling(case)).row_names]
    assert [name for name in names if name.startswith("target")] == ["target[t,R]"]


def test_large_shares_are_scaled() -> None:
    """Half a billion residents: no coefficient of the target's row leaves 1e-4 … 1e4."""
    case = make_case(
        {"m": CITY},
        {"m:a": {}},
        {"a": {"residents": 5e8}},
        ("shortfall", "min"),
        services={"s": OWN},
        targets={"t": {"indicator": "share.residents.s", "at_least": 1}},
    )
    form = compile_model(build.coupling(case))
    row = form.A[[[component(name) for name in form.row_names].index("target")]]
    assert row.data.min() > 1e-4
    assert row.data.max() < 1e4
    assert optimum(compile_model(build.nation(case))) == pytest.approx(0)


def _rows(limit: dict[str, Any]) -> list[str]:
    case = _case(("cities.s", "max"), limits={"l": limit})
    names = [text(name) for name in compile_model(build.nation(case)).row_names]
    return sorted(name for name in names if "limit_local[" in name or name.startswith("limit["))


@pytest.mark.parametrize(
    ("limit", "rows"),
    [
        ({"indicator": "cities.s"}, ["limit[l,nation,2002]"]),
        ({"indicator": "cities.s", "years": [2001, 2002]}, ["limit[l,nation,2001]", "limit[l,nation,2002]"]),
        ({"indicator": "spend.total"}, ["limit[l,nation,2002]"]),
        ({"indicator": "spend.total", "years": [2001]}, ["limit[l,nation,2001]"]),
        ({"indicator": "spend.total", "over": "each"}, ["limit[l,nation,2001]", "limit[l,nation,2002]"]),
        ({"indicator": "cities.s", "by": "region"}, ["limit[l,R,2002]", "limit[l,W,2002]"]),
        ({"indicator": "cities.s", "by": "region", "groups": ["W", "North"]}, ["limit[l,W,2002]"]),
        ({"indicator": "cities.s", "by": "province"}, ["P.limit_local[l,P,2002]", "Q.limit_local[l,Q,2002]"]),
        ({"indicator": "cities.s", "by": "province", "groups": ["Q"]}, ["Q.limit_local[l,Q,2002]"]),
        ({"indicator": "cities.s", "by": "city", "groups": ["b"]}, ["P.limit_local[l,b,2002]"]),
    ],
)
def test_limits_by_group_and_year(limit: dict[str, Any], rows: list[str]) -> None:
    assert _rows({"at_most": 1, **limit}) == rows


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ({"indicator": "spend.total", "at_most": 5}, 1),  # 5 in both years together
        ({"indicator": "spend.total", "at_most": 5, "over": "each"}, 2),
        ({"indicator": "spend.total", "at_most": 0, "years": [2001]}, 1),
        ({"indicator": "share.cities.s", "by": "province", "at_most": 0.5}, 1),  # one of P's two, and none of Q's one
        ({"indicator": "cities.s", "by": "city", "groups": ["a", "c"], "at_most": 0}, 1),
        ({"indicator": "shortfall.t", "at_most": 2}, 2),  # at least one city: no further bite
    ],
)
def test_limits_bite_by_the_right_amount(limit: dict[str, Any], value: float) -> None:
    targets = {"t": {"indicator": "cities.s", "at_least": 3}}
    case = _case(("cities.s", "max"), limits={"l": limit}, targets=targets)
    assert optimum(compile_model(build.nation(case))) == pytest.approx(value)
    assert optimum(joined(case)) == pytest.approx(value)


def test_hard_limit_on_a_shortfall_can_make_the_model_infeasible() -> None:
    targets = {"t": {"indicator": "cities.s", "at_least": 3}}
    case = _case(("cities.s", "max"), limits={"l": {"indicator": "shortfall.t", "at_most": 0.5}}, targets=targets)
    with pytest.raises(ValueError, match="Infeasible"):
        optimum(compile_model(build.nation(case)))


GOALS = {
    "people": {"order": 1, "indicator": "residents.s", "sense": "max"},
    "money": {"order": 2, "indicator": "spend.total", "sense": "min"},
}


@pytest.mark.parametrize(
    ("given", "spend"),
    [
        ({}, 10),  # 9 thousand need a and c
        ({"tolerance": 3}, 5),  # 6 thousand will do: c alone
        ({"tolerance": 2.9}, 10),
        ({"relative_tolerance": 0.34}, 5),  # 9 × 0.66 = 5.94
        ({"relative_tolerance": 0.34, "tolerance": 9}, 0),  # the larger of the two counts
    ],
)
def test_later_goal_keeps_the_earlier_one_within_its_tolerance(given: dict[str, float], spend: float) -> None:
    case = _case(goals={**GOALS, "people": {**GOALS["people"], **given}})
    people = optimum(compile_model(build.nation(case)))
    assert people == pytest.approx(9)
    assert optimum(compile_model(build.nation(case, {"people": people}))) == pytest.approx(spend)


def test_what_is_kept_depends_on_the_sense() -> None:
    named = {"name_zh": "g", "name_en": "g", "order": 1, "indicator": "benefit"}
    assert kept(Goal.model_validate({**named, "sense": "max", "tolerance": 2}), 10) == 8
    assert kept(Goal.model_validate({**named, "sense": "min", "relative_tolerance": 0.5}), 10) == 15
    assert kept(Goal.model_validate({**named, "sense": "min", "relative_tolerance": 0.5}), -10) == -5


def test_goal_on_a_share_is_a_share() -> None:
    assert optimum(compile_model(build.nation(_case(("share.residents.s", "max"))))) == pytest.approx(0.9)


def test_goal_that_nothing_contributes_to() -> None:
    """No target, so no shortfall: the goal is 0 in both forms and the goal's row is still there."""
    case = _case(("shortfall", "min"))
    assert compile_model(build.coupling(case), split=("goal",)).split["goal"].indices == (("goal",),)
    assert optimum(compile_model(build.nation(case))) == pytest.approx(0)
    assert optimum(joined(case)) == pytest.approx(0)
