"""When projects can start, what is committed, and which modules can be added."""

from __future__ import annotations

import pytest

from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import optimum, text

YEARS = (2001, 2002, 2003)
OWN = {"mode": "own", "measure": "m", "weight": 1}


def _form(**project: object) -> StandardForm:
    case = make_case(
        {"m": {"kind": "city"}},
        {"m:a": {"capex": 1, **project}},
        {"a": {}},
        ("benefit", "max"),
        years=YEARS,
        services={"s": OWN},
    )
    return compile_model(build.nation(case))


def _columns(form: StandardForm, family: str) -> dict[str, tuple[float, float]]:
    bounds = zip(form.col_names, form.col_lower.tolist(), form.col_upper.tolist(), strict=True)
    return {text(name): (low, high) for name, low, high in bounds if name[0].endswith(f".{family}")}


def test_variables_exist_only_in_years_of_possible_start() -> None:
    assert list(_columns(_form(first_year=2002), "done")) == ["P.done[m:a,2002]", "P.done[m:a,2003]"]


def test_after_the_last_year_the_state_is_that_of_the_last_year() -> None:
    """Started in 2001 or never: benefit counts in all three years."""
    form = _form(last_year=2001)
    assert list(_columns(form, "done")) == ["P.done[m:a,2001]"]
    assert optimum(form) == pytest.approx(3)


def test_years_outside_the_plan_are_cut() -> None:
    assert len(_columns(_form(first_year=1990, last_year=2100), "done")) == 3


def test_committed_project_is_in_service_from_its_year() -> None:
    assert _columns(_form(status="committed", by_year=2002), "done") == {
        "P.done[m:a,2001]": (0, 1),
        "P.done[m:a,2002]": (1, 1),
        "P.done[m:a,2003]": (1, 1),
    }


def test_commitment_after_the_last_year_binds_in_the_last_year() -> None:
    assert _columns(_form(status="committed", by_year=2003, last_year=2002), "done")["P.done[m:a,2002]"] == (1, 1)


def test_built_project_has_no_variable_and_counts() -> None:
    form = _form(status="built")
    assert _columns(form, "done") == {}
    assert optimum(form) == pytest.approx(3)


def test_existing_site_grows_at_the_cost_of_modules_alone() -> None:
    """Two of three units of demand fit the existing modules; the third needs one more module at 5."""
    case = make_case(
        {"m": {"kind": "site", "capacity_per_module": 1, "max_modules": 9}},
        {"m:a": {"status": "built", "built_modules": 2, "max_modules": 3, "capex": 100, "module_capex": 5}},
        {"a": {}},
        ("spend.total", "min"),
        services={"s": {"mode": "capacity", "measure": "m", "demand": "d", "connected": False}},
        pairs=[("s", "a", "m:a")],
        demand={("s", "a"): 3},
        limits={"l": {"indicator": "cities.s", "at_least": 1}},
    )
    form = compile_model(build.nation(case))
    assert _columns(form, "modules") == {"P.modules[m:a,2001]": (2, 3)}
    assert optimum(form) == pytest.approx(5)


def test_site_shared_by_provinces_keeps_its_modules() -> None:
    """Whatever the case says of its limit: its growth would belong to one province and serve another."""
    case = make_case(
        {"m": {"kind": "site", "capacity_per_module": 1, "max_modules": 9}},
        {"m:a": {"status": "built", "built_modules": 1, "max_modules": 3}},
        {"a": {}, "b": {"province": "Q"}},
        ("cities.s", "max"),
        services={"s": {"mode": "capacity", "measure": "m", "demand": "d", "connected": False}},
        pairs=[("s", "a", "m:a"), ("s", "b", "m:a")],
        demand={("s", "a"): 1, ("s", "b"): 1},
    )
    form = compile_model(build.nation(case))
    assert _columns(form, "modules") == {}
    assert optimum(form) == pytest.approx(1)
