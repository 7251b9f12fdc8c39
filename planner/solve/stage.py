"""One goal of a coordinated solve: prices and bound; plans are looked for in ``primal``.

The state of a stage is a :class:`Search`; the functions here move it forward and stop in order whenever the stop is
due. All randomness is seeded by (seed, round), all answers are taken in the order of province ids after the whole
round, so a search that ends by gap or rounds is the same on any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.solve.cluster import Executor
from planner.solve.highs import MipLimits
from planner.solve.hopeless import beyond, largest
from planner.solve.opening import opening_prices
from planner.solve.options import Options
from planner.solve.prices import FRESH, Ended, Pool, PriceState, lagrangian, missed, mixture, solve_master, weights_at
from planner.solve.problem import GoalRow, Nation, Point, violation
from planner.solve.progress import Clock, Stop
from planner.solve.solution import Fault
from planner.solve.store import Known, first_prices
from planner.solve.tasks import LpAnswer, MipAnswer, answer_lp, answer_mip, answer_rough

#: Violations up to this are rounding (rows are scaled by their size).
FEASIBLE = 1e-5
#: Most rounds of prices.
PRICE_ROUNDS = 80
#: Part of the time left that prices may take while there is no plan; a plan at rough prices is better than none.
PRICE_TIME = 0.5
#: The same where prices began rough, so that columns that keep all rows have only come in since.
EXACT_TIME = 0.65
#: How many tolerances the mixture of these columns alone may be away from the bound.
EXACT_NEAR = 2.5
#: Relative distance between master and bound from which on every kind of cut row is looked for.
NEAR = 0.02
#: How much dearer it becomes to miss a row that is missed at closed prices.
DEARER = 10.0
#: The same after each round once master and bound are this near, and at most in all.
LEARNT, NEAR_DEARER, MOST_DEAR = 0.2, 2.0, 64.0
#: Nodes of one province's MIP run; the repeatable stand-in for a time limit.
BOUND_NODES = 100


class ProvinceInfeasible(Exception):
    """A province's own rows cannot hold together."""

    def __init__(self, block: int) -> None:
        super().__init__(f"block {block} is infeasible")
        self.block = block


class RowsClash(Exception):
    """The national rows of a nation cannot hold together: prices of its rows and the bound that proves it."""

    def __init__(self, nation: Nation, prices: np.ndarray, bound: float) -> None:
        super().__init__("the rows of the nation clash")
        self.nation, self.prices, self.bound = nation, prices, bound


@dataclass
class Search:
    """Everything a coordinated solve knows.

    Attributes:
        nation: rows and goals, with a row more for each finished goal.
        handles: what stands for each block in tasks.
        pool: columns, cut rows and bases by province.
        best: best plan so far.
        ahead: prices of a goal that were closed while an earlier one was settled, under the rows that it will have.
        old: plan of an earlier solve that misses rows of this one, to be mended.
        hints: the baselines, province by province, to guess first prices from.
        known: what an earlier solve left behind, to begin prices from.
        hurried: whether the clock ended a price phase or a first pass early; such a run is not repeatable even if its
            gap ends it.
        near: best point of the stage's loose nation, whose national rows may still be missed (see ``primal``).
    """

    nation: Nation
    handles: list[Any]
    pool: Pool
    executor: Executor
    options: Options
    stop: Stop
    clock: Clock
    best: Point | None = None
    near: Point | None = None
    old: Point | None = None
    hints: tuple[tuple[np.ndarray, ...], ...] = ()
    known: Known | None = None
    hurried: bool = False
    ahead: tuple[str, PriceState] | None = None
    timings: dict[str, float] = field(default_factory=dict)
    history: list[dict[str, object]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def tell(self, phase: str, goal: GoalRow, bound: float | None, detail: str = "") -> None:
        """Report the state of a stage in the goal's own sense."""
        cost = self.cost(goal)
        known = bound is not None and np.isfinite(bound)
        gap = goal.gap(cost, bound) if cost is not None and bound is not None and known else None
        told = goal.value(bound) if bound is not None and known else None
        best = goal.value(cost) if cost is not None else None
        self.clock.tell(phase, goal.id, told, best, gap, detail)
        self.history.append(
            {"phase": phase, "goal": goal.id, "bound": told, "best": best, "elapsed": self.clock.elapsed}
        )

    def cost(self, goal: GoalRow) -> float | None:
        """Minimised value of the best plan, None if there is none that keeps every row of the nation."""
        if self.best is None or violation(self.nation, self.best) > FEASIBLE:
            return None
        return goal.cost(self.best.y(self.nation), self.best.own)

    def lose(self, goal: GoalRow, broken: float) -> None:
        """Note that a plan which the solver told breaks rows; of each goal the worst is told."""
        if broken > max((f.amount for f in self.faults if (f.kind, f.goal) == ("plan", goal.id)), default=0.0):
            self.faults = [f for f in self.faults if (f.kind, f.goal) != ("plan", goal.id)]
            self.faults.append(Fault("plan", goal.id, broken))

    def offer(self, point: Point, goal: GoalRow) -> bool:
        """Take a plan as the best if it is one and better; says whether it was taken."""
        if violation(self.nation, point) > FEASIBLE:
            return False
        old = self.cost(goal)
        if old is not None and goal.cost(point.y(self.nation), point.own) >= old - 1e-9 * max(1.0, abs(old)):
            return False
        self.best = point
        return True


def close_prices(
    search: Search, goal: GoalRow, penalty: np.ndarray, tolerance: float, begun: PriceState | None = None
) -> PriceState:
    """Alternate master and provinces until their LP values meet within ``tolerance`` or rounds run out.

    Rows that are still missed when something is learnt become dearer from round to round: later the prices would have
    to leave where they nearly are, at once they would be far beyond what the rows are worth.

    Args:
        begun: prices closed at lower penalties, to go on from. Their bound needs no penalty, so it holds.

    Raises:
        ProvinceInfeasible: a province has no point at all.
        RowsClash: the prices prove that no point keeps all rows.
    """
    nation, pool = search.nation, search.pool
    state = _begun(search, goal, penalty, begun)
    enough, exact = search.stop.part(PRICE_TIME), search.stop.part(EXACT_TIME)
    most, proven = MOST_DEAR * penalty, state.bound
    worst = largest(nation, goal)
    rough = state.master is None and any(block.late.size for block in nation.blocks)
    try:
        while ask_round(search, goal, state, answer_rough if rough else answer_lp):
            search.tell("prices", goal, state.bound, f"{state.rounds}/{PRICE_ROUNDS}")
            _must_be_possible(nation, goal, state, worst)
            mixed = pool.with_cut_off(weights_at(nation, goal, state.prices), state.answers) if state.thorough else pool
            state.master = solve_master(nation, goal, mixed, penalty)
            state.point = mixture(state.master, mixed)
            raised = state.bound - proven > tolerance * max(abs(state.bound), goal.unit)
            closed = state.thorough and met(state.gap(goal.unit), tolerance, raised=raised, mended=mixed is not pool)
            if state.thorough and pool.rough and not (closed and missed(nation, state.master).any()):
                closed = _exact_mixture(search, goal, state, DEARER * penalty, EXACT_NEAR * tolerance)
                pool.charge_rough()
            proven = state.bound
            if closed or state.rounds >= PRICE_ROUNDS or search.stop.due:
                break
            late = search.best is None and (exact if pool.rough else enough).due
            search.hurried |= late
            if rough and (late or state.gap(goal.unit) <= NEAR):
                rough = False
                _refine(state, pool)
                continue
            if late:
                break
            if state.gap(goal.unit) <= LEARNT:
                short = missed(nation, state.master)
                penalty = np.where(short, np.minimum(NEAR_DEARER * penalty, most), penalty)
            state.thorough = state.thorough or state.gap(goal.unit) <= NEAR
    finally:
        if rough:
            pool.refine()  # nobody is to take its columns and bases for whole
    state.penalty = penalty
    return state


def _begun(search: Search, goal: GoalRow, penalty: np.ndarray, begun: PriceState | None) -> PriceState:
    """The first prices: those of an earlier phase, of what is known, or of the baselines."""
    nation, pool = search.nation, search.pool
    state = begun or first_prices(search.known, nation, goal, pool, penalty)
    if begun is not None:
        state.master = solve_master(nation, goal, pool, penalty)
        state.fresh = FRESH
    elif state.master is None and search.cost(goal) is not None and all(pool.columns):
        # With a plan among the columns, perhaps from an earlier goal, the master knows what every row is worth.
        state.master = solve_master(nation, goal, pool, penalty)
        state.prices = state.master.prices
    elif state.master is None and not state.prices.any():
        state.prices = opening_prices(nation, goal, search.hints)
    return state


def _refine(state: PriceState, pool: Pool) -> None:
    """From rough prices to exact ones: what was bound and answers was that of fewer rows, so only the prices stay."""
    pool.refine()
    state.bound, state.answers, state.master, state.reduced, state.thorough = -np.inf, None, None, [], True


def _exact_mixture(search: Search, goal: GoalRow, state: PriceState, penalty: np.ndarray, tolerance: float) -> bool:
    """Whether the best mixture without rough columns keeps all rows near the bound; then it is the LP point.

    Plans are looked for around that point: where it breaks rows, many provinces have nothing to round.
    """
    master = solve_master(search.nation, goal, search.pool, penalty)
    apart = (master.value - state.bound) / max(abs(master.value), goal.unit)
    near = apart <= tolerance and not missed(search.nation, master).any()
    if near:
        state.master, state.point = master, mixture(master, search.pool)
        search.pool.forget_rough()
    return near


def _must_be_possible(nation: Nation, goal: GoalRow, state: PriceState, worst: float) -> None:
    """Raise :class:`RowsClash` if the best bound is beyond the largest value that the goal can have."""
    if state.answers is None or state.bound <= worst:
        return
    proof = beyond(nation, goal, state.prices, state.answers, worst)
    if proof is not None:
        raise RowsClash(nation, *proof)


def met(gap: float, tolerance: float, *, raised: bool, mended: bool = False) -> bool:
    """Whether master and bound have met.

    Args:
        raised: the round raised the bound by more than the tolerance. Then a master below the bound says nothing: it
            can be, since columns that violate cut rows stay in it (:mod:`planner.solve.prices`).
        mended: some of the master's columns are surcharged, which brings it near the bound wherever that is.
    """
    return (abs(gap) <= tolerance and not (mended and raised)) or (gap < 0 and not raised)


def dearer(search: Search, goal: GoalRow, penalty: np.ndarray, times: int) -> np.ndarray:
    """Penalties of rows that the master misses, raised until it misses none or so many times.

    As soon as a mixture of its columns keeps them all, no round of prices is needed to know that they can be kept.
    """
    for _ in range(times):
        short = missed(search.nation, solve_master(search.nation, goal, search.pool, penalty))
        if not short.any():
            break
        penalty = np.where(short, DEARER * penalty, penalty)
    return penalty


def ask_round(
    search: Search,
    goal: GoalRow,
    state: PriceState,
    ask: Callable[..., LpAnswer | None] = answer_lp,
    heard: Callable[[int], None] | None = None,
) -> bool:
    """One round of answers at the next prices; False if the stop left it incomplete.

    Args:
        ask, heard: see :func:`ask_lps`.

    Raises:
        ProvinceInfeasible: a province has no point at all.
    """
    prices = state.next_prices()
    weights = weights_at(search.nation, goal, prices)
    answers = ask_lps(search, weights, thorough=state.thorough, ask=ask, heard=heard)
    if not answers:
        return False
    bounds = np.array([answer.bound for answer in answers])
    bound = lagrangian(search.nation, goal, prices, bounds)
    state.take(prices, bound, bounds, [answer.reduced for answer in answers])
    learn(search.pool, weights, answers)
    return True


def ask_lps(
    search: Search,
    weights: np.ndarray,
    *,
    thorough: bool = True,
    ask: Callable[..., LpAnswer | None] = answer_lp,
    heard: Callable[[int], None] | None = None,
) -> list[LpAnswer]:
    """The provinces' LP answers in block order; none if the stop left the round incomplete.

    Args:
        ask: what a worker is asked, with the arguments of :func:`planner.solve.tasks.answer_lp`.
        heard: told how many have answered, after each of them.

    Raises:
        ProvinceInfeasible: a province has no point at all.
    """
    blocks = range(len(search.nation.blocks))
    order = sorted(blocks, key=lambda p: -search.nation.blocks[p].arrays.matrix.nnz)
    pool = search.pool
    tasks = [(search.handles[p], pool.cuts[p], weights[p], pool.start(p, weights[p]), thorough) for p in order]
    found: dict[int, LpAnswer] = {}
    for number, answer in search.executor.map(ask, tasks, search.stop):
        if answer is None:
            raise ProvinceInfeasible(order[number])
        found[order[number]] = answer
        if heard is not None:
            heard(len(found))
    return [found[p] for p in blocks] if len(found) == len(blocks) else []


def learn(pool: Pool, weights: np.ndarray, answers: list[LpAnswer]) -> None:
    """Keep the answers' cut rows, bases and columns; what once needed the interior point method will again."""
    for p, answer in enumerate(answers):
        pool.add_cuts(p, answer.cuts)
        before = pool.bases[p]
        interior = answer.interior or (before is not None and before.interior)
        pool.bases[p] = Ended(answer.basis, weights[p], interior)
        pool.add(p, answer.x, integer=False)


def bound_round(search: Search, goal: GoalRow, state: PriceState, target: float) -> None:
    """One MIP answer a province at the best prices: a bound beyond the LP's, and plans for the pool.

    Without MIP starts: a start can make HiGHS prune the optimum and report a wrong bound (see ``lattice``).
    """
    if state.answers is None:
        return
    nation = search.nation
    weights = weights_at(nation, goal, state.prices)
    order = sorted(range(len(nation.blocks)), key=lambda p: -nation.blocks[p].arrays.matrix.nnz)
    size = max(abs(state.bound), goal.unit)
    limits = MipLimits(
        gap=0.0, gap_abs=0.2 * target * size / len(order), nodes=BOUND_NODES, time_s=seconds_left(search.stop)
    )
    tasks = [
        (
            search.handles[p],
            search.pool.cuts[p],
            weights[p],
            limits,
            search.options.seed,
        )
        for p in order
    ]
    bounds = state.answers.copy()
    plans: dict[int, MipAnswer] = {}
    for number, answer in search.executor.map(answer_mip, tasks, search.stop):
        p = order[number]
        bounds[p] = max(bounds[p], answer.bound)
        plans[p] = answer
        state.bound = max(state.bound, lagrangian(nation, goal, state.prices, bounds))
        search.tell("bound", goal, state.bound, f"{len(plans)}/{len(order)}")
    state.answers, state.bounded = bounds, True
    for p in sorted(plans):
        search.lose(goal, plans[p].lost)
        for x in plans[p].plans:
            search.pool.add(p, x, integer=True)


def seconds_left(stop: Stop) -> float | None:
    return None if np.isinf(stop.remaining) else stop.remaining
