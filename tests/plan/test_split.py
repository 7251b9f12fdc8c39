"""Money is split to the yuan: sums exact, bounds kept, in proportion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.plan.split import Ceiling, Room, Yuan, _nearest, apportion, fill_needs, split_grants, split_rest

YUAN = st.integers(0, 3_000_000_000)


def room(bounds: Yuan, caps: Yuan) -> Room:
    """Nothing is needed."""
    return Room(bounds, caps, np.zeros_like(caps))


def test_apportion_by_largest_remainder() -> None:
    assert apportion(10, [1, 1, 1]).tolist() == [4, 3, 3]
    assert apportion(100, [50, 30, 20]).tolist() == [50, 30, 20]
    assert apportion(0, [0, 0]).tolist() == [0, 0]
    with pytest.raises(ValueError, match="no weight"):
        apportion(1, [0, 0])


@given(st.lists(YUAN, min_size=1, max_size=20), st.floats(0, 1))
def test_apportion_adds_up_and_stays_below_weights(weights: list[int], part: float) -> None:
    total = int(sum(weights) * part)
    shares = apportion(total, weights)
    assert int(shares.sum()) == total
    assert (shares <= weights).all()
    assert (shares >= 0).all()


def test_one_rule_is_pro_rata() -> None:
    bounds = np.array([[4_000_000, 2_000_000, 0]])
    capex = np.array([10_000_000, 4_000_000, 5_000_000])
    assert split_grants([3_000_000], room(bounds, capex)).tolist() == [[2_000_000, 1_000_000, 0]]


def test_rules_that_meet_share_a_project_without_passing_its_capex() -> None:
    """Pro rata would give the first project 12 of 10; what it cannot take goes to the other."""
    bounds = np.array([[6, 6], [6, 0]])
    capex = np.array([10, 10])
    split = split_grants([10, 6], room(bounds, capex))
    assert split.sum(axis=1).tolist() == [10, 6]
    assert (split <= bounds).all()
    assert (split.sum(axis=0) <= capex).all()


@given(st.data())
def test_split_of_meeting_rules_reaches_what_an_lp_can(data: st.DataObject) -> None:
    """Whatever can be split is split whole, within every bound."""
    rules, projects = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
    cells = st.lists(st.integers(0, 20), min_size=projects, max_size=projects)
    bounds = np.array([data.draw(cells) for _ in range(rules)])
    capex = np.array(data.draw(cells)) + 1
    capped = np.minimum(bounds, capex)
    totals = [data.draw(st.integers(0, int(row.sum()))) for row in capped]
    split = split_grants(totals, room(bounds, capex))
    assert (split >= 0).all()
    assert (split <= capped).all()
    assert (split.sum(axis=0) <= capex).all()
    assert (split.sum(axis=1) <= totals).all()
    most = linprog(
        -np.ones(rules * projects),
        A_ub=np.vstack([np.kron(np.eye(rules), np.ones(projects)), np.kron(np.ones(rules), np.eye(projects))]),
        b_ub=np.concatenate([totals, capex]),
        bounds=np.column_stack([np.zeros(rules * projects), capped.ravel()]),
    )
    assert int(split.sum()) == round(-most.fun)


def test_needs_go_before_proportion() -> None:
    """Pro rata gives 5 each; the first needs 9, and local money can fill only 2 of it."""
    split = split_grants([10], Room(np.array([[10, 10]]), np.array([20, 20]), np.array([9, 0]), local=2))
    assert split.tolist() == [[7, 3]]
    assert fill_needs(np.array([2, -3]), 2).tolist() == [2, 0]


def test_a_solver_that_fails_is_told() -> None:
    """No split keeps a cap below zero; what the solver says of it is passed on, with the money in question."""
    with pytest.raises(ArithmeticError, match=r"^6 yuan of 1 rules were not split over 2 projects: .*infeasible"):
        _nearest(np.array([[3, 3]]), np.array([6]), room(np.array([[3, 3]]), np.array([3, -1])))


def test_local_money_that_falls_short_fills_needs_in_proportion() -> None:
    assert fill_needs(np.array([30, 10, 0]), 20).tolist() == [15, 5, 0]


@given(st.data())
def test_needs_are_filled_as_far_as_an_lp_can(data: st.DataObject) -> None:
    """Grants and local money together leave open no more than must stay open."""
    rules, projects = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
    cells = st.lists(st.integers(0, 20), min_size=projects, max_size=projects)
    bounds, caps, needs = (np.array([data.draw(cells) for _ in range(n)]) for n in (rules, 1, 1))
    cities = np.array(data.draw(st.lists(st.integers(0, 1), min_size=projects, max_size=projects)))
    ceilings = tuple(Ceiling(0, cities == city, data.draw(st.integers(0, 30))) for city in (0, 1))
    place = Room(bounds, caps[0], needs[0], data.draw(st.integers(0, 20)), ceilings)
    totals = [data.draw(st.integers(0, int(row.sum()))) for row in place.tight]
    split = split_grants(totals, place)
    assert (split >= 0).all()
    assert (split <= place.tight).all()
    assert (split.sum(axis=0) <= place.caps).all()
    assert (split.sum(axis=1) <= totals).all()
    assert all(split[0, one.projects].sum() <= one.most for one in ceilings)
    left = int(np.maximum(place.needs - split.sum(axis=0), 0).sum()) - place.local
    assert max(0, left) == round(_least_open(totals, place))


def _least_open(totals: list[int], place: Room) -> float:
    """Least need that grants and local money can leave open, by an LP of its own."""
    rules, projects = place.bounds.shape
    by_project = np.kron(np.ones(rules), np.eye(projects))
    rows = np.vstack(
        [
            np.hstack([np.kron(np.eye(rules), np.ones(projects)), np.zeros((rules, 2 * projects))]),
            np.hstack([by_project, np.zeros((projects, 2 * projects))]),
            np.hstack([-by_project, -np.eye(projects), -np.eye(projects)]),
            np.concatenate([np.zeros(rules * projects), np.ones(projects), np.zeros(projects)])[None, :],
            *(np.concatenate([one.projects, np.zeros((rules + 1) * projects)])[None, :] for one in place.ceilings),
        ]
    )
    upper = np.concatenate([place.tight.ravel(), np.full(projects, 1e3), np.full(projects, 1e3)])
    answer = linprog(
        np.concatenate([np.zeros((rules + 1) * projects), np.ones(projects)]),
        A_ub=rows,
        b_ub=np.concatenate([totals, place.caps, -place.needs, [place.local], [c.most for c in place.ceilings]]),
        bounds=np.column_stack([np.zeros(len(upper)), upper]),
    )
    return float(answer.fun)


@given(st.lists(YUAN, min_size=1, max_size=30), st.lists(st.floats(0.01, 1e4), min_size=1, max_size=5))
def test_the_rest_adds_up_by_project_and_nearly_by_payer(rest: list[int], weights: list[float]) -> None:
    amounts = np.array(rest, dtype=np.int64)
    paid = split_rest(amounts, weights)
    assert (paid.sum(axis=1) == amounts).all()
    assert (paid >= 0).all()
    due = np.array(weights) / sum(weights) * float(amounts.sum())
    assert np.abs(paid.sum(axis=0) - due).max() <= len(weights) + 1


def test_nobody_to_pay_is_said() -> None:
    assert split_rest(np.array([0, 0]), [0.0]).tolist() == [[0], [0]]
    with pytest.raises(ValueError, match="nobody"):
        split_rest(np.array([5]), [0.0])
