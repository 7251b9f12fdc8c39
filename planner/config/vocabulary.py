"""The names of indicators: which there are for a model, and what each one means.

It needs nothing but the model, so it stands here: model files are checked against it, and later rooms ask it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.config.schema import Model

Denominator = Literal["none", "cities", "residents"]

#: Kinds of equity rule with a measure, and whether it is better the larger it is.
MEASURED_RULES: dict[str, bool] = {
    "worst": True,
    "least": True,
    "gap": False,
    "gini": False,
    "order": False,
}

#: Names that would be read in two ways if a model gave them to something of its own.
RESERVED: dict[str, tuple[str, ...]] = {
    "measures": ("total",),
    "services": ("connected",),
    "statuses": ("connected",),
    "funds": ("public", "enterprise"),
    "carriers": ("public", "enterprise", "shared", "total"),
    "co_builds": ("shared", "city", "province"),
    "subsidies": ("total", "per_resident"),
    "indicators": ("benefit", "shortfall"),
}


@dataclass(frozen=True)
class Meaning:
    """What an indicator name means.

    Attributes:
        name: the whole name.
        head: what is counted, e.g. ``cities``.
        tail: of what, e.g. a service id; empty if the head says all.
        stock: True if it is a state at the end of a year, False if it is added up over years.
        unit: text id of its unit, or both wordings of an indicator of the model's own.
        denominator: what its value is divided by.
        by_city: it can be told for a single city.
        national: it is known for the nation alone (shortfalls, measures of equity rules).
    """

    name: str
    head: str
    tail: str
    stock: bool
    unit: str | tuple[str, str]
    denominator: Denominator = "none"
    by_city: bool = True
    national: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Every indicator name of a model.

    Attributes:
        model: the model.
        names: meaning by name, without ``load.*`` (whose names are projects) and the model's own indicators.
    """

    model: Model
    names: dict[str, Meaning] = field(init=False)

    def __post_init__(self) -> None:
        """List the names."""
        names = {meaning.name: meaning for meaning in _standard(self.model)}
        names |= {meaning.name: meaning for meaning in _equity(self.model, names)}
        object.__setattr__(self, "names", names)

    def __iter__(self) -> Iterator[str]:
        """All names, sorted."""
        return iter(sorted({*self.names, *self.model.indicators}))

    def __contains__(self, name: object) -> bool:
        """Whether ``name`` is an indicator."""
        return isinstance(name, str) and (name in self.names or name in self.model.indicators or self._is_load(name))

    def _is_load(self, name: str) -> bool:
        head, _, project = name.partition(".")
        measure = self.model.measures.get(project.partition(":")[0])
        has_modules = measure is not None and measure.kind == "site" and measure.capacity_per_module is not None
        return head == "load" and ":" in project and has_modules

    def meaning(self, name: str) -> Meaning:
        """What ``name`` means. One of the model's own takes stock, denominator and reach from its first part.

        Raises:
            KeyError: there is no such indicator.
        """
        if name in self.names:
            return self.names[name]
        if self._is_load(name):
            return Meaning(name, "load", name.partition(".")[2], True, "case.unit.demand")
        own = self.model.indicators[name]
        parts = [self.names.get(part) or self.meaning(part) for part, _ in self.parts(name)]
        return Meaning(
            name,
            "own",
            name,
            parts[0].stock,
            (own.unit_zh, own.unit_en),
            parts[0].denominator,
            all(part.by_city for part in parts),
        )

    def divisor(self, meaning: Meaning) -> str:
        """``none``, ``cities``, or the column of cities.csv that the denominator adds up over small cities."""
        if meaning.denominator != "residents":
            return meaning.denominator
        first = meaning if meaning.head != "own" else self.meaning(self.parts(meaning.name)[0][0])
        service = self.model.services.get(first.tail) if first.head == "residents" else None
        return "residents" if service is None else service.beneficiaries

    def parts(self, name: str) -> tuple[tuple[str, float], ...]:
        """``name`` as a weighted sum of names that are not the model's own; each named once, in order of first use.

        Raises:
            ValueError: an indicator of the model's own leads back to itself.
        """
        sums: dict[str, float] = {}
        self._gather(name, 1.0, (), sums)
        return tuple(sums.items())

    def _gather(self, name: str, weight: float, above: tuple[str, ...], sums: dict[str, float]) -> None:
        if name in above:
            raise ValueError(" > ".join([*above, name]))
        own = self.model.indicators.get(name)
        if own is None or name in self.names:
            sums[name] = sums.get(name, 0.0) + weight
            return
        for part, factor in own.terms.items():
            self._gather(part, weight * factor, (*above, name), sums)


def _standard(model: Model) -> Iterator[Meaning]:
    yield from _cities(model)
    for measure_id in model.measures:
        yield Meaning(f"projects.{measure_id}", "projects", measure_id, True, "case.unit.projects")
        if has_modules(model, measure_id):
            yield Meaning(f"modules.{measure_id}", "modules", measure_id, True, "case.unit.modules")
    for obligation_id in model.obligations:
        yield Meaning(f"obligation.{obligation_id}", "obligation", obligation_id, True, "case.unit.projects")
    for effect_id, effect in model.effects.items():
        yield Meaning(f"effect.{effect_id}", "effect", effect_id, True, (effect.unit_zh, effect.unit_en))
    yield from _money(model)
    if tells_worth(model):
        yield from _worth(model)
    benefit = "case.unit.benefit"
    yield Meaning("benefit", "benefit", "", False, benefit)
    for service_id in model.services:
        yield Meaning(f"benefit.{service_id}", "benefit", service_id, False, benefit)
    yield Meaning("shortfall", "shortfall", "", False, "case.unit.relative", by_city=False, national=True)
    for target_id in model.targets:
        unit = "case.unit.shortfall"
        yield Meaning(f"shortfall.{target_id}", "shortfall", target_id, False, unit, by_city=False, national=True)


def has_modules(model: Model, measure_id: str) -> bool:
    """Whether projects of a measure come in modules: sites with capacity, and uplinks that carry traffic."""
    measure = model.measures[measure_id]
    if measure.kind == "uplink":
        carries = any(entry.enabled and entry.measure == measure_id for entry in model.traffic.values())
        return carries and measure.capacity_per_module is not None
    return measure.capacity_per_module is not None


def tells_worth(model: Model) -> bool:
    """Whether revenue, viability gaps and net present values are told: if anything earns, or viability is asked."""
    return model.viability is not None or any(measure.revenue is not None for measure in model.measures.values())


def _cities(model: Model) -> Iterator[Meaning]:
    persons = "case.unit.residents"
    for state in (*model.services, *model.statuses, "connected"):
        yield Meaning(f"cities.{state}", "cities", state, True, "case.unit.cities")
        yield Meaning(f"residents.{state}", "residents", state, True, persons)
        yield Meaning(f"share.cities.{state}", "cities", state, True, "case.unit.share", "cities")
        yield Meaning(f"share.residents.{state}", "residents", state, True, "case.unit.share", "residents")


def _money(model: Model) -> Iterator[Meaning]:
    money = "case.unit.money"
    for of in ("total", *model.measures):
        yield Meaning(f"spend.{of}", "spend", of, False, money)
    for payer in (*model.funds, *model.carriers, "public", "enterprise"):
        yield Meaning(f"paid.{payer}", "paid", payer, False, money, by_city=False)
    for subsidy_id in ("total", *model.subsidies):
        yield Meaning(f"grant.{subsidy_id}", "grant", subsidy_id, False, money, by_city=False)
    for subsidy_id, subsidy in model.subsidies.items():
        if subsidy.package is not None:
            yield Meaning(f"packages.{subsidy_id}", "packages", subsidy_id, False, "case.unit.packages", by_city=False)
    unit = "case.unit.per_resident"
    yield Meaning("grant.per_resident", "grant", "total", False, unit, "residents", by_city=False)
    for name, head in (("opex.total", "opex"), ("haul.total", "haul"), ("cost.total", "cost"), ("pv.cost", "pv")):
        yield Meaning(name, head, "", False, money)


def _worth(model: Model) -> Iterator[Meaning]:
    money = "case.unit.money"
    yield Meaning("revenue.total", "revenue", "", False, money)
    yield Meaning("need.total", "need", "", False, money)
    for carrier_id in ("total", *model.carriers):
        yield Meaning(f"npv.{carrier_id}", "npv", carrier_id, False, money, by_city=False)


def _equity(model: Model, others: Mapping[str, Meaning]) -> Iterator[Meaning]:
    """Measures of equity rules, in the unit of what each rule is about."""
    for rule_id, rule in model.rules.items():
        if rule.kind in MEASURED_RULES:
            measured, own = others.get(rule.indicator), model.indicators.get(rule.indicator)
            unit = measured.unit if measured else (own.unit_zh, own.unit_en) if own else "case.unit.relative"
            yield Meaning(f"equity.{rule_id}", "equity", rule_id, True, unit, by_city=False, national=True)
