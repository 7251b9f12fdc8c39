"""References of what may be built and what it gives: measures, services, statuses, traffic."""

from __future__ import annotations

from planner.config.checking import Check, cycles
from planner.config.keys import Key
from planner.config.references_money import LEADS
from planner.config.works import Measure, Requirement, Threshold

#: Kind of measure that provides a service, by the service's mode.
_PROVIDERS = {"own": "city", "cover": "site", "capacity": "site", "protected": "uplink"}

#: Most measures that may raise one threshold: its rows grow with their subsets.
MOST_ADDS = 6


def check_works(check: Check) -> None:
    """Measures, services, statuses and traffic."""
    for measure_id, measure in check.model.measures.items():
        _measure(check, ("measures", measure_id), measure)
    for chain in cycles(_needs(check)):
        check.say(("measures", chain[0], "requires"), "config.ref.requires_cycle", chain=" → ".join(chain))
    _services(check)
    for status_id, status in check.model.statuses.items():
        key: Key = ("statuses", status_id)
        check.all_known((*key, "services"), status.services, check.model.services, "config.kind.service")
        for name, threshold in status.thresholds.items():
            _threshold(check, (*key, "thresholds", name), threshold)
    _traffic(check)


def _measure(check: Check, above: Key, measure: Measure) -> None:
    if measure.lead not in LEADS:
        leads = [*LEADS, *check.model.carriers, *check.model.co_builds]
        check.known((*above, "lead"), measure.lead, leads, "config.kind.lead")
    for name, requirement in measure.requires.items():
        _requirement(check, (*above, "requires", name), requirement)
    for name in ("first_year", "last_year"):
        check.planned((*above, name), getattr(measure, name))
    first, last = measure.first_year, measure.last_year
    if first is not None and last is not None and last < first:
        check.say((*above, "last_year"), "config.years_order", first=first, last=last)
    for service_id, amount in measure.loads.items():
        key = (*above, "loads", service_id)
        if check.known(key, service_id, check.model.services, "config.kind.service"):
            mode = check.model.services[service_id].mode
            if mode != "capacity":
                check.say(key, "config.ref.load_mode", name=service_id, mode=mode)
        check.not_negative((*key, "factor"), amount.factor)
    for effect_id in measure.effects:
        check.known((*above, "effects", effect_id), effect_id, check.model.effects, "config.kind.effect")
    by_module = measure.revenue is not None and measure.revenue.column == "module"
    if by_module and (measure.kind != "site" or measure.capacity_per_module is None):
        check.say((*above, "revenue", "column"), "config.ref.revenue_module")


def _requirement(check: Check, key: Key, requirement: Requirement) -> None:
    known = check.all_known((*key, "measures"), requirement.measures, check.model.measures, "config.kind.measure")
    for other in known:
        if check.model.measures[other].kind == "uplink":
            check.say((*key, "measures"), "config.ref.requires_uplink", name=other)
    check.all_known((*key, "services"), requirement.services, check.model.services, "config.kind.service")


def _needs(check: Check) -> dict[str, list[str]]:
    """Measures that each measure may need in its own city, be it by way of an own service."""
    model = check.model
    needs: dict[str, list[str]] = {}
    for measure_id, measure in model.measures.items():
        needed = [name for requirement in measure.requires.values() for name in requirement.measures]
        for requirement in measure.requires.values():
            found = [model.services[name] for name in requirement.services if name in model.services]
            needed += [service.measure for service in found if service.mode == "own"]
        needs[measure_id] = [name for name in needed if name in model.measures]
    return needs


def _services(check: Check) -> None:
    for service_id, service in check.model.services.items():
        key: Key = ("services", service_id, "measure")
        if not check.known(key, service.measure, check.model.measures, "config.kind.measure"):
            continue
        kind, wanted = check.model.measures[service.measure].kind, _PROVIDERS[service.mode]
        if kind != wanted:
            said = {"mode": service.mode, "wanted": wanted, "name": service.measure, "kind": kind}
            check.say(key, "config.ref.mode_kind", **said)
        if service.resilience == "ring":
            for name, traffic in check.model.traffic.items():
                if traffic.enabled and traffic.measure == service.measure:
                    key = ("services", service_id, "resilience")
                    check.say(key, "config.ref.ring_traffic", name=name, measure=service.measure)


def _threshold(check: Check, key: Key, threshold: Threshold) -> None:
    for measure_id, amount in threshold.adds.items():
        here = (*key, "adds", measure_id)
        if check.known(here, measure_id, check.model.measures, "config.kind.measure"):
            kind = check.model.measures[measure_id].kind
            if kind != "city":
                check.say(here, "config.ref.adds_kind", name=measure_id, kind=kind)
        check.not_negative((*here, "factor"), amount.factor)
    if len(threshold.adds) > MOST_ADDS:
        check.say((*key, "adds"), "config.ref.adds_many", count=len(threshold.adds), most=MOST_ADDS)


def _traffic(check: Check) -> None:
    for traffic_id, traffic in check.model.traffic.items():
        key: Key = ("traffic", traffic_id, "measure")
        if check.known(key, traffic.measure, check.model.measures, "config.kind.measure"):
            measure = check.model.measures[traffic.measure]
            if measure.kind != "uplink" or measure.capacity_per_module is None:
                check.say(key, "config.ref.traffic_measure", name=traffic.measure)
        check.not_negative(("traffic", traffic_id, "amount", "factor"), traffic.amount.factor)
