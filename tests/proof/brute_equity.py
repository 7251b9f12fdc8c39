"""Equity rules as figures of groups, over all choices at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.proof.brute_input import Inputs


def compared(inputs: Inputs, rule: dict[str, Any]) -> list[str]:
    """Groups that a rule compares: those with small cities and somebody to count."""
    by = rule.get("by", "province")
    groups = inputs.groups(by, rule.get("groups", ()))
    return [group for group in groups if inputs.divisor(rule["indicator"], by, group)]


def measured(rule: dict[str, Any], each: dict[str, np.ndarray], weight: dict[str, float]) -> np.ndarray:
    """What a rule measures: worst, least, gap, or the Gini coefficient times the mean.

    Args:
        rule: an entry of ``rules``.
        each: value of the indicator by group, (choices,).
        weight: share of each group in the residents.
    """
    values = list(each.values())
    kind = rule["kind"]
    if kind == "least":
        return np.asarray(np.min(values, axis=0))
    if kind == "gap":
        return np.asarray(np.max(values, axis=0) - np.min(values, axis=0))
    if kind == "gini":
        return absolute_gini(each, weight)
    return worst_tail(each, weight, rule.get("tail", 0.2))


def worst_tail(each: dict[str, np.ndarray], weight: dict[str, float], tail: float) -> np.ndarray:
    """Mean over the worst-served ``tail`` of the residents: fill it from the worst group up."""
    names = list(each)
    values = np.array([each[name] for name in names])
    order = np.argsort(values, axis=0, kind="stable")
    left = np.full(values.shape[1:], tail)
    found = np.zeros(values.shape[1:])
    for rank in range(len(names)):
        here = order[rank]
        share = np.minimum(left, np.array([weight[name] for name in names])[here])
        found = found + share * np.take_along_axis(values, here[None], axis=0)[0]
        left = left - share
    return np.asarray(found / tail)


def absolute_gini(each: dict[str, np.ndarray], weight: dict[str, float]) -> np.ndarray:
    """Σ over pairs of groups of both weights times how far apart they are."""
    found = 0.0 * next(iter(each.values()))
    for one in each:
        for other in each:
            if one < other:
                found = found + weight[one] * weight[other] * np.abs(each[one] - each[other])
    return np.asarray(found)


def mean(each: dict[str, np.ndarray], weight: dict[str, float]) -> np.ndarray:
    """Mean over the residents of all groups."""
    return np.asarray(sum(weight[name] * value for name, value in each.items()))
