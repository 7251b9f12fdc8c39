"""Where provinces are solved: in this process, on an embedded local cluster, or on an existing one.

Every task is a pure function of its arguments, so it does not matter who carries it out, in which order, or whether a
worker died and the task was sent again.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import queue
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, Protocol, Self

import dask
from distributed import Client, LocalCluster, WorkerPlugin

from planner.solve.progress import FlagStop, Stop, look_at

#: distributed has no types.
DaskClient = Any
DaskCluster = Any

#: Neither scheduler nor workers answer on HTTP.
_NO_PAGES: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
#: What workers load as they start; the first tasks would wait for it.
_TASKS = "planner.solve.run"
#: How often a waiting coordinator looks at the stop, seconds.
_POLL_S = 0.2
#: How long a finished task's result may be under way, seconds; then it was lost with its worker.
_FETCHED_S = 10.0
#: How long answers of tasks that the deadline or the user ended are waited for, seconds.
_GRACE_S = 2.0


class Executor(Protocol):
    """Carries out tasks."""

    workers: int

    def share(self, value: object) -> Any:  # noqa: ANN401 - a handle that stands for the value in tasks
        """Send a large value to all workers once; the handle returned takes its place in tasks."""

    def share_all(self, values: Sequence[object]) -> list[Any]:
        """:meth:`share` of each of many values, at once."""

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

    def share_all(self, values: Sequence[object]) -> list[Any]:
        """The values themselves."""
        return list(values)

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
        importlib.import_module(_TASKS)
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
            with dask.config.set(_NO_PAGES), _deaf_children():
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
        threads: dict[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]
        self.workers = workers if scheduler is None else max(1, sum(threads.values()))

    def share(self, value: object) -> Any:  # noqa: ANN401
        """See :meth:`share_all`."""
        return self.share_all([value])[0]

    def share_all(self, values: Sequence[object]) -> list[Any]:
        """A future of each value, copied to every worker, so that no task is bound to one.

        They are results of tasks, not scattered data: dask forgets those when the last worker that holds them dies.
        """
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            futures = [self._client.submit(_itself, value, pure=False) for value in values]
        self._client.replicate(futures)
        return futures

    def map(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], stop: Stop
    ) -> Iterator[tuple[int, Any]]:
        """See :class:`Executor`."""
        under_way = _UnderWay(self._client, function, tasks, self.workers)
        given_up = self._patience(stop)
        try:
            while under_way.any and not given_up():
                found = under_way.next()
                if found is not None:
                    yield found
        finally:
            under_way.cancel()

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


class _UnderWay:
    """Tasks on a cluster: one a thread at a time, and the next in order for whoever has ended one.

    Left to itself the scheduler spreads tasks by what it knows of their duration, which is nothing: up to a third of a
    round of prices was waiting for the worker with the longest queue.
    """

    def __init__(
        self, client: DaskClient, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], workers: int
    ) -> None:
        self._client, self._function, self._tasks = client, function, tasks
        self._waiting = deque(range(len(tasks)))
        self._running: dict[int, tuple[str | None, Any]] = {}
        self._finished: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        threads = [worker for worker, count in client.nthreads().items() for _ in range(count)]
        for worker in (threads or [None] * workers)[: len(tasks)]:  # none while all are being replaced
            self._send(self._waiting.popleft(), worker)

    @property
    def any(self) -> bool:
        """Whether results are still to come."""
        return bool(self._running)

    def next(self) -> tuple[int, Any] | None:
        """(number, result) of a task that has ended; None where none does within a moment.

        Raises:
            Exception: what the task raised.
        """
        try:
            number, future = self._finished.get(timeout=_POLL_S)
        except queue.Empty:
            self._send_lost_again()
            return None
        worker, newest = self._running.get(number, (None, None))
        if newest is not future:
            return None
        if self._waiting:
            self._send(self._waiting.popleft(), worker)
        try:
            result = future.result(timeout=_FETCHED_S)
        except TimeoutError:  # the worker died with the result
            self._send_again(number)
            return None
        del self._running[number]
        return number, result

    def cancel(self) -> None:
        """End what has not ended."""
        self._client.cancel([future for _, future in self._running.values()], force=True)

    def _send(self, number: int, worker: str | None) -> None:
        where = {} if worker is None else {"workers": [worker], "allow_other_workers": True}
        future = self._client.submit(self._function, *self._tasks[number], pure=False, retries=2, **where)
        self._running[number] = worker, future
        future.add_done_callback(lambda ended: self._finished.put((number, ended)))

    def _send_lost_again(self) -> None:
        """Let any worker do what was meant for one that has died: dask waits for it once all others die, too."""
        alive = self._client.nthreads()
        for number, (worker, future) in list(self._running.items()):
            if worker is not None and worker not in alive and not future.done():
                self._send_again(number)

    def _send_again(self, number: int) -> None:
        _, lost = self._running[number]
        self._send(number, None)
        self._client.cancel([lost], force=True)


def _itself(value: object) -> object:
    return value


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started from here, or from threads begun here, never hear of Ctrl-C, not even before they can ignore
    it: they inherit the blocked signal. This process goes on hearing of it in its main thread.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # unblocks the signal as it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Ahead:
    """Workers that start while something else is made ready, for whoever takes them; at the end of the context those
    that nobody has taken are closed.
    """

    def __init__(self) -> None:
        self._started: Future[Executor] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._started is not None and self._started.exception() is None:
            self._started.result().close()

    def start(self, workers: int, scheduler: str | None) -> None:
        """Start workers in a thread of its own."""
        thread = ThreadPoolExecutor(1, "planner-workers")
        self._started = thread.submit(make_executor, workers, scheduler)
        thread.shutdown(wait=False)

    def take(self, workers: int, scheduler: str | None) -> Executor:
        """The workers, who are the caller's to close from now on; started now if they are not those started before.

        Raises:
            Exception: why they could not be started.
        """
        started = self._started
        if started is None or workers <= 1:
            return make_executor(workers, scheduler)
        self._started = None
        return started.result()


def make_executor(workers: int, scheduler: str | None) -> Executor:
    """The executor for an option set: this process for one worker, else dask."""
    return SerialExecutor() if scheduler is None and workers <= 1 else DaskExecutor(workers, scheduler)
