"""Small searches near a point: which integers a ball opens, how a walk improves a plan."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from planner.solve.highs import Arrays, MipLimits, solve_lp, solve_mip
from planner.solve.progress import Stop, look_at
from planner.solve.vicinity import SHORT, Walk, ball, fixed, solve_widening, spread, ties, walk_near

LIMITS = MipLimits(gap=0.0, gap_abs=1e-6, nodes=50)


def _chain(count: int, *, money: float = np.inf) -> Arrays:
    """Neighbours of a chain exclude each other; one long row, which ties nobody, limits all of them together."""
    pairs = sparse.diags_array([np.ones(count - 1), np.ones(count - 1)], offsets=[0, 1], shape=(count - 1, count))
    matrix = sparse.csr_array(sparse.vstack([pairs, np.ones((1, count))], format="csr"))
    upper = np.append(np.ones(count - 1), money)
    whole = np.ones(count, dtype=bool)
    return Arrays(matrix, np.full(count, -np.inf), upper, np.zeros(count), np.ones(count), whole)


def _worth(count: int, seed: int) -> np.ndarray:
    return -np.random.default_rng(seed).integers(10, 99, count).astype(float)


def test_long_rows_tie_nothing() -> None:
    assert ties(_chain(SHORT)).shape[0] == SHORT  # the long row is short enough here
    assert ties(_chain(SHORT + 1)).shape[0] == SHORT


def test_spreading_goes_row_by_row() -> None:
    seeds = np.arange(20) == 10
    assert np.flatnonzero(spread(_chain(20), seeds, 0)).tolist() == [10]
    assert np.flatnonzero(spread(_chain(20), seeds, 2)).tolist() == [8, 9, 10, 11, 12]


@pytest.mark.parametrize("size", [1, 5, 6, 20, 50])
def test_a_ball_holds_the_integers_nearest_to_its_centre(size: int) -> None:
    arrays = _chain(20)
    inside = np.flatnonzero(ball(ties(arrays), arrays.integer, 10, size, np.random.default_rng(0)))
    assert len(inside) == min(size, 20)
    assert 10 in inside
    assert np.abs(inside - 10).max() <= max(size // 2, 10 if size >= 20 else 0)


def test_a_ball_passes_what_is_no_integer_and_ends_where_nothing_is_tied() -> None:
    apart = sparse.csr_array(sparse.block_diag([_chain(6).matrix[:5], _chain(6).matrix[:5]]))
    integer = np.arange(12) % 2 == 0
    arrays = Arrays(apart, np.full(10, -np.inf), np.ones(10), np.zeros(12), np.ones(12), integer)
    assert np.flatnonzero(ball(ties(arrays), integer, 0, 10, np.random.default_rng(0))).tolist() == [0, 2, 4]


def test_what_is_not_free_is_fixed() -> None:
    arrays = _chain(4)
    near = fixed(arrays, np.array([1.0, 0.0, 1.0 - 1e-7, 0.0]), np.array([False, True, False, False]))
    assert near.col_lower.tolist() == [1, 0, 1, 0]
    assert near.col_upper.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_comes_to_the_optimum_in_small_steps(seed: int) -> None:
    arrays, cost = _chain(60), _worth(60, seed)
    point = solve_lp(arrays, cost).x
    best = solve_mip(arrays, cost, MipLimits(gap=0.0)).objective
    assert point is not None
    start = np.zeros(60)
    found = walk_near(arrays, cost, start, point, LIMITS, (seed, 1), Walk(60, 12, 50))
    assert found.objective == pytest.approx(best)
    assert all(arrays.violation(plan) <= 1e-9 for plan in found.plans)
    assert [float(cost @ plan) for plan in found.plans] == sorted(float(cost @ plan) for plan in found.plans)
    again = walk_near(arrays, cost, start, point, LIMITS, (seed, 1), Walk(60, 12, 50))
    assert np.array_equal(found.plans[0], again.plans[0])
    one = walk_near(arrays, cost, start, point, LIMITS, (seed, 1), Walk(1, 12, 50))
    other = walk_near(arrays, cost, start, point, LIMITS, (seed, 2), Walk(1, 12, 50))
    assert not np.array_equal(one.plans[0], other.plans[0])
    assert found.objective < one.objective < 0


@pytest.mark.parametrize("ended", ["agrees", "stopped"])
def test_a_walk_that_goes_nowhere_gives_back_its_start(ended: str) -> None:
    arrays, cost = _chain(10), _worth(10, 0)
    start = np.zeros(10)
    stop = Stop()
    if ended == "stopped":
        stop.request()
    look_at(stop)
    try:
        found = walk_near(
            arrays, cost, start, start if ended == "agrees" else 1 - start, LIMITS, (0, 1), Walk(5, 4, 50)
        )
    finally:
        look_at(None)
    assert [plan.tolist() for plan in found.plans] == [start.tolist()]


def _every_other(count: int) -> Arrays:
    """Neighbours of a chain differ, so one column decides all of them."""
    arrays = _chain(count)
    return Arrays(
        arrays.matrix[: count - 1],
        np.ones(count - 1),
        np.ones(count - 1),
        arrays.col_lower,
        arrays.col_upper,
        arrays.integer,
    )


def test_where_an_opening_leaves_no_plan_more_and_more_is_open() -> None:
    arrays, cost = _every_other(7), -np.arange(7.0)
    around, middle = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]), np.arange(7) == 3
    assert solve_widening(arrays, cost, around, middle, 0, None, LIMITS, 1).plans == ()
    (plan,) = solve_widening(arrays, cost, around, middle, 1, None, LIMITS, 1).plans
    assert plan.tolist() == [1, 0, 1, 0, 1, 0, 1]
    wide = solve_widening(arrays, cost, np.zeros(7), np.ones(7, dtype=bool), 0, plan, LIMITS, 1)
    assert wide.objective == pytest.approx(-12.0)


def test_nothing_more_is_opened_when_time_is_out() -> None:
    arrays, middle = _every_other(7), np.arange(7) == 3
    around = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
    out = MipLimits(gap=0.0, time_s=0.0)
    assert solve_widening(arrays, -np.ones(7), around, middle, 6, None, out, 1).plans == ()
    stop = Stop()
    stop.request()
    look_at(stop)
    try:
        assert solve_widening(arrays, -np.ones(7), around, middle, 6, None, LIMITS, 1).plans == ()
    finally:
        look_at(None)
