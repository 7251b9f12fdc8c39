"""A plain solve of a compiled model, for tests: HiGHS on the arrays as they are, no start, no cuts of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import Name, StandardForm, compile_model


def text(name: Name) -> str:
    """A row's or column's name in one string: ``P.done[m:a,2001]``."""
    return f"{name[0]}[{','.join(map(str, name[1]))}]" if name[1] else name[0]


def component(name: Name) -> str:
    """The family of a row or column, without its province."""
    return name[0].rpartition(".")[2]


def optimum(form: StandardForm, *, relaxed: bool = False) -> float:
    """Optimal value of a compiled model.

    Raises:
        ValueError: it has no optimum; the message is HiGHS's status.
    """
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    # One thread, like the planner's own solves: the first solve in a process fixes the number for all later ones.
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    # Presolve of HiGHS 1.15.1 calls one of these feasible models infeasible (a fund that carries part of its money).
    highs.setOptionValue("presolve", "off")
    rows, columns = form.A.shape
    kinds = np.zeros(columns, dtype=np.int32) if relaxed else form.integrality.astype(np.int32)
    sense = 1 if form.sense == "min" else -1
    highs.passModel(
        columns, rows, form.A.nnz, 2, sense, form.offset, form.cost, form.col_lower, form.col_upper,
        form.row_lower, form.row_upper, form.A.indptr, form.A.indices, form.A.data, kinds,
    )  # fmt: skip
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kModelEmpty:
        return form.offset
    if status != highspy.HighsModelStatus.kOptimal:
        raise ValueError(highs.modelStatusToString(status))
    return float(highs.getInfo().objective_function_value)


def without(form: StandardForm, rules: Collection[str]) -> StandardForm:
    """The model without the rows of some rules."""
    kept = np.array([component(name) not in rules for name in form.row_names], dtype=bool)
    return replace(
        form,
        A=sparse.csr_array(form.A[np.flatnonzero(kept)]),
        row_lower=form.row_lower[kept],
        row_upper=form.row_upper[kept],
        row_names=tuple(name for name, keep in zip(form.row_names, kept, strict=True) if keep),
    )


def violated(form: StandardForm, point: Mapping[str, float]) -> set[str]:
    """Rules with a violated row at a point; columns that it does not name are as near to 0 as their bounds allow.

    Raises:
        ValueError: the point names a column that is not there, or leaves its bounds.
    """
    names = [text(name) for name in form.col_names]
    unknown = set(point) - set(names)
    x = np.array(
        [
            point.get(name, min(max(0.0, low), high))
            for name, low, high in zip(names, form.col_lower, form.col_upper, strict=True)
        ]
    )
    outside = [
        name
        for name, value, low, high in zip(names, x, form.col_lower, form.col_upper, strict=True)
        if not low <= value <= high
    ]
    if unknown or outside:
        raise ValueError(f"unknown: {sorted(unknown)}, out of bounds: {outside}")
    activity = form.A @ x
    bad = (activity < form.row_lower - 1e-9) | (activity > form.row_upper + 1e-9)
    return {component(name) for name, is_bad in zip(form.row_names, bad, strict=True) if is_bad}


def joined(case: Case, goal: str = "goal") -> StandardForm:
    """Provinces and coupling put together: the coordinated form as one model, to be compared with ``nation``."""
    national = compile_model(build.coupling(case), split=("goal",))
    blocks = {p: compile_model(build.province(case, p), split=("link",)) for p in build.blocks(case)}
    sizes = [form.A.shape[1] for form in blocks.values()]
    starts = dict(zip(blocks, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    width = sum(sizes) + national.A.shape[1]
    y = {name[1]: sum(sizes) + k for k, name in enumerate(national.col_names) if name[0] == "y"}

    def shifted(matrix: sparse.csr_array, start: int) -> sparse.csr_array:
        return sparse.csr_array((matrix.data, matrix.indices + start, matrix.indptr), shape=(matrix.shape[0], width))

    parts = [(shifted(national.A, sum(sizes)), national.row_lower, national.row_upper, national.row_names)]
    for p, form in blocks.items():
        parts.append((shifted(form.A, starts[p]), form.row_lower, form.row_upper, form.row_names))
        link = form.split["link"]
        minus = sparse.lil_array((len(link.indices), width))
        for row, index in enumerate(link.indices):
            minus[row, y[(p, *index)]] = -1.0
        names = tuple(("link", (p, *index)) for index in link.indices)
        parts.append((sparse.csr_array(shifted(link.matrix, starts[p]) + minus.tocsr()), link.rhs, link.rhs, names))
    row = national.split["goal"].indices.index((goal,))
    cost = np.zeros(width)
    cost[sum(sizes) :] = national.split["goal"].matrix[[row]].toarray()[0]
    forms = [*blocks.values(), national]
    return StandardForm(
        A=sparse.csr_array(sparse.vstack([part[0] for part in parts])),
        row_lower=np.concatenate([part[1] for part in parts]),
        row_upper=np.concatenate([part[2] for part in parts]),
        col_lower=np.concatenate([form.col_lower for form in forms]),
        col_upper=np.concatenate([form.col_upper for form in forms]),
        cost=cost,
        offset=-float(national.split["goal"].rhs[row]),
        sense=case.model.goals[goal].sense,
        integrality=np.concatenate([form.integrality for form in forms]),
        row_names=tuple(name for part in parts for name in part[3]),
        col_names=tuple(name for form in forms for name in form.col_names),
    )
