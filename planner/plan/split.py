"""Who pays what of each project: money decided per province, account and year is split to projects, to the yuan.

Amounts in here are whole yuan (Python and numpy integers), so that sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
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


def split_grants(totals: Sequence[int], bounds: Yuan, capex: Yuan) -> Yuan:
    """Grants of each rule (rows) to each project (columns) of one province, account and year.

    Pro rata to ``bounds`` (rules × projects), because officials expect the stated share on every project. Where rules
    meet on a project and would together exceed its ``capex``, the nearest split to pro rata is taken (least sum of
    absolute deviations). A total above what can be split is cut to it.
    """
    bounds = np.minimum(bounds, capex[None, :])
    wanted = [min(int(total), int(row.sum())) for total, row in zip(totals, bounds, strict=True)]
    if not wanted:
        return np.zeros(bounds.shape, dtype=np.int64)
    rata = np.vstack([apportion(total, row) for total, row in zip(wanted, bounds, strict=True)])
    if (rata.sum(axis=0) <= capex).all():
        return rata
    return _nearest(rata, np.array(wanted, dtype=np.int64), bounds, capex)


def _nearest(rata: Yuan, totals: Yuan, bounds: Yuan, capex: Yuan) -> Yuan:
    """Largest total first, then the least deviation from ``rata``: a flow problem, so the LP's vertices are whole."""
    rules, projects = rata.shape
    cells = rules * projects
    by_rule = np.kron(np.eye(rules), np.ones(projects))
    by_project = np.kron(np.ones(rules), np.eye(projects))
    up, down = (bounds - rata).ravel(), rata.ravel()
    rows = np.vstack([np.hstack([block, -block]) for block in (by_rule, by_project)])
    limits = np.concatenate([totals - rata.sum(axis=1), capex - rata.sum(axis=0)])
    # One yuan more in all is worth far more than two yuan moved.
    cost = np.concatenate([np.ones(cells) - 1e3, np.ones(cells) + 1e3])
    answer = linprog(
        cost,
        A_ub=rows,
        b_ub=limits,
        bounds=np.column_stack([np.zeros(2 * cells), np.concatenate([up, down])]),
        method="highs-ds",
    )
    moved = np.rint(answer.x).astype(np.int64)
    split = rata + (moved[:cells] - moved[cells:]).reshape(rules, projects)
    return _trimmed(split, totals, bounds, capex)


def _trimmed(split: Yuan, totals: Yuan, bounds: Yuan, capex: Yuan) -> Yuan:
    """Take back the odd yuan by which rounding may have passed a limit."""
    split = np.clip(split, 0, bounds)
    for project in np.flatnonzero(split.sum(axis=0) > capex):
        over = int(split[:, project].sum() - capex[project])
        for rule in np.argsort(-split[:, project], kind="stable"):
            cut = min(over, int(split[rule, project]))
            split[rule, project] -= cut
            over -= cut
    for rule in np.flatnonzero(split.sum(axis=1) > totals):
        over = int(split[rule].sum() - totals[rule])
        for project in np.argsort(-split[rule], kind="stable"):
            cut = min(over, int(split[rule, project]))
            split[rule, project] -= cut
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
