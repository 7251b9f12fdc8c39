"""From a model file on disk to a case, the same way for every verb that needs one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.case.arithmetic import check_arithmetic
from planner.case.build import build_case
from planner.case.case import Case
from planner.config.load import LoadedModel, ModelError, load_model
from planner.config.schema import Model
from planner.data.dataset import Dataset
from planner.data.load import load_dataset
from planner.data.reading import files_in_folder
from planner.texts import count_in
from planner.texts.problems import InputError, Problem


@dataclass(frozen=True)
class Inputs:
    """A model, its data set and the case that both make.

    Attributes:
        warnings: what arithmetic says that no plan can reach, such as a target.
        seconds: time taken by phase.
    """

    loaded: LoadedModel
    dataset: Dataset
    case: Case
    warnings: tuple[Problem, ...]
    seconds: dict[str, float]


def read_inputs(
    model: Path,
    what_ifs: Sequence[str],
    sets: Sequence[str],
    phase: Callable[[str], None] = lambda _: None,
    beside: Callable[[Model, Dataset], None] = lambda _, __: None,
) -> Inputs:
    """Read and check everything that a run needs.

    Args:
        phase: told the id of each phase as it begins.
        beside: told of model and data set once they are read; starts what can start while the case is made.

    Raises:
        InputError: with every problem of the first stage that has any: model file and data set each by itself, both
            together, rules that arithmetic shows no plan can meet.
    """
    phase("read")
    began = time.perf_counter()
    loaded = _loaded(model, what_ifs, sets)
    dataset = load_dataset(loaded.dataset_dir)
    count_in(dataset.currency)
    beside(loaded.model, dataset)
    phase("case")
    read = time.perf_counter()
    with files_in_folder(dataset.folder):
        case = build_case(loaded, dataset)
        arithmetic = check_arithmetic(case, loaded.where_changed)
        if arithmetic.problems:
            raise InputError(arithmetic.problems)
    seconds = {"read": round(read - began, 3), "case": round(time.perf_counter() - read, 3)}
    return Inputs(loaded, dataset, case, arithmetic.warnings, seconds)


def _loaded(model: Path, what_ifs: Sequence[str], sets: Sequence[str]) -> LoadedModel:
    """The model; what is wrong with it is told together with what is wrong with its data set."""
    try:
        return load_model(model, what_ifs, sets)
    except ModelError as error:
        if error.dataset_dir is None:
            raise
        try:
            load_dataset(error.dataset_dir)
        except InputError as other:
            raise InputError([*error.problems, *other.problems]) from error
        raise
