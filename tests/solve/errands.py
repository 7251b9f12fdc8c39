"""Small tasks for workers, apart from the tests: each worker has to load what stands beside the task it is sent."""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from planner.solve.progress import task_stop


def pid(_: object = None) -> int:
    return os.getpid()


def slow_pid(_: int) -> int:
    time.sleep(0.1)
    return os.getpid()


def slow(number: int, seconds: float) -> int:
    time.sleep(seconds)
    return number * number


def fails() -> None:
    raise ValueError("a task that fails")


def interrupt_is_ignored() -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def until_stopped(number: int) -> int:
    """A solver that only ends when it is asked to."""
    began = time.monotonic()
    while time.monotonic() - began < 20.0:
        stop = task_stop()
        if stop is not None and stop.requested:
            return number
        time.sleep(0.05)
    return 0


def die_once(marker: str, number: int) -> int:
    """Kill the worker the first time, answer the second."""
    try:
        os.close(os.open(f"{marker}.{number}", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return number
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


def total(values: np.ndarray) -> float:
    return float(values.sum())
