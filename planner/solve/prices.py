"""The price phase: a Dantzig-Wolfe master over provincial columns, smoothed prices, and the Lagrangian bound.

For prices π of the national rows (minimising: ``≤`` rows ≤ 0, ``≥`` rows ≥ 0, ``=`` rows free) the bound

    L(π) = π·b + Σ_p min_{x_p} (c_p − D_pᵀπ)·y_p + Σ_j min over the box of (c₀ − D₀ᵀπ)_j z_j

is valid whatever π is; ``b`` is the row's lower bound where π > 0 and its upper bound where π < 0 (Geoffrion 1974). The
master over the columns found so far gives an upper bound of the same LP and the next prices; smoothing them with the best
so far (Wentges 1997) keeps them from swinging.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, Basis, solve_lp
from planner.solve.problem import GoalRow, Nation

#: Weight of the newest master prices against the best so far (Wentges smoothing): at first, at most, at least.
FRESH, FRESHEST, STALEST = 0.5, 0.9, 0.15


@dataclass
class Column:
    """One answer of a province: a point of its LP, or a plan when ``integer``."""

    x: np.ndarray
    y: np.ndarray
    integer: bool


@dataclass
class Pool:
    """What is known of every province: columns, cut rows, the basis to start from."""

    columns: list[list[Column]]
    cuts: list[sparse.csr_array]
    bases: list[Basis | None]

    @classmethod
    def empty(cls, nation: Nation) -> Pool:
        """A pool that knows nothing."""
        return cls(
            [[] for _ in nation.blocks],
            [sparse.csr_array((0, block.arrays.shape[1])) for block in nation.blocks],
            [None for _ in nation.blocks],
        )

    def add_plan(self, p: int, x: np.ndarray, y: np.ndarray) -> None:
        """Keep a plan of province p, unless it is known."""
        if not any(column.integer and np.array_equal(column.x, x) for column in self.columns[p]):
            self.columns[p].append(Column(x, y, True))

    def add_cuts(self, p: int, cuts: sparse.csr_array) -> None:
        """Keep cut rows and drop the LP columns that violate them."""
        if not cuts.shape[0]:
            return
        self.cuts[p] = sparse.csr_array(sparse.vstack([self.cuts[p], cuts], format="csr"))
        self.columns[p] = [
            column for column in self.columns[p] if column.integer or float(np.min(cuts @ column.x)) > -1e-6
        ]


@dataclass(frozen=True)
class Master:
    """Optimal solution of a restricted master LP.

    Attributes:
        value: minimised value, penalties included.
        prices: (R,) duals of the national rows.
        weights: per province, (number of columns,) λ.
        own: (n0,) national variables.
        slack: (R,) how far each national row is missed at a penalty.
    """

    value: float
    prices: np.ndarray
    weights: list[np.ndarray]
    own: np.ndarray
    slack: np.ndarray


def solve_master(nation: Nation, goal: GoalRow, columns: list[list[Column]], penalty: np.ndarray) -> Master:
    """Best mixture of one column a province under the national rows, each of them elastic at ``penalty`` (R,)."""
    rows, own = nation.rows_own.shape
    counts = [len(found) for found in columns]
    total = sum(counts)
    y_parts = [np.array([column.y for column in found]) for found in columns]
    usage = [matrix @ part.T for matrix, part in zip(nation.rows_y, y_parts, strict=True)]
    picks = sparse.block_diag([np.ones((1, count)) for count in counts], format="csr")
    eye = sparse.eye_array(rows, format="csr")
    top = sparse.hstack([sparse.csr_array(np.hstack(usage)), nation.rows_own, eye, -eye], format="csr")
    bottom = sparse.hstack([picks, sparse.csr_array((len(counts), own + 2 * rows))], format="csr")
    ones = np.ones(len(counts))
    below = np.where(np.isfinite(nation.row_lower), np.inf, 0.0)
    above = np.where(np.isfinite(nation.row_upper), np.inf, 0.0)
    arrays = Arrays(
        sparse.csr_array(sparse.vstack([top, bottom], format="csr")),
        np.concatenate([nation.row_lower, ones]),
        np.concatenate([nation.row_upper, ones]),
        np.concatenate([np.zeros(total), nation.own_lower, np.zeros(2 * rows)]),
        np.concatenate([np.full(total, np.inf), nation.own_upper, below, above]),
        np.zeros(total + own + 2 * rows, dtype=bool),
    )
    cost = np.concatenate(
        [*(part @ goal.cost_y[p] for p, part in enumerate(y_parts)), goal.cost_own, penalty, penalty]
    )
    answer = solve_lp(arrays, cost)
    if answer.x is None or answer.row_dual is None:
        raise ArithmeticError("the elastic master LP must be feasible")
    edges = np.concatenate([[0], np.cumsum(counts)])
    x = answer.x
    return Master(
        answer.objective + goal.offset,
        signed(nation, answer.row_dual[:rows]),
        [x[low:high] for low, high in zip(edges[:-1], edges[1:], strict=True)],
        x[total : total + own],
        x[total + own : total + own + rows] + x[total + own + rows :],
    )


def signed(nation: Nation, prices: np.ndarray) -> np.ndarray:
    """Prices clipped to the signs that a valid bound needs; what is cut off is rounding of the LP."""
    least = np.where(np.isfinite(nation.row_upper), -np.inf, 0.0)
    most = np.where(np.isfinite(nation.row_lower), np.inf, 0.0)
    return np.clip(prices, least, most)


def weights_at(nation: Nation, goal: GoalRow, prices: np.ndarray) -> np.ndarray:
    """(P, K) what a unit of each quantity costs a province: ``c − Dᵀπ``."""
    return np.array([goal.cost_y[p] - matrix.T @ prices for p, matrix in enumerate(nation.rows_y)])


def constant_at(nation: Nation, goal: GoalRow, prices: np.ndarray) -> float:
    """``π·b`` plus the best of the national variables over their box plus the goal's constant."""
    rhs = np.where(prices > 0, nation.row_lower, np.where(prices < 0, nation.row_upper, 0.0))
    reduced = goal.cost_own - nation.rows_own.T @ prices
    box = np.where(reduced > 0, reduced * nation.own_lower, reduced * nation.own_upper)
    return float(prices @ rhs + box.sum() + goal.offset)


def lagrangian(nation: Nation, goal: GoalRow, prices: np.ndarray, answers: np.ndarray) -> float:
    """The bound L(π) from proven lower bounds (P,) of the provinces' answers, constants of existing projects left out."""
    weights = weights_at(nation, goal, prices)
    fixed = sum(float(w @ block.constants) for w, block in zip(weights, nation.blocks, strict=True))
    return constant_at(nation, goal, prices) + float(answers.sum()) + fixed


@dataclass
class PriceState:
    """Progress of the price phase of one goal.

    Attributes:
        prices: (R,) prices of the best bound; at first the prices to begin with.
        bound: best bound so far (minimising).
        answers: (P,) the provinces' bounds at those prices.
        master: newest master.
        point: per province, (n,) the master's mixture of columns, i.e. the LP solution.
        rounds: rounds of answers so far.
        fresh: weight of the newest master's prices in the next ones.
    """

    prices: np.ndarray
    bound: float = -np.inf
    answers: np.ndarray | None = None
    master: Master | None = None
    point: list[np.ndarray] = field(default_factory=list)
    rounds: int = 0
    fresh: float = FRESH

    def next_prices(self) -> np.ndarray:
        """Where to ask next: between the newest master's prices and the best so far."""
        if self.master is None:
            return self.prices
        return self.fresh * self.master.prices + (1 - self.fresh) * self.prices

    def take(self, prices: np.ndarray, bound: float, answers: np.ndarray) -> None:
        """Note the bound that some prices gave; bolder after a success, more careful after a failure."""
        better = bound > self.bound
        if better:
            self.prices, self.bound, self.answers = prices, bound, answers
        if self.rounds:
            self.fresh = min(FRESHEST, self.fresh * 1.3) if better else max(STALEST, self.fresh * 0.7)
        self.rounds += 1

    def gap(self, unit: float) -> float:
        """Relative distance between master and bound."""
        if self.master is None:
            return float("inf")
        return (self.master.value - self.bound) / max(abs(self.master.value), unit)
