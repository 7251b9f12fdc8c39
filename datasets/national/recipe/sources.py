"""Table ``sources``: meaning, unit, year, basis and source of every column of every table."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["table", "column", "meaning_zh", "meaning_en", "unit", "year", "basis", "source"]

DIVISION = "npm china-division 2.7.0（统计用区划代码2023年版 / statistics bureau codes of 2023）"
COORDS = "PyPI cpca 0.5.5, adcodes.csv；raw/exceptions.csv"
CENSUS = "第七次全国人口普查，国家统计局 / 2020 census, NBS"
RECIPE = "datasets/national/recipe"
README = "datasets/national/README.md"
OWN = "本数据集 / this data set"
SPREAD = f"{CENSUS}；{RECIPE}/population.py"
LAUNCH = "2022年初 / start of 2022"

#: (meaning_zh, meaning_en, unit, year, basis, source) by table and column.
Row = tuple[str, str, str, str, str, str]

CITIES: dict[str, Row] = {
    "id": ("六位行政区划代码；市辖区合并为地级市代码", "six-digit division code; a city's districts together carry the city's", "-", "2023", "observed", DIVISION),
    "name_zh": ("名称", "Chinese name", "-", "2023", "observed", DIVISION),
    "name_en": ("英文名（拼音或通行拼写）", "English name (pinyin or established spelling)", "-", "2023", "derived", "PyPI pypinyin；raw/exceptions.csv, raw/names_en.csv"),
    "pinyin": ("不带声调的拼音，供检索", "pinyin without tones, for the finder", "-", "2023", "derived", "PyPI pypinyin；raw/exceptions.csv"),
    "province": ("省级代码", "province code", "-", "2023", "observed", DIVISION),
    "prefecture": ("所属地级市或州盟驻地；省直管则空", "own prefecture-level city, or the seat of its prefecture; empty if under the province itself", "-", "2023", "observed", f"{DIVISION}；raw/prefecture_seats.csv"),
    "kind": ("类别：地级市市区、县级市、县（旗）", "kind: prefecture-level city proper, county-level city, county or banner", "-", "2023", "observed", f"{DIVISION}；raw/exceptions.csv"),
    "core": ("枢纽中心城市：省会及百万以上城镇人口", "core place: provincial capital or a million urban residents", "0/1", "2020", "observed", f"raw/core_places.csv；{CENSUS}"),
    "small": ("中小城市：城镇人口不足百万", "small place: below a million urban residents", "0/1", "2020", "observed", f"raw/core_places.csv；{CENSUS}"),
    "egress_nodes": ("出口节点数：枢纽、地级市及州盟驻地2，其余1", "egress nodes: 2 in core places and prefecture seats, else 1", "count", LAUNCH, "assumed", "2019年技术要求（报道） / technical rules of 2019 (press)"),
    "lon": ("经度", "longitude", "degree", "about 2018", "observed", COORDS),
    "lat": ("纬度", "latitude", "degree", "about 2018", "observed", COORDS),
    "residents": ("常住人口；省级合计与普查一致", "residents; provincial totals equal the census", "person", "2020", "modelled", SPREAD),
    "urban_residents": ("城镇常住人口；省级合计与普查一致", "urban residents; provincial totals equal the census", "person", "2020", "modelled", SPREAD),
    "homes": ("城镇家庭户 = 城镇人口 × 家庭户人口占比 ÷ 户均人数", "urban family homes = urban residents × share living in families ÷ family size", "home", "2020", "derived", f"{CENSUS}；{RECIPE}/stock.py"),
    "townships": ("乡镇和街道数", "townships and subdistricts", "count", "2023", "observed", DIVISION),
    "communities": ("居委会数（代码末三位小于200）", "residents' committees (last three digits below 200)", "count", "2023", "observed", DIVISION),
    "villages": ("村委会数（末三位200–399）", "villagers' committees (last three digits 200–399)", "count", "2023", "observed", DIVISION),
    "enterprises": ("法人单位：区域每千人数，区域内 ∝ 城镇人口^1.15", "legal units: per 1,000 people by region, within it ∝ urban residents^1.15", "count", "2018–2023", "modelled", f"经济普查 / economic censuses；{RECIPE}/stock.py（指数为假设 / exponent assumed）"),
    "gigabit_share_start": ("期初千兆覆盖家庭占比", "share of homes with gigabit access at the start", "share", LAUNCH, "assumed", f"{README}；{RECIPE}/stock.py"),
    "pon10g_share_start": ("期初10G-PON端口占比", "share of 10G-PON ports at the start", "share", LAUNCH, "assumed", f"{README}；{RECIPE}/stock.py"),
    "old_data_centres": ("待整合老旧数据中心（县为期望值0.3）", "old data centres to consolidate (an expected 0.3 in a county)", "count", LAUNCH, "assumed", README),
    "cloud_demand_vcpu": ("云需求 = 法人单位 × 30 % × 4 + 人口 × 0.02", "cloud demand = enterprises × 30 % × 4 + residents × 0.02", "vCPU", "2025", "assumed", f"{RECIPE}/stock.py"),
    "lead_carrier": ("牵头企业：省内按50:45:5分派（移动、固网主导企业、广电）", "lead carrier: 50 : 45 : 5 in each province (Mobile, fixed-network incumbent, Broadnet)", "-", LAUNCH, "assumed", f"{RECIPE}/stock.py"),
    "homes_to_pass": ("待千兆覆盖家庭 = 家庭户 ×（1 − 期初占比）", "homes still to pass = homes × (1 − share at the start)", "home", LAUNCH, "modelled", f"{RECIPE}/stock.py"),
    "sites_5g_needed": ("达到每万城镇人口12个5G基站尚缺数", "5G sites missing to 12 per 10,000 urban residents", "count", LAUNCH, "assumed", f"工信部2021–2023年行动计划 / MIIT plan 2021–23；{RECIPE}/stock.py"),
}  # fmt: skip

PROVINCES: dict[str, Row] = {
    "id": ("省级代码", "province code", "-", "2023", "observed", DIVISION),
    "name_zh": ("名称", "Chinese name", "-", "2023", "observed", DIVISION),
    "name_en": ("英文名", "English name", "-", "2023", "observed", OWN),
    "short_zh": ("简称", "short Chinese name", "-", "2023", "derived", OWN),
    "region": ("区域", "region", "-", "2011", "observed", "国家统计局东中西部和东北划分 / NBS division of regions"),
    "lead_carrier": ("固网主导企业", "fixed-network incumbent", "-", "2002", "observed", "2002年固定网络南北拆分 / division of the fixed networks in 2002"),
    "local_budget_myuan": ("地方资金年度上限", "yearly limit of local money", "million yuan a year", "2022", "assumed", f"{RECIPE}/tables.py：中央资金10亿元按人口均分之半，东部1.5倍 / half of an even split of 1 bn central money, East 1.5 times"),
}  # fmt: skip

UPLINKS: dict[str, Row] = {
    "id": ("上联编号", "uplink id", "-", "2022", "derived", f"{RECIPE}/uplinks.py"),
    "from": ("起点城市", "city it serves", "-", "2022", "derived", f"{RECIPE}/uplinks.py"),
    "to": ("终点城市（更靠近枢纽）", "place nearer the core", "-", "2022", "derived", f"{RECIPE}/uplinks.py"),
    "route_km": ("路由长度 = 大圆距离 × 1.35（至少2公里）", "route length = great circle × 1.35 (at least 2 km)", "km", "2022", "modelled", f"{COORDS}；{RECIPE}/uplinks.py"),
    "route": ("光缆路由标签，同一城市各不相同", "label of the cable route, distinct within a city", "-", "2022", "derived", f"{RECIPE}/uplinks.py"),
}  # fmt: skip

SITES: dict[str, Row] = {
    "id": ("设施编号", "site id", "-", "2022", "derived", OWN),
    "city": ("所在城市", "city", "-", "2022", "assumed", README),
    "measure": ("建设内容", "measure", "-", "2022", "assumed", README),
    "modules": ("可供周边使用的富余模块（每块5000 vCPU）", "spare modules open to places in reach (5,000 vCPU each)", "count", LAUNCH, "assumed", f"{RECIPE}/tables.py：每百万城镇人口1个 / one per million urban residents"),
    "source": ("来源", "source", "-", "-", "derived", OWN),
}  # fmt: skip

UNIT_COSTS: dict[str, Row] = {
    "measure": ("建设内容", "measure", "-", "2022", "assumed", f"2022年通知 / the notice of 2022；{README}"),
    "item": ("造价项", "cost item", "-", "2022", "assumed", README),
    "name_zh": ("造价项名称", "Chinese name of the item", "-", "2022", "assumed", README),
    "name_en": ("造价项英文名", "English name of the item", "-", "2022", "assumed", README),
    "driver": ("计量列：one、module、route_km或cities的列", "driver: one, module, route_km or a column of cities", "-", "2022", "assumed", README),
    "region": ("区域或all", "region or all", "-", "2022", "assumed", README),
    "size_class": ("城市等级或all", "size class or all", "-", "2022", "assumed", README),
    "low_myuan": ("低值", "low value", "million yuan per driver unit", "2022", "assumed", "unit_costs.source"),
    "base_myuan": ("基准值", "base value", "million yuan per driver unit", "2022", "assumed", "unit_costs.source"),
    "high_myuan": ("高值", "high value", "million yuan per driver unit", "2022", "assumed", "unit_costs.source"),
    "unit_zh": ("单位", "unit in Chinese", "-", "2022", "derived", OWN),
    "unit_en": ("单位（英文）", "unit in English", "-", "2022", "derived", OWN),
    "basis": ("依据类别", "basis of the row", "-", "2022", "derived", OWN),
    "source": ("依据", "source of the row", "-", "2022", "derived", OWN),
}  # fmt: skip

PROJECT_RULE = f"{README}：期初已建成的规则 / rule of what is built at the start"
CATALOGUE = "空 = 取目录值 / empty = value of the catalogue"
PROJECTS: dict[str, Row] = {
    "id": ("项目编号", "project id", "-", "2022", "derived", OWN),
    "measure": ("建设内容", "measure", "-", LAUNCH, "assumed", PROJECT_RULE),
    "city": ("城市", "city", "-", LAUNCH, "assumed", PROJECT_RULE),
    "to": ("上联终点", "far end of an uplink", "-", LAUNCH, "assumed", PROJECT_RULE),
    "status": ("状态", "status", "-", LAUNCH, "assumed", PROJECT_RULE),
    "first_year": ("最早年份", "first possible year", "year", "-", "assumed", CATALOGUE),
    "last_year": ("最晚年份", "last possible year", "year", "-", "assumed", CATALOGUE),
    "by_year": ("须建成年份", "year by which it must be built", "year", "-", "assumed", CATALOGUE),
    "capex_myuan": ("投资", "capex", "million yuan", "2022", "assumed", CATALOGUE),
    "opex_myuan": ("年运行费", "yearly opex", "million yuan a year", "2022", "assumed", CATALOGUE),
    "lead": ("牵头企业", "lead carrier", "-", "-", "assumed", CATALOGUE),
    "modules": ("模块数", "modules", "count", "-", "assumed", CATALOGUE),
    "source": ("来源", "source", "-", "-", "derived", OWN),
}  # fmt: skip

REGIONS: dict[str, Row] = {
    "id": ("区域编号", "region id", "-", "2011", "observed", "国家统计局 / NBS"),
    "name_zh": ("名称", "Chinese name", "-", "2011", "observed", "国家统计局 / NBS"),
    "name_en": ("英文名", "English name", "-", "2011", "observed", "国家统计局 / NBS"),
}

CLASSES = "国发〔2014〕51号 / State Council circular 2014 no. 51"
SIZE_CLASSES: dict[str, Row] = {
    "id": ("等级编号", "class id", "-", "2014", "observed", CLASSES),
    "name_zh": ("名称", "Chinese name", "-", "2014", "observed", CLASSES),
    "name_en": ("英文名", "English name", "-", "2014", "observed", CLASSES),
    "min_urban_residents": ("城镇人口下限", "least urban residents", "person", "2014", "observed", CLASSES),
    "source": ("来源", "source", "-", "2014", "observed", CLASSES),
}

CARRIERS: dict[str, Row] = {
    "id": ("企业编号", "carrier id", "-", "2022", "observed", OWN),
    "name_zh": ("名称", "Chinese name", "-", "2022", "observed", OWN),
    "name_en": ("英文名", "English name", "-", "2022", "observed", OWN),
    "capex_share": ("在本类投资中的份额", "share in the money for these measures", "share", "2022", "assumed", README),
}

SOURCES: dict[str, Row] = {
    "table": ("表名", "table", "-", "-", "derived", OWN),
    "column": ("列名", "column", "-", "-", "derived", OWN),
    "meaning_zh": ("含义", "meaning in Chinese", "-", "-", "derived", OWN),
    "meaning_en": ("含义（英文）", "meaning in English", "-", "-", "derived", OWN),
    "unit": ("单位", "unit", "-", "-", "derived", OWN),
    "year": ("年份", "year", "-", "-", "derived", OWN),
    "basis": ("依据类别：observed 观测、derived 推导、modelled 模型、assumed 假设", "observed, derived, modelled or assumed", "-", "-", "derived", OWN),
    "source": ("来源", "source", "-", "-", "derived", OWN),
}  # fmt: skip

TABLES: dict[str, dict[str, Row]] = {
    "carriers": CARRIERS,
    "cities": CITIES,
    "projects": PROJECTS,
    "provinces": PROVINCES,
    "regions": REGIONS,
    "sites": SITES,
    "size_classes": SIZE_CLASSES,
    "sources": SOURCES,
    "unit_costs": UNIT_COSTS,
    "uplinks": UPLINKS,
}


def build(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for every column of every table in ``frames`` and of ``sources`` itself, in the tables' own order.

    Raises ValueError naming columns that are described and missing, or the other way round.
    """
    columns = {name: list(frame.columns) for name, frame in frames.items()} | {"sources": COLUMNS}
    wrong = [
        f"{table}.{column}"
        for table in sorted(columns.keys() | TABLES.keys())
        for column in sorted(set(columns.get(table, [])) ^ set(TABLES.get(table, {})))
    ]
    if wrong:
        raise ValueError(f"described and built columns differ: {', '.join(wrong)}")
    rows = [(table, column, *TABLES[table][column]) for table in sorted(columns) for column in columns[table]]
    return pd.DataFrame(rows, columns=COLUMNS)
