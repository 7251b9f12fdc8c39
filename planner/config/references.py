"""What the tables of a model file say of each other: every name that one uses, another must define.

References into the data set (regions, provinces, cities, columns) are checked where the two meet, by the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.config.aims import Limit, Rule, Target
from planner.config.keys import Key
from planner.config.schema import Model
from planner.config.validate import Where
from planner.config.vocabulary import RESERVED, Vocabulary
from planner.texts import Listing, Phrase
from planner.texts.problems import Problem, nearest

#: Words that ``lead`` takes besides a carrier's id.
LEADS = ("shared", "city", "province")

#: Tables whose ids make up the same indicator names, so that no id may be in both.
_SHARED_NAMES = (("services", "statuses"), ("funds", "carriers"))


def check_references(model: Model, where: Where) -> list[Problem]:
    """Everything in the model that names something which the model does not have, or has in another form."""
    check = _Check(model, where)
    check.ids()
    check.measures()
    check.services()
    check.money()
    check.years()
    check.indicators()
    check.goals()
    return check.problems


@dataclass
class _Check:
    """One pass over a model; problems gather as they are found."""

    model: Model
    where: Where
    problems: list[Problem] = field(default_factory=list)

    def _say(self, key: Key, text: str, hint: str | None = None, **values: object) -> None:
        self.problems.append(Problem(self.where(key), text, values, hint))

    def _known(self, key: Key, name: str, valid: Iterable[str], kind: str) -> bool:
        """Whether ``name`` is one of ``valid``; if not, that is a problem."""
        names = sorted(valid)
        if name in names:
            return True
        listed: object = Listing(tuple(names)) if names else Phrase("config.none_at_all")
        text = "config.ref.unknown" if len(names) <= 12 else "config.ref.unknown_many"
        self._say(key, text, nearest(name, names), kind=Phrase(kind), name=name, names=listed)
        return False

    def _all_known(self, key: Key, names: tuple[str, ...], valid: Iterable[str], kind: str) -> tuple[str, ...]:
        """Those of ``names`` that are known; unknown ones and ones listed twice are problems."""
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._say(key, "config.ref.twice", name=name)
        choices = tuple(valid)
        return tuple(name for name in names if self._known(key, name, choices, kind))

    # Ids

    def ids(self) -> None:
        """Ids that would make an indicator's name, or a lead, mean two things."""
        for table, words in RESERVED.items():
            for name in getattr(self.model, table):
                if name in words:
                    self._say((table, name), "config.ref.reserved", name=name)
        for name in self.model.carriers:
            if name in LEADS and name not in RESERVED["carriers"]:
                self._say(("carriers", name), "config.ref.reserved", name=name)
        for first, second in _SHARED_NAMES:
            for name in getattr(self.model, second):
                if name in getattr(self.model, first):
                    self._say((second, name), "config.ref.clash", name=name, first=first, second=second)

    # What is built and what it gives

    def measures(self) -> None:
        """Requirements, leads, and requirements that lead back to themselves."""
        for measure_id, measure in self.model.measures.items():
            above: Key = ("measures", measure_id)
            if measure.lead not in LEADS:
                self._known((*above, "lead"), measure.lead, [*LEADS, *self.model.carriers], "config.kind.lead")
            for name, requirement in measure.requires.items():
                key = (*above, "requires", name)
                known = self._all_known(
                    (*key, "measures"), requirement.measures, self.model.measures, "config.kind.measure"
                )
                for other in known:
                    if self.model.measures[other].kind == "uplink":
                        self._say((*key, "measures"), "config.ref.requires_uplink", name=other)
                self._all_known((*key, "services"), requirement.services, self.model.services, "config.kind.service")
        for chain in _cycles(self._needs()):
            self._say(("measures", chain[0], "requires"), "config.ref.requires_cycle", chain=" → ".join(chain))

    def _needs(self) -> dict[str, list[str]]:
        """Measures that each measure may need in its own city, be it by way of an own service."""
        needs: dict[str, list[str]] = {}
        for measure_id, measure in self.model.measures.items():
            needed = [name for requirement in measure.requires.values() for name in requirement.measures]
            for requirement in measure.requires.values():
                found = [self.model.services[name] for name in requirement.services if name in self.model.services]
                needed += [service.measure for service in found if service.mode == "own"]
            needs[measure_id] = [name for name in needed if name in self.model.measures]
        return needs

    def services(self) -> None:
        """Services and statuses."""
        for service_id, service in self.model.services.items():
            key: Key = ("services", service_id, "measure")
            if not self._known(key, service.measure, self.model.measures, "config.kind.measure"):
                continue
            measure = self.model.measures[service.measure]
            wanted = "city" if service.mode == "own" else "site"
            if measure.kind != wanted:
                said = {"mode": service.mode, "wanted": wanted, "name": service.measure, "kind": measure.kind}
                self._say(key, "config.ref.mode_kind", **said)
        for status_id, status in self.model.statuses.items():
            key = ("statuses", status_id, "services")
            self._all_known(key, status.services, self.model.services, "config.kind.service")

    # Money and years

    def money(self) -> None:
        """Subsidy rules."""
        for subsidy_id, subsidy in self.model.subsidies.items():
            above: Key = ("subsidies", subsidy_id)
            known = self._known((*above, "fund"), subsidy.fund, self.model.funds, "config.kind.fund")
            if known and self.model.funds[subsidy.fund].kind != "grant":
                self._say((*above, "fund"), "config.ref.fund_not_grant", name=subsidy.fund)
            self._all_known((*above, "measures"), subsidy.measures, self.model.measures, "config.kind.measure")

    def years(self) -> None:
        """Budgets of every planning year and of no other; every other year within the planning years."""
        for carrier_id, carrier in self.model.carriers.items():
            self._budget(("carriers", carrier_id, "budget"), carrier.budget)
        for fund_id, fund in self.model.funds.items():
            if fund.kind == "grant":
                self._budget(("funds", fund_id, "budget"), fund.budget)
        for measure_id, measure in self.model.measures.items():
            for name in ("first_year", "last_year"):
                self._planned(("measures", measure_id, name), getattr(measure, name))
            first, last = measure.first_year, measure.last_year
            if first is not None and last is not None and last < first:
                self._say(("measures", measure_id, "last_year"), "config.years_order", first=first, last=last)
        dated: tuple[Mapping[str, Target | Rule], ...] = (self.model.targets, self.model.rules)
        for table, entries in zip(("targets", "rules"), dated, strict=True):
            for entry_id, entry in entries.items():
                self._planned((table, entry_id, "year"), entry.year)
        for limit_id, limit in self.model.limits.items():
            for year in limit.years:
                self._planned(("limits", limit_id, "years"), year)

    def _budget(self, key: Key, budget: Mapping[int, float]) -> None:
        missing = [year for year in self.model.years if year not in budget]
        if missing:
            self._say(key, "config.ref.budget_years", years=Listing(tuple(missing)))
        for year in budget:
            self._planned((*key, str(year)), year)

    def _planned(self, key: Key, year: int | None) -> None:
        if year is not None and year not in self.model.years:
            first, last = self.model.years[0], self.model.years[-1]
            self._say(key, "config.ref.year_outside", year=year, first=first, last=last)

    # Indicators

    def indicators(self) -> None:
        """Names of indicators, and whether each can be told for the groups it is wanted for."""
        vocabulary = Vocabulary(self.model)
        before = len(self.problems)
        self._own_indicators(vocabulary)
        if len(self.problems) > before:
            return  # what the others mean cannot be told
        for target_id, target in self.model.targets.items():
            self._used(("targets", target_id), target, vocabulary)
        for limit_id, limit in self.model.limits.items():
            self._used(("limits", limit_id), limit, vocabulary)
        for rule_id, rule in self.model.rules.items():
            if self._used(("rules", rule_id), rule, vocabulary):
                intensive = vocabulary.meaning(rule.indicator).denominator != "none"
                key: Key = ("rules", rule_id, "indicator")
                if rule.kind == "share" and intensive:
                    self._say(key, "config.ref.share_of_share", name=rule.indicator)
                if rule.kind in ("gap", "gini") and not intensive:
                    self._say(key, "config.ref.not_per_head", name=rule.indicator, kind=rule.kind)
        for goal_id, goal in self.model.goals.items():
            self._named(("goals", goal_id, "indicator"), goal.indicator, vocabulary)

    def _own_indicators(self, vocabulary: Vocabulary) -> None:
        for own_id, own in self.model.indicators.items():
            for name in own.terms:
                key: Key = ("indicators", own_id, "terms", name)
                if self._named(key, name, vocabulary) and name in vocabulary.names and vocabulary.names[name].national:
                    self._say(key, "config.ref.shortfall_inside", name=name)
        needs = {own_id: list(own.terms) for own_id, own in self.model.indicators.items()}
        for chain in _cycles(needs):
            self._say(("indicators", chain[0], "terms"), "config.ref.indicator_cycle", chain=" → ".join(chain))

    def _named(self, key: Key, name: str, vocabulary: Vocabulary) -> bool:
        if name in vocabulary:
            return True
        self._say(
            key, "config.ref.unknown_many", nearest(name, vocabulary), kind=Phrase("config.kind.indicator"), name=name
        )
        return False

    def _used(self, above: Key, entry: Target | Limit | Rule, vocabulary: Vocabulary) -> bool:
        key = (*above, "indicator")
        if not self._named(key, entry.indicator, vocabulary):
            return False
        meaning = vocabulary.meaning(entry.indicator)
        if meaning.national and not (isinstance(entry, Limit) and entry.by == "nation"):
            self._say(key, "config.ref.national_only", name=entry.indicator)
            return False
        if entry.by == "city" and not meaning.by_city:
            self._say(key, "config.ref.not_by_city", name=entry.indicator)
            return False
        if isinstance(entry, Target) and entry.by == "nation" and isinstance(entry.at_least, dict):
            self._say((*above, "at_least"), "config.ref.target_groups")
        return True

    def goals(self) -> None:
        """No two goals at the same place in the order."""
        taken: dict[int, str] = {}
        for goal_id, goal in self.model.goals.items():
            if goal.order in taken:
                self._say(
                    ("goals", goal_id, "order"), "config.ref.same_order", order=goal.order, other=taken[goal.order]
                )
            taken.setdefault(goal.order, goal_id)


def _cycles(needs: Mapping[str, list[str]]) -> list[list[str]]:
    """Chains that lead back to their beginning, each once and told from its smallest name."""
    found: dict[frozenset[str], list[str]] = {}
    for start in sorted(needs):
        chain = _way_back(start, needs)
        if chain is not None:
            found.setdefault(frozenset(chain), chain)
    return list(found.values())


def _way_back(start: str, needs: Mapping[str, list[str]]) -> list[str] | None:
    """A shortest chain from ``start`` back to itself, or None."""
    reached: dict[str, list[str]] = {start: [start]}
    queue = [start]
    for name in queue:
        for following in needs.get(name, []):
            if following == start:
                return [*reached[name], start]
            if following in needs and following not in reached:
                reached[following] = [*reached[name], following]
                queue.append(following)
    return None
