"""Sentences, names and numbers in both languages at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from math import floor, log10

from planner.config.account_names import account_name
from planner.config.base import Named
from planner.reporting.run import Run
from planner.texts import LANGS, Listing, Pair, both, numbers

#: A Chinese character.
HAN = re.compile("[\u4e00-\u9fff]")


def words(text_id: str, /, **values: object) -> Pair:
    """The sentence ``text_id`` in both languages; values may themselves be :class:`Pair`."""
    return Pair(*both(text_id, **values))


def plain(text: object) -> Pair:
    """The same characters in both languages, for ids and years."""
    return Pair(str(text), str(text))


def money(myuan: float) -> Pair:
    """An amount given in million yuan, with three significant digits, the same in both languages."""
    known = float(f"{myuan:.3g}")
    return Pair(numbers.money(known, "zh"), numbers.money(known, "en"))


def count(value: float) -> Pair:
    """A whole number, thousands separated."""
    return Pair(numbers.count(value, "zh"), numbers.count(value, "en"))


def number(value: float, digits: int = 3) -> Pair:
    """A number with about so many significant digits."""
    return Pair(numbers.number(value, "zh", digits), numbers.number(value, "en", digits))


def thousands(value: float, noun: Pair) -> Pair:
    """An amount given in thousands of ``noun``, in the unit that reads best."""
    return Pair(numbers.thousands(value, "zh", noun.zh), numbers.thousands(value, "en", noun.en))


def percent(value: float, decimals: int | None = None) -> Pair:
    """A share of one: whole percent from 10 % on, else one decimal, and two below 1 %; or ``decimals`` as given."""
    size = abs(value)
    if decimals is None:
        decimals = 0 if size >= 0.0995 or size == 0 else 1 if size >= 0.00995 else 2
    zh, en = (numbers.share(value, lang, decimals) for lang in LANGS)
    return Pair(zh.replace(".0%", "%"), en.replace(".0 %", " %"))


def aligned(values: Sequence[float]) -> list[str]:
    """Numbers of one column with the same decimals, so many that the largest shows three significant digits.

    What is there but too small for a digit is told as less than the last one: a project of 0.3 is not nothing.
    """
    most = max((abs(value) for value in values), default=0.0)
    decimals = 0 if most == 0 else max(0, min(6, 2 - floor(log10(most))))
    least = 10.0**-decimals
    return [f"<{least:.{decimals}f}" if 0 < value < least / 2 else f"{value:,.{decimals}f}" for value in values]


def sided(text: str) -> Pair:
    """A source written as "Chinese / English": each language gets its side; any other text stands in both."""
    zh, parted, en = text.partition(" / ")
    if parted and HAN.search(zh) and not HAN.search(en):
        return Pair(zh, en)
    return plain(text)


def listing(items: Iterable[Pair]) -> Pair:
    """Several names in a row, joined as each language does."""
    return words("report.listing", items=Listing(tuple(items)))


def clauses(items: Iterable[Pair], sentence: bool = True) -> Pair:
    """Parts of one sentence, joined as each language does; a ``sentence`` begins with a capital letter in English."""
    chosen = list(items)
    joint = words("report.clause_joint")
    zh, en = joint.zh.join(item.zh for item in chosen), joint.en.join(item.en for item in chosen)
    return Pair(zh, en[:1].upper() + en[1:] if sentence else en)


def date(created: str) -> Pair:
    """The day of a time stamp as each language writes it; what is no time stamp stays as it is."""
    try:
        day = datetime.fromisoformat(created)
    except ValueError:
        return plain(created)
    months = words("report.months").en.split()
    return words("report.date", year=day.year, month=day.month, day=day.day, month_name=months[day.month - 1])


def moment(created: str) -> Pair:
    """A time stamp to the minute, in UTC, as each language writes it."""
    try:
        read = datetime.fromisoformat(created)
    except ValueError:
        return plain(created)
    at = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    return words("report.moment", date=date(at.isoformat()), time=f"{at:%H:%M}")


@dataclass(frozen=True)
class Names:
    """Names by id, from the model file and the data set; an id without a name stands for itself."""

    run: Run

    def _entry(self, table: dict[str, Named], key: str) -> Pair:
        entry = table.get(key)
        return plain(key) if entry is None else Pair(entry.name_zh, entry.name_en)

    def _row(self, table: str, key: str) -> Pair:
        return self._named[table].get(key) or plain(key)

    @cached_property
    def _named(self) -> dict[str, dict[str, Pair]]:
        """Names by table and id; looked up one by one in the frames they take half of the time of a national report."""
        return {
            table: {
                key: Pair(zh or key, en or key)
                for key, zh, en in zip(
                    map(str, frame.index), frame["name_zh"].astype(str), frame["name_en"].astype(str), strict=True
                )
            }
            for table, frame in self.run.dataset.items()
            if {"name_zh", "name_en"} <= set(frame.columns)
        }

    def measure(self, key: str) -> Pair:
        """Name of a measure."""
        return self._entry(dict(self.run.model.measures), key)

    def service(self, key: str) -> Pair:
        """Name of a service or a status, or of being connected."""
        if key == "connected":
            return words("report.connected")
        known: dict[str, Named] = {**self.run.model.services, **self.run.model.statuses}
        return self._entry(known, key)

    def payer(self, key: str) -> Pair:
        """Name of a fund, a carrier or a co-build."""
        model = self.run.model
        return self._entry({**model.funds, **model.carriers, **model.co_builds}, key)

    def account(self, key: str) -> Pair:
        """Name of who leads a project, alone or with others, of those who join to pay for it, and when they pay."""
        return account_name(self.run.model, key)

    def subsidy(self, key: str) -> Pair:
        """Name of a subsidy rule."""
        return self._entry(dict(self.run.model.subsidies), key)

    def effect(self, key: str) -> Pair:
        """Name of a yearly effect."""
        return self._entry(dict(self.run.model.effects), key)

    def target(self, key: str) -> Pair:
        """Name of a target."""
        return self._entry(dict(self.run.model.targets), key)

    def rule(self, key: str) -> Pair:
        """Name of an equity rule, a limit, a target, an obligation or a subsidy rule."""
        model = self.run.model
        known: dict[str, Named] = {
            **model.subsidies,
            **model.obligations,
            **model.targets,
            **model.limits,
            **model.rules,
        }
        return self._entry(known, key)

    def goal(self, key: str) -> Pair:
        """Name of a goal."""
        return self._entry(dict(self.run.model.goals), key)

    def city(self, key: str) -> Pair:
        """Name of a place."""
        return self._row("cities", key)

    def province(self, key: str) -> Pair:
        """Name of a province."""
        return self._row("provinces", key)

    def region(self, key: str) -> Pair:
        """Name of a region."""
        return self._row("regions", key)

    @property
    def whole(self) -> Pair:
        """Name of everything that is planned: the nation, unless the model plans a part of it."""
        scope = self.run.model.scope
        if len(scope.provinces) == 1:
            return self.province(scope.provinces[0])
        return words("report.planned" if scope.provinces or scope.regions else "report.nation")

    def group(self, by: str, key: str) -> Pair:
        """Name of the nation, a region, a province, a city or a group of the user's own."""
        known = {"region": self.region, "province": self.province, "city": self.city, "group": self.own_group}
        if by not in known:
            return self.whole
        if ">" in key:  # two groups that a gap rule compares
            high, _, low = key.partition(">")
            return words("report.part.high_low", high=known[by](high), low=known[by](low))
        return listing(known[by](part) for part in key.split("+"))

    def own_group(self, key: str) -> Pair:
        """Name of a group of the user's own."""
        return self._entry(dict(self.run.model.groups), key)

    def column(self, keys: Iterable[str], kind: str) -> list[Pair]:
        """Names of many ids of one kind (``city``, ``measure`` …), each looked up once."""
        look_up = getattr(self, kind)
        chosen = list(keys)
        known: dict[str, Pair] = {key: look_up(key) for key in set(chosen)}
        return [known[key] for key in chosen]
