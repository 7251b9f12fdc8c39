"""The small language of rows: sums, constants, what is left out and what is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pyomo.environ as pyo
import pytest

from planner.formulation.rows import Affine, Documentation, Row, add_rows, at_least, at_most, collector_paused, rule
from planner.solve.standard_form import compile_model


def test_sum_of_variables_floats_and_sums() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    inner = Affine(1.0).add(2.0, model.x)
    total = Affine().add(3.0, inner).add(-1.0, 4.0).add(0.0, model.x)
    assert (total.constant, total.coefficients, total.variables) == (-1.0, [6.0], [model.x])
    assert inner.coefficients == [2.0], "adding a sum to another leaves it as it was"
    assert total.scaled(0.5).constant == -0.5


def test_constants_move_to_the_bounds() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    add_rows(model, "r", [at_most((1,), Affine(2.0).add(1.0, model.x), 5.0)])
    assert compile_model(model).row_upper.tolist() == [3.0]


def test_constant_row_that_holds_is_left_out() -> None:
    model = pyo.ConcreteModel()
    assert add_rows(model, "r", [at_most((1,), Affine(1.0), 1.0), at_least((2,), Affine(1.0), 0.5)]) == 0


def test_constant_row_that_cannot_hold_stays_under_its_name() -> None:
    model = pyo.ConcreteModel()
    assert add_rows(model, "r", [at_least((1,), Affine(1.0), 2.0)]) == 1
    form = compile_model(model)
    assert form.row_names == (("r", (1,)),)
    assert form.row_lower.tolist() == [1.0]
    assert (form.col_lower.tolist(), form.col_upper.tolist()) == ([0.0], [0.0])


def test_empty_rows_are_kept_when_asked() -> None:
    model = pyo.ConcreteModel()
    assert add_rows(model, "r", [Row((1,), 0.0, Affine(-3.0), 0.0)], keep_empty=True) == 1
    assert compile_model(model, split=("r",)).split["r"].rhs.tolist() == [3.0]


def test_docstring_without_its_parts_is_refused() -> None:
    @rule
    def unexplained(view: object) -> Iterator[Row]:
        """Rows, but no formula.

        For: everything
        Unit: 1
        """
        yield Row((), None, Affine(), None)

    with pytest.raises(ValueError, match="formula, switch"):
        _ = unexplained.documentation


def test_documentation_is_read_from_the_docstring() -> None:
    def told(view: object) -> None:
        r"""What it says.

        .. math:: a
            \le b

        For: a \in A
        Unit: 1
        Switch: measures
        """

    found = Documentation.of(told)
    assert (found.summary, found.formula, found.indices) == ("What it says.", r"a \le b", r"a \in A")
    assert (found.unit, found.switch) == ("1", "measures")


def test_collector_is_on_again_after_an_error() -> None:
    def fail() -> None:
        with collector_paused():
            assert not gc.isenabled()
            raise KeyError

    assert gc.isenabled()
    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()
