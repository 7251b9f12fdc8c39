"""The page that maps the notice to the model names only what exists, and leaves no measure out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.config import load_model
from planner.data.load import load_dataset

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "notice.md").read_text(encoding="utf-8")
NAMES = re.findall(r"`([a-z_0-9.]+)`", PAGE)
LOADED = load_model(ROOT / "models" / "national.toml")


def exists(name: str) -> bool:
    """Whether a name is a table or an entry of the national model, or a column of its data set."""
    table, _, entry = name.partition(".")
    if entry:
        return entry in getattr(LOADED.model, table) or (table == "what_if" and entry in LOADED.offered)
    dataset = load_dataset(LOADED.dataset_dir)
    columns = {*dataset.cities.columns, *dataset.provinces.columns}
    return name in columns or name in type(LOADED.model).model_fields


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_what_the_page_names_exists(name: str) -> None:
    assert exists(name)


@pytest.mark.parametrize("table", ["measures", "targets", "rules", "limits", "groups", "traffic", "effects"])
def test_every_entry_of_the_model_has_its_place(table: str) -> None:
    missing = [entry for entry in getattr(LOADED.model, table) if f"{table}.{entry}" not in NAMES]
    assert not missing


def test_every_row_says_both_languages_and_where() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and "---" not in line and "Notice" not in line]
    assert len(rows) > 30
    for row in rows:
        notice, where = row.strip("| ").split(" | ")
        assert re.search("[一-鿿]", notice), row
        assert re.search("[A-Za-z]{4}", notice), row
        assert "`" in where or ".csv" in where or "outside the model" in where, row


@pytest.mark.parametrize("link", re.findall(r"\]\((\.\./[^)]+)\)", PAGE))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()
