"""Every kind of mistake in a data set, each a file on disk: what is said, where, and in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.data import checks, network
from planner.data.load import load_dataset
from planner.texts.problems import InputError
from tests.data.mistakes import IN_FILES, Wrong
from tests.data.mistakes_between import BETWEEN_TABLES
from tests.data.spoiled import cell, copy_of_tiny, problems_of

WRONG = (*IN_FILES, *BETWEEN_TABLES)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.id)
def test_a_mistake_is_named_where_it_is(wrong: Wrong, tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    wrong.edit(folder)
    found = [problem for problem in problems_of(folder) if problem.text == wrong.text and problem.where == wrong.where]
    assert found, [str(problem) for problem in problems_of(folder)]
    problem = found[0]
    assert wrong.zh in problem.zh
    assert wrong.en in problem.en
    assert wrong.where in problem.zh
    assert wrong.where in problem.en
    if wrong.hint is not None:
        assert problem.hint == wrong.hint
        assert f"是否想写“{wrong.hint}”" in problem.zh
        assert f"Did you mean “{wrong.hint}”" in problem.en


def test_every_check_is_broken_by_some_mistake() -> None:
    """A check that no mistake in the list above can trip could be dropped without a test failing."""
    texts = {wrong.text for wrong in WRONG}
    said = {
        checks.duplicate_keys: "data.duplicate_key",
        checks.unknown_references: "data.unknown_reference",
        checks.unknown_drivers: "data.unknown_driver",
        checks.cost_levels_in_order: "data.cost_levels",
        checks.drivers_agree: "data.drivers_differ",
        checks.uplink_ids: "data.uplink_id",
        checks.urban_within_residents: "data.urban_over_residents",
        checks.coordinates_in_pairs: "data.half_coordinates",
        checks.project_years_in_order: "data.project_years",
        network.self_loops: "data.uplink_to_itself",
        network.uplinks_from_core: "data.uplink_from_core",
        network.uplinks_across_provinces: "data.uplink_across",
        network.uplink_cycles: "data.uplink_cycle",
        network.cities_without_a_way: "data.no_way_to_core",
        checks.every_column_has_a_source: "data.no_source",
        checks.sources_name_real_columns: "data.source_of_no_column",
    }
    assert set(checks.CHECKS) == set(said)
    assert set(said.values()) <= texts


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    for wrong in ("province-unknown", "cost-levels", "outline-missing", "setting-wrong", "uplink-twice"):
        next(entry for entry in WRONG if entry.id == wrong).edit(folder)
    texts = {problem.text for problem in problems_of(folder)}
    assert {
        "data.unknown_reference",
        "data.cost_levels",
        "data.no_outline",
        "data.setting_wrong",
        "data.duplicate_key",
    } <= texts


def test_many_mistakes_of_one_kind_are_counted(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    for line in range(2, 11):
        cell("cities.csv", line, "residents", "?")(folder)
    found = [problem for problem in problems_of(folder) if problem.where.startswith("cities.csv")]
    assert [problem.text for problem in found] == ["data.wrong_type"] * 5 + ["data.and_more"]
    assert "4" in found[-1].zh


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    outside = tmp_path / "outside.csv"
    (folder / "sites.csv").rename(outside)
    (folder / "sites.csv").symlink_to(outside)
    problem = next(problem for problem in problems_of(folder) if problem.where == "sites.csv")
    assert problem.text == "data.symlink"
    assert "符号链接" in problem.zh
    assert "symbolic link" in problem.en


def test_no_such_folder(tmp_path: Path) -> None:
    copy_of_tiny(tmp_path)
    with pytest.raises(InputError) as caught:
        load_dataset(tmp_path / "tinny")
    assert caught.value.problems[0].hint == "tiny"


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    with pytest.raises(InputError, match="data set is a folder"):
        load_dataset(folder / "cities.csv")
