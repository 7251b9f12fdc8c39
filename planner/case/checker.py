"""Collects what is wrong with the references of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.config.keys import Key
from planner.texts.problems import Problem, nearest


class Checker:
    """Problems with a model's references, each with the place of the key that holds the wrong name."""

    def __init__(self, where: Callable[[Key], str]) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def problem(self, key: Key, text: str, hint: str | None = None, **values: object) -> None:
        """Collect a problem at ``key``, said by the sentence ``text``."""
        self.problems.append(Problem(self.where(key), text, values, hint))

    def names(self, key: Key, names: Iterable[str], known: Iterable[str], table: str) -> bool:
        """Each name must be known to ``table``; says whether all are."""
        valid = set(known)
        unknown = [name for name in names if name not in valid]
        for name in unknown:
            self.problem(key, "case.unknown_name", nearest(name, valid), name=name, table=table)
        return not unknown

    def column(self, key: Key, column: str, known: Iterable[str], table: str) -> None:
        """``column`` must be a column of numbers of ``table``."""
        if column not in known:
            self.problem(key, "case.unknown_column", nearest(column, known), column=column, table=table)
