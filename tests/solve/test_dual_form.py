"""Going on from an old basis through the dual gives what solving from nothing gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from planner.solve.dual_form import DualForm, reoptimise
from planner.solve.highs import Arrays, Basis, LiveLp, solve_lp

PATIENCE = 10_000.0


def random_lp(seed: int) -> tuple[Arrays, np.random.Generator]:
    """Rows of every kind around a point that keeps them; columns from any lower bound, with and without an upper."""
    random = np.random.default_rng(seed)
    rows, columns = int(random.integers(3, 12)), int(random.integers(3, 12))
    matrix = sparse.csr_array(np.round(random.normal(size=(rows, columns)) * (random.random((rows, columns)) < 0.6), 2))
    lower = np.round(random.normal(size=columns), 1)
    room = np.where(random.random(columns) < 0.8, random.integers(0, 5, columns).astype(float), np.inf)
    activity = matrix @ (lower + np.minimum(room, 4.0) * random.random(columns))
    kind = random.integers(0, 5, rows)
    below = np.select([kind == 0, kind == 1, kind == 3], [activity, activity - 1.0, activity - 0.5], -np.inf)
    above = np.select([kind == 0, kind == 2, kind == 3], [activity, activity + 1.0, activity + 0.5], np.inf)
    return Arrays(matrix, below, above, lower, lower + room, np.zeros(columns, dtype=bool)), random


def bounded_cost(arrays: Arrays, random: np.random.Generator) -> np.ndarray:
    """A cost for which a column without an upper bound is never worth raising without end."""
    cost = random.normal(size=arrays.shape[1])
    return np.where(np.isfinite(arrays.col_upper), cost, np.abs(cost))


def _least(arrays: Arrays, cost: np.ndarray) -> tuple[float, Basis] | None:
    try:
        answer = solve_lp(arrays, cost)
    except ArithmeticError:  # unbounded
        return None
    return None if answer.basis is None else (answer.objective, answer.basis)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("scale", [1.0, 1e-4], ids=["usual costs", "small costs"])
def test_the_dual_goes_on_to_the_optimum_at_other_costs(seed: int, scale: float) -> None:
    arrays, random = random_lp(seed)
    first, cost = bounded_cost(arrays, random), scale * bounded_cost(arrays, random)
    known, wanted = _least(arrays, first), _least(arrays, cost)
    if known is None or wanted is None:
        pytest.skip("unbounded")
    found = reoptimise(arrays, cost, known[1], PATIENCE)
    assert found is not None
    assert found.x is not None
    assert found.reduced is not None
    assert found.row_dual is not None
    assert found.bound == pytest.approx(wanted[0], rel=1e-7, abs=1e-7 * scale)
    assert cost @ found.x == pytest.approx(found.bound, rel=1e-7, abs=1e-6 * scale)
    assert arrays.violation(found.x) <= 1e-6
    # At an optimum no reduced cost points away from the bound that its column is at.
    assert np.all(found.reduced[found.x < arrays.col_upper - 1e-6] >= -1e-6 * scale)
    assert np.all(found.reduced[found.x > arrays.col_lower + 1e-6] <= 1e-6 * scale)
    assert np.all(found.row_dual[np.isinf(arrays.row_lower)] <= 1e-9)
    assert np.all(found.row_dual[np.isinf(arrays.row_upper)] >= -1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_a_basis_turned_and_turned_back_is_the_same_vertex(seed: int) -> None:
    arrays, random = random_lp(seed)
    cost = bounded_cost(arrays, random)
    known = _least(arrays, cost)
    if known is None:
        pytest.skip("unbounded")
    form = DualForm.make(arrays)
    there = form.turned(known[1])
    assert (there.columns == 1).sum() + (there.rows == 1).sum() == arrays.shape[1]
    back = form.turned_back(there)
    assert (back.columns == 1).sum() + (back.rows == 1).sum() == arrays.shape[0]
    lp = LiveLp(arrays)
    again = lp.resume(cost, back, 1.0)
    assert again is not None
    assert again.bound == pytest.approx(known[0], rel=1e-7, abs=1e-7)


def test_a_basis_fits_when_a_row_that_it_holds_is_taken_out() -> None:
    arrays = Arrays(
        sparse.csr_array(np.array([[1.0, 1.0], [1.0, -1.0]])),
        np.array([-np.inf, -1.0]),
        np.array([3.0, 1.0]),
        np.zeros(2),
        np.full(2, 4.0),
        np.zeros(2, dtype=bool),
    )
    cost = np.array([-2.0, -1.0])
    held = solve_lp(arrays, cost)
    assert held.bound == pytest.approx(-5.0)
    assert held.basis is not None
    out = replace(arrays, row_lower=np.array([-np.inf, -1.0]), row_upper=np.array([np.inf, 1.0]))
    assert held.basis.rows[0] != 1
    free = reoptimise(out, cost, held.basis, PATIENCE)
    assert free is not None
    assert free.bound == pytest.approx(-12.0)


def test_without_patience_or_lower_bounds_there_is_no_answer() -> None:
    arrays, random = random_lp(4)
    cost = bounded_cost(arrays, random)
    known = _least(arrays, cost)
    assert known is not None
    endless = replace(arrays, col_lower=np.full(arrays.shape[1], -np.inf))
    assert reoptimise(endless, cost, known[1], PATIENCE) is None
