"""What a solve knows, kept with its run by name: provincial columns, cut rows, the plan, and price points.

A column is a point of its province's rows, whatever the national budgets, targets and goals are; it is stored as values
by variable name, so it outlives a rebuild, and what it contributes to the nation is worked out anew. A price point is a
proven bound: ``π·b + Σ_p z_p(π) + z₀(π)`` is affine in the right-hand sides, so as long as no province's rows and costs
at π have changed, it bounds the new question before anything is solved.

Nothing stored is believed: columns are checked against the rows of the case at hand, bounds against a hash of the rows
and costs that they were proven for, cut rows are taken only where the province is unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import sparse

from planner.solve.highs import solve_lp
from planner.solve.prices import Pool, PriceState, Recourse, lagrangian, signed, solve_master, weights_at
from planner.solve.problem import Block, GoalRow, Name, Nation, Point, content_key
from planner.texts.problems import InputError, Problem

COLUMNS, PRICES = "columns.parquet", "price_points.parquet"
#: LP points kept a province: the newest ones, which the last prices made.
NEWEST = 40
#: What a column may violate its province's rows by.
_FEASIBLE = 1e-6
#: What a solve lets its plan violate them by: a plan that it took is not paid for anew, against the nation's budgets.
_PLAN = 1e-5
_KINDS = ("lp", "plan", "best", "cut")
_HASHES = b"planner.block_hashes"
_SCHEMA = pa.schema(
    [
        ("province", pa.dictionary(pa.int32(), pa.string())),
        ("kind", pa.dictionary(pa.int32(), pa.string())),
        ("number", pa.int32()),
        ("variable", pa.dictionary(pa.int32(), pa.string())),
        ("value", pa.float64()),
    ]
)
#: Changes whenever cut rows are made in another way.
CUT_ROWS = "2: rounded rows exact to the last digit"


@dataclass(frozen=True)
class PricePoint:
    """Prices of one goal with the provinces' bounds at them.

    Attributes:
        goal: its id.
        prices: by name of the national row, in the minimising sense.
        answers: by province, hash of its rows and costs at the prices, and the bound proven for them.
        bound: best bound proven in that solve, of the minimising sense (MIP bounds included).
    """

    goal: str
    prices: Mapping[str, float]
    answers: Mapping[str, tuple[str, float]]
    bound: float


@dataclass(frozen=True)
class Known:
    """What an earlier solve left behind.

    Attributes:
        columns: province, kind, number, variable, value; kind is ``lp`` (a point of the LP), ``plan`` (with whole
            numbers), ``best`` (the province's part of the plan; province "" holds the national variables) or ``cut``
            (coefficients of a row ≥ 0). Zeros are left out.
        hashes: hash of each province's rows and variables (:func:`rows_hash`).
        points: price points, in the order of the goals.
    """

    columns: pd.DataFrame
    hashes: Mapping[str, str]
    points: tuple[PricePoint, ...]

    def save(self, folder: Path) -> None:
        """Write both tables to a run folder."""
        table = pa.Table.from_pandas(self.columns, schema=_SCHEMA, preserve_index=False)
        table = table.replace_schema_metadata({_HASHES: json.dumps(dict(self.hashes))})
        pq.write_table(table, folder / COLUMNS, compression="zstd")
        _price_table(self.points).to_parquet(folder / PRICES, index=False)


@dataclass(frozen=True)
class Entered:
    """What of the known could be used.

    Attributes:
        columns: taken into the pool.
        dropped: that break rows of the case at hand.
        unchanged: provinces whose rows are the same.
        provinces: of the case at hand.
        plan: the old plan as a point of the nation, None where a province's part is not possible any more.
    """

    columns: int
    dropped: int
    unchanged: int
    provinces: int
    plan: Point | None


def remember(nation: Nation, pool: Pool, best: Point | None, points: Sequence[PricePoint]) -> Known:
    """Everything of a solve that a later one can start from."""
    table = _Table(nation)
    for p, block in enumerate(nation.blocks):
        newest = [column for column in pool.columns[p] if not column.integer][-NEWEST:]
        for kind, found in (("lp", newest), ("plan", [column for column in pool.columns[p] if column.integer])):
            for number, column in enumerate(found):
                table.add(block.code, kind, number, column.x)
        cuts = sparse.csr_array(pool.cuts[p])
        for number in range(cuts.shape[0]):
            table.add(block.code, "cut", number, cuts[[number]].toarray()[0])
        if best is not None:
            table.add(block.code, "best", 0, best.x[p])
    if best is not None:
        table.add("", "best", 0, best.own)
    return Known(table.frame(), {block.code: rows_hash(block) for block in nation.blocks}, tuple(points))


class _Table:
    """Gathers sparse vectors over the nation's variables; text is kept once, rows hold codes."""

    def __init__(self, nation: Nation) -> None:
        self._provinces = [*(block.code for block in nation.blocks), ""]
        owners = [*(block.columns for block in nation.blocks), nation.own_names]
        self._first = np.concatenate([[0], np.cumsum([len(names) for names in owners])]).astype(int)
        named = pd.factorize(np.array([name_of(name) for names in owners for name in names], dtype=object))
        self._codes, self._names = named[0], named[1]
        self._parts: list[tuple[int, int, int, np.ndarray, np.ndarray]] = []

    def add(self, province: str, kind: str, number: int, x: np.ndarray) -> None:
        """One vector over the variables of a province ("": of the nation)."""
        owner, there = self._provinces.index(province), np.flatnonzero(x)
        if not len(there) and len(x):
            there = np.zeros(1, dtype=int)  # nothing built is an answer, too
        self._parts.append((owner, _KINDS.index(kind), number, self._codes[self._first[owner] + there], x[there]))

    def frame(self) -> pd.DataFrame:
        """All vectors, one row a nonzero."""
        sizes = [len(part[3]) for part in self._parts]

        def spread(place: int) -> np.ndarray:
            return np.repeat(np.array([part[place] for part in self._parts], dtype=np.int32), sizes)

        variables = np.concatenate([np.zeros(0, dtype=np.int64), *(part[3] for part in self._parts)])
        return pd.DataFrame(
            {
                "province": pd.Categorical.from_codes(spread(0), categories=pd.Index(self._provinces)),
                "kind": pd.Categorical.from_codes(spread(1), categories=pd.Index(_KINDS)),
                "number": spread(2),
                "variable": pd.Categorical.from_codes(variables, categories=pd.Index(self._names)),
                "value": np.concatenate([np.zeros(0), *(part[4] for part in self._parts)]),
            }
        )


def name_of(name: Name) -> str:
    """A row's or variable's name as text that tells numbers from strings."""
    return json.dumps([name[0], *name[1]], ensure_ascii=False, separators=(",", ":"), default=str)


def price_point(
    nation: Nation, goal: GoalRow, prices: np.ndarray, answers: np.ndarray | None, bound: float
) -> PricePoint:
    """A price point from what a goal's stage ended with; prices alone without the provinces' bounds."""
    if answers is None:
        answers, proven = np.zeros(0), nation.blocks[:0]
    else:
        proven = nation.blocks
    keys = _keys(nation, goal, prices)
    return PricePoint(
        goal.id,
        {name_of(row): float(price) for row, price in zip(nation.row_names, prices, strict=True) if price},
        {b.code: (key, float(z)) for b, key, z in zip(proven, keys, answers, strict=False)},
        float(bound),
    )


def _keys(nation: Nation, goal: GoalRow, prices: np.ndarray) -> list[str]:
    """Hash of what each province's answer depends on: its rows, and its costs at the prices."""
    weights = weights_at(nation, goal, prices)
    return [_key(block, np.asarray(block.links.T @ w)) for block, w in zip(nation.blocks, weights, strict=True)]


def _key(block: Block, cost: np.ndarray) -> str:
    return content_key(rows_hash(block), cost + 0.0)  # minus zero is zero


def rows_hash(block: Block) -> str:
    """Hash of what makes a plan of a province possible: its variables and rows, whatever they contribute.

    And of how cut rows are made (:data:`CUT_ROWS`): rows made otherwise are not taken over.
    """
    arrays = block.arrays
    bounds = (arrays.row_lower, arrays.row_upper, arrays.col_lower, arrays.col_upper, arrays.integer)
    return content_key(CUT_ROWS, repr(block.columns), arrays.matrix, *bounds)


def _price_table(points: Sequence[PricePoint]) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, float]] = []
    for point in points:
        rows.append((point.goal, "bound", "", "", point.bound))
        rows += [(point.goal, "price", row, "", price) for row, price in point.prices.items()]
        rows += [(point.goal, "answer", code, key, value) for code, (key, value) in point.answers.items()]
    frame = pd.DataFrame(rows, columns=["goal", "kind", "name", "hash", "value"])
    return frame.astype({"goal": str, "kind": str, "name": str, "hash": str, "value": float})


def recall(folder: Path) -> Known:
    """Read what a run folder holds.

    Raises:
        InputError: there is nothing, or it is damaged.
    """
    try:
        table = pq.read_table(folder / COLUMNS, read_dictionary=["province", "kind", "variable"])
        hashes = json.loads((table.schema.metadata or {})[_HASHES])
        prices = pd.read_parquet(folder / PRICES)
        columns = table.select(_SCHEMA.names).to_pandas()
        points = tuple(_point(str(goal), rows) for goal, rows in prices.groupby("goal", sort=False))
    except FileNotFoundError as error:
        raise InputError([Problem(str(folder), "studies.no_columns")]) from error
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError([Problem(str(folder / COLUMNS), "plan.damaged", {"reason": reason})]) from error
    return Known(columns, hashes, points)


def _point(goal: str, rows: pd.DataFrame) -> PricePoint:
    parts = {str(kind): part for kind, part in rows.groupby("kind")}
    empty = rows.iloc[:0]
    prices, answers = parts.get("price", empty), parts.get("answer", empty)
    return PricePoint(
        goal,
        dict(zip(prices["name"], prices["value"].astype(float), strict=True)),
        dict(zip(answers["name"], zip(answers["hash"], answers["value"].astype(float), strict=True), strict=True)),
        float(parts["bound"]["value"].iloc[0]),
    )


def enter(known: Known, nation: Nation, pool: Pool) -> Entered:
    """Put into the pool whatever is still true of the nation at hand.

    A column enters if what it builds keeps its province's rows; who pays is decided anew by the master, so rows of
    money are only asked of plans. The old plan is paid for anew where rules of money have changed. Cut rows enter where
    the province's rows are unchanged.
    """
    taken = dropped = 0
    best: dict[str, np.ndarray] = {}
    unchanged = {block.code for block in nation.blocks if known.hashes.get(block.code) == rows_hash(block)}
    grouped = dict(tuple(known.columns.groupby("province", observed=True)))
    for p, block in enumerate(nation.blocks):
        rows = grouped.get(block.code)
        if rows is None:
            continue
        vectors, money = _vectors(rows, [name_of(name) for name in block.columns]), Recourse.of(block).rows
        if block.code in unchanged:
            cuts = [x for kind, x in vectors if kind == "cut"]
            pool.add_cuts(p, sparse.csr_array(np.array(cuts).reshape(-1, len(block.columns))))
        for kind, x in vectors:
            x = np.clip(x, block.arrays.col_lower, block.arrays.col_upper)
            allowed = _PLAN if kind == "best" else _FEASIBLE
            whole = block.arrays.violation(x) <= allowed
            if kind == "best" and not whole and _buildable(pool, p, x, money):
                x = _paid_anew(block, x)
                whole = block.arrays.violation(x) <= allowed
            if kind == "best" and whole:
                best[block.code] = x
            if kind == "lp" and _buildable(pool, p, x, money):
                pool.add(p, x, integer=False)
                taken += 1
            elif kind in ("plan", "best") and whole:
                pool.add(p, x, integer=True)
                taken += kind == "plan"
            elif kind != "cut":
                dropped += 1
    own = _own(grouped.get(""), nation)
    complete = own is not None and all(block.code in best for block in nation.blocks)
    plan = Point(tuple(best[block.code] for block in nation.blocks), own) if complete and own is not None else None
    return Entered(taken, dropped, len(unchanged), len(nation.blocks), plan)


def _vectors(rows: pd.DataFrame, names: list[str]) -> list[tuple[str, np.ndarray]]:
    """The stored vectors of a province over the variables of today; what has no variable any more is left out."""
    place = pd.Index(names).get_indexer(pd.Index(rows["variable"].cat.categories))
    columns = place[rows["variable"].cat.codes.to_numpy()]
    found = []
    vectors = rows["kind"].cat.codes.to_numpy().astype(np.int64) * (1 << 32) + rows["number"].to_numpy()
    values, kinds = rows["value"].to_numpy(float), list(rows["kind"].cat.categories)
    for vector in np.unique(vectors):
        where = np.flatnonzero(vectors == vector)
        there = where[columns[where] >= 0]
        x = np.zeros(len(names))
        x[columns[there]] = values[there]
        kind = str(kinds[int(vector >> 32)])
        if kind != "cut" or len(there) == len(where):
            found.append((kind, x))
    return found


def _buildable(pool: Pool, p: int, x: np.ndarray, money: np.ndarray) -> bool:
    """Whether a point keeps every row of its province but those of ``money``, and the cut rows known."""
    arrays = pool.blocks[p].arrays
    activity = arrays.matrix @ x
    over = np.maximum(arrays.row_lower - activity, activity - arrays.row_upper)
    over[money] = 0.0
    cuts = pool.cuts[p] @ x if pool.cuts[p].shape[0] else np.zeros(1)
    return float(over.max(initial=0.0)) <= _FEASIBLE and float(cuts.min()) >= -_FEASIBLE


def _paid_anew(block: Block, x: np.ndarray) -> np.ndarray:
    """A plan of a province whose rules of money have changed, paid for by today's; as it was if that cannot be."""
    answer = solve_lp(block.arrays, np.zeros(len(x)), integers_fixed_at=x)
    return x if answer.x is None else answer.x


def _own(rows: pd.DataFrame | None, nation: Nation) -> np.ndarray | None:
    """The national variables of the old plan; new ones at the value nearest to zero."""
    names = [name_of(name) for name in nation.own_names]
    found = dict(_vectors(rows, names)) if rows is not None and len(rows) else {}
    own: np.ndarray = np.clip(found.get("best", np.zeros(len(names))), nation.own_lower, nation.own_upper)
    return own


@dataclass(frozen=True)
class Opening:
    """What stored price points say of a goal before anything is solved.

    Attributes:
        prices: (R,) of the national rows at hand, with the signs of a valid bound.
        answers: (P,) bounds of the provinces at those prices, None unless all are still proven.
        bound: the bound that follows, minus infinity without answers.
    """

    prices: np.ndarray
    answers: np.ndarray | None
    bound: float


def opening(known: Known | None, nation: Nation, goal: GoalRow) -> Opening | None:
    """The stored price point of a goal in terms of the rows at hand; None without one."""
    point = next((point for point in known.points if point.goal == goal.id), None) if known else None
    if point is None:
        return None
    prices = signed(nation, np.array([point.prices.get(name_of(row), 0.0) for row in nation.row_names]))
    codes = [block.code for block in nation.blocks]
    if any(code not in point.answers for code in codes):
        return Opening(prices, None, -np.inf)
    keys = _keys(nation, goal, prices)
    if any(point.answers[code][0] != key for code, key in zip(codes, keys, strict=True)):
        return Opening(prices, None, -np.inf)
    answers = np.array([point.answers[code][1] for code in codes])
    return Opening(prices, answers, lagrangian(nation, goal, prices, answers))


def first_prices(known: Known | None, nation: Nation, goal: GoalRow, pool: Pool, penalty: np.ndarray) -> PriceState:
    """Where the price phase of a goal begins: at stored prices, with a master over the columns known.

    Without anything stored it begins at zero prices.
    """
    if known is None:
        return PriceState(np.zeros(len(nation.row_names)))
    stored = opening(known, nation, goal)
    master = solve_master(nation, goal, pool, penalty) if all(pool.columns) else None
    prices = stored.prices if stored is not None else master.prices if master is not None else None
    state = PriceState(np.zeros(len(nation.row_names)) if prices is None else prices)
    state.master = master
    return state
