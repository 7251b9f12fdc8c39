"""Selection by merit: which projects of the library a subsidy rule takes, by the scores that experts gave them.

The selection comes before the plan and does not depend on it: experts rank what was submitted, the ministry takes the
best of each province, and the plan decides which of these are built, and when.
"""

from __future__ import annotations

import pandas as pd

from planner.case.projects import project_id
from planner.case.tables import Tables
from planner.config.money import Subsidy
from planner.config.schema import Model

#: Status of projects that nobody selects: they are there already, or must not be built.
_NOT_SUBMITTED = ("built", "excluded")
_TEXTS = ("to", "stage", "status")


def listed_scores(model: Model, tables: Tables, places: pd.DataFrame) -> pd.DataFrame:
    """Scored projects of projects.csv in scope, neither built nor excluded.

    Returns:
        index project id; columns measure, province, stage, score.
    """
    rows = tables.library
    rows = rows.assign(**{key: rows[key].astype(object).where(rows[key].notna(), "") for key in _TEXTS})
    here = places.index[places["in_scope"].to_numpy(bool)]
    listed = rows["measure"].isin(model.measures) & rows["city"].isin(here) & ~rows["status"].isin(_NOT_SUBMITTED)
    rows = rows[listed & rows["score"].notna()]
    ids = [project_id(*key) for key in zip(rows["measure"], rows["city"], rows["to"], strict=True)]
    found = rows.assign(province=rows["city"].map(places["province"]), score=rows["score"].astype(float))
    return found[["measure", "province", "stage", "score"]].set_axis(pd.Index(ids, name="project", dtype="str"), axis=0)


def selected_by_merit(subsidy: Subsidy, scores: pd.DataFrame) -> frozenset[str] | None:
    """Projects that a rule takes by their score; None if it takes projects whatever their score."""
    if subsidy.min_score is None and subsidy.best_per_province is None:
        return None
    rows = scores[scores["measure"].isin(subsidy.measures)]
    if subsidy.stages:
        rows = rows[rows["stage"].isin(subsidy.stages)]
    if subsidy.min_score is not None:
        rows = rows[rows["score"] >= subsidy.min_score]
    if subsidy.best_per_province is not None:
        ranked = rows.reset_index().sort_values(["score", "project"], ascending=[False, True])
        rows = ranked.groupby("province").head(subsidy.best_per_province).set_index("project")
    return frozenset(rows.index)
