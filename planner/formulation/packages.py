"""Packages: grants for whole packages of works in enough cities, not for single works."""

from __future__ import annotations

from collections.abc import Iterator

from planner.config.money import Package
from planner.formulation.money import add_spend
from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, rule, variables


@variables("integer")
def packages(view: Province) -> Iterator[Column]:
    r"""Packages of rule ``r`` that account ``k`` of the province begins in year ``t``.

    .. math:: n_{rkt} \in \{0, \dots, \mathrm{most}_r\}

    For: r \in R^{\mathrm{pack}},\ k \in K_p,\ t \in T
    Unit: packages
    Switch: subsidies.*.package
    """
    packaged = {name: rule.package for name, rule in sorted(view.case.model.subsidies.items()) if rule.package}
    for subsidy, package in packaged.items():
        for account in view.offers.accounts:
            # Works that get nothing, because they cost nothing or lack nothing, make packages, too.
            eligible = _eligible(view, subsidy, account)
            for year in view.years:
                if any(year in project.years for project in eligible):
                    yield Column((subsidy, account, year), 0.0, float(package.most))


@variables("continuous")
def city_in(view: Province) -> Iterator[Column]:
    r"""An eligible project of small city ``i`` starts in account ``k`` in year ``t``: one of several.

    .. math:: 0 \le z_{rikt} \le 1

    For: r \in R^{\mathrm{pack}},\ k \in K_p,\ t \in T,\ i \in I_p^{\mathrm{small}} \text{ with several such projects}
    Unit: 1
    Switch: subsidies.*.package.min_cities
    """
    for subsidy, account, year in view.variables["packages"]:
        for city, projects in _cities(view, subsidy, account, year).items():
            if len(projects) > 1:
                yield Column((subsidy, city, account, year), 0.0, 1.0)


def _eligible(view: Province, subsidy: str, account: str) -> list[Project]:
    return [project for project in view.offers.accounts[account] if subsidy in view.offers.of(project.id)]


def _cities(view: Province, subsidy: str, account: str, year: int) -> dict[str, list[Project]]:
    """Small cities, each with its eligible projects that may start in the year."""
    small, found = set(view.cities), dict[str, list[Project]]()
    for project in _eligible(view, subsidy, account):
        if project.city in small and project.decides and year in project.years:
            found.setdefault(project.city, []).append(project)
    return dict(sorted(found.items()))


def _each(view: Province) -> Iterator[tuple[str, str, int, Package, object]]:
    """Every (subsidy, account, year) with packages, the terms of one, and the variable that counts them."""
    for (subsidy, account, year), variable in view.variables["packages"].items():
        package = view.case.model.subsidies[subsidy].package
        if package is not None:
            yield str(subsidy), str(account), int(year), package, variable


@rule
def package_city(view: Province) -> Iterator[Row]:
    r"""A city counts for a package if one of its eligible projects starts.

    .. math:: z_{rikt} \le \sum_{u \in i \cap k} (d_{ut} - d_{u,t-1})

    For: r \in R^{\mathrm{pack}},\ k \in K_p,\ t \in T,\ i \in I_p^{\mathrm{small}} \text{ with several such projects}
    Unit: 1
    Switch: subsidies.*.package.min_cities
    """
    for (subsidy, city, account, year), variable in view.variables["city_in"].items():
        body = Affine().add(1.0, variable)
        for project in _cities(view, subsidy, account, year)[city]:
            view.add_started(body, -1.0, project, year)
        yield at_most((subsidy, city, account, year), body)


@rule
def package_cities(view: Province) -> Iterator[Row]:
    r"""Each package needs enough cities, in a province with fewer small cities all of them.

    .. math:: \sum_i z_{rikt} \ge \min(\mathrm{cities}_r, |I_p^{\mathrm{small}}|)\, n_{rkt}

    For: r \in R^{\mathrm{pack}},\ k \in K_p,\ t \in T
    Unit: cities
    Switch: subsidies.*.package.min_cities
    """
    for subsidy, account, year, package, variable in _each(view):
        body = Affine().add(-float(min(package.min_cities, len(view.cities))), variable)
        for city, projects in _cities(view, subsidy, account, year).items():
            counted = view.variables["city_in"].get((subsidy, city, account, year))
            if counted is not None:
                body.add(1.0, counted)
            else:
                view.add_started(body, 1.0, projects[0], year)
        yield at_least((subsidy, account, year), body)


@rule
def package_cost(view: Province) -> Iterator[Row]:
    r"""Each package needs eligible works of enough capex.

    .. math:: \sum_{u \in k \cap \mathrm{eligible}(r)} \bigl( F_{ut} (d_{ut} - d_{u,t-1})
        + G_{ut} (m_{ut} - m_{u,t-1}) \bigr) \ge \mathrm{cost}_r\, n_{rkt}

    For: r \in R^{\mathrm{pack}},\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies.*.package.min_cost_myuan
    """
    for subsidy, account, year, package, variable in _each(view):
        if package.min_cost_myuan > 0:
            body = Affine().add(-package.min_cost_myuan, variable)
            for project in _eligible(view, subsidy, account):
                add_spend(view, body, 1.0, project, year)
            yield at_least((subsidy, account, year), body)


@rule
def package_grant(view: Province) -> Iterator[Row]:
    r"""Grants are given to packages only, each at most up to its ceiling.

    .. math:: g_{rkt} \le \min(\mathrm{ceiling}^{\mathrm{pack}}_r, \bar g_{rkt})\, n_{rkt}

    For: r \in R^{\mathrm{pack}},\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies.*.package.ceiling_myuan
    """
    for subsidy, account, year, package, variable in _each(view):
        granted = view.variables["grant"].get((subsidy, account, year))
        if granted is None:
            continue
        most = granted.ub if package.ceiling_myuan is None else min(granted.ub, package.ceiling_myuan)
        yield at_most((subsidy, account, year), Affine().add(1.0, granted).add(-most, variable))
