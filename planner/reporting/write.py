"""From a run folder to its report."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from planner.reporting.digest import Digest
from planner.reporting.page import render
from planner.reporting.run import read_run
from planner.reporting.wording import Names
from planner.reporting.workbook import workbook_bytes
from planner.texts import counting_in

PAGE, WORKBOOK = "index.html", "plan.xlsx"


def write_report(run_dir: Path) -> Path:
    """Write ``index.html`` and ``plan.xlsx`` into the run folder and return the page's path.

    Both files are complete or absent: each is written beside its place and moved there in one step.

    Raises:
        InputError: the folder holds no run, or a file of it is damaged.
    """
    run = read_run(run_dir)
    digest = Digest(run, Names(run))
    with counting_in(run.currency):
        _replace(run_dir / WORKBOOK, workbook_bytes(digest))
        _replace(run_dir / PAGE, render(digest).encode("utf-8"))
    return run_dir / PAGE


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink()
        raise
