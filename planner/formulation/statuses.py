"""Statuses: named conjunctions of services, connection and thresholds that a city meets in the same year."""

from __future__ import annotations

from collections.abc import Iterator

from planner.formulation import thresholds
from planner.formulation.province import Province
from planner.formulation.rows import Affine, Column, Row, Value, at_least, at_most, rule, variables


@variables("continuous")
def status(view: Province) -> Iterator[Column]:
    r"""City ``i`` has status ``q`` at the end of year ``t``; 0 or 1 because its parts are.

    .. math:: 0 \le q_{it} \le 1

    For: q \in Q,\ i \in I_p^{\mathrm{small}},\ t \in T
    Unit: 1
    Switch: statuses
    """
    for name in view.case.model.statuses:
        for city in view.holders(name):
            for year in view.years:
                if not any(_is(part, 0.0) for part in _parts(view, name, city, year).values()):
                    yield Column((name, city, year), 0.0, 1.0)


@rule
def status_all(view: Province) -> Iterator[Row]:
    r"""A city has a status only with every part of it.

    .. math:: q_{it} \le a_{vit}

    For: q \in Q,\ i \in I_p^{\mathrm{small}},\ t \in T,\ v \in \mathrm{parts}(q)
    Unit: 1
    Switch: statuses
    """
    for (name, city, year), variable in view.variables["status"].items():
        for part, value in _parts(view, name, city, year).items():
            if not _is(value, 1.0):
                yield at_most((name, city, part, year), Affine().add(1.0, variable).add(-1.0, value))


@rule
def status_any(view: Province) -> Iterator[Row]:
    r"""A city with every part of a status has it; no rule is met by not counting it.

    .. math:: q_{it} \ge \sum_{v \in \mathrm{parts}(q)} a_{vit} - (n_q - 1)

    For: q \in Q,\ i \in I_p^{\mathrm{small}},\ t \in T
    Unit: 1
    Switch: statuses
    """
    for (name, city, year), variable in view.variables["status"].items():
        body, parts = Affine().add(1.0, variable), _parts(view, name, city, year)
        for value in parts.values():
            body.add(-1.0, value)
        yield at_least((name, city, year), body, float(1 - len(parts)))


def _parts(view: Province, name: str, city: str, year: int) -> dict[str, Value]:
    definition = view.case.model.statuses[name]
    parts = {service: view.served(service, city, year) for service in definition.services}
    if definition.connected:
        parts["connected"] = view.connected(city, year)
    return parts | (thresholds.parts(view, name, city, year) if definition.thresholds else {})


def _is(value: Value, constant: float) -> bool:
    return value.__class__ is float and value == constant
