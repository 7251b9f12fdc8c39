"""Which rules cannot hold together: the rows missed in the plan of least conflict.

The model is made elastic in the users' own rules only (money, targets' hard parts, limits, equity); what is physics
stays hard. The plan that misses them by the least, each relative to its size, names the rules and the change that makes
room; the least change with those rules held names the others that they clash with.
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
LOCAL_RULES = frozenset({"local_limit", "local_per_grant", "floor_province", "limit_local"})
#: National rows that do not: what a shared site can carry, and the definition of spreads.
NATIONAL_PHYSICS = frozenset({"site_load", "gini_spread"})
#: Ways out that are looked for; each keeps every rule that an earlier one gives up.
WAYS = 3
_MISSED = 1e-6
_LIMITS = MipLimits(gap=1e-3, nodes=2000, time_s=120.0)


def named(nation: Nation, slack: np.ndarray) -> tuple[Clash, ...]:
    """National rows with slack, largest relative miss first."""
    ends = nation.ends
    relative = slack / np.maximum(1.0, np.abs(ends))
    order = [row for row in np.argsort(-relative, kind="stable") if relative[row] > _MISSED]
    return tuple(Clash(nation.row_names[row], float(slack[row])) for row in order)


def find_clash(nation: Nation, block: int | None, stop: Stop) -> tuple[Clash, ...]:
    """What the rules must be missed by, in one province (``block``) or in the nation, in up to :data:`WAYS` ways."""
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
    rows += [None if row[0] in NATIONAL_PHYSICS else row for row in nation.row_names]
    return rows


def _elastic(arrays: Arrays, rules: list[Name | None], stop: Stop) -> tuple[Clash, ...]:
    """Least conflict: every rule row gets a slack in both directions at a price of one over its size.

    Found again with the rules held that were given up before, it shows what else stands against them.
    """
    picked = [number for number, rule in enumerate(rules) if rule is not None]
    count, (height, width) = len(picked), arrays.shape
    spread = sparse.csr_array((np.ones(count), (picked, np.arange(count))), shape=(height, count))
    ends = np.where(np.isfinite(arrays.row_upper), arrays.row_upper, arrays.row_lower)[picked]
    price = 1.0 / np.maximum(1.0, np.abs(ends))
    cost = np.concatenate([np.zeros(width), price, price])
    loose = replace(
        arrays,
        matrix=sparse.csr_array(sparse.hstack([arrays.matrix, spread, -spread], format="csr")),
        col_lower=np.append(arrays.col_lower, np.zeros(2 * count)),
        integer=np.append(arrays.integer, np.zeros(2 * count, dtype=bool)),
    )
    free, found = np.ones(count, dtype=bool), []
    for way in range(1, WAYS + 1):
        room = np.where(free, np.inf, 0.0)
        answer = solve_mip(
            replace(loose, col_upper=np.concatenate([arrays.col_upper, room, room])), cost, _LIMITS, stop=stop
        )
        if answer.x is None:
            break
        slack = answer.x[width : width + count] + answer.x[width + count :]
        missed = [k for k in np.argsort(-slack * price, kind="stable") if slack[k] * price[k] > _MISSED]
        found += [Clash(name, float(slack[k]), way) for k in missed if (name := rules[picked[k]]) is not None]
        free[missed] = False
        if not missed:
            break
    return tuple(found)
