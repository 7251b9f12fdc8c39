"""The audit refuses what breaks a rule of the model file, for every such rule: plans made without it, judged with it.

Of each rule there is a random case in which it decides: without the rule there is a better plan (or one at all), so
that plan cannot keep it. ``python -m tests.proof.bites`` finds such cases.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from planner.config.aims import Rule
from planner.config.base import Named
from planner.config.money import Carrier, Fund, Package, Subsidy
from planner.plan.audit import audit_run
from planner.solve.run import solve
from tests.plan.tampering import Tamper
from tests.proof.bites import without
from tests.proof.compare import DIRECT, Answered
from tests.proof.inputs import planner_case
from tests.proof.random_case import RandomCase
from tests.proof.random_cases import seeded_case
from tests.proof.random_focus import about_of
from tests.proof.removals import REMOVALS
from tests.proof.run_folder import write_run

#: Of each rule (as :mod:`tests.proof.removals` calls it): seed of a pressed case, and checks that must fail.
REFUSED: dict[str, tuple[int, str]] = {
    "measure.requires": (900_006, "requirements"),
    "measure.loads": (900_018, "assigned"),
    "measure.first_year": (900_103, "window"),
    "measure.last_year": (900_129, "window"),
    "service.connected": (900_013, "catalogue"),
    "service.reach_km": (900_004, "reach"),
    "service.max_sites": (900_040, "reach"),
    "service.min_fill": (900_004, "min_fill"),
    "service.demand_growth": (900_031, "capacity"),
    "service.haul": (900_467, "indicators goals"),
    "service.part": (900_088, "indicators goals"),
    "carrier.budget": (900_005, "carrier_budget"),
    "carrier.carry_over": (900_031, "carrier_budget"),
    "carrier.presence": (900_033, "presence"),
    "carrier.measures": (900_032, "payers"),
    "fund.budget": (900_020, "envelope"),
    "fund.carry_over": (900_059, "envelope"),
    "fund.limit": (900_005, "local_limit"),
    "fund.max_per_grant": (900_006, "local_per_grant"),
    "fund.measures": (900_034, "catalogue payers"),
    "subsidy.share": (900_001, "grant_share"),
    "subsidy.base_opex_years": (900_028, "grant_list"),
    "subsidy.ceiling": (900_012, "grant_ceiling"),
    "subsidy.city_ceiling": (900_003, "city_ceiling"),
    "subsidy.province_ceiling": (900_004, "province_ceiling"),
    "subsidy.need_test": (900_017, "need_test"),
    "subsidy.min_match": (900_034, "match"),
    "subsidy.stages": (900_020, "stages"),
    "subsidy.min_score": (900_046, "stages"),
    "subsidy.best_per_province": (900_049, "stages"),
    "subsidy.envelope": (900_000, "subsidy_envelope"),
    "subsidy.minimum_shares": (900_194, "minimum_shares"),
    "subsidy.package": (900_004, "packages"),
    "package.min_cities": (900_004, "packages"),
    "package.min_cost": (900_314, "packages"),
    "package.ceiling": (900_213, "packages"),
    "envelope.carry_over": (900_000, "subsidy_envelope"),
    "stacking.exclusive": (900_024, "stacking"),
    "max_public_share": (900_030, "public_share"),
    "viability.project": (900_014, "viability"),
    "viability.carrier": (900_024, "viability"),
    "co_builds": (900_061, "catalogue"),
    "obligations": (900_197, "obligations"),
    "obligation.carrier": (901_096, "obligations"),
    "scope.accounts": (900_018, "catalogue"),
    "traffic": (900_017, "flow_balance"),
    "thresholds": (900_017, "statuses"),
    "protected.routes": (900_074, "protected_ways failures"),
    "protected.nodes": (900_074, "protected_ways failures"),
    "library.committed": (900_011, "committed"),
    "limits": (900_004, "limits"),
    "rule.floor": (900_036, "floors"),
    "rule.gap": (900_054, "gaps"),
    "rule.share": (900_165, "shares"),
    "rule.gini": (900_016, "gini"),
    "rule.worst": (900_062, "worst"),
    "rule.least": (900_122, "least"),
    "rule.order": (900_007, "order"),
}
#: What a goal may give up allows more, so that a plan made without it keeps it.
ALLOWING = {"goal.tolerance", "goal.relative_tolerance"}
#: Keys of these tables that say what the others are about, or how much there may be at most of what others allow.
ABOUT = {"subsidy.fund", "subsidy.measures", "subsidy.carry_over", "fund.kind", "package.most"}
#: Keys that :mod:`tests.proof.removals` names for both at once.
BOTH = {"carrier.presence_column": "carrier.presence"} | dict.fromkeys(
    ("fund.limit_column", "fund.limit_factor"), "fund.limit"
)


def _write_without(rule: str, folder: Path) -> RandomCase:
    """Write a plan made without a rule; the case with it."""
    seed, _ = REFUSED[rule]
    whole = seeded_case(seed, features=True, pressed=True, about=about_of(seed))
    left = without(whole, REMOVALS[rule])
    assert left is not None
    case = planner_case(left)
    write_run(Answered(left, case, None, solve(case, DIRECT)), folder, baselines=False)
    return whole


@pytest.mark.parametrize("rule", REFUSED)
def test_a_plan_made_without_a_rule_is_refused_with_it(rule: str, tmp_path: Path) -> None:
    _write_without(rule, tmp_path).write(tmp_path / "inputs")
    Tamper(tmp_path).rehash()
    assert set(REFUSED[rule][1].split()) <= set(audit_run(tmp_path).failing())


def test_grants_a_head_may_be_off_by_what_rounding_to_the_yuan_gathers(tmp_path: Path) -> None:
    """Instalments of half a yuan more or less, to few people: the plan is right by its own rules."""
    _write_without("service.connected", tmp_path)
    assert audit_run(tmp_path).failing() == ()


def test_every_rule_has_its_case() -> None:
    assert set(REFUSED) == set(REMOVALS) - ALLOWING


def test_every_key_of_the_rules_of_money_and_every_kind_of_fairness_has_its_case() -> None:
    """Named by the schema, so that a new key or kind cannot come without a plan that breaks it."""
    tables: dict[str, type[BaseModel]] = {"subsidy": Subsidy, "package": Package, "fund": Fund, "carrier": Carrier}
    keys = {
        f"{table}.{key.removesuffix('_myuan')}"
        for table, model in tables.items()
        for key in set(model.model_fields) - set(Named.model_fields)
    }
    kinds = {f"rule.{kind}" for kind in get_args(Rule.model_fields["kind"].annotation)}
    assert {BOTH.get(key, key) for key in keys - ABOUT} | kinds <= set(REFUSED)
