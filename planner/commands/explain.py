"""``planner explain``: why a city gets what it gets, why not the rest, and what it would take."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from planner.commands.interrupt import INTERRUPTED
from planner.commands.live import Progress
from planner.commands.speech import Speech
from planner.commands.studying import figure, interval, on_ground, study
from planner.solve.progress import Stop
from planner.studies.base import Base
from planner.studies.cities import city_name, find_city
from planner.studies.clashes import rule_name
from planner.studies.explain import DOUBLINGS, Explanation, Forced, Had, Missing, explain
from planner.studies.wishes import Package, project_name
from planner.texts import Listing, Pair, Phrase, both
from planner.texts.numbers import number
from planner.texts.problems import InputError, Problem, nearest

#: Projects named in one sentence.
_NAMED = 6


@dataclass(frozen=True)
class ExplainRequest:
    """What was asked on the command line."""

    folder: Path
    city: str
    only: str | None = None
    as_json: bool = False
    workers: int | None = None


def explain_city(request: ExplainRequest, speech: Speech) -> int:
    """Explain a city and return the exit code.

    Raises:
        InputError: the folder, the city or the measure is wrong.
    """
    base, found, _ = study(request.folder, speech, lambda *given: _explained(request, *given))
    if found is None:
        return INTERRUPTED
    if request.as_json:
        speech.out.print(json.dumps(as_json(base, found), ensure_ascii=False, indent=1), markup=False)
    else:
        _Teller(base, speech).tell(found)
    return 0 if found.complete else INTERRUPTED


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


class _Teller:
    """Says an explanation in sentences."""

    def __init__(self, base: Base, speech: Speech) -> None:
        self._base, self._speech = base, speech
        goal = base.goal()
        self._goals = {entry.id: entry for entry in base.record.goals}
        self._look_at(goal.id)

    def _look_at(self, goal_id: str) -> None:
        """Speak of this goal's prices from here on."""
        goal = self._goals[goal_id]
        self._goal, self._unit = Pair(goal.name_zh, goal.name_en), Pair(goal.unit_zh, goal.unit_en)

    def tell(self, found: Explanation) -> None:
        """Everything about a city."""
        places = self._base.case.places
        province = str(places.loc[found.city, "province"])
        self._speech.tell(
            "explain.city",
            style="bold",
            name=city_name(places, found.city),
            id=found.city,
            province=city_name(self._base.case.provinces, province),
        )
        for had in found.had:
            self._had(had)
        for wish in found.impossible:
            self._speech.tell("explain.impossible", style="dim", name=wish.name)
        for missing in found.missing:
            self._missing(missing)

    def _had(self, had: Had) -> None:
        if had.wish.kind != "measure":
            self._speech.tell("explain.had_service", style="green", name=had.wish.name, year=had.since)
        for project, year, capex, shares in had.projects:
            name = project_name(self._base.case, project)
            if year is None:
                self._speech.tell("explain.had_built", style="green", name=name)
                continue
            payers = Listing(tuple(self._payer(payer, amount) for payer, amount in shares))
            paid = Phrase("explain.paid", {"payers": payers}) if shares else Phrase("explain.free")
            capex_said = number(capex, "en", 4)
            self._speech.tell("explain.had", style="green", name=name, year=year, capex=capex_said, paid=paid)

    def _payer(self, payer: str, amount: float) -> Phrase:
        model = self._base.case.model
        entry = model.carriers.get(payer) or model.funds.get(payer)
        name = Pair(entry.name_zh, entry.name_en) if entry is not None else Pair(payer, payer)
        return Phrase("explain.payer", {"name": name, "amount": number(amount, "en", 4)})

    def _missing(self, missing: Missing) -> None:
        self._speech.tell("explain.missing", style="yellow", name=missing.wish.name, id=missing.wish.id)
        if missing.forced is not None:
            self._look_at(missing.forced.goals[-1].goal)
        if missing.package is not None:
            self._package(missing.package)
        if missing.forced is not None:
            self._forced(missing.forced)
        elif not missing.clashes:
            self._speech.tell("explain.no_plan")
        for clash in missing.clashes:
            self._speech.tell("explain.line", text=Pair(clash.text_zh, clash.text_en))
            for rule in clash.rules:
                self._speech.tell("explain.sub_line", text=Pair(rule.text_zh, rule.text_en))
        for place, budget in enumerate(missing.budgets):
            text = Pair(budget.text_zh, budget.text_en)
            self._speech.tell("explain.budget" if place == 0 else "explain.budget_other", text=text)
            if place == 0:
                often = "explain.comes_in" if budget.factor != 1 else "explain.comes_in_once"
                chosen = often if budget.factor else "explain.goes_elsewhere"
                self._speech.tell(chosen, factor=budget.factor, most=1 << (DOUBLINGS - 1))

    def _package(self, package: Package) -> None:
        steps = Listing(tuple(step.name for step in package.steps[:_NAMED]))
        more = len(package.steps) - _NAMED
        text = "explain.needs_more" if more > 0 else "explain.needs" if package.steps else "explain.needs_nothing"
        self._speech.tell(text, steps=steps, more=more, cost=number(package.cost_myuan, "en", 4))
        if not package.priced:
            return
        charges = Listing(tuple(self._charge(key, amount) for key, amount in package.charges[:3]))
        self._speech.tell(
            "explain.worth" if package.charges else "explain.worth_free",
            goal=self._goal,
            gain=figure(package.gain, self._unit),
            charges=charges,
            net=figure(package.net, self._unit),
        )

    def _charge(self, key: tuple[str, ...], amount: float) -> Phrase:
        return Phrase("explain.charge", {"name": rule_name(self._base.case, key), "amount": figure(amount, self._unit)})

    def _forced(self, forced: Forced) -> None:
        worse = [change for change in forced.goals if change.high > 0]
        if not worse:
            self._speech.tell("explain.costs_nothing")
        for change in worse:
            goal = self._goals[change.goal]
            self._speech.tell(
                "explain.costs" if change.low > 0 else "explain.costs_unclear",
                goal=Pair(goal.name_zh, goal.name_en),
                amount=interval(change, Pair(goal.unit_zh, goal.unit_en)),
            )
        out = [moved.project for moved in forced.moved if moved.after is None]
        late = [moved.project for moved in forced.moved if moved.before and moved.after and moved.after > moved.before]
        new = [moved.project for moved in forced.moved if moved.before is None]
        for text, projects in (("explain.leave", out), ("explain.later", late), ("explain.enter", new)):
            if projects:
                named = Listing(tuple(project_name(self._base.case, project) for project in projects[:_NAMED]))
                more = len(projects) - _NAMED
                rest = Phrase("explain.and_more", {"more": more}) if more > 0 else Pair("", "")
                self._speech.tell(text, projects=named, rest=rest)


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
