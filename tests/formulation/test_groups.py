"""Groups of cities over provinces, what equity rules measure against its definition, and goals by group."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation.cases import make_case
from tests.formulation.frames import with_frames
from tests.formulation.solving import joined, optimum, text

#: Residents by city; cities of one letter are of one province.
CITIES = {"p1": 4000.0, "p2": 1000.0, "q1": 2000.0, "q2": 6000.0, "s1": 3000.0}
#: Groups that lie across provinces.
GROUPS = {
    "North": {"where": {"cities": ["p1", "q1"]}},
    "South": {"where": {"cities": ["p2", "q2"]}},
    "Island": {"where": {"cities": ["s1"]}},
}
KINDS = [("worst", "max"), ("least", "max"), ("gap", "min"), ("gini", "min"), ("order", "min")]
#: An order of the groups, and of the provinces, as the levels come.
ORDERS = {"group": list(GROUPS), "province": ["P", "Q", "S"]}


def _case(goal: tuple[str, str], by: str = "group", **tables: Any) -> Case:
    places = {city: {"province": city[0].upper(), "region": "R", "residents": r} for city, r in CITIES.items()}
    tables.setdefault("rules", {})
    return with_frames(
        make_case(
            {"m": {"kind": "city"}},
            {f"m:{city}": {"capex": 1} for city in CITIES},
            places,
            goal,
            services={"s": {"mode": "own", "measure": "m"}},
            groups=GROUPS,
            **tables,
        )
    )


def _fix(form: StandardForm, served: dict[str, int]) -> None:
    names = [text(name) for name in form.col_names]
    for city, on in served.items():
        column = names.index(f"{city[0].upper()}.done[m:{city},2001]")
        form.col_lower[column] = form.col_upper[column] = on


def _levels(by: str, served: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Share of residents served, and weight, of each group."""
    if by == "group":
        members = [group["where"]["cities"] for group in GROUPS.values()]
    else:
        members = [[city for city in CITIES if city[0] == letter] for letter in "pqs"]
    people = np.array([sum(CITIES[city] for city in cities) for cities in members])
    reached = np.array([sum(CITIES[city] * served[city] for city in cities) for cities in members])
    return reached / people, people / people.sum()


def _measure(kind: str, tail: float, levels: np.ndarray, weights: np.ndarray) -> float:
    """By definition: the mean over the worst-served tail is taken by filling it up from below."""
    if kind == "least":
        return float(levels.min())
    if kind == "order":
        return max(0.0, float(np.diff(levels).max()))
    if kind == "gap":
        return float(levels.max() - levels.min())
    if kind == "gini":
        apart = np.abs(levels[:, None] - levels[None, :])
        return float((weights[:, None] * weights[None, :] * apart).sum() / 2)
    total, left = 0.0, tail
    for k in np.argsort(levels):
        taken = min(left, weights[k])
        total, left = total + taken * levels[k], left - taken
    return float(total / tail)


@pytest.mark.parametrize("by", ["group", "province"])
@pytest.mark.parametrize(("kind", "sense"), KINDS)
def test_the_measure_of_a_rule_is_its_definition(kind: str, sense: str, by: str) -> None:
    """Every set of cities served: the variable's best value is what the rule measures."""
    tail = 0.4
    rule = {"kind": kind, "by": by, "indicator": "share.residents.s", "tail": tail, "groups": ORDERS[by]}
    form = compile_model(build.nation(_case(("equity.e", sense), rules={"e": rule})))
    for chosen in product((0, 1), repeat=len(CITIES)):
        served = dict(zip(CITIES, chosen, strict=True))
        _fix(form, served)
        assert optimum(form) == pytest.approx(_measure(kind, tail, *_levels(by, served)), abs=1e-9)


@pytest.mark.parametrize(("kind", "sense"), KINDS)
def test_a_bound_holds_exactly_where_the_measure_does(kind: str, sense: str) -> None:
    tail, bound = 0.5, 0.3
    side = {"at_least": bound} if sense == "max" else {"at_most": bound}
    rule = {"kind": kind, "by": "group", "indicator": "share.residents.s", "tail": tail, "groups": ORDERS["group"]}
    rule |= side
    form = compile_model(build.nation(_case(("spend.total", "min"), rules={"e": rule})))
    for chosen in product((0, 1), repeat=len(CITIES)):
        served = dict(zip(CITIES, chosen, strict=True))
        levels, weights = _levels("group", served)
        mean = float((levels * weights).sum())
        measured = _measure(kind, tail, levels, weights)
        if kind == "gini":
            measured = measured / mean if mean else 0.0  # the bound is on the coefficient
        _fix(form, served)
        holds = measured >= bound - 1e-9 if sense == "max" else measured <= bound + 1e-9
        if holds:
            assert optimum(form) == pytest.approx(sum(chosen))
        else:
            with pytest.raises(ValueError, match="Infeasible"):
                optimum(form)


def test_order_holds_in_every_year() -> None:
    """The island comes first in both years, though it would be cheaper to serve the north first."""
    rule = {"kind": "order", "by": "group", "indicator": "share.cities.s", "groups": ["Island", "North"], "at_most": 0}
    places = {"n": {}, "i": {"province": "Q"}}
    case = with_frames(
        make_case(
            {"m": {"kind": "city"}},
            {"m:n": {"capex": 1}, "m:i": {"capex": 2, "first_year": 2002}},
            places,
            ("cities.s", "max"),
            years=(2001, 2002),
            carriers={"c": {2001: 1, 2002: 1}},
            services={"s": {"mode": "own", "measure": "m"}},
            groups={"North": {"where": {"cities": ["n"]}}, "Island": {"where": {"cities": ["i"]}}},
            rules={"e": rule},
        )
    )
    assert optimum(compile_model(build.nation(case))) == 0


def test_limits_targets_and_floors_by_group() -> None:
    """At most one city of the south, half of the north: p1 or q1, and one of p2 and q2 (6 thousand), and s1."""
    case = _case(
        ("residents.s", "max"),
        limits={"few": {"indicator": "cities.s", "by": "group", "groups": ["South"], "at_most": 1}},
        rules={"floor": {"kind": "floor", "by": "group", "groups": ["North"], "indicator": "share.cities.s",
                         "at_least": 0.5}},
        targets={"all": {"indicator": "cities.s", "by": "group", "at_least": {"South": 2}}},
    )  # fmt: skip
    assert optimum(compile_model(build.nation(case))) == 4 + 2 + 6 + 3
    assert optimum(joined(case)) == 4 + 2 + 6 + 3
    short = compile_model(build.nation(_case(("shortfall.all", "min"), limits=case.model.model_dump()["limits"],
                                             targets=case.model.model_dump()["targets"])))  # fmt: skip
    assert optimum(short) == 1


@pytest.mark.parametrize(
    ("by", "group", "expected"), [("group", "North", 2), ("province", "Q", 2), ("city", "s1", 1), ("region", "R", 3)]
)
def test_goals_by_group(by: str, group: str, expected: float) -> None:
    """Money for three cities: what counts is what the group gets."""
    goals = {"goal": {"order": 1, "indicator": "cities.s", "sense": "max", "by": by, "group": group,
                      "name_zh": "g", "name_en": "g"}}  # fmt: skip
    case = _case(
        ("cities.s", "max"), settings={"goals": goals}, limits={"money": {"indicator": "spend.total", "at_most": 3}}
    )
    assert optimum(compile_model(build.nation(case))) == expected
    assert optimum(joined(case)) == expected


def test_a_goal_of_a_group_that_is_not_there_is_worth_nothing() -> None:
    goals = {"goal": {"order": 1, "indicator": "cities.s", "sense": "max", "by": "province", "group": "Z",
                      "name_zh": "g", "name_en": "g"}}  # fmt: skip
    assert optimum(compile_model(build.nation(_case(("cities.s", "max"), settings={"goals": goals})))) == 0


def test_rules_that_only_measure_write_no_row_unless_asked() -> None:
    rule = {"by": "group", "indicator": "share.cities.s", "groups": ORDERS["group"]}
    rules = {kind: rule | {"kind": kind} for kind, _ in KINDS}
    form = compile_model(build.coupling(_case(("cities.s", "max"), rules=rules)))
    assert {name[0] for name in form.row_names} <= {"goal", "carrier_budget"}
