"""What rules of money cannot do, found by arithmetic before any solve, with the numbers that show it.

What rules out every plan is a problem: shares of an envelope that the projects there cannot take, obligations that
nobody can pay or that come too late. What only makes money useless is a warning: packages that can nowhere be formed,
grants that local money cannot match. Every bound holds for any plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from planner.case.case import Case
from planner.case.least import LeastCost
from planner.case.money import favoured
from planner.case.obligations import needed
from planner.config.keys import Key
from planner.config.money import MinimumShare, Obligation, Package, Subsidy
from planner.texts import Listing, Pair
from planner.texts.numbers import amount
from planner.texts.problems import Problem

_TOLERANCE = 1e-9
Where = Callable[[Key], str]


def money_problems(case: Case, cost: LeastCost, where: Where) -> Iterator[Problem]:
    """What rules out every plan."""
    for rule, subsidy in case.model.subsidies.items():
        for name, share in subsidy.minimum_shares.items():
            if share.of == "envelope":
                yield from _too_little_to_grant(case, rule, subsidy, name, where)
    for key, obligation in case.model.obligations.items():
        yield from _too_late(case, key, obligation, where)
        yield from _unpaid(case, key, obligation, cost, where)


def money_warnings(case: Case, where: Where) -> Iterator[Problem]:
    """What makes money useless."""
    for rule, subsidy in case.model.subsidies.items():
        if subsidy.package is not None:
            yield from _no_package(case, rule, subsidy.package, where)
        for name, share in subsidy.minimum_shares.items():
            if share.of == "granted":
                yield from _held_back(case, rule, subsidy, name, where)
        if subsidy.min_match > 0:
            yield from _unmatched(case, rule, subsidy, where)


def carriers_named(case: Case, keys: Iterable[str]) -> Listing:
    """Carriers by name, in the order of their ids."""
    carriers = (case.model.carriers[key] for key in sorted(keys))
    return Listing(tuple(Pair(carrier.name_zh, carrier.name_en) for carrier in carriers))


def eligible(case: Case, rule: str) -> pd.Index:
    """Projects that the rule may pay, sorted."""
    frames = (case.grants, case.site_grants)
    names = [name for frame in frames for name in frame.index[frame.index.get_level_values("subsidy") == rule]]
    found: pd.Index = pd.Index(sorted(project for _, project in names), dtype="str")
    return found


def startable(case: Case, projects: pd.Index, years: tuple[int, ...]) -> pd.DataFrame:
    """Those of some projects that can start, or get modules, in some years."""
    rows = case.projects.loc[projects]
    return rows[(rows["first_year"] <= years[-1]) & (rows["last_year"] >= years[0])]


def most_by_project(case: Case, rule: str, years: tuple[int, ...]) -> pd.Series:
    """Most that the rule may pay each project that can start, or get modules, in some years; million yuan."""
    rows = startable(case, eligible(case, rule), years)
    found = pd.Series(0.0, index=rows.index)
    plain = case.grants.index.get_level_values("subsidy") == rule
    bounds = case.grants[plain].droplevel("subsidy")[list(years)].max(axis=1)
    found.update(bounds)
    modular = case.site_grants.index.get_level_values("subsidy") == rule
    terms = case.site_grants[modular].droplevel("subsidy").reindex(rows.index).dropna()
    if len(terms):
        mine = rows.loc[terms.index]
        count = (mine["max_modules"] - mine["built_modules"]).astype(float)
        module = case.module_capex.loc[terms.index, list(years)].max(axis=1) * count
        fixed = (case.capex.loc[terms.index, list(years)].max(axis=1) + terms["opex_myuan"]).clip(lower=0.0)
        base = fixed.where(mine["status"] != "built", 0.0) + terms["module_factor"] * module
        found.update((terms["share"] * base).clip(upper=terms["ceiling_myuan"]))
    return found


def grantable(case: Case, rule: str, years: tuple[int, ...]) -> pd.Series:
    """Most that the rule may pay in each province in some years, whatever the envelope; million yuan."""
    if case.spread_out:
        # What is paid in these years may be for what goes into service in any.
        years = case.years
    subsidy, most = case.model.subsidies[rule], most_by_project(case, rule, years)
    rows = case.projects.loc[most.index]
    cities = most.groupby([rows[key].to_numpy() for key in ("province", "account", "city")]).sum()
    if subsidy.city_ceiling_myuan is not None:
        cities = cities.clip(upper=subsidy.city_ceiling_myuan)
    accounts = cities.groupby(level=[0, 1]).sum()
    if subsidy.package is not None:
        formed = _packages(case, rule, subsidy.package, years).reindex(accounts.index).fillna(0.0)
        each = np.inf if subsidy.package.ceiling_myuan is None else subsidy.package.ceiling_myuan
        accounts = accounts.where(formed > 0, 0.0).clip(upper=(formed * each * len(years)).where(formed > 0, 0.0))
    by_province = accounts.groupby(level=0).sum().reindex(case.provinces.index, fill_value=0.0)
    if subsidy.province_ceiling_myuan is not None:
        by_province = by_province.clip(upper=subsidy.province_ceiling_myuan)
    if subsidy.min_match > 0:
        by_province = by_province.clip(upper=local_money(case, years) / subsidy.min_match)
    return by_province


def local_money(case: Case, years: tuple[int, ...]) -> pd.Series:
    """Limits of all local funds together by province, summed over years, million yuan."""
    sums = case.local_limits[list(years)].sum(axis=1).groupby(level="province").sum()
    return sums.reindex(case.provinces.index, fill_value=0.0)


def _too_little_to_grant(case: Case, rule: str, subsidy: Subsidy, name: str, where: Where) -> Iterator[Problem]:
    """The favoured places must get more than their projects may take."""
    share = subsidy.minimum_shares[name]
    members = list(favoured(case.provinces, share))
    spans = [(year,) for year in case.years] if share.over == "year" else [case.years]
    for years in spans if members else ():
        wanted = share.at_least * sum(subsidy.envelope.get(year, 0.0) for year in years)
        possible = float(grantable(case, rule, years)[members].sum())
        if wanted > possible * (1 + _TOLERANCE) + _TOLERANCE:
            rows = startable(case, eligible(case, rule), years)
            mine = rows.index[rows["province"].isin(members)]
            capex = float(case.capex.loc[mine, list(years)].max(axis=1).sum())
            said = {"groups": groups_named(case, share), "share": f"{share.at_least:.0%}", "year": years[-1]}
            values = {
                "wanted": amount(wanted),
                "possible": amount(possible),
                "count": len(mine),
                "capex": amount(capex),
            }
            key = ("subsidies", rule, "minimum_shares", name)
            yield Problem(where(key), "case.too_little_to_grant", {**said, **values})
            return


def _held_back(case: Case, rule: str, subsidy: Subsidy, name: str, where: Where) -> Iterator[Problem]:
    """The favoured places can take so little that the rule cannot spend its money anywhere."""
    share = subsidy.minimum_shares[name]
    members = list(favoured(case.provinces, share))
    by_province = grantable(case, rule, case.years)
    possible = float(by_province[members].sum())
    spendable = min(_budget(case, subsidy), float(by_province.sum()))
    wanted = share.at_least * spendable
    if members and wanted > possible * (1 + _TOLERANCE) + _TOLERANCE:
        rows = startable(case, eligible(case, rule), case.years)
        mine = rows.index[rows["province"].isin(members)]
        capex = amount(float(case.capex.loc[mine].max(axis=1).sum()))
        said = {
            "groups": groups_named(case, share),
            "share": f"{share.at_least:.0%}",
            "count": len(mine),
            "capex": capex,
        }
        most = possible / share.at_least
        values = {
            "spendable": amount(spendable),
            "wanted": amount(wanted),
            "possible": amount(possible),
            "most": amount(most),
        }
        yield Problem(where(("subsidies", rule, "minimum_shares", name)), "case.held_back", {**said, **values})


def _budget(case: Case, subsidy: Subsidy) -> float:
    """Money of a rule in all years: its envelope, or else its fund's budget."""
    money_of = subsidy.envelope or case.model.funds[subsidy.fund].budget
    return float(sum(money_of.get(year, 0.0) for year in case.years))


def groups_named(case: Case, share: MinimumShare) -> Listing:
    """Regions and provinces of a minimum share by name, as far as they are in scope."""
    listed = [(case.regions, share.regions), (case.provinces, share.provinces)]
    return Listing(
        tuple(
            Pair(str(frame.loc[group, "name_zh"]), str(frame.loc[group, "name_en"]))
            for frame, groups in listed
            for group in groups
            if group in frame.index
        )
    )


def _packages(case: Case, rule: str, package: Package, years: tuple[int, ...]) -> pd.Series:
    """Packages that each (province, account) could form in one year, if everything it has started in it; at most all.

    Cities count once a year, so this bounds every single year.
    """
    rows = startable(case, eligible(case, rule), years)
    capex = case.capex.loc[rows.index, list(years)].max(axis=1)
    modules = (rows["max_modules"] - rows["built_modules"]).clip(lower=0)
    capex = capex + case.module_capex.loc[rows.index, list(years)].max(axis=1) * modules
    account = [rows["province"].to_numpy(), rows["account"].to_numpy()]
    small = case.places["small"].to_numpy(bool)
    counted = rows["city"].isin(case.places.index[small]) & (rows["status"] != "built")
    cities = rows["city"].where(counted).groupby(account).nunique()
    needed_cities = case.provinces["cities"].clip(upper=package.min_cities).reindex(cities.index.get_level_values(0))
    by_cities = cities.to_numpy(float) / np.maximum(needed_cities.to_numpy(float), _TOLERANCE)
    spent = capex.groupby(account).sum().to_numpy(float)
    by_cost = spent / package.min_cost_myuan if package.min_cost_myuan > 0 else np.full(len(spent), np.inf)
    formed = np.floor(np.minimum(by_cities, by_cost) + _TOLERANCE).clip(max=package.most)
    return pd.Series(formed, index=cities.index)


def _no_package(case: Case, rule: str, package: Package, where: Where) -> Iterator[Problem]:
    """Nobody has works enough for one package."""
    formed = _packages(case, rule, package, case.years)
    if len(formed) and formed.max() >= 1:
        return
    rows = startable(case, eligible(case, rule), case.years)
    account = [rows["province"].to_numpy(), rows["account"].to_numpy()]
    capex = case.capex.loc[rows.index].max(axis=1).groupby(account).sum()
    cities = rows["city"].groupby(account).nunique()
    said = {"cities": package.min_cities, "cost": amount(package.min_cost_myuan)}
    values = {
        "most_cities": int(cities.max()) if len(rows) else 0,
        "most": amount(float(capex.max()) if len(rows) else 0.0),
    }
    yield Problem(where(("subsidies", rule, "package")), "case.no_package", {**said, **values})


def _unmatched(case: Case, rule: str, subsidy: Subsidy, where: Where) -> Iterator[Problem]:
    """Local money matches only a part of what the rule could pay."""
    budget = _budget(case, subsidy)
    most = most_by_project(case, rule, case.years)
    by_province = most.groupby(case.projects.loc[most.index, "province"]).sum().reindex(case.provinces.index).fillna(0)
    local = local_money(case, case.years)
    possible = float(np.minimum(by_province, local / subsidy.min_match).sum())
    wanted = min(budget, float(by_province.sum()))
    if possible < wanted * (1 - _TOLERANCE):
        said = {"ratio": f"{subsidy.min_match:g}", "wanted": amount(wanted), "possible": amount(possible)}
        values = {"local": amount(float(local[by_province > 0].sum()))}
        yield Problem(where(("subsidies", rule, "min_match")), "case.unmatched", {**said, **values})


def _obliged(case: Case, key: str) -> pd.DataFrame:
    named = case.obligations["project"][case.obligations["obligation"] == key]
    return case.projects.loc[sorted(named)]


def _too_late(case: Case, key: str, obligation: Obligation, where: Where) -> Iterator[Problem]:
    """Too few of the projects can be in service by the year."""
    rows, year = _obliged(case, key), obligation.by_year or case.years[-1]
    possible = int(((rows["status"] == "built") | (rows["first_year"] <= year)).sum())
    wanted = needed(obligation, len(rows))
    if possible < wanted:
        said = {"wanted": wanted, "possible": possible, "year": year}
        yield Problem(where(("obligations", key)), "case.obligation_late", said)


def _unpaid(case: Case, key: str, obligation: Obligation, cost: LeastCost, where: Where) -> Iterator[Problem]:
    """What some of its projects cost at least is more than grants, local money and the carriers that must pay have.

    An obligation that wants all of its projects is judged with all else that must be built.
    """
    rows, year = _obliged(case, key), obligation.by_year or case.years[-1]
    if needed(obligation, len(rows)) == len(rows):
        return
    years = tuple(t for t in case.years if t <= year)
    prices = pd.Series({project: cost.price[project] for project in rows.index}, dtype=float)
    most = pd.DataFrame({rule: most_by_project(case, rule, years) for rule in case.model.subsidies}, index=rows.index)
    granted = most.sum(axis=1) if case.model.stacking == "additive" else most.max(axis=1)
    own = prices - np.minimum(granted.fillna(0.0), prices * case.model.max_public_share)
    due = own.nsmallest(needed(obligation, len(rows)))
    left = float(due.sum())
    paying = tuple(t for t in case.years if t <= case.paid_until(year))
    local = float(local_money(case, paying)[sorted(set(rows["province"]))].sum())
    carriers = sorted({carrier for account in set(rows["account"]) for carrier in case.payers(account)})
    budget = sum(case.model.carriers[carrier].budget.get(t, 0.0) for carrier in carriers for t in paying)
    if left > (local + budget) * (1 + _TOLERANCE) + _TOLERANCE:
        said = {"count": int((due > 0).sum()), "year": year, "left": amount(left)}
        values = {
            "local": amount(local),
            "budget": amount(budget),
            "carriers": carriers_named(case, carriers),
        }
        yield Problem(where(("obligations", key)), "case.obligation_unpaid", {**said, **values})
