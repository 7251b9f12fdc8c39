"""From values to a Model, and from pydantic's findings to sentences that a reader of either language can act on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

from pydantic import ValidationError

from planner.config import shape
from planner.config.keys import Key, dotted
from planner.config.overrides import Layer
from planner.config.schema import Model
from planner.texts import TEXTS, Listing
from planner.texts.problems import Problem, nearest

#: Names a key's place for a message.
Where = Callable[[Key], str]

#: How alike an entry lacking its keys must be to another one for that to be what was meant.
_SLIP = 75.0


def build(layer: Layer) -> tuple[Model | None, list[Problem]]:
    """The model that the values make up, or None and everything that is wrong with them.

    Values are checked as strictly as TOML's own types allow: text is never read as a number.
    """
    try:
        return Model.model_validate_json(json.dumps(layer.values, default=_stranger), strict=True), []
    except ValidationError as error:
        return None, _translated(error, layer)


def _stranger(value: object) -> list[str]:
    """Dates and times fit no key of a model file: a list of one text is refused everywhere, as they should be."""
    return [str(value)]


def _translated(error: ValidationError, layer: Layer) -> list[Problem]:
    values = layer.values
    found: dict[Key, list[tuple[str, Any]]] = {}
    missing: dict[Key, list[str]] = {}
    for item in error.errors(include_url=False, include_input=False):
        key, tail = _key_of(item["loc"], values)
        if item["type"] == "missing":
            missing.setdefault(key, []).append(tail)
        else:
            kind = "[key]" if tail == "[key]" else item["type"]
            found.setdefault(key, []).append((kind, item.get("ctx", {})))
    problems = [_lacking(key, names, layer) for key, names in missing.items()]
    for key, findings in found.items():
        value = _value_at(values, key)
        deeper = any(len(other) > len(key) and other[: len(key)] == key for other in [*found, *missing])
        if not (isinstance(value, dict) and deeper and all(kind.endswith("_type") for kind, _ in findings)):
            problems.append(_finding(key, value, findings, layer))
    return problems


def _key_of(loc: Sequence[str | int], values: Mapping[str, object]) -> tuple[Key, str]:
    """The key that pydantic's location means, without the marks of union branches, and what is left at its end."""
    key: list[str] = []
    node: object = values
    tail = ""
    for part in loc:
        tail = str(part)
        if isinstance(node, dict) and str(part) in node and part != "[key]":
            node, tail = node[str(part)], ""
            key.append(str(part))
    return tuple(key), tail


def _value_at(values: Mapping[str, object], key: Key) -> object:
    node: object = values
    for part in key:
        node = node[part] if isinstance(node, dict) else None
    return node


def _lacking(key: Key, names: Sequence[str], layer: Layer) -> Problem:
    if not key:
        return Problem(layer.file, "config.missing_top", {"names": Listing(tuple(names))})
    siblings = _value_at(layer.values, key[:-1])
    hint = nearest(key[-1], siblings, cutoff=_SLIP) if isinstance(siblings, dict) and shape.removable(key) else None
    said = {"key": dotted(key), "names": Listing(tuple(names))}
    return Problem(layer.where(key), "config.missing", said, hint=hint and dotted((*key[:-1], hint)))


def _finding(key: Key, value: object, findings: Sequence[tuple[str, Any]], layer: Layer) -> Problem:
    kinds, where = dict(findings), layer.where(key)
    own = next((kind for kind in kinds if kind in TEXTS), None)
    if own is not None:
        return Problem(layer.where_changed(key), own, kinds[own].get("values", {}))
    if "extra_forbidden" in kinds:
        hint = nearest(key[-1], shape.names_below(shape.at(key[:-1])))
        return Problem(where, "config.unknown_key", {"key": dotted(key)}, hint=hint and dotted((*key[:-1], hint)))
    if "[key]" in kinds:
        entries = shape.entries_of(shape.at(key[:-1]))
        is_year = entries is not None and shape.bare(entries[0]) is int
        return Problem(where, "config.bad_year" if is_year else "config.bad_id", {"name": key[-1]})
    if "too_short" in kinds or "string_too_short" in kinds:
        return Problem(where, "config.empty")
    annotation = shape.at(key)
    said = {"value": shape.shown(value), "expected": shape.expected(annotation)}
    return Problem(where, "config.wrong_value", said, hint=_nearest_choice(value, annotation))


def _nearest_choice(value: object, annotation: shape.Annotation) -> str | None:
    choices = [
        str(choice)
        for option in shape.options(annotation)
        if shape.origin_of(shape.bare(option)) is Literal
        for choice in get_args(shape.bare(option))
    ]
    return nearest(value, choices) if isinstance(value, str) and choices else None
