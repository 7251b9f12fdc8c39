"""Money project by project: the plain model that the aggregated rows must agree with.

One province and one account; which projects start when, and with how many modules, is given. Every project has a
variable for each rule, local money and the carrier; rules that exclude each other are tried in every way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from planner.case.case import Case
from planner.config.money import Subsidy

#: What every rule and the local fund are worth in each year: by (rule or ``local``, year).
Weights = Mapping[tuple[str, int], float]


@dataclass(frozen=True)
class Built:
    """What a project starts (0 or 1) and adds (modules) in each year."""

    started: dict[tuple[str, int], int]
    added: dict[tuple[str, int], int]


class _Program:
    """A linear program put together by names."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, ...], int] = {}
        self.rows: list[tuple[dict[int, float], float]] = []
        self.equal: list[tuple[dict[int, float], float]] = []

    def column(self, *name: object) -> int:
        return self.columns.setdefault(tuple(map(str, name)), len(self.columns))

    def most(self, terms: Mapping[int, float], limit: float) -> None:
        self.rows.append((dict(terms), limit))

    def optimum(self, cost: Mapping[int, float]) -> float | None:
        """Largest value, None if nothing is feasible."""
        width = len(self.columns)

        def dense(rows: list[tuple[dict[int, float], float]]) -> tuple[np.ndarray | None, list[float] | None]:
            matrix = np.zeros((len(rows), width))
            for number, (terms, _) in enumerate(rows):
                for column, value in terms.items():
                    matrix[number, column] += value
            return (matrix, [limit for _, limit in rows]) if rows else (None, None)

        aim = np.zeros(width)
        for column, value in cost.items():
            aim[column] = -value
        (upper, limits), (same, values) = dense(self.rows), dense(self.equal)
        answer = linprog(aim, A_ub=upper, b_ub=limits, A_eq=same, b_eq=values, method="highs")
        return -float(answer.fun) if answer.status == 0 else None


def _cells(frame: pd.DataFrame) -> dict[tuple[Any, int], float]:
    """Cells of a frame with a column a year, by (key, year)."""
    years = [int(year) for year in frame.columns]
    return {(key, year): value for key, row in _rows(frame).items() for year, value in zip(years, row, strict=True)}


def _rows(frame: pd.DataFrame) -> dict[Any, list[float]]:
    """Rows of a frame of numbers, by key."""
    return dict(zip(frame.index, frame.to_numpy(float).tolist(), strict=True))


class _Split:
    """The program of one way in which projects come under rules."""

    def __init__(self, case: Case, built: Built, chosen: Mapping[tuple[str, int], str]) -> None:
        self.case, self.built, self.chosen = case, built, chosen
        self.program = _Program()
        self.projects = [str(name) for name in case.projects.index]
        self.capex, self.module_capex = _cells(case.capex), _cells(case.module_capex)
        self.gaps, self.module_gaps = _cells(case.gap), _cells(case.module_gap)
        self.bounds, self.terms = _cells(case.grants), _rows(case.site_grants)
        for project in self.projects:
            for year in case.years:
                self._project(project, year)
        self._sums()

    def spend(self, project: str, year: int) -> float:
        fixed = self.capex[project, year] * self.built.started.get((project, year), 0)
        return fixed + self.module_capex[project, year] * self.built.added.get((project, year), 0)

    def gap(self, project: str, year: int) -> float:
        fixed = self.gaps[project, year] * self.built.started.get((project, year), 0)
        return fixed + self.module_gaps[project, year] * self.built.added.get((project, year), 0)

    def rules(self, project: str) -> list[str]:
        pairs = [*self.case.grants.index, *self.case.site_grants.index]
        return sorted(rule for rule, name in pairs if name == project)

    def bound(self, rule: str, project: str, year: int) -> float:
        model, subsidy = self.case.model, self.case.model.subsidies[rule]
        starts, adds = self.built.started.get((project, year), 0), self.built.added.get((project, year), 0)
        if self.chosen.get((project, year), rule) != rule or self.chosen.get((project, 0), rule) != rule:
            return 0.0
        if ((rule, project), year) in self.bounds:
            return self.bounds[(rule, project), year] * starts
        share, ceiling, opex, factor = self.terms[rule, project]
        base = max(0.0, self.capex[project, year] + opex) * starts
        base += factor * self.module_capex[project, year] * adds
        most = min(share * base, ceiling, model.max_public_share * self.spend(project, year))
        return min(most, self.gap(project, year)) if subsidy.need_test else most

    def _project(self, project: str, year: int) -> None:
        program, model = self.program, self.case.model
        grants = {program.column("grant", rule, project, year): rule for rule in self.rules(project)}
        local, rest = program.column("local", project, year), program.column("rest", project, year)
        program.equal.append((dict.fromkeys([*grants, local, rest], 1.0), self.spend(project, year)))
        for column, rule in grants.items():
            program.most({column: 1.0}, self.bound(rule, project, year))
        cap = model.max_public_share * self.spend(project, year)
        if grants and all(model.subsidies[rule].need_test for rule in grants.values()):
            cap = min(cap, self.gap(project, year))
        program.most(dict.fromkeys(grants, 1.0), cap)
        if model.viability is not None and model.viability.rule == "project":
            program.most(dict.fromkeys([*grants, local], -1.0), -self.gap(project, year))

    def _sums(self) -> None:
        case, model, program = self.case, self.case.model, self.program
        for ((_, province), year), limit in _cells(case.local_limits).items():
            assert province == "P"
            program.most({program.column("local", u, year): 1.0 for u in self.projects}, limit)
        for year in case.years:
            matched = {program.column("local", u, year): -1.0 for u in self.projects}
            for u in self.projects:
                for rule in self.rules(u):
                    matched[program.column("grant", rule, u, year)] = model.subsidies[rule].min_match
            program.most(matched, 0.0)
        for rule, subsidy in model.subsidies.items():
            self._ceilings(rule, subsidy)

    def _ceilings(self, rule: str, subsidy: Subsidy) -> None:
        case = self.case
        mine = [u for u in self.projects if rule in self.rules(u)]
        groups = [(case.site_grants["ceiling_myuan"].get((rule, u), np.inf), [u]) for u in mine]
        if subsidy.city_ceiling_myuan is not None:
            cities = case.projects.loc[mine, "city"]
            groups += [(subsidy.city_ceiling_myuan, cities.index[cities == city].tolist()) for city in set(cities)]
        if subsidy.province_ceiling_myuan is not None:
            groups.append((subsidy.province_ceiling_myuan, mine))
        for ceiling, members in groups:
            if np.isfinite(ceiling):
                columns = [self.program.column("grant", rule, u, year) for u in members for year in case.years]
                self.program.most(dict.fromkeys(columns, 1.0), float(ceiling))

    def best(self, weights: Weights) -> float | None:
        cost = {
            column: weights[name[1] if name[0] == "grant" else "local", int(name[-1])]
            for name, column in self.program.columns.items()
            if name[0] != "rest"
        }
        return self.program.optimum(cost)


def _choices(case: Case, built: Built) -> Iterator[dict[tuple[str, int], str]]:
    """Every way in which projects can come under one rule each (year 0: in all years); once where rules add up."""
    if case.model.stacking == "additive":
        yield {}
        return
    rules = _Split(case, built, {}).rules
    keys: list[tuple[str, int]] = []
    for project in case.projects.index:
        modular = int(str(case.projects.at[project, "max_modules"])) > 0
        years = [0] if modular else [year for year in case.years if built.started.get((project, year))]
        keys += [(str(project), year) for year in years if len(rules(project)) > 1]
    for chosen in product(*(rules(project) for project, _ in keys)):
        yield dict(zip(keys, chosen, strict=True))


def best_split(case: Case, built: Built, weights: Weights) -> float | None:
    """Largest weighted sum of grants and local money that can be split on projects, None if nothing can."""
    values = [_Split(case, built, chosen).best(weights) for chosen in _choices(case, built)]
    return max((value for value in values if value is not None), default=None)
