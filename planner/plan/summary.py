"""The indicators and targets of a plan as tables."""

from __future__ import annotations

import pandas as pd

from planner.case import indicators
from planner.case.case import Case
from planner.plan.figures import NATION, Figures, groups
from planner.plan.rules import measured_year

#: Year of a flow's total over the planning years.
ALL_YEARS = "all"


def target_rows(case: Case, figures: Figures) -> pd.DataFrame:
    """Rows of table ``targets``; their shortfalls become the indicators ``shortfall`` and ``shortfall.<target>``."""
    rows = []
    weighted = 0.0
    missing: dict[str, float] = {}
    for name, target in case.model.targets.items():
        span = figures.span(target.indicator, target.year)
        wanted = target.at_least if isinstance(target.at_least, dict) else None
        named = tuple(wanted) if wanted else ()
        missing[f"shortfall.{name}"] = 0.0
        for group in groups(case, target.by, named):
            at_least = wanted[group] if wanted else float(target.at_least)  # type: ignore[arg-type]
            value = figures.value(target.indicator, target.by, group, span)
            short = max(0.0, at_least - value)
            missing[f"shortfall.{name}"] += short
            weighted += target.weight * short / at_least
            rows.append((name, target.by, group, span[-1], target.indicator, at_least, value, short))
    figures.nationals |= {"shortfall": weighted, **missing}
    columns = ["target", "by", "group", "year", "indicator", "at_least", "value", "shortfall"]
    return pd.DataFrame(rows, columns=columns).sort_values(["target", "group"], kind="stable")


def indicator_names(case: Case) -> list[str]:
    """Every indicator that the model uses and the standard ones, sorted."""
    model = case.model
    served = [*model.services, *model.statuses, *(["connected"] if (case.projects["kind"] == "uplink").any() else [])]
    names = {"spend.total", "benefit", "opex.total", "haul.total", "cost.total", "pv.cost", "paid.public"}
    names |= {f"{stem}.{s}" for s in served for stem in ("cities", "residents", "share.cities", "share.residents")}
    names |= {f"benefit.{service}" for service in model.services}
    names |= {f"{stem}.{measure}" for measure in model.measures for stem in ("projects", "spend")}
    names |= {f"paid.{payer}" for payer in (*model.funds, *model.carriers)} | {"paid.enterprise"}
    if model.subsidies:
        names |= {"grant.total", "grant.per_resident", *(f"grant.{rule}" for rule in model.subsidies)}
    names |= set(model.indicators)
    names |= {target.indicator for target in model.targets.values()} | {goal.indicator for goal in model.goals.values()}
    names |= {limit.indicator for limit in model.limits.values()} | {rule.indicator for rule in model.rules.values()}
    names |= _features(case)
    return sorted(
        name for name in names if name in case.model.indicators or not indicators.describe(case, name).national
    )


def _features(case: Case) -> set[str]:
    """Standard indicators that only some models have: effects, packages, wavelengths, obligations, worth."""
    heads = ("effect.", "packages.", "modules.", "obligation.", "revenue.", "need.", "npv.")
    return {name for name in case.vocabulary if name.startswith(heads)}


def indicator_rows(case: Case, figures: Figures) -> pd.DataFrame:
    """Rows of table ``indicators``: each year, and the total of flows.

    By nation, region and province; where it can be told by city, by group of the model's own, and by the city that a
    goal speaks of.
    """
    rows = []
    places = [("nation", NATION)]
    places += [(by, group) for by in ("region", "province") for group in groups(case, by)]
    own = [("group", group) for group in groups(case, "group")]
    for name in indicator_names(case):
        info = indicators.describe(case, name)
        cities = {
            ("city", g.group) for g in case.model.goals.values() if g.by == "city" and g.group and g.indicator == name
        }
        for by, group in [*places, *(own if info.by_city else ()), *sorted(cities)]:
            spans: list[tuple[str, tuple[int, ...]]] = [(str(year), (year,)) for year in case.years]
            if not info.stock:
                spans.append((ALL_YEARS, case.years))
            for label, span in spans:
                value = figures.value(name, by, group, span)
                rows.append((name, by, group, label, value, info.unit_zh, info.unit_en))
    for name, value in figures.nationals.items():
        info = indicators.describe(case, name)
        label = ALL_YEARS if not info.stock else str(measured_year(case, name.partition(".")[2]))
        rows.append((name, "nation", NATION, label, value, info.unit_zh, info.unit_en))
    columns = ["indicator", "by", "group", "year", "value", "unit_zh", "unit_en"]
    return pd.DataFrame(rows, columns=columns).sort_values(["indicator", "by", "group", "year"], kind="stable")
