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
    """A goal as an expression: its indicator over the nation or one group, a flow summed over all years.

    A stock counts at the end. A group without small cities is worth 0.
    """
    goal = view.case.model.goals[name]
    group = "nation" if goal.group is None else goal.group
    if group not in view.groups(goal.by):
        return Affine()
    total = view.total(goal.indicator, goal.by, group, view.years_of(goal.indicator, None))
    divided_by = view.denominator(goal.indicator, goal.by, group)
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
