"""``planner new``: a working folder with a model file, the files it is based on, their data set, and the reference."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from planner import shipped
from planner.commands.folders import must_be_free, written_whole
from planner.commands.speech import Speech
from planner.config.reference import documents
from planner.texts import Listing
from planner.texts.problems import InputError, Problem, nearest

#: What builds a data set or is only interpreter litter; a working folder is for planning.
_LEFT_OUT = shutil.ignore_patterns("raw", "recipe", "*.py", "__pycache__")


def new(folder: Path, name: str, speech: Speech) -> None:
    """Copy the model file ``name`` with everything it refers to into ``folder``, keeping their places.

    The reference of model files and the JSON schema that their first line names are written for this version.

    Raises:
        InputError: no such model comes along, or the folder is not free.
    """
    names = shipped.model_names()
    if name not in names:
        values = {"name": name, "names": Listing(names)}
        raise InputError([Problem("--from", "cli.no_shipped_model", values, nearest(name, names))])
    must_be_free(folder)
    with written_whole(folder) as scratch:
        for path in _needed(shipped.model_path(name)):
            target = scratch / path.relative_to(shipped.root())
            if path.is_dir():
                shutil.copytree(path, target, ignore=_LEFT_OUT)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        (scratch / "docs").mkdir()
        for title, text in documents().items():  # what editors and readers are pointed to by the model files
            (scratch / "docs" / title).write_text(text, encoding="utf-8")
    speech.tell("cli.new_done", folder=folder)
    for verb in ("check", "run"):
        speech.out.print(f"  planner {verb} {_pasted(folder / 'models' / f'{name}.toml')}", markup=False)


def _pasted(path: Path) -> str:
    """A path as one word of a command line, on Windows too."""
    text = str(path)
    return f'"{text}"' if any(sign.isspace() or sign in "&()';" for sign in text) else text


def _needed(model: Path) -> list[Path]:
    """The model file, the files it is based on, and their data sets' folders, each once."""
    needed: list[Path] = []
    while model not in needed:
        needed.append(model)
        text = tomllib.loads(model.read_text(encoding="utf-8"))
        if "dataset" in text:
            dataset = (model.parent / text["dataset"]).resolve()
            if dataset not in needed:
                needed.append(dataset)
        if "base" in text:
            model = (model.parent / text["base"]).resolve()
    return needed
