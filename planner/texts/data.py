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
        "不认识的文件 {file}，它会被忽略。",
        "The file {file} is not known and would be ignored.",
    ),
    "data.symlink": (
        "这是一个符号链接；数据集里只能有真正的文件，请把内容复制进来。",
        "This is a symbolic link; a data set holds real files only: copy the content into the folder.",
    ),
    "data.is_folder": (
        "这是一个文件夹；这里应是一个文件。",
        "This is a folder; a file was expected here.",
    ),
    "data.too_large": (
        "文件有 {size} MB；这样的表最多 {most} MB，多半放错了文件。",
        "The file has {size} MB; such a table has {most} MB at most, so this is probably another file.",
    ),
    "data.delimiter": (
        "各格之间用的是{found}；这里应是英文逗号：请另存为“CSV UTF-8（逗号分隔）”。planner import 可以直接读这种文件。",
        "Cells are separated by {found}; commas were expected: save it as “CSV UTF-8 (comma delimited)”. "
        "planner import reads such files as they are.",
    ),
    "data.delimiter_semicolon": ("分号", "semicolons"),
    "data.delimiter_tab": ("制表符", "tabs"),
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
    "data.setting_unknown": ("不认识的键 {key}。", "Unknown key {key}."),
    "data.setting_missing": ("缺少键 {key}。", "The key {key} is missing."),
    "data.setting_wrong": (
        "值“{value}”不合要求，应为：{expected}。",
        "The value “{value}” will not do; expected {expected}.",
    ),
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
    "data.half_coordinates": (
        "{city} 的经纬度只写了一个；应两个都写，或都留空。",
        "{city} has only one of longitude and latitude; expected both or neither.",
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
    # planner import: reading the table
    "data.import_no_file": ("没有这个文件。", "There is no such file."),
    "data.import_two_headings": (
        "列名占了两行（第 {first}、{second} 行），多半有合并的单元格：请取消合并，把列名写在一行，每列一个。",
        "Headings take two rows (rows {first} and {second}), probably with merged cells: unmerge them and write the "
        "headings into one row, one for each column.",
    ),
    "data.expected_import_number": (
        "数字；可带千分位逗号或 %，单位写在列名里，如“人口（万人）”",
        "a number; separators of thousands and % are fine, units belong into the heading, such as “homes (thousand)”",
    ),
    "data.import_old_excel": (
        "这是旧版 Excel 文件（.xls）：请另存为 .xlsx 或 CSV。",
        "This is an old Excel file (.xls): save it as .xlsx or CSV.",
    ),
    "data.import_not_excel": (
        "这个文件像 .xlsx，却打不开：{reason}。",
        "This file looks like .xlsx but cannot be opened: {reason}.",
    ),
    "data.import_too_large": (
        "这个工作簿解压后有 {size} MB，太大了；请只留下城市表再存一次。",
        "This workbook unpacks to {size} MB, which is too much; keep only the table of cities and save it again.",
    ),
    "data.import_no_sheet": ("工作簿里没有工作表“{sheet}”。", "The workbook has no sheet “{sheet}”."),
    "data.import_not_calculated": (
        "有 {count} 个公式还没有计算结果（{cells}），读出来会是空的或 0；"
        "请用 Excel 或 WPS 打开这个文件，保存一次，再导入。",
        "{count} formula(s) were never calculated ({cells}) and would be read as empty or 0; "
        "open the file in a spreadsheet program, save it, and import it again.",
    ),
    "data.import_encoding": (
        "认不出文件的编码；请存为 CSV UTF-8 或 .xlsx。",
        "The encoding of the file was not recognised; save it as CSV UTF-8 or .xlsx.",
    ),
    "data.import_no_headings": (
        "前 {rows} 行里没有列名；列名那一行至少要有两格。",
        "There are no headings in the first {rows} rows; the row of headings needs at least two cells.",
    ),
    # planner import: headings
    "data.import_no_heading": ("表里没有列“{heading}”。", "The table has no column “{heading}”."),
    "data.import_mapping": (
        "“{heading}”的对应“{value}”写法不对；应为列名、列名*倍数，或 -（不用）。",
        "The mapping “{value}” of “{heading}” is wrong; expected a column, column*factor, or - (leave out).",
    ),
    "data.import_unit": (
        "单位“{unit}”与 {column} 的单位（{wanted}）不符；如确实要换算，请写成 --map 列名=列*倍数。",
        "The unit “{unit}” does not fit {column} ({wanted}); "
        "to convert all the same, write --map heading=column*factor.",
    ),
    "data.import_same_column": (
        "“{first}”和“{second}”都对应 {column}；请用 --map {second}=- 去掉一个。",
        "“{first}” and “{second}” both stand for {column}; leave one out with --map {second}=-.",
    ),
    "data.import_no_key": (
        "没有一列是编号或名称，不知道每一行说的是哪个地方；请用 --map 列名=id 或 --map 列名=name_zh 指明。",
        "No column holds ids or names, so it is unknown which place a row speaks of; "
        "say so with --map heading=id or --map heading=name_zh.",
    ),
    "data.import_nothing": (
        "除了编号和名称，没有一列能对上 cities.csv 的列；请用 --map 列名=列 指明。",
        "Beside ids and names no column corresponds to one of cities.csv; name it with --map heading=column.",
    ),
    "data.import_nobody": (
        "没有一行给出本数据集中某个地方的值，没有可导入的内容。",
        "No row gives a value for a place of this data set, so there is nothing to import.",
    ),
    "data.import_how_named": ("您指定的", "as you said"),
    "data.import_how_same": ("同名", "same name"),
    "data.import_how_synonym": ("同义", "known heading"),
    "data.import_how_near": ("相近，请核对", "similar, please check"),
    "data.import_how_none": ("未用", "not used"),
    "data.import_heading": ("{heading} → {column}（{how}）", "{heading} → {column} ({how})"),
    "data.import_heading_scaled": (
        "{heading} → {column} × {factor}（{how}）",
        "{heading} → {column} × {factor} ({how})",
    ),
    "data.import_heading_left_out": ("{heading} → 不用", "{heading} → left out"),
    # planner import: places
    "data.import_province": ("没有省份“{value}”。", "There is no province “{value}”."),
    "data.import_ambiguous": (
        "“{name}”对应不止一个地方：{places}；请写全称，或加一列省份或编号。",
        "“{name}” fits several places: {places}; write the whole name, or add a column with the province or the id.",
    ),
    "data.import_same_place": (
        "{place} 已在第 {earlier} 行出现过；每个地方只能有一行。",
        "{place} is already on row {earlier}; each place takes one row.",
    ),
    "data.import_matched": (
        "{rows} 行中有 {matched} 行对上了地方。",
        "{matched} of {rows} rows were matched to places.",
    ),
    "data.import_beginning": (
        "第 {line} 行按名称开头对上 {place}，请核对。",
        "Row {line} was taken for {place} by the beginning of its name, please check.",
    ),
    "data.import_other_id": (
        "第 {line} 行的编号不认识，按名称对上 {place}，请核对。",
        "The id of row {line} is not known; by its name it was taken for {place}, please check.",
    ),
    "data.import_unmatched": ("第 {line} 行“{label}”没有对上任何地方。", "Row {line}, “{label}”, matches no place."),
    "data.import_unmatched_near": (
        "第 {line} 行“{label}”没有对上任何地方，最相近的是 {nearest}。",
        "Row {line}, “{label}”, matches no place; the most similar is {nearest}.",
    ),
    "data.import_added": (
        "新增 {id} {name}，带 {uplinks} 条备选上联链路。",
        "New place {id} {name}, with {uplinks} candidate uplinks.",
    ),
    "data.import_refused": (
        "第 {line} 行“{label}”像是新的地方，但还缺：{missing}；没有加入。",
        "Row {line}, “{label}”, looks like a new place but lacks {missing}; it is not added.",
    ),
    # planner import: values
    "data.import_range": (
        "{column} 的值 {value} 超出范围，应在 {low} 到 {high} 之间；如单位不同，请写成 --map 列名={column}*倍数。",
        "The value {value} of {column} is out of range, expected {low} to {high}; "
        "if it is in another unit, write --map heading={column}*factor.",
    ),
    "data.import_scale": (
        "“{heading}”的值约为原来 {column} 的 {ratio} 倍，单位多半不同；请写成 --map {heading}={column}*倍数"
        "（确实没错则倍数写 1）。",
        "The values of “{heading}” are about {ratio} times those of {column}, so their unit is probably another one; "
        "write --map {heading}={column}*factor (factor 1 if they are right).",
    ),
    "data.basis_observed": ("观测", "observed"),
    "data.basis_derived": ("推算", "derived"),
    "data.basis_modelled": ("模拟", "modelled"),
    "data.basis_assumed": ("假设", "assumed"),
    "data.import_replaces": (
        "{column}（{meaning}，原为{basis}值）：给出 {given} / {of} 个地方，{changed} 个值改变。",
        "{column} ({meaning}, {basis} until now): given for {given} of {of} places, {changed} values change.",
    ),
    "data.import_new_column": (
        "{column}（{meaning}）：新的一列，给出 {given} / {of} 个地方。",
        "{column} ({meaning}): a new column, given for {given} of {of} places.",
    ),
    "data.import_follows": (
        "{column}（{meaning}）：随之重算，{changed} 个值改变。",
        "{column} ({meaning}): computed anew from these, {changed} values change.",
    ),
    "data.import_untouched": (
        "以下推算的列没有随之改变，如果它们依赖于改动过的列，请一并导入：{columns}。",
        "These derived columns stay as they are; import them too if they depend on what changed: {columns}.",
    ),
    "data.import_gaps": (
        "{column} 是新的一列，每个地方都要有值，但只给出 {given} / {of} 个。",
        "{column} is a new column and needs a value for every place, but only {given} of {of} are given.",
    ),
    # planner import: writing
    "data.import_out_taken": (
        "这里已经有东西了；请给一个还不存在的文件夹。",
        "Something is there already; give a folder that does not exist yet.",
    ),
    "data.import_written": (
        "已写入新数据集 {folder}：改动 {cells} 个值，新增 {added} 个地方。",
        "Wrote the new data set {folder}: {cells} values changed, {added} places added.",
    ),
    "data.import_name": ("（含 {file} 的数据）", " (with figures from {file})"),
    "data.import_source": ("用户表 {file}，列“{heading}”", "user's table {file}, column “{heading}”"),
    "data.import_source_part": (
        "{given}/{of} 个地方用户表 {file}，列“{heading}”",
        "{given} of {of} places from the user's table {file}, column “{heading}”",
    ),
}
