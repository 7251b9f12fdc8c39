"""Small random nations as arrays, and what is true of them by listing all choices.

Each province has a few binaries and one payment that they allow; the national rows have all three senses, and the
national variables have bounds. A plan that keeps all rows is built in, so that none is infeasible.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.solve.highs import Arrays
from planner.solve.problem import Block, GoalRow, Nation, Point, content_key

BINARIES, QUANTITIES, OWN = 3, 2, 2


@dataclass(frozen=True)
class Toy:
    """A nation with a plan of it."""

    nation: Nation
    plan: Point

    @property
    def goal(self) -> GoalRow:
        """Its only goal."""
        return self.nation.goals[0]


def toy(seed: int, provinces: int = 3) -> Toy:
    """The random nation of a seed."""
    random = np.random.default_rng(seed)
    blocks, parts = [], []
    for p in range(provinces):
        block, x = _block(random, f"P{p}")
        blocks.append(block)
        parts.append(x)
    rows_y = tuple(sparse.csr_array(random.integers(-2, 4, (4, QUANTITIES)).astype(float)) for _ in blocks)
    rows_own = sparse.csr_array(random.integers(-1, 2, (4, OWN)).astype(float))
    own_lower, own_upper = -random.integers(0, 3, OWN).astype(float), random.integers(1, 4, OWN).astype(float)
    own = own_lower + (own_upper - own_lower) * random.random(OWN).round(2)
    goal = GoalRow(
        "goal",
        1.0,
        random.integers(-5, 6, (provinces, QUANTITIES)).astype(float),
        random.integers(-2, 3, OWN).astype(float),
        offset=float(random.integers(-3, 4)),
        tolerance=0.0,
        relative_tolerance=0.0,
        unit=1.0,
    )
    names = (("most", ("a",)), ("most", ("b",)), ("least", ("c",)), ("same", ("d",)))
    quantities = tuple((f"q{k}", 2024) for k in range(QUANTITIES))
    owns = tuple(("own", (k,)) for k in range(OWN))
    free = np.full(4, np.inf)
    nation = Nation(
        tuple(blocks), quantities, rows_y, rows_own, -free, free, names, own_lower, own_upper, owns, (goal,)
    )
    plan = Point(tuple(parts), own)
    reached = nation.activity(plan.y(nation), own)
    room = random.integers(0, 3, 4).astype(float)
    lower = np.array([-np.inf, -np.inf, reached[2] - room[2], reached[3]])
    upper = np.array([reached[0] + room[0], reached[1] + room[1], np.inf, reached[3]])
    nation = Nation(
        tuple(blocks), quantities, rows_y, rows_own, lower, upper, names, own_lower, own_upper, owns, (goal,)
    )
    return Toy(nation, plan)


def _block(random: np.random.Generator, code: str) -> tuple[Block, np.ndarray]:
    """A province: weights of binaries under a limit, and a payment up to what the binaries cost."""
    weight, cost = random.integers(1, 5, BINARIES), random.integers(1, 6, BINARIES)
    limit = int(random.integers(weight.min(), weight.sum() + 1))
    matrix = np.zeros((2, BINARIES + 1))
    matrix[0, :BINARIES] = weight
    matrix[1, :BINARIES], matrix[1, BINARIES] = -cost, 1.0
    arrays = Arrays(
        sparse.csr_array(matrix),
        np.full(2, -np.inf),
        np.array([limit, 0.0]),
        np.zeros(BINARIES + 1),
        np.array([1.0] * BINARIES + [float(cost.sum())]),
        np.array([True] * BINARIES + [False]),
    )
    links = sparse.csr_array(random.integers(-3, 4, (QUANTITIES, BINARIES + 1)).astype(float))
    constants = random.integers(0, 3, QUANTITIES).astype(float)
    done = random.integers(0, 2, BINARIES).astype(float)
    if weight @ done > limit:
        done[:] = 0.0
    x = np.append(done, round(float(random.random() * (cost @ done)), 2))
    columns = (*(("done", (f"u{k}", 2024)) for k in range(BINARIES)), ("grant", ("r", "c", 2024)))
    rows = (("limit", (2024,)), ("grant_bound", ("r", "c", 2024)))
    key = content_key(code, arrays.matrix, arrays.row_upper, arrays.col_upper, links, constants)
    block = Block(
        code=code,
        arrays=arrays,
        links=links,
        constants=constants,
        whole=np.zeros(QUANTITIES, dtype=bool),
        columns=columns,
        rows=rows,
        network=None,
        key=key,
    )
    return block, x


def least(block: Block, weights: np.ndarray) -> float:
    """Least ``weights · (C x)`` over the plans of a toy province, by listing them."""
    cost = np.asarray(block.links.T @ weights)
    matrix, upper = block.arrays.matrix.toarray(), block.arrays.row_upper
    best = np.inf
    for done in product((0.0, 1.0), repeat=BINARIES):
        if matrix[0, :BINARIES] @ done <= upper[0]:
            most = -float(matrix[1, :BINARIES] @ done)
            best = min(best, float(cost[:BINARIES] @ done) + min(0.0, cost[BINARIES] * most))
    return best


def plans(block: Block) -> list[np.ndarray]:
    """Every choice of a toy province's binaries, without payment."""
    matrix, upper = block.arrays.matrix.toarray(), block.arrays.row_upper
    chosen = (np.array([*done, 0.0]) for done in product((0.0, 1.0), repeat=BINARIES))
    return [x for x in chosen if matrix[0] @ x <= upper[0]]


def optimum(arrays: Arrays, cost: np.ndarray) -> float:
    """Optimal value of a model, by SciPy.

    Raises:
        ValueError: there is none.
    """
    found = milp(
        cost,
        integrality=arrays.integer.astype(int),
        bounds=Bounds(arrays.col_lower, arrays.col_upper),
        constraints=LinearConstraint(arrays.matrix.tocsc(), arrays.row_lower, arrays.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    if found.fun is None:
        raise ValueError(found.message)
    return float(found.fun)
