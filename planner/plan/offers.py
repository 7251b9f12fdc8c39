"""What each subsidy rule may pay for each project of a plan, and what each project needs, in whole yuan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.plan.split import Yuan
from planner.plan.state import State

#: Province, account and year.
Where = tuple[str, str, int]
_MILLION = 1_000_000


def floored(amounts: pd.Series | np.ndarray) -> Yuan:
    """Million yuan as whole yuan, rounded down; a billionth of a yuan above keeps whole amounts whole."""
    return np.floor(np.asarray(amounts, dtype=float) * _MILLION + 1e-6).astype(np.int64)


class Offers:
    """Bounds, caps and needs by project and year.

    Attributes:
        rules: subsidy ids in the model's order.
        explicit: projects whose grants are taken as decided one by one, because they have modules.
        meeting: whether rules exclude each other on some project.
    """

    def __init__(self, case: Case, state: State, values: Mapping[str, pd.Series]) -> None:
        self._case, self._state = case, state
        self.rules = tuple(case.model.subsidies)
        eligible: dict[str, list[str]] = {}
        for rule, project in (*case.grants.index, *case.site_grants.index):
            eligible.setdefault(project, []).append(rule)
        self._eligible = eligible
        self.explicit = frozenset(project for _, project in case.site_grants.index)
        self.meeting = rules_meet(case)
        self._claims = _claims(values) if self.meeting else {}

    def bounds(self, projects: list[str], year: int) -> Yuan:
        """(rules × projects) most that each rule may pay for projects started in ``year``; 0 for explicit ones."""
        if self._case.grants.empty:
            return np.zeros((len(self.rules), len(projects)), dtype=np.int64)
        keys = pd.MultiIndex.from_product([self.rules, projects])
        amounts = floored(self._case.grants[year].reindex(keys).fillna(0.0)).reshape(len(self.rules), len(projects))
        amounts[:, [project in self.explicit for project in projects]] = 0
        if self.meeting:
            for column, project in enumerate(projects):
                if len(self._eligible.get(project, ())) > 1:
                    amounts[:, column] = self._claimed(amounts[:, column], project, year)
        return amounts

    def _claimed(self, bounds: Yuan, project: str, year: int) -> Yuan:
        """Bounds of the one rule that pays the project: the one it claims, else the one that may pay most."""
        paying = np.flatnonzero(bounds > 0)
        if len(paying) <= 1:
            return bounds
        claims = [self._claims.get((rule, project, year), 0.0) for rule in self.rules]
        kept = np.zeros_like(bounds)
        chosen = int(np.argmax(claims)) if max(claims) > 0 else int(np.argmax(bounds))
        kept[chosen] = bounds[chosen]
        return kept

    def caps(self, projects: list[str], year: int, capex: Yuan) -> Yuan:
        """(projects) most that all rules together may pay: the public share, and the gap where every rule tests it."""
        most = np.minimum(floored(capex / _MILLION * self._case.model.max_public_share), capex)
        tested = np.array([self._all_tested(project) for project in projects], dtype=bool)
        return np.where(tested, np.minimum(most, self._gaps(projects, year)), most) if tested.any() else most

    def _all_tested(self, project: str) -> bool:
        rules = self._eligible.get(project, ())
        return bool(rules) and all(self._case.model.subsidies[rule].need_test for rule in rules)

    def needs(self, projects: list[str], year: int, capex: Yuan) -> Yuan:
        """(projects) public money that each must have: its gap where public money must fill it."""
        viability = self._case.model.viability
        if viability is None or viability.rule != "project":
            return np.zeros(len(projects), dtype=np.int64)
        return np.minimum(self._gaps(projects, year), capex)

    def _gaps(self, projects: list[str], year: int) -> Yuan:
        """Viability gap of what starts and is added in a year."""
        case, state = self._case, self._state
        started = state.started[year].reindex(projects).fillna(0).to_numpy(float)
        added = state.added[year].reindex(projects).fillna(0).to_numpy(float)
        gap = case.gap[year].reindex(projects).fillna(0.0).to_numpy(float) * started
        return floored(gap + case.module_gap[year].reindex(projects).fillna(0.0).to_numpy(float) * added)

    def has_others(self, account: str) -> bool:
        """Whether an account has payers beside grants."""
        return bool(self._case.payers(account)) or bool(self._case.local_payers(account))


def rules_meet(case: Case) -> bool:
    """Whether rules that exclude each other may pay one project."""
    pairs = [project for _, project in (*case.grants.index, *case.site_grants.index)]
    return case.model.stacking == "exclusive" and len(set(pairs)) < len(pairs)


def _claims(values: Mapping[str, pd.Series]) -> dict[tuple[str, str, int], float]:
    """Claims that are made, by (subsidy, project, year)."""
    series = values.get("claim")
    if series is None:
        return {}
    made = series[series > 0.5]
    return dict(zip(made.index.tolist(), made.tolist(), strict=True))
