"""Money: every yuan of capex is paid once, by a grant, by local money or by a carrier.

Money is decided by province, account (:mod:`planner.config.accounts`) and year, not by project: carriers pay for the
projects that they lead, for their part of co-builds and for shared ones, others for the measures they name. The year is
that in which works go into service; when it is paid stands in the account's timetable
(:mod:`planner.config.timetable`), the same for all who pay, and only budgets, yearly limits and carriers' presence
look at it. What subsidy rules may pay stands in :mod:`~planner.formulation.grants`. All money is in million yuan at
constant prices.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.formulation.nation import Nation
from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, equal, rule, variables


def spend(view: Province, projects: list[Project], year: int) -> Affine:
    """Capex of what goes into service in the year and of modules added in it, million yuan."""
    total = Affine()
    for project in projects:
        add_spend(view, total, 1.0, project, year)
    return total


def add_spend(view: Province, total: Affine, factor: float, project: Project, year: int) -> None:
    """Add ``factor`` × what a project costs in a year."""
    if year in project.years:
        view.add_started(total, factor * project.capex[year], project, year)
        view.add_added(total, factor * project.module_capex[year], project, year)


@variables("continuous")
def local(view: Province) -> Iterator[Column]:
    r"""Money of local fund ``f`` for account ``k`` of the province, for what goes into service in year ``t``.

    .. math:: 0 \le l_{fkt} \le \min_{\tau:\, \omega_{kt\tau} > 0} L_{fp\tau} / \omega_{kt\tau}

    For: f \in F^{\mathrm{local}}_k,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: funds.*.kind = "local"
    """
    limits = view.local_limits
    for fund, year in limits:
        for account in view.offers.accounts:
            parts = view.case.parts(account, year)
            # Nothing goes into service so early that it would have been paid for before the first year.
            limit = min(limits.get((fund, paid), 0.0) / part for paid, part in parts.items())
            if limit > 0 and fund in view.case.local_payers(account):
                yield Column((fund, account, year), 0.0, limit)


@variables("continuous")
def enterprise(view: Province) -> Iterator[Column]:
    r"""Money of carrier ``c`` for account ``k``: its own projects, what it builds with others, or shared ones.

    .. math:: e_{ckt} \ge 0

    For: c \in C_k,\ k \in K_p,\ t \in T
    Unit: million yuan
    Switch: carriers
    """
    paying = view.offers.accounts
    for carrier in view.case.model.carriers:
        for account in paying:
            for year in view.years if carrier in view.case.payers(account) else ():
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
    for account, projects in view.offers.accounts.items():
        for year in view.years:
            body = paid.get((account, year), Affine())
            yield equal((account, year), body.add(-1.0, spend(view, projects, year)))


@rule
def co_build_share(view: Province) -> Iterator[Row]:
    r"""Carriers that build together pay their stated shares of what enterprises pay.

    .. math:: e_{ckt} = \alpha_{ck} \sum_{c'} e_{c'kt}

    For: k \in K_p^{\mathrm{co}},\ c \in C_k,\ \alpha_{ck} > 0 \text{ but the last},\ t \in T
    Unit: million yuan
    Switch: co_builds.*.shares
    """
    for account in view.offers.accounts:
        shares = {carrier: share for carrier, share in view.case.payers(account).items() if share is not None}
        if shares:
            for year in view.years:
                together = Affine()
                for carrier in shares:
                    together.add(1.0, view.variables["enterprise"].get((carrier, account, year), 0.0))
                for carrier in list(shares)[:-1]:
                    body = Affine().add(1.0, view.variables["enterprise"].get((carrier, account, year), 0.0))
                    yield equal((carrier, account, year), body.add(-shares[carrier], together))


@rule
def presence(view: Province) -> Iterator[Row]:
    r"""A carrier pays at most a stated share of what all carriers pay in the province.

    .. math:: \sum_{k,\tau} \omega_{k\tau t}\, e_{ck\tau} \le \phi_{cp} \sum_{c',k,\tau} \omega_{k\tau t}\, e_{c'k\tau}

    For: c \in C,\ \phi_{cp} < 1,\ t \in T
    Unit: million yuan
    Switch: carriers.*.presence_column
    """
    paid = _paid_by_year(view, "enterprise")
    for (_, year), body in list(paid.items()):
        paid.setdefault(("", year), Affine()).add(1.0, body)
    for carrier, definition in view.case.model.carriers.items():
        if definition.presence_column is None:
            continue
        most = float(view.case.provinces[definition.presence_column].astype(float)[view.code])
        for year in view.years if most < 1 else ():
            if (carrier, year) in paid:
                body = Affine().add(1.0, paid[carrier, year])
                yield at_most((carrier, year), body.add(-most, paid["", year]))


@rule
def local_limit(view: Province) -> Iterator[Row]:
    r"""A local fund pays at most its yearly limit in the province.

    .. math:: \sum_{k,\tau} \omega_{k\tau t}\, l_{fk\tau} \le L_{fpt}

    For: f \in F^{\mathrm{local}},\ t \in T
    Unit: million yuan
    Switch: funds.*.limit_column
    """
    for (fund, year), body in _paid_by_year(view, "local").items():
        yield at_most((fund, year), body, view.local_limits[fund, year])


@rule
def local_per_grant(view: Province) -> Iterator[Row]:
    r"""A local fund pays at most so much per yuan of grants in the same province and year.

    .. math:: \sum_{k,\tau} \omega_{k\tau t}\, l_{fk\tau} \le \mu_f \sum_{r,k,\tau} \omega_{k\tau t}\, g_{rk\tau}

    For: f \in F^{\mathrm{local}},\ \mu_f < \infty,\ t \in T
    Unit: million yuan
    Switch: funds.*.max_per_grant
    """
    granted: dict[int, Affine] = {}
    for (_, year), body in _paid_by_year(view, "grant").items():
        granted.setdefault(year, Affine()).add(1.0, body)
    for (fund, year), body in _paid_by_year(view, "local").items():
        ratio = view.case.model.funds[fund].max_per_grant
        if ratio is not None:
            yield at_most((fund, year), body.add(-ratio, granted.get(year, Affine())))


@rule
def match(view: Province) -> Iterator[Row]:
    r"""Local money is at least what the rules ask for per yuan of their grants.

    .. math:: \sum_f l_{fkt} \ge \sum_r \mathrm{match}_r\, g_{rkt}

    For: k \in K_p,\ t \in T
    Unit: million yuan
    Switch: subsidies.*.min_match
    """
    wanted: dict[tuple[str, int], Affine] = {}
    for (subsidy, account, year), variable in view.variables["grant"].items():
        ratio = view.case.model.subsidies[subsidy].min_match
        if ratio > 0:
            wanted.setdefault((str(account), int(year)), Affine()).add(-ratio, variable)
    for (account, year), body in wanted.items():
        yield at_least((account, year), body.add(1.0, local_of(view, account, year)))


def local_of(view: Province, account: str, year: int) -> Affine:
    """Local money of an account in a year, all funds together."""
    total = Affine()
    for fund, definition in view.case.model.funds.items():
        if definition.kind == "local":
            total.add(1.0, view.variables["local"].get((fund, account, year), 0.0))
    return total


def _paid_by_year(view: Province, family: str) -> dict[tuple[str, int], Affine]:
    """What each payer (rule, local fund, carrier) pays in each year, all accounts together, as their timetables say."""
    sums: dict[tuple[str, int], Affine] = {}
    for (payer, account, ready), variable in view.variables[family].items():
        for year, part in view.case.parts(str(account), int(ready)).items():
            sums.setdefault((str(payer), year), Affine()).add(part, variable)
    return sums


@rule
def site_load(view: Nation) -> Iterator[Row]:
    r"""An existing site that other provinces may use, too, carries no more than its modules can.

    .. math:: \sum_p \Bigl( \sum_{s,\, i \in I_p} D_{sit}\, x_{siut}
        + \sum_{s,\, v \in U_p} D_{sv}\, a_{svut} \Bigr) \le K_u\, M^0_u

    For: u \in U^{\mathrm{built}},\ u \in R_{si} \text{ or } R_{sv} \text{ of another province},\ K_u < \infty,\ t \in T
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
