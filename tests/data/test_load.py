"""A valid data set: read as it is, in whatever harmless form it comes."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.data.contracts import TABLES
from planner.data.load import load_dataset
from planner.texts.problems import InputError
from tests.data.spoiled import TINY, add_column, append, content, copy_of_tiny, drop_column, without_library, write_rows


def test_tiny_is_read_as_it_stands() -> None:
    dataset = load_dataset(TINY)
    assert (dataset.id, dataset.price_year, dataset.route_factor) == ("tiny", 2024, 1.25)
    assert (dataset.name.zh, dataset.name.en) == (dataset.name_zh, dataset.name_en)
    cities: pd.DataFrame = dataset.cities.set_index("id")
    assert list(cities.index) == ["E0", "E1", "E2", "E3", "E4", "W1", "W2", "W3", "W4"]
    assert list(cities.loc["W1", ["core", "small", "residents", "lon"]]) == [True, True, 60000, 100.0]
    assert [str(cities[name].dtype) for name in ("province", "core", "residents", "lon")] == [
        "str",
        "bool",
        "int64",
        "float64",
    ]
    assert dataset.projects is not None
    assert set(dataset.projects["stage"]) == {"省级推荐 / recommended", "已申报 / applied for"}
    assert dataset.pairs is None


def test_every_file_is_kept_as_it_was_read() -> None:
    used = [path for path in TINY.iterdir() if path.name != "WORKING.md"]
    assert load_dataset(TINY).files == {path.name: path.read_bytes() for path in used}


def test_byte_order_mark_crlf_and_blank_lines_are_fine(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n") + "\r\n"
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    same_tables(folder)


def same_tables(folder: Path) -> None:
    """The data set in ``folder`` has the tables of tiny."""
    expected, found = load_dataset(TINY), load_dataset(folder)
    for name, table in TABLES.items():
        if table.required:
            pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), check_like=True)


@settings(max_examples=8)
@given(data=st.data())
def test_order_of_rows_and_columns_does_not_matter(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = copy_of_tiny(tmp_path_factory.mktemp("order"))
    for name, table in TABLES.items():
        if table.required:
            path = folder / table.file
            heading, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
            columns = data.draw(st.permutations(range(len(heading))), label=name)
            shuffled = data.draw(st.permutations(rows))
            write_rows(path, [[row[at] for at in columns] for row in [heading, *shuffled]])
    same_tables(folder)


def test_columns_left_out_get_their_defaults(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    for column in ("egress_nodes", "pinyin", "prefecture", "lead_carrier"):
        drop_column("cities.csv", column)(folder)
    cities = load_dataset(folder).cities
    assert set(cities["egress_nodes"]) == {1}
    assert set(cities["pinyin"]) | set(cities["prefecture"]) | set(cities["lead_carrier"]) == {""}


def test_a_column_of_ones_own_is_read_and_may_drive_costs(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    add_column("cities.csv", "schools", [str(number) for number in range(9)])(folder)
    append("sources.csv", "cities,schools,学校,Schools,count,2024,assumed,s")(folder)
    append("unit_costs.csv", "class,room,教室,Room,schools,all,all,1,1,1,u,u,assumed,s")(folder)
    dataset = load_dataset(folder)
    assert dataset.cities["schools"].tolist() == list(range(9))


def test_projects_and_pairs_are_read_with_their_gaps(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    without_library(folder)
    projects = ["id,measure,city,status,first_year,capex_myuan", "p1,metro,E1,,,2.5", "p2,metro,E2,built,2024,"]
    content("projects.csv", "\n".join(projects).encode())(folder)
    content("pairs.csv", b"service,city,site_city,distance_km,haul_myuan\ncloud,E1,E0,,0.5\n")(folder)
    for table, columns in (
        ("projects", "id measure city status first_year capex_myuan"),
        ("pairs", "service city site_city distance_km haul_myuan"),
    ):
        for column in columns.split():
            append("sources.csv", f"{table},{column},x,x,,,assumed,")(folder)
    dataset = load_dataset(folder)
    assert dataset.projects is not None
    assert dataset.pairs is not None
    first, second = dataset.projects.to_dict("records")
    assert (first["status"], first["to"], first["capex_myuan"]) == ("", "", 2.5)
    assert pd.isna(first["first_year"])
    assert (second["status"], second["first_year"]) == ("built", 2024)
    assert pd.isna(second["capex_myuan"])
    assert pd.isna(dataset.pairs["distance_km"].iloc[0])


def test_names_that_look_like_formulas_are_read_as_they_are(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    path = folder / "cities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Wangchao,", "=1+1,"), encoding="utf-8")
    assert "=1+1" in set(load_dataset(folder).cities["name_en"])


def test_a_data_set_without_uplinks_does_not_speak_of_connection(tmp_path: Path) -> None:
    folder = copy_of_tiny(tmp_path)
    content("uplinks.csv", b"id,from,to,route_km,route\n")(folder)
    assert load_dataset(folder).uplinks.empty


def test_the_national_data_set_is_valid_and_quick_to_read(datasets: Path) -> None:
    load_dataset(TINY)
    begin = time.process_time()
    dataset = load_dataset(datasets / "national")
    seconds = time.process_time() - begin
    assert len(dataset.cities) == 2168
    assert seconds < 2


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_files_give_problems_and_never_a_crash(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = copy_of_tiny(tmp_path_factory.mktemp("damage"))
    path = data.draw(st.sampled_from(sorted(path for path in folder.iterdir() if path.name != "WORKING.md")))
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, min(len(whole), start + 40)))
    scrap = data.draw(st.one_of(st.binary(max_size=8), st.text('",\n0-.;eE1{}[]W', max_size=8).map(str.encode)))
    path.write_bytes(whole[:start] + scrap + whole[stop:])
    try:
        load_dataset(folder)
    except InputError as error:
        str(error)  # every sentence finds its values, in both languages
