"""When works are paid for: years between their start and going into service, and instalments from the start on.

A work that goes into service in year ``v`` was started in ``v - lead_years`` and is paid in instalments, the first in
the year of its start. Whoever pays for it pays the same part of every instalment. Instalments that fall due after the
last planning year are set aside in it: the budgets of the plan's own years bear all that the plan starts.

Works with different timetables are different accounts (:mod:`planner.config.accounts`), so that money decided by
account is due at the same time whichever of its works it pays for. The label of a timetable is part of the account's
name: ``shared@1`` for works that start a year before they are in service, ``shared@0:0.6/0.4`` for two instalments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from planner.config.schema import Model

#: What comes before the label of a timetable in an account's name.
MARK = "@"
_INSTALMENTS, _NEXT = ":", "/"


class Instalment(NamedTuple):
    """One instalment: its number from 1, the year in which it falls due and that in which it is paid, its part."""

    number: int
    due: int
    paid: int
    part: float


@dataclass(frozen=True, slots=True)
class Timetable:
    """Years from start to service, and the parts of the capex paid in the year of the start and in those after it."""

    lead_years: int = 0
    profile: tuple[float, ...] = (1.0,)

    @property
    def label(self) -> str:
        """Its label in the name of an account; empty if works are paid for in the year of going into service."""
        if self == AT_ONCE:
            return ""
        parts = "" if self.profile == (1.0,) else _INSTALMENTS + _NEXT.join(map(repr, self.profile))
        return f"{MARK}{self.lead_years}{parts}"

    @property
    def lag(self) -> int:
        """Years from going into service to the last instalment; negative if all is paid before."""
        return len(self.profile) - 1 - self.lead_years

    def instalments(self, ready: int, last: int) -> Iterator[Instalment]:
        """What is paid when for works that go into service in ``ready``; ``last``: the last planning year."""
        for offset, part in enumerate(self.profile):
            if part > 0:
                due = ready - self.lead_years + offset
                yield Instalment(offset + 1, due, min(due, last), part)

    def parts(self, ready: int, last: int) -> dict[int, float]:
        """Part of the capex that is paid in each year, for works that go into service in ``ready``."""
        found: dict[int, float] = {}
        for one in self.instalments(ready, last):
            found[one.paid] = found.get(one.paid, 0.0) + one.part
        return found


#: Works are in service in the year in which they start, and paid for in it.
AT_ONCE = Timetable()


def timetable_of(model: Model, measure: str) -> Timetable:
    """The timetable of a measure: its own, or the model's default."""
    own, usual = model.measures[measure], model.time
    lead = usual.lead_years if own.lead_years is None else own.lead_years
    profile = usual.payment_profile if own.payment_profile is None else own.payment_profile
    paying = [number for number, part in enumerate(profile, 1) if part > 0]
    return Timetable(lead, tuple(float(part) for part in profile[: paying[-1]]))


def read_label(account: str) -> Timetable:
    """The timetable of the works of an account."""
    label = account.partition(MARK)[2]
    if not label:
        return AT_ONCE
    lead, _, parts = label.partition(_INSTALMENTS)
    return Timetable(int(lead), tuple(map(float, parts.split(_NEXT))) if parts else (1.0,))


def spread_out(model: Model) -> bool:
    """Whether any measure is paid for in another year than that in which it goes into service."""
    return any(timetable_of(model, measure) != AT_ONCE for measure in model.measures)
