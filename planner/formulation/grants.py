"""Grants: what subsidy rules pay, and the bounds that make it possible to split it on projects.

Decided by rule, account and year. One bound a project times ``started`` (or times a binary ``claim``, where rules
exclude each other) keeps the sum of grants such that it can be split on projects exactly; where rules add up on a
project, every set of rules has such a row: the flow from rules to projects exists exactly if no set of rules has more
to give than its projects can take together (minimum cut). Explicit projects (see :mod:`~planner.formulation.offers`)
carry grant variables of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from planner.formulation.money import add_spend
from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, at_most, rule, variables


@variables("continuous")
def grant(view: Province) -> Iterator[Column]:
    r"""Money that subsidy rule ``r`` pays to account ``k`` of the province in year ``t``.

    .. math:: g_{rkt} \ge 0

    For: r \in R,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies
    """
    for subsidy in view.case.model.subsidies:
        for account, projects in view.offers.accounts.items():
            for year in view.years:
                most = 0.0
                for project in projects:
                    most += view.offers.most(subsidy, project, year)
                if most > 0:
                    yield Column((subsidy, account, year), 0.0, most)


@variables("continuous")
def site_grant(view: Province) -> Iterator[Column]:
    r"""The part of that money that goes to project ``u``, whose capex depends on modules or whose city has a ceiling.

    .. math:: 0 \le h_{rut} \le \bar b_{rut}

    For: r \in R,\ u \in X_p \cap \mathrm{eligible}(r),\ t \in T_u
    Unit: million yuan
    Switch: subsidies.*.measures
    """
    projects = explicit(view)
    for subsidy in sorted(view.case.model.subsidies):
        for project in projects:
            for year in project.years if subsidy in view.offers.of(project.id) else ():
                most = view.offers.most(subsidy, project, year)
                if most > 0:
                    yield Column((subsidy, project.id, year), 0.0, most)


@variables("binary")
def claim(view: Province) -> Iterator[Column]:
    r"""Project ``u``, started in year ``t``, comes under rule ``r`` and no other; with modules: in all years.

    .. math:: \chi_{rut} \in \{0, 1\}

    For: u \in U_p,\ |\{r : b_{rut} > 0\}| > 1,\ t \in T_u
    Unit: 1
    Switch: stacking = "exclusive"
    """
    for projects in view.offers.accounts.values():
        for project in projects:
            for subsidy, year in view.offers.claims(project):
                yield Column((subsidy, project.id, year), 0.0, 1.0)


def explicit(view: Province) -> list[Project]:
    """Projects of the province with grant variables of their own, sorted."""
    return [view.projects[name] for name in sorted(view.offers.explicit)]


def add_taken(view: Province, total: Affine, factor: float, subsidy: str, project: Project, year: int) -> None:
    """Add ``factor`` × whether the project starts in the year under the rule."""
    chosen = view.variables["claim"].get((subsidy, project.id, year))
    if chosen is None:
        view.add_started(total, factor, project, year)
    else:
        total.add(factor, chosen)


def of_project(view: Province, project: Project, year: int) -> Affine:
    """All explicit grants of a project in a year."""
    total = Affine()
    for subsidy in view.offers.of(project.id):
        total.add(1.0, view.variables["site_grant"].get((subsidy, project.id, year), 0.0))
    return total


def plain(view: Province, account: str) -> list[Project]:
    """An account's projects that some rule may pay and that have no grant variables of their own."""
    offers = view.offers
    return [project for project in offers.accounts[account] if offers.of(project.id) and not _explicit(view, project)]


def _explicit(view: Province, project: Project) -> bool:
    return project.id in view.offers.explicit


@rule
def grant_bound(view: Province) -> Iterator[Row]:
    r"""A subsidy rule pays no more than the sum of what it may pay for each project.

    .. math:: g_{rkt} \le \sum_{u \in k} b_{rut}\, s_{rut} + \sum_{u \in k} h_{rut}, \quad
        s_{rut} = \chi_{rut} \text{ or } d_{ut} - d_{u,t-1}, \quad b_{rut} = \min(\sigma_{r,\mathrm{region}}
        (F_{ut} + n_r O_u),\ \mathrm{ceiling}_r,\ \mathrm{gap}_{ut}\ (\mathrm{need\ test}),\ \rho F_{ut})

    For: r \in R,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies.*.share
    """
    for (subsidy, account, year), variable in view.variables["grant"].items():
        body = Affine().add(1.0, variable)
        for project in view.offers.accounts[account]:
            if _explicit(view, project):
                body.add(-1.0, view.variables["site_grant"].get((subsidy, project.id, year), 0.0))
                continue
            bound = view.offers.bound(subsidy, project, year)
            if bound > 0:
                add_taken(view, body, -bound, subsidy, project, year)
        yield at_most((subsidy, account, year), body)


@rule
def one_rule(view: Province) -> Iterator[Row]:
    r"""A project comes under one rule at most where rules exclude each other.

    .. math:: \sum_r \chi_{rut} \le d_{ut} - d_{u,t-1} \quad (\text{with modules: } \sum_r \chi_{ru} \le 1)

    For: u \in U_p,\ |\{r : b_{rut} > 0\}| > 1,\ t \in T_u
    Unit: 1
    Switch: stacking = "exclusive"
    """
    sums: dict[tuple[str, int], Affine] = {}
    for (_, name, year), variable in view.variables["claim"].items():
        sums.setdefault((str(name), int(year)), Affine()).add(1.0, variable)
    for (name, year), body in sums.items():
        if year:
            view.add_started(body, -1.0, view.projects[name], year)
        yield at_most((name, year), body, 0.0 if year else 1.0)


@rule
def stacked(view: Province) -> Iterator[Row]:
    r"""Rules that add up on projects pay together no more than those projects may get.

    .. math:: \sum_{r \in Q} \Bigl( g_{rkt} - \sum_{u \in k \cap X} h_{rut} \Bigr) \le \sum_{u \in k \setminus X}
        \min\Bigl(\bar c_{ut}, \sum_{r \in Q} b_{rut}\Bigr) (d_{ut} - d_{u,t-1})

    For: Q \subseteq R,\ |Q| > 1,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: stacking = "additive"
    """
    if view.case.model.stacking != "additive":
        return
    for account in view.offers.accounts:
        projects = plain(view, account)
        for year in view.years:
            for rules, limits in _stacks(view, projects, year).items():
                body = Affine()
                for subsidy in rules:
                    body.add(1.0, rest_of(view, subsidy, account, year))
                for project, limit in limits:
                    view.add_started(body, -limit, project, year)
                yield at_most(("+".join(rules), account, year), body)


def _stacks(view: Province, projects: list[Project], year: int) -> dict[tuple[str, ...], list[tuple[Project, float]]]:
    """Sets of rules that need a row, and the most that each project can take from them together.

    A set needs none if it falls into parts such that no project is short of room for several of them: then the rows of
    its parts say as much.
    """
    offers, found = view.offers, {}
    bounds = {
        project.id: {rule: offers.bound(rule, project, year) for rule in offers.paying(project, year)}
        for project in projects
    }
    meeting = sorted({rule for given in bounds.values() if len(given) > 1 for rule in given})
    for size in range(2, len(meeting) + 1):
        for rules in combinations(meeting, size):
            limits, short = [], []
            for project in projects:
                given = {rule: bounds[project.id][rule] for rule in rules if rule in bounds[project.id]}
                if given:
                    total, cap = sum(given.values()), offers.cap(project, year)
                    limits.append((project, min(cap, total)))
                    if cap < total:
                        short.append(set(given))
            if _hang_together(rules, short):
                found[rules] = limits
    return found


def _hang_together(rules: tuple[str, ...], ties: list[set[str]]) -> bool:
    """Whether ``ties`` connect all rules."""
    reached, waiting = {rules[0]}, ties
    while any(tie & reached for tie in waiting):
        reached = reached.union(*(tie for tie in waiting if tie & reached))
        waiting = [tie for tie in waiting if not tie & reached]
    return reached == set(rules)


def rest_of(view: Province, subsidy: str, account: str, year: int) -> Affine:
    """What a rule pays to an account's projects that have no grant variables of their own."""
    total = Affine().add(1.0, view.variables["grant"].get((subsidy, account, year), 0.0))
    for project in view.offers.accounts[account]:
        if _explicit(view, project):
            total.add(-1.0, view.variables["site_grant"].get((subsidy, project.id, year), 0.0))
    return total


@rule
def site_grant_share(view: Province) -> Iterator[Row]:
    r"""The grant of a project with modules is at most a share of what it costs in the year, modules included.

    .. math:: h_{rut} \le \sigma_{r,\mathrm{region}} \bigl( (F_{ut} + n_r O_u) (d_{ut} - d_{u,t-1})
        + (1 + n_r o_u) G_{ut} (m_{ut} - m_{u,t-1}) \bigr)

    For: r \in R,\ u \in X_p^{\mathrm{mod}} \cap \mathrm{eligible}(r),\ t \in T_u
    Unit: million yuan
    Switch: subsidies.*.share
    """
    for (subsidy, name, year), variable in view.variables["site_grant"].items():
        terms, project = view.offers.terms.get((subsidy, name)), view.projects[name]
        if terms is not None:
            body = Affine().add(1.0, variable)
            view.add_started(body, -terms.fixed(project.capex[year]), project, year)
            view.add_added(body, -terms.module(project.module_capex[year]), project, year)
            yield at_most((subsidy, name, year), body)


@rule
def site_grant_ceiling(view: Province) -> Iterator[Row]:
    r"""The grants of a project with modules over all years stay below the ceiling of a project.

    .. math:: \sum_t h_{rut} \le \mathrm{ceiling}_r

    For: r \in R,\ \mathrm{ceiling}_r < \infty,\ u \in X_p^{\mathrm{mod}} \cap \mathrm{eligible}(r)
    Unit: million yuan
    Switch: subsidies.*.ceiling_myuan
    """
    sums: dict[tuple[str, str], Affine] = {}
    for (subsidy, name, _), variable in view.variables["site_grant"].items():
        if (subsidy, name) in view.offers.terms:
            sums.setdefault((subsidy, name), Affine()).add(1.0, variable)
    for key, body in sums.items():
        ceiling = view.offers.terms[key].ceiling
        if ceiling < float("inf"):
            yield at_most(key, body, ceiling)


@rule
def site_grant_public(view: Province) -> Iterator[Row]:
    r"""Grants of a project with modules pay at most the public share of what it costs in the year.

    .. math:: \sum_r h_{rut} \le \rho \bigl( F_{ut} (d_{ut} - d_{u,t-1}) + G_{ut} (m_{ut} - m_{u,t-1}) \bigr)

    For: u \in X_p^{\mathrm{mod}},\ t \in T_u, \text{ unless the shares of the rules say as much}
    Unit: million yuan
    Switch: max_public_share
    """
    most = view.case.model.max_public_share
    for project in explicit(view):
        for year in project.years:
            if project.most_modules > 0 and not _within_share(view, project, year):
                body = of_project(view, project, year)
                add_spend(view, body, -most, project, year)
                yield at_most((project.id, year), body)


def _within_share(view: Province, project: Project, year: int) -> bool:
    """Whether the shares of the rules keep their grants below the public share of what a project costs."""
    fixed, module = project.capex[year], project.module_capex[year]
    terms = [view.offers.terms[rule, project.id] for rule in view.offers.of(project.id)]
    together = sum if view.case.model.stacking == "additive" else max
    most = view.case.model.max_public_share + 1e-12
    return bool(
        together([each.fixed(fixed) for each in terms]) <= most * fixed
        and together([each.module(module) for each in terms]) <= most * module
    )


@rule
def site_grant_need(view: Province) -> Iterator[Row]:
    r"""Where need is tested, the grant of a project with modules is at most its viability gap.

    .. math:: h_{rut} \le \mathrm{gap}_{ut} (d_{ut} - d_{u,t-1}) + \mathrm{gap}^G_{ut} (m_{ut} - m_{u,t-1})

    For: r \in R^{\mathrm{need}} \text{ (all together where all test it and add up)},\ u \in X_p^{\mathrm{mod}},\
        t \in T_u
    Unit: million yuan
    Switch: subsidies.*.need_test
    """
    subsidies = view.case.model.subsidies
    for project in explicit(view):
        if project.most_modules == 0:
            continue
        tested = tuple(rule for rule in view.offers.of(project.id) if subsidies[rule].need_test)
        whole = view.case.model.stacking == "additive" and view.offers.all_tested(project.id)
        for rules in [tested] if whole else [(subsidy,) for subsidy in tested]:
            for year in project.years:
                body = Affine()
                for subsidy in rules:
                    body.add(1.0, view.variables["site_grant"].get((subsidy, project.id, year), 0.0))
                if body.variables:
                    add_gap(view, body, -1.0, project, year)
                    yield at_most(("+".join(rules), project.id, year), body)


def add_gap(view: Province, total: Affine, factor: float, project: Project, year: int) -> None:
    """Add ``factor`` × the viability gap of what a project starts or adds in a year."""
    if year in project.years:
        view.add_started(total, factor * view.offers.gap(project, year), project, year)
        view.add_added(total, factor * view.offers.module_gap(project, year), project, year)


@rule
def site_claim(view: Province) -> Iterator[Row]:
    r"""A project with modules gets money only from the rule that it comes under.

    .. math:: h_{rut} \le \bar b_{rut}\, \chi_{ru}

    For: u \in X_p^{\mathrm{mod}},\ |\{r : b_{rut} > 0\}| > 1,\ t \in T_u
    Unit: million yuan
    Switch: stacking = "exclusive"
    """
    for (subsidy, name, year), variable in view.variables["site_grant"].items():
        chosen = view.variables["claim"].get((subsidy, name, 0))
        if chosen is not None:
            most = view.offers.most(subsidy, view.projects[name], year)
            yield at_most((subsidy, name, year), Affine().add(1.0, variable).add(-most, chosen))


@rule
def project_grant(view: Province) -> Iterator[Row]:
    r"""The grant of a project without modules is at most what the rule may pay for it.

    .. math:: h_{rut} \le b_{rut}\, s_{rut}

    For: r \in R,\ u \in X_p \setminus X_p^{\mathrm{mod}},\ t \in T_u
    Unit: million yuan
    Switch: subsidies.*.city_ceiling_myuan
    """
    for (subsidy, name, year), variable in view.variables["site_grant"].items():
        if (subsidy, name) in view.offers.bounds:
            project, body = view.projects[name], Affine().add(1.0, variable)
            add_taken(view, body, -view.offers.bound(subsidy, project, year), subsidy, project, year)
            yield at_most((subsidy, name, year), body)


@rule
def project_grants(view: Province) -> Iterator[Row]:
    r"""Grants of several rules to a project without modules are together at most what grants may pay for it.

    .. math:: \sum_r h_{rut} \le \bar c_{ut} (d_{ut} - d_{u,t-1}), \quad
        \bar c_{ut} = \min(\rho F_{ut},\ \mathrm{gap}_{ut}\ (\text{if all rules test need}))

    For: u \in X_p \setminus X_p^{\mathrm{mod}},\ \sum_r b_{rut} > \bar c_{ut},\ t \in T_u
    Unit: million yuan
    Switch: stacking = "additive"
    """
    if view.case.model.stacking != "additive":
        return
    for project in explicit(view):
        for year in project.years if project.most_modules == 0 else ():
            cap = view.offers.cap(project, year)
            if sum(view.offers.bound(rule, project, year) for rule in view.offers.of(project.id)) > cap:
                body = of_project(view, project, year)
                view.add_started(body, -cap, project, year)
                yield at_most((project.id, year), body)


@rule
def city_ceiling(view: Province) -> Iterator[Row]:
    r"""The projects of one city get at most the rule's ceiling for a city, over all years.

    .. math:: \sum_{u \in i} \sum_t h_{rut} \le \mathrm{ceiling}^{\mathrm{city}}_r

    For: r \in R,\ i \in I_p
    Unit: million yuan
    Switch: subsidies.*.city_ceiling_myuan
    """
    sums: dict[tuple[str, str], Affine] = {}
    for (subsidy, name, _), variable in view.variables["site_grant"].items():
        if view.case.model.subsidies[subsidy].city_ceiling_myuan is not None:
            sums.setdefault((str(subsidy), view.projects[name].city), Affine()).add(1.0, variable)
    for (subsidy, city), body in sorted(sums.items(), key=lambda item: item[0]):
        ceiling = view.case.model.subsidies[subsidy].city_ceiling_myuan
        if ceiling is not None and sum(variable.ub for variable in body.variables) > ceiling:
            yield at_most((subsidy, city), body, ceiling)


@rule
def province_ceiling(view: Province) -> Iterator[Row]:
    r"""A province gets at most the rule's ceiling for a province, over all years.

    .. math:: \sum_{k,t} g_{rkt} \le \mathrm{ceiling}^{\mathrm{province}}_r

    For: r \in R
    Unit: million yuan
    Switch: subsidies.*.province_ceiling_myuan
    """
    sums: dict[str, Affine] = {}
    for (subsidy, _, _), variable in view.variables["grant"].items():
        sums.setdefault(str(subsidy), Affine()).add(1.0, variable)
    for subsidy, body in sums.items():
        ceiling = view.case.model.subsidies[subsidy].province_ceiling_myuan
        if ceiling is not None:
            yield at_most((subsidy,), body, ceiling)
