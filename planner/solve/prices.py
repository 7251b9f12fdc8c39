"""The price phase: a Dantzig-Wolfe master over provincial columns, smoothed prices, and the Lagrangian bound.

For prices π of the national rows (minimising: ``≤`` rows ≤ 0, ``≥`` rows ≥ 0, ``=`` rows free) the bound

    L(π) = π·b + Σ_p min_{x_p} (c_p − D_pᵀπ)·y_p + Σ_j min over the box of (c₀ − D₀ᵀπ)_j z_j

is valid whatever π is; ``b`` is the row's lower bound where π > 0 and its upper bound where π < 0 (Geoffrion 1974).
The master over the columns found so far gives the next prices; smoothing them with the best so far (Wentges 1997) keeps
them from swinging. Its value says how near the end is, and no more: it is an upper bound of the same LP (with missed
rows allowed at their penalties) only while every column keeps all cut rows. Columns that violate rows found by rounding
stay, and columns cut off come back with a surcharge (:meth:`Pool.with_cut_off`), which makes up for what they gain over
the answer at the best prices with the money they have; the master pays for them anew and can fall below the bound. The
bound never depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, Basis, solve_lp
from planner.solve.problem import Block, GoalRow, Nation
from planner.solve.tasks import Start

#: Weight of the newest master prices against the best so far (Wentges smoothing): at first, at most, at least.
FRESH, FRESHEST, STALEST = 0.5, 0.9, 0.15
#: Relative change of the weights up to which an LP goes on from its last basis.
HOT = 0.07
#: A row missed by less than this, relative to its size, is not missed.
_ROUNDING = 1e-6
#: What a rough column is dearer than an exact one at first, in parts of a province's mean answer; how much dearer it
#: becomes from one exact round to the next, because it holds prices near where they are and would for ever; and when
#: exact columns have to do without.
ROUGH, DEARER_ROUGH, MOST_ROUGH = 0.01, 1.5, 1.0
#: Families of variables that say who pays; all continuous.
MONEY = frozenset({"grant", "site_grant", "local", "enterprise"})
#: Up to this many variables the master decides grants of single projects again; beyond, its LP would take longer than
#: the provinces' (10 to 19 s a round on the national model), and they stay as each column has them.
MOST_SITE_GRANTS = 20_000


@dataclass(frozen=True)
class Recourse:
    """The part of a province that the master decides again for every mixture: who pays.

    A column stands for what is built; its money is only one way to pay for it. The master keeps the money columns and
    all rows they are in, so that physical plans found at other prices still combine (sixteen carrier budgets would
    otherwise reject most mixtures).

    Attributes:
        columns: (M,) the money columns of the block, all continuous.
        rows: (N,) the block's rows with any of them.
        matrix: (N × M) those rows over the money columns.
        rest: (N × n) the same rows over everything else.
        links: (K × M) contributions of money to the quantities.
        other_links: (K × n) contributions of everything else.
    """

    columns: np.ndarray
    rows: np.ndarray
    matrix: sparse.csr_array
    rest: sparse.csr_array
    links: sparse.csr_array
    other_links: sparse.csr_array

    @classmethod
    def of(cls, block: Block, families: Set[str] = MONEY) -> Recourse:
        """Take a block's money apart; without families nothing is decided again, and a column is all there is."""
        money = np.array([family in families for family, _ in block.columns], dtype=bool)
        arrays = block.arrays
        rows = np.flatnonzero(np.diff(sparse.csr_array(arrays.matrix[:, np.flatnonzero(money)]).indptr))
        keep = sparse.diags_array((~money).astype(float), format="csr")
        columns = np.flatnonzero(money)
        return cls(
            columns,
            rows,
            sparse.csr_array(arrays.matrix[rows][:, columns]),
            sparse.csr_array(arrays.matrix[rows] @ keep),
            sparse.csr_array(block.links[:, columns]),
            sparse.csr_array(block.links @ keep),
        )


@dataclass(frozen=True)
class Column:
    """One answer of a province: a point of its LP, or a plan when ``integer``.

    Attributes:
        x: (n,) the point.
        y: (K,) its quantities without money.
        use: (N,) its part of the rows that money is in.
        surcharge: what the master pays for a unit of it beyond what it contributes.
        rough: it breaks rows that rough prices do without.
    """

    x: np.ndarray
    y: np.ndarray
    use: np.ndarray
    integer: bool
    surcharge: float = 0.0
    rough: bool = False


@dataclass(frozen=True)
class Ended:
    """Where a province's last LP ended, at which (K,) weights, and whether interior point is to end the next.

    The basis is missing where it was that of an LP with fewer rows.
    """

    basis: Basis | None
    weights: np.ndarray
    interior: bool


@dataclass
class Pool:
    """What is known of every province: columns, cut rows, and where its last LP answer ended at which weights.

    Attributes:
        cut_off: LP columns that violate a cut row found since.
        rough_charge: what a rough column is dearer than an exact one, in parts of a province's mean answer.
    """

    blocks: tuple[Block, ...]
    recourse: list[Recourse]
    columns: list[list[Column]]
    cuts: list[sparse.csr_array]
    bases: list[Ended | None]
    cut_off: list[list[Column]] = field(default_factory=list)
    rough_charge: float = ROUGH

    @classmethod
    def empty(cls, nation: Nation, families: Set[str] | None = None) -> Pool:
        """A pool that knows nothing; ``families`` of variables are what its master decides again, by default money."""
        if families is None:
            single = sum(family == "site_grant" for block in nation.blocks for family, _ in block.columns)
            families = MONEY if single <= MOST_SITE_GRANTS else MONEY - {"site_grant"}
        return cls(
            nation.blocks,
            [Recourse.of(block, families) for block in nation.blocks],
            [[] for _ in nation.blocks],
            [sparse.csr_array((0, block.arrays.shape[1])) for block in nation.blocks],
            [None for _ in nation.blocks],
        )

    def add(self, p: int, x: np.ndarray, *, integer: bool) -> None:
        """Keep a point of province p; a plan takes the place of one that builds the same. The newest come last."""
        part = self.recourse[p]
        if integer:
            built = np.delete(x, part.columns)
            self.columns[p] = [
                c for c in self.columns[p] if not (c.integer and np.array_equal(np.delete(c.x, part.columns), built))
            ]
        y = np.asarray(part.other_links @ x) + self.blocks[p].constants
        self.columns[p].append(Column(x, y, np.asarray(part.rest @ x), integer))

    def start(self, p: int, weights: np.ndarray) -> Start:
        """How to begin the next LP of province p: from its last basis, unless prices have moved far.

        Dual simplex on the dual takes 400 to 1,500 iterations at weights 1 to 2 % away and 1,500 to 3,300 at 5 to 7 %,
        where a fresh start takes 5,000 to 8,500; at 15 % it is no quicker. Where simplex is slow from nothing, it takes
        a tenth of the time of the interior point method at 0.5 %, a quarter at 4 to 6 %, and as long at 13 %.
        """
        known = self.bases[p]
        if known is None:
            return Start()
        near = np.abs(weights - known.weights).sum() <= HOT * np.abs(known.weights).sum()
        return Start("interior" if known.interior else "dual", known.basis if near else None)

    def add_cuts(self, p: int, cuts: sparse.csr_array) -> None:
        """Keep cut rows and set aside the LP columns that violate them, but for rows found by rounding.

        Rounding moves a province's bound by less than a thousandth, but nearly every earlier column violates one of its
        rows; without them the master would have to begin again. It only serves to find prices, so it may mix them.
        """
        if not cuts.shape[0]:
            return
        self.cuts[p] = sparse.csr_array(sparse.vstack([self.cuts[p], cuts], format="csr"))
        constant = self.blocks[p].constant
        rounded = np.diff(cuts[:, [constant]].indptr) > 0 if constant >= 0 else np.zeros(cuts.shape[0], dtype=bool)
        hard = sparse.csr_array(cuts[np.flatnonzero(~rounded)])
        self._set_aside(p, lambda column: float(np.min(hard @ column.x, initial=0.0)) > -1e-6)

    def _set_aside(self, p: int, keeps: Callable[[Column], bool]) -> None:
        """Take the LP columns of a province that do not keep something out of the master."""
        before, self.columns[p] = self.columns[p], []
        self.cut_off = self.cut_off or [[] for _ in self.blocks]
        for column in before:
            (self.columns if column.integer or keeps(column) else self.cut_off)[p].append(column)

    def refine(self) -> None:
        """From rough prices to exact ones: LP columns that violate late rows are cut off, bases without them forgotten.

        The interior point method takes over: late rows are many, and a basis without them violates most.
        """
        for p, (block, ended) in enumerate(zip(self.blocks, self.bases, strict=True)):
            late = block.late
            if ended is None or not late.size:
                continue
            self.bases[p] = Ended(None, ended.weights, interior=True)
            self._set_aside(p, partial(_keeps, block, late))
            self.cut_off[p] = [replace(column, rough=True) for column in self.cut_off[p]]

    @property
    def rough(self) -> bool:
        """Whether some columns break rows that rough prices do without."""
        return any(column.rough for columns in self.cut_off for column in columns)

    def charge_rough(self) -> None:
        """Make rough columns dearer, and in the end forget them."""
        self.rough_charge *= DEARER_ROUGH
        if self.rough_charge > MOST_ROUGH:
            self.forget_rough()

    def forget_rough(self) -> None:
        """Drop the columns that break such rows: the exact ones do without them."""
        self.cut_off = [[column for column in columns if not column.rough] for columns in self.cut_off]
        self.rough_charge = ROUGH

    def with_cut_off(self, weights: np.ndarray, answers: np.ndarray | None) -> Pool:
        """The same with the columns cut off, each as dear at (P, K) weights as the (P,) LP answers there say.

        When cut rows are found near the last prices nearly every column violates one; a master of the rest alone would
        have to begin again. At these prices no column is better than the answer, so a column that still seems to be is
        charged the difference: master and bound agree at the best prices, and the prices stay where they are. Rough
        columns are charged a little more, so that master and bound only meet when exact ones do nearly without them:
        plans are looked for around their mixture.
        """
        if answers is None or not any(self.cut_off):
            return self
        columns, more = [], self.rough_charge * float(np.abs(answers).mean())
        for p, (block, known, old) in enumerate(zip(self.blocks, self.columns, self.cut_off, strict=True)):
            cost = block.links.T @ weights[p]
            dear = [max(0.0, float(answers[p]) - float(cost @ c.x)) + more * c.rough for c in old]
            columns.append([*(replace(c, surcharge=s) for c, s in zip(old, dear, strict=True)), *known])
        return replace(self, columns=columns)


def _keeps(block: Block, rows: np.ndarray, column: Column) -> bool:
    activity = block.arrays.matrix[rows] @ column.x
    below, above = block.arrays.row_lower[rows] - activity, activity - block.arrays.row_upper[rows]
    return float(np.max([below, above], initial=0.0)) <= _ROUNDING


@dataclass(frozen=True)
class Master:
    """Optimal solution of a restricted master LP.

    Attributes:
        value: minimised value, penalties included.
        prices: (R,) duals of the national rows.
        weights: per province, (number of columns,) λ.
        money: per province, (M,) values of its money columns.
        own: (n0,) national variables.
        slack: (R,) how far each national row is missed at a penalty.
    """

    value: float
    prices: np.ndarray
    weights: list[np.ndarray]
    money: list[np.ndarray]
    own: np.ndarray
    slack: np.ndarray


@dataclass(frozen=True)
class MasterModel:
    """The master as arrays: one mixture of columns a province, its money, national variables, slacks of national rows.

    Attributes:
        counts, sizes: columns and money columns of each province.
        rows, own: national rows and variables.
    """

    arrays: Arrays
    cost: np.ndarray
    counts: list[int]
    sizes: list[int]
    rows: int
    own: int

    def split(self, x: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray, np.ndarray]:
        """(weights by province, money by province, national variables, (2R,) slacks below and above) of a point."""
        parts = np.split(x, np.cumsum([*self.counts, *self.sizes, self.own]))
        blocks = len(self.counts)
        return parts[:blocks], parts[blocks : 2 * blocks], parts[2 * blocks], parts[2 * blocks + 1]


def master_model(nation: Nation, goal: GoalRow, pool: Pool, penalty: np.ndarray) -> MasterModel:
    """Mixtures of one column a province, paid for anew; national rows are elastic at ``penalty`` (R,)."""
    rows, own = nation.rows_own.shape
    counts = [len(found) for found in pool.columns]
    y_parts = [np.array([column.y for column in found]).T for found in pool.columns]
    uses = [sparse.csr_array(np.array([column.use for column in found]).T) for found in pool.columns]
    sizes = [len(part.columns) for part in pool.recourse]
    mixed = sparse.csr_array(np.hstack([m @ y for m, y in zip(nation.rows_y, y_parts, strict=True)]))
    paid = sparse.hstack([m @ part.links for m, part in zip(nation.rows_y, pool.recourse, strict=True)], format="csr")
    eye = sparse.eye_array(rows, format="csr")
    picks = sparse.block_diag([np.ones((1, count)) for count in counts], format="csr")
    matrix = sparse.block_array(
        [
            [mixed, paid, nation.rows_own, eye, -eye],
            [picks, None, None, None, None],
            [
                sparse.block_diag(uses, format="csr"),
                sparse.block_diag([part.matrix for part in pool.recourse], format="csr"),
                None,
                None,
                None,
            ],
        ],
        format="csr",
    )
    cost = np.concatenate(
        [
            *(y.T @ goal.cost_y[p] + _surcharges(pool.columns[p]) for p, y in enumerate(y_parts)),
            *(part.links.T @ goal.cost_y[p] for p, part in enumerate(pool.recourse)),
            goal.cost_own,
            penalty,
            penalty,
        ]
    )
    arrays = _master_arrays(nation, pool, sparse.csr_array(matrix), sum(counts))
    return MasterModel(arrays, cost, counts, sizes, rows, own)


def _surcharges(columns: list[Column]) -> np.ndarray:
    return np.array([column.surcharge for column in columns])


def solve_master(nation: Nation, goal: GoalRow, pool: Pool, penalty: np.ndarray) -> Master:
    """Best mixture of one column a province, paid for anew; national rows are elastic at ``penalty`` (R,)."""
    model = master_model(nation, goal, pool, penalty)
    answer = solve_lp(model.arrays, model.cost)
    if answer.x is None or answer.row_dual is None:
        raise ArithmeticError("the elastic master LP must be feasible")
    weights, money, own, slack = model.split(answer.x)
    return Master(
        answer.objective + goal.offset,
        signed(nation, answer.row_dual[: model.rows]),
        weights,
        money,
        own,
        slack[: model.rows] + slack[model.rows :],
    )


def _master_arrays(nation: Nation, pool: Pool, matrix: sparse.csr_array, total: int) -> Arrays:
    """Bounds of the master: national rows, one mixture a province, the rows of money."""
    ones = np.ones(len(pool.columns))
    pairs = list(zip(pool.blocks, pool.recourse, strict=True))
    below = np.where(np.isfinite(nation.row_lower), np.inf, 0.0)
    above = np.where(np.isfinite(nation.row_upper), np.inf, 0.0)
    return Arrays(
        matrix,
        np.concatenate([nation.row_lower, ones, *(b.arrays.row_lower[part.rows] for b, part in pairs)]),
        np.concatenate([nation.row_upper, ones, *(b.arrays.row_upper[part.rows] for b, part in pairs)]),
        np.concatenate(
            [
                np.zeros(total),
                *(b.arrays.col_lower[part.columns] for b, part in pairs),
                nation.own_lower,
                np.zeros(2 * len(below)),
            ]
        ),
        np.concatenate(
            [
                np.full(total, np.inf),
                *(b.arrays.col_upper[part.columns] for b, part in pairs),
                nation.own_upper,
                below,
                above,
            ]
        ),
        np.zeros(matrix.shape[1], dtype=bool),
    )


def missed(nation: Nation, master: Master) -> np.ndarray:
    """(R,) rows that the master misses beyond rounding."""
    found: np.ndarray = master.slack > _ROUNDING * nation.sizes
    return found


def penalties(nation: Nation, goal: GoalRow, pool: Pool) -> np.ndarray:
    """(R,) price at which the master may miss a row: the goal's size over the row's.

    Sizes come from what the known columns contribute, so that the first prices are of the right order.
    """
    largest = np.zeros((len(nation.blocks), len(nation.quantities)))
    for p, found in enumerate(pool.columns):
        for column in found:
            largest[p] = np.maximum(largest[p], np.abs(nation.blocks[p].quantities(column.x)))
    own = np.maximum(np.abs(nation.own_lower), np.abs(nation.own_upper))
    value = float((np.abs(goal.cost_y) * largest).sum() + np.abs(goal.cost_own) @ own)
    rows = sum(abs(matrix) @ y for matrix, y in zip(nation.rows_y, largest, strict=True))
    price: np.ndarray = max(goal.unit, value) / np.maximum(np.maximum(np.abs(nation.ends), rows), 1e-6)
    return price


def mixture(master: Master, pool: Pool) -> list[np.ndarray]:
    """The LP solution in the provinces' own variables: mixed columns, with the master's money."""
    points = []
    for weights, money, found, part in zip(master.weights, master.money, pool.columns, pool.recourse, strict=True):
        x = np.zeros(len(found[0].x))
        for weight, column in zip(weights, found, strict=True):
            if weight:
                x += weight * column.x
        x[part.columns] = money
        points.append(x)
    return points


def signed(nation: Nation, prices: np.ndarray) -> np.ndarray:
    """Prices clipped to the signs that a valid bound needs; what is cut off is rounding of the LP."""
    least = np.where(np.isfinite(nation.row_upper), -np.inf, 0.0)
    most = np.where(np.isfinite(nation.row_lower), np.inf, 0.0)
    clipped: np.ndarray = np.clip(prices, least, most)
    return clipped


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
    """The bound L(π) from proven lower bounds (P,) of the provinces' answers (without constants of what exists)."""
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
        reduced: per province, (n,) reduced costs at the prices of the best bound.
        bounded: whether the provinces' MIP bounds at the best prices are in ``bound``.
        thorough: whether the provinces look for every kind of cut row.
        planned: whether a first plan was looked for around ``point``.
        fresh: weight of the newest master's prices in the next ones.
        penalty: (R,) price at which the newest master may miss a row.
    """

    prices: np.ndarray
    bound: float = -np.inf
    answers: np.ndarray | None = None
    master: Master | None = None
    point: list[np.ndarray] = field(default_factory=list)
    rounds: int = 0
    reduced: list[np.ndarray] = field(default_factory=list)
    bounded: bool = False
    thorough: bool = False
    planned: bool = False
    fresh: float = FRESH
    penalty: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def next_prices(self) -> np.ndarray:
        """Where to ask next: between the newest master's prices and the best so far."""
        if self.master is None:
            return self.prices
        return self.fresh * self.master.prices + (1 - self.fresh) * self.prices

    def take(self, prices: np.ndarray, bound: float, answers: np.ndarray, reduced: list[np.ndarray]) -> None:
        """Note the bound that some prices gave; bolder after a success, more careful after a failure."""
        better = bound > self.bound
        if better:
            self.prices, self.bound, self.answers, self.reduced = prices, bound, answers, reduced
        if self.rounds:
            self.fresh = min(FRESHEST, self.fresh * 1.3) if better else max(STALEST, self.fresh * 0.7)
        self.rounds += 1

    def gap(self, unit: float) -> float:
        """Relative distance between master and bound."""
        if self.master is None:
            return float("inf")
        return (self.master.value - self.bound) / max(abs(self.master.value), unit)
