"""Sentences of the report on rules of money and fairness, resilience, prices of rules and alternatives."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Sections
    "report.section.enterprises": ("企业做得成吗？", "Does it pay for the enterprises?"),
    "report.section.resilience": ("断了一处还通吗？", "Does it survive a failure?"),
    "report.section.rule_prices": ("每条规则的代价是多少？", "What does each rule cost?"),
    "report.section.alternatives": ("还有多少选择余地？", "How much freedom is left?"),
    "report.section.explained": ("为何有、为何没有、怎样才行？", "Why this, why not, what would it take?"),
    "report.nav.explained": ("追问", "Asked"),
    "report.nav.enterprises": ("企业", "Enterprises"),
    "report.nav.resilience": ("韧性", "Resilience"),
    "report.nav.rule_prices": ("规则代价", "Cost of rules"),
    "report.nav.alternatives": ("余地", "Freedom"),
    # Subsidy rules
    "report.rule_sentence": (
        "{rule}：由{fund}出资，最高补助{base}的{shares}；{conditions}。适用于：{measures}。",
        "{rule}: paid by {fund}, of {base} up to {shares}; {conditions}. Eligible: {measures}.",
    ),
    "report.part.base": ("投资", "the investment"),
    "report.part.base_opex": ("投资加{years}年运营费", "the investment plus {years} years of operating cost"),
    "report.part.every_region": ("{share}（各地区）", "{share} in every region"),
    "report.part.region_share": ("{region}{share}", "{share} in {region}"),
    "report.part.ceiling": ("单个项目不超过{amount}", "at most {amount} a project"),
    "report.part.no_ceiling": ("单个项目不设上限", "no ceiling per project"),
    "report.part.city_ceiling": ("单个城市不超过{amount}", "at most {amount} a city"),
    "report.part.province_ceiling": ("单个省不超过{amount}", "at most {amount} a province"),
    "report.part.need_test": ("不超过项目的可行性缺口", "no more than the project's viability gap"),
    "report.part.match": (
        "每{currency}补助至少配套{amount}{currency}地方资金",
        "at least {amount} {currency} of local money for each {currency} granted",
    ),
    "report.part.stages": ("仅限阶段为{stages}的项目", "only projects at stage {stages}"),
    "report.part.min_score": ("仅限评分不低于{score}的项目", "only projects with a score of {score} or more"),
    "report.part.best": (
        "每省只限评分最高的{most}个项目",
        "only the {most} projects of each province with the highest score",
    ),
    "report.part.envelope": ("各年额度合计{amount}", "an envelope of {amount} over all years"),
    "report.part.carry_all": ("未用完的结转下年", "what a year leaves is carried over"),
    "report.part.carry_some": (
        "未用完的至多结转当年额度的{share}",
        "of what a year leaves, up to {share} of its envelope is carried over",
    ),
    "report.part.carry_none": ("未用完的不结转", "what a year leaves is lost"),
    "report.part.package_ceiling": ("每包不超过{amount}", "at most {amount} a package"),
    "report.part.package": (
        "按工程包补助，每包至少{cities}个小城市、投资至少{cost}，每省、账户和年份至多{most}包",
        "for packages of at least {cities} small cities and {cost}, at most {most} a province, account and year",
    ),
    "report.stacking.exclusive": (
        "几条规则不能叠加：一个项目只能由其中一条补助。",
        "Rules do not add up: one project is supported by one of them only.",
    ),
    "report.stacking.additive": (
        "几条规则可以叠加在同一个项目上。",
        "Several rules may support the same project.",
    ),
    "report.max_public_share": (
        "各项补助合计不超过项目投资的{share}。",
        "All grants together pay at most {share} of a project's investment.",
    ),
    "report.minimum_share.granted": (
        "“{rule}”至少{asked}须用于{groups}：实际{amount}，占{got}。",
        "At least {asked} of “{rule}” goes to {groups}: it is {amount}, {got}.",
    ),
    "report.minimum_share.nothing": (
        "“{rule}”发放的补助至少{asked}用于{groups}；本规划没有用到这项补助。",
        "At least {asked} of what “{rule}” grants goes to {groups}; this plan has none of its grants.",
    ),
    "report.minimum_share.envelope": (
        "“{rule}”额度的至少{asked}须用于{groups}：实际{amount}，占额度的{got}。",
        "At least {asked} of the envelope of “{rule}” goes to {groups}: it is {amount}, {got} of the envelope.",
    ),
    "report.reason.share": ("补助比例", "share"),
    "report.reason.ceiling": ("单项上限", "ceiling"),
    "report.reason.gap": ("可行性缺口", "viability gap"),
    "report.reason.public": ("公共资金占比上限", "largest public share"),
    "report.reason.money": ("未用足限值", "less than the limit"),
    "report.title.subsidies": (
        "“{rule}”支付补助的{share}（{projects}个项目），全部规则共{total}",
        "{rule} pays {share} of all grants ({projects} projects) of {total}",
    ),
    "report.rule_bar": ("{amount}，{projects}个项目", "{amount}, {projects} projects"),
    "report.unit.by_rule": ("各规则支付的补助", "grants paid under each rule"),
    "report.packages": (
        "“{rule}”在{provinces}个省补助{packages}个工程包，共{amount}。",
        "“{rule}” supports {packages} packages in {provinces} provinces with {amount}.",
    ),
    "report.table.subsidies": ("补助规则", "Subsidy rules"),
    "report.table.packages": ("工程包", "Packages"),
    "report.col.held": ("金额取决于", "Held down by"),
    "report.col.held_by": ("笔数：{reason}", "Grants: {reason}"),
    "report.col.packages": ("工程包数", "Packages"),
    "report.col.cities_in": ("包内城市", "Cities"),
    "report.col.eligible": ("可补助投资", "Eligible investment"),
    # Enterprises
    "report.viability.basis": (
        "净现值按{years}年运营期、{rate}折现率计算，折算到开工当年年末；收入从开工次年算起。",
        "Net present values count {years} years of service at {rate}, at the end of the start year; revenue begins in "
        "the year after.",
    ),
    "report.viability.gap": (
        "{all}个项目中有{projects}个自身收不回投资，可行性缺口共{gap}；{filled}。",
        "{projects} of {all} projects do not pay by themselves; their gaps come to {gap}. {filled}.",
    ),
    "report.viability.unfilled": ("它们没有公共资金", "They receive no public money"),
    "report.viability.filled": (
        "它们得到公共资金{public}，填补缺口的{share}",
        "They receive {public} of public money, which fills {share} of the gaps",
    ),
    "report.viability.filled_beyond": (
        "它们得到公共资金{public}，其中{filling}填补缺口（占缺口的{share}），其余{beyond}超出了所得项目的缺口",
        "They receive {public} of public money: {filling} of it fills {share} of the gaps, the other {beyond} is more "
        "than the gaps of the projects that get it",
    ),
    "report.viability.rule_none": (
        "模型不要求填补缺口，只统计缺口。",
        "The model counts gaps; it does not ask that they be filled.",
    ),
    "report.viability.rule_project": (
        "模型要求公共资金填补每个开工项目的缺口。",
        "The model asks that public money fill the gap of each project that starts.",
    ),
    "report.viability.rule_carrier": (
        "模型要求每个账户在同省同年开工的项目合计不亏，允许内部交叉补贴。",
        "The model asks that what an account starts in a province and year pays together (cross-subsidy).",
    ),
    "report.title.npv": (
        "各运营商净现值合计{total}，企业出资{paid}；{all}家中{losing}家为负",
        "Net present value of all carriers: {total} on {paid} of their own; negative for {losing} of {all}",
    ),
    "report.title.npv_one": (
        "净现值{total}，企业出资{paid}",
        "Net present value {total} on {paid} of the carrier's own money",
    ),
    "report.npv_bar": ("{npv}（出资{paid}）", "{npv} (pays {paid})"),
    "report.unit.npv": (
        "净现值，收入减运营费减企业出资",
        "net present value: revenue less operating cost and own money",
    ),
    "report.title.payback": (
        "{all}个城市中{some}个在{years}年内收回企业投入{works}的资金，中位数为{median}年",
        "{some} of {all} cities pay back what enterprises put into {works} within {years} years, half of them within "
        "{median}",
    ),
    "report.title.payback_never": (
        "{all}个城市都不能在{years}年内收回企业投入{works}的资金",
        "None of {all} cities pays back what enterprises put into {works} within {years} years",
    ),
    "report.works.earning": ("有收入的工程", "works that earn"),
    "report.works.all": ("工程", "works"),
    "report.payback_after": ("{year}年", "{year} years"),
    "report.payback_never": ("{years}年内收不回", "not within {years} years"),
    "report.unit.cities_by_payback": ("城市数，按收回投资所需年数", "cities by years until the money is back"),
    "report.table.carriers": ("运营商净现值", "Value to the carriers"),
    "report.table.viability_cities": ("各城市{years}年收益", "Payback by city ({years} years)"),
    "report.table.viability": ("项目收益", "Worth of projects"),
    "report.table.obligations": ("建设义务", "Obligations"),
    "report.col.carrier": ("运营商", "Carrier"),
    "report.col.npv": ("净现值", "Net present value"),
    "report.col.npv_ratio": ("净现值/出资", "Value per own money"),
    "report.col.pv_revenue": ("收入现值", "Present value of revenue"),
    "report.col.pv_opex": ("运营费现值", "Present value of operating cost"),
    "report.col.viability_gap": ("可行性缺口", "Viability gap"),
    "report.col.public": ("公共资金", "Public money"),
    "report.col.payback": ("收回年数", "Years to pay back"),
    "report.col.obligation": ("义务", "Obligation"),
    "report.col.needed": ("需要", "Needed"),
    "report.col.done": ("已完成", "In service"),
    # Resilience
    "report.protected.meaning": (
        "“双归”指一个城市有两条通往枢纽的路径，任意一个城市或一条路由中断都不会同时切断两条。"
        "下列城市由本规划保证；未列入的城市也可能碰巧有第二条路，但不作保证，因此数字是下限。",
        "A city is protected if it has two ways to the core that no failure of one city or one route cuts both. The "
        "cities listed are those that this plan guarantees; others may happen to have a second way, so the numbers "
        "are lower bounds.",
    ),
    "report.protected.rings": (
        "按环网保护时，链路双向可用：一条路沿环的一个方向、另一条沿相反方向通往枢纽，环上各地互相保护；"
        "k 个地点的环只需 k+1 条链路。",
        "Along rings links are used both ways: one way leads to the core in one direction of the ring, the other in "
        "the opposite one, and places on a ring protect each other; a ring of k places takes k + 1 links.",
    ),
    "report.title.protected": (
        "“{service}”：{year}年至少{count}个小城市受保护，占{share}",
        "{service}: at least {count} small cities, {share}, are protected in {year}",
    ),
    "report.protected.bar": ("至少{count}个，{share}", "at least {count}, {share}"),
    "report.title.links": (
        "{links}条链路承载{traffic} Gbps，开通{wavelengths}个波长；{full}条用满九成以上",
        "{links} links carry {traffic} Gbps on {wavelengths} wavelengths; {full} are more than 90 % full",
    ),
    "report.class": ("{low}—{high}", "{low} – {high}"),
    "report.unit.links": ("{value}条", "{value} links"),
    "report.unit.links_by_use": ("链路数，按波长容量利用率", "links by use of their wavelengths' capacity"),
    "report.table.protected": ("双归城市", "Protected cities"),
    "report.table.links": ("链路与波长", "Links and wavelengths"),
    "report.col.since": ("起始年", "From"),
    "report.col.ways": ("两条上联", "Its ways"),
    "report.col.flow": ("流量（Gbps）", "Traffic (Gbps)"),
    "report.col.wavelengths": ("波长", "Wavelengths"),
    "report.col.capacity": ("容量（Gbps）", "Capacity (Gbps)"),
    "report.col.used": ("利用率", "Use"),
    # Statuses
    "report.title.status_parts": (
        "{year}年{all}个小城市中{without}个未达到“{status}”；最常缺“{part}”（{lacking}个）",
        "{without} of {all} small cities are not “{status}” in {year}; most often missing: {part} ({lacking})",
    ),
    "report.title.status_whole": (
        "{year}年全部{all}个小城市达到“{status}”",
        "All {all} small cities are “{status}” in {year}",
    ),
    "report.threshold_of": ("{what}（门槛）", "{what} (threshold)"),
    "report.unit.cities_lacking": ("缺少该项的小城市数", "small cities that lack this part"),
    "report.table.status_parts": ("缺少的条件", "Parts that are missing"),
    "report.table.distances": ("{year}年距各门槛的差距", "Distance to thresholds {year}"),
    "report.col.status_name": ("称号", "Status"),
    "report.col.part": ("条件", "Part"),
    "report.col.lacking": ("缺少的城市数", "Cities without it"),
    "report.col.threshold": ("门槛", "Threshold"),
    "report.col.short": ("差距", "Short by"),
    # Fairness
    "report.part.bound_at_least": ("要求不低于{bound}", "asked: at least {bound}"),
    "report.part.bound_at_most": ("要求不超过{bound}", "asked: at most {bound}"),
    "report.part.bound_never": ("要求不好于", "asked: never"),
    "report.part.no_bound": ("未设要求", "no bound"),
    "report.mark.asked": ("要求 {value}", "asked {value}"),
    "report.equity.worst": (
        "“{rule}”：服务最差的{tail}居民平均为{value}（{asked}）",
        "{rule}: the worst-served {tail} of residents have {value} on average ({asked})",
    ),
    "report.equity.least": (
        "“{rule}”：最低的是{low}，{value}（{asked}）",
        "{rule}: the lowest is {low} with {value} ({asked})",
    ),
    "report.equity.gap": (
        "“{rule}”：{high}与{low}相差{value}（{asked}）",
        "{rule}: {high} and {low} are {value} apart ({asked})",
    ),
    "report.equity.gini": (
        "“{rule}”：基尼系数{value}（{asked}）",
        "{rule}: Gini coefficient {value} ({asked})",
    ),
    "report.equity.order": (
        "“{rule}”：{year}年保持优先序，{first}居首",
        "{rule}: the order of priority is kept in {year}, {first} first",
    ),
    "report.equity.order_broken": (
        "“{rule}”：{year}年后列组好于前一组，至多{value}（{asked}）",
        "{rule}: in {year} a later group is better served than the one before it, by {value} at most ({asked})",
    ),
    "report.unit.by_group_marked": (
        "{indicator}；着色的是规则所看的组",
        "{indicator}; coloured: the groups that the rule looks at",
    ),
    "report.unit.by_group": ("{indicator}", "{indicator}"),
    # Effects
    "report.effect_sentence": ("{year}年{name}：{value}。", "{name} in {year}: {value}."),
    "report.table.effects": ("年度效果", "Yearly effects"),
    "report.col.effect": ("效果", "Effect"),
    # Price of rules
    "report.prose.rule_prices": (
        "一条规则的代价，是去掉它之后其余不变时最优结果的改善。有、无此规则的最优值都只知道在方案与界之间，因此代价是一个"
        "区间；估计值是两个界之差。区间含零的，代价无法与零区分。",
        "A rule's price is how much better the optimum would be without it, all else equal. Both optima are only known "
        "to lie between a plan and a bound, so the price is an interval; the estimate is the difference of the two "
        "bounds. Where the interval contains zero, the price is not distinguishable from nothing.",
    ),
    "report.title.rule_prices": (
        "代价最高的是“{rule}”：“{goal}”相差{value}",
        "{rule} costs most: {value} of “{goal}”",
    ),
    "report.title.rule_prices_unclear": (
        "没有一条规则的代价能与零区分；估计最高的是“{rule}”：“{goal}”相差{value}",
        "No rule's price is distinguishable from nothing; {rule} has the highest estimate: {value} of “{goal}”",
    ),
    "report.title.rule_prices_nothing": (
        "没有一条规则有代价：去掉其中任何一条，结果都不会更好",
        "No rule costs anything: without any one of them nothing would be better",
    ),
    "report.col.price_clear": ("能与零区分", "Distinguishable from nothing"),
    "report.rule_price_bar": ("{estimate}（{low}至{high}）", "{estimate} ({low} to {high})"),
    "report.unit.rule_price": (
        "去掉该规则后“{goal}”的改善，估计（区间）；灰色：无法与零区分",
        "gain of “{goal}” without the rule, estimate (interval); grey: not distinguishable from nothing",
    ),
    "report.source.rule_prices": ("来源：plan/rule_prices.csv", "Source: plan/rule_prices.csv"),
    "report.table.rule_prices": ("规则的代价", "Price of each rule"),
    "report.col.value_with": ("有此规则", "With the rule"),
    "report.col.value_without": ("无此规则", "Without it"),
    "report.col.price_low": ("代价（至少）", "Price (at least)"),
    "report.col.price_high": ("代价（至多）", "Price (at most)"),
    "report.col.estimate": ("代价（估计）", "Price (estimate)"),
    # Alternatives
    "report.prose.alternatives": (
        "在结果几乎一样好的各种规划中：有些项目必建，有些可建可不建，有些都不建。",
        "Among all plans that are nearly as good, some projects are in every one, some in a few, some in none.",
    ),
    "report.title.alternatives": (
        "{every}个项目每个好规划都建，{some}个可替换，{none}个都不建；建设项目的{share}没有替代",
        "{every} projects are in every good plan, {some} can be exchanged, {none} are in none; {share} have no "
        "substitute",
    ),
    "report.title.alternatives_open": (
        "{every}个项目每个好规划都建，{some}个可替换，{none}个都不建；其余{open}个未定",
        "{every} projects are in every good plan, {some} can be exchanged, {none} are in none; the other {open} are "
        "not decided",
    ),
    "report.alternative.all": ("必建", "in every plan"),
    "report.alternative.some": ("可替换", "in some"),
    "report.alternative.none": ("都不建", "in none"),
    "report.alternative.undecided": ("未定", "not decided"),
    "report.yes": ("是", "yes"),
    "report.no": ("否", "no"),
    "report.unit.projects_only": ("项目数", "projects"),
    "report.source.alternatives": ("来源：plan/alternatives.csv", "Source: plan/alternatives.csv"),
    "report.table.alternatives": ("替代余地", "Alternatives"),
    "report.col.in_plan": ("本规划", "In this plan"),
    "report.col.verdict_in_all": ("在几乎一样好的规划中", "In plans nearly as good"),
    # Explanations
    "report.prose.explained": (
        "以下是对个别城市追问所得的回答，每个都经重新求解验证（planner explain）。",
        "Answers to questions about single cities, each verified by solving again (planner explain).",
    ),
    "report.table.explanations": ("对城市的追问", "Questions about cities"),
    "report.col.wish": ("所问", "Asked about"),
    "report.col.answer": ("回答", "Answer"),
    # Rules that clash
    "report.conflict.one": (
        "凡写明改动的规则，只做那一项改动就够了；没有写明的，缘由写在该条之后。",
        "Where a change stands behind a rule, that change alone is enough; where none does, it says why.",
    ),
    "report.conflict.several": (
        "有几组互不相干的冲突，每组都要解决。凡写明改动的规则，只做那一项改动就解决了它那一组；求一组的改动时其他各组的规则"
        "不计，因此都解决后请再运行一次，不同组的规则之间还可能冲突。",
        "There are separate clashes, and each must be settled. Where a change stands behind a rule, that change alone "
        "settles its set. It was worked out with the rules of the other sets put aside, so run again when all are "
        "settled: rules of different sets may clash with one another, too.",
    ),
    "report.conflict.stuck": ("没有找到只改这一条就够的改动", "no change of it alone was found that is enough"),
    "report.table.clashes": ("冲突与改动", "Clashes and changes"),
    "report.col.set": ("组", "Set"),
    "report.col.change": ("至少的改动", "Least change"),
    "report.col.old": ("现值（同模型文件）", "Now, as in the model file"),
    "report.col.new": ("改为", "Becomes"),
    "report.col.key": ("模型文件中的键", "Key in the model file"),
    "report.ended.infeasible": ("不可行", "infeasible"),
    "report.ended.interrupted": ("被中断", "interrupted"),
    "report.ended.time": ("时间用尽", "out of time"),
    "report.ended.rounds": ("轮次用尽", "out of rounds"),
    # Indicators
    "report.with_unit": ("{value} {unit}", "{value} {unit}"),
    "report.indicator.packages": ("“{what}”工程包数", "packages under “{what}”"),
    "report.indicator.revenue.total": ("达产年收入", "yearly revenue at full take-up"),
    "report.indicator.need.total": ("可行性缺口合计", "viability gaps"),
    "report.indicator.npv": ("{who}净现值", "net present value of {who}"),
    "report.indicator.npv.total": ("运营商净现值合计", "net present value of the carriers"),
}
