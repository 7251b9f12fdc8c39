"""Arithmetic on rules of money: each check with its numbers, and that it forbids nothing that is possible."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case.arithmetic import Arithmetic, check_arithmetic
from planner.data.dataset import Dataset
from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.case.country import library, make_case, make_dataset, notes
from tests.formulation.solving import optimum

YEARS = {2024: 10, 2025: 10}
RICH = {"red": {"budget": {2024: 1000, 2025: 1000}}}
FUNDS: dict[str, Any] = {"central": {"kind": "grant", "budget": {2024: 500, 2025: 500}}}
LOCAL = {"local": {"kind": "local", "limit_column": "local_budget"}}


def _found(dataset: Dataset | None = None, **tables: Any) -> Arithmetic:
    return check_arithmetic(make_case(dataset, **({"carriers": RICH, "funds": FUNDS} | tables)))


def _said(found: Arithmetic) -> tuple[list[str], list[str]]:
    assert all(problem.zh for problem in (*found.problems, *found.warnings))
    return [p.en for p in found.problems], [p.en for p in found.warnings]


def _rule(share: float = 0.5, **terms: Any) -> dict[str, Any]:
    both = {"Near": share, "Far": share}
    return {"r": {"fund": "central", "measures": ["gigabit"], "share": both, **terms}}


def _owed(at_least: float, **terms: Any) -> dict[str, Any]:
    share = {"regions": ["Far"], "at_least": at_least, "of": "envelope", **terms}
    return _rule(envelope=YEARS, minimum_shares={"far": share})


def test_a_share_of_the_envelope_that_the_library_cannot_take() -> None:
    """Homes of B0, B1 and C1: 15,000, 7,500 and 2,500 at 1,000 yuan each: 25 million, of which half is granted."""
    told = (
        "subsidies.r.minimum_shares.far: The rule owes 63% of its envelope, 12.6 M yuan by 2025, to Name, but the 3 "
        "eligible project(s) there cost 25 M yuan and can take 12.5 M yuan of grants at most."
    )
    assert _said(_found(subsidies=_owed(0.63))) == ([told], [])
    assert _said(_found(subsidies=_owed(0.625))) == ([], [])


def test_a_share_of_what_is_granted_that_holds_the_rule_back() -> None:
    """Half of 60 million could be granted, of it 12.5 in Far; with 60 % for Far, 12.5 / 0.6 in all."""
    share = {"far": {"regions": ["Far"], "at_least": 0.6}}
    told = (
        "subsidies.r.minimum_shares.far: 60% of what the rule pays must go to Name: to spend the 30 M yuan that it "
        "could, 18 M yuan would have to go there, but the 3 eligible project(s) there cost 25 M yuan and can take 12.5 "
        "M yuan at most; so the rule pays 20.8 M yuan at most."
    )
    assert _said(_found(subsidies=_rule(minimum_shares=share))) == ([], [told])
    assert _said(_found(subsidies=_rule(minimum_shares=share, envelope=YEARS))) == ([], [])


def test_a_share_of_every_year_counts_what_can_start_in_it() -> None:
    late = [library(f"P{city}", "gigabit", city, first_year=2025) for city in ("B0", "B1", "C1")]
    told = _said(_found(make_dataset(projects=late), subsidies=_owed(0.1, over="year")))[0]
    assert len(told) == 1
    assert "1 M yuan by 2024, to Name, but the 0 eligible project(s) there cost 0 M yuan" in told[0]
    assert _said(_found(make_dataset(projects=late), subsidies=_owed(0.1))) == ([], [])


@pytest.mark.parametrize(
    ("terms", "possible"),
    [
        ({"ceiling_myuan": 3}, 3 + 3 + 1.25),
        ({"city_ceiling_myuan": 4}, 4 + 3.75 + 1.25),
        ({"province_ceiling_myuan": 5}, 5 + 1.25),
        ({"package": {"min_cities": 2, "ceiling_myuan": 2.5}}, 5 + 1.25),  # two packages of B, C's one city is enough
        ({"package": {"min_cost_myuan": 20}}, 7.5 + 3.75),  # C's works cost too little
        ({"min_match": 2}, 3 + 1),  # local limits of two years: 6 in B, 2 in C
        ({"need_test": True}, 0),  # what costs no more than it earns has no gap
    ],
)
def test_whatever_limits_grants_counts(terms: dict[str, Any], possible: float) -> None:
    """Bounds of 7.5, 3.75 and 1.25 million in B0, B1 (province B) and C1 (province C)."""
    measures = make_case().model.measures
    rich = {"column": "homes", "yuan_per_unit": 10_000}
    given = {name: entry.model_dump(exclude_unset=True) for name, entry in measures.items()}
    given["gigabit"]["revenue"] = rich
    more: dict[str, Any] = {"measures": given, "viability": {}, "funds": FUNDS | LOCAL}
    owed = _owed(possible / 20 + 0.01)
    owed["r"] |= terms
    problems = _said(_found(subsidies=owed, **more))[0]
    assert len(problems) == 1
    owed["r"]["minimum_shares"]["far"]["at_least"] = possible / 20
    assert _said(_found(subsidies=owed, **more))[0] == []


def test_a_site_can_take_its_share_of_all_its_modules() -> None:
    """Pools of 6 with up to 3 modules of 3 each (A2, its demand in reach: 140 of 50 a module), at half."""
    rules = _owed(0.01)
    rules["r"] |= {"measures": ["pool"], "minimum_shares": {"a": {"provinces": ["A"], "at_least": 1, "of": "envelope"}}}
    case = make_case(carriers=RICH, funds=FUNDS, subsidies=rules)
    pools = case.projects[(case.projects["measure"] == "pool") & (case.projects["province"] == "A")]
    possible = float((3 + 1.5 * pools["max_modules"]).sum())
    assert possible > 10
    rules["r"]["envelope"] = {2024: 0, 2025: possible + 0.1}
    assert len(_found(subsidies=rules).problems) == 1
    rules["r"]["envelope"] = {2024: 0, 2025: possible}
    assert _found(subsidies=rules).problems == ()


def test_a_share_for_nobody_in_scope_is_left_out() -> None:
    case = make_case(carriers=RICH, funds=FUNDS, subsidies=_owed(1), scope={"regions": ["Near"]})
    assert check_arithmetic(case).problems == ()
    assert "No region or province that subsidies.r.minimum_shares.far names is in scope; it is left out." in notes(case)
    assert build.rows_by_rule(case).get("minimum_share", 0) == 0


def test_packages_that_nobody_can_form() -> None:
    """A has three small cities with projects of 10, 20 and 5 million; B and C have fewer cities, and then need all."""
    told = (
        "subsidies.r.package: No account of any province can form a package: each needs 2 city(ies) and 36 M yuan of "
        "eligible works; the most that any account has is 3 city(ies), and 35 M yuan. The rule will pay nothing."
    )
    assert _said(_found(subsidies=_rule(package={"min_cities": 2, "min_cost_myuan": 36}))) == ([], [told])
    assert _said(_found(subsidies=_rule(package={"min_cities": 9, "min_cost_myuan": 35}))) == ([], [])


def test_grants_that_local_money_cannot_match() -> None:
    """Half of 60 million could be granted: 17.5 in A, 11.25 in B, 1.25 in C; local limits are 10, 6 and 2 in all."""
    told = (
        "subsidies.r.min_match: The rule asks for 1 yuan of local money per yuan: of the 30 M yuan that it could pay, "
        "the local limits of 18 M yuan match 17.2 M yuan at most."
    )
    assert _said(_found(funds=FUNDS | LOCAL, subsidies=_rule(min_match=1))) == ([], [told])
    assert _said(_found(funds=FUNDS | LOCAL, subsidies=_rule(min_match=0.5))) == ([], [])


def _obligation(**terms: Any) -> dict[str, Any]:
    return {"o": {"measures": ["gigabit"], "where": {"regions": ["Far"]}, **terms}}


def test_an_obligation_that_its_carrier_cannot_pay() -> None:
    """25 million, or 10 for two of the three; half is granted, local money of B and C in the year is 4."""
    lent: dict[str, Any] = {"carriers": {"red": {"budget": {2024: 8, 2025: 9}}, "blue": RICH["red"]}}
    told = (
        "obligations.o: After grants, 3 project(s) that must be in service by 2024 still cost 12.5 M yuan at least, "
        "but there are 4 M yuan of local money, and Name have 8 M yuan."
    )
    more = lent | {"funds": FUNDS | LOCAL, "subsidies": _rule()}
    assert _said(_found(obligations=_obligation(by_year=2024, carrier="red"), **more))[0] == [told]
    assert _said(_found(obligations=_obligation(by_year=2024, carrier="red", at_least=0.6), **more)) == ([], [])
    assert _said(_found(obligations=_obligation(carrier="red"), **more)) == ([], [])
    assert _said(_found(obligations=_obligation(by_year=2024), **more)) == ([], [])


def test_an_obligation_that_comes_too_early() -> None:
    late = make_dataset(projects=[library("P", "gigabit", "B0", first_year=2025)])
    told = "obligations.o: The obligation wants 3 project(s) in service by 2024, but at most 2 can be."
    assert _said(_found(late, obligations=_obligation(by_year=2024)))[0] == [told]
    assert _said(_found(late, obligations=_obligation(by_year=2024, at_least=0.6)))[0] == []
    assert _said(_found(late, obligations=_obligation()))[0] == []


def test_committed_projects_whose_gaps_nobody_can_fill() -> None:
    """15 million without revenue in Far, of which half is granted, and 4 + 4 million of local money in two years."""
    promised = make_dataset(projects=[library("P", "gigabit", "B0", status="committed")])
    terms: dict[str, Any] = {"viability": {"rule": "project"}}
    told = (
        "viability.rule: Beta: 1 committed project(s) do not pay by themselves; their gaps come to 15 M yuan at least, "
        "but grants and local money can bring them {} M yuan at most."
    )
    assert _said(_found(promised, **terms))[0] == [told.format(0)]
    assert _said(_found(promised, subsidies=_rule(), **terms))[0] == [told.format("7.5")]
    assert _said(_found(promised, subsidies=_rule(1.0), **terms))[0] == []
    assert _said(_found(promised, subsidies=_rule(), viability={"rule": "none"}))[0] == []
    assert _said(_found(make_dataset(), **terms))[0] == []


def test_what_arithmetic_allows_is_possible() -> None:
    """At the edge of the first check there is a plan, and beyond it none."""
    goals = {"g": {"order": 1, "indicator": "spend.total", "sense": "min"}}
    for at_least, possible in ((0.625, True), (0.63, False)):
        case = make_case(carriers=RICH, funds=FUNDS, subsidies=_owed(at_least), goals=goals)
        form = compile_model(build.nation(case))
        if possible:
            assert optimum(form) > 0
        else:
            with pytest.raises(ValueError, match="Infeasible"):
                optimum(form)
