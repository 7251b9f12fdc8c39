"""Table ``sources``: meaning, unit, year, basis and source of every column of every table."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["table", "column", "meaning_zh", "meaning_en", "unit", "year", "basis", "source"]


def build(described: pd.DataFrame, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for every column of every table in ``frames`` and of ``sources`` itself, in the tables' own order.

    Args:
        described: the rows of ``raw/columns.csv``.
        frames: the built tables by name.

    Raises:
        ValueError: naming columns that are described and not built, or built and not described, or twice.
    """
    if described.duplicated(["table", "column"]).any():
        raise ValueError("a column is described twice in raw/columns.csv")
    rows = described.set_index(["table", "column"])
    columns = {name: list(frame.columns) for name, frame in frames.items()} | {"sources": COLUMNS}
    built = [(table, column) for table in sorted(columns) for column in columns[table]]
    if wrong := sorted(set(built) ^ set(rows.index)):
        names = ", ".join(f"{table}.{column}" for table, column in wrong)
        raise ValueError(f"described and built columns differ: {names}")
    return rows.loc[built].reset_index()[COLUMNS]
