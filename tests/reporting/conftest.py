"""Made-up runs, each written once a session; tests that change one take a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planner.reporting.digest import Digest
from planner.reporting.run import read_run
from planner.reporting.wording import Names
from tests.reporting.synthetic.country import Size
from tests.reporting.synthetic.features import add_features
from tests.reporting.synthetic.plan import make_run


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over six provinces and sixty small cities. Not to be changed."""
    return make_run(tmp_path_factory.mktemp("run"), Size(provinces=6, small=60))


@pytest.fixture(scope="session")
def digest(run_folder: Path) -> Digest:
    """The digest of that run."""
    return load(run_folder)


@pytest.fixture
def copy(run_folder: Path, tmp_path: Path) -> Path:
    """A copy of the run that a test may change."""
    return Path(shutil.copytree(run_folder, tmp_path / "copy"))


def load(folder: Path) -> Digest:
    """Digest of the run in ``folder``."""
    run = read_run(folder)
    return Digest(run, Names(run))


@pytest.fixture(scope="session")
def feature_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with every special rule. Not to be changed."""
    return add_features(make_run(tmp_path_factory.mktemp("features"), Size(provinces=6, small=60)))


@pytest.fixture(scope="session")
def featured(feature_folder: Path) -> Digest:
    """The digest of that run."""
    return load(feature_folder)
