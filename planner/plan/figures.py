"""The numbers of a plan: indicators, targets, rules and limits, from the same terms that the model uses.

Values are taken from the plan's own tables (whole projects, money to the yuan), not from the solver's values, so that
what is printed is what anyone can recompute from the tables.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.case import indicators
from planner.case.case import Case
from planner.case.chunks import Chunk
from planner.plan.money import YUAN
from planner.plan.state import State

#: Group id of the whole.
NATION = "nation"

Lookup = Mapping[str, Mapping[tuple[str | int, ...], float]]


def lookup(case: Case, state: State, paid: pd.DataFrame) -> Lookup:
    """Value of every variable by family and key; what is absent is 0.

    Args:
        case: the case.
        state: what is in service.
        paid: payments with ``yuan``.
    """
    core = case.places.index[case.places["core"].astype(bool)]
    owner = case.projects[["province", "account"]]
    money = paid.join(owner, on="project")
    tables: dict[str, dict[tuple[str | int, ...], float]] = {
        "done": _nonzero(state.done),
        "started": _nonzero(state.started),
        "modules": _nonzero(state.modules),
        "added": _nonzero(state.added),
        "connected": dict.fromkeys(state.connected, 1.0) | {(c, t): 1.0 for c in core for t in case.years},
        "served": dict.fromkeys(state.served, 1.0),
        "share": _by_key(state.share),
        "status": dict.fromkeys(state.status, 1.0),
        "take": _by_key(state.take),
        "flow": _by_key(state.flow),
        "use": _by_key(state.use),
        "packages": _by_key(state.packages),
    }
    for kind, payer in (("grant", "subsidy"), ("local", "payer"), ("enterprise", "payer")):
        rows = money[money["payer_kind"] == kind]
        sums = rows.groupby([payer, "account", "province", "year"])["yuan"].sum()
        tables[kind] = {key: amount / YUAN for key, amount in sums.items()}  # type: ignore[misc]
    return tables


def _by_key(series: pd.Series) -> dict[tuple[str | int, ...], float]:
    return dict(zip(series.index.tolist(), series.astype(float).tolist(), strict=True))


def _nonzero(frame: pd.DataFrame) -> dict[tuple[str | int, ...], float]:
    rows, columns = np.nonzero(frame.to_numpy())
    values = frame.to_numpy()[rows, columns].tolist()
    keys = zip(frame.index[rows].tolist(), frame.columns[columns].tolist(), strict=True)
    return {key: float(value) for key, value in zip(keys, values, strict=True)}


@dataclass
class Figures:
    """Indicator values by name, group and year, evaluated once each.

    ``nationals`` are known for the nation alone, once they are worked out: shortfalls and measures of equity rules.
    """

    case: Case
    values: Lookup
    nationals: dict[str, float] = field(default_factory=dict)
    _known: dict[tuple[str, str, int], float] = field(default_factory=dict)
    _divisors: dict[tuple[str, str, str], float | None] = field(default_factory=dict)
    _members: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _by_city: dict[tuple[str, str, int], dict[str, float]] = field(default_factory=dict)
    _spread: dict[tuple[str, str], list[tuple[str, list[str]]]] = field(default_factory=dict)

    def sum_of(self, name: str, province: str, year: int) -> float:
        """The indicator's numerator: contribution of one province in one year, before any denominator."""
        key = (name, province, year)
        if key not in self._known:
            self._known[key] = sum(self._worth(chunk) for chunk in indicators.arrays(self.case, name, province, year))
        return self._known[key]

    def _worth(self, chunk: Chunk) -> float:
        """Coefficients times values, of one family."""
        known = self.values[chunk.family]
        values = np.fromiter((known.get(key, 0.0) for key in chunk.keys), dtype=float, count=len(chunk.keys))
        return math.fsum((chunk.coefficients * values).tolist())

    def value(self, name: str, by: str, group: str, years: Iterable[int]) -> float:
        """Value for a group (by nation, region, province, city or group), years added up; a stock takes one year."""
        if name in self.nationals:
            return self.nationals[name]
        total = sum(self._numerator(name, by, group, year) for year in years)
        divisor = self.divisor(name, by, group)
        return total / divisor if divisor is not None else total

    def divisor(self, name: str, by: str, group: str) -> float | None:
        """What the indicator's sum over a group is divided by; None: by nothing."""
        vocabulary = self.case.vocabulary
        key = (vocabulary.divisor(vocabulary.meaning(name)), by, group)
        if key not in self._divisors:
            self._divisors[key] = indicators.denominator(self.case, name, by, group)
        return self._divisors[key]

    def _numerator(self, name: str, by: str, group: str, year: int) -> float:
        if by in ("city", "group"):
            return sum(self._sum_in(name, province, cities, year) for province, cities in self._cities(by, group))
        if (by, group) not in self._members:
            self._members[by, group] = members(self.case, by, group)
        return sum(self.sum_of(name, province, year) for province in self._members[by, group])

    def _sum_in(self, name: str, province: str, cities: list[str], year: int) -> float:
        """Contribution of some cities of a province.

        Raises:
            ValueError: the indicator cannot be told by city.
        """
        key = (name, province, year)
        if key not in self._by_city:
            if not indicators.describe(self.case, name).by_city:
                raise ValueError(f"{name} cannot be told by city")
            sums: dict[str, list[float]] = {}
            for chunk in indicators.arrays(self.case, name, province, year):
                known = self.values[chunk.family]
                for place, one, weight in zip(chunk.cities, chunk.keys, chunk.coefficients.tolist(), strict=True):
                    sums.setdefault(place, []).append(weight * known.get(one, 0.0))
            self._by_city[key] = {place: math.fsum(parts) for place, parts in sums.items()}
        by_city = self._by_city[key]
        return math.fsum(by_city.get(city, 0.0) for city in cities)

    def _cities(self, by: str, group: str) -> list[tuple[str, list[str]]]:
        """Provinces of a city or of a group of the model's own, each with its cities in it."""
        if (by, group) not in self._spread:
            cities = [group] if by == "city" else sorted(self.case.groups_of[group])
            provinces = self.case.places.loc[cities, "province"]
            self._spread[by, group] = [
                (str(p), [str(c) for c in rows.index]) for p, rows in provinces.groupby(provinces)
            ]
        return self._spread[by, group]

    def span(self, name: str, year: int | None) -> tuple[int, ...]:
        """Years to add up: for a stock the year (default the last), for a flow all years up to it."""
        last = self.case.years[-1] if year is None else year
        if indicators.describe(self.case, name).stock:
            return (last,)
        return tuple(t for t in self.case.years if t <= last)


def members(case: Case, by: str, group: str) -> list[str]:
    """Provinces of a group.

    Raises:
        ValueError: ``by`` is none of nation, region, province.
    """
    if by == "nation":
        return list(case.provinces.index)
    if by == "region":
        return list(case.provinces.index[case.provinces["region"] == group])
    if by == "province":
        return [group]
    raise ValueError(f"no group of provinces: {by}")


def groups(case: Case, by: str, named: tuple[str, ...] = ()) -> list[str]:
    """Group ids, ``named`` or all those with small cities; a group without any counts in no rule."""
    if by == "nation":
        return [NATION]
    if by == "city":
        small = case.places.index[
            case.places["small"].astype(bool) & case.places["province"].isin(case.provinces.index)
        ]
        return list(named) or list(small)
    frame = {"region": case.regions, "group": case.groups}.get(by, case.provinces)
    able = frame.index[frame["cities"] > 0]
    return [group for group in (named or able) if group in able]
