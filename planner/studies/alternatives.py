"""Which projects are in every good plan, in some, in none: a plan is good if it is within a tolerance of the best.

A plan found with a project and one found without it settle ``some``; in large cases they are looked for many at a time
(:mod:`planner.studies.diversity`). ``all`` and ``none`` are proven: in small cases by a solve with the project forced
out or in, else by the bound of an LP, where forcing it costs more than the tolerance and the gap of the plan leave: the
LP of the case if it was solved as one, the province's LP at the stored prices if it is a nation. What is neither is
``undecided``: within the effort nothing was proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.solve.cluster import Executor
from planner.solve.highs import Arrays, LiveLp, MipLimits, solve_lp, solve_mip
from planner.solve.prices import weights_at
from planner.solve.problem import Joined, Nation, join
from planner.solve.progress import task_stop
from planner.solve.tasks import with_cuts
from planner.studies.diversity import Seen, Tell, look, look_for_others, stored_plans
from planner.studies.ground import Ground

TABLE = "alternatives"
COLUMNS = ("project", "measure", "city", "province", "verdict", "in_plan", "proof")
VERDICTS = ("all", "some", "none", "undecided")
#: Rounds in a row that may find nothing new, and LPs in a row that may prove nothing.
_IDLE, _PATIENCE = 2, 12
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


def alternatives(
    ground: Ground,
    executor: Executor,
    tolerance: float,
    rounds: int = 3,
    tell: Tell = lambda phase, detail: None,
) -> tuple[Verdict, ...]:
    """Judge every project that can be decided on; ends early, with what is known, when the stop is due.

    Args:
        tolerance: share of the goal's value that a good plan may be worse by.
        rounds: rounds of looking for plans that differ.
    """
    most = _most(ground, tolerance)
    good = _good(ground, most)
    seen = Seen.of(ground.nation)
    seen.look(ground.plan)
    _fixed_by_bounds(ground, seen)
    if ground.base.exact:
        _prove_each(ground, good, most, seen, tell)
    else:
        stored_plans(ground, executor, good, seen)
        _prove_by_bounds(ground, executor, most, seen, tell)
        _look(ground, executor, good, seen, rounds, tell)
    return tuple(_verdicts(ground, seen))


def room_for_proof(ground: Ground, tolerance: float) -> float | None:
    """What one project must be worth by itself to be proven in all or in none, in the goal's unit.

    None where nothing limits a proof but the projects themselves (small cases are solved one by one); infinite where
    the run left no bounds to prove with.
    """
    if ground.base.exact:
        return None
    if ground.base.record.method == "direct":
        arrays, cost, enough, _ = _judged_whole(ground, _most(ground, tolerance))
        bound = solve_lp(arrays, cost).bound
        return max(0.0, enough - bound)
    stored = ground.stored
    if stored is None or stored.answers is None:
        return np.inf
    return max(0.0, _most(ground, tolerance) - stored.bound)


def _most(ground: Ground, tolerance: float) -> float:
    """The minimised value up to which a plan is good."""
    return ground.cost + tolerance * max(abs(ground.cost), ground.goal.unit)


def _look(ground: Ground, executor: Executor, good: Nation, seen: Seen, rounds: int, tell: Tell) -> None:
    """Rounds of plans that differ, until nothing is open or both kinds of round found nothing new."""
    idle = 0
    for number in range(1, rounds + 1):
        if ground.stop.due or not len(seen.open) or idle == _IDLE:
            return
        new = look_for_others(ground, executor, good, seen, number, f"{number}/{rounds}", tell)
        idle = 0 if new else idle + 1


def _good(ground: Ground, most: float) -> Nation:
    """The nation in which the goal is within the tolerance."""
    goal = ground.goal
    return ground.nation.with_row(("keep", ("tolerance",)), goal.cost_y, goal.cost_own, most - goal.offset)


def _prove_each(ground: Ground, good: Nation, most: float, seen: Seen, tell: Tell) -> None:
    """One solve a project that is not settled: is there a good plan with it the other way?"""
    joined = _whole(ground)
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
        limits = MipLimits(gap=0.0, gap_abs=1e-9, nodes=ground.effort.proof)
        arrays = replace(joined.arrays, col_lower=lower, col_upper=upper)
        answer = solve_mip(arrays, cost, replace(limits, objective_target=enough), stop=ground.stop)
        if answer.x is not None and answer.objective <= enough + 1e-9 * max(1.0, abs(enough)):
            look(ground, good, seen, joined, answer.x)
        elif answer.bound > enough + 1e-7 * max(1.0, abs(enough)):
            seen.proven[int(number)] = ("all" if there else "none", "solve")


def _whole(ground: Ground) -> Joined:
    return join(ground.nation, extra_rows=dict(enumerate(ground.pool.cuts)))


def _fixed_by_bounds(ground: Ground, seen: Seen) -> None:
    """What must be built, or cannot be, is settled."""
    for number, (p, column) in enumerate(zip(seen.blocks.tolist(), seen.columns.tolist(), strict=True)):
        arrays = ground.nation.blocks[p].arrays
        if arrays.col_lower[column] > _HALF:
            seen.proven[number] = ("all", "bound")
        elif arrays.col_upper[column] < _HALF:
            seen.proven[number] = ("none", "bound")


def _prove_by_bounds(ground: Ground, executor: Executor, most: float, seen: Seen, tell: Tell) -> None:
    """Where forcing a project the other way costs an LP more than is left, that is a proof."""
    if ground.stop.due:
        return
    whole = ground.base.record.method == "direct"
    chosen: dict[int, list[int]] = {}
    for number in seen.open:
        chosen.setdefault(0 if whole else int(seen.blocks[number]), []).append(int(number))
    groups = sorted(chosen)
    tasks = []
    for p in groups:
        judged = _judged_whole(ground, most) if whole else _judged_by(ground, p, most)
        if judged is None:
            return
        arrays, cost, enough, starts = judged
        sides = [(int(seen.columns[n] + starts[seen.blocks[n]]), 0.0 if seen.with_it[n] else 1.0) for n in chosen[p]]
        tasks.append((arrays, cost, enough, sides))
    rounding = 1e-7 * max(1.0, abs(most))
    for done, (k, bounds) in enumerate(executor.map(forced_bounds, tasks, ground.stop), start=1):
        tell("alternatives", f"{done}/{len(tasks)}")
        for number, bound in zip(chosen[groups[k]], bounds, strict=True):
            if bound > tasks[k][2] + rounding:
                seen.proven[number] = ("all" if seen.with_it[number] else "none", "bound")


def _judged_whole(ground: Ground, most: float) -> tuple[Arrays, np.ndarray, float, np.ndarray]:
    """The LP of the case, its costs, the value above which no good plan has a point of it, and where blocks begin."""
    model = _whole(ground)
    return model.arrays, model.cost(ground.goal), most - ground.goal.offset, model.starts


def _judged_by(ground: Ground, province: int, most: float) -> tuple[Arrays, np.ndarray, float, np.ndarray] | None:
    """The same of a province at the stored prices; None without stored bounds."""
    stored, block = ground.stored, ground.nation.blocks[province]
    if stored is None or stored.answers is None:
        return None
    weights = weights_at(ground.nation, ground.goal, stored.prices)[province]
    arrays = with_cuts(block.arrays, ground.pool.cuts[province])
    starts = np.zeros(len(ground.nation.blocks), dtype=int)
    return arrays, np.asarray(block.links.T @ weights), most - stored.bound + float(stored.answers[province]), starts


def forced_bounds(arrays: Arrays, cost: np.ndarray, enough: float, sides: list[tuple[int, float]]) -> list[float]:
    """Lower bounds of an LP with single columns fixed, each by itself.

    Reduced costs already bound every column. Those that come nearest to ``enough`` are fixed and solved again, until
    several in a row do not reach it.
    """
    lp = LiveLp(arrays)
    free = lp.solve(cost)
    if free.x is None or free.reduced is None:
        return [np.inf] * len(sides)
    bounds = [free.bound + float(free.reduced[c] * (v - free.x[c])) for c, v in sides]
    failed, stop = 0, task_stop()
    for k in sorted(range(len(sides)), key=lambda k: (-bounds[k], k)):
        if bounds[k] > enough:
            continue
        if failed == _PATIENCE or (stop is not None and stop.due):
            break
        column, value = sides[k]
        lp.bound(column, value, value)
        bounds[k] = max(bounds[k], lp.solve(cost, free.basis).bound)
        lp.bound(column, float(arrays.col_lower[column]), float(arrays.col_upper[column]))
        failed = 0 if bounds[k] > enough else failed + 1
    return bounds


def _verdicts(ground: Ground, seen: Seen) -> Iterator[Verdict]:
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
