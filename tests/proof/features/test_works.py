"""Levels, effects, loads and thresholds: each worked out by hand, then with one figure changed so that it bites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.proof.features.chain import agreed, impossible, proven
from tests.proof.features.world import world
from tests.proof.random_case import RandomCase

# Levels: a service for part of the beneficiaries.


def _levels(budget: float) -> RandomCase:
    own = {"mode": "own", "weight": 1}
    return world(
        {"A": {"residents": 100_000}, "B": {"residents": 50_000}},
        {"first": {}, "rest": {"requires": {"first": {"measures": ["first"]}}}},
        {"first": 2.0, "rest": 3.0},
        [("benefit", "max"), ("spend.total", "min")],
        services={
            "first": own | {"measure": "first", "part": 0.8},
            "rest": own | {"measure": "rest", "part": 0.2},
        },
        carriers={"alpha": {"budget": budget}},
    )


def test_levels(tmp_path: Path) -> None:
    """The first level serves 80 and 40 thousand for 2 each, the rest 20 and 10 thousand for 3 each.

    With 7, both first levels (120) and A's rest (20): 140 for 7.
    """
    outcome = proven(_levels(7), tmp_path, 140, 7)
    assert outcome.started() == {"first:A", "first:B", "rest:A"}


def test_levels_bite(tmp_path: Path) -> None:
    """With 6 there is no money for A's rest besides B's first level, which serves more: 120 for 4."""
    proven(_levels(6), tmp_path, 120, 4)


# Effects.


def _effects(least: float) -> RandomCase:
    return world(
        {"A": {"machines": 3}, "B": {"machines": 5}, "C1": {"machines": 0}},
        {"green": {"effects": {"energy": {"column": "machines", "factor": 2}}}},
        {"green": {"base": 1.0, "each": ("machines", 0.5)}},
        [("spend.total", "min")],
        effects={"energy": {"unit_zh": "-", "unit_en": "-"}},
        limits={"saving": {"indicator": "effect.energy", "at_least": least}},
    )


def test_effects(tmp_path: Path) -> None:
    """A saves 6 for 1 + 1.5 = 2.5, B 10 for 1 + 2.5 = 3.5: at least 10 needs B."""
    outcome = proven(_effects(10), tmp_path, 3.5)
    assert outcome.started() == {"green:B"}


def test_effects_bite(tmp_path: Path) -> None:
    """At least 11 needs both."""
    proven(_effects(11), tmp_path, 6)


def test_effects_break(tmp_path: Path) -> None:
    """More than 16 there is not."""
    impossible(_effects(17), tmp_path, "saving")


@pytest.mark.parametrize(("share", "cost"), [(-0.5, -1.0), (-0.4, -0.4), (-0.3, 0.0)])
def test_saved_opex(folder: Path | None, share: float, cost: float) -> None:
    """Capex 2, and 2 × share a year for the three years that the stock counts for: 2 − 3, 2 − 2.4, and 2 − 1.8 > 0."""
    case = world({"A": {}}, {"green": {"opex_share": share}}, {"green": 2.0}, [("cost.total", "min")])
    case.model["time"]["terminal_years"] = 3
    proven(case, folder, cost)


# Loads.


def _loads(load: float) -> RandomCase:
    return world(
        {"A": {"demand_units": 60}, "B": {"demand_units": 20}},
        {
            "pool": {
                "kind": "site", "where": {"small": "any", "cities": ["C"]}, "capacity_per_module": 100, "max_modules": 3
            },
            "move": {"where": {"cities": ["A"]}, "loads": {"cloud": {"factor": load}}},
        },
        {"pool": {"base": 1.0, "module": ("module", 4.0)}, "move": 1.0},
        [("benefit", "max"), ("spend.total", "min")],
        services={
            "cloud": {"mode": "capacity", "measure": "pool", "demand": "demand_units", "weight": 1, "connected": False},
            "moved": {"mode": "own", "measure": "move", "weight": 2},
        },
    )  # fmt: skip


def test_load_fits(tmp_path: Path) -> None:
    """60 + 20 of the cities and 20 of the move fill one module: 100 + 100 + 2 × 100 for 1 + 4 + 1."""
    outcome = proven(_loads(20), tmp_path, 400, 6)
    shares = outcome.table("assignments")
    assert shares.set_index("project")["share"].to_dict()["move:A"] == pytest.approx(1)


def test_load_needs_a_module(tmp_path: Path) -> None:
    """One more unit of load, one more module."""
    proven(_loads(21), tmp_path, 400, 10)


def test_load_crowds_out(tmp_path: Path) -> None:
    """Three modules carry 300: with a load of 250, A's 60 no longer fit but B's 20 do: 200 + 100 for 1 + 12 + 1."""
    proven(_loads(250), tmp_path, 300, 14)


# Thresholds.


def _thresholds(need: float, sense: str = "min") -> RandomCase:
    status: dict[str, Any] = {
        "coverage": {"start": "before", "adds": {"fibre": {"factor": 30}, "radio": {"factor": 20}}}
    }
    status["coverage"] |= {"at_least": need}
    case = world(
        {"A": {"before": 40}, "B": {"before": 60}},
        {"fibre": {}, "radio": {}},
        {"fibre": 3.0, "radio": 1.0},
        [("spend.total", "min"), ("cities.good", sense)],
        statuses={"good": {"thresholds": status}},
        limits={"good": {"indicator": "cities.good", "at_least": 2}},
    )
    if sense == "max":
        del case.model["limits"]
    return case


def test_thresholds(tmp_path: Path) -> None:
    """80 needed: B gets there with radio (60 + 20), A with both (40 + 30 + 20; one makes 70 or 60): 4 + 1."""
    outcome = proven(_thresholds(80), tmp_path, 5, 2)
    assert outcome.started() == {"fibre:A", "radio:A", "radio:B"}


def test_thresholds_bite(tmp_path: Path) -> None:
    """85 needed: radio takes B to 80 only, fibre to 90: 4 + 3."""
    proven(_thresholds(85), tmp_path, 7, 2)


def test_thresholds_break(tmp_path: Path) -> None:
    """95 needed: A reaches 90 at most."""
    impossible(_thresholds(95), tmp_path, "good")


def test_threshold_is_an_outcome(tmp_path: Path) -> None:
    """60 needed: B has the status without doing anything, wanted or not."""
    proven(_thresholds(60, "max"), tmp_path, 0, 1)
    unwanted = _thresholds(60, "max")
    unwanted.model["goals"]["g2"]["sense"] = "min"
    agreed(unwanted, 0, 1)


# Pairing across provinces.


def _paired(slots: int, existing: str) -> RandomCase:
    """A hospital of C in province P takes as many counties as it has slots; D and E are in province Q."""
    case = world(
        {
            "A": {"residents": 20_000, "slots": 1},
            "B": {"residents": 30_000, "slots": 1},
            "D": {"residents": 70_000, "slots": 1, "province": "Q"},
            "E": {"residents": 10_000, "slots": 1, "province": "Q"},
        },
        {"hub": {"kind": "site", "where": {"small": False}, "capacity_per_module": 1, "max_modules": 4}},
        {"hub": {"room": ("module", 1.0)}},
        [("benefit", "max")],
        provinces={"P": {}, "Q": {}},
        services={
            "paired": {
                "mode": "capacity", "measure": "hub", "demand": "slots", "existing": existing, "connected": False,
                "weight": 1,
            },
        },
        sites=[{"measure": "hub", "city": "C", "modules": slots}],
        carriers={"alpha": {"budget": 0}},
    )  # fmt: skip
    rows = [
        {"service": "paired", "city": city, "site_city": "C", "distance_km": 100, "haul_myuan": 0} for city in "ABDE"
    ]
    case.tables["pairs"] = rows
    return case


@pytest.mark.parametrize(
    ("slots", "existing", "benefit"), [(2, "all", 100), (1, "all", 70), (2, "own_province", 50), (3, "all", 120)]
)
def test_pairing_across_provinces(folder: Path | None, slots: int, existing: str, benefit: float) -> None:
    """Slots go to the largest counties wherever they are; within the hospital's province alone to A and B."""
    proven(_paired(slots, existing), folder, benefit)
