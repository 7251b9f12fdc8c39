"""Hashes of a case by content: what a stored answer of one province, or of the whole case, stays valid for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.case import contributions
from planner.case.obligations import needed
from planner.config.base import Named
from planner.config.schema import Model

if TYPE_CHECKING:
    from planner.case.block import Block
    from planner.case.case import Case

#: Fields of :class:`~planner.config.schema.Named` that only people read.
_WORDS = set(Named.model_fields)
#: Columns of projects that only indicators use: a plan stays possible when they change.
_VALUED = ["opex_share", "opex_myuan", "reference", "stage"]


class _Digest:
    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)

    def add(self, *parts: object) -> None:
        """Add frames by their cells and anything else by its JSON."""
        for part in parts:
            if isinstance(part, pd.DataFrame):
                text = part.to_csv(lineterminator="\n")
            else:
                text = json.dumps(part, sort_keys=True, default=str)
            self._hash.update(f"{len(text)}:{text}".encode())

    def hex(self) -> str:
        return self._hash.hexdigest()


def case_hash(case: Case) -> str:
    """Hash of everything that a plan depends on; names, sources and other words do not count."""
    digest = _Digest()
    model = case.model.model_dump(mode="json", exclude={"assumptions", "what_if", "solve", "dataset"})
    digest.add(_without_words(model), list(case.years), case.stock_weight.tolist(), case.discount.tolist())
    named = ["name_zh", "name_en", "pinyin", "short_zh"]
    for frame in (case.places, case.provinces, case.regions):
        digest.add(frame.drop(columns=named, errors="ignore"))
    digest.add(case.projects.drop(columns="reference"), case.capex, case.module_capex, case.requirements, case.cover)
    digest.add(case.takes, case.effects, case.thresholds, case.threshold_adds, case.ways, case.traffic.to_frame())
    digest.add(case.rings, case.group_cities, case.groups.drop(columns=named, errors="ignore"))
    digest.add(case.pairs, case.demand, case.grants, case.site_grants, case.local_limits, case.worth)
    return digest.hex()


def block_hash(case: Case, province: str) -> str:
    """Hash of what makes a plan of one province possible: everything below the national rows.

    National budgets, targets, goals and national or regional rules do not count, and neither does what only gives
    indicators their values (benefit weights, opex, haul cost), unless a rule by province or city uses them. Equal
    hashes mean that a stored plan of the province is still a plan; its indicators must be computed anew.
    """
    block, digest = case.block(province), _Digest()
    digest.add(list(case.years), list(block.small), block.projects.drop(columns=_VALUED, errors="ignore"), block.capex)
    digest.add(block.module_capex)
    numbered = (block.requirements, block.cover, block.pairs[["service", "city", "site"]], block.takes)
    for frame in (*numbered, block.ways, block.rings, block.threshold_adds):
        digest.add(frame.reset_index(drop=True))  # rows are numbered through the nation
    digest.add(block.thresholds, block.traffic.to_frame())
    digest.add(block.demand, block.grants, block.site_grants, block.local_limits)
    digest.add(_ends(case, block), _foreign_sites(case, block))
    digest.add(_rules_of_services(case.model), sorted((c, e.measures) for c, e in case.model.carriers.items()))
    local = {fund: entry for fund, entry in case.model.funds.items() if entry.kind == "local"}
    digest.add({fund: (entry.max_per_grant, entry.measures) for fund, entry in local.items()})
    digest.add(*_money_rules(case, block))
    for rule in _local_rules(case, block):
        digest.add(rule, _values(case, rule["indicator"], block))
    return digest.hex()


def _without_words(value: Any) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(value, dict):
        return {key: _without_words(entry) for key, entry in value.items() if key not in _WORDS}
    return value


def _ends(case: Case, block: Block) -> list[tuple[str, bool]]:
    """Ends of the block's uplinks, and whether they are core."""
    links = block.projects[block.projects["kind"] == "uplink"]
    ends = sorted(set(links["city"]) | set(links["to"]))
    return list(zip(ends, case.places.loc[ends, "core"].tolist(), strict=True))


def _foreign_sites(case: Case, block: Block) -> pd.DataFrame:
    """Sites elsewhere that serve the block's cities, and sites here that serve cities elsewhere."""
    mine = set(block.projects.index)
    elsewhere = {*block.pairs["site"], *block.cover["site"], *block.takes["site"]} - mine
    home = case.pairs["city"].map(case.places["province"])
    shared = set(case.pairs["site"][(home != block.province).to_numpy()]) & mine
    hosts = case.takes["project"].map(case.projects["province"])
    shared |= set(case.takes["site"][(hosts != block.province).to_numpy()]) & mine
    sites = case.projects.loc[sorted(elsewhere | shared), ["status", "built_modules", "module_capacity"]]
    return sites.assign(shared=[site in shared for site in sites.index])


def _rules_of_services(model: Model) -> dict[str, Any]:
    services = {
        key: (service.mode, service.measure, service.connected, service.min_fill)
        for key, service in model.services.items()
    }
    return {"services": services, "statuses": {key: (s.services, s.connected) for key, s in model.statuses.items()}}


#: Keys of a subsidy rule that rows of a province state beside the bounds of projects.
_LOCAL_TERMS = {"need_test", "city_ceiling_myuan", "province_ceiling_myuan", "min_match", "package"}


def _money_rules(case: Case, block: Block) -> list[object]:
    """Rules of money within a province, and the worth and the gaps that some of them go by."""
    model = case.model
    paying = {str(rule) for frame in (block.grants, block.site_grants) for rule, _ in frame.index}
    rules = {key: model.subsidies[key].model_dump(mode="json", include=_LOCAL_TERMS) for key in sorted(paying)}
    shares = {key: entry.shares for key, entry in model.co_builds.items()}
    presence = {
        key: case.provinces[carrier.presence_column].get(block.province)
        for key, carrier in model.carriers.items()
        if carrier.presence_column is not None
    }
    found: list[object] = [rules, shares, presence, _whole_obligations(case, block)]
    found += [model.stacking, model.max_public_share]
    filled = "none" if model.viability is None else model.viability.rule
    found += [filled, *([block.worth] if filled == "carrier" else [])]
    tested = any(rule.need_test for rule in model.subsidies.values())
    return [*found, *([block.gap, block.module_gap] if tested or filled == "project" else [])]


def _whole_obligations(case: Case, block: Block) -> list[tuple[str, int | None, list[str]]]:
    """Obligations for all their projects, as far as they are the block's: the others are counted for the nation."""
    found, rows = [], case.obligations
    for key, obligation in case.model.obligations.items():
        projects = rows["project"][rows["obligation"] == key]
        mine = projects[projects.isin(block.projects.index)].tolist()
        if mine and needed(obligation, len(projects)) == len(projects):
            found.append((key, obligation.by_year, mine))
    return found


def _local_rules(case: Case, block: Block) -> list[dict[str, Any]]:
    """Limits by province or city and floors by province, as far as they speak of this block."""
    found = []
    for limit_id, limit in sorted(case.model.limits.items()):
        mine = {block.province} if limit.by == "province" else set(block.small) if limit.by == "city" else set()
        if mine and (not limit.groups or mine & set(limit.groups)):
            groups = sorted(mine & set(limit.groups)) if limit.groups else ["all"]
            found.append({"id": limit_id, **limit.model_dump(mode="json", exclude=_WORDS), "groups": groups})
    for rule_id, rule in sorted(case.model.rules.items()):
        if rule.kind == "floor" and rule.by == "province" and (not rule.groups or block.province in rule.groups):
            found.append({"id": rule_id, **rule.model_dump(mode="json", exclude=_WORDS | {"groups"})})
    return found


def _values(case: Case, name: str, block: Block) -> list[object]:
    """The terms of an indicator in this block, by year, and its denominator."""
    parts = [
        (weight, chunk.family, chunk.keys, chunk.coefficients.tolist())
        for year in case.years
        for part, weight in case.vocabulary.parts(name)
        for chunk in contributions.chunks(case, case.vocabulary.meaning(part), block, year)
    ]
    divisor = case.vocabulary.divisor(case.vocabulary.meaning(name))
    column = block.places.loc[list(block.small), divisor] if divisor in block.places.columns else None
    return [parts, divisor, None if column is None else column.tolist()]
