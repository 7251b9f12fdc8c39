"""Money: every yuan of capex is paid once, by a grant, by local money or by a carrier.

Money is decided by province, account (each lead carrier, or ``shared``) and year, not by project: a carrier pays for
the projects that it leads and for shared ones. One bound a project (``min(share · capex, ceiling)``) times ``started``
keeps the sum of grants such that it can be split on projects exactly afterwards; only sites, whose capex depends on the
modules added when, carry a grant variable of their own. All money is in million yuan at constant prices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Literal

from planner.formulation.nation import Nation
from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, at_most, equal, rule, variables


def accounts(view: Province) -> dict[str, list[Project]]:
    """The province's projects that can cost anything, by account."""
    found: dict[str, list[Project]] = {account: [] for account in view.case.accounts}
    for project in view.projects.values():
        if project.own and (project.decides or project.extends):
            found[project.account].append(project)
    return {account: projects for account, projects in found.items() if projects}


def spend(view: Province, projects: list[Project], year: int) -> Affine:
    """Capex of what starts in the year and of modules added in it, million yuan."""
    total = Affine()
    for project in projects:
        _add_spend(view, total, 1.0, project, year)
    return total


def _add_spend(view: Province, total: Affine, factor: float, project: Project, year: int) -> None:
    if year in project.years:
        view.add_started(total, factor * project.capex[year], project, year)
        view.add_added(total, factor * project.module_capex[year], project, year)


@variables("continuous")
def grant(view: Province) -> Iterator[Column]:
    r"""Money that subsidy rule ``r`` pays to account ``k`` of the province in year ``t``.

    .. math:: g_{rkt} \ge 0

    For: r \in R,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies
    """
    for subsidy in view.case.model.subsidies:
        for account, projects in accounts(view).items():
            for year in view.years:
                most = 0.0
                for project in projects:
                    most += _most_grant(view, subsidy, project, year)
                if most > 0:
                    yield Column((subsidy, account, year), 0.0, most)


@variables("continuous")
def site_grant(view: Province) -> Iterator[Column]:
    r"""The part of that money that goes to site ``u``, whose capex depends on the modules added.

    .. math:: 0 \le h_{rut} \le \bar b_{ru}

    For: r \in R,\ u \in U_p^{\mathrm{site}} \cap \mathrm{eligible}(r),\ t \in T_u
    Unit: million yuan
    Switch: subsidies.*.measures
    """
    for subsidy, name in view.site_grants:
        project = view.projects[name]
        for year in project.years:
            most = _most_grant(view, subsidy, project, year)
            if most > 0:
                yield Column((subsidy, name, year), 0.0, most)


@variables("continuous")
def local(view: Province) -> Iterator[Column]:
    r"""Money of local fund ``f`` for account ``k`` of the province in year ``t``.

    .. math:: 0 \le l_{fkt} \le L_{fpt}

    For: f \in F^{\mathrm{local}},\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: funds.*.kind = "local"
    """
    for (fund, year), limit in view.local_limits.items():
        if limit > 0:
            for account in accounts(view):
                yield Column((fund, account, year), 0.0, limit)


@variables("continuous")
def enterprise(view: Province) -> Iterator[Column]:
    r"""Money of carrier ``c`` for account ``k``: its own projects, or shared ones.

    .. math:: e_{ckt} \ge 0

    For: c \in C,\ k \in K_p \cap \{c, \mathrm{shared}\},\ t \in T
    Unit: million yuan
    Switch: carriers
    """
    paying = accounts(view)
    for carrier in view.case.model.carriers:
        for account in (carrier, "shared"):
            for year in view.years if account in paying else ():
                most = sum(project.most_spend(year) for project in paying[account])
                if most > 0:
                    yield Column((carrier, account, year), 0.0, most)


@rule
def balance(view: Province) -> Iterator[Row]:
    r"""Grants, local money and carriers' money together pay the capex of each account, no more and no less.

    .. math:: \sum_r g_{rkt} + \sum_f l_{fkt} + \sum_c e_{ckt}
        = \sum_{u \in k} \bigl( F_{ut} (d_{ut} - d_{u,t-1}) + G_{ut} (m_{ut} - m_{u,t-1}) \bigr)

    For: k \in K_p,\ t \in T
    Unit: million yuan
    Switch: carriers, funds
    """
    paid: dict[tuple[str, int], Affine] = {}
    for family in ("grant", "local", "enterprise"):
        for (_, account, year), variable in view.variables[family].items():
            paid.setdefault((str(account), int(year)), Affine()).add(1.0, variable)
    for account, projects in accounts(view).items():
        for year in view.years:
            body = paid.get((account, year), Affine())
            yield equal((account, year), body.add(-1.0, spend(view, projects, year)))


@rule
def grant_bound(view: Province) -> Iterator[Row]:
    r"""A subsidy rule pays no more than the sum of what it may pay for each project.

    .. math:: g_{rkt} \le \sum_{u \in k} b_{rut} (d_{ut} - d_{u,t-1}) + \sum_{u \in k} h_{rut}, \quad
        b_{rut} = \min(\sigma_{r,\mathrm{region}} F_{ut}, \mathrm{ceiling}_r)

    For: r \in R,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies.*.share
    """
    paying = accounts(view)
    for (subsidy, account, year), variable in view.variables["grant"].items():
        body = Affine().add(1.0, variable)
        for project in paying[account]:
            bound = view.grants.get((subsidy, project.id))
            if bound is not None:
                view.add_started(body, -bound[year], project, year)
            site = view.variables["site_grant"].get((subsidy, project.id, year))
            if site is not None:
                body.add(-1.0, site)
        yield at_most((subsidy, account, year), body)


@rule
def site_grant_share(view: Province) -> Iterator[Row]:
    r"""A site's grant is at most a share of what it costs in the year, modules included.

    .. math:: h_{rut} \le \sigma_{r,\mathrm{region}}
        \bigl( F_{ut} (d_{ut} - d_{u,t-1}) + G_{ut} (m_{ut} - m_{u,t-1}) \bigr)

    For: r \in R,\ u \in U_p^{\mathrm{site}} \cap \mathrm{eligible}(r),\ t \in T_u
    Unit: million yuan
    Switch: subsidies.*.share
    """
    for (subsidy, name, year), variable in view.variables["site_grant"].items():
        body, (share, _) = Affine().add(1.0, variable), view.site_grants[subsidy, name]
        _add_spend(view, body, -share, view.projects[name], year)
        yield at_most((subsidy, name, year), body)


@rule
def site_grant_ceiling(view: Province) -> Iterator[Row]:
    r"""A site's grants over all years stay below the ceiling of a project.

    .. math:: \sum_t h_{rut} \le \mathrm{ceiling}_r

    For: r \in R,\ \mathrm{ceiling}_r < \infty,\ u \in U_p^{\mathrm{site}} \cap \mathrm{eligible}(r)
    Unit: million yuan
    Switch: subsidies.*.ceiling_myuan
    """
    sums: dict[tuple[str, str], Affine] = {}
    for (subsidy, name, _), variable in view.variables["site_grant"].items():
        sums.setdefault((subsidy, name), Affine()).add(1.0, variable)
    for key, body in sums.items():
        ceiling = view.site_grants[key][1]
        if ceiling < float("inf"):
            yield at_most(key, body, ceiling)


@rule
def local_limit(view: Province) -> Iterator[Row]:
    r"""A local fund pays at most its yearly limit in the province.

    .. math:: \sum_k l_{fkt} \le L_{fpt}

    For: f \in F^{\mathrm{local}},\ t \in T
    Unit: million yuan
    Switch: funds.*.limit_column
    """
    for (fund, year), body in _local_money(view).items():
        yield at_most((fund, year), body, view.local_limits[fund, year])


@rule
def local_per_grant(view: Province) -> Iterator[Row]:
    r"""A local fund pays at most so much per yuan of grants in the same province and year.

    .. math:: \sum_k l_{fkt} \le \mu_f \sum_{r,k} g_{rkt}

    For: f \in F^{\mathrm{local}},\ \mu_f < \infty,\ t \in T
    Unit: million yuan
    Switch: funds.*.max_per_grant
    """
    granted: dict[int, Affine] = {}
    for (_, _, year), variable in view.variables["grant"].items():
        granted.setdefault(int(year), Affine()).add(1.0, variable)
    for (fund, year), body in _local_money(view).items():
        ratio = view.case.model.funds[fund].max_per_grant
        if ratio is not None:
            yield at_most((fund, year), body.add(-ratio, granted.get(year, Affine())))


@variables("continuous")
def fund_carry(view: Nation) -> Iterator[Column]:
    r"""Unused money of grant fund ``f`` carried from year ``t`` to the next.

    .. math:: 0 \le \kappa_{ft} \le \mathrm{carry}_f\, B_{ft}

    For: f \in F^{\mathrm{grant}},\ 0 < \mathrm{carry}_f < \infty,\ t \in T,\ t < t_n
    Unit: million yuan
    Switch: funds.*.carry_over
    """
    for fund, definition in view.case.model.funds.items():
        if definition.kind == "grant":
            yield from _carry_columns(fund, definition.budget, definition.carry_over, view.case.years)


@variables("continuous")
def carrier_carry(view: Nation) -> Iterator[Column]:
    r"""Unused capex of carrier ``c`` carried from year ``t`` to the next.

    .. math:: 0 \le \kappa_{ct} \le \mathrm{carry}_c\, B_{ct}

    For: c \in C,\ 0 < \mathrm{carry}_c < \infty,\ t \in T,\ t < t_n
    Unit: million yuan
    Switch: carriers.*.carry_over
    """
    for carrier, definition in view.case.model.carriers.items():
        yield from _carry_columns(carrier, definition.budget, definition.carry_over, view.case.years)


@rule
def fund_budget(view: Nation) -> Iterator[Row]:
    r"""A grant fund pays at most its envelope and what was carried into the year; cumulative where all is carried.

    .. math:: \sum_p \mathrm{paid}_{fpt} + \kappa_{ft} - \kappa_{f,t-1} \le B_{ft} \quad\text{or}\quad
        \sum_{\tau \le t} \sum_p \mathrm{paid}_{fp\tau} \le \sum_{\tau \le t} B_{f\tau}

    For: f \in F^{\mathrm{grant}},\ t \in T
    Unit: million yuan
    Switch: funds.*.budget
    """
    for fund, definition in view.case.model.funds.items():
        if definition.kind == "grant":
            yield from _budget_rows(view, "fund_carry", fund, definition.budget, definition.carry_over)


@rule
def carrier_budget(view: Nation) -> Iterator[Row]:
    r"""A carrier pays at most its capex limit and what was carried into the year; cumulative where all is carried.

    .. math:: \sum_p \mathrm{paid}_{cpt} + \kappa_{ct} - \kappa_{c,t-1} \le B_{ct} \quad\text{or}\quad
        \sum_{\tau \le t} \sum_p \mathrm{paid}_{cp\tau} \le \sum_{\tau \le t} B_{c\tau}

    For: c \in C,\ t \in T
    Unit: million yuan
    Switch: carriers.*.budget
    """
    for carrier, definition in view.case.model.carriers.items():
        yield from _budget_rows(view, "carrier_carry", carrier, definition.budget, definition.carry_over)


@rule
def site_load(view: Nation) -> Iterator[Row]:
    r"""An existing site that serves cities of several provinces carries no more than its modules can.

    .. math:: \sum_p \sum_{s,\, i \in I_p} D_{sit}\, x_{siut} \le K_u\, M^0_u

    For: u \in U^{\mathrm{built}},\ R^{-1}(u) \not\subset I_{p(u)},\ K_u < \infty,\ t \in T
    Unit: unit of demand
    Switch: services.*.existing = "all"
    """
    projects = view.case.projects
    existing = zip(projects.index, projects["measure"], projects["built_modules"].tolist(), strict=True)
    for site, measure, modules in existing:
        module = view.case.model.measures[measure].capacity_per_module
        if module is not None and site in view.shared_sites:
            for year in view.case.years:
                yield at_most((site, year), view.nation(f"load.{site}", (year,)), module * modules)


def _most_grant(view: Province, subsidy: str, project: Project, year: int) -> float:
    if year not in project.years:
        return 0.0
    if (subsidy, project.id) in view.site_grants:
        share, ceiling = view.site_grants[subsidy, project.id]
        return min(ceiling, share * project.most_spend(year))
    bound = view.grants.get((subsidy, project.id))
    return 0.0 if bound is None or not project.decides else bound[year]


def _local_money(view: Province) -> dict[tuple[str, int], Affine]:
    sums: dict[tuple[str, int], Affine] = {}
    for (fund, _, year), variable in view.variables["local"].items():
        sums.setdefault((str(fund), int(year)), Affine()).add(1.0, variable)
    return sums


def _carry_columns(
    payer: str, budget: Mapping[int, float], carry_over: float | Literal["all"], years: tuple[int, ...]
) -> Iterator[Column]:
    if carry_over != "all" and carry_over > 0:
        for year in years[:-1]:
            yield Column((payer, year), 0.0, carry_over * budget.get(year, 0.0))


def _budget_rows(
    view: Nation, carry: str, payer: str, budget: Mapping[int, float], carry_over: float | Literal["all"]
) -> Iterator[Row]:
    years = view.case.years
    budgets = [float(budget.get(year, 0.0)) for year in years]
    paid = [view.nation(f"paid.{payer}", (year,)) for year in years]
    if carry_over == "all":
        sums = accumulate(paid, lambda before, now: Affine().add(1.0, before).add(1.0, now))
        for year, body, limit in zip(years, sums, accumulate(budgets), strict=True):
            yield at_most((payer, year), body, limit)
        return
    for position, year in enumerate(years):
        body = paid[position].add(1.0, view.own(carry, payer, year))
        body.add(-1.0, view.own(carry, payer, years[position - 1]) if position else 0.0)
        yield at_most((payer, year), body, budgets[position])
