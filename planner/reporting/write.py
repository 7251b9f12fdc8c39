"""From a run folder to its report."""

from __future__ import annotations

from pathlib import Path

from planner.plan.save import replace_files
from planner.reporting.digest import Digest
from planner.reporting.page import render
from planner.reporting.run import read_run
from planner.reporting.sections import all_tables
from planner.reporting.wording import Names
from planner.reporting.workbook import workbook_bytes
from planner.texts import counting_in

PAGE, WORKBOOK = "index.html", "plan.xlsx"


def write_report(run_dir: Path) -> Path:
    """Write ``index.html`` and ``plan.xlsx`` into the run folder and return the page's path.

    Both files are written or none, and never half of one.

    Raises:
        OSError: the folder cannot be written.
        InputError: the folder holds no run, or a file of it is damaged.
    """
    run = read_run(run_dir)
    digest = Digest(run, Names(run))
    with counting_in(run.currency):
        tables = all_tables(digest)
        page = render(digest, tables).encode("utf-8")
        replace_files(run_dir, {WORKBOOK: workbook_bytes(digest, tables), PAGE: page})
    return run_dir / PAGE
