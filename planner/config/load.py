"""Reading a model file: base files, what-ifs and single overrides resolved, everything checked, all errors at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path, PurePosixPath, PureWindowsPath

from planner.config.document import Document, read_document
from planner.config.keys import Key, dotted, parse_key
from planner.config.overrides import Layer, Override, Source, apply, leaves, relative
from planner.config.references import check_references
from planner.config.schema import Model, WhatIf
from planner.config.validate import build
from planner.texts import Listing, Phrase
from planner.texts.problems import InputError, Problem, nearest

#: Keys of a file that no override reaches: they say how the file itself is read.
_FIXED = ("base", "what_if")


@dataclass(frozen=True)
class LoadedModel:
    """A model with everything resolved, and where its values came from.

    Attributes:
        model: the model. With what-ifs or single overrides applied it offers no what-ifs of its own any more, since
            these are written for the file as it stands.
        path: the model file that was asked for.
        dataset_dir: the data set's folder, resolved.
        files: every model file read, the one asked for first, then its base, and so on; resolved.
        what_ifs: the what-ifs applied, in order.
        offered: every what-if of the file.
        layer: values and their sources.
    """

    model: Model
    path: Path
    dataset_dir: Path
    files: tuple[Path, ...]
    what_ifs: Mapping[str, WhatIf]
    offered: Mapping[str, WhatIf]
    layer: Layer

    @property
    def sources(self) -> Mapping[Key, Source]:
        """Where each key came from."""
        return self.layer.sources

    def where(self, key: str | Key) -> str:
        """``file:line key`` of a dotted key, for messages; keys left at their default name the table above."""
        parts = (parse_key(key) or (key,)) if isinstance(key, str) else key
        return self.layer.where(parts)

    def where_changed(self, key: Key) -> str:
        """Place and dotted key of a table's latest override, for what the figures of the table amount to."""
        return self.layer.where_changed(key)


class ModelError(InputError):
    """What is wrong with a model file.

    Attributes:
        dataset_dir: the data set's folder; None if the file does not name one as it should.
    """

    def __init__(self, problems: Iterable[Problem], dataset_dir: Path | None) -> None:
        super().__init__(problems)
        self.dataset_dir = dataset_dir


def load_model(
    path: str | Path, what_ifs: Sequence[str] = (), sets: Mapping[str, object] | Sequence[str] = ()
) -> LoadedModel:
    """Read a model file.

    Args:
        path: the model file.
        what_ifs: names of its what-ifs, applied in this order.
        sets: single overrides, applied last: ``key=value`` texts as on the command line, or values by dotted key.

    Raises:
        ModelError: everything that is wrong with the file, its what-ifs and the overrides.
        InputError: a file or base file that cannot be read.
    """
    path = Path(path)
    documents = _read_chain(path)
    plain, problems = _stack(documents)
    model, wrong = _checked(plain)
    offered = model.what_if if model is not None else {}
    problems += wrong + _check_what_ifs(plain, wrong, built=model is not None)
    layer, found = _overridden(plain, path, what_ifs, sets)
    problems += found
    if what_ifs or sets:
        layer = Layer({**layer.values, "what_if": {}}, layer.sources, layer.removed)
        model, found = _brought(layer, wrong, built=model is not None)
        problems += found
    dataset_dir, found = _dataset_dir(layer, documents)
    problems += found
    if problems or model is None:
        named = isinstance(layer.values.get("dataset"), str) and not found
        raise ModelError(_in_order(problems), dataset_dir if named else None)
    applied = {name: offered[name] for name in what_ifs}
    return LoadedModel(model, path, dataset_dir, tuple(doc.path for doc in documents), applied, offered, layer)


def _checked(layer: Layer) -> tuple[Model | None, list[Problem]]:
    model, problems = build(layer)
    return model, problems if model is None else check_references(model, layer.where)


def _brought(layer: Layer, wrong: Sequence[Problem], *, built: bool) -> tuple[Model | None, list[Problem]]:
    """The model of a changed layer, and what is wrong with it but not with the plain one.

    Args:
        wrong: what is wrong with the plain layer.
        built: whether that is a model at all; if not, its references were never looked at, and the changes are not to
            be blamed for them.
    """
    known = {(problem.where, problem.zh) for problem in wrong}
    model, found = _checked(layer) if built else build(layer)
    return model, [problem for problem in found if (problem.where, problem.zh) not in known]


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and line, and each problem once."""

    def place(problem: Problem) -> tuple[str, int]:
        file, _, line = problem.where.partition(" ")[0].rpartition(":")
        return (file, int(line)) if line.isdigit() else (problem.where, 0)

    unique = {(problem.where, problem.zh): problem for problem in problems}
    return sorted(unique.values(), key=place)


# Files


def _read_chain(path: Path) -> list[Document]:
    """The file and its base files, outermost first."""
    document = read_document(path, path.as_posix())
    documents = [document]
    while "base" in document.values:
        base = document.values["base"]
        where = f"{document.name}:{document.lines[('base',)]} base"
        if not isinstance(base, str):
            raise InputError([Problem(where, "config.base_not_text")])
        problem = _path_problem(base, document.path, where)
        if problem is not None:
            raise InputError([problem])
        name = Path(normpath(Path(document.name).parent / base)).as_posix()
        if not (document.path.parent / base).is_file():
            siblings = [file.name for file in document.path.parent.glob("*.toml")]
            raise InputError([Problem(where, "config.no_base", {"path": base}, nearest(base, siblings, cutoff=75))])
        document = read_document(document.path.parent / base, name)
        if any(document.path == other.path for other in documents):
            chain = " → ".join([*(other.path.name for other in documents), document.path.name])
            raise InputError([Problem(where, "config.base_cycle", {"chain": chain})])
        documents.append(document)
    return documents


def _path_problem(path: str, file: Path, where: str) -> Problem | None:
    """A model file names other files only by relative paths that stay inside the folder above its own."""
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive or path.startswith(("\\", "~")):
        return Problem(where, "config.absolute_path", {"path": path})
    if not (file.parent / path).resolve().is_relative_to(file.parent.parent):
        return Problem(where, "config.path_escapes", {"path": path})
    return None


def _dataset_dir(layer: Layer, documents: Sequence[Document]) -> tuple[Path, list[Problem]]:
    """The data set's folder: relative to the file that names it, or to the working folder if ``--set`` does."""
    dataset, source = layer.values.get("dataset"), layer.sources.get(("dataset",))
    if not isinstance(dataset, str) or source is None:
        return Path(), []
    file = {document.name: document.path for document in documents}.get(source.place.rpartition(":")[0])
    if file is None:
        return Path(dataset).resolve(), []
    problem = _path_problem(dataset, file, source.where(("dataset",)))
    return (file.parent / dataset).resolve(), [] if problem is None else [problem]


def _stack(documents: Sequence[Document]) -> tuple[Layer, list[Problem]]:
    """The innermost base file with every file outside it applied in turn."""
    problems: list[Problem] = []
    values, lines = _prepared(documents[-1])
    sources = {key: Source(f"{documents[-1].name}:{line}") for key, line in lines.items()}
    layer = Layer(values, {(): Source(f"{documents[0].name}:1"), **sources})
    for document in reversed(documents[:-1]):
        values, lines = _prepared(document)
        overrides = [Override(key, value, Source(f"{document.name}:{lines[key]}")) for key, value in leaves(values)]
        layer, found = apply(layer, overrides)
        problems += found
    return layer, problems


def _prepared(document: Document) -> tuple[dict[str, object], dict[Key, int]]:
    """The file's own values without ``base``, what-ifs written with one dotted key a value, and their lines."""
    values = {part: value for part, value in document.values.items() if part != "base"}
    lines = {key: line for key, line in document.lines.items() if key != ("base",)}
    offered = values.get("what_if")
    if not isinstance(offered, dict):
        return values, lines
    values["what_if"] = offered = dict(offered)
    for name, what_if in offered.items():
        if isinstance(what_if, dict) and isinstance(what_if.get("set"), dict):
            above: Key = ("what_if", name, "set")
            flat: dict[str, object] = {}
            for key, value in leaves(what_if["set"]):
                full = dotted(tuple(part for word in key for part in (parse_key(word) or (word,))))
                flat[full] = value
                lines.setdefault((*above, full), lines[above + key])
            offered[name] = {**what_if, "set": flat}
    return values, lines


# Overrides


def _overridden(
    layer: Layer, path: Path, what_ifs: Sequence[str], sets: Mapping[str, object] | Sequence[str]
) -> tuple[Layer, list[Problem]]:
    problems: list[Problem] = []
    overrides: list[Override] = []
    offered = layer.values.get("what_if")
    names = sorted(offered) if isinstance(offered, dict) else []
    for name in what_ifs:
        if name in names:
            overrides += _of_what_if(layer, name)
        else:
            listed = Listing(tuple(names)) if names else Phrase("config.none_at_all")
            said = {"name": name, "names": listed}
            problems.append(Problem(path.as_posix(), "config.unknown_what_if", said, hint=nearest(name, names)))
    for text, value in sets.items() if isinstance(sets, Mapping) else [_split(text) for text in sets]:
        key = parse_key(text)
        if key is None or value is None:
            problems.append(Problem("--set", "config.bad_override", {"text": text}))
        else:
            overrides += _spread(key, value, Source("--set"))
    layer, found = _applied(layer, overrides)
    return layer, problems + found


def _applied(layer: Layer, overrides: Sequence[Override]) -> tuple[Layer, list[Problem]]:
    """The layer with the overrides, save those of keys that say how the file is read, which are problems."""
    fixed = [override for override in overrides if override.key[0] in _FIXED]
    problems = [Problem(one.source.where(one.key), "config.fixed_key", {"key": one.key[0]}) for one in fixed]
    layer, found = apply(layer, [override for override in overrides if override.key[0] not in _FIXED])
    return layer, problems + found


def _of_what_if(layer: Layer, name: str) -> list[Override]:
    node: object = layer.values["what_if"]
    for part in (name, "set"):
        node = node.get(part) if isinstance(node, dict) else None
    overrides: list[Override] = []
    for text, value in node.items() if isinstance(node, dict) else ():
        source = layer.sources[("what_if", name, "set", text)]
        key = parse_key(text) or (text,)
        overrides += _spread(key, value, Source(source.place, f"what_if.{name}"))
    return overrides


def _spread(key: Key, value: object, source: Source) -> list[Override]:
    """An inline table means each of its values."""
    if isinstance(value, Mapping):
        return [Override(key + below, leaf, source) for below, leaf in leaves(value)] or [Override(key, {}, source)]
    return [Override(key, list(value) if isinstance(value, tuple) else value, source)]


def _split(text: str) -> tuple[str, object | None]:
    """Key and value of ``key=value``; the value is None if the text is nothing of the kind.

    The value is TOML; what is no TOML is text. ``+10``, ``-10`` and ``x0.5`` are relative; ``key==-10`` is absolute.
    """
    key, equals, raw = text.partition("=")
    raw = raw.strip()
    if not equals or not raw or parse_key(key) is None:
        return text, None
    if relative(raw) is not None:
        return key, raw
    raw = raw.removeprefix("=").strip()
    try:
        table = tomllib.loads(f"value = {raw}")
    except tomllib.TOMLDecodeError:
        return key, raw
    return key, table["value"] if len(table) == 1 else raw


def _check_what_ifs(plain: Layer, wrong: Sequence[Problem], *, built: bool) -> list[Problem]:
    """Each what-if of the file, alone, must give a valid model, so that none fails on the day it is needed.

    Told with what is wrong with the file itself, and without repeating that.
    """
    problems: list[Problem] = []
    offered = plain.values.get("what_if")
    for name in offered if isinstance(offered, dict) else ():
        layer, found = _applied(plain, _of_what_if(plain, name))
        problems += found
        problems += [_blamed(problem, name, plain) for problem in _brought(layer, wrong, built=built)[1]]
    return problems


def _blamed(problem: Problem, name: str, plain: Layer) -> Problem:
    """A problem that a what-if brings about; one that does not stand at the what-if itself is told from there."""
    if f" what_if.{name}: " in problem.where:
        return problem
    said = {"where": problem.where, "sentence": Phrase(problem.text, problem.values)}
    return Problem(plain.where(("what_if", name)), "config.what_if_breaks", said, problem.hint)
