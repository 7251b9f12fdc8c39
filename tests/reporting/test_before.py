"""What stood before the plan is shown as such: on the map, in the finder, in the tables and in the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.reporting import write_report
from planner.reporting.finder import city_data, places
from planner.reporting.map import map_data, project_places
from planner.reporting.sections import all_tables
from tests.reporting.conftest import load


@pytest.fixture
def stood(copy: Path) -> tuple[Path, str]:
    """A run in which one city's gigabit network and uplink were built before the plan; the city."""
    table = pd.read_csv(copy / "plan" / "projects.csv", dtype=str, keep_default_na=False)
    linked = set(table.loc[table["measure"] == "otn", "city"])
    city = sorted(set(table.loc[table["measure"] == "gigabit", "city"]) & linked)[0]
    rows = (table["city"] == city) & table["measure"].isin(["gigabit", "otn"])
    table.loc[rows, ["status", "start_year"]] = ["built", ""]
    table.to_csv(copy / "plan" / "projects.csv", index=False)
    return copy, city


def test_own_services_and_links_built_before_are_not_dated(stood: tuple[Path, str]) -> None:
    folder, city = stood
    digest = load(folder)
    assert digest.before == 2021
    assert digest.reached.loc[[city], ["gigabit", "connected"]].to_numpy().tolist() == [[2021, 2021]]
    assert digest.reached["cloud"].min() >= 2022  # reached services begin when the plan assigns them
    other = digest.reached.drop(index=city)
    assert other["gigabit"].min() >= 2022


def test_a_status_stood_before_only_if_all_its_parts_did(stood: tuple[Path, str]) -> None:
    folder, city = stood
    assert load(folder).reached.loc[[city], "complete"].tolist() != [2021]  # cloud is a part, and began with the plan
    model = folder / "inputs" / "model.toml"
    text = model.read_text(encoding="utf-8")
    changed = text.replace('services = ["gigabit", "cloud"]', 'services = ["gigabit"]')
    assert changed != text
    model.write_text(changed, encoding="utf-8")
    statuses = pd.read_csv(folder / "plan" / "statuses.csv", dtype=str)
    statuses.loc[len(statuses)] = ["complete", city, "2022"]
    statuses.to_csv(folder / "plan" / "statuses.csv", index=False)
    assert load(folder).reached.loc[city, "complete"] == 2021


def test_counts_do_not_change(stood: tuple[Path, str], run_folder: Path) -> None:
    """Built before or started in the first year: at the end of that year the city has it either way."""
    changed, original = load(stood[0]), load(run_folder)
    for year in original.run.years:
        assert changed.covered("gigabit", year).sum() >= original.covered("gigabit", year).sum()


def test_page_and_workbook_say_before(stood: tuple[Path, str]) -> None:
    folder, city = stood
    digest = load(folder)
    shown = places(digest)
    project, x, y = project_places(digest, shown)
    assert map_data(digest, shown, project, x, y)["before"] == 2021
    row = shown.index.get_loc(city)
    assert city_data(digest, shown, x, y)["reached"]["gigabit"][row] == 2021
    column = next(item for item in all_tables(digest)["cities"].columns if item.head.en == "Gigabit access from")
    assert column.kind == "since"
    write_report(folder)
    book = openpyxl.load_workbook(folder / "plan.xlsx", read_only=True)
    cells = {cell for line in book["城市清单"].iter_rows(values_only=True) for cell in line}
    assert "≤2021" in cells
    assert 2021 not in cells
