"""One pass over a model in search of names that nothing defines: problems gather as they are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.config.keys import Key
from planner.config.schema import Model
from planner.config.validate import Where
from planner.texts import Listing, Phrase
from planner.texts.problems import Problem, nearest

#: Most names that a message lists; where there are more it gives the nearest alone.
_LISTED = 12


@dataclass
class Check:
    """A model, how to name a key's place for a message, and the problems found so far."""

    model: Model
    where: Where
    problems: list[Problem] = field(default_factory=list)

    def say(self, key: Key, text: str, hint: str | None = None, **values: object) -> None:
        """Note a problem at ``key``, said by the sentence ``text``."""
        self.problems.append(Problem(self.where(key), text, values, hint))

    def known(self, key: Key, name: str, valid: Iterable[str], kind: str) -> bool:
        """Whether ``name`` is one of ``valid``; if not, that is a problem. ``kind`` is the text id of what it is."""
        names = sorted(valid)
        if name in names:
            return True
        listed: object = Listing(tuple(names)) if names else Phrase("config.none_at_all")
        text = "config.ref.unknown" if len(names) <= _LISTED else "config.ref.unknown_many"
        self.say(key, text, nearest(name, names), kind=Phrase(kind), name=name, names=listed)
        return False

    def all_known(self, key: Key, names: tuple[str, ...], valid: Iterable[str], kind: str) -> tuple[str, ...]:
        """Those of ``names`` that are known; unknown ones and ones listed twice are problems."""
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.say(key, "config.ref.twice", name=name)
        choices = tuple(valid)
        return tuple(name for name in names if self.known(key, name, choices, kind))

    def not_negative(self, key: Key, factor: float) -> None:
        """A factor of something that cannot be negative."""
        if factor < 0:
            self.say(key, "config.ref.negative", value=factor)

    def planned(self, key: Key, year: int | None) -> None:
        """A year, if given, is a planning year."""
        if year is not None and year not in self.model.years:
            first, last = self.model.years[0], self.model.years[-1]
            self.say(key, "config.ref.year_outside", year=year, first=first, last=last)

    def budget(self, key: Key, budget: Mapping[int, float]) -> None:
        """Money by year is given for every planning year and for no other."""
        missing = [year for year in self.model.years if year not in budget]
        if missing:
            self.say(key, "config.ref.budget_years", years=Listing(tuple(missing)))
        for year in budget:
            self.planned((*key, str(year)), year)


def cycles(needs: Mapping[str, list[str]]) -> list[list[str]]:
    """Chains that lead back to their beginning, each once and told from its smallest name."""
    found: dict[frozenset[str], list[str]] = {}
    for start in sorted(needs):
        chain = _way_back(start, needs)
        if chain is not None:
            found.setdefault(frozenset(chain), chain)
    return list(found.values())


def _way_back(start: str, needs: Mapping[str, list[str]]) -> list[str] | None:
    """A shortest chain from ``start`` back to itself, or None."""
    reached: dict[str, list[str]] = {start: [start]}
    queue = [start]
    for name in queue:
        for following in needs.get(name, []):
            if following == start:
                return [*reached[name], start]
            if following in needs and following not in reached:
                reached[following] = [*reached[name], following]
                queue.append(following)
    return None
