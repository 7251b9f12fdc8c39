"""Every sentence that a person can read, by id, in Chinese and English side by side.

Each room keeps its sentences in a file of its own, ``planner/texts/<room>.py``, as
``TEXTS: dict[str, tuple[str, str]] = {"id": ("Chinese {x}", "English {x}")}``. They are merged here on import; an id
that two files claim is an error. Values may be anything that :meth:`str.format` takes, among them a :class:`Phrase`,
which is itself said in the language of the sentence around it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["zh", "en"]

#: Both languages, Chinese first, in the order in which everything is shown.
LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True)
class Phrase:
    """A sentence, or part of one, that is put into words only when the language is known."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """Several values in a row, joined as the language does."""

    items: tuple[object, ...]


@dataclass(frozen=True)
class Pair:
    """A name that comes in both languages, such as one from a data set."""

    zh: str
    en: str


#: The currency where a data set names none.
YUAN = Pair("元", "yuan")
_currency: ContextVar[Pair] = ContextVar("currency", default=YUAN)


def count_in(currency: Pair) -> None:
    """Name ``currency`` in every sentence about money said from here on, in this context."""
    _currency.set(currency)


@contextmanager
def counting_in(currency: Pair) -> Iterator[None]:
    """Within this context sentences about money name ``currency``."""
    token = _currency.set(currency)
    try:
        yield
    finally:
        _currency.reset(token)


def _merge() -> dict[str, tuple[str, str]]:
    merged: dict[str, tuple[str, str]] = {}
    owner: dict[str, str] = {}
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{__name__}.{found.name}")
        for text_id, pair in getattr(module, "TEXTS", {}).items():
            if text_id in merged:
                raise ValueError(f"text id {text_id!r} is in both {owner[text_id]}.py and {found.name}.py")
            merged[text_id] = pair
            owner[text_id] = found.name
    return merged


def spoken(value: object, lang: Lang) -> object:
    """A value as it stands in a sentence: phrases, listings and pairs in the language, anything else as it is."""
    if isinstance(value, Phrase):
        return say(value.text, lang=lang, **value.values)
    if isinstance(value, Listing):
        return ("、" if lang == "zh" else ", ").join(str(spoken(item, lang)) for item in value.items)
    if isinstance(value, Pair):
        return value.zh if lang == "zh" else value.en
    return value


def say(text_id: str, /, lang: Lang, **values: object) -> str:
    """The sentence ``text_id`` in ``lang`` with ``values`` filled in, ``{currency}`` as by :func:`count_in`.

    Raises:
        KeyError: no such sentence, or a value for one of its placeholders is missing.
    """
    sentence = TEXTS[text_id][LANGS.index(lang)]
    given = {"currency": _currency.get(), **values}
    return sentence.format(**{name: spoken(value, lang) for name, value in given.items()})


def template(text_id: str) -> Pair:
    """The sentence ``text_id`` in both languages with its placeholders, all but ``{currency}``."""
    money = _currency.get()
    zh, en = TEXTS[text_id]
    return Pair(zh.replace("{currency}", money.zh), en.replace("{currency}", money.en))


def both(text_id: str, /, **values: object) -> tuple[str, str]:
    """The sentence ``text_id`` in Chinese and in English."""
    return say(text_id, lang="zh", **values), say(text_id, lang="en", **values)


TEXTS: Mapping[str, tuple[str, str]] = _merge()
