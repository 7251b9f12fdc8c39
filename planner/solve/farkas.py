"""Phase one of a nation by prices: what its rows must be missed by at least, and the certificates that prove it.

Without a goal the Lagrangian bound (:mod:`planner.solve.prices`) is positively homogeneous in the prices: where it is
positive, they are a Farkas certificate that the priced rows cannot hold together, and at any scale they stay one. The
same prices, scaled until a change of some rule costs just what it is worth, bound the least change of that rule
(Farkas 1902; Gleeson and Ryan 1990 on supports of certificates). So nothing proven is asked again: provinces are asked
at prices of one common size, where their last bases fit, and every certificate serves all later questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from planner.solve.elastic import Levered
from planner.solve.owners import Key, owner
from planner.solve.prices import Pool, PriceState, lagrangian, mixture, solve_master, weights_at
from planner.solve.problem import GoalRow, Nation
from planner.solve.stage import ProvinceInfeasible, Search, ask_lps, learn

#: Missing rules by less than this, relative to their sizes, is rounding.
MISSED = 1e-6
#: Rounds of prices of one question.
_ROUNDS = 60
#: Status of a basic row, whose dual is zero.
_BASIC = 1
#: A price that counts, relative to sizes.
_PRICED = 1e-9


@dataclass(frozen=True)
class Certificate:
    """Prices whose bound is positive.

    Attributes:
        prices: (R,) of the national rows.
        bound: at those prices, without any goal.
        dropped: rules that the provinces' blocks were asked without; the bound holds with more of them, too.
    """

    prices: np.ndarray
    bound: float
    dropped: frozenset[Key] = frozenset()

    def begun(self, levered: Levered) -> PriceState | None:
        """Where the least change of levered rules can begin: the prices at which levers cost just what they are worth.

        None if the certificate says nothing about these rules.
        """
        nation, count = levered.nation, len(self.prices)
        ends = np.where(self.prices > 0, nation.row_lower[:count], nation.row_upper[:count])
        if not np.isfinite(ends[self.prices != 0]).all():
            return None  # it needs a rule that is put aside
        worth = nation.rows_own[:count].T @ self.prices
        bounds = nation.rows_own[count:]
        # A lever that another one bounds costs nothing itself; the price of that row charges the other.
        below = np.asarray((bounds > 0) @ np.maximum(worth, 0.0))
        prices = np.concatenate([self.prices, -below])
        worth = (nation.rows_own.T @ prices)[levered.first :]
        costs = nation.goals[0].cost_own[levered.first :]
        dear = worth > 0
        scale = float((costs[dear] / worth[dear]).min(initial=np.inf))
        if not 0 < scale < np.inf:
            return None
        return PriceState(scale * prices, bound=scale * self.bound, fresh=1.0)


@dataclass
class Effort:
    """How many LPs of provinces may still be asked; tests end undecided when none are left.

    A clock would do too, but then what is told of a clash would depend on the machine.
    """

    left: float = np.inf

    def part(self, share: float) -> Effort:
        """A share of what is left, taken out of it; what is not used is put back by :meth:`back`."""
        taken = Effort(self.left * share)
        self.left -= taken.left if np.isfinite(self.left) else 0.0
        return taken

    def back(self, part: Effort) -> None:
        """Put back what a part has left."""
        self.left += part.left if np.isfinite(part.left) else 0.0


def best_begun(proofs: Iterable[Certificate], levered: Levered, dropped: frozenset[Key]) -> PriceState | None:
    """The highest bound of the least change that known certificates give; None if none says anything.

    Args:
        dropped: rules that the blocks at hand are without.
    """
    found = [state for proof in proofs if proof.dropped >= dropped and (state := proof.begun(levered)) is not None]
    return max(found, key=lambda state: state.bound, default=None)


def decided(state: PriceState) -> bool:
    """Whether a bound proves that something must be missed, or a mixture misses nothing."""
    return state.bound > MISSED or (state.master is not None and state.master.value <= MISSED)


def closed(
    search: Search,
    nation: Nation,
    goal: GoalRow,
    penalty: np.ndarray,
    enough: Callable[[PriceState], bool],
    tell: Callable[[int], None],
    begun: PriceState | None = None,
    effort: Effort | None = None,
) -> PriceState:
    """Alternate master and provinces until it is enough, beginning with the columns and perhaps the prices known.

    Also after the stop, or without effort left, the master says what the columns known show.
    """
    effort = Effort() if effort is None else effort
    state = begun or PriceState(np.zeros(len(nation.row_names)), fresh=1.0)
    tell(0)
    while True:
        if all(search.pool.columns):
            state.master = solve_master(nation, goal, search.pool, penalty)
            state.point = mixture(state.master, search.pool)
            if enough(state):
                break
        if search.stop.due or state.rounds >= _ROUNDS or effort.left <= 0:
            break
        prices = state.next_prices()
        bounds = _ask(search, nation, weights_at(nation, goal, prices), effort)
        if bounds is None:
            break
        state.take(prices, lagrangian(nation, goal, prices, bounds), bounds, [])
        tell(state.rounds)
        if enough(state):
            break
    return state


def _ask(search: Search, nation: Nation, weights: np.ndarray, effort: Effort) -> np.ndarray | None:
    """(P,) bounds of the provinces' LPs at some weights, all that was met learnt; None if the stop came first.

    Weights are brought to one size, so that bases fit whatever the scale of the prices. A province that was asked
    before is not asked about nothing: whatever it does costs nothing.
    """
    pool = search.pool
    costs = [block.links.T @ w for block, w in zip(nation.blocks, weights, strict=True)]
    asked = [p for p, cost in enumerate(costs) if pool.bases[p] is None or np.any(cost)]
    effort.left -= len(asked)
    sizes = np.abs(weights).sum(axis=1)
    sizes = np.where(sizes > 0, sizes, 1.0)
    scaled = (weights / sizes[:, np.newaxis])[asked]
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
        answers = ask_lps(group, scaled, thorough=False)
    except ProvinceInfeasible as failure:
        raise ProvinceInfeasible(asked[failure.block]) from failure
    if len(answers) < len(asked):
        return None
    learn(part, scaled, answers)
    bounds = np.zeros(len(nation.blocks))
    for k, p in enumerate(asked):
        pool.columns[p], pool.cuts[p], pool.bases[p] = part.columns[k], part.cuts[k], part.bases[k]
        bounds[p] = answers[k].bound * sizes[p]
    return bounds


def priced(prices: np.ndarray, sizes: np.ndarray, owners: Iterable[Key | None]) -> frozenset[Key]:
    """Rules with a price on one of their national rows."""
    flags = np.abs(prices) * sizes > _PRICED
    return frozenset(key for key, flag in zip(owners, flags, strict=True) if flag and key is not None)


def held_inside(nation: Nation, pool: Pool, prices: np.ndarray, rules: frozenset[Key]) -> frozenset[Key]:
    """Which of the provinces' own rules the bounds of their last answers, given at ``prices``, may rest on.

    A row that is basic where an LP ended has no dual: without it the answer's bound is the same.
    """
    weights, found = weights_at(nation, nation.goals[0], prices), set()
    for block, w, ended in zip(nation.blocks, weights, pool.bases, strict=True):
        if ended is not None and ended.basis is not None and np.any(block.links.T @ w):
            tight = ended.basis.rows[: len(block.rows)] != _BASIC
            found |= {key for row, flag in zip(block.rows, tight, strict=True) if flag and (key := owner(row)) in rules}
    return frozenset(key for key in found if key is not None)
