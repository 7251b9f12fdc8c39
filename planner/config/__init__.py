"""A model file becomes a frozen, validated :class:`~planner.config.schema.Model`."""

from __future__ import annotations

from planner.config.load import LoadedModel, load_model
from planner.config.schema import Model

__all__ = ["LoadedModel", "Model", "load_model"]
