"""Where provinces are solved: in this process, on an embedded local cluster, or on an existing one.

Every task is a pure function of its arguments, so it does not matter who carries it out, in which order, or whether a
worker died and the task was sent again.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import dask
from distributed import Client, LocalCluster, WorkerPlugin

from planner.solve.progress import FlagStop, Stop, look_at

#: distributed has no types.
DaskClient = Any
DaskCluster = Any

#: Neither scheduler nor workers answer on HTTP.
_NO_PAGES: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
#: How often a waiting coordinator looks at the stop, seconds.
_POLL_S = 0.2
#: How long answers of tasks that the deadline or the user ended are waited for, seconds.
_GRACE_S = 2.0


class Executor(Protocol):
    """Carries out tasks."""

    workers: int

    def share(self, value: object) -> Any:  # noqa: ANN401 - a handle that stands for the value in tasks
        """Send a large value to all workers once; the handle returned takes its place in tasks."""

    def map(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], stop: Stop
    ) -> Iterator[tuple[int, Any]]:
        """Carry out ``function(*task)`` for all tasks, first tasks first; yields (number, result) as they finish.

        Ends early, without the missing results, when ``stop`` is due.
        """

    def close(self) -> None:
        """Free the workers."""


class SerialExecutor:
    """Everything in the calling process, one task after another."""

    workers = 1

    def share(self, value: object) -> Any:  # noqa: ANN401
        """The value itself."""
        return value

    def map(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], stop: Stop
    ) -> Iterator[tuple[int, Any]]:
        """See :class:`Executor`."""
        look_at(stop)
        try:
            for number, task in enumerate(tasks):
                if stop.due:
                    return
                yield number, function(*task)
        finally:
            look_at(None)

    def close(self) -> None:
        """Nothing to free."""


class _Obey(WorkerPlugin):
    """Ctrl-C reaches every process of a terminal; only the coordinator answers it, and asks workers by a file."""

    name = "planner-obey"

    def __init__(self, flag: Path) -> None:
        self._flag = flag

    def setup(self, worker: object) -> None:
        del worker
        look_at(FlagStop(self._flag))
        with contextlib.suppress(ValueError):  # not in a main thread: then no signal reaches it either
            signal.signal(signal.SIGINT, signal.SIG_IGN)


class DaskExecutor:
    """Tasks on dask workers, one thread each.

    Without an address an embedded cluster is started that listens on 127.0.0.1 only and serves no dashboard
    and no pages; a worker that dies is replaced by its nanny and its tasks are sent again.
    """

    def __init__(self, workers: int, scheduler: str | None = None) -> None:
        self._cluster: DaskCluster | None = None
        if scheduler is None:
            with dask.config.set(_NO_PAGES):
                self._cluster = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    # Without an address the empty page server takes port 8787, and warns where another run has it.
                    scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                    # The default kills a worker at 95 % of an equal share of the memory, far from what there is.
                    memory_limit=0,
                    # Whatever is under way when the cluster closes is said to be critical.
                    silence_logs=logging.CRITICAL + 1,
                )
        address = self._cluster if self._cluster is not None else scheduler
        self._client: DaskClient = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
        self._folder = tempfile.TemporaryDirectory(prefix="planner-")
        self._flag = Path(self._folder.name) / "stop"
        self._client.register_plugin(_Obey(self._flag))
        self.workers = workers if scheduler is None else max(1, len(self._client.scheduler_info()["workers"]))

    def share(self, value: object) -> Any:  # noqa: ANN401
        """A future of the value, copied to every worker, so that no task is bound to one.

        It is the result of a task, not scattered data: dask forgets those when the last worker that holds them dies.
        """
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            future = self._client.submit(_itself, value, pure=False)
        self._client.replicate([future])
        return future

    def map(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], stop: Stop
    ) -> Iterator[tuple[int, Any]]:
        """See :class:`Executor`."""
        futures = [
            self._client.submit(function, *task, priority=-number, pure=False, retries=2)
            for number, task in enumerate(tasks)
        ]
        finished: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number, future in enumerate(futures):
            future.add_done_callback(lambda _, number=number: finished.put(number))
        missing, given_up = len(futures), self._patience(stop)
        try:
            while missing and not given_up():
                with contextlib.suppress(queue.Empty):
                    number = finished.get(timeout=_POLL_S)
                    missing -= 1
                    yield number, futures[number].result()
        finally:
            self._client.cancel([future for future in futures if not future.done()], force=True)

    def _patience(self, stop: Stop) -> Callable[[], bool]:
        """Says when not to wait any longer: a moment after the user's wish, passed on to workers, or the deadline."""
        asked: list[float] = []
        if not stop.requested:
            self._flag.unlink(missing_ok=True)

        def given_up() -> bool:
            if stop.requested and not asked:
                self._flag.touch()
                asked.append(time.monotonic() + _GRACE_S)
            ends = [*asked, *([] if stop.deadline is None else [stop.deadline + _GRACE_S])]
            return bool(ends) and time.monotonic() > min(ends)

        return given_up

    def close(self) -> None:
        """Close the client, and the cluster if it is ours."""
        self._folder.cleanup()
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _itself(value: object) -> object:
    return value


def make_executor(workers: int, scheduler: str | None) -> Executor:
    """The executor for an option set: this process for one worker, else dask."""
    return SerialExecutor() if scheduler is None and workers <= 1 else DaskExecutor(workers, scheduler)
