"""Errors that nobody foresaw: a short message for the user, the traceback in a file for whoever mends it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from importlib import metadata
from pathlib import Path

from planner.commands.exit_codes import UNEXPECTED
from planner.commands.speech import Speech


def report_unexpected(error: BaseException, argv: list[str], speech: Speech) -> int:
    """Write the traceback of ``error`` to a file in the temporary folder, say where, and return the exit code."""
    kind = f"{type(error).__name__}: {error}".splitlines()[0]
    try:
        path: Path | str = _write(error, argv)
    except OSError as unwritable:
        path = str(unwritable)
    speech.warn("cli.unexpected", style="red", kind=kind, path=path)
    return UNEXPECTED


def _write(error: BaseException, argv: list[str]) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="planner-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        print("planner", *(ascii(argument) for argument in argv), file=file)
        print(f"Python {sys.version}", platform.platform(), sep="\n", file=file)
        for name in ("planner", "pyomo", "highspy", "pandas", "numpy", "distributed"):
            print(name, _version(name), file=file)
        file.writelines(traceback.format_exception(error))
        return Path(file.name)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "?"
