"""What a worker is asked: the answer depends on the task alone, and plans are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from planner.case.case import Case
from planner.solve.assemble import assemble
from planner.solve.cluster import SerialExecutor
from planner.solve.highs import Arrays, MipLimits
from planner.solve.problem import Block
from planner.solve.progress import Stop
from planner.solve.tasks import LpAnswer, Start, answer_lp, answer_mip, cleaned, with_cuts
from tests.formulation.cases import make_case
from tests.solve.nations import QUANTITIES, least, optimum, toy


def _none(block: Block) -> sparse.csr_array:
    return sparse.csr_array((0, block.arrays.shape[1]))


def _equal(one: LpAnswer | None, other: LpAnswer | None) -> bool:
    assert one is not None
    assert other is not None
    same = one.bound == other.bound and np.array_equal(one.x, other.x)
    return bool(same and np.array_equal(one.cuts.toarray(), other.cuts.toarray()))


def _shared_way() -> Case:
    """Cities 1, 2, 3 of one province; 3 has two ways to the shared last link, which costs most."""
    links = {"l:C3>C1": 1.0, "l:C3>C2": 1.0, "l:C1>C4": 1.0, "l:C2>C4": 1.0, "l:C4>K": 10.0}
    return make_case(
        {"l": {"kind": "uplink"}},
        {name: {"capex": capex} for name, capex in links.items()},
        {"K": {"core": True, "small": False}, **{f"C{k}": {} for k in range(1, 5)}},
        ("pv.cost", "min"),
        limits={"all": {"indicator": "cities.connected", "at_least": 3}},
    )


@pytest.mark.parametrize("seed", range(10))
def test_the_lp_bound_is_below_the_plans_and_the_mip_bound_meets_them(seed: int) -> None:
    block = toy(seed).nation.blocks[0]
    weights = np.random.default_rng(seed).normal(size=QUANTITIES)
    relaxed = answer_lp(block, _none(block), weights, Start())
    assert relaxed is not None
    assert weights @ np.asarray(block.links @ relaxed.x) == pytest.approx(relaxed.bound)
    true = least(block, weights)
    assert relaxed.bound <= true + 1e-9
    answer = answer_mip(block, _none(block), weights, MipLimits(), 1)
    assert answer.objective == pytest.approx(true)
    assert answer.bound == pytest.approx(true, abs=1e-5)
    for x in answer.plans:
        assert block.arrays.violation(x) <= 1e-9
        assert np.array_equal(x[block.arrays.integer], np.round(x[block.arrays.integer]))


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    block = assemble(_shared_way(), SerialExecutor(), Stop())[0].blocks[0]
    random = np.random.default_rng(1)
    questions = [random.normal(size=len(block.constants)) for _ in range(4)]
    first = [answer_lp(block, _none(block), weights, Start()) for weights in questions]
    again = [answer_lp(block, _none(block), weights, Start()) for weights in reversed(questions)]
    assert all(_equal(one, other) for one, other in zip(first, reversed(again), strict=True))


def test_cut_rows_raise_the_bound_to_the_true_cost() -> None:
    case = _shared_way()
    block = assemble(case, SerialExecutor(), Stop())[0].blocks[0]
    names = [family for family, _ in block.columns]
    lower = block.arrays.col_lower.copy()
    lower[[k for k, (family, index) in enumerate(block.columns) if family == "connected" and index[0] == "C3"]] = 1.0
    held = replace(block, arrays=replace(block.arrays, col_lower=lower), key="held")
    spend = np.array([float(name[0] in ("spend.total", "pv.cost", "cost.total")) for name in _quantities(case)])
    assert spend.sum() >= 1
    assert "done" in names
    answer = answer_lp(held, _none(held), spend, Start())
    assert answer is not None
    cost = np.asarray(held.links.T @ spend)
    relaxed = replace(held.arrays, integer=np.zeros_like(held.arrays.integer))
    assert answer.bound > optimum(relaxed, cost) + 0.5
    assert answer.bound == pytest.approx(optimum(held.arrays, cost))
    assert answer.cuts.shape[0] > 0


def _quantities(case: Case) -> tuple[tuple[str, int], ...]:
    return assemble(case, SerialExecutor(), Stop())[0].quantities


def test_a_province_without_a_point_answers_none() -> None:
    block = toy(2).nation.blocks[0]
    arrays = replace(block.arrays, row_upper=np.array([-1.0, 0.0]))
    assert answer_lp(replace(block, arrays=arrays, key="none"), _none(block), np.zeros(QUANTITIES), Start()) is None


def test_cut_rows_are_rows_at_least_zero() -> None:
    arrays = toy(3).nation.blocks[0].arrays
    row = sparse.csr_array(np.array([[1.0, -1.0, 0.0, 0.0]]))
    more = with_cuts(arrays, row)
    assert more.shape[0] == arrays.shape[0] + 1
    assert (more.row_lower[-1], more.row_upper[-1]) == (0.0, np.inf)
    assert with_cuts(arrays, row[:0]) is arrays


@pytest.mark.parametrize(("size", "lost"), [(1.0, 0.0), (1000.0, 5e-4)], ids=["within rounding", "beyond it"])
def test_a_plan_that_rounding_breaks_is_kept_or_told(size: float, lost: float) -> None:
    """size · z ≤ size · (1 - 5e-7), for which the solver says z = 1 - 5e-7: whole within its tolerance."""
    z = 1 - 5e-7
    low, high, zero, one = (np.array([bound]) for bound in (-np.inf, size * z, 0.0, 1.0))
    arrays = Arrays(sparse.csr_array(np.array([[size]])), low, high, zero, one, np.array([True]))
    found = cleaned([np.array([z])], -z, arrays, np.array([-1.0]))
    assert [plan.tolist() for plan in found.plans] == ([] if lost else [[1.0]])
    assert found.lost == pytest.approx(lost)
    # A point before the best one is no loss.
    best = np.array([0.0])
    assert cleaned([np.array([z]), best], 0, arrays, np.array([-1.0])).lost == 0
