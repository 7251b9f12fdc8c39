"""Small random data sets and model files that use every rule, drawn from a seed or by hypothesis.

Figures are whole or halves, so that two ways of adding them up agree. A case has at most :data:`MOST_CHOICES` choices
of start years and modules, so that all of them can be tried.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.proof.brute_force import count_choices, open_projects
from tests.proof.random_case import Chooser, Drawn, RandomCase, Seeded
from tests.proof.random_network import existing, library, model_file, places
from tests.proof.random_policy import money, policy

MOST_CHOICES = 2000
#: Choices of when each city begins to be served, which come on top.
MOST_SERVED = 1100


@st.composite
def random_cases(draw: st.DrawFn) -> RandomCase:
    """Random cases, drawn by hypothesis."""
    return generate(Drawn(draw))


def seeded_case(seed: int, provinces: int | None = None) -> RandomCase:
    """The random case of a seed; with at least ``provinces`` provinces if given."""
    return generate(Seeded(seed), provinces)


def generate(choose: Chooser, provinces: int | None = None) -> RandomCase:
    """A random case."""
    tables = places(choose, provinces or choose.whole(1, 3))
    model = model_file(choose, tables)
    case = RandomCase(tables, model, route_factor=choose.one_of([1.0, 1.2]))
    existing(choose, case)
    money(choose, case)
    policy(choose, case)
    _trim(choose, case)
    return case


def _trim(choose: Chooser, case: RandomCase) -> None:
    """Rule projects out, one by one, until few enough choices are left."""
    while True:
        starts, served = count_choices(case)
        if starts <= MOST_CHOICES and served <= MOST_SERVED:
            return
        left = open_projects(case)
        if not left:
            # Only what exists is left: then it is the rules that make serving a choice.
            case.model["rules"], case.model["limits"] = {}, {}
            return
        kinds = [p for p in left if p[0] in ("pool", "edge")] if served > MOST_SERVED else left
        measure, city, to = choose.one_of(sorted(kinds or left))
        rows = [r for r in case.tables["projects"] if (r["measure"], r["city"], r["to"] or "") != (measure, city, to)]
        case.tables["projects"] = rows
        library(choose, case, "excluded", measure, city, to)
