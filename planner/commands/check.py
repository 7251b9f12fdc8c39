"""``planner check``: is this model file, with its data set, something that can be solved?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.case.case import Case
from planner.commands.reading import Inputs, read_inputs
from planner.commands.speech import Speech
from planner.texts import Pair, Phrase


def check(model: Path, what_ifs: Sequence[str], sets: Sequence[str], speech: Speech) -> None:
    """Read everything, say what was left out and why, and how large the case is.

    Raises:
        InputError: with every problem found.
    """
    inputs = read_inputs(model, what_ifs, sets)
    _say_sizes(inputs, speech)
    for text_id, values in inputs.case.notes:
        speech.tell("cli.note", style="yellow", note=Phrase(text_id, values))
    say_warnings(inputs, speech)
    speech.tell("cli.check_passed", style="green", model=model)


def say_warnings(inputs: Inputs, speech: Speech) -> None:
    """What arithmetic says that no plan can reach; on standard error, since it is not an answer."""
    for warning in inputs.warnings:
        speech.warn("cli.warning", style="yellow", warning=Pair(warning.zh, warning.en))


def _say_sizes(inputs: Inputs, speech: Speech) -> None:
    case, model = inputs.case, inputs.loaded.model
    speech.tell("cli.check_model", name=Pair(model.name_zh, model.name_en), first=case.years[0], last=case.years[-1])
    speech.tell("cli.check_dataset", name=inputs.dataset.name, version=inputs.dataset.settings.dataset.version)
    small = int(case.places["small"].sum())
    speech.tell("cli.check_places", small=f"{small:,}", places=f"{len(case.places):,}", provinces=len(case.provinces))
    for measure_id, count in _choices(case).items():
        measure = model.measures[measure_id]
        speech.tell("cli.check_measure", name=Pair(measure.name_zh, measure.name_en), count=f"{count:,}")
    decisions = sum(_choices(case).values()) * len(case.years)
    speech.tell("cli.check_size", decisions=f"{decisions:,}", pairs=f"{len(case.pairs):,}")


def _choices(case: Case) -> dict[str, int]:
    """Projects that can still be decided on, by measure."""
    open_projects = case.projects[case.projects["status"] != "built"]
    return {str(measure): int(count) for measure, count in open_projects.groupby("measure").size().items()}
