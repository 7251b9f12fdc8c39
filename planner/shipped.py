"""Where the shipped model files and data sets are: in a checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds ``models/`` and ``datasets/``.

    An installed wheel carries both in ``planner/shipped/``; in a checkout they stand beside the package.
    """
    inside = _PACKAGE / "shipped"
    return inside if (inside / "models").is_dir() else _PACKAGE.parent


def model_names() -> tuple[str, ...]:
    """Names of the model files that come with the planner, sorted, without ``.toml``."""
    return tuple(sorted(path.stem for path in (root() / "models").glob("*.toml")))


def model_path(name: str) -> Path:
    """Path of the model file ``name`` that comes with the planner.

    Raises:
        KeyError: there is no such model file.
    """
    if name not in model_names():
        raise KeyError(name)
    return root() / "models" / f"{name}.toml"
