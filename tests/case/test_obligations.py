"""Obligations, co-builds and accounts: which projects are meant, and who leads them."""

from __future__ import annotations

from typing import Any

import pytest

from planner.case import indicators
from planner.case.obligations import needed
from planner.config.money import Obligation
from planner.texts.problems import InputError
from tests.case.country import MEASURES, NAMES, library, make_case, make_dataset, notes, only

CARRIERS: dict[str, Any] = {"red": {"budget": {2024: 9, 2025: 9}}, "blue": {"budget": {2024: 9, 2025: 9}}}


@pytest.mark.parametrize(
    ("at_least", "count", "expected"), [(1, 5, 5), (0.5, 5, 3), (0.6, 5, 3), (0.2, 10, 2), (0.01, 5, 1), (0, 5, 0)]
)
def test_a_share_of_projects_is_rounded_up(at_least: float, count: int, expected: int) -> None:
    obligation = Obligation.model_validate(NAMES | {"measures": ["gigabit"], "at_least": at_least})
    assert needed(obligation, count) == expected


def test_an_obligation_names_projects_of_its_measures_and_places_built_ones_too() -> None:
    built = make_dataset(projects=[library("P", "gigabit", "B1", status="built")])
    where = {"regions": ["Far"]}
    case = make_case(built, obligations={"o": {"measures": ["gigabit", "edge"], "where": where}})
    assert case.obligations["project"].tolist() == [
        f"{measure}:{city}" for measure in ("edge", "gigabit") for city in ("B0", "B1", "C1")
    ]
    counted = {(term.family, *term.key) for term in indicators.terms(case, "obligation.o", "B", 2024)}
    assert counted == {("done", f"{m}:{c}", 2024) for m in ("edge", "gigabit") for c in ("B0", "B1")}


def test_places_without_a_project_are_told_and_do_not_count() -> None:
    excluded = make_dataset(projects=[library("P", "gigabit", "B1", status="excluded")])
    case = make_case(excluded, obligations={"o": {"measures": ["gigabit"], "where": {"provinces": ["B"]}}})
    assert case.obligations["project"].tolist() == ["gigabit:B0"]
    assert "Obligation “o” names 1 place(s) without a possible project of “Name”; they do not count: City B1." in notes(
        case
    )


def test_an_obligation_for_nothing_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        make_case(
            measures=only("metro", "gigabit", "link", "edge"),
            services={},
            obligations={"o": {"measures": ["edge"], "where": {"at_least": {"homes": 1e9}}}},
        )
    assert [p.en for p in caught.value.problems] == [
        "obligations.o: The obligation names no project that exists or may be built."
    ]


def test_the_carrier_of_an_obligation_leads_its_projects() -> None:
    obligations = {"o": {"measures": ["gigabit"], "where": {"regions": ["Far"]}, "carrier": "blue"}}
    measures = MEASURES | {"gigabit": MEASURES["gigabit"] | {"lead": "red"}}
    case = make_case(measures=measures, carriers=CARRIERS, obligations=obligations)
    accounts = case.projects["account"]
    assert {accounts[f"gigabit:{city}"] for city in ("B0", "B1", "C1")} == {"blue"}
    assert {accounts[f"gigabit:{city}"] for city in ("A1", "A2", "A3")} == {"red"}
    assert accounts["edge:B1"] == "shared"


def test_two_carriers_cannot_lead_one_project() -> None:
    both = {
        "first": {"measures": ["gigabit"], "carrier": "red"},
        "second": {"measures": ["gigabit"], "where": {"cities": ["A1"]}, "carrier": "blue"},
    }
    with pytest.raises(InputError) as caught:
        make_case(carriers=CARRIERS, obligations=both)
    assert [p.en for p in caught.value.problems] == [
        "obligations.second: Project gigabit:A1 comes under obligations first and second, "
        "which name different carriers."
    ]


def test_co_builds_are_accounts_with_shares_that_add_up_to_one() -> None:
    shares = {"red": 0.3333334, "blue": 0.6666667}
    measures = MEASURES | {"edge": MEASURES["edge"] | {"lead": "both"}}
    case = make_case(measures=measures, carriers=CARRIERS, co_builds={"both": {"shares": shares}})
    assert case.accounts == ("red", "blue", "both", "shared")
    assert case.projects.loc["edge:A1", "account"] == "both"
    paid = case.payers("both")
    assert sum(share or 0 for share in paid.values()) == pytest.approx(1, abs=1e-15)
    assert case.payers("shared") == {"red": None, "blue": None}
    assert case.payers("red") == {"red": None}
    terms = indicators.terms(case, "paid.blue", "A", 2024)
    assert [term.key[1] for term in terms] == ["blue", "both", "shared"]


def test_a_partner_without_a_share_pays_nothing() -> None:
    case = make_case(carriers=CARRIERS, co_builds={"both": {"shares": {"red": 1, "blue": 0}}})
    assert case.payers("both") == {"red": 1}


def test_a_scope_of_accounts_leaves_out_what_others_lead_but_not_what_is_built() -> None:
    built = make_dataset(projects=[library("P", "metro", "A2", status="built", lead="blue")])
    measures = MEASURES | {name: MEASURES[name] | {"lead": "city"} for name in ("metro", "gigabit")}
    case = make_case(built, measures=measures, carriers=CARRIERS, scope={"accounts": ["red", "shared"]})
    kept = set(case.projects.index[case.projects["kind"] == "city"])
    # A2 and C1 are led by blue; nobody is named for A3.
    assert kept == {f"{m}:{c}" for m in ("metro", "gigabit") for c in ("A1", "A3", "B0", "B1")} | {"metro:A2"}
    assert "3 project(s) are led by accounts that scope.accounts does not name; they are left out." in notes(case)


def test_an_obligation_moves_its_projects_before_the_scope_is_cut() -> None:
    obligations = {"o": {"measures": ["gigabit"], "where": {"cities": ["A2"]}, "carrier": "red"}}
    measures = MEASURES | {"gigabit": MEASURES["gigabit"] | {"lead": "city"}}
    # Without requirements: metro is shared, and left out.
    free = measures | {"gigabit": {**measures["gigabit"], "requires": {}}}
    case = make_case(measures=free, carriers=CARRIERS, obligations=obligations, scope={"accounts": ["red"]})
    assert case.projects.loc["gigabit:A2", "account"] == "red"
