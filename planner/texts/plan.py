"""Sentences of the plan room: run folders that cannot be read."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "plan.no_run": (
        "这个文件夹里没有 run.json，不是一次运行的结果。",
        "There is no run.json in this folder: it is not the result of a run.",
    ),
    "plan.price_unit_money": ("{unit}／百万{currency}", "{unit} per million {currency}"),
    "plan.price_unit": ("{unit}／单位", "{unit} per unit"),
    "plan.no_table": ("方案缺少这张表。", "The plan lacks this table."),
    "plan.damaged": ("文件已损坏，无法读取：{reason}", "The file is damaged and cannot be read: {reason}"),
}
