"""What may be built, what cities get from it, and how cities are grouped."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from planner.config.base import (
    Id,
    LeadYears,
    Money,
    Named,
    Number,
    Positive,
    Profile,
    Ref,
    Share,
    Table,
    Year,
    fault,
    whole,
)


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


class Amount(Table):
    """A quantity of a city: ``factor`` times a column of cities.csv, or ``factor`` itself."""

    column: Ref | None = Field(None, description="Numeric column of cities.csv; absent: the factor alone.")
    factor: Number = Field(1, description="Factor on that column.")


class Revenue(Table):
    """Yearly revenue of a project in service: units × take-up × price.

    It starts the year after service begins. On sites with modules the unit may be ``module``: the revenue of one
    module at the reference load that ``take_up`` states.
    """

    column: Ref = Field(description='Numeric column of cities.csv that counts units, "one", or "module" (sites).')
    yuan_per_unit: Money = Field(description="Yearly revenue of one unit that takes the service, yuan.")
    take_up: Share = Field(1, description="Share of the units that take it when the ramp is over.")
    ramp_years: Annotated[int, Field(ge=0, le=20)] = Field(
        0, description="Years in which take-up grows in equal steps; 0: full from the first year of service."
    )


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
    lead_years: LeadYears | None = Field(
        None,
        description="Years from the start of a project (or the order of a module) to its going into service; default: "
        "that of [time]. What would be in service after the last planning year does not start.",
    )
    payment_profile: Profile | None = Field(
        None,
        description="Parts of the capex paid in the year of the start, the year after, …, together 1, such as "
        "[0.6, 0.4]; default: that of [time]. Every payer pays its share of each instalment; what falls due after the "
        "last planning year is set aside in it.",
    )
    opex_share: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)] = Field(
        0.05,
        description="Yearly opex as a share of capex, from the year after service begins; negative: it saves opex.",
    )
    capacity_per_module: Positive | None = Field(
        None,
        description="Sites: demand that one module carries, in the unit of the demand column; uplinks: traffic that "
        "one wavelength carries, Gbps. Absent: no limit.",
    )
    max_modules: Annotated[int, Field(ge=1, le=10000)] = Field(
        1, description="Most modules at one site, or wavelengths on one uplink."
    )
    loads: dict[Id, Amount] = Field(
        {},
        description="Demand that a project in service adds to its city, by capacity service, in the service's unit of "
        "demand (city measures only). The project needs sites in reach that carry it.",
    )
    effects: dict[Id, Amount] = Field(
        {}, description="What a project in service does every year, by id of [effects], such as energy saved."
    )
    revenue: Revenue | None = Field(None, description="Revenue of a project in service; absent: none.")
    notice: str = Field("", description="Sentence or section of the policy document that this measure serves.")

    _profile_whole = field_validator("payment_profile")(whole)

    @model_validator(mode="after")
    def _fields_fit_the_kind(self) -> Self:
        if self.kind == "city" and (self.capacity_per_module is not None or self.max_modules != 1):
            raise fault("config.modules_only_sites")
        if self.capacity_per_module is None and self.max_modules != 1:
            raise fault("config.modules_need_capacity")
        if self.kind != "city" and self.loads:
            raise fault("config.loads_only_city")
        return self


class Service(Named):
    """What a city gets, either from its own project or from a site in reach."""

    mode: Literal["own", "cover", "capacity", "protected"] = Field(
        description="own: served when the city's project is in service; cover: a site in reach serves everything; "
        "capacity: demand is assigned to sites in reach, whose modules must carry it; protected: two ways to the core "
        "that no failure of one city or one route cuts both."
    )
    measure: Id = Field(
        description="The measure that provides it: a city measure (own), site measure (cover, capacity) or uplink "
        "measure (protected)."
    )
    beneficiaries: Ref = Field("residents", description="Column of cities.csv counted by residents.* and benefit.")
    part: Annotated[float, Field(gt=0, le=1)] = Field(
        1,
        description="Share of the beneficiaries that this service is for, such as the step from 80 % to 95 % of homes.",
    )
    weight: Annotated[float, Field(ge=0)] = Field(0, description="Benefit per beneficiary and year of service.")
    resilience: Literal["dual_homing", "ring"] = Field(
        "dual_homing",
        description="How two ways lead to the core (protected). dual_homing: over two uplinks of the place itself, "
        "upwards only; ring: over links in either direction, one way with falling and one with rising ring order, so "
        "that places along a ring protect each other.",
    )
    ring_order: Ref | None = Field(
        None,
        description="Numeric column of cities.csv with the order of places along rings (resilience = ring); absent: "
        "computed from the uplinks. Core places with two egress nodes stand at both ends whatever it says.",
    )
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
        if self.mode in ("own", "protected") and (self.reach_km is not None or self.max_sites is not None):
            raise fault("config.reach_not_own")
        if self.mode == "capacity" and self.demand is None:
            raise fault("config.capacity_needs_demand")
        if self.mode != "capacity" and (self.demand is not None or self.min_fill or self.haul_myuan_per_unit_km):
            raise fault("config.demand_only_capacity")
        if self.mode != "protected" and self.resilience != "dual_homing":
            raise fault("config.resilience_only_protected")
        if self.resilience != "ring" and self.ring_order is not None:
            raise fault("config.order_only_rings")
        return self


class Threshold(Table):
    """A figure of a city that projects raise: ``start`` plus what the city's projects in service add."""

    name_zh: str = Field("", description="Name in Chinese; empty: the meaning of the column of start.")
    name_en: str = Field("", description="Name in English; empty: the meaning of the column of start.")
    start: Ref | Number = Field(0, description="Value before the first year: a column of cities.csv, or a number.")
    adds: dict[Id, Amount] = Field(
        description="What the city's project of a city measure adds while in service, by measure.", min_length=1
    )
    at_least: Number = Field(description="The value that is needed.")


class Status(Named):
    """A named conjunction of services, connection and thresholds that a city meets in the same year.

    A city has the status exactly when every part holds: it is an outcome, never a choice.
    """

    services: tuple[Id, ...] = Field((), description="Services that the city must have.")
    connected: bool = Field(False, description="The city must be connected to the core.")
    thresholds: dict[Id, Threshold] = Field({}, description="Figures that the city must reach, each with a name.")

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if len(self.services) + int(self.connected) + len(self.thresholds) == 0:
            raise fault("config.status_empty")
        return self


class Effect(Named):
    """A yearly effect of projects in service that is counted, such as energy saved; indicator ``effect.ID``."""

    unit_zh: str = Field(description="Unit a year, in Chinese.")
    unit_en: str = Field(description="Unit a year, in English.")


class Traffic(Named):
    """Traffic that a connected city sends to the core, Gbps; uplinks must carry it in whole wavelengths.

    Several entries on one city add up. A city that is protected sends all of it over each of its two ways.
    """

    measure: Id = Field(description="Uplink measure with capacity_per_module that carries it.")
    where: Where = Field(default_factory=Where, description="Which places send it.")
    amount: Amount = Field(description="Gbps of one place.")
    enabled: bool = Field(True, description="Whether the rule is switched on.")


class CityGroup(Named):
    """A group of small cities of the user's own, over all provinces, such as those that nobody serves yet."""

    where: Where = Field(default_factory=Where, description="Which small cities belong to it.")
