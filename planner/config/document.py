"""One TOML file: its values, and the line on which each of them stands.

Values come from :mod:`tomllib`; lines from a TOML grammar (tree-sitter), since tomllib forgets them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from planner.config.keys import Key, parse_key
from planner.texts import Phrase
from planner.texts.problems import InputError, Problem, nearest

#: What one line alone can be wrong in: the rest of the file is read on without it. An open bracket may end anywhere.
_OF_A_LINE = {f"config.syntax.{kind}" for kind in ("equals", "value", "unterminated", "character", "newline", "twice")}
_OF_A_LINE |= {"config.syntax.header", "config.syntax.statement"}
#: So many wrong lines are told at once; reading on costs one reading each.
_MOST = 20

#: What tomllib's messages begin with, and our sentence for it. Anything else is said to be "not valid TOML".
_SYNTAX = {
    "Expected '=' after a key": "config.syntax.equals",
    "Invalid value": "config.syntax.value",
    "Expected ']'": "config.syntax.header",
    "Unclosed array": "config.syntax.unclosed_array",
    "Unclosed inline table": "config.syntax.unclosed_table",
    "Unterminated string": "config.syntax.unterminated",
    "Illegal character '\\n'": "config.syntax.unterminated",
    "Illegal character": "config.syntax.character",
    "Expected newline or end of document": "config.syntax.newline",
    "Cannot declare": "config.syntax.twice",
    "Cannot overwrite": "config.syntax.twice",
    "Duplicate inline table key": "config.syntax.twice",
    "Cannot mutate immutable": "config.syntax.twice",
    "Cannot redefine": "config.syntax.twice",
    "Invalid statement": "config.syntax.statement",
    "Invalid initial character for a key": "config.syntax.statement",
}


@dataclass(frozen=True)
class Document:
    """A TOML file as read.

    Attributes:
        name: the file as it is to be called in messages.
        path: the file itself, resolved.
        values: its contents.
        lines: line (from 1) of each table and key.
    """

    name: str
    path: Path
    values: dict[str, object]
    lines: dict[Key, int]


def read_document(path: Path, name: str) -> Document:
    """Read one TOML file in UTF-8, with or without a byte order mark.

    Raises:
        InputError: the file is missing, not a file, not readable, not UTF-8 or not TOML.
    """
    if path.is_dir():
        raise InputError([Problem(name, "config.is_directory")])
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        siblings = [file.name for file in path.parent.glob("*.toml")]
        raise InputError([Problem(name, "config.no_file", hint=nearest(path.name, siblings, cutoff=75))]) from None
    except OSError as error:
        raise InputError([Problem(name, "config.unreadable", {"reason": type(error).__name__})]) from error
    values, lines = parse(_decode(raw, name), name)
    return Document(name, path.resolve(), values, lines)


def parse(text: str, name: str) -> tuple[dict[str, object], dict[Key, int]]:
    """Contents of TOML text, and the line (from 1) of each table and key.

    Raises:
        InputError: it is not TOML.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_syntax_problems(error, text, name)) from error
    except RecursionError:
        raise InputError([Problem(name, "config.too_deep")]) from None
    return values, _lines(text)


def _syntax_problems(error: tomllib.TOMLDecodeError, text: str, name: str) -> list[Problem]:
    """The first wrong line and those after it, as far as they can be told without understanding these."""
    lines, problems = text.split("\n"), []
    whole, last = text.splitlines() or [""], 0
    for _ in range(_MOST):
        line, sentence = _place(str(error), whole)
        if line <= last:
            break
        said = {"what": Phrase(sentence), "text": whole[line - 1].strip()[:80]}
        problems.append(Problem(f"{name}:{line}", "config.syntax", said))
        if sentence not in _OF_A_LINE or len(lines) < line:
            break
        # What stands below a broken header belongs to no other table.
        lines[line - 1] = f"[_{line}]" if lines[line - 1].lstrip().startswith("[") else ""
        last = line
        try:
            tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as following:
            error = following
        except RecursionError:
            break
        else:
            break
    return problems


def _decode(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError([Problem(f"{name}:{line}", "config.not_utf8")]) from error


def _place(message: str, lines: Sequence[str]) -> tuple[int, str]:
    """Line (from 1) and sentence of what tomllib says.

    It says where in brackets at the end of its message: ``(at line 3, column 5)`` or at the end of the file.
    """
    what, _, place = message.rpartition(" (at ")
    numbers = [int(word.rstrip(",)")) for word in place.split() if word.rstrip(",)").isdigit()]
    line = min(numbers[0] if numbers else len(lines), len(lines))
    return line, next((said for start, said in _SYNTAX.items() if what.startswith(start)), "config.syntax.other")


def _lines(text: str) -> dict[Key, int]:
    """Line of every key and table. The first mention of a table counts, be it only as part of a longer key."""
    root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    lines: dict[Key, int] = {}
    for child in root.named_children:
        if child.type == "pair":
            _note_pair(child, (), lines)
        elif child.type in ("table", "table_array_element"):
            _note_table(child, lines)
    return lines


def _note_table(node: Node, lines: dict[Key, int]) -> None:
    header: Key = ()
    for child in node.named_children:
        if child.type == "pair":
            _note_pair(child, header, lines)
        elif child.type != "comment":
            header = _note_key(child, (), lines)


def _note_pair(node: Node, above: Key, lines: dict[Key, int]) -> None:
    parts = [child for child in node.named_children if child.type != "comment"]
    if len(parts) != 2:
        return
    key = _note_key(parts[0], above, lines)
    if parts[1].type == "inline_table":
        for child in parts[1].named_children:
            if child.type == "pair":
                _note_pair(child, key, lines)


def _note_key(node: Node, above: Key, lines: dict[Key, int]) -> Key:
    parts = parse_key((node.text or b"").decode()) or ()
    for length in range(1, len(parts) + 1):
        lines.setdefault(above + parts[:length], node.start_point.row + 1)
    return above + parts
