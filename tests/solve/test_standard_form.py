"""Compiling: nothing is lost, nothing is doubled, everything has a name."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from planner.solve.standard_form import PyomoModel, compile_model


def _model() -> PyomoModel:
    model = pyo.ConcreteModel()
    model.x = pyo.Var([1, 2], bounds=(0, 3))
    model.unused = pyo.Var(bounds=(1, 2), domain=pyo.Integers)
    model.y = pyo.Var(domain=pyo.Binary)
    model.part = pyo.Block(["p"])
    model.part["p"].z = pyo.Var([("a", 1)], domain=pyo.Reals)
    model.range = pyo.Constraint(expr=(1, 2 * model.x[2] + model.y + 1, 5))
    model.low = pyo.Constraint(expr=model.x[1] - 4 * model.part["p"].z["a", 1] >= 2)
    model.high = pyo.Constraint([7], rule=lambda m, k: m.x[1] + m.x[1] <= k)
    model.same = pyo.Constraint(expr=(0, model.x[1] - model.y, 0))
    model.goal = pyo.Objective(expr=3 * model.x[2] + 5, sense=pyo.maximize)
    return model


def test_rows_columns_and_bounds() -> None:
    form = compile_model(_model())
    assert form.col_names == (("x", (1,)), ("x", (2,)), ("unused", ()), ("y", ()), ("p.z", ("a", 1)))
    assert form.row_names == (("range", ()), ("low", ()), ("high", (7,)), ("same", ()))
    assert form.A.toarray().tolist() == [[0, 2, 0, 1, 0], [1, 0, 0, 0, -4], [2, 0, 0, 0, 0], [1, 0, 0, -1, 0]]
    assert form.row_lower.tolist() == [0, 2, -np.inf, 0]
    assert form.row_upper.tolist() == [4, np.inf, 7, 0]
    assert form.col_lower.tolist() == [0, 0, 1, 0, -np.inf]
    assert form.col_upper.tolist() == [3, 3, 2, 1, np.inf]
    assert form.integrality.tolist() == [False, False, True, True, False]
    assert (form.cost.tolist(), form.offset, form.sense) == ([0, 3, 0, 0, 0], 5, "max")
    assert form.A.indices.dtype == form.A.indptr.dtype == np.int32


def test_rows_of_a_component_are_taken_out() -> None:
    form = compile_model(_model(), split=("same",))
    assert [name for name, _ in form.row_names] == ["range", "low", "high"]
    assert form.A.shape == (3, 5)
    assert form.split["same"].matrix.toarray().tolist() == [[1, 0, 0, -1, 0]]
    assert (form.split["same"].rhs.tolist(), form.split["same"].indices) == ([0], ((),))


def test_component_without_rows_splits_into_nothing() -> None:
    split = compile_model(_model(), split=("absent",)).split["absent"]
    assert split.matrix.shape == (0, 5)
    assert split.indices == ()


def test_only_equations_are_taken_out() -> None:
    with pytest.raises(ValueError, match="range"):
        compile_model(_model(), split=("range",))


def test_two_objectives_are_refused() -> None:
    model = _model()
    model.other = pyo.Objective(expr=model.y)
    with pytest.raises(ValueError, match="2 active objectives"):
        compile_model(model)


def test_model_without_rows_keeps_its_columns() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    form = compile_model(model)
    assert form.A.shape == (0, 1)
    assert (form.col_upper.tolist(), form.row_names, form.sense) == ([1], (), "min")
