"""Obligations: works that must be in service by a year."""

from __future__ import annotations

from collections.abc import Iterator

from planner.case.case import Case
from planner.case.obligations import needed
from planner.formulation.nation import Nation
from planner.formulation.province import Province
from planner.formulation.rows import Affine, Row, at_least, rule


def _wanted(case: Case) -> Iterator[tuple[str, int, list[str], int]]:
    """Every obligation: its year, its projects, and how many of them must be in service."""
    for key, obligation in case.model.obligations.items():
        projects = case.obligations["project"][case.obligations["obligation"] == key].tolist()
        yield key, obligation.by_year or case.years[-1], projects, needed(obligation, len(projects))


@rule
def obligation_each(view: Province) -> Iterator[Row]:
    r"""Every project of an obligation for all of them is in service by its year.

    .. math:: d_{ut} \ge 1

    For: o,\ |U_o| = n_o,\ u \in U_o \cap U_p,\ t = \mathrm{year}_o
    Unit: 1
    Switch: obligations.*.at_least
    """
    for key, year, projects, count in _wanted(view.case):
        if count == len(projects):
            for project in projects:
                if project in view.projects and view.projects[project].own:
                    yield at_least((key, project), Affine().add(1.0, view.done(project, year)), 1.0)


@rule
def obligation(view: Nation) -> Iterator[Row]:
    r"""Enough of an obligation's projects are in service by its year, wherever they are.

    .. math:: \sum_{u \in U_o} d_{ut} \ge n_o

    For: o,\ |U_o| > n_o > 0,\ t = \mathrm{year}_o
    Unit: projects
    Switch: obligations.*.at_least
    """
    for key, year, projects, count in _wanted(view.case):
        if 0 < count < len(projects):
            yield at_least((key,), view.nation(f"obligation.{key}", (year,)), float(count))
