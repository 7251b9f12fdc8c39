"""Checks of printed numbers: indicators, targets, the table of rules, goals and hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planner.plan.audit.figures import Unknown, indicators_of, years_of
from planner.plan.audit.registry import Outcome, check, judged
from planner.plan.audit.rules import distance, standing, value_of
from planner.plan.audit.world import NATION, World

#: Printed numbers have nine decimals; sums of money are off by what rounding to the yuan gathers.
FIGURE = 1e-6
#: What a solver's tolerances let later goals take of an earlier one beyond its tolerance, as a share of its value.
GIVEN_UP = 1e-5


def _relative(printed: pd.Series, due: pd.Series, slack: np.ndarray | float = 0.0) -> np.ndarray:
    scale = np.maximum(1.0, due.abs().to_numpy(float))
    off = np.abs(printed.to_numpy(float) - due.to_numpy(float)) - slack
    return np.asarray(np.maximum(off, 0.0) / scale, dtype=float)


@check("indicators", "figures", FIGURE)
def indicators(world: World) -> Outcome:
    """Every printed indicator is what the tables add up to (relative to its size)."""
    table = world.plan("indicators")
    rows = [_due(world, row) for row in table.itertuples()]
    due, slack = np.array(rows, dtype=float).reshape(-1, 2).T
    return judged(
        table[["indicator", "group", "year", "value"]], _relative(table["value"], pd.Series(due, dtype=float), slack)
    )


def _due(world: World, row: object) -> tuple[float, float]:
    """What an indicator should be, and what rounding to the yuan may add up to in it."""
    name, by, group, label = (str(getattr(row, key)) for key in ("indicator", "by", "group", "year"))
    try:
        years = years_of(label, world.years)
        return value_of(world, name, by, group, years), indicators_of(world).rounded(name, by, group, years)
    except (Unknown, ValueError, ZeroDivisionError):
        return float("nan"), 0.0


@check("targets", "figures", FIGURE)
def targets(world: World) -> Outcome:
    """Every target is listed with the value reached and what is missing to it (relative to its size)."""
    listed = world.plan("targets").set_index(["target", "group"])
    rows, slack = [], []
    known = indicators_of(world)
    for name, target in world.entries("targets").items():
        wanted = target["at_least"]
        by, named = target.get("by", "nation"), list(wanted) if isinstance(wanted, dict) else []
        for group in world.groups(by, named):
            least = float(wanted[group] if isinstance(wanted, dict) else wanted)
            span = known.span(target["indicator"], target.get("year"))
            value = value_of(world, target["indicator"], by, group, span)
            rows.append((name, group, least, value, max(0.0, least - value)))
            slack.append(known.rounded(target["indicator"], by, group, span))
    due = pd.DataFrame(rows, columns=["target", "group", "at_least", "value", "shortfall"]).set_index(
        ["target", "group"]
    )
    index = due.index.union(listed.index)
    room = pd.Series(slack, due.index, dtype=float).reindex(index).fillna(0.0).to_numpy()
    excess = [
        _relative(listed[c].reindex(index), due[c].reindex(index), room) for c in ("at_least", "value", "shortfall")
    ]
    return judged(index.to_frame(index=False), np.maximum.reduce(excess))


@check("rule_list", "figures", FIGURE)
def rule_list(world: World) -> Outcome:
    """Every limit and equity rule is listed with its value, its bound and whether it is met (relative to its size)."""
    key = ["rule", "group", "year", "side"]
    due = _without_ends(standing(world)).set_index(key)
    listed = _without_ends(_ends_apart(world, world.plan("rules"))).drop_duplicates(key).set_index(key)
    index = due.index.union(listed.index)
    excess = [_relative(listed[c].reindex(index), due[c].reindex(index)) for c in ("value", "met")]
    for column in ("bound", "absolute"):
        one, other = listed[column].reindex(index), due[column].reindex(index)
        # Where there is no bound, none may be listed.
        excess.append(np.where(one.isna() & other.isna(), 0.0, _relative(one, other)))
    return judged(index.to_frame(index=False), np.maximum.reduce(excess))


def _ends_apart(world: World, table: pd.DataFrame) -> pd.DataFrame:
    """Gaps have their value only if the two groups named are so far apart.

    Which two are named is free where several are: groups that are level are told apart by rounding alone.
    """
    gaps = table[table["kind"] == "gap"]
    ends = [distance(world, str(name), str(pair)) for name, pair in zip(gaps["rule"], gaps["group"], strict=True)]
    off = _relative(gaps["value"], pd.Series(ends, gaps.index, dtype=float))
    return table.assign(value=table["value"].mask(table.index.isin(gaps.index[~(off <= FIGURE)])))


def _without_ends(table: pd.DataFrame) -> pd.DataFrame:
    """Gaps without the two groups that they name."""
    return table.assign(group=table["group"].where(table["kind"] != "gap", ""))


@check("goals", "figures", FIGURE)
def goals(world: World) -> Outcome:
    """Goal values in run.json are this plan's, none is better than its bound, and no gap is wider than said."""
    rows = []
    for goal in world.folder.record.get("goals", []):
        name, asked = goal["indicator"], world.entries("goals").get(goal["id"], {})
        span = indicators_of(world).span(name, None)
        of = (name, asked.get("by", "nation"), asked.get("group", NATION), span)
        due, slack = value_of(world, *of), indicators_of(world).rounded(*of)
        scale = max(1.0, abs(due))
        excess = max(0.0, abs(goal["value"] - due) - slack) / scale
        if goal.get("bound") is not None:
            ahead = (due - goal["bound"]) * (1 if goal["sense"] == "max" else -1)
            excess = max(excess, (ahead - slack) / scale, _understated(world, goal, due))
        rows.append((goal["id"], goal["value"], due, excess))
    table = pd.DataFrame(rows, columns=["goal", "value", "due", "excess"])
    return Outcome(len(table), table)


def _understated(world: World, goal: Mapping[str, Any], value: float) -> float:
    """How much wider the gap to the bound is than stated, beyond what later goals were allowed to give up."""
    if goal.get("gap") is None:
        return 0.0
    asked = world.entries("goals").get(goal["id"], {})
    given_up = max(float(asked.get("tolerance", 0)), float(asked.get("relative_tolerance", 0)) * abs(goal["bound"]))
    size = max(abs(value), float(goal["unit"]))
    return float((abs(goal["bound"] - value) - given_up) / size - float(goal["gap"])) - GIVEN_UP


@check("inputs", "figures")
def inputs(world: World) -> Outcome:
    """The inputs in the run folder are those whose hashes run.json holds."""
    kept = world.folder.record.get("inputs", {})
    rows = []
    for name, digest in kept.items():
        path = world.folder.path / name
        same = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
        rows.append((name, 0.0 if same else 1.0))
    table = pd.DataFrame(rows, columns=["file", "excess"])
    return Outcome(len(table), table)
