"""What each rule costs: the same question without it, solved again from everything known.

Values carry gaps, so a price is an interval: the plan without the rule is worth at least ``v_without`` and at most its
bound, the one with it likewise, hence ``[max(0, v_without − bound_with), bound_without − v_with]`` (for a goal to
maximise). The point estimate is the difference of two bounds of the same kind. Removing a rule only adds plans, so a
price is never negative, and the plan with the rule is a plan without it.

A small case is built and solved to its end without each rule. A large one is built once and loses the rule's rows
(:mod:`planner.studies.repricing` where it is coordinated, :mod:`planner.studies.one_model` where it is one model); only
conditions that are more than rows are built again. Its prices are told on the first goal that is not settled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from planner.case import indicators
from planner.case.case import Case
from planner.solve.assemble import BuildStoppedError
from planner.solve.cluster import Executor, make_executor
from planner.solve.options import Options
from planner.solve.progress import Clock, Listener, Stop
from planner.solve.run import solve_on, useful_workers
from planner.solve.solution import GoalResult, Solution
from planner.solve.store import Known
from planner.studies.base import Base
from planner.studies.changes import rule_name
from planner.studies.ground import make_ground
from planner.studies.one_model import OneModel
from planner.studies.repricing import Repricer, labelled
from planner.texts import Listing
from planner.texts.problems import InputError, Problem

TABLE = "rule_prices"
COLUMNS = (
    *("rule", "name_zh", "name_en", "kind", "goal", "value_with", "value_without", "bound_with", "bound_without"),
    *("low", "high", "estimate", "unit_zh", "unit_en", "distinguishable"),
    "estimate_error",
)
#: Tables of the model file whose entries are rules that can be taken away.
RULES = ("rules", "limits", "obligations")
#: Further keys whose removal only adds plans, and the value that takes each away.
_CONDITIONS = (
    (r"(rules|limits|obligations|targets)\.\w+", "none"),
    (r"subsidies\.\w+\.(ceiling_myuan|city_ceiling_myuan|province_ceiling_myuan|package|minimum_shares)", "none"),
    (r"subsidies\.\w+\.minimum_shares\.\w+", "none"),
    (r"subsidies\.\w+\.need_test", "false"),
    (r"subsidies\.\w+\.min_match", "0"),
    (r"funds\.\w+\.max_per_grant", "none"),
    (r"carriers\.\w+\.presence_column", "none"),
    (r"services\.\w+\.min_fill", "0"),
    (r"viability", "none"),
)
#: Relative to the goal: intervals smaller than this are zero.
_NOTHING = 1e-6


@dataclass(frozen=True)
class RulePrice:
    """The price of one rule, on the first goal that it moves.

    Attributes:
        key: dotted key of what was taken away.
        goal: id of the goal.
        values: with and without the rule.
        bounds: proven, with and without.
        low, high: the interval; what the plan would gain, in the goal's unit.
        estimate: difference of two bounds of the same kind, within the interval.
        error: what the estimate may be off by as a price of the linear relaxation; 0 where all is solved to the end.
    """

    key: str
    goal: str
    values: tuple[float, float]
    bounds: tuple[float, float]
    low: float
    high: float
    estimate: float
    error: float = 0.0

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0

    @property
    def relaxed(self) -> bool:
        """Whether at least the linear relaxation tells the price from nothing."""
        return self.estimate > self.error


def default_keys(case: Case) -> tuple[str, ...]:
    """Every rule, limit and obligation of the model file."""
    return tuple(f"{table}.{name}" for table in RULES for name in getattr(case.model, table, {}))


def rule_prices(
    base: Base, keys: Sequence[str], options: Options, listener: Listener | None = None, stop: Stop | None = None
) -> Iterator[RulePrice]:
    """Price rules, each by itself, as they are asked for; ends early when ``stop`` is due.

    Args:
        keys: dotted keys to take away one by one, default :func:`default_keys`.

    Raises:
        InputError: a key is none, or what is left without it makes no sense.
    """
    stop = stop or Stop()
    chosen = keys or default_keys(base.case)
    by_rows = [key for key in chosen if _is_rows(base, key)]
    cases = _cases(base, [key for key in chosen if key not in by_rows])
    return _each(base, by_rows, cases, options, listener, stop)


def _each(
    base: Base, by_rows: Sequence[str], cases: dict[str, Case], options: Options, listener: Listener | None, stop: Stop
) -> Iterator[RulePrice]:
    executor = make_executor(useful_workers(base.case, options), options.scheduler)
    try:
        if _one_large_model(base, options):
            yield from _on_one_model(base, by_rows, cases, executor, options, listener, stop)
            return
        if by_rows:
            yield from _by_rows(base, by_rows, executor, options, listener, stop)
        if cases:
            yield from _priced(base, cases, executor, options, listener, stop)
    except BuildStoppedError:
        return
    finally:
        executor.close()


def _one_large_model(base: Base, options: Options) -> bool:
    return not base.exact and options.method == "direct"


def _is_rows(base: Base, key: str) -> bool:
    """Whether a rule of a large case is nothing but rows that no goal looks at."""
    if base.exact or key not in default_keys(base.case):
        return False
    name = key.split(".")[1]
    if key.startswith("obligations.") and base.case.model.obligations[name].carrier is not None:
        return False  # it also says who pays
    return all(goal.indicator != f"equity.{name}" for goal in base.case.model.goals.values())


def _by_rows(
    base: Base, keys: Sequence[str], executor: Executor, options: Options, listener: Listener | None, stop: Stop
) -> Iterator[RulePrice]:
    """Prices of rules whose rows are taken out of models built once."""
    repricer = Repricer(make_ground(base, executor, options, stop), executor, listener)
    for number, key in enumerate(keys, start=1):
        ours = repricer.with_rules()
        theirs = repricer.without(tuple(key.split(".")), f"{number}/{len(keys)} {key}")
        if ours is None or theirs is None or stop.due:
            return
        price = _price(base, key, [ours.result], [theirs.result])
        yield replace(price, error=ours.apart + theirs.apart)


def _on_one_model(
    base: Base,
    by_rows: Sequence[str],
    cases: dict[str, Case],
    executor: Executor,
    options: Options,
    listener: Listener | None,
    stop: Stop,
) -> Iterator[RulePrice]:
    """Prices of a large case that is one model: first of what is rows, then of what is built again."""
    ground = make_ground(base, executor, options, stop)
    models: dict[str, OneModel] = {}
    for number, key in enumerate((*by_rows, *cases), start=1):
        goal = _goal_of(base, key)
        model = models.setdefault(goal, OneModel(ground.at(goal), executor, listener))
        label = f"{number}/{len(by_rows) + len(cases)} {key}"
        ours = model.with_rules()
        if ours is None:
            return
        theirs = model.rebuilt(cases[key], label) if key in cases else model.without(tuple(key.split(".")), label)
        if theirs is None:
            return
        yield _price(base, key, [ours.result], [theirs.result])


def _goal_of(base: Base, key: str) -> str:
    """The goal that a rule of a large case is priced on: the first that is not settled, and is there without the rule.

    Raises:
        InputError: without the target there is nothing left to ask for.
    """
    goals = base.record.goals
    goals = goals[[goal.id for goal in goals].index(base.goal().id) :]
    for goal in goals:
        if not (key.startswith("targets.") and goal.indicator.startswith("shortfall")):
            return goal.id
    raise InputError([Problem(key, "studies.target_alone")])


def _cases(base: Base, keys: Iterable[str]) -> dict[str, Case]:
    """The case without each rule; all wrong keys are told at once."""
    cases, problems = {}, []
    for key in keys:
        value = next((value for pattern, value in _CONDITIONS if re.fullmatch(pattern, key)), None)
        if value is None:
            names = Listing(default_keys(base.case))
            problems.append(Problem("--rule", "studies.not_a_rule", {"key": key, "names": names}))
            continue
        try:
            _goal_of(base, key)
            cases[key] = base.changed((f"{key}={value}",))
        except InputError as error:
            problems += [Problem(f"--rule {key}: {one.where}", one.text, one.values) for one in error.problems]
    if problems:
        raise InputError(problems)
    return cases


def _priced(
    base: Base, cases: dict[str, Case], executor: Executor, options: Options, listener: Listener | None, stop: Stop
) -> Iterator[RulePrice]:
    """Prices of rules without which everything is built and solved again."""
    order = [goal.id for goal in base.record.goals]
    until = None if base.exact else max((_goal_of(base, key) for key in cases), key=order.index)

    def solved(case: Case, known: Known, label: str) -> Solution:
        clock = Clock(labelled(listener, label))
        return solve_on(executor, case, options, stop, clock, known, until)

    # The plan's own bounds may come from provincial MIPs; the estimate compares like with like.
    forgetful = replace(base.known, points=tuple(replace(point, answers={}) for point in base.known.points))
    with_rules = solved(base.case, forgetful, "0")
    if len(with_rules.goals) == 0 or stop.due:
        return
    for number, (key, case) in enumerate(cases.items(), start=1):
        found = solved(case, base.known, f"{number}/{len(cases)} {key}")
        if stop.due or not found.goals:
            return
        yield _price(base, key, with_rules.goals, found.goals)


def _price(base: Base, key: str, ours: Sequence[GoalResult], theirs: Sequence[GoalResult]) -> RulePrice:
    """The price on the first goal that the rule moves, or on the last one solved."""
    records = {goal.id: goal for goal in base.record.goals}
    price, alike = None, True
    for mine, other in zip(ours, theirs, strict=False):
        record = records[mine.id]
        if key.startswith("targets.") and record.indicator.startswith("shortfall"):
            continue  # without the target there is nothing to fall short of
        sign = 1.0 if record.sense == "max" else -1.0
        # Later goals compare only where those before came out the same: who has more of an earlier one may pay for it.
        known = [mine.bound] if record.bound is None or not alike else [mine.bound, record.bound]
        bound = min(known) if record.sense == "max" else max(known)
        value = max(sign * mine.value, sign * record.value) if alike else sign * mine.value
        alike = alike and _whole(abs(mine.value - record.value), record.unit, record.value) == 0
        differ = _whole(abs(mine.value - other.value), record.unit, record.value) > 0
        without = max(sign * other.value, value)
        price = RulePrice(
            key,
            mine.id,
            (sign * value, sign * without),
            (bound, other.bound),
            low=_whole(max(0.0, without - sign * bound), record.unit, value),
            high=_whole(max(0.0, sign * other.bound - value), record.unit, value),
            estimate=0.0,
        )
        apart = _whole(max(0.0, sign * (other.bound - mine.bound)), record.unit, value)
        estimate = min(max(apart, price.low), price.high)
        price = replace(price, estimate=estimate)
        if price.high > 0 or differ:
            break
    if price is None:
        raise ArithmeticError("a solve without goals has no prices")
    return price


def _whole(amount: float, unit: float, value: float) -> float:
    return 0.0 if amount <= _NOTHING * max(unit, abs(value)) else amount


def price_table(case: Case, prices: Iterable[RulePrice]) -> pd.DataFrame:
    """Table ``rule_prices`` of a run folder, one row a rule."""
    rows = []
    for price in prices:
        key = tuple(price.key.split("."))
        name = rule_name(case, key)
        info = indicators.describe(case, case.model.goals[price.goal].indicator)
        entry = getattr(case.model, key[0], {})
        entry = entry.get(key[1]) if isinstance(entry, dict) and len(key) > 1 else None
        rows.append(
            (
                *(price.key, name.zh, name.en, str(getattr(entry, "kind", key[0])), price.goal),
                *(*price.values, *price.bounds, price.low, price.high, price.estimate),
                *(info.unit_zh, info.unit_en, int(price.distinguishable), price.error),
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
