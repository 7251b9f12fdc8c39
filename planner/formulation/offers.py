"""What subsidy rules offer to the projects of one province, and how it is written.

Three forms, from cheap to dear, each exact for what it is used for:

* *plain*: the bound ``b[r, u, t]`` times ``started``; the grant of an account is one number a year, and the rows of
  every set of rules make sure that it can be split on projects.
* *claimed*: the bound times a binary ``claim``, where rules exclude each other on a project.
* *explicit*: a grant variable of the project's own, where its capex depends on modules or a ceiling spans the projects
  of a city; then of all rules that may pay the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING, NamedTuple

from planner.case.block import Block
from planner.case.case import Case

if TYPE_CHECKING:
    from planner.formulation.province import Project

Rule = tuple[str, str]
"""(subsidy, project)."""


class SiteTerms(NamedTuple):
    """What a rule may pay for a project with modules, see ``site_grants`` of the case."""

    share: float
    ceiling: float
    opex: float
    module_factor: float

    def fixed(self, capex: float) -> float:
        """Most for the fixed part, if it starts, million yuan."""
        return self.share * max(0.0, capex + self.opex)

    def module(self, capex: float) -> float:
        """Most for one module, million yuan."""
        return self.share * self.module_factor * capex


class Offers:
    """What rules may pay for each project of a province; see the module.

    Attributes:
        bounds: most by (subsidy, project without modules) and year, million yuan.
        terms: by (subsidy, project with modules).
        accounts: projects that can cost anything, by account.
    """

    def __init__(self, case: Case, block: Block, projects: dict[str, Project]) -> None:
        self._model = case.model
        self._block = block
        self.bounds: dict[Rule, dict[int, float]] = {
            key: dict(zip(case.years, values, strict=True))
            for key, values in zip(block.grants.index, block.grants.to_numpy(float).tolist(), strict=True)
        }
        self.terms: dict[Rule, SiteTerms] = {
            key: SiteTerms(*values)
            for key, values in zip(block.site_grants.index, block.site_grants.to_numpy(float).tolist(), strict=True)
        }
        found: dict[str, list[Project]] = {account: [] for account in case.accounts}
        for project in projects.values():
            if project.own and (project.decides or project.extends):
                found[project.account].append(project)
        self.accounts = {account: listed for account, listed in found.items() if listed}
        self._projects = projects

    @cached_property
    def rules(self) -> dict[str, tuple[str, ...]]:
        """Rules that may pay a project, sorted; only projects that some rule may pay."""
        found: dict[str, list[str]] = {}
        for subsidy, project in sorted((*self.bounds, *self.terms)):
            found.setdefault(project, []).append(subsidy)
        return {project: tuple(rules) for project, rules in found.items()}

    @cached_property
    def explicit(self) -> frozenset[str]:
        """Projects with grant variables of their own."""
        by_city = {key for key, rule in self._model.subsidies.items() if rule.city_ceiling_myuan is not None}
        modular = {project for _, project in self.terms}
        return frozenset(modular | {project for project, rules in self.rules.items() if by_city.intersection(rules)})

    @cached_property
    def _gaps(self) -> dict[str, dict[int, float]]:
        return self._block.gap.to_dict("index")  # type: ignore[return-value]

    @cached_property
    def _module_gaps(self) -> dict[str, dict[int, float]]:
        return self._block.module_gap.to_dict("index")  # type: ignore[return-value]

    def of(self, project: str) -> tuple[str, ...]:
        """Rules that may pay a project, sorted."""
        return self.rules.get(project, ())

    def bound(self, subsidy: str, project: Project, year: int) -> float:
        """Most that a rule may pay a project without modules that starts in a year, million yuan."""
        known = self.bounds.get((subsidy, project.id))
        return known[year] if known is not None and project.decides and year in project.years else 0.0

    def most(self, subsidy: str, project: Project, year: int) -> float:
        """Most that a rule may ever pay a project in a year, million yuan."""
        terms = self.terms.get((subsidy, project.id))
        if terms is None:
            return self.bound(subsidy, project, year)
        if year not in project.years:
            return 0.0
        fixed = 0.0 if project.built else terms.fixed(project.capex[year])
        modules = (project.most_modules - project.built_modules) * terms.module(project.module_capex[year])
        most = min(terms.ceiling, fixed + modules, self._model.max_public_share * project.most_spend(year))
        return min(most, self.most_gap(project, year)) if self._model.subsidies[subsidy].need_test else most

    def gap(self, project: Project, year: int) -> float:
        """Viability gap of the fixed part, million yuan."""
        return self._gaps[project.id][year]

    def module_gap(self, project: Project, year: int) -> float:
        """Viability gap of one module, million yuan."""
        return self._module_gaps[project.id][year]

    def worth(self, project: Project) -> tuple[float, float]:
        """Present value of revenue less opex, of the fixed part and of one module, million yuan."""
        return self._worth[project.id]

    @cached_property
    def _worth(self) -> dict[str, tuple[float, float]]:
        worth = self._block.worth
        fixed = (worth["pv_revenue"] - worth["pv_opex"]).tolist()
        module = (worth["module_pv_revenue"] - worth["module_pv_opex"]).tolist()
        return dict(zip(worth.index, zip(fixed, module, strict=True), strict=True))

    def most_gap(self, project: Project, year: int) -> float:
        """Largest gap that a project can have in a year, all its modules added in it."""
        fixed = 0.0 if project.built else self.gap(project, year)
        return fixed + (project.most_modules - project.built_modules) * self.module_gap(project, year)

    def cap(self, project: Project, year: int) -> float:
        """Most that all rules together may pay a project without modules, million yuan rounded down to the yuan."""
        cap = project.capex[year] * self._model.max_public_share
        if self.all_tested(project.id):
            cap = min(cap, self.gap(project, year))
        return floor(cap * 1e6 + 1e-3) / 1e6

    def all_tested(self, project: str) -> bool:
        """Whether every rule that may pay a project tests its need."""
        rules = self.of(project)
        return bool(rules) and all(self._model.subsidies[rule].need_test for rule in rules)

    def paying(self, project: Project, year: int) -> tuple[str, ...]:
        """Rules that can pay a project something in a year, sorted."""
        return tuple(rule for rule in self.of(project.id) if self.most(rule, project, year) > 0)

    def claims(self, project: Project) -> Iterator[tuple[str, int]]:
        """(subsidy, year) of the claims on a project, if rules exclude each other on it; year 0: once and for all."""
        if self._model.stacking != "exclusive":
            return
        if project.id in self.explicit and project.most_modules > 0:
            rules = sorted({rule for year in project.years for rule in self.paying(project, year)})
            yield from ((rule, 0) for rule in rules if len(rules) > 1)
            return
        for year in project.years:
            rules = list(self.paying(project, year))
            yield from ((rule, year) for rule in rules if len(rules) > 1)
