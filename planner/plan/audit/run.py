"""The audit as a whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Importing the files of checks registers them.
from planner.plan.audit import (  # noqa: F401
    checks_build,
    checks_figures,
    checks_grants,
    checks_money,
    checks_pace,
    checks_policy,
    checks_resilience,
    checks_rings,
    checks_services,
    checks_viability,
)
from planner.plan.audit.inputs import Unreadable, read_folder
from planner.plan.audit.registry import CHECKS, run_check
from planner.plan.audit.report import AuditReport, CheckResult
from planner.plan.audit.world import World
from planner.plan.record import AuditRecord, CheckRecord, Offender
from planner.texts import YUAN, Pair, both, counting_in

#: Goals in run.json are those of the plan; a baseline's tables are not held against them.
_OF_THE_PLAN = ("goals",)


def audit_run(folder: Path, part: str = "plan") -> AuditReport:
    """Re-check every rule from the files of a run.

    Args:
        folder: a run folder.
        part: ``plan``, or ``baselines/<id>``.

    Raises:
        FileNotFoundError: the folder lacks its inputs or the part's tables.
    """
    try:
        world = World(read_folder(folder, part))
    except Unreadable as error:
        return AuditReport((_unreadable(error),))
    checks = [one for one in CHECKS.values() if part == "plan" or one.id not in _OF_THE_PLAN]
    with counting_in(_currency(world.folder.settings)):
        return AuditReport(tuple(run_check(one, world) for one in checks))


def _currency(settings: Mapping[str, Any]) -> Pair:
    """Name of the data set's currency."""
    named = settings.get("dataset", {})
    return Pair(named.get("currency_zh", YUAN.zh), named.get("currency_en", YUAN.en))


def _unreadable(error: Unreadable) -> CheckResult:
    return CheckResult(
        id="tables",
        kind="physical",
        text=both("audit.tables"),
        rows=0,
        worst=float("inf"),
        tolerance=0.0,
        failed=1,
        offenders=(both(error.text, table=error.table, column=error.column),),
    )


def audit(folder: Path, tables: str = "plan") -> AuditRecord:
    """:func:`audit_run` in the form in which run.json keeps it."""
    report = audit_run(folder, tables)
    checks = tuple(_record(check) for check in report.checks)
    return AuditRecord(verdict=report.verdict, kinds=dict(report.kinds), checks=checks)


def _record(check: CheckResult) -> CheckRecord:
    return CheckRecord(
        id=check.id,
        kind=check.kind,
        text_zh=check.text[0],
        text_en=check.text[1],
        rows=check.rows,
        worst=check.worst if math.isfinite(check.worst) else None,
        tolerance=check.tolerance,
        verdict=check.verdict,
        offenders=tuple(Offender(text_zh=zh, text_en=en) for zh, en in check.offenders),
    )
