"""Thresholds of statuses: a figure of a city that its projects raise is high enough.

A threshold is met exactly when one of its *sufficient sets* of projects is in service as a whole. A threshold with one
smallest such set is that set: each of its projects is a part of the status. One with several has a variable of its own,
held from both sides, so that rows add up over thresholds and do not multiply.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.formulation.province import Province
from planner.formulation.rows import Affine, Column, Row, Value, at_least, at_most, rule, variables


def parts(view: Province, status: str, city: str, year: int) -> dict[str, Value]:
    """What a status needs of its thresholds in a city and year, by name: projects, and thresholds with a variable."""
    found: dict[str, Value] = {}
    for name in view.case.model.statuses[status].thresholds:
        sets = view.thresholds[status, name, city].sufficient
        if not sets:
            found[name] = 0.0
        elif len(sets) == 1:
            found |= {project: view.done(project, year) for project in sets[0]}
        else:
            found[name] = view.variables["met"].get((status, name, city, year), 0.0)
    return found


@variables("continuous")
def met(view: Province) -> Iterator[Column]:
    r"""City ``i`` meets threshold ``h`` of status ``q``; 0 or 1 because its projects are.

    .. math:: 0 \le \xi_{qhit} \le 1

    For: q \in Q,\ h \in H_q \text{ with several smallest sufficient sets } \mathcal{V}_{qhi},\
        i \in I_p^{\mathrm{small}},\ t \in T
    Unit: 1
    Switch: statuses.*.thresholds
    """
    for (status, name, city), steps in view.thresholds.items():
        if len(steps.sufficient) > 1:
            for year in view.years:
                yield Column((status, name, city, year), 0.0, 1.0)


@rule
def met_only(view: Province) -> Iterator[Row]:
    r"""A threshold is met only with one project of every set that it cannot do without.

    .. math:: \xi_{qhit} \le \sum_{u \in C} d_{ut}

    For: q \in Q,\ h \in H_q,\ i \in I_p^{\mathrm{small}},\
        C \text{ smallest with } V \cap C \ne \emptyset\ \forall V \in \mathcal{V}_{qhi},\ t \in T
    Unit: 1
    Switch: statuses.*.thresholds
    """
    for key, variable in view.variables["met"].items():
        status, name, city, year = key
        for cover in view.thresholds[status, name, city].covers:
            body = Affine().add(1.0, variable)
            for project in cover:
                body.add(-1.0, view.done(project, year))
            yield at_most((status, name, city, "+".join(cover), year), body)


@rule
def met_counts(view: Province) -> Iterator[Row]:
    r"""A threshold with a sufficient set in service is met; no rule is kept by not counting it.

    .. math:: \xi_{qhit} \ge \sum_{u \in V} d_{ut} - (|V| - 1)

    For: q \in Q,\ h \in H_q,\ i \in I_p^{\mathrm{small}},\ V \in \mathcal{V}_{qhi},\ t \in T
    Unit: 1
    Switch: statuses.*.thresholds
    """
    for key, variable in view.variables["met"].items():
        status, name, city, year = key
        for enough in view.thresholds[status, name, city].sufficient:
            body = Affine().add(1.0, variable)
            for project in enough:
                body.add(-1.0, view.done(project, year))
            yield at_least((status, name, city, "+".join(enough), year), body, float(1 - len(enough)))
