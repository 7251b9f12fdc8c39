"""One entry: a case to a solution."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.config.schema import Model
from planner.data.dataset import Dataset
from planner.solve.assemble import BuildStoppedError, assemble_beside
from planner.solve.baselines import BASELINES
from planner.solve.clash import find_clashes
from planner.solve.cluster import Ahead, Executor
from planner.solve.coordination import NoPlan, Stage, solve_goals
from planner.solve.farkas import Certificate
from planner.solve.options import Options
from planner.solve.prices import Pool
from planner.solve.primal import with_best_own
from planner.solve.problem import Nation, Point
from planner.solve.progress import Clock, Listener, Stop
from planner.solve.solution import Clash, GoalResult, Solution, Status, Values
from planner.solve.stage import ProvinceInfeasible, RowsClash, Search
from planner.solve.store import Entered, Known, PricePoint, enter, remember
from planner.solve.values import block_point, to_values

#: Up to this many integer columns ``auto`` solves the whole case as one model.
DIRECT_INTEGERS = 15_000
_PRICE_COLUMNS = ["row", "kind", "id", "group", "year", "goal", "price", "rhs", "use"]


def solve(
    case: Case,
    options: Options | None = None,
    listener: Listener | None = None,
    stop: Stop | None = None,
    known: Known | None = None,
    ahead: Ahead | None = None,
) -> Solution:
    """Solve a case.

    Args:
        listener: told of progress, from the calling thread.
        stop: the caller's way to end in order; ``options.time_s`` sets its deadline.
        known: what an earlier run of the same or a similar case left behind; makes nothing but the time different.
        ahead: workers that have been started already, see :func:`likely_workers`.

    Returns:
        A solution whose ``values`` are None only if there is no plan (or none was found before the stop).
    """
    options = options or Options()
    stop = stop or Stop()
    if options.time_s is not None:
        stop.deadline = time.monotonic() + options.time_s
    executor = (ahead or Ahead()).take(useful_workers(case, options), options.scheduler)
    try:
        return solve_on(executor, case, options, stop, Clock(listener), known)
    finally:
        executor.close()


def useful_workers(case: Case, options: Options) -> int:
    """A case of one province, or a direct solve, keeps to this process."""
    return _useful_workers(len(case.provinces), len(case.projects) * len(case.years), options)


def likely_workers(model: Model, dataset: Dataset, options: Options) -> int:
    """What :func:`useful_workers` will most likely say, before there is a case: as if all could be built anywhere."""
    scope, provinces = model.scope, dataset.provinces
    named = provinces["id"].isin(scope.provinces or provinces["id"])
    planned = provinces["id"][named & provinces["region"].isin(scope.regions or provinces["region"])]
    places = int(dataset.cities["province"].isin(planned).sum())
    return _useful_workers(len(planned), places * len(model.measures) * len(model.years), options)


def _useful_workers(provinces: int, decisions: int, options: Options) -> int:
    if options.method == "direct" or provinces <= 1:
        return 1
    small = decisions <= DIRECT_INTEGERS
    return 1 if options.method == "auto" and small and options.scheduler is None else options.workers


def solve_on(
    executor: Executor,
    case: Case,
    options: Options,
    stop: Stop,
    clock: Clock,
    known: Known | None = None,
    until: str | None = None,
) -> Solution:
    """:func:`solve` on workers that are there already, up to the goal ``until`` (default: all goals)."""
    timings: dict[str, float] = {}
    with _timed(timings, "build"):
        clock.tell("build")
        yardsticks = BASELINES if options.baselines or options.method != "direct" else ()
        try:
            nation, handles, simple = assemble_beside(case, executor, stop, yardsticks)
        except BuildStoppedError:
            return _nothing(options, stop)
    method = _method(nation, options)
    search = Search(nation, handles, Pool.empty(nation), executor, options, stop, clock, timings=timings)
    started = _start_again(search, known) if known is not None else None
    with _timed(timings, "baselines"):
        clock.tell("baselines")
        simple = simple if options.baselines or method == "coordinated" else {}
        _start_from(search, simple)
    results: list[GoalResult] = []
    stages: list[Stage] = []
    clashes: tuple[Clash, ...] = ()
    try:
        results, stages = solve_goals(search, method, until)
    except (NoPlan, ProvinceInfeasible, RowsClash) as failure:
        if not stop.due:
            with _timed(timings, "clash"):
                clashes = find_clashes(replace(search, nation=nation), case.model, _proof(failure, nation))
    found = search.best is not None and bool(results)
    return Solution(
        status=_status(results, found, stop, clashes),
        values=to_values(case, nation, search.best) if found and search.best is not None else None,
        goals=tuple(results),
        prices=_prices(nation, stages, search.best),
        baselines=simple,
        clashes=clashes,
        timings=timings,
        repeatable=not (stop.due or search.hurried),
        method=method,
        size=_size(nation),
        history=tuple(search.history),
        faults=tuple(search.faults),
        known=remember(nation, search.pool, search.best if found else None, _points(stages)),
        started=started,
    )


def _proof(failure: Exception, nation: Nation) -> Certificate | None:
    """What proved that a nation's rows clash; None where that was said of other rows, or of no rows."""
    if isinstance(failure, RowsClash) and failure.nation is nation:
        return Certificate(failure.prices, failure.bound)
    return None


def _nothing(options: Options, stop: Stop) -> Solution:
    """What there is when the stop came before the model was built."""
    return Solution(
        status=_status([], found=False, stop=stop, clashes=()),
        values=None,
        goals=(),
        prices=pd.DataFrame(columns=_PRICE_COLUMNS),
        baselines={},
        clashes=(),
        timings={},
        repeatable=False,
        method="direct" if options.method == "auto" else options.method,
        size=dict.fromkeys(("columns", "integers", "rows", "provinces"), 0),
    )


def _points(stages: list[Stage]) -> list[PricePoint]:
    return [stage.point for stage in stages if stage.point is not None]


@contextmanager
def _timed(timings: dict[str, float], phase: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    timings[phase] = time.monotonic() - began


def _method(nation: Nation, options: Options) -> str:
    if options.method != "auto":
        return options.method
    integers = sum(int(block.arrays.integer.sum()) for block in nation.blocks)
    return "direct" if integers <= DIRECT_INTEGERS or len(nation.blocks) == 1 else "coordinated"


def _start_again(search: Search, known: Known) -> Entered:
    """Begin with what an earlier run knew; its plan, if it keeps today's rules, is the first."""
    entered = enter(known, search.nation, search.pool)
    search.known = known
    if entered.plan is not None:
        goal = search.nation.goals[0]
        if not search.offer(with_best_own(search.nation, goal, entered.plan), goal):
            search.old = entered.plan
    return entered


def _start_from(search: Search, simple: dict[str, Values]) -> None:
    """The baselines' provincial parts are the first columns; a baseline that keeps every rule is the first plan."""
    nation = search.nation
    search.hints = tuple(tuple(block_point(block, values) for block in nation.blocks) for values in simple.values())
    for parts in search.hints:
        for p, (block, x) in enumerate(zip(nation.blocks, parts, strict=True)):
            if block.arrays.violation(x) <= 1e-6:
                search.pool.add(p, x, integer=True)
        goal = nation.goals[0]
        middle = np.clip(np.zeros(len(nation.own_lower)), nation.own_lower, nation.own_upper)
        search.offer(with_best_own(nation, goal, Point(parts, middle)), goal)


def _status(results: list[GoalResult], found: bool, stop: Stop, clashes: tuple[Clash, ...]) -> Status:
    if not found:
        if stop.requested:
            return "interrupted"
        return "infeasible" if clashes else "time" if stop.due else "rounds"
    unfinished = [result.status for result in results if result.status != "optimal"]
    for status in ("interrupted", "time", "rounds", "gap"):
        if status in unfinished:
            return status
    return "optimal"


def _size(nation: Nation) -> dict[str, int]:
    shapes = [block.arrays.shape for block in nation.blocks]
    return {
        "columns": sum(columns for _, columns in shapes) + len(nation.own_lower),
        "integers": sum(int(block.arrays.integer.sum()) for block in nation.blocks),
        "rows": sum(rows for rows, _ in shapes) + len(nation.row_lower),
        "provinces": len(nation.blocks),
    }


def _prices(nation: Nation, stages: list[Stage], best: Point | None) -> pd.DataFrame:
    """One row per national row and goal: its price in the goal's own sense, its right-hand side and its use."""
    use = nation.activity(best.y(nation), best.own) if best is not None else np.zeros(len(nation.row_names))
    records = []
    for stage in stages:
        for row, (kind, index) in enumerate(nation.row_names):
            price = stage.goal.sign * float(stage.prices[row])
            upper = np.isfinite(nation.row_upper[row])
            years = [part for part in index if isinstance(part, int)]
            words = [str(part) for part in index if not isinstance(part, int)]
            records.append(
                {
                    "row": f"{kind}[{','.join(map(str, index))}]",
                    "kind": kind,
                    "id": words[0] if words else "",
                    "group": ",".join(words[1:]),
                    "year": years[-1] if years else None,
                    "goal": stage.goal.id,
                    "price": 0.0 if price == 0 else price,
                    "rhs": float(nation.row_upper[row] if upper else nation.row_lower[row]),
                    "use": float(use[row]),
                }
            )
    return pd.DataFrame.from_records(records, columns=_PRICE_COLUMNS)
