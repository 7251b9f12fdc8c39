"""Groups of small cities of the user's own, over all provinces."""

from __future__ import annotations

import pandas as pd

from planner.case.places import matches
from planner.config.schema import Model


def city_groups(model: Model, places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``groups`` and ``group_cities`` of :class:`~planner.case.case.Case`."""
    small = places["small"].to_numpy(bool)
    members, rows = [], []
    for name, group in sorted(model.groups.items()):
        cities = places.index[matches(group.where, places) & small]
        residents = float(places.loc[cities, "residents"].sum()) / 1000
        rows.append((name, group.name_zh, group.name_en, len(cities), residents))
        members += [(name, city) for city in sorted(cities)]
    columns = ["id", "name_zh", "name_en", "cities", "residents"]
    groups = pd.DataFrame(rows, columns=columns).astype({"cities": int, "residents": float}).set_index("id")
    return groups, pd.DataFrame(members, columns=["group", "city"], dtype="str")
