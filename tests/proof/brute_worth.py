"""What projects earn, what they lack to be viable, and what a subsidy rule may pay for them at most."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.proof.brute_facts import Facts, Project
from tests.proof.brute_input import Row


@dataclass(frozen=True)
class Worth:
    """Yearly revenue at full take-up and present values at the end of the start year, million yuan.

    ``module_*`` are for one module; the others are the fixed part's.
    """

    revenue: float
    pv_revenue: float
    pv_opex: float
    module_revenue: float
    module_pv_revenue: float
    module_pv_opex: float


def worth(facts: Facts, project: Project) -> Worth:
    """Revenue n years after the start is full when n exceeds the ramp; both count for the years of viability.

    The fixed part of what exists earns and costs nothing new.
    """
    spec = facts.model["measures"][project.measure].get("revenue")
    terms = facts.model.get("viability") or {}
    years, rate = terms.get("years", 10), terms.get("discount_rate", 0.08)
    yearly = by_module = ramped = 0.0
    if spec:
        ramp = spec.get("ramp_years", 0)
        column = spec["column"]
        units = 1.0 if column in ("one", "module") else float(facts.places[project.city][column])
        money = units * spec.get("take_up", 1) * spec["yuan_per_unit"] / 1e6
        yearly, by_module = (0.0, money) if column == "module" else (money * (not project.built), 0.0)
        ramped = sum(min(1.0, n / (ramp + 1)) / (1 + rate) ** n for n in range(1, years + 1))
    level = sum(1 / (1 + rate) ** n for n in range(1, years + 1))
    return Worth(
        revenue=yearly,
        pv_revenue=yearly * ramped,
        pv_opex=project.opex * level * (not project.built),
        module_revenue=by_module,
        module_pv_revenue=by_module * ramped,
        module_pv_opex=project.opex_share * project.module_capex * level,
    )


def gap(facts: Facts, project: Project) -> float:
    """Viability gap of the fixed part, million yuan."""
    if project.built:
        return 0.0
    value = worth(facts, project)
    return min(project.capex, max(0.0, project.capex - value.pv_revenue + value.pv_opex))


def module_gap(facts: Facts, project: Project) -> float:
    """Viability gap of one module, million yuan."""
    value = worth(facts, project)
    return min(project.module_capex, max(0.0, project.module_capex - value.module_pv_revenue + value.module_pv_opex))


def down(amount: float) -> float:
    """Million yuan cut to whole yuan."""
    return math.floor(amount * 1e6 + 1e-3) / 1e6


def eligible(facts: Facts, rule: Row, project: Project) -> bool:
    """Whether a rule is meant for a project at all: measure, region, stage and score fit."""
    stages = rule.get("stages", ())
    fits = not stages or project.stage in stages
    if "min_score" in rule or "best_per_province" in rule:
        fits = fits and project.id in _selected(facts, rule)
    return project.measure in rule["measures"] and rule["share"].get(facts.region[project.city], 0) > 0 and fits


def _selected(facts: Facts, rule: Row) -> list[str]:
    """Listed projects that a rule takes by their score: each province's best, one after another."""
    left = [
        (-row["score"], row["measure"] + ":" + row["city"] + (f">{row['to']}" if row["to"] else ""), row)
        for row in facts.tables["projects"]
        if row.get("score") is not None and row["score"] >= rule.get("min_score", row["score"])
    ]
    count: dict[str, int] = {}
    found = []
    for _, key, row in sorted(left, key=lambda entry: entry[:2]):
        open_ = row["status"] not in ("built", "excluded") and row["measure"] in rule["measures"]
        if open_ and (not rule.get("stages") or row.get("stage") in rule["stages"]):
            province = facts.places[row["city"]]["province"]
            count[province] = count.get(province, 0) + 1
            if count[province] <= rule.get("best_per_province", count[province]):
                found.append(key)
    return found


def grant_bound(facts: Facts, rule: Row, project: Project, started: int, added: int) -> float:
    """Most that a rule may pay for a project in a year in which it starts (0 or 1) or modules are added to it."""
    if not eligible(facts, rule, project) or not (started or added):
        return 0.0
    years = rule.get("base_opex_years", 0)
    share = rule["share"][facts.region[project.city]]
    fixed, module = project.capex * started, project.module_capex * added
    base = fixed + years * project.opex * started + module * (1 + years * project.opex_share)
    bound = min(
        share * base,
        rule.get("ceiling_myuan", math.inf),
        facts.model.get("max_public_share", 1) * (fixed + module),
    )
    if rule.get("need_test"):
        bound = min(bound, gap(facts, project) * started + module_gap(facts, project) * added)
    return down(max(0.0, bound))
