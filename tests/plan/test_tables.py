"""The tables of a plan, on the worked example."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.plan.figures import Figures, groups, members
from planner.plan.plan import COLUMNS, FILLED_WHERE_USED, shaped
from planner.plan.prices import price_rows
from planner.plan.rules import gini
from planner.plan.tables import make_plan
from tests.plan.conftest import Tiny


def test_tables_have_their_columns(tiny: Tiny) -> None:
    for name, table in tiny.plan.tables().items():
        assert list(table.columns) == [column for column in COLUMNS[name] if (name, column) not in FILLED_WHERE_USED]
        assert len(table) > 0
    empty = shaped("payments", pd.DataFrame())
    assert list(empty.columns) == list(COLUMNS["payments"])
    assert empty.empty


def test_payments_add_up_to_capex_to_the_yuan(tiny: Tiny) -> None:
    projects = tiny.plan.projects.set_index("project")
    due = (projects["capex_myuan"] + projects["module_capex_myuan"]) * 1e6
    paid = (tiny.plan.payments.groupby("project")["amount_myuan"].sum() * 1e6).reindex(due.index, fill_value=0)
    assert (paid.round() == due.round()).all()
    shares = projects[["grant_myuan", "local_myuan", "enterprise_myuan"]].sum(axis=1) * 1e6
    assert (shares.round() == due.round()).all()


def test_money_is_what_the_solve_decided(tiny: Tiny) -> None:
    """Sums by payer, account, province and year, to ten yuan."""
    values = tiny.solution.values
    assert values is not None
    for family, kind, payer in (
        ("grant", "grant", "subsidy"),
        ("local", "local", "payer"),
        ("enterprise", "enterprise", "payer"),
    ):
        table = tiny.plan.funding[tiny.plan.funding["payer_kind"] == kind]
        written = table.set_index([payer, "account", "province", "year"])["amount_myuan"]
        decided = values[family][values[family] > 1e-5]
        assert set(written.index) == set(decided.index)
        assert (written - decided.reindex(written.index)).abs().max() < 1e-5


def test_goals_are_in_the_indicators(tiny: Tiny) -> None:
    table = tiny.plan.indicators.set_index(["indicator", "by", "group", "year"])["value"]
    for result in tiny.solution.goals:
        name = tiny.case.model.goals[result.id].indicator
        assert table[name, "nation", "nation", "all"] == pytest.approx(result.value, abs=1e-5)


def test_groups_add_up_to_the_nation(tiny: Tiny) -> None:
    """Of everything that is no share and not per head."""
    table = tiny.plan.indicators
    summed = ~table["indicator"].str.startswith(("share.", "grant.per_resident", "shortfall"))
    by_group = table[summed].groupby(["indicator", "year", "by"])["value"].sum().unstack("by")
    assert np.allclose(by_group["nation"], by_group["region"], atol=1e-6)
    assert np.allclose(by_group["nation"], by_group["province"], atol=1e-6)


def test_worth_sums_the_prices_of_later_years(tiny: Tiny) -> None:
    prices = tiny.plan.prices[tiny.plan.prices["kind"] == "carrier_budget"]
    for _, rows in prices.groupby(["id", "goal"]):
        ordered = rows.sort_values("year")
        assert ordered["worth"].iloc[0] == pytest.approx(ordered["price"].sum())
        assert ordered["worth"].iloc[-1] == pytest.approx(ordered["price"].iloc[-1])
    assert (tiny.plan.prices["price_unit_zh"] != tiny.plan.prices["price_unit_en"]).all()


def test_worth_without_full_carry_over_is_the_price_itself(tiny: Tiny) -> None:
    carriers = {name: spec.model_copy(update={"carry_over": 0.5}) for name, spec in tiny.case.model.carriers.items()}
    case = replace(tiny.case, model=tiny.case.model.model_copy(update={"carriers": carriers}))
    rows = price_rows(case, tiny.solution.prices)
    partial = rows[rows["kind"] == "carrier_budget"]
    assert (partial["worth"] == partial["price"]).all()


def test_slack_is_the_distance_to_the_limit_on_either_side(tiny: Tiny) -> None:
    """110 where 72 are asked for leave 38, and so do 72 where 110 are allowed; envelopes add up like budgets."""
    rows = [("limit", "least", 2025, 72.0, 110.0), ("subsidy_envelope", "west", 2024, 110.0, 72.0),
            ("subsidy_envelope", "west", 2025, 110.0, 72.0)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["kind", "id", "year", "rhs", "use"])
    table = table.assign(row=table["kind"], group="", goal="benefit", price=2.0)
    out = price_rows(tiny.case, table)
    assert (out["slack"] == 38).all()
    assert out["worth"].tolist() == [2, 4, 2]
    assert out["price_unit_en"].str.contains("million yuan").tolist() == [False, True, True]


def test_values_that_name_nothing_leave_what_exists(tiny: Tiny) -> None:
    """The plan of an empty solution is the start: what is built, and nothing paid."""
    plan = make_plan(tiny.case, {})
    assert set(plan.projects["status"]) == {"built"}
    assert plan.payments.empty
    assert plan.targets["shortfall"].iloc[0] == 8
    assert plan.prices.empty


def test_gini() -> None:
    assert gini({"a": 1.0, "b": 1.0}, {"a": 3.0, "b": 1.0}) == 0
    assert gini({"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 1.0}) == pytest.approx(0.5)
    assert gini({"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 9.0}) == pytest.approx(0.9)
    assert gini({"a": 0.0, "b": 0.0}, {"a": 1.0, "b": 1.0}) == 0
    assert gini({}, {}) == 0


def test_groups(tiny: Tiny) -> None:
    assert groups(tiny.case, "nation") == ["nation"]
    assert groups(tiny.case, "province") == ["E", "W"]
    assert groups(tiny.case, "region", ("West", "Nowhere")) == ["West"]
    assert len(groups(tiny.case, "city")) == 8
    assert members(tiny.case, "region", "West") == ["W"]
    with pytest.raises(ValueError, match="no group"):
        members(tiny.case, "planet", "Earth")
    assert Figures(tiny.case, {}).span("benefit", 2024) == (2024,)
    assert Figures(tiny.case, {}).span("cities.gigabit", None) == (2025,)
