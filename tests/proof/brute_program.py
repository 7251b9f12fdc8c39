"""A small linear program written row by row over named variables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

#: (kind, payer, rule or service, project or city, site or province, year position); what does not apply is empty or 0.
Var = tuple[str, str, str, str, int]
#: Bounds of some variables instead of their own, by position.
Branch = dict[int, tuple[float, float]]


class Affine:
    """A constant plus weights on variables, by position."""

    def __init__(self, constant: float = 0.0, weights: dict[int, float] | None = None) -> None:
        self.constant, self.weights = constant, weights or {}

    def __add__(self, other: Affine | float) -> Affine:
        if not isinstance(other, Affine):
            return Affine(self.constant + other, self.weights)
        weights = dict(self.weights)
        for position, weight in other.weights.items():
            weights[position] = weights.get(position, 0.0) + weight
        return Affine(self.constant + other.constant, weights)

    def __mul__(self, factor: float) -> Affine:
        return Affine(self.constant * factor, {p: weight * factor for p, weight in self.weights.items()})

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Affine:
        return self * -1.0

    def __sub__(self, other: Affine | float) -> Affine:
        return self + other * -1.0

    def __rsub__(self, other: float) -> Affine:
        return self * -1.0 + other


class Program:
    """Variables with bounds; rows ``less`` are ≤ 0 and rows ``equal`` are = 0."""

    def __init__(self) -> None:
        self.vars: list[Var] = []
        self.low: list[float] = []
        self.most: list[float] = []
        self.less: list[Affine] = []
        self.equal: list[Affine] = []
        self.index: dict[Var, int] = {}

    def var(self, var: Var, most: float, low: float = 0.0) -> Affine:
        """A new variable."""
        self.index[var] = len(self.vars)
        self.vars.append(var)
        self.low.append(low)
        self.most.append(most)
        return self.one(var)

    def one(self, var: Var) -> Affine:
        """One variable; 0 if there is none of that name."""
        return Affine(0.0, {self.index[var]: 1.0}) if var in self.index else Affine()

    def sum(self, found: Iterable[Var]) -> Affine:
        """The sum of some variables."""
        return Affine(0.0, {self.index[var]: 1.0 for var in found})

    def matrices(self, more: list[Affine]) -> dict[str, Any]:
        """Both families of rows, and ``more`` of the first, as linprog takes them."""
        found: dict[str, Any] = {}
        for name, rows in (("ub", self.less + more), ("eq", self.equal)):
            if rows:
                cells = [(weight, number, p) for number, row in enumerate(rows) for p, weight in row.weights.items()]
                data, at, columns = zip(*cells, strict=True) if cells else ((), (), ())
                found[f"A_{name}"] = csr_array((data, (at, columns)), shape=(len(rows), len(self.vars)))
                found[f"b_{name}"] = np.array([-row.constant for row in rows])
        return found

    def minimise(self, aim: Affine, more: list[Affine], branch: Branch) -> tuple[float, np.ndarray] | None:
        """The least value of ``aim`` with further rows ≤ 0, and a point that has it; None if there is none."""
        if not self.vars:
            fits = all(row.constant <= 1e-7 for row in self.less + more)
            fits = fits and all(abs(row.constant) <= 1e-7 for row in self.equal)
            return (aim.constant, np.zeros(0)) if fits else None
        cost = np.zeros(len(self.vars))
        for position, weight in aim.weights.items():
            cost[position] = weight
        bounds = [branch.get(p, (low, most)) for p, (low, most) in enumerate(zip(self.low, self.most, strict=True))]
        ends = [(low, None if np.isinf(most) else most) for low, most in bounds]
        answer = linprog(cost, bounds=ends, method="highs", **self.matrices(more))
        return (aim.constant + float(answer.fun), answer.x) if answer.status == 0 else None
