"""How near the best possible each goal is: its value, the proven bound and the gap between them."""

from __future__ import annotations

from typing import TypeGuard

from planner.plan.record import GoalRecord
from planner.reporting.digest import Digest
from planner.reporting.figures.base import (
    CATEGORIES,
    INK,
    MUTED,
    Figure,
    Plot,
    above,
    axis,
    in_both,
    inert,
    layout,
    names_axis,
    per_cent,
    said,
    upright,
)
from planner.reporting.figures.baselines import goals
from planner.reporting.indicators import indicator_value
from planner.reporting.wording import clauses, count, listing, percent, plain, words
from planner.texts import Lang, Pair

#: A gap of no more than this is rounding: the goal is at its optimum.
OPTIMAL = 1e-9
#: A gap from here on is no statement about the plan: a least shortfall with bound 0 has it whatever it is.
USELESS = 1.0 - 1e-9


def tells(gap: float | None) -> TypeGuard[float]:
    """Whether a gap says anything: none is no proof, and 100 % or more only that the bound is still far away."""
    return gap is not None and gap < USELESS


def goal_figures(digest: Digest) -> list[Figure]:
    """One chart; none when the run has no goals."""
    found = goals(digest)
    if not found:
        return []
    return [
        Figure(
            "goals",
            _title(digest, found),
            words("report.unit.gap"),
            "goals",
            in_both(lambda lang: _bars(digest, found, lang)),
            height=52 + 46 * len(found),
            wide=True,
            source=words("report.source.run"),
        )
    ]


def _title(digest: Digest, found: list[GoalRecord]) -> Pair:
    proven = [goal for goal in found if tells(goal.gap) and goal.gap <= OPTIMAL]
    near = [goal for goal in found if tells(goal.gap) and goal.gap > OPTIMAL]
    parts = []
    if proven:
        text = "report.part.goals_optimal" if near or len(proven) < len(found) else "report.part.goals_all_optimal"
        parts.append(words(text, some=count(len(proven)), all=count(len(found))))
    if near:
        within = listing(
            words("report.part.goal_within", goal=digest.names.goal(goal.id), gap=percent(goal.gap or 0.0))
            for goal in near
        )
        parts.append(words("report.part.goals_within", goals=within))
    return clauses(parts) if parts else words("report.proof.no_gap")


def _bars(digest: Digest, found: list[GoalRecord], lang: Lang) -> Plot:
    """A bar as long as the gap; value, bound and gap stand beside it in words."""
    gaps = [goal.gap * 100 if tells(goal.gap) else None for goal in found]
    asked = digest.run.model.solve.gap * 100
    most = max([asked, *(gap for gap in gaps if gap is not None)])
    names = [said(plain(f"{goal.order}  "), lang) + said(digest.names.goal(goal.id), lang) for goal in found]
    texts = [said(_beside(digest, goal), lang) for goal in found]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [gap or 0.0 for gap in gaps],
            "y": list(range(len(found))),
            "marker": {"color": [CATEGORIES[0] if (gap or 0) <= asked + 1e-9 else CATEGORIES[1] for gap in gaps]},
            "hovertext": [f"{inert(name)}<br>{inert(text)}" for name, text in zip(names, texts, strict=True)],
            "hoverinfo": "text",
            "width": 0.5,
        }
    ]
    beside = [
        {
            "x": gap or 0.0,
            "y": row,
            "text": inert(text),
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "bgcolor": "rgba(255,255,255,0.85)",
            "font": {"size": 12, "color": INK},
        }
        for row, (gap, text) in enumerate(zip(gaps, texts, strict=True))
    ]
    mark = above(asked, said(words("report.mark.gap", gap=percent(asked / 100)), lang), MUTED)
    return {
        "data": data,
        "layout": layout(
            lang,
            annotations=[*beside, mark],
            shapes=[upright(asked, layer="below")],
            xaxis=axis(range=[0, most * 1.9], ticksuffix=per_cent(lang)),
            yaxis=names_axis(names),
            margin={"l": 8, "r": 8, "t": 20, "b": 24},
        ),
    }


def _beside(digest: Digest, goal: GoalRecord) -> Pair:
    value = indicator_value(digest.names, goal.indicator, goal.value)
    if goal.bound is None or goal.gap is None:
        return words("report.goal_unproven", value=value)
    if goal.gap <= OPTIMAL:
        return words("report.goal_optimal", value=value)
    bound = indicator_value(digest.names, goal.indicator, goal.bound)
    if not tells(goal.gap):
        return words("report.goal_far", value=value, bound=bound)
    return words("report.goal_gap", value=value, bound=bound, gap=percent(goal.gap))
