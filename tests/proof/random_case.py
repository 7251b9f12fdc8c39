"""A random case: its tables and model file, and where random choices come from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pandas as pd
import tomli_w
from hypothesis import strategies as st

T = TypeVar("T")


class Chooser(Protocol):
    """Where the generator's choices come from."""

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        ...

    def chance(self, of_ten: int) -> bool:
        """True in so many of ten cases."""
        ...

    def one_of(self, items: Sequence[T]) -> T:
        """One of some things."""
        ...


class Seeded:
    """Choices from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self._random.randint(low, high)

    def chance(self, of_ten: int) -> bool:
        """True in so many of ten cases."""
        return self._random.random() * 10 < of_ten

    def one_of(self, items: Sequence[T]) -> T:
        """One of some things."""
        return items[self._random.randrange(len(items))]


class Drawn:
    """Choices that hypothesis makes, and shrinks."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self._draw(st.integers(low, high))

    def chance(self, of_ten: int) -> bool:
        """True in so many of ten cases; shrinks to False."""
        return self._draw(st.integers(0, 9)) >= 10 - of_ten

    def one_of(self, items: Sequence[T]) -> T:
        """One of some things; shrinks to the first."""
        return self._draw(st.sampled_from(list(items)))


@dataclass
class RandomCase:
    """A data set as tables of records, and a model file as TOML tables."""

    tables: dict[str, list[dict[str, Any]]]
    model: dict[str, Any]
    route_factor: float = 1.0
    columns: dict[str, list[str]] = field(default_factory=lambda: dict(COLUMNS), repr=False)

    def frame(self, table: str) -> pd.DataFrame:
        """A table with all its columns, and positions along rings where rows have them."""
        rows, columns = self.tables.get(table, []), self.columns[table]
        ordered = ["position"] if "position" not in columns and any("position" in row for row in rows) else []
        return pd.DataFrame(rows, columns=[*columns, *ordered])

    def write(self, folder: Path) -> None:
        """Write ``model.toml`` and ``dataset/`` to ``folder``, as a run folder's ``inputs`` holds them."""
        data = folder / "dataset"
        data.mkdir(parents=True, exist_ok=True)
        for table in self.columns:
            if table in ("projects", "pairs") and not self.tables.get(table):
                continue
            frame = self.frame(table)
            for name in ("core", "small"):
                if name in frame:
                    frame[name] = frame[name].astype(int)
            frame.to_csv(data / f"{table}.csv", index=False, lineterminator="\n")
        settings = {
            "dataset": {"id": "random", "name_zh": "R", "name_en": "R", "price_year": 2024},
            "geometry": {"route_factor": self.route_factor},
        }
        (data / "dataset.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
        (folder / "model.toml").write_text(tomli_w.dumps(with_text_years(self.model)), encoding="utf-8")


def with_text_years(value: Any) -> Any:
    """TOML keys are text; years in the model are numbers."""
    if isinstance(value, dict):
        return {str(key): with_text_years(inner) for key, inner in value.items()}
    return value


COLUMNS: dict[str, list[str]] = {
    "cities": [
        "id", "name_zh", "name_en", "pinyin", "province", "prefecture", "kind", "core", "small", "egress_nodes", "lon",
        "lat", "residents", "urban_residents", "homes", "demand_units", "lead_carrier",
    ],
    "provinces": ["id", "name_zh", "name_en", "short_zh", "region", "lead_carrier", "local_budget_myuan"],
    "regions": ["id", "name_zh", "name_en"],
    "size_classes": ["id", "name_zh", "name_en", "min_urban_residents", "source"],
    "carriers": ["id", "name_zh", "name_en"],
    "uplinks": ["id", "from", "to", "route_km", "route"],
    "sites": ["id", "city", "measure", "modules", "source"],
    "unit_costs": [
        "measure", "item", "name_zh", "name_en", "driver", "region", "size_class", "low_myuan", "base_myuan",
        "high_myuan", "unit_zh", "unit_en", "basis", "source",
    ],
    "projects": [
        "id", "measure", "city", "to", "status", "first_year", "last_year", "by_year", "capex_myuan", "opex_myuan",
        "lead", "modules", "stage", "score", "source",
    ],
    "pairs": ["service", "city", "site_city", "distance_km", "haul_myuan"],
}  # fmt: skip


def named(name: str, **values: Any) -> dict[str, Any]:
    """An entry of the model file."""
    return {"name_zh": name, "name_en": name, **values}
