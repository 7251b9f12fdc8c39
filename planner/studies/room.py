"""What makes room for a wish that costs something elsewhere: more of one budget, or one national rule that gives way.

The least more of any one budget with which nothing is worse elsewhere is raised further until a plan solved freely
chooses the wish by itself. Rules that span provinces (limits, equity rules, obligations, named shares of a subsidy) are
changed alike, one at a time; those of the province itself are in :mod:`planner.studies.rule_changes`. Every change is
that of a plan found by solving again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from planner.plan.record import ChangeRecord
from planner.solve.clash import cumulative_budgets
from planner.solve.coordination import keep
from planner.solve.elastic import Elastic, Levered, national_elastic, with_levers
from planner.solve.owners import Key, owner
from planner.solve.problem import Nation, Point
from planner.solve.solution import Change, Member
from planner.studies.changes import change_record, told_together
from planner.studies.ground import Ground, with_local_row
from planner.studies.wishes import Package, Wish, columns_about
from planner.texts import LANGS, both, spoken

#: How often more of a budget is doubled to see whether the wish comes in by itself.
DOUBLINGS = 5
#: Budgets, and rules, tried in a large case; rules told.
_TRIED, _TOLD = 3, 2
_BUDGETS = ("budget", "envelope")
#: Tables of the rules that may span provinces.
_RULES = ("rules", "limits", "obligations", "subsidies")
_MOVED, _HALF = 1e-6, 0.5


@dataclass(frozen=True)
class Budget:
    """More of one budget.

    Attributes:
        key: of the budget.
        changes: by year, million yuan.
        text_zh, text_en: the least change that costs nothing elsewhere, in words.
        amount: its sum, million yuan.
        factor: how many times that is enough for the wish to come in by itself; None if none that was tried.
    """

    key: Key
    changes: tuple[Change, ...]
    text_zh: str
    text_en: str
    amount: float
    factor: int | None


@dataclass(frozen=True)
class RuleRoom:
    """A national rule that gives way.

    Attributes:
        key: of the rule.
        changes: the least change of it that makes room, number by number.
        text_zh, text_en: the same in a sentence.
        size: the change relative to the sizes of the rule's rows, by which rules are compared.
    """

    key: Key
    changes: tuple[ChangeRecord, ...]
    text_zh: str
    text_en: str
    size: float


@dataclass(frozen=True)
class Found:
    """National rules that make room by themselves, the nearest first, and those that were tried."""

    rules: tuple[RuleRoom, ...]
    tried: tuple[Key, ...]


@dataclass(frozen=True)
class _Least:
    """The least change of one rule or budget with which a plan has a wish."""

    levered: Levered
    point: Point
    cost: float
    changes: tuple[Change, ...]

    @property
    def effect(self) -> np.ndarray:
        """What the change adds to each national row's expression."""
        levers = self.levered.nation.rows_own[:, self.levered.first :]
        return np.asarray(levers @ self.point.own[self.levered.first :])

    def member(self, key: Key, *, exact: bool) -> Member:
        """The rule with its changes, to be put into words."""
        nation = self.levered.nation
        y = self.point.y(nation)[:, : len(nation.quantities)]
        figures = {quantity: y[:, k] for k, quantity in enumerate(nation.quantities)}
        return Member(key, self.changes, enough=True, exact=exact, figures=figures)


def more_money(ground: Ground, wish: Wish, way: Package | None) -> list[Budget]:
    """The least more of each budget that keeps the goal as good as it is, the smallest first."""
    elastic = _wished(ground, wish, held=True)
    found: list[tuple[Budget, np.ndarray]] = []
    for key in budget_keys(ground, way):
        least = None if ground.stop.due else _least(ground, wish, elastic, key)
        if least is None:
            continue
        member = Member(key, exact=ground.base.exact)
        said = [change_record(ground.base.case, member, change) for change in least.changes]
        between = both("studies.separator")
        zh, en = between[0].join(one.text_zh for one in said), between[1].join(one.text_en for one in said)
        total = float(sum(change.amount for change in least.changes))
        step = -least.effect[: len(ground.nation.row_names)]
        found.append((Budget(key, least.changes, zh, en, total, None), step))
    found.sort(key=lambda pair: (pair[0].amount, pair[0].key))
    if not found:
        return []
    nearest, step = found[0]
    verified = replace(nearest, factor=_comes_in(ground, wish, step))
    return [verified, *(budget for budget, _ in found[1:3])]


def for_the_goal(ground: Ground, wish: Wish, way: Package | None) -> Found:
    """The national rules of which a change alone keeps the goal as good as it is with the wish."""
    return _eased(ground, wish, _wished(ground, wish, held=True), rule_keys(ground, way))


def for_a_plan(ground: Ground, wish: Wish, way: Package | None) -> Found:
    """Budgets and national rules of which a change alone lets any plan be found with the wish."""
    keys = [*(rule_keys(ground, way) or rule_keys(ground, None)), *budget_keys(ground, way)]
    return _eased(ground, wish, _wished(ground, wish, held=False), keys)


def _wished(ground: Ground, wish: Wish, *, held: bool) -> Elastic:
    """The nation with the wish, its rules to be changed; ``held``: the goal is as good as in the plan."""
    nation: Nation = with_local_row(ground.nation, wish.province, wish.columns, 1.0, np.inf)
    if held:
        nation = keep(nation, replace(ground.goal, tolerance=0.0, relative_tolerance=0.0), ground.cost)
    return national_elastic(nation)


def _eased(ground: Ground, wish: Wish, elastic: Elastic, keys: Iterable[Key]) -> Found:
    """Each rule by itself; the nearest ones that make room are told."""
    case, found, tried = ground.base.case, [], []
    for key in keys:
        if ground.stop.due:
            break
        tried.append(key)
        least = _least(ground, wish, elastic, key)
        if least is not None:
            member = least.member(key, exact=ground.base.exact)
            changes = tuple(change_record(case, member, change) for change in member.changes)
            zh, en = (str(spoken(told_together(case, member), lang)) for lang in LANGS)
            found.append(RuleRoom(key, changes, zh, en, least.cost))
    found.sort(key=lambda one: (one.size, one.key))
    return Found(tuple(found[:_TOLD]), tuple(tried))


def _least(ground: Ground, wish: Wish, elastic: Elastic, key: Key) -> _Least | None:
    """The least change of one rule that was found; None if none was, or none is needed.

    Where a case is too large to open all of it, the plan with the wish says which decisions matter: what left for it
    may stay, and what came with it may not be needed.
    """
    forced: Point | None = ground.memory.get(("changed", wish.kind, wish.id))
    levered = with_levers(elastic, [key], cumulative_budgets(ground.base.case.model))
    goal, about = levered.nation.goals[0], columns_about(ground, wish)
    answer = ground.solve(levered.nation, goal, wish.province, None if ground.base.exact else forced, about)
    if answer.point is None or answer.cost <= _MOVED:
        return None
    amounts, costs = answer.point.own[levered.first :], goal.cost_own[levered.first :]
    named = zip(levered.rows, amounts.tolist(), costs.tolist(), strict=True)
    moved = dict.fromkeys(levered.rows, 0.0)
    for row, amount, cost in named:
        moved[row] += amount if cost > 0 else 0.0
    names = elastic.nation.row_names
    changes = tuple(Change(names[row], "", amount) for row, amount in moved.items() if amount > _MOVED)
    return _Least(levered, answer.point, answer.cost, changes) if changes else None


def budget_keys(ground: Ground, way: Package | None) -> list[Key]:
    """Budgets worth trying: all of a small case, or where no prices tell which."""
    keys = [key for key in _national(ground) if key[-1] in _BUDGETS]
    return keys if way is None or not way.priced else _tried(ground, way, keys)


def rule_keys(ground: Ground, way: Package | None) -> list[Key]:
    """National rules worth trying: all of a small case, of a large one those that the wish is charged for."""
    keys = [key for key in _national(ground) if key[0] in _RULES and key[-1] not in _BUDGETS]
    if ground.base.exact or way is None or not way.priced:
        return _tried(ground, way, keys)
    # Another rule would make room, too, by what it costs elsewhere, but it is not in the way of this wish.
    return [key for key in charged_keys(way) if key in keys][:_TRIED]


def _national(ground: Ground) -> list[Key]:
    """Everything of the user's that national rows state."""
    return sorted({key for row in ground.nation.row_names if (key := owner(row)) is not None})


def charged_keys(way: Package | None) -> list[Key]:
    """What the cheapest way to a wish is charged for at the stored prices, dearest first."""
    return [] if way is None else [key for key, amount in way.charges if amount > 0]


def _tried(ground: Ground, way: Package | None, keys: list[Key]) -> list[Key]:
    """Of a large case those that the cheapest way is charged for, dearest first.

    Where it is charged for none of them (it takes another city's part of something), those that are worth most
    anywhere.
    """
    if ground.base.exact or ground.stored is None:
        return keys
    charged = [key for key in charged_keys(way) if key in keys]
    worth: dict[Key, float] = {}
    for row, price in zip(ground.nation.row_names, ground.stored.prices, strict=False):
        if (key := owner(row)) is not None and key in keys and price:
            worth[key] = max(worth.get(key, 0.0), abs(float(price)))
    return (charged or sorted(worth, key=lambda key: (-worth[key], key)))[:_TRIED]


def _comes_in(ground: Ground, wish: Wish, step: np.ndarray) -> int | None:
    """How many times the change of the rows' ends is enough for a plan solved freely to fulfil the wish.

    Tried are once, the most, and what halves the steps between; every answer was solved.
    """
    about = columns_about(ground, wish)

    def chosen(doubled: int) -> bool:
        nation = replace(ground.nation, row_upper=ground.nation.row_upper + (1 << doubled) * step * (1 + _MOVED))
        point = ground.solve(nation, ground.goal, wish.province, ground.plan, about).point
        return point is not None and any(point.x[wish.province][column] > _HALF for column in wish.columns)

    few, many = 0, DOUBLINGS - 1
    if chosen(few):
        return 1
    if ground.stop.due or not chosen(many):
        return None
    while many - few > 1 and not ground.stop.due:
        middle = (few + many) // 2
        few, many = (few, middle) if chosen(middle) else (middle, many)
    return 1 << many
