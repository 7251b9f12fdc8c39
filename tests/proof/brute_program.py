"""A small linear program written row by row over named variables."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

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

    def rows(self, more: list[Affine]) -> LinearConstraint:
        """Both families of rows, and ``more`` of the first."""
        rows = [*self.less, *more, *self.equal]
        weights, upper = np.zeros((len(rows), len(self.vars))), np.array([-row.constant for row in rows])
        for number, row in enumerate(rows):
            weights[number, list(row.weights)] = list(row.weights.values())
        lower = upper.copy()
        lower[: len(rows) - len(self.equal)] = -np.inf
        return LinearConstraint(weights, lower, upper)

    def minimise(self, aim: Affine, more: list[Affine], branch: Branch) -> tuple[float, np.ndarray] | None:
        """The least value of ``aim`` with further rows ≤ 0, and a point that has it; None if there is none."""
        if not self.vars:
            fits = all(row.constant <= 1e-7 for row in self.less + more)
            fits = fits and all(abs(row.constant) <= 1e-7 for row in self.equal)
            return (aim.constant, np.zeros(0)) if fits else None
        cost, low, most = np.zeros(len(self.vars)), np.array(self.low), np.array(self.most)
        for position, weight in aim.weights.items():
            cost[position] = weight
        for position, ends in branch.items():
            low[position], most[position] = ends
        # Of what scipy offers, this has the least ado about a small program.
        answer = milp(cost, bounds=Bounds(low, most), constraints=self.rows(more))
        return (aim.constant + float(answer.fun), answer.x) if answer.status == 0 else None
