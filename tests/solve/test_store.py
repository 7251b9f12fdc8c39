"""What a solve leaves behind can be used again, and nothing of it is believed without being checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from planner.solve.options import Options
from planner.solve.prices import Pool, lagrangian, weights_at
from planner.solve.problem import Nation
from planner.solve.run import solve
from planner.solve.store import COLUMNS, PRICES, Known, enter, opening, price_point, recall, remember
from planner.texts.problems import InputError
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case
from tests.solve.nations import Toy, least, toy


def _known(case: Toy) -> tuple[Known, Pool, np.ndarray, float]:
    """A toy with its plan, an LP point a province, a cut row and a price point."""
    nation, pool = case.nation, Pool.empty(case.nation)
    prices = np.array([-1.0, -0.5, 0.75, 0.25])
    weights = weights_at(nation, case.goal, prices)
    answers = np.array([least(block, w) for block, w in zip(nation.blocks, weights, strict=True)])
    for p, x in enumerate(case.plan.x):
        pool.add(p, x * 0.5, integer=False)
        pool.add(p, x, integer=True)
    pool.cuts[0] = sparse.csr_array(np.array([[1.0, 0.0, 1.0, 0.0]]))
    bound = lagrangian(nation, case.goal, prices, answers)
    point = price_point(nation, case.goal, prices, answers, bound)
    return remember(nation, pool, case.plan, [point]), pool, prices, bound


def _moved(nation: Nation, by: float) -> Nation:
    return replace(nation, row_lower=nation.row_lower - by, row_upper=nation.row_upper + by)


@pytest.mark.parametrize("seed", range(4))
def test_what_was_saved_comes_back(seed: int, tmp_path: Path) -> None:
    case = toy(seed)
    known, _, prices, _ = _known(case)
    known.save(tmp_path)
    again = recall(tmp_path)
    assert set(again.hashes) == {"P0", "P1", "P2"}
    assert again.points == known.points
    pd.testing.assert_frame_equal(
        again.columns.astype({"province": str, "kind": str, "variable": str}),
        known.columns.astype({"province": str, "kind": str, "variable": str}),
    )
    pool = Pool.empty(case.nation)
    entered = enter(again, case.nation, pool)
    assert entered.plan is not None
    for mine, theirs in zip(entered.plan.x, case.plan.x, strict=True):
        np.testing.assert_allclose(mine, theirs)
    np.testing.assert_allclose(entered.plan.own, case.plan.own)
    assert (entered.dropped, entered.unchanged, entered.provinces) == (0, 3, 3)
    assert [sum(column.integer for column in found) for found in pool.columns] == [1, 1, 1]
    assert pool.cuts[0].shape[0] == 1
    stored = opening(again, case.nation, case.goal)
    assert stored is not None
    np.testing.assert_allclose(stored.prices, prices)


@pytest.mark.parametrize("seed", range(4))
def test_a_price_point_bounds_the_question_with_other_right_hand_sides(seed: int) -> None:
    """Before anything is solved, and never above the true optimum of the Lagrangian at those prices."""
    case = toy(seed)
    known, _, prices, bound = _known(case)
    for by in (0.0, 0.5, 2.0):
        nation = _moved(case.nation, by)
        stored = opening(known, nation, case.goal)
        assert stored is not None
        assert stored.answers is not None
        assert stored.bound == pytest.approx(lagrangian(nation, case.goal, prices, stored.answers))
        assert stored.bound <= bound + 1e-9


def test_changed_costs_or_rows_void_the_bound_but_not_the_prices() -> None:
    case = toy(1)
    known, *_ = _known(case)
    dearer = replace(case.goal, cost_y=case.goal.cost_y + 1.0)
    other = opening(known, case.nation, dearer)
    assert other is not None
    assert other.answers is None
    assert other.bound == -np.inf
    block = case.nation.blocks[1]
    tighter = replace(block, arrays=replace(block.arrays, row_upper=block.arrays.row_upper - 1.0))
    nation = replace(case.nation, blocks=(case.nation.blocks[0], tighter, case.nation.blocks[2]))
    stored = opening(known, nation, case.goal)
    assert stored is not None
    assert stored.answers is None
    assert opening(known, case.nation, replace(case.goal, id="another")) is None


def test_columns_that_break_a_row_of_today_stay_out() -> None:
    case = toy(2)
    known, *_ = _known(case)
    block = case.nation.blocks[0]
    nothing = replace(block.arrays, row_upper=np.full(2, -1.0), row_lower=np.full(2, -np.inf))
    nation = replace(case.nation, blocks=(replace(block, arrays=nothing), *case.nation.blocks[1:]))
    pool = Pool.empty(nation)
    entered = enter(known, nation, pool)
    assert entered.plan is None
    assert entered.dropped > 0
    assert entered.unchanged == 2
    assert not pool.columns[0]
    assert not pool.cuts[0].shape[0], "a cut row of other uplinks may cut off plans"
    assert pool.columns[1]


def test_a_mixture_is_paid_anew_so_money_rows_are_not_asked_of_it() -> None:
    """The second row of a toy is its money's: an LP point that breaks it alone still enters."""
    case = toy(3)
    known, *_ = _known(case)
    block = case.nation.blocks[0]
    poor = replace(block.arrays, row_upper=np.array([block.arrays.row_upper[0], -1e3]))
    nation = replace(case.nation, blocks=(replace(block, arrays=poor), *case.nation.blocks[1:]))
    pool = Pool.empty(nation)
    enter(known, nation, pool)
    assert [column.integer for column in pool.columns[0]] == [False]


def test_the_old_plan_is_paid_by_todays_rules() -> None:
    """What it builds stays; where all of it must be paid for now and was not, it is."""
    case = toy(3)
    known, *_ = _known(case)
    block = case.nation.blocks[0]
    full = replace(block.arrays, row_lower=np.array([-np.inf, 0.0]))
    nation = replace(case.nation, blocks=(replace(block, arrays=full), *case.nation.blocks[1:]))
    assert full.violation(case.plan.x[0]) > 0
    entered = enter(known, nation, Pool.empty(nation))
    assert entered.plan is not None
    assert full.violation(entered.plan.x[0]) <= 1e-6
    np.testing.assert_allclose(entered.plan.x[0][:-1], case.plan.x[0][:-1])


@pytest.mark.parametrize("damage", ["missing", "garbage", "no_columns", "no_hashes"])
def test_damaged_stores_are_told(damage: str, tmp_path: Path) -> None:
    known, *_ = _known(toy(0))
    known.save(tmp_path)
    if damage == "missing":
        (tmp_path / PRICES).unlink()
    elif damage == "garbage":
        (tmp_path / COLUMNS).write_bytes(b"PAR1 not really")
    elif damage == "no_columns":
        pd.DataFrame({"province": ["P0"]}).to_parquet(tmp_path / COLUMNS)
    else:
        pd.DataFrame(known.columns).to_parquet(tmp_path / COLUMNS)
    with pytest.raises(InputError):
        recall(tmp_path)


@pytest.mark.parametrize("seed", [0, 3, 4])
@pytest.mark.parametrize("factor", [1.0, 0.7, 1.5])
def test_a_changed_question_solved_from_what_is_known_stays_honest(seed: int, factor: float) -> None:
    """Carriers' budgets changed: against the direct solve, no bound is wrong and no value too good to be true."""
    case = planner_case(seeded_case(seed, 2))
    options = Options(method="coordinated", gap=1e-4, rounds=3, baselines=False)
    before = solve(case, options)
    carriers = {
        key: carrier.model_copy(update={"budget": {year: factor * money for year, money in carrier.budget.items()}})
        for key, carrier in case.model.carriers.items()
    }
    changed = replace(case, model=case.model.model_copy(update={"carriers": carriers}))
    again = solve(changed, options, known=before.known)
    truth = solve(changed, replace(options, method="direct", gap=1e-9))
    assert again.started is not None
    assert again.started.unchanged == again.started.provinces == 2
    if not truth.goals:
        assert again.values is None
        return
    if again.goals:
        best, found = truth.goals[0], again.goals[0]
        sign = 1.0 if changed.model.goals[best.id].sense == "min" else -1.0
        slack = 1e-5 * max(1.0, abs(best.value))
        assert sign * found.bound <= sign * best.value + slack
        assert sign * found.value >= sign * best.value - slack
