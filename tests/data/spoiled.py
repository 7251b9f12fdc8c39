"""Copies of the tiny data set with something wrong in them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace as replace_in
from pathlib import Path

import pytest

from planner.data.load import load_dataset
from planner.texts.problems import InputError, Problem

TINY = Path(__file__).resolve().parents[2] / "datasets" / "tiny"

Edit = Callable[[Path], None]


def copy_of_tiny(folder: Path) -> Path:
    """A fresh copy of the tiny data set in ``folder``."""
    target = folder / "tiny"
    shutil.copytree(TINY, target)
    return target


def without_library(folder: Path) -> None:
    """Take the project library away, with what sources.csv says of it."""
    (folder / "projects.csv").unlink()
    path = folder / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("projects,")), encoding="utf-8")


def problems_of(folder: Path) -> list[Problem]:
    """Everything that is wrong with a data set, placed in files of its folder; fails if nothing is."""
    with pytest.raises(InputError) as caught:
        load_dataset(folder, called=Path("datasets") / "mine")
    assert all(problem.where.startswith("datasets/mine/") for problem in caught.value.problems)
    return [
        replace_in(problem, where=problem.where.removeprefix("datasets/mine/")) for problem in caught.value.problems
    ]


def replace(file: str, old: str, new: str) -> Edit:
    """An edit that replaces a piece of text, which must be there once."""

    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    return edit


def cell(file: str, line: int, column: str, value: str) -> Edit:
    """An edit that writes ``value`` into one cell; line 1 is the heading."""

    def edit(folder: Path) -> None:
        path = folder / file
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        rows[line - 1][rows[0].index(column)] = value
        write_rows(path, rows)

    return edit


def append(file: str, row: str) -> Edit:
    """An edit that adds a line at the end of a file."""

    def edit(folder: Path) -> None:
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")

    return edit


def add_column(file: str, name: str, values: str | list[str]) -> Edit:
    """An edit that adds a column with one value, or one for each row, and leaves sources.csv alone."""

    def edit(folder: Path) -> None:
        path = folder / file
        heading, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        given = [values] * len(rows) if isinstance(values, str) else values
        write_rows(path, [[*heading, name], *([*row, value] for row, value in zip(rows, given, strict=True))])

    return edit


def drop_column(file: str, name: str) -> Edit:
    """An edit that removes a column and its row in sources.csv."""

    def edit(folder: Path) -> None:
        path = folder / file
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        at = rows[0].index(name)
        write_rows(path, [row[:at] + row[at + 1 :] for row in rows])
        table = file.removesuffix(".csv")
        sources = folder / "sources.csv"
        lines = sources.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(f"{table},{name},")]
        sources.write_text("\n".join(kept) + "\n", encoding="utf-8")

    return edit


def rename_column(file: str, old: str, new: str) -> Edit:
    """An edit that renames a heading."""

    def edit(folder: Path) -> None:
        path = folder / file
        heading, rest = path.read_text(encoding="utf-8").split("\n", 1)
        names = [new if name == old else name for name in heading.split(",")]
        path.write_text(",".join(names) + "\n" + rest, encoding="utf-8")

    return edit


def content(file: str, data: bytes) -> Edit:
    """An edit that gives a file another content."""

    def edit(folder: Path) -> None:
        (folder / file).write_bytes(data)

    return edit


def folder(name: str) -> Edit:
    """An edit that puts a folder in the place of a file."""

    def edit(data: Path) -> None:
        (data / name).unlink()
        (data / name).mkdir()

    return edit


def recode(file: str, encoding: str) -> Edit:
    """An edit that writes a file in another encoding."""

    def edit(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    return edit


def remove(file: str) -> Edit:
    """An edit that deletes a file."""

    def edit(folder: Path) -> None:
        (folder / file).unlink()

    return edit


def rename(old: str, new: str) -> Edit:
    """An edit that renames a file."""

    def edit(folder: Path) -> None:
        (folder / old).rename(folder / new)

    return edit


def write_rows(path: Path, rows: list[list[str]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
