"""Writing the parts of a run folder: inputs with their hashes, tables as CSV and Parquet, ``run.json``.

The caller hands in an empty folder beside the final one and swaps it in when everything is written
(:func:`planner.commands.folders.written_whole`), so a half-written run is never seen.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planner.plan.plan import EVERY, Plan
from planner.plan.record import RunRecord

RECORD = "run.json"


def save_plan(folder: Path, plan: Plan) -> None:
    """Write the tables of ``plan`` that it uses to ``folder`` (created) as CSV and Parquet.

    CSV is UTF-8 with ``\\n`` and a header; money has 6 decimals (1 yuan), other numbers at most 9 significant digits
    beyond the point, so equal plans give equal bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in plan.tables().items():
        printed = _printed(name, table)
        printed.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
        table.to_parquet(folder / f"{name}.parquet", index=False)


def _printed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table as text, with the number of decimals that each column has."""
    out = table.astype(object)
    for column, kind in ((column, EVERY[name][column]) for column in table.columns):
        if kind in ("money", "number"):
            out[column] = [_number(value, 6 if kind == "money" else 9) for value in table[column]]
        elif kind != "text":
            out[column] = ["" if pd.isna(value) else str(int(value)) for value in table[column]]
    return out


def _number(value: float, decimals: int) -> str:
    """Fixed decimals without trailing zeros; empty for no value; never ``-0``."""
    if pd.isna(value):
        return ""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def save_inputs(folder: Path, model_toml: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write the resolved model file and the data set's ``files``, as they were read, to ``folder/inputs``.

    Returns:
        SHA-256 by path relative to ``folder``, sorted.
    """
    target = folder / "inputs" / "dataset"
    target.mkdir(parents=True, exist_ok=True)
    (folder / "inputs" / "model.toml").write_text(model_toml, encoding="utf-8", newline="\n")
    for name, content in sorted(files.items()):
        (target / name).write_bytes(content)
    written = sorted(path for path in (folder / "inputs").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in written}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def save_record(folder: Path, record: RunRecord) -> None:
    """Write ``run.json``, whole or not at all."""
    replace_files(folder, {RECORD: (record.model_dump_json(indent=1) + "\n").encode()})


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files by name, all or none: each beside its place, and moved there when every one is complete.

    Raises:
        OSError: the folder cannot be written; the files in it are as before.
    """
    beside: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            handle, scratch = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            beside[name] = Path(scratch)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            beside[name].chmod(0o644)
        for name, path in beside.items():
            path.replace(folder / name)
    except BaseException:
        for path in beside.values():
            path.unlink(missing_ok=True)
        raise
