"""One rule in the middle of a random world: the rule is there, nothing hides it, and a goal feels it.

Each focus takes a case whose money is plentiful (``GRANTS``) or short (``SHORT``) and the costs of its works, and says
nothing if the case has no room for its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.proof.random_case import Chooser, RandomCase, named

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


def _ceilings(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    _rule(case.model)[choose.one_of(["ceiling_myuan", "city_ceiling_myuan", "province_ceiling_myuan"])] = near(
        choose, costs
    )


def _stages(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    if any(row.get("stage") == "ready" for row in case.tables["projects"]):
        _rule(case.model)["stages"] = ["ready"]


def _package(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    package: dict[str, Any] = {"min_cities": choose.one_of([1, 2, 3]), "most": choose.whole(1, 2)}
    if choose.chance(5):
        package["ceiling_myuan"] = near(choose, costs)
    if choose.chance(4):
        package["min_cost_myuan"] = choose.one_of(costs) + choose.one_of([0, 1, costs[-1]])
    _rule(case.model)["package"] = package


def _minimum_share(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    share = {"at_least": choose.one_of([0.5, 0.75]), "over": choose.one_of(["year", "all"])}
    province = choose.one_of([row["id"] for row in case.tables["provinces"]])
    _rule(case.model)["minimum_shares"] = {"some": share | {"provinces": [province]}}


def _need(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    case.model["viability"] = {
        "years": choose.whole(4, 10),
        "discount_rate": choose.one_of([0.0, 0.08]),
        "rule": "none",
    }
    _rule(case.model)["need_test"] = True
    for measure in case.model["measures"].values():
        measure["revenue"] = {"column": "one", "yuan_per_unit": 50_000 * choose.whole(1, 6)}


def _opex_base(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    rule = _rule(case.model)
    rule |= {"base_opex_years": choose.one_of([1, 6]), "share": dict.fromkeys(("East", "West"), 0.25)}
    for measure in case.model["measures"].values():
        measure["opex_share"] = choose.one_of([0.1, 0.5])


def _public_share(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    case.model["max_public_share"] = choose.one_of([0.25, 0.5])


def _match(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    if any(fund["kind"] == "local" for fund in case.model["funds"].values()):
        _rule(case.model)["min_match"] = choose.one_of([0.5, 1.0])
        set_goals(case.model, ("spend.total", "max"), ("grant.total", "max"))


def _envelope(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Less each year than the largest work would get: without carrying money over it gets less."""
    rule = _rule(case.model)
    rule["share"] = dict.fromkeys(("East", "West"), 1.0)
    rule["envelope"] = dict.fromkeys(years_of(case.model), max(0.5, round(costs[-1] * 2) / 4))
    rule["carry_over"] = choose.one_of(["all", 0.0, 0.5])
    if choose.chance(5):
        rule["measures"] = [choose.one_of(rule["measures"])]


def _fund(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    rule, fund = _rule(case.model), case.model["funds"]["central"]
    fund["budget"] = dict.fromkeys(years_of(case.model), max(0.5, round(costs[-1] * 2) / 4))
    fund["carry_over"] = choose.one_of([0.0, 0.5])
    rule["share"] = dict.fromkeys(("East", "West"), 1.0)
    if choose.chance(5):
        rule["measures"] = [choose.one_of(rule["measures"])]


GRANTS: tuple[Focus, ...] = (
    _ceilings, _ceilings, _stages, _package, _package, _minimum_share, _need, _opex_base, _public_share, _match,
)  # fmt: skip
#: These need two years.
GRANTS_OVER_YEARS: tuple[Focus, ...] = (_envelope, _envelope, _envelope, _fund, _fund, _fund)


# One rule on what is built, while money is short.


def _carried_budget(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """One carrier saves for the largest work."""
    for name, carrier in case.model["carriers"].items():
        alone = name == "alpha"
        carrier["budget"] = dict.fromkeys(years_of(case.model), round(costs[-1] * 2.4) / 4 if alone else 0)
        carrier["carry_over"] = choose.one_of([0.0, 0.5, 1.0])
    for measure in case.model["measures"].values():
        measure["lead"] = choose.one_of(["shared", "alpha"])
    set_goals(case.model, ("spend.total", "max"))


def _co_build(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Partners of whom one has little."""
    part = choose.one_of([0.25, 0.5])
    case.model["co_builds"] = {"both": named("both", shares={"alpha": part, "beta": 1 - part})}
    for measure in case.model["measures"].values():
        if choose.chance(7):
            measure["lead"] = "both"
    poor, rich = choose.one_of([("alpha", "beta"), ("beta", "alpha")])
    for name, whole in ((poor, near(choose, costs)), (rich, 4 * costs[-1])):
        case.model["carriers"][name]["budget"] = dict.fromkeys(years_of(case.model), whole)


def _pool(choose: Chooser, case: RandomCase, costs: Costs) -> None:
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


def _growth(choose: Chooser, case: RandomCase, costs: Costs) -> None:
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


def _few_sites(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Every city looks at its nearest site only."""
    found = [name for name in ("near", "cloud") if name in case.model["services"]]
    if found:
        service = choose.one_of(found)
        case.model["services"][service] |= {"max_sites": 1, "connected": choose.chance(3)}
        _plenty(case.model, costs)
        set_goals(case.model, (f"residents.{service}", "max"), ("spend.total", "min"))


def _two_ways(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    if "safe" in case.model["services"]:
        _plenty(case.model, costs)
        set_goals(case.model, ("residents.safe", "max"), ("spend.total", "min"))
        for place in case.tables["cities"]:
            place["egress_nodes"] = 2 if choose.chance(3) else 1


def _benefit(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Levels, thresholds and loads, where there are such."""
    level = [("cities.level", "max")] if "level" in case.model["statuses"] else []
    set_goals(case.model, *level, ("benefit", "max"), ("spend.total", "min"))
    _plenty(case.model, costs)


def _order(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Those named last are the cheaper ones to serve, now and then."""
    orders = [rule for rule in case.model["rules"].values() if rule["kind"] == "order"]
    for rule in orders:
        if rule["indicator"].startswith("share."):
            set_goals(case.model, (rule["indicator"].removeprefix("share."), "max"), ("spend.total", "min"))


def _first_and_last(choose: Chooser, case: RandomCase, costs: Costs) -> None:
    """Money comes late where works must be early."""
    last = case.model["time"]["last_year"]
    for measure in case.model["measures"].values():
        if "last_year" in measure:
            for carrier in case.model["carriers"].values():
                carrier["budget"] = {year: (year == last) * 2 * costs[-1] for year in years_of(case.model)}
            set_goals(case.model, ("spend.total", "max"))


def _plenty(model: Model, costs: Costs) -> None:
    for carrier in model["carriers"].values():
        carrier["budget"] = dict.fromkeys(years_of(model), sum(costs))


SHORT: tuple[Focus, ...] = (_co_build, _pool, _pool, _few_sites, _few_sites, _two_ways, _benefit, _order)
#: These need two years.
SHORT_OVER_YEARS: tuple[Focus, ...] = (
    _carried_budget, _carried_budget, _carried_budget, _growth, _growth, _first_and_last,
)  # fmt: skip
