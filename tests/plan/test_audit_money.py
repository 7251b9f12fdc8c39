"""Rules of money that the tiny model does not use: a plan made by hand passes, the same plan tampered with fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.handmade import Act, Handmade, Trial, judge, named, row_of


def _half(plan: Handmade) -> None:
    """Fibre in a and b, half of it paid by the West's rule."""
    plan.subsidy("west")
    for city, year in (("a", 2024), ("b", 2025)):
        plan.start(f"fibre:{city}", year, west=5, alpha=5)
        plan.terms("west", f"fibre:{city}", capex=10, base=10, gap=10, share=0.5, bound=5)


def _stages(plan: Handmade) -> None:
    _half(plan)
    plan.model["subsidies"]["west"]["stages"] = ["approved"]
    plan.data["projects"] = [
        {"id": f"u{city}", "measure": "fibre", "city": city, "to": "", "status": "candidate", "stage": "approved"}
        for city in ("a", "b")
    ]


def _best(plan: Handmade) -> None:
    """Both listed and scored; the rule takes the province's best two."""
    _stages(plan)
    del plan.model["subsidies"]["west"]["stages"]
    plan.model["subsidies"]["west"] |= {"best_per_province": 2, "min_score": 60}
    for row, score in zip(plan.data["projects"], (90, 60), strict=True):
        row["score"] = score


def _opex(plan: Handmade) -> None:
    """With six years' opex of 5 % the base is 13, and half of it 6.5."""
    plan.model["measures"]["fibre"]["opex_share"] = 0.05
    plan.subsidy("west", base_opex_years=6)
    plan.start("fibre:a", 2024, west=6.5, alpha=3.5)["opex_myuan"] = 0.5
    plan.terms("west", "fibre:a", capex=10, base=13, gap=10, share=0.5, bound=6.5)


def _need(plan: Handmade) -> None:
    """Each of 1,000 homes pays 1,000 yuan in two years of service, undiscounted: a gap of 10 - 2."""
    plan.model["viability"] = {"years": 2, "discount_rate": 0.0}
    plan.model["measures"]["fibre"]["revenue"] = {"column": "homes", "yuan_per_unit": 1000}
    plan.subsidy("west", share={"West": 0.9}, need_test=True)
    plan.start("fibre:a", 2024, west=8, alpha=2)
    plan.terms("west", "fibre:a", capex=10, base=10, gap=8, share=0.9, bound=8)
    worth = {"capex_myuan": 10, "pv_revenue_myuan": 2, "pv_opex_myuan": 0, "gap_myuan": 8, "public_myuan": 8,
             "npv_myuan": 0, "payback_years": 2}  # fmt: skip
    facts = {"project": "fibre:a", "measure": "fibre", "city": "a", "account": "alpha", "start_year": 2024}
    plan.plan["viability"] = [facts | worth]
    plan.plan["viability_cities"] = [{"city": "a", "province": "P", "projects": 1, **worth}]


def _filled(plan: Handmade) -> None:
    """The same, and public money must fill the gap; the town pays a part of it."""
    _need(plan)
    plan.model["viability"]["rule"] = "project"
    plan.plan.update({"projects": [], "payments": [], "funding": [], "grants": [], "services": []})
    plan.start("fibre:a", 2024, west=7, town=1, alpha=2)
    plan.terms("west", "fibre:a", capex=10, base=10, gap=8, share=0.9, bound=8)


def _cross(plan: Handmade) -> None:
    """An account as a whole needs no more than its works leave open together: 10 + 10 - 14 - 2."""
    _need(plan)
    plan.model["viability"]["rule"] = "carrier"
    plan.data["cities"][3]["homes"] = 7000
    plan.start("fibre:b", 2024, alpha=10)
    plan.plan["projects"][0].update(grant_myuan=4.0, enterprise_myuan=6.0)
    plan.plan["payments"][0]["amount_myuan"] = plan.plan["grants"][0]["amount_myuan"] = 4
    plan.plan["payments"][1]["amount_myuan"] = 6
    plan.plan["funding"][0]["amount_myuan"] = 4
    plan.plan["funding"][1]["amount_myuan"] = 16
    first = {"capex_myuan": 10, "pv_revenue_myuan": 2, "pv_opex_myuan": 0, "gap_myuan": 8, "public_myuan": 4,
             "npv_myuan": -4}  # fmt: skip
    second = {"capex_myuan": 10, "pv_revenue_myuan": 14, "pv_opex_myuan": 0, "gap_myuan": 0, "public_myuan": 0,
              "npv_myuan": 4, "payback_years": 2}  # fmt: skip
    facts = {"measure": "fibre", "account": "alpha", "start_year": 2024}
    plan.plan["viability"] = [
        {"project": f"fibre:{city}", "city": city, **facts, **worth} for city, worth in (("a", first), ("b", second))
    ]
    plan.plan["viability_cities"] = [
        {"city": city, "province": "P", "projects": 1, **worth} for city, worth in (("a", first), ("b", second))
    ]


def _exclusive(plan: Handmade) -> None:
    """Two rules that exclude each other; each city takes one."""
    _half(plan)
    plan.subsidy("loan", share={"West": 0.3})
    plan.start("fibre:c", 2025, loan=3, alpha=7)
    plan.terms("loan", "fibre:c", capex=10, base=10, gap=10, share=0.3, bound=3)
    plan.plan["claims"] = [
        {"subsidy": "west", "project": "fibre:a", "year": 2024},
        {"subsidy": "west", "project": "fibre:b", "year": 2025},
        {"subsidy": "loan", "project": "fibre:c", "year": 2025},
    ]


def _added(plan: Handmade) -> None:
    """Two rules that add up, and test a need of 8 that neither of them fills alone."""
    _need(plan)
    plan.model["stacking"] = "additive"
    plan.model["subsidies"]["west"]["share"] = {"West": 0.5}
    plan.subsidy("loan", share={"West": 0.3}, need_test=True)
    plan.plan.update({"projects": [], "payments": [], "funding": [], "grants": [], "services": []})
    plan.start("fibre:a", 2024, west=5, loan=3, alpha=2)
    plan.terms("west", "fibre:a", capex=10, base=10, gap=8, share=0.5, bound=5)
    plan.terms("loan", "fibre:a", capex=10, base=10, gap=8, share=0.3, bound=3)


def _matched(plan: Handmade) -> None:
    plan.subsidy("west", min_match=0.4)
    plan.start("fibre:a", 2024, west=5, town=2, alpha=3)
    plan.terms("west", "fibre:a", capex=10, base=10, gap=10, share=0.5, bound=5)


def _carried(plan: Handmade) -> None:
    """4 of 8 stay from the first year, and half of its envelope, 4, may be carried: 4 + 1 in the second."""
    plan.subsidy("west", envelope={"2024": 8, "2025": 1}, carry_over=0.5)
    for city, year, grant in (("a", 2024, 4), ("b", 2025, 5)):
        plan.start(f"fibre:{city}", year, west=grant, alpha=10 - grant)
        plan.terms("west", f"fibre:{city}", capex=10, base=10, gap=10, share=0.5, bound=5)


def _shared_out(plan: Handmade) -> None:
    """2 of 7 go to the East."""
    least = {"regions": ["East"], "at_least": 0.25, "over": "all"}
    plan.subsidy("west", envelope={"2024": 4, "2025": 4}, minimum_shares={"east": least})
    plan.start("fibre:a", 2024, west=4, alpha=6)
    plan.start("fibre:q", 2025, west=2, beta=8)
    plan.terms("west", "fibre:a", capex=10, base=10, gap=10, share=0.5, bound=5)
    plan.terms("west", "fibre:q", capex=10, base=10, gap=10, share=0.2, bound=2)


def _packed(plan: Handmade) -> None:
    """Two cities and 20 million yuan of works make one package, which gets 9."""
    plan.subsidy("west", package={"min_cities": 2, "min_cost_myuan": 20, "ceiling_myuan": 9})
    for city in ("a", "b"):
        plan.start(f"fibre:{city}", 2024, west=4.5, alpha=5.5)
        plan.terms("west", f"fibre:{city}", capex=10, base=10, gap=10, share=0.5, bound=5)
    plan.plan["packages"] = [
        {"subsidy": "west", "province": "P", "account": "alpha", "year": 2024, "packages": 1, "cities": 2,
         "eligible_myuan": 20, "amount_myuan": 9}
    ]  # fmt: skip


def _together(plan: Handmade) -> None:
    """Alpha pays 70 % of what they build together."""
    plan.model["co_builds"] = {"both": named(shares={"alpha": 0.7, "beta": 0.3})}
    plan.model["measures"]["fibre"]["lead"] = "both"
    plan.start("fibre:a", 2024, account="both", alpha=7, beta=3)


def _present(plan: Handmade) -> None:
    """Nobody may pay more than half of a province's enterprise money."""
    plan.model["carriers"]["alpha"]["presence_column"] = "part"
    plan.model["measures"]["fibre"]["lead"] = "shared"
    plan.start("fibre:a", 2024, account="shared", alpha=5, beta=5)


def _obliged(plan: Handmade) -> None:
    """Half of West's three cities, rounded up, by 2024, and Beta must do it."""
    where = {"provinces": ["P"]}
    rule = named(measures=["fibre"], where=where, by_year=2024, at_least=0.5, carrier="beta")
    plan.model["obligations"] = {"reach": rule}
    plan.start("fibre:a", 2024, account="beta", beta=10)
    plan.start("fibre:b", 2024, account="beta", beta=10)
    plan.start("fibre:c", 2025, account="beta", beta=10)
    plan.plan["obligations"] = [
        {"obligation": "reach", "project": f"fibre:{city}", "by_year": 2024, "done": done}
        for city, done in (("a", 1), ("b", 1), ("c", 0))
    ]


def _rule(**change: object) -> Act:
    return lambda plan: plan.model["subsidies"]["west"].update(change)


def _publicly(plan: Handmade) -> None:
    plan.model["max_public_share"] = 0.4
    for line in plan.plan["grants"]:
        line["bound_myuan"] = 4


def _unapproved(plan: Handmade) -> None:
    plan.data["projects"][0]["stage"] = "idea"
    plan.plan["grants"][0]["bound_myuan"] = 0


def _outdone(plan: Handmade) -> None:
    plan.model["subsidies"]["west"]["best_per_province"] = 1
    plan.plan["grants"][1]["bound_myuan"] = 0


def _less_need(plan: Handmade) -> None:
    """Homes pay more: the gap is 6, and everything else says so."""
    plan.model["measures"]["fibre"]["revenue"]["yuan_per_unit"] = 2000
    plan.plan["grants"][0].update(gap_myuan=6, bound_myuan=6)
    for table in ("viability", "viability_cities"):
        plan.plan[table][0].update(pv_revenue_myuan=4, gap_myuan=6, npv_myuan=2, payback_years=1)


def _rule_of_years(plan: Handmade) -> None:
    """Over one year of service homes pay half as much: the gap is 9, and only the rule on it is broken."""
    plan.model["viability"]["years"] = 1
    plan.plan["grants"][0].update(gap_myuan=9, bound_myuan=9)
    for table in ("viability", "viability_cities"):
        plan.plan[table][0].update(pv_revenue_myuan=1, gap_myuan=9, npv_myuan=-1, payback_years="")


def _dear(plan: Handmade) -> None:
    """Homes in b bring 2 less in all: the account lacks them."""
    plan.data["cities"][3]["homes"] = 5000
    for table in ("viability", "viability_cities"):
        plan.plan[table][1].update(pv_revenue_myuan=10, npv_myuan=0)


def _least(**change: object) -> Act:
    return lambda plan: plan.model["subsidies"]["west"]["minimum_shares"]["east"].update(change)


def _added_need(plan: Handmade) -> None:
    """The same where two rules add up, which never pass it alone."""
    _less_need(plan)
    for line, bound in zip(plan.plan["grants"], (5, 3), strict=True):
        line.update(gap_myuan=6, bound_myuan=bound)


def _both_rules(plan: Handmade) -> None:
    """West's grant for a is from both rules."""
    plan.plan["projects"][0].update(grant_myuan=8.0, enterprise_myuan=2.0)
    plan.plan["payments"][1].update(payer_kind="grant", payer="central", subsidy="loan", amount_myuan=3)
    plan.plan["funding"][1].update(payer_kind="grant", payer="central", subsidy="loan", amount_myuan=3)
    plan.plan["payments"].append(
        {"project": "fibre:a", "year": 2024, "payer_kind": "enterprise", "payer": "alpha", "subsidy": "",
         "amount_myuan": 2}
    )  # fmt: skip
    plan.plan["funding"].append(
        {"province": "P", "account": "alpha", "year": 2024, "payer_kind": "enterprise", "payer": "alpha",
         "subsidy": "", "amount_myuan": 2}
    )  # fmt: skip
    plan.plan["grants"].append(
        plan.plan["grants"][0] | {"subsidy": "loan", "share": 0.3, "bound_myuan": 3, "amount_myuan": 3}
    )
    plan.plan["claims"].append({"subsidy": "loan", "project": "fibre:a", "year": 2024})


def _less(plan: Handmade) -> None:
    """The rule no longer counts opex, and the list of grants says so."""
    plan.model["subsidies"]["west"]["base_opex_years"] = 0
    plan.plan["grants"][0].update(base_myuan=10, bound_myuan=5)


def _uneven(plan: Handmade) -> None:
    plan.model["co_builds"]["both"]["shares"] = {"alpha": 0.6, "beta": 0.4}


def _outsider(plan: Handmade) -> None:
    plan.model["co_builds"]["both"]["shares"] = {"alpha": 1.0, "beta": 0.0}


def _joined(plan: Handmade) -> None:
    """Beta pays for fibre, and for nothing else, whoever leads it."""
    plan.model["carriers"]["beta"]["measures"] = ["fibre"]
    plan.model["measures"]["fibre"]["lead"] = "alpha"
    plan.start("fibre:a", 2024, account="alpha+beta", alpha=6, beta=4)


def _unbound(plan: Handmade) -> None:
    """Beta pays for another measure; the account says so."""
    plan.model["carriers"]["beta"]["measures"] = ["pool"]
    plan.plan["projects"][0]["account"] = "alpha"
    for line in plan.plan["funding"]:
        line["account"] = "alpha"


def _package(**change: object) -> Act:
    return lambda plan: plan.model["subsidies"]["west"]["package"].update(change)


#: What fails with a project that may not be built: nothing is known of it.
NOT_OFFERED = frozenset({"existing", "capex", "opex", "balance", "grant_list", "grant_share", "public_share"})
TRIALS = [
    Trial("public_share", _half, _publicly),
    Trial("stages", _stages, _unapproved),
    Trial("stages", _best, _outdone),
    Trial("grant_share", _opex, _less),
    Trial("grant_list", _opex, row_of("grants", 0, base_myuan=12)),
    Trial("need_test", _need, _less_need),
    Trial("viability", _filled, _rule_of_years),
    Trial("viability", _cross, _dear),
    Trial("viability_list", _need, row_of("viability", 0, npv_myuan=1)),
    Trial("viability_list", _need, lambda plan: plan.plan["viability_cities"].pop()),
    Trial("stacking", _exclusive, _both_rules),
    Trial("stacking", _added, _added_need),
    Trial("claims", _exclusive, lambda plan: plan.plan["claims"].pop()),
    Trial("claims", _exclusive, row_of("claims", 0, subsidy="loan")),
    Trial("city_ceiling", _half, _rule(city_ceiling_myuan=4.5)),
    Trial("province_ceiling", _half, _rule(province_ceiling_myuan=9)),
    Trial("match", _matched, _rule(min_match=0.5)),
    Trial("subsidy_envelope", _carried, _rule(carry_over=0.4)),
    Trial("minimum_shares", _shared_out, _least(at_least=0.4)),
    Trial("minimum_shares", _shared_out, _least(over="year")),
    Trial("minimum_shares", _shared_out, _least(of="envelope", at_least=0.3)),
    Trial("packages", _packed, _package(min_cities=3)),
    Trial("packages", _packed, _package(min_cost_myuan=21)),
    Trial("packages", _packed, _package(ceiling_myuan=8)),
    Trial("packages", _packed, lambda plan: plan.plan["packages"].pop()),
    Trial("packages", _packed, row_of("packages", 0, packages=2)),
    Trial("co_build", _together, _uneven),
    Trial("payers", _together, _outsider),
    Trial("payers", _joined, _unbound),
    Trial("presence", _present, lambda plan: plan.data["provinces"][0].update(part=0.4)),
    Trial("obligations", _obliged, lambda plan: plan.model["obligations"]["reach"].update(at_least=1.0)),
    Trial("obligation_list", _obliged, row_of("obligations", 2, done=1)),
    Trial("catalogue", _obliged, lambda plan: plan.model["obligations"]["reach"].pop("carrier")),
    Trial("catalogue", _half, lambda plan: plan.model.update(scope={"accounts": ["beta", "shared"]}), NOT_OFFERED),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.check)
def test_a_plan_by_hand_passes_and_spoilt_fails_exactly_there(tmp_path: Path, trial: Trial) -> None:
    judge(trial, tmp_path)
