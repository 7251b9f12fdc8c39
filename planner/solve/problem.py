"""The planning problem as arrays: one block a province, and the national rows that couple them.

    min  c·y + c₀·z    subject to   y_p = C_p x_p,   x_p feasible in block p,
                                    row_lower ≤ Σ_p D_p y_p + D₀ z ≤ row_upper

``x_p`` are all variables of province p, ``y_p`` its quantities (indicator, year), ``z`` the national variables
(shortfalls, carried money, spreads), all of them bounded. The direct and the coordinated solve both work on this one
object.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.bounds import ROUNDING
from planner.solve.highs import Arrays
from planner.solve.rounding import Knapsack
from planner.solve.wavelengths import Traffic

_WHOLE = 1e-6
#: Families of rows that LPs of provinces go without as long as prices are rough: with flows of traffic the largest
#: takes 14 s by interior point, without them 4 s by simplex, at prices that differ little. Smaller blocks save nothing
#: by it, and end at worse prices: columns without those rows have to be charged for it by a guess.
LATE, LATE_FROM = frozenset({"flow_balance", "flow_protected", "flow_capacity"}), 5_000
#: Name of a row or column: component of the Pyomo model and its index.
Name = tuple[str, tuple[object, ...]]


@dataclass(frozen=True)
class Network:
    """The uplinks of a province, for cut rows.

    Attributes:
        tails, heads: (L,) node numbers of each uplink; node 0 is the core.
        nodes: number of nodes, the core included.
        link_columns: (L × T) column of done[uplink, year], -1 where it is always in service, -2 where it cannot be yet.
        city_columns: (nodes × T) column of connected[city, year], -1 where there is none.
        protected_columns: for each service with two ways, (nodes × T) column of served[service, city, year] likewise.
    """

    tails: np.ndarray
    heads: np.ndarray
    nodes: int
    link_columns: np.ndarray
    city_columns: np.ndarray
    protected_columns: tuple[np.ndarray, ...] = ()


@dataclass(frozen=True)
class Block:
    """One province: its rows, columns and what it contributes to the nation.

    Attributes:
        code: province id.
        arrays: rows and bounds of the province alone.
        links: (K × n) contribution of each column to each quantity.
        constants: (K,) contribution of what is fixed (existing projects).
        whole: (K,) whether a quantity is a whole number in every plan.
        columns, rows: names.
        network: uplinks for cut rows, None without any.
        knapsacks: rows that rounding makes cut rows of; they need a ``constant`` column.
        traffic: flows whose rows rounding makes cut rows of, too; None without any.
        constant: column that always is 1, so that cut rows may have a constant term; -1 without one.
        key: hash of all of this; equal keys give equal answers.
    """

    code: str
    arrays: Arrays
    links: sparse.csr_array
    constants: np.ndarray
    whole: np.ndarray
    columns: tuple[Name, ...]
    rows: tuple[Name, ...]
    network: Network | None
    key: str
    knapsacks: tuple[Knapsack, ...] = ()
    constant: int = -1
    traffic: Traffic | None = None

    @property
    def late(self) -> np.ndarray:
        """Numbers of the rows that rough prices do without, see :data:`LATE`."""
        families = self.rows if len(self.rows) >= LATE_FROM else ()
        return np.flatnonzero([family in LATE for family, _ in families])

    def without_late(self) -> Block:
        """The block as rough prices take it: an LP with fewer rows, of which every bound is one of the block's."""
        late = self.late
        if not late.size:
            return self
        kept = np.setdiff1d(np.arange(len(self.rows)), late)
        arrays = replace(
            self.arrays,
            matrix=self.arrays.matrix[kept],
            row_lower=self.arrays.row_lower[kept],
            row_upper=self.arrays.row_upper[kept],
        )
        return replace(self, arrays=arrays, rows=tuple(self.rows[row] for row in kept))

    def quantities(self, x: np.ndarray) -> np.ndarray:
        """(K,) quantities of a point."""
        return np.asarray(self.links @ x + self.constants)


@dataclass(frozen=True)
class GoalRow:
    """A goal as costs, in the minimising sense (``sign`` = -1 for goals to maximise).

    ``value = sign · (cost_y·y + cost_own·z + offset)`` is the goal in its own sense.
    """

    id: str
    sign: float
    cost_y: np.ndarray  # (P, K)
    cost_own: np.ndarray  # (n0,)
    offset: float
    tolerance: float
    relative_tolerance: float
    unit: float

    def cost(self, y: np.ndarray, own: np.ndarray) -> float:
        """Minimised value at quantities ``y`` (P, K) and national variables ``own``."""
        return float((self.cost_y * y).sum() + self.cost_own @ own + self.offset)

    def value(self, cost: float) -> float:
        """A minimised value in the goal's own sense."""
        return self.sign * cost

    def gap(self, cost: float, bound: float) -> float:
        """``|value − bound| / max(|value|, unit)``."""
        return abs(cost - bound) / max(abs(cost), self.unit)


@dataclass(frozen=True)
class Nation:
    """Blocks, national rows and goals.

    Attributes:
        blocks: in the order of province ids.
        quantities: (K) names of what every block contributes, the same for all.
        rows_y: per block, (R × K).
        rows_own: (R × n0).
        row_lower, row_upper: (R,).
        own_lower, own_upper: (n0,), finite.
    """

    blocks: tuple[Block, ...]
    quantities: tuple[tuple[str, int], ...]
    rows_y: tuple[sparse.csr_array, ...]
    rows_own: sparse.csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    row_names: tuple[Name, ...]
    own_lower: np.ndarray
    own_upper: np.ndarray
    own_names: tuple[Name, ...]
    goals: tuple[GoalRow, ...]

    @property
    def ends(self) -> np.ndarray:
        """(R,) the bound that a row is known by: its upper one where there is one, else its lower one."""
        return _known_by(self.row_lower, self.row_upper)

    @property
    def sizes(self) -> np.ndarray:
        """(R,) what a miss of each row is measured against, see :func:`row_sizes`."""
        return row_sizes(self.row_lower, self.row_upper)

    def activity(self, y: np.ndarray, own: np.ndarray) -> np.ndarray:
        """(R,) values of the national rows at quantities ``y`` (P, K) and national variables ``own``."""
        total = np.asarray(self.rows_own @ own)
        for matrix, y_p in zip(self.rows_y, y, strict=True):
            total = total + matrix @ y_p
        return total

    def with_row(self, name: Name, cost_y: np.ndarray, cost_own: np.ndarray, upper: float) -> Nation:
        """The nation with one more row ``cost_y·y + cost_own·z ≤ upper``, which keeps an earlier goal."""
        return replace(
            self,
            rows_y=tuple(
                sparse.csr_array(sparse.vstack([matrix, sparse.csr_array(cost_y[p : p + 1])], format="csr"))
                for p, matrix in enumerate(self.rows_y)
            ),
            rows_own=sparse.csr_array(
                sparse.vstack([self.rows_own, sparse.csr_array(cost_own[np.newaxis, :])], format="csr")
            ),
            row_lower=np.append(self.row_lower, -np.inf),
            row_upper=np.append(self.row_upper, upper),
            row_names=(*self.row_names, name),
        )


def _known_by(lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    ends: np.ndarray = np.where(np.isfinite(upper), upper, lower)
    return ends


def row_sizes(lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """(m,) sizes of rows in their own units: of the bound that a row is known by, and at least one."""
    sizes: np.ndarray = np.maximum(1.0, np.abs(_known_by(lower, upper)))
    return sizes


def settle(nation: Nation, goal: GoalRow) -> Nation:
    """The nation with a goal kept at its trivial bound: its national variables stand at their bounds.

    Rows that are left with whole numbers only get whole bounds (314.4 complete cities are 315), which cuts off nothing
    but fractions.
    """
    at_lower, at_upper = goal.cost_own > 0, goal.cost_own < 0
    settled = replace(
        nation,
        own_lower=np.where(at_upper, nation.own_upper, nation.own_lower),
        own_upper=np.where(at_lower, nation.own_lower, nation.own_upper),
    )
    fixed = settled.own_lower == settled.own_upper
    moves = np.asarray(abs(nation.rows_own) @ (~fixed).astype(float)) > 0
    parts = np.asarray(nation.rows_own @ np.where(fixed, settled.own_lower, 0.0))
    whole = ~moves & (parts == np.round(parts))
    for matrix, block in zip(nation.rows_y, nation.blocks, strict=True):
        broken = sparse.csr_array(matrix, copy=True)
        broken.data = np.where(block.whole[matrix.indices] & (matrix.data == np.round(matrix.data)), 0.0, 1.0)
        whole &= np.asarray(broken.sum(axis=1)) == 0
    return replace(
        settled,
        row_lower=np.where(whole, np.ceil(nation.row_lower - _WHOLE), nation.row_lower),
        row_upper=np.where(whole, np.floor(nation.row_upper + _WHOLE), nation.row_upper),
    )


@dataclass(frozen=True)
class Point:
    """A plan, or any point: the provinces' variables and the national ones."""

    x: tuple[np.ndarray, ...]
    own: np.ndarray

    def y(self, nation: Nation) -> np.ndarray:
        """(P, K) quantities."""
        return np.array([block.quantities(x) for block, x in zip(nation.blocks, self.x, strict=True)])


def missed_by(nation: Nation, point: Point) -> np.ndarray:
    """(R,) how far a point misses each national row, in the row's own unit."""
    return _beyond(nation, nation.activity(point.y(nation), point.own))


def _beyond(nation: Nation, activity: np.ndarray) -> np.ndarray:
    """(R,) how far values (R,) of the national rows are beyond their ends."""
    beyond: np.ndarray = np.maximum(0.0, np.maximum(nation.row_lower - activity, activity - nation.row_upper))
    return beyond


def rounding(nation: Nation, goal: GoalRow, plan: Point, prices: np.ndarray) -> float:
    """How much better than a bound at (R,) prices a plan may be by rounding, in the goal's unit.

    What the solver's tolerances are worth, and what the plan misses national rows by, at their prices.
    """
    y = plan.y(nation)
    missed = _beyond(nation, nation.activity(y, plan.own))
    return ROUNDING * max(abs(goal.cost(y, plan.own)), goal.unit) + float(np.abs(prices) @ missed)


def violation(nation: Nation, point: Point) -> float:
    """Largest violation of any row or bound of the nation by a point, each national row scaled by its size."""
    activity = nation.activity(point.y(nation), point.own)
    worst = [
        float(np.max(_beyond(nation, activity) / np.maximum(1.0, np.abs(activity)), initial=0.0)),
        float(np.max(nation.own_lower - point.own, initial=0.0)),
        float(np.max(point.own - nation.own_upper, initial=0.0)),
    ]
    worst += [block.arrays.violation(x) for block, x in zip(nation.blocks, point.x, strict=True)]
    return max(worst)


@dataclass(frozen=True)
class Joined:
    """Several blocks with all national rows as one model; the rest of the nation is constant.

    Columns: the chosen blocks' variables one after another, their quantities, the national variables. The national rows
    begin at row ``national_start``.
    """

    arrays: Arrays
    members: tuple[int, ...]
    starts: np.ndarray  # (len(members) + 1,) first column of each block
    y_start: int
    own_start: int
    national_start: int

    def cost(self, goal: GoalRow) -> np.ndarray:
        """(n,) cost vector of a goal, without the constant part of the rest of the nation."""
        cost = np.zeros(self.arrays.shape[1])
        cost[self.y_start : self.own_start] = goal.cost_y[list(self.members)].ravel()
        cost[self.own_start :] = goal.cost_own
        return cost

    def pack(self, nation: Nation, point: Point) -> np.ndarray:
        """The columns' values at a point of the nation."""
        parts = [point.x[p] for p in self.members]
        parts += [nation.blocks[p].quantities(point.x[p]) for p in self.members]
        return np.concatenate([*parts, point.own])

    def unpack(self, x: np.ndarray, point: Point | None = None) -> Point:
        """A point of the nation from the columns' values; other provinces as in ``point``."""
        blocks = list(point.x) if point is not None else [np.empty(0)] * len(self.members)
        for k, p in enumerate(self.members):
            blocks[p] = x[self.starts[k] : self.starts[k + 1]]
        return Point(tuple(blocks), x[self.own_start :])


@dataclass(frozen=True)
class Room:
    """What a group of provinces may use while the rest of the nation stays as in the incumbent.

    Everything national is linear, so groups solved side by side may each take ``share`` of the slack of every row and
    of every bound of the first ``shared`` national variables: their changes added up are feasible, whatever the sense
    of a row. Variables behind those are slacks of loose rows: each group may use them up, and they are set anew
    afterwards.
    """

    incumbent: Point
    share: float
    shared: int


def join(
    nation: Nation,
    members: tuple[int, ...] | None = None,
    *,
    room: Room | None = None,
    extra_rows: dict[int, sparse.csr_array] | None = None,
) -> Joined:
    """Join blocks and national rows into one model.

    Args:
        members: numbers of the blocks, default all.
        room: what the members may use of the national rows; needed when ``members`` are only some.
        extra_rows: per block, matrix of further rows ``matrix x ≥ 0`` (cut rows).
    """
    members = tuple(range(len(nation.blocks))) if members is None else members
    blocks = [nation.blocks[p] for p in members]
    count = len(nation.quantities)
    starts = np.concatenate([[0], np.cumsum([block.arrays.shape[1] for block in blocks])]).astype(int)
    y_start, own_start = int(starts[-1]), int(starts[-1]) + count * len(blocks)
    own = len(nation.own_lower)
    grid: list[list[sparse.csr_array | None]] = []
    lower: list[np.ndarray] = []
    upper: list[np.ndarray] = []
    width = 2 * len(blocks) + 1

    def add(row: dict[int, sparse.csr_array], low: np.ndarray, high: np.ndarray) -> None:
        grid.append([row.get(column) for column in range(width)])
        lower.append(low)
        upper.append(high)

    for k, (p, block) in enumerate(zip(members, blocks, strict=True)):
        add({k: block.arrays.matrix}, block.arrays.row_lower, block.arrays.row_upper)
        cuts = (extra_rows or {}).get(p)
        if cuts is not None and cuts.shape[0]:
            add({k: cuts}, np.zeros(cuts.shape[0]), np.full(cuts.shape[0], np.inf))
        minus = sparse.csr_array(-sparse.eye_array(count, format="csr"))
        add({k: block.links, len(blocks) + k: minus}, -block.constants, -block.constants)
    national = {len(blocks) + k: nation.rows_y[p] for k, p in enumerate(members)}
    national[width - 1] = nation.rows_own
    national_start = sum(len(rows) for rows in lower)
    row_lower, row_upper, own_lower, own_upper = _own_and_row_bounds(nation, members, room)
    add(national, row_lower, row_upper)
    matrix = sparse.csr_array(sparse.block_array(_with_shapes(grid, lower, starts, count, own), format="csr"))
    free = np.full(count * len(blocks), np.inf)
    arrays = Arrays(
        matrix,
        np.concatenate(lower),
        np.concatenate(upper),
        np.concatenate([*(b.arrays.col_lower for b in blocks), -free, own_lower]),
        np.concatenate([*(b.arrays.col_upper for b in blocks), free, own_upper]),
        np.concatenate([*(b.arrays.integer for b in blocks), np.zeros(len(free) + own, dtype=bool)]),
    )
    return Joined(arrays, members, starts, y_start, own_start, national_start)


def _own_and_row_bounds(nation: Nation, members: tuple[int, ...], room: Room | None) -> tuple[np.ndarray, ...]:
    """(row_lower, row_upper, own_lower, own_upper) of the national part for the members alone."""
    if room is None:
        return nation.row_lower, nation.row_upper, nation.own_lower, nation.own_upper
    y, own = room.incumbent.y(nation), room.incumbent.own
    total = nation.activity(y, own)
    ours = np.asarray(nation.rows_own @ own)
    for p in members:
        ours = ours + nation.rows_y[p] @ y[p]
    below = np.maximum(total - nation.row_lower, 0.0) * room.share
    above = np.maximum(nation.row_upper - total, 0.0) * room.share
    share = np.where(np.arange(len(own)) < room.shared, room.share, 1.0)
    own_below = np.maximum(own - nation.own_lower, 0.0) * share
    own_above = np.maximum(nation.own_upper - own, 0.0) * share
    return ours - below, ours + above, own - own_below, own + own_above


def _with_shapes(
    grid: list[list[sparse.csr_array | None]], lower: list[np.ndarray], starts: np.ndarray, count: int, own: int
) -> list[list[sparse.csr_array]]:
    """Fill empty cells with empty matrices, so that shapes are known even where a whole column is empty."""
    blocks = len(starts) - 1
    widths = [*np.diff(starts).tolist(), *([count] * blocks), own]
    return [
        [
            cell if cell is not None else sparse.csr_array((len(low), width))
            for cell, width in zip(row, widths, strict=True)
        ]
        for row, low in zip(grid, lower, strict=True)
    ]


def content_key(*parts: np.ndarray | sparse.csr_array | str) -> str:
    """Hash of arrays and strings, equal on every machine for equal contents."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode())
        elif isinstance(part, np.ndarray):
            digest.update(np.ascontiguousarray(part).tobytes())
        else:
            for array in (part.indptr.astype(np.int64), part.indices.astype(np.int64), part.data):
                digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:24]
