"""The driver of HiGHS: LPs, MIPs, starts, limits, interrupts, and an LP kept alive."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from planner.solve import highs
from planner.solve.bounds import ROUNDING, believed
from planner.solve.highs import Answer, Arrays, Basis, LiveLp, MipLimits, solve_lp, solve_mip
from planner.solve.progress import Stop
from tests.solve.nations import optimum


def _arrays(matrix: list[list[float]], upper: list[float], most: float = np.inf, *, integer: bool = False) -> Arrays:
    """``A x ≤ upper``, ``0 ≤ x ≤ most``."""
    rows = sparse.csr_array(np.array(matrix, dtype=float))
    count = rows.shape[1]
    return Arrays(
        rows,
        np.full(len(upper), -np.inf),
        np.array(upper, dtype=float),
        np.zeros(count),
        np.full(count, most),
        np.full(count, integer),
    )


def _knapsack(items: int, rows: int, seed: int) -> tuple[Arrays, np.ndarray]:
    """A multi-dimensional knapsack: hard enough to take some branching at a few dozen items."""
    random = np.random.default_rng(seed)
    weights = random.integers(5, 100, (rows, items)).astype(float)
    worth = weights.sum(axis=0) / rows + random.integers(0, 20, items)
    arrays = _arrays(weights.tolist(), (weights.sum(axis=1) / 2).round().tolist(), 1.0, integer=True)
    return arrays, -worth


@pytest.fixture(scope="module")
def hard() -> tuple[Arrays, np.ndarray]:
    """A knapsack that HiGHS does not finish within the tests' patience."""
    return _knapsack(100, 10, 1)


def test_an_lp_by_hand_with_its_dual() -> None:
    # max 3x + 2y, x + y ≤ 4, x + 3y ≤ 6: x = 4, y = 0; one more unit of the first row is worth 3.
    answer = solve_lp(_arrays([[1, 1], [1, 3]], [4, 6]), np.array([-3.0, -2.0]))
    assert answer.outcome == "optimal"
    assert answer.objective == pytest.approx(-12.0)
    assert answer.x == pytest.approx([4.0, 0.0])
    assert answer.row_dual == pytest.approx([-3.0, 0.0])


@pytest.mark.parametrize("failures", [1, 2])
def test_an_lp_that_ends_in_an_error_is_tried_again(monkeypatch: pytest.MonkeyPatch, failures: int) -> None:
    """Simplex with presolve, then without, then the interior point method; all of them failing is an error."""
    arrays, cost = _knapsack(8, 3, 1)
    right = solve_lp(arrays, cost).objective
    real, told = highs._outcome, iter(["limit"] * failures)
    monkeypatch.setattr(highs, "_outcome", lambda solver: next(told, None) or real(solver))
    assert LiveLp(arrays).solve(cost).objective == pytest.approx(right)
    monkeypatch.setattr(highs, "_outcome", lambda solver: "limit")
    with pytest.raises(ArithmeticError, match="HiGHS ended an LP with"):
        LiveLp(arrays).solve(cost)


def test_a_mip_by_hand() -> None:
    # max 5a + 4b + 3c, 2a + 3b + c ≤ 5, 4a + b + 2c ≤ 11, whole numbers up to 2: (2, 0, 1) with 13.
    answer = solve_mip(
        _arrays([[2, 3, 1], [4, 1, 2]], [5, 11], 2, integer=True), np.array([-5.0, -4.0, -3.0]), MipLimits()
    )
    assert answer.outcome == "optimal"
    assert answer.objective == pytest.approx(-13.0)
    assert answer.bound == pytest.approx(-13.0)
    assert answer.x == pytest.approx([2.0, 0.0, 1.0])


def test_infeasible_and_unbounded() -> None:
    clash = replace(_arrays([[1, 1]], [1], 5), row_lower=np.array([1.0]), col_lower=np.array([1.0, 1.0]))
    assert solve_lp(clash, np.ones(2)).outcome == "infeasible"
    assert solve_lp(clash, np.ones(2)).x is None
    whole = replace(clash, integer=np.full(2, True))
    assert solve_mip(whole, np.ones(2), MipLimits()).outcome == "infeasible"
    assert solve_mip(whole, np.ones(2), MipLimits()).bound == np.inf
    endless = solve_mip(_arrays([[1, -1]], [1], integer=True), np.array([-1.0, -1.0]), MipLimits())
    assert endless.x is None
    with pytest.raises(ArithmeticError):
        solve_lp(_arrays([[1, -1]], [1]), np.array([-1.0, -1.0]))


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_mips_agree_with_another_solver(seed: int) -> None:
    random = np.random.default_rng(seed)
    arrays, cost = _knapsack(8, 3, seed)
    arrays = replace(arrays, integer=random.random(8) < 0.7)
    assert solve_mip(arrays, cost, MipLimits()).objective == pytest.approx(optimum(arrays, cost))


def test_a_start_is_the_plan_when_nothing_better_is_looked_for(hard: tuple[Arrays, np.ndarray]) -> None:
    arrays, cost = hard
    good = solve_mip(arrays, cost, MipLimits(nodes=200)).x
    assert good is not None
    answer = solve_mip(arrays, cost, MipLimits(nodes=0), start=good)
    assert answer.x is not None
    assert answer.objective <= cost @ good + 1e-6
    alone = solve_mip(arrays, cost, MipLimits(nodes=0))
    assert alone.objective > cost @ good + 0.5


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_a_start_never_hides_the_optimum(seed: int) -> None:
    arrays, cost = _knapsack(8, 2, seed)
    true = optimum(arrays, cost)
    random = np.random.default_rng(seed)
    start = np.zeros(8)
    start[random.integers(8)] = 1.0
    assert solve_mip(arrays, cost, MipLimits(), start=start).objective == pytest.approx(true)


def test_an_interrupt_keeps_the_best_plan(hard: tuple[Arrays, np.ndarray]) -> None:
    arrays, cost = hard
    stop = Stop()
    threading.Timer(1.0, stop.request).start()
    began = time.monotonic()
    answer = solve_mip(arrays, cost, MipLimits(gap=0.0, gap_abs=0.0), stop=stop)
    assert time.monotonic() - began < 30.0
    assert answer.outcome == "interrupted"
    assert answer.x is not None
    assert arrays.violation(np.round(answer.x)) <= 1e-6
    assert answer.bound < answer.objective


def test_a_time_limit_keeps_the_best_plan(hard: tuple[Arrays, np.ndarray]) -> None:
    arrays, cost = hard
    answer = solve_mip(arrays, cost, MipLimits(gap=0.0, gap_abs=0.0, time_s=1.0))
    assert answer.outcome == "limit"
    assert answer.x is not None
    due = solve_mip(arrays, cost, MipLimits(gap=0.0, gap_abs=0.0), stop=Stop.after(1.0))
    assert due.outcome in ("limit", "interrupted")


def test_a_node_limit_repeats_exactly(hard: tuple[Arrays, np.ndarray]) -> None:
    arrays, cost = hard
    one, other = (solve_mip(arrays, cost, MipLimits(gap=0.0, nodes=60), seed=7) for _ in range(2))
    assert one.outcome == "limit"
    assert one.x is not None
    assert other.x is not None
    assert np.array_equal(one.x, other.x)
    assert one.bound == other.bound


def test_improving_plans_come_in_order_and_the_listener_hears_them(hard: tuple[Arrays, np.ndarray]) -> None:
    arrays, cost = hard
    heard: list[tuple[float, float]] = []
    answer = solve_mip(
        arrays, cost, MipLimits(nodes=100), listener=lambda best, bound: heard.append((best, bound)), keep_found=True
    )
    values = [float(cost @ x) for x in answer.found]
    assert len(values) >= 2
    assert values == sorted(values, reverse=True)
    assert values[-1] == pytest.approx(answer.objective)
    assert min(best for best, _ in heard) == pytest.approx(answer.objective)
    assert all(bound <= answer.objective + 1e-6 for _, bound in heard)


def test_integers_held_at_a_point() -> None:
    arrays = replace(_arrays([[1, 1]], [3.5], 3), integer=np.array([True, False]))
    answer = solve_lp(arrays, np.array([-1.0, -1.0]), integers_fixed_at=np.array([1.0000001, 0.0]))
    assert answer.x == pytest.approx([1.0, 2.5])


def test_violation_measures_rows_bounds_and_integers() -> None:
    arrays = replace(_arrays([[1, 1]], [3], 2), integer=np.array([True, False]))
    assert arrays.violation(np.array([1.0, 2.0])) == 0.0
    assert arrays.violation(np.array([2.0, 1.5])) == pytest.approx(0.5)
    assert arrays.violation(np.array([1.25, 0.0])) == pytest.approx(0.25)
    assert arrays.violation(np.array([0.0, 2.75])) == pytest.approx(0.75)
    assert arrays.violation(np.array([-1.0, 0.0])) == pytest.approx(1.0)


def _transport() -> Arrays:
    """A degenerate LP with many optimal points: what is found depends on where the simplex begins."""
    size = 6
    rows = np.zeros((2 * size, size * size))
    for k in range(size):
        rows[k, k * size : (k + 1) * size] = 1.0
        rows[size + k, k::size] = 1.0
    return replace(_arrays(rows.tolist(), [1.0] * (2 * size), 1.0), row_lower=np.ones(2 * size))


def test_a_live_lp_does_not_remember() -> None:
    """The same cost, rows and basis give the same point and basis, whatever was solved before."""
    arrays = _transport()
    random = np.random.default_rng(3)
    costs = [random.integers(0, 3, 36).astype(float) for _ in range(4)]
    cut = sparse.csr_array(-np.eye(1, 36))
    fresh = LiveLp(arrays)
    basis = fresh.solve(costs[0]).basis
    fresh.add_rows(cut, np.array([-0.5]), np.array([np.inf]))
    wanted = fresh.solve(costs[1], basis)
    busy = LiveLp(arrays)
    for cost in costs[2:]:
        busy.solve(cost)
    busy.add_rows(cut, np.array([-0.5]), np.array([np.inf]))
    busy.solve(costs[2], busy.solve(costs[3]).basis)
    found = busy.solve(costs[1], basis)
    assert wanted.x is not None
    assert found.x is not None
    assert wanted.basis is not None
    assert found.basis is not None
    assert np.array_equal(found.x, wanted.x)
    assert np.array_equal(found.basis.columns, wanted.basis.columns)
    assert np.array_equal(found.basis.rows, wanted.basis.rows)
    assert found.objective == pytest.approx(solve_lp(_with_row(arrays, cut), costs[1]).objective)


def _with_row(arrays: Arrays, row: sparse.csr_array) -> Arrays:
    return replace(
        arrays,
        matrix=sparse.csr_array(sparse.vstack([arrays.matrix, row], format="csr")),
        row_lower=np.append(arrays.row_lower, -0.5),
        row_upper=np.append(arrays.row_upper, np.inf),
    )


def test_added_rows_enter_a_basis_as_basic() -> None:
    basis = Basis(np.array([1, 0], dtype=np.int8), np.array([0], dtype=np.int8)).extended(3)
    assert basis.rows.tolist() == [0, 1, 1]
    assert basis.columns.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("outcome", "objective", "bound", "doubted"),
    [
        ("optimal", -8.0, -8.0, True),
        ("optimal", -8.0, -8.5, True),  # within the gap asked for
        ("optimal", -9.0, -9.0, False),  # the start was improved
        ("limit", -8.0, -8.0, True),  # no node was left open
        ("limit", -8.0, -8.5, False),
        ("limit", np.inf, -np.inf, False),
        ("infeasible", np.inf, np.inf, False),
    ],
)
def test_a_start_that_nothing_beats_is_doubted_where_no_node_is_left_open(
    outcome: highs.Outcome, objective: float, bound: float, doubted: bool
) -> None:
    """The cost is a multiple of one unit, which is what makes HiGHS round its cutoff down."""
    arrays, cost, start = _arrays([[1, 1]], [10], 8, integer=True), np.array([-1.0, -1.0]), np.array([8.0, 0.0])
    answer = Answer(outcome, objective, bound, start if np.isfinite(objective) else None)
    assert highs._may_hide_better(arrays, cost, answer, start) == doubted


@pytest.mark.parametrize(
    ("bound", "left"), [(-5.0, -5.0), (7.0, 7.0), (7.0 + 5e-6, 7.0), (7.1, -np.inf), (np.inf, -np.inf)]
)
def test_a_bound_beyond_a_plan_is_cut_off_within_rounding_and_none_beyond(bound: float, left: float) -> None:
    assert believed(bound, 7.0, 7 * ROUNDING) == left


def test_an_empty_model_has_a_value() -> None:
    arrays = Arrays(
        sparse.csr_array((0, 2)), np.zeros(0), np.zeros(0), np.array([1.0, 0.0]), np.ones(2), np.full(2, True)
    )
    answer = solve_mip(arrays, np.array([2.0, -1.0]), MipLimits())
    assert answer.outcome == "optimal"
    assert answer.objective == pytest.approx(1.0)
    assert solve_lp(arrays, np.array([2.0, -1.0])).objective == pytest.approx(1.0)


def test_a_run_without_time_proves_nothing(hard: tuple[Arrays, np.ndarray]) -> None:
    """A plan that is known is no proof: before the root is solved there is no bound."""
    arrays, cost = hard
    start = solve_mip(arrays, cost, MipLimits(gap=0.5)).x
    assert start is not None
    answer = solve_mip(arrays, cost, MipLimits(time_s=0.0), start=start)
    relaxed = solve_lp(arrays, cost)
    assert answer.bound <= relaxed.objective + 1e-6


def test_an_lp_that_simplex_does_not_finish_has_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interior point method with crossover ends at an optimal basis as well, and the next solve starts there.

    What simplex finished slowly is only told to be quicker that way the next time.
    """
    arrays, cost = _knapsack(60, 25, 3)
    plain = LiveLp(arrays).solve(cost)
    assert not plain.interior
    monkeypatch.setattr(highs, "_LEAST_PATIENCE", 1)
    monkeypatch.setattr(highs, "_SLOW", 0.0)
    slow = LiveLp(arrays).solve(cost)
    assert slow.interior
    assert slow.basis is not None
    assert plain.basis is not None
    assert np.array_equal(slow.basis.columns, plain.basis.columns)
    monkeypatch.setattr(highs, "_SLOW", 1.0)
    monkeypatch.setattr(highs, "_PATIENCE", 0.0)
    lp = LiveLp(arrays)
    patient = lp.solve(cost)
    assert patient.interior
    assert patient.objective == pytest.approx(plain.objective)
    assert patient.basis is not None
    again = lp.solve(cost, patient.basis)
    assert not again.interior
    assert again.objective == pytest.approx(plain.objective)


@pytest.mark.parametrize("method", ["dual", "primal", "interior"])
def test_however_an_lp_is_begun_its_value_is_the_same(method: highs.Method) -> None:
    arrays, cost = _knapsack(60, 25, 3)
    first = LiveLp(arrays).solve(cost[::-1])
    answer = LiveLp(arrays).solve(cost, first.basis, method)
    assert answer.objective == pytest.approx(LiveLp(arrays).solve(cost).objective)
    assert answer.interior == (method == "interior")


def test_tiny_costs_are_as_exact_as_large_ones() -> None:
    """A goal that is a share has costs near HiGHS's tolerances; values, duals, bounds and limits must not feel it."""
    arrays, cost = _knapsack(60, 25, 3)
    tiny = cost * 2.0**-40
    large, small = solve_lp(arrays, cost), solve_lp(arrays, tiny)
    assert small.objective == large.objective * 2.0**-40
    assert large.row_dual is not None
    assert small.row_dual is not None
    assert np.array_equal(small.row_dual, large.row_dual * 2.0**-40)
    assert LiveLp(arrays).solve(tiny).objective == LiveLp(arrays).solve(cost).objective * 2.0**-40

    arrays, cost = _knapsack(20, 8, 3)
    tiny, seen = cost * 2.0**-40, list[tuple[float, float]]()
    best = solve_mip(arrays, cost, MipLimits(gap=0.0, gap_abs=0.0))
    again = solve_mip(arrays, tiny, MipLimits(gap=0.0, gap_abs=0.0), listener=lambda *pair: seen.append(pair))
    assert again.objective == pytest.approx(best.objective * 2.0**-40, rel=1e-9)
    assert again.bound == pytest.approx(best.bound * 2.0**-40, rel=1e-9)
    assert all(value >= again.objective * (1 + 1e-6) for value, _ in seen)
