"""What a solve hands back: values by name, goals with their bounds, prices, baselines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from planner.solve.store import Entered, Known

#: Values of the whole nation by family: each a Series whose MultiIndex is the family's key without the province block.
#: ``done``, ``modules`` (project, year), ``connected`` (city, year), ``served`` (service, city, year; own ones too),
#: ``share`` (service, city, project, year), ``status`` (status, city, year), ``site_grant`` (subsidy, project, year),
#: ``grant`` (subsidy, account, province, year), ``local`` (fund, account, province, year),
#: ``enterprise`` (carrier, account, province, year), ``shortfall`` (target, group).
Values = dict[str, pd.Series]

Status = Literal["optimal", "gap", "rounds", "time", "interrupted", "infeasible"]


@dataclass(frozen=True)
class GoalResult:
    """One goal after its stage.

    Attributes:
        id: goal id in the model file.
        value: indicator value of the plan, in the goal's own sense and unit.
        bound: proven bound: no plan at least as good on the earlier goals has a better value.
        gap: ``|value - bound| / max(|value|, unit)``.
        status: why the stage ended.
    """

    id: str
    value: float
    bound: float
    gap: float
    status: Status


@dataclass(frozen=True)
class Clash:
    """One rule that cannot hold together with the others, with the least change that makes room.

    Attributes:
        row: name of the national or local row, as (component, index).
        amount: by how much the row is missed in the least-conflict plan, in the unit of the row.
        way: number of the way out that the change belongs to. All changes of one way together make room; each way keeps
            the rules that earlier ones give up, so the ways together name what clashes.
    """

    row: tuple[str, tuple[object, ...]]
    amount: float
    way: int = 1


@dataclass(frozen=True)
class Solution:
    """The outcome of a solve.

    Attributes:
        status: of the first goal that was not finished, or of the last; ``infeasible`` without a plan.
        values: the plan, None if there is none.
        goals: results in goal order, as far as stages were reached.
        prices: frame row, kind, id, group, year, goal, price (change of the goal's value per unit of the row's bound),
            rhs, use: duals of the national rows.
        baselines: values by baseline id (``practice``, ``path_ratio``).
        clashes: rules in conflict if infeasible.
        timings: seconds by phase.
        repeatable: False when the clock or the user ended a phase.
        method: ``direct`` or ``coordinated``.
        size: ``columns``, ``integers``, ``rows``, ``provinces``.
        history: list of events worth keeping, as dicts.
        known: columns and price points for later questions, None before the model was built.
        started: what of an earlier run this one began with, None without one.
    """

    status: Status
    values: Values | None
    goals: tuple[GoalResult, ...]
    prices: pd.DataFrame
    baselines: dict[str, Values]
    clashes: tuple[Clash, ...]
    timings: dict[str, float]
    repeatable: bool
    method: str
    size: dict[str, int]
    history: tuple[dict[str, object], ...] = field(default=())
    known: Known | None = None
    started: Entered | None = None
