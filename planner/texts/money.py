"""Sentences on money: what is wrong with its rules, what was left out of them, and what they mean."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Notes
    "case.note.other_accounts": (
        "{count} 个项目由 scope.accounts 之外的账户牵头，未计入。",
        "{count} project(s) are led by accounts that scope.accounts does not name; they are left out.",
    ),
    "case.note.obligation_places": (
        "义务“{key}”所指的 {count} 处地点没有可建的“{measure}”项目，不计其内：{cities}。",
        "Obligation “{key}” names {count} place(s) without a possible project of “{measure}”; they do not count: "
        "{cities}.",
    ),
    # Problems
    "case.revenue_empty": (
        "建设内容 {measure} 按列 {column} 计收入，但该列在以下地点为空：{cities}。",
        "The revenue of measure {measure} goes by column {column}, which is empty at: {cities}.",
    ),
    "case.rules_together": (
        '{count} 条补助规则相互关联（{rules}），最多允许 {most} 条：请减少重叠，或改用 stacking = "exclusive"'
        "且不要求逐项目填补缺口。",
        "{count} subsidy rules hang together ({rules}), {most} at most can: let fewer of them meet, or use "
        'stacking = "exclusive" without gaps that must be filled project by project.',
    ),
    "case.obligation_empty": (
        "义务没有指到任何可建或已建的项目。",
        "The obligation names no project that exists or may be built.",
    ),
    "case.obligation_carriers": (
        "项目 {project} 同时属于义务 {first} 和 {second}，两者指定了不同的运营商。",
        "Project {project} comes under obligations {first} and {second}, which name different carriers.",
    ),
}
