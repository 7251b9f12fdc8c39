"""What each indicator is made of: families of variables, their keys and coefficients, for one province and year.

Each function returns chunks of one family, so that sums over many cities are built from lists and arrays, not one by
one. Units: cities, thousand persons, million yuan, weighted thousand resident-years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.case import contributions_money
from planner.case.block import Block, Holders, PairArrays
from planner.case.chunks import Builder, Chunk, Key, beyond, chosen
from planner.config.vocabulary import Meaning

if TYPE_CHECKING:
    from planner.case.case import Case


def chunks(case: Case, meaning: Meaning, block: Block, year: int) -> list[Chunk]:
    """The numerator of an indicator that is not the model's own; shortfalls belong to no province and give nothing."""
    if meaning.name == "grant.per_resident":
        # million yuan over thousand residents, in yuan a resident
        return [chunk.scaled(1000.0) for chunk in contributions_money.grant(case, block, "total", year)]
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


def _projects(_: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    of = block.of(measure)
    return [chosen("done", of, year, ~of.built & (of.first <= year), np.ones(len(of.ids)))]


def _modules(case: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    of = block.of(measure)
    return beyond(case, of, year, np.ones(len(of.ids)))


def _opex(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    of, weight = block.of("total"), case.stock_weight[case.years.index(year)]
    running = of.built | (of.first <= year)
    return [chosen("done", of, year, running, weight * of.opex), *beyond(case, of, year, weight * of.module_opex)]


def _haul(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    position = case.years.index(year)
    found = []
    for service_id, pairs in block.by_service.items():
        grown = (1 + case.model.services[service_id].demand_growth) ** position * case.stock_weight[position]
        found.append(_shares(pairs, year, pairs.haul != 0, pairs.haul * grown))
    return found


def _effect(_: Case, block: Block, effect: str, year: int) -> list[Chunk]:
    of = block.by_effect.get(effect)
    if of is None:
        return []
    live = np.flatnonzero(of.first <= year).tolist()
    return [Chunk("done", [(of.ids[i], year) for i in live], of.amounts[live], [of.cities[i] for i in live])]


def _shares(pairs: PairArrays, year: int, live: np.ndarray, coefficients: np.ndarray) -> Chunk:
    picked = np.flatnonzero(live).tolist()
    keys: list[Key] = [(*pairs.keys[i], year) for i in picked]
    return Chunk("share", keys, coefficients[picked], [pairs.cities[i] for i in picked])


def _load(case: Case, block: Block, site: str, year: int) -> list[Chunk]:
    position, taken = case.years.index(year), block.taken
    found = [_shares(of, year, of.sites == site, of.demand[:, position]) for of in block.by_service.values()]
    live = np.flatnonzero(taken.sites == site).tolist()
    keys: list[Key] = [(*taken.keys[i], year) for i in live]
    return [*found, Chunk("take", keys, taken.demand[live], [taken.cities[i] for i in live])]


def _cost(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    spent = contributions_money.spend(case, block, "total", year)
    return spent + _opex(case, block, "", year) + _haul(case, block, "", year)


def _present_value(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    factor = float(case.discount[case.years.index(year)])
    return [chunk.scaled(factor) for chunk in _cost(case, block, "", year)]


_BUILDERS: dict[str, Builder] = {
    "cities": _cities,
    "residents": _residents,
    "benefit": _benefit,
    "projects": _projects,
    "modules": _modules,
    "opex": _opex,
    "haul": _haul,
    "effect": _effect,
    "cost": _cost,
    "pv": _present_value,
    "load": _load,
    **contributions_money.BUILDERS,
}
