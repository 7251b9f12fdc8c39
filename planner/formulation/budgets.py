"""National money: what funds, rules and carriers may pay in each year, and what is carried from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from planner.case.money import favoured
from planner.config.base import CarryOver
from planner.formulation.nation import Nation
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, rule, variables


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
            paid = [view.nation(f"paid.{fund}", (year,)) for year in view.case.years]
            carried = _Carried("fund_carry", fund, definition.budget, definition.carry_over)
            yield from _budget_rows(view, carried, paid)


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
        paid = [view.nation(f"paid.{carrier}", (year,)) for year in view.case.years]
        carried = _Carried("carrier_carry", carrier, definition.budget, definition.carry_over)
        yield from _budget_rows(view, carried, paid)


@variables("continuous")
def subsidy_carry(view: Nation) -> Iterator[Column]:
    r"""Unused envelope of subsidy rule ``r`` carried from year ``t`` to the next.

    .. math:: 0 \le \kappa_{rt} \le \mathrm{carry}_r\, E_{rt}

    For: r \in R,\ 0 < \mathrm{carry}_r < \infty,\ t \in T,\ t < t_n
    Unit: million yuan
    Switch: subsidies.*.carry_over
    """
    for subsidy, definition in view.case.model.subsidies.items():
        if definition.envelope:
            yield from _carry_columns(subsidy, definition.envelope, definition.carry_over, view.case.years)


@rule
def subsidy_envelope(view: Nation) -> Iterator[Row]:
    r"""A subsidy rule pays at most its envelope and what was carried into the year; cumulative where all is carried.

    .. math:: \sum_{p,k} g_{rpkt} + \kappa_{rt} - \kappa_{r,t-1} \le E_{rt} \quad\text{or}\quad
        \sum_{\tau \le t} \sum_{p,k} g_{rpk\tau} \le \sum_{\tau \le t} E_{r\tau}

    For: r \in R,\ t \in T
    Unit: million yuan
    Switch: subsidies.*.envelope
    """
    for subsidy, definition in view.case.model.subsidies.items():
        if definition.envelope:
            paid = [view.nation(f"grant.{subsidy}", (year,)) for year in view.case.years]
            carried = _Carried("subsidy_carry", subsidy, definition.envelope, definition.carry_over)
            yield from _budget_rows(view, carried, paid)


@rule
def minimum_share(view: Nation) -> Iterator[Row]:
    r"""Named regions or provinces get at least their share of what a rule pays, or of its envelope.

    .. math:: \sum_{p \in P_n} g_{rpt} \ge \sigma_n \sum_p g_{rpt} \quad\text{or}\quad
        \sum_{p \in P_n} g_{rpt} \ge \sigma_n E_{rt}

    For: r \in R,\ n,\ t \in T \text{ or summed over } T
    Unit: million yuan
    Switch: subsidies.*.minimum_shares
    """
    for subsidy, definition in view.case.model.subsidies.items():
        for name, share in definition.minimum_shares.items():
            members = favoured(view.case.provinces, share)
            years = view.case.years
            spans = [(year, (year,)) for year in years] if share.over == "year" else [("all", years)]
            for label, span in spans if members else ():
                body, least = _granted(view, subsidy, members, span), 0.0
                if share.of == "granted":
                    body.add(-share.at_least, view.nation(f"grant.{subsidy}", span))
                else:
                    least = share.at_least * sum(definition.envelope.get(year, 0.0) for year in span)
                yield at_least((subsidy, name, label), body, least)


def _granted(view: Nation, subsidy: str, provinces: Iterable[str], years: Iterable[int]) -> Affine:
    total = Affine()
    for province in provinces:
        for year in years:
            total.add(1.0, view.contribution(province, f"grant.{subsidy}", year))
    return total


@dataclass(frozen=True)
class _Carried:
    """A budget by year, whose unused part may be carried: the family of what is carried, and whose it is."""

    family: str
    payer: str
    budget: Mapping[int, float]
    carry_over: CarryOver


def _carry_columns(
    payer: str, budget: Mapping[int, float], carry_over: CarryOver, years: tuple[int, ...]
) -> Iterator[Column]:
    if carry_over != "all" and carry_over > 0:
        for year in years[:-1]:
            yield Column((payer, year), 0.0, carry_over * budget.get(year, 0.0))


def _budget_rows(view: Nation, carried: _Carried, paid: list[Affine]) -> Iterator[Row]:
    """``paid`` by year within the budget."""
    years, payer = view.case.years, carried.payer
    budgets = [float(carried.budget.get(year, 0.0)) for year in years]
    if carried.carry_over == "all":
        sums = accumulate(paid, lambda before, now: Affine().add(1.0, before).add(1.0, now))
        for year, body, limit in zip(years, sums, accumulate(budgets), strict=True):
            yield at_most((payer, year), body, limit)
        return
    for position, year in enumerate(years):
        body = paid[position].add(1.0, view.own(carried.family, payer, year))
        body.add(-1.0, view.own(carried.family, payer, years[position - 1]) if position else 0.0)
        yield at_most((payer, year), body, budgets[position])
