"""What every table of a model file is built from: names, ranges, and a strict frozen table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from planner.texts import say

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Ref = Annotated[str, StringConstraints(min_length=1)]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2200)]
LeadYears = Annotated[int, Field(ge=0, le=20)]
Profile = Annotated[tuple[Share, ...], Field(min_length=1, max_length=20)]
Basis = Literal["observed", "derived", "modelled", "assumed"]
GroupKind = Literal["nation", "region", "province", "city", "group"]
CarryOver = Share | Literal["all"]

#: Parts that make a whole may miss it by so much.
_ROUNDING = 1e-9


def fault(text_id: str, **values: object) -> PydanticCustomError:
    """What a table demands of itself, as an error whose type is the id of the sentence that says it."""
    return PydanticCustomError(text_id, "{sentence}", {"sentence": say(text_id, lang="en", **values), "values": values})


def whole(profile: tuple[float, ...] | None) -> tuple[float, ...] | None:
    """A payment profile whose parts make a whole; None where none is stated.

    Raises:
        PydanticCustomError: they do not.
    """
    if profile is not None and abs(sum(profile) - 1) > _ROUNDING:
        raise fault("config.profile_sum", total=f"{sum(profile):.9g}")
    return profile


class Table(BaseModel):
    """Base of every table of a model file: unknown keys are errors, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Named(Table):
    """A table with a name in both languages and, where it holds figures, where they come from."""

    name_zh: str = Field(description="Name in Chinese, as it appears in reports.")
    name_en: str = Field(description="Name in English, as it appears in reports.")
    basis: Basis = Field("assumed", description="How well the figures of this table are known.")
    source: str = Field("", description="Where the figures of this table come from; empty means the user's own choice.")
