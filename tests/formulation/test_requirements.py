"""k of n alternatives: the rows are the convex hull, so the LP is as good as the integers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.solving import component, optimum, text, without


def _case(alternatives: int, count: int) -> Case:
    others = [f"x{k}" for k in range(alternatives)]
    return make_case(
        {name: {"kind": "city"} for name in ("m", *others)},
        {f"{name}:a": {} for name in ("m", *others)},
        {"a": {}},
        ("projects.m", "max"),
        requirements=[("m:a", "needed", count, "done", f"{other}:a") for other in others],
    )


@pytest.mark.parametrize(("alternatives", "count"), [(n, k) for n in range(1, 5) for k in range(1, n + 1)])
def test_rows_are_the_convex_hull(alternatives: int, count: int) -> None:
    form = without(compile_model(build.nation(_case(alternatives, count))), {"balance", "carrier_budget"})
    done = [k for k, name in enumerate(form.col_names) if component(name) == "done"]
    chance = np.random.default_rng(alternatives * 10 + count)
    for _ in range(40):
        form.cost[:] = 0
        form.cost[done] = chance.integers(-5, 6, len(done))
        assert optimum(form, relaxed=True) == pytest.approx(optimum(form))


@pytest.mark.parametrize(("alternatives", "count"), [(3, 1), (3, 2), (4, 2), (3, 3)])
def test_rows_allow_exactly_the_right_points(alternatives: int, count: int) -> None:
    form = without(compile_model(build.nation(_case(alternatives, count))), {"balance", "carrier_budget"})
    names = [text(name) for name in form.col_names]
    own = names.index("P.done[m:a,2001]")
    others = [names.index(f"P.done[x{k}:a,2001]") for k in range(alternatives)]
    for done, *held in product((0, 1), repeat=alternatives + 1):
        x = np.zeros(len(names))
        x[own], x[others] = done, held
        activity = form.A @ x
        allowed = bool(np.all((activity >= form.row_lower) & (activity <= form.row_upper)))
        assert allowed == (not done or sum(held) >= count)


def test_all_of_many_take_one_row_each() -> None:
    form = compile_model(build.nation(_case(4, 4)))
    rows = [name for name in form.row_names if component(name) == "requirement"]
    assert len(rows) == 4


def test_served_and_connected_count_as_alternatives() -> None:
    """m needs the service s or the connection; s cannot be had, the link costs 2."""
    case = make_case(
        {"m": {"kind": "city"}, "n": {"kind": "site"}, "l": {"kind": "uplink"}},
        {"m:a": {}, "n:a": {"capex": 7}, "l:a>h": {"capex": 2}},
        {"a": {}, "h": {"core": True, "small": False}},
        ("spend.total", "min"),
        requirements=[("m:a", "either", 1, "served", "s"), ("m:a", "either", 1, "connected", "a")],
        services={"s": {"mode": "cover", "measure": "n", "connected": False}},
        cover=[("s", "a", "n:a")],
        limits={"l": {"indicator": "projects.m", "at_least": 1}},
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(2)


def test_what_exists_is_not_judged() -> None:
    case = make_case(
        {"m": {"kind": "city"}, "x": {"kind": "city"}},
        {"m:a": {"status": "built"}, "x:a": {"capex": 1}},
        {"a": {}},
        ("spend.total", "min"),
        requirements=[("m:a", "needed", 1, "done", "x:a")],
    )
    assert optimum(compile_model(build.nation(case))) == pytest.approx(0)
