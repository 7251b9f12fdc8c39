"""References of what is wanted: indicators of the user's own, targets, limits, equity rules and goals."""

from __future__ import annotations

from planner.config.aims import Goal, Limit, Rule, Target
from planner.config.checking import Check, cycles
from planner.config.keys import Key
from planner.config.vocabulary import MEASURED_RULES, Meaning, Vocabulary
from planner.texts import Phrase
from planner.texts.problems import nearest

#: Kinds of rule that compare groups and therefore need an indicator per head or a share.
_COMPARING = ("gap", "gini", "worst", "least", "order")


def check_aims(check: Check) -> None:
    """Names of indicators and groups, whether each indicator can be told for the groups it is wanted for, years."""
    _years(check)
    _order(check)
    vocabulary = Vocabulary(check.model)
    before = len(check.problems)
    _own_indicators(check, vocabulary)
    if len(check.problems) > before:
        return  # what the others mean cannot be told
    for target_id, target in check.model.targets.items():
        _used(check, ("targets", target_id), target, vocabulary)
    for limit_id, limit in check.model.limits.items():
        if _used(check, ("limits", limit_id), limit, vocabulary) is not None:
            _limit_of_equity(check, ("limits", limit_id), limit)
    for rule_id, rule in check.model.rules.items():
        meaning = _used(check, ("rules", rule_id), rule, vocabulary)
        if meaning is not None:
            _rule(check, ("rules", rule_id), rule, meaning)
    for goal_id, goal in check.model.goals.items():
        if _used(check, ("goals", goal_id), goal, vocabulary) is not None:
            _goal_of_equity(check, ("goals", goal_id, "sense"), goal)


def _years(check: Check) -> None:
    for target_id, target in check.model.targets.items():
        check.planned(("targets", target_id, "year"), target.year)
    for rule_id, rule in check.model.rules.items():
        check.planned(("rules", rule_id, "year"), rule.year)
    for limit_id, limit in check.model.limits.items():
        for year in limit.years:
            check.planned(("limits", limit_id, "years"), year)


def _order(check: Check) -> None:
    """No two goals at the same place in the order."""
    taken: dict[int, str] = {}
    for goal_id, goal in check.model.goals.items():
        if goal.order in taken:
            key = ("goals", goal_id, "order")
            check.say(key, "config.ref.same_order", order=goal.order, other=taken[goal.order])
        taken.setdefault(goal.order, goal_id)


def _own_indicators(check: Check, vocabulary: Vocabulary) -> None:
    for own_id, own in check.model.indicators.items():
        for name in own.terms:
            key: Key = ("indicators", own_id, "terms", name)
            if _named(check, key, name, vocabulary) and name in vocabulary.names and vocabulary.names[name].national:
                check.say(key, "config.ref.shortfall_inside", name=name)
    needs = {own_id: list(own.terms) for own_id, own in check.model.indicators.items()}
    for chain in cycles(needs):
        check.say(("indicators", chain[0], "terms"), "config.ref.indicator_cycle", chain=" → ".join(chain))


def _named(check: Check, key: Key, name: str, vocabulary: Vocabulary) -> bool:
    if name in vocabulary:
        return True
    kind = Phrase("config.kind.indicator")
    check.say(key, "config.ref.unknown_many", nearest(name, vocabulary), kind=kind, name=name)
    return False


def _used(check: Check, above: Key, entry: Target | Limit | Rule | Goal, vocabulary: Vocabulary) -> Meaning | None:
    """What the entry's indicator means, if it can be told for the entry's groups, and those exist."""
    key = (*above, "indicator")
    if not _named(check, key, entry.indicator, vocabulary):
        return None
    meaning = vocabulary.meaning(entry.indicator)
    if meaning.national and not (isinstance(entry, Limit | Goal) and entry.by == "nation"):
        check.say(key, "config.ref.national_only", name=entry.indicator)
        return None
    if entry.by in ("city", "group") and not meaning.by_city:
        check.say(key, "config.ref.not_by_city", name=entry.indicator)
        return None
    if entry.by == "group":
        _groups(check, above, entry)
    if isinstance(entry, Target) and entry.by == "nation" and isinstance(entry.at_least, dict):
        check.say((*above, "at_least"), "config.ref.target_groups")
    return meaning


def _groups(check: Check, above: Key, entry: Target | Limit | Rule | Goal) -> None:
    """Groups of the user's own that an entry names, or means by naming none."""
    groups = check.model.groups
    if not groups:
        check.say((*above, "by"), "config.ref.no_groups")
    elif isinstance(entry, Goal):
        check.known((*above, "group"), entry.group or "", groups, "config.kind.group")
    elif isinstance(entry, Target):
        for name in entry.at_least if isinstance(entry.at_least, dict) else ():
            check.known((*above, "at_least", name), name, groups, "config.kind.group")
    else:
        check.all_known((*above, "groups"), entry.groups, groups, "config.kind.group")


def _rule(check: Check, above: Key, rule: Rule, meaning: Meaning) -> None:
    intensive = meaning.denominator != "none"
    if rule.kind == "share" and intensive:
        check.say((*above, "indicator"), "config.ref.share_of_share", name=rule.indicator)
    if rule.kind in _COMPARING and not intensive:
        check.say((*above, "indicator"), "config.ref.not_per_head", name=rule.indicator, kind=rule.kind)
    if rule.kind == "order" and len(set(rule.groups)) < max(2, len(rule.groups)):
        check.say((*above, "groups"), "config.ref.order_groups")


def _measured(check: Check, indicator: str) -> str | None:
    """Kind of the equity rule that an indicator ``equity.ID`` measures, or None for any other indicator."""
    head, _, rule_id = indicator.partition(".")
    return check.model.rules[rule_id].kind if head == "equity" else None


def _goal_of_equity(check: Check, key: Key, goal: Goal) -> None:
    """A goal that asked for less fairness would have no end: its variable is bounded on the fair side alone."""
    kind = _measured(check, goal.indicator)
    if kind is not None and (goal.sense == "max") != MEASURED_RULES[kind]:
        wanted = "max" if MEASURED_RULES[kind] else "min"
        check.say(key, "config.ref.equity_sense", name=goal.indicator, kind=kind, sense=wanted)


def _limit_of_equity(check: Check, above: Key, limit: Limit) -> None:
    kind = _measured(check, limit.indicator)
    if kind is None:
        return
    wanted, other = ("at_least", "at_most") if MEASURED_RULES[kind] else ("at_most", "at_least")
    if getattr(limit, other) is not None:
        check.say((*above, other), "config.ref.equity_side", name=limit.indicator, kind=kind, wanted=wanted)
    if limit.years:
        check.say((*above, "years"), "config.ref.equity_year", name=limit.indicator)
