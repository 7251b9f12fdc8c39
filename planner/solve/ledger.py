"""Budgets of several years during a greedy plan, where works are paid for in other years than they go into service.

A payment takes its parts out of every year's money at once, so that what is promised for later years, and what earlier
years have left over and may carry, are both counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from math import inf

from planner.config.base import CarryOver

Key = tuple[str, str]


class Ledger:
    """What is left of budgets by year, million yuan.

    With money carried over, payments keep to the budgets exactly if no span of years pays more than its budgets and
    what may be carried into it (all of what came before, for a span from the first year on).
    """

    def __init__(self, years: Iterable[int]) -> None:
        self._years = tuple(years)
        self._left: dict[Key, list[float]] = {}
        self._carried: dict[Key, list[float]] = {}

    def __contains__(self, key: Key) -> bool:
        """Whether there is such a budget."""
        return key in self._left

    def __iter__(self) -> Iterator[Key]:
        """All budgets."""
        return iter(self._left)

    def add(self, key: Key, budget: Mapping[int, float], carry_over: CarryOver) -> None:
        """A budget by year, and what of a year's budget may be carried to the next."""
        yearly = [budget.get(year, 0.0) for year in self._years]
        self._left[key] = yearly
        self._carried[key] = [inf if carry_over == "all" else carry_over * amount for amount in yearly]

    def room(self, key: Key, parts: Mapping[int, float]) -> float:
        """Most that can be promised in all, if so much of it is paid in each year."""
        left, due = self._left[key], [parts.get(year, 0.0) for year in self._years]
        most = inf
        for first in range(len(left)):
            brought = self._carried[key][first - 1] if first else 0.0
            if brought == inf:
                continue
            money = accumulate(left[first:], initial=brought)
            for amount, part in zip(money, accumulate(due[first:], initial=0.0), strict=True):
                if part > 0:
                    most = min(most, amount / part)
        return max(0.0, most)

    def take(self, key: Key, amount: float, parts: Mapping[int, float]) -> None:
        """Pay ``amount`` in these parts; a negative amount gives it back."""
        left = self._left[key]
        for position, year in enumerate(self._years):
            left[position] -= amount * parts.get(year, 0.0)
