"""Prices of rules: by hand on tiny, against solves from nothing, and honest where nothing is proven."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.solve.assemble import assemble
from planner.solve.cluster import SerialExecutor
from planner.solve.highs import solve_lp
from planner.solve.options import Options
from planner.solve.owners import Key
from planner.solve.prices import Master, PriceState, solve_master
from planner.solve.problem import Block, GoalRow, Nation, join
from planner.solve.progress import Stop
from planner.solve.run import solve
from planner.solve.solution import GoalResult
from planner.solve.stage import Search, ask_round
from planner.solve.tasks import LpAnswer, answer_lp
from planner.studies.base import Base, open_run, study_options, write_table
from planner.studies.ground import make_ground
from planner.studies.repricing import NEAR_ENOUGH, Repricer
from planner.studies.rule_prices import COLUMNS, _price, default_keys, price_table, rule_prices
from planner.texts.problems import InputError


def test_the_floor_of_tiny_costs_one_gigabit_city(base: Base) -> None:
    """datasets/tiny/WORKING.md: without it the shortfall is 0.375 instead of 0.5."""
    (price,) = rule_prices(base, (), study_options(base, workers=1))
    assert (price.key, price.goal) == ("rules.west_cloud", "shortfall")
    assert price.values == pytest.approx((0.5, 0.375))
    assert (price.low, price.high, price.estimate) == pytest.approx((0.125, 0.125, 0.125))
    assert price.distinguishable


def test_a_rule_that_moves_nothing_goes_down_to_the_last_goal(base: Base) -> None:
    keys = ("subsidies.west.ceiling_myuan", "services.cloud.min_fill")
    found = tuple(rule_prices(base, keys, study_options(base, workers=1)))
    assert [price.goal for price in found] == ["public_money", "public_money"]
    assert [(price.low, price.high) for price in found] == [(0.0, 0.0), (0.0, 0.0)]
    assert not any(price.distinguishable for price in found)


def test_a_target_is_priced_on_what_is_wanted_besides(base: Base) -> None:
    """Not on the shortfall, which ends with it. The four cities of the best plan are those that people gain most by."""
    (price,) = rule_prices(base, ("targets.gigabit",), study_options(base, workers=1))
    assert price.goal == "public_money"
    assert price.values == pytest.approx((19, 19))
    again = solve(base.changed(("targets.gigabit=none",)), Options(gap=1e-9, baselines=False))
    assert [goal.value for goal in again.goals] == pytest.approx([0, 537, 19])


def test_coordination_gives_an_interval_that_holds_the_truth(coordinated: Base) -> None:
    options = replace(study_options(coordinated, workers=1), rounds=1)
    (price,) = rule_prices(coordinated, (), options)
    assert price.goal == "shortfall"
    assert price.low - 1e-9 <= 0.125 <= price.high + 1e-9
    assert price.low <= price.estimate <= price.high


def test_rules_of_a_nation_are_priced_on_models_built_once(coordinated: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the rule had never been there: between the relaxation without cut rows and whole plans."""
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    options = replace(study_options(coordinated, workers=1), rounds=1)
    bounded, found = (next(rule_prices(coordinated, (), replace(options, rounds=n))) for n in (0, 1))
    assert found.values == pytest.approx((0.5, 0.375)), "a round of plans finds the plan without the rule"
    assert bounded.values == pytest.approx((0.5, 0.5))
    assert 0 < bounded.estimate <= bounded.high
    assert bounded.error <= NEAR_ENOUGH
    without, _ = assemble(coordinated.changed(("rules.west_cloud=none",)), SerialExecutor(), Stop())
    joined, goal = join(without), without.goals[0]
    assert bounded.goal == goal.id
    relaxed = solve_lp(joined.arrays, joined.cost(goal)).objective + goal.offset
    assert relaxed - NEAR_ENOUGH <= bounded.bounds[1] <= 0.375 + 1e-9


def test_what_costs_the_relaxation_nothing_is_seen_in_one_round(
    coordinated: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    asked: list[Key | None] = []

    def answer(key: Key | None, block: Block, *rest: Any) -> LpAnswer | None:
        asked.append(key)
        return answer_lp(block, *rest)

    monkeypatch.setattr("planner.studies.repricing.answer_without", answer)
    options = study_options(coordinated, workers=1)
    repricer = Repricer(make_ground(coordinated, SerialExecutor(), options, Stop()), SerialExecutor(), None)
    before = repricer.with_rules()
    assert repricer.without(("rules", "no_rows_at_all"), "") == before
    reference = len(asked)
    # The rows stay where provinces answer, so their answers are those of before.
    monkeypatch.setattr("planner.studies.repricing.without_rows", _loosely)
    again = repricer.without(("rules", "of_provinces"), "")
    assert len(asked) - reference == len(coordinated.known.hashes), "one round"
    assert before is not None
    assert again is not None
    assert again.result.bound == pytest.approx(before.result.bound, abs=1e-6)


def test_a_master_below_the_bound_is_not_near_it_while_rounds_raise_it(
    coordinated: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A master that says too little by far, and prices to begin with at which little is proven."""
    bounds: list[float] = []

    def lying(*given: Any) -> Master:
        master = solve_master(*given)
        return replace(master, value=master.value - 1e4)

    def noted(search: Search, goal: GoalRow, state: PriceState, *rest: Any) -> bool:
        there = ask_round(search, goal, state, *rest)
        bounds.append(state.bound)
        return there

    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    monkeypatch.setattr("planner.studies.repricing.solve_master", lying)
    monkeypatch.setattr("planner.studies.repricing.ask_round", noted)
    options = study_options(coordinated, workers=1)
    ground = make_ground(coordinated, SerialExecutor(), options, Stop())
    repricer = Repricer(ground, SerialExecutor(), None)
    monkeypatch.setattr(repricer, "_first_prices", lambda: np.zeros(len(ground.nation.row_names)))
    assert repricer.with_rules() is not None
    assert bounds[-1] - bounds[0] > NEAR_ENOUGH
    assert bounds[-1] - bounds[-2] <= NEAR_ENOUGH


def _loosely(nation: Nation, key: Key) -> Nation:
    """The same nation with other blocks, as if a rule of provinces had gone that no plan comes near."""
    del key
    return replace(nation, blocks=tuple(replace(block) for block in nation.blocks))


@pytest.mark.parametrize(
    ("ours", "theirs", "low", "high", "estimate"),
    [
        ((537.0, 537.0), (560.0, 565.0), 23.0, 28.0, 28.0),  # apart
        ((530.0, 540.0), (533.0, 545.0), 0.0, 15.0, 5.0),  # the intervals overlap
        ((530.0, 540.0), (520.0, 541.0), 0.0, 11.0, 1.0),  # the plan with the rule is a plan without it
    ],
)
def test_gaps_make_intervals(
    base: Base, ours: tuple[float, float], theirs: tuple[float, float], low: float, high: float, estimate: float
) -> None:
    goals = tuple(replace_bound(goal.model_copy(update={"value": ours[0]}), ours[1]) for goal in base.record.goals)
    record = base.record.model_copy(update={"goals": goals})
    mine = [GoalResult("benefit", *ours, 0.1, "rounds")]
    price = _price(replace(base, record=record), "rules.west_cloud", mine, [GoalResult("benefit", *theirs, 0.1, "gap")])
    assert (price.low, price.high, price.estimate) == pytest.approx((low, high, estimate))
    assert price.distinguishable == (low > 0)


@pytest.mark.parametrize(("without", "goal"), [((538.0, 22.0), "public_money"), ((537.9, 20.0), "benefit")])
def test_a_later_goal_counts_only_beside_the_same_earlier_ones(
    base: Base, without: tuple[float, float], goal: str
) -> None:
    """The run ended its second goal at 537 with a gap and paid 19 for it; solved again it has 538 for 22."""
    found = [
        GoalResult("benefit", 538.0, 538.0, 0.0, "optimal"),
        GoalResult("public_money", 22.0, 22.0, 0.0, "optimal"),
    ]
    other = [
        GoalResult(name, value, bound, 0.0, "optimal")
        for name, value, bound in zip(("benefit", "public_money"), without, (538.0, without[1]), strict=True)
    ]
    goals = tuple(
        goal.model_copy(update={"bound": 538.0} if goal.id == "benefit" else {}) for goal in base.record.goals
    )
    asked = replace(base, record=base.record.model_copy(update={"goals": goals}))
    price = _price(asked, "rules.west_cloud", found, other)
    assert price.goal == goal
    assert (price.low, price.high) == (0.0, 0.0)


def replace_bound(goal: object, bound: float) -> object:
    """A goal's record with another bound."""
    return goal.model_copy(update={"bound": bound})  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["nonsense", "goals.benefit", "carriers.alpha", "rules.west_clowd", "subsidies.west"])
def test_what_is_no_rule_is_told(base: Base, key: str) -> None:
    with pytest.raises(InputError) as caught:
        rule_prices(base, (key, "rules.west_cloud"), study_options(base, workers=1))
    assert key in caught.value.say("en")


def test_a_stop_ends_early_without_a_claim(base: Base) -> None:
    stop = Stop()
    stop.request()
    assert not tuple(rule_prices(base, (), study_options(base, workers=1), stop=stop))


def test_the_table_has_the_columns_agreed_on(base: Base, run_folder: Path, tmp_path: Path) -> None:
    assert default_keys(base.case) == ("rules.west_cloud",)
    folder = tmp_path / "run"
    shutil.copytree(run_folder, folder)
    prices = tuple(rule_prices(base, (), study_options(base, workers=1)))
    write_table(folder, "rule_prices", price_table(base.case, prices))
    table = pd.read_csv(folder / "plan" / "rule_prices.csv")
    assert tuple(table.columns) == COLUMNS
    row = table.iloc[0]
    assert (row["rule"], row["kind"], row["goal"], row["unit_en"]) == (
        "rules.west_cloud",
        "floor",
        "shortfall",
        "relative shortfall",
    )
    assert not list((folder / "plan").glob(".*partial"))
    assert open_run(folder).record == base.record


def test_a_run_without_a_plan_cannot_be_asked(run_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_folder, folder)
    (folder / "price_points.parquet").unlink()
    with pytest.raises(InputError, match="nothing to start from"):
        open_run(folder)
