"""Rounded rows: violated where they are found, and true for every plan."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from planner.solve.highs import Arrays, MipLimits, solve_lp, solve_mip
from planner.solve.rounding import Knapsack, _snapped, as_rows, knapsacks, round_rows


def _arrays(rows: list[list[float]], upper: list[float], bounds: list[float]) -> Arrays:
    matrix = sparse.csr_array(np.array(rows))
    top = np.array(bounds)
    return Arrays(
        matrix, np.full(len(rows), -np.inf), np.array(upper), np.zeros(len(top)), top, np.ones(len(top), dtype=bool)
    )


#: Two sites of at most two modules each carry cities that need 1.5, 1.3 and 1.4 modules; columns: done 0-1, modules
#: 2-3, served 4-6. The LP serves all three with 4 modules and a fifth of the last city's share.
SITES = _arrays(
    [[-2, 0, 1, 0, 0, 0, 0], [0, -2, 0, 1, 0, 0, 0], [0, 0, -1, -1, 1.5, 1.3, 1.4]],
    [0, 0, 0],
    [1, 1, 2, 2, 1, 1, 1],
)
FAMILIES = ["module_limit", "module_limit", "surrogate"]
EVERY = np.ones(7, dtype=bool)


def _plans(arrays: Arrays) -> list[np.ndarray]:
    every = product(*(range(int(top) + 1) for top in arrays.col_upper))
    points = (np.array(point, dtype=float) for point in every)
    return [x for x in points if np.all(arrays.matrix @ x <= arrays.row_upper + 1e-9)]


def test_sites_are_capped_by_whether_they_are_there() -> None:
    (row,) = knapsacks(SITES, FAMILIES, EVERY)
    assert dict(zip(row.columns.tolist(), row.caps.tolist(), strict=True)) == {2: 0, 3: 1, 4: -1, 5: -1, 6: -1}
    assert row.factors[row.caps >= 0].tolist() == [2.0, 2.0]


def test_policy_rows_and_fractional_columns_are_left_alone() -> None:
    assert knapsacks(SITES, ["module_limit", "module_limit", "floor_province"], EVERY) == ()
    assert knapsacks(SITES, FAMILIES, np.array([True] * 6 + [False])) == ()


def test_the_second_site_and_whole_modules_are_paid_for() -> None:
    """Serving two cities (2.8 modules) takes three modules and two sites, whatever the LP says."""
    cost = np.array([10.0, 10.0, 1.0, 1.0, -9.0, -9.0, -9.0])
    rows = knapsacks(SITES, FAMILIES, EVERY)
    arrays, bound = SITES, []
    for _ in range(10):
        answer = solve_lp(arrays, cost)
        assert answer.x is not None
        bound.append(answer.objective)
        found = round_rows(rows, arrays, answer.x)
        if not found:
            break
        wide = sparse.csr_array(np.array([_dense(cut) for cut in found]))
        arrays = Arrays(
            sparse.csr_array(sparse.vstack([arrays.matrix, wide], format="csr")),
            np.append(arrays.row_lower, np.full(len(found), -np.inf)),
            np.append(arrays.row_upper, [rhs for _, _, rhs in found]),
            arrays.col_lower,
            arrays.col_upper,
            arrays.integer,
        )
    best = min(float(cost @ x) for x in _plans(SITES))
    assert bound[0] < bound[-1] - 1.0
    assert bound[-1] <= best + 1e-6


def _dense(cut: tuple[np.ndarray, np.ndarray, float]) -> np.ndarray:
    row = np.zeros(7)
    row[cut[0]] = cut[1]
    return row


@pytest.mark.parametrize("seed", range(60))
def test_every_plan_keeps_every_row_found(seed: int) -> None:
    random = np.random.default_rng(seed)
    sites, cities = 2, 3
    size = random.integers(1, 4, sites)
    need = random.integers(1, 30, cities) / random.choice([6.0, 7.0, 10.0])
    rows = [
        [-size[k] * (j == k) for j in range(sites)] + [float(j == k) for j in range(sites)] + [0.0] * cities
        for k in range(sites)
    ]
    rows.append([0.0] * sites + [-1.0] * sites + need.tolist())
    arrays = _arrays(rows, [0.0] * sites + [float(random.integers(0, 2))], [1] * sites + size.tolist() + [1] * cities)
    plans = _plans(arrays)
    for _ in range(8):
        x = solve_lp(arrays, random.normal(size=len(arrays.col_upper))).x
        assert x is not None
        for columns, coefficients, rhs in round_rows(
            knapsacks(arrays, FAMILIES, np.ones(len(x), dtype=bool)), arrays, x
        ):
            assert coefficients @ x[columns] > rhs + 1e-3
            assert all(coefficients @ plan[columns] <= rhs + 1e-12 for plan in plans)
            assert np.abs(coefficients).min() > 1e-6


def test_rounding_of_numbers_takes_no_plan_from_the_solver() -> None:
    """One city needs four thirds of the only module, so it is not served: that row and no word about the module.

    A rounded row wrong by 1e-9 with a coefficient as small (a divisor of 1.333333333) made HiGHS buy the module.
    """
    arrays = _arrays([[2 / 3, -1.0, 4 / 3]], [0.0], [1, 1, 1])
    rows = knapsacks(arrays, ["surrogate"], np.ones(3, dtype=bool))
    (cut,) = round_rows(rows, arrays, np.array([0.0, 1.0, 0.75]))
    row = np.zeros((1, 3))
    row[0, cut[0]] = cut[1]
    rounded = replace(
        arrays,
        matrix=sparse.csr_array(sparse.vstack([arrays.matrix, sparse.csr_array(row)], format="csr")),
        row_lower=np.full(2, -np.inf),
        row_upper=np.array([0.0, cut[2]]),
    )
    assert solve_mip(rounded, np.array([0.0, 1.0, 0.0]), MipLimits()).objective == pytest.approx(0.0)
    assert row.tolist() == [[0.0, 0.0, 1.0]]
    assert cut[2] == 0.0


@pytest.mark.parametrize(("width", "limit"), [([1.0, 5.0], 3.0), ([np.inf, 1.0], None), ([1.0, np.inf], 3.0)])
def test_coefficients_next_to_whole_numbers_are_made_whole(width: list[float], limit: float | None) -> None:
    found = _snapped(np.array([1.0 - 1e-9, 2.0 + 1e-9]), 3.0, np.array(width))
    assert (None if found is None else (found[0].tolist(), found[1])) == (limit and ([1.0, 2.0], limit))


def test_beside_fractions_the_right_hand_side_pays_for_what_rises() -> None:
    found = _snapped(np.array([0.5, -1e-9]), 3.0, np.array([1.0, 4.0]))
    assert found is not None
    assert found[0].tolist() == [0.5, 0.0]
    assert found[1] == pytest.approx(3.0 + 4e-9, abs=1e-15)


def test_the_constant_column_carries_the_right_hand_side() -> None:
    rows = as_rows([(np.array([0, 2]), np.array([1.0, 2.0]), 2.0)], 3, 4)
    assert rows.toarray().tolist() == [[-1.0, 0.0, -2.0, 2.0]]
    assert as_rows([], 3, 4).shape == (0, 4)


def test_a_row_without_fractions_gives_nothing() -> None:
    row = Knapsack(np.array([0, 1]), np.array([1.0, 1.0]), 1.0, np.full(2, -1), np.zeros(2))
    arrays = _arrays([[1.0, 1.0]], [1.0], [1, 1])
    assert round_rows((row,), arrays, np.array([0.5, 0.5])) == []
