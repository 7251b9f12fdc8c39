"""Saying in the terminal what a run or an audit has found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.commands.speech import Speech
from planner.plan.record import AuditRecord, GoalRecord, RunRecord, TargetRecord
from planner.reporting.indicators import indicator_value
from planner.reporting.run import read_run
from planner.reporting.wording import Names
from planner.texts import Pair, Phrase
from planner.texts.numbers import figure, is_money, number, share

#: Failing rows named for one check of an audit.
EXAMPLES = 3


def say_outcome(record: RunRecord, folder: Path, speech: Speech) -> None:
    """What a run has found, and where it lies."""
    if record.audit is None:
        speech.tell("cli.run_no_plan", style="red", status=status_phrase(record.status))
        _say_clashes(record, speech)
        _say_place(folder, speech)
        return
    passed = record.audit.verdict == "pass"
    if passed:
        speech.tell("cli.run_plan", style="bold green", status=status_phrase(record.status))
    else:
        speech.tell("cli.run_audit_failed", style="bold red")
    for goal in record.goals:
        _say_goal(goal, speech)
        for baseline in record.baselines.values():
            if goal.id in baseline.goals:
                name, value = Pair(baseline.name_zh, baseline.name_en), _bare(baseline.goals[goal.id], goal)
                speech.tell("cli.run_baseline", style="dim", name=name, value=value)
    missed = [target for target in record.targets if target.shortfall > 0]
    if missed:
        _say_missed(missed, folder, speech)
    say_audit(record.audit, speech)
    _say_place(folder, speech)


def _say_missed(missed: Sequence[TargetRecord], folder: Path, speech: Speech) -> None:
    """Targets that the plan does not reach, by the names of target and place."""
    names = Names(read_run(folder, tables=False))
    for target in missed:
        speech.tell(
            "cli.run_shortfall",
            style="yellow",
            target=names.target(target.id),
            group=names.group(target.by, target.group),
            value=indicator_value(names, target.indicator, target.value),
            asked=indicator_value(names, target.indicator, target.at_least),
        )


def _say_clashes(record: RunRecord, speech: Speech) -> None:
    """Which rules cannot hold together, and the least change of each that makes room."""
    if len(record.clashes) > 1:
        speech.tell("report.conflict.several", style="yellow")
    for clash in record.clashes:
        speech.pass_on(Phrase("cli.run_clash", {"text": Pair(clash.text_zh, clash.text_en)}), style="yellow")
        for rule in clash.rules:
            speech.tell("cli.run_clash_rule", text=Pair(rule.text_zh, rule.text_en))
        if clash.note_en:
            speech.tell("cli.run_clash", text=Pair(clash.note_zh, clash.note_en), style="dim")


def _say_place(folder: Path, speech: Speech) -> None:
    page = folder / "index.html"
    speech.tell("cli.run_report" if page.is_file() else "cli.run_folder", folder=folder, page=page)


def say_audit(audit: AuditRecord, speech: Speech) -> None:
    """The verdict of an audit, and the checks that fail with their worst rows."""
    failing = [check for check in audit.checks if check.verdict == "fail"]
    rows = sum(check.rows for check in audit.checks)
    if not failing:
        speech.tell("cli.audit_passed", style="green", checks=len(audit.checks), rows=f"{rows:,}")
        return
    speech.tell("cli.audit_failed", style="red", failing=len(failing), checks=len(audit.checks))
    for check in failing:
        text = Pair(check.text_zh, check.text_en)
        if check.worst is None:
            speech.tell("cli.audit_check_unmeasured", style="red", text=text)
        else:
            speech.tell("cli.audit_check", style="red", text=text, worst=number(check.worst, "en", 4))
        for offender in check.offenders[:EXAMPLES]:
            speech.tell("cli.audit_offender", text=Pair(offender.text_zh, offender.text_en))


def status_phrase(status: str) -> Phrase:
    """Why a run ended, as part of a sentence."""
    return Phrase(f"cli.status_{status}", {})


def _say_goal(goal: GoalRecord, speech: Speech) -> None:
    name = Pair(goal.name_zh, goal.name_en)
    value = figure(goal.value, Pair(goal.unit_zh, goal.unit_en), 6)
    if goal.bound is None or goal.gap is None:
        speech.tell("cli.run_goal_unproven", order=goal.order, name=name, value=value)
    else:
        bound, gap = _bare(goal.bound, goal), share(goal.gap, "zh", 2)
        speech.tell("cli.run_goal", order=goal.order, name=name, value=value, bound=bound, gap=gap)


def _bare(value: float, goal: GoalRecord) -> Pair:
    """Another value beside that of a goal: its unit is not said again, but that of money, which depends on its size."""
    unit = Pair(goal.unit_zh, goal.unit_en)
    return figure(value, unit if is_money(unit) else Pair("", ""), 6)
