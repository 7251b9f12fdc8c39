"""What projects are worth: present values of revenue and opex, and the gaps that public money would have to fill.

A project that starts in a year earns and costs from the year after. Present values are at the end of the start year,
over ``viability.years`` of service at ``viability.discount_rate``; prices are constant, so they are the same for every
start year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.case.costs import DECIMALS
from planner.config.money import Viability
from planner.config.schema import Model

#: Columns of ``worth``: present values and yearly revenue of the fixed part and of one module.
WORTH_COLUMNS = (
    "pv_revenue", "pv_opex", "module_pv_revenue", "module_pv_opex", "revenue_myuan", "module_revenue_myuan",
)  # fmt: skip
#: ``revenue.column`` that stands for one unit a project, and for one unit a module.
ONE, MODULE = "one", "module"


def terms_of(model: Model) -> Viability:
    """The model's ``[viability]``, or its defaults: gaps and net present values are told without it, too."""
    return Viability() if model.viability is None else model.viability


def annuity(years: int, rate: float) -> float:
    """Present value of one yuan at the end of each of ``years`` years."""
    return float(sum((1 + rate) ** -n for n in range(1, years + 1)))


def ramped_annuity(years: int, rate: float, ramp_years: int) -> float:
    """The same of one yuan that is reached in equal steps: ``min(1, n / (ramp_years + 1))`` of it in year ``n``."""
    return float(sum(min(1.0, n / (ramp_years + 1)) * (1 + rate) ** -n for n in range(1, years + 1)))


def worth_of_projects(
    model: Model, projects: pd.DataFrame, places: pd.DataFrame, module_capex: pd.Series
) -> pd.DataFrame:
    """``worth`` of :class:`~planner.case.case.Case`.

    What exists at the start is worth the same in every plan and is left out: built projects have modules only.
    """
    terms, built = terms_of(model), (projects["status"] == "built").to_numpy(bool)
    modular = (projects["max_modules"] > projects["built_modules"]).to_numpy(bool)
    worth = pd.DataFrame(0.0, index=projects.index, columns=list(WORTH_COLUMNS))
    costs = annuity(terms.years, terms.discount_rate)
    worth["pv_opex"] = np.where(built, 0.0, projects["opex_myuan"] * costs)
    worth["module_pv_opex"] = np.where(modular, projects["opex_share"] * module_capex * costs, 0.0)
    for measure_id, measure in sorted(model.measures.items()):
        revenue = measure.revenue
        mine = (projects["measure"] == measure_id).to_numpy(bool)
        if revenue is None or not mine.any():
            continue
        each = revenue.yuan_per_unit * revenue.take_up / 1e6
        earned = ramped_annuity(terms.years, terms.discount_rate, revenue.ramp_years)
        if revenue.column == MODULE:
            worth.loc[mine & modular, ["module_revenue_myuan", "module_pv_revenue"]] = [each, each * earned]
            continue
        fresh = mine & ~built
        units = 1.0 if revenue.column == ONE else places.loc[projects["city"][fresh], revenue.column].to_numpy(float)
        worth.loc[fresh, "revenue_myuan"] = units * each
        worth.loc[fresh, "pv_revenue"] = units * each * earned
    return worth.round(DECIMALS)


def gaps(
    projects: pd.DataFrame, capex: pd.DataFrame, module_capex: pd.DataFrame, worth: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``gap`` and ``module_gap``: what capex exceeds the present value of revenue less opex by, never above capex."""
    gap = _gap(capex, worth["pv_revenue"] - worth["pv_opex"])
    extendable = projects["max_modules"] > projects["built_modules"]
    each = _gap(module_capex, worth["module_pv_revenue"] - worth["module_pv_opex"])
    return gap, each.where(extendable, 0.0)


def _gap(capex: pd.DataFrame, earned: pd.Series) -> pd.DataFrame:
    return capex.sub(earned, axis=0).clip(lower=0.0).clip(upper=capex).round(DECIMALS)
