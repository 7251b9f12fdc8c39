"""dataset.toml read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from planner.data.contracts import SETTINGS_FILE
from planner.data.dataset import Settings
from planner.data.reading import place, shown
from planner.texts.problems import Problem, nearest


def read_settings(text: str) -> tuple[Settings | None, list[Problem]]:
    """The settings, or None with what is wrong with them."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [Problem(SETTINGS_FILE, "data.not_toml", {"reason": str(error)})]
    try:
        return Settings.model_validate(content), []
    except ValidationError as error:
        return None, list(_problems(error))


def _problems(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors():
        path = [str(part) for part in found["loc"]]
        where = place(SETTINGS_FILE, None, ".".join(path))
        if found["type"] == "extra_forbidden":
            hint = nearest(path[-1], _keys(path[:-1]))
            yield Problem(where, "data.setting_unknown", {"key": ".".join(path)}, hint)
        elif found["type"] == "missing":
            yield Problem(where, "data.setting_missing", {"key": ".".join(path)})
        else:
            yield Problem(where, "data.setting_wrong", {"value": shown(found["input"]), "reason": found["msg"]})


def _keys(path: list[str]) -> list[str]:
    """Keys allowed in the table at ``path``."""
    model: type[BaseModel] = Settings
    for part in path:
        model = next(kind for kind in _classes(model.model_fields[part].annotation) if issubclass(kind, BaseModel))
    return list(model.model_fields)


def _classes(annotation: Any) -> list[type]:  # noqa: ANN401  an annotation may be any object
    return [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
