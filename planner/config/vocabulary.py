"""The names of indicators: which there are for a model, and what each one means.

It needs nothing but the model, so it stands here: model files are checked against it, and later rooms ask it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from planner.config.schema import Model

Denominator = Literal["none", "cities", "residents"]

#: Names that would be read in two ways if a model gave them to something of its own.
RESERVED: dict[str, tuple[str, ...]] = {
    "measures": ("total",),
    "services": ("connected",),
    "statuses": ("connected",),
    "funds": ("public", "enterprise"),
    "carriers": ("public", "enterprise", "shared"),
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
        national: it is known for the nation alone (shortfalls).
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
        object.__setattr__(self, "names", {meaning.name: meaning for meaning in _standard(self.model)})

    def __iter__(self) -> Iterator[str]:
        """All names, sorted."""
        return iter(sorted({*self.names, *self.model.indicators}))

    def __contains__(self, name: object) -> bool:
        """Whether ``name`` is an indicator."""
        return isinstance(name, str) and (name in self.names or name in self.model.indicators or self._is_load(name))

    def _is_load(self, name: str) -> bool:
        head, _, project = name.partition(".")
        measure = self.model.measures.get(project.partition(":")[0])
        return head == "load" and ":" in project and measure is not None and measure.capacity_per_module is not None

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
    for measure_id, measure in model.measures.items():
        yield Meaning(f"projects.{measure_id}", "projects", measure_id, True, "case.unit.projects")
        if measure.capacity_per_module is not None:
            yield Meaning(f"modules.{measure_id}", "modules", measure_id, True, "case.unit.modules")
    yield from _money(model)
    benefit = "case.unit.benefit"
    yield Meaning("benefit", "benefit", "", False, benefit)
    for service_id in model.services:
        yield Meaning(f"benefit.{service_id}", "benefit", service_id, False, benefit)
    yield Meaning("shortfall", "shortfall", "", False, "case.unit.relative", by_city=False, national=True)
    for target_id in model.targets:
        unit = "case.unit.shortfall"
        yield Meaning(f"shortfall.{target_id}", "shortfall", target_id, False, unit, by_city=False, national=True)


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
    unit = "case.unit.per_resident"
    yield Meaning("grant.per_resident", "grant", "total", False, unit, "residents", by_city=False)
    for name, head in (("opex.total", "opex"), ("haul.total", "haul"), ("cost.total", "cost"), ("pv.cost", "pv")):
        yield Meaning(name, head, "", False, money)
