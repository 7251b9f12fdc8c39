"""Help pages and complaints of the command line parser, in the languages that were asked for.

Typer fixes its help texts when the program is loaded; here they are ids of :mod:`planner.texts`, and are put into words
once the language is known. Whoever makes the context passes a :class:`Speech` as its ``obj``.
"""

from __future__ import annotations

import re
from typing import Any, cast

import typer
from rich.markup import escape
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from planner.commands.interrupt import Aborted
from planner.commands.speech import Speech
from planner.texts.problems import InputError, Problem, nearest

# Contexts of the parser below are Any: typer keeps their base class to itself.


class SpokenCommand(TyperCommand):
    """A verb whose usage line and help option are in words of the language asked for."""

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401
        """The usage line."""
        return _usage(super().get_usage(ctx), ctx)

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # noqa: ANN401
        """The option ``--help``."""
        return _help_option(super().get_help_option(ctx), ctx)


class SpokenGroup(TyperGroup):
    """The program, the group of all verbs, likewise."""

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401
        """The usage line."""
        return _usage(super().get_usage(ctx), ctx)

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # noqa: ANN401
        """The option ``--help``."""
        return _help_option(super().get_help_option(ctx), ctx)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Carry out the verb.

        Raises:
            Aborted: Ctrl-C, which the parser would turn into an exit code without a word.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Aborted from None

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:  # noqa: ANN401
        """The verb ``cmd_name``.

        Raises:
            InputError: there is no such verb.
        """
        if cmd_name not in self.commands and not cmd_name.startswith("-"):
            raise InputError([Problem("", "cli.no_such_command", {"name": cmd_name}, nearest(cmd_name, self.commands))])
        return cast(TyperCommand | None, super().get_command(ctx, cmd_name))


def _usage(line: str, ctx: Any) -> str:  # noqa: ANN401
    return line.replace("Usage: ", _speech(ctx).inline("cli.usage") + " ", 1)


def _help_option(option: TyperOption | None, ctx: Any) -> TyperOption | None:  # noqa: ANN401
    if option is not None:
        option.help = "\n\n".join(_speech(ctx).lines("cli.opt_help"))
        option.rich_help_panel = _speech(ctx).inline("cli.panel_options")
    return option


def _speech(ctx: Any) -> Speech:  # noqa: ANN401
    return cast(Speech, ctx.find_root().obj)


def translate(command: TyperCommand | TyperGroup, name: str, speech: Speech) -> None:
    """Put the help of ``command`` and of its verbs, which holds text ids, into words; done once, in place."""
    panels = {kind: speech.inline(f"cli.panel_{kind}") for kind in ("options", "arguments", "commands")}
    text_ids = (command.help or "").split()
    command.short_help = escape(_breakable("\n".join(speech.lines(text_ids[0]))))
    command.help = escape("\n\n".join(paragraph for text_id in text_ids for paragraph in speech.lines(text_id)))
    # A line that both languages share is shown once.
    examples = "\n".join(dict.fromkeys("\n".join(speech.lines(f"cli.example_{name}")).split("\n")))
    command.epilog = escape(f"{speech.inline('cli.example')}\n{examples}")
    for parameter in command.params:
        if isinstance(parameter, TyperOption | TyperArgument):
            parameter.help = escape(_breakable("\n\n".join(speech.lines(parameter.help or ""))))
            parameter.rich_help_panel = panels["options" if isinstance(parameter, TyperOption) else "arguments"]
    command.rich_help_panel = panels["commands"]
    if isinstance(command, TyperGroup):
        for verb, child in command.commands.items():
            translate(cast(TyperCommand, child), verb, speech)


def _breakable(text: str) -> str:
    """``text`` with a space after full-width punctuation: help tables break lines at spaces only, and crop the rest."""
    return re.sub(r"([\u3002\uff0c\uff1a\uff1b])(?=\S)", r"\1 ", text)


def usage_problem(error: typer.TyperException) -> Problem:
    """What is wrong with a command line, as a problem that can be said in every language."""
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        return Problem("", "cli.no_such_option", {"name": option}, next(iter(error.possibilities or ()), None))
    if isinstance(error, typer.BadParameter):
        name = error.param.opts[-1] if error.param is not None and error.param.opts else ""
        if not error.message:
            return Problem("", "cli.missing_parameter", {"name": name.upper() if name.isidentifier() else name})
        found = _known(_BAD_VALUES, error.message)
        if found is None:
            return Problem("", "cli.bad_value", {"name": name, "message": error.message})
        return Problem("", found[0], {"name": name, **found[1]})
    found = _known(_BAD_USE, error.message) if isinstance(error, typer.TyperException) else None
    if found is None:
        return Problem("", "cli.usage_error", {"message": error.format_message()})
    return Problem("", *found)


# The parser speaks English only. A sentence of it that is not known here is passed on as it is.
_BAD_VALUES = (
    (r"Input should be greater than or equal to (?P<bound>\S+)$", "cli.value_too_small"),
    (r"Input should be less than or equal to (?P<bound>\S+)$", "cli.value_too_large"),
    (r"Input should be a valid integer", "cli.value_not_integer"),
    (r"Input should be a (?:valid|finite) number", "cli.value_not_number"),
    (r"Value error, '(?P<value>.*)' is not one of (?P<choices>.+?)\.?$", "cli.value_not_a_choice"),
)
_BAD_USE = (
    (r"Option '(?P<name>.+)' requires an argument\.$", "cli.option_without_value"),
    (r"Option '(?P<name>.+)' does not take a value\.$", "cli.option_takes_no_value"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<words>.*)\)$", "cli.extra_words"),
)


def _known(sentences: tuple[tuple[str, str], ...], message: str) -> tuple[str, dict[str, object]] | None:
    """The text id and the values of the first of ``sentences`` that ``message`` is."""
    for pattern, text_id in sentences:
        if found := re.match(pattern, message, re.DOTALL):
            values = {
                key: value.replace("'", "") if key == "choices" else value for key, value in found.groupdict().items()
            }
            return text_id, dict(values)
    return None
