"""One rule in the middle of a random world: the rule is there, nothing hides it, and a goal feels it.

Each focus takes a case whose money is plentiful (``GRANTS``) or short (``SHORT``) and the costs of its works, and says
nothing if the case has no room for its rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from tests.proof.random_case import COLUMNS, Chooser, RandomCase, named

Model = dict[str, Any]
#: Costs of what can be built, million yuan, ascending.
Costs = Sequence[float]
Focus = Callable[[Chooser, RandomCase, Costs], None]


def near(choose: Chooser, costs: Costs) -> float:
    """About a half or the whole of what one of the works costs, in quarters of a million yuan."""
    return max(0.5, round(choose.one_of(costs) * choose.one_of([0.5, 0.5, 1.0]) * 4) / 4)


def years_of(model: Model) -> range:
    """Planning years."""
    return range(model["time"]["first_year"], model["time"]["last_year"] + 1)


def set_goals(model: Model, *wanted: tuple[str, str]) -> None:
    """Goals (indicator, sense) in their order, instead of those that there are."""
    model["goals"] = {
        f"g{order}": named(indicator, order=order, indicator=indicator, sense=sense)
        for order, (indicator, sense) in enumerate(dict.fromkeys(wanted), start=1)
    }


# One condition of the one subsidy rule that is left.


def _rule(model: Model) -> dict[str, Any]:
    rule: dict[str, Any] = next(iter(model["subsidies"].values()))
    return rule


def ceilings(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """One of the three ceilings, near what a work costs; without other rules that would hold grants back."""
    ceiling = choose.one_of(["ceiling_myuan", "city_ceiling_myuan", "province_ceiling_myuan"])
    _rule(case.model)[ceiling] = near(choose, costs)
    _rich_fund(case.model, costs)


def stages(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Only what is ready."""
    if any(row.get("stage") == "ready" for row in case.tables["projects"]):
        _rule(case.model)["stages"] = ["ready"]


def package(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Packages of cities, some of which have several works."""
    terms: dict[str, Any] = {"min_cities": choose.one_of([1, 2, 2, 3]), "most": choose.whole(1, 2)}
    if choose.chance(5):
        terms["ceiling_myuan"] = near(choose, costs)
    if choose.chance(5):
        _rule(case.model)["measures"] = sorted(case.model["measures"])
    _rule(case.model)["package"] = terms
    _rich_fund(case.model, costs)
    if choose.chance(5):
        # Carriers have little for their part: a package of several cities may be more than they can begin in a year.
        for carrier in case.model["carriers"].values():
            carrier["budget"] = dict.fromkeys(years_of(case.model), near(choose, costs))
        _rule(case.model)["share"] = dict.fromkeys(("East", "West"), 0.5)
        set_goals(case.model, ("grant.total", "max"), ("spend.total", "min"))


def package_cost(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Packages of works that cost about what a province has; nothing else is missing."""
    provinces = len(case.tables["provinces"])
    least = sum(costs) / provinces * choose.one_of([0.3, 0.5, 0.8])
    _rule(case.model)["package"] = {"min_cost_myuan": max(0.5, round(least * 2) / 2), "most": choose.whole(1, 2)}
    _rich_fund(case.model, costs)


def minimum_share(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """A share for one province."""
    share = {"at_least": choose.one_of([0.5, 0.75]), "over": choose.one_of(["year", "all"])}
    province = choose.one_of([row["id"] for row in case.tables["provinces"]])
    _rule(case.model)["minimum_shares"] = {"some": share | {"provinces": [province]}}


def need(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Works earn about as much as they cost, so that gaps are part of that."""
    years = choose.whole(4, 10)
    case.model["viability"] = {"years": years, "discount_rate": choose.one_of([0.0, 0.08]), "rule": "none"}
    _rule(case.model)["need_test"] = True
    for measure in case.model["measures"].values():
        earned = near(choose, costs) * choose.one_of([0.5, 1.0])
        measure |= {"revenue": {"column": "one", "yuan_per_unit": round(earned * 1e6 / years, -3)}, "opex_share": 0.0}
    _rich_fund(case.model, costs)


def filled(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Public money must fill gaps, of each project or of all that an account starts in a year, and it is short."""
    need(choose, case, costs)
    model, rule = case.model, _rule(case.model)
    del rule["need_test"]
    rule["measures"] = sorted(model["measures"])
    model["viability"]["rule"] = choose.one_of(["project", "project", "carrier"])
    if choose.chance(5):
        rule["city_ceiling_myuan"] = near(choose, costs)
    if choose.chance(4):
        model["subsidies"]["too"] = _another(choose, case)
    for fund in model["funds"].values():
        if fund["kind"] == "grant":
            fund["budget"] = dict.fromkeys(years_of(model), near(choose, costs))
    set_goals(model, ("spend.total", "max"), choose.one_of([("grant.total", "min"), ("paid.enterprise", "min")]))


def opex_base(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Opex in the base, at shares below the whole."""
    rule = _rule(case.model)
    rule |= {"base_opex_years": choose.one_of([1, 6]), "share": dict.fromkeys(("East", "West"), 0.25)}
    for measure in case.model["measures"].values():
        measure["opex_share"] = choose.one_of([0.1, 0.5])


def public_share(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """A public share below the rule's."""
    case.model["max_public_share"] = choose.one_of([0.25, 0.5])


def match(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Local money per unit of grants, and a goal that wants both."""
    if any(fund["kind"] == "local" for fund in case.model["funds"].values()):
        _rule(case.model)["min_match"] = choose.one_of([0.5, 1.0])
        set_goals(case.model, ("spend.total", "max"), ("grant.total", "max"))


def envelope(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Less each year than the works would get, which start late: money that is not carried over is lost."""
    rule = _rule(case.model)
    rule["envelope"] = dict.fromkeys(years_of(case.model), max(0.5, round(sum(costs)) / 4))
    rule["carry_over"] = choose.one_of(["all", 0.0, 0.0, 0.5])
    _rich_fund(case.model, costs)
    _late(case.model)


def fund(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """The same of the fund."""
    central = case.model["funds"]["central"]
    central["budget"] = dict.fromkeys(years_of(case.model), max(0.5, round(sum(costs)) / 4))
    central["carry_over"] = choose.one_of([0.0, 0.0, 0.5])
    _late(case.model)


def _late(model: Model) -> None:
    """All is built, and as late as can be, because it costs opex; the rule pays all of it, if it has the money."""
    _rule(model)["share"] = dict.fromkeys(("East", "West"), 1.0)
    for measure in model["measures"].values():
        measure["opex_share"] = 0.1
    set_goals(model, ("spend.total", "max"), ("opex.total", "min"), ("grant.total", "max"))


def _rich_fund(model: Model, costs: Costs) -> None:
    for fund in model["funds"].values():
        if fund["kind"] == "grant":
            fund |= {"budget": dict.fromkeys(years_of(model), round(sum(costs)) + 1), "carry_over": "all"}


def site_grants(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Grants for sites with modules, all of whose terms depend on how many modules there are."""
    _site_grants(choose, case, costs, choose.whole(0, 4))


def site_needs(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """The same where need is tested: modules earn part of what they cost, and the rule would pay all of it."""
    if _site_grants(choose, case, costs, 4):
        _rule(case.model)["share"] = dict.fromkeys(("East", "West"), 1.0)


def _site_grants(choose: Chooser, case: RandomCase, costs: Costs, term: int) -> bool:
    """One of the terms; says whether there are such sites."""
    model, rule = case.model, _rule(case.model)
    if "cloud" not in model["services"] or case.tables["pairs"]:
        return False
    asked = sorted(place["demand_units"] for place in case.tables["cities"] if place["small"] and place["demand_units"])
    if not asked:
        return False
    model["measures"]["pool"] |= {"capacity_per_module": asked[0], "max_modules": 2, "requires": {}, "opex_share": 0.1}
    model["services"]["cloud"] |= {"demand_growth": 0.0, "min_fill": 0.0, "connected": False}
    rule |= {"measures": ["pool"], "share": dict.fromkeys(("East", "West"), choose.one_of([0.5, 0.8, 1.0]))}
    if term == 0:
        rule["ceiling_myuan"] = near(choose, costs)
    elif term == 1:
        model["max_public_share"] = choose.one_of([0.25, 0.5])
    elif term == 2:
        rule["base_opex_years"] = choose.one_of([1, 6])
    elif term == 3:
        rule["city_ceiling_myuan"] = near(choose, costs)
    else:
        need(choose, case, costs)
        model["measures"]["pool"]["revenue"] = {"column": "module", "yuan_per_unit": 100_000 * choose.whole(1, 4)}
    if choose.chance(4):
        model["subsidies"]["too"] = _another(choose, case)
    _rich_fund(model, costs)
    set_goals(model, ("modules.pool", "max"), ("grant.total", "max"))
    return True


def stacking(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Two rules that may pay the same works, one on top of the other or one alone; neither pays nearly all."""
    _rule(case.model)["share"] = {region: choose.one_of([0.25, 0.5]) for region in ("East", "West")}
    case.model["subsidies"]["too"] = _another(choose, case)
    case.model["stacking"] = choose.one_of(["additive", "exclusive"])
    if case.model["stacking"] == "additive" and choose.chance(7):
        case.model["max_public_share"] = choose.one_of([0.5, 0.75])
    _rich_fund(case.model, costs)


def _another(choose: Chooser, case: RandomCase) -> dict[str, Any]:
    """A second rule for the measures of the first."""
    share = {region: choose.one_of([0.25, 0.5, 0.8]) for region in ("East", "West")}
    return named("too", fund="central", measures=list(_rule(case.model)["measures"]), share=share)


def stacked_projects(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Two rules add up to more than grants may pay of a work, with grants by project: a city's ceiling is far away."""
    stacking(choose, case, costs)
    case.model |= {"stacking": "additive", "max_public_share": choose.one_of([0.25, 0.5])}
    for rule in case.model["subsidies"].values():
        rule["share"] = dict.fromkeys(("East", "West"), 0.5)
    _rule(case.model)["city_ceiling_myuan"] = math.ceil(sum(costs)) + 1
    set_goals(case.model, ("spend.total", "max"), ("grant.total", "max"))


def merit(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Works in the library that differ in their scores; the rule takes those of some score, or the best alone."""
    rows, rule = case.tables["projects"], _rule(case.model)
    listed = {row["city"] for row in rows if row["measure"] == "gigabit"}
    for city in [place["id"] for place in case.tables["cities"] if place["small"] and place["id"] not in listed]:
        row = dict.fromkeys(COLUMNS["projects"]) | {"id": f"m{city}", "measure": "gigabit", "city": city}
        rows.append(row | {"status": "candidate", "source": "-"})
    for row in rows:
        row["score"] = choose.one_of([50.0, 70.0, 90.0])
    rule |= choose.one_of([{"min_score": 60}, {"min_score": 80}, {"best_per_province": 1}])
    rule["measures"] = sorted({*rule["measures"], "gigabit"})
    _rich_fund(case.model, costs)


GRANTS: tuple[Focus, ...] = (
    ceilings, ceilings, stages, package, package_cost, minimum_share, need, opex_base, public_share, match,
    site_grants, site_grants, stacking, merit, filled, filled,
)  # fmt: skip
#: These need two years.
GRANTS_OVER_YEARS: tuple[Focus, ...] = (envelope, envelope, fund, fund)


# One rule on what is built, while money is short.


def carried_budget(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """One carrier saves for the largest work."""
    for name, carrier in case.model["carriers"].items():
        alone = name == "alpha"
        carrier["budget"] = dict.fromkeys(years_of(case.model), round(costs[-1] * 2.4) / 4 if alone else 0)
        carrier["carry_over"] = choose.one_of([0.0, 0.5, 1.0])
    for measure in case.model["measures"].values():
        measure["lead"] = choose.one_of(["shared", "alpha"])
    set_goals(case.model, ("spend.total", "max"))


def co_build(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Partners of whom one has little."""
    part = choose.one_of([0.25, 0.5])
    case.model["co_builds"] = {"both": named("both", shares={"alpha": part, "beta": 1 - part})}
    for measure in case.model["measures"].values():
        if choose.chance(7):
            measure["lead"] = "both"
    poor, rich = choose.one_of([("alpha", "beta"), ("beta", "alpha")])
    for name, whole in ((poor, near(choose, costs)), (rich, 4 * costs[-1])):
        case.model["carriers"][name]["budget"] = dict.fromkeys(years_of(case.model), whole)


def pool(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Capacity near what cities ask for, filling, hauls and growth."""
    model = case.model
    if "cloud" not in model["services"] or case.tables["pairs"]:
        return
    cloud, pool = model["services"]["cloud"], model["measures"]["pool"]
    asked = sorted(place["demand_units"] for place in case.tables["cities"] if place["small"] and place["demand_units"])
    if not asked:
        return
    pool |= {"capacity_per_module": choose.one_of([asked[-1], asked[0], 800]), "max_modules": choose.whole(1, 2)}
    cloud |= {"demand_growth": 0.0, "min_fill": choose.one_of([0.0, 0.5, 0.9])}
    cloud |= {"haul_myuan_per_unit_km": choose.one_of([0.0, 0.0001]), "connected": choose.chance(3)}
    pool["requires"] = {}
    _plenty(model, costs)
    set_goals(
        model,
        (choose.one_of(["residents.cloud", "modules.pool"]), "max"),
        (choose.one_of(["cost.total", "haul.total"]), "min"),
    )


def growth(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """One module is just enough in the first year."""
    model = case.model
    asked = sorted(place["demand_units"] for place in case.tables["cities"] if place["small"] and place["demand_units"])
    if "cloud" in model["services"] and asked:
        model["measures"]["pool"] |= {
            "capacity_per_module": asked[-1],
            "max_modules": choose.whole(1, 2),
            "requires": {},
        }
        model["services"]["cloud"] |= {"demand_growth": choose.one_of([0.3, -0.2]), "min_fill": 0.0, "connected": False}
        _plenty(model, costs)
        set_goals(model, ("residents.cloud", "max"), ("spend.total", "min"))


def few_sites(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Every city looks at its nearest site only."""
    found = [name for name in ("near", "cloud") if name in case.model["services"]]
    if found:
        service = choose.one_of(found)
        case.model["services"][service] |= {"max_sites": 1, "connected": choose.chance(3)}
        _plenty(case.model, costs)
        set_goals(case.model, (f"residents.{service}", "max"), ("spend.total", "min"))


def two_ways(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Two ways, and few places with two nodes."""
    if "safe" in case.model["services"]:
        _plenty(case.model, costs)
        set_goals(case.model, ("residents.safe", "max"), ("spend.total", "min"))
        for place in case.tables["cities"]:
            place["egress_nodes"] = 2 if choose.chance(3) else 1


def waves(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Every city needs more than one wavelength, on each of two ways if it has them, and these cost money."""
    model = case.model
    sends = [entry for entry in model.get("traffic", {}).values() if entry["measure"] == "link"]
    if not sends:
        return
    model["measures"]["link"] |= {"capacity_per_module": 4, "max_modules": 3}
    for entry in sends:
        entry |= {"enabled": True, "amount": {"factor": choose.one_of([3, 5, 6])}}
    _plenty(model, costs)
    wanted = "cities.safe" if "safe" in model["services"] and choose.chance(6) else "cities.connected"
    set_goals(model, (wanted, "max"), ("spend.total", "min"))


def waves_apart(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Two ways of one wavelength and a half each: three would do for all of it, but each way has to carry it alone."""
    model = case.model
    sends = [entry for entry in model.get("traffic", {}).values() if entry["measure"] == "link"]
    if not sends or model["services"].get("safe", {"resilience": "ring"}).get("resilience") == "ring":
        return
    model["measures"]["link"] |= {"capacity_per_module": 4, "max_modules": 4}
    for entry in sends:
        entry |= {"enabled": entry is sends[0], "amount": {"factor": choose.one_of([5, 6])}}
    for row in case.tables["unit_costs"]:
        if (row["measure"], row["driver"]) == ("link", "module"):
            row["base_myuan"] = 0.5
    _plenty(model, costs)
    set_goals(model, ("cities.safe", "max"), ("spend.total", "min"))


def fair(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """The first goal is a measure of fairness over provinces, of what there is not money enough for."""
    model, kind = case.model, choose.one_of(["worst", "least", "gap", "gini", "order"])
    provinces = [row["id"] for row in case.tables["provinces"]]
    if len(provinces) < 2:
        return
    state = choose.one_of(sorted(model["services"]))
    rule = named("fair", kind=kind, indicator=f"share.residents.{state}", by="province")
    if kind == "order":
        rule["groups"] = provinces[::-1]
    if kind == "worst":
        rule["tail"] = choose.one_of([0.2, 0.5, 0.8])
    model["rules"] = {"fair": rule}
    first = [] if kind in ("worst", "least") else [(f"residents.{state}", "max")]
    sense = "max" if kind in ("worst", "least") else "min"
    set_goals(model, *first, ("equity.fair", sense), ("spend.total", "min"))


def benefit(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Levels, thresholds and loads, where there are such."""
    level = [("cities.level", "max")] if "level" in case.model["statuses"] else []
    set_goals(case.model, *level, ("benefit", "max"), ("spend.total", "min"))
    _plenty(case.model, costs)


def order(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Those named last are the cheaper ones to serve, now and then."""
    orders = [rule for rule in case.model["rules"].values() if rule["kind"] == "order"]
    for rule in orders:
        if rule["indicator"].startswith("share."):
            set_goals(case.model, (rule["indicator"].removeprefix("share."), "max"), ("spend.total", "min"))


def first_and_last(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Money comes late where works must be early."""
    last = case.model["time"]["last_year"]
    for measure in case.model["measures"].values():
        if "last_year" in measure:
            for carrier in case.model["carriers"].values():
                carrier["budget"] = {year: (year == last) * 2 * costs[-1] for year in years_of(case.model)}
            set_goals(case.model, ("spend.total", "max"))


def bound_fund(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Local money, for some measures only, is most of what there is."""
    model = case.model
    some = [measure for measure in sorted(model["measures"]) if choose.chance(5)]
    terms = {"kind": "local", "limit_column": "local_budget_myuan", "limit_factor": 1.0}
    model["funds"]["local"] = named("local", **terms, measures=some or [choose.one_of(sorted(model["measures"]))])
    for province in case.tables["provinces"]:
        province["local_budget_myuan"] = math.ceil(costs[-1])
    for carrier in model["carriers"].values():
        carrier["budget"] = dict.fromkeys(years_of(model), choose.one_of([0.0, 0.0, near(choose, costs)]))
    set_goals(model, ("spend.total", "max"))


def _plenty(model: Model, costs: Costs) -> None:
    for carrier in model["carriers"].values():
        carrier["budget"] = dict.fromkeys(years_of(model), sum(costs))


SHORT: tuple[Focus, ...] = (co_build, pool, pool, few_sites, few_sites, two_ways, benefit, order, bound_fund)
#: These need two years.
SHORT_OVER_YEARS: tuple[Focus, ...] = (
    carried_budget, carried_budget, carried_budget, growth, growth, first_and_last,
)  # fmt: skip

#: Only for cases that are asked to be about them: rules that the others reach too seldom.
GRANTS_ASKED: tuple[Focus, ...] = (stacked_projects, site_needs)
SHORT_ASKED: tuple[Focus, ...] = (waves, waves_apart, fair)

#: Every focus that has its turn, by its name.
FOCUSES: dict[str, Focus] = {
    focus.__name__: focus for focus in (*GRANTS, *GRANTS_OVER_YEARS, *SHORT, *SHORT_OVER_YEARS)
}  # fmt: skip


def about_of(number: int) -> str:
    """What the pressed case of a seed is about: two of four seeds are about one rule, each rule in its turn."""
    return "" if number % 4 < 2 else list(FOCUSES)[number // 4 % len(FOCUSES)]
