"""From a Pyomo model to arrays: the one place where a model is compiled.

``LinearStandardFormCompiler`` does the walking; what it leaves out is put right here: columns in no row are kept, so
that every variable of the model has a value; the two rows of a range become one again; rows and columns have names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

#: A ``ConcreteModel``, what the compiler makes of it, and a constraint or variable of it; Pyomo has no types.
PyomoModel = Any
Compiled = Any
Datum = Any
#: Name of a row or column: component, with its block in front where there is one ("52.done"), and index.
Name = tuple[str, tuple[object, ...]]


@dataclass(frozen=True)
class SplitRows:
    """Equations of one component, taken out of the matrix: ``matrix x = rhs``.

    Attributes:
        matrix: (K × n) CSR over the same columns as the model.
        rhs: (K,).
        indices: (K) the rows' indices within their component.
    """

    matrix: sparse.csr_array
    rhs: np.ndarray
    indices: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class StandardForm:
    """``sense cost·x + offset`` subject to ``row_lower ≤ A x ≤ row_upper`` and column bounds.

    Columns stand in the order in which the model declares them, rows likewise.

    Attributes:
        A: (m × n) CSR, int32 indices.
        row_lower, row_upper: (m,), infinite where there is no bound.
        col_lower, col_upper: (n,), infinite where there is no bound.
        cost: (n,) of the active objective, 0 without one.
        offset: its constant.
        sense: of the objective.
        integrality: (n,) bool.
        row_names, col_names: component and index.
        split: rows that were asked to be taken out, by component.
    """

    A: sparse.csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    col_lower: np.ndarray
    col_upper: np.ndarray
    cost: np.ndarray
    offset: float
    sense: Literal["min", "max"]
    integrality: np.ndarray
    row_names: tuple[Name, ...]
    col_names: tuple[Name, ...]
    split: Mapping[str, SplitRows] = field(default_factory=dict)


def compile_model(model: PyomoModel, split: Iterable[str] = ()) -> StandardForm:
    """Compile a linear Pyomo model.

    Args:
        model: a ``ConcreteModel`` with at most one active objective and no fixed variables.
        split: components of the model whose rows are returned apart.

    Raises:
        ValueError: more than one active objective, or a row to be taken out that is no equation.
    """
    found = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    if len(found.objectives) > 1:
        raise ValueError(f"{len(found.objectives)} active objectives, at most one can be compiled")
    named = list(_named(model, pyo.Var))
    columns = [column for column, _ in named]
    row_names = {id(row): name for row, name in _named(model, pyo.Constraint)}
    position = {id(column): place for place, column in enumerate(columns)}
    moved = np.fromiter((position[id(column)] for column in found.columns), dtype=np.int32, count=len(found.columns))
    matrix, lower, upper, rows = _rows(found, moved, len(columns))
    cost, offset, sense = np.zeros(len(columns)), 0.0, "min"
    if found.objectives:
        cost[moved] = found.c.toarray()[0]
        offset = float(found.c_offset[0])
        sense = "min" if found.objectives[0].sense == pyo.minimize else "max"
    form = StandardForm(
        matrix,
        lower,
        upper,
        _bounds((column.lb for column in columns), len(columns), -np.inf),
        _bounds((column.ub for column in columns), len(columns), np.inf),
        cost,
        offset,
        sense,  # type: ignore[arg-type]
        np.fromiter((column.is_integer() for column in columns), dtype=bool, count=len(columns)),
        tuple(row_names[id(row)] for row in rows),
        tuple(name for _, name in named),
    )
    return _take_out(form, tuple(split))


def _rows(
    found: Compiled, moved: np.ndarray, width: int
) -> tuple[sparse.csr_array, np.ndarray, np.ndarray, list[Datum]]:
    """Matrix, bounds and constraints; the compiler writes a range as two rows, upper side first."""
    rhs, kinds = np.asarray(found.rhs, dtype=float), np.fromiter((row.bound_type for row in found.rows), dtype=int)
    constraints = [row.constraint for row in found.rows]
    second = np.fromiter((k > 0 and constraints[k] is constraints[k - 1] for k in range(len(constraints))), dtype=bool)
    lower, upper = np.where(kinds <= 0, rhs, -np.inf), np.where(kinds >= 0, rhs, np.inf)
    lower[np.flatnonzero(second) - 1] = rhs[second]
    kept = np.flatnonzero(~second)
    csr = sparse.csr_array(found.A)[kept]
    matrix = sparse.csr_array((csr.data, moved[csr.indices], csr.indptr), shape=(len(kept), width))
    matrix.sort_indices()
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return matrix, lower[kept], upper[kept], [constraints[k] for k in kept]


def _bounds(values: Iterable[float | None], count: int, missing: float) -> np.ndarray:
    return np.fromiter((missing if value is None else value for value in values), dtype=float, count=count)


def _named(model: PyomoModel, kind: type) -> Iterator[tuple[Datum, Name]]:
    """All data of a kind of component with their names, in the order of declaration.

    Walking the components gives the indices for nothing; asking each datum for its own takes longer than compiling.
    """
    for component in model.component_objects(kind, active=True, descend_into=True):
        block = component.parent_block()
        inside = "" if block.parent_block() is None else f"{block.index()}."
        name = inside + component.local_name
        for index, datum in component.items():
            yield datum, (name, () if index is None else index if isinstance(index, tuple) else (index,))


def _take_out(form: StandardForm, components: tuple[str, ...]) -> StandardForm:
    if not components:
        return form
    owner = np.array([name for name, _ in form.row_names], dtype=object)
    split = {}
    for component in components:
        chosen = np.flatnonzero(owner == component)
        if not np.array_equal(form.row_lower[chosen], form.row_upper[chosen]):
            raise ValueError(f"{component} has rows that are no equations")
        indices = tuple(form.row_names[k][1] for k in chosen)
        split[component] = SplitRows(sparse.csr_array(form.A[chosen]), form.row_lower[chosen], indices)
    rest = np.flatnonzero(~np.isin(owner, components))
    return replace(
        form,
        A=sparse.csr_array(form.A[rest]),
        row_lower=form.row_lower[rest],
        row_upper=form.row_upper[rest],
        row_names=tuple(form.row_names[k] for k in rest),
        split=split,
    )
