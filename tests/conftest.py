"""What every test shares: paths of the checkout, seeds, and the browser's presence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
#: Folders whose tests share what takes long to make: each is run by one process, which makes it once. (The two that
#: only read the sources have thousands of tests, which are not worth being sent out one by one.)
TOGETHER = frozenset({"architecture", "browser", "datasets", "plan", "reporting", "studies", "texts"})

settings.register_profile(
    "planner", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("planner")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of some folders together when several processes share the work."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(folder))


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


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium to drive; tests skip without one, unless REQUIRE_BROWSER is set."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    found = found or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set and there is no Chromium")
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    return found
