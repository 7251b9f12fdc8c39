"""Sentences of the data room: what is wrong with tables."""

TEXTS: dict[str, tuple[str, str]] = {
    # what a cell should hold
    "data.expected_id": (
        "编号（字母、数字、_ - . >）",
        "an id (Latin letters, digits, _ - . >)",
    ),
    "data.expected_text": ("文字", "text"),
    "data.expected_int": (
        "整数，只用数字，不带千分位逗号和单位",
        "a whole number in plain digits, without separators or units",
    ),
    "data.expected_number": ("数字，不带千分位逗号和单位", "a number without thousands separators or units"),
    "data.expected_flag": ("0（否）或 1（是）", "0 (no) or 1 (yes)"),
    "data.expected_choice": ("以下之一：{choices}", "one of: {choices}"),
    "data.range_from": ("不小于 {low}", "at least {low}"),
    "data.range_to": ("不大于 {high}", "at most {high}"),
    "data.range": ("{low} 到 {high} 之间", "between {low} and {high}"),
    # folder and files
    "data.no_folder": ("没有这个数据集文件夹。", "There is no such data set folder."),
    "data.folder_is_file": (
        "这是一个文件；数据集是一个文件夹，里面有 dataset.toml 和各张表。",
        "This is a file; a data set is a folder with dataset.toml and the tables in it.",
    ),
    "data.missing_file": ("文件夹“{folder}”里缺少这个文件。", "This file is missing from the folder “{folder}”."),
    "data.missing_but_excel": (
        "缺少这个文件，但有 {found}：请在表格软件里另存为“CSV UTF-8（逗号分隔）”。",
        "This file is missing, but {found} is there: save it as “CSV UTF-8 (comma delimited)” in your spreadsheet.",
    ),
    "data.unknown_file": (
        "不认识的表 {file}，它会被忽略。",
        "The table {file} is not known and would be ignored.",
    ),
    "data.symlink": (
        "这是一个符号链接；数据集里只能有真正的文件，请把内容复制进来。",
        "This is a symbolic link; a data set holds real files only: copy the content into the folder.",
    ),
    "data.unreadable": ("文件读不出来：{reason}。", "The file cannot be read: {reason}."),
    "data.empty_file": (
        "文件是空的；至少要有一行列名。",
        "The file is empty; it needs at least a line of column names.",
    ),
    "data.excel_for_csv": (
        "这是 Excel 工作簿，不是 CSV：请在表格软件里另存为“CSV UTF-8（逗号分隔）”。",
        "This is an Excel workbook, not CSV: save it as “CSV UTF-8 (comma delimited)” in your spreadsheet.",
    ),
    "data.encoding_gb18030": (
        "文件不是 UTF-8，像是 GB18030（GBK）编码：请另存为“CSV UTF-8”，或运行 "
        "iconv -f GB18030 -t UTF-8 转换；planner import 可以直接读这种文件。",
        "The file is not UTF-8; it looks like GB18030 (GBK). Save it as “CSV UTF-8”, or convert it with "
        "iconv -f GB18030 -t UTF-8; planner import reads such files as they are.",
    ),
    "data.encoding_utf16": (
        "文件是 UTF-16（“Unicode 文本”）编码：请另存为“CSV UTF-8（逗号分隔）”。",
        "The file is UTF-16 (“Unicode text”): save it as “CSV UTF-8 (comma delimited)”.",
    ),
    "data.encoding_binary": (
        "文件里有空字节，不是文本文件；应为 UTF-8 的 CSV。",
        "The file contains null bytes and is no text file; UTF-8 CSV was expected.",
    ),
    "data.encoding": (
        "文件从这一行起不是 UTF-8，也认不出是什么编码；应为 UTF-8 的 CSV。",
        "From this line on the file is not UTF-8, nor any encoding that was recognised; UTF-8 CSV was expected.",
    ),
    "data.not_csv": (
        "这一行不是合格的 CSV（{reason}）；多半是引号没有成对。",
        "This line is not valid CSV ({reason}); most likely a quotation mark is not closed.",
    ),
    "data.ragged": (
        "这一行有 {found} 格，列名却有 {expected} 个；内容里有逗号的格要用英文双引号括起来。",
        "This line has {found} cells, but there are {expected} column names; "
        "cells that contain commas must be in double quotes.",
    ),
    "data.unnamed_column": ("第 {position} 列没有列名。", "Column {position} has no name."),
    "data.column_twice": ("列 {column} 出现了不止一次。", "The column {column} appears more than once."),
    # settings
    "data.not_toml": ("不是合格的 TOML：{reason}。", "This is not valid TOML: {reason}."),
    "data.setting_unknown": ("不认识的键 {key}。", "Unknown key {key}."),
    "data.setting_missing": ("缺少键 {key}。", "The key {key} is missing."),
    "data.setting_wrong": ("值“{value}”不合要求：{reason}。", "The value “{value}” does not fit: {reason}."),
    # columns and cells
    "data.empty_table": ("表里没有数据行；至少要有一行。", "The table has no rows; at least one is needed."),
    "data.missing_column": ("缺少列 {column}。", "The column {column} is missing."),
    "data.unknown_column": ("不认识的列 {column}。", "Unknown column {column}."),
    "data.unknown_column_not_number": (
        "不认识的列 {column}；这张表可以有自己的列，但必须是数字。",
        "Unknown column {column}; this table may have columns of your own, but they must hold numbers.",
    ),
    "data.empty_cell": ("{column} 不能为空。", "{column} must not be empty."),
    "data.wrong_type": ("值“{value}”不对，应为{expected}。", "The value “{value}” is wrong; expected {expected}."),
    "data.out_of_range": (
        "值 {value} 超出范围，应{expected}。",
        "The value {value} is out of range; expected {expected}.",
    ),
    "data.and_more": (
        "这一列还有 {count} 格有同样的问题。",
        "{count} more cells of this column have the same problem.",
    ),
    # rows and references
    "data.duplicate_key": (
        "{columns} 为“{key}”的行已在第 {earlier} 行出现过；每行必须不同。",
        "A row with {columns} “{key}” is already on line {earlier}; every row must differ.",
    ),
    "data.unknown_reference": ("{table} 里没有“{value}”。", "There is no “{value}” in {table}."),
    "data.unknown_driver": (
        "没有成本动因“{value}”；应为 {fixed}，或 cities.csv 中的数字列。",
        "There is no cost driver “{value}”; expected {fixed}, or a numeric column of cities.csv.",
    ),
    "data.cost_levels": (
        "应满足 low ≤ base ≤ high，实为 {low}、{base}、{high}。",
        "Expected low ≤ base ≤ high, but found {low}, {base}, {high}.",
    ),
    "data.drivers_differ": (
        "建设内容 {measure} 的成本项 {item} 在这里按 {value} 计，在别的行按 {other} 计；同一成本项只能有一个动因。",
        "Item {item} of measure {measure} is driven by {value} here and by {other} elsewhere; one item has one driver.",
    ),
    "data.uplink_id": (
        "上联链路的编号应为 {expected}（并行的写作 {expected}.2），实为 {value}。",
        "The id of this uplink should be {expected} (a parallel one: {expected}.2), but is {value}.",
    ),
    "data.urban_over_residents": (
        "城镇人口 {urban} 多于常住人口 {residents}。",
        "There are more urban residents ({urban}) than residents ({residents}).",
    ),
    "data.project_years": (
        "最早年份 {first} 晚于最晚年份 {last}。",
        "The first possible year {first} is after the last, {last}.",
    ),
    # uplinks
    "data.uplink_to_itself": ("{city} 的上联链路指向它自己。", "This uplink leads from {city} to itself."),
    "data.uplink_from_core": (
        "{city} 是枢纽中心城市，本来就是连通的，不能有上联链路；方向也许写反了。",
        "{city} is a core place, connected by definition, and takes no uplink; perhaps the direction is reversed.",
    ),
    "data.uplink_across": (
        "{from} 在 {own}，{to} 在 {other}；只有通往枢纽中心城市的链路才能跨省。",
        "{from} is in {own} and {to} in {other}; only uplinks to core places may cross provinces.",
    ),
    "data.uplink_cycle": (
        "上联链路绕成了圈：{cycle}；链路应一律朝向枢纽中心城市。",
        "Uplinks lead round in a circle: {cycle}; all of them must lead towards the core.",
    ),
    "data.no_way_to_core": (
        "省份 {province} 有 {count} 个城市，沿任何上联链路都到不了枢纽中心城市，永远无法连通：{cities}。",
        "From {count} cities of province {province} no chain of uplinks ends in a core place, "
        "so they can never be connected: {cities}.",
    ),
    # outlines and sources
    "data.not_geojson": (
        "不是合格的 GeoJSON（{reason}）；应为要素集合（FeatureCollection）。",
        "This is not valid GeoJSON ({reason}); a FeatureCollection was expected.",
    ),
    "data.wrong_feature": (
        "第 {feature} 个要素有问题：{reason}；应为经纬度坐标的面（带 id）或线。",
        "Feature {feature} is wrong: {reason}; expected an area (with an id) or a line in longitudes and latitudes.",
    ),
    "data.no_outline": ("缺少省份 {province} 的轮廓。", "The outline of province {province} is missing."),
    "data.no_source": (
        "{table} 的列 {column} 没有说明；每一列都要有含义、单位、年份、依据和来源。",
        "The column {column} of {table} has no row here; every column needs meaning, unit, year, basis and source.",
    ),
    "data.source_of_no_table": ("没有表“{value}”。", "There is no table “{value}”."),
    "data.source_of_no_column": ("{table} 里没有列“{value}”。", "{table} has no column “{value}”."),
}
