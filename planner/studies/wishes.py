"""What a city can have, what it has in the plan, and what else it would need for what it has not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.case.case import Case
from planner.solve.facts import by_year
from planner.solve.highs import Arrays, MipLimits, solve_lp, solve_mip
from planner.solve.owners import Key, owner
from planner.solve.prices import weights_at
from planner.solve.problem import Block
from planner.solve.tasks import with_cuts
from planner.studies.cities import project_name
from planner.studies.ground import Ground, with_local_row
from planner.texts import Pair, Phrase

_HALF = 0.5
#: What a year of a project or module counts for besides its capex where the cheapest way is looked for, million yuan:
#: what costs nothing, as modules that come earlier, would else be told along without need.
_EACH = 1e-4


@dataclass(frozen=True)
class Wish:
    """Something a city may have: a measure there, a service or a status.

    Attributes:
        id: of the measure, service or status.
        province: the city's.
        columns: of the province's block, any of which at 1 fulfils it at the end; empty where it is not possible.
        projects: the measure's projects in the city.
        had: whether the plan gives it.
    """

    id: str
    kind: Literal["measure", "service", "status"]
    name: Pair
    city: str
    province: int
    columns: tuple[int, ...]
    projects: tuple[str, ...]
    had: bool


def wishes(ground: Ground, city: str) -> list[Wish]:
    """Everything that a city can have, in the order of the model file."""
    case = ground.base.case
    province = ground.place(str(case.places.loc[city, "province"]))
    block, x = ground.nation.blocks[province], ground.plan.x[province]
    last = _last_columns(block)
    here = case.projects[case.projects["city"] == city]
    found = []
    for measure_id, measure in case.model.measures.items():
        projects = tuple(str(u) for u in here.index[here["measure"] == measure_id])
        columns = tuple(last["done", u] for u in projects if ("done", u) in last)
        built = any(here.loc[u, "status"] == "built" for u in projects)
        had = built or any(x[column] > _HALF for column in columns)
        name = Pair(measure.name_zh, measure.name_en)
        found.append(Wish(measure_id, "measure", name, city, province, columns, projects, had))
    reached = {key: entry for key, entry in case.model.services.items() if entry.mode != "own"}
    for entry_id, entry in [*reached.items(), *case.model.statuses.items()]:
        kind: Literal["service", "status"] = "service" if entry_id in reached else "status"
        column = last.get(("served" if entry_id in reached else "status", entry_id, city))
        columns = () if column is None else (column,)
        had = any(x[column] > _HALF for column in columns)
        name = Pair(entry.name_zh, entry.name_en)
        found.append(Wish(entry_id, kind, name, city, province, columns, (), had))
    return found


def _last_columns(block: Block) -> dict[tuple[str, ...], int]:
    """Column of each state at the end: of the last year that has one."""
    newest: dict[tuple[str, ...], tuple[int, int]] = {}
    for column, (family, index) in enumerate(block.columns):
        if family in ("done", "served", "status"):
            key = (family, *(str(part) for part in index[:-1]))
            newest[key] = max(newest.get(key, (0, 0)), (int(str(index[-1])), column))
    return {key: column for key, (_, column) in newest.items()}


def columns_about(ground: Ground, wish: Wish) -> frozenset[int]:
    """Columns of the province that speak of the wish's city or of a place that its uplinks lead to."""
    projects = ground.base.case.projects
    uplinks = projects[(projects["city"] == wish.city) & (projects["kind"] == "uplink")]
    places = {wish.city, *uplinks["to"].astype(str)}
    mine = {*places, *projects.index[projects["city"].isin(list(places))].astype(str)}
    block = ground.nation.blocks[wish.province]
    return frozenset(k for k, (_, index) in enumerate(block.columns) if any(part in mine for part in index))


@dataclass(frozen=True)
class Step:
    """A project that a wish needs and the plan has not.

    Attributes:
        project: its id.
        name: measure and place.
        capex_myuan: in the cheapest way to fulfil the wish.
    """

    project: str
    name: Phrase
    capex_myuan: float


@dataclass(frozen=True)
class Package:
    """The cheapest way to fulfil a wish beside the plan, and what it is worth at the national prices.

    Attributes:
        steps: projects that it adds.
        cost_myuan: their capex and that of modules added.
        gain: what the goal gains by it alone, in the goal's unit (positive is better).
        charges: what the national rows charge for it at their prices, by rule, dearest first.
        priced: whether prices are known.
    """

    steps: tuple[Step, ...]
    cost_myuan: float
    gain: float
    charges: tuple[tuple[Key, float], ...]
    priced: bool

    @property
    def net(self) -> float:
        """Gain less charges: below zero, the money does more good elsewhere."""
        return self.gain - sum(amount for _, amount in self.charges)


def package(ground: Ground, wish: Wish) -> Package | None:
    """The cheapest way to a wish with everything of the plan kept; None if the province's own rules leave none."""
    case, block = ground.base.case, ground.nation.blocks[wish.province]
    x = ground.plan.x[wish.province]
    capex = _capex(case, block)
    wanted = with_local_row(ground.nation, wish.province, wish.columns, 1.0, np.inf).blocks[wish.province]
    stays = _works(block)
    arrays = with_plan_kept(block, with_cuts(wanted.arrays, ground.pool.cuts[wish.province]), x)
    limits = MipLimits(nodes=ground.effort.nodes)
    least = np.where(arrays.col_lower < arrays.col_upper, capex + _EACH * stays, 0.0)
    cheapest = solve_mip(arrays, least, limits, seed=ground.options.seed, stop=ground.stop)
    if cheapest.x is None:
        return None
    added = sorted({str(block.columns[k][1][0]) for k in np.flatnonzero(stays & (cheapest.x > x + _HALF))})
    new = np.array([str(index[0]) in added if index else False for _, index in block.columns]) & stays
    upper = np.where(stays & ~new, np.round(x), arrays.col_upper)
    best = solve_mip(replace(arrays, col_upper=upper), _priced(ground, wish.province), limits, stop=ground.stop)
    point = best.x if best.x is not None else cheapest.x
    steps = tuple(Step(u, project_name(case, u), _spent(capex, block, point, x, u)) for u in added)
    gain, charges = _worth(ground, wish.province, point)
    known = ground.stored is not None and bool(np.any(ground.stored.prices))
    return Package(steps, sum(step.capex_myuan for step in steps), gain, charges, known)


def with_plan_kept(block: Block, arrays: Arrays, x: np.ndarray) -> Arrays:
    """Arrays of a block in which everything that a plan builds stays as it is, and more may be added.

    Args:
        arrays: the block's, with rows or columns more.
        x: (n,) the plan, with a value for every column.
    """
    there = {project for (kind, project, *_), k in _last_columns(block).items() if kind == "done" and x[k] > _HALF}
    as_is = np.array([f == "done" and str(index[0]) in there for f, index in block.columns], dtype=bool)
    return replace(
        arrays,
        col_lower=np.where(_works(block), np.round(x), arrays.col_lower),
        col_upper=np.where(as_is, np.round(x), arrays.col_upper),
    )


def _works(block: Block) -> np.ndarray:
    """(n,) whether a column says that something is built."""
    return np.array([family in ("done", "modules") for family, _ in block.columns], dtype=bool)


def _capex(case: Case, block: Block) -> np.ndarray:
    """(n,) capex of a point of a block as a linear expression: what is built earlier costs that year's price."""
    years = list(case.years)
    capex, modules = by_year(case.capex), by_year(case.module_capex)
    cost, names = np.zeros(len(block.columns)), set(block.columns)
    for column, (family, index) in enumerate(block.columns):
        if family in ("done", "modules"):
            table = capex if family == "done" else modules
            project, year = str(index[0]), int(str(index[1]))
            later = years[years.index(year) + 1 :]
            ends = not later or (family, (index[0], later[0])) not in names
            of_year = table.get(project, {})
            cost[column] = of_year.get(year, 0.0) - (0.0 if ends else of_year.get(later[0], 0.0))
    return cost


def _spent(capex: np.ndarray, block: Block, point: np.ndarray, before: np.ndarray, project: str) -> float:
    mine = [k for k, (f, index) in enumerate(block.columns) if f in ("done", "modules") and index[0] == project]
    return float(capex[mine] @ np.round(point[mine] - before[mine]))


def _priced(ground: Ground, province: int) -> np.ndarray:
    """(n,) what a province's columns cost at the stored prices, the goal included."""
    block = ground.nation.blocks[province]
    prices = ground.stored.prices if ground.stored is not None else np.zeros(len(ground.nation.row_names))
    return np.asarray(block.links.T @ weights_at(ground.nation, ground.goal, prices)[province])


def _worth(ground: Ground, province: int, point: np.ndarray) -> tuple[float, tuple[tuple[Key, float], ...]]:
    """What the goal gains and the national rows charge between the plan and a point, both paid for in the best way."""
    nation, block = ground.nation, ground.nation.blocks[province]
    cost = _priced(ground, province)
    parts = []
    for x in (ground.plan.x[province], point):
        paid = solve_lp(block.arrays, cost, integers_fixed_at=x)
        parts.append(block.quantities(paid.x if paid.x is not None else x))
    change = parts[1] - parts[0]
    charges: dict[Key, float] = {}
    if ground.stored is not None:
        used = nation.rows_y[province] @ change
        for row, (price, amount) in enumerate(zip(ground.stored.prices, used, strict=False)):
            component, index = nation.row_names[row]
            key = ("targets", str(index[0])) if component == "target" else owner((component, index)) or (component,)
            charges[key] = charges.get(key, 0.0) - float(price * amount)
    size = max(1.0, *(abs(amount) for amount in charges.values())) if charges else 1.0
    ordered = sorted(charges.items(), key=lambda item: -abs(item[1]))
    shown = tuple((key, amount) for key, amount in ordered if abs(amount) > 1e-6 * size)
    return -float(ground.goal.cost_y[province] @ change), shown
