"""Ctrl-C: once keeps the best plan, twice keeps nothing, and so does once before there is one; no litter is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from planner.case.case import Case
from planner.commands import run as run_verb
from planner.commands.folders import standing
from planner.commands.interrupt import Aborted, beside, nothing_to_keep, stoppable
from planner.commands.pipeline import add_report
from planner.commands.speech import Speech
from planner.plan.record import RunRecord
from planner.solve.cluster import Ahead
from planner.solve.options import Options
from planner.solve.progress import Listener, Stop
from planner.solve.run import solve
from planner.solve.solution import Solution
from planner.solve.store import Known
from tests.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 240


class Started:
    """A run in a process of its own, whose progress is read as it comes."""

    def __init__(self, folder: Path, *arguments: str, verb: str = "run", model: str = "province") -> None:
        command = [sys.executable, "-m", "planner", verb, str(ROOT / "models" / f"{model}.toml"), *arguments]
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


@pytest.mark.parametrize(("verb", "wait_s"), [("run", None), ("check", 0.3), ("check", 1.2)])
def test_an_interrupt_while_inputs_are_read_ends_at_once(tmp_path: Path, verb: str, wait_s: float | None) -> None:
    """While Python still loads the command, while the tables are read, while the case is made."""
    arguments = ["--out", "out"] if verb == "run" else []
    run = Started(tmp_path, *arguments, verb=verb)
    if wait_s is None:
        run.wait_for("preparing the case")
    else:
        time.sleep(wait_s)
    run.interrupt()
    assert run.end() == 130
    said = "".join(run.lines)
    assert "Traceback" not in said
    assert verb == "check" or "nothing was written" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("wait_s", [0.0, 0.7, 1.5, 2.5])
def test_an_interrupt_while_workers_start_beside_the_case_leaves_none(tmp_path: Path, wait_s: float) -> None:
    """Before they are processes, while they load their modules, when they are ready: no word from them either."""
    run = Started(tmp_path, "--out", "out", "--workers", "2", model="national")
    run.wait_for("preparing the case")
    time.sleep(wait_s)
    run.process.send_signal(signal.SIGSTOP)
    children = psutil.Process(run.process.pid).children(recursive=True)
    run.interrupt()
    time.sleep(0.1)  # a worker that heard of it would say so
    run.process.send_signal(signal.SIGCONT)
    assert run.end() == 130
    said = "".join(run.lines)
    assert "nothing was written" in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@pytest.mark.parametrize("moment", ["solve", "report", "again"])
def test_what_stands_after_an_interrupt_is_told_as_it_is(
    planner: Command, work: Path, finished: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Before there is a plan an earlier one stays; later all is finished; a second Ctrl-C leaves out the report."""
    shutil.copytree(finished, work / "out")
    before = (work / "out" / "run.json").read_bytes()

    def stopped(
        case: Case, options: Options, listener: Listener, asked: Stop, known: Known | None, ahead: Ahead
    ) -> Solution:
        stop.request()
        return solve(case, options, listener, asked, known, ahead)

    def signalled(folder: Path, found: RunRecord, listener: Listener) -> RunRecord:
        if moment == "again":
            raise Aborted
        stop.request()
        return add_report(folder, found, listener)

    stop = Stop()
    monkeypatch.setattr(run_verb, "Stop", lambda: stop)
    monkeypatch.setattr(run_verb, "abandon", lambda speech, *said: pytest.fail(f"{said} {standing()}", pytrace=False))
    monkeypatch.setattr(run_verb, *(("solve", stopped) if moment == "solve" else ("add_report", signalled)))
    if moment == "again":
        with pytest.raises(pytest.fail.Exception, match=r"cli\.aborted_report.*out"):
            planner("run", "models/tiny.toml", "--out", "out")
    else:
        answer = planner("run", "models/tiny.toml", "--out", "out")
        assert answer.code == 130
        assert ("nothing was written" in answer.err) == (moment == "solve")
    assert ((work / "out" / "run.json").read_bytes() == before) == (moment == "solve")
    assert (work / "out" / "index.html").exists() == (moment != "again")
    assert not leftovers(work)


class EndedError(Exception):
    """The process would have ended here."""


@pytest.mark.parametrize(
    ("told_by", "arguments"),
    [
        ("run.say_outcome", ("run", "models/tiny.toml", "--out", "out")),
        ("run.say_outcome", ("run", "models/tiny.toml", "--out", "out", "--no-report")),
        ("again.say_audit", ("audit", "out")),
        ("prices._say", ("prices", "out")),
        ("check._say_sizes", ("check", "models/tiny.toml")),
    ],
    ids=lambda given: given if isinstance(given, str) else "-".join(given[:1] + given[4:]),
)
def test_an_interrupt_of_the_last_words_says_that_what_was_written_stands(
    planner: Command,
    work: Path,
    finished: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    told_by: str,
    arguments: tuple[str, ...],
) -> None:
    """All is written when a command begins to tell what it found; one that writes nothing says so."""
    shutil.copytree(finished, work / "out")

    def ended(code: int) -> None:
        raise EndedError(code)

    monkeypatch.setattr("planner.commands.interrupt.os._exit", ended)
    monkeypatch.setattr("planner.commands.interrupt.psutil.Process", NoChildren)
    monkeypatch.setattr(f"planner.commands.{told_by}", lambda *told: signal.raise_signal(signal.SIGINT))
    answer = planner(*arguments, "--lang", "en")
    assert f"{EndedError.__name__}: 130" in answer.err
    written = arguments[0] != "check"
    assert ("Ended at once; out holds what had been written by then" in answer.err) == written
    assert ("nothing was written" in answer.err) == (not written)


class NoChildren:
    """A process that started none."""

    def children(self, recursive: bool) -> list[psutil.Process]:
        """Nothing to end."""
        return []


def test_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable(Stop(), Speech("en")):
        outer = signal.getsignal(signal.SIGINT)
        assert outer is not before
        with nothing_to_keep(Speech("en")):
            assert signal.getsignal(signal.SIGINT) not in (before, outer)
        assert signal.getsignal(signal.SIGINT) is outer
    assert signal.getsignal(signal.SIGINT) is before


def test_while_there_is_nothing_to_keep_the_first_signal_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler ends the process; what it raised could be lost, and half a table be read as a wrong one."""
    ended: list[Speech] = []
    monkeypatch.setattr("planner.commands.interrupt.abandon", ended.append)  # it kills every child, a browser included
    speech = Speech("en")
    with nothing_to_keep(speech):
        signal.raise_signal(signal.SIGTERM)
        assert ended == [speech]


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
