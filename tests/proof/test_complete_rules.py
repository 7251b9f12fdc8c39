"""The national what-if of all rules together, on few cities: solved both ways, with bounds that agree, and audited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.data.dataset import Dataset
from planner.data.load import load_dataset
from planner.formulation import build
from planner.plan.audit import audit_run
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import GoalResult, Solution
from planner.solve.standard_form import compile_model
from tests.formulation.solving import component
from tests.plan.tampering import write_solved
from tests.proof.small_nation import small_model, write_cities

pytestmark = pytest.mark.xdist_group("complete")

#: Rows of the rules that the what-if has and the model file alone has not.
ROWS = {
    "city_ceiling", "co_build_share", "flow_balance", "flow_protected", "match", "minimum_share", "package_cities",
    "package_cost", "package_grant", "presence", "protected_two", "province_ceiling", "subsidy_envelope",
}  # fmt: skip
GAP, COORDINATED_GAP, NEAR = 0.01, 0.05, 1e-6
Solve = Callable[[str], Solution]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Five small cities, of a province of each region."""
    folder = tmp_path_factory.mktemp("few") / "dataset"
    write_cities(folder)
    return load_dataset(folder)


@pytest.fixture(scope="module")
def case(dataset: Dataset) -> Case:
    """Under the complete rule set."""
    return build_case(small_model("complete"), dataset)


@pytest.fixture(scope="module")
def solved(case: Case) -> Solve:
    """The solution by one method, found once."""
    return {
        method: solve(case, Options(gap=GAP, method=method, rounds=12, baselines=False))
        for method in ("direct", "coordinated")
    }.__getitem__


def test_the_rules_are_there(case: Case) -> None:
    """The case has every rule that the what-if brings."""
    assert {component(name) for name in compile_model(build.nation(case)).row_names} >= ROWS


@pytest.mark.parametrize("method", ["direct", "coordinated"])
def test_plans_pass_the_audit(solved: Solve, case: Case, dataset: Dataset, tmp_path: Path, method: str) -> None:
    """Every goal is answered, and the written plan keeps all rules."""
    solution = solved(method)
    assert [result.id for result in solution.goals] == ["shortfall", "benefit", "public_money"]
    write_solved(tmp_path / "run", case, dataset, solution)
    report = audit_run(tmp_path / "run")
    assert report.failing() == (), report


def _better(case: Case, one: GoalResult, value: float) -> bool:
    """Whether a value is better than a bound allows."""
    sign = 1.0 if case.model.goals[one.id].sense == "min" else -1.0
    return sign * value < sign * one.bound - NEAR * max(1.0, abs(one.bound))


def test_bounds_agree(solved: Solve, case: Case) -> None:
    """Neither way finds more than the other proves possible, and the first two goals are proven closely."""
    direct, coordinated = solved("direct").goals, solved("coordinated").goals
    assert all(result.gap <= GAP for result in direct[:2])
    assert all(result.gap <= COORDINATED_GAP for result in coordinated[:2])
    for one, other in zip(direct, coordinated, strict=True):
        assert not _better(case, one, other.value), one.id
        assert not _better(case, other, one.value), one.id
        if abs(one.value - other.value) > NEAR * max(1.0, abs(one.value)):
            # What the next goal can reach depends on what this one has.
            break
