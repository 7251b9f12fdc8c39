"""What a solve hands back: values by name, goals with their bounds, prices, baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
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
class Fault:
    """What a solve found to be wrong with itself or with its solver; it is told beside the plan.

    Attributes:
        kind: ``bound``: a plan is better than a bound, so the bound is wrong and not told; ``plan``: a plan that the
            solver told breaks rows and was lost.
        goal: id of the goal that was being optimised.
        amount: the wrong bound in the goal's own sense; what the plan breaks rows by, relative to their sizes.
    """

    kind: Literal["bound", "plan"]
    goal: str
    amount: float


@dataclass(frozen=True)
class Change:
    """One number of a rule that gives way.

    Attributes:
        row: name of the national or provincial row that states it, as (component, index).
        province: of a provincial row, else empty.
        amount: how far it gives way, in the unit of the row.
    """

    row: tuple[str, tuple[object, ...]]
    province: str
    amount: float


@dataclass(frozen=True)
class Member:
    """One of the rules that cannot hold together, with the least change of it alone that makes room for all others.

    Attributes:
        key: dotted key in the model file, as its parts.
        changes: numbers that give way; empty where no change of this rule alone is enough.
        enough: whether the changes are.
        exact: whether they allow a plan with whole numbers; else they allow a mixture of plans, and a plan may need a
            little more.
        settled: False where the search was ended first: less may be enough, or something where nothing was found.
        least: what the changes must add up to at least, in their own unit, as far as it was proven.
        figures: what provinces contribute to each (indicator, year) when the rule has given way.
    """

    key: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    enough: bool = False
    exact: bool = False
    settled: bool = True
    least: float = 0.0
    figures: Mapping[tuple[str, int], np.ndarray] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Clash:
    """Rules of the user's that cannot hold together.

    Attributes:
        members: without any one of them the others can hold.
        proven: whether that is proven; else some of them may not be needed.
        province: whose projects cannot all be in service in time, whatever the rules; then there are no members.
    """

    members: tuple[Member, ...]
    proven: bool = True
    province: str = ""


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
        clashes: separate sets of rules in conflict, if infeasible and found.
        timings: seconds by phase.
        repeatable: False when the clock or the user ended a phase.
        method: ``direct`` or ``coordinated``.
        size: ``columns``, ``integers``, ``rows``, ``provinces``.
        history: list of events worth keeping, as dicts.
        faults: what went wrong without ending the solve.
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
    faults: tuple[Fault, ...] = ()
    known: Known | None = None
    started: Entered | None = None
