"""Clashes in the words of the model file: which key, which province or year, from which value to which.

A change of a row becomes one of the number that the user wrote: a floor's row is a numerator, so its change is divided
by the group's denominator; the number of a share or of a Gini rule multiplies an expression, so it follows from what
provinces contribute once the rule has given way. Changes are rounded outward, so that what is said is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from planner.case import indicators
from planner.case.case import Case
from planner.config.aims import Rule
from planner.formulation.build import blocks
from planner.formulation.nation import counted_years, divisor
from planner.plan.record import ChangeRecord, ClashRecord, ClashRuleRecord
from planner.solve.solution import Change, Clash, Member
from planner.texts import LANGS, TEXTS, Listing, Pair, Phrase, both, numbers, spoken

#: Significant digits of a change: of an exact one, of one from the linear relaxation.
_EXACT, _ROUGH = 4, 2
_ROUNDING = 1e-7
#: Less money than this is not told as the least that is needed.
_LEAST_MYUAN = 0.01
#: Changes told one by one, and of more than these the places told; the record holds all.
_TOLD = 6
#: Indicators that count whole things.
_COUNTED = frozenset({"cities", "projects", "modules", "packages", "obligation"})


def clash_records(case: Case, clashes: Iterable[Clash]) -> tuple[ClashRecord, ...]:
    """What a run's record says of its clashes."""
    return tuple(_record(case, clash) for clash in clashes)


def change_record(case: Case, member: Member, change: Change) -> ChangeRecord:
    """One change of a rule in the terms of the model file."""
    return _Number(case, member, change).record()


def _record(case: Case, clash: Clash) -> ClashRecord:
    rules = tuple(_rule(case, member) for member in clash.members)
    if clash.province:
        text = Phrase("studies.clash_committed", {"province": _group(case, "province", clash.province)})
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
    found = [change_record(case, member, change) for change in member.changes]
    least = _least(member)
    if member.enough:
        said = _together(case, member, found)
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
        changes=tuple(found),
    )


def _together(case: Case, member: Member, found: list[ChangeRecord]) -> Listing | Phrase:
    """All changes of a rule in one sentence; many are summed up by place, or only the largest are told."""
    if len(found) <= _TOLD:
        return Listing(tuple(Pair(one.text_zh, one.text_en) for one in found))
    if any(one.new is not None for one in found) or len({change.row[0] for change in member.changes}) > 1:
        largest = sorted(found, key=lambda one: -one.amount)[:_TOLD]
        shown = Listing(tuple(Pair(one.text_zh, one.text_en) for one in largest))
        return Phrase("studies.changes_largest", {"changes": shown, "more": len(found) - _TOLD})
    places: dict[str, float] = {}
    for one in found:
        places[one.group] = places.get(one.group, 0.0) + one.amount
    ordered = sorted(places, key=lambda place: (-places[place], place))
    parts = [
        Phrase("studies.change_part", {"group": _place(case, place), "amount": _eased_by(member, places[place])})
        for place in ordered[:_TOLD]
    ]
    more = len(ordered) - len(parts)
    rest = Phrase("studies.changes_places", {"more": more}) if more else Phrase("studies.changes_listed")
    amount = _eased_by(member, sum(places.values()))
    return Phrase("studies.changes_summed", {"amount": amount, "parts": Listing(tuple(parts)), "rest": rest})


def _eased_by(member: Member, amount: float) -> Phrase:
    """An amount that a rule without a number of its own gives way by."""
    money = member.key[0] in ("funds", "carriers", "subsidies", "viability")
    return Phrase("studies.amount_myuan" if money else "studies.amount", {"amount": f"{amount:,.10g}"})


def _place(case: Case, place: str) -> Pair | Phrase:
    """Name of a province or city."""
    return _group(case, "province" if place in case.provinces.index else "city", place)


def _least(member: Member) -> Phrase | Pair:
    """What is proven of a change that was not worked out to its end: of money, at least so much in all."""
    if member.settled or member.least < _LEAST_MYUAN or member.key[-1] not in ("budget", "envelope"):
        return Pair("", "")
    amount = _downward(member.least, _ROUGH)
    return Phrase("studies.clash_least", {"amount": Phrase("studies.amount_myuan", {"amount": f"{amount:,.10g}"})})


def rule_name(case: Case, key: tuple[str, ...]) -> Pair:
    """Name of the table that a key leads to, in the words of the model file."""
    node: object = case.model
    name: object = None
    for part in key:
        node = node.get(part) if isinstance(node, Mapping) else getattr(node, part, None)
        if hasattr(node, "name_zh"):
            name = node
    if name is None:
        written = ".".join(key)
        for stated in (f"studies.rule_{written}_{node}", f"studies.rule_{written}"):
            if stated in TEXTS:
                return Pair(*both(stated))
        return Pair(written, written)
    return Pair(str(getattr(name, "name_zh", "")), str(getattr(name, "name_en", "")))


def _group(case: Case, by: str, group: str) -> Pair | Phrase:
    """Name of a province, region or city; the nation's where it is none."""
    frame = {"province": case.provinces, "region": case.regions, "city": case.places}.get(by)
    if frame is None or group not in frame.index:
        named = getattr(case.model, "groups", {}).get(group)
        if named is not None:
            return Pair(named.name_zh, named.name_en)
        return Phrase("case.nation") if group in ("", "nation") else Pair(group, group)
    if "name_zh" not in frame.columns:
        return Pair(group, group)
    return Pair(str(frame.loc[group, "name_zh"]), str(frame.loc[group, "name_en"]))


@dataclass(frozen=True)
class _Number:
    """One number of the model file that gives way."""

    case: Case
    member: Member
    change: Change

    def record(self) -> ChangeRecord:
        """The change in the terms of the model file."""
        component, index = self.change.row
        table = self.member.key[0]
        if component in ("fund_budget", "carrier_budget", "subsidy_envelope"):
            return self._budget(int(str(index[1])))
        if table in ("limits", "rules"):
            made = self._bound(component, index)
            if made is not None:
                return made
        return self._eased(index)

    def _budget(self, year: int) -> ChangeRecord:
        table, entry, own = self.member.key
        old = float(getattr(getattr(self.case.model, table)[entry], own).get(year, 0.0))
        what = Phrase("studies.what_budget", {"name": rule_name(self.case, self.member.key), "year": year})
        return self._said(what, old, self.change.amount, up=True, unit=Phrase("case.unit.money"), year=year)

    def _bound(self, component: str, index: tuple[object, ...]) -> ChangeRecord | None:
        """A floor, limit, share, gap or Gini coefficient; None if its number does not follow from the row."""
        table, entry = self.member.key[:2]
        rule = getattr(self.case.model, table)[entry]
        words = [str(part) for part in index[1:] if not isinstance(part, int)]
        years = [part for part in index[1:] if isinstance(part, int)]
        year = years[-1] if years else None
        group = self.change.province if component == "floor_province" else (words[0] if words else "")
        per = self._per(component, rule, group)
        if per is None or per <= 0:
            return None
        lower = rule.at_least is not None and (rule.at_most is None or self._misses_floor(rule, group, per))
        old = float(rule.at_least if lower else rule.at_most)
        kind = {"gap": "gap", "money_share": "share", "gini": "gini"}.get(component, "at_least" if lower else "at_most")
        values = {"group": _group(self.case, rule.by, group), "year": year}
        dated = "_year" if year is not None and kind in ("at_least", "at_most") else ""
        what = Phrase(f"studies.what_{kind}{dated}", values)
        share = rule.indicator.startswith("share.") or kind in ("share", "gini")
        info = indicators.describe(self.case, rule.indicator)
        unit = None if share else Pair(info.unit_zh, info.unit_en)
        amount = self.change.amount / per
        if rule.indicator.split(".")[0] in _COUNTED and old == round(old):
            amount = float(ceil(amount - _ROUNDING))
        return self._said(what, old, amount, up=not lower, unit=unit, group=group, year=year)

    def _misses_floor(self, rule: object, group: str, per: float) -> bool:
        """Of a limit with both sides, which one gives way: the one that the found figures break."""
        del group, per
        indicator, years = str(getattr(rule, "indicator", "")), getattr(rule, "years", ())
        known = [float(v.sum()) for (name, year), v in self.member.figures.items() if name == indicator]
        return bool(known) and not years and max(known) < float(getattr(rule, "at_least", 0.0))

    def _per(self, component: str, rule: Rule, group: str) -> float | None:
        """What the row changes by when the number changes by one."""
        case = self.case
        if component in ("limit", "limit_local", "floor", "floor_province"):
            return divisor(case, rule.indicator, rule.by, group or "nation")
        if component not in ("gap", "gini", "money_share"):
            return None
        if component == "money_share":
            return float(self._national(rule).sum())
        names = self._compared(rule)
        divisors = {name: divisor(case, rule.indicator, rule.by, name) for name in names}
        divisors = {name: value for name, value in divisors.items() if value > 0}
        mean = float(np.mean(list(divisors.values()))) if divisors else 0.0
        if component == "gap":
            return mean
        frame = case.regions if rule.by == "region" else case.provinces
        weights = frame.loc[list(divisors), "residents"].to_numpy(float)
        weights = weights * len(divisors) / weights.sum()
        totals = self._by_group(rule)
        levels = np.array([totals.get(name, 0.0) * mean / value for name, value in divisors.items()])
        return float((weights * len(divisors)) @ levels)

    def _compared(self, rule: Rule) -> list[str]:
        frame = self.case.regions if rule.by == "region" else self.case.provinces
        inhabited = sorted(frame.index[frame["cities"] > 0])
        return [name for name in inhabited if not rule.groups or name in rule.groups]

    def _national(self, rule: Rule) -> np.ndarray:
        """What each province contributes to a rule's indicator once the rule has given way."""
        years = counted_years(self.case, rule.indicator, rule.year)
        total: np.ndarray = np.sum(
            [self.member.figures.get((rule.indicator, year), np.zeros(1)) for year in years], axis=0
        )
        return total

    def _by_group(self, rule: Rule) -> dict[str, float]:
        found: dict[str, float] = {}
        for code, value in zip(blocks(self.case), self._national(rule), strict=False):
            name = code if rule.by == "province" else str(self.case.provinces.loc[code, "region"])
            found[name] = found.get(name, 0.0) + float(value)
        return found

    def _eased(self, index: tuple[object, ...]) -> ChangeRecord:
        """A rule without a number of its own: where it gives way, and by how much."""
        years = [part for part in index if isinstance(part, int)]
        words = [str(part) for part in index[1:] if not isinstance(part, int)]
        place = self.change.province or (words[0] if words else "")
        amount = _outward(self.change.amount, self._digits)
        said = _eased_by(self.member, amount)
        values = {"group": _place(self.case, place), "amount": said, "year": years[-1] if years else None}
        zh, en = both("studies.change_eased_year" if years else "studies.change_eased", **values)
        return ChangeRecord(
            text_zh=zh, text_en=en, group=place, year=years[-1] if years else None, old=None, new=None, amount=amount
        )

    @property
    def _digits(self) -> int:
        return _EXACT if self.member.exact else _ROUGH

    def _said(
        self,
        what: Phrase,
        old: float,
        amount: float,
        *,
        up: bool,
        unit: Phrase | Pair | None,
        group: str = "",
        year: int | None = None,
    ) -> ChangeRecord:
        """``unit`` None: a share of one, said in per cent."""
        amount = _outward(amount, self._digits)
        new = old + amount if up else old - amount
        if old >= 0 > new:
            new, amount = 0.0, old
        shown = {"old": _figure(old, unit), "new": _figure(new, unit)}
        zh, en = both("studies.change_raise" if up else "studies.change_lower", what=what, **shown)
        return ChangeRecord(text_zh=zh, text_en=en, group=group, year=year, old=old, new=new, amount=amount)


def _outward(amount: float, digits: int) -> float:
    """The amount with so many significant digits, never less; whole numbers stay as they are."""
    if amount <= 0 or abs(amount - round(amount)) <= _ROUNDING * max(1.0, amount):
        return float(round(amount)) if amount > 0 and amount < 10 ** (digits + 2) else _up(amount, digits)
    return _up(amount, digits)


def _downward(amount: float, digits: int) -> float:
    """The amount with so many significant digits, never more."""
    place = 10.0 ** (floor(log10(amount)) + 1 - digits)
    return float(round(floor(amount / place + _ROUNDING) * place, 12))


def _up(amount: float, digits: int) -> float:
    if amount <= 0:
        return 0.0
    place = 10.0 ** (floor(log10(amount)) + 1 - digits)
    return float(round(ceil(amount / place - _ROUNDING) * place, 12))


def _figure(value: float, unit: Phrase | Pair | None) -> Pair:
    if unit is None:
        return Pair(_percent(value, "zh"), _percent(value, "en"))
    # All digits of the sum of a figure and its change: rounded, it might no longer be enough.
    texts = [f"{numbers.number(value, lang, 9)} {spoken(unit, lang)}".rstrip() for lang in LANGS]
    return Pair(*texts)


def _percent(value: float, lang: str) -> str:
    text = f"{value * 100:,.2f}".rstrip("0").rstrip(".")
    return text + ("%" if lang == "zh" else " %")
