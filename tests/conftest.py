"""What every test shares: paths of the checkout, seeds, and which of them share a process."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

from planner.case.case import Case
from planner.solve.options import Options
from planner.solve.run import solve
from planner.solve.solution import Solution

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
#: Folders whose tests share what takes long to make: each is run by one process, which makes it once. (The two that
#: only read the sources have thousands of tests, which are not worth being sent out one by one.)
TOGETHER = frozenset({"architecture", "browser", "datasets", "plan", "reporting", "studies", "texts"})
#: Folders of many tables of a dozen rows, for which pandas takes a third less time with strings as Python objects. All
#: others, those of data sets, commands and the installed wheel among them, hold strings the usual way.
SMALL_TABLES = frozenset({"case", "formulation", "plan", "proof", "studies"})

settings.register_profile(
    "planner", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("planner")


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of some folders together when several processes share the work."""
    for item in items:
        if _folder(item) in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(_folder(item)))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def datasets(root: Path) -> Path:
    """The data sets of the checkout."""
    return root / "datasets"


@pytest.fixture(scope="session")
def models(root: Path) -> Path:
    """The model files of the checkout."""
    return root / "models"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's settings must not change what the tests see."""
    for name in ("PLANNER_LANG", "FORCE_COLOR", "PY_COLORS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _string_storage(request: pytest.FixtureRequest) -> Iterator[None]:
    """How pandas holds strings during a test."""
    with pd.option_context("mode.string_storage", "python" if _folder(request.node) in SMALL_TABLES else "auto"):
        yield


@pytest.fixture
def without_baselines(monkeypatch: pytest.MonkeyPatch) -> None:
    """``planner run`` makes no baselines, whose tables and audits are two thirds of a small direct run."""

    def plan_alone(case: Case, options: Options, *more: Any) -> Solution:
        return solve(case, replace(options, baselines=False), *more)

    monkeypatch.setattr("planner.commands.run.solve", plan_alone)
