"""Good plans that differ from those seen: a plan with a project and one without it settle that it is in some.

A plan is looked for province by province with the rest of the nation as it is: what a province's own plans may lose is
then the tolerance of the whole nation. Each unsettled project is worth something where it is not as it was seen; the
LP says how many can be changed at once and which decisions that takes, a MIP over these decisions alone makes a plan of
it (relaxation induced neighbourhood search), beginning with the plan that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from planner.solve.cluster import Executor
from planner.solve.highs import Arrays, MipLimits, solve_lp
from planner.solve.problem import Joined, Nation, Point, Room, join, violation
from planner.solve.progress import task_stop
from planner.solve.stage import FEASIBLE
from planner.solve.tasks import solve_joined
from planner.studies.ground import Ground

#: Nodes of one MIP; cities that may change where a province is taken apart.
_NODES, _CITIES = 10, 8
#: Part of the changes that the LP shows possible which a plan may leave out.
_LEFT = 0.1
#: Up to so many open integers a MIP keeps all of them open.
_FEW = 400
#: Stored plans of a province that are tried.
_STORED = 24
_HALF, _MOVED = 0.5, 1e-6


@dataclass
class Seen:
    """Projects by column of their province, and in which good plans they were seen.

    Attributes:
        names: (n,) ids of projects.
        blocks, columns: (n,) province, and the column that says whether the project is in service at the end.
        with_it, without: (n,) whether a good plan with it, and one without it, was seen.
        proven: verdict and proof of what is settled otherwise, by number.
    """

    names: list[str]
    blocks: np.ndarray
    columns: np.ndarray
    with_it: np.ndarray
    without: np.ndarray
    proven: dict[int, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, nation: Nation) -> Seen:
        """Every project with a column, by the last year that it can start in; none was seen yet."""
        newest: dict[tuple[int, str], tuple[int, int]] = {}
        for p, block in enumerate(nation.blocks):
            for column, (family, index) in enumerate(block.columns):
                if family == "done":
                    key = (p, str(index[0]))
                    newest[key] = max(newest.get(key, (0, 0)), (int(str(index[1])), column))
        keys = sorted(newest)
        return cls(
            [project for _, project in keys],
            np.array([p for p, _ in keys], dtype=int),
            np.array([newest[key][1] for key in keys], dtype=int),
            np.zeros(len(keys), dtype=bool),
            np.zeros(len(keys), dtype=bool),
        )

    def look(self, point: Point, provinces: tuple[int, ...] | None = None) -> None:
        """Take note of a good plan (of some provinces)."""
        for p in range(len(point.x)) if provinces is None else provinces:
            mine = np.flatnonzero(self.blocks == p)
            there = point.x[p][self.columns[mine]] > _HALF
            self.with_it[mine] |= there
            self.without[mine] |= ~there

    @property
    def open(self) -> np.ndarray:
        """Numbers of projects that are not settled."""
        settled = self.with_it & self.without
        settled[list(self.proven)] = True
        return np.flatnonzero(~settled)

    @property
    def sights(self) -> int:
        """Of how many projects a plan with it was seen, plus of how many one without."""
        return int(self.with_it.sum() + self.without.sum())


#: Told of a phase of a study and where in it things are.
Tell = Callable[[str, str], None]


def stored_plans(ground: Ground, executor: Executor, good: Nation, seen: Seen) -> None:
    """The stored plans of each province, put into the plan of the run and paid for anew."""
    models, tasks = [], []
    for p, found in enumerate(ground.pool.columns):
        models.append(one_province(ground, good, p))
        plans = [column.x for column in found if column.integer][-_STORED:]
        tasks.append((models[p].arrays, models[p].cost(ground.goal), plans))
    for k, points in executor.map(paid_anew, tasks, ground.stop):
        for x in points:
            look(ground, good, seen, models[k], x)


def paid_anew(arrays: Arrays, cost: np.ndarray, plans: list[np.ndarray]) -> list[np.ndarray]:
    """Points of a province's joined model with the whole numbers of its plans; what no money fits is left out."""
    points, stop = [], task_stop()
    for plan in plans:
        if stop is not None and stop.due:
            break
        there = np.append(plan, np.zeros(arrays.shape[1] - len(plan)))
        answer = solve_lp(arrays, cost, integers_fixed_at=there)
        if answer.x is not None:
            points.append(answer.x)
    return points


def one_province(ground: Ground, good: Nation, p: int) -> Joined:
    """One province with the rest as in the plan."""
    room = Room(ground.plan, 1.0, len(good.own_lower))
    return join(good, (p,), room=room, extra_rows=dict(enumerate(ground.pool.cuts)))


def look(ground: Ground, good: Nation, seen: Seen, model: Joined, x: np.ndarray) -> None:
    """Note a point of a joined model if it is a good plan."""
    point = model.unpack(x, ground.plan)
    if violation(good, point) <= FEASIBLE:
        seen.look(point, model.members)


def look_for_others(
    ground: Ground, executor: Executor, good: Nation, seen: Seen, number: int, said: str, tell: Tell
) -> bool:
    """One round of good plans that change as many unsettled projects as can be; says whether anything new was seen.

    In odd rounds provinces are open as a whole, in even ones a few cities at a time.
    """
    before = seen.sights
    limits = MipLimits(nodes=_NODES)
    models, tasks = [], []
    for p in sorted(set(seen.blocks[seen.open].tolist())):
        model = one_province(ground, good, p)
        start = model.pack(good, ground.plan)
        cost = _worth(model, seen, np.random.default_rng([ground.options.seed, number, p]))
        arrays = executor.share(model.arrays)
        for free in [None] if number % 2 else _neighbourhoods(ground, p, seen, number):
            models.append(model)
            tasks.append((arrays, free, cost, start, limits, ground.options.seed))
    answers = {}
    for done, (k, plans) in enumerate(executor.map(differing, tasks, ground.stop), start=1):
        tell("alternatives", f"{said} {done}/{len(tasks)}")
        answers[k] = plans
    for k in sorted(answers):
        for x in answers[k]:
            look(ground, good, seen, models[k], x)
    return seen.sights > before


def differing(
    arrays: Arrays, free: np.ndarray | None, cost: np.ndarray, start: np.ndarray, limits: MipLimits, seed: int
) -> tuple[np.ndarray, ...]:
    """Plans that are worth more than ``start``; none where the LP shows that there is none.

    Args:
        free: integers that may change; None: all.
    """
    if free is not None:
        kept = arrays.integer.copy()
        kept[free] = False
        arrays = _fixed(arrays, kept, start)
    relaxed = solve_lp(arrays, cost)
    possible = float(cost @ start) - relaxed.objective
    if relaxed.x is None or possible < _HALF:
        return ()
    if int((arrays.integer & (arrays.col_lower < arrays.col_upper)).sum()) > _FEW:
        arrays = _fixed(arrays, arrays.integer & (np.abs(relaxed.x - start) <= _MOVED), start)
    limits = replace(limits, gap=0.0, gap_abs=max(_HALF, _LEFT * possible))
    return solve_joined(arrays, cost, start, limits, seed).plans


def _fixed(arrays: Arrays, which: np.ndarray, x: np.ndarray) -> Arrays:
    whole = np.round(x)
    return replace(
        arrays,
        col_lower=np.where(which, whole, arrays.col_lower),
        col_upper=np.where(which, whole, arrays.col_upper),
    )


def _worth(model: Joined, seen: Seen, random: np.random.Generator) -> np.ndarray:
    """Costs that reward every unsettled project for being as it was not seen yet, about alike."""
    cost = np.zeros(model.arrays.shape[1])
    weights = random.uniform(0.75, 1.25, len(seen.names))
    for number in seen.open:
        p = int(seen.blocks[number])
        if p in model.members:
            column = model.starts[model.members.index(p)] + seen.columns[number]
            cost[column] = weights[number] if seen.with_it[number] else -weights[number]
    return cost


def _neighbourhoods(ground: Ground, province: int, seen: Seen, number: int) -> Iterator[np.ndarray]:
    """Columns of a few cities side by side, one set after another.

    Cities are taken in the order of their ids, which follows prefectures, from another beginning in each round; those
    where nothing is left to find are passed over.
    """
    case = ground.base.case
    home = dict(zip(case.projects.index, case.projects["city"], strict=True))
    wanted = sorted({str(home[seen.names[k]]) for k in seen.open if seen.blocks[k] == province})
    shift = (number * _CITIES) // 4 % max(1, len(wanted))
    wanted = wanted[shift:] + wanted[:shift]
    place = {city: order // _CITIES for order, city in enumerate(wanted)}
    found: list[list[int]] = [[] for _ in range(-(-len(wanted) // _CITIES))]
    for column, (_, index) in enumerate(ground.nation.blocks[province].columns):
        for which in {place[city] for part in index if (city := str(home.get(str(part), part))) in place}:
            found[which].append(column)
    for columns in found:
        yield np.array(columns, dtype=int)
