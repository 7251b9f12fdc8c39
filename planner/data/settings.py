"""dataset.toml read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ValidationError

from planner.config.document import parse
from planner.config.keys import Key
from planner.config.shape import expected
from planner.data.contracts import SETTINGS_FILE
from planner.data.dataset import Settings
from planner.data.reading import place, shown
from planner.texts import Phrase
from planner.texts.problems import InputError, Problem, nearest


def read_settings(text: str) -> tuple[Settings | None, list[Problem]]:
    """The settings, or None with what is wrong with them."""
    try:
        content, lines = parse(text, SETTINGS_FILE)
    except InputError as error:
        return None, error.problems
    try:
        return Settings.model_validate(content), []
    except ValidationError as error:
        return None, list(_problems(error, lines))


def _problems(error: ValidationError, lines: Mapping[Key, int]) -> Iterator[Problem]:
    for found in error.errors():
        path = tuple(str(part) for part in found["loc"])
        line = next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), None)
        where = place(SETTINGS_FILE, line, ".".join(path))
        if found["type"] == "extra_forbidden":
            hint = nearest(path[-1], _keys(path[:-1]))
            yield Problem(where, "data.setting_unknown", {"key": ".".join(path)}, hint)
        elif found["type"] == "missing":
            yield Problem(where, "data.setting_missing", {"key": ".".join(path)})
        else:
            yield Problem(where, "data.setting_wrong", {"value": shown(found["input"]), "expected": _expected(path)})


def _expected(path: Sequence[str]) -> Phrase:
    """What the value at ``path`` must be, in words; inside a list, what its whole must be."""
    model: type[BaseModel] = Settings
    for part in path:
        field = model.model_fields[part]
        tables = [kind for kind in _classes(field.annotation) if issubclass(kind, BaseModel)]
        if not tables:
            annotation = field.annotation
            return expected(Annotated[annotation, *field.metadata] if field.metadata else annotation)
        model = tables[0]
    return Phrase("config.type.table")


def _keys(path: Sequence[str]) -> list[str]:
    """Keys allowed in the table at ``path``."""
    model: type[BaseModel] = Settings
    for part in path:
        model = next(kind for kind in _classes(model.model_fields[part].annotation) if issubclass(kind, BaseModel))
    return list(model.model_fields)


def _classes(annotation: Any) -> list[type]:  # noqa: ANN401  an annotation may be any object
    return [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
