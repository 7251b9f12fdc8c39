"""What rules with a ceiling for each city may still pay there, while grants are split from year to year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from planner.case.case import Case
from planner.plan.split import Ceiling, Yuan

_MILLION = 1_000_000


class CityCeilings:
    """Keeps count of what each rule has paid in each city, and of what a solve decided for later.

    What was decided for projects not yet split stays reserved, so that what is left is always enough for what was
    decided for those at hand, however the split moves money between projects of a city.
    """

    def __init__(self, case: Case, decided: Mapping[tuple[str, str, int], int]) -> None:
        self._most = {
            rule: round(spec.city_ceiling_myuan * _MILLION)
            for rule, spec in case.model.subsidies.items()
            if spec.city_ceiling_myuan is not None
        }
        self._rules = list(case.model.subsidies)
        self._city = dict(zip(case.projects.index, case.projects["city"], strict=True)) if self._most else {}
        self._decided = {key: amount for key, amount in decided.items() if key[0] in self._most}
        self._taken: defaultdict[tuple[str, str], int] = defaultdict(int)
        for (rule, project, _), amount in self._decided.items():
            self._taken[rule, self._city[project]] += amount

    def free(self, projects: list[str], year: int) -> None:
        """What was decided for these projects is no longer reserved: their grants are split next."""
        for rule in self._most:
            for project in projects:
                self._taken[rule, self._city[project]] -= self._decided.get((rule, project, year), 0)

    def left(self, projects: list[str], own: Yuan) -> tuple[Ceiling, ...]:
        """Ceilings on grants of ``projects`` (columns of ``own``: rules × projects that already have theirs)."""
        found = []
        cities = np.array([self._city.get(project, "") for project in projects], dtype=object)
        for rule, most in self._most.items():
            row = self._rules.index(rule)
            for city in sorted(set(cities)):
                there = cities == city
                left = most - self._taken[rule, city] - int(own[row, there].sum())
                found.append(Ceiling(row, there, max(0, left)))
        return tuple(found)

    def take(self, projects: list[str], granted: Yuan) -> None:
        """Count what was split (rules × projects)."""
        for rule in self._most:
            for project, amount in zip(projects, granted[self._rules.index(rule)].tolist(), strict=True):
                self._taken[rule, self._city[project]] += amount
