"""A user's own city table: read in any form, shown before it is used, and written as a new data set."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.data import user_table
from planner.data.importing import Proposal, propose, write
from planner.data.load import load_dataset
from planner.data.user_table import read_table
from planner.texts import say
from planner.texts.problems import InputError, Problem
from tests.data.spoiled import TINY

#: A table as a statistics office would give it: a title, units in the headings, gaps, a remark.
TABLE = """2024年各县市统计表,,,,
市县名称,省份,常住人口（万人）,家庭户数（户）,备注
雪松市,云岭省,3.5,"7,000",x
鹿鸣县,云岭,2.1,—,
"""


def table(folder: Path, text: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    """A user's table on disk."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    """A user's workbook on disk, the table on its first sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    second = book.create_sheet("附表")
    for other in (["县", "人口"], ["甲", 1], ["乙", 2.5]):
        second.append(other)
    path = folder / "table.xlsx"
    book.save(path)
    return path


def said(proposal: Proposal, lang: str = "en") -> str:
    """The proposal in one language."""
    return "\n".join(
        say(phrase.text, lang="zh" if lang == "zh" else "en", **phrase.values) for phrase in proposal.sentences
    )


def refused(path: Path, mapping: dict[str, str] | None = None) -> Problem:
    """The first problem of a table that cannot be imported; both languages can be said."""
    with pytest.raises(InputError) as caught:
        propose(TINY, path, mapping)
    problem = caught.value.problems[0]
    assert problem.zh != problem.en
    return problem


def source_of(folder: Path, column: str) -> dict[str, str]:
    """The row of sources.csv for a column of cities.csv."""
    sources = load_dataset(folder).sources
    found = sources[(sources["table"] == "cities") & (sources["column"] == column)]
    return {str(name): str(found[name].iloc[0]) for name in found.columns}


def tiny_values(folder: Path, column: str) -> dict[str, float]:
    """A column of cities.csv by place."""
    cities = load_dataset(folder).cities
    return dict(zip(cities["id"], cities[column], strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_its_encoding_and_written_back(encoding: str, tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, TABLE, encoding))
    report = write(proposal, tmp_path / "mine")
    assert report.folder == tmp_path / "mine"
    before, after = load_dataset(TINY), load_dataset(tmp_path / "mine")
    assert after.id == "mine"
    expected = before.cities.set_index("id")
    expected.loc["W2", ["residents", "homes", "homes_to_pass"]] = [35000, 7000, 7000]
    expected.loc["W3", "residents"] = 21000
    pd.testing.assert_frame_equal(after.cities.set_index("id"), expected)
    pd.testing.assert_frame_equal(after.uplinks, before.uplinks)


def test_an_excel_sheet_gives_the_same_as_its_csv(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2024年各县市统计表"],
        ["市县名称", "省份", "常住人口（万人）", "家庭户数（户）", "备注"],
        ["雪松市", "云岭省", 3.5, "7,000", "x"],
        ["鹿鸣县", "云岭", 2.1, None, None],
    ]
    write(propose(TINY, workbook(tmp_path, rows)), tmp_path / "excel")
    write(propose(TINY, table(tmp_path, TABLE)), tmp_path / "text")
    for column in ("residents", "homes", "homes_to_pass"):
        assert tiny_values(tmp_path / "excel", column) == tiny_values(tmp_path / "text", column)


def test_only_what_the_table_gives_changes_on_disk(tmp_path: Path) -> None:
    write(propose(TINY, table(tmp_path, TABLE)), tmp_path / "mine")
    for path in TINY.iterdir():
        other = tmp_path / "mine" / path.name
        if path.name in ("cities.csv", "sources.csv"):
            changed = set(path.read_text(encoding="utf-8").splitlines()) ^ set(
                other.read_text(encoding="utf-8").splitlines()
            )
            kept = {"cities.csv": ("W2,", "W3,"), "sources.csv": ("cities,residents,", "cities,homes,")}
            assert changed
            assert all(line.startswith(kept[path.name]) for line in changed)
        elif path.suffix in (".csv", ".geojson"):
            assert other.read_bytes() == path.read_bytes()
    assert not (tmp_path / "mine" / "WORKING.md").exists()


@settings(max_examples=10)
@given(data=st.data())
def test_what_is_imported_is_what_is_read_back(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any places, any order, any of the usual units and encodings: the new data set holds the figures given."""
    folder = tmp_path_factory.mktemp("import")
    homes = tiny_values(TINY, "homes")
    chosen = data.draw(st.lists(st.sampled_from(sorted(homes)), unique=True, min_size=1))
    unit, factor = data.draw(st.sampled_from([("", 1), ("（户）", 1), (" (thousand)", 1000), ("／万户", 10000)]))
    given_homes = {city: int(homes[city]) + data.draw(st.integers(-500, 5000)) for city in chosen}
    lines = [f"{city},{Decimal(value) / factor}" for city, value in given_homes.items()]
    text = "\n".join([f"代码,家庭户数{unit}", *lines])
    path = table(folder, text, data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))
    write(propose(TINY, path), folder / "mine")
    assert tiny_values(folder / "mine", "homes") == homes | given_homes


def test_the_proposal_says_what_it_takes_for_what(tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, TABLE))
    assert [(row.column, row.how, row.factor) for row in proposal.rows] == [
        ("name_zh", "synonym", 1),
        ("province", "synonym", 1),
        ("residents", "synonym", 10000),
        ("homes", "synonym", 1),
        ("", "none", 1),
    ]
    english, chinese = said(proposal), said(proposal, "zh")
    assert "常住人口（万人） → residents × 10000 (known heading)" in english
    assert "备注 → 不用" in chinese
    assert "residents (Residents, assumed until now): given for 2 of 9 places, 2 values change" in english
    assert "residents（常住人口，原为假设值）：给出 2 / 9 个地方，2 个值改变" in chinese
    assert "homes_to_pass (Homes still to be passed): computed anew" in english


def test_english_headings_and_thousands(tmp_path: Path) -> None:
    path = table(tmp_path, "adcode,Population (thousand),Gigabit coverage (%)\nE1,32,25\nE2,41.5,30\n")
    proposal = propose(TINY, path)
    write(proposal, tmp_path / "mine")
    assert tiny_values(tmp_path / "mine", "residents")["E2"] == 41500
    assert tiny_values(tmp_path / "mine", "gigabit_share_start")["E1"] == 0.25
    assert tiny_values(tmp_path / "mine", "homes_to_pass")["E1"] == 7500


def test_a_similar_heading_is_a_guess_that_says_so(tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, "id,urban_resident\nE1,12500\n"))
    assert (proposal.rows[1].column, proposal.rows[1].how) == ("urban_residents", "near")
    assert "similar, please check" in said(proposal)
    assert "相近，请核对" in said(proposal, "zh")


def test_the_user_maps_what_is_not_known(tmp_path: Path) -> None:
    text = "地,甲,乙,常住人口\nE1,1.6,9,999999\nW4,0.3,9,999999\n"
    mapping = {"地": "id", "甲": "urban_residents*10000", "常住人口": "-"}
    proposal = propose(TINY, table(tmp_path, text), mapping)
    write(proposal, tmp_path / "mine")
    assert tiny_values(tmp_path / "mine", "urban_residents")["E1"] == 16000
    assert tiny_values(tmp_path / "mine", "residents") == tiny_values(TINY, "residents")


def test_codes_padded_with_zeros_are_found(tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, "统计代码,常住人口\nE1000000000,31000\n"))
    assert list(proposal.places.ids.values()) == ["E1"]


def test_a_name_without_its_suffix_is_taken_and_said(tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, "市县,人口\n雪松,31000\n"))
    assert list(proposal.places.ids.values()) == ["W2"]
    assert "taken for W2 雪松市 by the beginning" in said(proposal)


def test_a_row_with_an_id_of_another_list_is_found_by_its_name(tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, "代码,市县,人口\n999,雪松市,31000\n"))
    assert list(proposal.places.ids.values()) == ["W2"]
    assert "id of row 2 is not known; by its name it was taken for W2 雪松市" in said(proposal)


def test_unmatched_rows_are_named_with_the_nearest_place(tmp_path: Path) -> None:
    proposal = propose(TINY, table(tmp_path, "市县,人口\n雪松市,31000\n雪柏市,31000\n大山镇,5000\n"))
    assert [(row.line, row.label, row.nearest) for row in proposal.places.unmatched] == [
        (3, "雪柏市", "W2 雪松市"),
        (4, "大山镇", ""),
    ]
    assert "第 3 行“雪柏市”没有对上任何地方，最相近的是 W2 雪松市" in said(proposal, "zh")


def test_a_column_given_for_all_places_becomes_as_well_known_as_the_user_says(tmp_path: Path) -> None:
    ids = list(load_dataset(TINY).cities["id"])
    text = "id,户数\n" + "".join(f"{city},{5000 + 10 * number}\n" for number, city in enumerate(ids))
    proposal = propose(TINY, table(tmp_path, text), {"户数": "homes*1"})
    write(proposal, tmp_path / "mine", year="2025")
    row = source_of(tmp_path / "mine", "homes")
    assert (row["basis"], row["year"]) == ("observed", "2025")
    assert "table.csv" in row["source"]
    partly = propose(TINY, table(tmp_path, TABLE))
    write(partly, tmp_path / "partly", year="2025")
    row = source_of(tmp_path / "partly", "homes")
    assert (row["basis"], row["year"]) == ("assumed", "2024")
    assert "1 of 9 places" in row["source"]
    assert "1/9 个地方" in row["source"]


def test_a_new_column_for_every_place_comes_with_its_source(tmp_path: Path) -> None:
    ids = list(load_dataset(TINY).cities["id"])
    text = "id,学校数\n" + "".join(f"{city},{number}\n" for number, city in enumerate(ids))
    write(propose(TINY, table(tmp_path, text), {"学校数": "schools"}), tmp_path / "mine")
    dataset = load_dataset(tmp_path / "mine")
    assert dataset.cities["schools"].tolist() == list(range(9))
    assert ("cities", "schools") in set(zip(dataset.sources["table"], dataset.sources["column"], strict=True))


TOWN = {
    "id": "E5",
    "名称": "大港镇",
    "省份": "潮岸省",
    "类别": "town",
    "经度": "120.2",
    "纬度": "30.1",
    "常住人口": "60000",
    "城镇人口": "50000",
    "户数": "20000",
    "千兆覆盖率": "0.5",
    "云需求": "300",
}


def town(folder: Path, **changes: str) -> Path:
    """A table with one extra-large town that the data set does not have, and one city that it has."""
    row = TOWN | changes
    known = {"id": "E1", "常住人口": "31000"}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row), restval="")
    writer.writeheader()
    writer.writerows([row, known])
    return table(folder, text.getvalue())


def test_a_town_with_all_that_is_needed_becomes_a_place_with_uplinks(tmp_path: Path) -> None:
    proposal = propose(TINY, town(tmp_path))
    assert "New place E5 大港镇, with 3 candidate uplinks" in said(proposal)
    write(proposal, tmp_path / "mine")
    dataset = load_dataset(tmp_path / "mine")
    place = next(row for row in dataset.cities.to_dict("records") if row["id"] == "E5")
    assert (place["small"], place["core"], place["province"], place["lead_carrier"]) == (True, False, "E", "alpha")
    assert (place["homes_to_pass"], place["cloud_demand_vcpu"]) == (10000, 300)
    links = dataset.uplinks[dataset.uplinks["from"] == "E5"].set_index("to")["route_km"]
    assert set(links.index) == {"E0", "E1", "E4"}
    assert links["E0"] == pytest.approx(27.8, abs=0.5)  # 22.2 km apart, times the route factor of 1.25


def test_a_town_that_lacks_something_is_left_out_and_said(tmp_path: Path) -> None:
    proposal = propose(TINY, town(tmp_path, 云需求="", 户数=""))
    assert not proposal.added
    assert proposal.refused[0].missing == ("homes", "cloud_demand_vcpu", "homes_to_pass")
    assert "lacks homes, cloud_demand_vcpu, homes_to_pass" in said(proposal)
    assert "还缺：homes、cloud_demand_vcpu、homes_to_pass" in said(proposal, "zh")


@pytest.mark.parametrize(
    ("text", "mapping", "problem", "where", "hint"),
    [
        ("id,常住人口\nE1,31000\n", {"常驻人口": "residents"}, "data.import_no_heading", "table.csv", "常住人口"),
        ("id,人口\nE1,31000\n", {"人口": "a b"}, "data.import_mapping", "table.csv 人口", None),
        ("id,人口（公里）\nE1,31000\n", {}, "data.import_unit", "table.csv 人口（公里）", None),
        ("id,人口,常住人口\nE1,31000,31000\n", {}, "data.import_same_column", "table.csv", None),
        ("什么,人口\nE1,31000\n", {}, "data.import_no_key", "table.csv", None),
        ("id,什么\nE1,31000\n", {}, "data.import_nothing", "table.csv", None),
        ("市县,省份,人口\n雪松市,云玲省,31000\n", {}, "data.import_province", "table.csv:2 省份", "云岭省"),
        ("id,人口\nE1,31000\nE1,32000\n", {}, "data.import_same_place", "table.csv:3", None),
        ("id,人口\nE1,约三万\n", {}, "data.wrong_type", "table.csv:2 人口", None),
        ("id,人口\nE1,-3\n", {}, "data.import_range", "table.csv:2 人口", None),
        ("id,千兆覆盖率\nE1,25\n", {}, "data.import_range", "table.csv:2 千兆覆盖率", None),
        ("id,人口\nE1,3.1\nE2,4.1\n", {}, "data.import_scale", "table.csv 人口", None),
        ("id,牵头运营商\nE1,甲电\nE2,丙电信\n", {}, "data.unknown_reference", "table.csv:3 牵头运营商", "乙电信"),
        ("id,学校\nE1,3\n", {"学校": "schools"}, "data.import_gaps", "table.csv 学校", None),
        ("只有一格\n", {}, "data.import_no_headings", "table.csv", None),
        ("id,人口\n", {}, "data.empty_table", "table.csv", None),
        ("id,人口,人口\nE1,1,1\n", {}, "data.column_twice", "table.csv:1 人口", None),
        ('id,人口\nE1,"3\n', {}, "data.not_csv", "table.csv:2", None),
    ],
)
def test_what_cannot_be_imported_is_named(
    text: str, mapping: dict[str, str], problem: str, where: str, hint: str | None, tmp_path: Path
) -> None:
    found = refused(table(tmp_path, text), mapping)
    assert (found.text, found.where, found.hint) == (problem, where, hint)


def test_a_name_that_fits_two_places_needs_a_province(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    write(propose(TINY, town(tmp_path, 名称="鹿鸣县")), folder)
    path = table(tmp_path, "市县,人口\n鹿鸣县,31000\n")
    with pytest.raises(InputError, match="E5 鹿鸣县, W3 鹿鸣县"):
        propose(folder, path)
    path = table(tmp_path, "市县,省,人口\n鹿鸣县,云岭省,31000\n")
    assert list(propose(folder, path).places.ids.values()) == ["W3"]


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"\xd0\xcf\x11\xe0old", "t.xls", "data.import_old_excel"),
        (b"PK\x03\x04broken", "t.xlsx", "data.import_not_excel"),
        (b"id,\xff\xff\n", "t.csv", "data.import_encoding"),
    ],
)
def test_files_that_are_no_tables(content: bytes, name: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path).text == problem


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_damaged_workbook_is_a_problem_and_no_crash(at: float, tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "人口"], ["E1", 31000]])
    whole = path.read_bytes()
    middle = int(len(whole) * at)
    path.write_bytes(whole[:middle] + bytes(40) + whole[middle + 40 :])
    assert refused(path).text == "data.import_not_excel"


def test_a_workbook_that_unpacks_to_a_flood_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_table, "_MOST_UNPACKED", 1000)
    assert refused(workbook(tmp_path, [["id", "人口"], ["E1", 31000]])).text == "data.import_too_large"


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    table(tmp_path, TABLE)
    assert refused(tmp_path / "tables.csv").hint == "table.csv"


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "人口"], ["E1", 31000]])
    assert read_table(path).sheet == "Sheet"
    assert read_table(path, "附表").cells["人口"].tolist() == ["1", "2.5"]
    with pytest.raises(InputError) as caught:
        read_table(path, "附录表")
    assert caught.value.problems[0].hint == "附表"


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="already"):
        write(propose(TINY, table(tmp_path, TABLE)), tmp_path / "mine")
    assert (tmp_path / "mine" / "notes.txt").read_text(encoding="utf-8") == "keep"


def test_a_result_that_fails_the_checks_leaves_nothing_behind(tmp_path: Path) -> None:
    path = table(tmp_path, "id,城镇人口\nE1,30001\n")
    with pytest.raises(InputError, match="30001"):
        write(propose(TINY, path), tmp_path / "mine")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["table.csv"]


def test_derived_columns_that_do_not_follow_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    write(propose(TINY, table(tmp_path, TABLE)), folder)
    path = folder / "sources.csv"
    text = path.read_text(encoding="utf-8")
    marked = text.replace("cities,cloud_demand_vcpu,云资源需求,Demand for cloud computing,vCPU,2024,assumed", "X")
    assert marked.count("X,") == 1
    row = "cities,cloud_demand_vcpu,云资源需求,Demand for cloud computing,vCPU,2024,derived"
    path.write_text(marked.replace("X,", f"{row},"), encoding="utf-8")
    proposal = propose(folder, table(tmp_path, "id,人口\nE1,31000\n"))
    assert proposal.untouched == ("cloud_demand_vcpu", "homes_to_pass")
    assert "cloud_demand_vcpu、homes_to_pass" in said(proposal, "zh")
