"""Ctrl-C: the first asks for an orderly end that keeps the best plan, the second ends at once.

While there is nothing to keep yet, the first one ends at once, too.
"""

from __future__ import annotations

import contextvars
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TypeVar

import psutil

from planner.commands.exit_codes import INTERRUPTED
from planner.commands.folders import clear_scratch, nothing_stands, standing
from planner.commands.speech import Speech
from planner.solve.progress import Stop

Answer = TypeVar("Answer")


class Aborted(BaseException):
    """The user asked a second time: end now, keep nothing."""


@contextmanager
def stoppable(stop: Stop, speech: Speech) -> Iterator[None]:
    """Within this context SIGINT and SIGTERM request ``stop``, and raise :class:`Aborted` the second time."""

    def answer(number: int, frame: FrameType | None) -> None:
        if stop.requested:
            raise Aborted
        stop.request()
        speech.warn("cli.stopping", style="yellow")

    with _answered(answer):
        yield


@contextmanager
def nothing_to_keep(speech: Speech) -> Iterator[None]:
    """Within this context the first SIGINT or SIGTERM is the end: inputs are being read, scratch folders written, or
    what has been written is being told.

    The process ends in the handler. An exception raised there can be lost in the libraries that read (in a finaliser,
    or where every error counts as a wrong table), and the rest would go on with what was not read.
    """

    def answer(number: int, frame: FrameType | None) -> None:
        abandon(speech)

    nothing_stands()
    with _answered(answer):
        yield


@contextmanager
def _answered(answer: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, answer) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def beside(work: Callable[[], Answer]) -> Answer:
    """Run ``work`` in a thread of its own, in a copy of this context, and wait for it.

    Python answers signals in the main thread between two of its own instructions only; a solver running there would
    hold back Ctrl-C until it returns.

    Raises:
        BaseException: whatever ``work`` raises.
    """
    answers: list[Answer] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:
            failures.append(error)

    context = contextvars.copy_context()
    thread = threading.Thread(target=lambda: context.run(run), name="planner-work", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(timeout=0.2)  # an untimed join would not let signals through on every platform
    if failures:
        raise failures[0]
    return answers[0]


def abandon(speech: Speech, unfinished: str | None = None) -> NoReturn:
    """End this process and every process it started, and say what stands.

    Nothing is waited for: a solver in another thread cannot be stopped, and the interpreter's own way out could crash
    it. What it was writing is removed.

    Args:
        unfinished: sentence about the folder that stands, where something is missing from it.
    """
    folder = standing()
    text_id = "cli.aborted" if folder is None else unfinished or "cli.aborted_written"
    try:
        for child in psutil.Process().children(recursive=True):
            child.kill()
        clear_scratch()
        speech.warn(text_id, style="yellow", folder=folder)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:  # the signal may have come while something was being printed, which cannot be done twice at once
        os._exit(INTERRUPTED)
