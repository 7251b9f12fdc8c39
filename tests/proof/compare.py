"""The planner's answers to random cases against brute force."""

from __future__ import annotations

import os
from dataclasses import dataclass

from planner.case.case import Case
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Solution
from tests.proof.brute_force import Optimum, best
from tests.proof.inputs import planner_case
from tests.proof.random_case import RandomCase

#: Two values of a goal count as equal when they differ by no more than this, relative (at least absolute).
NEAR = 1e-5
DIRECT = Options(gap=1e-9, method="direct", baselines=False)
COORDINATED = Options(gap=1e-4, method="coordinated", workers=1)


def cases_wanted(usual: int) -> int:
    """Number of random cases to try: ``PROOF_CASES``, or what is usual."""
    return int(os.environ.get("PROOF_CASES", usual))


def ordered_goals(case: RandomCase) -> list[str]:
    """Goal ids in their order."""
    return sorted(case.model["goals"], key=lambda name: case.model["goals"][name]["order"])


@dataclass(frozen=True)
class Answered:
    """A random case with both answers."""

    random: RandomCase
    case: Case
    true: Optimum | None
    solution: Solution

    def complaints(self) -> list[str]:
        """What is wrong with the solution, whatever its gap: empty if nothing is."""
        if (self.true is None) != (self.solution.values is None):
            return [f"brute force: {self.true}, solve: {self.solution.status} {self.solution.goals}"]
        if self.true is None:
            return []
        found = []
        for result in self.solution.goals:
            spec, true = self.random.model["goals"][result.id], self.true.goals[result.id]
            sign = 1.0 if spec["sense"] == "min" else -1.0
            room = NEAR * max(1.0, abs(true))
            if sign * result.value < sign * true - room:
                found.append(f"{result.id}: value {result.value} is better than the optimum {true}")
            if sign * result.bound > sign * true + room:
                found.append(f"{result.id}: bound {result.bound} is on the wrong side of the optimum {true}")
            gap = abs(result.value - true) / max(abs(result.value), spec.get("unit", 1.0))
            if gap > result.gap + NEAR:
                found.append(f"{result.id}: true gap {gap}, reported {result.gap}")
            if not self._same(result.value, true):
                # The next goal's optimum is that for what this goal has reached, which brute force did not look for.
                return found
        found += [str(fault) for fault in self.solution.faults]
        if len(self.solution.goals) < len(self.true.goals):
            found.append(f"only {len(self.solution.goals)} of {len(self.true.goals)} goals were answered")
        return found

    @property
    def optimal(self) -> bool:
        """Every goal has its true optimum (or both say that there is no plan)."""
        if self.true is None or self.solution.values is None:
            return self.true is None and self.solution.values is None
        values = {result.id: result.value for result in self.solution.goals}
        return all(name in values and self._same(values[name], true) for name, true in self.true.goals.items())

    def _same(self, value: float, true: float) -> bool:
        return abs(value - true) <= NEAR * max(1.0, abs(true))


def answer(random: RandomCase, options: Options) -> Answered:
    """Solve a random case both ways."""
    case = planner_case(random)
    return Answered(random, case, best(random), solve(case, options))
