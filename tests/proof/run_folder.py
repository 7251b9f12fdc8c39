"""A solved random case as a run folder, audited."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from planner.plan.audit import AuditReport, audit_run
from planner.plan.plan import Plan
from planner.plan.save import save_plan
from planner.plan.tables import make_plan
from tests.proof.compare import Answered


def write_run(answered: Answered, folder: Path, *, baselines: bool) -> None:
    """Write inputs, the tables of the plan (and of the baselines, if wanted) and what the audit reads of run.json."""
    answered.random.write(folder / "inputs")
    if answered.solution.values is None:
        raise ValueError("no plan to write")
    plan = make_plan(answered.case, answered.solution.values)
    save_plan(folder / "plan", plan)
    for name, values in answered.solution.baselines.items() if baselines else ():
        save_plan(folder / "baselines" / name, make_plan(answered.case, values))
    goals = []
    for result in answered.solution.goals:
        spec = answered.random.model["goals"][result.id]
        goals.append(
            {
                "id": result.id,
                "indicator": spec["indicator"],
                "sense": spec["sense"],
                "unit": spec.get("unit", 1.0),
                "value": final(plan, spec["indicator"], spec.get("by", "nation"), spec.get("group", "nation")),
                "bound": result.bound,
                "gap": result.gap,
            }
        )
    files = sorted(path for path in (folder / "inputs").rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / "run.json").write_text(json.dumps({"goals": goals, "inputs": hashes}), encoding="utf-8")


def final(plan: Plan, indicator: str, by: str = "nation", group: str = "nation") -> float:
    """An indicator of a group in the plan's tables: a flow's total, or a stock in the last year."""
    table = plan.indicators
    there = (table["by"] == by) & (table["group"] == group)
    return float(table[(table["indicator"] == indicator) & there].sort_values("year")["value"].iloc[-1])


def audited(answered: Answered, folder: Path, *, baselines: bool = False) -> AuditReport:
    """The audit of the written plan; with ``baselines``, their tables are written beside it."""
    write_run(answered, folder, baselines=baselines)
    return audit_run(folder)
