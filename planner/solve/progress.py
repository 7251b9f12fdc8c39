"""Progress of a long solve, and the request to stop it in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: How often a worker looks for the file that asks it to stop, seconds.
_LOOK_S = 0.3


@dataclass(frozen=True)
class Event:
    """One line of progress.

    Attributes:
        phase: id of what is going on (``build``, ``baselines``, ``prices``, ``bound``, ``first_plan``, ``improve``,
            ``direct``, ``money``); its name for people is the text ``phase_<phase>``.
        goal: id of the goal that is being optimised, empty before the first.
        bound: proven bound of that goal in its own sense and unit, None before there is one.
        best: value of that goal in the best plan so far, None before there is one.
        gap: relative gap between both, None unless both exist.
        elapsed: seconds since the solve began.
        detail: counters of the phase such as ``round 3/12``; never needed to understand the line.
    """

    phase: str
    goal: str = ""
    bound: float | None = None
    best: float | None = None
    gap: float | None = None
    elapsed: float = 0.0
    detail: str = ""


Listener = Callable[[Event], None]


@dataclass
class Stop:
    """The user's wish, or the clock's, to end the solve with the best plan so far.

    ``requested`` may be set from a signal handler or another thread; solvers look at it between and during runs.
    """

    deadline: float | None = None
    _event: threading.Event = field(default_factory=threading.Event, repr=False)

    @classmethod
    def after(cls, seconds: float | None) -> Stop:
        """A stop whose deadline lies ``seconds`` from now (None: no deadline)."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    def request(self) -> None:
        """Ask every running solver to stop and keep its best plan."""
        self._event.set()

    @property
    def requested(self) -> bool:
        """Whether the user asked to stop."""
        return self._event.is_set()

    @property
    def due(self) -> bool:
        """Whether to stop now, by the user's wish or by the clock."""
        return self.requested or (self.deadline is not None and time.monotonic() >= self.deadline)

    def part(self, share: float) -> Stop:
        """A stop that the same wish ends, and the clock after a share of the time that is left."""
        deadline = None if self.deadline is None else time.monotonic() + share * self.remaining
        return Stop(deadline, self._event)

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, infinite without one, never negative."""
        return float("inf") if self.deadline is None else max(0.0, self.deadline - time.monotonic())


class FlagStop(Stop):
    """A stop that another process of this machine asks for by making a file.

    On a worker of another machine the file never appears; its tasks end by their limits.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._looked = path, -float("inf")

    @property
    def requested(self) -> bool:
        """Whether the file is there; looked at a few times a second at most."""
        if time.monotonic() - self._looked > _LOOK_S:
            self._looked = time.monotonic()
            if self._path.exists():
                self.request()
            else:
                self._event.clear()
        return self._event.is_set()


@dataclass
class _Running:
    """The stop that tasks of this process look at, whoever sent them."""

    stop: Stop | None = None


_running = _Running()


def look_at(stop: Stop | None) -> None:
    """From now on tasks in this process look at a stop while they solve; None: at none."""
    _running.stop = stop


def task_stop() -> Stop | None:
    """The stop that a task in this process looks at while it solves."""
    return _running.stop


class Clock:
    """Stamps events with the elapsed time and passes them on."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.started = time.monotonic()
        self._listener = listener

    @property
    def elapsed(self) -> float:
        """Seconds since the clock was made."""
        return time.monotonic() - self.started

    def tell(
        self,
        phase: str,
        goal: str = "",
        bound: float | None = None,
        best: float | None = None,
        gap: float | None = None,
        detail: str = "",
    ) -> None:
        """Report one event."""
        if self._listener is not None:
            self._listener(Event(phase, goal, bound, best, gap, self.elapsed, detail))
