"""A run without a plan: which rules cannot hold together, and the least change of each that makes room."""

from __future__ import annotations

from dataclasses import dataclass

from planner.plan.record import ChangeRecord, CheckRecord, ClashRecord, ClashRuleRecord
from planner.reporting.digest import Digest
from planner.reporting.tables import Table, code_column, number_column, stated_column, text_column
from planner.reporting.wording import number, plain, words
from planner.texts import Pair
from planner.texts.numbers import IN_FULL


@dataclass(frozen=True)
class Listed:
    """A heading, what is listed under it, and a remark below."""

    heading: Pair
    items: tuple[Pair, ...]
    remark: Pair | None = None


def clash_lists(digest: Digest) -> list[Listed]:
    """Each set of rules that cannot hold together, a rule an item with its own least change."""
    return [
        Listed(
            Pair(clash.text_zh, clash.text_en),
            tuple(Pair(rule.text_zh, rule.text_en) for rule in clash.rules),
            Pair(clash.note_zh, clash.note_en) if clash.note_en else None,
        )
        for clash in digest.run.record.clashes
    ]


def clash_prose(digest: Digest) -> list[Pair]:
    """How to read the sets: in each one, one change is enough."""
    sets = digest.run.record.clashes
    return [words("report.conflict.several" if len(sets) > 1 else "report.conflict.one")]


def clash_tables(digest: Digest) -> list[Table]:
    """Every change of every rule of every set, with the key to edit."""
    rows: list[tuple[int, ClashRecord, ClashRuleRecord, ChangeRecord | None]] = []
    for place, clash in enumerate(digest.run.record.clashes, 1):
        for rule in clash.rules:
            rows += [(place, clash, rule, change) for change in (rule.changes or (None,))]
    changes = [change for _, _, _, change in rows]
    return [
        Table(
            "clashes",
            words("report.table.clashes"),
            (
                number_column("set", "count", [place for place, _, _, _ in rows]),
                text_column("rule", [Pair(rule.name_zh, rule.name_en) for _, _, rule, _ in rows]),
                text_column(
                    "change",
                    [
                        words("report.conflict.stuck") if change is None else Pair(change.text_zh, change.text_en)
                        for change in changes
                    ],
                ),
                stated_column("old", [_in_full(None if change is None else change.old) for change in changes]),
                stated_column("new", [_in_full(None if change is None else change.new) for change in changes]),
                code_column("key", [rule.key for _, _, rule, _ in rows]),
            ),
        )
    ]


def _in_full(value: float | None) -> tuple[float | None, Pair]:
    """A value of the model file with all its digits: rounded, it might not be enough."""
    return (None, plain("")) if value is None else (value, number(value, IN_FULL))


def failed_lists(digest: Digest) -> list[Listed]:
    """Checks of the audit that failed, each with its worst rows."""
    audit = digest.run.record.audit
    failed = [] if audit is None else [check for check in audit.checks if check.verdict == "fail"]
    return [
        Listed(_failed(check), tuple(Pair(offender.text_zh, offender.text_en) for offender in check.offenders))
        for check in failed
    ]


def _failed(check: CheckRecord) -> Pair:
    """A check that failed, with the size of its worst violation where it has one."""
    text = Pair(check.text_zh, check.text_en)
    return text if check.worst is None else words("report.part.failed_check", check=text, worst=number(check.worst))


def stopped(digest: Digest) -> Pair:
    """How a run ended that left neither a plan nor a reason."""
    status = digest.run.record.status
    known = ("infeasible", "interrupted", "time", "rounds")
    return words("report.prose.stopped", status=words(f"report.ended.{status}") if status in known else plain(status))
