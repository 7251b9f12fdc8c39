"""What projects add to their city while in service: demand for services in reach, yearly effects, steps to thresholds.

Each is an amount, a factor times a column of cities.csv. Amounts are taken at the project's city; those of a city's
project that make no difference (zero) have no row.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.case.empty import keyed
from planner.case.notes import Findings
from planner.config.keys import Key, dotted
from planner.config.schema import Model
from planner.config.works import Amount, Threshold

LOAD_COLUMNS = ("service", "project", "city", "demand")
EFFECT_COLUMNS = ("effect", "project", "amount")
ADD_COLUMNS = ("status", "threshold", "city", "project", "add")


def amounts(amount: Amount, places: pd.DataFrame, cities: pd.Series) -> np.ndarray:
    """(n,) an amount at each of the cities."""
    if amount.column is None:
        return np.full(len(cities), float(amount.factor))
    values: np.ndarray = places.loc[cities, amount.column].to_numpy(float) * amount.factor
    return values


def load_rows(model: Model, places: pd.DataFrame, draft: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Demand that projects add to capacity services, in the service's unit; what exists already adds nothing new.

    Returns:
        service, project, city, demand (> 0).
    """
    frames = [_empty(LOAD_COLUMNS)]
    for measure_id, measure in sorted(model.measures.items()):
        mine = draft[(draft["measure"] == measure_id) & (draft["status"] != "built")]
        for service_id, amount in sorted(measure.loads.items()) if len(mine) else ():
            key = ("measures", measure_id, "loads", service_id)
            demand = _checked(key, amount, places, mine["city"], findings, signed=False)
            rows = {"service": service_id, "project": mine.index, "city": mine["city"].to_numpy(), "demand": demand}
            frames.append(pd.DataFrame(rows)[demand > 0])
    return _together(frames, LOAD_COLUMNS)


def effect_rows(model: Model, places: pd.DataFrame, draft: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Yearly effects of the projects of small cities, existing ones included: effect, project, amount (not 0)."""
    frames = [_empty(EFFECT_COLUMNS)]
    small = draft[draft["city"].isin(places.index[places["small"].to_numpy(bool)])]
    for measure_id, measure in sorted(model.measures.items()):
        mine = small[small["measure"] == measure_id]
        for effect_id, amount in sorted(measure.effects.items()) if len(mine) else ():
            key = ("measures", measure_id, "effects", effect_id)
            values = _checked(key, amount, places, mine["city"], findings, signed=True)
            rows = pd.DataFrame({"effect": effect_id, "project": mine.index, "amount": values})
            frames.append(rows[values != 0])
    return _together(frames, EFFECT_COLUMNS)


def threshold_frames(
    model: Model, places: pd.DataFrame, draft: pd.DataFrame, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``thresholds`` and ``threshold_adds`` of :class:`~planner.case.case.Case`."""
    small = pd.Series(places.index[places["small"].to_numpy(bool)], dtype="str")
    starts, adds = [], [_empty(ADD_COLUMNS)]
    for status_id, name, threshold in _thresholds(model):
        key = ("statuses", status_id, "thresholds", name)
        column = threshold.start if isinstance(threshold.start, str) else None
        start = Amount(column=column, factor=1.0 if column is not None else float(threshold.start))
        values = _checked((*key, "start"), start, places, small, findings, signed=True)
        frame = pd.DataFrame({"start": values, "at_least": float(threshold.at_least)}, index=small.to_numpy(object))
        starts.append(pd.concat({(status_id, name): frame}, names=["status", "threshold", "city"]))
        for measure_id, amount in sorted(threshold.adds.items()):
            mine = draft[(draft["measure"] == measure_id) & draft["city"].isin(small)]
            add = _checked((*key, "adds", measure_id), amount, places, mine["city"], findings, signed=False)
            rows = {"status": status_id, "threshold": name, "city": mine["city"].to_numpy(), "project": mine.index}
            adds.append(pd.DataFrame({**rows, "add": add})[add > 0])
    none = keyed(("status", "threshold", "city"), "start", "at_least")
    return pd.concat(starts).sort_index() if starts else none(), _together(adds, ADD_COLUMNS)


def _thresholds(model: Model) -> Iterator[tuple[str, str, Threshold]]:
    for status_id, status in sorted(model.statuses.items()):
        for name, threshold in sorted(status.thresholds.items()):
            yield status_id, name, threshold


def _checked(
    key: Key, amount: Amount, places: pd.DataFrame, cities: pd.Series, findings: Findings, *, signed: bool
) -> np.ndarray:
    """The amounts; empty cells, and negative amounts where they must not be, are problems."""
    values = amounts(amount, places, cities)
    for text, wrong in (("case.amount_empty", np.isnan(values)), ("case.amount_negative", (not signed) & (values < 0))):
        if wrong.any():
            city, column = cities.to_numpy(object)[wrong][0], amount.column or "factor"
            findings.problem(dotted(key), text, column=column, city=city, count=int(wrong.sum()))
    return values


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})


def _together(frames: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    together = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    number = columns[-1]
    sorted_ = together.sort_values(list(columns[:-1]), ignore_index=True)[list(columns)]
    return sorted_.astype({number: float})
