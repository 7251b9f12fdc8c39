"""The reference page of a plan's tables, made from the schemas by which they are written."""

from __future__ import annotations

from planner.plan.plan import EVERY, WHERE_USED, Kind
from planner.texts import TEXTS, both, say


def plan_tables_reference() -> str:
    """The page as Markdown, Chinese and English side by side."""
    lines = [f"# {say('plan_tables.title', lang='zh')}", "", *_both_lines("plan_tables.intro")]
    heading = say("plan_tables.heading", lang="zh")
    for table, columns in EVERY.items():
        lines += ["", f"## {table}", "", *_both_lines(f"plan_table.{table}")]
        if table in WHERE_USED:
            lines += ["", *_both_lines("plan_tables.where_used")]
        lines += ["", f"| {heading} |", "|---" * (heading.count("|") + 1) + "|"]
        lines += [_row(table, column, kind) for column, kind in columns.items()]
    return "\n".join(lines) + "\n"


def _both_lines(text: str) -> list[str]:
    chinese, english = both(text)
    return [f"{chinese}<br>", english]


def _row(table: str, column: str, kind: Kind) -> str:
    unit = _joined("plan_unit.money") if kind == "money" else ""
    return f"| `{column}` | {_joined(f'plan_kind.{kind}')} | {unit} | {_joined(meaning(table, column))} |"


def meaning(table: str, column: str) -> str:
    """Id of the text that says what a column means: the table's own, or the one that all tables share."""
    own = f"plan_column.{table}.{column}"
    return own if own in TEXTS else f"plan_column.{column}"


def _joined(text: str) -> str:
    chinese, english = both(text)
    return chinese if chinese == english else f"{chinese} · {english}"
