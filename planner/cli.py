"""The command ``planner``: its verbs, their options and exit codes.

Exit codes: 0 a plan (or whatever the verb makes), 1 none, 2 wrong input, 70 an error of the planner itself,
130 interrupted. Verbs import the engine when they run, so that help pages appear at once.
"""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from planner.commands.failures import report_unexpected
from planner.commands.interrupt import INTERRUPTED, Aborted
from planner.commands.speech import CHOICES, Choice, Speech
from planner.commands.spoken import SpokenCommand, SpokenGroup, translate, usage_problem
from planner.texts.problems import InputError, Problem

WRONG_INPUT = 2
NO_PLAN = 1
LANG_VARIABLE = "PLANNER_LANG"

app = typer.Typer(cls=SpokenGroup, add_completion=False, rich_markup_mode="rich", no_args_is_help=True)

ModelFile = Annotated[Path, typer.Argument(metavar="MODEL", help="cli.arg_model")]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="cli.arg_run")]
WhatIfs = Annotated[list[str] | None, typer.Option("--what-if", metavar="NAME", help="cli.opt_what_if")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="cli.opt_set")]


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code; no exception leaves this function."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character shows a mark instead of failing
    speech = Speech("both")
    try:
        choice, arguments = _language(arguments)
        speech = Speech(choice)
        return _invoke(arguments, speech)
    except InputError as error:
        speech.refuse(error.problems)
        return WRONG_INPUT
    except (KeyboardInterrupt, Aborted):
        speech.warn("cli.aborted", style="yellow")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (as in `planner check … | head`): nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_PLAN
    except Exception as error:  # noqa: BLE001  last resort, so that nobody meets a traceback
        return report_unexpected(error, arguments, speech)


def _invoke(arguments: list[str], speech: Speech) -> int:
    command = cast(SpokenGroup, typer.main.get_command(app))
    translate(command, "planner", speech)
    try:
        code = command.main(arguments, prog_name="planner", standalone_mode=False, obj=speech)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help page has been printed
            return WRONG_INPUT
        speech.refuse([usage_problem(error)])
        ctx = getattr(error, "ctx", None)
        speech.warn("cli.usage_try", command=ctx.command_path if ctx is not None else "planner")
        return WRONG_INPUT
    except typer.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _language(arguments: list[str]) -> tuple[Choice, list[str]]:
    """The language asked for anywhere on the command line or by the environment, and the rest of the command line.

    Raises:
        InputError: it is none of the choices.
    """
    value, rest, take = os.environ.get(LANG_VARIABLE) or "both", [], False
    where = LANG_VARIABLE
    for position, argument in enumerate(arguments):
        if take:
            value, where, take = argument, "--lang", False
        elif argument == "--":
            rest += arguments[position:]
            break
        elif argument == "--lang" and position + 1 < len(arguments):
            take = True
        elif argument.startswith("--lang="):
            value, where = argument.removeprefix("--lang="), "--lang"
        else:
            rest.append(argument)
    if value not in CHOICES:
        raise InputError([Problem(where, "cli.bad_lang", {"value": value})])
    return cast(Choice, value), rest


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planner {metadata.version('planner')}")
        raise typer.Exit


@app.callback(help="cli.help cli.help_exit_codes")
def _program(
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="cli.opt_lang", show_default=False)] = "both",
    version: Annotated[
        bool, typer.Option("--version", help="cli.opt_version", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Options of the program itself; the language has been read before (:func:`_language`)."""


@app.command(cls=SpokenCommand, help="cli.help_new")
def new(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="cli.arg_new")],
    name: Annotated[str, typer.Option("--from", metavar="MODEL", help="cli.opt_from")] = "national",
) -> int:
    """Make a working folder."""
    from planner.commands.new import new as make

    make(folder, name, ctx.obj)
    return 0


@app.command(cls=SpokenCommand, help="cli.help_check")
def check(ctx: typer.Context, model: ModelFile, what_if: WhatIfs = None, set_: Sets = None) -> int:
    """Check a model file and its data set."""
    from planner.commands.check import check as run_check

    run_check(model, tuple(what_if or ()), tuple(set_ or ()), ctx.obj)
    return 0


