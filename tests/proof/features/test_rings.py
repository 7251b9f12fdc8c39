"""Protection along rings: worked out by hand, then with one figure changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.solve.run import solve
from tests.proof.features.chain import DIRECT, agreed, impossible, proven
from tests.proof.features.world import world
from tests.proof.inputs import planner_case
from tests.proof.random_case import RandomCase

RING = {"mode": "protected", "measure": "link", "resilience": "ring"}


def _ring(positions: str = "ABD", nodes: int = 2, routes: str = "ns", **service: Any) -> RandomCase:
    """C-A-B-D-C, one a link; every city has a second link to C beside, one too; ``positions`` is their order."""
    core = {"core": True, "small": False, "egress_nodes": nodes, "position": 9}
    ends = [("A", "C", routes[0]), ("B", "A", "x"), ("D", "B", "x"), ("D", "C", routes[1])]
    links = [{"from": low, "to": up, "route": route} for low, up, route in ends]
    links += [{"id": f"{city}>C.2", "from": city, "to": "C", "route": "second"} for city in "AB"]
    return world(
        {**{city: {"position": positions.index(city)} for city in "ABD"}, "C": core},
        {"link": {"kind": "uplink"}},
        {"link": ("route_km", 1.0)},
        [("cities.safe", "max"), ("spend.total", "min")],
        links=[{"route_km": 1} | link for link in links],
        services={"safe": {**RING, "ring_order": "position"} | service},
    )


def test_ring(tmp_path: Path) -> None:
    """Three places take four links where dual homing takes six; the way of each is named place by place."""
    outcome = proven(_ring(), tmp_path, 3, 4)
    table = outcome.table("rings")
    ring = {"A": ("link:A>C", "link:B>A"), "B": ("link:B>A", "link:D>B"), "D": ("link:D>B", "link:D>C")}
    found = {city: tuple(part.sort_values("side", ascending=False)["uplink"]) for city, part in table.groupby("city")}
    assert found == ring
    assert not (outcome.folder / "plan" / "protections.csv").exists()
    case = _ring()
    case.model["services"]["safe"] = case.model["services"]["safe"] | {"resilience": "dual_homing"}
    del case.model["services"]["safe"]["ring_order"]
    agreed(case, 3, 6)


def test_order_decides() -> None:
    """Between B and A, D's way to A leads back over B: D and B share a ring of three links, A takes two of its own."""
    agreed(_ring("ADB"), 3, 5)


@pytest.mark.parametrize(("changed", "safe", "spend"), [({"nodes": 1}, 0, 0), ({"routes": "nx"}, 2, 3)])
def test_core_and_routes(changed: dict[str, Any], safe: int, spend: int) -> None:
    """A single core place with one node closes no ring. With both of D's links in one duct D has one way, and A and B
    share a ring over B's second link.
    """
    agreed(_ring(**changed), safe, spend)


def test_ring_breaks(tmp_path: Path) -> None:
    """All three wanted, three to spend."""
    case = _ring()
    case.model["limits"] = {"all": {"name_zh": "-", "name_en": "-", "indicator": "cities.safe", "at_least": 3}}
    case.model["carriers"]["alpha"]["budget"] = {2024: 3}
    impossible(case, tmp_path, "all", "alpha")


def test_order_computed() -> None:
    """Without a column the order follows the cheapest ears, which are the ring (brute force knows given ones)."""
    case = _ring("ADB")
    del case.model["services"]["safe"]["ring_order"]
    solution = solve(planner_case(case), DIRECT)
    assert [goal.value for goal in solution.goals] == pytest.approx([3, 4])
