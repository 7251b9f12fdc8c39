"""Random paces: works that take a year to build, and works that are paid in instalments."""

from __future__ import annotations

from tests.proof.random_case import Chooser, RandomCase

PROFILES = ([0.5, 0.5], [0.25, 0.75], [0, 1], [0.5, 0.25, 0.25], [1, 0])


def paces(choose: Chooser, case: RandomCase) -> None:
    """A pace for everything, or for some measures; what must be built by a year is built at once."""
    model = case.model
    if choose.chance(6):
        return
    due = {row["measure"] for row in case.tables["projects"] if row.get("status") == "committed"}
    due |= {measure for duty in model.get("obligations", {}).values() for measure in duty["measures"]}
    if choose.chance(2):
        model["time"]["payment_profile"] = choose.one_of(PROFILES)
    for name, measure in sorted(model["measures"].items()):
        if name not in due and choose.chance(3):
            measure["lead_years"] = 1
        if choose.chance(4):
            measure["payment_profile"] = choose.one_of(PROFILES)
