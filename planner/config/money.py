"""Who pays, for what, and by which rules."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.config.base import CarryOver, Id, Money, Named, Number, Positive, Ref, Share, Table, Year, fault
from planner.config.works import Where


class Carrier(Named):
    """An enterprise's capex for these measures: a carrier, or another that pays for some measures only."""

    budget: dict[Year, Money] = Field(description="Capex limit by year, million yuan.")
    carry_over: CarryOver = Field(
        "all", description="Unused budget carried to the next year, as a share of that year's budget; all: no limit."
    )
    presence_column: Ref | None = Field(
        None,
        description="Column of provinces.csv: the largest share that this carrier pays of all carriers' money there.",
    )
    measures: tuple[Id, ...] = Field(
        (),
        description="Measures that it pays for whoever leads them, as a tower company or a cloud firm does; it then "
        "pays for nothing else but what it leads itself or co-builds. Empty: a carrier, which pays for what it leads, "
        "co-builds or shares.",
    )


class Fund(Named):
    """Public money. A grant fund pays only through subsidy rules; a local fund pays for projects in its province."""

    kind: Literal["grant", "local"] = Field(description="grant: national envelope; local: limits by province.")
    budget: dict[Year, Money] = Field({}, description="Envelope by year, million yuan (grant funds).")
    carry_over: CarryOver = Field(
        "all", description="Unused budget carried to the next year, as a share of that year's budget; all: no limit."
    )
    limit_column: Ref | None = Field(None, description="Column of provinces.csv with the yearly limit (local funds).")
    limit_factor: Annotated[float, Field(ge=0)] = Field(1, description="Factor on that column.")
    max_per_grant: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Most local money per yuan of grants in the same province and year."
    )
    measures: tuple[Id, ...] = Field(
        (), description="Measures that it pays for, such as those that special bonds may pay (local funds); empty: all."
    )

    @model_validator(mode="after")
    def _fields_fit_the_kind(self) -> Self:
        if self.kind == "grant" and (self.limit_column is not None or self.max_per_grant is not None or self.measures):
            raise fault("config.grant_fund_local_keys")
        if self.kind == "grant" and not self.budget:
            raise fault("config.grant_fund_budget")
        if self.kind == "local" and (self.budget or self.limit_column is None or self.carry_over != "all"):
            raise fault("config.local_fund_keys")
        return self


class Package(Table):
    """A grant is given to packages of works: at most ``most`` a province, account and year."""

    min_cities: Annotated[int, Field(ge=1)] = Field(
        1,
        description="Small cities with an eligible project that starts, for each package; where a province has fewer, "
        "all of them.",
    )
    min_cost_myuan: Money = Field(
        0, description="Capex of eligible projects that start, for each package, million yuan."
    )
    ceiling_myuan: Positive | None = Field(None, description="Most that one package may receive, million yuan.")
    most: Annotated[int, Field(ge=1)] = Field(1, description="Most packages of one province, account and year.")


class MinimumShare(Table):
    """Named regions or provinces receive at least this share of a rule's money."""

    regions: tuple[Ref, ...] = Field((), description="Region ids.")
    provinces: tuple[Ref, ...] = Field((), description="Province ids.")
    at_least: Share = Field(description="Smallest share.")
    of: Literal["granted", "envelope"] = Field(
        "granted", description="granted: of what the rule pays; envelope: of its envelope, so that money must be spent."
    )
    over: Literal["year", "all"] = Field("all", description="year: in every year; all: over all years together.")

    @model_validator(mode="after")
    def _some_group(self) -> Self:
        if not self.regions and not self.provinces:
            raise fault("config.minimum_share_groups")
        return self


class Subsidy(Named):
    """A subsidy rule: what a grant fund may pay for a project that starts, and on which conditions.

    For a project without modules the most it may pay is the least of ``share × base``, ``ceiling_myuan``, the
    viability gap (with ``need_test``) and ``max_public_share × capex``.
    """

    fund: Id = Field(description="The grant fund that pays.")
    measures: tuple[Id, ...] = Field(description="Eligible measures.", min_length=1)
    share: dict[Ref, Share] = Field(description="Largest share of the base by region id; a region left out gets none.")
    base_opex_years: Annotated[float, Field(ge=0, le=30)] = Field(
        0, description="Years of opex in the base: base = capex + that many years' opex. A grant never exceeds capex."
    )
    ceiling_myuan: Positive | None = Field(None, description="Most that one project may receive, million yuan.")
    city_ceiling_myuan: Positive | None = Field(
        None, description="Most that the projects of one city may receive over all years, million yuan."
    )
    province_ceiling_myuan: Positive | None = Field(
        None, description="Most that one province may receive over all years, million yuan."
    )
    need_test: bool = Field(False, description="A project receives at most its viability gap (needs [viability]).")
    min_match: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        0, description="Local money per yuan of this rule's grants, at least, in the same province, account and year."
    )
    stages: tuple[Ref, ...] = Field(
        (), description="Only projects with one of these values in column stage of projects.csv; empty: any project."
    )
    min_score: Number | None = Field(
        None, description="Only projects with at least this in column score of projects.csv; absent: any project."
    )
    best_per_province: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="Only so many projects of a province: of its listed projects (measures, stages and min_score of "
        "this rule; neither built nor excluded) those with the highest score, equal scores in the order of ids.",
    )
    envelope: dict[Year, Money] = Field(
        {}, description="The rule's own envelope by year, million yuan, within its fund's; empty: the fund's alone."
    )
    carry_over: CarryOver = Field(
        "all", description="Unused envelope carried to the next year, as a share of that year's; all: no limit."
    )
    minimum_shares: dict[Id, MinimumShare] = Field({}, description="Smallest shares of regions or provinces.")
    package: Package | None = Field(None, description="Grants only for packages of works.")

    @model_validator(mode="after")
    def _envelope_for_its_share(self) -> Self:
        if not self.envelope and any(share.of == "envelope" for share in self.minimum_shares.values()):
            raise fault("config.minimum_share_envelope")
        return self


class Viability(Table):
    """Enterprises build only what pays: public money fills the viability gap of what starts.

    The gap of a project is ``max(0, capex − present value of (revenue − opex))`` over ``years`` of service at
    ``discount_rate``, and at most its capex.
    """

    years: Annotated[int, Field(ge=1, le=50)] = Field(10, description="Years of service that count.")
    discount_rate: Annotated[float, Field(ge=0, lt=1)] = Field(0.08, description="Yearly discount rate.")
    rule: Literal["none", "project", "carrier"] = Field(
        "none",
        description="none: gaps are only counted; project: public money fills the gap of each project that starts; "
        "carrier: of all that one account starts in a province and year together (cross-subsidy).",
    )


class CoBuild(Named):
    """Works that carriers build together, each paying a stated share; a measure's ``lead`` may name it."""

    shares: dict[Id, Share] = Field(
        description="Share of the enterprise part by carrier; they add up to 1.", min_length=1
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if abs(sum(self.shares.values()) - 1) > 1e-6:
            raise fault("config.co_build_sum", sum=sum(self.shares.values()))
        return self


class Obligation(Named):
    """Works that must be in service by a year, wherever they may be built among the places named."""

    measures: tuple[Id, ...] = Field(description="City or site measures.", min_length=1)
    where: Where = Field(default_factory=Where, description="Which places.")
    by_year: Year | None = Field(None, description="The year; default the last.")
    at_least: Share = Field(1, description="Share of those projects that must be in service, rounded up.")
    carrier: Id | None = Field(None, description="The carrier that leads and pays for them; absent: whoever leads.")
