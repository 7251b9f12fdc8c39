"""What the tables of a model file say of each other: every name that one uses, another must define."""

from __future__ import annotations

from planner.config.schema import Model
from planner.config.validate import Where
from planner.texts.problems import Problem


def check_references(model: Model, where: Where) -> list[Problem]:
    """Everything in the model that names something which the model does not have, or has in another form."""
    return []
