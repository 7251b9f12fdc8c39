"""What a solved run leaves behind: inputs, tables, audit, record and report, in one folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.commands.reading import Inputs
from planner.commands.recording import Baseline, Outcome, record
from planner.config.save import model_text
from planner.plan.audit import audit
from planner.plan.plan import Plan
from planner.plan.record import RunRecord
from planner.plan.save import save_inputs, save_plan, save_record
from planner.plan.tables import make_plan
from planner.reporting import write_report
from planner.solve.options import Options
from planner.solve.progress import Event, Listener
from planner.solve.solution import Solution


@dataclass
class _Watch:
    """Tells which phase has begun and keeps how long each took."""

    listener: Listener
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        self.listener(Event(name))
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)


def write_run(folder: Path, inputs: Inputs, options: Options, solution: Solution, listener: Listener) -> RunRecord:
    """Write everything but the report that a run leaves behind into the empty ``folder``.

    Without a plan there are no tables. A plan that fails its audit is written, so that it can be looked into, but
    recorded as ``audit_failed``.

    Raises:
        OSError: a file cannot be written.
    """
    watch = _Watch(listener)
    with watch.phase("save"):
        hashes = save_inputs(folder, model_text(inputs.loaded.model, "dataset"), inputs.dataset.files)
        plan = make_plan(inputs.case, solution.values, solution.prices) if solution.values is not None else None
        kept = {name: make_plan(inputs.case, values) for name, values in solution.baselines.items()}
        _save_tables(folder, plan, kept, solution)
    outcome = Outcome(solution, plan, None, {n: Baseline(p, None) for n, p in kept.items()}, watch.seconds, hashes)
    save_record(folder, record(inputs, options, outcome))  # the audit compares the goals of the record with the tables
    with watch.phase("audit"):
        baselines = {name: Baseline(kept[name], audit(folder, f"baselines/{name}")) for name in kept}
        outcome = replace(outcome, audit=audit(folder) if plan is not None else None, baselines=baselines)
    found = record(inputs, options, outcome)
    save_record(folder, found)
    return found


def add_report(folder: Path, found: RunRecord, listener: Listener) -> RunRecord:
    """Write page and workbook of the finished run in ``folder``, and how long they took into its record.

    Without a plan the page says why; where the audit failed it shows the failed checks instead of a plan.

    Raises:
        OSError: a file cannot be written.
    """
    watch = _Watch(listener)
    with watch.phase("report"):
        write_report(folder)
    timed = found.model_copy(update={"timings": {**found.timings, **watch.seconds}})
    save_record(folder, timed)
    return timed


def _save_tables(folder: Path, plan: Plan | None, baselines: dict[str, Plan], solution: Solution) -> None:
    if plan is not None:
        save_plan(folder / "plan", plan)
    for name, baseline in baselines.items():
        save_plan(folder / "baselines" / name, baseline)
    if solution.known is not None:
        solution.known.save(folder)
