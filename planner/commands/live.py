"""Progress of a run: a line in each language that keeps moving on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from rich.live import Live
from rich.text import Text

from planner.commands.speech import Speech, harmless
from planner.config.aims import Goal
from planner.solve.progress import Event
from planner.texts import TEXTS, Pair
from planner.texts.numbers import number, share

#: Seconds between plain lines while nothing changes: the first, doubled with each line that says nothing new, to the
#: last (a log of an hour's silence is then a screen, not a book); and the least time between two lines of one phase.
HEARTBEAT_S = 10.0
SLOWEST_S = 120.0
PACE_S = 2.0


_NOTHING = Event("")


class Progress:
    """Listens to events and shows the newest, with a clock that runs also while no event comes.

    At the root node of a hard MIP a solver may say nothing for a minute; the elapsed time is therefore this object's
    own. Events may come from any thread.
    """

    def __init__(self, goals: Mapping[str, Goal], speech: Speech) -> None:
        self._goals = goals
        self._speech = speech
        self._started = time.monotonic()
        self._event = self._printed = _NOTHING
        self._printed_at = float("-inf")
        self._wait = HEARTBEAT_S
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._plain = not speech.err.is_terminal

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._started

    def knows(self, goals: Mapping[str, Goal]) -> None:
        """From now on call goals by the names that the model file gives them."""
        self._goals = goals

    def __call__(self, event: Event) -> None:
        """Take note of ``event``; this is the listener to hand to a solve."""
        with self._lock:
            if self._plain and _stage(event) != _stage(self._event) and self._printed is not self._event:
                self._print()  # the last word on a stage is never left out
            self._event = event
            if self._plain:
                self._print_if_due()

    def phase(self, phase: str) -> None:
        """Take note that a phase outside the solver has begun."""
        self(Event(phase))

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show progress while the context lasts."""
        if self._plain:
            clock = threading.Thread(target=self._beat, name="planner-clock", daemon=True)
            clock.start()
            try:
                yield
            finally:
                self._done.set()
                clock.join()
        else:
            with Live(get_renderable=self._moving, console=self._speech.err, refresh_per_second=4, transient=True):
                yield

    def _beat(self) -> None:
        while not self._done.wait(1.0):
            self._heartbeat()

    def _heartbeat(self) -> None:
        with self._lock:
            if self._event is not _NOTHING and time.monotonic() - self._printed_at >= self._wait:
                self._print()

    def _print_if_due(self) -> None:
        news = _news(self._printed) != _news(self._event)
        at_leisure = time.monotonic() - self._printed_at >= PACE_S
        if _stage(self._printed) != _stage(self._event) or (news and at_leisure):
            self._print()

    def _print(self) -> None:
        repeated = _news(self._printed) == _news(self._event)
        self._wait = min(2 * self._wait, SLOWEST_S) if repeated else HEARTBEAT_S
        self._printed, self._printed_at = self._event, time.monotonic()
        self._speech.err.print(Text(self._line(self._speech.inline)))

    def _moving(self) -> Text:
        """A line in each language: in one, the figures at its end would leave the terminal."""
        lines = (self._line(partial(self._speech.within, lang)) for lang in self._speech.langs)
        return Text("\n".join(dict.fromkeys(lines)), no_wrap=True, overflow="ellipsis")

    def _line(self, put: Callable[..., str]) -> str:
        """The newest event; ``put`` says a text id and its values in the language or languages of the line."""
        event = self._event
        known = f"phase_{event.phase}" in TEXTS  # a run must not end because a phase has no name yet
        parts = [clock(self.elapsed), put(f"phase_{event.phase}") if known else event.phase]
        if event.detail:
            parts.append(harmless(event.detail))
        if event.goal:
            goal = self._goals.get(event.goal)
            parts.append(put("cli.progress_goal", goal=Pair(goal.name_zh, goal.name_en) if goal else event.goal))
        if event.best is not None:
            parts.append(f"{put('cli.progress_best')} {number(event.best, 'en', 6)}")
        if event.bound is not None:
            parts.append(f"{put('cli.progress_bound')} {number(event.bound, 'en', 6)}")
        if event.gap is not None:
            parts.append(f"{put('cli.progress_gap')} {share(event.gap, 'zh', 2)}")
        return "  ".join(parts)


def _stage(event: Event) -> tuple[str, str]:
    return event.phase, event.goal


def _news(event: Event) -> Event:
    return replace(event, elapsed=0)


def clock(seconds: float) -> str:
    """Elapsed time as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
