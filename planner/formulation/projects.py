"""Projects: what is in service by the end of each year, and with how many modules."""

from __future__ import annotations

from collections.abc import Iterator

from planner.formulation.province import Province
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, rule, variables


@variables("binary")
def done(view: Province) -> Iterator[Column]:
    r"""Project ``u`` is in service by the end of year ``t``.

    .. math:: d_{ut} \in \{0, 1\}, \quad d_{ut} = 0\ (t < \mathrm{first}_u), \quad d_{ut} = d_{u,\mathrm{last}_u}\
        (t > \mathrm{last}_u), \quad d_{ut} = 1\ (\mathrm{built};\ \mathrm{committed},\ t \ge \mathrm{due}_u)

    For: u \in U_p^{\mathrm{candidate}} \cup U_p^{\mathrm{committed}},\ t \in T_u = [\mathrm{first}_u, \mathrm{last}_u]
    Unit: 1
    Switch: measures
    """
    for project in view.projects.values():
        if project.decides:
            for year in project.years:
                due = project.due is not None and year >= project.due
                yield Column((project.id, year), float(due), 1.0)


@variables("integer")
def modules(view: Province) -> Iterator[Column]:
    r"""Modules of project ``u`` in place at the end of year ``t``, existing ones included.

    Of a site, or of an uplink with traffic, whose modules are wavelengths.

    .. math:: M^0_u \le m_{ut} \le \bar M_u, \quad m_{ut} \in \mathbb{Z}

    For: u \in U_p,\ \bar M_u > M^0_u,\ t \in T_u
    Unit: modules
    Switch: measures.*.capacity_per_module
    """
    for project in view.projects.values():
        if project.extends:
            for year in project.years:
                yield Column((project.id, year), float(project.built_modules), float(project.most_modules))


@rule
def monotone(view: Province) -> Iterator[Row]:
    r"""What is in service stays in service.

    .. math:: d_{u,t-1} \le d_{ut}

    For: u \in U_p,\ t \in T_u,\ t > \mathrm{first}_u
    Unit: 1
    Switch: measures
    """
    for project in view.projects.values():
        if project.decides:
            for year in project.years[1:]:
                body = Affine().add(1.0, view.done(project.id, year - 1)).add(-1.0, view.done(project.id, year))
                yield at_most((project.id, year), body)


@rule
def modules_monotone(view: Province) -> Iterator[Row]:
    r"""Modules in place stay in place.

    .. math:: m_{u,t-1} \le m_{ut}

    For: u \in U_p,\ \bar M_u > M^0_u,\ t \in T_u,\ t > \mathrm{first}_u
    Unit: modules
    Switch: measures.*.capacity_per_module
    """
    for project in view.projects.values():
        if project.extends:
            for year in project.years[1:]:
                body = Affine().add(1.0, view.modules(project.id, year - 1)).add(-1.0, view.modules(project.id, year))
                yield at_most((project.id, year), body)


@rule
def module_limit(view: Province) -> Iterator[Row]:
    r"""Only what is in service has modules, and at most as many as demand in reach, or traffic, can fill.

    .. math:: m_{ut} \le \bar M_u\, d_{ut}

    For: u \in U_p \setminus U^{\mathrm{built}},\ \bar M_u > M^0_u,\ t \in T_u
    Unit: modules
    Switch: measures.*.max_modules
    """
    for project in view.projects.values():
        if project.extends and not project.built:
            for year in project.years:
                body = Affine().add(1.0, view.modules(project.id, year))
                body.add(-float(project.most_modules), view.done(project.id, year))
                yield at_most((project.id, year), body)


@rule
def first_module(view: Province) -> Iterator[Row]:
    r"""What has modules has at least one once in service; without this row the LP pays for a fraction of one.

    .. math:: m_{ut} \ge d_{ut}

    For: u \in U_p \setminus U^{\mathrm{built}},\ \bar M_u > M^0_u,\ t \in T_u
    Unit: modules
    Switch: measures.*.capacity_per_module
    """
    for project in view.projects.values():
        if project.extends and not project.built:
            for year in project.years:
                body = Affine().add(1.0, view.modules(project.id, year)).add(-1.0, view.done(project.id, year))
                yield at_least((project.id, year), body)
