"""Which projects are in every good plan, in some, in none: a plan is good if it is within a tolerance of the best.

A plan found with a project and one found without it settle ``some``. They are looked for many at a time: a MIP changes
as many projects not yet seen both ways as it can, while the goal stays within the tolerance and every rule holds (in
large cases a few cities at a time, with the rest of the plan as it is). ``all`` and ``none`` are proven: in small cases
by a solve with the project forced out or in, else by the bound at the stored prices, where forcing it costs the
province's LP more than the tolerance leaves. What is neither is ``undecided``: within the effort nothing was proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from planner.case.case import Case
from planner.solve.cluster import Executor
from planner.solve.highs import Arrays, LiveLp, MipLimits, solve_mip
from planner.solve.prices import weights_at
from planner.solve.problem import Block, Joined, Nation, Point, Room, join, violation
from planner.solve.tasks import solve_joined, with_cuts
from planner.studies.ground import FEASIBLE, Ground

TABLE = "alternatives"
COLUMNS = ("project", "measure", "city", "province", "verdict", "in_plan", "proof")
VERDICTS = ("all", "some", "none", "undecided")
#: Nodes of one MIP that looks for different plans, and cities that it may change in a large case.
_NODES, _CITIES = 60, 8
_HALF = 0.5


@dataclass(frozen=True)
class Verdict:
    """One project.

    Attributes:
        verdict: one of :data:`VERDICTS`.
        in_plan: whether the plan of the run has it.
        proof: ``plans`` (one with it and one without), ``solve``, ``bound``, or empty.
    """

    project: str
    verdict: str
    in_plan: bool
    proof: str


@dataclass
class _Seen:
    """Projects by column of their province, and in which good plans they were seen."""

    names: list[str]
    blocks: np.ndarray
    columns: np.ndarray
    with_it: np.ndarray
    without: np.ndarray
    proven: dict[int, tuple[str, str]] = field(default_factory=dict)

    def look(self, point: Point, provinces: Iterable[int] | None = None) -> None:
        """Take note of a good plan (of some provinces)."""
        for p in range(len(point.x)) if provinces is None else provinces:
            mine = np.flatnonzero(self.blocks == p)
            there = point.x[p][self.columns[mine]] > _HALF
            self.with_it[mine] |= there
            self.without[mine] |= ~there

    @property
    def open(self) -> np.ndarray:
        """Numbers of projects that are not settled."""
        settled = self.with_it & self.without
        settled[list(self.proven)] = True
        return np.flatnonzero(~settled)


def alternatives(
    ground: Ground,
    executor: Executor,
    tolerance: float,
    rounds: int = 3,
    tell: Callable[[str, str], None] = lambda phase, detail: None,
) -> tuple[Verdict, ...]:
    """Judge every project that can be decided on; ends early, with what is known, when the stop is due.

    Args:
        tolerance: share of the goal's value that a good plan may be worse by.
        rounds: rounds of looking for plans that differ.
    """
    most = ground.cost + tolerance * max(abs(ground.cost), ground.goal.unit)
    good = _good(ground, most)
    seen = _projects(ground)
    seen.look(ground.plan)
    _known_plans(ground, good, most, seen)
    for number in range(1, rounds + 1):
        if ground.stop.due or not len(seen.open):
            break
        if not _differ(ground, executor, good, seen, number, f"{number}/{rounds}", tell):
            break
    if ground.base.exact:
        _prove_each(ground, good, most, seen, tell)
    else:
        _prove_by_bounds(ground, executor, most, seen, tell)
    return tuple(_verdicts(ground, seen))


def _good(ground: Ground, most: float) -> Nation:
    """The nation in which the goal is within the tolerance."""
    goal = ground.goal
    return ground.nation.with_row(("keep", ("tolerance",)), goal.cost_y, goal.cost_own, most - goal.offset)


def _projects(ground: Ground) -> _Seen:
    """Every project with a column, by the last year that it can start in."""
    newest: dict[tuple[int, str], tuple[int, int]] = {}
    for p, block in enumerate(ground.nation.blocks):
        for column, (family, index) in enumerate(block.columns):
            if family == "done":
                key = (p, str(index[0]))
                newest[key] = max(newest.get(key, (0, 0)), (int(str(index[1])), column))
    keys = sorted(newest)
    nothing = np.zeros(len(keys), dtype=bool)
    return _Seen(
        [project for _, project in keys],
        np.array([p for p, _ in keys], dtype=int),
        np.array([newest[key][1] for key in keys], dtype=int),
        nothing.copy(),
        nothing.copy(),
    )


def _known_plans(ground: Ground, good: Nation, most: float, seen: _Seen) -> None:
    """Provincial plans of the store, each put into the plan of the run."""
    for p, found in enumerate(ground.pool.columns):
        for column in found:
            if column.integer:
                parts = (*ground.plan.x[:p], column.x, *ground.plan.x[p + 1 :])
                _take(ground, good, most, Point(parts, ground.plan.own), seen)


def _take(ground: Ground, good: Nation, most: float, point: Point, seen: _Seen) -> bool:
    """Note a point if it is a good plan."""
    cost = ground.goal.cost(point.y(good), point.own)
    if cost > most + 1e-9 * max(1.0, abs(most)) or violation(good, point) > FEASIBLE:
        return False
    seen.look(point)
    return True


def _differ(
    ground: Ground,
    executor: Executor,
    good: Nation,
    seen: _Seen,
    number: int,
    said: str,
    tell: Callable[[str, str], None],
) -> bool:
    """Good plans that change as many unseen projects as can be; says whether anything new was seen."""
    before = int(seen.with_it.sum() + seen.without.sum())
    limits = MipLimits(gap=0.05, nodes=_NODES, time_s=min(ground.effort.seconds, ground.stop.remaining))
    models: list[Joined] = []
    tasks = []
    for group in [None] if ground.whole else [(p,) for p in range(len(good.blocks))]:
        model = _joined(ground, good, group)
        start, cost = model.pack(good, ground.plan), _different(model, seen)
        for arrays in _neighbourhoods(ground, model, seen, start, number):
            models.append(model)
            tasks.append((arrays, cost, start, limits, ground.options.seed))
    answers = {}
    for done, (k, answer) in enumerate(executor.map(solve_joined, tasks, ground.stop), start=1):
        tell("alternatives", f"{said} {done}/{len(tasks)}")
        answers[k] = answer
    for k in sorted(answers):
        for x in answers[k].plans:
            point = models[k].unpack(x, ground.plan)
            if violation(good, point) <= FEASIBLE:
                seen.look(point, models[k].members)
    return int(seen.with_it.sum() + seen.without.sum()) > before


def _neighbourhoods(ground: Ground, model: Joined, seen: _Seen, start: np.ndarray, number: int) -> Iterator[Arrays]:
    """The model as it is in a small case; else with all fixed as in the plan but for a few cities side by side.

    Cities are taken in the order of their ids, which follows prefectures, from another beginning in each round; those
    where nothing is left to find are passed over.
    """
    if ground.whole and (ground.base.exact or number % 2):
        yield model.arrays
        return
    case = ground.base.case
    home = dict(zip(case.projects.index, case.projects["city"], strict=True))
    wanted = sorted({str(home[seen.names[k]]) for k in seen.open if int(seen.blocks[k]) in model.members})
    shift = (number * _CITIES) // 2 % max(1, len(wanted))
    wanted = wanted[shift:] + wanted[:shift]
    places: list[tuple[int, frozenset[str]]] = []
    for place, p in enumerate(model.members):
        for column, (_, index) in enumerate(ground.nation.blocks[p].columns):
            cities = frozenset(str(home.get(str(part), part)) for part in index)
            places.append((int(model.starts[place]) + column, cities))
    for first in range(0, len(wanted), _CITIES):
        chosen = set(wanted[first : first + _CITIES])
        free = np.zeros(len(start), dtype=bool)
        free[[column for column, cities in places if cities & chosen]] = True
        fixed = model.arrays.integer & ~free
        yield replace(
            model.arrays,
            col_lower=np.where(fixed, np.round(start), model.arrays.col_lower),
            col_upper=np.where(fixed, np.round(start), model.arrays.col_upper),
        )


def _joined(ground: Ground, good: Nation, members: tuple[int, ...] | None) -> Joined:
    room = None if members is None else Room(ground.plan, 1.0, len(good.own_lower))
    return join(good, members, room=room, extra_rows=dict(enumerate(ground.pool.cuts)))


def _different(model: Joined, seen: _Seen) -> np.ndarray:
    """Costs that reward every unsettled project for being as it was not seen yet."""
    cost = np.zeros(model.arrays.shape[1])
    for number in seen.open:
        p = int(seen.blocks[number])
        if p in model.members:
            column = model.starts[model.members.index(p)] + seen.columns[number]
            cost[column] = 1.0 if seen.with_it[number] else -1.0
    return cost


def _prove_each(ground: Ground, good: Nation, most: float, seen: _Seen, tell: Callable[[str, str], None]) -> None:
    """One solve a project that is not settled: is there a good plan with it the other way?"""
    joined = _joined(ground, ground.nation, None)
    cost = joined.cost(ground.goal)
    enough = most - ground.goal.offset
    for number in seen.open:
        if ground.stop.due:
            return
        if number not in seen.open:
            continue  # a plan found for another project settled it
        tell("alternatives", f"{len(seen.open)}")
        there = bool(seen.with_it[number])
        column = joined.starts[seen.blocks[number]] + seen.columns[number]
        lower, upper = joined.arrays.col_lower.copy(), joined.arrays.col_upper.copy()
        lower[column] = upper[column] = 0.0 if there else 1.0
        limits = MipLimits(gap=0.0, gap_abs=1e-9, time_s=min(ground.effort.seconds, ground.stop.remaining))
        arrays = replace(joined.arrays, col_lower=lower, col_upper=upper)
        answer = solve_mip(arrays, cost, replace(limits, objective_target=enough), stop=ground.stop)
        if answer.x is not None and answer.objective <= enough + 1e-9 * max(1.0, abs(enough)):
            _take(ground, good, most, joined.unpack(answer.x), seen)
        elif answer.bound > enough + 1e-7 * max(1.0, abs(enough)):
            seen.proven[int(number)] = ("all" if there else "none", "solve")


def _prove_by_bounds(
    ground: Ground, executor: Executor, most: float, seen: _Seen, tell: Callable[[str, str], None]
) -> None:
    """Where forcing a project the other way costs its province more than the tolerance leaves, that is a proof."""
    stored = ground.stored
    if stored is None or stored.answers is None or ground.stop.due:
        return
    left = most - stored.bound
    weights = weights_at(ground.nation, ground.goal, stored.prices)
    chosen: dict[int, list[int]] = {}
    for number in seen.open:
        chosen.setdefault(int(seen.blocks[number]), []).append(int(number))
    provinces = sorted(chosen)
    tasks = []
    for p in provinces:
        block, numbers = ground.nation.blocks[p], chosen[p]
        sides = [(int(seen.columns[n]), 0.0 if seen.with_it[n] else 1.0) for n in numbers]
        tasks.append((block, ground.pool.cuts[p], weights[p], sides))
    for done, (k, bounds) in enumerate(executor.map(forced_bounds, tasks, ground.stop), start=1):
        tell("alternatives", f"{done}/{len(tasks)}")
        p = provinces[k]
        for number, bound in zip(chosen[p], bounds, strict=True):
            if bound - stored.answers[p] > left + 1e-7 * max(1.0, abs(most)):
                seen.proven[number] = ("all" if seen.with_it[number] else "none", "bound")


def forced_bounds(
    block: Block, cuts: sparse.csr_array, weights: np.ndarray, sides: list[tuple[int, float]]
) -> list[float]:
    """Lower bounds of ``weights · (C x)`` over a block's LP with single columns fixed, one after another."""
    lp = LiveLp(with_cuts(block.arrays, cuts))
    cost = np.asarray(block.links.T @ weights)
    free = lp.solve(cost)
    found = []
    for column, value in sides:
        lp.bound(column, value, value)
        found.append(lp.solve(cost, free.basis).bound)
        lp.bound(column, float(block.arrays.col_lower[column]), float(block.arrays.col_upper[column]))
    return found


def _verdicts(ground: Ground, seen: _Seen) -> Iterator[Verdict]:
    for number, project in enumerate(seen.names):
        x = ground.plan.x[int(seen.blocks[number])]
        in_plan = bool(x[seen.columns[number]] > _HALF)
        if number in seen.proven:
            verdict, proof = seen.proven[number]
        elif seen.with_it[number] and seen.without[number]:
            verdict, proof = "some", "plans"
        else:
            verdict, proof = "undecided", ""
        yield Verdict(project, verdict, in_plan, proof)


def alternatives_table(case: Case, verdicts: Iterable[Verdict]) -> pd.DataFrame:
    """Table ``alternatives`` of a run folder, one row a project, sorted by project."""
    rows = []
    for one in sorted(verdicts, key=lambda verdict: verdict.project):
        project = case.projects.loc[one.project]
        places = (str(project["measure"]), str(project["city"]), str(project["province"]))
        rows.append((one.project, *places, one.verdict, int(one.in_plan), one.proof))
    return pd.DataFrame(rows, columns=list(COLUMNS))
