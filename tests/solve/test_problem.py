"""The nation as arrays: joining blocks, keeping goals, and room for groups that are solved side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from planner.solve.highs import MipLimits, solve_lp, solve_mip
from planner.solve.problem import Point, Room, content_key, join, row_sizes, settle, violation
from tests.solve.nations import optimum, toy

seeds = st.integers(0, 10_000)


@given(seeds)
@settings(max_examples=25)
def test_a_plan_fits_the_joined_model_and_costs_the_same(seed: int) -> None:
    case = toy(seed)
    joined = join(case.nation)
    x = joined.pack(case.nation, case.plan)
    assert joined.arrays.violation(x) <= 1e-9
    cost = joined.cost(case.goal) @ x + case.goal.offset
    assert cost == pytest.approx(case.goal.cost(case.plan.y(case.nation), case.plan.own))
    back = joined.unpack(x)
    assert all(np.array_equal(a, b) for a, b in zip(back.x, case.plan.x, strict=True))
    assert np.array_equal(back.own, case.plan.own)
    assert violation(case.nation, back) <= 1e-9


@given(seeds)
@settings(max_examples=25)
def test_violation_sees_each_kind_of_row_and_bound(seed: int) -> None:
    case = toy(seed)
    nation, plan = case.nation, case.plan
    beyond = plan.own + (nation.own_upper - nation.own_lower) + 1.0
    assert violation(nation, Point(plan.x, beyond)) >= 1.0
    half = tuple(np.where(np.arange(len(x)) == 0, 0.5, x) for x in plan.x)
    assert violation(nation, Point(half, plan.own)) >= 0.5 - 1e-9


@given(seeds)
@settings(max_examples=15)
def test_the_joined_optimum_is_that_of_another_solver(seed: int) -> None:
    case = toy(seed)
    joined = join(case.nation)
    cost = joined.cost(case.goal)
    answer = solve_mip(joined.arrays, cost, MipLimits())
    assert answer.objective == pytest.approx(optimum(joined.arrays, cost), abs=1e-6)


@given(seeds, st.integers(0, 1000))
@settings(max_examples=60)
def test_changes_of_groups_within_their_room_add_up(seed: int, wish: int) -> None:
    """Whatever the groups do with their shares, all together keep every national row and bound, of any sense."""
    case = toy(seed, provinces=4)
    nation, best = case.nation, case.plan
    random = np.random.default_rng(wish)
    groups = [(0, 2), (1,), (3,)]
    parts, own = list(best.x), best.own.copy()
    for group in groups:
        joined = join(nation, group, room=Room(best, 1 / len(groups), len(best.own)))
        assert joined.arrays.violation(joined.pack(nation, best)) <= 1e-7
        answer = solve_mip(joined.arrays, random.normal(size=joined.arrays.shape[1]), MipLimits())
        assert answer.x is not None
        there = joined.unpack(answer.x, best)
        for p in group:
            parts[p] = there.x[p]
        own = own + (there.own - best.own)
    assert violation(nation, Point(tuple(parts), own)) <= 1e-6


def test_a_group_that_is_given_more_than_its_share_can_break_a_row() -> None:
    """The test above can fail: with whole slacks for everybody it does."""
    broken = 0
    for seed in range(20):
        case = toy(seed, provinces=4)
        parts, own = list(case.plan.x), case.plan.own.copy()
        for p in range(4):
            joined = join(case.nation, (p,), room=Room(case.plan, 1.0, len(case.plan.own)))
            answer = solve_mip(joined.arrays, joined.cost(case.goal), MipLimits())
            assert answer.x is not None
            there = joined.unpack(answer.x, case.plan)
            parts[p], own = there.x[p], own + (there.own - case.plan.own)
        broken += violation(case.nation, Point(tuple(parts), own)) > 1e-6
    assert broken > 0


@given(seeds)
@settings(max_examples=20)
def test_a_kept_goal_is_one_more_row(seed: int) -> None:
    case = toy(seed)
    nation, goal = case.nation, case.goal
    cost = goal.cost(case.plan.y(nation), case.plan.own)
    kept = nation.with_row(("keep", ("goal",)), goal.cost_y, goal.cost_own, cost - goal.offset)
    assert kept.row_names[-1] == ("keep", ("goal",))
    assert violation(kept, case.plan) <= 1e-7
    tighter = nation.with_row(("keep", ("goal",)), goal.cost_y, goal.cost_own, cost - goal.offset - 1.0)
    assert violation(tighter, case.plan) > 1e-3
    joined = join(kept)
    worst = solve_mip(joined.arrays, -joined.cost(goal), MipLimits())
    assert -worst.objective + goal.offset <= cost + 1e-6


def test_cut_rows_bind_in_the_joined_model() -> None:
    case = toy(3)
    nation = case.nation
    width = nation.blocks[1].arrays.shape[1]
    never = sparse.csr_array(-np.eye(1, width))
    joined = join(nation, extra_rows={1: never})
    cost = np.zeros(joined.arrays.shape[1])
    cost[joined.starts[1]] = -1.0
    answer = solve_lp(joined.arrays, cost)
    assert answer.x is None or answer.x[joined.starts[1]] <= 1e-9


def test_national_rows_begin_where_the_joined_model_says() -> None:
    case = toy(5)
    joined = join(case.nation)
    rows = len(case.nation.row_names)
    here = slice(joined.national_start, joined.national_start + rows)
    assert np.array_equal(joined.arrays.row_upper[here], case.nation.row_upper)
    activity = joined.arrays.matrix[here] @ joined.pack(case.nation, case.plan)
    assert activity == pytest.approx(case.nation.activity(case.plan.y(case.nation), case.plan.own))


def test_sizes_of_rows_are_those_of_the_bound_they_are_known_by() -> None:
    lower, upper = np.array([-np.inf, 20.0, -7.0, -0.5]), np.array([-300.0, np.inf, 9.0, 0.25])
    assert row_sizes(lower, upper).tolist() == [300.0, 20.0, 9.0, 1.0]
    nation = replace(toy(1).nation, row_lower=lower, row_upper=upper)
    assert nation.sizes.tolist() == [300.0, 20.0, 9.0, 1.0]
    assert nation.ends.tolist() == [-300.0, 20.0, 9.0, 0.25]


def test_equal_contents_have_equal_keys() -> None:
    one, other = toy(7).nation.blocks[0], toy(7).nation.blocks[0]
    assert one.key == other.key
    assert one.key != toy(8).nation.blocks[0].key
    assert content_key(np.array([1.0, 2.0])) != content_key(np.array([2.0, 1.0]))


@given(seeds)
@settings(max_examples=40)
def test_settling_a_goal_cuts_off_fractions_only(seed: int) -> None:
    """Rows of whole numbers get whole bounds: no plan at the goal's trivial bound is lost."""
    case = toy(seed)
    blocks = tuple(
        replace(block, links=_without_payment(block.links), whole=block.constants == np.round(block.constants))
        for block in case.nation.blocks
    )
    goal = replace(case.goal, cost_y=np.zeros_like(case.goal.cost_y), cost_own=np.array([1.0, -1.0]))
    lower, upper = case.nation.row_lower - 0.4, case.nation.row_upper + 0.4
    nation = replace(case.nation, blocks=blocks, goals=(goal,), row_lower=lower, row_upper=upper)
    settled = settle(nation, goal)
    assert settled.own_lower.tolist() == settled.own_upper.tolist() == [nation.own_lower[0], nation.own_upper[1]]
    finite = np.isfinite(settled.row_upper)
    assert np.array_equal(settled.row_upper[finite], np.floor(nation.row_upper[finite] + 1e-6))
    kept = replace(settled, row_lower=nation.row_lower, row_upper=nation.row_upper)
    costs = np.random.default_rng(seed).normal(size=join(nation).arrays.shape[1])
    answers = [solve_mip(join(one).arrays, costs, MipLimits()) for one in (settled, kept)]
    assert answers[0].outcome == answers[1].outcome
    if answers[0].x is not None:
        assert answers[0].objective == pytest.approx(answers[1].objective, abs=1e-6)


def _without_payment(links: sparse.csr_array) -> sparse.csr_array:
    dense = links.toarray()
    dense[:, -1] = 0.0
    return sparse.csr_array(dense)
