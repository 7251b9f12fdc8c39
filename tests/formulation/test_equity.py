"""The Gini row against the coefficient's definition, groups left out, and rows' size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import component, optimum, text

CITY = {"kind": "city"}
OWN = {"mode": "own", "measure": "m", "weight": 1}
#: Provinces of very different size, three cities each; residents of each city.
SIZES = {"P": 50_000, "Q": 400_000, "S": 2_000_000, "T": 900_000}


def _provinces(rule: dict[str, Any], goal: tuple[str, str] = ("cities.s", "max")) -> Case:
    places = {
        f"{p.lower()}{k}": {"province": p, "region": "R" if p in "PQ" else "W", "residents": size * (k + 1)}
        for p, size in SIZES.items()
        for k in range(3)
    }
    return make_case({"m": CITY}, {f"m:{c}": {} for c in places}, places, goal, services={"s": OWN}, rules={"e": rule})


def _gini(levels: np.ndarray, weights: np.ndarray) -> float:
    """The coefficient as defined: mean absolute difference over twice the mean."""
    shares = weights / weights.sum()
    differences = np.abs(levels[:, None] - levels[None, :])
    return float((shares[:, None] * shares[None, :] * differences).sum() / (2 * (shares * levels).sum()))


def test_gini_row_is_the_coefficient() -> None:
    """At random points, every spread at its difference, the row holds exactly where the coefficient is at most 0.3."""
    case = _provinces({"kind": "gini", "indicator": "share.residents.s", "at_most": 0.3})
    form = compile_model(build.nation(case))
    names = [text(name) for name in form.col_names]
    row = [component(name) for name in form.row_names].index("gini")
    spreads = [row for row, name in enumerate(form.row_names) if component(name) == "gini_spread"]
    chance, seen = np.random.default_rng(3), set()
    weights = np.array([size * 6 for size in SIZES.values()], dtype=float)
    for _ in range(300):
        x = np.zeros(len(names))
        done = chance.integers(0, 2, (4, 3))
        for p, province in enumerate(SIZES):
            for k in range(3):
                x[names.index(f"{province}.done[m:{province.lower()}{k},2001]")] = done[p, k]
        for spread in spreads:  # each distance as small as its two rows allow
            _, (_, one, other, _) = form.row_names[spread]
            column = names.index(f"spread[e,{one},{other}]")
            missing = form.row_lower[spread] - (form.A[[spread]] @ x)[0]
            x[column] = max(x[column], x[column] + missing)
        levels = (done * np.array([1, 2, 3])).sum(axis=1) / 6
        if not levels.any():
            continue
        coefficient = _gini(levels, weights)
        holds = bool((form.A[[row]] @ x)[0] <= form.row_upper[row] + 1e-9)
        assert holds == (coefficient <= 0.3 + 1e-9)
        seen.add(holds)
    assert seen == {True, False}


def test_gini_rows_stay_near_one() -> None:
    case = _provinces({"kind": "gini", "indicator": "share.residents.s", "at_most": 0.3})
    form = compile_model(build.coupling(case))
    for row, name in enumerate(form.row_names):
        if component(name) in ("gini", "gini_spread"):
            terms = np.abs(form.A[[row]].data)
            assert terms.min() > 1e-4
            assert terms.max() < 1e2


def test_national_variables_have_finite_bounds() -> None:
    case = _provinces({"kind": "gini", "indicator": "grant.per_resident", "at_most": 0.3})
    form = compile_model(build.coupling(case))
    own = np.array([name[0] != "y" for name in form.col_names])
    assert own.sum() == 6
    assert np.isfinite(form.col_lower[own]).all()
    assert np.isfinite(form.col_upper[own]).all()


def test_spreads_reach_every_difference() -> None:
    """The largest province served alone: its share is 1, all others 0; the bounds must leave room for that."""
    case = _provinces({"kind": "gini", "indicator": "share.cities.s", "at_most": 1}, goal=("residents.s", "max"))
    form = compile_model(build.nation(case))
    others = [k for k, name in enumerate(form.col_names) if component(name) == "done" and name[0] != "S.done"]
    form.col_upper[others] = 0
    assert optimum(form) == pytest.approx(12_000)


@pytest.mark.parametrize("kind", ["floor", "gap", "gini"])
def test_groups_without_cities_count_in_none(kind: str) -> None:
    """A province with no small city, such as a municipality, neither blocks a floor nor enters a comparison."""
    side = {"at_least": 0.5} if kind == "floor" else {"at_most": 0.5}
    case = make_case(
        {"m": CITY},
        {"m:a": {}},
        {"a": {}, "big": {"province": "Q", "small": False, "core": True}},
        ("cities.s", "max"),
        services={"s": OWN},
        rules={"e": {"kind": kind, "indicator": "share.cities.s", **side}},
    )
    form = compile_model(build.nation(case))
    assert not [name for name in form.row_names if "Q" in text(name) and component(name) in ("floor_province", "gap")]
    assert optimum(form) == pytest.approx(1)


@pytest.mark.parametrize("kind", ["gap", "gini"])
def test_groups_with_nobody_to_count_are_not_compared(kind: str) -> None:
    case = make_case(
        {"m": CITY},
        {"m:a": {}, "m:b": {}},
        {"a": {}, "b": {"province": "Q", "residents": 0}},
        ("share.residents.s", "max"),
        services={"s": OWN},
        rules={"e": {"kind": kind, "indicator": "share.residents.s", "at_most": 0}},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(1)


def test_gap_between_regions() -> None:
    """At most a quarter between the regions' shares: with all six cities of W, R needs five of its six (share 0.83)."""
    rule = {"kind": "gap", "by": "region", "indicator": "share.cities.s", "at_most": 0.25}
    case = _provinces(rule, goal=("projects.m", "min"))
    form = compile_model(build.nation(case))
    west = [k for k, name in enumerate(form.col_names) if name[0] in ("S.done", "T.done")]
    form.col_lower[west] = 1
    assert optimum(form) == pytest.approx(6 + 5)


def test_share_of_groups_out_of_scope_is_not_asked() -> None:
    case = _provinces({"kind": "share", "indicator": "spend.total", "groups": ["elsewhere"], "at_least": 0.9})
    assert "money_share" not in build.rows_by_rule(case)


def test_only_named_groups_are_compared() -> None:
    rule = {"kind": "gap", "indicator": "share.cities.s", "groups": ["P", "S", "T"], "at_most": 0}
    names = [text(name) for name in compile_model(build.coupling(_provinces(rule))).row_names]
    assert [name for name in names if name.startswith("gap")] == ["gap[e,P,S]", "gap[e,P,T]", "gap[e,S,T]"]
