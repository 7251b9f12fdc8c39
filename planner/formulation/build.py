"""The formulation's table of contents: the families of variables and the rules of the model, and its three forms.

* :func:`nation`: the whole model, a Pyomo block a province and the national rows; for tests, export and counting.
* :func:`province`: one province with its link rows, from which its contribution to every national quantity is read.
* :func:`coupling`: the national rows over variables ``y[province, indicator, year]``.

``coupling`` joined with every ``province`` by ``y = link`` is the same model as ``nation`` (tested).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import pyomo.environ as pyo

from planner.case.case import Case
from planner.formulation import (
    budgets,
    connection,
    equity,
    equity_measures,
    grants,
    limits,
    money,
    obligations,
    packages,
    projects,
    protection,
    requirements,
    rings,
    services,
    statuses,
    targets,
    thresholds,
    traffic,
    viability,
)
from planner.formulation.goals import goal_value, keep, ordered
from planner.formulation.indicators import contribution, links, recorder
from planner.formulation.nation import Contribution, Nation
from planner.formulation.province import Province
from planner.formulation.rows import (
    Affine,
    Block,
    Rule,
    Variables,
    add_rows,
    add_variables,
    collector_paused,
    equal,
)

#: A Pyomo model.
PyomoModel = Any
Quantities = tuple[tuple[str, int], ...]

PROVINCE_VARIABLES: tuple[Variables[Province], ...] = (
    projects.done,
    projects.modules,
    connection.connected,
    services.served,
    services.share,
    services.take,
    protection.use,
    rings.ring,
    rings.ring_use,
    traffic.flow,
    thresholds.met,
    statuses.status,
    grants.grant,
    grants.site_grant,
    money.local,
    money.enterprise,
    grants.claim,
    packages.packages,
    packages.city_in,
    viability.project_local,
)

PROVINCE_RULES: tuple[Rule[Province], ...] = (
    projects.monotone,
    projects.modules_monotone,
    projects.module_limit,
    projects.first_module,
    requirements.requirement,
    connection.uplink_parent,
    connection.connected_by,
    connection.connected_counts,
    services.cover,
    services.assign,
    services.reach,
    services.capacity,
    services.min_fill,
    services.surrogate,
    services.served_connected,
    services.served_monotone,
    services.take_up,
    services.take_reach,
    protection.protected_two,
    protection.use_done,
    protection.use_protected,
    protection.use_node,
    protection.use_route,
    rings.ring_protected,
    rings.ring_way,
    rings.ring_done,
    rings.ring_node,
    rings.ring_end,
    rings.ring_route,
    traffic.flow_balance,
    traffic.flow_protected,
    traffic.flow_capacity,
    thresholds.met_only,
    thresholds.met_counts,
    statuses.status_all,
    statuses.status_any,
    money.balance,
    grants.grant_bound,
    grants.site_grant_share,
    grants.site_grant_ceiling,
    grants.site_grant_public,
    grants.site_grant_need,
    grants.project_grant,
    grants.project_grants,
    grants.one_rule,
    grants.site_claim,
    grants.stacked,
    grants.city_ceiling,
    grants.province_ceiling,
    packages.package_city,
    packages.package_cities,
    packages.package_cost,
    packages.package_grant,
    money.local_limit,
    money.local_per_grant,
    money.match,
    money.co_build_share,
    money.presence,
    viability.viability,
    viability.viability_site,
    viability.site_grants_paid,
    viability.viability_account,
    obligations.obligation_each,
    equity.floor_province,
    limits.limit_local,
)

NATIONAL_VARIABLES: tuple[Variables[Nation], ...] = (
    targets.shortfall,
    budgets.fund_carry,
    budgets.carrier_carry,
    budgets.subsidy_carry,
    equity.spread,
    equity.quantile,
    equity.below,
    equity_measures.equity,
)

NATIONAL_RULES: tuple[Rule[Nation], ...] = (
    budgets.fund_budget,
    budgets.carrier_budget,
    budgets.subsidy_envelope,
    budgets.minimum_share,
    obligations.obligation,
    money.site_load,
    targets.target,
    limits.limit,
    equity.floor,
    equity.gap,
    equity.money_share,
    equity.gini_spread,
    equity.gini,
    equity.least,
    equity.worst_below,
    equity.worst,
    equity.order,
    equity_measures.equity_least,
    equity_measures.equity_worst,
    equity_measures.equity_gap,
    equity_measures.equity_order,
    equity_measures.equity_gini,
)


#: Every rule, in the order of the model.
RULE_NAMES: tuple[str, ...] = (*(rule.name for rule in PROVINCE_RULES), *(rule.name for rule in NATIONAL_RULES))


def blocks(case: Case) -> tuple[str, ...]:
    """The provinces that are blocks of the model, in their order: all in scope."""
    return tuple(sorted(case.provinces.index))


def write_province(block: Block, case: Case, code: str) -> Province:
    """Write a province's variables and rows on a block."""
    view = Province(case, code)
    for family in PROVINCE_VARIABLES:
        view.variables[family.name] = add_variables(block, family, view)
    for rule in PROVINCE_RULES:
        add_rows(block, rule.name, rule.write(view))
    return view


def write_nation(model: PyomoModel, case: Case, contribution_of: Contribution) -> Nation:
    """Write the national variables and rows; ``contribution_of`` says what a province contributes to an indicator."""
    view = Nation(case, contribution_of)
    for family in NATIONAL_VARIABLES:
        view.variables[family.name] = add_variables(model, family, view)
    for rule in NATIONAL_RULES:
        add_rows(model, rule.name, rule.write(view))
    return view


def nation(case: Case, reached: Mapping[str, float] = MappingProxyType({})) -> PyomoModel:
    """The whole model, with blocks ``province[p]``.

    Args:
        reached: value of each goal that is already optimised; it is kept, and the objective is the first goal without.
    """
    with collector_paused():
        model = pyo.ConcreteModel()
        codes = list(blocks(case))
        model.province = pyo.Block(codes)
        views = {code: write_province(model.province[code], case, code) for code in codes}

        def own_expression(code: str, indicator: str, year: int) -> Affine:
            return contribution(views[code], indicator, year)

        view = write_nation(model, case, own_expression)
        add_rows(model, "keep", keep(view, reached))
        names = ordered(case.model.goals)
        name = next((name for name in names if name not in reached), names[-1])
        sense = pyo.maximize if case.model.goals[name].sense == "max" else pyo.minimize
        model.goal = pyo.Objective(expr=goal_value(view, name).expression(), sense=sense)
    return model


def province(case: Case, code: str, wanted: Quantities | None = None) -> PyomoModel:
    """One province, with one row ``link[indicator, year]: expression = 0`` for each national quantity.

    Args:
        wanted: the quantities, if they are known already (listing them takes a moment at national size).
    """
    with collector_paused():
        model = pyo.ConcreteModel()
        view = write_province(model, case, code)
        add_rows(model, "link", links(view, quantities(case) if wanted is None else wanted), keep_empty=True)
    return model


def coupling(case: Case) -> PyomoModel:
    """The national rows over free variables ``y[province, indicator, year]``.

    Each goal is a row ``goal[id]: expression = 0``, from which its costs are read.
    """
    with collector_paused():
        model = pyo.ConcreteModel()
        model.y = pyo.Var(pyo.Any, dense=False)
        wanted = quantities(case)
        keys = [(code, *quantity) for code in blocks(case) for quantity in wanted]
        y = {key: model.y.add(key) for key in keys}
        view = write_nation(model, case, lambda code, indicator, year: y[code, indicator, year])
        goals = [equal((name,), goal_value(view, name)) for name in ordered(case.model.goals)]
        add_rows(model, "goal", goals, keep_empty=True)
    return model


def quantities(case: Case) -> Quantities:
    """Every (indicator, year) that national rows and goals need from the provinces, sorted."""
    found: set[tuple[str, int]] = set()
    view = Nation(case, recorder(found))
    for rule in NATIONAL_RULES:
        for _ in rule.write(view):
            pass
    for name in case.model.goals:
        goal_value(view, name)
    return tuple(sorted(found))


def rows_by_rule(case: Case) -> dict[str, int]:
    """Number of rows that each rule has in the whole model; rules without rows are left out."""
    counts: Counter[str] = Counter()
    for code in blocks(case):
        _count(counts, province(case, code, ()), PROVINCE_RULES)
    _count(counts, coupling(case), NATIONAL_RULES)
    return {name: counts[name] for name in RULE_NAMES if counts[name]}


def _count(counts: Counter[str], model: PyomoModel, rules: Iterable[Rule[Any]]) -> None:
    for rule in rules:
        counts[rule.name] += len(model.component(rule.name))
