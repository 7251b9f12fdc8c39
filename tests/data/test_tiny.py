"""The tiny data set against the working written beside it: same goals, same plan, better than both baselines."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config import load_model
from planner.data.load import load_dataset
from planner.solve.options import Method, Options
from planner.solve.run import solve
from planner.solve.solution import Values

#: Start years in the table "the plan that reaches it" of WORKING.md.
STARTS = {
    2024: {
        *("otn:E2>E0", "otn:E3>E2", "metro:E3", "gigabit:E3"),
        *("pool:W1", "metro:W1", "gigabit:W1", "edge:W1"),
    },
    2025: {
        *("metro:E2", "gigabit:E2", "edge:E2"),
        *("otn:W2>W1", "otn:W3>W2", "metro:W2", "gigabit:W2", "edge:W2", "otn:E4>E0"),
    },
}
MODULES = {("pool:E0", 2024): 1, ("pool:E0", 2025): 2, ("pool:W1", 2024): 1, ("pool:W1", 2025): 1}
SERVED = {
    ("gigabit", 2024): {"E3", "W1"},
    ("gigabit", 2025): {"E2", "E3", "W1", "W2"},
    ("cloud", 2024): {"E2", "E3", "W1"},
    ("cloud", 2025): {"E2", "E3", "E4", "W1", "W2", "W3"},
    ("edge", 2024): {"W1"},
    ("edge", 2025): {"E2", "E3", "W1", "W2", "W3"},
}


@pytest.fixture(scope="module")
def case(models: Path) -> Case:
    """The case of models/tiny.toml."""
    model = load_model(models / "tiny.toml")
    return build_case(model, load_dataset(model.dataset_dir))


@pytest.fixture(scope="module")
def optimum(datasets: Path) -> list[float]:
    """Goal values in the first table of the working, in goal order."""
    text = (datasets / "tiny" / "WORKING.md").read_text(encoding="utf-8")
    return [float(value) for value in re.findall(r"^\| \d [^|]+\| ([0-9.]+)", text, flags=re.MULTILINE)]


def starts(values: Values, case: Case) -> dict[int, set[str]]:
    """Projects by the year in which they start; what exists is left out."""
    done = values["done"].round()
    first = done[done > 0].index.to_frame(index=False).groupby("project")["year"].min()
    candidates = case.projects.index[case.projects["status"] != "built"]
    return {year: set(first.index[first == year]) & set(candidates) for year in case.years}


def served_in(values: Values) -> pd.DataFrame:
    """Columns service, city, year: one row for each city that is served."""
    served = values["served"].round()
    return served[served > 0].index.to_frame(index=False)


def benefit(values: Values, case: Case) -> float:
    """The benefit goal, computed from what is served alone (thousand resident-years, weighted)."""
    served = served_in(values)
    weight = served["service"].map({name: service.weight for name, service in case.model.services.items()})
    return float((weight * served["city"].map(case.places["residents"]) / 1000).sum())


@pytest.mark.parametrize("method", ["direct", "coordinated"])
def test_the_optimum_is_the_one_worked_out_by_hand(method: Method, case: Case, optimum: list[float]) -> None:
    solution = solve(case, Options(method=method, baselines=False))
    assert [goal.value for goal in solution.goals] == pytest.approx(optimum)
    assert solution.values is not None
    assert starts(solution.values, case) == STARTS
    modules = solution.values["modules"].round()
    assert {key: modules[key] for key in MODULES} == MODULES
    groups = served_in(solution.values).groupby(["service", "year"])["city"]
    assert groups.agg(set).to_dict() == SERVED
    assert benefit(solution.values, case) == pytest.approx(optimum[1])


def test_the_direct_solve_proves_it(case: Case, optimum: list[float]) -> None:
    solution = solve(case, Options(method="direct", gap=1e-6, baselines=False))
    assert solution.status == "optimal"
    assert [goal.bound for goal in solution.goals] == pytest.approx(optimum)


def test_both_baselines_are_worse(case: Case, optimum: list[float]) -> None:
    solution = solve(case, Options(method="direct"))
    assert set(solution.baselines) == {"practice", "path_ratio"}
    for values in solution.baselines.values():
        assert benefit(values, case) < optimum[1]


@pytest.mark.parametrize(
    ("change", "shortfall"),
    [
        ("rules.west_cloud=none", 0.375),
        ("funds.central.budget.2025=10", 0.375),
        ("funds.central.budget.2025=9.9", 0.5),
    ],
)
def test_what_the_working_says_of_other_rules(change: str, shortfall: float, models: Path) -> None:
    model = load_model(models / "tiny.toml", sets=[change])
    case = build_case(model, load_dataset(model.dataset_dir))
    solution = solve(case, Options(method="direct", gap=1e-6, baselines=False))
    assert solution.goals[0].value == pytest.approx(shortfall)
