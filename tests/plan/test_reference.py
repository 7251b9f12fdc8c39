"""The reference page of a plan's tables is generated and in step with their schemas; every text of it has a column."""

from __future__ import annotations

import os
from pathlib import Path

from planner.plan.plan import EVERY
from planner.plan.reference import meaning, plan_tables_reference
from planner.texts import TEXTS


def test_the_page_is_in_step_with_the_schemas() -> None:
    """UPDATE_DOCS=1 writes the page anew."""
    page = Path(__file__).parents[2] / "docs" / "plan-tables.md"
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(plan_tables_reference(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == plan_tables_reference()


def test_every_column_has_a_meaning_and_every_meaning_a_column() -> None:
    used = {meaning(table, column) for table, columns in EVERY.items() for column in columns}
    told = {text for text in TEXTS if text.startswith("plan_column.")}
    assert used == told
    assert {text for text in TEXTS if text.startswith("plan_table.")} == {f"plan_table.{table}" for table in EVERY}
