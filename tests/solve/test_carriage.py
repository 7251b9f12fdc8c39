"""Baselines with loads, traffic, protection and thresholds: by hand, and audited on random cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.case.case import Case
from planner.solve.baselines import BASELINES, baselines
from planner.solve.carriage import Carriage
from planner.solve.facts import Facts
from planner.solve.greedy import Bundle, Greedy
from planner.solve.solution import Values
from tests.formulation.cases import make_case
from tests.formulation.frames import with_frames
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case
from tests.solve.folders import audited, unbuildable

CORE = {"core": True, "small": False}
OWN = {"mode": "own", "measure": "m", "weight": 1}
WAVES = {"kind": "uplink", "capacity_per_module": 10, "max_modules": 9}
TRAFFIC = {"t": {"measure": "n", "amount": {"factor": 1}}}


def _chain(sent: dict[str, float], most: int = 9, budget: float = 1e6, **near: Any) -> Case:
    """m at Near and Far; Far hangs on Near, Near on the core. A wavelength carries 10 and costs 1."""
    link = {"max_modules": most, "module_capex": 1.0}
    case = make_case(
        {"m": {"kind": "city"}, "n": WAVES},
        {"m:Near": {}, "m:Far": {}, "n:Near>Hub": link | near, "n:Far>Near": link},
        {"Near": {}, "Far": {}, "Hub": CORE},
        ("benefit", "max"),
        requirements=[(f"m:{city}", "way", 1, "connected", city) for city in ("Near", "Far")],
        services={"s": OWN},
        traffic=TRAFFIC,
        carriers={"c": {2001: budget}},
    )
    return with_frames(case, traffic={("n", city): gbps for city, gbps in sent.items()})


def _by_project(values: Values, family: str) -> dict[str, float]:
    """Values of the one year by project."""
    series = values[family]
    return dict(zip(series.index.get_level_values(0).tolist(), series.tolist(), strict=True))


@pytest.mark.parametrize("name", sorted(BASELINES))
def test_wavelengths_are_lit_for_what_comes_from_below(name: str) -> None:
    values = baselines(_chain({"Near": 12, "Far": 9}))[name]
    assert _by_project(values, "flow") == {"n:Near>Hub": 21, "n:Far>Near": 9}
    assert _by_project(values, "modules") == {"n:Near>Hub": 3, "n:Far>Near": 1}
    assert values["enterprise"].sum() == 4


@pytest.mark.parametrize("name", sorted(BASELINES))
def test_a_place_whose_traffic_finds_no_room_is_not_connected(name: str) -> None:
    values = baselines(_chain({"Near": 12, "Far": 9}, most=2))[name]
    assert set(values["connected"].index.get_level_values("city")) == {"Near"}
    assert values["served"].to_dict() == {("s", "Near", 2001): 1.0}


def test_wavelengths_that_exist_are_used_first_and_missing_ones_are_bought() -> None:
    there: dict[str, Any] = {"status": "built", "built_modules": 1}
    values = baselines(_chain({"Near": 25, "Far": 9}, **there))["practice"]
    assert _by_project(values, "modules")["n:Near>Hub"] == 4
    poor = Carriage(Facts(_chain({"Near": 25}, **there)))
    assert poor.missing({"n:Near>Hub": 1}) == {"n:Near>Hub": 2}


def test_wavelengths_that_one_payer_alone_may_not_pay_are_bought_when_others_have_paid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    greedy = Greedy(Facts(_chain({"Near": 25, "Far": 9}, status="built", built_modules=1)))
    pay = greedy.purse.pay
    asked: list[int] = []

    def pay_from_the_second_time_on(items: Any) -> Any:
        asked.append(len(asked))
        return pay(items) if len(asked) > 1 else None

    monkeypatch.setattr(greedy.purse, "pay", pay_from_the_second_time_on)
    greedy.open(2001)
    assert greedy.modules["n:Near>Hub"] == 1
    assert greedy.start(Bundle(["m:Near"]))
    assert greedy.modules["n:Near>Hub"] == 3
    assert not greedy.carriage.missing(greedy.modules)


def _pool(room: int, load: float) -> Case:
    """x at A and B adds to the demand for cloud, which an existing site carries."""
    case = make_case(
        {"x": {"kind": "city"}, "p": {"kind": "site", "capacity_per_module": 10, "max_modules": 9}},
        {
            "x:A": {"capex": 1},
            "x:B": {"capex": 1},
            "p:A": {"status": "built", "built_modules": room, "max_modules": room},
        },
        {"A": {"residents": 5000}, "B": {}},
        ("benefit", "max"),
        services={
            "cloud": {"mode": "capacity", "measure": "p", "demand": "d", "connected": False},
            "s": {"mode": "own", "measure": "x", "weight": 1},
        },
        pairs=[("cloud", "A", "p:A"), ("cloud", "B", "p:A")],
        demand={("cloud", "A"): 0, ("cloud", "B"): 100},
    )
    return with_frames(case, takes=[("cloud", f"x:{city}", "p:A", load) for city in "AB"])


@pytest.mark.parametrize(("room", "load", "expected"), [(2, 10, "AB"), (1, 10, "A"), (1, 11, ""), (1, 5, "AB")])
def test_a_load_needs_room_in_reach(room: int, load: float, expected: str) -> None:
    for values in baselines(_pool(room, load)).values():
        started = {project for project, there in _by_project(values, "done").items() if there and project[0] == "x"}
        assert started == {f"x:{city}" for city in expected}
        assert values["take"].to_dict() == {("cloud", project, "p:A", 2001): 1.0 for project in sorted(started)}


def test_protected_is_what_was_built_to_be() -> None:
    """Both uplinks of A are wanted for themselves; B has one."""
    case = with_frames(
        make_case(
            {"n": {"kind": "uplink"}},
            {
                "n:A>G": {"status": "committed", "by_year": 2001},
                "n:A>H": {"status": "committed", "by_year": 2001},
                "n:B>H": {"status": "built"},
            },
            {"A": {}, "B": {}, "G": CORE, "H": CORE | {"small": True}},
            ("cities.s", "max"),
            services={"s": {"mode": "protected", "measure": "n"}},
        ),
        ways=[("s", "n:A>G", "q", 1), ("s", "n:A>H", "r", 1)],
    )
    for values in baselines(case).values():
        assert values["served"].to_dict() == {("s", "A", 2001): 1.0, ("s", "H", 2001): 1.0}


@pytest.mark.parametrize(("at_least", "expected"), [(1, True), (2, True), (2.5, False)])
def test_a_status_needs_its_thresholds(at_least: float, expected: bool) -> None:
    case = with_frames(
        make_case(
            {"m": {"kind": "city"}, "x": {"kind": "city"}},
            {"m:A": {}, "x:A": {"status": "built"}},
            {"A": {}},
            ("benefit", "max"),
            services={"s": OWN},
            statuses={"q": {"thresholds": {"h": {"adds": {"m": {}, "x": {}}, "at_least": at_least}}}},
        ),
        thresholds={("q", "h", "A"): (0, at_least)},
        adds=[("q", "h", "A", "m:A", 1), ("q", "h", "A", "x:A", 1)],
    )
    for values in baselines(case).values():
        assert (("q", "A", 2001) in values["status"].to_dict()) == expected


@pytest.mark.parametrize("seed", [2, 9, 21, 30])
def test_random_cases_by_the_audit(seed: int, tmp_path: Path) -> None:
    source = seeded_case(seed, features=True)
    case = planner_case(source)
    for name, values in baselines(case).items():
        assert unbuildable(audited(tmp_path / name, source, case, values)) == [], name
