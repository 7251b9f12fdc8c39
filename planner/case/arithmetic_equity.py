"""What no plan can do for the worst served, by counting what each group could have at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from planner.case.arithmetic_demands import in_its_unit
from planner.case.case import Case
from planner.config.aims import Rule
from planner.config.indicator_names import indicator_name
from planner.config.keys import Key
from planner.texts import Pair
from planner.texts.numbers import share
from planner.texts.problems import Problem

_TOLERANCE = 1e-9


def tail_mean(levels: np.ndarray, weights: np.ndarray, tail: float) -> float:
    """Mean level of the worst-served ``tail`` (0, 1] of the people, filled up from the lowest level.

    Args:
        levels: (G,) level of each group.
        weights: (G,) share of the people in each group; they add up to 1.
    """
    order = np.argsort(levels, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(weights[order])[:-1]])
    taken = np.clip(tail - before, 0.0, weights[order])
    return float((taken * levels[order]).sum() / tail)


def worst_problems(
    case: Case, most: Callable[[str, Rule], dict[str, float] | None], where: Callable[[Key], str]
) -> Iterator[Problem]:
    """Rules of kind worst that ask for more than any plan can reach.

    Every group has at most what it could have if it were alone, and the mean over the worst-served tail grows with
    each group's level: the mean at those levels bounds every plan's.

    Args:
        most: by rule, most that each group with anybody to count can have; None where counting does not tell.
    """
    tables = {"region": case.regions, "province": case.provinces, "group": case.groups}
    for name, rule in case.model.rules.items():
        levels = most(name, rule) if rule.kind == "worst" and rule.at_least is not None else None
        if not levels or rule.at_least is None:
            continue
        residents = tables[rule.by].loc[list(levels), "residents"].to_numpy(float)
        if residents.sum() <= 0:
            continue
        possible = tail_mean(np.array(list(levels.values())), residents / residents.sum(), rule.tail)
        if possible < rule.at_least - _TOLERANCE * max(1.0, abs(rule.at_least)):
            tail = Pair(share(rule.tail, "zh"), share(rule.tail, "en"))
            values = {"wanted": rule.at_least, "possible": possible}
            numbers = {name: in_its_unit(case, rule.indicator, value) for name, value in values.items()}
            said = {"indicator": indicator_name(case.model, rule.indicator), "tail": tail, **numbers}
            yield Problem(where(("rules", name)), "case.worst_too_high", said)
