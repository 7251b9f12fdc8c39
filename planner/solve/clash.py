"""Which rules cannot hold together: the rows missed in the plan of least conflict.

The model is made elastic in the users' own rules only (money, targets' hard parts, limits, equity); what is physics
stays hard. The plan that misses them by the least, each relative to its size, names the rules and the change that makes
room.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from planner.solve.highs import Arrays, MipLimits, solve_mip
from planner.solve.problem import Joined, Name, Nation, join
from planner.solve.progress import Stop
from planner.solve.solution import Clash

#: Rows of a province that state a rule of the user's, by component name.
LOCAL_RULES = frozenset({"local_limit", "local_per_grant", "floor_province", "limit_province", "limit_city", "due"})
_MISSED = 1e-6
_LIMITS = MipLimits(gap=1e-3, nodes=2000, time_s=120.0)


def named(nation: Nation, slack: np.ndarray) -> tuple[Clash, ...]:
    """National rows with slack, largest relative miss first."""
    ends = np.where(np.isfinite(nation.row_upper), nation.row_upper, nation.row_lower)
    relative = slack / np.maximum(1.0, np.abs(ends))
    order = [row for row in np.argsort(-relative, kind="stable") if relative[row] > _MISSED]
    return tuple(Clash(nation.row_names[row], float(slack[row])) for row in order)


def find_clash(nation: Nation, block: int | None, stop: Stop) -> tuple[Clash, ...]:
    """Minimise what the rules are missed by, in one province (``block``) or in the nation."""
    if block is not None:
        own = nation.blocks[block]
        rows: list[Name | None] = [row if row[0] in LOCAL_RULES else None for row in own.rows]
        return _elastic(own.arrays, rows, stop)
    joined = join(nation)
    return _elastic(joined.arrays, _rule_rows(nation, joined), stop)


def _rule_rows(nation: Nation, joined: Joined) -> list[Name | None]:
    """Name of each row of the joined model if it states a user's rule."""
    rows: list[Name | None] = []
    for block in nation.blocks:
        rows += [row if row[0] in LOCAL_RULES else None for row in block.rows]
        rows += [None] * len(nation.quantities)
    rows += [row if row[0] != "gini_spread" else None for row in nation.row_names]
    return rows


def _elastic(arrays: Arrays, rules: list[Name | None], stop: Stop) -> tuple[Clash, ...]:
    """Least conflict: every rule row gets a slack in both directions at a price of one over its size."""
    picked = [number for number, rule in enumerate(rules) if rule is not None]
    count, (height, width) = len(picked), arrays.shape
    spread = sparse.csr_array((np.ones(count), (picked, np.arange(count))), shape=(height, count))
    ends = np.where(np.isfinite(arrays.row_upper), arrays.row_upper, arrays.row_lower)[picked]
    loose = replace(
        arrays,
        matrix=sparse.csr_array(sparse.hstack([arrays.matrix, spread, -spread], format="csr")),
        col_lower=np.append(arrays.col_lower, np.zeros(2 * count)),
        col_upper=np.append(arrays.col_upper, np.full(2 * count, np.inf)),
        integer=np.append(arrays.integer, np.zeros(2 * count, dtype=bool)),
    )
    price = 1.0 / np.maximum(1.0, np.abs(ends))
    answer = solve_mip(loose, np.concatenate([np.zeros(width), price, price]), _LIMITS, stop=stop)
    if answer.x is None:
        return ()
    slack = answer.x[width : width + count] + answer.x[width + count :]
    order = np.argsort(-slack * price, kind="stable")
    return tuple(
        Clash(name, float(slack[k]))
        for k in order
        if slack[k] * price[k] > _MISSED and (name := rules[picked[k]]) is not None
    )
