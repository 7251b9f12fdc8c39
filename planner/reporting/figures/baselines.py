"""How much better than simple rules: the plan and the baselines on the same case, goal by goal."""

from __future__ import annotations

from collections.abc import Mapping

from planner.plan.record import BaselineRecord, GoalRecord
from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, SOFT, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.indicators import indicator, indicator_value
from planner.reporting.tables import Table, stated_column, text_column
from planner.reporting.wording import count, listing, percent, words
from planner.texts import Pair


def goals(digest: Digest) -> list[GoalRecord]:
    """The run's goals in order."""
    return sorted(digest.run.record.goals, key=lambda goal: goal.order)


def headline_goal(digest: Digest) -> GoalRecord | None:
    """The goal that baselines are compared on: the first to be maximised if there is one, else the headline goal."""
    found = goals(digest)
    wanted = [goal for goal in found if goal.sense == "max"]
    wanted += [goal for goal in found if goal.id == digest.run.record.headline_goal]
    return next(iter([*wanted, *found]), None)


def baseline_name(key: str, record: BaselineRecord) -> Pair:
    """A baseline's name, its id when it has none."""
    return Pair(record.name_zh or key, record.name_en or key)


def compared(digest: Digest) -> list[tuple[Pair, float]]:
    """(name, value of the compared goal): the plan first, then each baseline that has the goal."""
    goal = headline_goal(digest)
    if goal is None:
        return []
    rows = [(words("report.this_plan"), goal.value)]
    for key, record in sorted(digest.run.record.baselines.items()):
        if goal.id in record.goals:
            rows.append((baseline_name(key, record), record.goals[goal.id]))
    return rows


def baseline_tables(digest: Digest) -> list[Table]:
    """One row a plan: every goal's value, the audit's verdict, and the policy rules missed."""
    found, baselines = goals(digest), sorted(digest.run.record.baselines.items())
    plans: list[tuple[Pair, Mapping[str, float], Pair]] = [
        (words("report.this_plan"), {goal.id: goal.value for goal in found}, _own_missed(digest))
    ]
    plans += [(baseline_name(key, record), record.goals, missed_rules(digest, record)) for key, record in baselines]
    columns = [text_column("plan", [name for name, _, _ in plans])]
    columns += [
        stated_column(digest.names.goal(goal.id), [_stated(digest, goal, values) for _, values, _ in plans])
        for goal in found
    ]
    columns.append(text_column("missed_rules", [missed for _, _, missed in plans]))
    return [Table("baselines", words("report.table.baselines"), tuple(columns))]


def _stated(digest: Digest, goal: GoalRecord, values: Mapping[str, float]) -> tuple[float | None, Pair]:
    value = values.get(goal.id)
    return value, words("report.unknown") if value is None else indicator_value(digest.names, goal.indicator, value)


def missed_rules(digest: Digest, record: BaselineRecord) -> Pair:
    """Names of the policy rules that a baseline misses, each once, with in how many groups."""
    tally: dict[str, int] = {}
    for missed in record.missed_rules:
        tally[missed.id] = tally.get(missed.id, 0) + 1
    if not tally:
        return words("report.none")
    return listing(
        digest.names.rule(key)
        if times == 1
        else words("report.part.times", name=digest.names.rule(key), times=count(times))
        for key, times in tally.items()
    )


def _own_missed(digest: Digest) -> Pair:
    """Targets that the plan itself does not reach."""
    targets = digest.run.plan["targets"]
    missed = targets[targets["shortfall"] > 1e-6 * targets["at_least"].abs()]["target"].unique()
    return listing(digest.names.rule(str(key)) for key in missed) if len(missed) else words("report.none")


def baseline_figures(digest: Digest) -> list[Figure]:
    """One chart; none when no baseline was run."""
    rows, goal = compared(digest), headline_goal(digest)
    if len(rows) < 2 or goal is None:
        return []
    own = rows[0][1]
    parts = listing(_against(digest, goal, own, value, name) for name, value in rows[1:])
    return [
        Figure(
            "baselines",
            words("report.title.baselines", goal=indicator(digest.names, goal.indicator), parts=parts),
            words("report.unit.goal", goal=indicator(digest.names, goal.indicator)),
            "baselines",
            in_both(lambda lang: bar_chart(_chart(digest, rows, goal), lang, wide=True)),
            height=bar_height(len(rows)) + 24,
            printed=True,
            wide=True,
        )
    ]


def _against(digest: Digest, goal: GoalRecord, own: float, value: float, name: Pair) -> Pair:
    """How much more or less than another plan; as an amount where a ratio would mean nothing."""
    if value > 0 and own >= 0:
        better = percent(abs(own - value) / value)
    else:
        better = indicator_value(digest.names, goal.indicator, abs(own - value))
    return words(
        "report.part.against",
        better=better,
        side=words("report.part.more" if own >= value else "report.part.less"),
        name=name,
    )


def _chart(digest: Digest, rows: list[tuple[Pair, float]], goal: GoalRecord) -> list[Bar]:
    return [
        Bar(name, value, indicator_value(digest.names, goal.indicator, value), SOFT if number else CATEGORIES[0])
        for number, (name, value) in enumerate(rows)
    ]
