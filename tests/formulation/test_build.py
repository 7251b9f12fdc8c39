"""The model's forms on the data sets of the checkout."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from planner.case.build import build_case
from planner.case.case import Case
from planner.config import load_model
from planner.data.load import load_dataset
from planner.formulation import build
from planner.formulation.goals import ordered
from planner.solve.standard_form import compile_model
from tests.formulation.solving import component, joined, optimum


def _case(model: Path) -> Case:
    loaded = load_model(model)
    return build_case(loaded, load_dataset(loaded.dataset_dir))


@pytest.fixture(scope="module")
def tiny(models: Path) -> Case:
    return _case(models / "tiny.toml")


@pytest.fixture(scope="module")
def national(models: Path) -> Case:
    return _case(models / "national.toml")


def test_joined_form_of_tiny_is_the_nation_for_every_goal(tiny: Case) -> None:
    """Each goal from scratch, so that sums, constants of what exists and both senses are compared."""
    for goal in ordered(tiny.model.goals):
        earlier = {name: _worst(tiny, name) for name in ordered(tiny.model.goals) if name != goal}
        whole = compile_model(build.nation(tiny, earlier))
        assert optimum(joined(tiny, goal)) == pytest.approx(optimum(whole))


def _worst(case: Case, goal: str) -> float:
    """A value of a goal that every plan keeps."""
    return -1e9 if case.model.goals[goal].sense == "max" else 1e9


def test_rows_by_rule_counts_the_rows_of_the_whole_model(tiny: Case) -> None:
    counted = build.rows_by_rule(tiny)
    names = [component(name) for name in compile_model(build.nation(tiny)).row_names]
    assert counted == {rule: names.count(rule) for rule in build.RULE_NAMES if rule in names}


def test_every_link_has_its_row_whatever_the_province_holds(national: Case) -> None:
    """Beijing has no small city: it contributes nothing to anything, and says so in every row."""
    wanted = build.quantities(national)
    assert national.small_cities("11") == ()
    link = compile_model(build.province(national, "11", wanted), split=("link",)).split["link"]
    assert link.indices == wanted
    assert link.matrix.shape[0] == len(wanted)
    assert not link.rhs.any()


def test_quantities_are_sorted_and_the_same_every_time(national: Case) -> None:
    wanted = build.quantities(national)
    assert list(wanted) == sorted(set(wanted))
    assert wanted == build.quantities(national)


def test_same_case_gives_the_same_arrays(tiny: Case) -> None:
    once, again = (compile_model(build.province(tiny, "E"), split=("link",)) for _ in range(2))
    assert once.col_names == again.col_names
    assert once.row_names == again.row_names
    for field in ("row_lower", "row_upper", "col_lower", "col_upper"):
        assert np.array_equal(getattr(once, field), getattr(again, field))
    assert (once.A != again.A).nnz == 0


def test_national_variables_are_bounded_and_rows_well_scaled(national: Case) -> None:
    form = compile_model(build.coupling(national), split=("goal",))
    own = np.array([name[0] != "y" for name in form.col_names])
    assert np.isfinite(form.col_lower[own]).all()
    assert np.isfinite(form.col_upper[own]).all()
    sizes = np.abs(form.A.data)
    assert sizes.min() >= 1e-3
    assert sizes.max() <= 1e4


def test_large_province_is_built_and_compiled_within_a_second(national: Case) -> None:
    """Shanxi, 99 small cities; the best of three runs, because the machine may be busy. Twice the time is an error."""
    wanted = build.quantities(national)
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        form = compile_model(build.province(national, "14", wanted), split=("link",))
        taken.append(time.perf_counter() - start)
    assert form.A.shape[0] > 10_000
    assert min(taken) < 2.0


def test_coefficients_of_a_real_province(national: Case) -> None:
    form = compile_model(build.province(national, "14", ()))
    sizes = np.abs(form.A.data)
    assert sizes.min() >= 1e-3
    assert sizes.max() <= 1e4


def test_provinces_hold_every_integer_and_no_free_column(national: Case) -> None:
    form = compile_model(build.province(national, "14", ()))
    assert np.isfinite(form.col_lower).all()
    assert np.isfinite(form.col_upper).all()
    integer = {component(name) for name, flag in zip(form.col_names, form.integrality, strict=True) if flag}
    assert integer == {"done", "modules", "served"}
