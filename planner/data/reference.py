"""The reference page of a data set's tables, made from their contracts."""

from __future__ import annotations

from planner.data.contracts import TABLES, UNKNOWN, Column, Table
from planner.texts import both, say


def tables_reference() -> str:
    """The page as Markdown, Chinese and English side by side."""
    lines = [f"# {say('tables.title', lang='zh')}", "", *_both_lines("tables.intro")]
    for table in TABLES.values():
        lines += ["", f"## {table.file}", "", *_both_lines(f"table.{table.name}"), ""]
        heading = say("tables.heading", lang="zh")
        lines += [f"| {heading} |", "|---" * (heading.count("|") + 1) + "|"]
        lines += [_row(column) for column in table.columns]
        lines += ["", say("tables.keys", lang="zh", keys=_keys(table))]
    return "\n".join(lines) + "\n"


def _both_lines(text: str) -> list[str]:
    chinese, english = both(text)
    return [f"{chinese}<br>", english]


def _row(column: Column) -> str:
    unit = f"unit.{column.unit.replace(' ', '_')}"
    cells = [
        f"`{column.name}`",
        _joined(f"kind.{column.kind}"),
        _joined(unit) if column.unit else "",
        _required(column),
        say("tables.no" if column.filled else "tables.yes", lang="zh"),
        _range(column),
        _joined(f"column.{column.name}"),
    ]
    return f"| {' | '.join(cells)} |"


def _joined(text: str) -> str:
    chinese, english = both(text)
    return chinese if chinese == english else f"{chinese} · {english}"


def _required(column: Column) -> str:
    if column.required:
        return say("tables.yes", lang="zh")
    if column.default in (None, "", UNKNOWN):
        return say("tables.no", lang="zh")
    return say("tables.default", lang="zh", default=column.default)


def _range(column: Column) -> str:
    if column.choices:
        return " / ".join(f"`{choice}`" for choice in column.choices)
    if column.refers is not None:
        return f"`{column.refers}.id`"
    if column.low is not None:
        return f"≥ {column.low:g}" if column.high is None else f"{column.low:g} … {column.high:g}"
    return ""


def _keys(table: Table) -> str:
    return "; ".join(" + ".join(f"`{column}`" for column in key) for key in table.keys)
