"""The list of checks: each is one small function with a name, a kind and a tolerance."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.plan.audit.offer import PLACE
from planner.plan.audit.report import CheckResult, Kind
from planner.plan.audit.world import World
from planner.texts import Pair, Phrase, both

#: Money may be off by 10,000 yuan a row (rounding to the yuan adds up over a row's projects).
MONEY = 0.01
#: Shares are printed with 9 decimals.
SHARE = 1e-6
#: Columns that hold ids of the model file, and its table of each.
NAMED = {
    "measure": "measures", "service": "services", "status": "statuses", "fund": "funds", "subsidy": "subsidies",
    "target": "targets", "rule": "rules", "obligation": "obligations", "co_build": "co_builds",
}  # fmt: skip
#: Offending rows that are named.
SHOWN = 5


@dataclass(frozen=True)
class Outcome:
    """What a check saw: how many rows, and a frame with ``excess`` (0 or less: no violation) and naming columns."""

    rows: int
    table: pd.DataFrame


@dataclass(frozen=True)
class Check:
    """One check; its sentences are ``audit.<id>`` and, for a row that fails, ``audit.<id>.row``."""

    id: str
    kind: Kind
    tolerance: float
    function: Callable[[World], Outcome]


CHECKS: dict[str, Check] = {}


def check(
    name: str, kind: Kind, tolerance: float = 0.0
) -> Callable[[Callable[[World], Outcome]], Callable[[World], Outcome]]:
    """Register a check under ``name``."""

    def register(function: Callable[[World], Outcome]) -> Callable[[World], Outcome]:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name!r}")
        CHECKS[name] = Check(name, kind, tolerance, function)
        return function

    return register


def judged(table: pd.DataFrame, excess: object) -> Outcome:
    """An outcome over all rows of ``table``; a missing ``excess`` counts as a violation without measure."""
    values = pd.Series(np.asarray(excess, dtype=float), index=table.index).fillna(np.inf)
    return Outcome(len(table), table.assign(excess=values))


def together(*outcomes: Outcome) -> Outcome:
    """Several outcomes as one."""
    tables = [outcome.table for outcome in outcomes if len(outcome.table)]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"excess": pd.Series(dtype=float)})
    return Outcome(sum(outcome.rows for outcome in outcomes), table)


def run_check(one: Check, world: World) -> CheckResult:
    """Run one check and put what fails into words."""
    outcome = one.function(world)
    excess = outcome.table["excess"].to_numpy(dtype=float, na_value=np.inf)
    fails = excess > one.tolerance
    worst = max(0.0, float(excess.max())) if len(excess) else 0.0
    return CheckResult(
        id=one.id,
        kind=one.kind,
        text=both(f"audit.{one.id}"),
        rows=outcome.rows,
        worst=worst,
        tolerance=one.tolerance,
        failed=int(fails.sum()),
        offenders=_named(one, outcome.table[fails], world) if fails.any() else (),
    )


def _named(one: Check, failed: pd.DataFrame, world: World) -> tuple[tuple[str, str], ...]:
    """The worst of the rows that fail, in words."""
    names, worst = Names(world), failed.sort_values("excess", ascending=False, kind="stable").head(SHOWN)
    return tuple(both(f"audit.{one.id}.row", **names.spoken(row)) for row in worst.to_dict("records"))


class Names:
    """Ids in readers' words."""

    def __init__(self, world: World) -> None:
        self.world = world

    def spoken(self, row: dict[Hashable, object]) -> dict[str, object]:
        """Values of a row for a sentence: places, measures and so on by name, numbers short."""
        return {str(column): self._word(str(column), value) for column, value in row.items()}

    def _word(self, column: str, value: object) -> object:
        if isinstance(value, float):
            return f"{value:,.6g}" if value == value else "—"
        if column == "year" and isinstance(value, int):
            return str(value)
        if column == "project":
            return self._project(str(value))
        if column == "holder":
            return self._holder(str(value))
        if column == "failed":
            return self._failed(str(value))
        if column in ("city", "to", "site_city"):
            return self._place(str(value))
        if column in ("province", "region"):
            return self._of_table(f"{column}s", str(value))
        if column in ("group",):
            return self._group(str(value))
        if column == "threshold":
            return self._threshold(str(value))
        if column in NAMED:
            return self._of_model(NAMED[column], str(value))
        if column == "payer":
            known = "funds" if str(value) in self.world.entries("funds") else "carriers"
            return self._of_model(known, str(value))
        return value

    def _place(self, name: str) -> object:
        places = self.world.places
        if name not in places.index:
            return name
        return Pair(str(places.at[name, "name_zh"]), str(places.at[name, "name_en"]))

    def _failed(self, name: str) -> object:
        """A place, a route of a city, or nothing."""
        city, _, route = name.partition("/")
        if route:
            return Phrase("audit.route", {"city": self._place(city), "route": route})
        return self._place(city) if city in self.world.places.index else Phrase("audit.nothing", {})

    def _holder(self, name: str) -> object:
        """A project, a place or a province, whichever ``name`` is."""
        if name in self.world.projects.index:
            return self._project(name)
        return self._of_table("provinces", name) if name in self.world.provinces.index else self._place(name)

    def _project(self, name: str) -> object:
        projects = self.world.projects
        if name not in projects.index:
            return name
        measure, city, to = (str(projects.at[name, column]) for column in PLACE)
        words = {"measure": self._of_model("measures", measure), "city": self._place(city)}
        if to:
            return Phrase("audit.uplink", words | {"to": self._place(to)})
        return Phrase("audit.project", words)

    def _threshold(self, name: str) -> object:
        """A threshold of some status by its name, where it has one."""
        for status in self.world.entries("statuses").values():
            entry = status.get("thresholds", {}).get(name, {})
            if entry.get("name_zh"):
                return Pair(entry["name_zh"], entry["name_en"])
        return name

    def _of_table(self, table: str, name: str) -> object:
        frame = self.world.folder.dataset[table]
        found = frame[frame["id"] == name]
        return Pair(found["name_zh"].iloc[0], found["name_en"].iloc[0]) if len(found) else name

    def _group(self, name: str) -> object:
        if name == "nation":
            return Phrase("audit.nation")
        for table in ("provinces", "regions"):
            word = self._of_table(table, name)
            if word != name:
                return word
        if name in self.world.city_groups:
            return self._of_model("groups", name)
        return self._place(name)

    def _of_model(self, table: str, name: str) -> object:
        entry = self.world.entries(table).get(name, {})
        if not entry and table == "rules":
            entry = self.world.entries("limits").get(name, {})
        return Pair(entry["name_zh"], entry["name_en"]) if "name_zh" in entry else name
