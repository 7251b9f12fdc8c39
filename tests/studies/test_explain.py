"""Explanations: by hand on tiny, against solves from nothing, and of one province of two."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.case.case import Case
from planner.cli import main
from planner.commands.explaining import TABLE, Line, Teller, beside_earlier, explanations_table
from planner.commands.studying import interval
from planner.config.aims import Limit
from planner.plan.load import load_plan
from planner.solve.cluster import SerialExecutor
from planner.solve.options import Options
from planner.solve.owners import owner
from planner.solve.problem import Block, violation
from planner.solve.progress import Stop
from planner.solve.run import solve
from planner.solve.stage import FEASIBLE
from planner.studies.base import Base, open_run, study_options, write_table
from planner.studies.cities import find_city
from planner.studies.explain import Explanation, GoalChange, Judged, Missing, explain
from planner.studies.ground import Ground, StudyEffort, make_ground, with_local_row
from planner.studies.room import budget_keys, for_a_plan, rule_keys
from planner.studies.wishes import Package, package, wishes
from planner.texts import Pair, both
from planner.texts.problems import InputError


def _ground(base: Base) -> Ground:
    return make_ground(base, SerialExecutor(), study_options(base, workers=1), Stop())


@pytest.fixture(scope="module")
def ground(base: Base) -> Ground:
    """Tiny, ready to be solved again."""
    return _ground(base)


@pytest.fixture(scope="module")
def e1(ground: Ground) -> Explanation:
    """E1, which gets nothing in the best plan."""
    return explain(ground, SerialExecutor(), "E1")


def _of(found: Explanation, wish: str) -> Missing:
    return next(missing for missing in found.missing if missing.wish.id == wish)


def test_what_a_city_has_and_what_can_never_be(ground: Ground, e1: Explanation) -> None:
    assert e1.complete
    assert e1.had == ()
    assert {wish.id for wish in e1.impossible} == {"pool", "edge"}
    assert {missing.wish.id for missing in e1.missing} == {"metro", "gigabit", "otn", "cloud", "complete"}
    e3 = explain(ground, SerialExecutor(), "E3", "gigabit")
    (had,) = e3.had
    assert had.projects == (("gigabit:E3", 2024, 7.0, (("alpha", 7.0),)),)


@pytest.mark.parametrize("city", ["E1", "E3"])
def test_a_question_that_is_broken_off_is_not_answered(
    base: Base, ground: Ground, city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing found because the stop came in the middle is no answer, neither with a wish nor without one."""
    broken = replace(ground, stop=Stop(), memory={})

    def stopped(*_: object) -> Judged:
        broken.stop.request()
        return Judged(None)

    monkeypatch.setattr("planner.studies.explain._changed", stopped)
    found = explain(broken, SerialExecutor(), city)
    assert found.missing == ()
    assert not any(had.judged for had in found.had)
    assert found.unanswered
    assert not found.complete
    said = [line.sentence.text for line in Teller(base).lines(found)]
    assert said[-2:] == ["explain.unanswered", "explain.time_over"]
    assert not {"explain.no_plan", "explain.without_none"} & set(said)


def test_what_the_clock_ended_is_told(base: Base, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine might find more; where nodes or proofs end a search, no machine does."""
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    for seconds, told in ((0.0, True), (1e6, False)):
        effort = StudyEffort(seconds=seconds, wide=seconds)
        found = explain(replace(ground, effort=effort, memory={}), SerialExecutor(), "E1", "gigabit")
        (missing,) = found.missing
        assert missing.hurried is told
        said = [line.sentence.text for line in Teller(base).lines(found)]
        assert ("explain.hurried" in said) is told


def test_why_something_is_there(base: Base, ground: Ground) -> None:
    """The plan without it agrees with a solve from nothing in which the city may not have it."""
    (had,) = explain(ground, SerialExecutor(), "E3", "gigabit").had
    assert had.judged
    assert had.without is not None
    assert had.without.moved[0].project == "gigabit:E3"
    assert had.without.moved[0].after is None
    banned = {"indicator": "cities.gigabit", "by": "city", "groups": ["E3"], "at_most": 0}
    limit = Limit.model_validate({"name_zh": "w", "name_en": "w", **banned})
    model = base.case.model.model_copy(update={"limits": {"wish": limit}})
    again = solve(replace(base.case, model=model), Options(gap=1e-9, baselines=False))
    values = {goal.id: goal.value for goal in again.goals}
    for change in had.without.goals:
        assert change.after == pytest.approx(values[change.goal])
    assert had.without.goals[-1].low > 0


def test_what_no_plan_can_be_without_names_the_rule_that_needs_it(base: Base, ground: Ground) -> None:
    """The floor in the West wants cloud there, and W1's pool is the only one in reach."""
    (had,) = explain(ground, SerialExecutor(), "W1", "pool").had
    assert had.without is None
    (clash,) = had.clashes
    assert [rule.key for rule in clash.rules] == ["rules.west_cloud"]
    found = Explanation("W1", (had,), (), (), complete=True)
    said = [line.sentence.text for line in Teller(base).lines(found)]
    assert said[2:] == ["explain.no_plan_without", "explain.line", "explain.sub_line"]


def test_answers_stay_with_the_run_beside_those_to_other_questions(
    base: Base, ground: Ground, e1: Explanation, tmp_path: Path
) -> None:
    (tmp_path / "plan").mkdir()
    first = explanations_table("E1", Teller(base).lines(e1))
    assert set(first["wish"]) == {"metro", "gigabit", "otn", "cloud", "complete", "pool", "edge"}
    assert list(first[first["wish"] == "otn"]["line"]) == list(range(1, 1 + (first["wish"] == "otn").sum()))
    write_table(tmp_path, TABLE, beside_earlier(tmp_path, first))
    other = Teller(base).lines(explain(ground, SerialExecutor(), "E3", "gigabit"))
    write_table(tmp_path, TABLE, beside_earlier(tmp_path, explanations_table("E3", other)))
    again = explanations_table("E1", [line for line in Teller(base).lines(e1) if line.wish and line.wish.id == "otn"])
    write_table(tmp_path, TABLE, beside_earlier(tmp_path, again))
    kept = pd.read_csv(tmp_path / "plan" / f"{TABLE}.csv")
    assert list(kept["city"]) == sorted(kept["city"])
    assert (kept["city"] == "E1").sum() == len(first)
    assert "Why: without it, " in " ".join(kept[kept["city"] == "E3"]["text_en"])
    assert "为何有它：没有它，" in " ".join(kept[kept["city"] == "E3"]["text_zh"])
    (tmp_path / "plan" / f"{TABLE}.csv").write_bytes(b"\xff\xfe\x00")
    assert beside_earlier(tmp_path, again).equals(again)


def test_the_cheapest_way_counts_what_is_missing_and_no_more(e1: Explanation) -> None:
    """WORKING.md: E1 needs its link (1), the metro network (2) and gigabit (8)."""
    way = _of(e1, "gigabit").package
    assert way is not None
    assert {step.project: step.capex_myuan for step in way.steps} == pytest.approx(
        {"gigabit:E1": 8, "metro:E1": 2, "otn:E1>E0": 1}
    )
    assert way.cost_myuan == pytest.approx(11)
    cloud = _of(e1, "cloud").package
    assert cloud is not None
    assert [step.project for step in cloud.steps] == ["otn:E1>E0"]


def test_what_costs_nothing_is_no_part_of_the_cheapest_way(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Works elsewhere that are free, but for rounding, are not told along with what a wish needs."""

    def nearly_free(case: Case, block: Block) -> np.ndarray:
        del case
        return np.array([-1e-5 * (family in ("done", "modules")) for family, _ in block.columns])

    monkeypatch.setattr("planner.studies.wishes._capex", nearly_free)
    (wish,) = [wish for wish in wishes(ground, "E1") if wish.id == "otn"]
    way = package(ground, wish)
    assert way is not None
    assert [step.project for step in way.steps] == ["otn:E1>E0"]


def test_forcing_costs_what_the_working_says(e1: Explanation) -> None:
    """WORKING.md: E1 and E3 give 160 at the end of 2025, E2 and E3 173; a link alone costs the edge node, 18 - 15."""
    forced = _of(e1, "gigabit").forced
    assert forced is not None
    assert [change.goal for change in forced.goals] == ["shortfall", "benefit"]
    assert [end for change in forced.goals for end in (change.low, change.high)] == pytest.approx(
        [0, 0, 13, 13], abs=1e-3
    )
    assert {moved.project for moved in forced.moved if moved.after is None} >= {"gigabit:E2", "metro:E2"}
    assert forced.moved[0].project.endswith(("E1", "E1>E0"))
    link = _of(e1, "otn").forced
    assert link is not None
    assert (link.goals[-1].low, link.goals[-1].high) == pytest.approx((3, 3), abs=1e-3)


def test_forced_plans_agree_with_solves_from_nothing(base: Base, e1: Explanation) -> None:
    """The same demand as a limit in the model file."""
    for wish in ("gigabit", "cloud"):
        forced = _of(e1, wish).forced
        assert forced is not None
        here = {"by": "city", "groups": ["E1"], "at_least": 1}
        limit = Limit.model_validate({"name_zh": "w", "name_en": "w", "indicator": f"cities.{wish}", **here})
        model = base.case.model.model_copy(update={"limits": {"wish": limit}})
        again = solve(replace(base.case, model=model), Options(gap=1e-9, baselines=False))
        values = {goal.id: goal.value for goal in again.goals}
        for change in forced.goals:
            assert change.after == pytest.approx(values[change.goal])


def test_what_it_would_take_is_the_least_and_holds(base: Base, e1: Explanation) -> None:
    """One more million of alpha keeps 537 with E1's link; the budget that is raised is solved again from nothing."""
    budgets = _of(e1, "otn").budgets
    assert budgets[0].key == ("carriers", "alpha", "budget")
    assert budgets[0].amount == pytest.approx(1)
    assert budgets[0].factor == 1
    (change,) = budgets[0].changes
    year = change.row[1][1]
    old = base.case.model.carriers["alpha"].budget[int(str(year))]
    richer = solve(base.changed((f"carriers.alpha.budget.{year}={old + 1}",)), Options(gap=1e-9, baselines=False))
    assert richer.values is not None
    assert richer.values["done"].get(("otn:E1>E0", 2025), 0.0) == pytest.approx(1)


def test_what_no_plan_has_names_the_rules_in_its_way(ground: Ground) -> None:
    """Gigabit in W4 costs 26 with its link: beta cannot pay it besides what the floor wants."""
    (missing,) = explain(ground, SerialExecutor(), "W4", "gigabit").missing
    assert missing.forced is None
    (clash,) = missing.clashes
    assert {rule.key for rule in clash.rules} == {"carriers.beta.budget", "rules.west_cloud"}
    said = [
        line.sentence.text for line in Teller(ground.base).lines(Explanation("W4", (), (missing,), (), complete=True))
    ]
    assert "explain.no_plan_with" in said
    assert "explain.no_plan" not in said


def test_one_province_of_two_by_prices(coordinated: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solved with the other province as it is, the interval still holds the truth."""
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    ground = _ground(coordinated)
    assert not ground.whole
    (missing,) = explain(ground, SerialExecutor(), "E1", "gigabit").missing
    if missing.forced is not None:
        (change,) = missing.forced.goals
        assert change.low <= change.estimate <= change.high
        assert change.low <= 1e-6, "the shortfall is 0.5 with and without gigabit in E1"


def test_a_way_that_is_charged_no_money_is_tried_with_the_dearest_budgets(
    coordinated: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nothing would be said of what it takes."""
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    ground = _ground(coordinated)
    assert ground.stored is not None
    prices = np.zeros(len(ground.stored.prices))
    rows = {name[0]: row for row, name in enumerate(ground.nation.row_names)}
    prices[rows["carrier_budget"]] = -2.0
    priced = replace(ground, stored=replace(ground.stored, prices=prices))
    way = Package((), 0.0, 1.0, ((("targets", "t"), 2.0),), priced=True)
    key = owner(ground.nation.row_names[rows["carrier_budget"]])
    assert budget_keys(priced, way) == [key]
    other = ("carriers", "beta", "budget")
    assert budget_keys(priced, replace(way, charges=((other, 1.0),))) == [other]


class _Elsewhere(SerialExecutor):
    """Carries tasks out as other processes would: on copies, and the last one first."""

    def map(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], stop: Stop
    ) -> Iterator[tuple[int, Any]]:
        for number, task in reversed(list(enumerate(tasks))):
            if stop.due:
                return
            call, words = pickle.loads(pickle.dumps((function, task)))
            yield number, pickle.loads(pickle.dumps(call(*words)))


def test_questions_side_by_side_are_answered_alike(coordinated: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    here = explain(_ground(coordinated), SerialExecutor(), "E1")
    assert len(here.missing) > 1
    assert explain(_ground(coordinated), _Elsewhere(), "E1") == here


def test_answers_of_the_ground_are_plans_with_bounds(ground: Ground) -> None:
    nation = with_local_row(ground.nation, ground.place("E"), (wishes(ground, "E1")[0].columns[0],), 1.0, np.inf)
    answer = ground.solve(nation, ground.goal, ground.place("E"), ground.plan)
    assert answer.point is not None
    assert violation(nation, answer.point) <= FEASIBLE
    assert answer.bound <= answer.cost + 1e-9
    bound, apart = ground.national_bound(nation, ground.place("E"))
    assert bound == -np.inf, "a direct solve leaves no provincial bounds"
    assert np.isnan(apart)


def test_a_stop_is_said_to_be_one(base: Base) -> None:
    stop = Stop()
    ground = make_ground(base, SerialExecutor(), study_options(base, workers=1), stop)
    stop.request()
    found = explain(ground, SerialExecutor(), "E1")
    assert not found.complete
    assert found.missing == ()


@pytest.mark.parametrize("name", ["E1", "望潮县", "Wangchao", "wangchao", "WANG chao"])
def test_a_city_is_found_by_any_of_its_names(base: Base, name: str) -> None:
    assert find_city(base.case.places, name) == "E1"


@pytest.mark.parametrize(
    ("name", "said"), [("Wangcho", "Wangchao"), ("E0", "none of the small cities"), ("", "no small city")]
)
def test_a_wrong_city_is_told(base: Base, name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        find_city(base.case.places, name)
    assert said in caught.value.say("en")


def test_two_cities_of_one_name_are_told_apart_by_id(base: Base) -> None:
    places = base.case.places.copy()
    places.loc["E2", "name_en"] = "Wangchao"
    with pytest.raises(InputError) as caught:
        find_city(places, "wangchao")
    assert "(E1)" in caught.value.say("en")
    assert "(E2)" in caught.value.say("en")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (13.0, 13.00002, "13 cities"),  # a solve's rounding is no interval
        (0.0, 0.0, "0 cities"),
        (13.0, 14.0, "13 cities to 14 cities (estimate 13 cities)"),
        (0.0, 14.0, "14 cities at most (estimate 13 cities)"),
    ],
)
def test_an_interval_is_one_number_where_its_ends_look_alike(low: float, high: float, said: str) -> None:
    amount = interval(GoalChange("goal", 0.0, 0.0, low, high, min(13.0, high)), Pair("个城市", "cities"))
    assert both(amount.text, **amount.values)[1] == said


def test_a_quota_that_keeps_something_out_is_named_with_its_least_change(working: Path) -> None:
    """One city of each province may have gigabit; another one comes in with a quota of two and all else as it is."""
    folder = working / "quota"
    quota = '{ indicator = "projects.gigabit", by = "province", at_most = 1, name_zh = "名额", name_en = "Quota" }'
    words = ["--set", "targets=none", "--set", "goals.shortfall=none", "--gap", "1e-9", "--no-report"]
    model = str(working / "models" / "tiny.toml")
    assert main(["run", model, "--set", f"limits.quota={quota}", *words, "--out", str(folder)]) == 0
    base = open_run(folder)
    there = set(load_plan(folder / "plan").services.query("service == 'gigabit'")["city"])
    city = next(city for city in ("E1", "E2", "E3") if city not in there)
    found = explain(_ground(base), SerialExecutor(), city, "gigabit")
    (missing,) = found.missing
    (rule,) = missing.rules
    assert missing.package is None
    assert rule.key == ("limits", "quota")
    assert [(change.old, change.new) for change in rule.changes] == [(1, 2)]
    assert f"gigabit:{city}" in {step.project for step in rule.package.steps}
    lines = [line.sentence for line in Teller(base).lines(found)]
    assert [line.text for line in lines[2:4]] == ["explain.in_the_way", "explain.needs"]
    assert lines[2].values["name"] == Pair("名额", "Quota")


def _with_quota(working: Path, most: int, *more: str) -> Base:
    """Tiny with so many gigabit cities at most in the nation."""
    folder = working / f"national_quota_{most}_{len(more)}"
    quota = f'{{ indicator = "cities.gigabit", at_most = {most}, name_zh = "名额", name_en = "Quota" }}'
    words = ["--set", "targets=none", "--set", "goals.shortfall=none", "--gap", "1e-9", "--no-report", *more]
    model = str(working / "models" / "tiny.toml")
    assert main(["run", model, "--set", f"limits.quota={quota}", *words, "--out", str(folder)]) == 0
    return open_run(folder)


def test_a_national_rule_is_told_with_its_least_change_and_that_holds(working: Path) -> None:
    """No money makes room where one city of the nation may have gigabit; with two, nothing gets worse."""
    base = _with_quota(working, 1)
    found = explain(_ground(base), SerialExecutor(), "E1", "gigabit")
    (missing,) = found.missing
    assert missing.budgets == ()
    (rule,) = missing.national
    assert rule.key == ("limits", "quota")
    assert [(change.old, change.new) for change in rule.changes] == [(1, 2)]
    assert missing.unmoved == ()
    said = both("explain.room", **next(one.sentence for one in _lines(base, found, "explain.room")).values)
    assert (
        "“Quota” (limits.quota); raise the cap for the nation in 2025 from 1 cities to 2 cities, and nothing gets worse"
        in said[1]
    )
    assert "“名额”（limits.quota）；把全国 2025 年的上限由 1 座城市 提高到 2 座城市" in said[0]
    here = {"indicator": "cities.gigabit", "by": "city", "groups": ["E1"], "at_least": 1}
    limits = base.changed(("limits.quota.at_most=2",)).model.limits
    limits = limits | {"wish": Limit.model_validate({"name_zh": "w", "name_en": "w", **here})}
    eased = replace(base.case, model=base.case.model.model_copy(update={"limits": limits}))
    value = {goal.id: goal.value for goal in solve(eased, Options(gap=1e-9, baselines=False)).goals}["benefit"]
    assert value >= next(goal.value for goal in base.record.goals if goal.id == "benefit") - 1e-6


def _lines(base: Base, found: Explanation, text: str) -> list[Line]:
    return [line for line in Teller(base).lines(found) if line.sentence.text == text]


def test_what_was_tried_in_vain_is_told(working: Path) -> None:
    """Two quotas for the same: neither makes room by itself, nor does money."""
    other = '{ indicator = "cities.gigabit", at_most = 1, name_zh = "又一名额", name_en = "Other quota" }'
    base = _with_quota(working, 1, "--set", f"limits.other={other}")
    found = explain(_ground(base), SerialExecutor(), "E1", "gigabit")
    (missing,) = found.missing
    assert missing.forced is not None
    assert missing.national == ()
    assert missing.budgets == ()
    assert {("limits", "quota"), ("limits", "other"), ("carriers", "alpha", "budget")} <= set(missing.unmoved)
    (line,) = _lines(base, found, "explain.unmoved")
    zh, en = both("explain.unmoved", **line.sentence.values)
    assert "Alpha Telecom" in en
    assert "Quota, Other quota" in en or "Other quota, Quota" in en
    assert "又一名额" in zh


def test_of_one_province_among_others_rules_of_the_nation_are_tried(
    working: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the nation has what the quota leaves: with no place for E1 there, a plan needs one more."""
    base = _with_quota(working, 1, "--method", "coordinated", "--workers", "1")
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    ground = _ground(base)
    assert not ground.whole
    assert rule_keys(ground, None) == [("limits", "quota")]
    (wish,) = [wish for wish in wishes(ground, "E1") if wish.id == "gigabit"]
    found = for_a_plan(ground, wish, None)
    assert found.rules[0].key == ("limits", "quota")
    assert [(change.old, change.new) for change in found.rules[0].changes] == [(1, 2)]
    assert found.tried[0] == ("limits", "quota")
    way = Package((), 0.0, 1.0, ((("carriers", "alpha", "budget"), 2.0),), priced=True)
    assert rule_keys(ground, way) == [], "a rule that the wish is not charged for is not in its way"
    charged = replace(way, charges=((("limits", "quota"), 2.0),))
    assert rule_keys(ground, charged) == [("limits", "quota")]
