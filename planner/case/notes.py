"""What is found while a case is built: problems, which stop it, and notes for the reader, which do not."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from planner.config.schema import Model
from planner.texts import Listing, Pair, Phrase
from planner.texts.problems import InputError, Problem

#: How many examples a note names before it says how many more there are.
EXAMPLES = 3


class Findings:
    """Collects problems and notes; :meth:`stop` raises the problems found so far, all at once."""

    def __init__(self, model: Model, places: pd.DataFrame) -> None:
        self.model = model
        self.places = places
        self.problems: list[Problem] = []
        self.notes: list[tuple[str, dict[str, object]]] = []

    def add(self, problem: Problem) -> None:
        """Collect a problem."""
        self.problems.append(problem)

    def problem(self, where: str, text: str, **values: object) -> None:
        """Collect a problem at ``where``, said by the sentence ``text``."""
        self.problems.append(Problem(where, text, values))

    def note(self, text: str, **values: object) -> None:
        """Collect a note for the reader."""
        self.notes.append((text, values))

    def measure(self, measure_id: str) -> Pair:
        """A measure's name in both languages."""
        measure = self.model.measures[measure_id]
        return Pair(measure.name_zh, measure.name_en)

    def requirement(self, measure_id: str, name: str) -> Listing:
        """What a measure's requirement asks for, each by its name."""
        asked = self.model.measures[measure_id].requires[name]
        named = [*(self.model.measures[k] for k in asked.measures), *(self.model.services[k] for k in asked.services)]
        connected = [Phrase("case.word.connected")] if asked.connected else []
        return Listing((*(Pair(each.name_zh, each.name_en) for each in named), *connected))

    def subsidy(self, subsidy_id: str) -> Pair:
        """A subsidy rule's name in both languages."""
        subsidy = self.model.subsidies[subsidy_id]
        return Pair(subsidy.name_zh, subsidy.name_en)

    def stop(self) -> None:
        """Raise what was found, if anything was.

        Raises:
            InputError: at least one problem was collected.
        """
        if self.problems:
            raise InputError(self.problems)


def place_names(places: pd.DataFrame, ids: Iterable[object]) -> Phrase:
    """The first few distinct places by name, and how many more there are."""
    distinct = sorted({str(place) for place in ids})
    shown = Listing(tuple(_name(places, place) for place in distinct[:EXAMPLES]))
    if len(distinct) <= EXAMPLES:
        return Phrase("case.names", {"names": shown})
    return Phrase("case.names_more", {"names": shown, "more": len(distinct) - EXAMPLES})


def _name(places: pd.DataFrame, place: str) -> Pair | str:
    if place not in places.index or not {"name_zh", "name_en"} <= set(places.columns):
        return place
    return Pair(str(places.loc[place, "name_zh"]), str(places.loc[place, "name_en"]))
