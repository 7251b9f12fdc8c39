"""A nation whose rules can all be given up: the users' rules of a province become national rows like the others.

In every block the rows that state a rule get slacks, and a quantity adds up each rule's, relative to its rows' sizes.
National rows ``held`` keep those quantities at zero. What is left in the blocks is physics, so whether some rules can
hold together is a question about national rows alone, which prices can answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.owners import Key, owner
from planner.solve.prices import Pool
from planner.solve.problem import Block, GoalRow, Name, Nation, content_key, row_sizes

#: Component of the rows that hold a province's own rules, and of what they are missed by.
HELD, MISSED = "held", "missed"
#: Component of variables that stand for a change of a rule.
LEVER = "lever"
#: Most that a lever moves, in sizes of its row.
_MOST = 1e4
#: Rules whose rows (one a pair of groups) all have the same one number.
_ONE_NUMBER = frozenset({"gap"})
#: Among years that would do alike, the later one is changed.
_LATER = 1e-3


@dataclass(frozen=True)
class Elastic:
    """A nation with every rule of the user's among its national rows.

    Attributes:
        owners: (R) the rule that each national row states, None for physics.
        sizes: (R,) what a miss of one counts as, in the units of the row.
        added: number of slack columns at the end of each block.
    """

    nation: Nation
    owners: tuple[Key | None, ...]
    sizes: np.ndarray
    added: tuple[int, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All rules, sorted."""
        return tuple(sorted({key for key in self.owners if key is not None}))

    def rows_of(self, key: Key) -> list[int]:
        """Numbers of the rows that state a rule."""
        return [number for number, one in enumerate(self.owners) if one == key]

    def pool(self, known: Pool) -> Pool:
        """Known cut rows, to begin with."""
        pool = Pool.empty(self.nation)
        for p, width in enumerate(self.added):
            cuts = known.cuts[p]
            pool.cuts[p] = sparse.csr_array(sparse.hstack([cuts, sparse.csr_array((cuts.shape[0], width))]))
        return pool

    def widened(self, p: int, x: np.ndarray) -> np.ndarray:
        """A point of the plain block p as one of this nation's: its slacks are what it misses rules by."""
        width = self.added[p]
        if not width:
            return x
        arrays = self.nation.blocks[p].arrays
        slacks = sparse.csc_array(arrays.matrix[:, -width:])
        rows, signs = slacks.indices, slacks.data
        activity = (arrays.matrix[:, :-width] @ x)[rows]
        short = np.where(signs > 0, arrays.row_lower[rows] - activity, activity - arrays.row_upper[rows])
        return np.append(x, np.maximum(0.0, short))


def make_elastic(nation: Nation, loosened: Iterable[Key] | None = None) -> Elastic:
    """Turn provinces' own rules (all, or those ``loosened``) into national rows; goals are put aside."""
    keys = sorted({key for block in nation.blocks for row in block.rows if (key := owner(row)) is not None})
    keys = keys if loosened is None else [key for key in keys if key in set(loosened)]
    blocks, added = [], []
    for block in nation.blocks:
        loose, width = _loosened(block, keys)
        blocks.append(loose)
        added.append(width)
    held = [
        (p, k)
        for p, block in enumerate(nation.blocks)
        for k, key in enumerate(keys)
        if any(owner(row) == key for row in block.rows)
    ]
    names: tuple[Name, ...] = tuple((HELD, (*keys[k], nation.blocks[p].code)) for p, k in held)
    rows, count = nation.rows_own.shape[0], len(nation.quantities)
    rows_y = []
    for p, matrix in enumerate(nation.rows_y):
        mine = [(number, k) for number, (q, k) in enumerate(held) if q == p]
        below = sparse.csr_array(
            (np.ones(len(mine)), ([n for n, _ in mine], [count + k for _, k in mine])),
            shape=(len(held), count + len(keys)),
        )
        wide = sparse.hstack([matrix, sparse.csr_array((rows, len(keys)))], format="csr")
        rows_y.append(sparse.csr_array(sparse.vstack([wide, below], format="csr")))
    nothing = GoalRow(
        "", 1.0, np.zeros((len(blocks), count + len(keys))), np.zeros(len(nation.own_lower)), 0.0, 0.0, 0.0, 1.0
    )
    loose_nation = replace(
        nation,
        blocks=tuple(blocks),
        quantities=(*nation.quantities, *((f"{MISSED}:{'.'.join(key)}", 0) for key in keys)),
        rows_y=tuple(rows_y),
        rows_own=sparse.csr_array(
            sparse.vstack([nation.rows_own, sparse.csr_array((len(held), nation.rows_own.shape[1]))], format="csr")
        ),
        row_lower=np.append(nation.row_lower, np.full(len(held), -np.inf)),
        row_upper=np.append(nation.row_upper, np.zeros(len(held))),
        row_names=(*nation.row_names, *names),
        goals=(nothing,),
    )
    owners = (*(owner(row) for row in nation.row_names), *(keys[k] for _, k in held))
    sizes = np.append(nation.sizes, np.ones(len(held)))
    return Elastic(loose_nation, owners, sizes, tuple(added))


def block_without(block: Block, keys: Iterable[Key]) -> Block:
    """A block without the rows that state some rules; the same object where it has none."""
    gone = set(keys)
    free = np.array([owner(row) in gone for row in block.rows], dtype=bool)
    if not free.any():
        return block
    arrays = replace(
        block.arrays,
        row_lower=np.where(free, -np.inf, block.arrays.row_lower),
        row_upper=np.where(free, np.inf, block.arrays.row_upper),
    )
    return replace(block, arrays=arrays, key=content_key(block.key, *sorted(".".join(key) for key in gone)))


def national_elastic(nation: Nation) -> Elastic:
    """The nation as it is, for changes of its own rows alone; goals are put aside."""
    nothing = GoalRow(
        *("", 1.0, np.zeros((len(nation.blocks), len(nation.quantities))), np.zeros(len(nation.own_lower))),
        *(0.0, 0.0, 0.0, 1.0),
    )
    owners = tuple(owner(row) for row in nation.row_names)
    return Elastic(replace(nation, goals=(nothing,)), owners, nation.sizes, (0,) * len(nation.blocks))


def _loosened(block: Block, keys: list[Key]) -> tuple[Block, int]:
    """A block with slacks on the rows that state rules, and what each rule is missed by as further quantities."""
    arrays, place = block.arrays, {key: k for k, key in enumerate(keys)}
    columns: list[tuple[int, float, Key]] = []
    for number, row in enumerate(block.rows):
        key = owner(row)
        if key in place:
            sides = ((arrays.row_lower[number], 1.0), (arrays.row_upper[number], -1.0))
            columns += [(number, sign, key) for end, sign in sides if np.isfinite(end)]
    count, (height, width) = len(columns), arrays.shape
    at = [number for number, _, _ in columns]
    slack = sparse.csr_array(([sign for _, sign, _ in columns], (at, np.arange(count))), shape=(height, count))
    sizes = row_sizes(arrays.row_lower, arrays.row_upper)[at]
    missed = sparse.csr_array(
        (1.0 / sizes, ([place[key] for _, _, key in columns], width + np.arange(count))),
        shape=(len(keys), width + count),
    )
    wide = sparse.hstack([block.links, sparse.csr_array((block.links.shape[0], count))], format="csr")
    loose = replace(
        block,
        arrays=replace(
            arrays,
            matrix=sparse.csr_array(sparse.hstack([arrays.matrix, slack], format="csr")),
            col_lower=np.append(arrays.col_lower, np.zeros(count)),
            col_upper=np.append(arrays.col_upper, np.full(count, np.inf)),
            integer=np.append(arrays.integer, np.zeros(count, dtype=bool)),
        ),
        links=sparse.csr_array(sparse.vstack([wide, missed], format="csr")),
        constants=np.append(block.constants, np.zeros(len(keys))),
        whole=np.append(block.whole, np.zeros(len(keys), dtype=bool)),
        columns=(*block.columns, *((MISSED, (block.rows[n][0], *block.rows[n][1], sign)) for n, sign, _ in columns)),
        key=content_key(block.key, "elastic", *sorted(".".join(key) for key in keys)),
    )
    return loose, count


def without(elastic: Elastic, keys: Iterable[Key]) -> Elastic:
    """The same nation without some rules: their rows hold nothing."""
    gone = set(keys)
    free = np.array([key in gone for key in elastic.owners], dtype=bool)
    nation = elastic.nation
    return replace(
        elastic,
        nation=replace(
            nation,
            row_lower=np.where(free, -np.inf, nation.row_lower),
            row_upper=np.where(free, np.inf, nation.row_upper),
        ),
    )


@dataclass(frozen=True)
class Levered:
    """A nation in which some rules can be changed at a cost, and what each change stands for.

    Attributes:
        nation: with one more national variable a lever; its goal is the least change, relative to sizes.
        first: number of the first lever among the national variables.
        rows: row (of the elastic nation) that each lever is named by.
    """

    nation: Nation
    first: int
    rows: tuple[int, ...]


def with_levers(elastic: Elastic, keys: Iterable[Key], cumulative: frozenset[Key]) -> Levered:
    """Let rules be changed, each number by itself, at a cost relative to its size.

    Args:
        cumulative: budgets whose rows add up all years so far: more in one year is more in every later one.
    """
    nation, levers = elastic.nation, _Levers(elastic)
    for key in keys:
        levers.add(elastic.rows_of(key), cumulative=key in cumulative)
    first, count = len(nation.own_lower), len(levers.rows)
    matrix, bound = levers.matrices()
    held, empty = bound.shape[0], [sparse.csr_array((bound.shape[0], m.shape[1])) for m in nation.rows_y]
    goal = nation.goals[0]
    levered = replace(
        nation,
        rows_y=tuple(
            sparse.csr_array(sparse.vstack([m, more], format="csr"))
            for m, more in zip(nation.rows_y, empty, strict=True)
        ),
        rows_own=sparse.csr_array(
            sparse.block_array(
                [[nation.rows_own, matrix], [sparse.csr_array((held, first)), bound]],
                format="csr",
            )
        ),
        row_lower=np.append(nation.row_lower, np.full(held, -np.inf)),
        row_upper=np.append(nation.row_upper, np.zeros(held)),
        row_names=(*nation.row_names, *((LEVER, (k,)) for k in range(held))),
        own_lower=np.append(nation.own_lower, np.zeros(count)),
        own_upper=np.append(nation.own_upper, _MOST * elastic.sizes[levers.rows]),
        own_names=(*nation.own_names, *((LEVER, (k,)) for k in range(count))),
        goals=(replace(goal, cost_own=np.append(goal.cost_own, levers.costs)),),
    )
    return Levered(levered, first, tuple(levers.rows))


class _Levers:
    """Gathers the levers of rules: which row names each, what it costs, and what it does to every row."""

    def __init__(self, elastic: Elastic) -> None:
        self._elastic = elastic
        self.rows: list[int] = []
        self.costs: list[float] = []
        self._effects: list[tuple[int, int, float]] = []
        self._most: list[tuple[int, list[int]]] = []

    def add(self, rows: list[int], *, cumulative: bool) -> None:
        """The levers of one rule's rows."""
        sizes, one = self._elastic.sizes, self._elastic.nation.row_names[rows[0]][0] in _ONE_NUMBER
        least = min(float(sizes[row]) for row in rows)
        mine = []
        for position, row in enumerate(rows):
            cost = (1.0 - _LATER * position) / least if cumulative else 0.0 if one else 1.0 / float(sizes[row])
            mine += self._sides(row, rows[position:] if cumulative else [row], cost)
        if one:
            self._most.append((self._lever(rows[0], 1.0 / least), mine))

    def _sides(self, row: int, relaxed: list[int], cost: float) -> list[int]:
        nation, found = self._elastic.nation, []
        for end, sign in ((nation.row_lower[row], 1.0), (nation.row_upper[row], -1.0)):
            if np.isfinite(end):
                found.append(self._lever(row, cost))
                self._effects += [(other, found[-1], sign) for other in relaxed]
        return found

    def _lever(self, row: int, cost: float) -> int:
        self.rows.append(row)
        self.costs.append(cost)
        return len(self.rows) - 1

    def matrices(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Effects on the nation's rows, and rows that bound the levers of a rule by its one number."""
        count = len(self.rows)
        at, levers, signs = (list(part) for part in zip(*self._effects, strict=True)) if self._effects else ([], [], [])
        effects = sparse.csr_array((signs, (at, levers)), shape=(len(self._elastic.owners), count), dtype=float)
        bounds = [(number, most, below) for most, group in self._most for number, below in enumerate(group)]
        below = sparse.lil_array((len(bounds), count))
        for row, (_, most, lever) in enumerate(bounds):
            below[row, lever], below[row, most] = 1.0, -1.0
        return effects, sparse.csr_array(below)
