"""Conditions of subsidy rules: each worked out by hand, then with one figure changed so that it bites or breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.proof.features.chain import agreed, impossible, proven
from tests.proof.features.world import world
from tests.proof.random_case import RandomCase

GRANTS = {"central": {"kind": "grant"}}


def _rule(paid: float, **conditions: Any) -> dict[str, Any]:
    return {"fund": "central", "measures": ["fibre"], "share": {"West": paid}} | conditions


def _one(rules: dict[str, Any], **tables: Any) -> RandomCase:
    """One project of 10 in one city that must be built; how little must enterprises pay?"""
    measure = tables.pop("measure", {})
    return world(
        {"A": {}},
        {"fibre": measure},
        {"fibre": 10.0},
        [("paid.enterprise", "min")],
        funds=GRANTS | tables.pop("funds", {}),
        subsidies=rules,
        limits={"built": {"indicator": "projects.fibre", "at_least": 1}},
        **tables,
    )


# Several rules on one project.


@pytest.mark.parametrize(
    ("stacking", "most", "enterprise"),
    [("additive", 1.0, 1.0), ("additive", 0.7, 3.0), ("exclusive", 1.0, 5.0), ("exclusive", 0.4, 6.0)],
)
def test_stacking(folder: Path | None, stacking: str, most: float, enterprise: float) -> None:
    """Rules of 50 % and 40 % on 10: together 9, or 7 where grants may pay 70 %; one of them 5, or 4 at 40 %."""
    rules = {"half": _rule(0.5), "less": _rule(0.4)}
    outcome = proven(_one(rules, stacking=stacking, max_public_share=most), folder, enterprise)
    if outcome is not None:
        assert outcome.table("grants").set_index("subsidy")["amount_myuan"].to_dict() == {"half": 5, "less": 4}


def test_stacking_breaks(tmp_path: Path) -> None:
    """With 2 of its own the carrier needs 8, which one rule does not pay: a clash of the budget and what is wanted."""
    rules = {"half": _rule(0.5), "less": _rule(0.4)}
    carriers = {"alpha": {"budget": 2}}
    agreed(_one(rules, stacking="additive", carriers=carriers), 1)
    impossible(_one(rules, carriers=carriers), tmp_path / "exclusive", "built")


def test_each_project_takes_one_rule(tmp_path: Path) -> None:
    """Rule a pays 6 of 10 in A but 3 at most in all; b pays 2 each: A by a (3), B by b (2), or both by b (4)."""
    rules = {"a": _rule(0.6, province_ceiling_myuan=3), "b": _rule(0.2)}
    case = _one(rules)
    more = world({"A": {}, "B": {}}, {"fibre": {}}, {"fibre": 10.0}, [("paid.enterprise", "min")])
    case.tables["cities"] = more.tables["cities"]
    case.model["limits"]["built"]["at_least"] = 2
    outcome = proven(case, tmp_path, 15)
    assert sorted(outcome.table("claims")["subsidy"]) == ["a", "b"]


# Ceilings.


@pytest.mark.parametrize(("ceiling", "enterprise"), [(3, 9 - 3), (4.5, 9 - 4.5), (9, 9 - 4.5)])
def test_city_ceiling(folder: Path | None, ceiling: float, enterprise: float) -> None:
    """Two works of 4 and 5 in one city at 50 % could take 4.5; the city takes no more than its ceiling."""
    rule = _rule(0.5, city_ceiling_myuan=ceiling) | {"measures": ["fibre", "metro"]}
    case = world(
        {"A": {}},
        {"fibre": {}, "metro": {}},
        {"fibre": 4.0, "metro": 5.0},
        [("paid.enterprise", "min")],
        funds=GRANTS,
        subsidies={"half": rule},
        limits={f"{m}": {"indicator": f"projects.{m}", "at_least": 1} for m in ("fibre", "metro")},
    )
    proven(case, folder, enterprise)


@pytest.mark.parametrize(("ceiling", "enterprise"), [(6, 14), (8, 12), (20, 10)])
def test_province_ceiling_over_years(folder: Path | None, ceiling: float, enterprise: float) -> None:
    """Two projects of 10 at 50 %, one a year as the fund pays 5 a year: over both years the province's ceiling."""
    case = world(
        {"A": {}, "B": {}},
        {"fibre": {}},
        {"fibre": 10.0},
        [("paid.enterprise", "min")],
        years=(2024, 2025),
        funds={"central": {"kind": "grant", "budget": {2024: 5, 2025: 5}, "carry_over": 0}},
        subsidies={"half": _rule(0.5, province_ceiling_myuan=ceiling)},
        limits={"built": {"indicator": "projects.fibre", "at_least": 2}},
    )
    proven(case, folder, enterprise)


# What a project needs, and what its base is.


@pytest.mark.parametrize(
    ("revenue", "ramp", "opex", "gap"),
    [(3.0, 0, 0.0, 4.0), (3.0, 1, 0.0, 5.5), (3.0, 0, 0.1, 6.0), (6.0, 0, 0.0, 0.0), (0.0, 0, 0.1, 10.0)],
)
def test_need(folder: Path | None, revenue: float, ramp: int, opex: float, gap: float) -> None:
    """Capex 10 against two years of revenue − opex, undiscounted.

    10 − 6 = 4; with a year's ramp half in the first year: 10 − 4.5; opex 1 a year: 10 − 6 + 2; 12 earned: nothing
    lacks; nothing earned and opex 2: no more than the capex.
    """
    earning = {"column": "one", "yuan_per_unit": revenue * 1e6, "ramp_years": ramp}
    case = _one(
        {"all": _rule(1.0, need_test=True)},
        measure={"revenue": earning, "opex_share": opex},
        viability={"years": 2, "discount_rate": 0},
    )
    outcome = proven(case, folder, 10 - gap)
    if outcome is not None:
        assert outcome.table("viability").set_index("project").loc["fibre:A", "gap_myuan"] == gap


def test_need_discounted(tmp_path: Path) -> None:
    """3 in each of two years at 50 %: 2 + 4/3; the gap of 10 is 6.666666, and whole yuan are paid."""
    measure = {"revenue": {"column": "one", "yuan_per_unit": 3e6}}
    case = _one({"all": _rule(1.0, need_test=True)}, measure=measure, viability={"years": 2, "discount_rate": 0.5})
    proven(case, tmp_path, 10 / 3)


@pytest.mark.parametrize(("share", "years", "enterprise"), [(0.3, 6, 5.2), (0.3, 0, 7.0), (1.0, 6, 0.0)])
def test_opex_in_the_base(folder: Path | None, share: float, years: float, enterprise: float) -> None:
    """Universal service: 30 % of 10, or of 10 + 6 × 1; never more than the capex."""
    rule = _rule(share, base_opex_years=years)
    proven(_one({"universal": rule}, measure={"opex_share": 0.1}), folder, enterprise)


@pytest.mark.parametrize(("stage", "enterprise"), [("recommended", 5.0), ("listed", 10.0), ("", 10.0)])
def test_stages(folder: Path | None, stage: str, enterprise: float) -> None:
    """Half is paid for a recommended project only."""
    row = {"measure": "fibre", "city": "A", "status": "candidate", "stage": stage}
    proven(_one({"half": _rule(0.5, stages=["recommended"])}, projects=[row]), folder, enterprise)


@pytest.mark.parametrize(
    ("scores", "conditions", "enterprise"),
    [
        ((80, 60, 60), {"best_per_province": 1}, 25), ((80, 60, 60), {"best_per_province": 2}, 20),
        ((60, 60, 60), {"best_per_province": 1}, 25), ((60, 60, 80), {"best_per_province": 1}, 25),
        ((80, 60, None), {"min_score": 60}, 20), ((80, 60, None), {"min_score": 60.5}, 25),
        ((80, 60, 90), {"min_score": 95}, 30), ((80, 60, 90), {"min_score": 70, "best_per_province": 3}, 20),
    ],
)  # fmt: skip
def test_selection_by_merit(
    folder: Path | None, scores: tuple[float | None, ...], conditions: dict[str, Any], enterprise: float
) -> None:
    """Three works of 10 that must be built, half of each selected one granted; D is listed without a score."""
    rows = [
        {"measure": "fibre", "city": city, "status": "candidate", "score": score}
        for city, score in zip("ABD", scores, strict=True)
    ]
    case = world(
        {"A": {}, "B": {}, "D": {}},
        {"fibre": {}},
        {"fibre": 10.0},
        [("paid.enterprise", "min")],
        funds=GRANTS,
        subsidies={"half": _rule(0.5, **conditions)},
        limits={"built": {"indicator": "projects.fibre", "at_least": 3}},
        projects=rows,
    )
    outcome = proven(case, folder, enterprise)
    if outcome is not None and conditions == {"best_per_province": 1}:
        first = max("ABD", key=lambda city: (scores["ABD".index(city)] or 0, -ord(city)))
        assert set(outcome.table("grants")["project"]) == {f"fibre:{first}"}


# Local match.


@pytest.mark.parametrize(("match", "enterprise"), [(0.5, 4.0), (0.0, 3.0), (1.0, 6.0)])
def test_match(folder: Path | None, match: float, enterprise: float) -> None:
    """Local money 2: grants 5 without a match; at 0.5 a yuan they are 4, at 1 they are 2."""
    case = _one(
        {"half": _rule(0.5, min_match=match)},
        funds={"local": {"kind": "local", "limit_column": "local_budget_myuan"}},
        provinces={"P": {"local_budget_myuan": 2}},
    )
    proven(case, folder, enterprise)


# Envelopes and shares of them.


@pytest.mark.parametrize(("carry", "enterprise"), [(0.5, 15.5), ("all", 14.0), (1.0, 14.0), (0, 17.0)])
def test_envelope(folder: Path | None, carry: Any, enterprise: float) -> None:
    """Two projects of 10 that can start in 2025 alone, at 50 %: the rule has 3 of that year and what 2024 left it."""
    case = world(
        {"A": {}, "B": {}},
        {"fibre": {"first_year": 2025}},
        {"fibre": 10.0},
        [("paid.enterprise", "min")],
        years=(2024, 2025),
        funds=GRANTS,
        subsidies={"half": _rule(0.5, envelope={2024: 3, 2025: 3}, carry_over=carry)},
        limits={"built": {"indicator": "projects.fibre", "at_least": 2}},
    )
    proven(case, folder, enterprise)


def _two_regions(share: dict[str, Any], **conditions: Any) -> RandomCase:
    """A project of 4 in the West and one of 10 in the East, both at 50 %."""
    return world(
        {"A": {"homes": 4}, "B": {"province": "Q", "homes": 10}},
        {"fibre": {}},
        {"fibre": ("homes", 1.0)},
        [("paid.enterprise", "min")],
        provinces={"P": {}, "Q": {"region": "East"}},
        funds=GRANTS,
        subsidies={
            "half": _rule(
                0.5,
                share={"West": 0.5, "East": 0.5},
                minimum_shares={"west": {"regions": ["West"]} | share},
                **conditions,
            )
        },
        limits={"built": {"indicator": "projects.fibre", "at_least": 2}},
    )


@pytest.mark.parametrize(("least", "enterprise"), [(0.5, 14 - 4), (0.25, 14 - 7), (0.8, 14 - 2.5)])
def test_minimum_share(folder: Path | None, least: float, enterprise: float) -> None:
    """The West can take 2 of 7. Where it must have half, the East gets 2; where it must have 80 %, the East 0.5."""
    proven(_two_regions({"at_least": least}), folder, enterprise)


def test_minimum_share_of_the_envelope(tmp_path: Path) -> None:
    """40 % of an envelope of 4 is 1.6: the West gets as much, and both together 4."""
    proven(_two_regions({"at_least": 0.4, "of": "envelope"}, envelope={2024: 4}), tmp_path, 10)


def test_minimum_share_of_the_envelope_breaks(tmp_path: Path) -> None:
    """60 % of 4 is 2.4, and the West has projects for 2."""
    impossible(_two_regions({"at_least": 0.6, "of": "envelope"}, envelope={2024: 4}), tmp_path, "half")


# Packages.


@pytest.mark.parametrize(
    ("package", "count", "grants"),
    [
        ({"min_cities": 2, "ceiling_myuan": 3, "most": 2}, 2, 6.0),
        ({"min_cities": 2, "ceiling_myuan": 3, "most": 1}, 1, 3.0),
        ({"min_cities": 3, "ceiling_myuan": 3, "most": 2}, 1, 3.0),
        ({"min_cities": 9, "ceiling_myuan": 3, "most": 2}, 1, 3.0),
        ({"min_cost_myuan": 9, "ceiling_myuan": 3, "most": 2}, 1, 3.0),
        ({"min_cost_myuan": 17, "ceiling_myuan": 3, "most": 2}, 0, 0.0),
        ({"min_cities": 2, "ceiling_myuan": 9, "most": 2}, 2, 8.0),
        ({"min_cities": 4}, 1, 8.0),
    ],
)
def test_packages(folder: Path | None, package: dict[str, Any], count: int, grants: float) -> None:
    """Four projects of 4 in four cities, 50 % each, 8 in all.

    Two packages of two cities at 3 each; where three cities make one, one; nine cities are more than there are, so all
    four do. 16 of works make one package of 9 and none of 17.
    """
    case = world(
        {name: {} for name in ("A", "B", "D", "E")},
        {"fibre": {}},
        {"fibre": 4.0},
        [("paid.enterprise", "min"), ("packages.half", "max")],
        funds=GRANTS,
        subsidies={"half": _rule(0.5, package=package)},
        limits={"built": {"indicator": "projects.fibre", "at_least": 4}},
    )
    outcome = proven(case, folder, 16 - grants, count)
    if outcome is not None:
        assert outcome.table("packages")["packages"].sum() == count


def test_packages_by_account_and_year(tmp_path: Path) -> None:
    """Two cities of each of two carriers are no package of three cities: nothing is paid; of two cities, 3 each."""
    case = world(
        {name: {"lead_carrier": lead} for name, lead in zip("ABDE", ("alpha", "alpha", "beta", "beta"), strict=True)},
        {"fibre": {"lead": "city"}},
        {"fibre": 4.0},
        [("paid.enterprise", "min")],
        carriers={"alpha": {}, "beta": {}},
        funds=GRANTS,
        subsidies={"half": _rule(0.5, package={"min_cities": 3, "ceiling_myuan": 3, "most": 2})},
        limits={"built": {"indicator": "projects.fibre", "at_least": 4}},
    )
    agreed(case, 16)
    case.model["subsidies"]["half"]["package"]["min_cities"] = 2
    proven(case, tmp_path, 10)
