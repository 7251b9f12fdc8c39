"""A finished run made solvable again: its nation as arrays, its plan as a point, earlier goals kept.

A small case is solved whole. Of a nation only the province at hand is solved again, with all national rows and the rest
of the nation as in the plan (what is left over may be used), and bounds come from the stored prices: whatever happens
in one province, the others answer them as before. A large case of one province is asked alike; its bounds are those of
its relaxation. Of such a province only what the question is about is open, and what it moves in the relaxation: with
everything open a province takes a hundred times as long and seldom finds better.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solve.assemble import assemble
from planner.solve.cluster import Executor
from planner.solve.coordination import kept
from planner.solve.direct import exact_point
from planner.solve.highs import Answer as MipFound
from planner.solve.highs import Arrays, MipLimits, solve_lp, solve_mip
from planner.solve.options import Options
from planner.solve.prices import Pool, weights_at
from planner.solve.problem import Block, GoalRow, Joined, Name, Nation, Point, Room, join, violation
from planner.solve.progress import Stop, task_stop
from planner.solve.stage import FEASIBLE
from planner.solve.store import Opening, enter, opening
from planner.solve.tasks import with_cuts
from planner.studies.base import Base
from planner.texts.problems import InputError, Problem

#: A value of the relaxation that differs by more than this is another; by more than that, much.
_MOVED, _MUCH = 1e-6, 0.2


@dataclass(frozen=True)
class StudyEffort:
    """When one solve of a study ends: by nodes, whatever the machine; what the clock has to end says that it did.

    Attributes:
        nodes: of a province.
        proof: nodes of a small case, which is solved to its end.
        seconds: of a province, whose root alone may take minutes.
        wide: of one with much of a province open, for where little of it open has no plan.
    """

    gap: float = 3e-4
    nodes: int = 30
    proof: int = 20_000
    seconds: float = 240.0
    wide: float = 30.0


@dataclass(frozen=True)
class Answer:
    """What one solve found.

    Attributes:
        point: the best plan, None if none was found.
        cost: its minimised value, infinite without one.
        bound: proven lower bound on any plan's; infinite where there provably is none.
        hurried: whether the clock ended a search; a quicker machine may find more.
    """

    point: Point | None
    cost: float
    bound: float
    hurried: bool = False


@dataclass(frozen=True)
class Ground:
    """A run ready to be solved again.

    Attributes:
        fresh: the nation of the case.
        nation: with every earlier goal kept as the plan has it.
        goal: the first that is not settled.
        plan: of the run.
        pool: known columns and cut rows.
        stored: prices of the goal, if any are known.
        memory: answers of relaxations that every question needs, by what they are of.
    """

    base: Base
    fresh: Nation
    nation: Nation
    goal: GoalRow
    plan: Point
    pool: Pool
    stored: Opening | None
    options: Options
    stop: Stop
    effort: StudyEffort
    memory: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs to ask: not the columns found, and its own stop."""
        columns: list[list[Any]] = [[] for _ in self.pool.columns]
        known = replace(self.base.known, columns=self.base.known.columns.iloc[:0])
        light = {"base": replace(self.base, known=known), "pool": replace(self.pool, columns=columns)}
        return {**self.__dict__, **light, "stop": None, "memory": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """In the other process, which looks at its own stop."""
        self.__dict__.update({**state, "stop": task_stop() or Stop()})

    @property
    def whole(self) -> bool:
        """Whether questions are solved over the whole case."""
        return self.base.exact or len(self.nation.blocks) == 1

    @property
    def costs(self) -> dict[str, float]:
        """The plan's minimised values of all goals."""
        return costs_of(self.fresh, self.plan)

    @property
    def cost(self) -> float:
        """The plan's minimised value of the goal."""
        return self.goal.cost(self.plan.y(self.nation), self.plan.own)

    @property
    def bound(self) -> float:
        """Proven bound of the goal, minimising: the best of what the run and its prices tell."""
        record = next(goal for goal in self.base.record.goals if goal.id == self.goal.id)
        known = [] if record.bound is None else [self.goal.sign * record.bound]
        known += [self.stored.bound] if self.stored is not None else []
        return max(known, default=-np.inf)

    def at(self, goal_id: str) -> Ground:
        """The same run at another goal, the goals before it kept as the plan has them."""
        if goal_id == self.goal.id:
            return self
        goal = next(goal for goal in self.fresh.goals if goal.id == goal_id)
        nation = before(self.fresh, goal_id, self.costs)
        return replace(self, nation=nation, goal=goal, stored=opening(self.base.known, nation, goal), memory={})

    def place(self, province: str) -> int:
        """Number of a province's block."""
        return [block.code for block in self.nation.blocks].index(province)

    def solve(
        self,
        nation: Nation,
        goal: GoalRow,
        province: int,
        start: Point | None = None,
        free: frozenset[int] = frozenset(),
    ) -> Answer:
        """Optimise a goal over a small case to its end, or over one province with the rest of the plan as it is.

        Args:
            nation: this nation with rows, bounds or national variables changed; blocks may have more rows.
            start: a plan of it, or of the nation without the change, from which integers are taken. Of a province
                another plan than the run's says what is open: where the two differ; no relaxation is solved for that.
            free: columns of the province that the change is about.

        Returns:
            Of a province that is the whole case the bound is that of its relaxation; of one among others there is no
            bound but infinity where even its relaxation has no point.
        """
        if not self.base.exact:
            return self._solve_province(nation, goal, province, free, None if start is self.plan else start)
        joined = join(nation, extra_rows=self._cuts(nation))
        cost = joined.cost(goal)
        limits = MipLimits(gap=1e-9, nodes=self.effort.proof)
        first = joined.pack(nation, start) if start is not None else None
        answer, late = self._timed(joined.arrays, cost, limits, start=first)
        bound = answer.bound + goal.offset
        if answer.x is None:
            return Answer(None, np.inf, bound if answer.outcome != "infeasible" else np.inf, late)
        point = joined.unpack(exact_point(joined.arrays, cost, answer.x), self._incumbent(nation))
        return Answer(point, goal.cost(point.y(nation), point.own), bound, late)

    def _timed(
        self,
        arrays: Arrays,
        cost: np.ndarray,
        limits: MipLimits,
        start: np.ndarray | None = None,
        *,
        bound_matters: bool = True,
    ) -> tuple[MipFound, bool]:
        """What a MIP found, and whether the clock ended it."""
        began, seed = time.monotonic(), self.options.seed
        answer = solve_mip(arrays, cost, limits, start=start, seed=seed, stop=self.stop, bound_matters=bound_matters)
        late = limits.time_s is not None and time.monotonic() - began >= limits.time_s
        return answer, late and answer.outcome not in ("optimal", "infeasible", "unbounded")

    def _solve_province(
        self, nation: Nation, goal: GoalRow, province: int, free: frozenset[int], other: Point | None
    ) -> Answer:
        """Integers as in the plan but for those asked about and those that move; where that has no plan, for more."""
        incumbent = self._incumbent(nation)
        joined = self._alone(nation, incumbent, province)
        cost = joined.cost(goal)
        width = len(self.plan.x[province])
        asked = np.zeros(width, dtype=bool)
        asked[list(free)] = True

        hurried, bound = False, -np.inf

        def among(open_: np.ndarray, seconds: float) -> Answer | None:
            nonlocal hurried
            arrays = self._narrowed(joined.arrays, province, open_)
            limits = MipLimits(gap=self.effort.gap, nodes=self.effort.nodes, time_s=seconds, strong=False)
            answer, late = self._timed(arrays, cost, limits, bound_matters=False)
            hurried |= late
            if answer.x is None:
                return None
            point = joined.unpack(exact_point(joined.arrays, cost, answer.x), incumbent)
            return Answer(point, goal.cost(point.y(nation), point.own), bound, hurried)

        if other is not None:
            differs = np.abs(other.x[province][:width] - self.plan.x[province]) > _MOVED
            if (found := among(asked | differs, self.effort.seconds)) is not None:
                return found
        relaxed = solve_lp(joined.arrays, cost)
        if relaxed.x is None:
            return Answer(None, np.inf, np.inf)
        bound = relaxed.bound + goal.offset if self.whole else bound
        moved = np.abs(relaxed.x[:width] - self._usual(province))
        unlike = moved + np.abs(relaxed.x[:width] - self.plan.x[province])
        everything = np.ones(width, dtype=bool)
        for wider, more in enumerate((moved > _MUCH, moved > _MOVED, unlike > _MOVED, everything)):
            found = among(asked | more, self.effort.wide if wider > 1 else self.effort.seconds)
            if found is not None:
                return found
            if self.stop.due:
                break
        return Answer(None, np.inf, bound, hurried)

    def _alone(self, nation: Nation, incumbent: Point, province: int) -> Joined:
        """One province with what the rest of the nation leaves."""
        room = Room(incumbent, 1.0, len(nation.own_lower))
        return join(nation, (province,), room=room, extra_rows=self._cuts(nation))

    def _usual(self, province: int) -> np.ndarray:
        """(n,) relaxation of a province's part of the goal when nothing is asked, the rest as in the plan."""
        key = ("usual", province)
        if key not in self.memory:
            joined = self._alone(self.nation, self.plan, province)
            answer = solve_lp(joined.arrays, joined.cost(self.goal))
            x = self.plan.x[province] if answer.x is None else answer.x[: len(self.plan.x[province])]
            self.memory[key] = x
        found: np.ndarray = self.memory[key]
        return found

    def _narrowed(self, arrays: Arrays, province: int, open_: np.ndarray) -> Arrays:
        """One province's joined model with its integers as in the plan, but for the open ones."""
        fixed = np.flatnonzero(self.nation.blocks[province].arrays.integer & ~open_)
        lower, upper = arrays.col_lower.copy(), arrays.col_upper.copy()
        lower[fixed] = upper[fixed] = np.round(self.plan.x[province][fixed])
        return replace(arrays, col_lower=lower, col_upper=upper)

    def _incumbent(self, nation: Nation) -> Point:
        """The plan in a nation that may have further variables: national ones at their lower bounds, others zero."""
        more = nation.own_lower[len(self.plan.own) :]
        parts = zip(nation.blocks, self.plan.x, strict=True)
        wide = tuple(np.append(x, np.zeros(block.arrays.shape[1] - len(x))) for block, x in parts)
        return Point(wide, np.append(self.plan.own, more))

    def _cuts(self, nation: Nation) -> dict[int, sparse.csr_array]:
        widths = [block.arrays.shape[1] for block in nation.blocks]
        return {
            p: sparse.csr_array(sparse.hstack([cuts, sparse.csr_array((cuts.shape[0], widths[p] - cuts.shape[1]))]))
            for p, cuts in enumerate(self.pool.cuts)
        }

    def national_bound(self, nation: Nation, province: int) -> tuple[float, float]:
        """Bound of the goal over the whole nation when one province's block has more rows, and what these cost it.

        At the stored prices: the province's LP answers anew, the others as stored. What the rows cost is the difference
        of two LP bounds; it is not a number where no provincial bounds are stored.
        """
        stored = self.stored
        if stored is None or stored.answers is None:
            return -np.inf, np.nan
        before, after = self._priced(self.nation, province), self._priced(nation, province)
        return stored.bound + max(0.0, after - float(stored.answers[province])), after - before

    def _priced(self, nation: Nation, province: int) -> float:
        """Bound of a province's LP at the stored prices; that of the nation as it is, once."""
        key = ("priced", province)
        if nation is self.nation and key in self.memory:
            return float(self.memory[key])
        prices = self.stored.prices if self.stored is not None else np.zeros(len(self.nation.row_names))
        block = nation.blocks[province]
        cost = np.asarray(block.links.T @ weights_at(self.nation, self.goal, prices)[province])
        bound = solve_lp(with_cuts(block.arrays, self.pool.cuts[province]), cost).bound
        if nation is self.nation:
            self.memory[key] = bound
        return bound


def make_ground(
    base: Base, executor: Executor, options: Options, stop: Stop, effort: StudyEffort | None = None
) -> Ground:
    """Build the case again and put the stored plan into it.

    Raises:
        InputError: what is stored is no plan of it.
        BuildStoppedError: the stop came first.
    """
    fresh, _ = assemble(base.case, executor, stop)
    pool = Pool.empty(fresh)
    entered = enter(base.known, fresh, pool)
    if entered.plan is None or violation(fresh, entered.plan) > FEASIBLE:
        raise InputError([Problem(str(base.folder), "studies.stale")])
    chosen = base.goal().id
    goal = next(goal for goal in fresh.goals if goal.id == chosen)
    nation = before(fresh, chosen, costs_of(fresh, entered.plan))
    stored = opening(base.known, nation, goal)
    return Ground(base, fresh, nation, goal, entered.plan, pool, stored, options, stop, effort or StudyEffort())


def before(nation: Nation, goal_id: str, costs: Mapping[str, float]) -> Nation:
    """The nation in which every goal before one stays as good as it is by ``costs``, minimised values by goal."""
    for earlier in nation.goals:
        if earlier.id == goal_id:
            break
        nation = kept(nation, earlier, costs[earlier.id])
    return nation


def costs_of(nation: Nation, plan: Point) -> dict[str, float]:
    """Minimised values of all goals of a plan."""
    y = plan.y(nation)
    return {goal.id: goal.cost(y, plan.own) for goal in nation.goals}


def with_local_row(nation: Nation, province: int, columns: tuple[int, ...], lower: float, upper: float) -> Nation:
    """The nation with one more row ``lower ≤ Σ columns ≤ upper`` in a province."""
    block = nation.blocks[province]
    arrays = block.arrays
    row = sparse.csr_array(
        (np.ones(len(columns)), (np.zeros(len(columns), dtype=int), list(columns))), shape=(1, arrays.shape[1])
    )
    name: Name = ("wish", ())
    wider = replace(
        arrays,
        matrix=sparse.csr_array(sparse.vstack([arrays.matrix, row], format="csr")),
        row_lower=np.append(arrays.row_lower, lower),
        row_upper=np.append(arrays.row_upper, upper),
    )
    changed: Block = replace(block, arrays=wider, rows=(*block.rows, name), key=f"{block.key}+{columns}{lower}{upper}")
    blocks = (*nation.blocks[:province], changed, *nation.blocks[province + 1 :])
    return replace(nation, blocks=blocks)
