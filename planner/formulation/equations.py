"""The page of equations: every set, variable, rule and goal, made from the docstrings of the functions that write them.

``python -m planner.formulation.equations`` writes ``models/equations.md`` anew; a test holds the page in step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from planner.formulation.build import NATIONAL_RULES, NATIONAL_VARIABLES, PROVINCE_RULES, PROVINCE_VARIABLES
from planner.formulation.rows import Rule, Variables
from planner.texts import both

#: The page, seen from the root of the checkout.
PAGE = Path("models") / "equations.md"

#: Symbols of sets and parameters, and the text that says what they mean.
SYMBOLS = (
    ("P", "provinces"),
    (r"I_p", "cities"),
    (r"\mathrm{Core}", "core"),
    (r"T = \{t_1, \dots, t_n\}", "years"),
    (r"U_p", "projects"),
    (r"L_i", "uplinks"),
    (r"R_{si}", "reach"),
    (r"K_p", "accounts"),
    (r"\omega_{kt\tau}", "timetable"),
    (r"F_{ut}", "capex"),
    (r"O_u,\ o_u", "opex"),
    (r"V_u,\ V^G_u", "worth"),
    (r"\mathrm{gap}_{ut},\ \mathrm{gap}^G_{ut}", "gap"),
    (r"R", "rules"),
    (r"b_{rut},\ \bar c_{ut}", "bounds"),
    (r"X_p", "explicit"),
    (r"M^0_u", "modules"),
    (r"D_{sit}", "demand"),
    (r"L^s_i", "ways"),
    (r"L^{sc}_i", "rings"),
    (r"v_{ai}", "traffic"),
    (r"H_q", "thresholds"),
    (r"w_g", "weights"),
    (r"B_{ft},\ B_{ct}", "budget"),
    (r"Y_{pt}", "indicator"),
)

GOALS = (
    r"\max \text{ or } \min\ \frac{1}{N} \sum_p \sum_t Y_{pt} \quad \text{subject to} \quad "
    r"\frac{1}{N_j} \sum_p \sum_t Y^j_{pt} \ge v_j - \epsilon_j \ \ (\max),\quad \le v_j + \epsilon_j\ \ (\min), "
    r"\quad j \text{ earlier}"
)


def page() -> str:
    """The page, both languages, Chinese first."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f"# {_heading('equations.title')}"
    for text in ("intro", "decisions", "forms"):
        yield from _paragraphs(f"equations.{text}")
    yield from ("", f"## {_heading('equations.symbols')}", "")
    yield f"| {both('equations.symbol')[0]} | {both('equations.meaning')[0]} |"
    yield "| --- | --- |"
    for symbol, text in SYMBOLS:
        yield f"| ${symbol}$ | {'<br>'.join(both(f'symbol.{text}'))} |"
    yield from ("", f"## {_heading('equations.variables')}")
    yield from _entries("variable", (*PROVINCE_VARIABLES, *NATIONAL_VARIABLES))
    yield from ("", f"## {_heading('equations.province_rules')}")
    yield from _entries("rule", PROVINCE_RULES)
    yield from ("", f"## {_heading('equations.nation_rules')}")
    yield from _entries("rule", NATIONAL_RULES)
    yield from ("", f"## {_heading('equations.goals')}")
    yield from _paragraphs("equations.goals_text")
    yield from ("", f"$${GOALS}$$", "")
    yield f"- {both('equations.switch')[0]}: `goals.*`"
    yield f"- {both('equations.source')[0]}: [goals.py](../planner/formulation/goals.py)"


def _entries(kind: str, entries: Iterable[Rule[Any] | Variables[Any]]) -> Iterator[str]:
    for entry in entries:
        told = entry.documentation
        yield from ("", f"### `{entry.name}`")
        yield from _paragraphs(f"{kind}.{entry.name}")
        yield from ("", f"$${told.formula}$$", "")
        yield f"- {both('equations.index')[0]}: ${told.indices}$"
        yield f"- {both('equations.unit')[0]}: {told.unit}"
        yield f"- {both('equations.switch')[0]}: `{told.switch}`"
        yield f"- {both('equations.source')[0]}: [{told.file.rpartition('/')[2]}](../{told.file}#L{told.line})"


def _heading(text_id: str) -> str:
    return " · ".join(both(text_id))


def _paragraphs(text_id: str) -> Iterator[str]:
    for text in both(text_id):
        yield from ("", text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
