"""Viability, co-builds, presence, obligations, accounts and net present value: worked out by hand, then bitten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.proof.features.chain import agreed, impossible, proven
from tests.proof.features.world import world
from tests.proof.random_case import RandomCase

LOCAL = {"local": {"kind": "local", "limit_column": "local_budget_myuan"}}


def _two_works(rule: str, public: float, **tables: Any) -> RandomCase:
    """Works of 10: one in A earns 12 and one in B earns 4 (over two years), so A has 2 to spare and B lacks 6."""
    return world(
        {"A": {"yearly": 6}, "B": {"yearly": 2}},
        {"fibre": {"revenue": {"column": "yearly", "yuan_per_unit": 1e6}, "lead": "alpha"}},
        {"fibre": 10.0},
        [("benefit", "max"), ("paid.public", "min")],
        services={"fibre": {"mode": "own", "measure": "fibre", "weight": 1}},
        provinces={"P": {"local_budget_myuan": public}},
        funds=LOCAL,
        viability={"years": 2, "discount_rate": 0, "rule": rule},
        **tables,
    )


@pytest.mark.parametrize(
    ("rule", "public", "benefit", "paid"),
    [
        ("project", 6, 200, 6), ("none", 0, 200, 0), ("project", 5, 100, 0), ("carrier", 4, 200, 4),
        ("carrier", 3, 100, 0),
    ],
)  # fmt: skip
def test_viability(folder: Path | None, rule: str, public: float, benefit: float, paid: float) -> None:
    """By project B needs 6 of public money; with what A has to spare the carrier needs 4; with less, only A."""
    outcome = proven(_two_works(rule, public), folder, benefit, paid)
    if outcome is not None:
        rows = outcome.table("viability").set_index("project")
        assert rows["gap_myuan"].to_dict() == {"fibre:A": 0, "fibre:B": 6}
        assert rows["public_myuan"].to_dict() == {"fibre:A": 0, "fibre:B": 6}
        assert rows["npv_myuan"].to_dict() == {"fibre:A": 2, "fibre:B": 0}


def test_viability_clashes(tmp_path: Path) -> None:
    """Both wanted with public money of 5 and a gap of 6."""
    case = _two_works("project", 5, limits={"all": {"indicator": "projects.fibre", "at_least": 2}})
    impossible(case, tmp_path, "all", "viability")


def test_net_present_value(tmp_path: Path) -> None:
    """A is worth 12 − 10 = 2, B 4 − 10 < 0. With grants of 3 at most a work: A 2 + 3, B −6 + 3 < 0."""
    case = _two_works("none", 0)
    case.model["goals"] = {
        "g1": {"name_zh": "v", "name_en": "v", "order": 1, "indicator": "npv.alpha", "sense": "max"},
        "g2": {"name_zh": "s", "name_en": "s", "order": 2, "indicator": "need.total", "sense": "min"},
    }
    agreed(case, 2, 0)
    case.model["funds"]["central"] = {"name_zh": "c", "name_en": "c", "kind": "grant", "budget": {2024: 100}}
    case.model["subsidies"] = {
        "half": {
            "name_zh": "h", "name_en": "h", "fund": "central", "measures": ["fibre"], "share": {"West": 1.0},
            "ceiling_myuan": 3,
        }
    }  # fmt: skip
    agreed(case, 5, 0)
    case.model["subsidies"]["half"]["ceiling_myuan"] = 7
    proven(case, tmp_path, 9 + 1, 6)


# Who pays.


def _co_build(part: float, alpha: float = 10, beta: float = 10) -> RandomCase:
    return world(
        {"A": {}},
        {"tower": {"lead": "joint"}},
        {"tower": 10.0},
        [("benefit", "max"), ("paid.alpha", "min")],
        services={"tower": {"mode": "own", "measure": "tower", "weight": 1}},
        carriers={"alpha": {"budget": alpha}, "beta": {"budget": beta}},
        co_builds={"joint": {"shares": {"alpha": part, "beta": 1 - part}}},
    )


def test_co_build(tmp_path: Path) -> None:
    """Of 10, a carrier with a share of 30 % pays 3."""
    proven(_co_build(0.3), tmp_path, 100, 3)


def test_co_build_bites(tmp_path: Path) -> None:
    """Beta's 6 do not pay for 70 %, whatever alpha has."""
    proven(_co_build(0.3, beta=6), tmp_path, 0, 0)
    agreed(_co_build(0.4, beta=6), 100, 4)


@pytest.mark.parametrize(("most", "beta", "served"), [(0.5, 8, 2), (1.0, 0, 2), (0.5, 4, 1), (0.25, 8, 1)])
def test_presence(folder: Path | None, most: float, beta: float, served: int) -> None:
    """Two shared works of 8 in a province where alpha pays no more than a share of all.

    At one half beta's 8 go with 8 of alpha: both works. Its 4 with 4: one. At a quarter its 8 go with 8/3: one.
    """
    case = world(
        {"A": {}, "B": {}},
        {"fibre": {}},
        {"fibre": 8.0},
        [("cities.fibre", "max")],
        services={"fibre": {"mode": "own", "measure": "fibre"}},
        provinces={"P": {"alpha_most": most}},
        carriers={"alpha": {"presence_column": "alpha_most"}, "beta": {"budget": beta}},
    )
    proven(case, folder, served)


# Payers of some measures only.


def _payers(budgets: dict[str, float], bonds: float = 0, **tables: Any) -> RandomCase:
    """A tower of 6 in A and a pool of 10 in B, shared; ``budgets`` of alpha, of a firm for towers, of one for pools."""
    bound = {"towers": ["tower"], "clouds": ["pool"]}
    carriers = {
        name: {"budget": budgets.get(name, 0)} | ({"measures": bound[name]} if name in bound else {})
        for name in sorted({"alpha", *bound, *budgets})
    }
    tables = {"funds": {"bonds": LOCAL["local"] | {"measures": ["pool"]}}} | tables
    return world(
        {"A": {"residents": 60_000}, "B": {"residents": 100_000}},
        {"tower": {"where": {"cities": ["A"]}}, "pool": {"where": {"cities": ["B"]}}},
        {"tower": 6.0, "pool": 10.0},
        [("benefit", "max"), ("paid.alpha", "min")],
        services={name: {"mode": "own", "measure": name, "weight": 1} for name in ("tower", "pool")},
        provinces={"P": {"local_budget_myuan": bonds}},
        carriers=carriers,
        **tables,
    )


@pytest.mark.parametrize(
    ("budgets", "bonds", "benefit", "alpha"),
    [
        ({"alpha": 16}, 0, 160, 16),
        ({"alpha": 9, "towers": 7}, 0, 60, 0),  # 16 in all, but 1 of the towers' 7 may not go to the pool
        ({"alpha": 9, "towers": 6, "clouds": 1}, 0, 160, 9),
        ({"alpha": 9, "towers": 6}, 1, 160, 9),
        ({"towers": 20, "clouds": 9}, 1, 160, 0),
        ({"towers": 5, "clouds": 20}, 20, 100, 0),
    ],
)  # fmt: skip
def test_payers_of_their_measures(
    folder: Path | None, budgets: dict[str, float], bonds: float, benefit: float, alpha: float
) -> None:
    """Each pays for the measures that it names and nothing else; alpha pays for both."""
    outcome = proven(_payers(budgets, bonds), folder, benefit, alpha)
    if outcome is not None:
        table = outcome.table("projects").set_index("project")
        assert set(table["account"]) <= {"shared+towers", "shared+bonds+clouds"}


def test_who_leads_pays_besides_those_who_join(tmp_path: Path) -> None:
    """The joint builders pay halves of what the tower firm leaves: of 6 it pays 4, so alpha's 1 is enough; 3 is not."""

    def joint(towers: float) -> RandomCase:
        case = _payers({"alpha": 1, "beta": 6, "towers": towers})
        case.model["measures"]["tower"]["lead"] = "both"
        shares = {"alpha": 0.5, "beta": 0.5}
        case.model["co_builds"] = {"both": {"name_zh": "b", "name_en": "b", "shares": shares}}
        return case

    proven(joint(4), tmp_path, 60, 1)
    agreed(joint(3.9), 0, 0)


# Obligations.


def _duty(budget: float = 100, **duty: Any) -> RandomCase:
    """Works of 2, 3 and 5 in A, B and D; alpha leads A and B, beta D."""
    return world(
        {
            "A": {"homes": 2, "lead_carrier": "alpha"},
            "B": {"homes": 3, "lead_carrier": "alpha"},
            "D": {"homes": 5, "lead_carrier": "beta"},
        },
        {"fibre": {"lead": "city"}},
        {"fibre": ("homes", 1.0)},
        [("spend.total", "min"), ("paid.alpha", "min")],
        years=(2024, 2025),
        carriers={"alpha": {"budget": budget}, "beta": {}},
        obligations={"duty": {"measures": ["fibre"]} | duty},
    )


@pytest.mark.parametrize(
    ("duty", "spend", "alpha"),
    [
        ({}, 10, 5), ({"carrier": "alpha"}, 10, 10), ({"at_least": 0.5}, 5, 5), ({"at_least": 0.3}, 2, 2),
        ({"where": {"cities": ["D"]}}, 5, 0), ({"where": {"cities": ["D"]}, "carrier": "alpha"}, 5, 5),
    ],
)  # fmt: skip
def test_obligations(folder: Path | None, duty: dict[str, Any], spend: float, alpha: float) -> None:
    """All three; two of three (1.5 rounded up), the cheaper; one; a place of beta's that alpha is obliged to."""
    proven(_duty(**duty), folder, spend, alpha)


def test_obligation_by_year(tmp_path: Path) -> None:
    """By 2024 alpha's 4 of that year pay for A but not for A and B: a clash; by 2025 they do."""
    where = {"cities": ["A", "B"]}
    agreed(_duty(4, where=where, by_year=2025), 5, 5)
    impossible(_duty(4, where=where, by_year=2024), tmp_path / "soon", "duty")


def test_accounts_in_scope(tmp_path: Path) -> None:
    """Where only beta's works are planned, D is the one that can be built."""
    case = _duty()
    del case.model["obligations"]
    case.model["goals"] = {
        "g1": {"name_zh": "n", "name_en": "n", "order": 1, "indicator": "projects.fibre", "sense": "max"},
    }
    agreed(case, 3)
    case.model["scope"] = {"accounts": ["beta"]}
    outcome = proven(case, tmp_path, 1)
    assert outcome.started() == {"fibre:D"}
