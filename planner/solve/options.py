"""What the caller of a solve may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["auto", "direct", "coordinated"]


@dataclass(frozen=True)
class Options:
    """Stops and means of one solve.

    Attributes:
        gap: a goal is finished when its relative gap is at most this.
        rounds: most rounds of improvement for one goal of a coordinated solve.
        time_s: wall-clock limit in seconds for the whole solve; None: no limit. A run that it stops is not repeatable.
        workers: processes that answer for provinces; 1 solves in the calling process. The plan does not depend on it.
        seed: seed of HiGHS and of the order in which provinces are grouped.
        method: ``direct`` (one model), ``coordinated`` (by province) or ``auto`` (by size).
        scheduler: address of an existing dask scheduler; None: an embedded cluster on 127.0.0.1.
        baselines: also compute the two baseline plans (they are always computed when the solve is coordinated).
    """

    gap: float = 0.01
    rounds: int = 12
    time_s: float | None = None
    workers: int = 1
    seed: int = 1
    method: Method = "auto"
    scheduler: str | None = None
    baselines: bool = True
