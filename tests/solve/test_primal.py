"""Plans around the LP point: rows that may be missed, what is left open, passes and rounds, and when time is out."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from planner.plan.audit.registry import MONEY
from planner.solve import primal
from planner.solve.cluster import SerialExecutor
from planner.solve.highs import Arrays
from planner.solve.options import Options
from planner.solve.prices import Pool, PriceState
from planner.solve.primal import (
    NEIGHBOURHOODS,
    ROOM,
    Loose,
    first_plan,
    improve_round,
    loosen,
    offer_near,
    open_columns,
    salvage,
    take,
    with_room,
)
from planner.solve.problem import Nation, Point, join, violation
from planner.solve.progress import Clock, Stop
from planner.solve.stage import FEASIBLE, Search, close_prices
from tests.solve.nations import OWN, Toy, optimum, plans, toy


def _search(case: Toy, stop: Stop | None = None, *, knows_plans: bool = False) -> Search:
    pool = Pool.empty(case.nation)
    for p, block in enumerate(case.nation.blocks if knows_plans else ()):
        for x in plans(block):
            pool.add(p, x, integer=True)
    return Search(case.nation, list(case.nation.blocks), pool, SerialExecutor(), Options(), stop or Stop(), Clock())


def _penalty(case: Toy) -> np.ndarray:
    return np.full(len(case.nation.row_names), 100.0)


def _loose(case: Toy, factor: float = 1.0) -> Loose:
    return loosen(case.nation, case.goal, np.zeros(len(case.nation.row_names)), _penalty(case), factor)


def _nothing(case: Toy) -> Point:
    """Nothing is built anywhere."""
    return Point(tuple(np.zeros(block.arrays.shape[1]) for block in case.nation.blocks), case.plan.own)


@pytest.mark.parametrize("seed", range(5))
def test_a_plan_of_the_nation_misses_nothing_and_costs_what_it_did(seed: int) -> None:
    case = toy(seed)
    loose = _loose(case)
    wide = loose.widen(case.plan)
    assert not loose.missed(wide).any()
    assert loose.fine(wide) == 0
    assert loose.cost(wide) == pytest.approx(case.goal.cost(case.plan.y(case.nation), case.plan.own))
    back = loose.narrow(wide)
    assert back is not None
    assert np.array_equal(back.own, case.plan.own)


@pytest.mark.parametrize("below", [True, False])
def test_a_row_that_is_missed_is_fined_and_no_plan_of_the_nation(below: bool) -> None:
    case = toy(1)
    loose = _loose(case, factor=2.0)
    rows = len(case.nation.row_names)
    wide = loose.widen(case.plan)
    own = wide.own.copy()
    own[OWN + (0 if below else rows) + 3] = 0.5
    short = Point(wide.x, own)
    assert loose.missed(short).tolist() == [row == 3 for row in range(rows)]
    assert loose.narrow(short) is None
    assert loose.fine(short) == pytest.approx(0.5 * loose.price[3])
    assert loose.cost(short) == pytest.approx(loose.cost(wide) + loose.fine(short))


@pytest.mark.parametrize("budget", [1.0, 7500.0, 22500.0])
def test_a_budget_overdrawn_by_what_the_audit_refuses_is_missed(budget: float) -> None:
    case = toy(2)
    nation = replace(case.nation, row_upper=np.where(np.arange(4) == 0, budget, case.nation.row_upper))
    loose = loosen(nation, case.goal, np.zeros(4), np.ones(4), 1.0)
    for over, missed in ((MONEY, True), (2e-7, False)):
        own = np.append(case.plan.own, np.zeros(8))
        own[OWN + 4] = over
        assert loose.missed(Point(case.plan.x, own)).tolist() == [missed, False, False, False]


def test_only_the_sides_that_a_row_has_can_be_missed_and_dear_rows_cost_more() -> None:
    case = toy(2)
    prices = np.array([0.0, -50.0, 0.0, 0.0])
    loose = loosen(case.nation, case.goal, prices, _penalty(case), 1.0)
    below, above = loose.nation.own_upper[OWN:].reshape(2, -1)
    assert np.array_equal(np.isinf(below), np.isfinite(case.nation.row_lower))
    assert np.array_equal(np.isinf(above), np.isfinite(case.nation.row_upper))
    assert loose.price[1] > loose.price[0] == loose.price[2]
    assert np.all(loose.price >= 10 * np.abs(prices))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_point_is_kept_and_is_a_plan_once_it_misses_nothing(seed: int) -> None:
    case = toy(seed)
    search, loose = _search(case), _loose(case, factor=10.0)
    first = take(search, loose, loose.widen(_nothing(case)))
    assert first
    assert search.near is not None
    assert (search.best is None) == bool(loose.missed(search.near).any())
    before = loose.cost(search.near)
    again = take(search, loose, loose.widen(_nothing(case)))
    assert not again
    take(search, loose, loose.widen(case.plan))
    assert loose.cost(search.near) <= before
    assert search.best is not None
    assert violation(case.nation, search.best) <= FEASIBLE


#: Four binaries tied in a chain by short rows, a fifth by a row with all of fourteen; the last column is money.
CHAIN = Arrays(
    sparse.csr_array(np.array([[1.0] * 2 + [0] * 12, [0, 1, 1] + [0.0] * 11, [0, 0, 1, 1] + [0.0] * 10, [1.0] * 14])),
    np.full(4, -np.inf),
    np.full(4, 20.0),
    np.zeros(14),
    np.ones(14),
    np.array([True] * 13 + [False]),
)


def _opened(point: list[float], depth: int | None, plan: list[float] | None = None) -> list[int]:
    """Integers of the chain that are left open around an LP point, and a plan."""
    case = toy(0)
    block = replace(case.nation.blocks[0], arrays=CHAIN)
    nation: Nation = replace(case.nation, blocks=(block,))
    state = PriceState(np.zeros(4), point=[_padded(point)])
    around = None if plan is None else Point((_padded(plan),), case.plan.own)
    (found,) = open_columns(nation, state, around, [depth])
    return np.flatnonzero(found).tolist()


def _padded(values: list[float]) -> np.ndarray:
    return np.array(values + [0.0] * (13 - len(values)) + [0.3])


def test_what_the_lp_leaves_fractional_is_open_and_what_short_rows_tie_to_it() -> None:
    assert _opened([0.5, 1.0, 0.0, 0.0], 0) == [0]
    assert _opened([0.5, 1.0, 0.0, 0.0], 1) == [0, 1]
    assert _opened([0.5, 1.0, 0.0, 0.0], 3) == [0, 1, 2, 3], "the long row ties nothing, and money is no integer"
    assert _opened([1.0, 1.0, 0.0, 0.0], 2) == []
    assert _opened([1.0, 1.0, 0.0, 0.0], None) == list(range(13))


def test_where_plan_and_lp_point_differ_is_open() -> None:
    assert _opened([1.0, 1.0, 0.0, 0.0], 0, plan=[1.0, 0.0, 0.0, 1.0]) == [1, 3]
    assert _opened([1.0, 1.0, 0.0, 0.0], 1, plan=[1.0, 0.0, 0.0, 0.0]) == [0, 1, 2]


def test_groups_hold_everybody_once_and_change_from_round_to_round() -> None:
    blocks = [1, 2, 4, 5, 8, 9, 11]
    dealt = [primal._groups(blocks, 3, 1, number) for number in range(4)]
    for groups in dealt:
        assert sorted(p for group in groups for p in group) == blocks
        assert max(map(len, groups)) <= 3
    assert dealt == [primal._groups(blocks, 3, 1, number) for number in range(4)]
    assert len({tuple(groups) for groups in dealt}) > 1
    assert primal._groups([], 3, 1, 1) == [()]


@pytest.mark.parametrize("seed", range(4))
def test_a_pass_and_rounds_find_plans_that_only_get_better(seed: int) -> None:
    """From nothing: prices, one pass and a round of every neighbourhood end at a plan, never better than the best."""
    case = toy(seed)
    search = _search(case)
    state = close_prices(search, case.goal, _penalty(case), 1e-6)
    loose = loosen(case.nation, case.goal, state.prices, _penalty(case), 10.0)
    first_plan(search, loose, state, 1e-4)
    assert search.near is not None
    costs = [loose.cost(search.near)]
    for number, around in enumerate(NEIGHBOURHOODS):
        better = improve_round(search, loose, state, 1e-4, number, around)
        costs.append(loose.cost(search.near))
        assert better == (costs[-1] < costs[-2])
    assert costs == sorted(costs, reverse=True)
    assert search.best is not None
    assert violation(case.nation, search.best) <= FEASIBLE
    joined = join(case.nation)
    true = optimum(joined.arrays, joined.cost(case.goal)) + case.goal.offset
    assert costs[-1] >= true - 1e-5
    assert costs[-1] <= true + 0.5 * abs(costs[0] - true) + 1e-5


@pytest.mark.parametrize("seed", range(4))
def test_where_a_pass_misses_much_others_with_room_only_add_to_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found, rooms = [], []

    def noted(loose: Loose, state: PriceState, pool: Pool, room: float) -> tuple[Loose, PriceState]:
        rooms.append(room)
        return with_room(loose, state, pool, room)

    monkeypatch.setattr(primal, "with_room", noted)
    for much in (np.inf, -1.0):
        monkeypatch.setattr(primal, "_MUCH", much)
        case = toy(seed)
        search = _search(case)
        state = close_prices(search, case.goal, _penalty(case), 1e-6)
        before, loose = state.point, loosen(case.nation, case.goal, state.prices, _penalty(case), 1.0)
        first_plan(search, loose, state, 1e-4)
        assert state.point is before
        assert search.near is not None
        found.append(loose.cost(search.near))
    assert rooms == [ROOM, 2 * ROOM, 3 * ROOM]
    assert found[1] <= found[0] + 1e-9


def test_room_is_left_in_rows_but_not_in_equations_nor_where_ends_would_cross() -> None:
    case = toy(1)
    rows = len(case.nation.row_names)
    assert rows >= 4
    lower, upper = np.full(rows, -np.inf), np.full(rows, np.inf)
    lower[0], upper[1] = 50.0, -50.0
    lower[2] = upper[2] = 50.0
    lower[3], upper[3] = 50.0, 51.0
    nation = replace(case.nation, row_lower=lower, row_upper=upper)
    search = _search(case, knows_plans=True)
    loose = loosen(nation, case.goal, np.zeros(rows), np.ones(rows), 1.0)
    tighter, state = with_room(loose, PriceState(np.zeros(rows)), search.pool, 0.1)
    assert tighter.strict.row_lower[:4] == pytest.approx([55.0, -np.inf, 50.0, 50.0])
    assert tighter.strict.row_upper[:4] == pytest.approx([np.inf, -55.0, 50.0, 51.0])
    assert np.array_equal(tighter.nation.row_lower, tighter.strict.row_lower)
    assert state.master is not None
    assert len(state.point) == len(nation.blocks)


@pytest.mark.parametrize("part", [0.0, 1.0])
def test_a_pass_that_the_clock_cuts_short_is_not_repeatable(part: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(primal, "PASS_TIME", part)
    case = toy(1)
    search = _search(case, Stop(time.monotonic() + 600.0))
    state = close_prices(search, case.goal, _penalty(case), 1e-6)
    first_plan(search, loosen(case.nation, case.goal, state.prices, state.penalty, 1.0), state, 1e-4)
    assert search.hurried == (part == 0.0)


@pytest.mark.parametrize("seed", range(10))
def test_a_stop_without_a_plan_salvages_a_combination(seed: int) -> None:
    case, stop = toy(seed), Stop()
    stop.request()
    search = _search(case, stop, knows_plans=True)
    salvage(search, case.goal, np.ones(len(case.nation.row_names)))
    assert search.best is not None
    assert violation(case.nation, search.best) <= FEASIBLE


@pytest.mark.parametrize("keeps", [True, False])
def test_the_best_loose_point_is_offered_with_own_variables_free_again(keeps: bool) -> None:
    case = toy(3)
    search, loose = _search(case), _loose(case)
    assert violation(case.nation, _nothing(case)) > FEASIBLE
    wide = loose.widen(case.plan if keeps else _nothing(case))
    search.near = Point(
        wide.x, np.append(np.clip(np.full(OWN, 9.0), case.nation.own_lower, case.nation.own_upper), wide.own[OWN:])
    )
    offer_near(search, case.goal)
    assert (search.best is not None) == keeps


@pytest.mark.parametrize(("over", "kept"), [(1e-7, True), (5e-6, False)])
def test_no_plan_is_offered_that_misses_a_row_by_what_the_audit_refuses(over: float, kept: bool) -> None:
    case = toy(3)
    used = case.nation.activity(case.plan.y(case.nation), np.zeros(OWN))
    without = sparse.csr_array(case.nation.rows_own.shape)
    nation = replace(case.nation, rows_own=without, row_lower=np.full(4, -np.inf), row_upper=used - over * abs(used))
    assert abs(used).max() > 1
    search = _search(case)
    search.nation, search.near = nation, _loose(case).widen(case.plan)
    offer_near(search, case.goal)
    assert (search.best is not None) == kept


def test_where_a_province_has_no_plan_nothing_can_be_salvaged() -> None:
    case = toy(0)
    search = _search(case, knows_plans=True)
    search.pool.columns[1].clear()
    salvage(search, case.goal, np.ones(len(case.nation.row_names)))
    assert search.near is None
    assert search.best is None


def test_a_row_that_is_missed_has_a_price_of_its_side() -> None:
    case = toy(0)
    nation = case.nation
    prices = np.zeros(len(nation.row_names))
    loose = _loose(case)
    assert not loose.priced(prices, np.ones(len(prices))).any()
    upper = np.isfinite(nation.row_upper) & ~np.isfinite(nation.row_lower)
    lower = np.isfinite(nation.row_lower) & ~np.isfinite(nation.row_upper)
    assert upper.any() or lower.any()
    found = loose.priced(prices, np.full(len(prices), 1.5))
    assert np.all(found[upper] < 0)
    assert np.all(found[lower] > 0)
    dear = np.where(upper, -1e6, np.where(lower, 1e6, 0.0))
    assert np.array_equal(loose.priced(dear, np.full(len(prices), 1.5)), dear)
