"""What an audit says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["physical", "money", "policy", "figures"]
Verdict = Literal["pass", "fail"]

#: Kinds that no plan may fail, whoever made it. Policy rules are what a plan is asked to reach beyond them.
BINDING: tuple[Kind, ...] = ("physical", "money", "figures")
KINDS: tuple[Kind, ...] = ("physical", "money", "figures", "policy")


@dataclass(frozen=True)
class CheckResult:
    """One check on one plan.

    Attributes:
        id: name of the check.
        kind: physical (what can exist), money (who pays), figures (printed numbers), policy (limits and equity).
        text: what is checked, Chinese and English.
        rows: rows checked.
        worst: largest violation in the check's unit, 0 if none.
        tolerance: largest violation that passes.
        offenders: the first rows that fail, worst first, Chinese and English.
        failed: how many rows fail.
    """

    id: str
    kind: Kind
    text: tuple[str, str]
    rows: int
    worst: float
    tolerance: float
    failed: int
    offenders: tuple[tuple[str, str], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """``fail`` if a row is violated by more than the tolerance."""
        return "fail" if self.failed else "pass"


@dataclass(frozen=True)
class AuditReport:
    """All checks on one plan, in a fixed order."""

    checks: tuple[CheckResult, ...]

    @property
    def verdict(self) -> Verdict:
        """``pass`` only if every check passes."""
        return "fail" if any(check.failed for check in self.checks) else "pass"

    @property
    def kinds(self) -> dict[Kind, Verdict]:
        """Verdict by kind."""
        return {kind: self._of(kind) for kind in KINDS}

    @property
    def buildable(self) -> bool:
        """Whether physical rules, money and printed figures hold: what a baseline must pass too."""
        return all(self._of(kind) == "pass" for kind in BINDING)

    def _of(self, kind: Kind) -> Verdict:
        return "fail" if any(check.failed for check in self.checks if check.kind == kind) else "pass"

    def failing(self) -> tuple[str, ...]:
        """Ids of the checks that fail."""
        return tuple(check.id for check in self.checks if check.failed)
