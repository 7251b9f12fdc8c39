"""What is decided by account can be split on projects, and nothing is lost by deciding it so.

Random small cases: the largest weighted sum of grants and local money of the model's rows, with projects fixed, is that
of a model with a variable for every rule and project, for several random weights. The two sets of amounts are then the
same, because both are convex (for each way in which projects come under excluding rules).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import component, optimum
from tests.formulation.splits import Built, Weights, best_split

YEARS = (2001, 2002)
RULES = ("q", "r", "s")
CASES = 120


def _subsidy(random: np.random.Generator) -> dict[str, Any]:
    def sometimes(low: int, high: int) -> float | None:
        value = float(random.integers(low, high))
        return value if random.random() < 0.3 else None

    return {
        "fund": "f",
        "measures": ["m", "n"],
        "share": {"R": 1.0},
        "need_test": bool(random.random() < 0.3),
        "min_match": float(random.choice([0, 0, 0, 0.25])),
        "city_ceiling_myuan": sometimes(2, 15),
        "province_ceiling_myuan": sometimes(5, 30),
    }


def _projects(random: np.random.Generator) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for place in "abc":
        capex = int(random.integers(1, 11))
        found[f"m:{place}"] = {"capex": capex, "gap": int(random.integers(0, capex + 1))}
    capex, module = int(random.integers(0, 6)), int(random.integers(1, 6))
    terms = {"gap": int(random.integers(0, capex + 1)), "module_gap": int(random.integers(0, module + 1))}
    found["n:a"] = {"capex": capex, "module_capex": module, "max_modules": 3, **terms}
    return found


def random_case(seed: int) -> Case:
    """One account with three projects and a site with modules, two or three rules, and local money."""
    random = np.random.default_rng(seed)
    rules = {rule: _subsidy(random) for rule in RULES[: int(random.integers(1, 4))]}
    public = float(random.choice([1, 1, 0.5, 0.75]))
    projects, grants, site_grants = _projects(random), {}, {}
    for rule, subsidy in rules.items():
        for name, project in projects.items():
            if random.random() < 0.7 and name != "n:a":
                most = min(project["capex"] * public, project["gap"] if subsidy["need_test"] else np.inf)
                grants[rule, name] = float(min(random.integers(1, 10), most))
        if random.random() < 0.6:
            ceiling = float(random.choice([3, 6, np.inf]))
            terms = (float(random.choice([0.25, 0.5, 0.75, 1])), ceiling, float(random.integers(0, 3)))
            site_grants[rule, "n:a"] = (*terms, float(random.choice([1, 1.5])))
    return make_case(
        {"m": {"kind": "city"}, "n": {"kind": "site", "capacity_per_module": 1, "max_modules": 9}},
        projects,
        {place: {} for place in "abc"},
        ("spend.total", "max"),
        years=YEARS,
        funds={
            "f": {"kind": "grant", "budget": dict.fromkeys(YEARS, 1000)},
            "l": {"kind": "local", "limit_column": "local"},
        },
        subsidies=rules,
        grants=grants,
        site_grants=site_grants,
        local_limits={("l", "P"): float(random.integers(0, 12))},
        settings={
            "stacking": str(random.choice(["additive", "exclusive"])),
            "max_public_share": public,
            "viability": {"rule": str(random.choice(["none", "project"]))},
        },
    )


def _built(random: np.random.Generator, case: Case) -> Built:
    started: dict[tuple[str, int], int] = {}
    for project in case.projects.index:
        year = random.choice([0, *YEARS, *YEARS])
        if year:
            started[str(project), int(year)] = 1
    added: dict[tuple[str, int], int] = {}
    first = next((year for year in YEARS if ("n:a", year) in started), None)
    if first is not None:
        added["n:a", first] = int(random.integers(1, 3))
        if first == YEARS[0]:
            added["n:a", YEARS[1]] = int(random.integers(0, 4 - added["n:a", first]))
    return Built(started, added)


def _fixed(form: StandardForm, built: Built, weights: Weights) -> StandardForm:
    """The compiled model of the province with projects and modules fixed, and the weights as its goal."""
    form.cost[:] = 0
    for column, name in enumerate(form.col_names):
        family, key = component(name), tuple(str(part) for part in name[1])
        if family in ("done", "modules"):
            counted = built.started if family == "done" else built.added
            value = sum(counted.get((key[0], year), 0) for year in YEARS if year <= int(key[1]))
            form.col_lower[column] = form.col_upper[column] = value
        elif family == "grant":
            form.cost[column] = -weights[key[0], int(key[2])]
        elif family == "local":
            form.cost[column] = -weights["local", int(key[2])]
    return form


def _optimum(form: StandardForm) -> float | None:
    try:
        return -optimum(form)
    except ValueError as error:
        if str(error) != "Infeasible":
            raise
        return None


@pytest.mark.parametrize("seed", range(CASES))
def test_amounts_by_account_are_those_that_can_be_split(seed: int) -> None:
    case, random = random_case(seed), np.random.default_rng(1000 + seed)
    form = compile_model(build.province(case, "P", ()))
    assert form.sense == "min"
    for _ in range(3):
        built = _built(random, case)
        weights = {(key, year): float(random.integers(-3, 5)) for key in (*RULES, "local") for year in YEARS}
        expected, found = best_split(case, built, weights), _optimum(_fixed(form, built, weights))
        assert (found is None) == (expected is None), (seed, built)
        assert found is None or found == pytest.approx(expected, abs=1e-5), (seed, built)


def test_random_cases_are_of_every_kind() -> None:
    """Each rule of this subject has rows in some of the random cases, and some of them cannot be paid."""
    seen: set[str] = set()
    impossible = 0
    for seed in range(CASES):
        case, random = random_case(seed), np.random.default_rng(1000 + seed)
        seen |= {component(name) for name in compile_model(build.province(case, "P", ())).row_names}
        built = _built(random, case)
        weights = dict.fromkeys([(key, year) for key in (*RULES, "local") for year in YEARS], 0.0)
        impossible += best_split(case, built, weights) is None
    assert seen >= {
        "grant_bound", "site_grant_share", "site_grant_ceiling", "site_grant_public", "site_grant_need", "match",
        "project_grant", "project_grants", "one_rule", "site_claim", "stacked", "city_ceiling", "province_ceiling",
        "viability", "viability_site", "site_grants_paid",
    }  # fmt: skip
    assert 10 <= impossible <= 60
