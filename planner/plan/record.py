"""``run.json``: everything about a run that is not a table. One strict schema, read and written through it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

RunStatus = Literal["optimal", "gap", "rounds", "time", "interrupted", "infeasible", "audit_failed"]
Verdict = Literal["pass", "fail"]
Setting = bool | int | float | str | list[bool | int | float | str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Part):
    """The model file that was solved, and what it asks."""

    id: str = Field(description="File name without its ending.")
    name_zh: str
    name_en: str
    question_zh: str = ""
    question_en: str = ""


class GoalRecord(_Part):
    """One goal after its stage. No plan at least as good on the earlier goals is better than ``bound``."""

    id: str
    order: int
    name_zh: str
    name_en: str
    indicator: str
    by: str = Field("nation", description="What the indicator is summed over.")
    group: str = Field("", description="The one group, empty for the nation.")
    sense: Literal["max", "min"]
    value: float = Field(description="Of this plan, from its tables.")
    bound: float | None = Field(description="Proven bound; None if nothing is proven.")
    gap: float | None = Field(description="|value - bound| / max(|value|, unit).")
    tolerance: float = Field(description="What later goals may give up, absolute.")
    unit: float = Field(description="Smallest denominator of the gap.")
    unit_zh: str
    unit_en: str
    status: str


class TargetRecord(_Part):
    """One target and group."""

    id: str
    by: str
    group: str
    year: int
    indicator: str
    at_least: float
    value: float
    shortfall: float


class RuleRecord(_Part):
    """A limit or equity rule that a baseline misses, and by how much."""

    id: str
    group: str
    year: str
    value: float
    bound: float
    side: Literal["at_least", "at_most"]
    missed_by: float


class Offender(_Part):
    """A row that fails a check, in a reader's words."""

    text_zh: str
    text_en: str


class CheckRecord(_Part):
    """One check of the audit."""

    id: str
    kind: Literal["physical", "money", "policy", "figures"]
    text_zh: str
    text_en: str
    rows: int = Field(description="Rows checked.")
    worst: float | None = Field(
        description="Largest violation, in the unit of the check; 0 if none, null if it has no size (a row too many)."
    )
    tolerance: float
    verdict: Verdict
    offenders: tuple[Offender, ...] = ()


class AuditRecord(_Part):
    """The verdict of the audit: ``fail`` if any check of its kinds failed."""

    verdict: Verdict
    kinds: dict[str, Verdict] = Field(description="Verdict by kind of check.")
    checks: tuple[CheckRecord, ...]


class BaselineRecord(_Part):
    """A simple rule's plan on the same case."""

    name_zh: str
    name_en: str
    goals: dict[str, float]
    indicators: dict[str, float]
    audit: AuditRecord | None
    missed_rules: tuple[RuleRecord, ...]


class ChangeRecord(_Part):
    """One number of a rule that would have to give way, and what it would become."""

    text_zh: str
    text_en: str
    group: str = Field("", description="Id of the province, region or city, empty for the nation.")
    year: int | None = None
    old: float | None = Field(description="As in the model file; None where the rule has no number of its own.")
    new: float | None = Field(description="Rounded outward, so that it is enough.")
    amount: float = Field(description="|new - old|, or by how much the rule is eased.")


class ClashRuleRecord(_Part):
    """One of the rules that cannot hold together, and the least change of it alone that makes room."""

    key: str = Field(description="Dotted key in the model file.")
    name_zh: str
    name_en: str
    text_zh: str
    text_en: str
    enough: bool = Field(description="Whether some change of this rule alone is enough.")
    exact: bool = Field(description="Whether the change allows a plan; else it is that of the linear relaxation.")
    changes: tuple[ChangeRecord, ...] = ()


class ClashRecord(_Part):
    """Rules that cannot hold together; without any one of them the others can."""

    text_zh: str
    text_en: str
    proven: bool = Field(description="Whether it is proven that every one of the rules is needed.")
    rules: tuple[ClashRuleRecord, ...] = ()
    note_zh: str = ""
    note_en: str = ""


class Sentence(_Part):
    """A statement for the reader."""

    zh: str
    en: str


class RunRecord(_Part):
    """``run.json``."""

    planner_version: str
    created: str = Field(description="UTC, ISO 8601, to the second.")
    status: RunStatus
    model: Question
    what_if: tuple[str, ...] = ()
    what_if_names: dict[str, Sentence] = Field(default_factory=dict, description="Names of the what-ifs, by id.")
    set: dict[str, Setting] = Field(default_factory=dict, description="Single values given on the command line.")
    method: str
    repeatable: bool
    seed: int
    workers: int
    goals: tuple[GoalRecord, ...] = ()
    headline_gap: float | None = Field(None, description="Gap of the first goal whose optimum is not proven.")
    headline_goal: str | None = None
    indicators: dict[str, float] = Field(default_factory=dict, description="National values: last year, or total.")
    targets: tuple[TargetRecord, ...] = ()
    baselines: dict[str, BaselineRecord] = Field(default_factory=dict)
    audit: AuditRecord | None = None
    clashes: tuple[ClashRecord, ...] = ()
    timings: dict[str, float] = Field(default_factory=dict, description="Seconds by phase.")
    size: dict[str, int] = Field(default_factory=dict, description="columns, integers, rows, provinces.")
    versions: dict[str, str] = Field(default_factory=dict)
    inputs: dict[str, str] = Field(default_factory=dict, description="SHA-256 by path in the run folder.")
    notes: tuple[Sentence, ...] = ()
