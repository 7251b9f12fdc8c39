"""Two ways to the core, and traffic in wavelengths: worked out by hand, then with one figure changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.proof.features.chain import agreed, impossible, proven
from tests.proof.features.world import world
from tests.proof.random_case import RandomCase


def _two_ways(core_nodes: int = 2, second: tuple[str, str] = ("C", "south"), **tables: Any) -> RandomCase:
    """A has two links, to core places, and B one to A and one to a core place."""
    core = {"core": True, "small": False, "egress_nodes": core_nodes}
    return world(
        {"A": {}, "B": {}, "C": core, "D": core},
        {"link": {"kind": "uplink", **tables.pop("link", {})}},
        {"link": tables.pop("cost", ("route_km", 1.0))},
        [("cities.safe", "max"), ("spend.total", "min")],
        links=[
            {"from": "A", "to": "C", "route_km": 2, "route": "north"},
            {"id": f"A>{second[0]}.2", "from": "A", "to": second[0], "route_km": 5, "route": second[1]},
            {"from": "B", "to": "A", "route_km": 1, "route": "north"},
            {"from": "B", "to": "C", "route_km": 4, "route": "south"},
        ],
        services={"safe": {"mode": "protected", "measure": "link"}},
        **tables,
    )


def test_two_ways(tmp_path: Path) -> None:
    """A needs both its links (7), and then B both of its (5)."""
    outcome = proven(_two_ways(), tmp_path, 2, 12)
    used = outcome.table("protections")
    assert used.groupby("city")["use"].sum().to_dict() == {"A": 2, "B": 2}


def test_one_route_is_one_way(tmp_path: Path) -> None:
    """To another core place, but on the same cable route: A has one way, and B only one protected end."""
    proven(_two_ways(second=("D", "north")), tmp_path, 0, 0)
    agreed(_two_ways(second=("D", "south")), 2, 12)


def test_one_node_is_one_way(tmp_path: Path) -> None:
    """The core place with one node: its failure cuts both of A's links."""
    proven(_two_ways(core_nodes=1), tmp_path, 0, 0)


def test_two_ways_break(tmp_path: Path) -> None:
    """Both wanted, 11 to spend."""
    wanted = {"both": {"indicator": "cities.safe", "at_least": 2}}
    impossible(_two_ways(limits=wanted, carriers={"alpha": {"budget": 11}}), tmp_path, "both", "alpha")


def test_protected_while_required(tmp_path: Path) -> None:
    """A work in B that needs two ways: 1 on top of the 12."""
    case = _two_ways()
    more = world({"A": {}}, {"work": {"where": {"cities": ["B"]}}}, {"work": 1.0}, [("projects.work", "max")])
    case.model["measures"]["work"] = more.model["measures"]["work"] | {"requires": {"two": {"services": ["safe"]}}}
    case.tables["unit_costs"] += more.tables["unit_costs"]
    case.model["goals"]["g1"]["indicator"] = "projects.work"
    proven(case, tmp_path, 1, 13)


# Traffic.


def _chain(a: float, b: float, most: int = 3, budget: float = 100, **tables: Any) -> RandomCase:
    """A sends over B to the core place or over a dear link of its own; a wavelength carries 10 and costs 3."""
    return world(
        {"A": {"gbps": a}, "B": {"gbps": b}},
        {"link": {"kind": "uplink", "capacity_per_module": 10, "max_modules": most}},
        {"link": {"dig": ("route_km", 1.0), "wave": ("module", 3.0)}},
        [("cities.connected", "max"), ("spend.total", "min")],
        links=[
            {"from": "A", "to": "B"}, {"from": "B", "to": "C"}, {"from": "A", "to": "C", "route_km": 7, "route": "x"}
        ],
        traffic={"own": {"measure": "link", "amount": {"column": "gbps"}}},
        carriers={"alpha": {"budget": budget}},
        **tables,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "most", "connected", "spend"),
    [(6, 6, 3, 2, 11), (3, 6, 3, 2, 8), (6, 6, 1, 2, 14), (16, 6, 3, 2, 17), (20, 6, 1, 1, 4)],
)
def test_wavelengths(folder: Path | None, a: float, b: float, most: int, connected: int, spend: float) -> None:
    """9 together fit one wavelength on B's link: 2 links and 2 wavelengths. 12 need two there: 11.

    With one at most, A digs its own link: 7 + 3 + 4. 16 + 6 need two from A and three from B: 2 + 15 = 17, against
    7 + 6 + 4 = 17. 20 of A fit nowhere with one wavelength: A's own link and the one to B would have to share them,
    10 each, and B's link is full with 10 + 6.
    """
    outcome = proven(_chain(a, b, most), folder, connected, spend)
    if outcome is not None:
        flows = outcome.table("flows").set_index("uplink")
        assert flows["flow_gbps"].to_dict() == {"link:A>B": 6, "link:B>C": 12}
        assert flows["wavelengths"].to_dict() == {"link:A>B": 1, "link:B>C": 2}


def test_traffic_off(tmp_path: Path) -> None:
    """Switched off, links are links: 2."""
    case = _chain(6, 6)
    case.model["traffic"]["own"]["enabled"] = False
    proven(case, tmp_path, 2, 2)


def test_wavelengths_break(tmp_path: Path) -> None:
    """Both cities wanted, 11 needed, 10 to spend."""
    wanted = {"both": {"indicator": "cities.connected", "at_least": 2}}
    impossible(_chain(6, 6, budget=10, limits=wanted), tmp_path, "both", "alpha")


@pytest.mark.parametrize(("gbps", "spend"), [(10, 7 + 2 * 3), (11, 7 + 4 * 3)])
def test_all_traffic_on_each_way(folder: Path | None, gbps: float, spend: float) -> None:
    """A protected: its 10 fill a wavelength on each of its two links; 11 need two on each."""
    case = _two_ways(
        link={"capacity_per_module": 10, "max_modules": 2},
        cost={"dig": ("route_km", 1.0), "wave": ("module", 3.0)},
        traffic={"own": {"measure": "link", "where": {"cities": ["A"]}, "amount": {"factor": gbps}}},
    )
    case.tables["uplinks"] = [row for row in case.tables["uplinks"] if row["from"] == "A"]
    case.tables["cities"] = [row for row in case.tables["cities"] if row["id"] != "B"]
    proven(case, folder, 1, spend)
