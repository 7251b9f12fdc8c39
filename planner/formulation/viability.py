r"""Viability: public money fills the gaps of what enterprises start, project by project or account by account.

Project by project: money is decided by account, so that there must be a way to split it such that every project that
starts gets at least its gap, and no project more of a rule than that rule may pay for it. That is a flow from rules and
local money to projects with a least amount at each project; by Hoffman's theorem it exists exactly if for every set
``Q`` of rules, local money and what ``Q`` pays cover what the other rules cannot, which is one row a set. Explicit
projects (see :mod:`~planner.formulation.offers`) fill their gaps by themselves, with local money of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from planner.formulation.grants import add_gap, of_project, rest_of
from planner.formulation.money import local_of
from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, at_least, rule, variables


def _rule(view: Province) -> str:
    viability = view.case.model.viability
    return "none" if viability is None else viability.rule


@variables("continuous")
def project_local(view: Province) -> Iterator[Column]:
    r"""Local money that fills the gap of project ``u``, which has grant variables of its own.

    .. math:: 0 \le l_{ut} \le \overline{\mathrm{gap}}_{ut}

    For: u \in X_p,\ t \in T_u
    Unit: million yuan
    Switch: viability.rule = "project"
    """
    if _rule(view) != "project" or not view.variables["local"]:
        return
    for project in _separate(view):
        for year in project.years:
            most = view.offers.most_gap(project, year)
            if most > 0:
                yield Column((project.id, year), 0.0, most)


def _separate(view: Province) -> list[Project]:
    """Projects that fill their gaps by themselves: explicit ones, and others with modules."""
    offers = view.offers
    return [
        project
        for projects in offers.accounts.values()
        for project in projects
        if project.id in offers.explicit or project.most_modules > 0
    ]


@rule
def viability_site(view: Province) -> Iterator[Row]:
    r"""Grants and local money of a project of its own fill its gap.

    .. math:: \sum_r h_{rut} + l_{ut} \ge \mathrm{gap}_{ut} (d_{ut} - d_{u,t-1})
        + \mathrm{gap}^G_{ut} (m_{ut} - m_{u,t-1})

    For: u \in X_p,\ t \in T_u
    Unit: million yuan
    Switch: viability.rule = "project"
    """
    for project in _separate(view) if _rule(view) == "project" else ():
        for year in project.years:
            body = of_project(view, project, year)
            body.add(1.0, view.variables["project_local"].get((project.id, year), 0.0))
            add_gap(view, body, -1.0, project, year)
            yield at_least((project.id, year), body)


@rule
def site_grants_paid(view: Province) -> Iterator[Row]:
    r"""The grants of projects of their own are paid: where gaps must be filled, they are not only bounds.

    .. math:: \sum_{u \in k \cap X} h_{rut} \le g_{rkt}

    For: r \in R,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: viability.rule = "project"
    """
    if _rule(view) == "project":
        for subsidy, account, year in view.variables["grant"]:
            rest = rest_of(view, subsidy, account, year)
            if len(rest.variables) > 1:
                yield at_least((subsidy, account, year), rest)


@rule
def viability(view: Province) -> Iterator[Row]:
    r"""Local money and the rules of any set fill what the other rules cannot fill of the gaps of what starts.

    .. math:: \sum_f l_{fkt} - \sum_{u \in k \cap X} l_{ut} + \sum_{r \in Q} \Bigl( g_{rkt}
        - \sum_{u \in k \cap X} h_{rut} \Bigr) \ge \sum_{u \in k \setminus X} \bigl( \mathrm{gap}_{ut}
        (d_{ut} - d_{u,t-1}) - \pi_{Qut} \bigr), \quad
        \pi_{Qut} = \min\bigl(\mathrm{gap}_{ut}, \bar c_{ut}, \textstyle\sum_{r \notin Q} b_{rut}\bigr)
        (d_{ut} - d_{u,t-1}) \quad (\text{with claims on } u\text{: }
        \textstyle\sum_{r \notin Q} \min(\mathrm{gap}_{ut}, b_{rut})\, \chi_{rut})

    For: Q \subseteq R,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: viability.rule = "project"
    """
    if _rule(view) != "project":
        return
    separate = {project.id for project in _separate(view)}
    for account, projects in view.offers.accounts.items():
        together = [project for project in projects if project.id not in separate]
        for year in view.years:
            rules = sorted(r for r, k, t in view.variables["grant"] if k == account and t == year)
            for size in range(len(rules) + 1):
                for chosen in combinations(rules, size):
                    body = _uncovered(view, together, frozenset(chosen), year)
                    if chosen and not body.variables:
                        continue
                    _add_public(view, body, chosen, account, year)
                    if any(coefficient < 0 for coefficient in body.coefficients):
                        yield at_least(("+".join(chosen) or "local", account, year), body)


def _uncovered(view: Province, projects: list[Project], chosen: frozenset[str], year: int) -> Affine:
    """Minus what rules outside of ``chosen`` cannot fill of the gaps of what starts."""
    body, offers = Affine(), view.offers
    for project in projects:
        gap = offers.gap(project, year) if project.decides and year in project.years else 0.0
        if gap <= 0:
            continue
        others = [rule for rule in offers.paying(project, year) if rule not in chosen]
        claims = view.variables["claim"]
        if any((rule, project.id, year) in claims for rule in offers.of(project.id)):
            view.add_started(body, -gap, project, year)
            for rule in others:
                body.add(min(gap, offers.bound(rule, project, year)), claims[rule, project.id, year])
            continue
        room = min(offers.cap(project, year), sum(offers.bound(rule, project, year) for rule in others))
        view.add_started(body, -max(0.0, gap - room), project, year)
    return body


def _add_public(view: Province, body: Affine, rules: tuple[str, ...], account: str, year: int) -> None:
    """Add local money and grants of some rules, less what goes to projects of their own."""
    body.add(1.0, local_of(view, account, year))
    for project in view.offers.accounts[account]:
        body.add(-1.0, view.variables["project_local"].get((project.id, year), 0.0))
    for subsidy in rules:
        body.add(1.0, rest_of(view, subsidy, account, year))


@rule
def viability_account(view: Province) -> Iterator[Row]:
    r"""What an account starts in a year pays for itself after public money: rich works carry poor ones.

    .. math:: \sum_r g_{rkt} + \sum_f l_{fkt} \ge \sum_{u \in k} \bigl( (F_{ut} - V_u) (d_{ut} - d_{u,t-1})
        + (G_{ut} - V^G_u) (m_{ut} - m_{u,t-1}) \bigr)

    For: k \in K_p,\ t \in T
    Unit: million yuan
    Switch: viability.rule = "carrier"
    """
    if _rule(view) != "carrier":
        return
    for account, projects in view.offers.accounts.items():
        for year in view.years:
            body = local_of(view, account, year)
            for subsidy in view.case.model.subsidies:
                body.add(1.0, view.variables["grant"].get((subsidy, account, year), 0.0))
            for project in projects:
                if year in project.years:
                    fixed, module = view.offers.worth(project)
                    view.add_started(body, fixed - project.capex[year], project, year)
                    view.add_added(body, module - project.module_capex[year], project, year)
            if any(coefficient < 0 for coefficient in body.coefficients):
                yield at_least((account, year), body)
