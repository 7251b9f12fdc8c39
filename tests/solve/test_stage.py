"""The price phase of one goal: rows missed at low penalties become dearer, and it goes on from what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.solve import problem, stage
from planner.solve.cluster import SerialExecutor
from planner.solve.options import Options
from planner.solve.prices import Master, Pool, missed, solve_master
from planner.solve.problem import Block
from planner.solve.progress import Clock, Stop
from planner.solve.stage import EXACT_NEAR, Search, close_prices
from tests.solve.nations import Toy, toy

CLOSE = 1e-6


def _search(case: Toy) -> Search:
    nation = case.nation
    return Search(nation, list(nation.blocks), Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())


def _penalty(case: Toy, price: float) -> np.ndarray:
    return np.full(len(case.nation.row_names), price)


def test_missed_rows_become_dearer_and_fewer_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over thirty seeds at a low penalty; a row that is not missed when prices are near keeps its own."""

    def ended() -> tuple[int, int]:
        states = [close_prices(_search(case), case.goal, _penalty(case, 0.3), CLOSE) for case in map(toy, range(30))]
        assert all(state.gap(1.0) <= CLOSE for state in states)
        steps = [np.log2(state.penalty / 0.3) for state in states]
        assert all(np.allclose(step, step.round()) and step.min() >= 0 for step in steps)
        assert max(step.max() for step in steps) <= np.log2(stage.MOST_DEAR)
        short = sum(int(missed(toy(k).nation, s.master).sum()) for k, s in enumerate(states) if s.master is not None)
        return short, sum(int((state.penalty > 0.3).sum()) for state in states)

    short, raised = ended()
    monkeypatch.setattr(stage, "MOST_DEAR", 1.0)
    as_cheap, none = ended()
    assert none == 0 < raised
    assert short < as_cheap


@pytest.mark.parametrize("seed", range(10))
def test_going_on_at_dearer_rows_keeps_the_bound_and_ends_where_a_fresh_start_does(seed: int) -> None:
    case = toy(seed)
    search = _search(case)
    begun = close_prices(search, case.goal, _penalty(case, 0.3), CLOSE)
    bound, rounds = begun.bound, begun.rounds
    warm = close_prices(search, case.goal, _penalty(case, 100.0), CLOSE, begun)
    fresh = close_prices(_search(case), case.goal, _penalty(case, 100.0), CLOSE)
    assert warm.bound >= bound
    assert warm.bound == pytest.approx(fresh.bound, abs=1e-4)
    assert warm.rounds - rounds <= fresh.rounds


def test_a_master_below_the_bound_closes_nothing_while_rounds_raise_the_bound_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over twenty seeds with a master that says too little by more than all that is missing."""

    def lying(*given: Any) -> Master:
        master = solve_master(*given)
        return replace(master, value=master.value - 1e4)

    monkeypatch.setattr(stage, "solve_master", lying)
    later = 0
    for case in map(toy, range(20)):
        search = _search(case)
        state = close_prices(search, case.goal, _penalty(case, 100.0), CLOSE)
        assert state.gap(1.0) < -CLOSE
        bounds = [event["bound"] for event in search.history if event["phase"] == "prices"]
        assert len(bounds) == state.rounds < stage.PRICE_ROUNDS
        assert bounds[-1] == state.bound
        assert bounds[-2] == pytest.approx(state.bound, rel=CLOSE, abs=CLOSE)
        later += state.rounds > 3
    assert later > 0


@pytest.mark.parametrize("planned", [True, False], ids=["with a plan", "without one"])
def test_prices_begun_without_late_rows_give_bounds_and_leave_nothing_of_those_lps_behind(
    monkeypatch: pytest.MonkeyPatch, planned: bool
) -> None:
    """Over thirty seeds; also where the user stops while they are still rough."""
    whole = [close_prices(_search(case), case.goal, _penalty(case, 100.0), CLOSE) for case in map(toy, range(30))]
    monkeypatch.setattr(problem, "LATE", frozenset({"limit"}))
    monkeypatch.setattr(problem, "LATE_FROM", 1)
    forgotten: list[int] = []
    forget = Pool.forget_rough

    def forget_rough(pool: Pool) -> None:
        forgotten.append(sum(map(len, pool.cut_off)))
        forget(pool)

    monkeypatch.setattr(Pool, "forget_rough", forget_rough)
    as_high, kept = 0, 0
    for seed, exact in enumerate(whole):
        search, stopped = _search(toy(seed)), _search(toy(seed))
        search.best = stopped.best = toy(seed).plan if planned else None
        rounding = CLOSE * abs(exact.bound)
        state = close_prices(search, toy(seed).goal, _penalty(toy(seed), 100.0), CLOSE)
        assert state.bound <= exact.bound + rounding
        assert state.thorough
        as_high += state.bound >= exact.bound - 2 * EXACT_NEAR * rounding
        assert not search.pool.rough
        kept += all(_keeps_rows(block, x) for block, x in zip(search.nation.blocks, state.point, strict=True))
        stopped.stop.request()
        assert close_prices(stopped, toy(seed).goal, state.penalty, CLOSE).bound <= exact.bound + rounding
        _is_whole(search)
        _is_whole(stopped)
    assert sum(forgotten) > 0
    assert as_high >= 15
    assert kept == len(whole)  # what plans are looked for around


def _keeps_rows(block: Block, x: np.ndarray) -> bool:
    relaxed = replace(block.arrays, integer=np.zeros_like(block.arrays.integer))
    return relaxed.violation(x) <= CLOSE


def _is_whole(search: Search) -> None:
    """Columns keep every row, and bases are those of all rows."""
    for block, columns, ended in zip(search.nation.blocks, search.pool.columns, search.pool.bases, strict=True):
        assert all(_keeps_rows(block, column.x) for column in columns)
        assert ended is None or ended.basis is None or len(ended.basis.rows) == block.arrays.shape[0]
