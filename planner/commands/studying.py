"""What the commands that ask a finished run further have in common: progress, Ctrl-C, and intervals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from planner.commands.folders import stands
from planner.commands.interrupt import Aborted, abandon, beside, stoppable
from planner.commands.live import Progress
from planner.commands.run import cores
from planner.commands.speech import Speech
from planner.solve.assemble import BuildStoppedError
from planner.solve.cluster import Executor, make_executor
from planner.solve.progress import Event, Stop
from planner.studies.base import Base, open_run, study_options
from planner.studies.diversity import Tell
from planner.studies.ground import Ground, make_ground
from planner.texts import Pair, Phrase, count_in
from planner.texts.numbers import figure

Answer = TypeVar("Answer")


def study(
    folder: Path,
    speech: Speech,
    ask: Callable[[Base, Progress, Stop], Answer],
    time_s: float | None = None,
) -> tuple[Base, Answer, Stop]:
    """Open a run and ask it something, with progress on standard error and an orderly end on Ctrl-C.

    Args:
        time_s: seconds after which the study ends with what it knows; None: when it is done.

    Raises:
        InputError: the folder or what is asked of it is wrong.
    """
    progress, stop = Progress({}, speech), Stop.after(time_s)
    try:
        with progress.shown():
            base = open_run(folder, progress.phase)
            stands(folder)
            count_in(base.dataset.currency)
            progress.knows(base.case.model.goals)
            with stoppable(stop, speech):
                answer = beside(lambda: ask(base, progress, stop))
    except Aborted:
        abandon(speech)
    return base, answer, stop


def on_ground(
    base: Base, workers: int | None, progress: Progress, stop: Stop, ask: Callable[[Ground, Executor, Tell], Answer]
) -> Answer | None:
    """Build the models of a run once and ask something of them; None if the stop came before they were built.

    Args:
        workers: processes; None: one a core.
    """
    options = study_options(base, workers=workers or cores())
    executor = make_executor(1 if base.exact else options.workers, None)
    try:
        progress.phase("build")
        ground = make_ground(base, executor, options, stop)
        return ask(ground, executor, lambda phase, detail: progress(Event(phase, detail=detail)))
    except BuildStoppedError:
        return None
    finally:
        executor.close()


class Interval(Protocol):
    """What is only known to lie between two values."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def estimate(self) -> float: ...


def interval(found: Interval, unit: Pair) -> Phrase:
    """An interval in words, one number where both ends agree in every digit told."""
    ends = {name: figure(getattr(found, name), unit) for name in ("low", "high", "estimate")}
    narrow = ends["low"] == ends["high"]
    text = "studies.exactly" if narrow else "studies.between" if found.low > 0 else "studies.at_most"
    return Phrase(text, ends)
