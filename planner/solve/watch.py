"""A watch over a MIP run: it ends when the user stops it or its time is over, and what it finds is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from planner.solve.progress import Stop

#: An instance of ``highspy.Highs``, and its callbacks' events; highspy has no types.
Highs = Any
HighsEvent = Any
#: ``(best, bound)`` in the minimising sense, either of them infinite while unknown.
MipListener = Callable[[float, float], None]
_GRACE_S = 10.0


class Watch:
    """Interrupts a run when the user stops it or when it overruns its time limit."""

    def __init__(self, seconds: float, stop: Stop | None) -> None:
        self._seconds, self._stop = seconds, stop
        self._ends = np.inf

    def __enter__(self) -> None:
        self._ends = time.monotonic() + self._seconds + _GRACE_S

    def __exit__(self, *_: object) -> None:
        self._ends = np.inf

    def interrupts(self) -> bool:
        """Whether the run must end now."""
        return time.monotonic() > self._ends or (self._stop is not None and self._stop.requested)


def watched(
    highs: Highs, seconds: float, stop: Stop | None, listener: MipListener | None, found: list[np.ndarray] | None
) -> Watch:
    """Have a solver ask a watch whether to go on, and tell what it finds.

    Args:
        seconds: that a run may take; infinite without a limit.
        listener: told of (best, bound) as they change.
        found: gets every improving solution.
    """
    watch = Watch(seconds, stop)

    def interrupt(event: HighsEvent) -> None:
        if watch.interrupts():
            event.interrupt()

    if stop is not None or np.isfinite(seconds):
        highs.cbMipInterrupt += interrupt
    if listener is not None:
        highs.cbMipLogging += lambda event: listener(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
    if listener is not None or found is not None:

        def improved(event: HighsEvent) -> None:
            if found is not None:
                found.append(np.array(event.data_out.mip_solution))
            if listener is not None:
                listener(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

        highs.cbMipImprovingSolution += improved
    return watch
