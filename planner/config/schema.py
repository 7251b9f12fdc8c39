"""The model file: what may be built, by which rules, and what is asked.

One strict, frozen schema. Every entry is a table keyed by an id, so that overrides, what-ifs and messages can name
any single value by its dotted key (``funds.central.budget.2024``). Money is in million yuan at constant prices of
``time.price_year``; shares are fractions of one; distances are in km; people are persons.

The schema knows nothing of any country: regions, size classes, carriers, columns and names come from the data set,
and what it refers to there is checked by :mod:`planner.case.references`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from planner.config.aims import Goal, Indicator, Limit, Rule, Target
from planner.config.base import Id, LeadYears, Named, Positive, Profile, Ref, Share, Table, Year, fault, whole
from planner.config.money import Carrier, CoBuild, Fund, Obligation, Subsidy, Viability
from planner.config.works import CityGroup, Effect, Measure, Service, Status, Traffic

#: Most planning years of one model file.
MOST_YEARS = 30


class Scope(Table):
    """Which part of the data set is planned. Empty lists mean everything."""

    provinces: tuple[Ref, ...] = Field((), description="Province ids to plan; empty: all.")
    regions: tuple[Ref, ...] = Field((), description="Region ids to plan; empty: all.")
    accounts: tuple[Id, ...] = Field(
        (), description="Only projects led by these carriers, co-builds or shared; empty: all. What is built stays."
    )


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
    lead_years: LeadYears = Field(
        0, description="Years from the start of works to their going into service, of measures that state none."
    )
    payment_profile: Profile = Field(
        (1.0,),
        description="Parts of the capex paid in the year of the start, the year after, …, of measures that state "
        "none; together 1. What falls due after the last year is set aside in it.",
    )

    _profile_whole = field_validator("payment_profile")(whole)

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.last_year < self.first_year:
            raise fault("config.years_order", last=self.last_year, first=self.first_year)
        if self.last_year - self.first_year >= MOST_YEARS:
            raise fault("config.years_many", most=MOST_YEARS)
        return self


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
    statuses: dict[Id, Status] = Field({}, description="Named conjunctions of services and thresholds.")
    effects: dict[Id, Effect] = Field({}, description="Yearly effects of projects that are counted.")
    traffic: dict[Id, Traffic] = Field({}, description="Traffic that uplinks carry in whole wavelengths.")
    groups: dict[Id, CityGroup] = Field({}, description="Groups of small cities of the user's own.")
    carriers: dict[Id, Carrier] = Field({}, description="Carriers and their capex.")
    funds: dict[Id, Fund] = Field({}, description="Public funds.")
    subsidies: dict[Id, Subsidy] = Field({}, description="Subsidy rules.")
    stacking: Literal["exclusive", "additive"] = Field(
        "exclusive", description="Several subsidy rules on one project: exclusive: one of them pays; additive: all may."
    )
    max_public_share: Share = Field(1, description="Most of a project's capex that grants may pay together.")
    viability: Viability | None = Field(
        None, description="Viability gaps of projects, and whether they must be filled."
    )
    co_builds: dict[Id, CoBuild] = Field({}, description="Works that carriers build together at stated shares.")
    obligations: dict[Id, Obligation] = Field({}, description="Works that must be in service by a year.")
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
