"""The reference page of tables is generated and in step; every declared column has its words."""

from __future__ import annotations

import os
from pathlib import Path

from planner.data.contracts import TABLES
from planner.data.reference import tables_reference
from planner.texts import TEXTS


def test_the_page_is_in_step_with_the_contracts(root: Path) -> None:
    """UPDATE_DOCS=1 writes the page anew."""
    page = root / "docs" / "data-set.md"
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(tables_reference(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == tables_reference()


def test_every_column_has_a_meaning() -> None:
    page = tables_reference()
    for table in TABLES.values():
        assert f"## {table.file}" in page
        for column in table.columns:
            assert f"| `{column.name}` |" in page
            assert f"column.{column.name}" in TEXTS


def test_contracts_hold_together() -> None:
    for table in TABLES.values():
        for key in table.keys:
            assert set(key) <= set(table.by_name)
        for column in table.columns:
            assert column.refers is None or column.refers in TABLES
            assert column.low is None or column.high is None or column.low <= column.high
            assert column.default is None or not column.required
