"""Rules priced where a case is one model too large to be solved to its end, a province of a hundred cities.

Both questions, with the rule and without it, are asked of the linear relaxation with its cut rows: an LP each, which
ends. That is as near as two proofs of the same kind come in reasonable time: branch and bound narrows the gap of such a
model by a few hundredths of a percent in an hour, and of either side by another part. Plans without the rule are looked
for near the plan of the run, with limited nodes; none of this looks at the clock.
"""

from __future__ import annotations

import numpy as np

from planner.case.case import Case
from planner.solve.assemble import assemble
from planner.solve.bounds import believed
from planner.solve.cluster import Executor
from planner.solve.direct import direct_stage, relaxation
from planner.solve.owners import Key
from planner.solve.prices import Pool
from planner.solve.problem import GoalRow, Nation, Point, join, violation
from planner.solve.progress import Clock, Listener
from planner.solve.solution import GoalResult
from planner.solve.stage import FEASIBLE, Search
from planner.solve.store import enter
from planner.studies.ground import Ground, before
from planner.studies.repricing import Relaxed, copied, labelled, without_rows

#: Nodes of a MIP of the whole case, where it is small enough for one.
_NODES = 100


class OneModel:
    """Answers, one rule after another, what the relaxation and plans gain without it."""

    def __init__(self, ground: Ground, executor: Executor, listener: Listener | None) -> None:
        self._ground, self._executor, self._listener = ground, executor, listener
        self._with: Relaxed | None = None

    def with_rules(self) -> Relaxed | None:
        """The case as it is; None if the stop came first."""
        ground = self._ground
        if self._with is None:
            # Its cut rows stay in the pool: they are as true without a rule, and both sides have them.
            self._with = self._solved(ground.nation, ground.goal, ground.pool, ground.plan, "0")
        return self._with

    def without(self, key: Key, label: str) -> Relaxed | None:
        """The case without the rows that state a rule; None if the stop came first."""
        ground = self._ground
        nation = without_rows(ground.nation, key)
        return self._solved(nation, ground.goal, copied(ground.pool, nation), ground.plan, label)

    def rebuilt(self, case: Case, label: str) -> Relaxed | None:
        """The case without a condition that is more than rows; None if the stop came first.

        Raises:
            BuildStoppedError: the stop came first.
        """
        ground = self._ground
        fresh, _ = assemble(case, self._executor, ground.stop)
        pool = Pool.empty(fresh)
        plan = enter(ground.base.known, fresh, pool).plan
        if plan is not None and violation(fresh, plan) > FEASIBLE:
            plan = None
        nation = before(fresh, ground.goal.id, ground.costs)
        goal = next(goal for goal in fresh.goals if goal.id == ground.goal.id)
        return self._solved(nation, goal, pool, plan, label)

    def _solved(self, nation: Nation, goal: GoalRow, pool: Pool, plan: Point | None, label: str) -> Relaxed | None:
        """Bound of the relaxation, and the best plan near the one known if rounds of plans are asked for."""
        ground = self._ground
        clock = Clock(labelled(self._listener, label))
        search = Search(nation, [], pool, self._executor, ground.options, ground.stop, clock, best=plan)
        search.tell("direct", goal, None)
        if ground.options.rounds and plan is not None:
            bound, _, _ = direct_stage(search, goal, ground.options.gap, nodes=_NODES)
        else:
            joined = join(nation, extra_rows=dict(enumerate(pool.cuts)))
            answer, _ = relaxation(search, joined, joined.cost(goal))
            bound = answer.bound + goal.offset
        if ground.stop.due:
            return None
        # The plan with the rule is one without it, also where it could not be put into the rebuilt model.
        found = search.cost(goal)
        cost = ground.cost if found is None else min(found, ground.cost)
        # A plan that is accepted may miss rows by FEASIBLE of their size.
        bound = believed(bound, cost, FEASIBLE * max(goal.unit, abs(cost)))
        if not np.isfinite(bound):
            raise ArithmeticError("a plan is better than its bound")
        result = GoalResult(goal.id, goal.value(cost), goal.value(bound), goal.gap(cost, bound), "rounds")
        return Relaxed(result, 0.0)
