"""Policy checks: limits and equity rules hold."""

from __future__ import annotations

import pandas as pd

from planner.plan.audit.registry import Outcome, check
from planner.plan.audit.rules import MET, standing
from planner.plan.audit.world import World


def _missed(world: World, kind: str) -> Outcome:
    table = standing(world)
    table = table[(table["kind"] == kind) & (table["side"] != "")]
    scale = table["bound"].abs().clip(lower=1)
    shown: pd.DataFrame = table[["rule", "group", "year", "value", "bound"]]
    return Outcome(len(table), shown.assign(excess=table["missed"] / scale))


@check("limits", "policy", MET)
def limits(world: World) -> Outcome:
    """Limits on indicators hold (relative to the limit)."""
    return _missed(world, "limit")


@check("floors", "policy", MET)
def floors(world: World) -> Outcome:
    """Every group reaches its floor."""
    return _missed(world, "floor")


@check("gaps", "policy", MET)
def gaps(world: World) -> Outcome:
    """No two groups are further apart than allowed."""
    return _missed(world, "gap")


@check("shares", "policy", MET)
def shares(world: World) -> Outcome:
    """Named groups hold their share of the national sum."""
    return _missed(world, "share")


@check("gini", "policy", MET)
def gini(world: World) -> Outcome:
    """The Gini coefficient stays below its limit."""
    return _missed(world, "gini")


@check("worst", "policy", MET)
def worst(world: World) -> Outcome:
    """The worst-served part of the residents has its mean at least."""
    return _missed(world, "worst")


@check("least", "policy", MET)
def least(world: World) -> Outcome:
    """The worst-served group has its least value."""
    return _missed(world, "least")


@check("order", "policy", MET)
def order(world: World) -> Outcome:
    """Groups named earlier are served at least as well as those named later."""
    return _missed(world, "order")
