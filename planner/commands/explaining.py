"""An explanation in sentences: for the terminal, and for a table that stays with the run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.commands.studying import interval
from planner.plan.record import ClashRecord
from planner.studies.base import Base
from planner.studies.changes import rule_name
from planner.studies.cities import city_name, project_name
from planner.studies.explain import Explanation, Forced, Had, Missing
from planner.studies.room import DOUBLINGS
from planner.studies.wishes import Package, Wish
from planner.texts import Listing, Pair, Phrase, both
from planner.texts.numbers import amount as money
from planner.texts.numbers import figure

TABLE = "explanations"
COLUMNS = ("city", "wish", "kind", "had", "line", "text_zh", "text_en")
#: Plans less apart than this, in the goal's unit, are equally good.
_SAME = 1e-6
#: Projects named in one sentence.
_NAMED = 6


@dataclass(frozen=True)
class Line:
    """One sentence about a wish (None: about the city), and how it is printed."""

    wish: Wish | None
    sentence: Phrase
    style: str = ""


class Teller:
    """Puts an explanation into sentences."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._lines: list[Line] = []
        self._wish: Wish | None = None
        goal = base.goal()
        self._goals = {entry.id: entry for entry in base.record.goals}
        self._look_at(goal.id)

    def _look_at(self, goal_id: str) -> None:
        """Speak of this goal's prices from here on."""
        goal = self._goals[goal_id]
        self._goal, self._unit = Pair(goal.name_zh, goal.name_en), Pair(goal.unit_zh, goal.unit_en)

    def lines(self, found: Explanation) -> list[Line]:
        """Everything about a city."""
        places = self._base.case.places
        province = str(places.loc[found.city, "province"])
        self._say(
            "explain.city",
            style="bold",
            name=city_name(places, found.city),
            id=found.city,
            province=city_name(self._base.case.provinces, province),
        )
        for had in found.had:
            self._had(had)
        for wish in found.impossible:
            self._wish = wish
            self._say("explain.impossible", style="dim", name=wish.name)
        for missing in found.missing:
            self._missing(missing)
        if not found.complete:
            self._wish = None
            if found.unanswered:
                names = Listing(tuple(wish.name for wish in found.unanswered))
                self._say("explain.unanswered", style="yellow", names=names)
            self._say("explain.time_over", style="yellow")
        return self._lines

    def _say(self, sentence: str, /, *, style: str = "", **values: object) -> None:
        self._lines.append(Line(self._wish, Phrase(sentence, values), style))

    def _had(self, had: Had) -> None:
        self._wish = had.wish
        if had.wish.kind != "measure":
            self._say("explain.had_service", style="green", name=had.wish.name, year=had.since)
        for project, year, capex, shares in had.projects:
            name = project_name(self._base.case, project)
            if year is None:
                self._say("explain.had_built", style="green", name=name)
                continue
            payers = Listing(tuple(self._payer(payer, amount) for payer, amount in shares))
            paid = Phrase("explain.paid", {"payers": payers}) if shares else Phrase("explain.free")
            # What is paid has the modules in it that were added, too.
            capex_said = money(sum(amount for _, amount in shares) if shares else capex, 4)
            self._say("explain.had", style="green", name=name, year=year, capex=capex_said, paid=paid)
        if had.committed:
            self._say("explain.without_committed")
        elif had.clashes:
            self._say("explain.no_plan_without")
            self._clashes(had.clashes)
        elif had.judged:
            self._without(had.without)
        self._hurried(had)

    def _hurried(self, answer: Had | Missing) -> None:
        """An answer that a quicker machine may better says so."""
        if answer.hurried:
            self._say("explain.hurried", style="yellow")

    def _without(self, forced: Forced | None) -> None:
        """Why something is there: what a plan without it loses."""
        if forced is None:
            self._say("explain.without_none")
            return
        texts = ("explain.without", "explain.without_unclear", "explain.without_found", "explain.without_nothing")
        self._change(forced, *texts)
        self._places(forced, "explain.goes", "explain.instead")

    def _payer(self, payer: str, amount: float) -> Phrase:
        model = self._base.case.model
        entry = model.carriers.get(payer) or model.funds.get(payer)
        name = Pair(entry.name_zh, entry.name_en) if entry is not None else Pair(payer, payer)
        return Phrase("explain.payer", {"name": name, "amount": money(amount, 4)})

    def _missing(self, missing: Missing) -> None:
        self._wish = missing.wish
        self._say("explain.missing", style="yellow", name=missing.wish.name, id=missing.wish.id)
        if missing.forced is not None:
            self._look_at(missing.forced.goals[-1].goal)
        if missing.package is not None:
            self._package(missing.package)
        for rule in missing.rules:
            changes = Pair(rule.text_zh, rule.text_en)
            name, key = rule_name(self._base.case, rule.key), ".".join(rule.key)
            self._say("explain.in_the_way", name=name, key=key, changes=changes)
            self._package(rule.package)
        if missing.forced is not None:
            texts = ("explain.costs", "explain.costs_unclear", "explain.costs_found", "explain.costs_nothing")
            self._change(missing.forced, *texts)
            self._places(missing.forced, "explain.leave", "explain.enter")
        elif not missing.clashes:
            self._say("explain.no_plan")
        self._hurried(missing)
        if missing.clashes:
            self._say("explain.no_plan_with")
            self._clashes(missing.clashes)
        for place, budget in enumerate(missing.budgets):
            text = Pair(budget.text_zh, budget.text_en)
            self._say("explain.budget" if place == 0 else "explain.budget_other", text=text)
            if place == 0:
                often = "explain.comes_in" if budget.factor != 1 else "explain.comes_in_once"
                chosen = often if budget.factor else "explain.goes_elsewhere"
                self._say(chosen, factor=budget.factor, most=1 << (DOUBLINGS - 1))
        self._room(missing)

    def _clashes(self, clashes: Iterable[ClashRecord]) -> None:
        """The rules that leave no plan, each with its least change."""
        for clash in clashes:
            self._say("explain.line", text=Pair(clash.text_zh, clash.text_en))
            for member in clash.rules:
                self._say("explain.sub_line", text=Pair(member.text_zh, member.text_en))

    def _room(self, missing: Missing) -> None:
        """Rules that make room for a wish, and what was tried in vain."""
        for rule in missing.national:
            text = "explain.room_for_a_plan" if missing.forced is None else "explain.room"
            name, changes = rule_name(self._base.case, rule.key), Pair(rule.text_zh, rule.text_en)
            self._say(text, name=name, key=".".join(rule.key), changes=changes)
        if missing.unmoved:
            names = dict.fromkeys(rule_name(self._base.case, key) for key in missing.unmoved)
            self._say("explain.unmoved", names=Listing(tuple(names)))

    def _package(self, package: Package) -> None:
        steps = Listing(tuple(step.name for step in package.steps[:_NAMED]))
        more = len(package.steps) - _NAMED
        text = "explain.needs_more" if more > 0 else "explain.needs" if package.steps else "explain.needs_nothing"
        self._say(text, steps=steps, more=more, cost=money(package.cost_myuan, 4))
        if not package.priced:
            return
        charges = Listing(tuple(self._charge(key, amount) for key, amount in package.charges[:3]))
        self._say(
            "explain.worth" if package.charges else "explain.worth_free",
            goal=self._goal,
            gain=figure(package.gain, self._unit),
            charges=charges,
            net=figure(package.net, self._unit),
        )

    def _charge(self, key: tuple[str, ...], amount: float) -> Phrase:
        return Phrase("explain.charge", {"name": rule_name(self._base.case, key), "amount": figure(amount, self._unit)})

    def _change(self, forced: Forced, clear: str, unclear: str, found: str, nothing: str) -> None:
        """What becomes worse in a plan with a wish forced in or out."""
        worse = [change for change in forced.goals if change.high > 0]
        if not worse:
            self._say(nothing)
        for change in worse:
            goal = self._goals[change.goal]
            named, unit = Pair(goal.name_zh, goal.name_en), Pair(goal.unit_zh, goal.unit_en)
            if change.found is None:
                self._say(clear if change.low > 0 else unclear, goal=named, amount=interval(change, unit))
            else:
                self._say(
                    found,
                    goal=named,
                    estimate=figure(change.estimate, unit),
                    found=_compared(change.found, unit),
                    high=figure(change.high, unit),
                )

    def _places(self, forced: Forced, leave: str, enter: str) -> None:
        """What changes places with a wish that is forced in or out."""
        out = [moved.project for moved in forced.moved if moved.after is None]
        late = [moved.project for moved in forced.moved if moved.before and moved.after and moved.after > moved.before]
        new = [moved.project for moved in forced.moved if moved.before is None]
        for text, projects in ((leave, out), ("explain.later", late), (enter, new)):
            if projects:
                named = Listing(tuple(project_name(self._base.case, project) for project in projects[:_NAMED]))
                more = len(projects) - _NAMED
                rest = Phrase("explain.and_more", {"more": more}) if more > 0 else Pair("", "")
                self._say(text, projects=named, rest=rest)


def _compared(worse: float, unit: Pair) -> Phrase:
    """A plan found beside that of the run."""
    text = (
        "explain.found_same" if abs(worse) < _SAME else "explain.found_worse" if worse > 0 else "explain.found_better"
    )
    return Phrase(text, {"amount": figure(abs(worse), unit)})


def explanations_table(city: str, lines: Iterable[Line]) -> pd.DataFrame:
    """The sentences about a city's wishes, one row each, numbered within the wish."""
    rows: list[tuple[object, ...]] = []
    counted: dict[str, int] = {}
    for line in lines:
        if line.wish is None:
            continue
        counted[line.wish.id] = counted.get(line.wish.id, 0) + 1
        texts = (text.strip() for text in both(line.sentence.text, **line.sentence.values))
        rows.append((city, line.wish.id, line.wish.kind, int(line.wish.had), counted[line.wish.id], *texts))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def beside_earlier(folder: Path, new: pd.DataFrame) -> pd.DataFrame:
    """The new answers and those that the run folder holds to other questions, by city and in the order asked."""
    path = folder / "plan" / f"{TABLE}.csv"
    if not path.is_file():
        return new
    try:
        earlier = pd.read_csv(path, dtype=str, keep_default_na=False).reindex(columns=list(COLUMNS), fill_value="")
        earlier = earlier.astype({"had": int, "line": int})
    except (OSError, ValueError):
        return new  # what cannot be read is written anew
    answered = set(zip(new["city"], new["wish"], strict=True))
    other = [key not in answered for key in zip(earlier["city"], earlier["wish"], strict=True)]
    return pd.concat([earlier[other], new], ignore_index=True).sort_values("city", kind="stable", ignore_index=True)
