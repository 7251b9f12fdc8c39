"""Small random data sets and model files that use every rule, drawn from a seed or by hypothesis.

Figures are whole or halves, so that two ways of adding them up agree. A case has at most :data:`MOST_CHOICES` choices
of start years and modules, so that all of them can be tried.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.proof import random_fairness, random_features, random_money, random_paces
from tests.proof.brute_facts import Project
from tests.proof.brute_force import count_choices, open_projects
from tests.proof.random_case import Chooser, Drawn, RandomCase, Seeded
from tests.proof.random_network import existing, library, model_file, places
from tests.proof.random_policy import money, policy, states_of
from tests.proof.random_pressure import press

MOST_CHOICES = 2000
#: Choices of when each city begins to be served, which come on top.
MOST_SERVED = 1100
#: Both together.
MOST_TOGETHER = 150_000


@st.composite
def random_cases(draw: st.DrawFn, features: bool = False) -> RandomCase:
    """Random cases, drawn by hypothesis; with ``features``, of every rule there is."""
    return generate(Drawn(draw), features=features)


def seeded_case(
    seed: int, provinces: int | None = None, features: bool = False, *, pressed: bool = False, about: str = ""
) -> RandomCase:
    """The random case of a seed; with ``provinces`` provinces if given, with ``features`` of every rule there is.

    Without ``features``, a case has the rules of costs, funds, reach and plain equity only. With ``pressed``, money,
    ceilings and goals are set so that rules decide more often; with ``about``, the one that it names (see
    :func:`~tests.proof.random_pressure.press`).
    """
    return generate(Seeded(seed), provinces, features, pressed=pressed, about=about)


def generate(
    choose: Chooser, provinces: int | None = None, features: bool = False, *, pressed: bool = False, about: str = ""
) -> RandomCase:
    """A random case."""
    tables = places(choose, provinces or choose.whole(1, 3))
    model = model_file(choose, tables)
    if features:
        random_features.features(choose, model, tables)
    case = RandomCase(tables, model, route_factor=choose.one_of([1.0, 1.2]))
    existing(choose, case)
    money(choose, case)
    if features:
        random_features.unsettle(choose, case)
        random_money.features(choose, case)
    policy(choose, case)
    if features:
        random_fairness.features(choose, case, states_of(model))
    if features and pressed:
        press(choose, case, about)
    if features:
        random_paces.paces(choose, case)
    _trim(choose, case)
    if features:
        random_money.settle(case)
    return case


def few_enough(starts: int, served: int) -> bool:
    """Whether so many choices of start years and modules, and of years of service, can all be tried."""
    return starts <= MOST_CHOICES and served <= MOST_SERVED and starts * served <= MOST_TOGETHER


def _trim(choose: Chooser, case: RandomCase) -> None:
    """Rule projects out, one by one, until few enough choices are left."""
    while True:
        starts, served = count_choices(case)
        if few_enough(starts, served):
            return
        left = open_projects(case)
        if not left and (case.model["rules"] or case.model["limits"]):
            # Only what exists is left: then it is the rules that make serving a choice.
            case.model["rules"], case.model["limits"] = {}, {}
            continue
        if not left and case.tables["sites"]:
            # Or which of the sites that exist serves a city.
            case.tables["sites"].pop()
            continue
        if not left:
            return
        if served > MOST_SERVED or starts <= MOST_CHOICES:
            sites = [p for p in left if p.measure in ("pool", "edge")]
            left = sites or [p for p in left if p.measure == "link"] or left
        elif "safe" in case.model["services"]:
            # Two ways need many links.
            left = [p for p in left if p.measure != "link"] or left
        _rule_out(choose, case, choose.one_of(left))


def _rule_out(choose: Chooser, case: RandomCase, project: Project) -> None:
    """Make the library say that a project is not to be built."""
    place = (project.measure, project.city, project.to)
    rows = case.tables["projects"]
    if project.id.endswith(".2"):
        # The library speaks of the first link between two places; this is the second one.
        link = project.id.partition(":")[2]
        case.tables["uplinks"] = [row for row in case.tables["uplinks"] if row["id"] != link]
        return
    case.tables["projects"] = [r for r in rows if (r["measure"], r["city"], r["to"] or "") != place]
    library(choose, case, "excluded", *place)
