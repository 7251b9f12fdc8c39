"""Disks that fill up: a sentence in both languages, exit code 74, nothing half written, older results as they were."""

from __future__ import annotations

import errno
import hashlib
import re
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from planner.commands.folders import writing
from planner.commands.pipeline import write_run
from planner.texts.problems import CannotWriteError
from tests.cli.conftest import Answer

Planner = Callable[..., Answer]
CODE = 74


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes: what a full disk does, on any file system."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def content(folder: Path) -> dict[str, str]:
    """Hash of every file, hidden ones too, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def said(answer: Answer, place: str) -> None:
    """The refusal: exit code, both languages, the place, and no traceback."""
    assert answer.code == CODE, answer.err
    assert "结果没有写成，原有内容未变" in answer.err
    assert "Nothing has been written; what was there is as before" in answer.err
    assert f"{place}：不能写入：文件超出允许的大小" in answer.err
    assert f"{place}: It cannot be written: a file is larger than allowed" in answer.err
    assert "Traceback" not in answer.err


def test_new_and_import_leave_nothing_behind(planner: Planner, work: Path) -> None:
    table = Path("mine.csv")
    table.write_text("id,residents\nE1,31000\n", encoding="utf-8")
    before = content(work)
    with room_for(500):
        said(planner("new", "another", "--from", "tiny"), "another")
        said(planner("import", "datasets/tiny", table, "--out", "other", "--yes"), "other")
    assert content(work) == before


def test_a_run_keeps_the_older_one(planner: Planner, work: Path, model: Path, finished: Path) -> None:
    shutil.copytree(finished, "out")
    before = content(work)
    with room_for(2_000):
        said(planner("run", model, "--out", "out"), "out")
    assert content(work) == before


def test_what_was_solved_is_kept_elsewhere(
    planner: Planner, work: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full when the plan is to be written, hours after the start; the temporary folder has room."""
    places: list[Path] = []

    def full_at_first(folder: Path, *rest: object) -> object:
        places.append(folder)
        if len(places) == 1:
            (folder / "half").write_text("…", encoding="utf-8")
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_run(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("planner.commands.run.write_run", full_at_first)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = planner("run", model, "--out", "out")
    assert answer.code == CODE
    assert "不能写入 out（磁盘已满或超出配额）" in answer.err
    found = re.search(r"the result of this run is kept in (\S+)\.", answer.err)
    assert found is not None
    assert (Path(found[1]) / "run.json").is_file()
    assert (Path(found[1]) / "index.html").is_file()
    assert not [path for path in work.iterdir() if "out" in path.name]


@pytest.mark.parametrize(("verb", "size"), [("report", 50_000), ("audit", 1_000)])
def test_report_and_verdict_are_replaced_whole_or_not_at_all(
    verb: str, size: int, planner: Planner, work: Path, finished: Path
) -> None:
    shutil.copytree(finished, "out")
    before = content(Path("out"))
    with room_for(size):
        said(planner(verb, "out"), "out")
    assert content(Path("out")) == before


@pytest.mark.parametrize(
    ("error", "en"),
    [
        (OSError(errno.EROFS, "read-only"), "the disk is read-only"),
        (PermissionError(errno.EACCES, "denied"), "no permission to write, or a file is open in another program"),
        (shutil.Error([("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'")]), "the disk is full"),
    ],
)
def test_other_reasons_have_words_of_their_own(error: OSError, en: str) -> None:
    with pytest.raises(CannotWriteError) as caught, writing(Path("there")):
        raise error
    assert en in caught.value.say("en")


def test_an_error_about_something_else_is_passed_on() -> None:
    with pytest.raises(FileNotFoundError), writing(Path("there")):
        raise FileNotFoundError(errno.ENOENT, "gone")
