"""Goals in their order, and the rows that keep what earlier goals have reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.config.aims import Goal
from planner.formulation.nation import Nation
from planner.formulation.rows import Affine, Row, at_least, at_most


def ordered(goals: Mapping[str, Goal]) -> list[str]:
    """Goal ids in their order."""
    return sorted(goals, key=lambda name: goals[name].order)


def goal_value(view: Nation, name: str) -> Affine:
    """A goal as an expression: its national indicator, a flow summed over all years, a stock at the end."""
    indicator = view.case.model.goals[name].indicator
    total = view.nation(indicator, view.years_of(indicator, None))
    divided_by = view.denominator(indicator, "nation", "nation")
    return total.scaled(1.0 / divided_by if divided_by > 0 else 0.0)


def kept(goal: Goal, reached: float) -> float:
    """The value that later goals must keep: what was reached, less the tolerance."""
    given_up = max(goal.tolerance, goal.relative_tolerance * abs(reached))
    return reached - given_up if goal.sense == "max" else reached + given_up


def keep(view: Nation, reached: Mapping[str, float]) -> Iterator[Row]:
    """Rows that keep each goal already reached within its tolerance; national, so that provinces may trade."""
    for name in ordered(view.case.model.goals):
        if name in reached:
            goal = view.case.model.goals[name]
            write = at_least if goal.sense == "max" else at_most
            yield write((name,), goal_value(view, name), kept(goal, reached[name]))
