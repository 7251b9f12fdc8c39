"""Goals strictly in order, for any list of indicators with tolerances: a later goal never undoes an earlier one.

The direct solve has the optimum of every goal that brute force finds; in the last plan of the direct and of the
coordinated solve every goal still has what it had reached, less its tolerance.
"""

from __future__ import annotations

import pytest

from planner.plan.tables import make_plan
from tests.proof.agreement import agree, part_of
from tests.proof.compare import COORDINATED, DIRECT, NEAR, Answered, answer, ordered_goals
from tests.proof.random_case import Chooser, RandomCase, Seeded, named
from tests.proof.random_cases import seeded_case
from tests.proof.random_policy import states_of

PARTS = 2
FIRST = 200_000
FEWEST_GOALS, MOST_GOALS = 3, 5


def _case(number: int, provinces: int | None, features: bool) -> RandomCase:
    """A random case with three to five goals of any kind."""
    case = seeded_case(number, provinces, features=features)
    choose = Seeded(number + 1)
    goals: dict[str, dict[str, object]] = {}
    while len(goals) < MOST_GOALS and (len(goals) < FEWEST_GOALS or choose.chance(5)):
        name = f"g{len(goals) + 1}"
        goals[name] = _goal(choose, case) | {"order": len(goals) + 1}
    case.model["goals"] = goals
    return case


def _goal(choose: Chooser, case: RandomCase) -> dict[str, object]:
    """Any indicator in any direction, of the nation or of one group, with or without a tolerance."""
    model = case.model
    state, measure = choose.one_of(states_of(model)), choose.one_of(sorted(model["measures"]))
    indicators = ["benefit", f"cities.{state}", f"residents.{state}", f"projects.{measure}", f"spend.{measure}"]
    indicators += ["spend.total", "cost.total", "opex.total", "paid.public", "paid.enterprise", "paid.alpha"]
    if model["subsidies"]:
        indicators += ["grant.total", "grant.per_resident"]
    indicator = choose.one_of(indicators)
    goal = named(indicator, indicator=indicator, sense=choose.one_of(["max", "min"]))
    if choose.chance(3):
        place = choose.one_of([row["id"] for row in case.tables["provinces"]])
        goal |= {"by": "province", "group": place}
    elif choose.chance(2):
        goal |= {"by": "region", "group": "East"}
    if choose.chance(3):
        goal["relative_tolerance"] = choose.one_of([0.05, 0.3])
    if choose.chance(2):
        goal["tolerance"] = choose.one_of([0.5, 2.0])
    return goal


def _final(answered: Answered) -> dict[str, float]:
    """What each goal is worth in the last plan, from the plan's own tables."""
    assert answered.solution.values is not None
    table = make_plan(answered.case, answered.solution.values).indicators
    found = {}
    for name, goal in answered.random.model["goals"].items():
        here = table[(table["indicator"] == goal["indicator"]) & (table["by"] == goal.get("by", "nation"))]
        rows = here[here["group"] == goal.get("group", "nation")].sort_values("year")
        found[name] = float(rows["value"].iloc[-1])
    return found


def undone(answered: Answered) -> list[str]:
    """Goals of which the last plan keeps less than it must."""
    if answered.solution.values is None:
        return []
    final, found = _final(answered), []
    for result in answered.solution.goals:
        goal = answered.random.model["goals"][result.id]
        sign = 1.0 if goal["sense"] == "min" else -1.0
        room = max(goal.get("tolerance", 0.0), goal.get("relative_tolerance", 0.0) * abs(result.value))
        if sign * (final[result.id] - result.value) > room + NEAR * max(1.0, abs(result.value)):
            found.append(f"{result.id}: reached {result.value}, kept {final[result.id]}, might give up {room}")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_direct(part: int) -> None:
    """Every goal of the list has its optimum, and keeps it."""
    for number in part_of(24, part, PARTS, FIRST):
        answered = answer(_case(number, None, features=number % 2 == 0), DIRECT)
        agree(answered, f"seed {number}")
        assert undone(answered) == [], f"seed {number}"


@pytest.mark.parametrize("part", range(PARTS))
def test_coordinated(part: int) -> None:
    """Over two or three provinces, with honest bounds and gaps, every goal keeps what it had reached."""
    for number in part_of(12, part, PARTS, FIRST):
        answered = answer(_case(number, 2 + number % 2, features=number % 2 == 0), COORDINATED)
        assert answered.complaints() == [], f"seed {number}"
        assert undone(answered) == [], f"seed {number}"


def test_goals_are_many() -> None:
    """The lists reach what the tests above are for."""
    lists = [_case(number, None, features=False).model["goals"] for number in range(FIRST, FIRST + 40)]
    assert {len(goals) for goals in lists} >= {3, 4, 5}
    assert any(goal.get("tolerance") for goals in lists for goal in goals.values())
    assert all(ordered_goals(RandomCase({}, {"goals": goals})) == list(goals) for goals in lists)
