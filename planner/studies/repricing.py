"""Rules of a nation priced on models that are built once: a rule goes by taking its rows out of them.

Without its rows a province or the nation has more plans and loses none, so every column, cut row (these come of physics
alone) and plan that is known stays true; the prices of the other rules are the first to ask at. A rule of the nation's
that has no price at the last prices costs the relaxation nothing, and nothing has to be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planner.solve.cluster import Executor
from planner.solve.elastic import block_without
from planner.solve.owners import Key, owner
from planner.solve.prices import Pool, PriceState, penalties, solve_master
from planner.solve.primal import NEIGHBOURHOODS, improve_round, loosen, with_best_own
from planner.solve.problem import Nation
from planner.solve.progress import Clock, Listener
from planner.solve.solution import GoalResult
from planner.solve.stage import Search, close_prices
from planner.solve.store import Known
from planner.studies.ground import Ground

#: Distance of master and bound at which prices are closed, relative: small against the prices of rules.
NEAR = 1e-4
#: What a row may be missed by, relative to its size, and how often penalties are raised tenfold against it.
_MISSED, _DEARER = 1e-6, 4


@dataclass(frozen=True)
class Relaxed:
    """What a nation's relaxation and the best plan known say of the goal.

    Attributes:
        result: value of the plan and proven bound, in the goal's own sense.
        apart: how far the relaxation's value may be from the bound, in the goal's unit.
    """

    result: GoalResult
    apart: float


def without_rows(nation: Nation, key: Key) -> Nation:
    """The nation without the rows that state a rule; provinces that it does not touch stay the same objects."""
    free = np.array([owner(row) == key for row in nation.row_names], dtype=bool)
    return replace(
        nation,
        blocks=tuple(block_without(block, [key]) for block in nation.blocks),
        row_lower=np.where(free, -np.inf, nation.row_lower),
        row_upper=np.where(free, np.inf, nation.row_upper),
    )


class Repricer:
    """Answers, one rule after another, what the relaxation and plans gain without it."""

    def __init__(self, ground: Ground, executor: Executor, listener: Listener | None) -> None:
        self._ground, self._executor, self._listener = ground, executor, listener
        self._handles: list[Any] = [executor.share(block) for block in ground.nation.blocks]
        self._with: tuple[Relaxed, PriceState] | None = None

    def with_rules(self) -> Relaxed | None:
        """The nation as it is; None if the stop came first."""
        if self._with is None:
            answer = self._closed(self._ground.nation, self._ground.pool, "0")
            self._with = answer
        return None if self._with is None else self._with[0]

    def without(self, key: Key, label: str) -> Relaxed | None:
        """The nation without a rule; None if the stop came first."""
        ground = self._ground
        if self.with_rules() is None or self._with is None:
            return None
        relaxed, state = self._with
        nation = without_rows(ground.nation, key)
        local = any(new is not old for new, old in zip(nation.blocks, ground.nation.blocks, strict=True))
        rows = [number for number, row in enumerate(nation.row_names) if owner(row) == key]
        if not local and not np.any(state.prices[rows]) and not ground.options.rounds:
            return relaxed
        # Columns that break the rule must not be offered to a nation that has it.
        pool = _copied(ground.pool, nation) if local else ground.pool
        answer = self._closed(nation, pool, label)
        return None if answer is None else answer[0]

    def _closed(self, nation: Nation, pool: Pool, label: str) -> tuple[Relaxed, PriceState] | None:
        ground = self._ground
        old = ground.nation.blocks
        handles = [
            handle if block is before else self._executor.share(block)
            for block, before, handle in zip(nation.blocks, old, self._handles, strict=True)
        ]
        search = Search(
            *(nation, handles, pool, self._executor, ground.options, ground.stop),
            clock=Clock(labelled(self._listener, label)),
            best=ground.plan,
            known=self._known(),
        )
        penalty = self._dear_enough(search)
        state = close_prices(search, ground.goal, penalty, NEAR)
        if state.master is None or not np.isfinite(state.bound):
            return None
        self._improve(search, state, penalty)
        cost = search.cost(ground.goal)
        if cost is None:
            raise ArithmeticError("a plan with a rule is a plan without it")
        goal = ground.goal
        bound = min(state.bound, cost)
        result = GoalResult(goal.id, goal.value(cost), goal.value(bound), goal.gap(cost, bound), "rounds")
        return Relaxed(result, abs(state.master.value - state.bound)), state

    def _known(self) -> Known:
        """Prices to begin with: the last ones of the nation as it is, and no bounds (those may be of whole plans)."""
        known = self._ground.base.known
        return replace(known, points=tuple(replace(point, answers={}) for point in known.points))

    def _dear_enough(self, search: Search) -> np.ndarray:
        """Penalties at which a mixture of the known columns misses no row; the plan is among them."""
        penalty = penalties(search.nation, self._ground.goal, search.pool)
        sizes = np.maximum(1.0, np.abs(search.nation.ends))
        for _ in range(_DEARER):
            master = solve_master(search.nation, self._ground.goal, search.pool, penalty)
            if float((master.slack / np.where(np.isfinite(sizes), sizes, 1.0)).max(initial=0.0)) <= _MISSED:
                break
            penalty = 10 * penalty
        return penalty

    def _improve(self, search: Search, state: PriceState, penalty: np.ndarray) -> None:
        """Rounds of looking for a better plan around the relaxation's."""
        goal, rounds, level = self._ground.goal, self._ground.options.rounds, 0
        if not rounds or search.best is None:
            return
        loose = loosen(search.nation, goal, state.prices, penalty, 1.0)
        search.near = with_best_own(loose.nation, loose.goal, loose.widen(search.best))
        for number in range(1, rounds + 1):
            if search.stop.due:
                return
            target = self._ground.options.gap
            better = improve_round(search, loose, state, target, number, NEIGHBOURHOODS[level])
            search.tell("improve", goal, state.bound, f"{number}/{rounds}")
            level = 0 if better else (level + 1) % len(NEIGHBOURHOODS)


def _copied(pool: Pool, nation: Nation) -> Pool:
    """The same knowledge for blocks of which some have fewer rows."""
    return replace(
        pool,
        blocks=nation.blocks,
        columns=[list(found) for found in pool.columns],
        cuts=list(pool.cuts),
        bases=list(pool.bases),
    )


def labelled(listener: Listener | None, label: str) -> Listener | None:
    """A listener that is told of events with a label before their details."""
    if listener is None:
        return None
    tell: Callable[..., None] = listener
    return lambda event: tell(replace(event, detail=f"{label} {event.detail}".strip()))
