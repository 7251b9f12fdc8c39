"""Tests sets of rules by prices, on the plainest form of the nation that can tell, and remembers what it meets.

Provinces' own rules are hard to price (their slacks make slow LPs), so they are left as they are, or left out. Points
and certificates serve every form they are true of: a point that keeps a province's rows, a bound that was proven
without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from planner.solve.elastic import Elastic, Levered, block_without, make_elastic, national_elastic, with_levers, without
from planner.solve.farkas import MISSED, Certificate, Effort, best_begun, closed, decided, held_inside, priced
from planner.solve.highs import MipLimits, solve_mip
from planner.solve.owners import Key, owner
from planner.solve.prices import Column, Master, Pool, PriceState, Recourse, solve_master
from planner.solve.problem import Block, Name, Nation, Point, join
from planner.solve.solution import Change, Member
from planner.solve.stage import ProvinceInfeasible, Search

#: What a point may violate a province's rows by.
_FEASIBLE = 1e-6
#: How near a least change must be to its bound (it is told with two digits, rounded outward).
_NEAR = 0.02
#: What missing another rule costs against changing the one at hand, relative to sizes and to the prices known.
_HARD, _HARDER, _STEPS = 100.0, 10.0, 3
#: Nodes of one MIP test, and seconds of all.
_NODES, _SECONDS = 20_000, 60.0

Verdict = Literal["holds", "clashes", "unknown"]


@dataclass(frozen=True)
class Test:
    """What testing some rules found: the verdict, and for a proven clash the rules that its proof needs."""

    verdict: Verdict
    needed: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class _Form:
    """The nation in a form that tests are made on.

    Attributes:
        dropped: provinces' own rules that its blocks are without.
        loosened: those that are national rows in it.
        met: columns of other forms that were looked at, by their identity.
        proofs: certificates about its national rows.
    """

    elastic: Elastic
    search: Search
    dropped: frozenset[Key]
    loosened: frozenset[Key]
    proofs: list[Certificate]
    met: dict[int, Column] = field(default_factory=dict)


class Court:
    """Tests sets of rules, and remembers every column it meets.

    Attributes:
        keys: all rules, sorted.
        local: those with rows in provinces.
        integers: of the nation.
        stop: ends every test; what is not decided by then is unknown.
        effort: what tests may still ask of provinces; what is not decided with it is unknown, too.
    """

    def __init__(self, search: Search, cumulative: frozenset[Key], proof: Certificate | None = None) -> None:
        self._given, self._cumulative = replace(search, best=None, known=None), cumulative
        blocks = search.nation.blocks
        self.local = frozenset(key for block in blocks for row in block.rows if (key := owner(row)) is not None)
        self.keys = tuple(sorted(self.local.union(national_elastic(search.nation).keys)))
        self.integers = sum(int(block.arrays.integer.sum()) for block in blocks)
        self.stop = search.stop
        self.barred = False
        nothing: frozenset[Key] = frozenset()
        self._proofs: list[Certificate] = [] if proof is None else [proof]
        self.effort = Effort()
        plain = _Form(national_elastic(search.nation), self._given, nothing, nothing, self._proofs)
        self._forms = {(nothing, nothing): plain}
        self._tests = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more can be asked."""
        return self.stop.due or self.effort.left <= 0

    def inside(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Those of some rules that provinces' blocks keep, so that no national row can give them up."""
        return frozenset() if self.barred else self.local.intersection(keys)

    def _form(self, held: Iterable[Key], loosened: frozenset[Key] = frozenset()) -> _Form:
        """The form on which some rules can be tested, with all points known that are points of it."""
        if self.barred:
            loosened = self.local
        dropped = self.local - loosened - frozenset(held)
        form = self._forms.get((dropped, loosened))
        if form is None:
            form = self._forms[dropped, loosened] = self._make(dropped, loosened)
        for other in tuple(self._forms.values()):
            if other is not form and not other.loosened:
                _share_points(other, form)
        return form

    def _make(self, dropped: frozenset[Key], loosened: frozenset[Key]) -> _Form:
        given = self._given
        blocks = tuple(block_without(block, dropped) for block in given.nation.blocks)
        nation = replace(given.nation, blocks=blocks)
        if loosened:
            elastic = make_elastic(nation, loosened)
            pool = elastic.pool(given.pool)
        else:
            elastic = national_elastic(nation)
            pool = Pool(
                blocks,
                [
                    old if new is block else Recourse.of(new)
                    for new, block, old in zip(blocks, given.nation.blocks, given.pool.recourse, strict=True)
                ],
                [[] for _ in blocks],
                list(given.pool.cuts),
                list(given.pool.bases),
            )
        pairs = zip(elastic.nation.blocks, given.nation.blocks, given.handles, strict=True)
        handles: list[Any] = [handle if new is old else given.executor.share(new) for new, old, handle in pairs]
        search = replace(given, nation=elastic.nation, handles=handles, pool=pool)
        return _Form(elastic, search, dropped, loosened, [] if loosened else self._proofs)

    def by_prices(self, keys: Iterable[Key]) -> Test:
        """Whether the provinces' LPs leave room for these rules."""
        held = frozenset(keys)
        try:
            return self._by_prices(held)
        except ProvinceInfeasible:
            if self.barred:
                raise
            self.barred = True  # a province's own rules clash: they must be looked at one by one
            return self._by_prices(held)

    def _by_prices(self, held: frozenset[Key]) -> Test:
        form = self._form(held)
        known = self._proven(form, held)
        if known is not None:
            return Test("clashes", known | self.inside(held))
        nation, penalty = _phase_one(form, held)
        self._tests += 1
        told = self._told("clash", str(self._tests))
        state = closed(form.search, nation, nation.goals[0], penalty, decided, told, effort=self.effort)
        if state.bound > MISSED:
            form.proofs.append(Certificate(state.prices, state.bound, form.dropped))
            needed = priced(state.prices, form.elastic.sizes, form.elastic.owners)
            inside = held_inside(nation, form.search.pool, state.prices, self.inside(held))
            return Test("clashes", needed | inside)
        held_by = state.master is not None and state.master.value <= MISSED
        return Test("holds" if held_by else "unknown")

    @staticmethod
    def _proven(form: _Form, held: frozenset[Key]) -> frozenset[Key] | None:
        """The fewest national rules among some with which a known certificate proves a clash; None if none does."""
        found = []
        for proof in form.proofs:
            needed = priced(proof.prices, form.elastic.sizes, form.elastic.owners)
            if proof.dropped >= form.dropped and needed <= held:
                found.append(needed)
        return min(found, key=lambda needed: (len(needed), sorted(needed)), default=None)

    def spare(self, clash: frozenset[Key], needed: frozenset[Key]) -> list[Key]:
        """National rules of a clash that may be superfluous, those first that its proof leans on least.

        Left out are ``needed`` ones and those that the points known show to be: some mixture keeps all others.
        """
        form = self._form(clash)
        weight = dict.fromkeys(clash, 0.0)
        for proof in form.proofs[-1:]:
            for key, price, size in zip(form.elastic.owners, proof.prices, form.elastic.sizes, strict=True):
                if key in weight:
                    weight[key] += abs(float(price)) * float(size)
        found = []
        for key in sorted(clash - needed - self.inside(clash), key=lambda key: (weight[key], key)):
            master = None if self.stop.due else self._known_best(form, clash - {key})
            if master is None or master.value > MISSED:
                found.append(key)
        return found

    def _known_best(self, form: _Form, held: frozenset[Key]) -> Master | None:
        """The mixture of known points that misses least; None before every province has one."""
        nation, penalty = _phase_one(form, held)
        pool = form.search.pool
        return solve_master(nation, nation.goals[0], pool, penalty) if all(pool.columns) else None

    def by_mip(self, keys: Iterable[Key]) -> Test:
        """Whether plans with whole numbers leave room for these rules."""
        held, form = set(keys), self._form(self.keys, self.local)
        levered = with_levers(without(form.elastic, set(form.elastic.keys) - held), held, frozenset())
        point, bound, cost = self._solved(form, levered)
        if bound > MISSED:
            return Test("clashes", frozenset(held))
        return Test("holds" if point is not None and cost <= MISSED else "unknown")

    def least(self, key: Key, aside: set[Key], label: str, *, whole: bool) -> Member:
        """The least change of one rule alone with which all others hold; sets put ``aside`` do not count."""
        if not whole:
            return self._least_by_prices(key, frozenset(self.keys) - aside, label)
        form = self._form(self.keys, self.local)
        levered = with_levers(without(form.elastic, aside), [key], self._cumulative)
        point, _, _ = self._solved(form, levered)
        if point is not None:
            return self._member(form, key, levered, point.own, point, exact=True)
        return Member(key, exact=True, settled=not self.stop.due)

    def _least_by_prices(self, key: Key, held: frozenset[Key], label: str) -> Member:
        """The least change by the LP; nothing if other rules are missed whatever this one's change."""
        if self.by_prices(held - {key}).verdict == "clashes":
            return Member(key)
        form = self._form(held, frozenset({key}) & self.local)
        levered = with_levers(without(form.elastic, set(form.elastic.keys) - held), [key], self._cumulative)
        nation, goal, count = levered.nation, levered.nation.goals[0], len(form.elastic.sizes)
        sizes = np.append(form.elastic.sizes, np.ones(len(nation.row_names) - count))
        state = best_begun(form.proofs, levered, form.dropped)
        hard = _HARD / sizes if state is None else np.maximum(_HARD / sizes, _HARDER * np.abs(state.prices))

        def misses(state: PriceState) -> bool:
            return state.master is not None and float((state.master.slack / sizes).sum()) > MISSED

        def near(state: PriceState) -> bool:
            return state.gap(1e-3) <= _NEAR

        for step in range(_STEPS):
            told = self._told("clash_changes", label)
            state = closed(form.search, nation, goal, hard * _HARD**step, near, told, state, self.effort)
            if state.bound > MISSED:
                form.proofs.append(Certificate(state.prices[:count], state.bound, form.dropped))
            if state.master is not None and not misses(state):
                point = Point(tuple(state.point), state.master.own)
                member = self._member(form, key, levered, state.master.own, point, exact=False)
                return replace(member, settled=near(state), least=_least_sum(levered, state.bound))
        if self.ended:
            return Member(key, settled=False, least=0.0 if state is None else _least_sum(levered, state.bound))
        return Member(key)

    def _member(
        self,
        form: _Form,
        key: Key,
        levered: Levered,
        own: np.ndarray,
        point: Point,
        *,
        exact: bool,
    ) -> Member:
        nation = levered.nation
        costs = nation.goals[0].cost_own[levered.first :]
        amounts = own[levered.first :]
        moved: dict[tuple[Name, str], float] = {}
        for row, amount, cost in zip(levered.rows, amounts.tolist(), costs.tolist(), strict=True):
            if cost > 0 and amount * cost > MISSED:
                for name, province, part in named(form.elastic, row, amount, point):
                    moved[name, province] = moved.get((name, province), 0.0) + part
        y = point.y(nation)[:, : len(nation.quantities)]
        figures = {quantity: y[:, k] for k, quantity in enumerate(nation.quantities)}
        changes = tuple(Change(name, province, amount) for (name, province), amount in moved.items())
        return Member(key, changes, enough=True, exact=exact, figures=figures)

    def _solved(self, form: _Form, levered: Levered) -> tuple[Point | None, float, float]:
        """(point, bound, cost) of the least change as one MIP."""
        search = form.search
        self._tests += 1
        self._told("clash", str(self._tests))(0)
        joined = join(levered.nation, extra_rows=dict(enumerate(search.pool.cuts)))
        cost = joined.cost(levered.nation.goals[0])
        limits = MipLimits(gap=1e-6, gap_abs=1e-7, nodes=_NODES, time_s=_SECONDS)  # the stop shortens it
        answer = solve_mip(joined.arrays, cost, limits, seed=search.options.seed, stop=search.stop)
        point = joined.unpack(answer.x) if answer.x is not None else None
        return point, answer.bound, answer.objective

    def _told(self, phase: str, label: str) -> Callable[[int], None]:
        """Tells of each round of a test."""
        return lambda number: self._given.clock.tell(phase, detail=f"{label} · {number}")


def _least_sum(levered: Levered, bound: float) -> float:
    """What the changes must add up to at least, in their rows' units, where all of them together cost ``bound``."""
    dearest = float(levered.nation.goals[0].cost_own[levered.first :].max(initial=0.0))
    return max(0.0, bound) / dearest if dearest > 0 else 0.0


def _phase_one(form: _Form, held: frozenset[Key]) -> tuple[Nation, np.ndarray]:
    """The nation with some of its rules only, and (R,) what missing one costs."""
    elastic = form.elastic
    known = np.array([key is None or key in held for key in elastic.owners])
    return without(elastic, set(elastic.keys) - held).nation, np.where(known, 1.0 / elastic.sizes, 0.0)


def _share_points(source: _Form, target: _Form) -> None:
    """Points of a plain form that are points of another one become known there."""
    for p, block in enumerate(target.elastic.nation.blocks):
        for column in source.search.pool.columns[p]:
            if id(column) in target.met:
                continue
            target.met[id(column)] = column  # kept, so that no other column can have its identity
            x = target.elastic.widened(p, column.x)
            if not target.loosened and _fits(block, target.search.pool, p, x):
                target.search.pool.columns[p].append(column)
            elif target.loosened and _fits(block, target.search.pool, p, x):
                target.search.pool.add(p, x, integer=column.integer)


def _fits(block: Block, pool: Pool, p: int, x: np.ndarray) -> bool:
    """Whether a point keeps every row of a block but those of money, which the master decides again."""
    arrays = block.arrays
    activity = arrays.matrix @ x
    over = np.maximum(arrays.row_lower - activity, activity - arrays.row_upper)
    over[pool.recourse[p].rows] = 0.0
    return float(over.max(initial=0.0)) <= _FEASIBLE


def named(elastic: Elastic, row: int, amount: float, point: Point) -> Iterable[tuple[Name, str, float]]:
    """A national row's change is its own; that of a province's rule is told row by row."""
    name = elastic.nation.row_names[row]
    if name[0] != "held":
        yield name, "", amount
        return
    code = name[1][-1]
    for block, x, added in zip(elastic.nation.blocks, point.x, elastic.added, strict=True):
        if block.code != code or not added:
            continue
        for (_, index), value in zip(block.columns[-added:], x[-added:].tolist(), strict=True):
            local: Name = (str(index[0]), index[1:-1])
            if value > MISSED and owner(local) == elastic.owners[row]:
                yield local, block.code, value
