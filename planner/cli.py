"""The command ``planner``: its verbs, their options and exit codes.

Exit codes: 0 a plan (or whatever the verb makes), 1 none, 2 wrong input, 70 an error of the planner itself, 74 the
results cannot be written, 130 interrupted. Verbs import the engine when they run, so that help pages appear at once.
"""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from planner.commands.exit_codes import CANNOT_WRITE, INTERRUPTED, NO_PLAN, WRONG_INPUT
from planner.commands.failures import report_unexpected
from planner.commands.interrupt import Aborted, nothing_to_keep
from planner.commands.speech import CHOICES, Choice, Speech
from planner.commands.spoken import SpokenCommand, SpokenGroup, translate, usage_problem
from planner.texts import YUAN, counting_in
from planner.texts.problems import CannotWriteError, InputError, Problem

LANG_VARIABLE = "PLANNER_LANG"

app = typer.Typer(cls=SpokenGroup, add_completion=False, rich_markup_mode="rich", no_args_is_help=True)

ModelFile = Annotated[Path, typer.Argument(metavar="MODEL", help="cli.arg_model")]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="cli.arg_run")]
WhatIfs = Annotated[list[str] | None, typer.Option("--what-if", metavar="NAME", help="cli.opt_what_if")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="cli.opt_set")]


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code; no exception leaves this function."""
    with counting_in(YUAN):  # until a data set names its currency
        return _main(list(sys.argv[1:] if argv is None else argv))


def _main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character shows a mark instead of failing
    speech = Speech("both")
    try:
        choice, arguments = _language(arguments)
        speech = Speech(choice)
        _must_be_text(arguments)
        with nothing_to_keep(speech):  # but for what a verb does in a context of its own
            return _invoke(arguments, speech)
    except InputError as error:
        speech.refuse(error)
        return CANNOT_WRITE if isinstance(error, CannotWriteError) else WRONG_INPUT
    except (KeyboardInterrupt, Aborted):
        speech.warn("cli.aborted", style="yellow")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (as in `planner check … | head`): nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_PLAN
    except Exception as error:
        return report_unexpected(error, arguments, speech)


def _invoke(arguments: list[str], speech: Speech) -> int:
    command = cast(SpokenGroup, typer.main.get_command(app))
    translate(command, "planner", speech)
    try:
        code = command.main(arguments, prog_name="planner", standalone_mode=False, obj=speech)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help page has been printed
            return WRONG_INPUT
        speech.refuse(InputError([usage_problem(error)]))
        ctx = getattr(error, "ctx", None)
        speech.warn("cli.usage_try", command=ctx.command_path if ctx is not None else "planner")
        return WRONG_INPUT
    except typer.Abort:  # no answer to a question
        raise KeyboardInterrupt from None
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
    return value, rest


def _must_be_text(arguments: list[str]) -> None:
    """Names of files in another encoding than the system's could not be written into any table or page.

    Raises:
        InputError: an argument holds such a name.
    """
    for argument in arguments:
        readable = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if readable != argument:
            raise InputError([Problem(readable, "cli.not_text")])


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


@app.command(cls=SpokenCommand, help="cli.help_run cli.help_interrupt")
def run(
    ctx: typer.Context,
    model: ModelFile,
    what_if: WhatIfs = None,
    set_: Sets = None,
    from_: Annotated[Path | None, typer.Option("--from", metavar="RUN", help="studies.opt_from_run")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="cli.opt_out")] = None,
    gap: Annotated[float | None, typer.Option("--gap", metavar="SHARE", min=0, max=1, help="cli.opt_gap")] = None,
    rounds: Annotated[int | None, typer.Option("--rounds", metavar="N", min=1, help="cli.opt_rounds")] = None,
    time: Annotated[float | None, typer.Option("--time", metavar="SECONDS", min=1, help="cli.opt_time")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, max=512, help="cli.opt_workers")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="cli.opt_seed")] = None,
    method: Annotated[
        Literal["auto", "direct", "coordinated"] | None, typer.Option("--method", metavar="NAME", help="cli.opt_method")
    ] = None,
    scheduler: Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help="cli.opt_scheduler")] = None,
    no_report: Annotated[bool, typer.Option("--no-report", help="cli.opt_no_report")] = False,
    rule_prices: Annotated[bool, typer.Option("--rule-prices", help="studies.opt_rule_prices")] = False,
) -> int:
    """Solve a model and write plan, audit and report."""
    from planner.commands.run import Request
    from planner.commands.run import run as run_request

    request = Request(
        model=model,
        what_ifs=tuple(what_if or ()),
        sets=tuple(set_ or ()),
        base=from_,
        out=out,
        gap=gap,
        rounds=rounds,
        time_s=time,
        workers=workers,
        seed=seed,
        method=method,
        scheduler=scheduler,
        report=not no_report,
    )
    code = run_request(request, ctx.obj)
    if code == 0 and rule_prices:
        from planner.commands.prices import PricesRequest, prices

        code = prices(PricesRequest(request.folder, workers=workers, report=not no_report), ctx.obj)
    return code


@app.command(cls=SpokenCommand, help="cli.help_explain cli.help_interrupt")
def explain(
    ctx: typer.Context,
    folder: RunFolder,
    city: Annotated[str, typer.Argument(metavar="CITY", help="studies.arg_city")],
    measure: Annotated[str | None, typer.Option("--measure", metavar="NAME", help="studies.opt_measure")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="studies.opt_json")] = False,
    time: Annotated[float | None, typer.Option("--time", metavar="SECONDS", min=1, help="studies.opt_time")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, max=512, help="cli.opt_workers")
    ] = None,
) -> int:
    """Explain what a city gets, and what it does not."""
    from planner.commands.explain import ExplainRequest, explain_city

    return explain_city(ExplainRequest(folder, city, measure, as_json, workers, time), ctx.obj)


@app.command(cls=SpokenCommand, help="cli.help_alternatives cli.help_interrupt")
def alternatives(
    ctx: typer.Context,
    folder: RunFolder,
    tolerance: Annotated[
        float, typer.Option("--tolerance", metavar="SHARE", min=0, max=1, help="studies.opt_tolerance")
    ] = 0.01,
    goal: Annotated[str | None, typer.Option("--goal", metavar="ID", help="studies.opt_goal")] = None,
    rounds: Annotated[int, typer.Option("--rounds", metavar="N", min=0, help="studies.opt_differ")] = 3,
    time: Annotated[float | None, typer.Option("--time", metavar="SECONDS", min=1, help="studies.opt_time")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, max=512, help="cli.opt_workers")
    ] = None,
    no_report: Annotated[bool, typer.Option("--no-report", help="cli.opt_keep_report")] = False,
) -> int:
    """Which projects are in every good plan, in some, in none."""
    from planner.commands.alternatives import AlternativesRequest, judge

    return judge(AlternativesRequest(folder, tolerance, goal, rounds, workers, not no_report, time), ctx.obj)


@app.command("prices", cls=SpokenCommand, help="cli.help_prices cli.help_interrupt")
def prices_(
    ctx: typer.Context,
    folder: RunFolder,
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="KEY", help="studies.opt_rule")] = None,
    gap: Annotated[float | None, typer.Option("--gap", metavar="SHARE", min=0, max=1, help="cli.opt_gap")] = None,
    rounds: Annotated[int, typer.Option("--rounds", metavar="N", min=0, help="studies.opt_rounds")] = 0,
    time: Annotated[float | None, typer.Option("--time", metavar="SECONDS", min=1, help="studies.opt_time")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, max=512, help="cli.opt_workers")
    ] = None,
    no_report: Annotated[bool, typer.Option("--no-report", help="cli.opt_keep_report")] = False,
) -> int:
    """What the plan of a run would gain without each rule."""
    from planner.commands.prices import PricesRequest, prices

    return prices(PricesRequest(folder, tuple(rule or ()), gap, rounds, workers, not no_report, time), ctx.obj)


@app.command(cls=SpokenCommand, help="cli.help_audit")
def audit(ctx: typer.Context, folder: RunFolder) -> int:
    """Audit the tables of a run folder."""
    from planner.commands.again import audit_again

    return 0 if audit_again(folder, ctx.obj) else NO_PLAN


@app.command(cls=SpokenCommand, help="cli.help_report")
def report(ctx: typer.Context, folder: RunFolder) -> int:
    """Write the report of a run folder again."""
    from planner.commands.again import report_again

    report_again(folder, ctx.obj)
    return 0


@app.command("import", cls=SpokenCommand, help="cli.help_import cli.help_import_formats")
def import_(
    ctx: typer.Context,
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="cli.arg_dataset")],
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="cli.arg_table")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="cli.opt_out_import")],
    map_: Annotated[list[str] | None, typer.Option("--map", metavar="HEADING=COLUMN", help="cli.opt_map")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="cli.opt_sheet")] = None,
    basis: Annotated[
        Literal["observed", "derived", "modelled", "assumed"],
        typer.Option("--basis", metavar="NAME", help="cli.opt_basis"),
    ] = "observed",
    year: Annotated[str, typer.Option("--year", metavar="YEAR", help="cli.opt_year")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="cli.opt_yes")] = False,
) -> int:
    """Bring a user's city table into a data set."""
    from planner.commands.importing import ImportRequest, import_table

    request = ImportRequest(dataset, table, tuple(map_ or ()), out, basis, year, yes, sheet)
    return 0 if import_table(request, ctx.obj) else NO_PLAN


@app.command(cls=SpokenCommand, help="cli.help_equations")
def equations(ctx: typer.Context, model: ModelFile) -> int:
    """List the rules that a model file switches on."""
    from planner.commands.equations import equations as list_rules

    list_rules(model, ctx.obj)
    return 0
