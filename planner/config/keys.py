"""Dotted keys: the one way in which files, overrides and messages name a value of a model file."""

from __future__ import annotations

import re
import tomllib

#: A key as a path of its parts, outermost first.
Key = tuple[str, ...]

#: Stands for the value while a key is read; no text that holds a value of its own can end in it by chance.
_VALUE = 918273645

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ALL_BARE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


def dotted(key: Key) -> str:
    """The key in TOML's own spelling; parts that are not bare words are quoted."""
    return ".".join(part if _BARE.fullmatch(part) else _quoted(part) for part in key)


def _quoted(part: str) -> str:
    return '"' + part.replace("\\", r"\\").replace('"', r"\"") + '"'


def parse_key(text: str) -> Key | None:
    """The parts of a dotted key in TOML's spelling, or None if it is not one."""
    if _ALL_BARE.fullmatch(text):
        return tuple(text.split("."))
    if "\n" in text or "\r" in text or not text.strip():
        return None
    try:
        table = tomllib.loads(f"{text} = {_VALUE}")
    except tomllib.TOMLDecodeError:
        return None
    parts: list[str] = []
    node: object = table
    while isinstance(node, dict) and len(node) == 1:
        part, node = next(iter(node.items()))
        parts.append(part)
    return tuple(parts) if node == _VALUE else None
