"""Sentences of the studies: starting from an earlier run, clashes, prices of rules, explanations, alternatives."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "studies.opt_from_run": (
        "从哪次运行的已知结果起步（同一模型改动少时更快，结论不变）。",
        "Run to start from: what it found is reused, so that a changed question is faster; the answer keeps its proof.",
    ),
    "studies.no_columns": (
        "这个文件夹里没有可供起步的结果（columns.parquet、price_points.parquet）。",
        "This folder holds nothing to start from (columns.parquet, price_points.parquet).",
    ),
    "studies.started_from": (
        "本次求解从先前一次运行起步：沿用 {columns} 个分省方案，{provinces} 个省级单位中 {unchanged} 个的数据未变。",
        "This run started from an earlier one: {columns} provincial columns were reused; the data of {unchanged} of "
        "{provinces} provinces are unchanged.",
    ),
}
