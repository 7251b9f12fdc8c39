"""From a model file on disk to a case, the same way for every verb that needs one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.case.build import build_case
from planner.case.case import Case
from planner.config.load import LoadedModel, load_model
from planner.data.dataset import Dataset
from planner.data.load import load_dataset


@dataclass(frozen=True)
class Inputs:
    """A model, its data set and the case that both make."""

    loaded: LoadedModel
    dataset: Dataset
    case: Case


def read_inputs(
    model: Path, what_ifs: Sequence[str], sets: Sequence[str], phase: Callable[[str], None] = lambda _: None
) -> Inputs:
    """Read and check everything that a run needs.

    Args:
        phase: told the id of each phase as it begins.

    Raises:
        InputError: with every problem of the first stage that has any: model file, data set, both together.
    """
    phase("read")
    loaded = load_model(model, what_ifs, sets)
    dataset = load_dataset(loaded.dataset_dir)
    phase("case")
    return Inputs(loaded, dataset, build_case(loaded, dataset))
