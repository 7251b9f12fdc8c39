"""Changes of rules in the words of the model file: which key, which province or year, from which value to which.

A change of a row becomes one of the number that the user wrote: a floor's row is a numerator, so its change is divided
by the group's denominator; the number of a share or of a Gini rule multiplies an expression, so it follows from what
provinces contribute once the rule has given way. Changes are rounded outward, so that what is said is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
import pandas as pd

from planner.case import indicators
from planner.case.arithmetic_demands import whole_name
from planner.case.case import Case
from planner.config.account_names import account_name
from planner.config.accounts import all_accounts
from planner.config.aims import Rule
from planner.config.money import MinimumShare
from planner.formulation.build import blocks
from planner.formulation.nation import counted_years, divisor
from planner.plan.record import ChangeRecord
from planner.solve.solution import Change, Member
from planner.studies.cities import project_name
from planner.texts import LANGS, TEXTS, Listing, Pair, Phrase, both, numbers

#: Significant digits of a change: of an exact one, of one from the linear relaxation.
_EXACT, _ROUGH = 4, 2
_ROUNDING = 1e-7
#: Changes told one by one, and of more than these the places told; the record holds all.
_TOLD = 6
#: Indicators that count whole things.
_COUNTED = frozenset({"cities", "projects", "modules", "packages", "obligation"})
#: Rows of which a rule has one for every group or pair of groups, or all years, and only one number.
_ONE_NUMBER = frozenset({"gap", "least", "order"})
#: Rows that bound an indicator: their change is one of the number itself.
_BOUNDS = frozenset(
    {"limit", "limit_local", "floor", "floor_province", "gap", "gini", "money_share", "order", "worst", "least"}
)
#: Rows whose index does not begin with the id of the rule.
_NOT_NAMED = frozenset({"match", "viability_account", "viability_site"})


def change_record(case: Case, member: Member, change: Change) -> ChangeRecord:
    """One change of a rule in the terms of the model file."""
    return _Number(case, member, change).record()


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


def group_name(case: Case, by: str, group: str) -> Pair | Phrase:
    """Name of a province, region, city or group of the user's own; that of all that is planned where it is none."""
    frame = {"province": case.provinces, "region": case.regions, "city": case.places}.get(by)
    if frame is None or group not in frame.index:
        named = case.model.groups.get(group)
        if named is not None:
            return Pair(named.name_zh, named.name_en)
        return whole_name(case) if group in ("", "nation") else Pair(group, group)
    if "name_zh" not in frame.columns:
        return Pair(group, group)
    return Pair(str(frame.loc[group, "name_zh"]), str(frame.loc[group, "name_en"]))


def told_together(case: Case, member: Member) -> Listing | Phrase:
    """All changes of a rule in one sentence, each place once; many are summed up, or only the largest are told."""
    numbered = [_Number(case, member, change) for change in member.changes]
    if {one.change.row[0] for one in numbered} == {"obligation_each"}:
        return _dropped(case, list(dict.fromkeys(str(one.change.row[1][1]) for one in numbered)))
    if all(one.eases for one in numbered):
        return _eased_together([one.eased() for one in numbered])
    once: dict[tuple[object, ...], ChangeRecord] = {}
    for record in (one.record() for one in numbered):
        # A number that several rows give way for is one number: the largest change of it is enough for all.
        key = (record.text_en,) if record.old is None else (record.group, record.year, record.old)
        if key not in once or once[key].amount < record.amount:
            once[key] = record
    return _listed([(one.amount, Pair(one.text_zh, one.text_en)) for one in once.values()])


def _dropped(case: Case, projects: list[str]) -> Phrase:
    """Projects that an obligation need no longer ask for."""
    named = Listing(tuple(project_name(case, project) for project in projects[:_TOLD]))
    more = len(projects) - _TOLD
    rest = Phrase("explain.and_more", {"more": more}) if more > 0 else Pair("", "")
    return Phrase("studies.change_dropped", {"project": Phrase("studies.named", {"names": named, "rest": rest})})


def _listed(told: list[tuple[float, Pair]]) -> Listing | Phrase:
    """Changes one by one; of too many only those of the largest amounts."""
    if len(told) <= _TOLD:
        return Listing(tuple(text for _, text in told))
    largest = Listing(tuple(text for _, text in sorted(told, key=lambda one: -one[0])[:_TOLD]))
    return Phrase("studies.changes_largest", {"changes": largest, "more": len(told) - _TOLD})


@dataclass(frozen=True)
class _Eased:
    """A rule without a number of its own gives way: where, by how much, and in which unit (None: money)."""

    place: Pair
    detail: Pair | None
    year: int | None
    amount: float
    unit: Pair | None

    @property
    def said(self) -> Pair:
        """The amount with its unit."""
        return _figure(self.amount, Pair(*both("case.unit.money")) if self.unit is None else self.unit)

    def sentence(self, *, detailed: bool = True) -> Pair:
        """The change by itself."""
        place: Pair | Phrase = self.place
        if detailed and self.detail is not None:
            place = Phrase("studies.place_detail", {"group": self.place, "detail": self.detail})
        text = "studies.change_eased" if self.year is None else "studies.change_eased_year"
        return Pair(*both(text, group=place, amount=self.said, year=self.year))


def _eased_together(parts: list[_Eased]) -> Listing | Phrase:
    """What eases a rule, place by place; of many parts their sums."""
    once: dict[tuple[object, ...], _Eased] = {}
    for part in parts:
        # Rows that differ in nothing that is told are all eased by as much.
        key = (part.place, part.detail, part.year, part.unit)
        if key not in once or once[key].amount < part.amount:
            once[key] = part
    parts = list(once.values())
    detailed = len({part.detail for part in parts}) > 1
    if len(parts) > _TOLD:
        if len({part.unit for part in parts}) > 1:
            return _listed([(part.amount, part.sentence(detailed=detailed)) for part in parts])
        return _summed(parts)
    by_place: dict[Pair, list[_Eased]] = {}
    for part in parts:
        by_place.setdefault(part.place, []).append(part)
    return Listing(tuple(_at_a_place(mine, detailed=detailed) for mine in by_place.values()))


def _at_a_place(parts: list[_Eased], *, detailed: bool) -> Pair | Phrase:
    """What eases a rule at one place: one sentence, with years joined where only they differ."""
    first = parts[0]
    if len(parts) == 1:
        return first.sentence(detailed=detailed)
    if len({(part.detail, part.amount, part.unit) for part in parts}) == 1:
        years = Listing(tuple(sorted(part.year for part in parts if part.year is not None)))
        place: Pair | Phrase = first.place
        if detailed and first.detail is not None:
            place = Phrase("studies.place_detail", {"group": first.place, "detail": first.detail})
        return Phrase("studies.change_eased_years", {"group": place, "amount": first.said, "years": years})
    groups: dict[Pair | None, list[Phrase | Pair]] = {}
    for part in parts:
        dated = Phrase("studies.change_eased_part", {"year": part.year, "amount": part.said})
        told = part.said if part.year is None else dated
        groups.setdefault(part.detail if detailed else None, []).append(told)
    said = [
        Pair(*both("studies.change_eased_group", detail=detail or "", parts=Listing(tuple(mine))))
        for detail, mine in groups.items()
    ]
    between = both("studies.separator")
    joined = Pair(between[0].join(one.zh.strip() for one in said), between[1].join(one.en.strip() for one in said))
    return Phrase("studies.change_eased_parts", {"group": first.place, "parts": joined})


def _summed(parts: list[_Eased]) -> Phrase:
    """The sums by place of many parts in one unit."""
    places: dict[Pair, float] = {}
    for part in parts:
        places[part.place] = places.get(part.place, 0.0) + part.amount
    ordered = sorted(places, key=lambda place: (-places[place], place.en))

    def said(amount: float) -> Pair:
        return _Eased(Pair("", ""), None, None, amount, parts[0].unit).said

    told = [Phrase("studies.change_part", {"group": place, "amount": said(places[place])}) for place in ordered[:_TOLD]]
    more = len(ordered) - len(told)
    rest = Phrase("studies.changes_places", {"more": more}) if more else Phrase("studies.changes_listed")
    amount = said(sum(places.values()))
    return Phrase("studies.changes_summed", {"amount": amount, "parts": Listing(tuple(told)), "rest": rest})


@dataclass(frozen=True)
class _Number:
    """One number of the model file that gives way."""

    case: Case
    member: Member
    change: Change

    @property
    def eases(self) -> bool:
        """Whether the rule has no number of its own for this row."""
        return self._stated() is None

    def record(self) -> ChangeRecord:
        """The change in the terms of the model file."""
        stated = self._stated()
        if stated is not None:
            return stated
        part, index = self.eased(), self.change.row[1]
        place = self.change.province or str(index[1] if len(index) > 1 else "")
        text = part.sentence()
        return ChangeRecord(
            text_zh=text.zh, text_en=text.en, group=place, year=part.year, old=None, new=None, amount=part.amount
        )

    def _stated(self) -> ChangeRecord | None:
        """The change of a number that the model file states, or of what it asks for; None if there is none."""
        component, index = self.change.row
        if component in ("fund_budget", "carrier_budget", "subsidy_envelope"):
            return self._budget(int(str(index[1])))
        if component in _BOUNDS:
            return self._bound(component, index)
        if component == "minimum_share":
            return self._minimum_share(index)
        if component in ("obligation", "obligation_each"):
            return self._obligation(index)
        return self._goal() if component == "keep" else None

    def _budget(self, year: int) -> ChangeRecord:
        table, entry, own = self.member.key
        old = float(getattr(getattr(self.case.model, table)[entry], own).get(year, 0.0))
        what = Phrase("studies.what_budget", {"name": rule_name(self.case, self.member.key), "year": year})
        return self._said(what, old, self.change.amount, up=True, unit=Pair(*both("case.unit.money")), year=year)

    def _bound(self, component: str, index: tuple[object, ...]) -> ChangeRecord | None:
        """A floor, limit, share, gap or Gini coefficient; None if its number does not follow from the row."""
        table, entry = self.member.key[:2]
        rule = getattr(self.case.model, table)[entry]
        one = component in _ONE_NUMBER
        words = [] if one else [str(part) for part in index[1:] if not isinstance(part, int)]
        years = [] if one else [part for part in index[1:] if isinstance(part, int)]
        year = years[-1] if years else None
        group = self.change.province if component == "floor_province" else (words[0] if words else "")
        per = self._per(component, rule, group)
        if per is None or per <= 0:
            return None
        lower = rule.at_least is not None and (rule.at_most is None or self._misses_floor(rule, group, per))
        old = float(rule.at_least if lower else rule.at_most)
        kinds = {"money_share": "share", **{name: name for name in ("gap", "gini", "order", "worst", "least")}}
        kind = kinds.get(component, "at_least" if lower else "at_most")
        values = {"group": group_name(self.case, rule.by, group), "year": year}
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
        if component == "worst":
            return 1.0
        if component == "money_share":
            return float(self._national(rule).sum())
        names = self._compared(rule)
        divisors = {name: divisor(case, rule.indicator, rule.by, name) for name in names}
        divisors = {name: value for name, value in divisors.items() if value > 0}
        mean = float(np.mean(list(divisors.values()))) if divisors else 0.0
        if component != "gini":
            return mean
        frame = self._groups(rule)
        weights = frame.loc[list(divisors), "residents"].to_numpy(float)
        weights = weights * len(divisors) / weights.sum()
        totals = self._by_group(rule)
        levels = np.array([totals.get(name, 0.0) * mean / value for name, value in divisors.items()])
        return float((weights * len(divisors)) @ levels)

    def _groups(self, rule: Rule) -> pd.DataFrame:
        return {"region": self.case.regions, "group": self.case.groups}.get(rule.by, self.case.provinces)

    def _compared(self, rule: Rule) -> list[str]:
        frame = self._groups(rule)
        inhabited = sorted(frame.index[frame["cities"] > 0])
        return [name for name in inhabited if not rule.groups or name in rule.groups]

    def _national(self, rule: Rule) -> np.ndarray:
        """What each province contributes to a rule's indicator once the rule has given way."""
        return self._figures(rule.indicator, counted_years(self.case, rule.indicator, rule.year))

    def _figures(self, indicator: str, years: Iterable[int]) -> np.ndarray:
        found = self.member.figures
        total: np.ndarray = np.sum([found.get((indicator, year), np.zeros(1)) for year in years], axis=0)
        return total

    def _by_group(self, rule: Rule) -> dict[str, float]:
        found: dict[str, float] = {}
        for code, value in zip(blocks(self.case), self._national(rule), strict=False):
            name = code if rule.by == "province" else str(self.case.provinces.loc[code, "region"])
            found[name] = found.get(name, 0.0) + float(value)
        return found

    def _minimum_share(self, index: tuple[object, ...]) -> ChangeRecord | None:
        """The share of a rule's money that named places get: of what it then pays, or of its envelope."""
        subsidy, name = self.case.model.subsidies[str(index[0])], str(index[1])
        asked: MinimumShare = subsidy.minimum_shares[name]
        year = index[2] if isinstance(index[2], int) else None
        span = self.case.years if year is None else (year,)
        if asked.of == "granted":
            per = float(self._figures(f"grant.{index[0]}", span).sum())
        else:
            per = sum(subsidy.envelope.get(one, 0.0) for one in span)
        if per <= 0:
            return None
        named = [("region", one) for one in asked.regions] + [("province", one) for one in asked.provinces]
        groups = Listing(tuple(group_name(self.case, *one) for one in named))
        text = "studies.what_minimum_share" if year is None else "studies.what_minimum_share_year"
        what = Phrase(text, {"group": groups, "year": year})
        return self._said(what, asked.at_least, self.change.amount / per, up=False, unit=None, group=name, year=year)

    def _obligation(self, index: tuple[object, ...]) -> ChangeRecord:
        """Projects that need not be: the one named, or so many fewer."""
        count = float(ceil(self.change.amount - _ROUNDING))
        if len(index) > 1:
            zh, en = both("studies.change_dropped", project=project_name(self.case, str(index[1])))
        else:
            zh, en = both("studies.change_fewer", count=round(count))
        return ChangeRecord(text_zh=zh, text_en=en, group=self.change.province, old=None, new=None, amount=count)

    def _goal(self) -> ChangeRecord:
        """An earlier goal that may be worse."""
        info = indicators.describe(self.case, self.case.model.goals[self.member.key[1]].indicator)
        amount = _outward(self.change.amount, self._digits)
        zh, en = both("studies.change_goal", amount=_figure(amount, Pair(info.unit_zh, info.unit_en)))
        return ChangeRecord(text_zh=zh, text_en=en, old=None, new=None, amount=amount)

    def eased(self) -> _Eased:
        """A rule without a number of its own: where it gives way, and by how much."""
        component, index = self.change.row
        years = [part for part in index if isinstance(part, int)]
        words = [str(part) for part in (index if component in _NOT_NAMED else index[1:]) if not isinstance(part, int)]
        place, detail = self.change.province or (words[0] if words else ""), None
        for word in words:
            if word in self.case.places.index:
                place = word
            elif word in self.case.projects.index:
                detail = _pair(project_name(self.case, word))
            elif word in all_accounts(self.case.model):
                detail = account_name(self.case.model, word)
        amount = _outward(self.change.amount, self._digits)
        unit = None
        if component == "package_cities":
            unit, amount = Pair(*both("case.unit.cities")), float(ceil(self.change.amount - _ROUNDING))
        elif component in _BOUNDS:
            unit = Pair("", "")
        by = "province" if place in self.case.provinces.index else "city"
        return _Eased(_pair(group_name(self.case, by, place)), detail, years[-1] if years else None, amount, unit)

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
        unit: Pair | None,
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


def _pair(name: Pair | Phrase) -> Pair:
    """A name in both languages."""
    return name if isinstance(name, Pair) else Pair(*both(name.text, **name.values))


def _outward(amount: float, digits: int) -> float:
    """The amount with so many significant digits, never less; whole numbers stay as they are."""
    if amount <= 0 or abs(amount - round(amount)) <= _ROUNDING * max(1.0, amount):
        return float(round(amount)) if amount > 0 and amount < 10 ** (digits + 2) else _up(amount, digits)
    return _up(amount, digits)


def downward(amount: float, digits: int = _ROUGH) -> float:
    """The amount with so many significant digits, never more."""
    place = 10.0 ** (floor(log10(amount)) + 1 - digits)
    return float(round(floor(amount / place + _ROUNDING) * place, 12))


def _up(amount: float, digits: int) -> float:
    if amount <= 0:
        return 0.0
    place = 10.0 ** (floor(log10(amount)) + 1 - digits)
    return float(round(ceil(amount / place - _ROUNDING) * place, 12))


def _figure(value: float, unit: Pair | None) -> Pair:
    """All digits of a value with its unit, or in per cent: rounded, it might no longer be enough."""
    if unit is None:
        return Pair(*(numbers.share_in_full(value, lang) for lang in LANGS))
    return numbers.figure(value, unit, numbers.IN_FULL)
