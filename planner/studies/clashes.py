"""Rules that cannot hold together, in the words of the model file, each with the least change of it that makes room."""

from __future__ import annotations

from collections.abc import Iterable

from planner.case.case import Case
from planner.plan.record import ClashRecord, ClashRuleRecord
from planner.solve.solution import Clash, Member
from planner.studies.changes import change_record, downward, group_name, rule_name, told_together
from planner.texts import LANGS, Pair, Phrase, both, numbers, spoken

#: Less money than this is not told as the least that is needed.
_LEAST_MYUAN = 0.01


def clash_records(case: Case, clashes: Iterable[Clash]) -> tuple[ClashRecord, ...]:
    """What a run's record says of its clashes."""
    return tuple(_record(case, clash) for clash in clashes)


def _record(case: Case, clash: Clash) -> ClashRecord:
    rules = tuple(_rule(case, member) for member in clash.members)
    if clash.province:
        text = Phrase("studies.clash_committed", {"province": group_name(case, "province", clash.province)})
    elif len(rules) == 1:
        text = Phrase("studies.clash_one")
    else:
        text = Phrase("studies.clash_head" if clash.proven else "studies.clash_unproven", {"count": len(rules)})
    rough = any(member.enough and not member.exact for member in clash.members)
    note = both("studies.clash_rough") if rough else ("", "")
    zh, en = (str(spoken(text, lang)) for lang in LANGS)
    return ClashRecord(text_zh=zh, text_en=en, proven=clash.proven, rules=rules, note_zh=note[0], note_en=note[1])


def _rule(case: Case, member: Member) -> ClashRuleRecord:
    name = rule_name(case, member.key)
    key = ".".join(member.key)
    found = {one.text_en: one for one in (change_record(case, member, change) for change in member.changes)}
    least = _least(member)
    if member.enough:
        said = told_together(case, member)
        text = "studies.clash_rule" if member.settled else "studies.clash_rule_ended"
        zh, en = both(text, name=name, key=key, changes=said, least=least)
    else:
        text = "studies.clash_rule_stuck" if member.settled else "studies.clash_rule_open"
        zh, en = both(text, name=name, key=key, least=least)
    return ClashRuleRecord(
        key=key,
        name_zh=name.zh,
        name_en=name.en,
        text_zh=zh,
        text_en=en,
        enough=member.enough,
        exact=member.exact,
        changes=tuple(found.values()),
    )


def _least(member: Member) -> Phrase | Pair:
    """What is proven of a change that was not worked out to its end: of money, at least so much in all."""
    if member.settled or member.least < _LEAST_MYUAN or member.key[-1] not in ("budget", "envelope"):
        return Pair("", "")
    return Phrase("studies.clash_least", {"amount": numbers.amount(downward(member.least), numbers.IN_FULL)})
