"""What a model says of groups and of sites, and whether its own indicators add up what can be added.

Names of indicators, and what may be told for which kind of group, are checked when the file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.case.checker import Checker
from planner.case.tables import Tables
from planner.config.base import GroupKind
from planner.config.keys import Key
from planner.config.schema import Model
from planner.config.vocabulary import Vocabulary


def check_indicators(model: Model, tables: Tables, check: Checker) -> None:
    """The model's own indicators, sites that loads are asked of, and the groups of targets, limits and rules."""
    vocabulary = Vocabulary(model)
    for name in model.indicators:
        _adds_up(name, vocabulary, check)
    for key, name in _uses(model):
        head, _, site = name.partition(".")
        if head == "load" and not _site_exists(site, tables):
            check.problem(key, "case.load_of_no_site", site=site)
    for key, by, groups in named_groups(model):
        _groups(key, by, groups, tuple(model.groups), tables, check)


def _uses(model: Model) -> Iterator[tuple[Key, str]]:
    """Every key that holds the name of an indicator, and the name."""
    for table in ("targets", "limits", "rules", "goals"):
        for entry_id, entry in getattr(model, table).items():
            yield (table, entry_id, "indicator"), entry.indicator
    for own_id, own in model.indicators.items():
        for name in own.terms:
            yield ("indicators", own_id, "terms", name), name


def named_groups(model: Model) -> Iterator[tuple[Key, GroupKind, tuple[str, ...]]]:
    """Every key of targets, limits and rules under which groups are named, what they are groups of, and their ids."""
    for target_id, target in model.targets.items():
        for group in target.at_least if isinstance(target.at_least, dict) else ():
            yield ("targets", target_id, "at_least", group), target.by, (group,)
    for limit_id, limit in model.limits.items():
        yield ("limits", limit_id, "groups"), limit.by, limit.groups
    for rule_id, rule in model.rules.items():
        yield ("rules", rule_id, "groups"), rule.by, rule.groups
    for goal_id, goal in model.goals.items():
        if goal.group is not None:
            yield ("goals", goal_id, "group"), goal.by, (goal.group,)


def _groups(
    key: Key, by: GroupKind, groups: Iterable[str], own: tuple[str, ...], tables: Tables, check: Checker
) -> None:
    listed = {
        "region": (tables.regions.index, "regions.csv"),
        "province": (tables.provinces.index, "provinces.csv"),
        "city": (tables.cities.index, "cities.csv"),
        "group": (own, "[groups]"),
    }
    for group in groups:
        if by == "nation":
            check.problem(key, "case.group_of_nation", group=group)
        else:
            check.names(key, (group,), *listed[by])


def _site_exists(project: str, tables: Tables) -> bool:
    measure, _, city = project.partition(":")
    sites, library = tables.sites, tables.library
    listed = ((sites["measure"] == measure) & (sites["city"] == city)).any()
    built = (library["measure"] == measure) & (library["city"] == city) & (library["status"] == "built")
    return bool(listed or built.any())


def _adds_up(name: str, vocabulary: Vocabulary, check: Checker) -> None:
    """Parts of an own indicator are all states or all flows, and all divided by the same thing."""
    key = ("indicators", name, "terms")
    parts = [vocabulary.meaning(part) for part, _ in vocabulary.parts(name)]
    first = parts[0]
    for part in parts[1:]:
        if part.stock != first.stock:
            check.problem(key, "case.indicator_times", first=first.name, second=part.name)
            return
        if vocabulary.divisor(part) != vocabulary.divisor(first):
            check.problem(key, "case.indicator_divisors", first=first.name, second=part.name)
            return
