"""Where a hand-made world goes through the whole chain."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _plan_alone(without_baselines: None) -> None:
    """Baselines are audited on random cases of every rule."""


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """A folder for the first variant of a test; the other variants are solved in memory."""
    variant = getattr(request.node, "callspec", None)
    return None if variant is not None and any(variant.indices.values()) else tmp_path
