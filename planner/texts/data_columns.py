"""What every table and column of a data set means."""

TEXTS: dict[str, tuple[str, str]] = {
    # tables
    "table.regions": (
        "区域，如东部、中部；补助比例、目标和公平规则按区域写。",
        "Regions; grants, targets and equity rules name them.",
    ),
    "table.provinces": (
        "省份。除下列各列外，可以有自己的数字列。",
        "Provinces. Further columns of numbers are welcome.",
    ),
    "table.size_classes": (
        "城市规模等级：取城镇人口达到的最高一档。",
        "Size classes: a city belongs to the highest whose minimum its urban residents reach.",
    ),
    "table.carriers": ("运营商。", "Carriers."),
    "table.cities": (
        "所有地方：中小城市和枢纽中心城市。除下列各列外，可以有自己的数字列，用作成本动因、需求或受益人口。",
        "All places, small cities and core places. Further columns of numbers are welcome as cost drivers, demand or "
        "beneficiaries.",
    ),
    "table.uplinks": (
        "备选上联链路，一律朝向枢纽中心城市，不能绕圈；两个非枢纽城市之间的链路不能跨省。",
        "Candidate uplinks, all of them towards the core and none in a circle; between two places that are not core "
        "they stay inside a province.",
    ),
    "table.sites": (
        "期初已有的站点（如枢纽城市的云池），不花钱，一直在用。",
        "Sites that exist at the start, free and always on.",
    ),
    "table.unit_costs": (
        "单位成本。项目投资 = 各成本项单价 × 动因之和；区域和规模都写明的行优先，其次只写区域的，再次只写规模的。",
        "Unit costs. A project's capex is the sum over its measure's items of cost × driver; the row with region and "
        "size class wins, then the one with region, then the one with size class.",
    ),
    "table.projects": (
        "项目库（可选）：在目录之外增加项目，或改写目录中同一建设内容、同一城市的项目；空格表示沿用目录的值。",
        "Project library (optional): adds projects, or overrides the catalogue's project of the same measure and city; "
        "empty cells keep the catalogue's values.",
    ),
    "table.pairs": (
        "城市与站点的配对（可选）：给出时代替按坐标算出的服务范围。",
        "Pairs of city and site (optional): replace the reach computed from coordinates.",
    ),
    "table.sources": (
        "每张表每一列的含义、单位、年份、依据和来源，一列不能少。",
        "Meaning and origin of every column of every table.",
    ),
    # columns of several tables
    "column.id": ("编号，唯一", "id, unique"),
    "column.name_zh": ("中文名", "name in Chinese"),
    "column.name_en": ("英文名", "name in English"),
    "column.province": ("所在省份", "province"),
    "column.region": ("所在区域；成本表中 all 为任意区域", "region; in unit costs all means any"),
    "column.lead_carrier": ("牵头运营商", "carrier that leads"),
    "column.source": ("来源", "source"),
    "column.basis": (
        "依据：observed 观测、derived 推算、modelled 模拟、assumed 假设",
        "basis: observed, derived, modelled or assumed",
    ),
    "column.measure": ("建设内容（模型文件中的编号）", "measure, as in the model file"),
    "column.city": ("城市", "city"),
    "column.modules": ("期初模块数；项目库中为已建或最多模块数", "modules at the start; in projects, built or at most"),
    "column.size_class": ("规模等级；all 为任意", "size class; all means any"),
    # cities and provinces
    "column.pinyin": ("拼音，供查找", "pinyin, for finding"),
    "column.prefecture": ("所属地级市", "prefecture"),
    "column.kind": ("类别，自定", "kind of place, free ids"),
    "column.core": ("是否枢纽中心城市（天然连通）", "core place, connected by definition"),
    "column.small": ("是否中小城市（规划对象）", "small city, the subject of planning"),
    "column.egress_nodes": ("出口节点数", "egress nodes"),
    "column.lon": ("经度", "longitude"),
    "column.lat": ("纬度", "latitude"),
    "column.residents": ("常住人口", "residents"),
    "column.urban_residents": ("城镇人口", "urban residents"),
    "column.homes": ("家庭户数", "homes"),
    "column.townships": ("乡镇街道数", "townships"),
    "column.communities": ("社区数", "communities"),
    "column.villages": ("行政村数", "villages"),
    "column.enterprises": ("企业数", "enterprises"),
    "column.gigabit_share_start": ("期初千兆家庭覆盖率", "share of homes with gigabit access at the start"),
    "column.pon10g_share_start": ("期初 10G-PON 端口占比", "share of 10G-PON ports at the start"),
    "column.old_data_centres": ("小散老旧数据中心数", "small old data centres"),
    "column.cloud_demand_vcpu": ("云资源需求", "demand for cloud computing"),
    "column.homes_to_pass": (
        "尚未覆盖千兆的家庭户数 = 户数 ×（1 − 期初覆盖率）",
        "homes still to be passed = homes × (1 − share at the start)",
    ),
    "column.short_zh": ("简称", "short name in Chinese"),
    "column.local_budget_myuan": ("地方财政每年上限", "yearly limit of local money"),
    "column.min_urban_residents": ("该等级的城镇人口下限", "smallest number of urban residents of the class"),
    "column.capex_share": ("占资本开支的比例", "share of capex"),
    # uplinks, costs, projects, pairs, sources
    "column.from": ("下端城市", "lower end"),
    "column.to": ("上端城市（朝向枢纽）", "upper end, nearer the core"),
    "column.route_km": ("路由长度", "length of the route"),
    "column.route": ("光缆路由名；同一城市各链路不同", "name of the cable route, distinct for each uplink of a city"),
    "column.item": ("成本项", "cost item"),
    "column.driver": (
        "动因：one（每个）、route_km（每公里）、module（每模块），或 cities.csv 的数字列",
        "driver: one, route_km, module, or a numeric column of cities.csv",
    ),
    "column.low_myuan": ("单位成本，低值", "unit cost, low"),
    "column.base_myuan": ("单位成本，基准值", "unit cost, base"),
    "column.high_myuan": ("单位成本，高值", "unit cost, high"),
    "column.unit_zh": ("单位，中文", "unit in Chinese"),
    "column.unit_en": ("单位，英文", "unit in English"),
    "column.status": ("状态：备选、必建、已建、排除", "status: candidate, committed, built or excluded"),
    "column.first_year": ("最早开工年份", "first possible year of start"),
    "column.last_year": ("最晚开工年份", "last possible year of start"),
    "column.by_year": ("必建项目最迟投用年份", "year by which a committed project is in service"),
    "column.capex_myuan": ("投资", "capex"),
    "column.opex_myuan": ("每年运行费", "yearly opex"),
    "column.lead": ("牵头方：运营商编号或 shared", "who leads: a carrier or shared"),
    "column.stage": (
        "项目阶段，自定文字；补助规则的 stages 可据此限定，空为目录项目",
        "stage of the project in words of your own, which stages of a subsidy rule may ask for; empty: as catalogued",
    ),
    "column.score": (
        "专家评分，越高越优；补助规则的 min_score、best_per_province 据此择优，空为未评分",
        "score given by experts, higher is better; min_score and best_per_province of a subsidy rule select by it; "
        "empty: not scored",
    ),
    "column.service": ("服务（模型文件中的编号）", "service, as in the model file"),
    "column.site_city": ("站点所在城市", "city of the site"),
    "column.distance_km": ("路由距离", "route distance"),
    "column.haul_myuan": ("每年把该市全部需求送到那里的费用", "yearly cost of carrying the city's whole demand there"),
    "column.table": ("表", "table"),
    "column.column": ("列", "column"),
    "column.meaning_zh": ("含义，中文", "meaning in Chinese"),
    "column.meaning_en": ("含义，英文", "meaning in English"),
    "column.unit": ("单位", "unit"),
    "column.year": ("年份", "year"),
    # units and kinds
    "unit.persons": ("人", "persons"),
    "unit.households": ("户", "households"),
    "unit.count": ("个", "count"),
    "unit.share": ("比例（0–1）", "share (0–1)"),
    "unit.km": ("公里", "km"),
    "unit.million_yuan": ("百万元", "million yuan"),
    "unit.degrees": ("度", "degrees"),
    "unit.vCPU": ("vCPU", "vCPU"),
    "unit.year": ("年", "year"),
    "unit.yuan_driver": ("百万元/动因单位", "million yuan per unit of the driver"),
    "kind.id": ("编号", "id"),
    "kind.text": ("文字", "text"),
    "kind.int": ("整数", "whole number"),
    "kind.number": ("数字", "number"),
    "kind.flag": ("0 或 1", "0 or 1"),
    # the reference page
    "tables.title": ("数据集各表 · Tables of a data set", "Tables of a data set"),
    "tables.intro": (
        "数据集是一个文件夹：dataset.toml、outlines.geojson（可选）和以下各表（UTF-8 的 CSV）。"
        "没有轮廓时地图只画各地的点，没有经纬度时没有地图。金额（列名以 _myuan 结尾）为百万元不变价，"
        "货币名称写在 dataset.toml 的 currency_zh 和 currency_en（不写则为元）；人口为人。"
        "本页由 planner/data/contracts.py 生成，读表和检查用的是同一份声明。",
        "A data set is a folder with dataset.toml, perhaps outlines.geojson, and these tables (CSV in UTF-8). Without "
        "outlines a map shows the places alone; without coordinates there is no map. Money (columns that end in "
        "_myuan) is in millions, at constant prices, of the currency that currency_zh and currency_en name in "
        "dataset.toml (yuan if they name none); people are persons. This page is generated from "
        "planner/data/contracts.py, the declaration that also serves reading and checking.",
    ),
    "tables.heading": (
        "列 column | 类型 kind | 单位 unit | 必有 required | 可空 may be empty | 范围 range | 含义 meaning",
        "column | kind | unit | required | may be empty | range | meaning",
    ),
    "tables.yes": ("是 yes", "yes"),
    "tables.no": ("否 no", "no"),
    "tables.default": ("否，缺省 {default} · no, default {default}", "no, default {default}"),
    "tables.keys": ("唯一 unique：{keys}", "unique: {keys}"),
}
