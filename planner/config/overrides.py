"""Overrides: how a later file, a what-if or ``--set`` changes a value that stands in an earlier one.

A value is absolute, relative (``"x0.5"`` times, ``"+10"`` plus, ``"-10"`` minus; on a table it changes every number
below it) or a removal (``"none"``, and ``false`` for an entry that is a table of its own).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planner.config import shape
from planner.config.base import Table
from planner.config.keys import Key, dotted
from planner.texts.problems import Problem, nearest

_RELATIVE = re.compile(r"([x+-])\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)")

#: Relative changes larger than this are taken for slips.
_LARGEST = 1e12


@dataclass(frozen=True)
class Source:
    """Where a value comes from.

    Attributes:
        place: ``file:line``, or ``--set``.
        via: the what-if that brought it, or None.
    """

    place: str
    via: str | None = None

    @property
    def file(self) -> str:
        """File, and what-if if it is of one; ``--set`` for single overrides."""
        return f"{self.place.rpartition(':')[0] or self.place} {self.via or ''}".strip()

    def where(self, key: Key) -> str:
        """Place and dotted key, for messages."""
        label = dotted(key) if self.via is None else f"{self.via}: {dotted(key)}"
        return f"{self.place} {label}" if label else self.place


@dataclass(frozen=True)
class Override:
    """One value to put at a key."""

    key: Key
    value: object
    source: Source


@dataclass(frozen=True)
class Layer:
    """Values of a model file, as nested tables, with the source of each key and of each table.

    Attributes:
        values: the contents, without ``base``.
        sources: source by key, the latest change last; for a key that is gone, where it was removed.
        removed: keys taken away so far.
    """

    values: dict[str, object]
    sources: dict[Key, Source]
    removed: frozenset[Key] = frozenset()

    def where(self, key: Key) -> str:
        """Place of a key, or of the nearest table above it, with the full dotted key."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.sources:
                return self.sources[key[:length]].where(key)
        return f"{self.file} {dotted(key)}".strip()

    @property
    def file(self) -> str:
        """The model file that was asked for, as messages call it."""
        return self.sources[()].place.rpartition(":")[0]

    def where_changed(self, key: Key) -> str:
        """Place of the latest override inside a table, for what is wrong with the table as a whole.

        A table that no override touched is named by its own line.
        """
        own = self.sources.get(key)
        inside = [
            source for below, source in self.sources.items() if len(below) > len(key) and below[: len(key)] == key
        ]
        if own is None or not inside or inside[-1].file == own.file:
            return self.where(key)
        return inside[-1].where(key)


def leaves(values: Mapping[str, object], above: Key = ()) -> Iterator[tuple[Key, object]]:
    """Every value of nested tables with its key; an empty table counts as a value."""
    for part, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*above, part))
        else:
            yield (*above, part), value


def apply(layer: Layer, overrides: Iterable[Override]) -> tuple[Layer, list[Problem]]:
    """The layer with the overrides applied in order, and what was wrong with them (those are left out)."""
    state = _State(_copied(layer.values), dict(layer.sources), set(layer.removed))
    problems: list[Problem] = []
    for override in overrides:
        problem = state.put(override)
        if problem is not None:
            problems.append(problem)
    return Layer(state.values, state.sources, frozenset(state.removed)), problems


def _copied(values: Mapping[str, object]) -> dict[str, object]:
    return {part: _copied(value) if isinstance(value, dict) else value for part, value in values.items()}


def relative(value: object) -> tuple[str, float] | None:
    """Sign and amount of a relative value, or None for an absolute one."""
    match = _RELATIVE.fullmatch(value.strip()) if isinstance(value, str) else None
    return None if match is None else (match.group(1), float(match.group(2)))


@dataclass
class _State:
    """A layer while overrides are being applied to it."""

    values: dict[str, object]
    sources: dict[Key, Source]
    removed: set[Key]

    def put(self, override: Override) -> Problem | None:
        key, value = override.key, override.value
        if self._is_plain(key):
            return self._assign(override)
        if shape.at(key) is None:
            return self._unknown(override)
        if (value == "none" and shape.removable(key)) or (value is False and shape.is_entry_table(key)):
            return self._remove(override)
        change = relative(value)
        return self._assign(override) if change is None else self._change(override, *change)

    @staticmethod
    def _is_plain(key: Key) -> bool:
        """Values inside a what-if are written down here, not carried out."""
        return len(key) > 3 and key[0] == "what_if" and key[2] == "set"

    def _unknown(self, override: Override) -> Problem:
        key = next(override.key[:n] for n in range(1, len(override.key) + 1) if shape.at(override.key[:n]) is None)
        hint = nearest(key[-1], shape.names_below(shape.at(key[:-1])))
        where = override.source.where(override.key)
        return Problem(where, "config.unknown_key", {"key": dotted(key)}, hint=hint and dotted((*key[:-1], hint)))

    def _find(self, key: Key) -> object | None:
        node: object = self.values
        for part in key:
            if not isinstance(node, dict) or part not in node:
                return None
            node = node[part]
        return node

    def _stands(self, key: Key) -> bool:
        """Whether a table is there, be it only as a table that the schema fills in when a file leaves it out."""
        absent = [key[:n] for n in range(1, len(key) + 1) if self._find(key[:n]) is None]
        return all(isinstance(shape.default_at(above), Table) for above in absent)

    def _missing(self, override: Override) -> Problem:
        """The override needs something at its key, and nothing is there."""
        key = override.key
        absent = next((key[:n] for n in range(1, len(key) + 1) if not self._stands(key[:n])), key)
        above = self._find(absent[:-1])
        hint = nearest(absent[-1], above) if isinstance(above, dict) else None
        gone = any(key[:n] in self.removed for n in range(1, len(key) + 1))
        text = "config.was_removed" if gone else "config.nothing_there"
        where = override.source.where(key)
        return Problem(where, text, {"key": dotted(absent)}, hint=hint and dotted((*absent[:-1], hint)))

    def _remove(self, override: Override) -> Problem | None:
        key = override.key
        above = self._find(key[:-1])
        if not isinstance(above, dict) or key[-1] not in above:
            return None if key in self.removed or self._left_out(key) else self._missing(override)
        gone = above.pop(key[-1])
        self.removed.add(key)
        self._forget(key, gone)
        self.sources[key] = override.source
        return None

    def _forget(self, key: Key, old: object) -> None:
        """Forget where the old value came from; only what holds others has keys below it to be looked for."""
        if not isinstance(old, (dict, list)):
            self.sources.pop(key, None)
            return
        for below in [known for known in self.sources if known[: len(key)] == key]:
            del self.sources[below]

    def _left_out(self, key: Key) -> bool:
        """Whether it is an optional key of a table that exists: then nothing is to be done."""
        return shape.table_of(shape.at(key[:-1])) is not None and self._find(key[:-1]) is not None

    def _assign(self, override: Override) -> Problem | None:
        *above, last = override.key
        node = self.values
        for depth, part in enumerate(above):
            child = node.get(part)
            if not isinstance(child, dict):
                if child is not None and shape.entries_of(shape.at(tuple(above[: depth + 1]))) is None:
                    key = tuple(above[: depth + 1])
                    return Problem(override.source.where(override.key), "config.not_a_table", {"key": dotted(key)})
                child = node[part] = {}
            node = child
            self.sources.setdefault(tuple(above[: depth + 1]), override.source)
        if override.value == {} and isinstance(node.get(last), dict):
            return None
        old = node.get(last)
        node[last] = _copied(override.value) if isinstance(override.value, dict) else override.value
        self._forget(override.key, old)
        self.sources[override.key] = override.source
        self.removed -= {override.key[:n] for n in range(1, len(override.key) + 1)}
        return None

    def _change(self, override: Override, sign: str, amount: float) -> Problem | None:
        key = override.key
        value = self._find(key)
        if value is None and self._stands(key[:-1]):
            value = shape.default_at(key)
        if value is None:
            return self._missing(override)
        if isinstance(value, dict):
            numbers = [(key + below, old) for below, old in leaves(value) if _is_number(old)]
        else:
            numbers = [(key, value)] if _is_number(value) else []
        if not numbers:
            return self._no_number(override, value)
        for below, old in numbers:
            self._assign(Override(below, _changed(old, sign, amount), override.source))
        return None

    @staticmethod
    def _no_number(override: Override, value: object) -> Problem:
        """A relative change of what is no number."""
        key = override.key
        said: dict[str, object] = {"key": dotted(key), "change": str(override.value)}
        where = override.source.where(key)
        if isinstance(value, dict):
            return Problem(where, "config.relative_on_text", said)
        said |= {"value": shape.shown(value), "expected": shape.expected(shape.at(key))}
        return Problem(where, "config.relative_on_value", said)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _changed(old: object, sign: str, amount: float) -> int | float:
    """The number after a relative change; whole numbers stay whole where the result is."""
    assert isinstance(old, (int, float))
    new = old * amount if sign == "x" else old + amount if sign == "+" else old - amount
    new = float(f"{new:.15g}")
    keeps_whole = isinstance(old, int) and math.isfinite(new) and abs(new) < _LARGEST and new == int(new)
    return int(new) if keeps_whole else new
