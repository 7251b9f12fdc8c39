"""Progress: plain lines at changes and at a steady pace, one moving line on a terminal."""

from __future__ import annotations

import ast
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console

from planner.commands import live
from planner.commands.live import Progress, clock
from planner.commands.speech import Speech
from planner.config.aims import Goal
from planner.plan.record import RunStatus
from planner.solve.progress import Event
from planner.texts import TEXTS

GOALS = {"benefit": Goal(name_zh="受益", name_en="[b]Benefit", order=1, indicator="benefit", sense="max")}


def plain(stream: io.StringIO, terminal: bool = False) -> Speech:
    """A speech whose standard error goes to ``stream``."""
    return Speech("en", err=Console(file=stream, width=120, force_terminal=terminal, soft_wrap=True))


def test_plain_lines_at_every_change_of_stage() -> None:
    stream = io.StringIO()
    progress = Progress(GOALS, plain(stream))
    progress(Event("read"))
    progress(Event("direct", "benefit"))
    progress(Event("direct", "benefit", bound=2_000_000.0, best=1_000_000.0, gap=1.0))
    progress(Event("direct", "benefit", bound=1_250_000.0, best=1_000_000.0, gap=0.25))
    progress(Event("save"))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert "reading inputs" in lines[0]
    assert "[b]Benefit" in lines[1]
    assert "best 1,000,000" in lines[2]
    assert "bound 1,250,000" in lines[2]
    assert "gap 25.00%" in lines[2]
    assert "writing the plan" in lines[3]


def test_changes_within_a_stage_keep_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PACE_S", 0.05)
    stream = io.StringIO()
    progress = Progress(GOALS, plain(stream))
    for best in range(1000):
        progress(Event("direct", "benefit", best=float(best)))
    assert len(stream.getvalue().splitlines()) < 20
    time.sleep(0.06)
    progress(Event("direct", "benefit", best=1000.0))
    assert "best 1,000" in stream.getvalue().splitlines()[-1]


def test_the_clock_goes_on_when_the_solver_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.5)
    stream = io.StringIO()
    progress = Progress(GOALS, plain(stream))
    with progress.shown():
        progress(Event("direct", "benefit", best=7.0))
        time.sleep(2.5)
    lines = stream.getvalue().splitlines()
    assert len(lines) >= 2
    assert lines[0].split()[0] != lines[-1].split()[0]
    assert all("best 7" in line for line in lines)


def test_silence_is_told_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 10.0)
    now = [0.0]
    monkeypatch.setattr("planner.commands.live.time.monotonic", lambda: now[0])
    stream = io.StringIO()
    progress = Progress(GOALS, plain(stream))
    progress(Event("direct", "benefit", best=7.0))
    for second in range(3600):
        now[0] = float(second)
        progress._heartbeat()
    assert 20 < len(stream.getvalue().splitlines()) < 40
    progress(Event("direct", "benefit", best=8.0))
    assert "best 8" in stream.getvalue().splitlines()[-1]


def told_phases() -> Iterator[str]:
    """Ids of the phases that any room tells of, read from the calls themselves."""
    rooms = Path(live.__file__).parents[1]
    for path in sorted(rooms.glob("*/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                told = node.args[0].value
                if name in {"tell", "phase", "Event"} and isinstance(told, str) and told and "." not in told:
                    yield told


def test_every_phase_and_every_end_of_a_run_has_a_name_in_both_languages() -> None:
    told = set(told_phases())
    assert {"build", "direct", "first_plan", "prices", "save"} <= told
    assert not {phase for phase in told if f"phase_{phase}" not in TEXTS}
    assert not {status for status in get_args(RunStatus) if f"cli.status_{status}" not in TEXTS}


def test_a_moving_line_in_each_language_on_a_terminal() -> None:
    """Both fit on 80 columns with all figures; one line for both would not."""
    stream = io.StringIO()
    speech = Speech("both", err=Console(file=stream, width=80, force_terminal=True, soft_wrap=True))
    progress = Progress(GOALS, speech)
    with progress.shown():
        progress(Event("direct", "benefit", bound=1_234_567.0, best=1_234_000.0, gap=0.25))
        time.sleep(1.2)
    shown = stream.getvalue()
    assert "\x1b[2K" in shown
    lines = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).splitlines() if "0:01" in line]
    assert any("受益" in line and line.rstrip().endswith("差距 25.00%") for line in lines), lines
    assert any("[b]Benefit" in line and line.rstrip().endswith("gap 25.00%") for line in lines), lines


def test_a_phase_without_a_name_does_not_end_a_run() -> None:
    stream = io.StringIO()
    Progress({}, plain(stream))(Event("tea_break", "no_such_goal"))
    assert "tea_break" in stream.getvalue()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (61, "1:01"), (3661, "1:01:01")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text
