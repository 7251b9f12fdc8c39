"""What each indicator is made of: families of variables, their keys and coefficients, for one province and year.

Each function returns chunks of one family, so that sums over many cities are built from lists and arrays, not one by
one. Units: cities, thousand persons, million yuan, weighted thousand resident-years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.case.block import Block, Holders
from planner.case.case import Family
from planner.case.vocabulary import Meaning

if TYPE_CHECKING:
    from planner.case.case import Case

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
    keys: list[Key] = [(*key, year) for key in holders.keys]
    live = (holders.first_year <= year) & (weights != 0)
    if not live.all():
        keys = [key for key, alive in zip(keys, live, strict=True) if alive]
    cities = holders.cities if live.all() else [c for c, alive in zip(holders.cities, live, strict=True) if alive]
    return [Chunk(holders.family, keys, weights[live], cities)]  # type: ignore[arg-type]


def _cities(_: Case, block: Block, state: str, year: int) -> list[Chunk]:
    holders = block.holders[state]
    return _held(holders, np.ones(len(holders.cities)), year)


def _residents(case: Case, block: Block, state: str, year: int) -> list[Chunk]:
    holders = block.holders[state]
    return _held(holders, _people(case, block, state, holders), year)


def _people(case: Case, block: Block, state: str, holders: Holders) -> np.ndarray:
    service = case.model.services.get(state)
    column = "residents" if service is None else service.beneficiaries
    return block.places[column].reindex(list(holders.cities)).to_numpy(float) / 1000


def _benefit(case: Case, block: Block, service: str, year: int) -> list[Chunk]:
    found = []
    for service_id in [service] if service else case.model.services:
        weight = case.model.services[service_id].weight * case.stock_weight[case.years.index(year)]
        if weight:
            found += [chunk.scaled(weight) for chunk in _residents(case, block, service_id, year)]
    return found


def _of(block: Block, measure: str) -> pd.DataFrame:
    return block.projects if measure in ("", "total") else block.projects[block.projects["measure"] == measure]


def _chunk(family: Family, projects: pd.DataFrame, years: Iterable[int], coefficients: np.ndarray) -> Chunk:
    """Terms of projects in given years, zero coefficients left out."""
    keys = list(zip(projects.index, years, strict=True))
    live = coefficients != 0
    if live.all():
        return Chunk(family, keys, coefficients, projects["city"].tolist())
    chosen = np.flatnonzero(live).tolist()
    cities = projects["city"].tolist()
    return Chunk(family, [keys[i] for i in chosen], coefficients[live], [cities[i] for i in chosen])


def _in_year(family: Family, projects: pd.DataFrame, year: int, coefficients: np.ndarray) -> Chunk:
    return _chunk(family, projects, [year] * len(projects), coefficients)


def _projects(_: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    mine = _of(block, measure)
    mine = mine[(mine["status"] != "built") & (mine["first_year"] <= year)]
    return [_in_year("done", mine, year, np.ones(len(mine)))]


def _modules(case: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    mine = _extendable(_of(block, measure))
    return [replace(chunk, coefficients=np.ones(len(chunk.keys))) for chunk in _beyond(case, mine, year)]


def _extendable(projects: pd.DataFrame) -> pd.DataFrame:
    return projects[projects["max_modules"] > projects["built_modules"]]


def _beyond(case: Case, projects: pd.DataFrame, year: int) -> list[Chunk]:
    """Modules beyond those that existed: where some did, as the sum of what was added so far (no constants)."""
    fresh = projects[(projects["built_modules"] == 0) & (projects["first_year"] <= year)]
    found = [_in_year("modules", fresh, year, np.ones(len(fresh)))]
    extended = projects[projects["built_modules"] > 0]
    for earlier in case.years[: case.years.index(year) + 1]:
        open_ = extended[(extended["first_year"] <= earlier) & (earlier <= extended["last_year"])]
        if len(open_):
            found.append(_in_year("added", open_, earlier, np.ones(len(open_))))
    return found


def _spend(_: Case, block: Block, measure: str, year: int) -> list[Chunk]:
    mine = _of(block, measure)
    mine = mine[(mine["first_year"] <= year) & (year <= mine["last_year"])]
    starting = mine[mine["status"] != "built"]
    growing = _extendable(mine)
    return [
        _in_year("started", starting, year, block.capex.loc[starting.index, year].to_numpy(float)),
        _in_year("added", growing, year, block.module_capex.loc[growing.index, year].to_numpy(float)),
    ]


def _opex(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    weight = case.stock_weight[case.years.index(year)]
    mine = block.projects
    running = mine[(mine["status"] == "built") | (mine["first_year"] <= year)]
    found = [_in_year("done", running, year, weight * running["opex_myuan"].to_numpy(float))]
    for chunk in _beyond(case, _extendable(mine), year):
        keys = [str(key[0]) for key in chunk.keys]
        # A module's opex follows its price in the first year; prices are constant.
        yearly = mine.loc[keys, "opex_share"].to_numpy(float) * block.module_capex.loc[keys].iloc[:, 0].to_numpy(float)
        found.append(chunk.scaled(weight * yearly))
    return found


def _haul(case: Case, block: Block, _: str, year: int) -> list[Chunk]:
    position = case.years.index(year)
    found = []
    for service_id, service in case.model.services.items():
        pairs = block.pairs[(block.pairs["service"] == service_id) & (block.pairs["haul_myuan"] != 0)]
        if len(pairs):
            grown = (1 + service.demand_growth) ** position * case.stock_weight[position]
            found.append(_shares(pairs, year, pairs["haul_myuan"].to_numpy(float) * grown))
    return found


def _shares(pairs: pd.DataFrame, year: int, coefficients: np.ndarray) -> Chunk:
    keys: list[Key] = list(zip(pairs["service"], pairs["city"], pairs["site"], [year] * len(pairs), strict=True))
    return Chunk("share", keys, coefficients, pairs["city"].tolist())


def _load(_: Case, block: Block, site: str, year: int) -> list[Chunk]:
    pairs = block.pairs[block.pairs["site"] == site]
    index = pd.MultiIndex.from_frame(pairs[["service", "city"]])
    return [_shares(pairs, year, block.demand.loc[index, year].to_numpy(float))] if len(pairs) else []


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
