"""Cut rows of a province: for shared uplinks here, by rounding in ``rounding`` and ``wavelengths``.

The connection rows of a province are exact for integers but weak in the LP: two half-built routes to the same
half-built uplink "connect" a city fully for half of its cost. For every set W of small cities with i in W,

    Σ_{uplinks leaving W} done[l, t] ≥ connected[i, t]

holds for every plan. The most violated W is the source side of a minimum cut from i to the core with the LP's ``done``
as capacities (max-flow min-cut, Ford and Fulkerson 1956), so separation is exact: one maximum flow a city and year.
The rows hold at all prices and are therefore kept with the block.

Where cities can be *protected* (two ways to the core), the LP calls a city connected and half protected over two halves
of uplinks, for the cost of one. For every W with i and j in W

    Σ_{uplinks leaving W} done[l, t] ≥ connected[i, t] + protected[j, t]

holds, too. If j is protected, take the protected city of W that comes last on the way to the core: both of its ways end
at core or protected places, hence outside W, so two uplinks leave W; otherwise it is the row above. The LP of one
province of 71 places has 270 fractional integers instead of 870 with these rows.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.solve.problem import Block, Network
from planner.solve.rounding import as_rows, round_rows
from planner.solve.wavelengths import whole_wavelengths

#: Capacities are integers to the flow code.
_SCALE = 1_000_000
#: Column number of an uplink that is always in service.
_BUILT = -1
#: A cut is worth a row when it is violated by this much.
TOLERANCE = 0.02


def violated(block: Block, x: np.ndarray, *, thorough: bool = True) -> sparse.csr_array:
    """Cut rows of a block that an LP point violates: (cuts × n) matrix of rows that must be ≥ 0.

    Args:
        thorough: also by rounding knapsacks; far from the last prices those rows hold up more than they help.
    """
    none = sparse.csr_array((0, len(x)))
    shared = separate(block.network, x, block.constant) if block.network is not None else none
    rounded = whole_wavelengths(block.traffic, block.arrays, x) if block.traffic is not None else []
    if thorough:
        rounded = [*rounded, *round_rows(block.knapsacks, block.arrays, x)]
    return sparse.csr_array(sparse.vstack([shared, as_rows(rounded, block.constant, len(x))], format="csr"))


def separate(network: Network, x: np.ndarray, constant: int = -1) -> sparse.csr_array:
    """Violated cut rows at an LP point.

    Args:
        x: (n,) values of the block's columns.
        constant: column that always is 1, by which existing uplinks enter; -1 without one.

    Returns:
        (cuts × n) matrix of rows that must be ≥ 0; empty if none is violated by more than :data:`TOLERANCE`.
    """
    columns: list[np.ndarray] = []
    values: list[np.ndarray] = []
    for year in range(network.link_columns.shape[1]):
        connected = network.city_columns[:, year]
        wanted = [connected[np.newaxis], *(np.array([connected, way[:, year]]) for way in network.protected_columns)]
        for kinds in wanted:
            for links, cities in _cuts_of_year(network, x, year, kinds):
                new, built = links[links >= 0], int((links == _BUILT).sum())
                if built and constant < 0:
                    continue
                columns.append(np.concatenate([new, [constant] if built else [], cities]).astype(int))
                values.append(np.concatenate([np.ones(len(new)), [built] if built else [], -np.ones(len(cities))]))
    if not columns:
        return sparse.csr_array((0, len(x)))
    starts = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    return sparse.csr_array((np.concatenate(values), np.concatenate(columns), starts), shape=(len(columns), len(x)))


def _capacities(network: Network, x: np.ndarray, year: int) -> np.ndarray:
    """(L,) value of each uplink in a year at the point."""
    columns = network.link_columns[:, year]
    return np.select([columns >= 0, columns == _BUILT], [x[np.maximum(columns, 0)], 1.0], 0.0)


def _cuts_of_year(network: Network, x: np.ndarray, year: int, kinds: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """(link columns leaving W, columns of cities) of each violated cut, one a set W.

    Args:
        kinds: (k × nodes) columns of which the largest of each kind in W must fit through what leaves it.
    """
    capacity = _capacities(network, x, year)
    whole = np.round(np.clip(capacity, 0.0, 1.0) * _SCALE).astype(np.int32)
    graph = sparse.csr_array((whole, (network.tails, network.heads)), shape=(network.nodes, network.nodes))
    graph = sparse.csr_array(graph, dtype=np.int32)
    values = np.where(kinds >= 0, x[np.maximum(kinds, 0)], 0.0)
    wanted = np.where(values[-1] > TOLERANCE, values.sum(axis=0), 0.0)
    found: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}
    doubtful = wanted - TOLERANCE > _widest(network, capacity)
    for node in np.argsort(-wanted, kind="stable"):
        if wanted[node] <= TOLERANCE:
            break
        if not doubtful[node]:
            continue
        flow = maximum_flow(graph, int(node), 0)
        if flow.flow_value >= (wanted[node] - TOLERANCE) * _SCALE:
            continue
        inside = np.zeros(network.nodes, dtype=bool)
        inside[breadth_first_order(_residual(graph, flow.flow), int(node), return_predecessors=False)] = True
        leaving = network.link_columns[inside[network.tails] & ~inside[network.heads], year]
        others = np.argmax(np.where(inside & (kinds[:-1] >= 0), values[:-1], -1.0), axis=1)
        cities = np.append(kinds[np.arange(len(others)), others], kinds[-1, node])
        found.setdefault(inside.tobytes(), (leaving[(leaving >= 0) | (leaving == _BUILT)], cities[cities >= 0]))
    return list(found.values())


def _widest(network: Network, capacity: np.ndarray) -> np.ndarray:
    """(nodes,) least capacity along the best single path to the core: where it suffices, so does the flow.

    Spares the maximum flow of all cities that the LP connects without splitting them, which are nearly all.
    """
    width = np.zeros(network.nodes)
    width[0] = 1.0
    for _ in range(network.nodes):
        wider = width.copy()
        np.maximum.at(wider, network.tails, np.minimum(capacity, width[network.heads]))
        if np.array_equal(wider, width):
            break
        width = wider
    return width


def _residual(graph: sparse.csr_array, flow: sparse.csr_array) -> sparse.csr_array:
    left = sparse.csr_array(graph - flow)
    left.eliminate_zeros()
    return left
