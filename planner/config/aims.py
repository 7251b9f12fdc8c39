"""What is wanted: indicators, targets, limits, equity rules and goals."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.config.base import GroupKind, Named, Number, Positive, Ref, Share, Year, fault


class Indicator(Named):
    """An indicator of the user's own: a weighted sum of others, in the same group and year."""

    terms: dict[Ref, Number] = Field(description="Weight by indicator name.", min_length=1)
    unit_zh: str = Field("", description="Unit in Chinese.")
    unit_en: str = Field("", description="Unit in English.")


class Target(Named):
    """Indicator at least this much, or a named shortfall. Shortfalls are minimised first and reported."""

    indicator: Ref = Field(description="Name of the indicator.")
    by: GroupKind = Field(
        "nation", description="One target for the nation, or one for each region, province, city or group of [groups]."
    )
    at_least: Annotated[float, Field(gt=0)] | dict[Ref, Annotated[float, Field(gt=0)]] = Field(
        description="The value to reach (the nation, or every group alike), or one by group id."
    )
    year: Year | None = Field(None, description="Year of a stock, default the last; flows are summed up to it.")
    weight: Annotated[float, Field(gt=0)] = Field(1, description="Weight of the relative shortfall in shortfall.")


class Limit(Named):
    """A hard limit on an indicator, for the nation or for each group."""

    indicator: Ref = Field(description="Name of the indicator.")
    by: GroupKind = Field(
        "nation", description="One limit for the nation, or one for each region, province, city or group of [groups]."
    )
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
    """An equity rule. Without a bound it is only measured, as indicator ``equity.ID``, and can be a goal.

    floor: indicator of each group at least ``at_least``; gap: of any two groups at most ``at_most`` apart; share: the
    groups named hold at least ``at_least`` of the national sum; gini: the Gini coefficient over groups, weighted by
    small-city residents, at most ``at_most`` (as a goal: times the mean, which is linear); worst: the mean over the
    worst-served ``tail`` of the residents (CVaR over groups) at least ``at_least``; least: the worst-served group
    (max-min) at least ``at_least``; order: no group better served than the one named before it by more than
    ``at_most`` (0: never), in every year; its measure is the largest such lead, 0 if there is none.
    """

    kind: Literal["floor", "gap", "share", "gini", "worst", "least", "order"] = Field(
        description="Which form of equity."
    )
    indicator: Ref = Field(description="Name of the indicator (all but share: one per head or a share).")
    by: Literal["region", "province", "group"] = Field("province", description="Groups that are compared.")
    groups: tuple[Ref, ...] = Field(
        (), description="Only these group ids; empty: every group that has small cities. order: in order of priority."
    )
    year: Year | None = Field(
        None, description="Year of a stock, default the last (order: every year); flows are summed up to it."
    )
    tail: Annotated[float, Field(gt=0, le=1)] = Field(0.2, description="worst: share of the residents in the tail.")
    at_least: Number | None = Field(None, description="floor, share, worst, least: smallest value.")
    at_most: Number | None = Field(None, description="gap, gini: largest value; order: largest lead of a later group.")

    @model_validator(mode="after")
    def _side_fits_the_kind(self) -> Self:
        wanted = "at_most" if self.kind in ("gap", "gini", "order") else "at_least"
        given = {name for name in ("at_least", "at_most") if getattr(self, name) is not None}
        needed = self.kind in ("floor", "share")
        if given - {wanted} or (needed and not given):
            raise fault("config.rule_side", kind=self.kind, wanted=wanted)
        if self.kind in ("share", "order") and not self.groups:
            raise fault("config.rule_groups")
        bound = self.at_most if wanted == "at_most" else self.at_least
        if self.kind in ("share", "gini") and bound is not None and not 0 <= bound <= 1:
            raise fault("config.rule_fraction", kind=self.kind, key=wanted)
        return self


class Goal(Named):
    """One goal. Goals are optimised in their order; a later goal never undoes an earlier one beyond its tolerance."""

    order: Annotated[int, Field(ge=1)] = Field(description="Place in the order, from 1; no two alike.")
    indicator: Ref = Field(description="Name of the indicator, summed over the years if it is a flow.")
    by: GroupKind = Field("nation", description="What it is summed over: the nation, or the one group named.")
    group: Ref | None = Field(None, description="Id of the region, province, city or group of [groups].")
    sense: Literal["max", "min"] = Field(description="Direction.")
    tolerance: Annotated[float, Field(ge=0)] = Field(0, description="How much later goals may give up, absolute.")
    relative_tolerance: Share = Field(0, description="How much later goals may give up, as a share of the value.")
    unit: Positive = Field(1, description="One unit of the goal: smallest denominator of its relative gap.")

    @model_validator(mode="after")
    def _group_if_not_nation(self) -> Self:
        if (self.by == "nation") != (self.group is None):
            raise fault("config.goal_group")
        return self
