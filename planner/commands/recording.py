"""From a solution and its plan to ``run.json``."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata

import pandas as pd

from planner.case import indicators
from planner.commands.reading import Inputs
from planner.config.aims import Goal
from planner.config.keys import dotted
from planner.plan.plan import Plan
from planner.plan.record import (
    AuditRecord,
    BaselineRecord,
    GoalRecord,
    Question,
    RuleRecord,
    RunRecord,
    RunStatus,
    Sentence,
    Setting,
    TargetRecord,
)
from planner.solve.options import Options
from planner.solve.solution import GoalResult, Solution
from planner.studies.clashes import clash_records
from planner.texts import Listing, Pair, both
from planner.texts.numbers import number

#: Packages whose version can change a plan or how it reads.
VERSIONED = ("pyomo", "highspy", "numpy", "scipy", "pandas", "distributed", "plotly")
#: Year column of an indicator that is a total over the planning years.
ALL_YEARS = "all"


@dataclass(frozen=True)
class Baseline:
    """A baseline's plan with the audit of its tables."""

    plan: Plan
    audit: AuditRecord | None


@dataclass(frozen=True)
class Outcome:
    """Everything that a run has found.

    Attributes:
        plan: None if there is none.
        audit: of the plan, None before it was made.
        baselines: by id.
        timings: seconds by phase after the solve.
        hashes: SHA-256 of every input by path in the run folder.
    """

    solution: Solution
    plan: Plan | None
    audit: AuditRecord | None
    baselines: Mapping[str, Baseline]
    timings: Mapping[str, float]
    hashes: Mapping[str, str]


def record(inputs: Inputs, options: Options, outcome: Outcome) -> RunRecord:
    """The record of a run. A plan whose audit failed is recorded as ``audit_failed``, whatever the solver said."""
    loaded, model, solution = inputs.loaded, inputs.case.model, outcome.solution
    status: RunStatus = solution.status
    if outcome.audit is not None and outcome.audit.verdict == "fail":
        status = "audit_failed"
    goals = _goals(inputs, solution.goals, outcome.plan)
    headline = next((goal for goal in goals if goal.status != "optimal"), None)
    return RunRecord(
        planner_version=metadata.version("planner"),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        status=status,
        model=Question(
            id=loaded.path.stem,
            name_zh=model.name_zh,
            name_en=model.name_en,
            question_zh=model.question_zh,
            question_en=model.question_en,
        ),
        what_if=tuple(loaded.what_ifs),
        what_if_names={key: Sentence(zh=found.name_zh, en=found.name_en) for key, found in loaded.what_ifs.items()},
        set=_settings(inputs),
        method=solution.method,
        repeatable=solution.repeatable,
        seed=options.seed,
        workers=options.workers,
        goals=goals,
        headline_gap=headline.gap if headline is not None else 0.0 if goals else None,
        headline_goal=headline.id if headline is not None else None,
        indicators=national(outcome.plan) if outcome.plan is not None else {},
        targets=_targets(outcome.plan) if outcome.plan is not None else (),
        baselines={name: _baseline(inputs, name, found) for name, found in outcome.baselines.items()},
        audit=outcome.audit,
        clashes=clash_records(inputs.case, solution.clashes),
        timings={**inputs.seconds, **solution.timings, **outcome.timings},
        size=solution.size,
        versions={"python": platform.python_version(), **{name: metadata.version(name) for name in VERSIONED}},
        inputs=dict(outcome.hashes),
        notes=(
            *(_sentence(text_id, values) for text_id, values in inputs.case.notes),
            *(Sentence(zh=warning.zh, en=warning.en) for warning in inputs.warnings),
            *_started(inputs, solution),
            *_faults(inputs, solution),
        ),
    )


def national(plan: Plan) -> dict[str, float]:
    """National value of every indicator: of a stock in the last year, of a flow in all years together."""
    return final(plan.indicators[plan.indicators["by"] == "nation"])


def of_goal(plan: Plan, goal: Goal) -> float:
    """Value of a goal's indicator in what it is summed over.

    Raises:
        KeyError: the plan's table of indicators lacks it.
    """
    table = plan.indicators
    there = table["by"] == goal.by
    return final(table[there if goal.group is None else there & (table["group"] == goal.group)])[goal.indicator]


def final(table: pd.DataFrame) -> dict[str, float]:
    """Value by indicator from rows of one group: the last year's of a stock, the total of a flow."""
    totals = table[table["year"] == ALL_YEARS].set_index("indicator")["value"]
    last = table[table["year"] != ALL_YEARS].sort_values("year").groupby("indicator")["value"].last()
    values = totals.combine_first(last).sort_index()
    return {str(name): float(value) for name, value in values.items()}


def _goals(inputs: Inputs, results: Sequence[GoalResult], plan: Plan | None) -> tuple[GoalRecord, ...]:
    if plan is None:
        return ()
    return tuple(_goal(inputs, inputs.case.model.goals[result.id], result, plan) for result in results)


def _goal(inputs: Inputs, goal: Goal, result: GoalResult, plan: Plan) -> GoalRecord:
    info = indicators.describe(inputs.case, goal.indicator)
    value = of_goal(plan, goal)
    proven = pd.notna(result.bound) and abs(result.bound) != float("inf")
    return GoalRecord(
        id=result.id,
        order=goal.order,
        name_zh=goal.name_zh,
        name_en=goal.name_en,
        indicator=goal.indicator,
        by=goal.by,
        group=goal.group or "",
        sense=goal.sense,
        value=value,
        bound=result.bound if proven else None,
        gap=abs(value - result.bound) / max(abs(value), goal.unit) if proven else None,
        tolerance=max(goal.tolerance, goal.relative_tolerance * abs(value)),
        unit=goal.unit,
        unit_zh=info.unit_zh,
        unit_en=info.unit_en,
        status=result.status,
    )


def _targets(plan: Plan) -> tuple[TargetRecord, ...]:
    rows = plan.targets.rename(columns={"target": "id"}).to_dict("records")
    return tuple(TargetRecord.model_validate({str(key): value for key, value in row.items()}) for row in rows)


def _baseline(inputs: Inputs, name: str, found: Baseline) -> BaselineRecord:
    values = national(found.plan)
    name_zh, name_en = both(f"cli.baseline_{name}")
    return BaselineRecord(
        name_zh=name_zh,
        name_en=name_en,
        goals={goal_id: of_goal(found.plan, goal) for goal_id, goal in inputs.case.model.goals.items()},
        indicators=values,
        audit=found.audit,
        missed_rules=(*_missed_rules(found.plan), *_missed_targets(found.plan)),
    )


def _missed_rules(plan: Plan) -> Iterator[RuleRecord]:
    for row in plan.rules[plan.rules["met"] == 0].to_dict("records"):
        value, bound = row["value"], row["bound"]
        yield RuleRecord(
            id=row["rule"],
            group=row["group"],
            year=row["year"],
            value=value,
            bound=bound,
            side=row["side"],
            missed_by=abs(value - bound),
        )


def _missed_targets(plan: Plan) -> Iterator[RuleRecord]:
    for row in plan.targets[plan.targets["shortfall"] > 0].to_dict("records"):
        yield RuleRecord(
            id=row["target"],
            group=row["group"],
            year=str(row["year"]),
            value=row["value"],
            bound=row["at_least"],
            side="at_least",
            missed_by=row["shortfall"],
        )


def _settings(inputs: Inputs) -> dict[str, Setting]:
    """Single values given on the command line, as they stand in the resolved model."""
    found: dict[str, Setting] = {}
    for key, source in inputs.loaded.sources.items():
        if source.place == "--set":
            node: object = inputs.loaded.layer.values
            for part in key:
                node = node.get(part) if isinstance(node, dict) else None
            if isinstance(node, bool | int | float | str | list):
                found[dotted(key)] = node
    return found


def _started(inputs: Inputs, solution: Solution) -> Iterator[Sentence]:
    """What of an earlier run this one began with, and what its plan had given up already."""
    found = solution.started
    if found is None:
        return
    counts = {"columns": found.columns, "unchanged": found.unchanged, "provinces": found.provinces}
    yield _sentence("studies.started_from", counts)
    in_order = sorted(inputs.case.model.goals.values(), key=lambda goal: goal.order)
    given = [goal for goal in in_order[:-1] if goal.tolerance > 0 or goal.relative_tolerance > 0]
    if found.plan is not None and given:
        names = Listing(tuple(Pair(goal.name_zh, goal.name_en) for goal in given))
        yield _sentence("studies.started_given_up", {"goals": names})


def _faults(inputs: Inputs, solution: Solution) -> Iterator[Sentence]:
    """What went wrong in the solve without ending it."""
    for fault in solution.faults:
        goal = inputs.case.model.goals[fault.goal]
        names = Pair(goal.name_zh, goal.name_en)
        yield _sentence(f"cli.fault_{fault.kind}", {"goal": names, "amount": number(fault.amount, "en", 6)})


def _sentence(text_id: str, values: Mapping[str, object]) -> Sentence:
    zh, en = both(text_id, **values)
    return Sentence(zh=zh, en=en)
