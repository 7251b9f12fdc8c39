"""Traffic against what a flow must satisfy: everything arrives, and wavelengths are as few as they can be."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest

from planner.case.case import Case
from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.formulation.cases import make_case
from tests.formulation.frames import with_frames
from tests.formulation.solving import optimum

WAVES = {"kind": "uplink", "capacity_per_module": 10, "max_modules": 9}
CORE = {"core": True, "small": False}


def _chain(sent: dict[str, float], **projects: Any) -> Case:
    """c hangs on b, b on a, a on the core; a wavelength carries 10 and costs 1; all are to be connected."""
    links = {f"n:{ends}": {"max_modules": 9, "module_capex": 1} for ends in ("a>h", "b>a", "c>b")}
    return with_frames(
        make_case(
            {"n": WAVES},
            links | projects,
            {"a": {}, "b": {}, "c": {}, "h": CORE},
            ("spend.total", "min"),
            traffic={"t": {"measure": "n", "amount": {"factor": 1}}},
            limits={"l": {"indicator": "cities.connected", "at_least": 3}},
        ),
        traffic={("n", city): gbps for city, gbps in sent.items()},
    )


@pytest.mark.parametrize("sent", [(5, 5, 5), (10, 0, 10), (7, 11, 30), (0.5, 0, 0)])
def test_every_link_carries_all_that_comes_from_below(sent: tuple[float, float, float]) -> None:
    amounts = {city: gbps for city, gbps in zip("abc", sent, strict=True) if gbps > 0}
    behind = (sum(sent), sent[1] + sent[2], sent[2])
    expected = sum(max(1, ceil(gbps / 10)) for gbps in behind)
    assert optimum(compile_model(build.nation(_chain(amounts)))) == expected


def test_traffic_may_be_split_over_several_ways() -> None:
    """15 out of a: two wavelengths on the first link cost 2; one on each 1 and what the second link costs."""
    for second, expected in ((3.0, 2.0), (0.75, 1.5)):
        case = with_frames(
            make_case(
                {"n": WAVES},
                {
                    "n:a>g": {"max_modules": 9, "module_capex": 1},
                    "n:a>h": {"max_modules": 9, "module_capex": second},
                },
                {"a": {}, "g": CORE, "h": CORE},
                ("spend.total", "min"),
                traffic={"t": {"measure": "n", "amount": {"factor": 15}}},
                limits={"l": {"indicator": "cities.connected", "at_least": 1}},
            ),
            traffic={("n", "a"): 15},
        )
        assert optimum(compile_model(build.nation(case))) == pytest.approx(expected)


def test_a_place_with_another_kind_of_connection_takes_traffic_up() -> None:
    """a is connected by a measure without limit: what comes from b is handed over there."""
    case = with_frames(
        make_case(
            {"n": WAVES, "o": {"kind": "uplink"}},
            {"n:b>a": {"max_modules": 9, "module_capex": 1}, "o:a>h": {"capex": 7}},
            {"a": {}, "b": {}, "h": CORE},
            ("spend.total", "min"),
            traffic={"t": {"measure": "n", "amount": {"factor": 1}}},
            limits={"l": {"indicator": "cities.connected", "at_least": 2}},
        ),
        traffic={("n", "b"): 25},
    )
    assert optimum(compile_model(build.nation(case))) == 7 + 3


def test_wavelengths_that_exist_are_free() -> None:
    case = _chain({"a": 25}, **{"n:a>h": {"status": "built", "built_modules": 2, "max_modules": 9, "module_capex": 1}})
    assert optimum(compile_model(build.nation(case))) == 1 + 2
