"""A resolved model written back as TOML, so that a run carries exactly what was planned."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from planner.config.schema import Model
from planner.texts import both


def model_text(model: Model, dataset: str | None = None) -> str:
    """The model as TOML: every value of it, defaults included, so that later defaults change nothing.

    Args:
        model: the resolved model.
        dataset: folder of the data set relative to where the text will stand; None: as in the model.
    """
    values = model.model_dump(mode="json", exclude_none=True)
    if dataset is not None:
        values["dataset"] = dataset
    heading = "\n".join(f"# {sentence}" for sentence in both("config.resolved"))
    return f"{heading}\n\n{tomli_w.dumps(values)}"


def save_model(model: Model, path: Path, dataset: str | None = None) -> None:
    """Write :func:`model_text` to ``path``, in UTF-8 with plain line ends on every system.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_bytes(model_text(model, dataset).encode())
