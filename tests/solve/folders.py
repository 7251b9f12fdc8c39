"""A plan as a run folder without a record, for the auditor: it checks physics, money and figures from files alone."""

from __future__ import annotations

from pathlib import Path

from planner.case.case import Case
from planner.plan.audit import AuditReport, audit_run
from planner.plan.save import save_plan
from planner.plan.tables import make_plan
from planner.solve.solution import Values
from tests.proof.random_case import RandomCase


def audited(folder: Path, source: RandomCase, case: Case, values: Values) -> AuditReport:
    """The audit of values of a random case; they are held to no goals' figures, as a baseline is not."""
    source.write(folder / "inputs")
    save_plan(folder / "baselines" / "any", make_plan(case, values))
    return audit_run(folder, "baselines/any")


def unbuildable(report: AuditReport) -> list[str]:
    """What of physics, money or figures fails, with its first offender."""
    return [
        f"{check.id}: {check.offenders[0][1] if check.offenders else ''}"
        for check in report.checks
        if check.failed and check.kind != "policy"
    ]
