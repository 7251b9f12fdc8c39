"""Time and memory of everything that a finished run can be asked: prices, explain, alternatives, --from, clashes.

    .venv/bin/python benchmarks/ask.py reports/national --city 360921 --clash carriers.mobile.budget=x0.4

Every verb runs as a command of its own on a copy of the run folder; printed is one row a verb, as in README.md.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Seconds between two looks at a command's processes.
_LOOK_S = 0.5
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Measured:
    """One command: wall and CPU seconds of all its processes, the largest of them in MiB, and its exit code."""

    wall: float
    cpu: float
    largest: float
    code: int
    said: str


def measure(words: Sequence[str], log: Path) -> Measured:
    """Run ``planner`` with some words and watch its processes; what it says goes to a file."""
    began = time.monotonic()
    cpu: dict[int, float] = {}
    largest = 0.0
    with log.open("w", encoding="utf-8") as out:
        command = [sys.executable, "-m", "planner", *words]
        with subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as process:
            while process.poll() is None:
                for pid, seconds, memory in _processes(process.pid):
                    cpu[pid] = max(cpu.get(pid, 0.0), seconds)
                    largest = max(largest, memory)
                time.sleep(_LOOK_S)
    lines = log.read_text(encoding="utf-8").strip().splitlines()
    return Measured(
        time.monotonic() - began, sum(cpu.values()), largest, process.returncode, lines[-1].strip() if lines else ""
    )


def _processes(pid: int) -> Iterator[tuple[int, float, float]]:
    """(id, CPU seconds, MiB) of a process and all that it started."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for one in family:
        try:
            times = one.cpu_times()
            yield one.pid, times.user + times.system, one.memory_info().rss / _MIB
        except psutil.NoSuchProcess:
            continue


def questions(run: Path, asked: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, list[str]]]:
    """What is asked, by name, each with its words."""
    workers = ["--workers", str(asked.workers)]
    model = str(run / "inputs" / "model.toml")
    again = ["run", model, *workers, "--rounds", "1", "--no-report"]
    yield "prices", ["prices", str(run), *workers, "--no-report"]
    if asked.city:
        yield "explain", ["explain", str(run), asked.city, *workers]
    yield "alternatives", ["alternatives", str(run), *workers, "--rounds", str(asked.rounds), "--no-report"]
    yield "run --from", [*again, "--from", str(run), "--out", str(scratch / "again")]
    if asked.clash:
        sets = [word for one in asked.clash for word in ("--set", one)]
        yield "clash", [*again, *sets, "--out", str(scratch / "clash")]


def main() -> None:
    """Measure everything that the words ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="a run folder with a plan; it is copied")
    parser.add_argument("--city", default="", help="a city to explain")
    parser.add_argument("--clash", action="append", default=[], metavar="KEY=VALUE", help="settings that cannot hold")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of alternatives")
    parser.add_argument("--workers", type=int, default=psutil.cpu_count(logical=False) or 1)
    parser.add_argument("--only", action="append", default=[], help="names of the questions to ask; default all")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="planner-ask-") as folder:
        scratch = Path(folder)
        run = scratch / "run"
        shutil.copytree(asked.run, run)
        print("| | s | CPU s | MiB | exit | |\n|---|---|---|---|---|---|")
        for name, words in questions(run, asked, scratch):
            if not asked.only or name in asked.only:
                found = measure(words, scratch / "log.txt")
                figures = f"{found.wall:.0f} | {found.cpu:.0f} | {found.largest:.0f} | {found.code}"
                print(f"| {name} | {figures} | {found.said} |", flush=True)


if __name__ == "__main__":
    main()
