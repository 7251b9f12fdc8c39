"""A second solver, SCIP, agrees with HiGHS on every goal of the tiny model and of random cases.

SCIP gets the whole nation in one model, compiled to a standard form, with earlier goals kept as rows; HiGHS goes its
own way (provinces and nation joined, cuts, starts). So the two ways of writing the model are compared as well.
"""

from __future__ import annotations

import numpy as np
import pytest
from pyscipopt import Model as Scip
from pyscipopt import quicksum

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.load import load_model
from planner.data.load import load_dataset
from planner.formulation import build
from planner.formulation.goals import ordered
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.standard_form import StandardForm, compile_model
from tests.plan.tampering import ROOT
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case

NEAR = 1e-5
HIGHS = Options(gap=1e-9, method="direct", baselines=False)


def scip_optimum(form: StandardForm) -> float | None:
    """The optimum by SCIP, None if there is no solution."""
    scip = Scip()
    scip.hideOutput()
    columns = [
        scip.addVar(
            vtype="I" if whole else "C",
            lb=None if np.isinf(low) else low,
            ub=None if np.isinf(high) else high,
        )
        for whole, low, high in zip(form.integrality, form.col_lower, form.col_upper, strict=True)
    ]
    for row in range(form.A.shape[0]):
        entries = slice(form.A.indptr[row], form.A.indptr[row + 1])
        cells = zip(form.A.indices[entries], form.A.data[entries], strict=True)
        body = quicksum(float(value) * columns[column] for column, value in cells)
        if np.isfinite(form.row_lower[row]):
            scip.addCons(body >= form.row_lower[row])
        if np.isfinite(form.row_upper[row]):
            scip.addCons(body <= form.row_upper[row])
    cost = quicksum(float(form.cost[column]) * columns[column] for column in np.flatnonzero(form.cost))
    scip.setObjective(cost, "maximize" if form.sense == "max" else "minimize")
    scip.optimize()
    if scip.getStatus() == "infeasible":
        return None
    assert scip.getStatus() == "optimal"
    return float(scip.getObjVal()) + form.offset


def goals_by_scip(case: Case) -> dict[str, float] | None:
    """Every goal's optimum, earlier ones kept at SCIP's values."""
    reached: dict[str, float] = {}
    for name in ordered(case.model.goals):
        value = scip_optimum(compile_model(build.nation(case, reached)))
        if value is None:
            return None
        reached[name] = value
    return reached


def _compare(case: Case, said: str) -> None:
    theirs = goals_by_scip(case)
    solution = solve(case, HIGHS)
    ours = None if solution.values is None else {result.id: result.value for result in solution.goals}
    assert (theirs is None) == (ours is None), said
    if theirs is not None and ours is not None:
        assert ours == pytest.approx(theirs, rel=NEAR, abs=NEAR), said


def test_tiny() -> None:
    """The worked example."""
    case = build_case(load_model(ROOT / "models" / "tiny.toml"), load_dataset(ROOT / "datasets" / "tiny"))
    _compare(case, "tiny")


@pytest.mark.parametrize("part", range(3))
def test_random(part: int) -> None:
    """Other cases than brute force has seen."""
    for number in range(50_000 + part * 10, 50_000 + part * 10 + 10):
        _compare(planner_case(seeded_case(number)), f"seed {number}")


@pytest.mark.parametrize("part", range(3))
def test_random_of_every_rule(part: int) -> None:
    """Cases that use every rule there is."""
    for number in range(150_000 + part * 10, 150_000 + part * 10 + 10):
        _compare(planner_case(seeded_case(number, features=True)), f"seed {number}")
