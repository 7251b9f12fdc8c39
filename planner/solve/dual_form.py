"""An LP by its dual: where only costs changed since a basis, dual simplex goes on from it.

    min c·x,  row_lower ≤ A x ≤ row_upper,  col_lower ≤ x ≤ col_upper

The basis of an earlier cost is still feasible, so primal simplex could go on; HiGHS's dual simplex is the better one.
In the dual the costs are right-hand sides and the basis keeps its dual feasibility, which is what dual simplex wants,
and there are as many rows as the LP has columns, half as many as it has rows. With ``x = col_lower + x'``:

    min −r·y + u·w,  Aᵀ y − w ≤ c,  w ≥ 0,  y ≥ 0 for rows ≥ r, y ≤ 0 for rows ≤ r, free for rows = r

where ``u`` are the capacities of columns that have an upper bound; a row with two different ends has a y for each, and
one without any (a rule taken out) has a y fixed at zero, so that a basis in which the row was held still fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.solve.highs import Answer, Arrays, Basis, LiveLp, cost_scale

#: Status codes of HiGHS in a :class:`Basis`.
_LOWER, _BASIC, _UPPER, _ZERO = 0, 1, 2, 3


@dataclass(frozen=True)
class DualForm:
    """The dual of an LP whose columns all have a finite lower bound.

    Attributes:
        of: the LP.
        arrays: the dual's rows and bounds, without the costs of the LP.
        cost: what the dual minimises.
        equal: numbers of the rows that have one y for both ends: equations, and rows without ends.
        above, below: numbers of the rows that have a y because they are ``≥``, ``≤``.
        capped: numbers of the columns that have a w.
    """

    of: Arrays
    arrays: Arrays
    cost: np.ndarray
    equal: np.ndarray
    above: np.ndarray
    below: np.ndarray
    capped: np.ndarray

    @classmethod
    def make(cls, of: Arrays) -> DualForm:
        """Turn an LP."""
        shift = of.matrix @ of.col_lower
        lower, upper, room = of.row_lower - shift, of.row_upper - shift, of.col_upper - of.col_lower
        even, free = lower == upper, np.isneginf(lower) & np.isposinf(upper)
        equal, above = np.flatnonzero(even | free), np.flatnonzero(np.isfinite(lower) & ~even)
        below, capped = np.flatnonzero(np.isfinite(upper) & ~even), np.flatnonzero(np.isfinite(room))
        columns, counts = of.shape[1], [len(above), len(below), len(capped)]
        wide = np.where(free[equal], 0.0, np.inf)
        turned = sparse.csc_array(of.matrix.T)
        caps = sparse.csc_array((-np.ones(len(capped)), (capped, np.arange(len(capped)))), shape=(columns, len(capped)))
        matrix = sparse.hstack([turned[:, equal], turned[:, above], turned[:, below], caps], format="csr")
        arrays = Arrays(
            sparse.csr_array(matrix),
            np.full(columns, -np.inf),
            np.zeros(columns),
            np.append(-wide, np.repeat([0.0, -np.inf, 0.0], counts)),
            np.append(wide, np.repeat([np.inf, 0.0, np.inf], counts)),
            np.zeros(matrix.shape[1], dtype=bool),
        )
        level = np.where(free[equal], 0.0, lower[equal])
        cost = np.concatenate([-level, -lower[above], -upper[below], room[capped]])
        return cls(of, arrays, cost, equal, above, below, capped)

    def at(self, cost: np.ndarray) -> Arrays:
        """The dual's arrays at (n,) costs of the LP."""
        return replace(self.arrays, row_upper=cost)

    def turned(self, basis: Basis) -> Basis:
        """The dual's basis that belongs to one of the LP: a y is basic where its row is at that end."""
        ends = np.isfinite(self.of.row_lower) & np.isfinite(self.of.row_upper)
        rows, at_cap = basis.rows, basis.columns == _UPPER
        held = rows != _BASIC
        above = held & (~ends | (rows != _UPPER))
        below = held & (~ends | (rows == _UPPER))
        columns = [
            np.where(held[self.equal], _BASIC, _ZERO),
            np.where(above[self.above], _BASIC, _LOWER),
            np.where(below[self.below], _BASIC, _UPPER),
            np.where(at_cap[self.capped], _BASIC, _LOWER),
        ]
        tight = (basis.columns == _BASIC) | at_cap
        return Basis(np.concatenate(columns).astype(np.int8), np.where(tight, _UPPER, _BASIC).astype(np.int8))

    def turned_back(self, basis: Basis) -> Basis:
        """The LP's basis that belongs to one of the dual."""
        equal, above, below, caps = (part == _BASIC for part in self._parts(basis.columns))
        rows = np.full(self.of.shape[0], _BASIC, dtype=np.int8)
        rows[self.equal[equal]] = _LOWER
        rows[self.above[above]] = _LOWER
        rows[self.below[below]] = _UPPER
        columns = np.where(basis.rows == _BASIC, _LOWER, _BASIC).astype(np.int8)
        at_cap = self.capped[caps]
        columns[at_cap] = np.where(basis.rows[at_cap] == _BASIC, _LOWER, _UPPER)
        return Basis(columns, rows)

    def point(self, found: np.ndarray) -> np.ndarray:
        """(n,) the LP's point from the duals (n,) of the dual's rows."""
        return np.asarray(self.of.col_lower - found)

    def prices(self, found: np.ndarray) -> np.ndarray:
        """(m,) duals of the LP's rows from a point of the dual."""
        prices = np.zeros(self.of.shape[0])
        for rows, part in zip((self.equal, self.above, self.below), self._parts(found)[:3], strict=True):
            prices[rows] += part
        return prices

    def _parts(self, values: np.ndarray) -> list[np.ndarray]:
        return np.split(values, np.cumsum([len(self.equal), len(self.above), len(self.below)]))


def reoptimise(arrays: Arrays, cost: np.ndarray, basis: Basis, patience: float) -> Answer | None:
    """Minimise other costs from the basis of an optimum; None if that takes more than ``patience`` iterations.

    Args:
        arrays: as an LP; None is the answer, too, where a column has no finite lower bound.
        basis: with as many rows as the arrays.
    """
    if not np.all(np.isfinite(arrays.col_lower)):
        return None
    form, scale = DualForm.make(arrays), cost_scale(cost)
    found = LiveLp(form.at(cost * scale)).resume(form.cost, form.turned(basis), patience)
    if found is None or found.x is None or found.row_dual is None or found.basis is None:
        return None
    x, prices = form.point(found.row_dual), form.prices(found.x) / scale
    value = float(cost @ arrays.col_lower) - found.objective / scale
    reduced = cost - arrays.matrix.T @ prices
    return Answer("optimal", value, value, x, prices, reduced, form.turned_back(found.basis))
