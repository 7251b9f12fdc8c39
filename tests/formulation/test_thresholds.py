"""Thresholds: a status holds exactly when the figures say so, whatever is built."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.formulation import build
from planner.formulation.steps import Steps
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.frames import with_frames
from tests.formulation.solving import optimum, text

MEASURES = ["u", "v", "w", "x"]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sense", ["max", "min"])
def test_a_status_is_exactly_its_parts(seed: int, sense: str) -> None:
    """Every set of projects in service, two random thresholds and a service: met or not, never a choice."""
    chance = np.random.default_rng(seed)
    adds = {name: {m: float(chance.integers(0, 4)) for m in MEASURES} for name in ("h", "k")}
    start = {name: float(chance.integers(0, 2)) for name in adds}
    least = {name: float(chance.integers(0, 6)) for name in adds}
    amounts = {name: {m: {"factor": a} for m, a in mine.items()} for name, mine in adds.items()}
    statuses = {
        "q": {
            "services": ["s"] if chance.integers(2) else [],
            "thresholds": {name: {"adds": amounts[name], "at_least": least[name]} for name in adds},
        }
    }
    case = with_frames(
        make_case(
            {m: {"kind": "city"} for m in MEASURES},
            {f"{m}:a": {} for m in MEASURES},
            {"a": {}},
            ("cities.q", sense),
            services={"s": {"mode": "own", "measure": "u"}},
            statuses=statuses,
        ),
        thresholds={("q", name, "a"): (start[name], least[name]) for name in adds},
        adds=[("q", name, "a", f"{m}:a", a) for name, mine in adds.items() for m, a in mine.items() if a > 0],
    )
    form = compile_model(build.nation(case))
    names = [text(name) for name in form.col_names]
    for there in product((0, 1), repeat=len(MEASURES)):
        for m, on in zip(MEASURES, there, strict=True):
            column = names.index(f"P.done[{m}:a,2001]")
            form.col_lower[column] = form.col_upper[column] = on
        level = {name: start[name] + sum(mine[m] * on for m, on in zip(MEASURES, there, strict=True))
                 for name, mine in adds.items()}  # fmt: skip
        expected = all(level[name] >= least[name] for name in adds) and (not statuses["q"]["services"] or there[0])
        assert optimum(form) == float(expected)


def test_what_exists_counts_and_needs_no_row() -> None:
    case = with_frames(
        make_case(
            {"u": {"kind": "city"}, "v": {"kind": "city"}},
            {"u:a": {"status": "built"}, "v:a": {}},
            {"a": {}},
            ("cities.q", "min"),
            statuses={"q": {"thresholds": {"h": {"adds": {"u": {}, "v": {}}, "at_least": 1}}}},
        ),
        thresholds={("q", "h", "a"): (0, 1)},
        adds=[("q", "h", "a", "u:a", 1), ("q", "h", "a", "v:a", 1)],
    )
    form = compile_model(build.nation(case))
    assert optimum(form) == 1
    assert "P.met" not in {name[0] for name in form.col_names}


def test_sets_of_two_of_three() -> None:
    steps = Steps(2.0, (("a", 1.0), ("b", 1.0), ("c", 1.0)))
    assert steps.sufficient == (("a", "b"), ("a", "c"), ("b", "c"))
    assert steps.covers == (("a", "b"), ("a", "c"), ("b", "c"))


def test_sets_of_one_large_and_two_small_steps() -> None:
    steps = Steps(2.0, (("large", 2.0), ("b", 1.0), ("c", 1.0)))
    assert steps.sufficient == (("large",), ("b", "c"))
    assert steps.covers == (("large", "b"), ("large", "c"))


def test_nothing_needed_and_nothing_enough() -> None:
    assert Steps(0.0, (("a", 1.0),)).sufficient == ((),)
    assert Steps(2.0, (("a", 1.0),)).sufficient == ()
