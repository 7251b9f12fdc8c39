"""The price phase: a bound that no prices can put on the wrong side, and a master that meets it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from planner.solve.highs import Basis, solve_lp
from planner.solve.prices import (
    FRESHEST,
    HOT,
    ROUGH,
    STALEST,
    Ended,
    Pool,
    PriceState,
    Recourse,
    lagrangian,
    mixture,
    signed,
    solve_master,
    weights_at,
)
from planner.solve.problem import join
from planner.solve.tasks import Start
from tests.solve.nations import Toy, least, optimum, plans, toy

seeds = st.integers(0, 10_000)
PENALTY = np.full(4, 1e4)


def _true(case: Toy) -> float:
    joined = join(case.nation)
    return optimum(joined.arrays, joined.cost(case.goal)) + case.goal.offset


def _bound(case: Toy, prices: np.ndarray) -> float:
    """L(prices) with the provinces' exact answers."""
    weights = weights_at(case.nation, case.goal, prices)
    answers = np.array([least(block, w) for block, w in zip(case.nation.blocks, weights, strict=True)])
    return lagrangian(case.nation, case.goal, prices, answers)


def _lp_bound(case: Toy, prices: np.ndarray) -> float:
    weights = weights_at(case.nation, case.goal, prices)
    answers = [
        solve_lp(block.arrays, np.asarray(block.links.T @ w)).bound
        for block, w in zip(case.nation.blocks, weights, strict=True)
    ]
    return lagrangian(case.nation, case.goal, prices, np.array(answers))


def _full(case: Toy) -> Pool:
    """A pool with every choice of every province."""
    pool = Pool.empty(case.nation)
    for p, block in enumerate(case.nation.blocks):
        for x in plans(block):
            pool.add(p, x, integer=True)
    return pool


@given(seeds, st.integers(0, 1000), st.sampled_from([0.1, 1.0, 10.0]))
@settings(max_examples=60)
def test_no_prices_give_a_bound_above_the_optimum(seed: int, wish: int, size: float) -> None:
    case = toy(seed)
    prices = signed(case.nation, size * np.random.default_rng(wish).normal(size=4))
    true = _true(case)
    assert _bound(case, prices) <= true + 1e-6
    assert _lp_bound(case, prices) <= _bound(case, prices) + 1e-6


def test_prices_of_the_wrong_sign_can_be_on_the_wrong_side() -> None:
    """So the clipping is needed: a price of the wrong sign meets an infinite side."""
    case = toy(1)
    wrong = np.array([1.0, 0.0, 0.0, 0.0])
    assert case.nation.row_lower[0] == -np.inf
    assert not np.isfinite(_bound(case, wrong))
    assert np.array_equal(signed(case.nation, wrong), np.zeros(4))
    assert np.array_equal(signed(case.nation, np.array([-1.0, -1.0, 1.0, -5.0])), [-1.0, -1.0, 1.0, -5.0])
    assert signed(case.nation, np.array([0.0, 0.0, -2.0, 3.0])).tolist() == [0.0, 0.0, 0.0, 3.0]


@given(seeds)
@settings(max_examples=40)
def test_a_master_with_every_column_meets_the_bound_at_its_prices(seed: int) -> None:
    case = toy(seed)
    master = solve_master(case.nation, case.goal, _full(case), PENALTY)
    assert np.all(master.slack <= 1e-7)
    assert _bound(case, master.prices) == pytest.approx(master.value, abs=1e-5)
    assert master.value <= _true(case) + 1e-6


@given(seeds, st.integers(0, 1000))
@settings(max_examples=40)
def test_a_master_of_few_columns_is_above_every_bound(seed: int, wish: int) -> None:
    case = toy(seed)
    random = np.random.default_rng(wish)
    pool = Pool.empty(case.nation)
    for p, block in enumerate(case.nation.blocks):
        known = plans(block)
        for k in random.choice(len(known), size=2):
            pool.add(p, known[k], integer=True)
    master = solve_master(case.nation, case.goal, pool, PENALTY)
    for prices in (master.prices, signed(case.nation, random.normal(size=4))):
        if np.all(np.abs(prices) <= PENALTY):
            assert master.value >= _lp_bound(case, prices) - 1e-5


@given(seeds)
@settings(max_examples=30)
def test_the_mixture_is_a_point_of_every_province_with_the_masters_value(seed: int) -> None:
    case = toy(seed)
    pool = _full(case)
    master = solve_master(case.nation, case.goal, pool, PENALTY)
    point = mixture(master, pool)
    total = case.goal.cost_own @ master.own + case.goal.offset
    for p, (block, x) in enumerate(zip(case.nation.blocks, point, strict=True)):
        activity = block.arrays.matrix @ x
        assert np.all(activity <= block.arrays.row_upper + 1e-6)
        assert np.all((x >= -1e-7) & (x <= block.arrays.col_upper + 1e-6))
        total += case.goal.cost_y[p] @ block.quantities(x)
    assert total == pytest.approx(master.value, abs=1e-5)


def test_a_row_that_cannot_be_met_shows_as_slack() -> None:
    case = toy(2)
    upper = case.nation.row_upper.copy()
    upper[0] -= 1e3
    nation = replace(case.nation, row_upper=upper)
    master = solve_master(nation, case.goal, _full(case), PENALTY)
    assert master.slack[0] > 100.0
    assert master.prices[0] == pytest.approx(-PENALTY[0])


def test_money_is_decided_by_the_master() -> None:
    """Columns carry no payment, the master's solution does: the payment is what keeps the sum row."""
    block = toy(4).nation.blocks[0]
    part = Recourse.of(block)
    assert part.columns.tolist() == [3]
    assert part.rows.tolist() == [1]
    assert (part.links.toarray()[:, 0] + part.other_links.toarray()[:, 3] == block.links.toarray()[:, 3]).all()
    assert part.other_links.toarray()[:, 3].tolist() == [0.0, 0.0]
    assert part.rest.toarray()[0, :3].tolist() == block.arrays.matrix.toarray()[1, :3].tolist()


def test_a_plan_is_kept_once_and_cuts_set_fractional_columns_aside() -> None:
    """A column set aside costs the master as much as the province's answer at the same prices, never less."""
    case = toy(6)
    pool = Pool.empty(case.nation)
    x = plans(case.nation.blocks[0])[0]
    pool.add(0, x, integer=True)
    pool.add(0, x.copy(), integer=True)
    assert len(pool.columns[0]) == 1
    half = np.array([0.5, 0.0, 0.0, 0.0])
    pool.add(0, half, integer=False)
    pool.add_cuts(0, sparse.csr_array(np.array([[-1.0, 1.0, 1.0, 0.0]])))
    assert [column.integer for column in pool.columns[0]] == [True]
    assert pool.cuts[0].shape[0] == 1
    assert [column.x.tolist() for column in pool.cut_off[0]] == [half.tolist()]
    weights = weights_at(case.nation, case.goal, np.zeros(4))
    value = float(weights[0] @ (case.nation.blocks[0].links @ half))
    assert pool.with_cut_off(weights, None) is pool
    for answer, surcharge in ((value + 2.5, 2.5), (value - 1.0, 0.0)):
        for p in (1, 2):
            pool.columns[p] = pool.columns[p] or _full(case).columns[p]
        mixed = pool.with_cut_off(weights, np.array([answer, 0.0, 0.0]))
        assert [column.surcharge for column in mixed.columns[0]] == [pytest.approx(surcharge), 0.0]
        assert [column.surcharge for column in pool.columns[0]] == [0.0]
        alone = solve_master(case.nation, case.goal, pool, PENALTY).value
        assert solve_master(case.nation, case.goal, mixed, PENALTY).value <= alone + 1e-9


def test_rough_columns_are_dearer_than_exact_ones() -> None:
    """By a part of a province's mean answer, whatever they are charged besides."""
    case = toy(1)
    pool, weights = _full(case), np.ones((3, len(case.nation.quantities)))
    pool.cut_off = [[replace(column, rough=p == 0) for column in pool.columns[p]] for p in range(3)]
    mixed = pool.with_cut_off(weights, np.array([-1000.0, -3000.0, -2000.0]))
    dear = [[column.surcharge for column in columns[: len(pool.columns[p])]] for p, columns in enumerate(mixed.columns)]
    assert dear[0] == [pytest.approx(ROUGH * 2000.0)] * len(dear[0])
    assert dear[1] == [0.0] * len(dear[1])


@pytest.mark.parametrize("interior", [False, True])
def test_an_lp_starts_from_its_last_basis_while_prices_are_near(interior: bool) -> None:
    """Cut rows found since do not matter."""
    case = toy(1)
    block, pool = case.nation.blocks[0], Pool.empty(case.nation)
    rows, columns = block.arrays.shape
    fresh, weights = Start("interior" if interior else "dual"), np.ones(4)
    assert pool.start(0, weights) == Start()
    basis = Basis(np.zeros(columns, np.int8), np.ones(rows, np.int8))
    pool.bases[0] = Ended(basis, weights, interior)
    for _ in range(2):
        assert pool.start(0, weights * (1 + 0.9 * HOT)) == Start(fresh.method, basis)
        assert pool.start(0, weights * (1 + 1.1 * HOT)) == fresh
        pool.add_cuts(0, sparse.csr_array(np.ones((1, columns))))


def test_steps_grow_after_success_and_shrink_after_failure() -> None:
    state = PriceState(np.zeros(2))
    state.take(np.zeros(2), 1.0, np.zeros(1), [])
    first = state.fresh
    state.take(np.ones(2), 2.0, np.zeros(1), [])
    assert state.fresh > first
    assert state.bound == 2.0
    best = [np.array([7.0])]
    state.take(np.ones(2), 2.5, np.zeros(1), best)
    state.take(np.full(2, 9.0), 1.5, np.zeros(1), [])
    assert state.reduced is best
    assert (state.bound, state.prices.tolist()) == (2.5, [1.0, 1.0])
    for _ in range(50):
        state.take(np.zeros(2), 0.0, np.zeros(1), [])
    assert state.fresh == pytest.approx(STALEST)
    for number in range(50):
        state.take(np.zeros(2), 10.0 + number, np.zeros(1), [])
    assert state.fresh == pytest.approx(FRESHEST)
