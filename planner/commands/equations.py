"""``planner equations``: which rules a model file switches on, and how many rows each has on its data set."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from planner.commands.reading import read_inputs
from planner.commands.speech import Speech, harmless
from planner.formulation.build import NATIONAL_RULES, PROVINCE_RULES, rows_by_rule


def equations(model: Path, speech: Speech) -> None:
    """Print a table of rules with rows, the key of the model file behind each, and what it says.

    Raises:
        InputError: the model file or its data set is wrong.
    """
    case = read_inputs(model, (), ()).case
    counts = rows_by_rule(case)
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("rule", "rows", "meaning"):
        heading = speech.inline(f"cli.equations_{column}")
        table.add_column(heading, justify="right" if column == "rows" else "left", overflow="fold")
    switches = {rule.name: rule.documentation.switch for rule in PROVINCE_RULES}
    switches |= {rule.name: rule.documentation.switch for rule in NATIONAL_RULES}
    for name, rows in counts.items():
        meaning = Text("\n".join(speech.lines(f"rule.{name}")))
        table.add_row(Text(name).append(f"\n{harmless(switches[name])}", style="dim"), f"{rows:,}", meaning)
    # A table wraps its cells, which the consoles for sentences do not.
    speech.out.print(table, soft_wrap=False)
    speech.tell("cli.equations_total", rules=len(counts), rows=f"{sum(counts.values()):,}")
