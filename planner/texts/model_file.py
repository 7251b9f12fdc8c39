"""What each table and key of a model file means, in Chinese; the English stands in the schema itself.

Keys of :data:`MEANING_ZH` are ``Table`` for a table and ``Table.key`` for one of its keys, with the names of the
classes in :mod:`planner.config.schema`; a test holds that none is missing and none is left over. The sentences of the
reference page are in :data:`TEXTS`.
"""

from __future__ import annotations

import re

MEANING_ZH: dict[str, str] = {
    "Named": "带有中英文名称的表；含数值时还要写明依据与出处。",
    "Named.name_zh": "中文名称，用于报告。",
    "Named.name_en": "英文名称，用于报告。",
    "Named.basis": "本表数值的可靠程度：observed 实测、derived 推算、modelled 模型估计、assumed 假设。",
    "Named.source": "本表数值的出处；空表示用户自定。",
    "Model": "一个完整的模型文件：基础文件、情景和单项覆盖均已并入。",
    "Model.name_zh": "规划问题的中文名称。",
    "Model.name_en": "规划问题的英文名称。",
    "Model.question_zh": "本文件所回答的问题（中文）。",
    "Model.question_en": "本文件所回答的问题（英文）。",
    "Model.dataset": "数据集文件夹，相对于本文件。",
    "Model.cost_level": "取 unit_costs.csv 的哪一列：low 低、base 中、high 高。",
    "Model.scope": "规划数据集的哪一部分。",
    "Model.time": "规划年份。",
    "Model.measures": "可以建设的内容。",
    "Model.services": "城市得到的服务。",
    "Model.statuses": "若干服务合成的状态。",
    "Model.carriers": "电信企业及其投资。",
    "Model.funds": "财政资金。",
    "Model.subsidies": "补助规则。",
    "Model.indicators": "用户自定的指标。",
    "Model.targets": "目标值，完不成时给出差额。",
    "Model.limits": "对指标的硬限制。",
    "Model.rules": "公平规则。",
    "Model.goals": "依次优化的次序目标。",
    "Model.assumptions": "随每个方案列出的假设。",
    "Model.what_if": "有名称的情景。",
    "Model.solve": "默认的停止条件。",
    "Scope": "规划数据集的哪一部分；空列表表示全部。",
    "Scope.provinces": "要规划的省级代码；空为全部。",
    "Scope.regions": "要规划的区域标识；空为全部。",
    "Time": "规划年份，以及时间如何影响资金与效益。",
    "Time.first_year": "项目可以开工的第一年。",
    "Time.last_year": "项目可以开工的最后一年。",
    "Time.price_year": "全部金额所用不变价的年份。",
    "Time.discount_rate": "年折现率，只用于 pv.* 指标，第一年不折现。",
    "Time.terminal_years": "期末存量继续产生效益、运维费和传输费的年数；此前各年的存量只计次年一年。",
    "Where": "哪些地方可以建；所给条件须同时满足，空列表表示不限。",
    "Where.small": '只限中小城市（true）、只限其他（false），或不限（"any"）。',
    "Where.core": '只限枢纽城市（true）、只限其他（false），或不限（"any"）。',
    "Where.kinds": "地方类别，见 cities.csv 的 kind。",
    "Where.size_classes": "数据集的规模等级标识。",
    "Where.regions": "区域标识。",
    "Where.provinces": "省级代码。",
    "Where.cities": "城市标识。",
    "Where.at_least": "cities.csv 某数值列的最小值。",
    "Where.at_most": "cities.csv 某数值列的最大值。",
    "Requirement": "项目计为建成之前，同一城市同一年必须具备的条件："
    "在 measures、services、connected 所列各项中至少具备 count 项。",
    "Requirement.measures": "同一城市的 city 或 site 类建设内容。",
    "Requirement.services": "该城市已有的服务。",
    "Requirement.connected": "该城市经任意一串已建上联与枢纽城市相通。",
    "Requirement.count": "所列各项中需要具备几项。",
    "Measure": "一种可以建设的内容；一种内容在一个地方就是一个项目。",
    "Measure.kind": "city：在一个城市建设；uplink：从一个城市到更靠近枢纽之处的链路；"
    "site：为可达范围内的城市服务的设施。",
    "Measure.where": "可以建在哪些地方（上联指其下端）。",
    "Measure.requires": "前提条件，每条有自己的名称。",
    "Measure.lead": "由谁牵头并承担企业出资：shared 各企业共担、不限比例；"
    "city 或 province 取该表 lead_carrier 列；或写企业标识。",
    "Measure.first_year": "最早开工年，默认为规划期第一年。",
    "Measure.last_year": "最晚开工年，默认为规划期最后一年。",
    "Measure.opex_share": "年运维费占投资的比例，从投用后一年起计。",
    "Measure.capacity_per_module": "每个模块可承载的需求，单位同 demand 列；不写则不限（仅 site）。",
    "Measure.max_modules": "一处最多几个模块。",
    "Measure.notice": "本项建设内容所对应的政策任务。",
    "Service": "城市得到的服务，来自本地项目或可达范围内的设施。",
    "Service.mode": "own：本地项目投用即得；cover：可达范围内有设施即全部覆盖；"
    "capacity：需求分给可达的设施，由其模块承载。",
    "Service.measure": "提供服务的建设内容：own 用 city 类，cover 和 capacity 用 site 类。",
    "Service.beneficiaries": "residents.* 与 benefit 所数的受益人，为 cities.csv 的一列。",
    "Service.weight": "每个受益人享用服务一年的效益。",
    "Service.reach_km": "到设施的最大路由距离，公里（cover、capacity）。",
    "Service.max_sites": "只计最近的若干处设施。",
    "Service.connected": "城市须已联通才能得到服务（cover、capacity）。",
    "Service.existing": "期初已有的设施可服务谁：none 不可、own_province 本省、all 各省。",
    "Service.demand": "需要承载的需求，为 cities.csv 的一列（capacity）。",
    "Service.demand_growth": "该需求的年增长率。",
    "Service.min_fill": "新增模块容量的最低使用比例（不建空池）。",
    "Service.haul_myuan_per_unit_km": "每单位需求传输一公里的年费用。",
    "Status": "有名称的状态：城市在同一年同时具备所列服务（和联通），如“基本建成”。",
    "Status.services": "城市必须具备的服务。",
    "Status.connected": "城市须与枢纽城市相通。",
    "Carrier": "一家电信企业用于这些建设内容的投资。",
    "Carrier.budget": "各年投资上限，百万元。",
    "Carrier.carry_over": "未用完部分可结转次年的数额，以占当年预算的比例计；all 为不限。",
    "Fund": "财政资金。grant 类只经补助规则支出；local 类用于本省项目。",
    "Fund.kind": "grant：全国额度；local：按省限额。",
    "Fund.budget": "各年额度，百万元（grant 类）。",
    "Fund.carry_over": "未用完部分可结转次年的数额，以占当年预算的比例计；all 为不限。",
    "Fund.limit_column": "provinces.csv 中给出各省年度限额的列（local 类）。",
    "Fund.limit_factor": "该列的倍数。",
    "Fund.max_per_grant": "同省同年每一元补助至多配多少地方资金。",
    "Subsidy": "补助规则：某项资金可以承担项目投资的多大比例，至多多少。",
    "Subsidy.fund": "出资的 grant 类资金。",
    "Subsidy.measures": "可以补助的建设内容。",
    "Subsidy.share": "各区域的最高补助比例；未列的区域没有补助。",
    "Subsidy.ceiling_myuan": "单个项目的补助上限，百万元。",
    "Indicator": "用户自定的指标：同一组、同一年其他指标的加权和。",
    "Indicator.terms": "各指标的权重；指标名含点，作键时要加双引号。",
    "Indicator.unit_zh": "中文单位。",
    "Indicator.unit_en": "英文单位。",
    "Target": "指标要达到的值；达不到时记为有名称的缺口，先使缺口最小，并在结果中列出。",
    "Target.indicator": "指标名称。",
    "Target.by": "全国一个目标，或每个区域、省、城市一个。",
    "Target.at_least": "要达到的值（全国，或各组相同），或按组分别给出。",
    "Target.year": "存量指标的年份，默认最后一年；流量累计到该年。",
    "Target.weight": "相对缺口在指标 shortfall 中的权重。",
    "Limit": "对指标的硬限制，全国一个或每组一个。",
    "Limit.indicator": "指标名称。",
    "Limit.by": "全国一个限制，或每个区域、省、城市一个。",
    "Limit.groups": "只限这些组；空为所有含中小城市的组。",
    "Limit.years": "年份；默认存量取最后一年，流量取全部年份。",
    "Limit.over": "流量：each 逐年限制，sum 限制各年之和。",
    "Limit.at_least": "最小值。",
    "Limit.at_most": "最大值。",
    "Rule": (
        "公平规则。floor：每组指标不低于 at_least；gap：任意两组相差不超过 at_most；share：所列各组至少占全国之和的 "
        "at_least；gini：指标在各省间的基尼系数（以中小城市居民为权）不超过 at_most。"
    ),
    "Rule.kind": "公平的形式。",
    "Rule.indicator": "指标名称（floor、gap、gini 用占比或人均指标）。",
    "Rule.by": "在哪些组之间比较。",
    "Rule.groups": "只比较这些组；空为所有含中小城市的组。",
    "Rule.year": "存量指标的年份，默认最后一年；流量累计到该年。",
    "Rule.at_least": "floor：最小值；share：占全国之和的最小份额。",
    "Rule.at_most": "gap：最大差距；gini：最大系数。",
    "Goal": "一个次序目标。各目标按次序优化，后面的目标不得使前面的超出其容差。",
    "Goal.order": "次序，从 1 起，不得重复。",
    "Goal.indicator": "指标名称；取全国值，流量为各年之和。",
    "Goal.sense": "方向：max 最大，min 最小。",
    "Goal.tolerance": "后面的目标至多可让出多少，绝对值。",
    "Goal.relative_tolerance": "后面的目标至多可让出多少，占目标值的比例。",
    "Goal.unit": "目标的一个单位：计算相对差距时的最小分母。",
    "Assumption": "读者必须知道的一条假设，列在报告的假设页。",
    "Assumption.text_zh": "假设（中文）。",
    "Assumption.text_en": "假设（英文）。",
    "WhatIf": "一组有名称的覆盖。值可为绝对值，或相对值：x0.5 为乘，+10、-10 为加减。",
    "WhatIf.set": "按点分键给出的值；对一个表写相对值，其中每个数都随之改变。",
    "Solve": "默认的停止条件，可由命令行改写。",
    "Solve.method": "direct：整体求解；coordinated：分省协调；auto：按规模决定。",
    "Solve.gap": "目标的差距已证明小于此值即停。",
    "Solve.rounds": "最多几轮改进（coordinated）。",
    "Solve.time_s": "时限，秒；因时限停止的运行不可重现。",
    "Solve.seed": "一切随机选择的种子。",
}


def heading_of(meaning: str) -> str:
    """The beginning of what a table means, as its heading: up to the first stop, in either language."""
    return re.split("[。；：.:]", meaning, maxsplit=1)[0]


#: A complete model file, as small as one can be that decides anything; shown on the page and read by a test.
EXAMPLE = """\
#:schema ../docs/model.schema.json
name_zh = "县城千兆"
name_en = "Gigabit for counties"
dataset = "../datasets/national"

[time]
first_year = 2022
last_year = 2023

[measures.gigabit]
name_zh = "千兆光纤接入"
name_en = "Gigabit fibre access"
kind = "city"
where = { kinds = ["county"] }

[services.gigabit]
name_zh = "千兆接入"
name_en = "Gigabit access"
mode = "own"
measure = "gigabit"
weight = 1

[carriers.mobile]
name_zh = "中国移动"
name_en = "China Mobile"
budget = { 2022 = 2000, 2023 = 2000 }

[goals.benefit]
name_zh = "居民受益最大"
name_en = "Most benefit for residents"
order = 1
indicator = "benefit"
sense = "max"

[what_if.half]
name_zh = "投资减半"
name_en = "Half the capex"
set.carriers.mobile.budget = "x0.5"
"""

TEXTS: dict[str, tuple[str, str]] = {
    "model_file.generated": (
        "本页由模型文件的定义生成，请勿手改：python -m planner.config.reference --write",
        "Generated from the schema of model files; do not edit: python -m planner.config.reference --write",
    ),
    "model_file.title": ("模型文件", "Model files"),
    "model_file.intro": (
        "模型文件用 TOML 写成，说明可以建什么、按什么规则、求什么；造价与城市数据在数据集里。"
        "文件中的一切都是以标识为键的表，因此任何一个值都有自己的点分键，如 `funds.central.budget.2024`。"
        "金额为百万元（不变价），占比为 0 到 1 的小数，距离为公里，人口为人。首行的 `#:schema` 让编辑器（如 Taplo、"
        "Even Better TOML）能够提示和检查。",
        "A model file is written in TOML and says what may be built, by which rules, and what is asked; costs and "
        "cities are in the data set. Everything in it is a table keyed by an id, so any value has a dotted key of "
        "its own, such as `funds.central.budget.2024`. Money is in million yuan at constant prices, shares are "
        "fractions of one, distances km, people persons. The `#:schema` comment in the first line lets editors "
        "(Taplo, Even Better TOML) complete and check.",
    ),
    "model_file.example_title": ("最小的例子", "A smallest example"),
    "model_file.overrides_title": ("覆盖：基础文件、情景、单项", "Overrides: base files, what-ifs, single values"),
    "model_file.base": (
        '`base = "national.toml"`（写在第一个表之前）以另一个模型文件为基础，本文件逐键覆盖它；可以一层接一层，'
        "不可成环。路径须是相对路径，相对于写它的文件，并且不得超出该文件所在文件夹的上一级；dataset 也是如此。",
        '`base = "national.toml"`, written before the first table, takes another model file and overrides it key by '
        "key; bases may have bases, but no circle. The path is relative to the file that names it and may not lead "
        "outside the folder above that file's own; the same holds for dataset.",
    ),
    "model_file.what_if": (
        "情景是有名称的覆盖，写在 `[what_if.名称]` 的 set 中，用 `--what-if 名称` 选用，可以多次，依次生效。set "
        '的键可写成 `set.funds.central.budget`，也可写成 `set."funds.central.budget"`；值可以是内联表，'
        "用来增加一条。读入文件时逐个检查所有情景。",
        "A what-if is a named set of overrides, written in set of `[what_if.NAME]` and chosen with `--what-if "
        "NAME`; several apply in order. Its keys may be written `set.funds.central.budget` or "
        '`set."funds.central.budget"`; a value may be an inline table, to add an entry. Every what-if is checked '
        "whenever the file is read.",
    ),
    "model_file.set": (
        "`--set 键=值` 改一个值，最后生效。值按 TOML 读，读不成的当作文字；以 +、- 或 x 开头的数是相对值，"
        "要写负的绝对值请用两个等号：`键==-10`。`--set dataset=文件夹` 相对于当前文件夹。base 与 what_if "
        "不能这样改。",
        "`--set key=value` changes one value, last of all. The value is read as TOML, and as text if it is none; a "
        "number that begins with +, - or x is relative, so a negative absolute value takes two equals signs: "
        "`key==-10`. `--set dataset=FOLDER` is relative to the working folder. base and what_if cannot be changed "
        "in this way.",
    ),
    "model_file.relative": (
        '凡覆盖（覆盖文件、情景、--set）都可用三种值：绝对值；相对值 `"x0.5"`（乘）、`"+10"`、`"-10"`（加减），'
        '对表使用时其下每个数都改变，文件未写的键以默认值为准；去除 `"none"`：去掉一个条目、'
        '整个条目表或一个可以不写的键。对自成一表的条目，false 与 `"none"` 相同，如 `rules.west_share = false`。'
        "去除后的条目不能再做增减。",
        'Every override (overriding file, what-if, --set) takes three forms of value: absolute; relative, `"x0.5"` '
        '(times), `"+10"` or `"-10"` (plus, minus), which on a table changes every number below it and on a key '
        'left out starts from its default; and removal, `"none"`, which takes away an entry, a whole table of '
        "entries, or a key that may be absent. For an entry that is a table of its own false means the same: "
        "`rules.west_share = false`. What has been removed cannot be changed relatively any more.",
    ),
    "model_file.saved": (
        "每次运行都把解析后的模型写入运行文件夹的 `inputs/model.toml`，默认值一并写出。用过情景或 --set 的，"
        "其中不再带情景，因为情景是为原文件写的。",
        "Every run writes the resolved model to `inputs/model.toml` of its folder, defaults written out. If a "
        "what-if or --set was used it offers no what-ifs any more, since these were written for the file as it "
        "stood.",
    ),
    "model_file.errors": (
        "输入有误时一次列出全部问题，每条写明文件与行号、点分键、应有的内容和最相近的名称，退出码为 2。",
        "What is wrong with an input is listed all at once, each with file and line, dotted key, what was expected and "
        "the nearest valid name; the exit code is 2.",
    ),
    "model_file.tables_title": ("表与键", "Tables and keys"),
    "model_file.common": (
        "除 scope、time、solve、where 和前提条件外，各表都有这四个键；下文不再重复。",
        "Every table except scope, time, solve, where and requirements has these four keys; they are not repeated "
        "below.",
    ),
    "model_file.column_key": ("键", "Key"),
    "model_file.column_type": ("类型", "Type"),
    "model_file.column_default": ("默认", "Default"),
    "model_file.column_meaning": ("含义", "Meaning"),
    "model_file.required": ("必填", "required"),
    "model_file.no_default": ("不写", "absent"),
    "model_file.base_key": (
        "作为基础的另一个模型文件；见上文。只在第一个表之前。",
        "Another model file to start from; see above. Only before the first table.",
    ),
    "model_file.override_value": (
        "覆盖时可用的值：相对值（x0.5、+10、-10），或 none / false 表示去除。",
        "A value for overrides: relative (x0.5, +10, -10), or none / false to remove.",
    ),
    "model_file.indicators_title": ("指标", "Indicators"),
    "model_file.indicators": (
        "目标值、限制、公平规则和次序目标都用同一套指标，只数中小城市。存量为某年末的状态；流量为某年发生的数额，"
        "不写年份时为各年之和。S 为服务、状态的标识或 connected，M 为建设内容，F 为资金，C 为企业，R 为补助规则，T "
        "为目标，P 为项目（建设内容:城市）。",
        "Targets, limits, rules and goals share one vocabulary of indicators; only small cities count. A stock is "
        "the state at the end of a year; a flow is what happens in a year, summed over the years where none is "
        "given. S is a service or status id or connected, M a measure, F a fund, C a carrier, R a subsidy rule, T a "
        "target, P a project (measure:city).",
    ),
    "model_file.column_indicator": ("指标", "Indicator"),
    "model_file.column_form": ("存量或流量", "Stock or flow"),
    "model_file.column_unit": ("单位", "Unit"),
    "model_file.stock": ("存量", "stock"),
    "model_file.flow": ("流量", "flow"),
    "indicator.cities.S": ("具备 S 的中小城市数", "Small cities that have S"),
    "indicator.residents.S": ("这些城市的受益人数", "Beneficiaries in those cities"),
    "indicator.share.cities.S": ("具备 S 的中小城市占比", "Share of small cities that have S"),
    "indicator.share.residents.S": ("具备 S 的城市的受益人占比", "Share of beneficiaries whose city has S"),
    "indicator.projects.M": ("M 的新建项目数，不计期初已有", "Projects of M done, those of the start not counted"),
    "indicator.modules.M": ("M 的新增模块数，不计期初已有", "Modules of M added, those of the start not counted"),
    "indicator.spend.total": ("全部投资", "All capex"),
    "indicator.spend.M": ("M 的投资", "Capex of M"),
    "indicator.paid.F": ("资金 F 的支出", "Money paid by fund F"),
    "indicator.paid.C": ("企业 C 的出资", "Money paid by carrier C"),
    "indicator.paid.public": ("财政支出合计", "Money paid by all public funds"),
    "indicator.paid.enterprise": ("企业出资合计", "Money paid by all carriers"),
    "indicator.grant.total": ("全部补助", "All grants"),
    "indicator.grant.R": ("按补助规则 R 发放的补助", "Grants by subsidy rule R"),
    "indicator.grant.per_resident": ("中小城市居民人均补助", "Grants per small-city resident"),
    "indicator.benefit": (
        "各服务权重 × 受益人 × 享用年数之和",
        "Sum over services of weight × beneficiaries × years of service",
    ),
    "indicator.benefit.S": ("服务 S 的那一部分效益", "The part of benefit that service S brings"),
    "indicator.opex.total": ("存量的运维费", "Opex of the stock"),
    "indicator.haul.total": ("传输费", "Haul cost"),
    "indicator.cost.total": ("投资、运维费与传输费之和", "Capex, opex and haul cost together"),
    "indicator.pv.cost": ("上述费用的现值", "Present value of those costs"),
    "indicator.load.P": ("一处设施所承载的需求", "Demand carried by one site"),
    "indicator.shortfall": (
        "各目标相对缺口的加权和，只有全国值",
        "Weighted sum of the targets' relative shortfalls; for the nation only",
    ),
    "indicator.shortfall.T": ("目标 T 的缺口，只有全国值", "Shortfall of target T; for the nation only"),
}
