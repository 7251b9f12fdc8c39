"""Whether every indicator that a model names can be what it is named for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from planner.case.checker import Checker
from planner.case.places import provinces_in_scope
from planner.case.tables import Tables
from planner.case.vocabulary import RESERVED, Meaning, Vocabulary
from planner.config.keys import Key
from planner.config.schema import Limit, Model, Rule, Target
from planner.texts.problems import nearest

By = Literal["nation", "region", "province", "city"]

#: Tables whose ids stand in one place of indicator names, where two alike could not be told apart.
_SHARED = (("services", "statuses"), ("funds", "carriers"))


def check_indicators(model: Model, tables: Tables, check: Checker) -> None:
    """Ids that would make names ambiguous, the model's own indicators, and whatever names an indicator."""
    _ids(model, check)
    vocabulary = Vocabulary(model)
    sound = _own(model, vocabulary, check)
    speaker = _Speaker(vocabulary, sound, _Groups(model, tables), tables, check)
    for target_id, target in model.targets.items():
        _target(("targets", target_id), target, speaker)
    for limit_id, limit in model.limits.items():
        _limit(("limits", limit_id), limit, speaker)
    for rule_id, rule in model.rules.items():
        _rule(("rules", rule_id), rule, speaker)
    for goal_id, goal in model.goals.items():
        speaker.meaning(("goals", goal_id, "indicator"), goal.indicator)


def _ids(model: Model, check: Checker) -> None:
    for table, reserved in RESERVED.items():
        for entry in sorted(set(getattr(model, table)) & set(reserved)):
            check.problem((table, entry), "case.reserved_id", id=entry)
    for first, second in _SHARED:
        for entry in sorted(set(getattr(model, first)) & set(getattr(model, second))):
            check.problem((second, entry), "case.id_twice", id=entry, table=first)


def _own(model: Model, vocabulary: Vocabulary, check: Checker) -> set[str]:
    """The model's own indicators that make sense."""
    sound = set()
    for name, own in model.indicators.items():
        unknown = [part for part in own.terms if part not in vocabulary]
        for part in unknown:
            key = ("indicators", name, "terms", part)
            check.problem(key, "case.unknown_indicator", nearest(part, vocabulary), name=part)
        if not unknown and _adds_up(name, vocabulary, check):
            sound.add(name)
    return sound


def _adds_up(name: str, vocabulary: Vocabulary, check: Checker) -> bool:
    """Whether the parts of an own indicator can be added: none leads back, all are alike in time and denominator."""
    key = ("indicators", name, "terms")
    try:
        parts = [vocabulary.meaning(part) for part, _ in vocabulary.parts(name)]
    except ValueError as cycle:
        check.problem(key, "case.indicator_cycle", path=str(cycle))
        return False
    except KeyError:  # an unknown name further down is told where it stands
        return False
    first = parts[0]
    for part in parts:
        if part.national:
            check.problem((*key, part.name), "case.indicator_shortfall", name=part.name)
            return False
        if part.stock != first.stock:
            check.problem(key, "case.indicator_times", first=first.name, second=part.name)
            return False
        if vocabulary.divisor(part) != vocabulary.divisor(first):
            check.problem(key, "case.indicator_divisors", first=first.name, second=part.name)
            return False
    return True


class _Groups:
    """The groups of a model's scope that have small cities."""

    def __init__(self, model: Model, tables: Tables) -> None:
        self.years = model.years
        cities = tables.cities[tables.cities["small"].to_numpy(bool)]
        cities = cities[cities["province"].isin(provinces_in_scope(model.scope, tables))]
        self.settled: dict[str, set[str]] = {
            "region": set(cities["province"].map(tables.provinces["region"])),
            "province": set(cities["province"]),
            "city": set(cities.index),
        }


class _Speaker:
    """Checks what a target, limit, rule or goal says of an indicator."""

    def __init__(
        self, vocabulary: Vocabulary, sound: set[str], groups: _Groups, tables: Tables, check: Checker
    ) -> None:
        self.vocabulary = vocabulary
        self.sound = sound
        self.groups = groups
        self.tables = tables
        self.check = check

    def meaning(self, key: Key, name: str) -> Meaning | None:
        """What the name means; None if that cannot be said, for a reason that has been told."""
        if name not in self.vocabulary:
            self.check.problem(key, "case.unknown_indicator", nearest(name, self.vocabulary), name=name)
            return None
        if name in self.vocabulary.model.indicators and name not in self.sound:
            return None
        meaning = self.vocabulary.meaning(name)
        if meaning.head == "load" and not self._site_exists(meaning.tail):
            self.check.problem(key, "case.load_of_no_site", site=meaning.tail)
            return None
        return meaning

    def _site_exists(self, project: str) -> bool:
        measure, _, city = project.partition(":")
        sites, library = self.tables.sites, self.tables.library
        listed = ((sites["measure"] == measure) & (sites["city"] == city)).any()
        built = (library["measure"] == measure) & (library["city"] == city) & (library["status"] == "built")
        return bool(listed or built.any())

    def in_groups(self, key: Key, by: By, meaning: Meaning | None) -> None:
        """The indicator can be told for groups of this kind."""
        if meaning is None:
            return
        if meaning.national:
            self.check.problem(key, "case.shortfall_elsewhere", name=meaning.name)
        elif by == "city" and not meaning.by_city:
            self.check.problem(key, "case.not_by_city", name=meaning.name)

    def named_groups(self, key: Key, by: By, groups: Iterable[str]) -> None:
        """Group ids exist, are in scope and have small cities."""
        listed = {
            "region": (self.tables.regions.index, "regions.csv"),
            "province": (self.tables.provinces.index, "provinces.csv"),
            "city": (self.tables.cities.index, "cities.csv"),
        }
        for group in groups:
            if by == "nation":
                self.check.problem(key, "case.group_of_nation", group=group)
            elif self.check.names(key, (group,), *listed[by]) and group not in self.groups.settled[by]:
                text = "case.city_not_planned" if by == "city" else "case.group_without_cities"
                self.check.problem(key, text, group=group)

    def in_years(self, key: Key, *years: int | None) -> None:
        """Years are planning years."""
        first, last = self.groups.years[0], self.groups.years[-1]
        for year in years:
            if year is not None and year not in self.groups.years:
                self.check.problem(key, "case.year_outside", year=year, first=first, last=last)


def _target(key: Key, target: Target, speaker: _Speaker) -> None:
    meaning = speaker.meaning((*key, "indicator"), target.indicator)
    speaker.in_groups((*key, "indicator"), target.by, meaning)
    speaker.in_years((*key, "year"), target.year)
    if isinstance(target.at_least, dict):
        for group in target.at_least:
            speaker.named_groups((*key, "at_least", group), target.by, (group,))


def _limit(key: Key, limit: Limit, speaker: _Speaker) -> None:
    meaning = speaker.meaning((*key, "indicator"), limit.indicator)
    speaker.in_groups((*key, "indicator"), limit.by, meaning)
    speaker.named_groups((*key, "groups"), limit.by, limit.groups)
    speaker.in_years((*key, "years"), *limit.years)


def _rule(key: Key, rule: Rule, speaker: _Speaker) -> None:
    meaning = speaker.meaning((*key, "indicator"), rule.indicator)
    speaker.in_groups((*key, "indicator"), rule.by, meaning)
    speaker.named_groups((*key, "groups"), rule.by, rule.groups)
    speaker.in_years((*key, "year"), rule.year)
    if meaning is None or meaning.national:
        return
    alike = [name for name in speaker.vocabulary if _swapped(name, rule.indicator)]
    if rule.kind in ("gap", "gini") and meaning.denominator == "none":
        hint = alike[0] if alike else None
        speaker.check.problem((*key, "indicator"), "case.rule_needs_ratio", hint, kind=rule.kind, name=meaning.name)
    if rule.kind == "share" and meaning.denominator != "none":
        hint = alike[0] if alike else None
        speaker.check.problem((*key, "indicator"), "case.rule_needs_sum", hint, name=meaning.name)
    if rule.kind == "gini" and rule.by != "province":
        speaker.check.problem((*key, "by"), "case.gini_by")


def _swapped(name: str, other: str) -> bool:
    """Whether one is the other divided by its denominator."""
    grants = {"grant.total", "grant.per_resident"}
    return f"share.{name}" == other or name == f"share.{other}" or {name, other} == grants
