"""What the schema says about a key: is it a table, may it be left out, what does it expect.

Everything that speaks of keys without having a valid model yet (overrides, messages, the reference page) asks here.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from planner.config.base import Table
from planner.config.keys import Key
from planner.config.schema import Model
from planner.texts import Phrase

#: A type annotation of the schema: a class, a union, ``Annotated[...]``.
Annotation: TypeAlias = Any


@cache
def hints(table: type[Table]) -> dict[str, Annotation]:
    """Annotation of each key of a table, constraints included."""
    found = get_type_hints(table, include_extras=True)
    return {name: found[name] for name in table.model_fields}


def origin_of(annotation: Annotation) -> object:
    """What a generic annotation is one of: ``dict`` for ``dict[str, int]``; None for plain classes."""
    return get_origin(annotation)


def options(annotation: Annotation) -> tuple[Annotation, ...]:
    """The alternatives of a union, or the annotation itself."""
    if origin_of(annotation) in (Union, types.UnionType):
        return tuple(option for part in get_args(annotation) for option in options(part))
    return (annotation,)


def bare(annotation: Annotation) -> Annotation:
    """The annotation without its constraints."""
    return get_args(annotation)[0] if origin_of(annotation) is Annotated else annotation


def table_of(annotation: Annotation) -> type[Table] | None:
    """The table class that an annotation stands for, be it one that may be left out, or None."""
    for option in options(annotation):
        plain = bare(option)
        if isinstance(plain, type) and issubclass(plain, Table):
            return plain
    return None


def entries_of(annotation: Annotation) -> tuple[Annotation, Annotation] | None:
    """Key and value annotation of a table of entries (a dict), if that is one of the alternatives."""
    for option in options(annotation):
        if origin_of(bare(option)) is dict:
            key, value = get_args(bare(option))
            return key, value
    return None


def inner(annotation: Annotation, part: str) -> Annotation | None:
    """Annotation one key further down, or None if there is no such key."""
    table = table_of(annotation)
    if table is not None:
        return hints(table).get(part)
    entries = entries_of(annotation)
    return None if entries is None else entries[1]


def at(key: Key) -> Annotation | None:
    """Annotation of a key of a model file, or None if no such key can exist."""
    annotation: Annotation | None = Model
    for part in key:
        annotation = inner(annotation, part)
        if annotation is None:
            return None
    return annotation


def names_below(annotation: Annotation) -> tuple[str, ...]:
    """Keys that a table may have, in the order of the schema; nothing for tables of entries."""
    table = table_of(annotation)
    return () if table is None else tuple(table.model_fields)


def default_at(key: Key) -> object | None:
    """Default of a key that a model file leaves out, or None if it has none."""
    table = table_of(at(key[:-1])) if key else None
    if table is None or key[-1] not in table.model_fields:
        return None
    info = table.model_fields[key[-1]]
    return None if info.is_required() else info.get_default(call_default_factory=True)


def removable(key: Key) -> bool:
    """Whether an override may take the key away.

    That is so for an entry of a table of entries, for such a table itself, and for a key that may be absent.
    """
    above, here = at(key[:-1]) if key else None, at(key)
    if above is None or here is None:
        return False
    if table_of(above) is None:
        return entries_of(above) is not None
    return type(None) in options(here) or isinstance(default_at(key), dict)


def is_entry_table(key: Key) -> bool:
    """Whether the key names an entry that is a table of its own, such as one measure or one rule."""
    here = at(key)
    return here is not None and table_of(here) is not None and removable(key)


def constraints(annotation: Annotation) -> Iterator[Annotation]:
    """Bounds and patterns of an annotation."""
    if origin_of(annotation) is Annotated:
        for item in get_args(annotation)[1:]:
            yield from item.metadata if isinstance(item, FieldInfo) else (item,)


def expected(annotation: Annotation) -> Phrase:
    """What a value must be, in words."""
    choices = [option for option in options(annotation) if option is not type(None)]
    if len(choices) > 1:
        phrase = _expected_one(choices[0])
        for choice in choices[1:]:
            phrase = Phrase("config.type.or", {"one": phrase, "other": _expected_one(choice)})
        return phrase
    return _expected_one(choices[0])


def _expected_one(annotation: Annotation) -> Phrase:
    plain = bare(annotation)
    origin, args = origin_of(plain), get_args(plain)
    if origin is Literal:
        choices = ", ".join(f'"{choice}"' for choice in args)
        return Phrase("config.type.only" if len(args) == 1 else "config.type.literal", {"choices": choices})
    if origin in (tuple, list):
        return Phrase("config.type.list", {"item": expected(args[0])})
    if origin is dict and table_of(args[1]) is not None:
        return Phrase("config.type.tables", {"key": expected(args[0])})
    if origin is dict:
        return Phrase("config.type.entries", {"key": expected(args[0]), "value": expected(args[1])})
    if plain is bool:
        return Phrase("config.type.bool")
    if plain in (int, float):
        return _expected_number(annotation, plain)
    if plain is str:
        patterns = [item for item in constraints(annotation) if isinstance(item, StringConstraints) and item.pattern]
        return Phrase("config.type.id" if patterns else "config.type.text")
    return Phrase("config.type.table")


def _expected_number(annotation: Annotation, plain: type) -> Phrase:
    bounds = {type(item): item for item in constraints(annotation)}
    low, high = bounds.get(Ge) or bounds.get(Gt), bounds.get(Le) or bounds.get(Lt)
    low_value, high_value = getattr(low, "ge", getattr(low, "gt", None)), getattr(high, "le", getattr(high, "lt", None))
    if plain is int and (low_value, high_value) == (1900, 2200):
        return Phrase("config.type.year")
    noun = Phrase("config.type.integer" if plain is int else "config.type.number")
    low_sign, high_sign = ("≥" if isinstance(low, Ge) else ">"), ("≤" if isinstance(high, Le) else "<")
    signs = [f"{low_sign} {low_value}"] if low is not None else []
    signs += [f"{high_sign} {high_value}"] if high is not None else []
    return Phrase("config.type.bounded", {"noun": noun, "range": ", ".join(signs)}) if signs else noun


def shown(value: object) -> str | Phrase:
    """A value as it would stand in a TOML file, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
    if isinstance(value, dict):
        return Phrase("config.type.table")
    if isinstance(value, list):
        return "[" + ", ".join(str(shown(item)) if not isinstance(item, dict) else "{…}" for item in value[:5]) + "]"
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value)
