"""``planner alternatives``: which projects are in every good plan, in some, in none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from planner.commands.exit_codes import INTERRUPTED
from planner.commands.live import Progress
from planner.commands.speech import Speech, harmless
from planner.commands.studying import on_ground, study
from planner.reporting import write_report
from planner.solve.cluster import Executor
from planner.solve.progress import Stop
from planner.studies.alternatives import (
    TABLE,
    VERDICTS,
    Verdict,
    alternatives,
    alternatives_table,
    room_for_proof,
)
from planner.studies.base import Base, write_table
from planner.studies.diversity import Tell
from planner.studies.ground import Ground
from planner.texts import Pair
from planner.texts.numbers import figure, share
from planner.texts.problems import InputError, Problem, nearest


@dataclass(frozen=True)
class AlternativesRequest:
    """What was asked on the command line."""

    folder: Path
    tolerance: float = 0.01
    goal: str | None = None
    rounds: int = 3
    workers: int | None = None
    report: bool = True
    time_s: float | None = None


def judge(request: AlternativesRequest, speech: Speech) -> int:
    """Judge every project, write the table into the run folder, and print a summary; returns the exit code.

    Raises:
        InputError: the folder holds no plan, or the goal is none.
    """
    base, (found, room), stop = study(request.folder, speech, lambda *given: _judged(request, *given), request.time_s)
    if found:
        _say(base, request, found, speech)
        _say_room(base, request, found, room, speech)
        speech.tell("studies.written", path=base.folder / "plan" / f"{TABLE}.csv")
    if stop.due:
        speech.tell("studies.time_over", style="yellow")
    return INTERRUPTED if stop.requested else 0


#: Each project's verdict, and what one must be worth to be proven in all or in none, see :func:`room_for_proof`.
Found = tuple[Sequence[Verdict], float | None]


def _judged(request: AlternativesRequest, base: Base, progress: Progress, stop: Stop) -> Found:
    goals = base.case.model.goals
    if request.goal is not None and request.goal not in goals:
        hint = nearest(request.goal, goals)
        raise InputError([Problem("--goal", "studies.no_goal", {"wanted": request.goal}, hint)])
    found = on_ground(base, request.workers, progress, stop, lambda *given: _asked(request, *given))
    if found is None:
        return (), None
    write_table(base.folder, TABLE, alternatives_table(base.case, found[0]))
    if request.report:
        progress.phase("report")
        write_report(base.folder)
    return found


def _asked(request: AlternativesRequest, ground: Ground, executor: Executor, tell: Tell) -> Found:
    ground = ground if request.goal is None else ground.at(request.goal)
    found = alternatives(ground, executor, request.tolerance, request.rounds, tell)
    return found, None if ground.stop.due else room_for_proof(ground, request.tolerance)


def _say(base: Base, request: AlternativesRequest, found: Sequence[Verdict], speech: Speech) -> None:
    goal = base.case.model.goals[request.goal or base.goal().id]
    speech.tell(
        "studies.alternatives",
        style="bold",
        goal=Pair(goal.name_zh, goal.name_en),
        tolerance=share(request.tolerance, "zh", 2),
    )
    frame = alternatives_table(base.case, found)
    counts = Counter(zip(frame["measure"], frame["verdict"], strict=True))
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("\n".join(speech.lines("studies.measure")), overflow="fold")
    for verdict in VERDICTS:
        table.add_column("\n".join(speech.lines(f"studies.verdict_{verdict}")), justify="right")
    for measure_id, measure in base.case.model.measures.items():
        row = [f"{counts[measure_id, verdict]:,}" for verdict in VERDICTS]
        if set(row) != {"0"}:
            name = harmless("\n".join(dict.fromkeys(_names(measure.name_zh, measure.name_en, speech))))
            table.add_row(Text(name), *row)
    table.add_row("", *(f"{(frame['verdict'] == verdict).sum():,}" for verdict in VERDICTS), style="bold")
    speech.out.print(table, soft_wrap=False)
    if (frame["verdict"] == "undecided").any():
        speech.tell("studies.undecided", style="dim")


def _say_room(
    base: Base, request: AlternativesRequest, found: Sequence[Verdict], room: float | None, speech: Speech
) -> None:
    """Why so little, or nothing, is proven to be in all good plans or in none."""
    if room is None:
        return
    if not isfinite(room):
        speech.tell("studies.no_bounds", style="dim")
        return
    goal = next(goal for goal in base.record.goals if goal.id == (request.goal or base.goal().id))
    speech.tell(
        "studies.room_for_proof",
        style="dim",
        count=sum(one.verdict in ("all", "none") for one in found),
        goal=Pair(goal.name_zh, goal.name_en),
        room=figure(room, Pair(goal.unit_zh, goal.unit_en), 3),
        share=share(room / max(goal.unit, abs(goal.value)), "zh", 2),
    )


def _names(zh: str, en: str, speech: Speech) -> list[str]:
    return [{"zh": zh, "en": en}[lang] for lang in speech.langs]
