"""``planner prices``: what the plan of a run would gain without each of its rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.commands.exit_codes import INTERRUPTED
from planner.commands.live import Progress
from planner.commands.run import cores
from planner.commands.speech import Speech
from planner.commands.studying import interval, study
from planner.reporting import write_report
from planner.solve.progress import Stop
from planner.studies.base import Base, study_options, write_table
from planner.studies.changes import rule_name
from planner.studies.rule_prices import TABLE, RulePrice, default_keys, price_table, rule_prices
from planner.texts import Listing, Pair, Phrase
from planner.texts.numbers import figure, share


@dataclass(frozen=True)
class PricesRequest:
    """What was asked on the command line; None where the run's own choice holds."""

    folder: Path
    rules: Sequence[str] = ()
    gap: float | None = None
    rounds: int = 0
    workers: int | None = None
    report: bool = True
    time_s: float | None = None


def prices(request: PricesRequest, speech: Speech) -> int:
    """Price rules, write the table into the run folder, render its report again, and say what was found.

    Raises:
        InputError: the folder holds no plan, or a rule is none.
    """
    base, found, stop = study(request.folder, speech, lambda *given: _priced(request, *given), request.time_s)
    for price in found:
        _say(base, price, speech)
    asked = request.rules or default_keys(base.case)
    left = [key for key in asked if key not in {price.key for price in found}]
    if not asked:
        speech.tell("studies.no_rules", style="yellow")
    elif left:
        speech.tell("studies.not_priced", style="yellow", keys=Listing(tuple(left)))
    return INTERRUPTED if stop.requested else 0


def _priced(request: PricesRequest, base: Base, progress: Progress, stop: Stop) -> list[RulePrice]:
    """The prices that the time allows; the table holds each as soon as it is known."""
    options = study_options(base, workers=request.workers or cores(), gap=request.gap or _LOOSE, rounds=request.rounds)
    found: list[RulePrice] = []
    for price in rule_prices(base, request.rules, options, progress, stop):
        found.append(price)
        write_table(base.folder, TABLE, price_table(base.case, found))
    if found and request.report:
        progress.phase("report")
        write_report(base.folder)
    return found


#: Prices are differences: bounds must be nearer than a plan needs to be.
_LOOSE = 1e-3


def _say(base: Base, price: RulePrice, speech: Speech) -> None:
    goal = next(goal for goal in base.record.goals if goal.id == price.goal)
    unit = Pair(goal.unit_zh, goal.unit_en)
    named = Pair(goal.name_zh, goal.name_en)
    text = "studies.price" if price.distinguishable else "studies.price_unclear"
    if not price.distinguishable and price.relaxed:
        text = "studies.price_relaxed"
    speech.tell(
        text if price.high > 0 else "studies.price_nothing",
        name=rule_name(base.case, tuple(price.key.split("."))),
        key=price.key,
        goal=named,
        effect=Phrase(f"studies.effect_{goal.sense}", {"goal": named, "amount": interval(price, unit)}),
        estimate=figure(price.estimate, unit),
        share=share(price.estimate / max(goal.unit, abs(goal.value)), "zh", 2),
        error=figure(price.error, unit, 2),
        high=figure(price.high, unit),
    )
