"""Sentences of the audit: what each check holds, and how a row that fails it is named."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "audit.project": ("{city}的{measure}", "{measure} in {city}"),
    "audit.uplink": ("{city}至{to}的{measure}", "{measure} from {city} to {to}"),
    "audit.nation": ("全国", "the nation"),
    "audit.no_column": ("表 {table} 缺少列 {column}。", "Table {table} lacks column {column}."),
    "audit.not_a_number": (
        "表 {table} 的列 {column} 中有不是数字的内容。",
        "Column {column} of table {table} holds something that is not a number.",
    ),
    "audit.empty_cell": ("表 {table} 的列 {column} 有空格。", "Column {column} of table {table} has an empty cell."),
    "audit.not_whole": (
        "表 {table} 的列 {column} 中有不是整数的数。",
        "Column {column} of table {table} holds a number that is not whole.",
    ),
    "audit.tables": ("各表各行互不重复，年份都在规划期内", "Rows are unique and years are planning years"),
    "audit.tables.row": ("表 {table}：{row}", "Table {table}: {row}"),
    "audit.catalogue": (
        "每个项目都在规划范围内、可以建设，地点、类别和账户正确",
        "Every project may be built, in a planned province, and its place, kind and account are right",
    ),
    "audit.catalogue.row": (
        "{project}：不可建设，或其信息与目录不符",
        "{project}: may not be built, or its facts differ from the catalogue",
    ),
    "audit.existing": (
        "已建成的项目全部列出，其他项目不冒称已建成",
        "What exists at the start is listed as built, and nothing else is",
    ),
    "audit.existing.row": ("{project}：状态不符", "{project}: its status is wrong"),
    "audit.window": ("项目在允许的年份开工", "Projects start in their possible years"),
    "audit.window.row": ("{project}：{year} 年不可开工", "{project}: cannot start in {year}"),
    "audit.committed": ("已承诺的项目按期建成", "What is committed is in service by its year"),
    "audit.committed.row": (
        "{project}：应在 {year} 年底前建成",
        "{project}: should be in service by the end of {year}",
    ),
    "audit.requirements": (
        "项目的前置条件在同一城市当年具备",
        "What a project requires is in service in the same city and year",
    ),
    "audit.requirements.row": (
        "{project}：不满足前置条件“{requirement}”",
        "{project}: requirement “{requirement}” is not met",
    ),
    "audit.uplink_parent": ("链路的上端已连接到枢纽", "Every link leads to a place that is connected to the core"),
    "audit.uplink_parent.row": ("{project}：{to}尚未连接", "{project}: {to} is not connected yet"),
    "audit.connections": ("连通城市表与链路推算一致", "The list of connected cities is what the links say"),
    "audit.connections.row": (
        "{city}（{year} 年）：连通状态与链路不符",
        "{city} ({year}): its connection differs from what the links say",
    ),
    "audit.modules": (
        "站点模块数在允许范围内，只增不减",
        "Sites have a possible number of modules, and none is taken away",
    ),
    "audit.modules.row": (
        "{project}（{year} 年）：模块数不符",
        "{project} ({year}): its number of modules is not possible",
    ),
    "audit.services": (
        "自建服务与项目一致，服务对象在规划范围内",
        "Own services are where their projects are; only planned places are served",
    ),
    "audit.services.row": (
        "{city}（{year} 年）：{service}的列示与项目不符",
        "{city} ({year}): {service} is listed otherwise than its project says",
    ),
    "audit.reach": ("城市由覆盖范围内已建成的站点服务", "Cities are served by sites in reach that are in service"),
    "audit.reach.row": (
        "{city}（{year} 年）：{service}没有可用的站点，或站点超出范围",
        "{city} ({year}): no site in reach is in service for {service}",
    ),
    "audit.service_connected": (
        "需要连通的服务只给已连通的城市",
        "Services that need a connection go to connected cities only",
    ),
    "audit.service_connected.row": (
        "{city}（{year} 年）：未连通而列有{service}",
        "{city} ({year}): has {service} without a connection",
    ),
    "audit.assigned": ("有服务的城市，其需求全部分配到站点", "The whole demand of served cities is assigned to sites"),
    "audit.assigned.row": (
        "{city}（{year} 年）：{service}的分配不为一",
        "{city} ({year}): shares of {service} do not add up to one",
    ),
    "audit.capacity": ("站点负荷不超过模块容量", "No site carries more than its modules can"),
    "audit.capacity.row": (
        "{project}（{year} 年）：超出 {excess} 个模块的容量",
        "{project} ({year}): over by the capacity of {excess} modules",
    ),
    "audit.min_fill": ("新增模块达到最低装填率", "New modules are filled to their least share"),
    "audit.min_fill.row": (
        "{project}（{year} 年）：差 {excess} 个模块的负荷",
        "{project} ({year}): short by the load of {excess} modules",
    ),
    "audit.service_stays": ("已有服务的城市不再失去服务", "Cities that are served stay served"),
    "audit.service_stays.row": ("{city}：{service}中断", "{city}: loses {service}"),
    "audit.statuses": ("城市的达标状态与其服务一致", "Statuses are what services and connection say"),
    "audit.statuses.row": ("{city}（{year} 年）：“{status}”状态不符", "{city} ({year}): status “{status}” is wrong"),
    "audit.capex": ("投资等于单价乘以工程量", "Capex is unit cost times what drives it"),
    "audit.capex.row": (
        "{project}：投资相差 {excess} 百万{currency}",
        "{project}: capex is off by {excess} million {currency}",
    ),
    "audit.opex": ("年运营成本正确", "Yearly opex is right"),
    "audit.opex.row": (
        "{project}：运营成本相差 {excess} 百万{currency}",
        "{project}: opex is off by {excess} million {currency}",
    ),
    "audit.in_service": (
        "项目在开工后规定的年数投用",
        "Projects go into service as many years after their start as their measure takes",
    ),
    "audit.in_service.row": (
        "{project}：投用年份与开工年份和建设年数不符",
        "{project}: the year of going into service does not follow from that of the start",
    ),
    "audit.instalments": (
        "各期付款的比例和年份正确，各出资方按同一比例分担，末年之后到期的在末年预留",
        "Instalments have their parts and years, every payer pays the same part of each, and what falls due after the "
        "last year is set aside in it",
    ),
    "audit.instalments.row": (
        "{project}（{year} 年）：分期付款不符，相差 {excess} 百万{currency}",
        "{project} ({year}): its instalments are not as they should be, off by {excess} million {currency}",
    ),
    "audit.balance": ("每个项目每年的付款等于当年投资", "Payments for each project add up to its capex of the year"),
    "audit.balance.row": (
        "{project}（{year} 年）：付款 {paid}，投资 {due} 百万{currency}",
        "{project} ({year}): paid {paid}, due {due} million {currency}",
    ),
    "audit.payers": ("出资方有权为项目出资，金额不为负", "Payers are entitled to pay, and no amount is negative"),
    "audit.payers.row": (
        "{project}（{year} 年）：{payer}不应为其出资",
        "{project} ({year}): {payer} may not pay for it",
    ),
    "audit.funding": ("资金表等于付款之和", "Table funding is the sum of payments"),
    "audit.funding.row": (
        "{province}（{year} 年）{payer}：相差 {excess} 百万{currency}",
        "{province} ({year}), {payer}: off by {excess} million {currency}",
    ),
    "audit.project_money": ("项目表中的资金来源等于付款之和", "Money in table projects is the sum of payments"),
    "audit.project_money.row": (
        "{project}：相差 {excess} 百万{currency}",
        "{project}: off by {excess} million {currency}",
    ),
    "audit.grant_list": ("补助清单与付款和补助规则一致", "The list of grants is what payments and rules say"),
    "audit.grant_list.row": (
        "{project}（{year} 年）：“{subsidy}”的清单不符",
        "{project} ({year}): its line under “{subsidy}” is wrong",
    ),
    "audit.grant_share": ("补助不超过投资的规定比例", "Grants stay within the rule's share of capex"),
    "audit.grant_share.row": (
        "{project}（{year} 年）：“{subsidy}”超出 {excess} 百万{currency}",
        "{project} ({year}): “{subsidy}” is over by {excess} million {currency}",
    ),
    "audit.grant_ceiling": ("单个项目的补助不超过上限", "Grants stay below the ceiling of a project"),
    "audit.grant_ceiling.row": (
        "{project}：“{subsidy}”超出上限 {excess} 百万{currency}",
        "{project}: “{subsidy}” passes its ceiling by {excess} million {currency}",
    ),
    "audit.envelope": ("补助资金不超过年度盘子及结转", "Grant funds keep to their envelopes and carry-over"),
    "audit.envelope.row": (
        "{fund}（{year} 年）：超支 {excess} 百万{currency}",
        "{fund} ({year}): overdrawn by {excess} million {currency}",
    ),
    "audit.carrier_budget": ("企业投资不超过年度预算及结转", "Carriers keep to their budgets and carry-over"),
    "audit.carrier_budget.row": (
        "{payer}（{year} 年）：超支 {excess} 百万{currency}",
        "{payer} ({year}): overdrawn by {excess} million {currency}",
    ),
    "audit.local_limit": ("地方资金不超过各省年度限额", "Local funds keep to each province's yearly limit"),
    "audit.local_limit.row": (
        "{province}（{year} 年）{fund}：超出 {excess} 百万{currency}",
        "{province} ({year}), {fund}: over by {excess} million {currency}",
    ),
    "audit.local_per_grant": ("地方资金与补助之比不超过规定", "Local money keeps to its ratio to grants"),
    "audit.local_per_grant.row": (
        "{province}（{year} 年）{fund}：超出 {excess} 百万{currency}",
        "{province} ({year}), {fund}: over by {excess} million {currency}",
    ),
    "audit.indicators": ("指标表与各表推算一致", "Printed indicators are what the tables add up to"),
    "audit.indicators.row": (
        "{indicator}（{group}，{year}）：{value} 不符",
        "{indicator} ({group}, {year}): {value} is wrong",
    ),
    "audit.targets": ("目标完成值和缺口正确", "Targets are listed with the right value and shortfall"),
    "audit.targets.row": ("{target}（{group}）：数值不符", "{target} ({group}): its figures are wrong"),
    "audit.rule_list": ("限额和公平规则的列示正确", "Limits and equity rules are listed with the right figures"),
    "audit.rule_list.row": ("{rule}（{group}）：数值不符", "{rule} ({group}): its figures are wrong"),
    "audit.goals": (
        "目标值、界和差距相符，且不优于已证明的界",
        "Goal values, bounds and gaps agree, and no value beats its bound",
    ),
    "audit.goals.row": ("{goal}：记载 {value}，推算 {due}", "{goal}: stated {value}, recomputed {due}"),
    "audit.inputs": ("输入文件与记录的校验值一致", "Inputs are those whose hashes were recorded"),
    "audit.inputs.row": ("{file}：内容已变", "{file}: it has changed"),
    "audit.limits": ("指标限额得到遵守", "Limits on indicators hold"),
    "audit.limits.row": (
        "{rule}（{group}，{year}）：{value}，限额 {bound}",
        "{rule} ({group}, {year}): {value}, limit {bound}",
    ),
    "audit.floors": ("各组达到底线", "Every group reaches its floor"),
    "audit.floors.row": ("{rule}（{group}）：{value}，底线 {bound}", "{rule} ({group}): {value}, floor {bound}"),
    "audit.gaps": ("各组之间的差距不超过规定", "Groups are no further apart than allowed"),
    "audit.gaps.row": (
        "{rule}（{group}）：差距 {value}，上限 {bound}",
        "{rule} ({group}): {value} apart, at most {bound}",
    ),
    "audit.shares": ("指定各组达到规定份额", "Named groups hold their share"),
    "audit.shares.row": ("{rule}（{group}）：{value}，应达到 {bound}", "{rule} ({group}): {value}, should be {bound}"),
    "audit.gini": ("基尼系数不超过规定", "The Gini coefficient stays below its limit"),
    "audit.gini.row": ("{rule}：{value}，上限 {bound}", "{rule}: {value}, at most {bound}"),
    "audit.route": ("{city}的“{route}”路由", "route “{route}” of {city}"),
    "audit.nothing": ("（没有任何故障）", "nothing at all"),
    "audit.co_build": ("共建项目由各企业按约定比例出资", "Carriers that build together pay their stated shares"),
    "audit.co_build.row": (
        "{province}（{year} 年）“{co_build}”：{payer}的出资相差 {excess} 百万{currency}",
        "{province} ({year}), “{co_build}”: {payer} pays {excess} million {currency} off its share",
    ),
    "audit.presence": (
        "各企业在每个省的出资不超过其份额上限",
        "No carrier pays more of a province's enterprise money than its presence allows",
    ),
    "audit.presence.row": (
        "{province}（{year} 年）{payer}：超出 {excess} 百万{currency}",
        "{province} ({year}), {payer}: over by {excess} million {currency}",
    ),
    "audit.public_share": (
        "每个项目的补助合计不超过投资的规定比例",
        "All grants to a project stay within the public share of its capex",
    ),
    "audit.public_share.row": (
        "{project}（{year} 年）：补助合计 {paid} 百万{currency}，超出 {excess} 百万{currency}",
        "{project} ({year}): grants of {paid} million {currency}, over by {excess}",
    ),
    "audit.need_test": (
        "按需补助不超过项目的收益缺口",
        "Rules with a need test pay at most the viability gap",
    ),
    "audit.need_test.row": (
        "{project}（{year} 年）：“{subsidy}”超出缺口 {excess} 百万{currency}",
        "{project} ({year}): “{subsidy}” passes the gap by {excess} million {currency}",
    ),
    "audit.stages": (
        "补助只给规定阶段、择优入选的入库项目",
        "Rules pay only for projects of the stages and scores that they take",
    ),
    "audit.stages.row": (
        "{project}（{year} 年）：不在“{subsidy}”支持的阶段，或未择优入选",
        "{project} ({year}): not of a stage, or not among the scores, that “{subsidy}” takes",
    ),
    "audit.stacking": (
        "互斥的补助不重复支持同一项目，可叠加的补助合计不超过缺口",
        "Exclusive rules do not pay one project together; rules that add up stay within its need",
    ),
    "audit.stacking.row": (
        "{project}：多项补助叠加，超出 {excess}",
        "{project}: paid by several rules, over by {excess}",
    ),
    "audit.claims": ("补助认领清单与补助一致", "The list of claims names the rule that pays each project"),
    "audit.claims.row": (
        "{project}（{year} 年）：“{subsidy}”的认领与补助不符",
        "{project} ({year}): its claim on “{subsidy}” differs from its grants",
    ),
    "audit.city_ceiling": ("单个城市的补助不超过上限", "Grants stay below the ceiling of a city"),
    "audit.city_ceiling.row": (
        "{city}：“{subsidy}”补助 {paid} 百万{currency}，超出上限 {excess} 百万{currency}",
        "{city}: {paid} million {currency} from “{subsidy}”, {excess} over its ceiling",
    ),
    "audit.province_ceiling": ("单个省的补助不超过上限", "Grants stay below the ceiling of a province"),
    "audit.province_ceiling.row": (
        "{province}：“{subsidy}”补助 {paid} 百万{currency}，超出上限 {excess} 百万{currency}",
        "{province}: {paid} million {currency} from “{subsidy}”, {excess} over its ceiling",
    ),
    "audit.match": ("地方配套达到补助规则的要求", "Local money matches grants as their rules ask"),
    "audit.match.row": (
        "{province}（{year} 年）：配套 {paid} 百万{currency}，应有 {due} 百万{currency}",
        "{province} ({year}): {paid} million {currency} of local money, {due} asked for",
    ),
    "audit.subsidy_envelope": (
        "各项补助不超过自己的年度盘子及结转",
        "Subsidy rules keep to their own envelopes and carry-over",
    ),
    "audit.subsidy_envelope.row": (
        "“{subsidy}”（{year} 年）：超支 {excess} 百万{currency}",
        "“{subsidy}” ({year}): overdrawn by {excess} million {currency}",
    ),
    "audit.minimum_shares": (
        "指定地区得到补助的最低份额",
        "Regions and provinces receive their smallest shares of a rule's money",
    ),
    "audit.minimum_shares.row": (
        "“{subsidy}”（{year} 年）“{share}”：{paid} 百万{currency}，应达到 {due} 百万{currency}",
        "“{subsidy}” ({year}), “{share}”: {paid} million {currency}, should be {due}",
    ),
    "audit.packages": (
        "打包补助有足够的包，每包的城市数、投资和补助符合规定",
        "Grants for packages come with enough packages, each with its cities and works",
    ),
    "audit.packages.row": (
        "{province}（{year} 年）“{subsidy}”：打包不符合规定，相差 {excess}",
        "{province} ({year}), “{subsidy}”: its packages are not as ruled, off by {excess}",
    ),
    "audit.viability": (
        "公共资金补足项目（或同一账户在一省一年内开工项目）的收益缺口",
        "Public money fills the viability gaps of what is built",
    ),
    "audit.viability.row": (
        "{holder}（{year} 年）：缺口 {due} 百万{currency}，公共资金 {paid} 百万{currency}",
        "{holder} ({year}): a gap of {due} million {currency}, public money {paid}",
    ),
    "audit.viability_list": (
        "收益表与付款、收入和成本推算一致",
        "Tables of viability are what payments, revenue and costs say",
    ),
    "audit.viability_list.row": ("表 {table}：{holder}的数值不符", "Table {table}: the figures of {holder} are wrong"),
    "audit.obligations": ("普遍服务义务按期完成", "Of the works that are obliged, enough are in service by their year"),
    "audit.obligations.row": (
        "“{obligation}”：{year} 年底前应建成 {due} 项，建成 {done} 项",
        "“{obligation}”: {due} works due by the end of {year}, {done} in service",
    ),
    "audit.obligation_list": ("义务项目清单正确", "The works of every obligation are listed with what is in service"),
    "audit.obligation_list.row": (
        "“{obligation}”：{project}的列示不符",
        "“{obligation}”: {project} is listed wrongly",
    ),
    "audit.protected_core": (
        "枢纽中心城市始终列为双路由保护",
        "Small core places are listed as protected in every year",
    ),
    "audit.protected_core.row": (
        "{city}（{year} 年）：{service}的列示不符",
        "{city} ({year}): {service} is listed wrongly",
    ),
    "audit.protected_ways": (
        "受保护的城市有两条不同路由，通向枢纽或受保护的城市",
        "Protected cities have two ways by different routes to core or protected places",
    ),
    "audit.protected_ways.row": (
        "{city}（{year} 年）：{service}没有两条可用的路由",
        "{city} ({year}): no two ways for {service}",
    ),
    "audit.failures": (
        "任一城市或任一路由中断，受保护的城市仍能到达枢纽",
        "When any one city or route fails, every protected city still reaches the core",
    ),
    "audit.failures.row": (
        "{city}（{year} 年）：{failed}中断时与枢纽失去联系",
        "{city} ({year}): cut off from the core when {failed} fails",
    ),
    "audit.ring_links": (
        "环上的链路在该地点投用；通往双节点枢纽的链路只落在一侧",
        "Links of rings are in service at their place; one to a core place with two nodes is there on one side only",
    ),
    "audit.ring_links.row": (
        "{city}（{year} 年）：{service}用到的一条链路不可用，或两侧同用一条",
        "{city} ({year}): a link of {service} is not there for it, or is there on both sides",
    ),
    "audit.ring_ways": (
        "环网保护的城市两侧的路互不经过同一地点、枢纽节点或首段光缆路由",
        "Cities protected along rings have two ways that share no place, no core node and no first cable route",
    ),
    "audit.ring_ways.row": (
        "{city}（{year} 年）：{service}没有两条互相分开的路",
        "{city} ({year}): no two ways apart from each other for {service}",
    ),
    "audit.ring_failures": (
        "任一节点或任一路由中断，环网保护的城市仍能到达枢纽",
        "When any one node or route fails, every city protected along rings still reaches the core",
    ),
    "audit.ring_failures.row": (
        "{city}（{year} 年）：{failed}中断时与枢纽失去联系",
        "{city} ({year}): cut off from the core when {failed} fails",
    ),
    "audit.wavelengths": ("链路流量不超过已开通的波长", "Traffic on links stays within the wavelengths that are lit"),
    "audit.wavelengths.row": (
        "{project}（{year} 年）：流量 {flow_gbps} Gbps，列有 {wavelengths} 个波长，不符",
        "{project} ({year}): {flow_gbps} Gbps over {wavelengths} wavelengths as listed cannot be",
    ),
    "audit.flow_balance": (
        "连通城市的流量全部送达枢纽，受保护的城市按双份计",
        "All traffic of connected cities, twice where protected, flows on to the core",
    ),
    "audit.flow_balance.row": (
        "{city}（{year} 年）：净流出 {flow} Gbps，应为 {due} Gbps",
        "{city} ({year}): {flow} Gbps leave it on balance, {due} should",
    ),
    "audit.flow_protected": (
        "受保护城市的每条路由都能承载全部流量",
        "Each of a protected city's two ways carries all of its traffic",
    ),
    "audit.flow_protected.row": (
        "{project}（{year} 年）：承载 {flow} Gbps，应为 {due} Gbps",
        "{project} ({year}): carries {flow} Gbps, should carry {due}",
    ),
    "audit.threshold_list": (
        "达标门槛的数值与项目推算一致",
        "Figures that statuses ask for are what projects have added up to",
    ),
    "audit.threshold_list.row": (
        "{city}（{year} 年）“{status}”的门槛 {threshold}：数值不符",
        "{city} ({year}), threshold {threshold} of “{status}”: its figures are wrong",
    ),
    "audit.worst": (
        "最差一部分人口的平均水平达到底线",
        "The mean over the worst-served part of the residents reaches its bound",
    ),
    "audit.worst.row": ("{rule}：{value}，底线 {bound}", "{rule}: {value}, at least {bound}"),
    "audit.least": ("最差一组达到底线", "The worst-served group reaches its bound"),
    "audit.least.row": ("{rule}：{value}，底线 {bound}", "{rule}: {value}, at least {bound}"),
    "audit.order": ("优先各组的水平不低于其后各组", "Groups named earlier are served at least as well as later ones"),
    "audit.order.row": (
        "{rule}（{group}，{year}）：相差 {value}",
        "{rule} ({group}, {year}): behind by {value}",
    ),
}
