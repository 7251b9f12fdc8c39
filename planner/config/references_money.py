"""References of who pays: carriers, co-builds, funds, subsidy rules, obligations, and which accounts are planned."""

from __future__ import annotations

from planner.config.checking import Check
from planner.config.keys import Key
from planner.config.money import Obligation, Subsidy

#: Words that ``lead`` takes besides a carrier's or a co-build's id.
LEADS = ("shared", "city", "province")


def check_money(check: Check) -> None:
    """Whoever is named as paying or leading exists, and money by year is there for the planning years."""
    model = check.model
    accounts = ["shared", *model.carriers, *model.co_builds]
    check.all_known(("scope", "accounts"), model.scope.accounts, accounts, "config.kind.account")
    for carrier_id, carrier in model.carriers.items():
        check.budget(("carriers", carrier_id, "budget"), carrier.budget)
        check.all_known(("carriers", carrier_id, "measures"), carrier.measures, model.measures, "config.kind.measure")
    for co_build_id, co_build in model.co_builds.items():
        for carrier_id in co_build.shares:
            key: Key = ("co_builds", co_build_id, "shares", carrier_id)
            check.known(key, carrier_id, model.carriers, "config.kind.carrier")
    for fund_id, fund in model.funds.items():
        check.all_known(("funds", fund_id, "measures"), fund.measures, model.measures, "config.kind.measure")
        if fund.kind == "grant":
            check.budget(("funds", fund_id, "budget"), fund.budget)
    for subsidy_id, subsidy in model.subsidies.items():
        _subsidy(check, ("subsidies", subsidy_id), subsidy)
    for obligation_id, obligation in model.obligations.items():
        _obligation(check, ("obligations", obligation_id), obligation)


def _subsidy(check: Check, above: Key, subsidy: Subsidy) -> None:
    model = check.model
    known = check.known((*above, "fund"), subsidy.fund, model.funds, "config.kind.fund")
    if known and model.funds[subsidy.fund].kind != "grant":
        check.say((*above, "fund"), "config.ref.fund_not_grant", name=subsidy.fund)
    check.all_known((*above, "measures"), subsidy.measures, model.measures, "config.kind.measure")
    if subsidy.envelope:
        check.budget((*above, "envelope"), subsidy.envelope)
    if subsidy.need_test and model.viability is None:
        check.say((*above, "need_test"), "config.ref.needs_viability")
    if subsidy.min_match > 0 and not any(fund.kind == "local" for fund in model.funds.values()):
        check.say((*above, "min_match"), "config.ref.match_without_local")


def _obligation(check: Check, above: Key, obligation: Obligation) -> None:
    model = check.model
    for name in check.all_known((*above, "measures"), obligation.measures, model.measures, "config.kind.measure"):
        if model.measures[name].kind == "uplink":
            check.say((*above, "measures"), "config.ref.obliged_uplink", name=name)
    if obligation.carrier is not None:
        check.known((*above, "carrier"), obligation.carrier, model.carriers, "config.kind.carrier")
    check.planned((*above, "by_year"), obligation.by_year)
