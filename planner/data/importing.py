"""A user's own city table brought into a data set: proposed, shown, then written as a new data set.

``propose`` reads and matches everything and changes nothing; ``write`` makes the new folder.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import tomli_w

from planner.data.contracts import SETTINGS_FILE
from planner.data.load import load_dataset
from planner.data.proposal import ColumnChange, Proposal, propose
from planner.data.reading import split_cells
from planner.texts import Phrase, both
from planner.texts.problems import InputError, Problem

__all__ = ["ImportReport", "Proposal", "propose", "write"]


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        folder: the new data set.
        proposal: what was applied.
    """

    folder: Path
    proposal: Proposal

    @property
    def sentences(self) -> tuple[Phrase, ...]:
        """The outcome in words."""
        changed = sum(len(change.cells) for change in self.proposal.changes)
        values = {"folder": str(self.folder), "cells": changed, "added": len(self.proposal.added)}
        return (Phrase("data.import_written", values),)


def write(proposal: Proposal, out: Path | str, basis: str = "observed", year: str = "") -> ImportReport:
    """Write the data set with the proposed changes as a new folder.

    The folder appears only when it is complete and has passed all checks of a data set.

    Args:
        proposal: what to do.
        out: the new folder; it must not exist yet, or be empty.
        basis: how well the user's figures are known (observed, derived, modelled, assumed).
        year: year of the user's figures, for sources.csv.

    Raises:
        InputError: ``out`` is taken, or the changed data set does not pass the checks.
    """
    out = Path(out)
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise InputError([Problem(str(out), "data.import_out_taken")])
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial-{os.getpid()}")
    partial.mkdir()
    try:
        _write_files(proposal, partial, out.name, basis, year)
        load_dataset(partial, called=out)
        if out.exists():
            out.rmdir()
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return ImportReport(out, proposal)


def _write_files(proposal: Proposal, folder: Path, name: str, basis: str, year: str) -> None:
    for file, content in proposal.dataset.files.items():
        (folder / file).write_bytes(content)
    _write_settings(proposal, folder / SETTINGS_FILE, name)
    cities = _changed_cities(proposal, _cells(folder / "cities.csv"))
    _write_cells(folder / "cities.csv", cities, ["id"])
    sources = _changed_sources(proposal, _cells(folder / "sources.csv"), basis, year)
    _write_cells(folder / "sources.csv", sources, ["table", "column"])
    links = [uplink for addition in proposal.added for uplink in addition.uplinks]
    if links:
        uplinks = pd.concat([_cells(folder / "uplinks.csv"), pd.DataFrame(links)]).fillna("")
        _write_cells(folder / "uplinks.csv", uplinks, ["id"])


def _cells(path: Path) -> pd.DataFrame:
    frame, problems = split_cells(path.name, path.read_text(encoding="utf-8-sig"))
    if frame is None:
        raise InputError(problems)
    return frame


def _write_cells(path: Path, cells: pd.DataFrame, keys: list[str]) -> None:
    ordered = cells.sort_values(keys, kind="stable")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ordered.columns)
        writer.writerows(ordered.itertuples(index=False))


def _changed_cities(proposal: Proposal, cells: pd.DataFrame) -> pd.DataFrame:
    cities = cells.set_index(cells["id"].to_numpy())
    for change in proposal.changes:
        if change.column not in cities:
            cities[change.column] = ""
        for city, cell in change.cells.items():
            cities.loc[city, change.column] = cell
    if proposal.added:
        new = pd.DataFrame([addition.cells for addition in proposal.added])
        cities = pd.concat([cities, new.reindex(columns=cities.columns)]).fillna("")
    return cities


def _changed_sources(proposal: Proposal, cells: pd.DataFrame, basis: str, year: str) -> pd.DataFrame:
    """sources.csv: a column given for every place is as well known as the user says; one given for some is not."""
    rows = cells.to_dict("records")
    index = {(row["table"], row["column"]): row for row in rows}
    for change in proposal.changes:
        key = ("cities", change.column)
        if not change.heading or not change.cells:
            continue
        whole = change.given == change.places
        source = _source(proposal, change, index[key]["source"] if key in index else "", whole=whole)
        if key not in index:
            new = {"table": "cities", "column": change.column, "meaning_zh": change.heading}
            row = {**new, "meaning_en": change.heading, "unit": "", "year": year, "basis": basis, "source": source}
            rows.append({str(column): row.get(str(column), "") for column in cells.columns})
        else:
            index[key]["source"] = source
            if whole:
                index[key].update({"basis": basis, "year": year})
    return pd.DataFrame(rows, columns=cells.columns)


def _source(proposal: Proposal, change: ColumnChange, before: str, *, whole: bool) -> str:
    file = proposal.table.path.name
    if whole or not before:
        return " / ".join(both("data.import_source", file=file, heading=change.heading))
    said = both("data.import_source_part", file=file, heading=change.heading, given=change.given, of=change.places)
    return " / ".join([*said, before])


def _write_settings(proposal: Proposal, path: Path, name: str) -> None:
    content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    settings = content["dataset"]
    cleaned = re.sub(r"[^A-Za-z0-9_\-]", "_", name)
    settings["id"] = cleaned if cleaned[:1].isalpha() else f"{settings['id']}-{cleaned}"
    for lang, text in zip(("zh", "en"), both("data.import_name", file=proposal.table.path.name), strict=True):
        settings[f"name_{lang}"] += text
    path.write_text(tomli_w.dumps(content), encoding="utf-8")
