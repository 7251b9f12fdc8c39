"""The page of equations is in step with the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.formulation import build, equations
from planner.formulation.rows import Rule, Variables
from planner.texts import TEXTS

RULES: tuple[Rule[Any], ...] = (*build.PROVINCE_RULES, *build.NATIONAL_RULES)
VARIABLES: tuple[Variables[Any], ...] = (*build.PROVINCE_VARIABLES, *build.NATIONAL_VARIABLES)


def test_page_is_in_step_with_the_docstrings(root: Path) -> None:
    page = (root / equations.PAGE).read_text(encoding="utf-8")
    assert page == equations.page(), "run: python -m planner.formulation.equations"


def test_every_rule_and_variable_has_words_and_documentation() -> None:
    entries: tuple[Rule[Any] | Variables[Any], ...] = (*RULES, *VARIABLES)
    for entry in entries:
        kind = "rule" if isinstance(entry, Rule) else "variable"
        assert f"{kind}.{entry.name}" in TEXTS
        assert entry.documentation.formula.count("{") == entry.documentation.formula.count("}")


def test_no_words_are_left_over() -> None:
    """Sentences of rules and variables that no longer exist are removed with them."""
    known = {f"rule.{name}" for name in build.RULE_NAMES}
    known |= {f"variable.{family.name}" for family in VARIABLES}
    assert {text for text in TEXTS if text.startswith(("rule.", "variable."))} == known


def test_links_lead_to_the_functions(root: Path) -> None:
    for rule in RULES:
        told = rule.documentation
        lines = (root / told.file).read_text(encoding="utf-8").splitlines()
        assert any(line.startswith(f"def {rule.name}(") for line in lines[told.line - 1 : told.line + 2])
