"""Where tasks are carried out: results do not depend on it, nor on a worker's death."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import numpy as np
import psutil
import pytest

from planner.solve import cluster
from planner.solve.cluster import DaskExecutor, SerialExecutor, make_executor
from planner.solve.highs import MipLimits
from planner.solve.options import Options
from planner.solve.problem import join
from planner.solve.progress import Stop
from planner.solve.run import solve
from planner.solve.solution import Solution
from planner.solve.tasks import Start, answer_lp, solve_joined
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case
from tests.solve import errands
from tests.solve.nations import toy

pytestmark = pytest.mark.xdist_group("cluster")

#: A random case of three provinces that has a plan and rows of money, targets and equity.
SEED = 4


@pytest.fixture(scope="module")
def dask() -> Iterator[DaskExecutor]:
    """Two workers for the whole file."""
    executor = DaskExecutor(2)
    yield executor
    executor.close()


def test_one_worker_is_this_process() -> None:
    executor = make_executor(1, None)
    assert isinstance(executor, SerialExecutor)
    value = object()
    assert executor.share(value) is value
    assert list(executor.map(errands.pid, [(None,)], Stop())) == [(0, os.getpid())]


def test_serial_and_dask_answer_alike(dask: DaskExecutor) -> None:
    nation = toy(11).nation
    weights = [np.array([1.0, -2.0]), np.array([-1.0, 0.5]), np.array([0.0, -1.0])]
    answers = []
    for executor in (SerialExecutor(), dask):
        handles = [executor.share(block) for block in nation.blocks]
        tasks = [(h, b_cuts(nation, p), weights[p], Start()) for p, h in enumerate(handles)]
        answers.append(dict(executor.map(answer_lp, tasks, Stop())))
    for number in range(3):
        one, other = answers[0][number], answers[1][number]
        assert one.bound == other.bound
        assert np.array_equal(one.x, other.x)
        assert np.array_equal(one.basis.columns, other.basis.columns)
    joined = join(nation)
    task = (joined.arrays, joined.cost(nation.goals[0]), None, MipLimits(), 1)
    one, other = (next(e.map(solve_joined, [task], Stop()))[1] for e in (SerialExecutor(), dask))
    assert one.objective == other.objective
    assert np.array_equal(one.plans[0], other.plans[0])


def b_cuts(nation: Any, p: int) -> Any:
    """No cut rows."""
    return nation.blocks[p].arrays.matrix[:0]


def test_workers_are_other_processes_that_ignore_interrupts(dask: DaskExecutor) -> None:
    pids = {pid for _, pid in dask.map(errands.slow_pid, [(k,) for k in range(8)], Stop())}
    assert os.getpid() not in pids
    assert len(pids) == 2
    assert all(ignored for _, ignored in dask.map(errands.interrupt_is_ignored, [()] * 4, Stop()))
    for pid in pids:
        os.kill(pid, signal.SIGINT)
    time.sleep(0.2)
    assert {pid for _, pid in dask.map(errands.slow_pid, [(k,) for k in range(8)], Stop())} == pids


def test_nothing_listens_beyond_this_machine_and_there_is_no_dashboard(dask: DaskExecutor) -> None:
    here = psutil.Process()
    listening = [
        connection.laddr.ip
        for process in (here, *here.children(recursive=True))
        for connection in process.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) == {"127.0.0.1"}
    assert dask.workers == 2
    port = dask._client.scheduler_info(n_workers=-1)["services"]["dashboard"]
    for page in ("", "status", "health", "info/main/workers.html", "json/counts.json"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/{page}")


def test_a_due_stop_ends_the_map_early(dask: DaskExecutor) -> None:
    _warm(dask)
    stop = Stop()
    threading.Timer(0.7, stop.request).start()
    began = time.monotonic()
    found = dict(dask.map(errands.slow, [(1, 0.0), (2, 0.0), (3, 5.0), (4, 5.0), (5, 5.0)], stop))
    assert time.monotonic() - began < 5.0
    assert found == {0: 1, 1: 4}
    ended = Stop()
    ended.request()
    assert list(SerialExecutor().map(errands.slow, [(1, 0.0)], ended)) == []


def test_what_the_user_ends_is_waited_for_a_moment(dask: DaskExecutor) -> None:
    """Solvers on workers look at the user's stop, too, and what they have found by then is kept."""
    _warm(dask)
    stop = Stop()
    threading.Timer(0.7, stop.request).start()
    assert dict(dask.map(errands.until_stopped, [(1,), (2,)], stop)) == {0: 1, 1: 2}
    again = Stop()
    threading.Timer(0.7, again.request).start()
    assert dict(SerialExecutor().map(errands.until_stopped, [(1,)], again)) == {0: 1}
    assert list(dask.map(errands.slow, [(1, 0.0)], Stop())) == [(0, 1)], "the next map is not stopped"


def test_what_the_clock_ends_is_waited_for_a_moment(dask: DaskExecutor) -> None:
    """A solver whose time is up answers just after the deadline: its plan must not be lost."""
    _warm(dask)
    began = time.monotonic()
    found = dict(dask.map(errands.slow, [(1, 1.5), (2, 5.0)], Stop.after(1.0)))
    assert found == {0: 1}
    assert time.monotonic() - began < 4.5


def _warm(executor: DaskExecutor) -> None:
    """Let every worker load the errands before times are measured, and finish what a stop left it with."""
    assert set(executor._client.run(errands.pid).values()) >= {
        pid for _, pid in executor.map(errands.slow_pid, [(0,)] * 8, Stop())
    }


def test_an_error_in_a_task_is_the_callers(dask: DaskExecutor) -> None:
    with pytest.raises(ValueError, match="a task that fails"):
        list(dask.map(errands.fails, [()], Stop()))


@pytest.fixture(scope="module")
def undisturbed() -> Solution:
    """The coordinated solve of a random case, in this process."""
    return _solved(1)


def _solved(workers: int) -> Solution:
    case = planner_case(seeded_case(SEED, 3))
    return solve(case, Options(method="coordinated", workers=workers, gap=1e-4, rounds=4))


def _same(one: Solution, other: Solution) -> None:
    assert one.values is not None
    assert other.values is not None
    for family, values in one.values.items():
        assert values.equals(other.values[family]), family
    assert one.goals == other.goals
    assert one.prices.equals(other.prices)
    assert one.repeatable
    assert other.repeatable


def test_the_plan_is_the_same_on_four_workers(undisturbed: Solution) -> None:
    """On two it is too, even when one of them is killed: see below."""
    assert undisturbed.values is not None
    assert undisturbed.values["done"].sum() > 0
    _same(undisturbed, _solved(4))


def test_a_killed_worker_is_replaced_and_changes_nothing(
    undisturbed: Solution, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    killed: list[int] = []
    plain = DaskExecutor.map

    def killing(self: DaskExecutor, function: Any, tasks: Any, stop: Stop) -> Iterator[tuple[int, Any]]:
        """While the third round of tasks is under way, one worker dies by SIGKILL."""
        killing.calls += 1  # type: ignore[attr-defined]
        if killing.calls == 3:  # type: ignore[attr-defined]
            workers = sorted(self._client.run(errands.pid).values())
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)
        yield from plain(self, function, tasks, stop)

    killing.calls = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(DaskExecutor, "map", killing)
    found = _solved(2)
    assert len(killed) == 1
    assert not psutil.pid_exists(killed[0])
    _same(undisturbed, found)


def test_dying_workers_are_replaced_and_shared_values_outlive_them(tmp_path: Path) -> None:
    """Dask forgets scattered data when its last holder dies, and cancels all that depends on it; ours is none."""
    executor = DaskExecutor(2)
    try:
        handle = executor.share(np.arange(5.0))
        answers = dict(executor.map(errands.die_once, [(str(tmp_path / "died"), k) for k in range(2)], Stop.after(300)))
        assert answers == {0: 0, 1: 1}
        killed = list(executor._client.run(errands.pid).values())
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        assert dict(executor.map(errands.total, [(handle,)] * 3, Stop.after(300))) == {0: 10.0, 1: 10.0, 2: 10.0}
        until = time.monotonic() + 120
        while len(executor._client.run(errands.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        alive = set(executor._client.run(errands.pid).values())
        assert len(alive) == 2
        assert not alive & set(killed)
        assert all(there for _, there in executor.map(errands.interrupt_is_ignored, [()] * 6, Stop()))
    finally:
        executor.close()
    until = time.monotonic() + 10
    while any(psutil.pid_exists(pid) for pid in alive) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(psutil.pid_exists(pid) for pid in alive)


class _Client:
    """Of every task the first result is lost on the way."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, bool]] = []
        self.cancelled = 0

    def nthreads(self) -> dict[str, int]:
        return {"one": 1}

    def submit(self, function: Callable[[int], int], value: int, **options: object) -> _Future:
        lost = all(other != value for other, _ in self.sent)
        self.sent.append((value, "workers" in options))
        return _Future(function(value), lost=lost)

    def cancel(self, futures: list[_Future], *, force: bool) -> None:
        assert force
        self.cancelled += len(futures)


class _Future:
    def __init__(self, value: int, *, lost: bool) -> None:
        self._value, self._lost = value, lost

    def add_done_callback(self, told: Callable[[_Future], None]) -> None:
        told(self)

    def result(self, timeout: float) -> int:
        if self._lost:
            raise TimeoutError(timeout)
        return self._value


def test_a_result_that_was_lost_with_its_worker_is_asked_for_again() -> None:
    client = _Client()
    under_way = cluster._UnderWay(client, abs, [(-1,), (-2,)], 1)
    found = {}
    for _ in range(10):
        answer = under_way.next() if under_way.any else None
        if answer is not None:
            found[answer[0]] = answer[1]
    assert found == {0: 1, 1: 2}
    assert not under_way.any
    assert client.cancelled == 2
    assert sorted(client.sent) == [(-2, False), (-2, True), (-1, False), (-1, True)]  # again by any worker
