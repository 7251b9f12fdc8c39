"""Cut rows for shared uplinks: found where the LP connects a city for half of its cost, and true for every plan."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from planner.solve.cuts import TOLERANCE, separate
from planner.solve.highs import Arrays, solve_lp
from planner.solve.problem import Network
from planner.solve.tasks import with_cuts


def _network(
    links: list[tuple[int, int]], cities: int, built: tuple[int, ...] = (), *, protected: bool = False
) -> Network:
    """One year; columns are the links that can be built, the cities 1, 2, … connected, and the same protected."""
    columns, number = [], 0
    for link in range(len(links)):
        columns.append([-1] if link in built else [number])
        number += link not in built
    return Network(
        np.array([tail for tail, _ in links]),
        np.array([head for _, head in links]),
        cities + 1,
        np.array(columns),
        np.array([[-1], *([number + k] for k in range(cities))]),
        (np.array([[-1], *([number + cities + k] for k in range(cities))]),) if protected else (),
    )


#: 3 hangs on 1 and on 2, both of which hang on the core through 4: 3→1, 3→2, 1→4, 2→4, 4→0.
DIAMOND = [(3, 1), (3, 2), (1, 4), (2, 4), (4, 0)]


def test_two_halves_over_a_shared_half_are_cut_off() -> None:
    network = _network(DIAMOND, 4)
    x = np.array([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0, 0.5])  # links, then connected 1, 2, 3, 4
    rows = separate(network, x)
    found = [(np.flatnonzero(row > 0).tolist(), np.flatnonzero(row < 0).tolist()) for row in rows.toarray()]
    assert ([4], [7]) in found  # the only way out of {1, 2, 3, 4} is link 4, so connected[3] ≤ done[4→0]
    assert float((rows @ x).max()) < -TOLERANCE


def test_nothing_is_cut_where_the_flow_suffices() -> None:
    network = _network(DIAMOND, 4)
    assert separate(network, np.array([0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 1, 1])).shape == (0, 9)


def test_built_links_carry_everything() -> None:
    network = _network([(1, 0), (2, 1)], 2, built=(0,))
    rows = separate(network, np.array([0.25, 1.0, 1.0]))  # done[2→1], connected 1, 2
    assert rows.toarray().tolist() == [[1.0, 0.0, -1.0]]


def test_links_that_cannot_be_built_yet_carry_nothing() -> None:
    network = Network(np.array([1]), np.array([0]), 2, np.array([[-2, 0]]), np.array([[-1, -1], [1, 2]]))
    rows = separate(network, np.array([0.5, 0.9, 0.9]))
    assert sorted(rows.toarray().tolist()) == [[0.0, -1.0, 0.0], [1.0, 0.0, -1.0]]


@st.composite
def dags(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Links between up to five cities and the core; each city leads to a lower number, some more than once."""
    links = []
    for tail in range(1, draw(st.integers(2, 5)) + 1):
        heads = draw(st.lists(st.integers(0, tail - 1), min_size=1, max_size=2))
        links += [(tail, head) for head in heads]
    return links[:8]


def _reached(links: list[tuple[int, int]], done: tuple[int, ...]) -> set[int]:
    found = {0}
    for _ in links:
        found |= {tail for (tail, head), there in zip(links, done, strict=True) if there and head in found}
    return found


def _protected(links: list[tuple[int, int]], done: tuple[int, ...]) -> set[int]:
    """The largest set of cities with two links each to different members of it, or to the core, which is two places."""
    found: set[int] = set()
    for city in range(1, 1 + max(tail for tail, _ in links)):  # lower numbers first: they are nearer to the core
        heads = [head for (tail, head), there in zip(links, done, strict=True) if there and tail == city]
        safe = [head for head in heads if head == 0] + sorted({head for head in heads if head in found})
        if len(safe) > 1:
            found.add(city)
    return found


@given(dags(), st.integers(0, 10_000), st.integers(-1, 7))
@settings(max_examples=60)
@example(links=[(1, 0), (1, 0), (2, 0), (2, 1), (3, 1), (3, 2)], seed=1, built=4)
def test_no_plan_violates_a_cut(links: list[tuple[int, int]], seed: int, built: int) -> None:
    """Cuts found at random points hold for every set of links with what it truly connects and protects."""
    cities = max(tail for tail, _ in links)
    there = (built,) if 0 <= built < len(links) else ()
    network = _network(links, cities, there, protected=True)
    random, constant = np.random.default_rng(seed), len(links) - len(there) + 2 * cities
    rows = [separate(network, np.append(random.random(constant), 1.0), constant) for _ in range(3)]
    cuts = np.concatenate([row.toarray() for row in rows])
    for done in product((0, 1), repeat=len(links)):
        if any(not done[link] for link in there):
            continue
        sets = (_reached(links, done), _protected(links, done))
        states = [float(city in found) for found in sets for city in range(1, cities + 1)]
        plan = np.array([*(value for link, value in enumerate(done) if link not in there), *states, 1.0])
        assert np.all(cuts @ plan >= -1e-9)


def test_protection_over_two_halves_is_cut_off() -> None:
    """Half of each uplink connects a city, but does not protect half of it beside."""
    network = _network([(1, 0), (1, 0)], 1, protected=True)
    assert separate(network, np.array([0.5, 0.5, 1.0, 0.5])).toarray().tolist() == [[1.0, 1.0, -1.0, -1.0]]
    built = _network([(1, 0), (1, 0)], 1, (0,), protected=True)
    x = np.array([0.25, 1.0, 0.5, 1.0])  # done, connected, protected, one
    assert separate(built, x, 3).toarray().tolist() == [[1.0, -1.0, -1.0, 1.0]]
    assert separate(built, x).shape == (0, 4)  # without a constant column the row cannot be written


@given(dags(), st.integers(0, 10_000))
@settings(max_examples=40)
def test_separation_is_exact(links: list[tuple[int, int]], seed: int) -> None:
    """If no cut is found, no set of cities has too little leaving it: all sets are listed."""
    cities = max(tail for tail, _ in links)
    x = np.random.default_rng(seed).random(len(links) + cities)
    worst = 0.0
    for inside in product((False, True), repeat=cities):
        member = (False, *inside)
        leaving = sum(x[k] for k, (tail, head) in enumerate(links) if member[tail] and not member[head])
        wanted = max((x[len(links) + city - 1] for city in range(1, cities + 1) if member[city]), default=0.0)
        worst = max(worst, wanted - leaving)
    found = separate(_network(links, cities), x)
    if worst > TOLERANCE + 1e-4:
        assert found.shape[0] > 0
        assert float(-(found @ x).min()) == pytest.approx(worst, abs=1e-4)
    elif worst < TOLERANCE - 1e-4:
        assert found.shape[0] == 0


def test_the_lp_bound_tightens_to_the_true_cost() -> None:
    """Connecting 3 in the diamond costs 10 for the shared link and 1 a link; the LP alone believes half of it."""
    network = _network(DIAMOND, 4)
    rows = np.zeros((9, 9))
    for number, (_, head) in enumerate(DIAMOND):  # done[l] ≤ connected[head]
        rows[number, number] = -1.0
        rows[number, 5 + head - 1] = 1.0 if head else 0.0
    for city in range(1, 5):  # connected[i] ≤ Σ done[l from i]
        rows[4 + city, [k for k, (tail, _) in enumerate(DIAMOND) if tail == city]] = 1.0
        rows[4 + city, 5 + city - 1] = -1.0
    rows[4] = 0.0
    lower = np.zeros(9)
    lower[7] = 1.0  # connected[3] = 1
    arrays = Arrays(sparse.csr_array(rows), np.zeros(9), np.full(9, np.inf), lower, np.ones(9), np.full(9, True))
    cost = np.array([1.0, 1, 1, 1, 10, 0, 0, 0, 0])
    before = solve_lp(arrays, cost)
    answer = before
    for _ in range(10):
        assert answer.x is not None
        found = separate(network, answer.x)
        if not found.shape[0]:
            break
        arrays = with_cuts(arrays, found)
        answer = solve_lp(arrays, cost)
    assert before.objective == pytest.approx(7.0)
    assert answer.objective == pytest.approx(12.0)
