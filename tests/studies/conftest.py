"""Runs of small models, solved once, to be asked further."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli import main
from planner.studies.base import Base, open_run


@pytest.fixture(scope="session")
def working(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder made from tiny."""
    folder = tmp_path_factory.mktemp("studies") / "tiny"
    assert main(["new", str(folder), "--from", "tiny"]) == 0
    return folder


@pytest.fixture(scope="session")
def run_folder(working: Path) -> Path:
    """Tiny, solved to the end; copy it to change it."""
    folder = working / "run"
    model = working / "models" / "tiny.toml"
    assert main(["run", str(model), "--gap", "1e-9", "--out", str(folder), "--no-report"]) == 0
    return folder


@pytest.fixture(scope="session")
def coordinated_folder(working: Path) -> Path:
    """The same by coordination of its two provinces."""
    folder = working / "coordinated"
    words = ["--gap", "1e-6", "--method", "coordinated", "--workers", "1", "--rounds", "3"]
    model = working / "models" / "tiny.toml"
    assert main(["run", str(model), *words, "--out", str(folder), "--no-report"]) == 0
    return folder


@pytest.fixture(scope="session")
def base(run_folder: Path) -> Base:
    """Tiny, opened."""
    return open_run(run_folder)


@pytest.fixture(scope="session")
def coordinated(coordinated_folder: Path) -> Base:
    """Tiny solved by coordination, opened."""
    return open_run(coordinated_folder)
