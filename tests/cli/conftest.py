"""The command, inside this process or as one of its own, and working folders to use it on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.cli import main


@dataclass(frozen=True)
class Answer:
    """What the command answered."""

    code: int
    out: str
    err: str


Command = Callable[..., Answer]


@pytest.fixture
def planner(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command inside this process."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> Answer:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def tiny_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder made from tiny, to be copied."""
    folder = tmp_path_factory.mktemp("new") / "tiny"
    assert main(["new", str(folder), "--from", "tiny"]) == 0
    return folder


@pytest.fixture
def work(tmp_path: Path, tiny_source: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh working folder made from tiny; the current folder of the test."""
    folder = tmp_path / "work"
    shutil.copytree(tiny_source, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def model(work: Path) -> Path:
    """The model file of the working folder, relative to it."""
    return Path("models/tiny.toml")


@pytest.fixture(scope="session")
def finished(tiny_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of tiny, made once; copy it to change it."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    assert main(["run", str(tiny_source / "models" / "tiny.toml"), "--gap", "1e-9", "--out", str(folder)]) == 0
    return folder
