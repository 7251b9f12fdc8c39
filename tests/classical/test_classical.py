"""Classical problems are data sets and model files: one of each, solved to its known optimum.

Each optimum is stated, and found again by listing all choices, with nothing of the planner: only the data set's own
tables are read. So a wrong figure in a table, in the model file, in the case or in the formulation shows.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config import load_model
from planner.data.load import load_dataset
from planner.formulation import build
from planner.formulation.goals import ordered
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.standard_form import compile_model
from tests.formulation.solving import joined, optimum

HERE = Path(__file__).parent


def _case(name: str, *sets: str) -> Case:
    loaded = load_model(HERE / name / "model.toml", sets=sets)
    return build_case(loaded, load_dataset(loaded.dataset_dir))


def _table(name: str, table: str) -> pd.DataFrame:
    return pd.read_csv(HERE / name / "dataset" / f"{table}.csv", keep_default_na=False)


def _facility_location(_: int) -> float:
    """Every set of depots, and the cheapest transport from it as a flow of least cost."""
    pairs, cities = _table("facility_location", "pairs"), _table("facility_location", "cities").set_index("id")
    costs = _table("facility_location", "unit_costs").set_index("item")["base_myuan"]
    demand = cities.loc[cities["small"] == 1, "demand"].to_dict()
    best = float("inf")
    depots = sorted(set(pairs["site_city"]))
    for opened in chain.from_iterable(combinations(depots, size) for size in range(1, len(depots) + 1)):
        if 500 * len(opened) < sum(demand.values()):
            continue
        network = nx.DiGraph()
        network.add_node("all", demand=-sum(demand.values()))
        for depot in opened:
            network.add_edge("all", depot, capacity=500, weight=0)
        for customer, amount in demand.items():
            network.add_node(customer, demand=amount)
        for pair in pairs[pairs["site_city"].isin(opened)].itertuples():
            network.add_edge(pair.site_city, pair.city, weight=round(pair.haul_myuan / demand[pair.city]))
        best = min(best, costs["opening"] * len(opened) + nx.min_cost_flow_cost(network))
    return best


def _p_median(count: int) -> float:
    """Every set of so many facilities, each node served from the nearest."""
    haul = _table("p_median", "pairs").pivot_table(index="city", columns="site_city", values="haul_myuan")
    return min(float(haul[list(chosen)].min(axis=1).sum()) for chosen in combinations(haul.columns, count))


def _maximal_covering(count: int) -> float:
    """Every set of so many facilities, and the demand of all nodes near one of them, in thousands."""
    pairs = _table("maximal_covering", "pairs")
    thousand = _table("maximal_covering", "cities").set_index("id")["residents"] / 1000
    near = {str(site): set(rows["city"]) for site, rows in pairs.groupby("site_city")}
    return max(
        float(thousand[sorted(set().union(*(near[site] for site in chosen)))].sum())
        for chosen in combinations(sorted(near), count)
    )


def _steiner_arborescence(_: int) -> float:
    """Every set of links, seen without directions: those whose graph joins the terminals to the root."""
    links = _table("steiner_arborescence", "uplinks")
    edges = list(zip(links["from"], links["to"], strict=True))
    for count in range(1, len(edges) + 1):
        for chosen in combinations(edges, count):
            graph = nx.Graph(chosen)
            if {"v1", "v3", "v5", "v7"} <= set(graph) and {"v3", "v5", "v7"} <= nx.node_connected_component(
                graph, "v1"
            ):
                return count
    raise AssertionError("the graph is connected")


#: Problem, number of facilities (0: not asked), optimum.
KNOWN: list[tuple[Callable[[int], float], int, float]] = [
    (_facility_location, 0, 5610),  # depots 2 and 3
    (_p_median, 1, 4772),
    (_p_median, 2, 3145),
    (_p_median, 3, 2438),
    (_p_median, 5, 1444),
    (_maximal_covering, 1, 55),
    (_maximal_covering, 3, 112),
    (_maximal_covering, 5, 154),
    (_steiner_arborescence, 0, 5),
]
each = pytest.mark.parametrize(
    ("listing", "count", "known"), KNOWN, ids=[f"{f.__name__[1:]}-{count}" for f, count, _ in KNOWN]
)


def _asked(listing: Callable[[int], float], count: int) -> Case:
    return _case(listing.__name__[1:], *([f"limits.p.at_most={count}"] if count else []))


@each
def test_known_optimum_is_found_by_listing_all_choices(
    listing: Callable[[int], float], count: int, known: float
) -> None:
    assert listing(count) == pytest.approx(known)


@each
def test_formulation_has_the_known_optimum(listing: Callable[[int], float], count: int, known: float) -> None:
    case = _asked(listing, count)
    (goal,) = ordered(case.model.goals)
    assert optimum(compile_model(build.nation(case))) == pytest.approx(known)
    assert optimum(joined(case, goal)) == pytest.approx(known)


@each
def test_planner_solves_it_to_the_known_optimum(listing: Callable[[int], float], count: int, known: float) -> None:
    solution = solve(_asked(listing, count), Options(gap=1e-9, baselines=False))
    (goal,) = solution.goals
    assert goal.value == pytest.approx(known)
    assert goal.bound == pytest.approx(known)


def test_the_odd_wheel_is_not_solved_by_its_relaxation() -> None:
    """Half of every spoke and half of every second rim edge reach all terminals: 4.5 (Koch and Martin), not 5."""
    form = compile_model(build.nation(_case("steiner_arborescence")))
    assert optimum(form, relaxed=True) == pytest.approx(4.5)
