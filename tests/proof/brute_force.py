"""Every choice of start years, modules and served cities of a small case, tried one by one; money by a small LP.

Nothing of the planner is used: rules come from the contract of the model file, and are checked on arrays over all
choices at once. Goals are taken in their order, best choice first, so that few LPs are needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.proof.brute_choices import Choices, options, served_keys
from tests.proof.brute_facts import Facts, Project
from tests.proof.brute_money import Money
from tests.proof.random_case import RandomCase


@dataclass(frozen=True)
class Optimum:
    """Values of the goals in their order, each the best that leaves the earlier ones within their tolerance."""

    goals: dict[str, float]


def count_choices(case: RandomCase) -> tuple[int, int]:
    """Choices of start years and modules, and of years of service, before any rule."""
    facts = Facts(case)
    starts = 1
    for project in facts.projects:
        starts *= max(1, len(options(project, facts.T)))
    return starts, (facts.T + 1) ** len(served_keys(facts))


def open_projects(case: RandomCase) -> list[Project]:
    """Projects that leave a choice, by measure and places."""
    facts = Facts(case)
    left = [p for p in facts.projects if not p.built and len(options(p, facts.T)) > 1]
    return sorted(left, key=lambda project: (project.measure, project.city, project.to))


def best(case: RandomCase) -> Optimum | None:
    """The values of all goals, or None if no plan keeps the rules."""
    choices = Choices(Facts(case))
    money = Money(choices)
    alive = np.flatnonzero(money.without_money() & money.affordable())
    goals = {}
    for name, goal in sorted(choices.facts.model["goals"].items(), key=lambda item: item[1]["order"]):
        value = money.optimise(goal, alive)
        if value is None:
            return None
        goals[name] = value
        alive = money.keep(goal, value, alive)
    return Optimum(goals)
