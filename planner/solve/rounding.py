"""Cut rows by mixed-integer rounding of knapsack rows over whole variables.

The row that compares the modules of all sites with the demand of all served cities has fractional coefficients, so its
LP fills the last module, and the last site, to a fraction: served cities pay 0.43 of a module in 0.02 of a site. For a
row ``a·x ≤ b`` over whole variables, any complementing of variables at their upper bounds (x = u − x̄) and any divisor
δ > 0, with f₀ = b/δ − ⌊b/δ⌋ and f_j likewise, every plan keeps

    Σ_j (⌊a_j/δ⌋ + max(0, f_j − f₀)/(1 − f₀)) x_j ≤ ⌊b/δ⌋

(Gomory 1960; the search over δ and complements is that of Marchand and Wolsey 2001). Sites' modules are first replaced
by their bound ``modules ≤ M·done``, or not, whichever gives the more violated row, so that also the number of sites is
rounded up. Cover inequalities are among the rows found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays

#: Families of block rows that are rounded: physical ones, which no question about clashing rules ever loosens.
_ROUNDED = frozenset({"surrogate"})
#: A rounded row is worth keeping when the point is this far beyond it (Euclidean distance).
TOLERANCE = 0.01
#: Fractions of b/δ for which the rounded row is neither weak nor numerically delicate.
_LEAST_FRACTION, _MOST_FRACTION = 0.01, 0.99
_ZERO, _WHOLE = 1e-9, 1e-6
#: Further divisors tried once the best is found (Marchand and Wolsey).
_PARTS = (2.0, 4.0, 8.0)


@dataclass(frozen=True)
class Knapsack:
    """A row ``coefficients · x[columns] ≤ rhs`` over whole variables.

    Attributes:
        caps: (k,) column whose multiple bounds this one, ``x_j ≤ factor_j · x[caps_j]``; -1 where there is none.
        factors: (k,) of those bounds.
    """

    columns: np.ndarray
    coefficients: np.ndarray
    rhs: float
    caps: np.ndarray
    factors: np.ndarray


def knapsacks(arrays: Arrays, families: Sequence[str], whole: np.ndarray) -> tuple[Knapsack, ...]:
    """The rows of a block that are worth rounding.

    Args:
        families: (m) component of each row.
        whole: (n,) columns that are whole numbers in every plan.
    """
    matrix = arrays.matrix
    caps = _caps(arrays, whole)
    found = []
    for row, family in enumerate(families):
        here = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns, values = matrix.indices[here].astype(int), matrix.data[here]
        if family not in _ROUNDED or not whole[columns].all():
            continue
        for sign, rhs in ((1.0, arrays.row_upper[row]), (-1.0, -arrays.row_lower[row])):
            if np.isfinite(rhs):
                bounds = [caps.get(column, (-1, 0.0)) for column in columns.tolist()]
                found.append(
                    Knapsack(
                        columns,
                        sign * values,
                        float(rhs),
                        np.array([column for column, _ in bounds], dtype=int),
                        np.array([factor for _, factor in bounds]),
                    )
                )
    return tuple(found)


def _caps(arrays: Arrays, whole: np.ndarray) -> dict[int, tuple[int, float]]:
    """Rows ``x_j − M·x_k ≤ 0`` over two whole columns, as ``{j: (k, M)}``."""
    matrix = arrays.matrix
    found: dict[int, tuple[int, float]] = {}
    for row in np.flatnonzero((np.diff(matrix.indptr) == 2) & (arrays.row_upper == 0.0)).tolist():
        first = matrix.indptr[row]
        entries = zip(matrix.data[first : first + 2].tolist(), matrix.indices[first : first + 2].tolist(), strict=True)
        (low, cap), (high, column) = sorted(entries)
        if low < 0 < high and whole[cap] and whole[column]:
            found[int(column)] = (int(cap), -low / high)
    return found


def round_rows(rows: tuple[Knapsack, ...], arrays: Arrays, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Violated rounded rows at an LP point, as (columns, coefficients, right-hand side) of ``coefficients·x ≤ rhs``."""
    found: dict[bytes, tuple[np.ndarray, np.ndarray, float]] = {}
    for row in rows:
        for replaced in _replacements(row, arrays, x):
            columns, coefficients, rhs = _replace(row, replaced, arrays)
            best = _rounded(coefficients, rhs, arrays.col_lower[columns], arrays.col_upper[columns], x[columns])
            if best is not None:
                kept = np.abs(best[0]) > _ZERO
                cut = (columns[kept], best[0][kept], best[1])
                found.setdefault(np.round(np.append(cut[1], cut[2]), 6).tobytes() + cut[0].tobytes(), cut)
    return list(found.values())


def _replacements(row: Knapsack, arrays: Arrays, x: np.ndarray) -> list[np.ndarray]:
    """Which variables give way to their bounds: none, all that can, those that stand at theirs."""
    upper = arrays.col_upper[row.columns]
    can = (row.coefficients < 0) & ((row.caps >= 0) | ((upper > 1.0) & np.isfinite(upper)))
    bound = np.where(row.caps >= 0, row.factors * x[np.maximum(row.caps, 0)], upper)
    at = can & (x[row.columns] >= bound - _WHOLE) & (x[row.columns] > _ZERO)
    return [np.zeros(len(can), dtype=bool), can, at]


def _replace(row: Knapsack, replaced: np.ndarray, arrays: Arrays) -> tuple[np.ndarray, np.ndarray, float]:
    """The weaker row in which the chosen variables, all with negative coefficients, stand at their bounds."""
    total: dict[int, float] = {}
    rhs = row.rhs
    for k, column in enumerate(row.columns.tolist()):
        value = float(row.coefficients[k])
        if not replaced[k]:
            total[column] = total.get(column, 0.0) + value
        elif row.caps[k] >= 0:
            cap = int(row.caps[k])
            total[cap] = total.get(cap, 0.0) + value * float(row.factors[k])
        else:
            rhs -= value * float(arrays.col_upper[column])
    return np.array(list(total), dtype=int), np.array(list(total.values())), rhs


def _rounded(
    coefficients: np.ndarray, rhs: float, lower: np.ndarray, upper: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, float] | None:
    """The most violated rounded row of one knapsack row as (coefficients, rhs); None if none is violated enough."""

    def trial(turned: np.ndarray, divisor: float) -> tuple[float, np.ndarray, float]:
        a = np.where(turned, -coefficients, coefficients) / divisor
        b = (rhs - float(coefficients @ np.where(turned, upper, lower))) / divisor
        f0 = b - np.floor(b)
        if not _LEAST_FRACTION <= f0 <= _MOST_FRACTION:
            return -np.inf, a, b
        floor = np.floor(a)
        c = floor + np.maximum(0.0, a - floor - f0) / (1.0 - f0)
        y = np.where(turned, upper - x, x - lower)
        size = float(np.linalg.norm(c[y > _ZERO]))
        return (float(c @ y) - np.floor(b)) / max(size, _ZERO), c, float(np.floor(b))

    inside = np.minimum(x - lower, upper - x)
    turned = x - lower > upper - x
    sizes = np.abs(coefficients)
    divisors = np.append(sizes[inside > _WHOLE], [1.0, sizes.max(initial=1.0)])
    _, different = np.unique(np.round(divisors, 9), return_index=True)
    tried = [(*trial(turned, divisor), divisor) for divisor in divisors[different].tolist() if divisor > _WHOLE]
    best = max(tried, key=lambda found: found[0])
    for part in _PARTS:
        again = (*trial(turned, best[3] / part), best[3] / part)
        best = max(best, again, key=lambda found: found[0])
    for k in np.argsort(-inside, kind="stable")[: int((inside > _WHOLE).sum())]:
        other = turned.copy()
        other[k] = not other[k]
        again = (*trial(other, best[3]), best[3])
        if again[0] > best[0]:
            best, turned = again, other
    distance, c, limit, _ = best
    exact = _snapped(c, limit, upper - lower) if distance > TOLERANCE else None
    if exact is None:
        return None
    c, limit = exact
    return np.where(turned, -c, c), limit - float(c @ np.where(turned, upper, -lower))


def _snapped(c: np.ndarray, limit: float, width: np.ndarray) -> tuple[np.ndarray, float] | None:
    """The row ``c·y ≤ limit`` over whole ``0 ≤ y ≤ width``, its coefficients next to whole numbers made whole.

    Where they rise, the limit, a whole number, rises by the most that this adds; if all are whole then, it need not:
    the left-hand side stays below the next whole number. None if there is no such most.
    """
    near = np.round(c)
    snapped = np.where(np.abs(c - near) <= _WHOLE, near, c)
    risen = snapped > c
    added = float((snapped - c)[risen] @ width[risen])
    if not np.isfinite(added):
        return None
    whole = added < 1.0 and bool((snapped == near).all())
    return snapped, limit if whole else limit + added


def as_rows(cuts: list[tuple[np.ndarray, np.ndarray, float]], constant: int, columns: int) -> sparse.csr_array:
    """Rows ``rhs·x[constant] − coefficients·x ≥ 0``, where the column ``constant`` always is 1."""
    if not cuts:
        return sparse.csr_array((0, columns))
    starts = np.concatenate([[0], np.cumsum([len(found) + 1 for found, _, _ in cuts])])
    return sparse.csr_array(
        (
            np.concatenate([np.append(-coefficients, rhs) for _, coefficients, rhs in cuts]),
            np.concatenate([np.append(found, constant) for found, _, _ in cuts]),
            starts,
        ),
        shape=(len(cuts), columns),
    )
