"""Sentences: both languages complete, each id used and each used id there, and no Chinese anywhere else in code."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from planner.config import aims, base, money, schema, works
from planner.config.base import Named, Table
from planner.texts import LANGS, TEXTS, Listing, Pair, Phrase, both, say
from planner.texts.model_keys import MEANING_ZH

ROOT = Path(__file__).parents[2]
TEXTS_DIR = ROOT / "planner" / "texts"
SOURCES = sorted(path for path in (ROOT / "planner").rglob("*.py") if "shipped" not in path.parts)
TEMPLATES = sorted(
    path
    for path in (ROOT / "planner").rglob("*")
    if path.suffix in (".html", ".j2", ".js") and "vendor" not in path.parts
)
CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")

#: Names of languages stand in their own language wherever they are shown.
OWN_NAMES = {"ui.chinese"}

#: A text put together at run time counts as a use only if it begins as an id does.
LOOSE = re.compile(r"[a-z_]{2,}(\\\.|_)")

#: Dates name the month in English and number it in Chinese.
DATES = {"report.date"}

#: Calls whose argument at this place is the id of a sentence.
ID_AT = {"say": 0, "both": 0, "Phrase": 0, "fault": 0, "Problem": 1}


def placeholders(template: str) -> set[str]:
    """Names that a template wants filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("text_id", sorted(TEXTS))
def test_both_languages_say_something_with_the_same_values(text_id: str) -> None:
    chinese, english = TEXTS[text_id]
    assert chinese.strip()
    assert english.strip()
    assert text_id in DATES or placeholders(chinese) == placeholders(english)
    assert text_id in OWN_NAMES or not CHINESE.search(english)
    assert "" not in placeholders(chinese)


def test_no_chinese_in_code_outside_texts() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if TEXTS_DIR not in path.parents
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert not found


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the planner, parsed."""
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES)


def pattern(node: ast.expr) -> str | None:
    """A regular expression for the texts that an expression may be, or None if nothing is known of it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
        return "".join(parts)
    return None


def is_texts_table(node: ast.AST) -> bool:
    """Whether a statement is the table of a room's sentences: its own keys do not count as uses."""
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "TEXTS"


def patterns() -> Iterator[str]:
    """Patterns of every text of the planner's code outside the tables of sentences.

    Where a module joins two names by a dot, its plain words may be the first of them: ``f"{kind}.{name}"``.
    """
    for path, tree in trees():
        body = [part for part in tree.body if not (TEXTS_DIR in path.parents and is_texts_table(part))]
        texts = [node for part in body for node in ast.walk(part) if isinstance(node, (ast.Constant, ast.JoinedStr))]
        found = {text for node in texts if (text := pattern(node))}
        yield from found
        if r".+\..+" in found:
            yield from (rf"{word}\..+" for word in found if re.fullmatch("[a-z_]+", word))


def choices(node: ast.expr) -> list[ast.expr]:
    """Both branches of ``a if x else b``, or the expression itself."""
    if isinstance(node, ast.IfExp):
        return [*choices(node.body), *choices(node.orelse)]
    return [node]


def used_ids() -> Iterator[tuple[str, str]]:
    """Place and pattern of every id given to a call that takes one."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                at = ID_AT.get(name)
                if at is not None and len(node.args) > at and isinstance(node.func, ast.Name):
                    for choice in choices(node.args[at]):
                        found = pattern(choice)
                        if found is not None:
                            yield f"{path.relative_to(ROOT)}:{node.lineno}", found


def test_every_id_that_is_used_exists() -> None:
    missing = [
        f"{place} {found}" for place, found in used_ids() if not any(re.fullmatch(found, known) for known in TEXTS)
    ]
    assert not missing


def test_every_id_is_used() -> None:
    known = set(patterns())
    exact = {word for found in known if ".+" not in found for word in found.split("\\ ")}
    loose = [re.compile(found) for found in known if ".+" in found and LOOSE.match(found)]
    in_templates = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    unused = [
        text_id
        for text_id in TEXTS
        if re.escape(text_id) not in exact
        and not any(found.fullmatch(text_id) for found in loose)
        and not re.search(rf"[\"'`]{re.escape(text_id)}[\"'`]", in_templates)
    ]
    assert not unused


def test_the_meaning_of_every_key_of_a_model_file_is_there_in_chinese() -> None:
    wanted = set()
    modules = (base, works, money, aims, schema)
    for name, table in {name: value for module in modules for name, value in vars(module).items()}.items():
        if isinstance(table, type) and issubclass(table, Table) and table is not Table:
            inherited = set(Named.model_fields) if table is not Named and issubclass(table, Named) else set()
            wanted |= {name, *(f"{name}.{key}" for key in table.model_fields if key not in inherited)}
    assert set(MEANING_ZH) == wanted


def test_values_are_said_in_the_language_of_the_sentence() -> None:
    nested = Phrase("config.type.list", {"item": Phrase("config.type.year")})
    assert both("config.wrong_value", value=Pair("甲", "A"), expected=nested) == (
        "甲 不合要求，应为：列表，每项为年份。",
        "A will not do; expected a list, each item a year.",
    )
    assert both("config.missing", key="k", names=Listing(("a", Pair("乙", "B")))) == (
        "“k”缺少 a、乙。",
        "“k” lacks a, B.",
    )


def test_a_missing_value_is_a_mistake() -> None:
    for lang in LANGS:
        with pytest.raises(KeyError):
            say("config.missing", lang=lang, key="k")
