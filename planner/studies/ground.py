"""A finished run made solvable again: its nation as arrays, its plan as a point, earlier goals kept.

A small case is solved whole. Of a nation only the province at hand is solved again, with all national rows and the rest
of the nation as in the plan (what is left over may be used), and bounds come from the stored prices: whatever happens
in one province, the others answer them as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.assemble import assemble
from planner.solve.cluster import Executor
from planner.solve.coordination import keep, trivial_bound
from planner.solve.direct import exact_point
from planner.solve.highs import Arrays, MipLimits, solve_lp, solve_mip
from planner.solve.options import Options
from planner.solve.prices import Pool, weights_at
from planner.solve.problem import Block, GoalRow, Name, Nation, Point, Room, join, settle, violation
from planner.solve.progress import Stop
from planner.solve.store import Opening, enter, opening
from planner.solve.tasks import with_cuts
from planner.studies.base import Base
from planner.texts.problems import InputError, Problem

#: A stored plan may break a row by this much (rows are scaled by their size).
FEASIBLE = 1e-5
_SETTLED = 1e-6
#: Share of a province's integers, those with the least reduced costs, that a first solve leaves open.
_OPEN = 0.3


@dataclass(frozen=True)
class Effort:
    """When one solve of a study ends: a small case by proof, a province by nodes."""

    gap: float = 3e-4
    nodes: int = 30
    seconds: float = 240.0


@dataclass(frozen=True)
class Answer:
    """What one solve found.

    Attributes:
        point: the best plan, None if none was found.
        cost: its minimised value, infinite without one.
        bound: proven lower bound on any plan's; infinite where there provably is none.
    """

    point: Point | None
    cost: float
    bound: float


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
    effort: Effort

    @property
    def whole(self) -> bool:
        """Whether questions are solved over the whole case."""
        return self.base.exact or len(self.nation.blocks) == 1

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
        nation = before(self.fresh, goal_id, self.plan)
        return replace(self, nation=nation, goal=goal, stored=opening(self.base.known, nation, goal))

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
        """Optimise a goal over the whole case, or over one province with the rest of the plan as it is.

        Args:
            nation: this nation with rows, bounds or national variables changed; blocks may have more rows.
            start: a plan of it, or of the nation without the change, from which integers are taken.
            free: columns of the province that the change is about. A province is solved with everything as in the plan
                but these and what matters least at the stored prices, which soon gives a good plan but no bound; only
                where that has no plan, with everything open.
        """
        whole = self.whole
        incumbent = self._incumbent(nation)
        room = None if whole else Room(incumbent, 1.0, len(nation.own_lower))
        members = None if whole else (province,)
        joined = join(nation, members, room=room, extra_rows=self._cuts(nation))
        cost = joined.cost(goal)
        small = whole and self.base.exact
        limits = MipLimits(
            gap=1e-9 if small else self.effort.gap,
            nodes=None if small else self.effort.nodes,
            time_s=min(self.effort.seconds, self.stop.remaining),
        )
        first = joined.pack(nation, start) if start is not None else None
        near = None
        if not whole and free:
            arrays = self._narrowed(joined.arrays, province, free)
            near = solve_mip(arrays, cost, limits, start=first, stop=self.stop, bound_matters=False)
        if near is not None and near.x is not None:
            answer = replace(near, bound=-np.inf)  # of the narrowed model alone
        else:
            answer = solve_mip(
                joined.arrays, cost, limits, start=first, seed=self.options.seed, stop=self.stop, bound_matters=whole
            )
        rest = 0.0 if whole else self._rest(nation, goal, incumbent, province)
        bound = answer.bound + goal.offset + rest
        if answer.x is None:
            return Answer(None, np.inf, bound if answer.outcome != "infeasible" else np.inf)
        point = joined.unpack(exact_point(joined.arrays, cost, answer.x), incumbent)
        return Answer(point, goal.cost(point.y(nation), point.own), bound)

    def _narrowed(self, arrays: Arrays, province: int, free: frozenset[int]) -> Arrays:
        """One province's model with its integers as in the plan, but for ``free`` and the least clearly decided."""
        block = self.nation.blocks[province]
        prices = self.stored.prices if self.stored is not None else np.zeros(len(self.nation.row_names))
        cost = np.asarray(block.links.T @ weights_at(self.nation, self.goal, prices)[province])
        reduced = solve_lp(with_cuts(block.arrays, self.pool.cuts[province]), cost).reduced
        whole = np.flatnonzero(block.arrays.integer)
        if reduced is None or not len(whole):
            return arrays
        sizes = np.abs(reduced[whole])
        decided = whole[sizes > np.quantile(sizes, _OPEN)]
        fixed = np.array(sorted(set(decided.tolist()) - free), dtype=int)
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

    @staticmethod
    def _rest(nation: Nation, goal: GoalRow, point: Point, province: int) -> float:
        y = point.y(nation)
        y[province] = 0.0
        return float((goal.cost_y * y).sum())

    def national_bound(self, nation: Nation, province: int) -> tuple[float, float]:
        """Bound of the goal over the whole nation when one province's block has more rows, and what these cost it.

        At the stored prices: the province's LP answers anew, the others as stored. What the rows cost is the difference
        of two LP bounds; it is not a number where no provincial bounds are stored.
        """
        stored = self.stored
        if stored is None or stored.answers is None:
            return -np.inf, np.nan
        weights = weights_at(self.nation, self.goal, stored.prices)[province]
        values = []
        for block in (self.nation.blocks[province], nation.blocks[province]):
            arrays = with_cuts(block.arrays, self.pool.cuts[province])
            values.append(solve_lp(arrays, np.asarray(block.links.T @ weights)).bound)
        return stored.bound + max(0.0, values[1] - float(stored.answers[province])), values[1] - values[0]


def make_ground(base: Base, executor: Executor, options: Options, stop: Stop, effort: Effort | None = None) -> Ground:
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
    nation = before(fresh, chosen, entered.plan)
    stored = opening(base.known, nation, goal)
    return Ground(base, fresh, nation, goal, entered.plan, pool, stored, options, stop, effort or Effort())


def before(nation: Nation, goal_id: str, plan: Point) -> Nation:
    """The nation in which every goal before one is kept as a plan has it."""
    for earlier in nation.goals:
        if earlier.id == goal_id:
            break
        nation = kept(nation, earlier, plan)
    return nation


def kept(nation: Nation, goal: GoalRow, plan: Point) -> Nation:
    """The nation in which a plan's value of a goal is kept."""
    cost = goal.cost(plan.y(nation), plan.own)
    tolerant = goal.tolerance > 0 or goal.relative_tolerance > 0
    if not tolerant and cost <= trivial_bound(nation, goal) + _SETTLED * goal.unit:
        return settle(nation, goal)
    return keep(nation, goal, cost)


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
