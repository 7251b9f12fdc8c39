"""What every test shares: paths of the checkout, seeds, and the browser's presence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "planner", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("planner")


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
