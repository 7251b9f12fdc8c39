"""A data set folder read, checked and handed on; all that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.data.cells import typed_table
from planner.data.checks import check_tables
from planner.data.contracts import OUTLINES_FILE, SETTINGS_FILE, TABLES, Table
from planner.data.dataset import Dataset
from planner.data.outlines import check_outlines
from planner.data.reading import Folder, in_folder
from planner.data.settings import read_settings
from planner.texts.problems import InputError, Problem, nearest


def load_dataset(folder: Path | str, called: Path | None = None) -> Dataset:
    """Read and check a data set.

    Args:
        folder: the folder that holds ``dataset.toml`` and the tables.
        called: the folder by the name that messages are to call it, if it is another.

    Raises:
        InputError: with every problem found in any file.
    """
    source = Folder(Path(folder))
    if not source.path.is_dir():
        raise InputError([_no_folder(source.path)])
    settings_text = source.text(SETTINGS_FILE)
    settings, problems = (None, []) if settings_text is None else read_settings(settings_text)
    source.problems.extend(problems)
    tables = {name: frame for name, table in TABLES.items() if (frame := _read(source, table)) is not None}
    _misnamed_optional(source)
    source.problems.extend(check_tables(tables))
    outlines = source.read(OUTLINES_FILE) if source.exists(OUTLINES_FILE) else None
    if outlines is not None:
        source.problems.extend(check_outlines(outlines, tables.get("provinces")))
    if source.problems or settings is None:
        raise InputError(in_folder(called or source.path, source.problems))
    ordered = {name: _in_order(TABLES[name], frame) for name, frame in tables.items()}
    return Dataset(
        folder=source.path,
        settings=settings,
        outlines=outlines,
        files=dict(sorted(source.contents.items())),
        **{name: ordered[name] for name, table in TABLES.items() if table.required},
        projects=ordered.get("projects"),
        pairs=ordered.get("pairs"),
    )


def _no_folder(path: Path) -> Problem:
    siblings = [other.name for other in path.parent.iterdir() if other.is_dir()] if path.parent.is_dir() else []
    text = "data.folder_is_file" if path.is_file() else "data.no_folder"
    return Problem(str(path), text, {}, nearest(path.name, siblings))


def _read(source: Folder, table: Table) -> pd.DataFrame | None:
    """A table in its types, indexed by line number; None if it is not there or does not hold together."""
    if not table.required and not source.exists(table.file):
        return None
    cells = source.table(table)
    if cells is None:
        return None
    frame, problems = typed_table(table, cells)
    source.problems.extend(problems)
    return frame


def _misnamed_optional(source: Folder) -> None:
    """A file that is nearly called like an optional one would be left out in silence: say so."""
    known = {OUTLINES_FILE, *(table.file for table in TABLES.values())}
    optional = [OUTLINES_FILE, *(table.file for table in TABLES.values() if not table.required)]
    absent = [name for name in optional if not source.exists(name)]
    for path in sorted(path for path in source.path.iterdir() if path.suffix in (".csv", ".geojson", ".json")):
        hint = None if path.name in known else nearest(path.name, absent, cutoff=85)
        if hint is not None:
            source.problems.append(Problem(path.name, "data.unknown_file", {"file": path.name}, hint))


def _in_order(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    ordered = frame.sort_values(list(table.keys[0]), ignore_index=True, kind="stable")
    ordered.attrs.clear()
    return ordered
