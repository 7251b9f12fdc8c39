"""Both baselines keep every rule of money, on random nations that have all of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.case.case import Case
from planner.formulation import build
from planner.solve.assemble import assemble
from planner.solve.baselines import baselines
from planner.solve.cluster import SerialExecutor
from planner.solve.problem import Nation
from planner.solve.progress import Stop
from planner.solve.solution import Values
from planner.solve.values import block_point
from tests.solve.money_cases import money_case

CASES = 40
#: Of works that are paid in several years.
PACED = 12

pytestmark = pytest.mark.xdist_group("baselines_money")


@cache
def planned(seed: int, *, paced: bool = False) -> tuple[Case, dict[str, Values]]:
    """A random nation with its baselines."""
    case = money_case(seed, paced=paced)
    return case, baselines(case)


def broken(nation: Nation, values: Values) -> set[str]:
    """Rules that named values miss, in a province or in the nation."""
    points = [block_point(block, values) for block in nation.blocks]
    missed: set[str] = set()
    for block, x in zip(nation.blocks, points, strict=True):
        activity = block.arrays.matrix @ x
        over = np.maximum(block.arrays.row_lower - activity, activity - block.arrays.row_upper) > 1e-6
        missed |= {block.rows[row][0] for row in np.flatnonzero(over)}
    amounts = np.array([b.quantities(x) for b, x in zip(nation.blocks, points, strict=True)])
    return missed | _nation(nation, nation.activity(amounts, np.zeros(len(nation.own_lower))))


def _nation(nation: Nation, used: np.ndarray) -> set[str]:
    """National rules missed by what provinces use, with the national variables (carried money) at their best."""
    rows, width = len(used), len(nation.own_lower)
    matrix = np.hstack([nation.rows_own.toarray(), -np.eye(rows), np.eye(rows)])
    upper, lower = np.isfinite(nation.row_upper), np.isfinite(nation.row_lower)
    answer = linprog(
        np.concatenate([np.zeros(width), np.ones(2 * rows)]),
        A_ub=np.vstack([matrix[upper], -matrix[lower]]),
        b_ub=np.concatenate([(nation.row_upper - used)[upper], (used - nation.row_lower)[lower]]),
        bounds=[*zip(nation.own_lower, nation.own_upper, strict=True), *[(0, None)] * (2 * rows)],
    )
    missed = answer.x[width : width + rows] + answer.x[width + rows :]
    return {nation.row_names[row][0] for row in np.flatnonzero(missed > 1e-6)}


@pytest.mark.parametrize("seed", range(CASES))
def test_every_row_of_money_holds(seed: int) -> None:
    case, found = planned(seed)
    nation, _ = assemble(case, SerialExecutor(), Stop())
    for name, values in found.items():
        assert broken(nation, values) == set(), name


@pytest.mark.parametrize("seed", range(PACED))
def test_every_row_of_money_holds_in_every_year_of_payment(seed: int) -> None:
    case, found = planned(seed, paced=True)
    nation, _ = assemble(case, SerialExecutor(), Stop())
    for name, values in found.items():
        assert broken(nation, values) == set(), name
        assert values["done"].sum() > 0 or seed not in {0, 1, 2}, name


def test_the_random_nations_have_every_rule_and_baselines_that_do_something() -> None:
    seen: set[str] = set()
    granted = started = 0
    for seed in range(CASES):
        case, found = planned(seed)
        seen |= {rule for rule, count in build.rows_by_rule(case).items() if count}
        for values in found.values():
            granted += bool(values["grant"].sum() > 0)
            started += bool(values["done"].sum() > 0)
    assert seen >= {
        "co_build_share", "presence", "match", "one_rule", "site_claim", "stacked", "project_grant", "project_grants",
        "site_grant_public", "site_grant_need", "city_ceiling", "province_ceiling", "package_grant", "viability",
        "viability_site", "viability_account", "subsidy_envelope",
    }  # fmt: skip
    assert started > CASES
    assert granted > CASES / 2
