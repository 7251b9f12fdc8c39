"""Ctrl-C on a real process: once keeps the best plan, twice keeps nothing; neither leaves processes or litter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from planner.commands.interrupt import Aborted, beside, stoppable
from planner.commands.speech import Speech
from planner.solve.progress import Stop

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 240


class Started:
    """A run in a process of its own, whose progress is read as it comes."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "planner", "run", str(ROOT / "models" / "province.toml"), *arguments]
        # In a session of its own, so that a signal to its group reaches its workers too, as Ctrl-C in a terminal does.
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(self.process.stderr)

    def wait_for(self, *words: str) -> None:
        """Wait until one line of progress holds all of ``words``."""
        deadline = time.monotonic() + LIMIT_S
        while not any(all(word in line for word in words) for line in list(self.lines)):
            assert self.process.poll() is None, "".join(self.lines)
            assert time.monotonic() < deadline, "".join(self.lines)
            time.sleep(0.05)

    def interrupt(self) -> None:
        """What a terminal does at Ctrl-C: SIGINT to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        code = self.process.wait(LIMIT_S)
        self.reader.join(5)
        return code


def leftovers(folder: Path) -> list[str]:
    """Scratch folders that were forgotten."""
    return [path.name for path in folder.rglob(".*")]


# A gap that no run of a province reaches within the test, so that it is still at work when the signal comes.
HARD = ("--gap", "0.0000001", "--rounds", "1000", "--no-report")


@pytest.mark.slow
def test_the_first_interrupt_keeps_an_audited_plan(tmp_path: Path) -> None:
    run = Started(tmp_path, *HARD, "--out", "out", "--workers", "1")
    run.wait_for("best ", "bound ")
    run.interrupt()
    assert run.end() == 130, "".join(run.lines)
    assert any("press Ctrl-C again" in line for line in run.lines)
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["status"] == "interrupted"
    assert record["audit"]["verdict"] == "pass"
    assert not record["repeatable"]
    assert (tmp_path / "out" / "plan" / "projects.csv").is_file()
    assert not leftovers(tmp_path)


@pytest.mark.slow
def test_the_second_interrupt_ends_at_once_and_writes_nothing(tmp_path: Path) -> None:
    run = Started(tmp_path, *HARD, "--out", "out", "--workers", "2", "--method", "coordinated")
    run.wait_for("bound ")  # the workers are there and at work
    children = psutil.Process(run.process.pid).children(recursive=True)
    # Both at once: nothing can end in order between them.
    run.process.send_signal(signal.SIGSTOP)
    run.interrupt()
    run.process.send_signal(signal.SIGCONT)
    run.wait_for("press Ctrl-C again")
    began = time.monotonic()
    run.interrupt()
    assert run.end() == 130
    assert time.monotonic() - began < 10
    assert not (tmp_path / "out").exists()
    assert not leftovers(tmp_path)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def test_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable(Stop(), Speech("en")):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_first_signal_asks_second_aborts(capsys: pytest.CaptureFixture[str]) -> None:
    stop = Stop()
    with stoppable(stop, Speech("en")):
        signal.raise_signal(signal.SIGINT)
        assert stop.requested
        with pytest.raises(Aborted):
            signal.raise_signal(signal.SIGTERM)
    assert "press Ctrl-C again" in capsys.readouterr().err


def test_signals_are_answered_while_work_runs_in_its_own_thread() -> None:
    stop = Stop()
    timer = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    timer.daemon = True

    def work() -> str:
        began = time.monotonic()
        while not stop.requested:
            assert time.monotonic() - began < 20
            time.sleep(0.01)
        return "kept"

    with stoppable(stop, Speech("en")):
        timer.start()
        assert beside(work) == "kept"


def test_failures_of_the_work_come_back() -> None:
    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        beside(work)
