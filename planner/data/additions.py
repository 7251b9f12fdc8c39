"""Places that a user's table adds to a data set, with the uplinks that tie them to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.data.contracts import CITIES
from planner.data.dataset import Dataset
from planner.data.geography import great_circle_km
from planner.data.matching import Unmatched

#: Candidate uplinks of a new place: to so many nearest places that may be their upper end.
UPLINKS_OF_A_NEW_PLACE = 3
#: What a new place is taken for where the table does not say.
_ASSUMED = {"core": "0", "small": "1", "egress_nodes": "1", "name_en": None, "kind": "town"}


@dataclass(frozen=True)
class Addition:
    """A new place.

    Attributes:
        line: line or row in the user's table.
        cells: its row of cities.csv.
        uplinks: its rows of uplinks.csv.
    """

    line: int
    cells: dict[str, str]
    uplinks: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Refused:
    """A row that would be a new place if it said more.

    Attributes:
        line: line or row in the user's table.
        label: its id or name.
        missing: columns that it needs.
    """

    line: int
    label: str
    missing: tuple[str, ...]


def additions(
    dataset: Dataset,
    unmatched: tuple[Unmatched, ...],
    values: Mapping[str, Mapping[int, str]],
    derived: Mapping[int, str],
) -> tuple[list[Addition], list[Refused]]:
    """New places among the rows that speak of no known one.

    A row with an id and coordinates is meant as a new place; it becomes one if it has all that the data set's own
    places have. Without an id or coordinates it is a name that was not found, and left to the caller; so is every row
    where the data set has no coordinates that a new place's links could be measured by.

    Args:
        dataset: the data set.
        unmatched: rows without a place.
        values: by column, cells by line, as cities.csv writes them.
        derived: homes_to_pass by line, where it follows from other cells.
    """
    if dataset.cities["lon"].isna().all():
        return [], []
    added: list[Addition] = []
    refused: list[Refused] = []
    for row in unmatched:
        cells = {column: cells[row.line] for column, cells in values.items() if row.line in cells}
        if not {"id", "lon", "lat"} <= cells.keys():
            continue
        if row.line in derived and "homes_to_pass" in dataset.cities:
            cells.setdefault("homes_to_pass", derived[row.line])
        filled = _filled(dataset, cells)
        missing = tuple(
            column for column in dataset.cities.columns if _needed(dataset, column) and column not in filled
        )
        if missing:
            refused.append(Refused(row.line, row.label, missing))
        else:
            added.append(Addition(row.line, filled, _uplinks(dataset, filled)))
    return added, refused


def _needed(dataset: Dataset, column: str) -> bool:
    contract = CITIES.by_name.get(column)
    return contract is None or contract.numeric or contract.filled


def _filled(dataset: Dataset, cells: dict[str, str]) -> dict[str, str]:
    """Cells of a new place with what is taken for granted of one."""
    filled = {column: value for column, value in _ASSUMED.items() if value is not None} | cells
    if "name_zh" in cells or "name_en" in cells:
        filled.setdefault("name_en", cells.get("name_zh", ""))
        filled.setdefault("name_zh", cells.get("name_en", ""))
    leads = dict(zip(dataset.provinces["id"], dataset.provinces["lead_carrier"], strict=True))
    filled.setdefault("lead_carrier", leads.get(cells.get("province", ""), ""))
    return filled


def _uplinks(dataset: Dataset, cells: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    """Candidate uplinks to the nearest places of the own province and core places. A new place is nobody's upper end,
    so these close no circle. A core place needs none."""
    if cells["core"] == "1" or dataset.uplinks.empty:
        return ()
    tied = set(dataset.uplinks["from"]) | set(dataset.cities.loc[dataset.cities["core"], "id"])
    cities = dataset.cities
    near = cities["core"] | (cities["province"] == cells["province"])
    ends = cities[cities["id"].isin(tied) & near & cities["lon"].notna()]
    km = great_circle_km(float(cells["lon"]), float(cells["lat"]), ends["lon"].to_numpy(), ends["lat"].to_numpy())
    nearest = np.lexsort((ends["id"].to_numpy(dtype=str), km))[:UPLINKS_OF_A_NEW_PLACE]
    lengths = pd.Series(km * dataset.route_factor, index=ends["id"]).iloc[nearest]
    return tuple(
        {
            "id": f"{cells['id']}>{end}",
            "from": cells["id"],
            "to": str(end),
            "route_km": f"{max(length, 0.1):.1f}",
            "route": f"{cells['id']}-{end}",
        }
        for end, length in lengths.items()
    )
