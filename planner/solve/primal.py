"""Plans for the nation: provinces by themselves around the LP point, their best combination, groups around the best.

All of it works on a loose nation, in which every national row may be missed at a price: fixing what the LP decides
rarely leaves room to meet a thousand-city target to the last city. Provinces' own rows are never loose.

Provinces by themselves trade with the nation near its prices: what they use beyond their part costs a little more than
the price, what they leave brings a little less, so each finds a plan close to the best one at the prices that comes out
nearly even. The plans of all provinces are then combined (:mod:`planner.solve.combination`), and groups of provinces
that share what is left of every row exactly meet the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solve.combination import combine
from planner.solve.highs import Arrays, MipLimits, solve_lp
from planner.solve.prices import Pool, PriceState, mixture, solve_master, weights_at
from planner.solve.problem import GoalRow, Joined, Nation, Point, Room, join, missed_by
from planner.solve.progress import Stop
from planner.solve.stage import Search, seconds_left
from planner.solve.tasks import MipAnswer
from planner.solve.vicinity import WHOLE, Walk, solve_widening, spread, walk_near

#: Nodes of one MIP run; the repeatable stand-in for a time limit.
TRADE_NODES, GROUP_NODES, COMBINE_NODES = 60, 60, 300
#: Nodes of a MIP of the first pass: the root finds most of what there is.
FIRST_NODES = 2
#: Where the combination misses so much of the goal's size, further passes leave so much more of every row free each
#: time; and how many passes there are at most.
_MUCH, ROOM, PASSES = 0.05, 0.02, 4
#: Part of the time left that a pass may take, so that there is some left to combine what it found.
PASS_TIME = 0.85
#: How many short rows further a province without a plan looks for its first one.
DEEPEST = 5
#: What leaving a unit of a row brings and what using one more costs, in parts of its price.
_CREDIT, _CHARGE = 0.8, 1.2
#: How much dearer a row is in trade that the best combination still misses.
_RAISE = 1.5
#: Part of the penalty that such a row is priced at while it has no price: without one nobody would mend it.
_UNMET = 0.1
#: A row whose slack is below this part of its size is not missed. MIPs use what they get: at 1e-5 a carrier's yearly
#: budget of 7,500 million was overdrawn by 14,600 yuan, of which the audit allows 10,000.
_MISSED = 4e-7
#: A row is missed at this many times its price, at least at this share of what the master pays.
_DEARER, _LEAST = 10.0, 0.2
#: Part of that which trading beyond a row costs while the row has no price.
_UNPRICED = 0.02
#: Parts of the room for improvement: where most of it is, a province is looked at by itself.
_MOST = 0.9
#: Part of what missing rows costs that a group may leave.
_FINE_GAP = 0.2
#: Parts of the wanted gap that a first pass, a round of MIPs and a combination may leave.
_FIRST_GAP, _ROUND_GAP, _COMBINE_GAP = 0.4, 0.1, 0.02
#: Part of what a round may leave in a province that one ball of a walk may leave.
_BALL_GAP = 0.05


#: Seconds after a stop that the best combination of what is known may still take when there is no plan yet.
SALVAGE_S = 10.0
#: How much dearer than otherwise rows are then that are no targets, and the gap that is good enough.
_BINDING, _SALVAGE_GAP = 100.0, 0.05


@dataclass(frozen=True)
class Neighbourhood:
    """How far from the best point an improvement round looks.

    Attributes:
        provinces: solved together in one group; one by itself trades at the prices, more share what is left exactly.
        depth: how many short rows away from a disagreement between plan and LP point integers are open; None: all.
        walk: many small searches one after another instead of one with all of that open.
    """

    provinces: int
    depth: int | None
    walk: Walk | None = None


#: Where to look as long as rounds bring nothing.
NEIGHBOURHOODS = (
    Neighbourhood(1, None, Walk(30, 800, 50)),
    Neighbourhood(2, 0),
    Neighbourhood(1, None, Walk(20, 2000, 50)),
    Neighbourhood(3, 1),
    Neighbourhood(1, None),
    Neighbourhood(4, 1),
)
#: Where to look after all of them while there is no plan at all: equal shares for all leave no province by itself.
LAST = Neighbourhood(2, None)
#: The first of them whose provinces share what is left of every row exactly: what rows that are still missed want.
EXACT = 1


@dataclass(frozen=True)
class Loose:
    """A nation whose rows may be missed, and the goal with the penalties for it.

    The national variables are followed by two slacks a row: how far it is above what is needed, and below.

    Attributes:
        strict, aim: the nation and the goal without slacks and penalties.
    """

    nation: Nation
    goal: GoalRow
    strict: Nation
    aim: GoalRow

    @property
    def own(self) -> int:
        """How many national variables come before the slacks."""
        return len(self.strict.own_lower)

    def widen(self, point: Point) -> Point:
        """A plan of the strict nation, missing nothing."""
        return Point(point.x, np.append(point.own, np.zeros(2 * len(self.nation.row_names))))

    def narrow(self, point: Point) -> Point | None:
        """The point in the strict nation, None if it misses a row."""
        return None if self.missed(point).any() else Point(point.x, point.own[: self.own])

    def missed(self, point: Point) -> np.ndarray:
        """(R,) which rows the point misses."""
        slack = point.own[self.own :].reshape(2, -1).max(axis=0)
        missed: np.ndarray = slack > _MISSED * self.nation.sizes
        return missed

    def fine(self, point: Point) -> float:
        """What the point pays for missing rows."""
        return float(self.goal.cost_own[self.own :] @ point.own[self.own :])

    def cost(self, point: Point) -> float:
        """Goal and penalties, minimising."""
        return self.goal.cost(point.y(self.nation), point.own)

    @property
    def price(self) -> np.ndarray:
        """(R,) what missing a row by one unit costs."""
        return self.goal.cost_own[self.own : self.own + len(self.nation.row_names)]

    def trading(self, prices: np.ndarray, raised: np.ndarray) -> GoalRow:
        """The goal of a province that trades with the nation.

        Args:
            prices: (R,) of the national rows.
            raised: (R,) times which each of them counts.
        """
        prices = self.priced(prices, raised)
        credit = _CREDIT * raised * prices
        charge = np.where(prices, (_CHARGE - _CREDIT) * raised * np.abs(prices), _UNPRICED * self.price)
        own = self.aim.cost_own - self.strict.rows_own.T @ credit
        cost_y = self.aim.cost_y - np.array([matrix.T @ credit for matrix in self.strict.rows_y])
        return replace(self.aim, cost_y=cost_y, cost_own=np.concatenate([own, charge, charge]))

    def priced(self, prices: np.ndarray, raised: np.ndarray) -> np.ndarray:
        """(R,) prices, with one of the right sign for raised rows of one side that have none worth the name."""
        least = _UNMET * self.price * (raised > 1.0)
        lower, upper = np.isfinite(self.nation.row_lower), np.isfinite(self.nation.row_upper)
        side = lower.astype(float) - upper.astype(float)
        found: np.ndarray = np.where(np.abs(prices) < least, side * least, prices)
        return found


@dataclass(frozen=True)
class Question:
    """What groups of provinces are asked.

    Attributes:
        goal: what they minimise.
        around: point whose integers they keep but for the free ones, and whose use of the national rows each group
            starts from, with its share of what is left.
        free: per province, (n,) integers left open.
        deepest: how many short rows further integers are opened where that leaves no plan.
        nodes: most nodes of each MIP.
        gap: what all plans together may leave, in units of the goal; split by how much is open.
        least: what each of them may leave in any case.
        share: of what is left of every row that each group may use; None: an equal one of the groups asked, which
            then are all that will change.
        start: the point is a plan, to start from.
        near: LP point to walk near instead of one MIP with all that is free.
        walk: how far.
        turn: number of the round.
    """

    goal: GoalRow
    around: Point
    free: list[np.ndarray]
    nodes: int
    gap: float
    least: float = 0.0
    share: float | None = None
    start: bool = False
    near: Point | None = None
    walk: Walk | None = None
    turn: int = 0
    deepest: int = 0


def _size(loose: Loose, state: PriceState) -> float:
    """What a relative gap is a part of."""
    return max(abs(state.bound), loose.aim.unit)


def loosen(nation: Nation, goal: GoalRow, prices: np.ndarray, penalty: np.ndarray, factor: float) -> Loose:
    """Let every national row be missed at ``factor`` times a few times its price."""
    rows = len(nation.row_names)
    eye = sparse.eye_array(rows, format="csr")
    price = factor * np.maximum(_DEARER * np.abs(prices), _LEAST * penalty)
    below = np.where(np.isfinite(nation.row_lower), np.inf, 0.0)
    above = np.where(np.isfinite(nation.row_upper), np.inf, 0.0)
    loose = replace(
        nation,
        rows_own=sparse.csr_array(sparse.hstack([nation.rows_own, eye, -eye], format="csr")),
        own_lower=np.append(nation.own_lower, np.zeros(2 * rows)),
        own_upper=np.concatenate([nation.own_upper, below, above]),
        own_names=(*nation.own_names, *(("missed", name) for name in 2 * nation.row_names)),
    )
    return Loose(loose, replace(goal, cost_own=np.concatenate([goal.cost_own, price, price])), nation, goal)


def take(search: Search, loose: Loose, point: Point) -> bool:
    """Keep a loose point if it is the best; says whether it is."""
    point = with_best_own(loose.nation, loose.goal, point)
    better = search.near is None or loose.cost(point) < loose.cost(search.near) - 1e-9 * abs(loose.cost(search.near))
    if better:
        search.near = point
    plan = loose.narrow(point)
    if plan is not None:
        search.offer(plan, loose.aim)
    return better


def first_plan(search: Search, loose: Loose, state: PriceState, target: float) -> None:
    """A pass of trade around the LP point and the best combination of what it finds; more passes if that misses much.

    A few missed units groups that share rows exactly mend sooner than a second pass would (measured on the nation: 12
    against 60 s). Where rounding takes far more than there is, groups can only give up targets for money: there
    another pass is made around a point that leaves room in every row, and the lean and the rich plans of provinces are
    combined into one that comes out even.
    """
    if state.master is None:
        return
    _pass(search, loose, state, target)
    combine_plans(search, loose, state, target)
    for number in range(1, PASSES):
        much = _MUCH * _size(loose, state)
        if search.near is None or loose.fine(search.near) <= much or search.stop.due:
            return
        _pass(search, *with_room(loose, state, search.pool, number * ROOM), target)
        combine_plans(search, loose, state, target)


def _pass(search: Search, loose: Loose, state: PriceState, target: float) -> None:
    """Every province by itself around the LP point; one whose own rows left no room has more open."""
    if state.master is None:
        return
    middle = with_best_own(loose.nation, loose.goal, loose.widen(Point(tuple(state.point), state.master.own)))
    goal = loose.trading(state.prices, np.ones(len(loose.nation.row_names)))
    gap = _FIRST_GAP * target * _size(loose, state)
    everybody = _alone(loose.nation)
    free = open_columns(loose.nation, state, None, [0] * len(state.point))
    question = Question(goal, middle, free, FIRST_NODES, gap, share=1.0 / len(everybody), deepest=DEEPEST)
    enough = search.stop.part(PASS_TIME)
    _ask_groups(search, loose, everybody, question, enough)
    search.hurried |= enough.due  # the clock chose among its plans


def with_room(loose: Loose, state: PriceState, pool: Pool, room: float) -> tuple[Loose, PriceState]:
    """The nation with a part of every row's end left free, and the best mixture of known columns for it.

    Equations stay, and rows that would have no room between their ends.
    """
    nation = loose.strict
    lower = nation.row_lower + room * np.abs(np.nan_to_num(nation.row_lower, posinf=0.0, neginf=0.0))
    upper = nation.row_upper - room * np.abs(np.nan_to_num(nation.row_upper, posinf=0.0, neginf=0.0))
    narrow = lower > upper
    lower, upper = np.where(narrow, nation.row_lower, lower), np.where(narrow, nation.row_upper, upper)
    strict = replace(nation, row_lower=lower, row_upper=upper)
    master = solve_master(strict, loose.aim, pool, loose.price)
    tighter = replace(loose, nation=replace(loose.nation, row_lower=lower, row_upper=upper), strict=strict)
    return tighter, replace(state, master=master, prices=master.prices, point=mixture(master, pool))


def combine_plans(search: Search, loose: Loose, state: PriceState, target: float) -> bool:
    """Take the best combination of all plans known; says whether it is the best point so far."""
    enough = _COMBINE_GAP * target * _size(loose, state)
    limits = MipLimits(gap=0.0, gap_abs=enough, nodes=COMBINE_NODES, time_s=seconds_left(search.stop))
    found = combine(loose.strict, loose.aim, search.pool, loose.price, limits, search.stop)
    return found is not None and take(search, loose, found)


def offer_near(search: Search, goal: GoalRow) -> None:
    """Take the best loose point as a plan if it keeps every row with the goal's own variables free again.

    What is looked for under a settled goal (no shortfall) often misses targets alone, and then is a plan that says so.
    """
    if search.near is None:
        return
    nation, own = search.nation, search.near.own[: len(search.nation.own_lower)]
    plan = with_best_own(nation, goal, Point(search.near.x, own))
    if np.all(missed_by(nation, plan) <= _MISSED * nation.sizes):
        search.offer(plan, goal)


def salvage(search: Search, goal: GoalRow, penalty: np.ndarray) -> None:
    """When the search is stopped before it has a plan: the combination of what is known that serves the goal best.

    Meant for the goal of least shortfall, whose targets may be missed while every other row must hold.
    """
    loose = loosen(search.nation, goal, np.zeros(len(penalty)), penalty, _BINDING)
    limits = MipLimits(gap=_SALVAGE_GAP, gap_abs=goal.unit, nodes=COMBINE_NODES, time_s=SALVAGE_S)
    found = combine(search.nation, goal, search.pool, loose.price, limits, Stop())
    search.near = None
    if found is not None:
        take(search, loose, found)


def improve_round(
    search: Search, loose: Loose, state: PriceState, target: float, number: int, around: Neighbourhood
) -> bool:
    """Re-solve provinces or groups of them side by side around the best point; says whether it got better."""
    if search.near is None:
        return False
    near = search.near
    free = open_columns(loose.nation, state, near, [around.depth] * len(near.x))
    point = Point(tuple(state.point), near.own) if around.walk is not None else None
    groups: list[tuple[int, ...]]
    if around.provinces == 1:
        groups = [(p,) for p in _wanting(loose, state, near)]
        goal, nodes = loose.trading(state.prices, np.where(loose.missed(near), _RAISE, 1.0)), TRADE_NODES
    else:
        groups = _groups(_concerned(loose, near), around.provinces, search.options.seed, number)
        goal, nodes = loose.goal, GROUP_NODES
    gap = _ROUND_GAP * target * _size(loose, state)
    least = _FINE_GAP * loose.fine(near) / max(1, len(groups))
    question = Question(goal, near, free, nodes, gap, least, start=True, near=point, walk=around.walk, turn=number)
    answers = _ask_groups(search, loose, groups, question, search.stop)
    parts, own = list(near.x), near.own.copy()
    for group, points in answers.items():
        if around.provinces > 1 and points:
            for p in group:
                parts[p] = points[0].x[p]
            own = own + (points[0].own - near.own)
    take(search, loose, Point(tuple(parts), own))
    combine_plans(search, loose, state, target)
    return search.near is not near


def _ask_groups(
    search: Search, loose: Loose, groups: Sequence[tuple[int, ...]], asked: Question, stop: Stop
) -> dict[tuple[int, ...], list[Point]]:
    """Solve groups side by side with all integers fixed as in a point but the free ones; plans go to the pool.

    Returns:
        Plans of each group that was answered, the best first; those without an answer were not reached by the stop.
    """
    nation, around = loose.nation, asked.around
    count = [int(free.sum()) for free in asked.free]
    order = sorted(groups, key=lambda group: -sum(count[p] for p in group))
    whole = max(1, sum(count) if asked.share else sum(count[p] for group in order for p in group))
    share = asked.share or 1.0 / max(1, len(order))
    cuts = dict(enumerate(search.pool.cuts))
    models = [join(nation, group, room=Room(around, share, loose.own), extra_rows=cuts) for group in order]
    tasks = []
    for model in models:
        part = sum(count[p] for p in model.members) / whole
        limits = MipLimits(
            gap=0.0,
            gap_abs=max(asked.least, part * asked.gap),
            nodes=asked.nodes,
            time_s=seconds_left(stop),
            strong=False,
        )
        tasks.append(_task(model, nation, asked, limits, search.options.seed))
    answers: dict[int, MipAnswer] = dict(search.executor.map(_carry_out, tasks, stop))
    search.lose(asked.goal, max((answer.lost for answer in answers.values()), default=0.0))
    found = {order[k]: [models[k].unpack(x, around) for x in answers[k].plans] for k in sorted(answers)}
    for group, points in found.items():
        for point in reversed(points):
            for p in group:
                search.pool.add(p, point.x[p], integer=True)
    if asked.start:
        for p, x in enumerate(around.x):
            search.pool.add(p, x, integer=True)
    return found


def _task(joined: Joined, nation: Nation, asked: Question, limits: MipLimits, seed: int) -> tuple[Any, ...]:
    """What a worker is asked of a group: the function and its arguments."""
    arrays, cost = joined.arrays, joined.cost(asked.goal)
    around = joined.pack(nation, asked.around)
    if asked.walk is not None and asked.near is not None:
        small = replace(limits, gap_abs=_BALL_GAP * limits.gap_abs, nodes=asked.walk.nodes)
        return walk_near, arrays, cost, around, joined.pack(nation, asked.near), small, (seed, asked.turn), asked.walk
    free = np.zeros(arrays.shape[1], dtype=bool)
    free[: joined.starts[-1]] = np.concatenate([asked.free[p] for p in joined.members])
    start = around if asked.start else None
    return solve_widening, arrays, cost, around, free, asked.deepest, start, limits, seed


def _carry_out(function: Callable[..., MipAnswer], *arguments: Any) -> MipAnswer:  # noqa: ANN401 - of several kinds
    return function(*arguments)


def open_columns(
    nation: Nation, state: PriceState, plan: Point | None, depths: Sequence[int | None]
) -> list[np.ndarray]:
    """Per province, (n,) integers left open: those undecided, and what short rows tie to them, depth times over.

    Undecided are those that the LP point leaves fractional and those on which plan and LP point differ (relaxation
    induced neighbourhood search, without a plan relaxation enforced). Without a plan counts of things are open, too,
    where traffic flows: how many wavelengths a link needs follows from what is rounded, and fixed they leave most large
    provinces no plan. Elsewhere they only take time.
    """
    found = []
    for p, (block, depth) in enumerate(zip(nation.blocks, depths, strict=True)):
        integer, x = block.arrays.integer, state.point[p]
        if depth is None:
            found.append(integer.copy())
            continue
        undecided = np.abs(x - np.round(x)) > WHOLE
        if plan is not None:
            undecided |= np.abs(x - plan.x[p]) > WHOLE
        elif block.traffic is not None:
            undecided |= block.arrays.col_upper - block.arrays.col_lower > 1.0
        found.append(integer & spread(block.arrays, undecided & integer, depth))
    return found


def _alone(nation: Nation) -> list[tuple[int, ...]]:
    """Each province in which there is something to decide by itself."""
    return [(p,) for p, block in enumerate(nation.blocks) if block.arrays.integer.any()]


def _concerned(loose: Loose, near: Point) -> list[int]:
    """The provinces that could mend what is missed; all while nothing is."""
    missed = loose.missed(near)
    return [p for p, matrix in enumerate(loose.nation.rows_y) if not missed.any() or matrix[np.flatnonzero(missed)].nnz]


def _wanting(loose: Loose, state: PriceState, near: Point) -> list[int]:
    """The provinces that hold most of the distance between plan and bound, at the prices; those concerned if missed."""
    if loose.missed(near).any() or state.answers is None:
        return _concerned(loose, near)
    nation = loose.nation
    weights = weights_at(nation, loose.goal, state.prices)
    value = np.array(
        [float(w @ (y - b.constants)) for w, y, b in zip(weights, near.y(nation), nation.blocks, strict=True)]
    )
    slack = np.maximum(0.0, value - state.answers)
    order = np.argsort(-slack, kind="stable")
    enough = int(np.searchsorted(np.cumsum(slack[order]), _MOST * slack.sum())) + 1
    return sorted(int(p) for p in order[:enough])


def _groups(blocks: list[int], size: int, seed: int, number: int) -> list[tuple[int, ...]]:
    """Blocks dealt into groups, anew in each round."""
    dealt = np.random.default_rng([seed, number]).permutation(blocks)
    count = max(1, -(-len(blocks) // size))
    return [tuple(sorted(int(p) for p in part)) for part in np.array_split(dealt, count)]


def with_best_own(nation: Nation, goal: GoalRow, point: Point) -> Point:
    """The same provincial plans with the national variables that serve the goal best."""
    if not len(point.own):
        return point
    y = point.y(nation)
    used = nation.activity(y, np.zeros_like(point.own))
    arrays = Arrays(
        nation.rows_own,
        nation.row_lower - used,
        nation.row_upper - used,
        nation.own_lower,
        nation.own_upper,
        np.zeros(len(point.own), dtype=bool),
    )
    answer = solve_lp(arrays, goal.cost_own)
    return point if answer.x is None else Point(point.x, answer.x)
