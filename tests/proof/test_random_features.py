"""The direct solve finds the optimum that trying everything finds, on cases that use every rule there is."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.proof.agreement import drawn_agree, part_of, seeded_agree
from tests.proof.inputs import planner_case
from tests.proof.mutants import missed_by
from tests.proof.random_case import RandomCase
from tests.proof.random_cases import seeded_case

PARTS, PRESSED_PARTS = 10, 4
FIRST, PRESSED_FIRST = 100_000, 110_000


@pytest.mark.parametrize("part", range(PARTS))
def test_drawn_by_hypothesis(part: int) -> None:
    """With the plainer ones, at least 300 in each run of the tests."""
    drawn_agree(part, len(part_of(100, part, PARTS)), features=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_drawn_from_seeds(part: int) -> None:
    """Every fifth plan is audited, too."""
    seeded_agree(part_of(20, part, PARTS, FIRST), features=True, audit_every=5)


@pytest.mark.parametrize("part", range(PRESSED_PARTS))
def test_whose_rules_press(part: int) -> None:
    """The same where money, ceilings and goals are set so that rules decide more often."""
    seeded_agree(part_of(24, part, PRESSED_PARTS, PRESSED_FIRST), features=True, pressed=True, audit_every=6)


@pytest.mark.parametrize(
    ("about", "rule", "seeds"),
    [
        ("stacked_projects", "project_grants", (800_000, 800_001, 800_004)),
        ("waves", "flow_capacity", (800_000,)),
        ("waves_apart", "flow_protected", (800_157, 800_224)),
        ("site_needs", "site_grant_need", (800_013,)),
        ("fair", "equity_worst", (800_012,)),
        ("fair", "equity_least", (800_034,)),
        ("fair", "equity_gap", (800_000,)),
        ("fair", "equity_gini", (800_011,)),
        ("fair", "equity_order", (800_001,)),
    ],
)
def test_rules_that_others_seldom_reach(about: str, rule: str, seeds: tuple[int, ...]) -> None:
    """Without the rule's rows each of these cases would have another optimum, and with them it has the right one."""
    for seed in seeds:
        case = planner_case(seeded_case(seed, features=True, pressed=True, about=about))
        assert missed_by(case, frozenset({rule}))[1] == {rule}
    seeded_agree(seeds, features=True, pressed=True, about=about, audit_every=1)


def features(case: RandomCase) -> set[str]:
    """Names of the rules that a case uses."""
    model = case.model
    found = {
        name for name in ("effects", "traffic", "groups", "co_builds", "obligations", "viability") if model.get(name)
    }
    found |= {f"measure.{key}" for measure in model["measures"].values() for key in measure}
    found |= {f"service.{key}" for service in model["services"].values() for key in service}
    found |= {f"mode.{service['mode']}" for service in model["services"].values()}
    found |= {f"status.{key}" for status in model["statuses"].values() for key in status}
    found |= {f"subsidy.{key}" for rule in model["subsidies"].values() for key in rule}
    found |= {f"carrier.{key}" for carrier in model["carriers"].values() for key in carrier}
    found |= {f"fund.{key}" for fund in model["funds"].values() for key in fund}
    found |= {f"rule.{rule['kind']}" for rule in model["rules"].values()}
    found |= {f"goal.{goal['indicator'].split('.')[0]}" for goal in model["goals"].values()}
    found |= {f"goal.by.{goal.get('by', 'nation')}" for goal in model["goals"].values()}
    found |= {f"limit.{limit['indicator'].split('.')[0]}" for limit in model["limits"].values()}
    found |= {f"stacking.{model.get('stacking')}"} if len(model["subsidies"]) > 1 else set()
    found |= {f"viability.{model['viability']['rule']}"} if model.get("viability") else set()
    found |= {"time.payment_profile"} if "payment_profile" in model["time"] else set()
    found |= {"scope.accounts"} if model.get("scope") else set()
    return found | ({"max_public_share"} if "max_public_share" in model else set())


EVERY_FEATURE = {
    "effects", "traffic", "groups", "co_builds", "obligations", "measure.loads", "measure.effects", "measure.revenue",
    "service.part", "service.resilience", "mode.protected", "status.thresholds", "subsidy.base_opex_years",
    "subsidy.city_ceiling_myuan",
    "subsidy.province_ceiling_myuan", "subsidy.need_test", "subsidy.min_match", "subsidy.stages", "subsidy.envelope",
    "subsidy.minimum_shares", "subsidy.package", "subsidy.min_score", "subsidy.best_per_province", "fund.measures",
    "carrier.measures", "carrier.presence_column", "rule.worst", "rule.least", "rule.order",
    "rule.gini", "rule.gap", "rule.floor", "goal.equity", "goal.npv", "goal.need", "goal.revenue", "goal.effect",
    "goal.packages", "goal.by.group", "goal.by.province", "goal.by.region", "limit.effect", "limit.need",
    "limit.packages", "stacking.exclusive", "stacking.additive", "viability.none", "viability.project",
    "viability.carrier", "scope.accounts", "max_public_share", "measure.lead_years", "measure.payment_profile",
    "time.payment_profile",
}  # fmt: skip


def test_every_rule_is_drawn() -> None:
    """Two hundred cases use every rule at least three times."""
    seen = Counter(name for number in range(200) for name in features(seeded_case(FIRST + number, features=True)))
    assert {name: seen[name] for name in EVERY_FEATURE if seen[name] < 3} == {}
