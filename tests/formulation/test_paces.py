"""Rows of works that take a year to build and are paid in two instalments, by names."""

from __future__ import annotations

from typing import Any

import pytest

from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation import golden
from tests.formulation.cases import make_case
from tests.formulation.solving import optimum

YEARS = (2001, 2002, 2003)
PACED = "shared@1:0.6/0.4"


def _case(**given: Any) -> Any:
    """Works of 10 in a, started from 2001 on and in service from 2002 on."""
    settings: dict[str, Any] = {
        "carriers": {"c": dict.fromkeys(YEARS, 6.0), "d": dict.fromkeys(YEARS, 6.0)},
        "presence": {"c": {"P": 0.5}},
        "local_limits": {("l", "P"): (1.0, 2.0, 3.0)},
    } | given
    return make_case(
        {"m": {"kind": "city", "lead_years": 1, "payment_profile": [0.6, 0.4]}},
        {"m:a": {"capex": 10, "account": PACED, "first_year": 2002}},
        {"a": {}},
        ("cities.s", "max"),
        years=YEARS,
        services={"s": {"mode": "own", "measure": "m", "weight": 1}},
        funds={
            "f": {"kind": "grant", "budget": dict.fromkeys(YEARS, 3.0), "carry_over": 0.5},
            "l": {"kind": "local", "limit_column": "x", "max_per_grant": 0.5},
        },
        subsidies={"r": {"fund": "f", "measures": ["m"], "share": {"R": 0.5}, "envelope": dict.fromkeys(YEARS, 2.0)}},
        grants={("r", "m:a"): 5},
        **settings,
    )


@pytest.fixture(scope="module")
def form() -> StandardForm:
    """The whole model as arrays."""
    return compile_model(build.nation(_case()))


def terms(form: StandardForm, rule: str, row: str) -> dict[str, float]:
    """A row's coefficients by variable, without the province's name."""
    found: dict[str, float] = golden.rows(form, rule)["rows"][row]["terms"]
    return {name.removeprefix("P."): round(value, 9) for name, value in found.items()}


@pytest.mark.parametrize(
    ("rule", "row", "expected"),
    [
        ("carrier_budget", "carrier_budget[c,2001]", {"enterprise[c,K,2002]": 0.6}),
        ("carrier_budget", "carrier_budget[c,2002]", {"enterprise[c,K,2002]": 0.4, "enterprise[c,K,2003]": 0.6}),
        # What falls due in 2004 is set aside in 2003.
        ("carrier_budget", "carrier_budget[c,2003]", {"enterprise[c,K,2003]": 0.4}),
        ("fund_budget", "fund_budget[f,2001]", {"fund_carry[f,2001]": 1, "grant[r,K,2002]": 0.6}),
        (
            "fund_budget", "fund_budget[f,2002]",
            {"fund_carry[f,2001]": -1, "fund_carry[f,2002]": 1, "grant[r,K,2002]": 0.4, "grant[r,K,2003]": 0.6},
        ),
        # All of the envelope may be carried: its rows add up.
        ("subsidy_envelope", "subsidy_envelope[r,2002]", {"grant[r,K,2002]": 1, "grant[r,K,2003]": 0.6}),
        ("local_limit", "P.local_limit[l,2002]", {"local[l,K,2002]": 0.4, "local[l,K,2003]": 0.6}),
        (
            "local_per_grant", "P.local_per_grant[l,2003]", {"local[l,K,2003]": 0.4, "grant[r,K,2003]": -0.2},
        ),
        ("presence", "P.presence[c,2001]", {"enterprise[c,K,2002]": 0.3, "enterprise[d,K,2002]": -0.3}),
        # Money is decided for what goes into service in the year.
        (
            "balance", f"P.balance[{PACED},2002]",
            {
                "enterprise[c,K,2002]": 1, "enterprise[d,K,2002]": 1, "grant[r,K,2002]": 1, "local[l,K,2002]": 1,
                "done[m:a,2002]": -10,
            },
        ),
        ("grant_bound", f"P.grant_bound[r,{PACED},2002]", {"grant[r,K,2002]": 1, "done[m:a,2002]": -5}),
    ],
)  # fmt: skip
def test_rows_by_names(form: StandardForm, rule: str, row: str, expected: dict[str, float]) -> None:
    assert terms(form, rule, row) == {name.replace("K", PACED): value for name, value in expected.items()}


def test_local_money_is_bounded_by_every_year_in_which_it_is_paid(form: StandardForm) -> None:
    """Ready in 2002: 1 / 0.6 in 2001, 2 / 0.4 in 2002; ready in 2003: 2 / 0.6 and 3 / 0.4. Nothing is ready in 2001."""
    columns = golden.rows(form, "local_limit")["columns"]
    assert {name: ends[1] for name, ends in columns.items()} == pytest.approx(
        {f"P.local[l,{PACED},2002]": 1 / 0.6, f"P.local[l,{PACED},2003]": 2 / 0.6}
    )


@pytest.mark.parametrize(("have", "built"), [(3.0, 1), (2.9, 0)])
def test_it_is_paid_or_not(have: float, built: float) -> None:
    """Ready in 2003: grants of 5 leave 3 for 2002 and 2 for 2003, which a carrier has, or not."""
    carriers = {"c": {2001: 0.0, 2002: have, 2003: 2.0}}
    case = _case(carriers=carriers, presence=None, local_limits={("l", "P"): 0.0})
    assert optimum(compile_model(build.nation(case))) == pytest.approx(built)
