"""From a case to arrays: the joined blocks are the whole model, and uplinks become the network of cut rows."""

from __future__ import annotations

import numpy as np
import pytest

from planner.formulation import build
from planner.solve.assemble import BuildStoppedError, assemble, assemble_beside
from planner.solve.baselines import BASELINES
from planner.solve.cluster import SerialExecutor
from planner.solve.highs import MipLimits, solve_mip
from planner.solve.problem import join
from planner.solve.progress import Stop
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import optimum
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 8, 10, 11])
def test_the_joined_blocks_have_the_optimum_of_the_whole_model(seed: int) -> None:
    case = planner_case(seeded_case(seed, 2))
    nation, handles = assemble(case, SerialExecutor(), Stop())
    assert len(handles) == len(nation.blocks) == len(build.blocks(case))
    joined, goal = join(nation), nation.goals[0]
    answer = solve_mip(joined.arrays, joined.cost(goal), MipLimits())
    whole = compile_model(build.nation(case))
    if answer.outcome == "infeasible":
        with pytest.raises(ValueError, match="Infeasible"):
            optimum(whole)
    else:
        assert goal.value(answer.objective + goal.offset) == pytest.approx(optimum(whole), abs=1e-5)


def test_blocks_are_the_same_each_time_and_differ_by_content() -> None:
    one, other = (assemble(planner_case(seeded_case(4, 3)), SerialExecutor(), Stop())[0] for _ in range(2))
    keys = [block.key for block in one.blocks]
    assert keys == [block.key for block in other.blocks]
    assert len(set(keys)) == len(keys)


def test_uplinks_and_cities_become_a_network() -> None:
    """B hangs on A by a link that can be built, A on the core K by a built one."""
    case = make_case(
        {"l": {"kind": "uplink"}, "m": {"kind": "city"}},
        {"l:A>K": {"status": "built"}, "l:B>A": {"capex": 1.0, "first_year": 2002}, "m:B": {"capex": 1.0}},
        {"K": {"core": True}, "A": {}, "B": {}},
        ("cities.connected", "max"),
        years=(2001, 2002),
        requirements=[("m:B", "way", 1, "connected", "B")],
    )
    block = assemble(case, SerialExecutor(), Stop())[0].blocks[0]
    network = block.network
    assert network is not None
    column = {name: number for number, name in enumerate(block.columns)}
    cities = [index[0] for family, index in block.columns if family == "connected"]
    node = {city: number + 1 for number, city in enumerate(sorted(set(cities), key=str))}
    ends = zip(network.tails.tolist(), network.heads.tolist(), strict=True)
    links = dict(zip(ends, network.link_columns.tolist(), strict=True))
    assert links[node["A"], 0] == [-1, -1]
    assert links[node["B"], node["A"]] == [-2, column["done", ("l:B>A", 2002)]]
    assert network.city_columns[node["B"]].tolist()[1] == column["connected", ("B", 2002)]
    assert network.city_columns[0].tolist() == [-1, -1]


def test_no_uplinks_no_network() -> None:
    case = make_case({"m": {"kind": "city"}}, {"m:A": {}}, {"A": {}}, ("spend.total", "min"))
    assert assemble(case, SerialExecutor(), Stop())[0].blocks[0].network is None


def test_baselines_come_beside_the_blocks() -> None:
    case = planner_case(seeded_case(4, 3))
    nation, _, simple = assemble_beside(case, SerialExecutor(), Stop(), BASELINES)
    assert list(simple) == ["practice", "path_ratio"]
    assert [block.code for block in nation.blocks] == list(build.blocks(case))


def test_a_stop_while_building_is_an_exception_of_its_own() -> None:
    stop = Stop()
    stop.request()
    with pytest.raises(BuildStoppedError):
        assemble(planner_case(seeded_case(4)), SerialExecutor(), stop)


def test_goals_to_maximise_are_minimised_with_their_signs() -> None:
    case = make_case({"m": {"kind": "city"}}, {"m:A": {"capex": 3.0}}, {"A": {}}, ("spend.total", "max"))
    nation, _ = assemble(case, SerialExecutor(), Stop())
    goal = nation.goals[0]
    joined = join(nation)
    answer = solve_mip(joined.arrays, joined.cost(goal), MipLimits())
    assert answer.objective == pytest.approx(-3.0)
    assert goal.value(answer.objective) == pytest.approx(3.0)
    assert np.all(np.isfinite(nation.own_lower))
