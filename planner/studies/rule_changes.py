"""Which rule of its province keeps a wish out of a plan, and the least change of it with which it can be added.

A rule stands in the way if the wish can be added to the plan, with everything of it kept, only without that rule. Its
least change is that of a plan found with the wish added, so it is enough; what the wish costs is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from planner.plan.record import ChangeRecord
from planner.solve.court import named
from planner.solve.elastic import block_without, make_elastic
from planner.solve.highs import MipLimits, solve_mip
from planner.solve.owners import Key, owner
from planner.solve.problem import Point
from planner.solve.solution import Change, Member
from planner.studies.changes import change_record, told_together
from planner.studies.ground import Ground, with_local_row
from planner.studies.wishes import Package, Wish, package, with_plan_kept
from planner.texts import LANGS, spoken


@dataclass(frozen=True)
class RuleChange:
    """A rule in the way of a wish.

    Attributes:
        key: of the rule.
        changes: the least change of it that is enough, number by number.
        text_zh, text_en: the same in a sentence.
        package: the cheapest way to the wish without the rule.
    """

    key: Key
    changes: tuple[ChangeRecord, ...]
    text_zh: str
    text_en: str
    package: Package


def rule_changes(ground: Ground, wish: Wish) -> Iterable[RuleChange]:
    """The rules in the way of a wish that no way beside the plan leads to, each of which keeps it out by itself."""
    block = ground.nation.blocks[wish.province]
    for key in sorted({key for row in block.rows if (key := owner(row)) is not None}):
        if ground.stop.due:
            return
        blocks = [*ground.nation.blocks]
        blocks[wish.province] = block_without(block, [key])
        way = package(replace(ground, nation=replace(ground.nation, blocks=tuple(blocks))), wish)
        member = None if way is None else _least(ground, wish, key)
        if way is not None and member is not None and member.changes:
            yield told(ground, member, way)


def told(ground: Ground, member: Member, way: Package) -> RuleChange:
    """A rule with the change of it that was found."""
    case = ground.base.case
    changes = tuple(change_record(case, member, change) for change in member.changes)
    zh, en = (str(spoken(told_together(case, member), lang)) for lang in LANGS)
    return RuleChange(member.key, changes, zh, en, way)


def _least(ground: Ground, wish: Wish, key: Key) -> Member | None:
    """The least change of a rule with which the wish can be added; None if the stop came first."""
    elastic = make_elastic(with_local_row(ground.nation, wish.province, wish.columns, 1.0, np.inf), [key])
    block, added = elastic.nation.blocks[wish.province], elastic.added[wish.province]
    x = np.append(ground.plan.x[wish.province], np.zeros(added))
    missed = block.links[[block.links.shape[0] - 1], :].toarray().ravel()  # what the rule is missed by, of its size
    limits = MipLimits(nodes=ground.effort.nodes)
    arrays = with_plan_kept(block, block.arrays, x)
    answer = solve_mip(arrays, missed, limits, seed=ground.options.seed, stop=ground.stop)
    if answer.x is None:
        return None
    parts = [np.append(one, np.zeros(more)) for one, more in zip(ground.plan.x, elastic.added, strict=True)]
    parts[wish.province] = answer.x
    row = elastic.nation.row_names.index(("held", (*key, block.code)))
    given = named(elastic, row, 0.0, Point(tuple(parts), ground.plan.own))
    changes = tuple(Change(name, province, amount) for name, province, amount in given)
    return Member(key, changes, enough=True, exact=True)
