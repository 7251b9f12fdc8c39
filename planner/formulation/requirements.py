"""Requirements: what must be in service, in the same year, before a project counts as in service."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from planner.formulation.province import Province
from planner.formulation.rows import Affine, Row, Value, at_least, rule


@rule
def requirement(view: Province) -> Iterator[Row]:
    r"""``k`` of a project's alternatives are in service; the rows together are the convex hull of that.

    .. math:: \sum_{v \in A \setminus S} a_{vt} \ge (k - |S|)\, d_{ut}

    For: u \in U_p \setminus U^{\mathrm{built}},\ (A, k) \in \mathrm{requires}(u),\ S \subset A,\ |S| < k,\ t \in T_u
    Unit: 1
    Switch: measures.*.requires
    """
    for needed in view.requirements:
        project = view.projects[needed.project]
        if not project.decides:
            continue
        for year in project.years:
            values = [_alternative(view, needed.project, family, ref, year) for family, ref in needed.alternatives]
            for left_out in _subsets(len(values), needed.count):
                body = Affine()
                for position, value in enumerate(values):
                    if position not in left_out:
                        body.add(1.0, value)
                body.add(-float(needed.count - len(left_out)), view.done(project.id, year))
                without = "+".join(needed.alternatives[position][1] for position in left_out)
                yield at_least((project.id, needed.name, without, year), body)


def _subsets(size: int, count: int) -> Iterator[tuple[int, ...]]:
    """Sets of fewer than ``count`` of ``size`` alternatives; if all are needed, only the largest sets say anything."""
    smallest = count - 1 if count == size else 0
    for taken in range(smallest, count):
        yield from combinations(range(size), taken)


def _alternative(view: Province, project: str, family: str, ref: str, year: int) -> Value:
    if family == "done":
        return view.done(ref, year)
    if family == "connected":
        return view.connected(ref, year)
    return view.served(ref, view.projects[project].city, year)
