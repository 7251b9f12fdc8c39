"""``planner run``: solve a model, write plan, audit and report, and say what came out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.commands.check import say_warnings
from planner.commands.exit_codes import CANNOT_WRITE, INTERRUPTED, NO_PLAN
from planner.commands.folders import RUN_FILE, must_be_free, writing, written_whole
from planner.commands.interrupt import Aborted, abandon, beside, stoppable
from planner.commands.live import Progress
from planner.commands.outcome import say_outcome
from planner.commands.pipeline import add_report, write_run
from planner.commands.reading import Inputs, read_inputs
from planner.commands.speech import Speech
from planner.config.schema import Model, Solve
from planner.data.dataset import Dataset
from planner.plan.record import RunRecord
from planner.solve.cluster import Ahead
from planner.solve.options import Method, Options
from planner.solve.progress import Stop
from planner.solve.run import likely_workers, solve
from planner.solve.solution import Solution
from planner.solve.store import Known, recall
from planner.texts.problems import CannotWriteError


@dataclass(frozen=True)
class Request:
    """What was asked on the command line; None where the model file's own choice holds.

    Attributes:
        base: folder of the run to start from, None to start from nothing.
    """

    model: Path
    what_ifs: Sequence[str] = ()
    sets: Sequence[str] = ()
    base: Path | None = None
    out: Path | None = None
    gap: float | None = None
    rounds: int | None = None
    time_s: float | None = None
    workers: int | None = None
    seed: int | None = None
    method: Method | None = None
    scheduler: str | None = None
    report: bool = True

    @property
    def folder(self) -> Path:
        """Where the run goes: ``--out``, or ``reports/MODEL`` with the what-ifs' names behind it."""
        return self.out or Path("reports") / "-".join([self.model.stem, *self.what_ifs])

    def options(self, defaults: Solve) -> Options:
        """Stops and means of the solve."""
        return Options(
            gap=defaults.gap if self.gap is None else self.gap,
            rounds=self.rounds or defaults.rounds,
            time_s=self.time_s or defaults.time_s,
            workers=self.workers or cores(),
            seed=defaults.seed if self.seed is None else self.seed,
            method=self.method or defaults.method,
            scheduler=self.scheduler,
        )


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(request: Request, speech: Speech) -> int:
    """Run from end to end and return the exit code: 0 a plan, 1 none, 130 interrupted (the best plan is kept), 74 the
    result is kept elsewhere.

    Raises:
        InputError: the inputs or the output folder are not usable; nothing has been written.
        KeyboardInterrupt: the user ended it before there was a plan; nothing has been written.
    """
    folder = request.folder
    must_be_free(folder, RUN_FILE)
    known = recall(request.base) if request.base is not None else None
    progress = Progress({}, speech)
    stop = Stop()
    try:
        with progress.shown(), Ahead() as ahead:
            inputs = _inputs(request, progress, ahead)
            progress.knows(inputs.case.model.goals)
            say_warnings(inputs, speech)
            with stoppable(stop, speech):
                record, standing = _answer(inputs, request, known, progress, stop, speech, ahead)
                if request.report:
                    record = _with_report(standing, record, progress, speech)
    except Aborted:
        abandon(speech, "cli.aborted_report")
    say_outcome(record, standing, speech)
    if standing != request.folder:
        return CANNOT_WRITE
    return INTERRUPTED if stop.requested else exit_code(record)


def exit_code(record: RunRecord) -> int:
    """Exit code of a run that came to its end and was written."""
    has_plan = record.audit is not None and record.audit.verdict == "pass"
    return 0 if has_plan else NO_PLAN


def _inputs(request: Request, progress: Progress, ahead: Ahead) -> Inputs:
    """Read the inputs while workers start, if the case will want any."""

    def beside_the_case(model: Model, dataset: Dataset) -> None:
        options = request.options(model.solve)
        if likely_workers(model, dataset, options) > 1:
            ahead.start(options.workers, options.scheduler)

    return read_inputs(request.model, request.what_ifs, request.sets, progress.phase, beside_the_case)


def _answer(
    inputs: Inputs,
    request: Request,
    known: Known | None,
    progress: Progress,
    stop: Stop,
    speech: Speech,
    ahead: Ahead,
) -> tuple[RunRecord, Path]:
    """Solve and write: the record, and the folder where it stands.

    That the folder can be written is known before hours are spent. If its disk is full by then, the result is kept in
    the temporary folder.

    Raises:
        CannotWriteError: the folder cannot be written, and the temporary folder neither.
        KeyboardInterrupt: the user ended the solve before there was a plan.
    """
    options = request.options(inputs.case.model.solve)
    solved: list[Solution] = []

    def write(scratch: Path) -> RunRecord:
        return write_run(scratch, inputs, options, solved[0], progress)

    try:
        with written_whole(request.folder) as scratch:
            solved.append(beside(lambda: solve(inputs.case, options, progress, stop, known, ahead)))
            if stop.requested and solved[0].values is None:
                raise KeyboardInterrupt  # a plan that stands there from before is worth more than a folder without one
            return beside(lambda: write(scratch)), request.folder
    except CannotWriteError as error:
        if not solved:
            raise
        elsewhere = Path(tempfile.gettempdir()) / f"planner-{request.folder.name}-{os.getpid()}"
        try:
            with written_whole(elsewhere) as scratch:
                record = beside(lambda: write(scratch))
        except CannotWriteError:
            raise error from None
        reason = error.problems[0].values["reason"]
        speech.warn("cli.run_elsewhere", style="red", folder=request.folder, reason=reason, other=elsewhere)
        return record, elsewhere


def _with_report(folder: Path, record: RunRecord, progress: Progress, speech: Speech) -> RunRecord:
    """Add the report to a run that already stands in its place: an hour's plan is not lost with its page."""
    try:
        with writing(folder):
            return beside(lambda: add_report(folder, record, progress))
    except Exception:
        speech.warn("cli.report_failed", style="red", folder=folder)
        raise
