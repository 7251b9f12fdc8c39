"""Indicators recomputed from the tables: what each city and province contributes in each year.

A contribution is a frame city, province, year, value. Groups are sums of it, divided by a constant where the
indicator is a share or per head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.plan.audit import earnings
from planner.plan.audit.inputs import look_up
from planner.plan.audit.offer import obliged
from planner.plan.audit.places import amount_at
from planner.plan.audit.world import World

COLUMNS = ["city", "province", "year", "value"]
#: First word of indicators that are states at the end of a year; the others happen in a year and add up.
STOCKS = ("cities", "residents", "share", "projects", "modules", "load", "effect", "obligation", "equity")

#: First word of indicators that add up payments, or figures of projects, which are each in whole yuan.
ROUNDED = ("npv", "need", "revenue", "grant", "paid")


class Unknown(KeyError):
    """There is no such indicator."""


class Indicators:
    """Indicator values of a plan, each contribution worked out once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[str, pd.DataFrame] = {}
        self._sums: dict[tuple[str, str], npt.NDArray[np.float64]] = {}
        self._rows: dict[tuple[str, str], npt.NDArray[np.intp]] = {}
        self._divisors: dict[tuple[str, str, str], float] = {}
        self._cities_of: dict[tuple[str, str], pd.DataFrame] = {}
        self._parts: dict[str, Callable[[str], pd.DataFrame]] = {
            "cities": self._cities,
            "residents": self._residents,
            "share": lambda tail: self.contribution(tail),
            "projects": self._projects,
            "modules": self._modules,
            "spend": self._spend,
            "paid": self._paid,
            "grant": self._grant,
            "benefit": self._benefit,
            "opex": lambda _: self._opex(),
            "haul": lambda _: self._haul(),
            "cost": lambda _: self._cost(),
            "pv": lambda _: self._present_value(),
            "load": self._load,
            "effect": self._effect,
            "obligation": self._obligation,
            "packages": lambda tail: earnings.packages(world, tail),
            "revenue": lambda _: earnings.revenue(world, self.stock_weight),
            "need": lambda _: earnings.need(world),
            "npv": lambda tail: earnings.present_value(world, tail),
        }

    @cached_property
    def stock_weight(self) -> dict[int, float]:
        """Years that the stock at the end of each year counts for."""
        weight = dict.fromkeys(self.world.years, 1.0)
        weight[self.world.last] = float(self.world.model["time"].get("terminal_years", 5))
        return weight

    def is_stock(self, name: str) -> bool:
        """A state at the end of a year; an own indicator is what its first part is."""
        own = self.world.entries("indicators").get(name)
        return self.is_stock(next(iter(own["terms"]))) if own else name.split(".")[0] in STOCKS

    def contribution(self, name: str) -> pd.DataFrame:
        """City, province, year, value.

        Raises:
            Unknown: no such indicator.
        """
        if name not in self._known:
            own = self.world.entries("indicators").get(name)
            head, _, tail = name.partition(".")
            if own:
                parts = [self.contribution(part).assign(weight=weight) for part, weight in own["terms"].items()]
                table = pd.concat(parts, ignore_index=True)
                table["value"] = table["value"] * table["weight"]
            elif head in self._parts:
                table = self._parts[head](tail)
            else:
                raise Unknown(name)
            self._known[name] = table.reindex(columns=COLUMNS)
        return self._known[name]

    def value(self, name: str, by: str, group: str, years: Iterable[int]) -> float:
        """Value for a group, years added up.

        Raises:
            Unknown: no such indicator.
        """
        return self._sum(name, by, group, years) / self.divisor(name, by, group)

    def rounded(self, name: str, by: str, group: str, years: Iterable[int]) -> float:
        """By how much a value may be off because each of its payments, or figures of projects, is in whole yuan."""
        if name.partition(".")[0] not in ROUNDED:
            return 0.0
        each = 1e-3 if name == "grant.per_resident" else 1e-6
        self._known.setdefault(f"{name}#", self.contribution(name).assign(value=each))
        return self._sum(f"{name}#", by, group, years) / self.divisor(name, by, group)

    def _sum(self, name: str, by: str, group: str, years: Iterable[int]) -> float:
        rows = self._members(by, group)
        columns = [year - self.world.first for year in years]
        sums = self._summed(name, "city" if by in ("city", "group") else "province")
        return float(sums[rows[:, None], columns].sum())

    def _members(self, by: str, group: str) -> npt.NDArray[np.intp]:
        """Positions of a group's provinces; of a city or a group of cities, of its small cities among all places."""
        if (by, group) not in self._rows and by in ("city", "group"):
            self._rows[by, group] = self.world.places.index.get_indexer(self.world.members(by, group))
        elif (by, group) not in self._rows:
            provinces = self.world.provinces
            names = {"region": provinces["region"].tolist(), "province": provinces.index.tolist()}
            inside = names.get(by, [group] * len(provinces))
            rows = [row for row, name in enumerate(inside) if name == group]
            self._rows[by, group] = np.array(rows, dtype=np.intp)
        return self._rows[by, group]

    def _summed(self, name: str, by: str) -> npt.NDArray[np.float64]:
        """Contributions summed, provinces in scope (or all places, ``by`` city) × years."""
        if (name, by) not in self._sums:
            table = self.contribution(name)
            index = self.world.places.index if by == "city" else self.world.provinces.index
            sums = np.zeros((len(index), len(self.world.years)))
            rows = index.get_indexer(pd.Index(table[by]))
            columns = table["year"].to_numpy(dtype=int) - self.world.first
            inside = (rows >= 0) & (columns >= 0) & (columns < sums.shape[1])
            np.add.at(sums, (rows[inside], columns[inside]), table["value"].to_numpy(float)[inside])
            self._sums[name, by] = sums
        return self._sums[name, by]

    def span(self, name: str, year: int | None) -> list[int]:
        """Years that add up to a value: the year of a stock (default the last), all up to it of a flow."""
        last = self.world.last if year is None else year
        return [last] if self.is_stock(name) else [t for t in self.world.years if t <= last]

    def divisor(self, name: str, by: str, group: str) -> float:
        """What an indicator's sum is divided by: cities or thousand people of the group's small cities, else 1."""
        if (name, by, group) not in self._divisors:
            self._divisors[name, by, group] = self._divisor(name, by, group)
        return self._divisors[name, by, group]

    def _divisor(self, name: str, by: str, group: str) -> float:
        own = self.world.entries("indicators").get(name)
        if own:
            return self.divisor(next(iter(own["terms"])), by, group)
        if name.startswith("share.cities."):
            return float(len(self._small(by, group)))
        if name.startswith("share.residents."):
            return float(self._small(by, group)[self._people(name.split(".", 2)[2])].sum()) / 1000
        if name == "grant.per_resident":
            return float(self._small(by, group)["residents"].sum()) / 1000
        return 1.0

    def _small(self, by: str, group: str) -> pd.DataFrame:
        """The group's small cities."""
        if (by, group) not in self._cities_of:
            self._cities_of[by, group] = self.world.places.loc[self.world.members(by, group)]
        return self._cities_of[by, group]

    def _people(self, state: str) -> str:
        return str(self.world.entries("services").get(state, {}).get("beneficiaries", "residents"))

    # What small cities have.

    def _cities(self, state: str) -> pd.DataFrame:
        world = self.world
        if state == "connected":
            year = world.connect_year.reindex(world.small)
            rows = [(city, t) for city, first in year.items() for t in world.years if first <= t]
            table = pd.DataFrame(rows, columns=["city", "year"])
        elif state in world.entries("services"):
            table = world.plan("services").query("service == @state")[["city", "year"]]
        elif state in world.entries("statuses"):
            table = world.plan("statuses").query("status == @state")[["city", "year"]]
        else:
            raise Unknown(state)
        # The index is hashed once; ``isin`` would go through all of it for every state.
        table = table[world.small.get_indexer(pd.Index(table["city"])) >= 0]
        return table.assign(province=table["city"].map(world.places["province"]), value=1.0)

    def _residents(self, state: str) -> pd.DataFrame:
        table = self.contribution(f"cities.{state}")
        part = float(self.world.entries("services").get(state, {}).get("part", 1))
        return table.assign(value=part * look_up(table["city"], self.world.places[self._people(state)]) / 1000)

    def _benefit(self, service: str) -> pd.DataFrame:
        services = self.world.entries("services")
        if service and service not in services:
            raise Unknown(service)
        tables = []
        for name in [service] if service else services:
            table = self.contribution(f"residents.{name}")
            weight = float(services[name].get("weight", 0))
            tables.append(
                table.assign(value=table["value"] * weight * look_up(table["year"], pd.Series(self.stock_weight)))
            )
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)

    # What is built.

    def _projects(self, measure: str) -> pd.DataFrame:
        table = self._of(self.world.projects, measure)
        table = table[(table["status"] != "built")]
        return self._yearly(table, lambda year: (table["ready"] <= year).astype(float))

    def _modules(self, measure: str) -> pd.DataFrame:
        table = self._of(self.world.projects[self.world.projects["due_capacity"].notna()], measure)
        return self._yearly(table, lambda year: self._beyond(table, year))

    def _effect(self, effect: str) -> pd.DataFrame:
        """Of projects in small cities; what exists counts too."""
        if effect not in self.world.entries("effects"):
            raise Unknown(effect)
        tables = [pd.DataFrame(columns=COLUMNS)]
        for name, measure in self.world.entries("measures").items():
            amount = measure.get("effects", {}).get(effect)
            if amount is not None:
                table = self._of(self.world.projects, name)
                table = table[table["city"].isin(self.world.small)]
                tables.append(self._while_done(table, amount_at(amount, self.world.places, table["city"])))
        return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)

    def _obligation(self, name: str) -> pd.DataFrame:
        """Works of an obligation in service, those that exist included."""
        if name not in self.world.entries("obligations"):
            raise Unknown(name)
        named = obliged(self.world.entries("obligations")[name], self.world.places, self.world.alive)
        table = self.world.projects[self.world.projects.index.isin(self.world.alive.index[named])]
        return self._while_done(table, np.ones(len(table)))

    def _while_done(self, table: pd.DataFrame, amounts: npt.NDArray[np.float64]) -> pd.DataFrame:
        """``amounts`` of the projects of ``table`` in the years in which they are in service."""
        each = pd.Series(amounts, index=table.index)
        return self._yearly(table, lambda year: each.where(table["ready"] <= year, 0.0))

    def _of(self, table: pd.DataFrame, measure: str) -> pd.DataFrame:
        if measure not in self.world.entries("measures"):
            raise Unknown(measure)
        return table[table["measure"] == measure]

    def _beyond(self, table: pd.DataFrame, year: int) -> pd.Series:
        have = self.world.modules[year].reindex(table.index).fillna(0.0)
        return have - table["due_built_modules"].fillna(0.0)

    def _yearly(self, table: pd.DataFrame, value: Callable[[int], pd.Series]) -> pd.DataFrame:
        frames = [table[["city", "province"]].assign(year=year, value=value(year)) for year in self.world.years]
        return pd.concat(frames, ignore_index=True)

    # Money.

    def _spend(self, measure: str) -> pd.DataFrame:
        table = self.world.spending.rename(columns={"due": "value"})
        return table if measure == "total" else self._of(table, measure)

    def _paid(self, payer: str) -> pd.DataFrame:
        table = self.world.payments.rename(columns={"amount_myuan": "value"})
        if payer == "public":
            return table[table["payer_kind"].isin(["grant", "local"])]
        if payer == "enterprise":
            return table[table["payer_kind"] == "enterprise"]
        if payer not in self.world.entries("funds") and payer not in self.world.entries("carriers"):
            raise Unknown(payer)
        return table[table["payer"] == payer]

    def _grant(self, subsidy: str) -> pd.DataFrame:
        table = self.world.payments.rename(columns={"amount_myuan": "value"})
        table = table[table["payer_kind"] == "grant"]
        if subsidy == "per_resident":
            return table.assign(value=table["value"] * 1000)
        if subsidy == "total":
            return table
        if subsidy not in self.world.entries("subsidies"):
            raise Unknown(subsidy)
        return table[table["subsidy"] == subsidy]

    def _opex(self) -> pd.DataFrame:
        table = self.world.projects
        sites = table["due_capacity"].notna()

        def of_year(year: int) -> pd.Series:
            modules = self._beyond(table, year).where(sites, 0.0)
            fixed = table["due_opex"].where(table["ready"] <= year, 0.0)
            return self.stock_weight[year] * (fixed + table["due_opex_share"] * table["due_module_capex"] * modules)

        return self._yearly(table, of_year)

    def _haul(self) -> pd.DataFrame:
        world = self.world
        table = world.loads.assign(value=0.0, province=world.loads["city"].map(world.places["province"]))
        for name, service in world.entries("services").items():
            mine = table["service"] == name
            mine &= table["consumer"] == ""  # loads of projects are not priced by distance
            if service["mode"] != "capacity" or not mine.any():
                continue
            rows = table[mine]
            grown = (1 + float(service.get("demand_growth", 0))) ** (rows["year"].to_numpy(float) - world.first)
            start = look_up(rows["city"], world.places[service["demand"]]).to_numpy(float)
            computed = float(service.get("haul_myuan_per_unit_km", 0)) * rows["distance_km"].to_numpy(float) * start
            stated = rows["haul_myuan"].to_numpy(float)
            whole = np.where(np.isnan(stated), computed, stated)
            table.loc[mine, "value"] = (
                whole * grown * rows["share"] * look_up(rows["year"], pd.Series(self.stock_weight))
            )
        return table

    def _cost(self) -> pd.DataFrame:
        parts = [self.contribution(name) for name in ("spend.total", "opex.total", "haul.total")]
        return pd.concat(parts, ignore_index=True)

    def _present_value(self) -> pd.DataFrame:
        rate = float(self.world.model["time"].get("discount_rate", 0.08))
        table = self.contribution("cost.total")
        return table.assign(value=table["value"] * (1 + rate) ** -(table["year"].astype(float) - self.world.first))

    def _load(self, site: str) -> pd.DataFrame:
        loads = self.world.loads[self.world.loads["project"] == site]
        return loads.assign(value=loads["load"], province=loads["city"].map(self.world.places["province"]))


def indicators_of(world: World) -> Indicators:
    """The indicators of a plan, shared by all checks."""
    if "indicators" not in world.shared:
        world.shared["indicators"] = Indicators(world)
    return world.shared["indicators"]  # type: ignore[no-any-return]


def years_of(label: str, years: list[int]) -> list[int]:
    """Years that a printed label names: a year, ``2023-2024``, or ``all``."""
    if label == "all":
        return years
    first, _, last = label.partition("-")
    return [year for year in years if int(first) <= year <= int(last or first)]
