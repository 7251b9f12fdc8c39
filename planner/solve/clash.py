"""Which of the user's rules cannot hold together, and the least change of each that makes room.

A set of rules is tested by what it must be missed by at least. Over the provinces' LPs that is a price phase on the
elastic nation (:mod:`planner.solve.elastic`), begun from every column already known: a positive bound proves that the
set cannot hold (its prices are a Farkas certificate, and only rules with a price are needed for it), a mixture that
misses nothing shows that it can. Small cases are tested as one MIP, which also sees clashes of whole numbers.

Provinces' own rules are hard to price (their slacks make slow LPs), so they are first left as they are, or left out
altogether: only where a clash needs some of them, and not all, are they made national rows.

The deletion filter (Chinneck 2008) leaves out one rule after another; what remains when nothing more can be left out is
an irreducible set: without any one of its rules the others can hold. Rules that share nothing with it are tried again
by themselves, so separate clashes are told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from planner.config.schema import Model
from planner.solve.elastic import (
    Elastic,
    Levered,
    block_without,
    make_elastic,
    national_elastic,
    with_levers,
    without,
)
from planner.solve.highs import MipLimits, solve_mip
from planner.solve.owners import Key, owner
from planner.solve.prices import Pool, PriceState, lagrangian, mixture, solve_master, weights_at
from planner.solve.problem import GoalRow, Name, Nation, Point, join
from planner.solve.solution import Change, Clash, Member
from planner.solve.stage import ProvinceInfeasible, Search, ask_lps, learn, seconds_left

#: Separate clashes that are looked for.
SETS = 3
#: Up to this many integers every set is also tested as one MIP; up to so many where the provinces' LPs show no clash.
SMALL, LARGEST = 3_000, 15_000
#: Missing rules by less than this, relative to their sizes, is rounding.
_MISSED = 1e-6
#: Rounds of prices of one test, and how near a least change must be to its bound (it is told with two digits).
_ROUNDS, _NEAR = 60, 1e-2
#: What missing another rule costs against changing the one at hand, relative to sizes; raised if that is too little.
_HARD, _HARDER, _STEPS = 100.0, 100.0, 3
#: Nodes of one MIP test, and seconds of all.
_NODES, _SECONDS = 20_000, 60.0

Verdict = Literal["holds", "clashes", "unknown"]


@dataclass(frozen=True)
class _Test:
    """What testing some rules found: the verdict, and for a proven clash the rules that its proof needs."""

    verdict: Verdict
    needed: frozenset[Key] = frozenset()


def find_clashes(search: Search, model: Model) -> tuple[Clash, ...]:
    """Sets of rules that cannot hold together; empty if none is proven (by what the effort allows)."""
    try:
        return _clashes(search, model)
    except ProvinceInfeasible as failure:
        return (Clash((), province=search.nation.blocks[failure.block].code),)


def _clashes(search: Search, model: Model) -> tuple[Clash, ...]:
    court = _Court(search, cumulative_budgets(model))
    found: list[_Set] = []
    free: set[Key] = set()
    while len(found) < SETS and not search.stop.due:
        keys = [key for key in court.keys if key not in free]
        test, whole = court.by_prices(keys), court.integers <= SMALL
        if test.verdict != "clashes" and court.integers <= LARGEST:
            test, whole = court.by_mip(keys), True
        if test.verdict != "clashes":
            break
        found.append(_filtered(court, test.needed, whole=whole))
        free |= set(found[-1].keys)
    return tuple(_with_changes(court, found))


@dataclass(frozen=True)
class _Set:
    """An irreducible set, whether it is proven to be one, and whether it was tested with whole numbers."""

    keys: tuple[Key, ...]
    proven: bool
    whole: bool


def conflict(search: Search) -> np.ndarray | None:
    """By how much each row of the nation is missed where they cannot hold together; None if they can, or nothing shows.

    (R,) slacks of the mixture that misses least, relative to sizes. Provinces keep their own rows.

    Raises:
        ProvinceInfeasible: a province has no point at all.
    """
    nation = search.nation
    nothing = GoalRow(
        "", 1.0, np.zeros((len(nation.blocks), len(nation.quantities))), np.zeros(len(nation.own_lower)), 0, 0, 0, 1.0
    )
    penalty = 1.0 / np.maximum(1.0, np.abs(nation.ends))
    state = closed(
        search, nation, nothing, penalty, _decided, lambda number: search.clock.tell("clash", detail=f"0 · {number}")
    )
    return state.master.slack if state.master is not None and state.bound > _MISSED else None


def cumulative_budgets(model: Model) -> frozenset[Key]:
    """Budgets whose rows add up all years so far."""
    found = {("funds", k, "budget") for k, fund in model.funds.items() if fund.carry_over == "all"}
    found |= {("subsidies", k, "envelope") for k, rule in model.subsidies.items() if rule.carry_over == "all"}
    found |= {("carriers", k, "budget") for k, carrier in model.carriers.items() if carrier.carry_over == "all"}
    return frozenset(found)


def _filtered(court: _Court, needed: Iterable[Key], *, whole: bool) -> _Set:
    """An irreducible set within ``needed``: provinces' own rules are left out together first, one by one last."""
    kept, proven = sorted(needed), True
    local = court.local.intersection(kept)
    singles = sorted(kept, key=lambda key: (key in local, key))
    for gone in [local, *({key} for key in singles)] if len(local) > 1 else [{key} for key in singles]:
        if not gone <= set(kept):
            continue
        others = [other for other in kept if other not in gone]
        test = court.by_prices(others)
        if test.verdict != "clashes" and whole:
            test = court.by_mip(others)
        if test.verdict == "clashes":
            kept = sorted(test.needed)
        elif test.verdict == "unknown" and len(gone) == 1:
            proven = False
    return _Set(tuple(kept), proven, whole)


def _with_changes(court: _Court, found: list[_Set]) -> Iterable[Clash]:
    """Each member with the least change that makes room, while other sets are put aside."""
    for number, one in enumerate(found):
        aside = {key for k, other in enumerate(found) if k != number for key in other.keys}
        members = []
        for place, key in enumerate(one.keys, start=1):
            members.append(court.least(key, aside, f"{place}/{len(one.keys)} {'.'.join(key)}", whole=one.whole))
        yield Clash(tuple(members), one.proven)


@dataclass(frozen=True)
class _Form:
    """The nation in a form that tests are made on, and what is known of it.

    Attributes:
        kept: rules that its blocks keep, whatever the prices: any proof may need them.
    """

    elastic: Elastic
    search: Search
    kept: frozenset[Key] = frozenset()


class _Court:
    """Tests sets of rules, and remembers every column it meets.

    Attributes:
        keys: all rules, sorted.
        local: those with rows in provinces.
        integers: of the nation.
    """

    def __init__(self, search: Search, cumulative: frozenset[Key]) -> None:
        self._given, self._cumulative = replace(search, best=None, known=None), cumulative
        blocks = search.nation.blocks
        self.local = frozenset(key for block in blocks for row in block.rows if (key := owner(row)) is not None)
        self.keys = tuple(sorted(self.local.union(national_elastic(search.nation).keys)))
        self.integers = sum(int(block.arrays.integer.sum()) for block in blocks)
        self._forms: dict[str, _Form] = {}
        self._barred = False
        self._tests = 0

    def _form(self, held: set[Key]) -> _Form:
        """The plainest form on which some rules can be tested: provinces' own all kept, all left out, or some."""
        if not self._barred and self.local <= held:
            kind, make = "kept", self._kept
        elif not self._barred and not self.local & held:
            kind, make = "bare", self._bare
        else:
            kind, make = "loose", self._loose
        if kind not in self._forms:
            self._forms[kind] = make()
        return self._forms[kind]

    def _kept(self) -> _Form:
        return _Form(national_elastic(self._given.nation), self._given, self.local)

    def _bare(self) -> _Form:
        given = self._given
        blocks = tuple(block_without(block, self.local) for block in given.nation.blocks)
        pool = replace(given.pool, blocks=blocks, columns=[list(found) for found in given.pool.columns])
        pool = replace(pool, cuts=list(pool.cuts), bases=list(pool.bases))
        nation = replace(given.nation, blocks=blocks)
        return _Form(national_elastic(nation), replace(given, nation=nation, handles=self._shared(nation), pool=pool))

    def _loose(self) -> _Form:
        elastic, given = make_elastic(self._given.nation), self._given
        handles = self._shared(elastic.nation)
        return _Form(elastic, replace(given, nation=elastic.nation, handles=handles, pool=elastic.pool(given.pool)))

    def _shared(self, nation: Nation) -> list[Any]:
        pairs = zip(nation.blocks, self._given.nation.blocks, self._given.handles, strict=True)
        return [handle if new is old else self._given.executor.share(new) for new, old, handle in pairs]

    def by_prices(self, keys: Iterable[Key]) -> _Test:
        """Whether the provinces' LPs leave room for these rules."""
        held = set(keys)
        try:
            return self._by_prices(held, self._form(held))
        except ProvinceInfeasible:
            if self._barred:
                raise
            self._barred = True  # a province's own rules clash: they must be looked at one by one
            return self._by_prices(held, self._form(held))

    def _by_prices(self, held: set[Key], form: _Form) -> _Test:
        elastic = form.elastic
        known = np.array([key is None or key in held for key in elastic.owners])
        nation = without(elastic, set(elastic.keys) - held).nation
        penalty = np.where(known, 1.0 / elastic.sizes, 0.0)
        self._tests += 1
        state = closed(form.search, nation, nation.goals[0], penalty, _decided, self._told("clash", str(self._tests)))
        if state.bound > _MISSED:
            priced = np.abs(state.prices) * elastic.sizes > 1e-9
            owners = {key for key, flag in zip(elastic.owners, priced, strict=True) if flag and key is not None}
            return _Test("clashes", frozenset(owners | form.kept))
        held_by = state.master is not None and state.master.value <= _MISSED
        return _Test("holds" if held_by else "unknown")

    def by_mip(self, keys: Iterable[Key]) -> _Test:
        """Whether plans with whole numbers leave room for these rules."""
        held, form = set(keys), self._any()
        levered = with_levers(without(form.elastic, set(form.elastic.keys) - held), held, frozenset())
        point, bound, cost = self._solved(form, levered)
        if bound > _MISSED:
            return _Test("clashes", frozenset(held))
        return _Test("holds" if point is not None and cost <= _MISSED else "unknown")

    def _any(self) -> _Form:
        """The form on which any rule can give way."""
        if "loose" not in self._forms:
            self._forms["loose"] = self._loose()
        return self._forms["loose"]

    def least(self, key: Key, aside: set[Key], label: str, *, whole: bool) -> Member:
        """The least change of one rule alone with which all others hold; sets put ``aside`` do not count."""
        if not whole:
            return self._least_by_prices(key, aside, label)
        form = self._any()
        levered = with_levers(without(form.elastic, aside), [key], self._cumulative)
        point, _, _ = self._solved(form, levered)
        if point is not None:
            return self._member(form, key, levered, point.own, point, exact=True)
        return Member(key, exact=True)

    def _least_by_prices(self, key: Key, aside: set[Key], label: str) -> Member:
        """The least change by the LP; nothing if other rules are missed whatever this one's change."""
        others = set(self.keys) - aside - {key}
        if self.by_prices(others).verdict == "clashes":
            return Member(key)
        form = self._any() if key in self.local else self._form(set(self.keys) - aside)
        same = form is self._form(others)
        levered = with_levers(without(form.elastic, aside), [key], self._cumulative)
        nation, goal = levered.nation, levered.nation.goals[0]
        sizes = np.append(form.elastic.sizes, np.ones(len(nation.row_names) - len(form.elastic.sizes)))

        def misses(state: PriceState) -> bool:
            return state.master is not None and float((state.master.slack / sizes).sum()) > _MISSED

        def near(state: PriceState) -> bool:
            # Columns that the test has met miss nothing; where the master's do, missing is too cheap.
            return state.gap(1e-3) <= _NEAR or (same and misses(state))

        for step in range(_STEPS):
            penalty = _HARD * _HARDER**step / sizes
            state = closed(form.search, nation, goal, penalty, near, self._told("clash_changes", label))
            if state.master is not None and not misses(state):
                point = Point(tuple(state.point), state.master.own)
                return self._member(form, key, levered, state.master.own, point, exact=False)
        return Member(key)

    def _member(self, form: _Form, key: Key, levered: Levered, own: np.ndarray, point: Point, *, exact: bool) -> Member:
        nation = levered.nation
        costs = nation.goals[0].cost_own[levered.first :]
        amounts = own[levered.first :]
        moved: dict[tuple[Name, str], float] = {}
        for row, amount, cost in zip(levered.rows, amounts.tolist(), costs.tolist(), strict=True):
            if cost > 0 and amount * cost > _MISSED:
                for name, province, part in self._named(form.elastic, row, amount, point):
                    moved[name, province] = moved.get((name, province), 0.0) + part
        y = point.y(nation)[:, : len(nation.quantities)]
        figures = {quantity: y[:, k] for k, quantity in enumerate(nation.quantities)}
        changes = tuple(Change(name, province, amount) for (name, province), amount in moved.items())
        return Member(key, changes, enough=True, exact=exact, figures=figures)

    @staticmethod
    def _named(elastic: Elastic, row: int, amount: float, point: Point) -> Iterable[tuple[Name, str, float]]:
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
                if value > _MISSED and owner(local) == elastic.owners[row]:
                    yield local, block.code, value

    def _solved(self, form: _Form, levered: Levered) -> tuple[Point | None, float, float]:
        """(point, bound, cost) of the least change as one MIP."""
        search = form.search
        self._tests += 1
        self._told("clash", str(self._tests))(0)
        joined = join(levered.nation, extra_rows=dict(enumerate(search.pool.cuts)))
        cost = joined.cost(levered.nation.goals[0])
        seconds = min(_SECONDS, seconds_left(search.stop) or _SECONDS)
        limits = MipLimits(gap=1e-6, gap_abs=1e-7, nodes=_NODES, time_s=seconds)
        answer = solve_mip(joined.arrays, cost, limits, seed=search.options.seed, stop=search.stop)
        point = joined.unpack(answer.x) if answer.x is not None else None
        return point, answer.bound, answer.objective

    def _told(self, phase: str, label: str) -> Callable[[int], None]:
        """Tells of each round of a test."""
        return lambda number: self._given.clock.tell(phase, detail=f"{label} · {number}")


def _decided(state: PriceState) -> bool:
    """Whether a bound proves that something must be missed, or a mixture misses nothing."""
    return state.bound > _MISSED or (state.master is not None and state.master.value <= _MISSED)


def closed(
    search: Search,
    nation: Nation,
    goal: GoalRow,
    penalty: np.ndarray,
    enough: Callable[[PriceState], bool],
    tell: Callable[[int], None],
) -> PriceState:
    """Alternate master and provinces until it is enough, beginning with the columns known."""
    state = PriceState(np.zeros(len(nation.row_names)), fresh=1.0)
    tell(0)
    while not search.stop.due and state.rounds < _ROUNDS:
        if all(search.pool.columns):
            state.master = solve_master(nation, goal, search.pool, penalty)
            state.point = mixture(state.master, search.pool)
            if enough(state):
                break
        prices = state.next_prices()
        bounds = _ask(search, nation, weights_at(nation, goal, prices))
        if bounds is None:
            break
        state.take(prices, lagrangian(nation, goal, prices, bounds), bounds, [])
        tell(state.rounds)
        if enough(state):
            break
    return state


def _ask(search: Search, nation: Nation, weights: np.ndarray) -> np.ndarray | None:
    """(P,) bounds of the provinces' LPs at some weights, all that was met learnt; None if the stop came first.

    A province that was asked before is not asked about nothing: whatever it does costs nothing.
    """
    pool = search.pool
    costs = [block.links.T @ w for block, w in zip(nation.blocks, weights, strict=True)]
    asked = [p for p, cost in enumerate(costs) if pool.bases[p] is None or np.any(cost)]
    part = Pool(
        tuple(nation.blocks[p] for p in asked),
        [pool.recourse[p] for p in asked],
        [pool.columns[p] for p in asked],
        [pool.cuts[p] for p in asked],
        [pool.bases[p] for p in asked],
    )
    handles = [search.handles[p] for p in asked]
    group = replace(search, nation=replace(nation, blocks=part.blocks), handles=handles, pool=part)
    try:
        answers = ask_lps(group, weights[asked], thorough=False)
    except ProvinceInfeasible as failure:
        raise ProvinceInfeasible(asked[failure.block]) from failure
    if len(answers) < len(asked):
        return None
    learn(part, weights[asked], answers)
    bounds = np.zeros(len(nation.blocks))
    for k, p in enumerate(asked):
        pool.columns[p], pool.cuts[p], pool.bases[p] = part.columns[k], part.cuts[k], part.bases[k]
        bounds[p] = answers[k].bound
    return bounds
