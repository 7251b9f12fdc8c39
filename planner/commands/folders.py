"""Writing a folder whole or not at all."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.texts import Phrase
from planner.texts.problems import CannotWriteError, InputError, Problem

#: A folder that holds this file was written by ``planner run`` and may be replaced by a newer run.
RUN_FILE = "run.json"


def must_be_free(folder: Path, replaceable: str | None = None) -> None:
    """Check before any work that ``folder`` can be written.

    Args:
        folder: where the result is to stand. It may be missing or empty.
        replaceable: name of a file whose presence allows the folder to be replaced.

    Raises:
        InputError: something else is there already, or no folder can be made there.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError([Problem(str(folder), "cli.not_a_folder")])
    if folder.is_dir() and any(folder.iterdir()) and not (replaceable and (folder / replaceable).is_file()):
        text = "cli.folder_not_a_run" if replaceable else "cli.folder_not_empty"
        raise InputError([Problem(str(folder), text)])
    nearest = next(parent for parent in folder.absolute().parents if parent.exists())
    if not nearest.is_dir():
        raise InputError([Problem(str(nearest), "cli.not_a_folder")])


#: Errors of the operating system that say that a place cannot be written, and how they are put.
_REASONS = {
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",
    errno.EFBIG: "too_big",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "read_only",
    errno.EIO: "device",
}


def writing_problem(error: OSError, place: Path) -> Problem | None:
    """What is wrong with a place that could not be written; None if the error is about something else."""
    number = error.errno
    if number is None:  # shutil collects errors as text
        found = re.search(r"\[Errno (\d+)\]", str(error))
        number = int(found[1]) if found else None
    if number not in _REASONS:
        return None
    return Problem(str(place), "cli.cannot_write", {"reason": Phrase(f"cli.write_{_REASONS[number]}")})


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Within this context an error of the operating system means that ``place`` cannot be written.

    Raises:
        CannotWriteError: a disk is full, a folder protected, … ; any other error is passed on.
    """
    try:
        yield
    except OSError as error:
        problem = writing_problem(error, place)
        if problem is None:
            raise
        raise CannotWriteError([problem]) from error


#: Folders in which something that this process wrote is whole, the latest last.
_standing: list[Path] = []


def stands(folder: Path) -> None:
    """Note that what ``folder`` holds is whole, for the last words of a process that ends at once."""
    _standing.append(folder)


def standing() -> Path | None:
    """The folder noted last; None while nothing has been written."""
    return _standing[-1] if _standing else None


def nothing_stands() -> None:
    """Forget the folders noted: another command begins."""
    _standing.clear()


#: Scratch folders being written, for a way out that does not unwind (see :func:`clear_scratch`).
_scratch: set[Path] = set()
#: How often a folder is emptied that somebody is still writing into.
_TRIES = 20


def clear_scratch() -> None:
    """Remove every folder that is half written; for a process that ends at once.

    Another thread may still be writing into it: what it adds while the folder is being emptied is removed, too.
    """
    for folder in sorted(_scratch):
        for _ in range(_TRIES):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.05)


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A scratch folder beside ``folder`` that takes its place when the context ends well and vanishes otherwise.

    Raises:
        CannotWriteError: the place cannot be written.
    """
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))
    _scratch.add(scratch)
    try:
        with writing(folder):
            scratch.chmod(0o755)  # mkdtemp makes it private, but a report is for colleagues too
            yield scratch
            _take_place(scratch, folder)
            stands(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        _scratch.discard(scratch)


def _take_place(scratch: Path, folder: Path) -> None:
    """Put ``scratch`` where ``folder`` is; the old one is kept aside until the new one stands."""
    aside = None
    if folder.exists():
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.previous-", dir=folder.parent))
        folder.replace(aside / "old")
    try:
        scratch.replace(folder)
    except OSError:
        if aside is not None:
            (aside / "old").replace(folder)
        raise
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
