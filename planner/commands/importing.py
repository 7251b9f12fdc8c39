"""``planner import``: show what a user's city table would change, and make the new data set if the user agrees."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from planner.commands.folders import must_be_free, stands, writing
from planner.commands.speech import Speech
from planner.data.importing import propose, write
from planner.data.user_table import read_table
from planner.texts.problems import InputError, Problem


@dataclass(frozen=True)
class ImportRequest:
    """What was asked on the command line.

    Attributes:
        dataset: folder of the data set that is the base.
        table: the user's city table.
        mapping: ``heading=column`` texts; also ``heading=column*factor``, or ``heading=-`` to leave a heading out.
        out: folder of the new data set.
        basis: how well the user's figures are known.
        year: the year that they are of, or empty.
        agreed: do not ask.
        sheet: sheet of a workbook, None for the first.
    """

    dataset: Path
    table: Path
    mapping: Sequence[str]
    out: Path
    basis: str
    year: str
    agreed: bool
    sheet: str | None = None


def import_table(request: ImportRequest, speech: Speech) -> bool:
    """Show the proposal, ask, and write the new data set; tell whether it was written.

    Raises:
        InputError: a table, the mapping or the place of the new data set is wrong, or the table says nothing of any
            place.
    """
    mapping = _mapping(request.mapping)
    must_be_free(request.out)
    table = request.table if request.sheet is None else read_table(request.table, request.sheet)
    proposal = propose(request.dataset, table, mapping)
    for sentence in proposal.sentences:
        speech.pass_on(sentence)
    if not proposal.changes and not proposal.added:
        raise InputError([Problem(proposal.table.where(), "data.import_nobody")])
    if not request.agreed and not _agreed(speech):
        speech.tell("cli.import_declined", style="yellow")
        return False
    with writing(request.out):
        written = write(proposal, request.out, request.basis, request.year)
    stands(request.out)
    for sentence in written.sentences:
        speech.pass_on(sentence, style="green")
    speech.tell("cli.import_next", folder=request.out)
    return True


def _mapping(texts: Sequence[str]) -> dict[str, str]:
    """Column by heading, from ``heading=column`` texts; a heading may itself hold an equals sign."""
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    for text in texts:
        heading, equals, column = (part.strip() for part in text.rpartition("="))
        if not equals or not column or not heading:
            problems.append(Problem("--map", "cli.not_heading_column", {"value": text}))
        elif heading in mapping:
            problems.append(Problem("--map", "cli.heading_twice", {"heading": heading}))
        mapping[heading] = column
    if problems:
        raise InputError(problems)
    return mapping


def _agreed(speech: Speech) -> bool:
    """Whether the user says yes; without a terminal to ask on, nobody has."""
    return sys.stdin.isatty() and typer.confirm(speech.inline("cli.import_agree"), default=False)
