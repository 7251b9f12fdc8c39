"""What a plan leaves standing of a bound.

Bounds come from LPs and MIPs that HiGHS solves within absolute tolerances of 1e-7 to 1e-6, at costs that are scaled up
before (:func:`planner.solve.highs.cost_scale`), and plans may miss rows by rounding. So a plan may be better than its
bound by a little. By more it cannot, unless the bound is wrong; then nothing is proven, and that must be seen.
"""

from __future__ import annotations

import numpy as np

#: What tolerances of the solver may put a bound beyond a plan by, relative.
ROUNDING = 1e-6


def believed(bound: float, value: float, room: float) -> float:
    """A lower bound beside a plan of a value: not above it, and minus infinity if it is above by more than ``room``."""
    if bound <= value:
        return bound
    return value if bound <= value + room else -np.inf
