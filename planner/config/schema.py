"""The model file: what may be built, by which rules, and what is asked.

One strict, frozen schema. Every entry is a table keyed by an id, so that overrides, what-ifs and messages can name
any single value by its dotted key (``funds.central.budget.2024``). Money is in million yuan at constant prices of
``time.price_year``; shares are fractions of one; distances are in km; people are persons.

The schema knows nothing of any country: regions, size classes, carriers, columns and names come from the data set,
and what it refers to there is checked by :mod:`planner.case.references`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from planner.texts import say

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Ref = Annotated[str, StringConstraints(min_length=1)]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Basis = Literal["observed", "derived", "modelled", "assumed"]
Group = Literal["nation", "region", "province", "city"]

#: Most planning years of one model file.
MOST_YEARS = 30


def fault(text_id: str, **values: object) -> PydanticCustomError:
    """What a table demands of itself, as an error whose type is the id of the sentence that says it."""
    return PydanticCustomError(text_id, "{sentence}", {"sentence": say(text_id, lang="en", **values), "values": values})


class Table(BaseModel):
    """Base of every table of a model file: unknown keys are errors, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Named(Table):
    """A table with a name in both languages and, where it holds figures, where they come from."""

    name_zh: str = Field(description="Name in Chinese, as it appears in reports.")
    name_en: str = Field(description="Name in English, as it appears in reports.")
    basis: Basis = Field("assumed", description="How well the figures of this table are known.")
    source: str = Field("", description="Where the figures of this table come from; empty means the user's own choice.")


class Scope(Table):
    """Which part of the data set is planned. Empty lists mean everything."""

    provinces: tuple[Ref, ...] = Field((), description="Province ids to plan; empty: all.")
    regions: tuple[Ref, ...] = Field((), description="Region ids to plan; empty: all.")


class Time(Table):
    """The planning years and what time does to money and benefit."""

    first_year: Year = Field(description="First year in which projects can start.")
    last_year: Year = Field(description="Last year in which projects can start.")
    price_year: Year = Field(2022, description="Year of the constant prices that all money is stated in.")
    discount_rate: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.08, description="Yearly discount rate used in pv.* indicators only, first year undiscounted."
    )
    terminal_years: Annotated[int, Field(ge=1, le=50)] = Field(
        5,
        description="Years for which the stock at the end of the last year keeps giving benefit and causing opex "
        "and haul cost. Earlier stocks count for one year, the year after they are in service.",
    )

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.last_year < self.first_year:
            raise fault("config.years_order", last=self.last_year, first=self.first_year)
        if self.last_year - self.first_year >= MOST_YEARS:
            raise fault("config.years_many", most=MOST_YEARS)
        return self


class Where(Table):
    """Which places may host a measure. All given conditions must hold; empty lists mean any."""

    small: bool | Literal["any"] = Field(True, description='Only small cities (true), only others (false), or "any".')
    core: bool | Literal["any"] = Field("any", description='Only core places (true), only others (false), or "any".')
    kinds: tuple[Ref, ...] = Field((), description="Place kinds, as in cities.csv.")
    size_classes: tuple[Ref, ...] = Field((), description="Size class ids of the data set.")
    regions: tuple[Ref, ...] = Field((), description="Region ids.")
    provinces: tuple[Ref, ...] = Field((), description="Province ids.")
    cities: tuple[Ref, ...] = Field((), description="City ids.")
    at_least: dict[Ref, Number] = Field({}, description="Smallest value of a numeric column of cities.csv.")
    at_most: dict[Ref, Number] = Field({}, description="Largest value of a numeric column of cities.csv.")


class Requirement(Table):
    """What must be in service, in the same city and year, before a project counts as in service.

    ``count`` of the alternatives listed under ``measures``, ``services`` and ``connected`` are needed.
    """

    measures: tuple[Id, ...] = Field((), description="City or site measures in the same city.")
    services: tuple[Id, ...] = Field((), description="Services that the city has.")
    connected: bool = Field(False, description="The city's connection to the core, over any chain of done uplinks.")
    count: Annotated[int, Field(ge=1)] = Field(1, description="How many of the alternatives are needed.")

    @model_validator(mode="after")
    def _enough_alternatives(self) -> Self:
        listed = len(self.measures) + len(self.services) + int(self.connected)
        if listed == 0:
            raise fault("config.requirement_empty")
        if self.count > listed:
            raise fault("config.requirement_count", count=self.count, listed=listed)
        return self


class Measure(Named):
    """A kind of thing to build. One measure at one place is a project."""

    kind: Literal["city", "uplink", "site"] = Field(
        description="city: the measure in one city; uplink: a link from a city to a place nearer the core; "
        "site: a facility that serves cities within reach."
    )
    where: Where = Field(default_factory=Where, description="Which places may host it (for uplinks: the lower end).")
    requires: dict[Id, Requirement] = Field({}, description="Requirements, each with a name of its own.")
    lead: Ref = Field(
        "shared",
        description="Who leads and pays the enterprise part: shared (all carriers, free split), city or province "
        "(column lead_carrier of that table), or a carrier id.",
    )
    first_year: Year | None = Field(None, description="First possible start year; default: the first planning year.")
    last_year: Year | None = Field(None, description="Last possible start year; default: the last planning year.")
    opex_share: Share = Field(0.05, description="Yearly opex as a share of capex, from the year after service begins.")
    capacity_per_module: Positive | None = Field(
        None,
        description="Demand that one module carries, in the unit of the demand column; absent: no limit (sites only).",
    )
    max_modules: Annotated[int, Field(ge=1, le=10000)] = Field(1, description="Most modules at one site.")
    notice: str = Field("", description="Sentence or section of the policy document that this measure serves.")

    @model_validator(mode="after")
    def _modules_only_at_sites(self) -> Self:
        if self.kind != "site" and (self.capacity_per_module is not None or self.max_modules != 1):
            raise fault("config.modules_only_sites")
        if self.capacity_per_module is None and self.max_modules != 1:
            raise fault("config.modules_need_capacity")
        return self


class Service(Named):
    """What a city gets, either from its own project or from a site in reach."""

    mode: Literal["own", "cover", "capacity"] = Field(
        description="own: served when the city's project is in service; cover: a site in reach serves everything; "
        "capacity: demand is assigned to sites in reach, whose modules must carry it."
    )
    measure: Id = Field(description="The city measure (own) or site measure (cover, capacity) that provides it.")
    beneficiaries: Ref = Field("residents", description="Column of cities.csv counted by residents.* and benefit.")
    weight: Annotated[float, Field(ge=0)] = Field(0, description="Benefit per beneficiary and year of service.")
    reach_km: Positive | None = Field(None, description="Largest route distance to a site, km (cover, capacity).")
    max_sites: Annotated[int, Field(ge=1)] | None = Field(None, description="Only the nearest so many sites count.")
    connected: bool = Field(True, description="The city must be connected to be served (cover, capacity).")
    existing: Literal["none", "own_province", "all"] = Field(
        "own_province", description="Which sites that exist at the start may serve a city."
    )
    demand: Ref | None = Field(None, description="Column of cities.csv with the demand to carry (capacity).")
    demand_growth: Annotated[float, Field(gt=-1)] = Field(0, description="Growth of that demand a year.")
    min_fill: Share = Field(0, description="Smallest carried share of the capacity of new modules (no empty pools).")
    haul_myuan_per_unit_km: Money = Field(0, description="Yearly cost of carrying one unit of demand over one km.")

    @model_validator(mode="after")
    def _fields_fit_the_mode(self) -> Self:
        if self.mode == "own" and (self.reach_km is not None or self.max_sites is not None):
            raise fault("config.reach_not_own")
        if self.mode == "capacity" and self.demand is None:
            raise fault("config.capacity_needs_demand")
        if self.mode != "capacity" and (self.demand is not None or self.min_fill or self.haul_myuan_per_unit_km):
            raise fault("config.demand_only_capacity")
        return self


class Status(Named):
    """A named conjunction of services (and connection) that a city has in the same year, such as complete."""

    services: tuple[Id, ...] = Field((), description="Services that the city must have.")
    connected: bool = Field(False, description="The city must be connected to the core.")

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if len(self.services) + int(self.connected) == 0:
            raise fault("config.status_empty")
        return self


class Carrier(Named):
    """A carrier's capex for these measures."""

    budget: dict[Year, Money] = Field(description="Capex limit by year, million yuan.")
    carry_over: Share | Literal["all"] = Field(
        "all", description="Unused budget carried to the next year, as a share of that year's budget; all: no limit."
    )


class Fund(Named):
    """Public money. A grant fund pays only through subsidy rules; a local fund pays for projects in its province."""

    kind: Literal["grant", "local"] = Field(description="grant: national envelope; local: limits by province.")
    budget: dict[Year, Money] = Field({}, description="Envelope by year, million yuan (grant funds).")
    carry_over: Share | Literal["all"] = Field(
        "all", description="Unused budget carried to the next year, as a share of that year's budget; all: no limit."
    )
    limit_column: Ref | None = Field(None, description="Column of provinces.csv with the yearly limit (local funds).")
    limit_factor: Annotated[float, Field(ge=0)] = Field(1, description="Factor on that column.")
    max_per_grant: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Most local money per yuan of grants in the same province and year."
    )

    @model_validator(mode="after")
    def _fields_fit_the_kind(self) -> Self:
        if self.kind == "grant" and (self.limit_column is not None or self.max_per_grant is not None):
            raise fault("config.grant_fund_local_keys")
        if self.kind == "grant" and not self.budget:
            raise fault("config.grant_fund_budget")
        if self.kind == "local" and (self.budget or self.limit_column is None):
            raise fault("config.local_fund_keys")
        return self


class Subsidy(Named):
    """A subsidy rule: which share of a project's capex a grant fund may pay, and up to which amount."""

    fund: Id = Field(description="The grant fund that pays.")
    measures: tuple[Id, ...] = Field(description="Eligible measures.", min_length=1)
    share: dict[Ref, Share] = Field(description="Largest share of capex by region id; a region left out gets none.")
    ceiling_myuan: Positive | None = Field(None, description="Most that one project may receive, million yuan.")


class Indicator(Named):
    """An indicator of the user's own: a weighted sum of others, in the same group and year."""

    terms: dict[Ref, Number] = Field(description="Weight by indicator name.", min_length=1)
    unit_zh: str = Field("", description="Unit in Chinese.")
    unit_en: str = Field("", description="Unit in English.")


class Target(Named):
    """Indicator at least this much, or a named shortfall. Shortfalls are minimised first and reported."""

    indicator: Ref = Field(description="Name of the indicator.")
    by: Group = Field("nation", description="One target for the nation, or one for each region, province or city.")
    at_least: Annotated[float, Field(gt=0)] | dict[Ref, Annotated[float, Field(gt=0)]] = Field(
        description="The value to reach (the nation, or every group alike), or one by group id."
    )
    year: Year | None = Field(None, description="Year of a stock, default the last; flows are summed up to it.")
    weight: Annotated[float, Field(gt=0)] = Field(1, description="Weight of the relative shortfall in shortfall.")


class Limit(Named):
    """A hard limit on an indicator, for the nation or for each group."""

    indicator: Ref = Field(description="Name of the indicator.")
    by: Group = Field("nation", description="One limit for the nation, or one for each region, province or city.")
    groups: tuple[Ref, ...] = Field((), description="Only these group ids; empty: every group that has small cities.")
    years: tuple[Year, ...] = Field((), description="Years; default: the last for stocks, all of them for flows.")
    over: Literal["each", "sum"] = Field("sum", description="For flows: a limit on each year or on the sum of years.")
    at_least: Number | None = Field(None, description="Smallest value.")
    at_most: Number | None = Field(None, description="Largest value.")

    @model_validator(mode="after")
    def _some_side(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise fault("config.limit_side")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise fault("config.limit_order", low=self.at_least, high=self.at_most)
        return self


class Rule(Named):
    """An equity rule.

    floor: indicator of each group at least ``at_least``; gap: of any two groups at most ``at_most`` apart;
    share: the groups named hold at least ``at_least`` of the national sum; gini: the Gini coefficient of the
    indicator over provinces, weighted by small-city residents, at most ``at_most``.
    """

    kind: Literal["floor", "gap", "share", "gini"] = Field(description="Which form of equity.")
    indicator: Ref = Field(description="Name of the indicator (floor, gap, gini: one per head or a share).")
    by: Literal["region", "province"] = Field("province", description="Groups that are compared.")
    groups: tuple[Ref, ...] = Field((), description="Only these group ids; empty: every group that has small cities.")
    year: Year | None = Field(None, description="Year of a stock, default the last; flows are summed up to it.")
    at_least: Number | None = Field(None, description="floor: smallest value; share: smallest share of the sum.")
    at_most: Number | None = Field(None, description="gap: largest difference; gini: largest coefficient.")

    @model_validator(mode="after")
    def _side_fits_the_kind(self) -> Self:
        wanted = "at_least" if self.kind in ("floor", "share") else "at_most"
        other = "at_most" if wanted == "at_least" else "at_least"
        if getattr(self, wanted) is None or getattr(self, other) is not None:
            raise fault("config.rule_side", kind=self.kind, wanted=wanted, other=other)
        if self.kind == "share" and not self.groups:
            raise fault("config.rule_groups")
        bound = self.at_least if wanted == "at_least" else self.at_most
        if self.kind in ("share", "gini") and bound is not None and not 0 <= bound <= 1:
            raise fault("config.rule_fraction", kind=self.kind, key=wanted)
        return self


class Goal(Named):
    """One goal. Goals are optimised in their order; a later goal never undoes an earlier one beyond its tolerance."""

    order: Annotated[int, Field(ge=1)] = Field(description="Place in the order, from 1; no two alike.")
    indicator: Ref = Field(description="Name of the indicator, national, summed over the years if it is a flow.")
    sense: Literal["max", "min"] = Field(description="Direction.")
    tolerance: Annotated[float, Field(ge=0)] = Field(0, description="How much later goals may give up, absolute.")
    relative_tolerance: Share = Field(0, description="How much later goals may give up, as a share of the value.")
    unit: Positive = Field(1, description="One unit of the goal: smallest denominator of its relative gap.")


class Assumption(Named):
    """A statement that readers of the report must know; shown on its assumptions page."""

    text_zh: str = Field(description="The assumption, in Chinese.")
    text_en: str = Field(description="The assumption, in English.")


class WhatIf(Named):
    """A named set of overrides. Values are absolute, or relative as "x0.5" (times) and "+10" or "-10" (plus, minus)."""

    set: dict[Ref, bool | int | float | str | list[bool | int | float | str]] = Field(
        description="Value by dotted key; a relative value on a table changes every number in it.", min_length=1
    )


class Solve(Table):
    """Default stops; the command line overrides them."""

    method: Literal["auto", "direct", "coordinated"] = Field(
        "auto", description="direct: one model; coordinated: by province; auto: by size."
    )
    gap: Annotated[float, Field(gt=0, lt=1)] = Field(0.01, description="Stop when a goal is proven within this gap.")
    rounds: Annotated[int, Field(ge=1)] = Field(12, description="Most rounds of improvement (coordinated).")
    time_s: Positive | None = Field(None, description="Time limit, seconds; a run stopped by it is not repeatable.")
    seed: Annotated[int, Field(ge=0)] = Field(1, description="Seed of every random choice.")


class Model(Table):
    """A whole model file, resolved: base file, what-ifs and single overrides applied."""

    name_zh: str = Field(description="Name of the planning question in Chinese.")
    name_en: str = Field(description="Name of the planning question in English.")
    question_zh: str = Field("", description="The question that this file answers, in Chinese.")
    question_en: str = Field("", description="The question that this file answers, in English.")
    dataset: str = Field(description="Folder of the data set, relative to this file.")
    cost_level: Literal["low", "base", "high"] = Field("base", description="Which column of unit_costs.csv is used.")
    scope: Scope = Field(default_factory=Scope, description="Which part of the data set is planned.")
    time: Time = Field(description="Planning years.")
    measures: dict[Id, Measure] = Field(description="What may be built.", min_length=1)
    services: dict[Id, Service] = Field({}, description="What cities get.")
    statuses: dict[Id, Status] = Field({}, description="Named conjunctions of services.")
    carriers: dict[Id, Carrier] = Field({}, description="Carriers and their capex.")
    funds: dict[Id, Fund] = Field({}, description="Public funds.")
    subsidies: dict[Id, Subsidy] = Field({}, description="Subsidy rules.")
    indicators: dict[Id, Indicator] = Field({}, description="Indicators of the user's own.")
    targets: dict[Id, Target] = Field({}, description="Targets with named shortfalls.")
    limits: dict[Id, Limit] = Field({}, description="Hard limits on indicators.")
    rules: dict[Id, Rule] = Field({}, description="Equity rules.")
    goals: dict[Id, Goal] = Field(description="Goals in order.", min_length=1)
    assumptions: dict[Id, Assumption] = Field({}, description="Statements shown with every plan.")
    what_if: dict[Id, WhatIf] = Field({}, description="Named overrides.")
    solve: Solve = Field(default_factory=Solve, description="Default stops.")

    @property
    def years(self) -> tuple[int, ...]:
        """Planning years in order."""
        return tuple(range(self.time.first_year, self.time.last_year + 1))
