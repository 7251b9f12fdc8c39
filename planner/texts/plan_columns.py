"""Meanings of the tables of a plan and of their columns, for the reference page made from the tables' schemas."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "plan_tables.title": ("方案各表 · Tables of a plan", "Tables of a plan"),
    "plan_tables.intro": (
        "一次运行的 plan/ 和 baselines/<方案>/ 文件夹中的各表，CSV（UTF-8）与 Parquet 两种格式，内容相同。"
        "金额为百万元不变价，精确到元。本页由 planner/plan/plan.py 生成，写表时用的是同一份声明。",
        "The tables in the folders plan/ and baselines/<plan>/ of a run, as CSV (UTF-8) and as Parquet with the same "
        "content. Money is in million yuan at constant prices, exact to the yuan. This page is generated from "
        "planner/plan/plan.py, the declaration by which the tables are written.",
    ),
    "plan_tables.heading": (
        "列 column | 类型 kind | 单位 unit | 含义 meaning",
        "column | kind | unit | meaning",
    ),
    "plan_tables.where_used": (
        "只在模型用到且有内容时写出。",
        "Written only where the model uses it and there are rows.",
    ),
    "plan_kind.text": ("文字", "text"),
    "plan_kind.year": ("年份，可空", "year, may be empty"),
    "plan_kind.whole": ("整数，可空", "whole number, may be empty"),
    "plan_kind.money": ("数字", "number"),
    "plan_kind.number": ("数字", "number"),
    "plan_unit.money": ("百万元", "million yuan"),
    # Tables.
    "plan_table.projects": (
        "开工和期初已有的项目，一个一行。",
        "Projects that start, and those that exist at the start; one a row.",
    ),
    "plan_table.modules": (
        "分模块的设施每年有多少模块。",
        "Modules of sites with capacity, by year.",
    ),
    "plan_table.payments": (
        "谁为哪个项目付多少；一个项目一年的付款合计等于当年投资。",
        "Who pays how much for which project; the payments of a project and year add up to its capex of that year.",
    ),
    "plan_table.services": (
        "哪座城市在哪些年末有哪项服务，每年一行。",
        "Which city has which service at the end of which years, one row a year.",
    ),
    "plan_table.assignments": (
        "城市由哪处设施服务，每年一行。",
        "Which site serves a city, one row a year.",
    ),
    "plan_table.connections": (
        "经上联链路接入骨干的城市，每年一行。",
        "Cities connected to the core by uplinks, one row a year.",
    ),
    "plan_table.statuses": (
        "达到某种状态（如千兆城市）的城市，每年一行。",
        "Cities that have a status, such as gigabit city; one row a year.",
    ),
    "plan_table.funding": (
        "资金按省份、年份和出资方汇总，即 payments 之和。",
        "Money by province, year and payer: the sums of payments.",
    ),
    "plan_table.grants": (
        "每个项目每年得到的补助，及其上限如何得出。",
        "Grants by project and year, and how the most they may be comes about.",
    ),
    "plan_table.indicators": (
        "各项指标，按全国、区域、省份或自定城市组。",
        "Indicators by nation, region, province or group of the user's own.",
    ),
    "plan_table.targets": (
        "目标要求多少、达到多少、还缺多少。",
        "What targets ask, what is reached, and what is missing.",
    ),
    "plan_table.rules": (
        "限额与公平规则的实际值和界限。",
        "Limits and equity rules: what they come to, and their bounds.",
    ),
    "plan_table.prices": (
        "全国约束的价格：放松一个单位，目标能变好多少。",
        "Prices of national rows: what one more unit would be worth to a goal.",
    ),
    "plan_table.protections": (
        "双归：每座受保护城市用到的两条路的链路。",
        "Dual homing: the uplinks on the two ways of each protected city.",
    ),
    "plan_table.rings": (
        "环网保护：受保护城市两侧的路所经各地的下一条链路。",
        "Rings: the next link, on each side, of every place on the ways of protected cities.",
    ),
    "plan_table.flows": (
        "每条上联链路每年的流量和波长数。",
        "Traffic and wavelengths of uplinks, by year.",
    ),
    "plan_table.thresholds": (
        "状态各门槛在每座城市每年的值。",
        "Figures that a status asks for, by city and year.",
    ),
    "plan_table.obligations": (
        "义务所指的项目及其是否按期完成。",
        "Projects that obligations name, and whether they are done in time.",
    ),
    "plan_table.claims": (
        "多条补助互斥时，项目选用了哪一条。",
        "Which subsidy rule a project takes where only one may be taken.",
    ),
    "plan_table.packages": (
        "按工程包发放的补助：每省、出资方和年份的包数。",
        "Grants by packages: how many by province, account and year.",
    ),
    "plan_table.instalments": (
        "分期付款或跨年建设时，每一期由谁在何年支付；到期年份在规划期之后的，在规划期末年预留。",
        "Who pays each instalment in which year, where works are paid in instalments or take years to build; what "
        "falls due after the last planning year is set aside in it.",
    ),
    "plan_table.viability": (
        "项目值不值得企业做：收入、运营费、缺口与净现值。",
        "Whether projects pay: revenue, operating cost, gap and net present value.",
    ),
    "plan_table.viability_cities": ("同上，按城市汇总。", "The same, summed by city."),
    # Columns; where a table gives one a meaning of its own, its name stands before the column's.
    "plan_column.project": (
        "项目编号：建设内容:城市，链路为 建设内容:下端>上端",
        "project: measure:city, an uplink's is measure:lower>upper",
    ),
    "plan_column.measure": ("建设内容（模型文件中的编号）", "measure, as in the model file"),
    "plan_column.projects.kind": (
        "own 本地建设，site 可服务他处的设施，uplink 上联链路",
        "own: works of a city; site: facility that serves others; uplink",
    ),
    "plan_column.city": ("城市代码；链路为其下端", "city; of an uplink its lower end"),
    "plan_column.to": ("链路的上端，其他项目为空", "upper end of an uplink, else empty"),
    "plan_column.province": ("省份代码", "province"),
    "plan_column.region": ("区域", "region"),
    "plan_column.account": (
        "牵头的运营商或共建方，shared 为各家共同；+ 后为参与出资的各方，@ 后为从开工到投用的年数和各期付款比例",
        "carrier or co-build that leads; shared: all carriers together; after + those who join to pay, after @ years "
        "from start to service and the parts paid in each year",
    ),
    "plan_column.projects.status": (
        "built 期初已有，committed 已承诺，candidate 由规划选定",
        "built: exists at the start; committed; candidate: chosen by the plan",
    ),
    "plan_column.status": ("状态（模型文件中的编号）", "status, as in the model file"),
    "plan_column.start_year": ("开工年份，期初已有的为空", "year of start; empty for what exists"),
    "plan_column.in_service_year": (
        "投用年份（年末前），期初已有的为空；所有建设内容都在开工当年投用时没有此列",
        "year by whose end it is in service, empty for what exists; absent where all works are in service in the year "
        "of their start",
    ),
    "plan_column.instalments.in_service_year": ("所付工程的投用年份", "year in which the works go into service"),
    "plan_column.instalment": ("第几期，从 1 起", "number of the instalment, from 1"),
    "plan_column.due_year": ("到期年份，可在规划期之后", "year in which it falls due, maybe after the planning years"),
    "plan_column.instalments.year": ("支付（或预留）年份", "year in which it is paid, or set aside"),
    "plan_column.capex_myuan": ("投资", "capital expenditure"),
    "plan_column.projects.capex_myuan": ("投资，不含模块", "capital expenditure without modules"),
    "plan_column.modules.capex_myuan": ("当年新增模块的投资", "capital expenditure of the modules added that year"),
    "plan_column.modules": ("模块数", "modules"),
    "plan_column.projects.modules": ("规划期末的模块数", "modules at the end of the plan"),
    "plan_column.module_capex_myuan": ("各年新增模块的投资合计", "capital expenditure of all modules added"),
    "plan_column.opex_myuan": ("每年运营费", "yearly operating cost"),
    "plan_column.grant_myuan": ("其中补助", "of it grants"),
    "plan_column.local_myuan": ("其中地方资金", "of it local money"),
    "plan_column.enterprise_myuan": ("其中企业出资", "of it enterprises' own money"),
    "plan_column.year": ("年份；存量为年末", "year; of stocks its end"),
    "plan_column.indicators.year": ("年份；all 为各年合计", "year; all: sum over the plan"),
    "plan_column.rules.year": ("年份；all 为各年合计", "year; all: sum over the plan"),
    "plan_column.added": ("当年新增的模块数", "modules added that year"),
    "plan_column.payer_kind": (
        "grant 补助，local 地方资金，enterprise 企业出资",
        "grant; local: local money; enterprise: own money of a carrier",
    ),
    "plan_column.payer": ("出资方：资金渠道或企业", "who pays: fund or enterprise"),
    "plan_column.subsidy": ("补助规则，不是补助的为空", "subsidy rule; empty for other money"),
    "plan_column.amount_myuan": ("金额", "amount"),
    "plan_column.service": ("服务（模型文件中的编号）", "service, as in the model file"),
    "plan_column.assignments.project": (
        "使城市得到服务的接入项目，没有时为空",
        "works of the city by which it is served, empty where none are needed",
    ),
    "plan_column.site": ("提供服务的设施（项目编号）", "site that serves, a project"),
    "plan_column.assignments.share": ("该设施承担的城市需求比例", "share of the city's demand that the site carries"),
    "plan_column.fund": ("资金渠道", "fund"),
    "plan_column.base_myuan": ("计算补助的基数", "amount of which the rule pays a share"),
    "plan_column.gap_myuan": ("投资回收缺口", "viability gap"),
    "plan_column.grants.share": ("规则在该地区的补助比例", "share that the rule pays in that region"),
    "plan_column.ceiling_myuan": (
        "规则的单个项目上限，没有时为空",
        "ceiling for one project, empty where there is none",
    ),
    "plan_column.bound_myuan": (
        "当年至多能补多少：比例、上限、缺口和公共资金比例中最紧的",
        "most that may be paid that year: the least of share, ceiling, gap and share of public money",
    ),
    "plan_column.indicator": ("指标，如 cities.gigabit", "indicator, such as cities.gigabit"),
    "plan_column.by": ("nation、region、province、city 或 group", "nation, region, province, city or group"),
    "plan_column.group": ("其中哪一个；差距规则为 高>低", "which of them; of a gap rule higher>lower"),
    "plan_column.value": ("值，单位随指标", "value in the indicator's unit"),
    "plan_column.indicators.value": ("值", "value"),
    "plan_column.unit_zh": ("单位，中文", "unit in Chinese"),
    "plan_column.unit_en": ("单位，英文", "unit in English"),
    "plan_column.target": ("目标", "target"),
    "plan_column.at_least": ("至少要求多少", "what is asked at least"),
    "plan_column.shortfall": ("还缺多少", "what is missing"),
    "plan_column.rule": ("限额或公平规则", "limit or equity rule"),
    "plan_column.rules.kind": ("limit 或公平规则的种类", "limit, or the kind of equity rule"),
    "plan_column.bound": ("界限，只作度量的规则为空", "bound; empty for rules that are only measured"),
    "plan_column.side": ("at_least 或 at_most，没有界限时为空", "at_least or at_most; empty without a bound"),
    "plan_column.met": ("是否满足，1 或 0", "whether it is met, 1 or 0"),
    "plan_column.absolute": (
        "基尼规则未除以均值的值，其他为空",
        "of a Gini rule its value before division by the mean",
    ),
    "plan_column.row": ("约束的名称", "name of the row"),
    "plan_column.prices.kind": ("约束的种类，如 fund_budget", "kind of row, such as fund_budget"),
    "plan_column.id": ("约束所属的资金、目标或规则", "fund, target or rule that the row belongs to"),
    "plan_column.rhs": ("约束的右端，单位随约束", "right-hand side, in the row's unit"),
    "plan_column.prices.use": ("方案用了多少，单位随约束", "what the plan uses, in the row's unit"),
    "plan_column.slack": ("离界限还有多远，不为负", "distance to the limit, not negative"),
    "plan_column.price": ("右端多一个单位时目标的变化", "change of the goal by one more unit of the right-hand side"),
    "plan_column.price_unit_zh": ("价格的单位，中文", "unit of the price in Chinese"),
    "plan_column.price_unit_en": ("价格的单位，英文", "unit of the price in English"),
    "plan_column.goal": ("对哪个目标函数而言", "of which goal"),
    "plan_column.worth": (
        "该年起每多一个单位、可结转时对目标的价值",
        "worth of one more unit from that year on, where it is carried over",
    ),
    "plan_column.uplink": ("上联链路（项目编号）", "uplink, a project"),
    "plan_column.protections.use": ("经过该链路的比例", "fraction that goes over the uplink"),
    "plan_column.rings.city": ("城市代码；链路为其任一端", "city, at either end of the uplink"),
    "plan_column.rings.side": (
        "哪一侧：red 沿环序递减，blue 递增；也说明链路落在双节点枢纽的哪个节点",
        "side: red with falling ring order, blue with rising; also the node of a core place where the link lands",
    ),
    "plan_column.flow_gbps": ("流量（Gbps）", "traffic (Gbps)"),
    "plan_column.wavelengths": ("波长数", "wavelengths"),
    "plan_column.threshold": ("门槛", "figure asked for"),
    "plan_column.obligation": ("义务", "obligation"),
    "plan_column.by_year": ("期限", "year by which it is due"),
    "plan_column.done": ("是否按期完成，1 或 0", "whether done in time, 1 or 0"),
    "plan_column.packages": ("工程包数", "packages"),
    "plan_column.cities": ("有符合条件项目开工的中小城市数", "small cities where eligible projects start"),
    "plan_column.eligible_myuan": ("符合条件项目的投资", "capital expenditure of eligible projects"),
    "plan_column.pv_revenue_myuan": ("收入现值", "present value of revenue"),
    "plan_column.pv_opex_myuan": ("运营费现值", "present value of operating cost"),
    "plan_column.public_myuan": ("得到的公共资金", "public money received"),
    "plan_column.npv_myuan": ("企业净现值", "net present value to the enterprise"),
    "plan_column.payback_years": ("收回投资的年数，收不回为空", "years until the money is back; empty if never"),
    "plan_column.projects": ("项目数", "projects"),
}
