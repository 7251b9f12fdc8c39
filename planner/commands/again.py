"""``planner audit`` and ``planner report``: work on the folder of a finished run."""

from __future__ import annotations

from pathlib import Path

from planner.commands.folders import stands, writing
from planner.commands.outcome import say_audit, status_phrase
from planner.commands.speech import Speech
from planner.plan.audit import audit
from planner.plan.load import load_plan, load_record
from planner.plan.save import save_record
from planner.reporting import write_report
from planner.texts.problems import InputError, Problem


def audit_again(folder: Path, speech: Speech) -> bool:
    """Audit a run folder from its tables, keep the verdict in its ``run.json``, and tell whether it passed.

    Raises:
        InputError: the folder holds no run, or one without a plan.
        CannotWriteError: the verdict cannot be kept.
    """
    record = load_record(folder)
    _must_have_plan(folder, record.status)
    missing = [Problem(str(folder / path), "plan.no_table") for path in record.inputs if not (folder / path).is_file()]
    if missing:
        raise InputError(missing)
    load_plan(folder / "plan")  # says which table is missing or damaged
    verdict = audit(folder)
    status = "audit_failed" if verdict.verdict == "fail" else record.status
    with writing(folder):
        save_record(folder, record.model_copy(update={"audit": verdict, "status": status}))
    stands(folder)
    say_audit(verdict, speech)
    return verdict.verdict == "pass"


def report_again(folder: Path, speech: Speech) -> None:
    """Write the report of a run folder again; without a plan that passed its audit, it says why there is none.

    Raises:
        InputError: the folder holds no run.
        CannotWriteError: the report cannot be written.
    """
    load_record(folder)
    with writing(folder):
        write_report(folder)
    stands(folder)
    speech.tell("cli.run_report", folder=folder, page=folder / "index.html")


def _must_have_plan(folder: Path, status: str) -> None:
    if not (folder / "plan").is_dir():
        raise InputError([Problem(str(folder), "cli.run_without_plan", {"status": status_phrase(status)})])
