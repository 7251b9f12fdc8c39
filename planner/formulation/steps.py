"""Steps to a threshold: which sets of a city's projects are enough, and which it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from planner.case.block import THRESHOLD_TOLERANCE


@dataclass(frozen=True)
class Steps:
    """What is still needed to meet a threshold in one city, and what each project that is not built adds."""

    need: float
    adds: tuple[tuple[str, float], ...]

    def suffice(self, chosen: tuple[int, ...]) -> bool:
        """Whether these projects together meet the threshold."""
        return sum(self.adds[k][1] for k in chosen) >= self.need - THRESHOLD_TOLERANCE

    @cached_property
    def sufficient(self) -> tuple[tuple[str, ...], ...]:
        """Smallest sets of projects that meet it: ``((),)`` where nothing is needed, none where nothing is enough."""
        found: list[tuple[int, ...]] = []
        for size in range(len(self.adds) + 1):
            for chosen in combinations(range(len(self.adds)), size):
                if self.suffice(chosen) and not any(set(known) <= set(chosen) for known in found):
                    found.append(chosen)
        return tuple(tuple(self.adds[k][0] for k in chosen) for chosen in found)

    @cached_property
    def covers(self) -> tuple[tuple[str, ...], ...]:
        """Smallest sets of projects without any of which the threshold is missed: one of each set is needed."""
        everything, found = range(len(self.adds)), list[tuple[int, ...]]()
        for size in range(1, len(self.adds) + 1):
            for chosen in combinations(everything, size):
                rest = tuple(k for k in everything if k not in chosen)
                if not self.suffice(rest) and not any(set(known) <= set(chosen) for known in found):
                    found.append(chosen)
        return tuple(tuple(self.adds[k][0] for k in chosen) for chosen in found)
