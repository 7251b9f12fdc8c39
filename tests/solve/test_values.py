"""Names and arrays: a point's values by name, and the point again."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solve.assemble import assemble
from planner.solve.cluster import SerialExecutor
from planner.solve.options import Options
from planner.solve.problem import Point
from planner.solve.progress import Stop
from planner.solve.run import solve
from planner.solve.values import KEYS, block_point, finish, to_values
from tests.formulation.cases import make_case
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 8, 11])
def test_a_point_survives_the_round_trip(seed: int) -> None:
    case = planner_case(seeded_case(seed))
    nation, _ = assemble(case, SerialExecutor(), Stop())
    random = np.random.default_rng(seed)
    parts = []
    for block in nation.blocks:
        low, high = block.arrays.col_lower, np.minimum(block.arrays.col_upper, 9.0)
        x = low + (high - low) * random.random(len(low))
        parts.append(np.where(block.arrays.integer, np.round(x), x))
    values = to_values(case, nation, Point(tuple(parts), np.array(nation.own_lower)))
    for block, x in zip(nation.blocks, parts, strict=True):
        assert np.array_equal(block_point(block, values), x)
    for family, series in values.items():
        assert tuple(series.index.names) == KEYS[family]
        assert series.index.is_unique
        assert series.index.is_monotonic_increasing


@pytest.mark.parametrize("seed", [1, 4, 5])
def test_a_solutions_values_are_a_plan_again(seed: int) -> None:
    case = planner_case(seeded_case(seed, 2))
    solution = solve(case, Options(method="direct"))
    assert solution.values is not None
    nation, _ = assemble(case, SerialExecutor(), Stop())
    for block in nation.blocks:
        assert block.arrays.violation(block_point(block, solution.values)) <= 1e-6


def test_what_exists_what_stays_and_own_services_are_added() -> None:
    case = make_case(
        {"m": {"kind": "city"}, "s": {"kind": "site", "capacity_per_module": 10, "max_modules": 3}},
        {
            "m:A": {"status": "built"},
            "m:B": {"last_year": 2001},
            "s:A": {"status": "built", "built_modules": 2, "max_modules": 2},
        },
        {"A": {}, "B": {}},
        ("cities.v", "max"),
        years=(2001, 2002, 2003),
        services={"v": {"mode": "own", "measure": "m"}},
    )
    found: dict[str, dict[tuple[object, ...], float]] = {family: {} for family in KEYS}
    found["done"]["m:B", 2001] = 1.0
    values = finish(case, found)
    assert values["done"].loc["m:B"].tolist() == [1.0, 1.0, 1.0]  # years after the last possible start
    assert values["done"].loc["m:A"].tolist() == [1.0, 1.0, 1.0]
    assert values["modules"].loc["s:A"].tolist() == [2.0, 2.0, 2.0]
    assert values["served"].to_dict() == {("v", city, year): 1.0 for city in "AB" for year in (2001, 2002, 2003)}
    assert values["share"].empty
    assert tuple(values["share"].index.names) == KEYS["share"]


def test_values_beyond_a_columns_bounds_are_brought_inside() -> None:
    case = make_case(
        {"m": {"kind": "city"}},
        {"m:A": {"status": "committed", "by_year": 2001, "capex": 1.0}},
        {"A": {}},
        ("spend.total", "min"),
    )
    nation, _ = assemble(case, SerialExecutor(), Stop())
    block = nation.blocks[0]
    done = [family for family, _ in block.columns].index("done")
    assert block_point(block, {})[done] == 1.0  # committed: its lower bound
