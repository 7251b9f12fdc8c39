"""Why a city gets what it gets, why not the rest, and what it would take: each answer verified by solving again.

For what the city has: the plan without it, and what comes instead. For a wish that the plan does not fulfil: the
cheapest way to it beside the plan, and what that is worth at the national prices; the plan with the wish forced, and
what leaves for it; and what makes room for it with nothing worse elsewhere (:mod:`planner.studies.room`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.plan.load import load_plan
from planner.plan.record import ClashRecord
from planner.solve.clash import find_clashes
from planner.solve.cluster import Executor, SerialExecutor
from planner.solve.coordination import NoPlan, solve_goals
from planner.solve.owners import Key
from planner.solve.prices import Pool
from planner.solve.problem import Nation, Point
from planner.solve.progress import Clock
from planner.solve.stage import ProvinceInfeasible, RowsClash, Search
from planner.studies.clashes import clash_records
from planner.studies.ground import Answer, Ground, with_local_row
from planner.studies.room import (
    Budget,
    Found,
    RuleRoom,
    budget_keys,
    charged_keys,
    for_a_plan,
    for_the_goal,
    more_money,
)
from planner.studies.rule_changes import RuleChange, rule_changes
from planner.studies.wishes import Package, Wish, columns_about, package, wishes

#: A change of a goal smaller than this, relative to it, is none.
_NOTHING = 1e-6
_HALF = 0.5


@dataclass(frozen=True)
class GoalChange:
    """What forcing a wish does to a goal: it gets worse by between ``low`` and ``high``, in the goal's unit.

    Attributes:
        estimate: within the interval; of a large case what the relaxation says, of a nation at the national prices.
        found: of a large case: by how much the plan found is worse than the plan of the run (below zero: better).
    """

    goal: str
    before: float
    after: float
    low: float
    high: float
    estimate: float
    found: float | None = None


@dataclass(frozen=True)
class Moved:
    """A project that starts in another year, or only in one of two plans (None: never)."""

    project: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Forced:
    """The best plan found with the wish in it, or without what the city has.

    Attributes:
        goals: what becomes worse, in the order of goals, as far as solved.
        moved: projects that differ from the plan, the city's own first.
    """

    goals: tuple[GoalChange, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Judged:
    """The plan with a wish forced in or out, None if none was found, and whether the clock ended the search for it.

    Attributes:
        clashes: of what the city has, where no plan can be without it: the rules that need it.
    """

    forced: Forced | None
    hurried: bool = False
    clashes: tuple[ClashRecord, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Why a wish is not fulfilled, and what it would take.

    Attributes:
        package: the cheapest way to it beside the plan, None if the province's own rows leave none.
        forced: the plan with it; None if no plan has it.
        clashes: if none has it, the rules in its way, with the changes that make room.
        budgets: what more money would do, least first.
        national: national rules of which a change makes room, the nearest first.
        unmoved: budgets and national rules that bear on it, but of which no change by itself was found to be enough.
        rules: if no way leads to it beside the plan, the rules that keep it out, and the least change of each.
        hurried: whether the clock ended the search for the plan with it.
    """

    wish: Wish
    package: Package | None = None
    forced: Forced | None = None
    clashes: tuple[ClashRecord, ...] = ()
    budgets: tuple[Budget, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    national: tuple[RuleRoom, ...] = ()
    unmoved: tuple[Key, ...] = ()
    hurried: bool = False


@dataclass(frozen=True)
class Had:
    """What the city has in the plan.

    Attributes:
        projects: id, start year (None: from the start), capex in million yuan, and who pays how much.
        since: first year of a service or status.
        committed: whether the inputs say that it must be built.
        judged: whether a plan without it was looked for.
        without: that plan; None if there is none (or none was found).
        clashes: if no plan can be without it, the rules that need it, with the changes that make room.
        hurried: whether the clock ended the search for it.
    """

    wish: Wish
    projects: tuple[tuple[str, int | None, float, tuple[tuple[str, float], ...]], ...] = ()
    since: int | None = None
    committed: bool = False
    judged: bool = False
    without: Forced | None = None
    hurried: bool = False
    clashes: tuple[ClashRecord, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether the plan could be without it, for all that the inputs say."""
        return bool(self.wish.columns) and not self.committed and any(year is not None for _, year, *_ in self.projects)


@dataclass(frozen=True)
class Explanation:
    """Everything about one city; ``complete`` unless the stop came first, which leaves wishes ``unanswered``."""

    city: str
    had: tuple[Had, ...]
    missing: tuple[Missing, ...]
    impossible: tuple[Wish, ...]
    complete: bool
    unanswered: tuple[Wish, ...] = ()


def explain(
    ground: Ground,
    executor: Executor,
    city: str,
    only: str | None = None,
    tell: Callable[[str, str], None] = lambda phase, detail: None,
) -> Explanation:
    """Explain a city, or one measure, service or status of it.

    Args:
        only: id of the wish to explain, default all.
        tell: told what is being looked at.
    """
    chosen = [wish for wish in wishes(ground, city) if only is None or wish.id == only]
    lacking = [wish for wish in chosen if not wish.had and wish.columns]
    had = list(_had(ground, [wish for wish in chosen if wish.had]))
    asked = [had[place].wish for place in range(len(had)) if had[place].decided]
    questions = [(wish, True) for wish in asked] + [(wish, False) for wish in lacking]
    answers = dict(_answers(ground, executor, questions, tell))
    for place, one in enumerate(had):
        if (key := (one.wish.kind, one.wish.id)) in answers:
            answer = answers[key]
            if isinstance(answer, Judged):
                had[place] = replace(
                    one, judged=True, without=answer.forced, hurried=answer.hurried, clashes=answer.clashes
                )
    found = [answers.get((wish.kind, wish.id)) for wish in lacking]
    missing = [answer for answer in found if isinstance(answer, Missing)]
    return Explanation(
        city,
        tuple(had),
        tuple(missing),
        tuple(wish for wish in chosen if not wish.had and not wish.columns),
        complete=not ground.stop.due and len(answers) == len(questions),
        unanswered=tuple(wish for wish, _ in questions if (wish.kind, wish.id) not in answers),
    )


#: A wish, and whether the plan without it is asked for (or that with it).
Question = tuple[Wish, bool]


def _answers(
    ground: Ground, executor: Executor, questions: list[Question], tell: Callable[[str, str], None]
) -> Iterable[tuple[tuple[str, str], Judged | Missing]]:
    """Each question's answer as it is found: those of a large case side by side."""
    total = len(questions)
    if ground.base.exact:
        for number, (wish, had) in enumerate(questions, start=1):
            if ground.stop.due:
                return
            tell("explain", f"{number}/{total} {wish.id}")
            answer = _answer(ground, executor, wish, had)
            if answer is not None:
                yield (wish.kind, wish.id), answer
        return
    tell("explain", f"0/{total}")
    shared = executor.share(ground)
    tasks = [(shared, wish, had) for wish, had in questions]
    for done, (k, answer) in enumerate(executor.map(answer_alone, tasks, ground.stop), start=1):
        wish, had = questions[k]
        tell("explain", f"{done}/{total} {wish.id}")
        if answer is not None:
            yield (wish.kind, wish.id), answer


def answer_alone(ground: Ground, wish: Wish, had: bool) -> Judged | Missing | None:
    """Answer one question about a large case in a process of its own."""
    return _answer(ground, SerialExecutor(), wish, had)


def _answer(ground: Ground, executor: Executor, wish: Wish, had: bool) -> Judged | Missing | None:
    """None if the stop came before any plan: that none was found would then say nothing."""
    least, most = (-np.inf, 0.0) if had else (1.0, np.inf)
    judged = _changed(ground, executor, wish, least, most)
    if judged.forced is None and ground.stop.due:
        return None
    if not had:
        return _missing(ground, executor, wish, judged)
    if judged.forced is not None:
        return judged
    nation = with_local_row(ground.nation, wish.province, wish.columns, least, most)
    return replace(judged, clashes=_in_the_way(ground, executor, nation))


def _had(ground: Ground, found: Iterable[Wish]) -> Iterable[Had]:
    plan = load_plan(ground.base.folder / "plan")
    started = {str(row["project"]): row for row in plan.projects.to_dict("records")}
    payments = {str(project): rows for project, rows in plan.payments.groupby("project")}
    for wish in found:
        if wish.kind != "measure":
            table = plan.services if wish.kind == "service" else plan.statuses
            mine = table[(table[wish.kind] == wish.id) & (table["city"] == wish.city)]
            yield Had(wish, since=int(mine["year"].min()) if len(mine) else None)
            continue
        rows = []
        for project in wish.projects:
            row, paid = started.get(project), payments.get(project)
            if row is None:
                continue
            year = int(row["start_year"]) if pd.notna(row["start_year"]) else None
            if year is None and str(row["status"]) != "built":
                continue
            shares = {} if paid is None else paid.groupby("payer")["amount_myuan"].sum().to_dict()
            rows.append(
                (project, year, float(row["capex_myuan"]), tuple((str(p), float(a)) for p, a in shares.items()))
            )
        lower = ground.nation.blocks[wish.province].arrays.col_lower
        yield Had(wish, tuple(rows), committed=any(lower[column] > _HALF for column in wish.columns))


def _missing(ground: Ground, executor: Executor, wish: Wish, judged: Judged) -> Missing:
    """What there is to say of a wish once the plan with it was looked for."""
    forced, hurried = judged.forced, judged.hurried
    if forced is None:
        nation = with_local_row(ground.nation, wish.province, wish.columns, 1.0, np.inf)
        way = package(ground, wish)
        rules = tuple(rule_changes(ground, wish)) if way is None else ()
        clashes = _in_the_way(ground, executor, nation)
        # Of one province among others a clash of the whole nation is not looked for.
        found = Found((), ()) if ground.whole or ground.stop.due else for_a_plan(ground, wish, way)
        return Missing(
            wish, way, clashes=clashes, rules=rules, national=found.rules, unmoved=_unmoved(found, way), hurried=hurried
        )
    worst = forced.goals[-1]
    there = ground.at(worst.goal)
    way = package(there, wish)
    rules = tuple(rule_changes(there, wish)) if way is None else ()
    if worst.high <= 0:
        return Missing(wish, way, forced, rules=rules, hurried=hurried)
    budgets, found = tuple(more_money(there, wish, way)), for_the_goal(there, wish, way)
    unmoved = _unmoved(found, way, budgets, budget_keys(there, way))
    return Missing(wish, way, forced, (), budgets, rules, found.rules, unmoved, hurried)


def _unmoved(
    found: Found, way: Package | None, budgets: Sequence[Budget] = (), keys: Sequence[Key] = ()
) -> tuple[Key, ...]:
    """What was tried in vain: rules that the wish is charged for, and all else where nothing makes room."""
    if not found.rules and not budgets:
        return (*keys, *found.tried)
    told, charged = {rule.key for rule in found.rules}, charged_keys(way)
    return tuple(key for key in found.tried if key in charged and key not in told)


def _in_the_way(ground: Ground, executor: Executor, nation: Nation) -> tuple[ClashRecord, ...]:
    """Rules that no plan with the wish can keep; told for whole cases only, where it is proven."""
    if not ground.whole:
        return ()
    return clash_records(ground.base.case, find_clashes(_search(ground, executor, nation), ground.base.case.model))


def _search(ground: Ground, executor: Executor, nation: Nation) -> Search:
    handles = [executor.share(block) for block in nation.blocks]
    return Search(nation, handles, Pool.empty(nation), executor, ground.options, ground.stop, Clock())


def _changed(ground: Ground, executor: Executor, wish: Wish, least: float, most: float) -> Judged:
    """The best plan with so much of the wish, if any was found."""
    if ground.base.exact:
        return Judged(_changed_exactly(ground, executor, wish, least, most))
    nation = with_local_row(ground.nation, wish.province, wish.columns, least, most)
    goal, about = ground.goal, columns_about(ground, wish)
    free = _unasked(ground, wish, about)
    answer = ground.solve(nation, goal, wish.province, ground.plan, about)
    hurried = free.hurried or answer.hurried
    if answer.point is None:
        return Judged(None, answer.hurried)
    ground.memory["changed", wish.kind, wish.id] = answer.point
    before = min(ground.cost, free.cost)
    # Two bounds of the same kind: two plans, each with a gap of its own, would say little.
    bound, apart = answer.bound, answer.bound - free.bound
    if not ground.whole:
        bound, apart = ground.national_bound(nation, wish.province)
    ours = max(ground.bound, free.bound) if ground.whole else ground.bound
    low, high = max(0.0, bound - before), max(0.0, answer.cost - ours)
    estimate = min(max(apart if np.isfinite(apart) else answer.cost - before, low), high)
    found = answer.cost - ground.cost
    change = GoalChange(goal.id, goal.value(before), goal.value(answer.cost), low, high, estimate, found)
    reference = free.point if free.point is not None and free.cost < ground.cost else ground.plan
    return Judged(Forced((change,), tuple(_moved(ground, reference, answer.point, wish.city))), hurried)


def _unasked(ground: Ground, wish: Wish, about: frozenset[int]) -> Answer:
    """The best plan found around the wish's city with nothing asked; the same for all wishes of a city."""
    key = ("unasked", wish.province, about)
    if key not in ground.memory:
        ground.memory[key] = ground.solve(ground.nation, ground.goal, wish.province, ground.plan, about)
    found: Answer = ground.memory[key]
    return found


def _changed_exactly(ground: Ground, executor: Executor, wish: Wish, least: float, most: float) -> Forced | None:
    """All goals in their order with so much of the wish, until one that differs."""
    fresh = with_local_row(ground.fresh, wish.province, wish.columns, least, most)
    search = _search(ground, executor, fresh)
    try:
        results, _ = solve_goals(search, "direct")
    except (NoPlan, ProvinceInfeasible, RowsClash):
        return None
    if search.best is None:
        return None
    records = {goal.id: goal for goal in ground.base.record.goals}
    changes = []
    for result in results:
        record = records[result.id]
        sign = 1.0 if record.sense == "min" else -1.0
        ours = record.value if record.bound is None else record.bound
        low, high = sign * (result.bound - record.value), sign * (result.value - ours)
        size = max(record.unit, abs(record.value))
        low, high = (0.0 if amount <= _NOTHING * size else amount for amount in (low, high))
        estimate = min(max(sign * (result.value - record.value), low), high)
        changes.append(GoalChange(result.id, record.value, result.value, low, high, estimate))
        if high > 0:
            break
    return Forced(tuple(changes), tuple(_moved(ground, ground.plan, search.best, wish.city)))


def _moved(ground: Ground, before: Point, after: Point, city: str) -> Iterable[Moved]:
    one, other = _starts(ground, before), _starts(ground, after)
    changed = [Moved(u, one.get(u), other.get(u)) for u in sorted({*one, *other}) if one.get(u) != other.get(u)]
    home = ground.base.case.projects["city"]
    return sorted(changed, key=lambda moved: (str(home.get(moved.project)) != city, moved.project))


def _starts(ground: Ground, point: Point) -> dict[str, int]:
    """First year in service by project."""
    found: dict[str, int] = {}
    for block, x in zip(ground.nation.blocks, point.x, strict=True):
        for (family, index), value in zip(block.columns, x.tolist(), strict=False):
            if family == "done" and value > 0.5:
                project, year = str(index[0]), int(str(index[1]))
                found[project] = min(found.get(project, year), year)
    return found
