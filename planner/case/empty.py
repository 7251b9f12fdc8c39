"""Frames without rows, for the parts of a case that a model does not use."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


def table(*columns: str, number: str = "") -> Callable[[], pd.DataFrame]:
    """How to make an empty frame with columns of text and, if named, one of numbers behind them."""

    def make() -> pd.DataFrame:
        frame = pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
        return frame.assign(**{number: pd.Series(dtype=float)}) if number else frame

    return make


def keyed(levels: tuple[str, ...], *columns: str) -> Callable[[], pd.DataFrame]:
    """How to make an empty frame of numbers with an index of several levels."""

    def make() -> pd.DataFrame:
        index = pd.MultiIndex.from_arrays([[] for _ in levels], names=levels)
        return pd.DataFrame(index=index, columns=list(columns), dtype=float)

    return make


def no_traffic() -> pd.Series:
    """Traffic of nobody."""
    index = pd.MultiIndex.from_arrays([[], []], names=["measure", "city"])
    return pd.Series([], index=index, dtype=float, name="gbps")


def no_groups() -> pd.DataFrame:
    """No groups of the user's own."""
    return pd.DataFrame({"cities": pd.Series(dtype=int), "residents": pd.Series(dtype=float)}).rename_axis("id")
