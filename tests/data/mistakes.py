"""Mistakes in single files of a data set, and what must be said of each: encodings, shapes and cells."""

from __future__ import annotations

from dataclasses import dataclass

from tests.data.spoiled import (
    Edit,
    add_column,
    append,
    cell,
    content,
    folder,
    recode,
    remove,
    rename,
    rename_column,
    replace,
)


@dataclass(frozen=True)
class Wrong:
    """One mistake and what must be said of it."""

    id: str
    edit: Edit
    text: str
    where: str
    zh: str
    en: str
    hint: str | None = None


IN_FILES = (
    # files
    Wrong("file-missing", remove("uplinks.csv"), "data.missing_file", "uplinks.csv", "缺少这个文件", "is missing"),
    Wrong(
        "file-misspelt",
        rename("sites.csv", "site.csv"),
        "data.missing_file",
        "sites.csv",
        "缺少",
        "missing",
        "site.csv",
    ),
    Wrong(
        "file-as-excel-name",
        rename("sites.csv", "sites.xlsx"),
        "data.missing_but_excel",
        "sites.csv",
        "另存为",
        "save it",
    ),
    Wrong("settings-missing", remove("dataset.toml"), "data.missing_file", "dataset.toml", "缺少", "missing"),
    Wrong(
        "outlines-misspelt",
        rename("outlines.geojson", "outline.geojson"),
        "data.unknown_file",
        "outline.geojson",
        "它会被忽略",
        "would be ignored",
        "outlines.geojson",
    ),
    Wrong(
        "optional-file-misspelt",
        content("pair.csv", b"service,city,site_city\n"),
        "data.unknown_file",
        "pair.csv",
        "不认识的文件 pair.csv",
        "pair.csv is not known",
        "pairs.csv",
    ),
    Wrong("file-is-a-folder", folder("sites.csv"), "data.is_folder", "sites.csv", "这是一个文件夹", "This is a folder"),
    Wrong(
        "semicolons",
        content("sites.csv", b"id;city;measure;modules;source\n"),
        "data.delimiter",
        "sites.csv:1",
        "用的是分号",
        "separated by semicolons",
    ),
    Wrong("file-empty", content("sites.csv", b""), "data.empty_file", "sites.csv", "是空的", "is empty"),
    Wrong("excel-inside", content("cities.csv", b"PK\x03\x04x"), "data.excel_for_csv", "cities.csv", "Excel", "Excel"),
    Wrong(
        "gb18030",
        recode("cities.csv", "gb18030"),
        "data.encoding_gb18030",
        "cities.csv:2",
        "像是 GB18030",
        "like GB18030",
    ),
    Wrong("utf16", recode("cities.csv", "utf-16"), "data.encoding_utf16", "cities.csv", "UTF-16", "UTF-16"),
    Wrong(
        "null-bytes", content("cities.csv", b"id\x00,x\n"), "data.encoding_binary", "cities.csv", "空字节", "null bytes"
    ),
    Wrong(
        "broken-utf8",
        content("regions.csv", "id,name_zh,name_en\nEast,东部,".encode() + b"\xff\xfe\xfa\n"),
        "data.encoding",
        "regions.csv:2",
        "不是 UTF-8",
        "not UTF-8",
    ),
    # shape of a table
    Wrong(
        "quote-open", replace("sites.csv", "pool_E0", '"pool_E0'), "data.not_csv", "sites.csv:2", "引号", "quotation"
    ),
    Wrong(
        "ragged",
        append("sites.csv", "a,b"),
        "data.ragged",
        "sites.csv:3",
        "2 格，列名却有 5 个",
        "2 cells, but there are 5",
    ),
    Wrong(
        "heading-empty", rename_column("sites.csv", "source", ""), "data.unnamed_column", "sites.csv:1", "第 5 列", "5"
    ),
    Wrong(
        "heading-twice",
        rename_column("sites.csv", "source", "city"),
        "data.column_twice",
        "sites.csv:1 city",
        "不止一次",
        "once",
    ),
    Wrong(
        "no-rows",
        content("regions.csv", b"id,name_zh,name_en\n"),
        "data.empty_table",
        "regions.csv",
        "没有数据",
        "no rows",
    ),
    Wrong(
        "column-missing",
        rename_column("uplinks.csv", "route_km", "route_kms"),
        "data.missing_column",
        "uplinks.csv:1",
        "缺少列 route_km。",
        "The column route_km is missing",
        "route_kms",
    ),
    Wrong(
        "column-unknown",
        add_column("uplinks.csv", "cost", "3"),
        "data.unknown_column",
        "uplinks.csv:1 cost",
        "不认识的列 cost",
        "Unknown column cost",
    ),
    Wrong(
        "column-unknown-in-cities",
        add_column("cities.csv", "town_ships", "many"),
        "data.unknown_column_not_number",
        "cities.csv:1 town_ships",
        "必须是数字",
        "must hold numbers",
        "townships",
    ),
    # cells
    Wrong(
        "cell-empty", cell("cities.csv", 4, "residents", ""), "data.empty_cell", "cities.csv:4 residents", "空", "empty"
    ),
    Wrong(
        "name-empty", cell("cities.csv", 4, "name_en", " "), "data.empty_cell", "cities.csv:4 name_en", "空", "empty"
    ),
    Wrong(
        "number-with-comma",
        cell("cities.csv", 4, "residents", "40,000"),
        "data.wrong_type",
        "cities.csv:4 residents",
        "“40,000”不对，应为整数",
        "“40,000” is wrong; expected a whole number",
    ),
    Wrong(
        "number-with-unit",
        cell("uplinks.csv", 2, "route_km", "10km"),
        "data.wrong_type",
        "uplinks.csv:2 route_km",
        "“10km”",
        "“10km”",
    ),
    Wrong(
        "not-a-number", cell("cities.csv", 3, "lon", "nan"), "data.wrong_type", "cities.csv:3 lon", "数字", "a number"
    ),
    Wrong(
        "huge-number", cell("cities.csv", 3, "lon", "1e999"), "data.wrong_type", "cities.csv:3 lon", "数字", "a number"
    ),
    Wrong(
        "fraction-of-people",
        cell("cities.csv", 3, "residents", "4.5"),
        "data.wrong_type",
        "cities.csv:3 residents",
        "整数",
        "whole number",
    ),
    Wrong(
        "flag-word",
        cell("cities.csv", 3, "core", "yes"),
        "data.wrong_type",
        "cities.csv:3 core",
        "0（否）或 1（是）",
        "0 (no)",
    ),
    Wrong("id-with-space", cell("sites.csv", 2, "id", "pool E0"), "data.wrong_type", "sites.csv:2 id", "编号", "an id"),
    Wrong(
        "basis-misspelt",
        cell("unit_costs.csv", 2, "basis", "asumed"),
        "data.wrong_type",
        "unit_costs.csv:2 basis",
        "observed、derived、modelled、assumed",
        "observed, derived, modelled, assumed",
        "assumed",
    ),
    Wrong(
        "negative",
        cell("cities.csv", 3, "homes", "-1"),
        "data.out_of_range",
        "cities.csv:3 homes",
        "不小于 0",
        "at least 0",
    ),
    Wrong(
        "share-over-one",
        cell("cities.csv", 3, "gigabit_share_start", "20"),
        "data.out_of_range",
        "cities.csv:3 gigabit_share_start",
        "0 到 1 之间",
        "between 0 and 1",
    ),
    Wrong(
        "longitude",
        cell("cities.csv", 3, "lon", "200"),
        "data.out_of_range",
        "cities.csv:3 lon",
        "-180 到 180",
        "-180 and 180",
    ),
    Wrong(
        "latitude",
        cell("cities.csv", 3, "lat", "91"),
        "data.out_of_range",
        "cities.csv:3 lat",
        "-90 到 90",
        "-90 and 90",
    ),
)
