"""What each indicator is made of: families of variables, their keys and coefficients, for one province and year.

Each function returns chunks of one family, so that sums over many cities are built from lists and arrays, not one by
one. Units: cities, thousand persons, million yuan, weighted thousand resident-years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.case.block import Block, Holders, PairArrays, ProjectArrays
from planner.config.vocabulary import Meaning

if TYPE_CHECKING:
    from planner.case.case import Case, Family

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Chunk:
    """Terms of one family: keys, coefficients in the same order, and the city that each belongs to ("": none)."""

    family: Family
    keys: list[Key]
    coefficients: np.ndarray
    cities: Sequence[str]

    def scaled(self, factor: float | np.ndarray) -> Chunk:
        """The chunk with every coefficient times ``factor``."""
        return replace(self, coefficients=self.coefficients * factor)


Builder = Callable[["Case", Block, str, int], list[Chunk]]


def chunks(case: Case, meaning: Meaning, block: Block, year: int) -> list[Chunk]:
    """The numerator of an indicator that is not the model's own; shortfalls belong to no province and give nothing."""
    if meaning.name == "grant.per_resident":
        # million yuan over thousand residents, in yuan a resident
        return [chunk.scaled(1000.0) for chunk in _grant(case, block, "total", year)]
    builder = _BUILDERS.get(meaning.head)
    return [] if builder is None else builder(case, block, meaning.tail, year)


def _held(holders: Holders, weights: np.ndarray, year: int) -> list[Chunk]:
    """``weights`` × whether each city has it at the end of ``year``."""
    live = np.flatnonzero((holders.first_year <= year) & (weights != 0)).tolist()
    keys: list[Key] = [(*holders.keys[i], year) for i in live]
    return [Chunk(holders.family, keys, weights[live], [holders.cities[i] for i in live])]


def _cities(_: Case, block: Block, state: str, year: int) -> list[Chunk]:
    holders = block.holders[state]
    return _held(holders, np.ones(len(holders.cities)), year)


def _residents(_: Case, block: Block, state: str, year: int) -> list[Chunk]:
    holders = block.holders[state]
    return _held(holders, holders.people, year)


def _benefit(case: Case, block: Block, service: str, year: int) -> list[Chunk]:
    found = []
    for service_id in [service] if service else case.model.services:
        weight = case.model.services[service_id].weight * case.stock_weight[case.years.index(year)]
        if weight:
            found += [chunk.scaled(weight) for chunk in _residents(case, block, service_id, year)]
    return found


def _chosen(family: Family, of: ProjectArrays, year: int, live: np.ndarray, coefficients: np.ndarray) -> Chunk:
    """Terms of the projects that are ``live`` and have a coefficient."""
    chosen = np.flatnonzero(live & (coefficients != 0)).tolist()
    keys: list[Key] = [(of.ids[i], year) for i in chosen]
    return Chunk(family, keys, coefficients[chosen], [of.cities[i] for i in chosen])


def _projects(_: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    of = block.of(measure)
    return [_chosen("done", of, year, ~of.built & (of.first <= year), np.ones(len(of.ids)))]


def _modules(case: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    of = block.of(measure)
    return _beyond(case, of, year, np.ones(len(of.ids)))


def _beyond(case: Case, of: ProjectArrays, year: int, coefficients: np.ndarray) -> list[Chunk]:
    """Modules beyond those that existed: where some did, as the sum of what was added so far (no constants)."""
    fresh = of.extendable & (of.built_modules == 0)
    found = [_chosen("modules", of, year, fresh & (of.first <= year), coefficients)]
    for earlier in case.years[: case.years.index(year) + 1]:
        growing = of.extendable & ~fresh & (of.first <= earlier) & (earlier <= of.last)
        if growing.any():
            found.append(_chosen("added", of, earlier, growing, coefficients))
    return found


def _spend(case: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    of, position = block.of(measure), case.years.index(year)
    active = (of.first <= year) & (year <= of.last)
    return [
        _chosen("started", of, year, active & ~of.built, of.capex[:, position]),
        _chosen("added", of, year, active & of.extendable, of.module_capex[:, position]),
    ]


def _opex(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    of, weight = block.of("total"), case.stock_weight[case.years.index(year)]
    running = of.built | (of.first <= year)
    return [_chosen("done", of, year, running, weight * of.opex), *_beyond(case, of, year, weight * of.module_opex)]


def _haul(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    position = case.years.index(year)
    found = []
    for service_id, pairs in block.by_service.items():
        grown = (1 + case.model.services[service_id].demand_growth) ** position * case.stock_weight[position]
        found.append(_shares(pairs, year, pairs.haul != 0, pairs.haul * grown))
    return found


def _shares(pairs: PairArrays, year: int, live: np.ndarray, coefficients: np.ndarray) -> Chunk:
    chosen = np.flatnonzero(live).tolist()
    keys: list[Key] = [(*pairs.keys[i], year) for i in chosen]
    return Chunk("share", keys, coefficients[chosen], [pairs.cities[i] for i in chosen])


def _load(case: Case, block: Block, site: str, year: int) -> list[Chunk]:
    position = case.years.index(year)
    return [_shares(of, year, of.sites == site, of.demand[:, position]) for of in block.by_service.values()]


def _cost(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    return _spend(case, block, "total", year) + _opex(case, block, "", year) + _haul(case, block, "", year)


def _present_value(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    factor = float(case.discount[case.years.index(year)])
    return [chunk.scaled(factor) for chunk in _cost(case, block, "", year)]


def _money(family: Family, payers: Iterable[str], accounts: Iterable[str], province: str, year: int) -> list[Chunk]:
    keys: list[Key] = [(payer, account, province, year) for payer in payers for account in accounts]
    return [Chunk(family, keys, np.ones(len(keys)), [""] * len(keys))] if keys else []


def _grant(case: Case, block: Block, subsidy: str, year: int) -> list[Chunk]:
    chosen = sorted(case.model.subsidies) if subsidy == "total" else [subsidy]
    return _money("grant", chosen, case.accounts, block.province, year)


def _paid(case: Case, block: Block, payer: str, year: int) -> list[Chunk]:
    model, province = case.model, block.province
    if payer in ("enterprise", *model.carriers):
        carriers = sorted(model.carriers) if payer == "enterprise" else [payer]
        return [chunk for c in carriers for chunk in _money("enterprise", [c], (c, "shared"), province, year)]
    funds = sorted(model.funds) if payer == "public" else [payer]
    subsidies = sorted(s for s, subsidy in model.subsidies.items() if subsidy.fund in funds)
    local = [fund for fund in funds if model.funds[fund].kind == "local"]
    accounts = case.accounts
    return _money("grant", subsidies, accounts, province, year) + _money("local", local, accounts, province, year)


_BUILDERS: dict[str, Builder] = {
    "cities": _cities,
    "residents": _residents,
    "benefit": _benefit,
    "projects": _projects,
    "modules": _modules,
    "spend": _spend,
    "paid": _paid,
    "grant": _grant,
    "opex": _opex,
    "haul": _haul,
    "cost": _cost,
    "pv": _present_value,
    "load": _load,
}
