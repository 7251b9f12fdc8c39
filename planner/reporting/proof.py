"""How sure it is and what is assumed: goals with bounds, audit checks, timings, assumptions, sources, unit costs."""

from __future__ import annotations

from planner.plan.record import GoalRecord
from planner.reporting.digest import Digest
from planner.reporting.figures.baselines import goals
from planner.reporting.figures.goals import tells
from planner.reporting.indicators import indicator, indicator_value
from planner.reporting.tables import Table, code_column, number_column, stated_column, text_column
from planner.reporting.wording import count, moment, number, percent, plain, sided, words
from planner.texts import TEXTS, Pair

BASES = ("observed", "derived", "modelled", "assumed")


def proof_tables(digest: Digest) -> list[Table]:
    """Goals, audit, run facts, assumptions, unit costs and sources."""
    return [_goals(digest), _audit(digest), _assumptions(digest), _unit_costs(digest), _sources(digest)]


def proof_sentences(digest: Digest) -> list[Pair]:
    """Gap, audit, repeatability, effort and versions, a sentence each."""
    record = digest.run.record
    found = [words("report.proof.repeatable" if record.repeatable else "report.proof.not_repeatable")]
    gap = record.headline_gap
    found.insert(0, _gap_sentence(digest, gap) if tells(gap) else words("report.proof.no_gap"))
    found.insert(1, _audit_sentence(digest))
    method = (
        words(f"report.method.{record.method}") if record.method in ("direct", "coordinated") else plain(record.method)
    )
    found.append(
        words(
            "report.proof.effort",
            method=method,
            seconds=number(sum(record.timings.values())),
            columns=count(record.size.get("columns", 0)),
            rows=count(record.size.get("rows", 0)),
        )
    )
    others = ", ".join(f"{name} {version}" for name, version in sorted(record.versions.items()))
    found.append(
        words(
            "report.proof.versions",
            version=plain(record.planner_version),
            others=plain(others),
            seed=plain(record.seed),
            created=moment(record.created),
        )
    )
    return found


def _gap_sentence(digest: Digest, gap: float) -> Pair:
    goal = digest.run.record.headline_goal
    if goal is None:
        return words("report.proof.optimal")
    return words("report.proof.gap", goal=digest.names.goal(goal), gap=percent(gap))


def _audit_sentence(digest: Digest) -> Pair:
    audit = digest.run.record.audit
    if audit is None:
        return words("report.proof.no_audit")
    if audit.verdict == "pass":
        return words(
            "report.proof.audit_pass",
            checks=count(len(audit.checks)),
            rows=count(sum(check.rows for check in audit.checks)),
        )
    failed = sum(check.verdict == "fail" for check in audit.checks)
    return words("report.proof.audit_fail", failed=count(failed), checks=count(len(audit.checks)))


def _goals(digest: Digest) -> Table:
    found, names = goals(digest), digest.names

    def shown(goal: GoalRecord, value: float | None) -> tuple[float | None, Pair]:
        return value, words("report.unknown") if value is None else indicator_value(digest.names, goal.indicator, value)

    return Table(
        "goals",
        words("report.table.goals"),
        (
            number_column("order", "count", [goal.order for goal in found]),
            text_column("goal", [names.goal(goal.id) for goal in found]),
            text_column("indicator", [indicator(names, goal.indicator) for goal in found]),
            text_column("sense", [words(f"report.sense.{goal.sense}") for goal in found]),
            stated_column("value", [shown(goal, goal.value) for goal in found]),
            stated_column("best_bound", [shown(goal, goal.bound) for goal in found]),
            stated_column("gap", [_gap(goal) for goal in found]),
            text_column("ended", [_ended(goal) for goal in found]),
        ),
    )


def _gap(goal: GoalRecord) -> tuple[float | None, Pair]:
    return goal.gap, percent(goal.gap) if tells(goal.gap) else words("report.not_proven")


def _ended(goal: GoalRecord) -> Pair:
    """Why the work on a goal ended."""
    known = f"cli.status_{goal.status}"
    return words(known) if known in TEXTS else plain(goal.status)


def _audit(digest: Digest) -> Table:
    audit = digest.run.record.audit
    checks = audit.checks if audit is not None else ()
    return Table(
        "audit",
        words("report.table.audit"),
        (
            text_column("check", [Pair(check.text_zh or check.id, check.text_en or check.id) for check in checks]),
            number_column("rows", "count", [check.rows for check in checks]),
            number_column("worst", "number", [check.worst for check in checks]),
            number_column("tolerance", "number", [check.tolerance for check in checks]),
            text_column("verdict", [words(f"report.audit.{check.verdict}") for check in checks]),
        ),
    )


def _assumptions(digest: Digest) -> Table:
    rows = list(digest.run.model.assumptions.values())
    return Table(
        "assumptions",
        words("report.table.assumptions"),
        (
            text_column("assumption", [Pair(row.name_zh, row.name_en) for row in rows]),
            text_column("statement", [Pair(row.text_zh, row.text_en) for row in rows]),
            text_column("basis", [words(f"report.basis.{row.basis}") for row in rows]),
            text_column("source", [sided(row.source) for row in rows]),
        ),
    )


def _unit_costs(digest: Digest) -> Table:
    costs = digest.run.dataset["unit_costs"]
    return Table(
        "unit_costs",
        words("report.table.unit_costs"),
        (
            text_column("measure", digest.names.column(costs["measure"], "measure")),
            text_column("item", [Pair(*pair) for pair in zip(costs["name_zh"], costs["name_en"], strict=True)]),
            code_column("driver", costs["driver"]),
            text_column("unit", [Pair(*pair) for pair in zip(costs["unit_zh"], costs["unit_en"], strict=True)]),
            text_column(
                "region", [words("report.all") if key == "all" else digest.names.region(key) for key in costs["region"]]
            ),
            code_column("size_class", costs["size_class"]),
            number_column("low", "number", costs["low_myuan"]),
            number_column("base", "number", costs["base_myuan"]),
            number_column("high", "number", costs["high_myuan"]),
            text_column("basis", [basis(key) for key in costs["basis"]]),
            text_column("source", [sided(text) for text in costs["source"]]),
        ),
    )


def basis(key: str) -> Pair:
    """How well a figure is known, in words."""
    return words(f"report.basis.{key}") if key in BASES else plain(key)


def _sources(digest: Digest) -> Table:
    rows = digest.run.dataset["sources"]
    return Table(
        "sources",
        words("report.table.sources"),
        (
            code_column("table", rows["table"]),
            code_column("column", rows["column"]),
            text_column("meaning", [Pair(*pair) for pair in zip(rows["meaning_zh"], rows["meaning_en"], strict=True)]),
            code_column("unit", rows["unit"]),
            code_column("year", rows["year"]),
            text_column("basis", [basis(key) for key in rows["basis"]]),
            text_column("source", [sided(text) for text in rows["source"]]),
        ),
    )
