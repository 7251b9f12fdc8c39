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
Basis = Literal["observed", "derived", "modelled", "assumed"]
GroupKind = Literal["nation", "region", "province", "city", "group"]
CarryOver = Share | Literal["all"]


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
