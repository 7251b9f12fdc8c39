"""Whether HiGHS, after presolve, sees an objective whose values are all multiples of one unit.

It then prunes every node that does not improve the incumbent by that unit. A MIP start is feasible for the model as it
was given, but presolve may have fixed columns by optimality arguments that the start does not obey, so that its
objective lies off the multiples. HiGHS 1.15.1 rounds its cutoff down all the same, prunes the optimum and calls the
start optimal, with a bound to match.

A run that a limit ends tells the least bound of the nodes that are open. These lie below the cutoff and all that was
pruned lies above it, so that bound holds; unless no node is left open, and the bound is the start's own value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import highspy
import numpy as np

#: An instance of ``highspy.Highs``; highspy has no types.
Highs = Any

#: Ratios of costs with larger denominators are no multiples of one unit.
_LARGEST_DENOMINATOR = 10_000
_NEAR = 1e-9


def objective_on_lattice(highs: Highs) -> bool:
    """Whether the presolved objective takes only multiples of one unit; true also when nothing of it is left.

    Args:
        highs: an instance that holds the model; it is presolved here.
    """
    highs.presolve()
    presolved = highs.getPresolvedLp()
    cost = np.abs(np.asarray(presolved.col_cost_, dtype=float))
    continuous = [kind == highspy.HighsVarType.kContinuous for kind in presolved.integrality_]
    if np.any(cost[np.array(continuous, dtype=bool)]) if continuous else False:
        return False
    left = cost[cost > 0]
    ratios = left / left.min() if len(left) else left
    return all(
        abs(float(Fraction(ratio).limit_denominator(_LARGEST_DENOMINATOR)) - ratio) <= _NEAR * ratio
        for ratio in np.unique(ratios).tolist()
    )
