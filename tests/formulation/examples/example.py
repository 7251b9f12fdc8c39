"""What an example of a rule consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.case.case import Case


@dataclass(frozen=True)
class Example:
    """A case small enough to solve by hand, in which one rule decides.

    Attributes:
        rule: name of the rule.
        case: the case.
        value: optimum, worked out by hand.
        without: optimum without the rule's rows, worked out by hand; the same where the rule is implied by others.
        breaks: a point that violates this rule and no other (columns left out are 0, or their lower bound).
        implied: the rule follows from others and is written for the solver's sake.
    """

    rule: str
    case: Case
    value: float
    without: float
    breaks: Mapping[str, float]
    implied: bool = False
