"""Who pays what of each project: money decided per province, account and year is split to projects, to the yuan.

Amounts in here are whole yuan (Python and numpy integers), so that sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog

Yuan = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Payer:
    """Who pays: ``kind`` is grant, local or enterprise, ``payer`` a fund or carrier, ``subsidy`` the rule or empty."""

    kind: str
    payer: str
    subsidy: str = ""


def apportion(total: int, weights: Sequence[int] | Yuan) -> Yuan:
    """``total`` split in proportion to ``weights``, by largest remainder, ties to the first.

    A share never exceeds its weight when ``total`` does not exceed their sum.

    Raises:
        ValueError: something is to be split over weights that are all 0.
    """
    whole = [int(weight) for weight in weights]
    base = sum(whole)
    if base == 0:
        if total:
            raise ValueError(f"{total} yuan to split, but no weight is positive")
        return np.zeros(len(whole), dtype=np.int64)
    # Python integers: products of two amounts in yuan do not fit into 64 bits.
    shares = [total * weight // base for weight in whole]
    rest = total - sum(shares)
    by_remainder = sorted(range(len(whole)), key=lambda item: (-(total * whole[item] % base), item))
    for item in by_remainder[:rest]:
        shares[item] += 1
    return np.array(shares, dtype=np.int64)


@dataclass(frozen=True)
class Ceiling:
    """Most that one rule (its row) may pay for some projects (a mask) together, in whole yuan."""

    rule: int
    projects: npt.NDArray[np.bool_]
    most: int


@dataclass(frozen=True)
class Room:
    """What the projects of one province, account and year may and must receive, in whole yuan.

    Attributes:
        bounds: (rules × projects) most that each rule may pay.
        caps: (projects) most that all rules together may pay.
        needs: (projects) public money that each project must have.
        local: local money of the account that may fill needs, too.
        ceilings: on the projects of one city.
    """

    bounds: Yuan
    caps: Yuan
    needs: Yuan
    local: int = 0
    ceilings: tuple[Ceiling, ...] = ()

    @property
    def tight(self) -> Yuan:
        """``bounds``, none above the cap of its project."""
        return np.minimum(self.bounds, self.caps[None, :])

    def holds(self, split: Yuan) -> bool:
        """Whether a split keeps caps and ceilings and leaves no need that local money cannot fill."""
        granted = split.sum(axis=0)
        open_ = np.maximum(self.needs - granted, 0).sum()
        within = all(split[one.rule, one.projects].sum() <= one.most for one in self.ceilings)
        return bool(within and (granted <= self.caps).all() and open_ <= self.local)


def split_grants(totals: Sequence[int], room: Room) -> Yuan:
    """Grants of each rule (rows) to each project (columns) of one province, account and year.

    Pro rata to bounds, because officials expect the stated share on every project. Where that would pass the cap of a
    project on which rules meet, or leave a need open, the nearest split to pro rata is taken (least sum of absolute
    deviations). A total above what can be split is cut to it.
    """
    bounds = room.tight
    wanted = [min(int(total), int(row.sum())) for total, row in zip(totals, bounds, strict=True)]
    if not wanted:
        return np.zeros(bounds.shape, dtype=np.int64)
    rata = np.vstack([apportion(total, row) for total, row in zip(wanted, bounds, strict=True)])
    return rata if room.holds(rata) else _nearest(rata, np.array(wanted, dtype=np.int64), room)


def _nearest(rata: Yuan, totals: Yuan, room: Room) -> Yuan:
    """Needs first, then the largest total, then the least deviation from ``rata``.

    Rules (past a node for each city with a ceiling) and local money flow to projects, past a node that holds the cap
    of grants and one that holds the need: a flow problem, so the LP's vertices are whole. Granting nothing and leaving
    every need open is always a point of it.

    Raises:
        ArithmeticError: the LP was not solved; none of its other points is a split worth paying out.
    """
    rules, projects = rata.shape
    granted = rata.sum(axis=0)
    held = [one.most - int(rata[one.rule, one.projects].sum()) for one in room.ceilings]
    limits = [totals - rata.sum(axis=1), room.caps - granted, granted - room.needs, np.array([room.local, *held])]
    # One yuan more in all is worth far more than two yuan moved, a need filled far more than both.
    cells = np.ones(rules * projects)
    cost = [cells - 1e3, cells + 1e3, np.zeros(projects), np.full(projects, 1e5)]
    most = [(room.tight - rata).ravel(), rata.ravel(), np.full(projects, room.local), np.maximum(room.needs, 0)]
    upper = np.concatenate(most).astype(float)
    answer = linprog(
        np.concatenate(cost),
        A_ub=_network(rules, projects, room.ceilings),
        b_ub=np.concatenate(limits).astype(float),
        bounds=np.column_stack([np.zeros(len(upper)), upper]),
        method="highs-ds",
    )
    if answer.status != 0:
        raise ArithmeticError(
            f"{int(totals.sum())} yuan of {rules} rules were not split over {projects} projects: {answer.message}"
        )
    moved = np.rint(answer.x[: 2 * rules * projects]).astype(np.int64).reshape(2, rules, projects)
    return _trimmed(rata + moved[0] - moved[1], totals, room)


def _network(rules: int, projects: int, ceilings: Sequence[Ceiling]) -> sparse.csr_matrix:
    """Rows: each rule's total, caps, needs, local money, ceilings.

    Columns: grants above pro rata and grants below it (rules × projects each), local money and need left open (projects
    each).
    """
    cells = rules * projects
    by_rule = sparse.kron(sparse.eye(rules), np.ones((1, projects)))
    by_project = sparse.kron(np.ones((1, rules)), sparse.eye(projects))
    by_city = np.zeros((len(ceilings), rules, projects))
    for row, ceiling in enumerate(ceilings):
        by_city[row, ceiling.rule, ceiling.projects] = 1.0
    cities = sparse.csr_matrix(by_city.reshape(len(ceilings), cells))
    one, total = sparse.eye(projects), np.ones((1, projects))
    blocks = [
        [by_rule, -by_rule, sparse.csr_matrix((rules, projects)), sparse.csr_matrix((rules, projects))],
        [by_project, -by_project, sparse.csr_matrix((projects, projects)), sparse.csr_matrix((projects, projects))],
        [-by_project, by_project, -one, -one],
        [sparse.csr_matrix((1, cells)), sparse.csr_matrix((1, cells)), total, sparse.csr_matrix((1, projects))],
        [cities, -cities, sparse.csr_matrix((len(ceilings), projects)), sparse.csr_matrix((len(ceilings), projects))],
    ]
    return sparse.vstack([sparse.hstack(row) for row in blocks]).tocsr()


def fill_needs(open_needs: Yuan, local: int) -> Yuan:
    """Local money of each project for what grants leave open of its need; cut in proportion where it falls short."""
    wanted = np.maximum(open_needs, 0)
    return wanted if wanted.sum() <= local else apportion(local, wanted)


def _trimmed(split: Yuan, totals: Yuan, room: Room) -> Yuan:
    """Take back the odd yuan by which rounding may have passed a limit."""
    split, caps = np.clip(split, 0, room.tight), room.caps
    for project in np.flatnonzero(split.sum(axis=0) > caps):
        over = int(split[:, project].sum() - caps[project])
        for rule in np.argsort(-split[:, project], kind="stable"):
            cut = min(over, int(split[rule, project]))
            split[rule, project] -= cut
            over -= cut
    everything = np.ones(split.shape[1], dtype=bool)
    sums = [Ceiling(rule, everything, int(total)) for rule, total in enumerate(totals)]
    for ceiling in (*room.ceilings, *sums):
        over = int(split[ceiling.rule, ceiling.projects].sum()) - ceiling.most
        for project in np.argsort(-split[ceiling.rule], kind="stable") if over > 0 else ():
            cut = min(over, int(split[ceiling.rule, project])) if ceiling.projects[project] else 0
            split[ceiling.rule, project] -= cut
            over -= cut
    return split


def split_rest(rest: Yuan, weights: Sequence[float]) -> Yuan:
    """What grants leave of each project (rows) over the account's other payers (columns), in proportion to their money.

    Rows add up exactly; columns differ from proportion by a few yuan at most, because what was rounded away from a
    payer in one project comes back in the next.

    Raises:
        ValueError: something is left to pay and no weight is positive.
    """
    share = np.array(weights, dtype=float)
    if share.sum() <= 0:
        if rest.any():
            raise ValueError(f"{int(rest.sum())} yuan left to pay and nobody to pay them")
        return np.zeros((len(rest), len(share)), dtype=np.int64)
    share = share / share.sum()
    out = np.zeros((len(rest), len(share)), dtype=np.int64)
    owed = np.zeros(len(share))
    for row, amount in enumerate(rest):
        owed += share * float(amount)
        paid = np.maximum(np.floor(owed), 0).astype(np.int64)
        paid = np.minimum(paid, amount)
        out[row] = _to_sum(paid, int(amount), owed)
        owed -= out[row]
    return out


def _to_sum(paid: Yuan, amount: int, owed: npt.NDArray[np.float64]) -> Yuan:
    """``paid`` changed by single yuan, most owed first, until it adds up to ``amount``."""
    paid = paid.copy()
    order: Iterable[int] = np.argsort(-(owed - paid), kind="stable")
    short = amount - int(paid.sum())
    for payer in order if short > 0 else reversed(list(order)):
        if short == 0:
            break
        step = 1 if short > 0 else -min(1, int(paid[payer]))
        paid[payer] += step
        short -= step
    if short > 0:
        paid[int(np.argmax(owed))] += short
    return paid
