"""Which of the user's rules cannot hold together, and the least change of each that makes room.

A set of rules is tested by what it must be missed by at least (:mod:`planner.solve.court`): a positive bound proves
that it cannot hold, and only rules with a price are needed for that; a mixture of points that misses nothing shows that
it can. Small cases are tested as one MIP, too, which also sees clashes of whole numbers.

The deletion filter (Chinneck 2008) leaves out rules that are not needed; what remains when nothing more can be left out
is an irreducible set: without any one of its rules the others can hold. Asking all provinces for each rule is dear. So
first the points known are mixed, which is one small LP a rule: where a mixture keeps all others, the rule is needed
beyond doubt, and no province is asked. Of the rest, those that the proof leans on least are left out several at a time.

Rules that share nothing with a set are tried again by themselves, so separate clashes are told apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planner.config.schema import Model
from planner.solve.court import Court
from planner.solve.farkas import MISSED, Certificate, Effort, closed, decided
from planner.solve.owners import Key
from planner.solve.problem import GoalRow
from planner.solve.solution import Clash
from planner.solve.stage import ProvinceInfeasible, Search

#: Separate clashes that are looked for.
SETS = 3
#: Up to this many integers every set is also tested as one MIP; up to so many where the provinces' LPs show no clash.
SMALL, LARGEST = 3_000, 15_000
#: Rounds in which all provinces are asked, at most, about the sets and changes of a case of more integers: twice those
#: of a price phase. What is not decided by then is told as such.
ROUNDS = 26
#: Part of the rules that may be superfluous that are left out at once; half as many each time the others can hold.
_PART = 0.5


def find_clashes(search: Search, model: Model, proof: Certificate | None = None) -> tuple[Clash, ...]:
    """Sets of rules that cannot hold together; empty if none is proven (by what the effort allows).

    When stop or effort end it first, sets that are proven to clash are told with what is known of them by then.

    Args:
        proof: prices of the nation's rows that already prove a clash.
    """
    try:
        return _clashes(search, model, proof)
    except ProvinceInfeasible as failure:
        return (Clash((), province=search.nation.blocks[failure.block].code),)


def _clashes(search: Search, model: Model, proof: Certificate | None) -> tuple[Clash, ...]:
    court = Court(search, cumulative_budgets(model), proof)
    limited = court.integers > LARGEST
    allowed = Effort(ROUNDS * len(search.nation.blocks)) if limited else Effort()
    court.effort = allowed.part(_PART)
    found: list[_Set] = []
    free: set[Key] = set()
    while len(found) < SETS and not court.ended:
        keys = [key for key in court.keys if key not in free]
        test, whole = court.by_prices(keys), court.integers <= SMALL
        if test.verdict == "clashes":
            one = _reduced(court, test.needed)
            found.append(_whole(court, one.keys) if whole else one)
        elif court.integers <= LARGEST and court.by_mip(keys).verdict == "clashes":
            found.append(_whole(court, keys))
        else:
            break
        free |= set(found[-1].keys)
    allowed.back(court.effort)
    return tuple(_with_changes(court, found, allowed))


@dataclass(frozen=True)
class _Set:
    """An irreducible set, whether it is proven to be one, and whether it was tested with whole numbers."""

    keys: tuple[Key, ...]
    proven: bool
    whole: bool


def conflict(search: Search) -> Certificate | None:
    """What proves that the rows of the nation cannot hold together, if anything; provinces keep their own rows.

    Raises:
        ProvinceInfeasible: a province has no point at all.
    """
    nation = search.nation
    nothing = GoalRow(
        "", 1.0, np.zeros((len(nation.blocks), len(nation.quantities))), np.zeros(len(nation.own_lower)), 0, 0, 0, 1.0
    )
    penalty = 1.0 / nation.sizes
    state = closed(
        search, nation, nothing, penalty, decided, lambda number: search.clock.tell("clash", detail=f"0 · {number}")
    )
    return Certificate(state.prices, state.bound) if state.bound > MISSED else None


def cumulative_budgets(model: Model) -> frozenset[Key]:
    """Budgets whose rows add up all years so far."""
    found = {("funds", k, "budget") for k, fund in model.funds.items() if fund.carry_over == "all"}
    found |= {("subsidies", k, "envelope") for k, rule in model.subsidies.items() if rule.carry_over == "all"}
    found |= {("carriers", k, "budget") for k, carrier in model.carriers.items() if carrier.carry_over == "all"}
    return frozenset(found)


def _reduced(court: Court, clash: frozenset[Key]) -> _Set:
    """An irreducible set within a proven clash, by prices.

    Provinces' own rules come last, together and then singly: without them the provinces' LPs take three times as long.
    What was needed beside all of them is needed beside fewer.
    """
    clash, proven = _by_known_points(court, clash)
    inside = court.inside(clash)
    for gone in [inside, *(frozenset({key}) for key in sorted(inside))] if len(inside) > 1 else [inside]:
        if gone and gone <= clash:
            test = court.by_prices(clash - gone)
            clash = clash - gone - (court.inside(clash) - test.needed) if test.verdict == "clashes" else clash
            proven &= test.verdict != "unknown" or len(gone) > 1
    return _Set(tuple(sorted(clash)), proven, whole=False)


def _by_known_points(court: Court, clash: frozenset[Key]) -> tuple[frozenset[Key], bool]:
    """A part of a proven clash without superfluous national rules, and whether that is proven.

    A rule that is needed for a set is needed for every clash within it.
    """
    needed, part = frozenset[Key](), _PART
    while not court.ended:
        spare = court.spare(clash, needed)
        if not spare:
            return clash, True
        needed = clash - court.inside(clash) - frozenset(spare)
        gone = frozenset(spare[: max(1, int(part * len(spare)))])
        test = court.by_prices(clash - gone)
        if test.verdict == "clashes":
            clash, part = test.needed, _PART
        elif test.verdict == "holds":
            part /= 2
        else:
            break
    return clash, False


def _whole(court: Court, clash: Iterable[Key]) -> _Set:
    """An irreducible set within a proven clash, with whole numbers."""
    kept, proven = sorted(clash), True
    for key in tuple(kept):
        others = [other for other in kept if other != key]
        test = court.by_mip(others)
        if test.verdict == "clashes":
            kept = others
        proven &= test.verdict != "unknown"
    return _Set(tuple(kept), proven, whole=True)


def _with_changes(court: Court, found: list[_Set], effort: Effort) -> Iterable[Clash]:
    """Each member with the least change that makes room, while other sets are put aside, all with alike effort."""
    open_ = sum(len(one.keys) for one in found)
    for number, one in enumerate(found):
        aside = {key for k, other in enumerate(found) if k != number for key in other.keys}
        members = []
        for place, key in enumerate(one.keys, start=1):
            court.effort = effort.part(1 / open_)
            members.append(court.least(key, aside, f"{place}/{len(one.keys)} {'.'.join(key)}", whole=one.whole))
            effort.back(court.effort)
            open_ -= 1
        yield Clash(tuple(members), one.proven)
