"""The sentences of the reference page of model files; the meaning of its keys is in :mod:`planner.texts.model_keys`."""

from __future__ import annotations

import re


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
        "每个 `[表.标识]` 都有这四个键，下文不再重复；其内部的表没有。",
        "Every table `[name.ID]` has these four keys, which are not repeated below; tables inside it do not.",
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
        "不写年份时为各年之和。S 为服务、状态的标识或 connected，M 为建设内容，E 为年度效果，F 为资金，C 为企业，R "
        "为补助规则，Q 为公平规则，O 为义务，T 为目标，P 为项目（建设内容:城市）。",
        "Targets, limits, rules and goals share one vocabulary of indicators; only small cities count. A stock is "
        "the state at the end of a year; a flow is what happens in a year, summed over the years where none is "
        "given. S is a service or status id or connected, M a measure, E an effect, F a fund, C a carrier, R a "
        "subsidy rule, Q an equity rule, O an obligation, T a target, P a project (measure:city).",
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
    "indicator.modules.M": (
        "M 的新增模块数（上联为波道数），不计期初已有",
        "Modules of M added (wavelengths of uplinks), those of the start not counted",
    ),
    "indicator.obligation.O": (
        "义务 O 中已投用的项目数，含期初已有",
        "Projects of obligation O in service, those of the start counted",
    ),
    "indicator.effect.E": ("投用项目每年的效果 E", "Yearly effect E of projects in service"),
    "indicator.spend.total": ("全部投资", "All capex"),
    "indicator.spend.M": ("M 的投资", "Capex of M"),
    "indicator.paid.F": ("资金 F 的支出", "Money paid by fund F"),
    "indicator.paid.C": ("企业 C 的出资", "Money paid by carrier C"),
    "indicator.paid.public": ("财政支出合计", "Money paid by all public funds"),
    "indicator.paid.enterprise": ("企业出资合计", "Money paid by all carriers"),
    "indicator.grant.total": ("全部补助", "All grants"),
    "indicator.grant.R": ("按补助规则 R 发放的补助", "Grants by subsidy rule R"),
    "indicator.grant.per_resident": ("中小城市居民人均补助", "Grants per small-city resident"),
    "indicator.packages.R": ("补助规则 R 的工程包数", "Packages of subsidy rule R"),
    "indicator.revenue.total": (
        "存量的收入，按爬坡期满计",
        "Revenue of the stock, as when its ramp is over",
    ),
    "indicator.need.total": ("开工项目的投资回收缺口", "Viability gaps of what starts"),
    "indicator.npv.C": (
        "企业 C 所开工项目的净现值",
        "Net present value of what carrier C starts",
    ),
    "indicator.npv.total": (
        "各企业净现值之和",
        "Net present value of all carriers together",
    ),
    "indicator.equity.Q": (
        "公平规则 Q（worst、least、gap、gini、order）的量值，只有全国值；gini 为系数乘以均值",
        "Measure of equity rule Q (worst, least, gap, gini, order); national; gini: coefficient times the mean",
    ),
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
