"""``planner explain``: why a city gets what it gets, why not the rest, and what it would take."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from planner.commands.exit_codes import INTERRUPTED
from planner.commands.explaining import TABLE, Teller, beside_earlier, explanations_table
from planner.commands.live import Progress
from planner.commands.speech import Speech
from planner.commands.studying import on_ground, study
from planner.solve.progress import Stop
from planner.studies.base import Base, write_table
from planner.studies.cities import city_name, find_city
from planner.studies.explain import Explanation, explain
from planner.texts import Pair, Phrase, both
from planner.texts.problems import InputError, Problem, nearest


@dataclass(frozen=True)
class ExplainRequest:
    """What was asked on the command line."""

    folder: Path
    city: str
    only: str | None = None
    as_json: bool = False
    workers: int | None = None
    time_s: float | None = None


def explain_city(request: ExplainRequest, speech: Speech) -> int:
    """Explain a city, keep the answers in the run folder, say them, and return the exit code.

    Raises:
        InputError: the folder, the city or the measure is wrong.
    """
    base, found, stop = study(request.folder, speech, lambda *given: _explained(request, *given), request.time_s)
    if found is None:
        speech.tell("explain.time_over", style="yellow")
        return INTERRUPTED if stop.requested else 0
    lines = Teller(base).lines(found)
    write_table(base.folder, TABLE, beside_earlier(base.folder, explanations_table(found.city, lines)))
    if request.as_json:
        speech.out.print(json.dumps(as_json(base, found), ensure_ascii=False, indent=1), markup=False)
    else:
        for line in lines:
            speech.pass_on(line.sentence, line.style)
        speech.tell("explain.written", style="dim", path=base.folder / "plan" / f"{TABLE}.csv")
    return INTERRUPTED if stop.requested else 0


def _explained(request: ExplainRequest, base: Base, progress: Progress, stop: Stop) -> Explanation | None:
    city = find_city(base.case.places, request.city)
    if request.only is not None:
        _must_be_known(base, request.only)
    return on_ground(
        base,
        request.workers,
        progress,
        stop,
        lambda ground, executor, tell: explain(ground, executor, city, request.only, tell),
    )


def _must_be_known(base: Base, wanted: str) -> None:
    model = base.case.model
    own = {key for key, service in model.services.items() if service.mode == "own"}
    known = [*model.measures, *(key for key in model.services if key not in own), *model.statuses]
    if wanted in known:
        return
    if wanted in own:
        hint = model.services[wanted].measure
        raise InputError([Problem("--measure", "studies.own_service", {"wanted": wanted}, hint)])
    raise InputError([Problem("--measure", "studies.no_wish", {"wanted": wanted}, nearest(wanted, known))])


def as_json(base: Base, found: Explanation) -> dict[str, object]:
    """The explanation as plain data, with names in both languages."""
    return {
        "city": found.city,
        "name": _plain(city_name(base.case.places, found.city)),
        "goal": base.goal().id,
        "complete": found.complete,
        "had": _plain(found.had),
        "missing": _plain(found.missing),
        "impossible": [wish.id for wish in found.impossible],
        "unanswered": [wish.id for wish in found.unanswered],
    }


def _plain(value: object) -> object:
    if isinstance(value, Pair):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Phrase):
        return dict(zip(("zh", "en"), both(value.text, **value.values), strict=True))
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        hidden = {"columns", "province", "had"}
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name not in hidden}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(entry) for entry in value]
    return value
