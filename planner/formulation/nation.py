"""The nation as national rules see it: what provinces contribute to an indicator, and the national variables.

Where the contributions come from is the only difference between the two forms of the model: in the direct form they are
the provinces' own expressions, in the coordinated form variables ``y[province, indicator, year]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.case import indicators
from planner.case.case import Case
from planner.formulation.rows import Affine, Index, Value

#: What a province contributes to an indicator in a year: an affine expression, a variable or a constant.
Contribution = Callable[[str, str, int], Value]

SHORTFALL = "shortfall"
#: Head of the indicators that equity rules measure; their variables have its name.
EQUITY = "equity"


class Nation:
    """What national rules and goals are written from.

    Attributes:
        case: the case.
        contribution: what a province contributes to an indicator in a year.
        variables: national variables by family and index; filled while the model is written. A family that is not
            there yet (while quantities are only being listed) is worth 0.
    """

    def __init__(self, case: Case, contribution: Contribution) -> None:
        self.case = case
        self.contribution = contribution
        self.variables: dict[str, dict[Index, Value]] = {}
        self.shared_sites = case.shared_sites
        self._divisors: dict[tuple[str, str, str], float] = {}
        inhabited = case.provinces[case.provinces["cities"] > 0]
        self._regions: dict[str, tuple[str, ...]] = {
            str(region): tuple(sorted(members)) for region, members in inhabited.groupby("region").groups.items()
        }
        self._provinces = tuple(sorted(inhabited.index))
        home = case.group_cities["city"].map(case.places["province"])
        self._groups: dict[str, tuple[str, ...]] = {
            str(group): tuple(sorted(set(provinces))) for group, provinces in home.groupby(case.group_cities["group"])
        }
        model = case.model
        self._asked = {goal.indicator for goal in model.goals.values()}
        self._asked |= {target.indicator for target in model.targets.values()}
        self._asked |= {limit.indicator for limit in model.limits.values()}

    def own(self, family: str, *index: str | int) -> Value:
        """A national variable; 0 where there is none."""
        return self.variables.get(family, {}).get(index, 0.0)

    def groups(self, by: str, chosen: Iterable[str] = ()) -> list[str]:
        """Groups that have small cities, only the chosen ones if any are named."""
        if by == "city":
            names = sorted(self.case.places.index[self.case.places["small"].astype(bool)])
        else:
            names = {
                "nation": ["nation"],
                "region": sorted(self._regions),
                "province": list(self._provinces),
                "group": sorted(self._groups),
            }[by]
        only = set(chosen)
        return [name for name in names if not only or name in only]

    def members(self, by: str, group: str) -> tuple[str, ...]:
        """Provinces that contribute to a group."""
        if by == "region":
            return self._regions[group]
        if by == "province":
            return (group,)
        if by == "city":
            return (str(self.case.places.at[group, "province"]),)
        if by == "group":
            return self._groups[group]
        return tuple(sorted(self.case.provinces.index))

    def cities_of(self, by: str, group: str) -> frozenset[str] | None:
        """The cities that count of the provinces that contribute to a group; None: all."""
        if by == "city":
            return frozenset((group,))
        return self.case.groups_of[group] if by == "group" else None

    def measured(self, rule: str) -> bool:
        """Whether what an equity rule measures is a goal, a target or a limit."""
        return f"{EQUITY}.{rule}" in self._asked

    def total(self, indicator: str, by: str, group: str, years: Iterable[int]) -> Affine:
        """An indicator's numerator over a group, summed over years."""
        if is_shortfall(indicator):
            return self._shortfall(indicator)
        if indicator.startswith(f"{EQUITY}."):
            return Affine().add(1.0, self.own(EQUITY, indicator.partition(".")[2]))
        total = Affine()
        name = f"{indicator}@{group}" if by in ("city", "group") else indicator
        for province in self.members(by, group):
            for year in years:
                total.add(1.0, self.contribution(province, name, year))
        return total

    def nation(self, indicator: str, years: Iterable[int]) -> Affine:
        """An indicator's numerator over the nation, summed over years."""
        return self.total(indicator, "nation", "nation", years)

    def _shortfall(self, indicator: str) -> Affine:
        """``shortfall``: weighted sum relative to the targets' values; ``shortfall.T``: one target's, in its unit."""
        total, targets = Affine(), self.case.model.targets
        _, _, only = indicator.partition(".")
        for (target, group), variable in self.variables.get(SHORTFALL, {}).items():
            if not only:
                total.add(targets[target].weight / target_value(targets[target].at_least, str(group)), variable)
            elif target == only:
                total.add(1.0, variable)
        return total

    def years_of(self, indicator: str, year: int | None) -> tuple[int, ...]:
        """See :func:`counted_years`."""
        return counted_years(self.case, indicator, year)

    def denominator(self, indicator: str, by: str, group: str) -> float:
        """What the numerator of a share or of a figure per head is divided by; 1 for anything else."""
        key = (indicator, by, group)
        if key not in self._divisors:
            self._divisors[key] = divisor(self.case, indicator, by, group)
        return self._divisors[key]


def is_shortfall(indicator: str) -> bool:
    """``shortfall`` and ``shortfall.T`` are made of national variables; no province contributes to them."""
    return indicator.split(".")[0] == SHORTFALL


def is_stock(case: Case, indicator: str) -> bool:
    """A stock is a state at the end of a year; anything else happens in a year and is summed over years."""
    return is_shortfall(indicator) or indicators.is_stock(case, indicator)


def counted_years(case: Case, indicator: str, year: int | None) -> tuple[int, ...]:
    """Years that count for a value at ``year`` (default: the last): that year of a stock, all up to it of a flow."""
    last = case.years[-1] if year is None else year
    if is_stock(case, indicator):
        return (last,)
    return tuple(y for y in case.years if y <= last)


def divisor(case: Case, indicator: str, by: str, group: str) -> float:
    """Denominator of an indicator in a group, 1 for extensive ones."""
    if is_shortfall(indicator):
        return 1.0
    value = indicators.denominator(case, indicator, by, group)
    return 1.0 if value is None else float(value)


def target_value(at_least: float | dict[str, float], group: str) -> float:
    """The value to reach in a group."""
    return at_least[group] if isinstance(at_least, dict) else at_least
