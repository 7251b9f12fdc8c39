"""Rules of a nation priced on models that are built once: a rule goes by taking its rows out of them.

Without its rows a province or the nation has more plans and loses none, so every column, cut row (these come of physics
alone) and plan that is known stays true; the prices of the other rules are the first to ask at, and where provinces'
LPs ended is where they go on. A rule of the nation's that has no price at the last prices costs the relaxation nothing,
and nothing has to be asked; of a rule of provinces' own one round shows the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse

from planner.solve.bounds import believed
from planner.solve.cluster import Executor
from planner.solve.elastic import block_without
from planner.solve.owners import Key, owner
from planner.solve.prices import Pool, PriceState, missed, mixture, penalties, signed, solve_master
from planner.solve.primal import NEIGHBOURHOODS, improve_round, loosen, with_best_own
from planner.solve.problem import Block, Nation, rounding
from planner.solve.progress import Clock, Listener
from planner.solve.solution import GoalResult
from planner.solve.stage import PRICE_ROUNDS, Search, ask_round, met
from planner.solve.tasks import LpAnswer, Start, answer_lp
from planner.studies.ground import Ground

#: Distance of master and bound at which prices are closed, relative; and one that will do after a few rounds, because
#: each costs a relaxation of every province: what is then left is told as the price's error.
NEAR, NEAR_ENOUGH = 1e-4, 1e-3
#: Rounds of prices without a rule, after which the second distance will do. With the rules as they are one is enough.
ROUNDS = 3
#: Relative difference of two bounds below which a rule costs the relaxation nothing.
_SAME = 1e-7
#: How often penalties are raised tenfold against rows that are missed.
_DEARER = 4


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
            ground = self._ground
            self._with = self._closed(ground.nation, ground.pool, self._first_prices(), None, "0")
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
        pool = copied(ground.pool, nation) if local else ground.pool
        answer = self._closed(nation, pool, signed(nation, state.prices), key, label)
        return None if answer is None else answer[0]

    def _first_prices(self) -> np.ndarray:
        """The last ones of the run, or those of a master over what it knew."""
        ground = self._ground
        if ground.stored is not None:
            return ground.stored.prices
        penalty = penalties(ground.nation, ground.goal, ground.pool)
        return solve_master(ground.nation, ground.goal, ground.pool, penalty).prices

    def _closed(
        self, nation: Nation, pool: Pool, prices: np.ndarray, key: Key | None, label: str
    ) -> tuple[Relaxed, PriceState] | None:
        """Rounds of prices and, if asked for, of plans; None if the stop came before the first bound.

        Args:
            key: the rule that the nation has not.
        """
        ground, goal = self._ground, self._ground.goal
        search = Search(
            *(nation, self._handles, pool, self._executor, ground.options, ground.stop),
            clock=Clock(labelled(self._listener, label)),
            best=ground.plan,
        )
        state, penalty, proven = PriceState(prices, thorough=True), self._dear_enough(search), -np.inf
        while self._ask(search, state, key):
            state.master = solve_master(nation, goal, pool, penalty)
            state.point = mixture(state.master, pool)
            if self._near(state, proven) or ground.stop.due:
                break
            proven = state.bound
        if state.master is None or not np.isfinite(state.bound):
            return None
        if ground.options.rounds:
            search.handles = [
                handle if new is old else self._executor.share(new)
                for handle, new, old in zip(self._handles, nation.blocks, ground.nation.blocks, strict=True)
            ]
            self._improve(search, state, penalty)
        cost = search.cost(goal)
        if cost is None or search.best is None:
            raise ArithmeticError("a plan with a rule is a plan without it")
        bound = believed(state.bound, cost, rounding(nation, goal, search.best, state.prices))
        if not np.isfinite(bound):
            raise ArithmeticError("a plan is better than its bound")
        result = GoalResult(goal.id, goal.value(cost), goal.value(bound), goal.gap(cost, bound), "rounds")
        return Relaxed(result, abs(state.master.value - state.bound)), state

    def _near(self, state: PriceState, proven: float) -> bool:
        """Whether more rounds would tell little: near enough, or no dearer than with the rule.

        Args:
            proven: the bound before the last round; a master below it is not near it as long as rounds raise it.
        """
        unit = self._ground.goal.unit
        gap, raised = state.gap(unit), state.bound - proven
        size = max(abs(state.bound), unit)
        if state.rounds >= PRICE_ROUNDS or met(gap, NEAR, raised=raised > NEAR * size):
            return True
        if self._with is not None:
            before = self._with[1].bound
            if state.bound >= before - _SAME * max(abs(before), unit):
                return True
        least = ROUNDS if self._with is not None else 1
        return state.rounds >= least and met(gap, NEAR_ENOUGH, raised=raised > NEAR_ENOUGH * size)

    def _ask(self, search: Search, state: PriceState, key: Key | None) -> bool:
        """One round of answers: first at the prices to begin with. False if the stop left it incomplete."""
        goal, count = self._ground.goal, len(search.nation.blocks)

        def heard(answers: int) -> None:
            search.tell("prices", goal, state.bound, f"{state.rounds + 1}: {answers}/{count}")

        return ask_round(search, goal, state, partial(answer_without, key), heard)

    def _dear_enough(self, search: Search) -> np.ndarray:
        """Penalties at which a mixture of the known columns misses no row; the plan is among them."""
        penalty = penalties(search.nation, self._ground.goal, search.pool)
        for _ in range(_DEARER):
            master = solve_master(search.nation, self._ground.goal, search.pool, penalty)
            if not missed(search.nation, master).any():
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


def answer_without(
    key: Key | None, block: Block, cuts: sparse.csr_array, weights: np.ndarray, start: Start, thorough: bool
) -> LpAnswer | None:
    """A province's LP answer without the rows of a rule, which are taken out where it is solved: blocks are large."""
    return answer_lp(block if key is None else block_without(block, [key]), cuts, weights, start, thorough)


def copied(pool: Pool, nation: Nation) -> Pool:
    """The same knowledge for blocks of which some have fewer rows."""
    return replace(
        pool,
        blocks=nation.blocks,
        columns=[list(found) for found in pool.columns],
        cuts=list(pool.cuts),
        bases=list(pool.bases),
        cut_off=[list(found) for found in pool.cut_off],
    )


def labelled(listener: Listener | None, label: str) -> Listener | None:
    """A listener that is told of events with a label before their details."""
    if listener is None:
        return None
    tell: Callable[..., None] = listener
    return lambda event: tell(replace(event, detail=f"{label} {event.detail}".strip()))
